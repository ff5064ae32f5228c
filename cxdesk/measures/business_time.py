"""Business time of tickets: each by the calendar of its team, else of its region, else the default one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Instants
from cxdesk.common.text import folded

if TYPE_CHECKING:
    from cxdesk.common.calendars import BusinessCalendar, CalendarFor
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.intp]
Dimension = Literal["team", "region"]
T = "tickets"
DIMENSIONS: tuple[Dimension, ...] = ("team", "region")  # a team's own hours come before its customers' region's


def business_hours(store: MeasureStore, start: Instants, end: Instants) -> Floats:
    """Open hours between two instants of each ticket, by the ticket's own calendar; NaN where one is missing."""
    out = np.full(start.shape, np.nan)

    def fill(calendar: BusinessCalendar, rows: Codes | slice) -> None:
        out[rows] = calendar.hours_between(start[rows], end[rows])

    _by_calendar(store, fill)
    return out


def in_business_hours(store: MeasureStore, at: Instants) -> Bools:
    """Whether an instant of each ticket lies in the open hours of the ticket's own calendar."""
    out = np.zeros(at.shape, dtype=np.bool_)

    def fill(calendar: BusinessCalendar, rows: Codes | slice) -> None:
        out[rows] = calendar.is_open(at[rows])

    _by_calendar(store, fill)
    return out


def calendar_codes(store: MeasureStore, rules: tuple[CalendarFor, ...]) -> Codes:
    """Which of the rules each ticket falls under, -1 for the default calendar; the first of a dimension that fits."""
    out = np.full(store.rows(T), -1, dtype=np.intp)
    for dimension in reversed(DIMENSIONS):
        places: dict[str, int] = {}
        for place, rule in enumerate(rules):
            if rule.dimension == dimension:
                places.setdefault(folded(rule.value), place)
        if places:
            codes, labels = store.true_keys(T, dimension)  # hours are the team's own, under whatever name
            found = np.array([places.get(folded(label), -1) for label in labels] + [-1], dtype=np.intp)[codes]
            out = np.where(found >= 0, found, out)
    return out


def _by_calendar(store: MeasureStore, fill: Callable[[BusinessCalendar, Codes | slice], None]) -> None:
    """Call `fill` once a calendar, with the tickets that fall under it."""
    rules = store.settings.calendars
    if not rules:
        fill(store.business, slice(None))
        return
    codes = store.cached("calendar_codes", lambda: calendar_codes(store, rules))
    for place in np.unique(codes).tolist():
        fill(store.business if place < 0 else rules[place].calendar, np.flatnonzero(codes == place))
