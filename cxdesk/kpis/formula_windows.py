"""Helper columns of rows that live, of windows and of other periods: which rows stand, lie in a window, came before.

What lives or lies in windows has three columns: `X` is 1 where the row does so over the whole period, `X_from_step` and
`X_until_step` hold the first days of the first step in which it does and of the first after it in which it does not.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cxdesk.kpis.formula_sheets import (
    Floats,
    Sheets,
    first_days,
    returning_column,
    standing_column,
    trailing_column,
    union_column,
)
from cxdesk.kpis.groups import HOUR_MS, Groups
from cxdesk.kpis.lives import alive_steps
from cxdesk.kpis.nodes import Returning, Standing, Union
from cxdesk.kpis.windows import before, first_rows, months_back

Ints = NDArray[np.intp]
Columns = dict[str, Floats]


def standing_columns(sheets: Sheets, node: Standing) -> Columns:
    """Which rows stand; and the ages of those that ever do, where they are asked for."""
    store, name = sheets.store, standing_column(node)
    began, over = store.at(node.start), store.at(node.end)
    ever = ~np.isnat(began) & ~(over < began)  # what ended before it began never stood
    columns = _spans(
        sheets, name, {run: alive_steps(node.when, run.axis.bounds(store), began, over) for run in _runs(sheets)}, ever
    )
    if node.age_q is not None:
        at_end = sheets.whole.axis.instants(store)[-1]
        age = (at_end - began).astype(np.float64) / HOUR_MS
        columns["age_hours"] = np.where(ever & ~np.isnat(at_end), age, np.nan)
    return columns


def trailing_columns(sheets: Sheets, dated_by: str, months: int) -> Columns:
    """Which rows lie in the months that end with the period, or with a step."""
    at = sheets.store.at(dated_by)
    windows = {}
    for run in _runs(sheets):
        starts, ends = months_back(run, months), run.axis.instants(sheets.store)
        windows[run] = _past(ends, at), _past(starts, at)
    return _spans(sheets, trailing_column(dated_by, months), windows, ~np.isnat(at))


def _runs(sheets: Sheets) -> list[Groups]:
    return [sheets.whole] if sheets.stepped is None else [sheets.whole, sheets.stepped]


def _past(edges: NDArray[np.datetime64], at: NDArray[np.datetime64]) -> Ints:
    return np.searchsorted(edges, at, side="right").astype(np.intp)


def _spans(sheets: Sheets, name: str, found: Mapping[Groups, tuple[Ints, Ints]], ever: NDArray[np.bool_]) -> Columns:
    """Columns of rows that are there in the steps `first <= step < until`."""
    first, until = found[sheets.whole]
    columns = {name: np.where(ever & (first <= 0) & (until > 0), 1.0, np.nan)}
    if sheets.stepped is not None and sheets.buckets is not None:
        first, until = found[sheets.stepped]
        some = ever & (first < until)
        columns[f"{name}_from_step"] = first_days(sheets.buckets, np.where(some, first, -1))
        columns[f"{name}_until_step"] = first_days(sheets.buckets, np.where(some, until, -1))
    return columns


def previous_columns(sheets: Sheets, dated_by: str) -> Columns:
    """Which rows lie in the period before; and the step that follows the one that holds a row."""
    store, out = sheets.store, {}
    table = store.spec(dated_by).table
    for run in _runs(sheets):
        earlier = before(run)
        if earlier is None:
            continue
        codes = earlier.axis.codes(store, table, dated_by)
        if run is sheets.whole:
            out[f"{dated_by}_in_previous"] = np.where(codes == 0, 1.0, np.nan)
        elif sheets.buckets is not None:
            out[f"{dated_by}_next_step"] = first_days(sheets.buckets, codes)
    return out


def returning_columns(sheets: Sheets, node: Returning) -> Columns:
    """Values of those who had a row before the period; and before the step that holds the row."""
    store, spec = sheets.store, sheets.store.spec(node.measure)
    keys, values = store.keys(spec.table, node.key)[0], store.values(node.measure)
    earliest = np.append(first_rows(store, node.measure, node.key), np.datetime64("NaT", "ms"))[keys]
    name = returning_column(node.measure)
    out = {}
    for run in _runs(sheets):
        codes = run.axis.codes(store, spec.table, spec.dated_by)
        starts = run.axis.bounds(store)[0]
        known = (keys >= 0) & (codes >= 0) & (earliest < starts[np.maximum(codes, 0)])
        out[name if run is sheets.whole else f"{name}_in_step"] = np.where(known, values, np.nan)
    return out


def union_columns(sheets: Sheets, node: Union) -> Columns:
    """Hours that each row adds to those of the rows that began before it; the sum is the length of their union.

    By step the two ends of what a row adds stand in hours from the first step's start; by segment only the rows of
    the same segment count as those before it.
    """
    store = sheets.store
    table = store.spec(node.start).table
    nothing = np.zeros(store.rows(table), dtype=np.intp)
    out = {}
    for run in _runs(sheets):
        low, high = added(sheets, run, node, nothing)
        if run is sheets.whole:
            out[union_column(node.start)] = high - low
        else:
            out[f"{union_column(node.start)}_from"], out[f"{union_column(node.start)}_until"] = low, high
    for dimension in sheets.splits:
        if sheets.knows(table, dimension):
            codes, names = store.keys(table, dimension)
            segment = np.array([sheets.segment(dimension, name) - 1 for name in (*names, "")], dtype=np.intp)[codes]
            low, high = added(sheets, sheets.whole, node, segment)
            out[union_column(node.start, dimension)] = high - low
    return out


def added(sheets: Sheets, run: Groups, node: Union, segment: Ints) -> tuple[Floats, Floats]:
    """Both ends, in hours from the first step's start, of what each row adds to the rows of its segment before it."""
    store = sheets.store
    began, over = store.at(node.start), store.at(node.end)
    starts, ends = run.axis.bounds(store)
    base, last = starts[0], ends[-1]
    if not np.isnat(store.as_of):
        last = max(base, min(last, store.as_of))
    kept = np.zeros(len(began), dtype=np.bool_)
    kept[sheets.positions(store.spec(node.start).table)] = True
    rows = np.flatnonzero(kept & ~np.isnat(began) & ~(over < began) & (segment >= 0))
    rows = rows[np.lexsort((began[rows], segment[rows]))]
    one = _ms_in(began[rows], base, last)
    two = np.where(np.isnat(over[rows]), _ms_in(np.array([last]), base, last), _ms_in(over[rows], base, last))
    low = np.maximum(one, _reach_before(two, segment[rows]))
    high = np.maximum(two, low)
    out_low, out_high = np.full(len(began), np.nan), np.full(len(began), np.nan)
    some = high > low
    out_low[rows[some]], out_high[rows[some]] = low[some] / HOUR_MS, high[some] / HOUR_MS
    return out_low, out_high


def _ms_in(at: NDArray[np.datetime64], base: np.datetime64, last: np.datetime64) -> NDArray[np.int64]:
    return (np.clip(at, base, last) - base).astype("timedelta64[ms]").astype(np.int64)


def _reach_before(ends: NDArray[np.int64], segment: Ints) -> NDArray[np.int64]:
    """The latest end among the rows before each one, of the same segment; rows come by segment and start."""
    if not len(ends):
        return ends
    offset = segment * (int(ends.max()) + 1)  # segments follow one another on one line of time
    reached = np.maximum.accumulate(ends + offset) - offset
    earlier = np.concatenate([[0], reached[:-1]])
    earlier[np.flatnonzero(np.diff(segment)) + 1] = 0
    return earlier
