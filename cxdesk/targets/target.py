"""Targets as records: the book of all targets with their history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

Segment = tuple[str, str]  # a dimension and one value of it, such as ("channel", "chat"); "" = rows without a value


class Status(StrEnum):
    """How a value stands to its target; always shown with its mark and word."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    NO_TARGET = "no_target"
    TOO_FEW = "too_few"
    NO_DATA = "no_data"

    @property
    def mark(self) -> str:
        """Shape shown beside the word."""
        return {"met": "✓", "near": "≈", "missed": "✗"}.get(self.value, "–")

    @property
    def word(self) -> str:
        """The status in words."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, kw_only=True)
class Target:
    """A KPI's target from `effective` on (None = always), in the KPI's unit.

    `value` None = deliberately no target; with `default` it instead voids what was set before, back to the
    catalogue's default. `tolerance` None = the general rule. `scale` is the score range the value
    was stated for (None = the scale the data has). With a `segment` it is the target of that segment alone, and
    `default` voids only the segment's own history: the overall target counts there again.
    """

    kpi: str
    value: float | None
    tolerance: float | None = None
    effective: date | None = None
    changed_at: datetime | None = None
    scale: tuple[float, float] | None = None
    default: bool = False
    segment: Segment | None = None


@dataclass(frozen=True, kw_only=True)
class Review:
    """Somebody looked at a KPI's target at an instant (aware) and changed it or found it still right."""

    kpi: str
    at: datetime
    action: Literal["changed", "confirmed"] = "confirmed"
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class TargetBook:
    """All targets the user set, oldest first; a KPI without one has the catalogue's default.

    `reviews` are the confirmations; changes stand in the history of `targets` itself.
    """

    targets: tuple[Target, ...] = ()
    benchmarks: dict[str, float] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
