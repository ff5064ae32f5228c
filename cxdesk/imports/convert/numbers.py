"""Numbers written as text: decimal mark, thousands, percent, currency, decided by the whole column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.imports.convert.texts import Bools, Floats, bools, strings

Mark = Literal[".", ","]
_CURRENCY = (
    r"(?i)(?:(?:\b(?:us|a|c|au|ca|nz|r|hk|s|mx))?\$|[€£¥₹₽₺₩₪฿]|z[łŁ]|\b(?:usd|eur|gbp|chf|jpy|aud|cad|inr|brl|nzd"
    r"|sek|nok|dkk|pln|czk|huf|mxn|sgd|hkd|zar|try|cny|krw|ils|aed|euros?|kr|fr|rs|tl)\b\.?)"
)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "US$": "USD", "A$": "AUD", "AU$": "AUD",
          "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "R$": "BRL", "HK$": "HKD", "S$": "SGD", "MX$": "MXN", "RS": "INR",
          "ZŁ": "PLN", "EURO": "EUR", "EUROS": "EUR", "FR": "CHF", "₽": "RUB", "₺": "TRY", "₩": "KRW", "₪": "ILS",
          "฿": "THB"}  # fmt: skip
_SPACE = "[\\s\u00a0\u202f\u2009\u2007'’]"
_PLAIN = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$"
_GROUPS = r"[1-9]\d{0,2}(?:T\d{3})+|[1-9]\d?(?:T\d{2})+T\d{3}"  # by thousands; or as in India, 12,34,567


@dataclass(frozen=True, kw_only=True, eq=False)
class NumberTexts:
    """Distinct texts read as numbers. `open` says that both decimal marks fit every text with a mark.

    `marked` says that some text has a mark at all.
    """

    values: Floats
    percent: Bools
    mark: Mark
    open: bool = False
    marked: bool = False


def bare(array: pa.Array) -> tuple[pa.Array, Bools]:
    """Texts without currency, spaces and percent sign, minus as a sign; and which had a percent sign."""
    percent = np.zeros(len(array), np.bool_)
    odd = np.array(pc.fill_null(pc.invert(pc.match_substring_regex(array, _BARE)), False), dtype=np.bool_)
    if not odd.any():
        return array, percent
    text, percent[odd] = _bared(array.filter(pa.array(odd)))
    return pc.replace_with_mask(array, pa.array(odd), text), percent


_BARE = r"^[+-]?[\d.,]*\d$"


def _bared(array: pa.Array) -> tuple[pa.Array, Bools]:
    text = pc.replace_substring_regex(array, _CURRENCY, "")
    for _ in range(2):  # spaces between thousands, which share digits
        text = pc.replace_substring_regex(text, rf"(\d){_SPACE}(\d{{3}})", r"\1\2")
    text = pc.replace_substring_regex(text, rf"^{_SPACE}+|{_SPACE}+$|^([-+(]){_SPACE}+|{_SPACE}+([-%)]+)$", r"\1\2")
    text = pc.replace_substring_regex(text, "[\u2212\u2013]", "-")
    text = pc.replace_substring_regex(text, r"^\((.+)\)$", r"-\1")
    text = pc.replace_substring_regex(text, r"(\d[.,])-{1,2}$", r"\100")  # 1.234,- is no negative
    text = pc.replace_substring_regex(text, r"^([\d.,]*\d)-$", r"-\1")
    percent = bools(pc.match_substring_regex(text, r"^%|%$"))
    return pc.replace_substring_regex(text, r"^%\s*|\s*%$", ""), percent


def currencies(array: pa.Array) -> list[str | None]:
    """The currency each text names, by its code; None where it names none."""
    if not bools(pc.match_substring_regex(array, r"[^\d\s.,+-]")).any():  # plain numbers: a million in a moment
        return [None] * len(array)
    found = [None if text is None else re.search(_CURRENCY, text) for text in strings(array)]
    return [
        None if match is None else _SIGNS.get(match[0].upper().rstrip("."), match[0].upper().rstrip("."))
        for match in found
    ]


def decide_mark(text: pa.Array) -> tuple[Mark, bool]:
    """Decimal mark of a column of bare texts, and whether the other one would fit as well."""
    number = bools(pc.match_substring_regex(text, r"^[+-]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d+)?$"))
    comma, dot = (bools(pc.match_substring(text, mark)) & number for mark in (",", "."))
    if not (comma | dot).any():
        return ".", False
    both = comma & dot
    if both.any():
        last = bools(pc.match_substring_regex(text, r",\d*$")) & both
        return ("," if last.sum() * 2 > both.sum() else "."), False
    if comma.any() and not dot.any():
        grouped = bools(pc.match_substring_regex(text, rf"^[+-]?(?:{_GROUPS.replace('T', ',')})$"))
        if not grouped[comma].all():
            return ",", False
        several = bools(pc.match_substring_regex(text, r",\d{2,3},")) & comma
        return ".", not several.any()
    if dot.any() and not comma.any():
        several = bools(pc.match_substring_regex(text, r"^[+-]?\d{1,3}(?:\.\d{3}){2,}$")) & dot
        if several.any():
            return ",", False
        grouped = bools(pc.match_substring_regex(text, r"^[+-]?[1-9]\d{0,2}\.\d{3}$"))
        return ".", bool(grouped[dot].all())
    # some with a comma only, some with a dot only: the mark followed by other than three digits is the decimal one
    decimal_comma = bools(pc.match_substring_regex(text, r",(?:\d{1,2}|\d{4,})$")) & comma
    return ("," if decimal_comma.any() else "."), False


def read_numbers(array: pa.Array, mark: Mark | None = None) -> NumberTexts:
    """Distinct cleaned texts as float64, NaN where no number stands. Percent stays in percent."""
    text, percent = bare(array)
    marked = bool(bools(pc.match_substring_regex(text, r"\d[.,]\d")).any())
    decided, both = decide_mark(text)
    mark = mark or decided
    values = _with_mark(text, mark)
    lost = np.isnan(values) & np.asarray(text.is_valid())
    if lost.any():  # what cannot be meant so, such as 1.5 among decimal commas, has one reading
        values = np.where(lost, _with_mark(text, "," if mark == "." else "."), values)
    return NumberTexts(values=values, percent=percent & ~np.isnan(values), mark=mark, open=both, marked=marked)


def _with_mark(text: pa.Array, mark: Mark) -> Floats:
    """Bare texts as numbers with this decimal mark; NaN where thousands are not parted as people part them."""
    other = "," if mark == "." else "."
    t, m = (r"\.", ",") if mark == "," else (",", r"\.")
    if bools(pc.match_substring(text, other)).any():
        grouped = pc.match_substring_regex(text, rf"^[+-]?(?:{_GROUPS.replace('T', t)})(?:{m}\d*)?(?:[eE][+-]?\d+)?$")
        text = pc.if_else(pc.fill_null(grouped, False), pc.replace_substring(text, other, ""), text)
        text = pc.if_else(pc.match_substring(text, other), pa.scalar(None, pa.string()), text)
    text = pc.replace_substring(text, ",", ".") if mark == "," else text
    plain = pc.fill_null(pc.match_substring_regex(text, _PLAIN), False)
    numeric = pc.cast(pc.if_else(plain, text, pa.scalar(None, pa.string())), pa.float64())
    values = np.array(pc.fill_null(numeric, np.nan).to_numpy(zero_copy_only=False), dtype=np.float64)
    values[~np.isfinite(values)] = np.nan
    return values
