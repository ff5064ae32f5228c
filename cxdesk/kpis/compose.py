"""Nodes made of others: arithmetic, a value over segments, a value across them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cxdesk.kpis import windows
from cxdesk.kpis.axes import Axis, labels_of, product
from cxdesk.kpis.groups import Groups, Where
from cxdesk.kpis.nodes import (
    Across,
    Binary,
    Count,
    Distinct,
    Expression,
    Figure,
    Length,
    Number,
    Over,
    Ref,
    Trailing,
    Without,
)
from cxdesk.kpis.part import Part, lacking

Floats = NDArray[np.float64]
PartOf = Callable[[Expression, Groups, Where], Part]


def mixed_money(currencies: Iterable[str]) -> str:
    """Why amounts cannot be put together."""
    return f"the amounts are in different currencies ({' and '.join(sorted(currencies))}); filter to one of them"


def binary(node: Binary, run: Groups, where: Where, part_of: PartOf) -> Part:
    """Arithmetic on two operands; amounts of different currencies are never put together."""
    left, right = part_of(node.left, run, where), part_of(node.right, run, where)
    reason = left.reason or right.reason
    if reason is not None:
        return lacking(run, reason)
    money = tuple(sorted({*left.money, *right.money}))
    if len(money) > 1:
        return lacking(run, mixed_money(money))
    both = Part(
        value=left.value,
        n=left.n,
        scale_range=left.scale_range or right.scale_range,
        always=left.always and right.always,
        money=money,
        notes=tuple(dict.fromkeys((*left.notes, *right.notes))),
    )
    match node.sign:
        case "+":
            return replace(both, value=left.value + right.value, n=left.n + right.n)
        case "-":
            n = left.n + right.n - _counted_twice(node, run, where)
            return _less(
                node, right, replace(both, value=left.value - right.value, n=n, blank=left.blank or right.blank)
            )
        case "*":
            n = np.minimum(left.n, right.n)
            return replace(both, value=left.value * right.value, n=np.where(n > 0, n, np.maximum(left.n, right.n)))
        case "/":
            with np.errstate(divide="ignore", invalid="ignore"):
                value = np.where(right.value != 0, left.value / right.value, np.nan)
            blank = left.blank if np.any(right.value > 0) else right.blank
            part = replace(both, value=value, n=_counted_by(node, left, right), blank=blank)
            return replace(part, numerator=left.value, denominator=right.value)


def _less(node: Binary, right: Part, part: Part) -> Part:
    """A difference; the complement of a ratio is a ratio itself."""
    if node.left != Number(1) or right.numerator is None or right.denominator is None:
        return part
    return replace(part, numerator=right.denominator - right.numerator, denominator=right.denominator)


def _counted_by(node: Binary, left: Part, right: Part) -> Floats:
    """How many things a ratio is taken over: a share of accounts stands on accounts, not on their tickets."""
    match node.left, node.right:
        case Without(), _:
            return right.value
        case Distinct(), Across(_, Distinct()):
            return np.where(left.n > 0, right.value, 0)
        case _, Length() | Trailing(Length()):
            return left.n
        case _, Ref() | Number() | Figure():
            return left.n
    return right.n


def _counted_twice(node: Binary, run: Groups, where: Where) -> Floats:
    """Rows of each group that both operands count: a ticket created and resolved in the same month is one."""
    match node.left, node.right:
        case Count(one), Count(two):
            first, second = run.store.spec(one), run.store.spec(two)
            if first.table != second.table:
                return np.zeros(run.size)
            return run.both(one, two, where)
    return np.zeros(run.size)


def without_filter(filters: Mapping[str, tuple[str, ...]], dimension: str) -> Mapping[str, tuple[str, ...]]:
    """The filters but the one by that dimension."""
    return {name: kept for name, kept in filters.items() if name != dimension}


def across(node: Across, run: Groups, where: Where, part_of: PartOf) -> Part:
    """The operand on the axis without the dimension, repeated over its segments."""
    where = tuple(pair for pair in where if pair[0] != node.dimension)
    filters = without_filter(run.filters, node.dimension)
    if node.dimension not in run.axis.dimensions:
        same = len(filters) == len(run.filters)
        return part_of(node.operand, run if same else Groups(run.store, run.axis, filters), where)
    axis = windows.axis_without(run.axis, node.dimension)
    part = part_of(node.operand, Groups(run.store, axis, filters), where)
    value, n = (windows.spread_out(array, run.axis, node.dimension) for array in (part.value, part.n))
    return replace(part, value=value, n=n, numerator=None, denominator=None)


def over(node: Over, run: Groups, where: Where, part_of: PartOf) -> Part:
    """The operand in every segment, then their mean, median or minimum (of those with min_sample rows)."""
    if node.dimension in run.axis.dimensions:  # split by it: each group is a segment of its own
        return part_of(node.operand, run, where)
    labels = _named(node, run)
    if not labels:
        return lacking(run, f"no row names its {node.dimension.replace('_', ' ')}")
    part, table, n = _by_segment(node, run, where, labels, part_of)
    if part.reason is not None:
        return lacking(run, part.reason)
    some = ~np.isnan(table).all(axis=1)
    value, count = np.full(run.size, np.nan), np.zeros(run.size)
    if node.how == "min":
        lowest = np.nanargmin(table[some], axis=1)
        value[some] = np.nanmin(table[some], axis=1)
        count[some] = np.take_along_axis(n[some], lowest[:, None], axis=1)[:, 0]
    else:
        value[some] = (np.nanmean if node.how == "mean" else np.nanmedian)(table[some], axis=1)
        count[some] = np.where(np.isnan(table), 0, n).max(axis=1)[some]  # of one segment, all of them alike
    fewest = _fewest(node, run)
    rows = f"{fewest} rows or more" if fewest > 1 else "a row"
    blank = f"no {node.dimension.replace('_', ' ')} has {rows} in this period"
    return Part(value=value, n=count, scale_range=part.scale_range, blank=blank)


def _fewest(node: Over, run: Groups) -> int:
    """The smallest n of a segment that counts: only a minimum would else pick the segment with the fewest rows."""
    return run.store.settings.conventions.min_sample if node.how == "min" else 1


def _named(node: Over, run: Groups) -> list[str]:
    return [label for label in labels_of(run.store, node.dimension) if label]


def _by_segment(
    node: Over, run: Groups, where: Where, labels: list[str], part_of: PartOf
) -> tuple[Part, Floats, Floats]:
    """The operand, and its values and n by group and segment; for a minimum NaN in segments under min_sample."""
    crossed = product(run.axis, Axis(parts=((node.dimension, tuple(labels)),)))
    part = part_of(node.operand, Groups(run.store, crossed, run.filters), where)
    shape = (run.size, len(labels))
    n = part.n.reshape(shape)
    fewest = _fewest(node, run)
    return part, np.where(n >= fewest, part.value.reshape(shape), np.nan), n


def segments_taken(node: Over, run: Groups, where: Where, part_of: PartOf) -> tuple[str, ...]:
    """Segments that the value of the first group comes from: the lowest one, or all that are large enough."""
    labels = _named(node, run)
    if not labels:
        return ()
    values = _by_segment(node, run, where, labels, part_of)[1][0]
    if np.isnan(values).all():
        return ()
    if node.how == "min":
        return (labels[int(np.nanargmin(values))],)
    return tuple(label for label, value in zip(labels, values, strict=True) if not np.isnan(value))
