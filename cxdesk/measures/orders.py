"""Measures of orders. An order of several lines is one order; the amounts of its lines add up.

A number that two customers have means two orders, for some systems count each customer's from 1. A line that names no
customer belongs to the order of its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.periods import Instants
from cxdesk.measures.measure import Measure, Needs

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ORD = "orders"
GROWTH = ("upsell", "cross_sell")


def ordered(store: MeasureStore) -> Instants:
    """When the order was placed."""
    return store.instants(ORD, "ordered_at")


def _orders(store: MeasureStore) -> NDArray[np.intp]:
    """Code of the order that each line belongs to; a line without a number is an order of its own."""
    return store.cached(("lines", ORD), lambda: _make_orders(store))


def _make_orders(store: MeasureStore) -> NDArray[np.intp]:
    number, numbers = store.ids(ORD, "order_id")
    account, accounts = store.ids(ORD, "account")
    named = np.flatnonzero(number >= 0)
    owner = np.full(numbers, -1, dtype=np.int64)
    np.maximum.at(owner, number[named], account[named])
    who = np.where(account[named] >= 0, account[named], owner[number[named]])
    code = np.arange(len(number), dtype=np.intp)
    code[named] = len(number) + number[named] * np.int64(accounts + 1) + who + 1
    return pd.factorize(code)[0]


def _once(store: MeasureStore, rows: Bools | None = None) -> Floats:
    """1 on one of those rows of each order: the earliest, then the first; an undated one only where all are."""
    code, at = _orders(store), ordered(store)
    late = np.where(np.isnat(at), np.iinfo(np.int64).max, at.astype(np.int64))
    asked = np.arange(len(code)) if rows is None else np.flatnonzero(rows)
    earliest = np.full(len(code), np.iinfo(np.int64).max)
    np.minimum.at(earliest, code[asked], late[asked])
    early = asked[late[asked] == earliest[code[asked]]][::-1]
    first = np.full(len(code), -1, dtype=np.intp)
    first[code[early]] = early  # from the last to the first, so that the first stays
    out = np.full(len(code), np.nan)
    out[first[first >= 0]] = 1.0
    return out


def _order(store: MeasureStore) -> Floats:
    return _once(store)


def _priced(store: MeasureStore) -> Floats:
    """1 once an order of which any amount counts, on such a line."""
    return _once(store, ~np.isnan(store.values("order_amount")))


def _order_line(store: MeasureStore) -> Floats:
    return np.ones(store.rows(ORD))


def _amount(store: MeasureStore) -> Floats:
    return store.numbers(ORD, "amount")


def _upsell(store: MeasureStore) -> Floats:
    """1 once an order of which any line is an upsell or a cross-sell."""
    codes, labels = store.keys(ORD, "kind")
    grows = np.append(["_".join(label.casefold().replace("-", " ").split()) in GROWTH for label in labels], False)
    found = np.bincount(_orders(store), weights=grows.astype(np.bool_)[codes], minlength=len(codes)) > 0
    return np.where(found[_orders(store)], store.values("order"), np.nan)


ORDER_MEASURES: tuple[Measure, ...] = (
    Measure(name="ordered", table=ORD, dated_by="ordered", kind="instant",
            needs=Needs(table=ORD, columns=("ordered_at",)), words="when the order was placed", compute=ordered),
    Measure(name="order", table=ORD, dated_by="ordered", kind="number", needs=Needs(table=ORD),
            words="orders", compute=_order),
    Measure(name="priced_order", table=ORD, dated_by="ordered", kind="number",
            needs=Needs(table=ORD, columns=("amount",)), words="orders with an amount", compute=_priced),
    Measure(name="order_line", table=ORD, dated_by="ordered", kind="number", needs=Needs(table=ORD),
            words="order lines", compute=_order_line),
    Measure(name="order_amount", table=ORD, dated_by="ordered", kind="number",
            needs=Needs(table=ORD, columns=("amount",)), words="amounts of orders", compute=_amount, money=True),
    Measure(name="upsell_order", table=ORD, dated_by="ordered", kind="number",
            needs=Needs(table=ORD, columns=("kind",)), words="upsell and cross-sell orders", compute=_upsell),
)  # fmt: skip
