"""The rows behind a number, and which of them stand in its numerator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Period
from cxdesk.kpis.axes import segments, total
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.choice import resolved
from cxdesk.kpis.compose import segments_taken, without_filter
from cxdesk.kpis.evaluate import part_of
from cxdesk.kpis.groups import HOUR_MS, Groups, Where, figure_months, figure_rows, figure_values, stock_rows
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.lives import lives
from cxdesk.kpis.nodes import (
    Across,
    Agreed,
    Binary,
    Count,
    Distinct,
    Either,
    Expression,
    Figure,
    Health,
    InUse,
    Mean,
    OfStanding,
    Over,
    Previous,
    Quantile,
    Ref,
    Returning,
    Standing,
    Total,
    Trailing,
    Union,
    Without,
)
from cxdesk.kpis.nodes import Where as WhereNode
from cxdesk.kpis.windows import axis_without, before, first_rows, in_windows, months_back
from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Positions = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class RowSet:
    """Rows of one table: positions in `store.frame(table)`, ascending; the measure's value and part of each.

    `in_numerator`: for shares the rows that are 1, for ratios those that the numerator counts, else every row.
    """

    table: str
    positions: Positions
    in_numerator: Bools
    values: Floats

    def __len__(self) -> int:
        return len(self.positions)


def rows_behind(
    kpi: Kpi,
    store: MeasureStore,
    *,
    period: Period | None,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    segment: tuple[str, str] | None = None,
) -> RowSet | None:
    """Rows behind a KPI in a period, or in one (dimension, segment) of it; None for KPIs without rows of their own."""
    if not kpi.available:
        return None
    axis = total(period) if segment is None else segments(segment[0], period, (segment[1],))
    return _rows(kpi.value, Groups(store, axis, filters or {}), ())


def counts_rows(kpi: Kpi) -> bool:
    """Whether a KPI's n is the number of rows it opens.

    It is not where it counts accounts, nor in a rate of two counts: its rows are those of either. A total counts what
    its rows tell of, such as visitors.
    """
    match kpi.value:
        case (
            Binary("/", Without(), _)
            | Binary("/", Count(), Count())
            | Binary("/", Total(), _)
            | Total()
            | Binary("/", _, InUse())
            | Over()
            | Health()
        ):
            return False
    return True


def _rows(node: Expression, run: Groups, where: Where) -> RowSet | None:
    match node:
        case Mean(measure) if run.store.spec(measure).kind == "binary":
            found = _counted(measure, run, where)
            return _marked(found, found.values == 1)
        case Count(measure) | Total(measure) | Mean(measure) | Quantile(measure, _):
            return _counted(measure, run, where)
        case Distinct(key, measure):
            return _of_named(_counted(measure, run, where), key, run.store)
        case Without(key, measure, absent):
            return _without(key, measure, absent, run, where)
        case Figure():
            return _figure(node, run)
        case Either() | Agreed():
            return _rows(resolved(node, run.store), run, where)
        case WhereNode(operand, dimension, values):
            return _rows(operand, run, (*where, (dimension, values)))
        case Over(dimension, operand, _):
            # an axis by the same dimension has one segment already
            taken = () if dimension in run.axis.dimensions else segments_taken(node, run, where, part_of)
            rows = _rows(operand, run, (*where, (dimension, taken)) if taken else where)
            return None if rows is None else _of_named(rows, dimension, run.store)
        case Across(dimension, operand):
            wider = Groups(run.store, axis_without(run.axis, dimension), without_filter(run.filters, dimension))
            return _rows(operand, wider, tuple(pair for pair in where if pair[0] != dimension))
        case Ref(kpi):
            return _rows(by_id(kpi).value, run, where)
        case Binary(sign, left, right):
            return _joined(sign, _rows(left, run, where), _rows(right, run, where))
    return _in_time(node, run, where)


def _in_time(node: Expression, run: Groups, where: Where) -> RowSet | None:
    """Rows of nodes that look at lives, windows and other periods; None for nodes without rows of their own."""
    match node:
        case Standing(_, _, age_q, _):
            return _standing(node, run, where, ages=age_q is not None)
        case OfStanding(standing, measure, _):
            rows = _standing(standing, run, where, ages=False)
            values = run.store.values(measure)[rows.positions]
            return _all(rows.table, rows.positions[~np.isnan(values)], values[~np.isnan(values)])
        case Union(start, end):
            return _standing(Standing(start, end, when="any"), run, where, ages=False)
        case Trailing(Count(measure) | Distinct(_, measure), months):
            ends = run.axis.instants(run.store)[-1:]
            rows_in, _, first, until = in_windows(run, measure, months_back(run, months)[-1:], ends, where)
            positions = np.sort(rows_in[first < until])
            return _all(run.store.spec(measure).table, positions, run.store.values(measure)[positions])
        case Previous(operand):
            earlier = before(run)
            if earlier is None or earlier.axis.edges is None:
                return None
            axis = replace(earlier.axis, edges=earlier.axis.edges[:2])
            return _rows(operand, Groups(run.store, axis, run.filters), where)
        case Returning(key, measure):
            rows = _of_named(_counted(measure, run, where), key, run.store)
            codes = run.store.keys(rows.table, key)[0][rows.positions]
            known = first_rows(run.store, measure, key)[codes] < run.axis.bounds(run.store)[0][0]
            return _all(rows.table, rows.positions[known], rows.values[known])
    return None


def _counted(measure: str, run: Groups, where: Where) -> RowSet:
    spec = run.store.spec(measure)
    values = run.store.values(measure)
    positions = np.flatnonzero((run.codes(spec.table, spec.dated_by, where) < run.size) & ~np.isnan(values))
    return _all(spec.table, positions, values[positions])


def _all(table: str, positions: Positions, values: Floats) -> RowSet:
    return RowSet(table=table, positions=positions, in_numerator=np.ones(len(positions), np.bool_), values=values)


def _marked(rows: RowSet, marks: Bools) -> RowSet:
    return RowSet(table=rows.table, positions=rows.positions, in_numerator=marks, values=rows.values)


def _without(key: str, measure: str, absent: str, run: Groups, where: Where) -> RowSet:
    """Rows whose key stands; in the numerator those whose key has no row counted by `absent`."""
    rows = _counted(measure, run, where)
    codes, labels = run.store.keys(rows.table, key)
    other = _counted(absent, run, where)
    other_codes, other_labels = run.store.keys(other.table, key)
    there = {other_labels[code] for code in np.unique(other_codes[other.positions]).tolist() if code >= 0}
    gone = np.array([label not in there for label in labels] + [False], dtype=np.bool_)
    named = _of_named(rows, key, run.store)
    return _marked(named, gone[codes[named.positions]])


def _standing(node: Standing, run: Groups, where: Where, *, ages: bool) -> RowSet:
    store = run.store
    found, last = lives(run, node, where), run.axis.steps - 1
    positions = np.sort(found.position[(found.first <= last) & (last < found.until)]).astype(np.intp)
    at = run.axis.instants(store)[-1]
    hours = (at - store.at(node.start)[positions]).astype(np.float64) / HOUR_MS
    return _all(store.spec(node.start).table, positions, hours if ages else np.ones(len(positions)))


def _figure(node: Figure, run: Groups) -> RowSet:
    store = run.store
    values = figure_values(store, node.name)
    if node.kind == "stock":
        last = stock_rows(store, node.name, run.axis.instants(store)[-1:])
        positions = last[last >= 0]
    else:
        inside = run.months_in_steps(figure_months(store)) >= 0
        positions = np.flatnonzero(figure_rows(store, node.name) & inside & ~np.isnan(values))
    return _all("figures", positions, values[positions])


def _of_named(rows: RowSet, key: str, store: MeasureStore) -> RowSet:
    """The rows that have a value of the key."""
    kept = store.keys(rows.table, key)[0][rows.positions] >= 0
    return RowSet(
        table=rows.table,
        positions=rows.positions[kept],
        in_numerator=rows.in_numerator[kept],
        values=rows.values[kept],
    )


def _joined(sign: str, left: RowSet | None, right: RowSet | None) -> RowSet | None:
    """Rows of both operands; of different tables, a ratio's are those it is taken over, a product's the first ones."""
    if left is None or right is None:
        return left or right
    if left.table != right.table and sign == "*":
        return left
    if left.table != right.table:
        return _marked(right, np.zeros(len(right), dtype=np.bool_))
    positions = np.union1d(left.positions, right.positions)
    values, marks = np.full(len(positions), np.nan), np.zeros(len(positions), dtype=np.bool_)
    for rows in (right, left):  # the left operand's values are shown where a row has both
        values[np.searchsorted(positions, rows.positions)] = rows.values
    numerator = left.positions[left.in_numerator] if sign in "/-" else positions
    marks[np.searchsorted(positions, numerator)] = True
    return RowSet(table=left.table, positions=positions, in_numerator=marks, values=values)
