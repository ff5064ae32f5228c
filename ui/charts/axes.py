"""Where ticks stand: round numbers on the value axis, whole steps on the time axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from cxdesk.common.periods import Grain
from cxdesk.common.units import Unit, shown_in
from ui.basics import numbers

Tick = tuple[float, str]
_FROM_ZERO = (Unit.COUNT, Unit.HOURS, Unit.MINUTES, Unit.DAYS, Unit.YEARS, Unit.MONEY, Unit.PER_HOUR, Unit.PER_YEAR)


def nice_step(span: float, count: int) -> float:
    """A round step (1, 2 or 5 times a power of ten) that cuts `span` into about `count` parts."""
    if span <= 0 or not math.isfinite(span):
        return 1.0
    rough = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next((factor * power for factor in (1.0, 2.0, 5.0) if factor * power >= rough), 10.0 * power)


def value_range(seen: Sequence[float], unit: Unit, *, from_zero: bool | None = None) -> tuple[float, float]:
    """A range that holds all values with air, ending on ticks; from zero for counts and durations.

    Percent between 0 and 100 stays between 0 and 100.
    """
    if not seen:
        return 0.0, 1.0
    low, high = min(seen), max(seen)
    zero = unit in _FROM_ZERO if from_zero is None else from_zero
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high <= low:
        low, high = (low, low + 1.0) if zero else (low - 1.0, high + 1.0)
    share = unit is Unit.PERCENT and low >= 0 and high <= 100
    air = (high - low) * 0.06
    low, high = (low if zero and low == 0 else low - air), high + air
    step = nice_step(high - low, 5)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return (max(low, 0.0), min(high, 100.0)) if share else (low, high)


def value_ticks(low: float, high: float, unit: Unit, pixels: float) -> list[Tick]:
    """Ticks at round numbers, one every 45 pixels or more."""
    factor, small = shown_in(max(abs(low), abs(high)), unit)
    if factor != 1.0:  # an axis of hours that ends before one reads in minutes or seconds, and says so
        ticks = value_ticks(low * factor, high * factor, Unit.RATIO, pixels)
        return [(at / factor, f"{text} {small}") for at, text in ticks]
    step = nice_step(high - low, max(2, int(pixels / 45)))
    step = max(step, 1.0) if unit is Unit.COUNT else step  # there are no half rows
    decimals = max(0, -math.floor(math.log10(step))) if step < 1 else 0
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    suffix = unit.suffix if unit is Unit.PERCENT else ""
    return [
        (index * step, numbers.number(index * step, decimals) + (f" {suffix}" if suffix else ""))
        for index in range(first, last + 1)
    ]


def step_ticks(starts: Sequence[date], grain: Grain, pixels: float) -> list[Tick]:
    """A label for every so many steps, each at least 58 pixels from the next; years where they change."""
    if not starts:
        return []
    room = max(1, int(pixels / 58))
    every = next((stride for stride in _strides(grain) if len(starts) / stride <= room), len(starts))
    ticks: list[Tick] = []
    previous: date | None = None
    for index in range(_first_round(starts, grain, every), len(starts), every):
        ticks.append((float(index), numbers.short_step(starts[index], grain, previous)))
        previous = starts[index]
    return ticks


def _strides(grain: Grain) -> tuple[int, ...]:
    return {
        Grain.MONTH: (1, 2, 3, 6, 12, 24, 60),
        Grain.QUARTER: (1, 2, 4, 8, 20),
        Grain.WEEK: (1, 2, 4, 13, 26, 52, 104),
        Grain.DAY: (1, 2, 7, 14, 28, 91, 182, 364),
    }.get(grain, (1, 2, 5, 10))


def _first_round(starts: Sequence[date], grain: Grain, every: int) -> int:
    """Index of the first step at which labels every so many months fall on January, April, ..."""
    if grain is not Grain.MONTH or every == 1 or (12 % every and every % 12):
        return 0
    months = min(every, 12)
    return next((i for i, start in enumerate(starts[:every]) if (start.month - 1) % months == 0), 0)
