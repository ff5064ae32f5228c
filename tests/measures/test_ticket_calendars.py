"""Several business calendars: a ticket's hours by its team's, else its region's, else everyone's."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from cxdesk.common.calendars import BusinessCalendar, CalendarFor
from cxdesk.measures.store import MeasureStore
from tests.measures.tables import Rows, store, values

NINE_TO_FIVE = BusinessCalendar()  # UTC, Monday to Friday
ALWAYS = BusinessCalendar(hours=(((0, 24 * 60),),) * 7)
TOKYO = BusinessCalendar(zone="Asia/Tokyo")  # 00:00 to 08:00 UTC
RULES = (
    CalendarFor(dimension="region", value="Japan", calendar=TOKYO),
    CalendarFor(dimension="team", value="Night", calendar=ALWAYS),
    CalendarFor(dimension="team", value=" night ", calendar=TOKYO),  # a second one of the same team: never used
)
# Monday 3 June 2024, 07:00 to 19:00 UTC: 8 h from nine to five, 12 h around the clock, 1 h in Tokyo
TICKET = {"created_at": "2024-06-03T07:00", "first_response_at": "2024-06-03T19:00", "resolved_at": "2024-06-03T19:00"}
TICKETS: list[dict[str, Any]] = [
    {**TICKET, "team": None, "region": None},
    {**TICKET, "team": "NIGHT", "region": "Spain"},
    {**TICKET, "team": "Day", "region": "japan"},
    {**TICKET, "team": "night", "region": "Japan"},
    {**TICKET, "team": "Day", "region": "Spain"},
]


def made(tickets: Rows = TICKETS, **settings: Any) -> MeasureStore:
    return store(tickets=tickets, business=NINE_TO_FIVE, calendars=RULES, clock="business", **settings)


def test_that_the_teams_calendar_comes_before_the_regions_and_the_first_of_a_team_counts():
    assert values(made(), "first_response_hours") == [8.0, 12.0, 1.0, 12.0, 8.0]
    assert values(made(), "resolution_hours") == [8.0, 12.0, 1.0, 12.0, 8.0]


def test_that_the_calendar_clock_minds_no_calendar():
    found = store(tickets=TICKETS, business=NINE_TO_FIVE, calendars=RULES, clock="calendar")
    assert values(found, "first_response_hours") == [12.0] * 5


def test_that_after_hours_are_those_of_the_tickets_own_calendar():
    assert values(made(), "came_after_hours") == [1.0, 0.0, 0.0, 0.0, 1.0]
    undated = [{"created_at": None, "team": "night"}, {"created_at": "2024-06-03T07:00", "team": "night"}]
    assert values(made(undated), "came_after_hours") == [None, 0.0]


def test_that_channel_limits_run_on_the_tickets_own_calendar():
    tickets = [{**row, "channel": "social"} for row in TICKETS]  # within one hour
    assert values(made(tickets), "answered_on_target") == [0.0, 0.0, 1.0, 0.0, 0.0]


def test_that_a_sheet_without_teams_and_regions_uses_the_default_calendar():
    assert values(made([TICKET]), "first_response_hours") == [8.0]


def test_that_hours_equal_those_of_each_calendar_by_itself():
    rng = np.random.default_rng(3)
    start = np.datetime64("2024-01-01", "ms") + rng.integers(0, 10**10, 500).astype("timedelta64[ms]")
    end = start + rng.integers(0, 10**9, 500).astype("timedelta64[ms]")
    names = rng.choice(["Night", "Day", "Late"], 500)
    tickets = [
        {"created_at": str(a), "resolved_at": str(b), "team": str(name)}
        for a, b, name in zip(start, end, names, strict=True)
    ]
    late = BusinessCalendar(zone="America/New_York", holidays=frozenset({date(2024, 1, 15)}))
    rules = (*RULES, CalendarFor(dimension="team", value="late", calendar=late))
    found = store(tickets=tickets, business=NINE_TO_FIVE, calendars=rules, clock="business").values("resolution_hours")
    for name, calendar in (("Night", ALWAYS), ("Day", NINE_TO_FIVE), ("Late", late)):
        own = names == name
        np.testing.assert_array_equal(found[own], calendar.hours_between(start[own], end[own]))
