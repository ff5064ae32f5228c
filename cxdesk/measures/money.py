"""Which currency an amount is in, and what the convention `currency` leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxdesk.measures.catalogue import BY_NAME
from cxdesk.tables.fields import BOTH, EXTRA

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Keys = tuple[NDArray[np.int32], tuple[str, ...]]
Bools = NDArray[np.bool_]
FIGURES = "figures"
_COLUMNS = ("currency", "currency code", "cost currency", "währung", "devise", "moneda", "moeda", "valuta")
_CODES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "us$": "USD", "us dollar": "USD", "us dollars": "USD",
    "£": "GBP", "pound": "GBP", "pounds": "GBP", "¥": "JPY", "yen": "JPY", "₹": "INR", "rs": "INR", "fr.": "CHF",
    "sfr": "CHF", "swiss franc": "CHF", "r$": "BRL", "zł": "PLN", "a$": "AUD", "c$": "CAD",
}  # fmt: skip
# Signs that several currencies share: under a convention of one of them they mean that one.
_SHARED = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"), "¥": ("JPY", "CNY"), "kr": ("SEK", "NOK", "DKK", "ISK"),
}  # fmt: skip


def currency_code(text: str, setting: str = "") -> str:
    """The code a currency is known by (`€` is EUR), the text in capitals where it is no known sign or name."""
    plain = " ".join(text.casefold().split())
    if setting in _SHARED.get(plain, ()):
        return setting
    return _CODES.get(plain, plain.upper())


def named_currencies(store: MeasureStore, table: str) -> Keys | None:
    """Currency that each row names, by its code (-1: none); None where no column names any."""
    columns = [str(name) for name in store.frame(table).columns if str(name).startswith(EXTRA)]
    named = [name for name in columns if name.removeprefix(EXTRA).strip().casefold() in _COLUMNS]
    if not named:
        return None
    codes, labels = store.keys(table, named[0])
    setting = store.settings.conventions.currency
    known = [BOTH.join(sorted({currency_code(part, setting) for part in label.split(BOTH)})) for label in labels]
    names = sorted(set(known))
    place = np.array([*(names.index(name) for name in known), -1], dtype=np.int32)
    return place[codes], tuple(names)


def taken_currencies(store: MeasureStore, table: str) -> Keys | None:
    """As `named_currencies`, but amounts that name none are in the currency of the convention, where one is set."""
    setting, named = store.settings.conventions.currency, store.currencies(table)
    if not setting:
        return named
    codes, labels = named if named is not None else (np.full(store.rows(table), -1, dtype=np.int32), ())
    names = labels if setting in labels else (*labels, setting)
    return np.where(codes < 0, np.int32(names.index(setting)), codes), names


def other_currency(store: MeasureStore, table: str) -> Bools | None:
    """Rows whose amounts name another currency than the convention's; None where it sets none or no row names one."""
    setting, named = store.settings.conventions.currency, store.currencies(table)
    if not setting or named is None:
        return None
    codes, labels = named
    return np.append(np.array([label != setting for label in labels], dtype=np.bool_), False)[codes]


def money_table(name: str) -> str | None:
    """Table of a money measure, or that of the figures for the name of a figure; None for any other measure."""
    if name not in BY_NAME:
        return FIGURES
    return BY_NAME[name].table if BY_NAME[name].money else None


def is_figure(label: str, name: str) -> bool:
    """Whether a label of the figures means that figure: `support_cost` is also found as `Support cost`."""
    return "_".join(label.casefold().replace("-", " ").replace("_", " ").split()) == name
