"""Which interval a KPI has, by the kind of its node; the methods themselves stand in `intervals.py`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.kpis import intervals as method
from cxdesk.kpis.groups import Groups, Where
from cxdesk.kpis.nodes import Binary, Count, Expression, Mean, Quantile, Total
from cxdesk.kpis.nodes import Where as WhereNode

Floats = NDArray[np.float64]
Bounds = tuple[Floats, Floats]


def interval(node: Expression, run: Groups, where: Where = ()) -> Bounds | None:
    """Low and high ends by group, in the expression's unit; None for nodes without an interval."""
    match node:
        case Mean(measure):
            return _mean(measure, run, where)
        case Quantile(measure, q):
            return _quantile(measure, q, run, where)
        case WhereNode(operand, field, values):
            return interval(operand, run, (*where, (field, values)))
        case Binary("/", Count() | Total() as top, Count() | Total() as bottom):
            return _ratio(top, bottom, run, where)
        case Binary("-", WhereNode() as left, WhereNode() as right) if left.field == right.field:
            return _difference(left, right, run, where)
        case _:
            return None


def _mean(measure: str, run: Groups, where: Where) -> Bounds:
    spec, confidence = run.store.spec(measure), run.store.settings.conventions.confidence
    n, total = run.count(measure, where), run.total(measure, where)
    if spec.kind == "binary":
        bounds = method.wilson(total, n, confidence)
    elif spec.kind == "nps":
        promoters, detractors = run.hits(measure, 100.0, where), run.hits(measure, -100.0, where)
        bounds = method.adjusted_wald_nps(promoters, detractors, n, confidence)
    else:
        squares = run.total(measure, where, 2)
        if spec.kind in ("hours", "minutes"):
            return method.mean_hours(total, squares, run.total(measure, where, 3), n, confidence)
        scales = run.scales(measure, where) if spec.kind == "score" else ()
        bounds = method.mean_t(total, squares, n, confidence, scales[0] if scales else None)
    return _by_account(measure, run, where, bounds) if spec.table == "surveys" else bounds


def _by_account(measure: str, run: Groups, where: Where, bounds: Bounds) -> Bounds:
    """Resample accounts instead of answers in groups where one account gives over 20 % of the answers."""
    if not run.store.has("surveys", "account"):
        return bounds
    positions, values = run.store.known(measure)
    accounts = run.store.keys("surveys", "account")[0]
    accounts = (accounts if positions is None else accounts[positions]).astype(np.int64)
    codes = run.codes_of(measure, where)
    codes = np.where(codes < run.size, codes, -1)
    heavy = method.dominated(accounts, codes, run.size) if (accounts >= 0).any() else np.zeros(run.size, dtype=bool)
    if not heavy.any():
        return bounds
    kept = np.where(codes >= 0, heavy[codes], False)
    again = method.clustered(
        values[kept], accounts[kept], codes[kept], run.size, run.store.settings.conventions.confidence
    )
    low, high = (np.where(heavy, new, old) for new, old in zip(again, bounds, strict=True))
    return low, high


def _quantile(measure: str, q: float, run: Groups, where: Where) -> Bounds:
    values, first = run.ordered(measure, where)
    low, high = method.order_statistic_ranks(np.diff(first), q, run.store.settings.conventions.confidence)
    if not len(values):
        nothing = np.full(run.size, np.nan)
        return nothing, nothing
    last = len(values) - 1
    pick = [np.where(rank > 0, values[np.clip(first[:-1] + rank - 1, 0, last)], np.nan) for rank in (low, high)]
    return pick[0], pick[1]


def _ratio(top: Count | Total, bottom: Count | Total, run: Groups, where: Where) -> Bounds | None:
    """Bootstrap over rows. Counts of one table fall into three kinds of rows; sums are resampled."""
    confidence = run.store.settings.conventions.confidence
    one, two = run.store.spec(top.measure), run.store.spec(bottom.measure)
    if one.table != two.table:
        return None
    if isinstance(top, Count) and isinstance(bottom, Count):
        a, b = run.count(top.measure, where), run.count(bottom.measure, where)
        both = _in_both(top.measure, bottom.measure, run, where)
        cells = np.column_stack([both, a - both, b - both])
        return method.ratio_counts(cells, [1, 1, 0], [1, 0, 1], confidence)
    if one.dated_by != two.dated_by:
        return None
    codes = run.codes(one.table, one.dated_by, where)
    tops, bottoms = run.store.values(top.measure), run.store.values(bottom.measure)
    counted = (codes < run.size) & ~(np.isnan(tops) & np.isnan(bottoms))
    codes, tops, bottoms = codes[counted], np.nan_to_num(tops[counted]), np.nan_to_num(bottoms[counted])
    return method.ratio_sums(tops, bottoms, codes, run.size, confidence)


def _in_both(one: str, two: str, run: Groups, where: Where) -> Floats:
    """Rows that both measures count in the same group."""
    a, b = run.store.spec(one), run.store.spec(two)
    first, second = run.codes(a.table, a.dated_by, where), run.codes(b.table, b.dated_by, where)
    counted = ~np.isnan(run.store.values(one)) & ~np.isnan(run.store.values(two))
    same = first[counted & (first == second)]
    return np.bincount(same, minlength=run.size + 1)[: run.size].astype(np.float64)


def _difference(left: WhereNode, right: WhereNode, run: Groups, where: Where) -> Bounds | None:
    """Interval of a difference of two independent means from theirs (MOVER: Zou & Donner 2008)."""
    if not (isinstance(left.operand, Mean) and isinstance(right.operand, Mean)):
        return None
    pairs = []
    for side, operand in ((left, left.operand), (right, right.operand)):
        inner = (*where, (side.field, side.values))
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = run.total(operand.measure, inner) / run.count(operand.measure, inner)
        pairs.append((mean, _mean(operand.measure, run, inner)))
    (a, one), (b, two) = pairs
    low = a - b - np.hypot(a - one[0], two[1] - b)
    high = a - b + np.hypot(one[1] - a, b - two[0])
    return low, high
