"""Measures of orders. An order of several lines is one order; the amounts of its lines add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Instants
from cxdesk.measures.measure import Measure, Needs

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
ORD = "orders"
GROWTH = ("upsell", "cross_sell")


def ordered(store: MeasureStore) -> Instants:
    """When the order was placed."""
    return store.instants(ORD, "ordered_at")


def _orders(store: MeasureStore) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Code of the order each line belongs to, and the row that stands for each order: the earliest, then the first."""
    return store.cached(("lines", ORD), lambda: _make_orders(store))


def _make_orders(store: MeasureStore) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    named, count = store.ids(ORD, "order_id")
    blank = np.flatnonzero(named < 0)
    code = named.astype(np.intp)
    code[blank] = count + np.arange(len(blank))  # a line without a number is an order of its own
    at = ordered(store)
    late = np.where(np.isnat(at), np.iinfo(np.int64).max, at.astype(np.int64))
    order = np.lexsort((late, code))
    first = np.flatnonzero(np.diff(code[order], prepend=-1))
    return code, order[first]


def _order(store: MeasureStore) -> Floats:
    out = np.full(store.rows(ORD), np.nan)
    out[_orders(store)[1]] = 1.0
    return out


def _order_line(store: MeasureStore) -> Floats:
    return np.ones(store.rows(ORD))


def _amount(store: MeasureStore) -> Floats:
    return store.numbers(ORD, "amount")


def _upsell(store: MeasureStore) -> Floats:
    """1 once an order of which any line is an upsell or a cross-sell."""
    codes, labels = store.keys(ORD, "kind")
    grows = np.append(["_".join(label.casefold().replace("-", " ").split()) in GROWTH for label in labels], False)
    code, rows = _orders(store)
    found = np.bincount(code, weights=grows.astype(np.bool_)[codes], minlength=len(rows))
    out = np.full(store.rows(ORD), np.nan)
    out[rows[found > 0]] = 1.0
    return out


ORDER_MEASURES: tuple[Measure, ...] = (
    Measure(name="ordered", table=ORD, dated_by="ordered", kind="instant",
            needs=Needs(table=ORD, columns=("ordered_at",)), words="when the order was placed", compute=ordered),
    Measure(name="order", table=ORD, dated_by="ordered", kind="number", needs=Needs(table=ORD),
            words="orders", compute=_order),
    Measure(name="order_line", table=ORD, dated_by="ordered", kind="number", needs=Needs(table=ORD),
            words="order lines", compute=_order_line),
    Measure(name="order_amount", table=ORD, dated_by="ordered", kind="number",
            needs=Needs(table=ORD, columns=("amount",)), words="amounts of orders", compute=_amount, money=True),
    Measure(name="upsell_order", table=ORD, dated_by="ordered", kind="number",
            needs=Needs(table=ORD, columns=("kind",)), words="upsell and cross-sell orders", compute=_upsell),
)  # fmt: skip
