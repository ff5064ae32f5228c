"""What to say where a period or a filter leaves nothing to look at, and the way out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication

from cxdesk.report.records import Report
from cxdesk.workspace.session import Session
from ui.basics import numbers
from ui.models import periods


def _tr(text: str) -> str:
    return QCoreApplication.translate("nothing", text)


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """Why there is nothing, what lies elsewhere, and the change of the view that leads there."""

    headline: str
    words: str
    button: str
    change: dict[str, Any]


def way_out(report: Report, session: Session) -> WayOut | None:
    """The way out of a view without rows; None where there are some, or none anywhere."""
    days = periods.days_of_data(report, session.calendar)
    if days is None or any(result.n for result in report.kpis):
        return None
    view = session.view
    where = periods.view_name(view)
    if view.filters:
        return WayOut(
            headline=_tr("The filters leave nothing to look at."),
            words=_tr("No row of {period} matches them.").format(period=where),
            button=_tr("Remove the filters"),
            change={"filters": {}},
        )
    latest: date = session.calendar.floor(days[1], view.span)
    there = periods.step_name(latest, view.span)
    if there == where:
        return None  # there are rows, but not for any KPI: the page says what to add
    return WayOut(
        headline=_tr("There is nothing in {period}.").format(period=where),
        words=_tr("The data runs from {first} to {last}.").format(
            first=numbers.day(days[0]), last=numbers.day(days[1])
        ),
        button=_tr("Show {period}").format(period=there),
        change={"first_day": latest},
    )
