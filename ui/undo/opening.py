"""Where the window opens after the first import."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxdesk.tables.dataset import Dataset
    from cxdesk.workspace.session import Session

_DATED_BY = {"tickets": "created_at", "surveys": "responded_at", "orders": "ordered_at", "usage": "used_at",
             "web": "day", "mentions": "posted_at", "campaigns": "started_on", "figures": "month"}  # fmt: skip


def opened(after: Session, before: Session) -> Session:
    """The session looking at its last complete month, where nothing was there to look at before.

    A month with hardly a row answers nothing: then it looks at everything.
    """
    from cxdesk.report.stores import last_complete_month

    if before.dataset.sources and before.view.first_day is not None:
        return after
    month = last_complete_month(after.dataset, after.calendar)
    if month is not None and _rows_in(after, month) < after.conventions.min_sample:
        month = None
    return replace(after, view=replace(after.view, first_day=month))


def _rows_in(session: Session, month: date) -> int:
    start, end = session.calendar.step_of(month, session.view.span).utc
    return sum(int(((instants >= start) & (instants < end)).sum()) for instants in _instants(session.dataset))


def _instants(dataset: Dataset) -> list[Any]:
    found = []
    for table, column in _DATED_BY.items():
        frame = dataset.table(table)
        if frame is not None and column in frame.columns:
            found.append(frame[column].to_numpy())
    return found
