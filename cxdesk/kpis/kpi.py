"""A KPI: its facts in words beside its expression."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Grain
from cxdesk.common.units import Better, Unit
from cxdesk.kpis.nodes import Expression


class Group(StrEnum):
    """Groups in which the app shows the catalogue, in order."""

    SATISFACTION = "Satisfaction"
    RESPONSIVENESS = "Responsiveness"
    RESOLUTION = "Resolution quality"
    VOLUME = "Volume, workload and cost"
    RETENTION = "Retention and revenue"
    ENGAGEMENT = "Digital engagement"
    TEAM = "Team and systems"
    GOVERNANCE = "Governance"


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One row of the catalogue. Facts only; the user's targets live elsewhere.

    `target` is the default target in the KPI's unit. `target_scale` is the (lowest, highest) score the target is
    stated for; it moves linearly to the data's scale. `scale` multiplies the expression's value (100 for percent).
    `family` groups KPIs of which only the headline is tested for change. `available` is False for rows that
    no expression gives: they are listed with what they need.
    """

    id: str
    name: str
    group: Group
    unit: Unit
    better: Better
    value: Expression
    scale: float = 1.0
    target: float | None = None
    target_range: tuple[float, float] | None = None
    target_scale: tuple[float, float] | None = None
    tolerance: float | None = None  # in the KPI's unit; None = the general rule
    nearest_zero: bool = False  # judged by the distance from 0 (role_gap)
    target_per: Grain | None = None  # target stated a month, quarter or year
    split_by: str | None = None  # dimension its page opens with
    family: str = ""
    ages: bool = False  # fresh rows have not had their time yet: compare only rows that had (FCR, SLA, frt, ...)
    meaning: str = ""  # one paragraph for a person
    printed: str = ""  # what the source articles print, where they disagree
    conventions: tuple[str, ...] = ()  # keys of the conventions that bear on it
    goals: tuple[str, ...] = ()
    indexed: bool = True  # has a benchmark index (not nps, sentiment, role_gap)
    needs_words: str = ""  # what to bring, where the list of columns would mislead
    sampled: bool | None = None  # needs min_sample rows; None = shares, means and quantiles do
    available: bool = True

    def better_under(self, conventions: Conventions) -> Better:
        """Direction under the conventions (CES 1.0 counts effort, so lower is better)."""
        if self.id == "ces" and conventions.ces_direction == "lower":
            return Better.LOWER
        if self.id == "cart_abandonment" and conventions.cart == "completion":
            return Better.HIGHER
        return self.better

    def target_under(self, conventions: Conventions) -> float | None:
        """Default target under the conventions."""
        if self.id == "ces" and conventions.ces_direction == "lower":
            return 3.0
        if self.id == "cart_abandonment" and conventions.cart == "completion":
            return 30.0
        return self.target


Judge = Literal["met", "near", "missed", "no_target", "too_few", "no_data"]
