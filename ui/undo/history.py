"""The one way to edit: every method here is one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoStack

from ui.state import AppState
from ui.undo.commands import EditConventions, EditTarget, ImportData, ReplaceSession
from ui.undo.opening import opened

if TYPE_CHECKING:
    from cxdesk.common.calendars import BusinessCalendar, CalendarFor
    from cxdesk.common.channels import ChannelLimit
    from cxdesk.common.conventions import Conventions
    from cxdesk.common.sla import SlaPolicy
    from cxdesk.tables.dataset import Dataset
    from cxdesk.targets.target import Target
    from cxdesk.workspace.session import Session
    from cxdesk.workspace.typed_rows import AuditRow, Key, TypedFigure

_STEPS_KEPT = 100


class History(QObject):
    """Edits of the session through one undo stack."""

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_STEPS_KEPT)

    def set_target(self, target: Target, name: str) -> None:
        """Set a KPI's target; `name` is the KPI's name for the undo menu. No step where nothing changes."""
        from cxdesk.targets.book import with_target

        session = self.state.session
        stamped = target if target.changed_at is not None else replace(target, changed_at=datetime.now(tz=UTC))
        after = replace(session, targets=with_target(session.targets, stamped))
        self.stack.push(EditTarget(self.state, after, self.tr("Target of {name}").format(name=name)))

    def set_target_value(self, kpi_id: str, value: float | None) -> None:
        """Set only the value of a KPI's target (None = deliberately none).

        It replaces the target in force for the period shown: same tolerance, same first day, on the data's scale.
        """
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.targets.target import Target

        report = self.state.report
        if report is not None and value is not None and report.kpi(kpi_id).target == value:
            return
        current = self._own_target(kpi_id)
        target = Target(
            kpi=kpi_id,
            value=value,
            tolerance=None if current is None else current.tolerance,
            effective=None if current is None else current.effective,
        )
        self.set_target(target, by_id(kpi_id).name)

    def _own_target(self, kpi_id: str) -> Target | None:
        """The user's own target in force for the period shown."""
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.targets.book import history, in_force

        session, report = self.state.session, self.state.report
        own = history(session.targets, kpi_id)
        if report is None or not own or own[-1].default:
            return None
        day = (report.period.end - timedelta(milliseconds=1)).astimezone(session.calendar.tz).date()
        return in_force(session.targets, by_id(kpi_id), day, session.conventions)

    def reset_target(self, kpi_id: str) -> None:
        """Give a KPI the catalogue's default target again."""
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.targets.book import without_target

        session = self.state.session
        after = replace(session, targets=without_target(session.targets, kpi_id, datetime.now(tz=UTC)))
        text = self.tr("Default target of {name}").format(name=by_id(kpi_id).name)
        self.stack.push(EditTarget(self.state, after, text))

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

    def import_data(self, dataset: Dataset, text: str, **changes: object) -> None:
        """Take a dataset (merged already) in; the view opens on the last complete month where it showed no data.

        `changes` are further fields of the session, such as `layouts`.
        """
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

    def replace(self, session: Session, text: str) -> None:
        """Any other edit."""
        if session is not self.state.session:
            self.stack.push(ReplaceSession(self.state, session, text))
