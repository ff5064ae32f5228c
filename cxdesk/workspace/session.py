"""The open session: one frozen value that the window shows and every edit replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cxdesk.common.calendars import BusinessCalendar, CalendarFor
from cxdesk.common.channels import DEFAULT_LIMITS, ChannelLimit
from cxdesk.common.conventions import MONTHS, WEEKDAYS, Conventions
from cxdesk.common.periods import Calendar
from cxdesk.common.sla import SlaPolicy
from cxdesk.export.template import ReportTemplate
from cxdesk.imports.plan import SheetPlan
from cxdesk.report.records import Query
from cxdesk.tables.aliases import Alias
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.tables.in_use import Names, in_use
from cxdesk.tables.teams import AgentTeam
from cxdesk.targets.target import TargetBook
from cxdesk.workspace.typed_rows import Typed
from cxdesk.workspace.views import SavedView, View

__all__ = ["Session", "View"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Session:
    """Data, targets, conventions and view.

    `layouts` remembers import plans by layout fingerprint, `typed` what was typed in by hand; the dataset holds it too.
    The dataset is the one in use: whatever dataset the session is given, its imported one is put under the session's
    `aliases`, `teams` and what else is said about names (`tables/in_use.py`). What adds or takes rows builds on
    `dataset.imported`. `workspace_id` tells one workspace's documents from another's ("" = none of its own); with
    `hide_agents` no figure is shown per agent.
    """

    dataset: Dataset = EMPTY
    targets: TargetBook = field(default_factory=TargetBook)
    conventions: Conventions = field(default_factory=Conventions)
    zone: str = "UTC"
    business: BusinessCalendar | None = None
    calendars: tuple[CalendarFor, ...] = ()
    limits: tuple[ChannelLimit, ...] = DEFAULT_LIMITS
    sla: tuple[SlaPolicy, ...] = ()
    view: View = field(default_factory=View)
    layouts: Mapping[str, SheetPlan] = field(default_factory=dict)
    typed: Typed = field(default_factory=Typed)
    aliases: tuple[Alias, ...] = ()
    teams: tuple[AgentTeam, ...] = ()
    replace_teams: bool = False
    ids_by_digits: bool = False
    apart: tuple[Alias, ...] = ()  # proposals that are not the same
    views: tuple[SavedView, ...] = ()
    templates: tuple[ReportTemplate, ...] = ()
    hide_agents: bool = False
    workspace_id: str = ""

    def __post_init__(self) -> None:
        """Put the dataset under the names of this session."""
        object.__setattr__(self, "dataset", in_use(self.dataset, self.names))

    @property
    def names(self) -> Names:
        """All that was said about names, and whether those of the team are shown."""
        return Names(aliases=self.aliases, teams=self.teams, replace_teams=self.replace_teams,
                     ids_by_digits=self.ids_by_digits, hide_agents=self.hide_agents)  # fmt: skip

    @property
    def calendar(self) -> Calendar:
        """How this session cuts the calendar."""
        return Calendar(
            zone=self.zone,
            week_start=WEEKDAYS.index(self.conventions.week_start),
            fiscal_year_start=MONTHS.index(self.conventions.fiscal_year_start) + 1,
        )

    def query(self, splits: tuple[str, ...] = ()) -> Query:
        """The question that the view asks."""
        view = self.view
        period = None if view.first_day is None else self.calendar.step_of(view.first_day, view.span)
        return Query(
            period=period,
            grain=view.grain,
            splits=splits,
            filters=view.filters,
            conventions=self.conventions,
            calendar=self.calendar,
            business=self.business,
            calendars=self.calendars,
            limits=self.limits,
            sla=self.sla,
            history=True,
        )
