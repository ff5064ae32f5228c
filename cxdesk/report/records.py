"""The report and everything in it, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from cxdesk.common.channels import DEFAULT_LIMITS, ChannelLimit
from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar, Grain, Period
from cxdesk.common.problems import Problem
from cxdesk.common.units import Better, Unit
from cxdesk.insight.records import Change, Limits
from cxdesk.tables.dataset import Source
from cxdesk.targets.target import Status

if TYPE_CHECKING:
    from cxdesk.common.calendars import BusinessCalendar, CalendarFor
    from cxdesk.common.sla import SlaPolicy
    from cxdesk.report.evidence import Evidence

UNDATED = "Everything (no dates)"  # the period of data in which nothing has a date


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is asked: period (None = everything), grain of the series, splits, filters, conventions, zone, as-of.

    `filters` maps a dimension to the values kept (compared exactly; "" = blank). `history` widens the series to the
    steps before the period, at most 36 of them; without it the series covers the period only.
    """

    period: Period | None = None
    grain: Grain = Grain.MONTH
    splits: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conventions: Conventions = field(default_factory=Conventions)
    calendar: Calendar = field(default_factory=Calendar)
    business: BusinessCalendar | None = None
    calendars: tuple[CalendarFor, ...] = ()
    limits: tuple[ChannelLimit, ...] = DEFAULT_LIMITS
    sla: tuple[SlaPolicy, ...] = ()
    as_of: datetime | None = None
    history: bool = False


@dataclass(frozen=True, kw_only=True)
class KpiResult:
    """One KPI over the report's period. Percent is in percent (80.0), times in the unit of the catalogue.

    `target` and `tolerance` are those in force, moved to the data's scale. `certain`: the whole interval lies on one
    side of the target. `judged` is the value that was compared with the target where that is not `value`.
    `pending` counts rows whose outcome is still open, with `pending_words` saying so. `target_segment` is the segment
    (dimension, value) whose own target that is, where the report is filtered to it. `notes` are sentences a reader
    of the value must know: a lower bound, a window cut short. `currency` of money, "" where the data names none.
    """

    id: str
    name: str
    group: str
    unit: Unit
    better: Better
    value: float | None
    n: int
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    tolerance: float | None = None
    status: Status = Status.NO_DATA
    certain: bool = False
    reason: str | None = None
    judged: float | None = None
    index: float | None = None
    attainment: float | None = None
    change: Change = field(default_factory=Change)
    pending: int = 0
    pending_words: str = ""
    notes: tuple[str, ...] = ()
    target_segment: tuple[str, str] | None = None
    currency: str = ""

    @property
    def share(self) -> tuple[float, float] | None:
        """Part and whole of a share of things that can be counted: 132 of 180; None for other ratios."""
        part, whole = self.numerator, self.denominator
        if self.unit is not Unit.PERCENT or part is None or not whole or whole != self.n or not 0 <= part <= whole:
            return None
        return part, whole


@dataclass(frozen=True, kw_only=True)
class Point:
    """A step of a KPI's series. `filling`: the step is not over at as-of, or rows of it have not had their time.

    `target` is the one in force at the step's end, `status` follows it; a step shorter than the target's unit of time
    has none.
    """

    id: str
    start: date
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    filling: bool = False
    too_few: bool = False
    target: float | None = None
    status: Status = Status.NO_DATA


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A KPI in one segment of a dimension over the report's period; a missing segment is "".

    `target` is the segment's own where it has one, else the one that counts for the whole; `own_target` says which.
    """

    id: str
    dimension: str
    segment: str
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    status: Status = Status.NO_DATA
    target: float | None = None
    tolerance: float | None = None
    own_target: bool = False


@dataclass(frozen=True, kw_only=True)
class Insight:
    """A sentence worth saying, most important first."""

    kind: str  # change | signal | status
    id: str
    verdict: str
    text: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Report:
    """Everything that screen, workbook, JSON and CSV show, from one evaluation.

    `period` is always concrete; `everything` says that no period was asked for (undated rows count then).
    `undated` counts rows by table that a given period leaves out for want of a date. `dated` is False where no row of
    the data has a date: `period` and `as_of` mean nothing then, and `period_label` says so.
    """

    app: str
    as_of: datetime
    query: Query
    period: Period
    everything: bool
    kpis: tuple[KpiResult, ...]
    series: tuple[Point, ...]
    splits: tuple[Segment, ...]
    limits: tuple[Limits, ...]
    insights: tuple[Insight, ...]
    headline: str
    subline: str
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    undated: Mapping[str, int]
    evidence: Evidence
    reviewed: frozenset[str] = frozenset()
    dated: bool = True

    @property
    def hides_agents(self) -> bool:
        """Whether figures of single agents are hidden."""
        return self.evidence.store.dataset.hides_agents

    @property
    def period_label(self) -> str:
        """Words for the period: `March 2024`; of data without dates that it is everything."""
        return self.period.label(self.query.calendar) if self.dated or not self.everything else UNDATED

    def kpi(self, kpi_id: str) -> KpiResult:
        """The result of one KPI.

        Raises:
            KeyError: no KPI of that id.
        """
        for result in self.kpis:
            if result.id == kpi_id:
                return result
        raise KeyError(kpi_id)

    def points(self, kpi_id: str) -> tuple[Point, ...]:
        """The series of one KPI, in time order."""
        return tuple(point for point in self.series if point.id == kpi_id)

    def segments(self, kpi_id: str, dimension: str) -> tuple[Segment, ...]:
        """One KPI by one dimension, as evaluated for `query.splits`."""
        return tuple(cell for cell in self.splits if cell.id == kpi_id and cell.dimension == dimension)

    def limit(self, kpi_id: str) -> Limits | None:
        """Process limits of one KPI, if it has enough points."""
        return next((limits for limits in self.limits if limits.id == kpi_id), None)
