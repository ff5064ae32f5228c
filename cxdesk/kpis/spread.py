"""Which interval a KPI has, by the kind of its node; the methods themselves stand in `intervals.py`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.kpis import intervals as method
from cxdesk.kpis import lives
from cxdesk.kpis.axes import Axis, labels_of, product
from cxdesk.kpis.choice import resolved
from cxdesk.kpis.groups import Groups, Where
from cxdesk.kpis.linear import Terms, one_table, ratio_rows, terms
from cxdesk.kpis.nodes import (
    Agreed,
    Binary,
    Count,
    Distinct,
    Either,
    Expression,
    Mean,
    Number,
    OfStanding,
    Over,
    Quantile,
    Standing,
    Without,
)
from cxdesk.kpis.nodes import Where as WhereNode

Floats = NDArray[np.float64]
Bounds = tuple[Floats, Floats]
_FEWEST_ROWS = 2


def interval(node: Expression, run: Groups, where: Where = ()) -> Bounds | None:
    """Low and high ends by group, in the expression's unit; None for nodes without an interval."""
    match node:
        case Either() | Agreed():
            return interval(resolved(node, run.store), run, where)
        case Mean(measure):
            return _mean(measure, run, where)
        case Quantile(measure, q):
            return _quantile(measure, q, run, where)
        case OfStanding(_, _, "mean"):
            n, total, squares = lives.of_standing(run, node, where)
            return method.mean_t(total, squares, n, _confidence(run), (0, np.inf))
        case WhereNode(operand, field, values):
            return interval(operand, run, (*where, (field, values)))
        case Binary("-", Number(1), ratio):
            bounds = interval(ratio, run, where)
            return None if bounds is None else (1 - bounds[1], 1 - bounds[0])
        case Binary("-", WhereNode() as left, WhereNode() as right) if left.field == right.field:
            return _difference(left, right, run, where)
        case Binary("/", top, bottom):
            return _share(top, bottom, run, where)
        case Over(dimension, Mean(measure), "min"):
            split = dimension in run.axis.dimensions
            return _mean(measure, run, where) if split else _lowest(dimension, measure, run, where)
        case _:
            return None


def _lowest(dimension: str, measure: str, run: Groups, where: Where) -> Bounds:
    """Interval of the mean of the lowest segment that is large enough, as if it had been chosen beforehand."""
    labels = tuple(label for label in labels_of(run.store, dimension) if label)
    crossed = Groups(run.store, product(run.axis, Axis(parts=((dimension, labels),))), run.filters)
    if not labels:
        nothing = np.full(run.size, np.nan)
        return nothing, nothing
    shape = (run.size, len(labels))
    n, total = crossed.count(measure, where).reshape(shape), crossed.total(measure, where).reshape(shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(n >= max(run.store.settings.conventions.min_sample, 1), total / n, np.inf)
    lowest, groups = mean.argmin(axis=1), np.arange(run.size)
    low, high = (bound.reshape(mean.shape)[groups, lowest] for bound in _mean(measure, crossed, where))
    known = np.isfinite(mean[groups, lowest])
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _share(top: Expression, bottom: Expression, run: Groups, where: Where) -> Bounds | None:
    """Shares of accounts, customers or users by Wilson; other ratios by a bootstrap over rows."""
    match top, bottom:
        case Standing(), Standing():
            return method.wilson(lives.standing(run, top, where), lives.standing(run, bottom, where), _confidence(run))
        case Without(key, measure, absent), Distinct(also, same) if (key, measure) == (also, same):
            k, n = run.without(measure, absent, key, where), run.distinct(measure, key, where)
            return method.wilson(k, n, _confidence(run))
    one, two = terms(top), terms(bottom)
    return None if one is None or two is None else _ratio(one, two, run, where)


def _confidence(run: Groups) -> float:
    return run.store.settings.conventions.confidence


def _mean(measure: str, run: Groups, where: Where) -> Bounds:
    spec, confidence = run.store.spec(measure), _confidence(run)
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
    codes = np.where(codes < run.size, codes.astype(np.intp), -1)
    heavy = method.dominated(accounts, codes, run.size) if (accounts >= 0).any() else np.zeros(run.size, dtype=bool)
    if not heavy.any():
        return bounds
    kept = np.where(codes >= 0, heavy[codes], False)
    again = method.clustered(values[kept], accounts[kept], codes[kept], run.size, _confidence(run))
    low, high = (np.where(heavy, new, old) for new, old in zip(again, bounds, strict=True))
    return low, high


def _quantile(measure: str, q: float, run: Groups, where: Where) -> Bounds:
    found = run.ranked(measure, where)
    low, high = method.order_statistic_ranks(found.n, q, _confidence(run))
    pick = [np.where(rank > 0, found.at(rank - 1), np.nan) for rank in (low, high)]
    return pick[0], pick[1]


def _ratio(top: Terms, bottom: Terms, run: Groups, where: Where) -> Bounds | None:
    """Bootstrap over rows. Counts of one table fall into three kinds of rows; sums are resampled."""
    table = one_table((*top, *bottom), run.store)
    if table is None:
        return None
    if len(top) == len(bottom) == 1 and isinstance(top[0][1], Count) and isinstance(bottom[0][1], Count):
        one, two = top[0][1].measure, bottom[0][1].measure
        a, b = run.count(one, where), run.count(two, where)
        both = run.both(one, two, where)
        cells = np.column_stack([both, a - both, b - both])
        return method.ratio_counts(cells, [1, 1, 0], [1, 0, 1], _confidence(run))
    dates = {run.store.spec(term.measure).dated_by for _, term in (*top, *bottom)}
    if len(dates) > 1:
        return None
    positions, above, below = ratio_rows(top, bottom, run.store)
    codes = run.codes(table, dates.pop(), where)[positions]
    inside = codes < run.size
    if not inside.all():
        codes, above, below = codes[inside], above[inside], below[inside]
    rows = np.bincount(codes, minlength=run.size)
    low, high = method.ratio_sums(above, below, codes, run.size, _confidence(run))
    several = rows >= _FEWEST_ROWS  # a single row resampled is always itself
    return np.where(several, low, np.nan), np.where(several, high, np.nan)


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
