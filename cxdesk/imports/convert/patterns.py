"""The forms in which exports and people write dates, as patterns over texts in lower case, and names of months."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.imports.convert.texts import bools, groups
from cxdesk.imports.zones import NO_OFFSET, OFFSETS

_WORD = r"[a-zà-ÿ]"
_WEEKDAY = rf"(?:{_WORD}{{2,13}}(?:-feira)?\.?,?\s+)?"
_ORDINAL = r"(?:st|nd|rd|th|er|re|º|ª|°|\.)?"
_TIME = (
    r"(?:[ t,:]+(?:(?:at|um|à|às|a las?|alle|om|kl\.?|klo|"
    r"-)\s+)?(?P<h>\d{1,2})[:.h](?P<mi>\d{1,2})(?:[:.](?P<s>\d{1,2})(?:[.,:](?P<f>\d{1,9}))?)?"
    r"\s*(?P<ap>[ap]\.?\s?m\.?)?)?"
)
_ZONE_WORDS = "|".join(sorted((*OFFSETS, *NO_OFFSET), key=len, reverse=True))
_TAIL = (  # a zone, an hour's word, a share of a day's limit; other words of a zone are found and said
    rf"\s*(?:uhr|hrs?|h|o'clock)?\s*[(\[]?(?P<z>{_ZONE_WORDS}|[a-z]{{3,4}}|(?:gmt|utc)?\s?[+\-\x{{2212}}]\s?\d{{1,2}}(?::?\d{{2}})?)?[)\]]?"
    r"(?:\s*\[[a-z]+/[a-z_/]+\]|\s+\([a-z][a-z ]+\))?(?:\s+\d{1,3}\s*%)?$"
)
NUMERIC = rf"^{_WEEKDAY}(?P<a>\d{{1,4}})[-/.](?P<b>\d{{1,2}})[-/.](?P<c>\d{{1,4}})\.?" + _TIME + _TAIL
NAMED_DAY = (
    rf"^{_WEEKDAY}(?P<a>\d{{1,2}}){_ORDINAL}[-\s/.]*(?:de\s+|of\s+)?(?P<b>{_WORD}{{3,10}})\.?,?[-\s/.]*(?:del?\s+)?"
    r"'?(?P<c>\d{4}|\d{2}),?" + _TIME + _TAIL
)
NAMED_MONTH = (
    rf"^{_WEEKDAY}(?P<b>{_WORD}{{3,10}})\.?[-\s/.]+(?P<a>\d{{1,2}}){_ORDINAL}"
    r"(?:(?:,?[-\s/.]+|,)(?P<c>\d{4})|,\s*'?(?P<c2>\d{2})),?" + _TIME + _TAIL
)  # fmt: skip
NAMED_YEAR = rf"^(?P<c>\d{{4}})[-\s/.]+(?P<b>{_WORD}{{3,10}})\.?[-\s/.]+(?P<a>\d{{1,2}})" + _TIME + _TAIL
UNIX = (
    rf"^{_WORD}{{3}},?\s+(?P<b>{_WORD}{{3,10}})\s+(?P<a>\d{{1,2}})\s+(?P<h>\d{{1,2}}):(?P<mi>\d{{2}})(?::(?P<s>\d{{2}}))?(?P<f>)(?P<ap>)"
    rf"\s+(?P<z>(?:{_ZONE_WORDS}|[a-z]{{3,4}}|[+-]\d{{4}})\s+)?(?P<c>\d{{4}})$"
)
COMPACT = (
    r"^(?P<a>\d{4})(?P<b>\d{2})(?P<c>\d{2})[t ]"
    r"(?P<h>\d{2}):?(?P<mi>\d{2}):?(?P<s>\d{2})?(?:[.,](?P<f>\d{1,9}))?(?P<ap>)" + _TAIL
)
# The same without words and zones, which most columns are: read first, for it is read much faster.
PLAIN = (
    r"^(?P<a>\d{1,4})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{1,4})"
    r"(?:[ t]+(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2}))?(?: ?(?P<ap>[ap])m)?)?$"
)
PLAIN_NAMED = (
    rf"^(?P<b>{_WORD}{{3,9}}) (?P<a>\d{{1,2}}), (?P<c>\d{{4}})"
    r"(?:,? (?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2}))?(?: ?(?P<ap>[ap])m)?)?$"
)
# A quick look at whether a text can match at all.
NEEDS = {
    PLAIN: r"^\d{1,4}[-/.]\d{1,2}[-/.]\d[^+\-]*[\dm]$", PLAIN_NAMED: rf"^{_WORD}{{3,9}} \d{{1,2}}, \d{{4}}",
    NUMERIC: r"^[^\d]*\d{1,4}[-/.]\d{1,2}[-/.]\d", NAMED_DAY: rf"\d.*{_WORD}{{3}}.*\d",
    NAMED_MONTH: rf"^{_WORD}{{3}}.*\d", NAMED_YEAR: rf"^\d{{4}}.*{_WORD}{{3}}", UNIX: rf"^{_WORD}{{3}}.*\d{{4}}$",
    COMPACT: r"^\d{8}[t ]\d{4}",
}  # fmt: skip
_TIME_FIRST = r"^(\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?),?\s+(?:on\s+|-\s+)?(.*\d.*)$"
_REGION = r"\s*[(\[]?(?P<r>[a-z]+/[a-z_]+(?:/[a-z_]+)?)[)\]]?$"
_SPACES = "[\u00a0\u2000-\u200b\u202f\u205f\u3000\u200e\u200f]+"
_MONTHS = (
    ("jan", "januar", "jänner", "janvier", "enero", "ene", "janeiro", "janv", "gennaio", "gen", "januari"),
    (
        "feb",
        "februar",
        "fevrier",
        "février",
        "fev",
        "febrero",
        "fevereiro",
        "fevr",
        "févr",
        "fév",
        "febbraio",
        "februari",
        "febr",
    ),
    ("mar", "marz", "mars", "marzo", "marco", "mrz", "mär", "märz", "março", "maerz", "maart", "mrt"),
    ("apr", "avril", "avr", "abril", "abr", "aprile"),
    ("may", "mai", "mayo", "maio", "maggio", "mag", "mei"),
    ("jun", "juni", "juin", "junio", "junho", "giugno", "giu"),
    ("jul", "juli", "juillet", "julio", "julho", "juil", "luglio", "lug"),
    ("aug", "aout", "août", "agosto", "ago", "augustus"),
    ("sep", "sept", "septembre", "septiembre", "setiembre", "setembro", "set", "settembre"),
    ("oct", "okt", "oktober", "octobre", "octubre", "outubro", "out", "ottobre", "ott"),
    ("nov", "novembre", "noviembre", "novembro"),
    ("dec", "dez", "dezember", "decembre", "déc", "décembre", "diciembre", "dic", "dezembro", "dicembre"),
)
_ENGLISH = ("january", "february", "march", "april", "may", "june", "july",
            "august", "september", "october", "november", "december")  # fmt: skip
MONTH_OF: dict[str, int] = {
    **{word: number for number, words in enumerate(_MONTHS, 1) for word in words},
    **{word: number for number, word in enumerate(_ENGLISH, 1)},
}


def tidied(array: pa.Array) -> pa.Array:
    """Texts in lower case with plain spaces, the time behind the date, without an apostrophe in front."""
    text = pc.utf8_lower(array)
    text = pc.replace_substring_regex(text, r"^['’]", "")
    if not bools(pc.string_is_ascii(text))[bools(pc.is_valid(text))].all():
        text = pc.replace_substring_regex(text, _SPACES, " ")
        text = pc.replace_substring_regex(text, r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日", r"\1-\2-\3 ")
        text = pc.replace_substring_regex(pc.replace_substring_regex(text, "[時时点]", ":"), r"分(\d)", r":\1")
        text = pc.replace_substring_regex(text, "[分秒]", "")
        text = pc.utf8_trim_whitespace(text)
    if bools(pc.match_substring_regex(text, r"^\d{1,2}:\d{2}")).any():
        text = pc.replace_substring_regex(text, _TIME_FIRST, r"\2 \1")
    return text


def without_region(text: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Texts without a name such as `America/New_York` at their end, and that name, null where none stands."""
    if not bools(pc.match_substring_regex(text, r"\d.*[a-z]/[a-z]")).any():
        return text, pa.nulls(len(text), pa.string())
    return pc.replace_substring_regex(text, _REGION, ""), groups(text, rf"\d.*?{_REGION}")["r"]
