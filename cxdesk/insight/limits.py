"""Process limits of a KPI's series: XmR charts after Wheeler, p-charts for shares with very unequal n.

Limits say what the process does by itself; only what lies outside, or stays on one side, is worth a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.conventions import Conventions
from cxdesk.common.units import Better, Unit
from cxdesk.insight.records import Assurance, Limits
from cxdesk.kpis.kpi import Kpi

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Range = tuple[float, float]

XMR_FACTOR = 2.66  # 3 / 1.128: three sigma from the mean moving range of two
SCREEN_FACTOR = 3.27  # upper limit of moving ranges; those above are screened out once
RUN_LENGTH = 8
_MOSTLY = 0.5
BASELINE = 24  # complete periods
FIRM_POINTS = 12  # fewer make trial limits
FEWEST_POINTS = 4  # with fewer there is nothing to call a process
UNEQUAL_N = 3.0  # a share's largest n over its smallest; above it limits follow n


@dataclass(frozen=True, kw_only=True, eq=False)
class Series:
    """Steps of a KPI, oldest first, one array entry a step.

    `values` are in the KPI's unit (NaN = none), `complete` says which steps are over and covered by data, `n` counts
    the rows behind each. A `share` is in percent with `n` its denominators. `possible` is the (lowest, highest) value.
    """

    starts: Sequence[date]
    values: Floats
    complete: Bools
    n: Floats
    share: bool = False
    possible: Range = (-inf, inf)


def process_limits(kpi_id: str, series: Series, min_sample: int = 0) -> Limits | None:
    """Limits from the last 24 complete steps, or None where fewer than four of them have a value.

    Steps with fewer than `min_sample` rows are gaps, and no moving range spans a gap. Shares with very unequal n get
    limits that follow n.
    """
    taken = np.flatnonzero(series.complete)[-BASELINE:]
    values, size = series.values, series.n
    usable = np.isfinite(values[taken]) & (size[taken] >= min_sample)
    points = taken[usable]
    if len(points) < FEWEST_POINTS:
        return None
    at = values[points]
    if series.share and size[points].max() > UNEQUAL_N * size[points].min():
        centre, low, high = _p_chart(at, size[points])
        overall = _p_chart(at, np.full(len(points), size[points].mean()), centre)
    else:
        centre, margin = _xmr(values[taken], usable)
        low, high = np.full(len(points), centre - margin), np.full(len(points), centre + margin)
        overall = centre, low, high
    signals = points[(at < low) | (at > high) | _runs(at, centre, series.possible)]
    low, high = np.maximum(low, series.possible[0]), np.minimum(high, series.possible[1])
    return Limits(
        id=kpi_id,
        centre=float(centre),
        low=max(float(overall[1][-1]), series.possible[0]),
        high=min(float(overall[2][-1]), series.possible[1]),
        trial=len(points) < FIRM_POINTS,
        points=len(points),
        signals=tuple(series.starts[i] for i in signals),
        steps=tuple(series.starts[i] for i in points),
        per_step=tuple(zip(low.tolist(), high.tolist(), strict=True)) if np.ptp(low) or np.ptp(high) else None,
    )


def with_assurance(limits: Limits, target: float | None, better: Better) -> Limits:
    """The limits with what today's process does against the target: meets or misses it each time, or now and then.

    Compared unrounded; a limit equal to the target meets it.
    """
    return replace(limits, assurance=_assurance(limits.low, limits.high, target, better))


def _assurance(low: float, high: float, target: float | None, better: Better) -> Assurance:
    if target is None or better is Better.NEITHER:
        return Assurance.NONE
    worst, best = (low, high) if better is Better.HIGHER else (-high, -low)
    wanted = target if better is Better.HIGHER else -target
    if worst >= wanted:
        return Assurance.WILL_MEET
    return Assurance.WILL_MISS if best < wanted else Assurance.HIT_OR_MISS


_MAY_BE_NEGATIVE = frozenset({"net_flow", "expansion", "roi"})
_MAY_EXCEED_100 = frozenset({"resolution_rate", "roi", "upsell_rate", "technology_adoption"})
_HUNDRED_EITHER_WAY = frozenset({"nps", "sentiment"})


def possible_range(kpi: Kpi, scale: Range | None, conventions: Conventions) -> Range:
    """Lowest and highest value a KPI can take at all; `scale` is the score range of a mean of scores."""
    if kpi.id in _HUNDRED_EITHER_WAY:
        return -100.0, 100.0
    if kpi.id == "churn" and conventions.churn == "net":
        return -inf, 100.0
    if kpi.nearest_zero:
        return (-inf, inf) if scale is None else (scale[0] - scale[1], scale[1] - scale[0])
    if kpi.unit is Unit.POINTS:
        return scale or (-inf, inf)
    lowest = -inf if kpi.id in _MAY_BE_NEGATIVE else 0.0
    return lowest, 100.0 if kpi.unit is Unit.PERCENT and kpi.id not in _MAY_EXCEED_100 else inf


def _xmr(values: Floats, usable: Bools) -> tuple[float, float]:
    """Mean, and 2.66 x mean moving range; ranges above 3.27 x their mean are left out once.

    Where only ranges of 0 would be left, none is: a lone event in a row of equal values is no proof of no variation.
    """
    centre = float(values[usable].mean())
    ranges = np.abs(np.diff(values))[usable[1:] & usable[:-1]]
    if not ranges.size:  # every other step is a gap: the ranges between what there is
        ranges = np.abs(np.diff(values[usable]))
    kept = ranges[ranges <= SCREEN_FACTOR * ranges.mean()]
    return centre, XMR_FACTOR * float((kept if kept.any() else ranges).mean())


def _p_chart(shares: Floats, n: Floats, pooled: float | None = None) -> tuple[float, Floats, Floats]:
    """Pooled share in percent and its three-sigma limits at each n."""
    centre = float((shares * n).sum() / n.sum()) if pooled is None else pooled
    sigma = np.sqrt(max(centre * (100 - centre), 0.0) / n)
    return centre, centre - 3 * sigma, centre + 3 * sigma


def _runs(values: Floats, centre: float, possible: Range) -> Bools:
    """Which points belong to eight or more in a row on one side of the centre; a point on it ends the run.

    Where most points lie at an end of what is possible, as months without the rare event do, those begin no run.
    """
    side = np.sign(values - centre)
    extreme = (values <= possible[0]) | (values >= possible[1])
    if extreme.mean() > _MOSTLY:
        side[extreme] = 0
    begins = np.concatenate([[True], side[1:] != side[:-1]])
    run = np.cumsum(begins) - 1
    return np.asarray((np.bincount(run)[run] >= RUN_LENGTH) & (side != 0))
