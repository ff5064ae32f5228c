"""Business hours against a clock that is read minute by minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.common.calendars import BusinessCalendar, default_calendar

ODD = ((9 * 60, 12 * 60 + 30), (13 * 60, 17 * 60 + 30))
NIGHT = ((0, 5 * 60), (22 * 60, 24 * 60))
ROUND_THE_CLOCK = ((0, 24 * 60),)
CALENDARS = [
    BusinessCalendar(zone="Europe/Berlin", hours=((*(ODD,) * 5, (), ())), holidays=frozenset({date(2024, 4, 1)})),
    BusinessCalendar(zone="America/New_York", hours=(NIGHT,) * 7, holidays=frozenset({date(2024, 3, 11)})),
    BusinessCalendar(zone="Australia/Lord_Howe", hours=(((60, 180),),) * 7),  # clocks change by half an hour
    BusinessCalendar(zone="Asia/Kolkata", hours=(((9 * 60, 18 * 60),),) * 7),
    BusinessCalendar(zone="America/Sao_Paulo", hours=(ROUND_THE_CLOCK,) * 7),
]
START = np.datetime64("2024-03-01", "ms")
MINUTES = 60 * 24 * 45  # March and half of April 2024: the clocks change in Berlin, New York and Lord Howe


def open_minutes(calendar: BusinessCalendar, start: np.datetime64, minutes: int) -> np.ndarray:
    """Whether each minute is open, by the clock on the wall."""
    zone, first = ZoneInfo(calendar.zone), start.astype("datetime64[s]").item().replace(tzinfo=ZoneInfo("UTC"))
    out = np.zeros(minutes, dtype=bool)
    for number in range(minutes):
        wall = (first + timedelta(minutes=number)).astimezone(zone)
        spans = calendar.hours[wall.weekday()] if wall.date() not in calendar.holidays else ()
        out[number] = any(a <= wall.hour * 60 + wall.minute < b for a, b in spans)
    return out


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda calendar: calendar.zone)
def test_that_hours_equal_the_open_minutes_counted_one_by_one(calendar):
    minutes = open_minutes(calendar, START, MINUTES)
    before = np.concatenate([[0], np.cumsum(minutes)])
    rng = np.random.default_rng(5)
    ends = np.sort(rng.integers(0, MINUTES, (3000, 2)), axis=1)
    a, b = (START + ends[:, side].astype("timedelta64[m]") for side in (0, 1))
    expected = (before[ends[:, 1]] - before[ends[:, 0]]) / 60
    np.testing.assert_allclose(calendar.hours_between(a, b), expected, atol=1e-9)
    np.testing.assert_array_equal(calendar.is_open(a), minutes[ends[:, 0]])


def test_that_the_default_is_monday_to_friday_nine_to_five():
    calendar = default_calendar("Europe/Berlin")
    friday, monday = np.datetime64("2024-06-14T14:30", "ms"), np.datetime64("2024-06-17T07:15", "ms")  # 16:30, 09:15
    assert calendar.assumed
    assert calendar.hours_between(np.array([friday]), np.array([monday])).tolist() == [0.75]
    # a Sunday, 09:00 on the dot, 17:00 on the dot
    instants = np.array(["2024-06-16T10:00", "2024-06-17T07:00", "2024-06-17T15:00", "NaT"], dtype="datetime64[ms]")
    assert calendar.is_open(instants).tolist() == [False, True, False, False]


def test_that_a_day_with_a_clock_change_has_23_or_25_open_hours():
    calendar = BusinessCalendar(zone="Europe/Berlin", hours=(ROUND_THE_CLOCK,) * 7)
    midnights = [
        datetime(2024, *day, tzinfo=ZoneInfo("Europe/Berlin")) for day in ((3, 31), (4, 1), (10, 27), (10, 28))
    ]
    utc = np.array([m.astimezone(ZoneInfo("UTC")).replace(tzinfo=None) for m in midnights], dtype="datetime64[ms]")
    assert calendar.hours_between(utc[[0, 2]], utc[[1, 3]]).tolist() == [23.0, 25.0]


def test_that_a_missing_instant_gives_no_hours_and_order_matters():
    calendar = default_calendar("UTC")
    a = np.array(["2024-06-17T10:00", "NaT", "2024-06-17T12:00"], dtype="datetime64[ms]")
    b = np.array(["NaT", "2024-06-17T10:00", "2024-06-17T10:00"], dtype="datetime64[ms]")
    found = calendar.hours_between(a, b)
    assert np.isnan(found[:2]).all()
    assert found[2] == -2.0


def test_that_overlapping_hours_count_once_and_a_closed_week_has_none():
    twice = BusinessCalendar(hours=(((540, 720), (600, 780)),) * 7)
    never = BusinessCalendar(hours=((),) * 7)
    day = (np.array(["2024-06-17"], dtype="datetime64[ms]"), np.array(["2024-06-18"], dtype="datetime64[ms]"))
    assert twice.hours_between(*day).tolist() == [4.0]
    assert never.hours_between(*day).tolist() == [0.0]
    assert not never.is_open(day[0])[0]


instants = st.integers(0, MINUTES * 60_000 - 1).map(lambda ms: START + np.timedelta64(ms, "ms"))


@settings(max_examples=60, deadline=None)
@given(st.lists(instants, min_size=3, max_size=3), st.sampled_from(CALENDARS))
def test_that_hours_add_up_and_are_never_negative(points, calendar):
    a, b, c = (np.array([point]) for point in sorted(points))
    ab, bc, ac = (calendar.hours_between(x, y)[0] for x, y in ((a, b), (b, c), (a, c)))
    assert ab >= 0
    assert bc >= 0
    assert ab + bc == pytest.approx(ac, abs=1e-9)
    assert ac <= (c - a)[0] / np.timedelta64(1, "h") + 1e-9


def test_that_a_clock_may_change_at_midnight_utc_and_to_the_second():
    always = (ROUND_THE_CLOCK,) * 7
    kaliningrad = BusinessCalendar(zone="Europe/Kaliningrad", hours=always)  # 28 March 2010, 00:00 UTC
    berlin = BusinessCalendar(zone="Europe/Berlin", hours=always)  # 1 April 1893, by 6 min 32 s
    for calendar, first, last in ((kaliningrad, "2010-03-01", "2010-05-01"), (berlin, "1900-01-01", "1900-03-01")):
        a, b = np.array([first], dtype="datetime64[ms]"), np.array([last], dtype="datetime64[ms]")
        assert calendar.hours_between(a, b)[0] == (b - a)[0] / np.timedelta64(1, "h")


def test_that_dates_nobody_means_give_hours_too():
    calendar = default_calendar("Europe/Berlin")
    day = np.array(["2024-06-17T07:00"], dtype="datetime64[ms]")
    never, long_ago = np.array(["9999-12-31"], dtype="datetime64[ms]"), np.array(["1000-01-01"], dtype="datetime64[ms]")
    after_2199 = np.array(["2200-01-01"], dtype="datetime64[ms]")
    assert calendar.hours_between(day, never) == pytest.approx(calendar.hours_between(day, after_2199), abs=1e-3)
    assert (calendar.hours_between(long_ago, day) > 0).all()
    assert not calendar.is_open(long_ago)[0]


def test_a_calendar_in_words():
    assert default_calendar("UTC").words() == "Mon-Fri 09:00-17:00, zone UTC, no days off"
    split = (*(ODD,) * 4, ((540, 840),), (), ())
    mixed = BusinessCalendar(zone="Asia/Tokyo", hours=split, holidays=frozenset({date(2024, 1, 1)}))
    assert mixed.words() == "Mon-Thu 09:00-12:30 and 13:00-17:30, Fri 09:00-14:00, zone Asia/Tokyo, 1 day off"
    assert BusinessCalendar(hours=((),) * 7).words() == "never open, zone UTC, no days off"
