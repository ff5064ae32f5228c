"""Verdicts and limits as records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """What a comparison with the previous period says."""

    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"
    NO_CLEAR_CHANGE = "no_clear_change"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A KPI against the previous period: interval of the difference (current - previous), p, and the verdict.

    All in the KPI's unit. `tested` is False where the KPI is outside the family of tests (no target, not a headline).
    """

    previous: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    verdict: Verdict = Verdict.NONE
    tested: bool = False
    note: str = ""  # "compared over tickets older than 3.2 h" and the like


class Assurance(StrEnum):
    """What today's process does against the target."""

    WILL_MEET = "will_meet"
    WILL_MISS = "will_miss"
    HIT_OR_MISS = "hit_or_miss"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Process limits of a KPI's series, from `points` steps, whose first days are `steps`.

    `per_step` holds (low, high) for each of `steps` where the limits follow n (p-chart); `low` and `high` are then
    those at the mean n.
    """

    id: str
    centre: float
    low: float
    high: float
    trial: bool
    points: int
    assurance: Assurance = Assurance.NONE
    signals: tuple[date, ...] = ()
    per_step: tuple[tuple[float, float], ...] | None = None
    steps: tuple[date, ...] = ()
