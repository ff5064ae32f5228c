"""Aggregates that look beyond a group's own step: trailing windows, the period before, lengths of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.periods import Grain, Instants, Period, from_utc, to_utc
from cxdesk.kpis.axes import Axis
from cxdesk.kpis.groups import HOUR_MS, Groups, Where
from cxdesk.kpis.nodes import Count, Distinct, Length, Recent, Returning
from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
YEAR_MS = 365.25 * 24 * HOUR_MS
_MS = np.timedelta64(1, "ms")


def months_back(run: Groups, months: int) -> Instants:
    """For each step the instant so many calendar months before its end."""
    return run.once(("months back", months), lambda: _months_back(run, months))


def _months_back(run: Groups, months: int) -> Instants:
    calendar = run.store.settings.calendar
    out = []
    for end in run.axis.instants(run.store):
        day = calendar.local_day(end)
        earlier: date = (pd.Timestamp(day) - pd.DateOffset(months=months)).date()
        out.append(to_utc(calendar.midnight(earlier)))
    return np.array(out, dtype="datetime64[ms]")


def trailing(run: Groups, node: Count | Distinct, months: int, where: Where = ()) -> Floats:
    """Rows, or different keys, of the months that end with each step; windows of neighbouring steps overlap."""
    return run.once(("trailing", node, months, where), lambda: _trailing(run, node, months, where))


def _trailing(run: Groups, node: Count | Distinct, months: int, where: Where) -> Floats:
    starts, ends = months_back(run, months), run.axis.instants(run.store)
    rows, segment, first, until = in_windows(run, node.measure, starts, ends, where)
    if isinstance(node, Count):
        return _alive(run, segment, first, until)
    keys = run.store.keys(run.store.spec(node.measure).table, node.key)[0][rows].astype(np.int64)
    named = keys >= 0
    keys, segment, first, until = keys[named], segment[named], first[named], until[named]
    # windows in which a key has any row: the stretches of its rows in time order, each from where the last one ended
    order = np.lexsort((until, first, keys, segment))
    keys, segment, first, until = keys[order], segment[order], first[order], until[order]
    same = np.zeros(len(keys), dtype=np.bool_)
    same[1:] = (keys[1:] == keys[:-1]) & (segment[1:] == segment[:-1])
    before = np.zeros(len(keys), dtype=np.intp)
    before[1:] = np.where(same[1:], until[:-1], 0)
    return _alive(run, segment, np.maximum(first, before), until)


def in_windows(
    run: Groups, measure: str, starts: Instants, ends: Instants, where: Where
) -> tuple[Ints, Ints, Ints, Ints]:
    """Rows that the measure counts: position, segment, first window that holds the row, first after it that does not.

    Windows are half-open and ascend with both ends.
    """
    store, spec = run.store, run.store.spec(measure)
    positions = store.positions(measure)
    rows = np.arange(store.rows(spec.table)) if positions is None else positions
    at, mask = store.at(spec.dated_by), run.mask(spec.table, where)
    segment = run.axis.segment_codes(store, spec.table)
    kept = (segment[rows] >= 0) & ~np.isnat(at[rows])
    rows = rows[kept if mask is None else kept & mask[rows]]
    first = np.searchsorted(ends, at[rows], side="right")
    until = np.searchsorted(starts, at[rows], side="right")
    return rows, segment[rows].astype(np.intp), first.astype(np.intp), until.astype(np.intp)


def _alive(run: Groups, segment: Ints, first: Ints, until: Ints) -> Floats:
    """How many stretches of steps `[first, until)` hold each step, by group."""
    some = first < until
    steps, width = run.axis.steps, run.axis.segments
    came = np.bincount(first[some] * width + segment[some], minlength=(steps + 1) * width)
    went = np.bincount(until[some] * width + segment[some], minlength=(steps + 1) * width)
    return np.cumsum((came - went).reshape(steps + 1, width), axis=0)[:steps].reshape(-1).astype(np.float64)


def recent(run: Groups, node: Recent, where: Where = ()) -> Floats:
    """1 where a group has a row in the days up to its end or as-of, 0 where only before, NaN where none."""
    ends = run.axis.instants(run.store)
    as_of = run.store.as_of
    ends = ends if np.isnat(as_of) else np.minimum(ends, as_of + _MS)
    late = _count_between(run, node.measure, ends - np.timedelta64(node.days * 24 * HOUR_MS, "ms"), ends, where)
    ever = _count_between(run, node.measure, np.full(len(ends), np.datetime64("0001-01-01", "ms")), ends, where)
    return np.where(ever > 0, (late > 0).astype(np.float64), np.nan)


def _count_between(run: Groups, measure: str, starts: Instants, ends: Instants, where: Where) -> Floats:
    _, segment, first, until = in_windows(run, measure, starts, ends, where)
    return _alive(run, segment, first, until)


def length(run: Groups, node: Length, months: int | None = None) -> Floats:
    """Length of each group's step in the node's unit; `months` instead of the step, the months that end with it."""
    starts, ends = run.axis.bounds(run.store)
    if months is not None:
        starts = months_back(run, months)
    match node.unit:
        case "years":
            per_step = _years(run.store, node.of, starts, ends, months)
        case "hours":
            as_of = run.store.as_of
            until = ends if np.isnat(as_of) else np.maximum(np.minimum(ends, as_of), starts)
            per_step = (until - starts).astype(np.float64) / HOUR_MS
        case "days" | "months":
            per_step = _calendar_units(run.store, node.unit, starts, ends)
    per_step = np.where(per_step > 0, per_step, np.nan)
    return np.repeat(per_step, run.axis.segments)


def _years(store: MeasureStore, of: str, starts: Instants, ends: Instants, months: int | None) -> Floats:
    """Years of each window that the data of an instant measure covers: from the month of its first instant on."""
    whole = np.full(len(ends), months / 12) if months is not None else (ends - starts).astype(np.float64) / YEAR_MS
    at = store.at(of)
    at = at[~np.isnat(at)]
    if not at.size:
        return np.full(len(ends), np.nan)
    calendar = store.settings.calendar
    begin = to_utc(calendar.midnight(calendar.floor(calendar.local_day(at.min()), Grain.MONTH)))
    return np.where(starts >= begin, whole, (ends - begin).astype(np.float64) / YEAR_MS)


def is_short(store: MeasureStore, of: str, starts: Instants) -> bool:
    """Whether the data of an instant measure begins within the last window."""
    at = store.at(of)
    at = at[~np.isnat(at)]
    return bool(at.size) and bool(at.min() - np.timedelta64(31 * 24 * HOUR_MS, "ms") > starts[-1])


def _calendar_units(store: MeasureStore, unit: str, starts: Instants, ends: Instants) -> Floats:
    """Whole calendar days or months of each step; NaN where it is no whole number of months."""
    calendar = store.settings.calendar
    out = []
    for start, end in zip(starts, ends, strict=True):
        one, two = calendar.local_day(start), calendar.local_day(end)
        if unit == "days":
            out.append(float((two - one).days))
        elif one.day == two.day == 1:
            out.append(float((two.year - one.year) * 12 + two.month - one.month))
        else:
            out.append(np.nan)
    return np.array(out)


def before(run: Groups) -> Groups | None:
    """The same groups with one more step in front: the period before the first; None for everything."""
    if run.axis.edges is None:
        return None

    def make() -> Groups:
        edges = run.axis.edges
        assert edges is not None
        first = Period(start=from_utc(edges[0]), end=from_utc(edges[1]))
        start = to_utc(run.store.settings.calendar.previous(first).start)
        return Groups(run.store, replace(run.axis, edges=np.concatenate([[start], edges])), run.filters)

    return run.once(("before",), make)


def returning(run: Groups, node: Returning, where: Where = ()) -> tuple[Floats, Floats]:
    """Sum and count of a measure over rows whose key had a counted row, anywhere, before the group's step began."""
    return run.once(("returning", node, where), lambda: _returning(run, node, where))


def _returning(run: Groups, node: Returning, where: Where) -> tuple[Floats, Floats]:
    store, spec = run.store, run.store.spec(node.measure)
    positions, values = store.known(node.measure)
    rows = np.arange(store.rows(spec.table)) if positions is None else positions
    codes = run.codes(spec.table, spec.dated_by, where)[rows]
    keys = store.keys(spec.table, node.key)[0][rows]
    earliest = first_rows(store, node.measure, node.key)
    kept = (codes < run.size) & (keys >= 0)
    codes, values, keys = codes[kept], values[kept], keys[kept]
    starts = run.axis.bounds(store)[0]
    known = earliest[keys] < starts[codes // run.axis.segments]
    codes, values = codes[known], values[known]
    total, n = (np.bincount(codes, weights=w, minlength=run.size).astype(np.float64) for w in (values, None))
    return total, n


def first_rows(store: MeasureStore, measure: str, key: str) -> Instants:
    """Date of each key's earliest row that the measure counts, by code; the end of time where it has none."""

    def find() -> Instants:
        spec = store.spec(measure)
        codes, labels = store.keys(spec.table, key)
        at = store.at(spec.dated_by)
        kept = ~np.isnan(store.values(measure)) & ~np.isnat(at) & (codes >= 0)
        first = np.full(len(labels), np.iinfo(np.int64).max)
        np.minimum.at(first, codes[kept], at[kept].astype("datetime64[ms]").astype(np.int64))
        return first.astype("datetime64[ms]")

    return store.cached(("first", measure, key), find)


def axis_without(axis: Axis, dimension: str) -> Axis:
    """The axis without one dimension."""
    return replace(axis, parts=tuple(part for part in axis.parts if part[0] != dimension))


def spread_out(values: Floats, axis: Axis, dimension: str) -> Floats:
    """Values by the groups of `axis_without`, repeated over the segments of the dimension."""
    widths = [len(labels) for _, labels in axis.parts]
    place = axis.dimensions.index(dimension)
    shape = (axis.steps, *(1 if i == place else width for i, width in enumerate(widths)))
    full = (axis.steps, *widths)
    return np.broadcast_to(values.reshape(shape), full).reshape(-1).copy()
