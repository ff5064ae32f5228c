"""A KPI's series as its charts take it, on screen and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cxdesk.common.periods import Grain
from cxdesk.common.units import Better, Unit
from cxdesk.insight.records import Limits
from cxdesk.report.records import Point
from cxdesk.targets.target import Status


@dataclass(frozen=True, kw_only=True)
class TrendData:
    """A KPI's series and what is drawn with it. `current` is the step that the page's number is about."""

    name: str
    unit: Unit
    better: Better
    grain: Grain
    points: tuple[Point, ...]
    limits: Limits | None = None
    target: float | None = None
    targets: tuple[float | None, ...] = ()  # of the points, where steps can be held against them
    status: Status = Status.NO_TARGET
    current: date | None = None
    filling_words: str = ""


def limit_pairs(data: TrendData, limits: Limits) -> list[tuple[float, float]] | None:
    """Limits of every point by its step; a point without its own has those at the mean n. None where all are alike."""
    if not limits.per_step:
        return None
    own = dict(zip(limits.steps, limits.per_step, strict=True))
    return [own.get(point.start, (limits.low, limits.high)) for point in data.points]


def words_place(band: tuple[float, float], view: tuple[float, float], height: float, busy: tuple[float, ...]) -> float:
    """Upper edge of words of a `height` beside a band: inside at its top or bottom, above or below it.

    The first place wins that is inside the view, off the band's edges and has none of `busy` in it; else that with the
    fewest. All in the axis' unit.
    """
    low, high = band
    tight = high - low < height  # the words would stick out of the band
    inside = [] if tight else [high, low + height]
    places = [top for top in (*inside, high + height, low) if top <= view[1] and top - height >= view[0]]
    if not places:
        return min(high, view[1])
    return min(places, key=lambda top: sum(top - height <= value <= top for value in busy))


def values_seen(data: TrendData, *, whiskers: bool) -> list[float]:
    """All values that the axis must hold: points, limits, targets; the points' intervals with `whiskers`."""
    seen = [point.value for point in data.points if point.value is not None]
    if whiskers:
        seen += [edge for point in data.points for edge in (point.low, point.high) if edge is not None]
    if data.limits is not None:
        seen += [data.limits.low, data.limits.high]
    return seen + [target for target in (data.target, *data.targets) if target is not None]


def tag_side(data: TrendData, target: float) -> float:
    """On which side of the line its words hide fewer points: 1 above, 0 below."""
    near = [point.value for point in data.points[-max(3, len(data.points) // 6) :] if point.value is not None]
    return 1.0 if sum(value > target for value in near) <= len(near) / 2 else 0.0
