"""Rows with a beginning and an end, by the steps in which they stand: backlogs, customers, team members, outages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Instants
from cxdesk.common.spans import merged
from cxdesk.kpis.axes import kept_for
from cxdesk.kpis.groups import HOUR_MS, Groups, Where, quantile, starts_of
from cxdesk.kpis.nodes import OfStanding, Standing, When
from cxdesk.kpis.nodes import Union as UnionNode
from cxdesk.kpis.ranks import small
from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Rows = NDArray[np.integer]

_STANDING_PAIRS = 4_000_000  # pairs of row and step spread out at a time


@dataclass(frozen=True, kw_only=True, eq=False)
class Lives:
    """Rows that stand in some step: position in the table, start, segment, and the steps `first <= step < until`."""

    position: Rows
    began: Instants
    segment: Ints
    first: Ints
    until: Ints


def lives(run: Groups, standing: Standing, where: Where = ()) -> Lives:
    """Rows that stand, latest start first."""
    key = ("lives", standing.start, standing.end, standing.when, where)
    return run.once(key, lambda: _lives(run, standing, where))


def _lives(run: Groups, node: Standing, where: Where) -> Lives:
    store = run.store
    table = store.spec(node.start).table
    bounds = run.axis.bounds(store)
    key = ("alive", node.start, node.end, node.when, *(edges.tobytes() for edges in bounds))
    position, began, first, until = kept_for(store, table, key, lambda: _alive(store, node, bounds))
    rows: Rows = position
    segment, mask = run.axis.segment_codes(store, table)[rows].astype(np.intp), run.mask(table, where)
    if mask is not None or segment.min(initial=0) < 0:
        kept = segment >= 0 if mask is None else (segment >= 0) & mask[rows]
        segment, first, until = (array[kept] for array in (segment, first, until))
        rows, began = rows[kept], began[kept]
    return Lives(position=rows, began=began, segment=segment, first=first, until=until)


def _alive(store: MeasureStore, node: Standing, bounds: tuple[Instants, Instants]) -> tuple[Rows, Instants, Ints, Ints]:
    """Position, start, and the steps of the rows that stand in any step of any segment, latest start first."""
    start, end = store.at(node.start), store.at(node.end)
    position = store.cached(("lived", node.start, node.end), lambda: _lived(start, end))
    began = start[position]
    first, until = alive_steps(node.when, bounds, began, end[position])
    alive = first < until
    return position[alive], began[alive], first[alive], until[alive]


def _lived(began: Instants, over: Instants) -> Rows:
    """Positions of rows that ever stand, latest start first. What ended before it began never stood."""
    ever = np.flatnonzero(~np.isnat(began) & ~(over < began))
    return ever[np.argsort(began[ever], kind="stable")[::-1]].astype(np.int32)


def alive_steps(when: When, bounds: tuple[Instants, Instants], began: Instants, over: Instants) -> tuple[Ints, Ints]:
    """First step in which each row stands, and the first after it in which it does not.

    A row stands at an instant t where it began before t and is not over before t.
    """
    starts, ends = bounds
    never = np.isnat(over)

    def past(edges: Instants, instants: Instants) -> Ints:
        return np.searchsorted(edges, instants, side="right").astype(np.intp)

    def over_at(edges: Instants) -> Ints:
        return np.where(never, len(edges), past(edges, over)).astype(np.intp)

    match when:
        case "end":
            return past(ends, began), over_at(ends)
        case "start":
            return past(starts, began), over_at(starts)
        case "both":
            return past(starts, began), over_at(ends)
        case "lost":
            return np.maximum(past(starts, began), over_at(ends)), over_at(starts)
        case "any":
            return past(ends, began), over_at(starts)


def standing(run: Groups, node: Standing, where: Where = ()) -> Floats:
    """How many rows stand, by group."""
    return run.once(("standing", node.start, node.end, node.when, where), lambda: _standing(run, node, where))


def _standing(run: Groups, node: Standing, where: Where) -> Floats:
    found = lives(run, node, where)
    steps, width = run.axis.steps, run.axis.segments
    came = np.bincount(found.first * width + found.segment, minlength=(steps + 1) * width)
    went = np.bincount(found.until * width + found.segment, minlength=(steps + 1) * width)
    alive = np.cumsum((came - went).reshape(steps + 1, width), axis=0)[:steps]
    return alive.reshape(-1).astype(np.float64)


def ages(run: Groups, node: Standing, q: float, where: Where = ()) -> Floats:
    """Quantile of the ages in hours of the rows standing at the end of each step; NaN where none stands."""
    values, first = run.once(("ages", node.start, node.end, where), lambda: _ages(run, node, where))
    return quantile(values, first, q)


def _ages(run: Groups, node: Standing, where: Where) -> tuple[Floats, Ints]:
    """Ages by group, smallest first, and where each group begins."""
    found = lives(run, node, where)
    n = standing(run, node, where)
    ends, width = run.axis.instants(run.store), run.axis.segments
    parts = []
    for low, high in _stretches(n.reshape(run.axis.steps, width).sum(axis=1)):
        row, step = _spread(found, low, high)  # the youngest come first, so ages ascend
        group = step * width + found.segment[row]
        age = (ends[step] - found.began[row]).astype(np.float64) / HOUR_MS
        parts.append(age[np.argsort(small(group, run.size), kind="stable")])
    values = np.concatenate(parts) if parts else np.empty(0)
    return values, starts_of(n)


def _stretches(per_step: Floats) -> list[tuple[int, int]]:
    """Steps cut into stretches of a bounded number of standing rows."""
    block = (np.cumsum(per_step) // _STANDING_PAIRS).astype(np.intp)
    cuts = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(per_step)]
    return list(pairwise(cuts))


def _spread(found: Lives, low: int, high: int) -> tuple[Ints, Ints]:
    """Each row once for every step of a stretch in which it stands: row of `found`, step."""
    first, until = np.maximum(found.first, low), np.minimum(found.until, high)
    times = np.maximum(until - first, 0)
    row = np.repeat(np.arange(len(times)), times)
    step = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times) + first[row]
    return row, step


def of_standing(run: Groups, node: OfStanding, where: Where = ()) -> tuple[Floats, Floats, Floats]:
    """Count, sum and sum of squares of a measure over the rows that stand, by group."""
    return run.once(("of standing", node, where), lambda: _of_standing(run, node, where))


def _of_standing(run: Groups, node: OfStanding, where: Where) -> tuple[Floats, Floats, Floats]:
    found = lives(run, node.standing, where)
    row, step = _spread(found, 0, run.axis.steps)
    group = step * run.axis.segments + found.segment[row]
    value = run.store.values(node.measure)[found.position[row]]
    known = ~np.isnan(value)
    group, value = group[known], value[known]
    n, total, squares = (
        np.bincount(group, weights=weights, minlength=run.size).astype(np.float64)
        for weights in (None, value, value * value)
    )
    return n, total, squares


def union_hours(run: Groups, node: UnionNode, where: Where = ()) -> tuple[Floats, Floats]:
    """Hours of each group, up to as-of, in which any row lives, overlaps once; and how many rows live in it."""
    return run.once(("union", node, where), lambda: _union_hours(run, node, where))


def _union_hours(run: Groups, node: UnionNode, where: Where) -> tuple[Floats, Floats]:
    store = run.store
    table = store.spec(node.start).table
    n = standing(run, Standing(node.start, node.end, when="any"), where)
    starts, ends = run.axis.bounds(store)
    base, last = _ms(starts[:1])[0], _ms(ends[-1:])[0]
    if not np.isnat(store.as_of):
        last = max(base, min(last, _ms(np.array([store.as_of]))[0]))
    began, over = store.at(node.start), store.at(node.end)
    segment, mask = run.axis.segment_codes(store, table), run.mask(table, where)
    kept = ~np.isnat(began) & (segment >= 0) & ~(over < began)
    kept = kept if mask is None else kept & mask
    one = np.clip(_ms(began[kept]), base, last) - base
    two = np.where(np.isnat(over[kept]), last, np.clip(_ms(over[kept]), base, last)) - base
    span = last - base + 1  # segments follow one another on one line of time
    line = segment[kept].astype(np.int64) * span
    covered = merged(line + one, line + two).covered_before
    at = np.arange(run.axis.segments, dtype=np.int64)[None, :] * span
    edge_one, edge_two = (np.clip(_ms(edges), base, last)[:, None] - base for edges in (starts, ends))
    hours = (covered(edge_two + at) - covered(edge_one + at)) / HOUR_MS
    return hours.reshape(-1), n


def _ms(instants: Instants) -> NDArray[np.int64]:
    return instants.astype("datetime64[ms]").astype(np.int64)
