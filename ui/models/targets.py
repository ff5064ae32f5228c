"""All targets as a table to edit: what is wanted, what is, since when, and whose target it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from cxdesk.common.units import Better, Unit
from cxdesk.kpis.kpi import Kpi
from cxdesk.report.records import Report
from cxdesk.targets.book import default_target, history, in_force
from cxdesk.targets.status import tolerance_of
from cxdesk.targets.target import Status, Target
from cxdesk.workspace.session import Session
from ui.basics import numbers
from ui.models.listing import Column, Listing

Index = QModelIndex | QPersistentModelIndex
translate = QCoreApplication.translate
EDIT = int(Qt.ItemDataRole.UserRole) + 20  # (value, unit) of an editable cell
NAME, BETTER, TARGET, NEAR, NOW, STATUS_COLUMN, SINCE, SOURCE = range(8)


@dataclass(frozen=True, kw_only=True)
class TargetRow:
    """One KPI's target with what it is compared with."""

    id: str
    name: str
    group: str
    unit: Unit
    better: Better
    target: float | None
    tolerance: float | None
    now: float | None
    status: Status
    since: date | None
    own: bool
    source: str


def target_rows(session: Session, report: Report | None, kpis: Sequence[Kpi]) -> tuple[TargetRow, ...]:
    """A row for every KPI: from the report where there is one, else from the book and the catalogue."""
    results = {} if report is None else {result.id: result for result in report.kpis}
    day = date.max if report is None else _last_day(report)
    rows = []
    for kpi in kpis:
        own = history(session.targets, kpi.id)
        is_own = bool(own) and not own[-1].default
        current = in_force(session.targets, kpi, day, session.conventions)
        result = results.get(kpi.id)
        value = current.value if result is None and current is not None else None if result is None else result.target
        tolerance = None if result is None else result.tolerance
        if tolerance is None and value is not None:
            tolerance = tolerance_of(kpi, Target(kpi=kpi.id, value=value))
        rows.append(
            TargetRow(
                id=kpi.id,
                name=kpi.name,
                group=kpi.group.value,
                unit=kpi.unit,
                better=kpi.better_under(session.conventions),
                target=value,
                tolerance=tolerance if value is not None else None,
                now=None if result is None else result.value if result.judged is None else result.judged,
                status=Status.NO_DATA if result is None else result.status,
                since=current.effective if is_own and current is not None else None,
                own=is_own,
                source=_source(kpi, session, own=is_own),
            )
        )
    return tuple(rows)


def _last_day(report: Report) -> date:
    return (report.period.end - timedelta(milliseconds=1)).astimezone(report.query.calendar.tz).date()


def _source(kpi: Kpi, session: Session, *, own: bool) -> str:
    default = default_target(kpi, session.conventions)
    if own:
        if default is None or default.value is None:
            return translate("Targets", "yours")
        return translate("Targets", "yours · default {value}").format(value=numbers.target(default.value, kpi.unit))
    if default is None:
        return translate("Targets", "none by default")
    if kpi.target_range is not None:
        low, high = kpi.target_range
        return translate("Targets", "default, {low} – {high}").format(
            low=numbers.target(low, Unit.RATIO), high=numbers.target(high, Unit.RATIO)
        )
    return translate("Targets", "default")


def better_word(better: Better) -> str:
    """The direction as a word."""
    return {
        Better.HIGHER: translate("Targets", "higher"),
        Better.LOWER: translate("Targets", "lower"),
    }.get(better, "–")


class TargetsModel(Listing[TargetRow]):
    """The table; an edit is only told (`edited`), the row changes when the session has."""

    edited = Signal(str, int, object)  # KPI id, column (TARGET or NEAR), number or None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_columns(), parent)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Target and tolerance can be edited; a tolerance needs a target."""
        flags = super().flags(index)
        if not index.isValid():
            return flags
        editable = index.column() == TARGET or (index.column() == NEAR and self.record(index).target is not None)
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; an editable one with its number and unit."""
        if index.isValid() and role in (EDIT, Qt.ItemDataRole.EditRole):
            row = self.record(index)
            amount = row.target if index.column() == TARGET else row.tolerance
            return (amount, row.unit) if role == EDIT else amount
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell the edit of a number (None = deliberately no target)."""
        if role != Qt.ItemDataRole.EditRole or index.column() not in (TARGET, NEAR):
            return False
        row = self.record(index)
        amount = None if value is None else float(value)
        if amount == (row.target if index.column() == TARGET else row.tolerance):
            return False
        self.edited.emit(row.id, index.column(), amount)
        return True


def _columns() -> tuple[Column[TargetRow], ...]:
    return (
        Column(title=translate("Targets", "KPI"), text=lambda r: r.name, tip=lambda r: f"{r.name} · {r.group}"),
        Column(title=translate("Targets", "Better"), text=lambda r: better_word(r.better)),
        Column(title=translate("Targets", "Target"), text=_target, key=lambda r: r.target, right=True),
        Column(
            title=translate("Targets", "Near within"),
            text=lambda r: "" if r.tolerance is None else numbers.target(r.tolerance, r.unit, typed=True),
            key=lambda r: r.tolerance,
            right=True,
        ),
        Column(
            title=translate("Targets", "Now"),
            text=lambda r: numbers.value(r.now, r.unit),
            key=lambda r: r.now,
            right=True,
        ),
        Column(
            title=translate("Targets", "Status"),
            text=lambda r: f"{r.status.mark} {r.status.word}",
            key=lambda r: float(list(Status).index(r.status)),
            status=lambda r: r.status,
        ),
        Column(
            title=translate("Targets", "From"),
            text=lambda r: "" if r.since is None else numbers.day(r.since),
            key=lambda r: None if r.since is None else float(r.since.toordinal()),
        ),
        Column(title=translate("Targets", "Source"), text=lambda r: r.source, tip=lambda r: r.source),
    )


def _target(row: TargetRow) -> str:
    return "–" if row.target is None else numbers.target(row.target, row.unit, typed=True)
