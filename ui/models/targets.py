"""All targets as a table to edit: what is wanted, what is, since when, and whose target it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from cxdesk.common.units import Better, Unit
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.kpis.kpi import Kpi
from cxdesk.report.hidden import hidden_segments, is_hidden
from cxdesk.report.records import KpiResult, Report
from cxdesk.report.records import Segment as SegmentResult
from cxdesk.targets.book import (
    default_target,
    history,
    in_force,
    is_own,
    of_segments,
    same_segment,
    segments_with_targets,
)
from cxdesk.targets.status import tolerance_of
from cxdesk.targets.target import Segment, Status, Target
from cxdesk.workspace.session import Session
from ui.basics import numbers
from ui.models.listing import Column, Listing
from ui.models.target_history import segment_words

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
    segment: Segment | None = None

    @property
    def key(self) -> tuple[str, Segment | None]:
        """What makes the row one of its own."""
        return self.id, self.segment


def segment_dimensions(session: Session) -> tuple[str, ...]:
    """Dimensions by which any KPI has targets of its own."""
    return tuple({segment[0]: None for kpi in CATALOGUE for segment in shown_segments(session, kpi.id)})


def shown_segments(session: Session, kpi_id: str) -> tuple[Segment, ...]:
    """Segments of which a KPI has targets of its own, without those of agents whose figures are hidden."""
    found = segments_with_targets(session.targets, kpi_id)
    return tuple(segment for segment in found if not is_hidden(session.dataset, *segment))


def hidden_targets(session: Session) -> int:
    """How many agents and teams have targets that are hidden."""
    return len(hidden_segments(session.dataset, (target.segment for target in session.targets.targets)))


def target_rows(session: Session, report: Report | None, kpis: Sequence[Kpi]) -> tuple[TargetRow, ...]:
    """A row for every KPI, those of its segments below it: from the report where there is one, else from the book."""
    results = {} if report is None else {result.id: result for result in report.kpis}
    day = date.max if report is None else _last_day(report)
    rows = []
    for kpi in kpis:
        whole = _whole(session, kpi, results.get(kpi.id), day)
        rows.append(whole)
        rows += [_segment(session, kpi, whole, segment, report, day) for segment in shown_segments(session, kpi.id)]
    return tuple(rows)


def _whole(session: Session, kpi: Kpi, result: KpiResult | None, day: date) -> TargetRow:
    """The KPI's own row; in a report filtered to a segment the target is still that of the whole."""
    scoped = result is not None and result.target_segment is not None
    is_own_now = is_own(session.targets, kpi.id)
    current = in_force(session.targets, kpi, day, session.conventions)
    value = result.target if result is not None and not scoped else None if current is None else current.value
    tolerance = None if result is None or scoped else result.tolerance
    if tolerance is None and value is not None:
        tolerance = tolerance_of(kpi, current or Target(kpi=kpi.id, value=value))
    return TargetRow(
        id=kpi.id,
        name=kpi.name,
        group=kpi.group.value,
        unit=kpi.unit,
        better=kpi.better_under(session.conventions),
        target=value,
        tolerance=tolerance if value is not None else None,
        now=None if result is None or scoped else result.value if result.judged is None else result.judged,
        status=Status.NO_DATA if result is None or scoped else result.status,
        since=current.effective if is_own_now and current is not None else None,
        own=is_own_now,
        source=_source(kpi, session, own=is_own_now),
    )


def _segment(
    session: Session, kpi: Kpi, whole: TargetRow, segment: Segment, report: Report | None, day: date
) -> TargetRow:
    """The row of one segment's own target; its value only where the breakdown was computed already."""
    own = of_segments(session.targets, kpi.id, day, (segment,))
    ahead = own is None  # begins after the period shown
    if own is None:
        own = history(session.targets, kpi.id, segment)[-1]
    cell = _cell(kpi, segment, report)
    tolerance = None if own.value is None else tolerance_of(kpi, own)
    if cell is not None and cell.tolerance is not None and not ahead:
        tolerance = cell.tolerance
    return replace(
        whole,
        target=own.value if cell is None or ahead else cell.target,
        tolerance=tolerance,
        now=None if cell is None else cell.value,
        status=Status.NO_DATA if cell is None else cell.status,
        since=own.effective,
        own=True,
        source=translate("Targets", "yours, from then on") if ahead else translate("Targets", "yours"),
        segment=segment,
    )


def _cell(kpi: Kpi, segment: Segment, report: Report | None) -> SegmentResult | KpiResult | None:
    """The segment's result: of a report filtered to it, or of a breakdown that was computed already."""
    if report is None:
        return None
    result = report.kpi(kpi.id)
    if result.target_segment is not None and same_segment(result.target_segment, segment):
        return result
    if segment[0] not in report.evidence.kept:
        return None
    cells = report.evidence.split(kpi.id, segment[0])
    return next((cell for cell in cells if same_segment((segment[0], cell.segment), segment)), None)


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

    edited = Signal(object, int, object)  # the row, column (TARGET or NEAR), number or None

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_columns(), parent)

    def _arranged(self) -> tuple[TargetRow, ...]:
        """Segments stay below their KPI, whatever the table is sorted by."""
        below: dict[str, list[TargetRow]] = {}
        for row in self._given:
            if row.segment is not None:
                below.setdefault(row.id, []).append(row)
        whole = [row for row in super()._arranged() if row.segment is None]
        return tuple(each for row in whole for each in (row, *below.get(row.id, ())))

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
        self.edited.emit(row, index.column(), amount)
        return True


def _columns() -> tuple[Column[TargetRow], ...]:
    return (
        Column(title=translate("Targets", "KPI"), text=_name, tip=_name_tip),
        Column(
            title=translate("Targets", "Better"),
            text=lambda r: "" if r.segment is not None else better_word(r.better),
        ),
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


def _name(row: TargetRow) -> str:
    return row.name if row.segment is None else f"      {segment_words(row.segment)}"


def _name_tip(row: TargetRow) -> str:
    return f"{row.name} · {row.group if row.segment is None else segment_words(row.segment)}"


def _target(row: TargetRow) -> str:
    return "–" if row.target is None else numbers.target(row.target, row.unit, typed=True)
