"""Everything that happened to a KPI's target, newest first: what was set when, for whom, and how long it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from PySide6.QtCore import QCoreApplication

from cxdesk.kpis.kpi import Kpi
from cxdesk.report.hidden import is_hidden
from cxdesk.targets.book import history
from cxdesk.targets.target import Segment, Target
from cxdesk.workspace.session import Session
from ui.basics import numbers
from ui.models.dimensions import dimension_name, value_name
from ui.models.listing import Column

translate = QCoreApplication.translate
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """One change or confirmation. `since` None = always, `until` None = still; `void` says why it counts no more."""

    at: datetime | None
    scope: str
    target: str
    since: date | None = None
    until: date | None = None
    void: str = ""
    dated: bool = True


def segment_words(segment: Segment) -> str:
    """A segment for a person: `Channel: Chat`."""
    return f"{dimension_name(segment[0])}: {value_name(segment[1])}"


def history_rows(session: Session, kpi: Kpi) -> tuple[HistoryRow, ...]:
    """The history of a KPI's targets and confirmations, what happened last first."""
    segments = list(dict.fromkeys(target.segment for target in session.targets.targets if target.kpi == kpi.id))
    segments = [one for one in segments if one is None or not is_hidden(session.dataset, *one)]
    rows = [row for segment in segments for row in _of_scope(history(session.targets, kpi.id, segment), kpi, segment)]
    rows += [
        HistoryRow(at=review.at, scope="", target=translate("TargetHistory", "confirmed"), dated=False)
        for review in session.targets.reviews
        if review.kpi == kpi.id
    ]
    order = sorted(range(len(rows)), key=lambda place: (rows[place].at or _NEVER, place), reverse=True)
    return tuple(rows[place] for place in order)


def _of_scope(targets: tuple[Target, ...], kpi: Kpi, segment: Segment | None) -> list[HistoryRow]:
    scope = translate("TargetHistory", "Everything") if segment is None else segment_words(segment)
    rows = []
    for place, target in enumerate(targets):
        later = targets[place + 1 :]
        if target.default:
            words = (
                translate("TargetHistory", "as by default")
                if segment is None
                else translate("TargetHistory", "as for everything")
            )
            rows.append(HistoryRow(at=target.changed_at, scope=scope, target=words, dated=False))
            continue
        words = (
            translate("TargetHistory", "no target")
            if target.value is None
            else numbers.target(target.value, kpi.unit, typed=True)
        )
        rows.append(
            HistoryRow(
                at=target.changed_at,
                scope=scope,
                target=words,
                since=target.effective,
                until=_until(target, later),
                void=_void(target, later),
            )
        )
    return rows


def _void(target: Target, later: tuple[Target, ...]) -> str:
    """Why a target counts no more: reset, or replaced by another from the same day."""
    if any(other.default for other in later):
        return translate("TargetHistory", "reset")
    same = any(not other.default and other.effective == target.effective for other in later)
    return translate("TargetHistory", "replaced") if same else ""


def _until(target: Target, others: tuple[Target, ...]) -> date | None:
    """The last day on which it counts by what was set after it."""
    begun = target.effective or date.min
    next_days = [other.effective for other in others if other.effective is not None and other.effective > begun]
    return min(next_days) - timedelta(days=1) if next_days else None


def history_columns(zone: tzinfo) -> tuple[Column[HistoryRow], ...]:
    """Columns of the table."""

    def when(row: HistoryRow) -> str:
        return "" if row.at is None else numbers.day(row.at.astimezone(zone).date())

    return (
        Column(title=translate("TargetHistory", "Set on"), text=when, key=_at),
        Column(title=translate("TargetHistory", "For"), text=lambda r: r.scope, tip=lambda r: r.scope),
        Column(title=translate("TargetHistory", "Target"), text=lambda r: r.target, right=True),
        Column(title=translate("TargetHistory", "From"), text=_since, key=_since_key),
        Column(title=translate("TargetHistory", "To"), text=_until_words, key=None),
    )


def _at(row: HistoryRow) -> float | None:
    return None if row.at is None else row.at.timestamp()


def _since(row: HistoryRow) -> str:
    if not row.dated:
        return ""
    return translate("TargetHistory", "always") if row.since is None else numbers.day(row.since)


def _since_key(row: HistoryRow) -> float | None:
    return None if row.since is None else float(row.since.toordinal())


def _until_words(row: HistoryRow) -> str:
    if row.void or not row.dated:
        return row.void
    return translate("TargetHistory", "still") if row.until is None else numbers.day(row.until)
