"""How a value stands to its target: status, tolerance, benchmark index, attainment."""

from __future__ import annotations

from functools import lru_cache

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar, Grain, Period
from cxdesk.common.units import Better, Unit
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.needs import walk
from cxdesk.kpis.nodes import Expression, Health, Mean, OfStanding, Over, Quantile, Standing
from cxdesk.targets.target import Status, Target

GENERAL_TOLERANCE = 0.05  # of the target, or of its distance to 100 for shares with targets from 90
STRICT_FROM = 90.0  # a target of 99.9 % must not call 95 % near
ROLE_GAP_TOLERANCE = 0.3
NET_FLOW_SHARE = 0.02  # of the period's ticket volume

# Shares of what stayed: what is spread over months, quarters or years is the loss, not the remainder.
_REMAINDERS = ("retention", "employee_retention")
# Percentages without an end at 100, whose distance to it says nothing.
_ENDLESS = ("roi",)


def tolerance_of(kpi: Kpi, target: Target, volume: float | None = None) -> float:
    """By how much a value may miss the target and still be near, in the KPI's unit.

    `volume` is the period's ticket count, from which the tolerance of net_flow follows.
    """
    if target.tolerance is not None:
        return target.tolerance
    if kpi.id == "net_flow" and volume is not None:
        return NET_FLOW_SHARE * volume
    if kpi.tolerance is not None:
        return kpi.tolerance
    if kpi.nearest_zero:
        return ROLE_GAP_TOLERANCE
    value = target.value or 0.0
    if ends_at_100(kpi) and STRICT_FROM <= value <= 100:
        return GENERAL_TOLERANCE * (100 - value)
    return GENERAL_TOLERANCE * abs(value)


def ends_at_100(kpi: Kpi) -> bool:
    """Whether a target near 100 leaves little room above it: shares, no returns."""
    return kpi.unit is Unit.PERCENT and kpi.id not in _ENDLESS


def is_sampled(kpi: Kpi) -> bool:
    """Whether the value is a share, mean or quantile, which needs a least number of rows; counts and totals do not.

    The catalogue says so itself where the expression would mislead.
    """
    if kpi.sampled is not None:
        return kpi.sampled
    return kpi.unit is Unit.PERCENT or _holds_mean(kpi.value)


def too_few(kpi: Kpi, n: int, conventions: Conventions) -> bool:
    """Whether fewer rows than min_sample stand behind a share, mean or quantile."""
    return is_sampled(kpi) and n < conventions.min_sample


def judged_value(kpi: Kpi, value: float, period: Period, calendar: Calendar) -> float | None:
    """The value that is compared with the target: itself, or its mean per month, quarter or year.

    None where the target is stated for a longer time than the period: there is no status then.
    """
    units = _units(kpi, period, calendar)
    if units is None:
        return value
    if units < 1:
        return None
    return 100 - (100 - value) / units if kpi.id in _REMAINDERS else value / units


def judged_share(kpi: Kpi, period: Period, calendar: Calendar) -> tuple[float, bool] | None:
    """Months, quarters or years by which `judged_value` divides, and whether what is left of 100 is divided instead.

    None where the value itself is compared, or the period is too short.
    """
    units = _units(kpi, period, calendar)
    return None if units is None or units < 1 else (units, kpi.id in _REMAINDERS)


def comparable(kpi: Kpi, grain: Grain) -> bool:
    """Whether a series' steps can be held against the target as stated: a year's churn not against a month's."""
    return kpi.target_per in (None, grain)


def judge(
    kpi: Kpi,
    value: float | None,
    n: int,
    target: Target | None,
    conventions: Conventions,
    *,
    volume: float | None = None,
) -> Status:
    """Status of a value by the target in force (both on the same scale, per the same unit of time).

    In this order: no data, too few, no target, then unrounded values; equal is met. A KPI without a direction, and one
    that is best at 0, is met within its tolerance of the target and near within twice that.
    """
    if value is None:
        return Status.NO_DATA
    if too_few(kpi, n, conventions):
        return Status.TOO_FEW
    if target is None or target.value is None:
        return Status.NO_TARGET
    tolerance, slack = tolerance_of(kpi, target, volume), _rounding(value, target.value)
    excess = _excess(kpi, value, target.value, conventions)
    if _around(kpi, conventions):
        excess -= tolerance + slack
    if excess <= 0:
        return Status.MET
    return Status.NEAR if excess <= tolerance + slack else Status.MISSED


def is_certain(
    kpi: Kpi,
    low: float | None,
    high: float | None,
    target: float | None,
    conventions: Conventions,
    tolerance: float = 0.0,
) -> bool:
    """Whether the whole interval lies on one side of the target.

    A KPI that is best at 0 has its target's sides `tolerance` further out, where met ends.
    """
    if low is None or high is None or target is None:
        return False
    if not kpi.nearest_zero and kpi.better_under(conventions) is Better.NEITHER:
        return False
    ends = [_excess(kpi, end, target, conventions) for end in (low, high)]
    if kpi.nearest_zero:
        ends = [end - tolerance for end in ends]
        if low < 0 < high:
            ends.append(-abs(target) - tolerance)
    return all(end <= 0 for end in ends) or all(end > 0 for end in ends)


def benchmark_index(kpi: Kpi, value: float | None, benchmark: float | None) -> float | None:
    """KPI / benchmark x 100; None where one of them is missing or not above 0, and for KPIs without an index."""
    if not kpi.indexed or value is None or benchmark is None or value <= 0 or benchmark <= 0:
        return None
    return value / benchmark * 100


def attainment(kpi: Kpi, value: float | None, target: float | None, conventions: Conventions) -> float | None:
    """How far the target is reached in percent, more than 100 being always better; None as for the index."""
    better = kpi.better_under(conventions)
    if better is Better.NEITHER:
        return None
    index = benchmark_index(kpi, value, target)
    return 10_000 / index if index is not None and better is Better.LOWER else index


def _around(kpi: Kpi, conventions: Conventions) -> bool:
    """Whether the target is a place to be near, not a line to be beyond."""
    return kpi.nearest_zero or kpi.better_under(conventions) is Better.NEITHER


def _excess(kpi: Kpi, value: float, target: float, conventions: Conventions) -> float:
    """By how much the value lies on the wrong side of the target; at most 0 is met."""
    if kpi.nearest_zero:
        return abs(value) - abs(target)
    match kpi.better_under(conventions):
        case Better.HIGHER:
            return target - value
        case Better.LOWER:
            return value - target
        case _:
            return abs(value - target)


def _rounding(value: float, target: float) -> float:
    """What binary fractions may lose in a subtraction: 75 - 0.05 x 75 is to be near, not missed by 1e-14."""
    return 1e-12 * max(abs(value), abs(target), 1.0)


def _units(kpi: Kpi, period: Period, calendar: Calendar) -> float | None:
    """How many months, quarters or years the period is, if the KPI's target is stated per one."""
    if kpi.target_per is None:
        return None
    months = period.whole_steps(calendar, Grain.MONTH)
    if months is None:
        days = (period.end - period.start).total_seconds() / 86_400
        return days / (365.25 / 12 * kpi.target_per.months)
    return months / kpi.target_per.months


@lru_cache(maxsize=512)  # asked for every cell of a report
def _holds_mean(node: Expression) -> bool:
    return any(_is_mean(part) for part in walk(node))


def _is_mean(node: Expression) -> bool:
    match node:
        case Mean() | Quantile() | Over() | Health():
            return True
        case Standing():
            return node.age_q is not None
        case OfStanding():
            return node.how == "mean"
        case _:
            return False
