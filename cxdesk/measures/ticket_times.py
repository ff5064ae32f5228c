"""When tickets were created, answered and resolved, and how long that took."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Instants
from cxdesk.measures.business_time import business_hours
from cxdesk.tables.statuses import means_resolved

if TYPE_CHECKING:
    from cxdesk.common.conventions import Clock
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
T = "tickets"
HOUR_MS = 3_600_000
_LONGEST_HOURS = 2_000_000.0  # 228 years; beyond it a duration is no time that an instant can be moved by


def created(store: MeasureStore) -> Instants:
    """When the ticket was opened."""
    return store.instants(T, "created_at")


def first_response(store: MeasureStore) -> Instants:
    """When it was first answered: the timestamp, else creation plus the duration."""
    at = store.instants(T, "first_response_at")
    return _else(at, _later(created(store), store.numbers(T, "first_response_time")))


def closed(store: MeasureStore) -> Instants:
    """When it was closed."""
    return store.instants(T, "closed_at")


def resolved(store: MeasureStore) -> Instants:
    """When it was resolved, row by row: resolved_at, creation plus duration, closed_at; by flag or status, creation."""
    return np.where(_resolved_undated(store), created(store), _resolved_dated(store))


def is_resolved(store: MeasureStore) -> Bools:
    """Whether the ticket is resolved, dated or not."""
    lone = store.numbers(T, "resolution_time") >= 0
    return store.cached("is_resolved", lambda: ~np.isnat(store.at("resolved")) | lone | _resolved_undated(store))


def knows_resolution(store: MeasureStore) -> Bools:
    """Whether the sheet of each row says anything about resolution."""
    columns = ("resolved_at", "resolution_time", "closed_at", "resolved", "status")
    return np.asarray(np.logical_or.reduce([store.held(T, column) for column in columns]))


def tells_first_response(store: MeasureStore) -> Bools:
    """Whether the sheet of each row says when tickets were first answered."""
    return np.asarray(store.held(T, "first_response_at") | store.held(T, "first_response_time"))


def _resolved_dated(store: MeasureStore) -> Instants:
    at = store.instants(T, "resolved_at")
    lone = _later(created(store), store.numbers(T, "resolution_time"))
    return _else(_else(at, lone), closed(store))


def _resolved_undated(store: MeasureStore) -> Bools:
    """Rows resolved by a flag or status alone: their sheet holds no date or duration of the resolution at all."""
    return store.cached("resolved_undated", lambda: _by_flag_or_status(store))


def _by_flag_or_status(store: MeasureStore) -> Bools:
    dated = store.held(T, "resolved_at") | store.held(T, "resolution_time") | store.held(T, "closed_at")
    codes, labels = store.keys(T, "status")
    by_status = np.append(means_resolved(labels), False)[codes]  # code -1 takes the last entry
    said = np.where(store.held(T, "resolved"), store.numbers(T, "resolved") == 1, by_status)
    return ~dated & said


def first_response_calendar_hours(store: MeasureStore) -> Floats:
    """Hours from creation to first response by the calendar; NaN where it was answered before it was created."""
    return _hours(created(store), store.instants(T, "first_response_at"), store.numbers(T, "first_response_time"))


def resolution_calendar_hours(store: MeasureStore) -> Floats:
    """Hours from creation to resolution by the calendar; NaN where only a flag or status tells of it."""
    at, lone = store.instants(T, "resolved_at"), store.numbers(T, "resolution_time")
    at = np.where(np.isnat(at) & np.isnan(lone), closed(store), at)
    return _hours(created(store), at, lone)


def first_response_hours(store: MeasureStore) -> Floats:
    """Hours to first response by the clock in force."""
    return first_response_hours_on(store, store.settings.conventions.clock)


def first_response_hours_on(store: MeasureStore, clock: Clock) -> Floats:
    """Hours to first response on one of the clocks."""
    calendar = store.values("first_response_calendar_hours")
    return _on(store, clock, calendar, first_response(store), "first_response_business_time")


def resolution_hours(store: MeasureStore) -> Floats:
    """Hours to resolution by the clock in force."""
    return resolution_hours_on(store, store.settings.conventions.clock)


def resolution_hours_on(store: MeasureStore, clock: Clock) -> Floats:
    """Hours to resolution on one of the clocks."""
    calendar = store.values("resolution_calendar_hours")
    return _on(store, clock, calendar, store.at("resolved"), "resolution_business_time")


def age_hours_on(store: MeasureStore, clock: Clock) -> Floats:
    """Hours from creation to as-of on one of the clocks."""
    start = created(store)
    now = np.full(start.shape, store.as_of)
    return business_hours(store, start, now) if clock == "business" else (now - start) / np.timedelta64(1, "h")


def live_hours(end: str, lone: str, later: str = "") -> str:
    """Excel formula of the calendar hours from creation to an end, else a duration that stands alone, else to `later`.

    Days become hours by the millisecond, as the app counts them.
    """

    def since(at: str, otherwise: str) -> str:
        hours = f'IF([@{at}]>=[@created_at],ROUND(([@{at}]-[@created_at])*{24 * HOUR_MS},0)/{HOUR_MS},"")'
        return f"IF(AND(ISNUMBER([@created_at]),ISNUMBER([@{at}])),{hours},{otherwise})"

    last = since(later, '""') if later else '""'
    return since(end, f'IF(ISNUMBER([@{lone}]),IF([@{lone}]>=0,[@{lone}],""),{last})')


def _on(store: MeasureStore, clock: Clock, calendar: Floats, end: Instants, column: str) -> Floats:
    """Calendar hours, or on the business clock the export's own business hours, else those of the ticket's calendar."""
    if clock == "calendar":
        return calendar

    def compute() -> Floats:
        exported = store.numbers(T, column)
        computed = np.where(np.isnan(calendar), np.nan, business_hours(store, created(store), end))
        return np.where(exported >= 0, exported, computed)

    return store.cached(("on the business clock", column), compute)


def _hours(start: Instants, end: Instants, lone: Floats) -> Floats:
    """Hours between instants; where an instant is missing, the duration that stands alone. Negative ones are NaN."""
    span = (end - start).astype(np.float64)
    hours = np.where(np.isnat(start) | np.isnat(end), lone, span / HOUR_MS)
    # an end without a start beside a duration: the duration; an end without either: nothing
    return np.where(hours >= 0, hours, np.nan)


def _else(first: Instants, second: Instants) -> Instants:
    return np.where(np.isnat(first), second, first)


def _later(start: Instants, hours: Floats) -> Instants:
    """Instants moved by hours, to the millisecond; NaT where either is missing or the hours are negative or absurd."""
    usable = (hours >= 0) & (hours < _LONGEST_HOURS)
    step = np.rint(np.where(usable, hours, 0) * HOUR_MS).astype(np.int64).astype("timedelta64[ms]")
    return np.where(usable, start + step, np.datetime64("NaT", "ms"))
