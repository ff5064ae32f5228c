"""The one way to edit: every method here is one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack

from ui.state import AppState
from ui.undo.commands import EditConventions, EditNames, EditTarget, ImportData, ReplaceSession
from ui.undo.opening import opened

if TYPE_CHECKING:
    from cxdesk.common.calendars import BusinessCalendar, CalendarFor
    from cxdesk.common.channels import ChannelLimit
    from cxdesk.common.conventions import Conventions
    from cxdesk.common.sla import SlaPolicy
    from cxdesk.export.template import ReportTemplate
    from cxdesk.imports.rows.compare import ImportReport
    from cxdesk.tables.aliases import Alias
    from cxdesk.tables.dataset import Dataset
    from cxdesk.tables.teams import AgentTeam
    from cxdesk.targets.target import Segment, Target
    from cxdesk.workspace.session import Session
    from cxdesk.workspace.typed_rows import AuditRow, Key, TypedFigure

_STEPS_KEPT = 100


class History(QObject):
    """Edits of the session through one undo stack. `stepped` comes after every edit, undo and redo."""

    stepped = Signal()

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_STEPS_KEPT)
        self.stack.indexChanged.connect(self._stepped)
        self._reported: tuple[int, ImportReport] | None = None

    def set_target(self, target: Target, name: str) -> None:
        """Set a KPI's target; `name` is the KPI's name for the undo menu. No step where nothing changes.

        A first own target with a date leaves the default in force before that date.
        """
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.targets.book import with_change

        session = self.state.session
        stamped = target if target.changed_at is not None else replace(target, changed_at=datetime.now(tz=UTC))
        book = with_change(session.targets, by_id(target.kpi), stamped, session.conventions)
        text = self.tr("Target of {name}").format(name=name)
        self.stack.push(EditTarget(self.state, replace(session, targets=book), text))

    def set_target_value(self, kpi_id: str, value: float | None, segment: Segment | None = None) -> None:
        """Set only the value of a KPI's target (None = deliberately none), of a segment where one is given.

        It replaces the target in force for the period shown: same tolerance, same first day, on the data's scale. In a
        report filtered to a segment with a target of its own it is that target.
        """
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.targets.target import Target

        report = self.state.report
        if segment is None and report is not None:
            result = report.kpi(kpi_id)
            if value is not None and result.target == value:
                return
            segment = result.target_segment
        current = self.own_target(kpi_id, segment)
        target = Target(
            kpi=kpi_id,
            value=value,
            tolerance=None if current is None else current.tolerance,
            effective=None if current is None else current.effective,
            segment=segment,
        )
        self.set_target(target, by_id(kpi_id).name)

    def own_target(self, kpi_id: str, segment: Segment | None = None) -> Target | None:
        """The user's own target, of the whole or of a segment, in force for the period shown."""
        from cxdesk.targets.book import of_segments, overall

        session, report = self.state.session, self.state.report
        if report is None:
            return None
        day = (report.period.end - timedelta(milliseconds=1)).astimezone(session.calendar.tz).date()
        if segment is not None:
            return of_segments(session.targets, kpi_id, day, (segment,))
        return overall(session.targets, kpi_id, day)

    def reset_target(self, kpi_id: str, segment: Segment | None = None) -> None:
        """Give a KPI the catalogue's default target again, or a segment the target of the whole."""
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.targets.book import without_target

        session = self.state.session
        book = without_target(session.targets, kpi_id, datetime.now(tz=UTC), segment)
        text = self.tr("Default target of {name}").format(name=by_id(kpi_id).name)
        self.stack.push(EditTarget(self.state, replace(session, targets=book), text))

    def confirm_targets(self, kpi_ids: Sequence[str]) -> None:
        """Note that the targets of these KPIs were looked at and are still right: one step."""
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.targets.book import with_review
        from cxdesk.targets.target import Review

        session, now = self.state.session, datetime.now(tz=UTC)
        book = session.targets
        for kpi_id in dict.fromkeys(kpi_ids):
            book = with_review(book, Review(kpi=kpi_id, at=now))
        if book is not session.targets:
            names = by_id(kpi_ids[0]).name if len(kpi_ids) == 1 else self.tr("{n} KPIs").format(n=len(kpi_ids))
            text = self.tr("Target of {name} confirmed").format(name=names)
            self.stack.push(EditTarget(self.state, replace(session, targets=book), text))

    def set_conventions(self, conventions: Conventions, text: str) -> None:
        """Change conventions."""
        if conventions != self.state.session.conventions:
            self.stack.push(EditConventions(self.state, replace(self.state.session, conventions=conventions), text))

    def set_business(self, business: BusinessCalendar | None, text: str) -> None:
        """Change business hours."""
        if business != self.state.session.business:
            self.stack.push(EditConventions(self.state, replace(self.state.session, business=business), text))

    def set_limits(self, limits: tuple[ChannelLimit, ...], text: str) -> None:
        """Change the channels' limits of a first response."""
        if limits != self.state.session.limits:
            self.stack.push(EditConventions(self.state, replace(self.state.session, limits=limits), text))

    def set_calendars(self, calendars: tuple[CalendarFor, ...], text: str) -> None:
        """Change the business calendars of teams and regions."""
        if calendars != self.state.session.calendars:
            self.stack.push(EditConventions(self.state, replace(self.state.session, calendars=calendars), text))

    def set_sla(self, policies: tuple[SlaPolicy, ...], text: str) -> None:
        """Change the SLA policies."""
        if policies != self.state.session.sla:
            self.stack.push(EditConventions(self.state, replace(self.state.session, sla=policies), text))

    def set_zone(self, zone: str, text: str) -> None:
        """Change the time zone in which periods are cut."""
        if zone != self.state.session.zone:
            self.stack.push(EditConventions(self.state, replace(self.state.session, zone=zone), text))

    def hide_agents(self, text: str, *, on: bool) -> None:
        """Hide all figures of single agents, or show them again."""
        if on != self.state.session.hide_agents:
            self.stack.push(EditConventions(self.state, replace(self.state.session, hide_agents=on), text))

    def save_view(self, name: str, *, latest: bool) -> None:
        """Keep the present view under a name.

        Raises:
            UserError: the name is blank or too long.
        """
        from cxdesk.workspace.saved_views import save_view

        self.replace(
            save_view(self.state.session, name, latest=latest), self.tr("Save view “{name}”").format(name=name)
        )

    def change_view(self, name: str, *, new_name: str | None = None, latest: bool | None = None) -> None:
        """Rename a saved view, or let it open on another period.

        Raises:
            UserError: there is no such view, or another one has the new name, or it is blank.
        """
        from cxdesk.workspace.saved_views import change_view

        after = change_view(self.state.session, name, new_name=new_name, latest=latest)
        self.replace(after, self.tr("Change view “{name}”").format(name=name))

    def delete_view(self, name: str) -> None:
        """Delete a saved view.

        Raises:
            UserError: there is no such view.
        """
        from cxdesk.workspace.saved_views import delete_view

        self.replace(delete_view(self.state.session, name), self.tr("Delete view “{name}”").format(name=name))

    def set_templates(self, templates: tuple[ReportTemplate, ...], text: str) -> None:
        """Change the report templates."""
        if templates != self.state.session.templates:
            self.replace(replace(self.state.session, templates=templates), text)

    @Slot(int)
    def _stepped(self, index: int) -> None:
        del index
        self.stepped.emit()

    @property
    def report(self) -> ImportReport | None:
        """What the import that was the last step did; None where something else was, or it was read."""
        if self._reported is None or self._reported[0] != self.stack.index():
            return None
        return self._reported[1]

    def forget_report(self) -> None:
        """The report was read."""
        self._reported = None

    def import_data(
        self, dataset: Dataset, text: str, *, report: ImportReport | None = None, **changes: object
    ) -> None:
        """Take a dataset (merged already) in; the view opens on the last complete month where it showed no data.

        `report` says what the import did; `changes` are further fields of the session, such as `layouts`.
        """
        # Its place is known before anybody hears of the new session.
        self._reported = None if report is None else (min(self.stack.index() + 1, _STEPS_KEPT), report)
        session = replace(self.state.session, dataset=dataset, **changes)  # type: ignore[arg-type]  # names checked by replace
        self.stack.push(ImportData(self.state, opened(session, self.state.session), text))

    def type_figures(self, put: Sequence[TypedFigure], drop: Sequence[Key], text: str) -> None:
        """Type figures in, or take some typed before away."""
        from cxdesk.workspace.edits import type_figures

        if put or drop:
            self.stack.push(ImportData(self.state, type_figures(self.state.session, put, drop), text))

    def type_audit(self, rows: tuple[AuditRow, ...], text: str) -> None:
        """Take these rows as the typed audit."""
        from cxdesk.workspace.edits import type_audit

        if rows != self.state.session.typed.audit:
            self.stack.push(ImportData(self.state, type_audit(self.state.session, rows), text))

    def remove_sources(self, places: Sequence[int], text: str) -> None:
        """Take sources out of the data, typed ones with what was typed."""
        from cxdesk.workspace.edits import remove_sources

        self.stack.push(ImportData(self.state, remove_sources(self.state.session, places), text))

    def add_aliases(self, more: Sequence[Alias], text: str, instead_of: Sequence[Alias] = ()) -> None:
        """Let spellings count as other names, all in one step.

        Raises:
            UserError: an alias is blank, or leads back to itself.
        """
        from cxdesk.workspace.edits import add_aliases

        self._names(add_aliases(self.state.session, more, instead_of), text)

    def remove_aliases(self, gone: Sequence[Alias], text: str) -> None:
        """Let spellings count by themselves again."""
        from cxdesk.workspace.edits import remove_aliases

        self._names(remove_aliases(self.state.session, gone), text)

    def set_teams(self, rows: Sequence[AgentTeam], text: str) -> None:
        """Say the teams of agents; a row without any takes an agent's away.

        Raises:
            UserError: a row names no agent.
        """
        from cxdesk.workspace.edits import set_teams

        self._names(set_teams(self.state.session, rows), text)

    def keep_apart(self, pairs: Sequence[Alias], text: str) -> None:
        """Note that proposed spellings are not the same; they are proposed no more."""
        session = self.state.session
        new = tuple(pair for pair in pairs if pair not in session.apart)
        if new:
            self.stack.push(EditNames(self.state, replace(session, apart=(*session.apart, *new)), text))

    def set_names(self, text: str, **changes: bool) -> None:
        """Change `replace_teams` or `ids_by_digits`."""
        self._names(replace(self.state.session, **changes), text)  # type: ignore[arg-type]  # names checked by replace

    def _names(self, session: Session, text: str) -> None:
        if session.names != self.state.session.names:
            self.stack.push(EditNames(self.state, session, text))

    def replace(self, session: Session, text: str) -> None:
        """Any other edit."""
        if session is not self.state.session:
            self.stack.push(ReplaceSession(self.state, session, text))
