"""Evaluation: the values of KPIs over all groups of an axis, in one vectorised pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cxdesk.kpis.axes import Axis, labels_of, product
from cxdesk.kpis.groups import Groups, Where, figure_rows
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.needs import measures_of, own_measures, walk
from cxdesk.kpis.nodes import (
    Binary,
    Count,
    Distinct,
    Either,
    Expression,
    Figure,
    Mean,
    Number,
    Over,
    Quantile,
    Standing,
    Total,
    Without,
)
from cxdesk.kpis.nodes import Where as WhereNode
from cxdesk.kpis.spread import interval
from cxdesk.kpis.values import Values
from cxdesk.measures.store import MeasureStore, mixed_words

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """A node over all groups: its value (NaN where there is none) and how many rows stand behind it."""

    value: Floats
    n: Floats
    numerator: Floats | None = None
    denominator: Floats | None = None
    reason: str | None = None
    scale_range: tuple[float, float] | None = None
    blank: str = ""  # why groups have no value although rows were imported


def evaluate(
    kpis: Iterable[Kpi],
    store: MeasureStore,
    axis: Axis,
    *,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    intervals: bool = True,
) -> dict[str, Values]:
    """Values of each KPI in every group of the axis, by id; in the KPIs' units.

    `filters` maps a dimension to the values kept (compared exactly, "" = blank). Without `intervals` no KPI has any.
    """
    run = Groups(store, axis, filters or {})
    return {kpi.id: _values(kpi, run, intervals=intervals) for kpi in kpis}


def undated(store: MeasureStore, filters: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, int]:
    """Rows by table that no period can hold for want of a date: tickets never created, answers never dated."""
    run = Groups(store, Axis(), filters or {})
    out = {}
    for table, measure in (("tickets", "ticket"), ("surveys", "survey_answer")):
        if store.missing(measure) is None:
            inside = run.codes_of(measure) < run.size
            positions, _ = store.known(measure)
            dates = store.dates(measure)
            out[table] = int((inside & np.isnat(dates if positions is None else dates[positions])).sum())
    return {table: count for table, count in out.items() if count}


def _values(kpi: Kpi, run: Groups, *, intervals: bool) -> Values:
    if not kpi.available:
        return _nothing(run.size, kpi.needs_words or "cannot be imported yet")
    part = part_of(kpi.value, run)
    if part.reason is not None:
        return _nothing(run.size, part.reason)
    # nobody waiting is a fact; nothing else is known of a group without rows
    counted = part.n > 0 if not isinstance(kpi.value, Standing) else np.ones(run.size, dtype=np.bool_)
    value = np.where(counted, part.value, np.nan) * kpi.scale
    low = high = None
    if intervals:
        bounds = interval(kpi.value, run)
        if bounds is not None:
            some = ~np.isnan(value)
            low, high = (np.where(some, bound, np.nan) * kpi.scale for bound in bounds)
    return Values(
        value=value,
        n=part.n,
        numerator=part.numerator,
        denominator=part.denominator,
        low=low,
        high=high,
        scale_range=part.scale_range,
        blank=part.blank,
    )


def _nothing(size: int, reason: str) -> Values:
    return Values(value=np.full(size, np.nan), n=np.zeros(size), reason=reason)


def part_of(node: Expression, run: Groups, where: Where = ()) -> Part:
    """One node over all groups."""
    reason = _missing(node, run)
    if reason is not None:
        return _lacking(run, reason)
    match node:
        case Number(value):
            return Part(value=np.full(run.size, value), n=np.zeros(run.size))
        case Count(measure):
            n = run.count(measure, where)
            return Part(value=n, n=n)
        case Total(measure):
            return _total(measure, run, where)
        case Mean(measure):
            return _mean(measure, run, where)
        case Quantile(measure, q):
            return Part(value=run.quantile(measure, q, where), n=run.count(measure, where))
        case Distinct(key, measure):
            return Part(value=run.distinct(measure, key, where), n=run.count(measure, where))
        case Without(key, measure, absent):
            return Part(value=run.without(measure, absent, key, where), n=run.count(measure, where))
        case Standing():
            return _standing(node, run, where)
        case Figure(name, kind):
            return _figure(name, kind, run, where)
        case Either():
            return _either(node, run, where)
        case WhereNode(operand, field, values):
            return part_of(operand, run, (*where, (field, values)))
        case Over():
            return _over(node, run, where)
        case Binary():
            return _binary(node, run, where)
    return _lacking(run, "needs KPIs that have no data")


def _missing(node: Expression, run: Groups) -> str | None:
    """What a node lacks: its measures' columns, its key, or a column that the filters ask for."""
    store = run.store
    needed: list[tuple[str, str]] = []
    for name in own_measures(node):
        reason = store.missing(name)
        if reason is not None:
            return reason
        needed += [(store.spec(name).table, dimension) for dimension in run.filters]
    match node:
        case Distinct(key, measure):
            needed.append((store.spec(measure).table, key))
        case Without(key, measure, absent):
            needed += [(store.spec(measure).table, key), (store.spec(absent).table, key)]
        case WhereNode(operand, field, _) | Over(field, operand, _):
            reason = next(filter(None, map(store.missing, measures_of(operand))), None)
            if reason is not None:
                return reason
            needed += [(store.spec(name).table, field) for name in measures_of(operand)]
        case _:
            pass
    return next(filter(None, (store.missing_key(table, key) for table, key in needed)), None)


def _lacking(run: Groups, reason: str) -> Part:
    return Part(value=np.full(run.size, np.nan), n=np.zeros(run.size), reason=reason)


def _total(measure: str, run: Groups, where: Where) -> Part:
    n = run.count(measure, where)
    several = run.currencies(measure, where) if run.store.spec(measure).money else ()
    if len(several) > 1:
        return _lacking(
            run, f"the amounts are in different currencies ({' and '.join(several)}); filter to one of them"
        )
    return Part(value=np.where(n > 0, run.total(measure, where), np.nan), n=n)


def _mean(measure: str, run: Groups, where: Where) -> Part:
    n, total = run.count(measure, where), run.total(measure, where)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = Part(value=total / n, n=n)
    kind = run.store.spec(measure).kind
    if kind == "binary":
        some = n > 0
        return replace(part, numerator=np.where(some, total, np.nan), denominator=np.where(some, n, np.nan))
    if kind == "score":
        scales = run.scales(measure, where)
        mixed = mixed_words(scales)
        if mixed is not None:
            return _lacking(run, mixed)
        return replace(part, scale_range=scales[0] if scales else None)
    return part


def _standing(node: Standing, run: Groups, where: Where) -> Part:
    n = run.standing(node.start, node.end, where)
    return Part(value=n if node.age_q is None else run.ages(node.start, node.end, node.age_q, where), n=n)


def _figure(name: str, kind: str, run: Groups, where: Where) -> Part:
    if not has_figure(name, run.store):
        return _lacking(run, f"needs a Figures sheet: month, name {name}, value")
    if run.axis.parts or run.filters or where:
        by = [*run.axis.dimensions, *run.filters, *(field for field, _ in where)]
        return _lacking(run, f"the figure {name} is not known by {' and '.join(dict.fromkeys(by))}")
    value = run.figure(name, kind)
    blank = f"no figure {name} for a month that begins in this period"
    return Part(value=value, n=(~np.isnan(value)).astype(np.float64), blank=blank)


def has_figure(name: str, store: MeasureStore) -> bool:
    """Whether any figure of that name was typed in."""
    return bool(figure_rows(store, name).any())


def chosen(node: Either, store: MeasureStore) -> Expression:
    """The operand of an `Either` whose data was imported (the first where neither was)."""
    return node.second if _data_missing(node.first, store) and not _data_missing(node.second, store) else node.first


def _data_missing(node: Expression, store: MeasureStore) -> bool:
    """Whether a node lacks a measure or a figure."""
    parts = list(walk(node))
    figures = [part.name for part in parts if isinstance(part, Figure)]
    return any(not has_figure(name, store) for name in figures) or any(map(store.missing, measures_of(node)))


def _either(node: Either, run: Groups, where: Where) -> Part:
    part = part_of(chosen(node, run.store), run, where)
    if part.reason is not None and _data_missing(node.first, run.store) and _data_missing(node.second, run.store):
        other = part_of(node.second, run, where).reason or ""
        return _lacking(run, f"{part.reason}; or {other.removeprefix('needs ')}")
    return part


def _over(node: Over, run: Groups, where: Where) -> Part:
    """The operand in every segment, then their mean, median or minimum; segments under min_sample are left out."""
    labels = _named(node, run)
    if not labels:
        return _lacking(run, f"no row names its {node.dimension.replace('_', ' ')}")
    part, table, n = _by_segment(node, run, where, labels)
    if part.reason is not None:
        return _lacking(run, part.reason)
    some = ~np.isnan(table).all(axis=1)
    value, count = np.full(run.size, np.nan), np.zeros(run.size)
    if node.how == "min":
        lowest = np.nanargmin(table[some], axis=1)
        value[some] = np.nanmin(table[some], axis=1)
        count[some] = np.take_along_axis(n[some], lowest[:, None], axis=1)[:, 0]
    else:
        value[some] = (np.nanmean if node.how == "mean" else np.nanmedian)(table[some], axis=1)
        count[some] = np.where(np.isnan(table), 0, n).sum(axis=1)[some]
    fewest = run.store.settings.conventions.min_sample
    blank = f"no {node.dimension.replace('_', ' ')} has {fewest} rows or more in this period"
    return Part(value=value, n=count, scale_range=part.scale_range, blank=blank)


def _named(node: Over, run: Groups) -> list[str]:
    return [label for label in labels_of(run.store, node.dimension) if label]


def _by_segment(node: Over, run: Groups, where: Where, labels: list[str]) -> tuple[Part, Floats, Floats]:
    """The operand, and its values and n by group and segment; NaN in segments under min_sample."""
    crossed = product(run.axis, Axis(parts=((node.dimension, tuple(labels)),)))
    part = part_of(node.operand, Groups(run.store, crossed, run.filters), where)
    shape = (run.size, len(labels))
    n = part.n.reshape(shape)
    fewest = run.store.settings.conventions.min_sample
    return part, np.where(n >= fewest, part.value.reshape(shape), np.nan), n


def segments_taken(node: Over, run: Groups, where: Where = ()) -> tuple[str, ...]:
    """Segments that the value of the first group comes from: the lowest one, or all that are large enough."""
    labels = _named(node, run)
    if not labels:
        return ()
    values = _by_segment(node, run, where, labels)[1][0]
    if np.isnan(values).all():
        return ()
    if node.how == "min":
        return (labels[int(np.nanargmin(values))],)
    return tuple(label for label, value in zip(labels, values, strict=True) if not np.isnan(value))


def _binary(node: Binary, run: Groups, where: Where) -> Part:
    left, right = part_of(node.left, run, where), part_of(node.right, run, where)
    reason = left.reason or right.reason
    if reason is not None:
        return _lacking(run, reason)
    scale_range = left.scale_range or right.scale_range
    match node.sign:
        case "+":
            return Part(value=left.value + right.value, n=left.n + right.n, scale_range=scale_range)
        case "-":
            n = left.n + right.n - _counted_twice(node, run, where)
            return Part(value=left.value - right.value, n=n, scale_range=scale_range)
        case "*":
            return Part(value=left.value * right.value, n=np.maximum(left.n, right.n), scale_range=scale_range)
        case "/":
            with np.errstate(divide="ignore", invalid="ignore"):
                value = np.where(right.value != 0, left.value / right.value, np.nan)
            # a share of accounts stands on accounts, not on their tickets
            n = right.value if isinstance(node.left, Without) else right.n
            blank = left.blank if np.any(right.value > 0) else ""
            return Part(value=value, n=n, numerator=left.value, denominator=right.value, blank=blank)


def _counted_twice(node: Binary, run: Groups, where: Where) -> Floats:
    """Rows of each group that both operands count: a ticket created and resolved in the same month is one."""
    match node.left, node.right:
        case Count(one), Count(two):
            first, second = run.store.spec(one), run.store.spec(two)
            if first.table != second.table:
                return np.zeros(run.size)
            codes = run.codes(first.table, first.dated_by, where)
            both = codes == run.codes(second.table, second.dated_by, where)
            both &= ~np.isnan(run.store.values(one)) & ~np.isnan(run.store.values(two))
            return np.bincount(codes[both], minlength=run.size + 1)[: run.size].astype(np.float64)
    return np.zeros(run.size)
