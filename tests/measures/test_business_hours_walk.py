"""Business hours of 100,000 random spans against a walk over every minute of three years, in zones of every kind.

The walk asks zoneinfo for the offset of each quarter of an hour, in which all changes of these zones fall, and reads
weekday, day and time from the wall's clock minute by minute; sums of open minutes then answer for any span.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from cxdesk.common.calendars import BusinessCalendar

FIRST = datetime(2023, 1, 1, tzinfo=UTC)
DAYS = 3 * 365 + 1  # to the end of 2025
MINUTES = DAYS * 24 * 60
MS = 60_000
CASES = 100_000

OFFICE = (((9 * 60, 17 * 60),),) * 5 + ((), ())
SPLIT = (((8 * 60 + 15, 12 * 60 + 30), (13 * 60, 17 * 60 + 45)),) * 6 + ((),)
# from 22:00 to 06:00, each night's two halves on their own days; and the hour in which clocks change
NIGHT = (((0, 6 * 60), (22 * 60, 24 * 60)),) * 7
ROUND_THE_CLOCK = (((0, 24 * 60),),) * 7
WEEK_LONG = (((0, 24 * 60),),) * 5 + (((10 * 60, 14 * 60), (12 * 60, 16 * 60)), ())  # Saturday's spans overlap
HOURS = {"office": OFFICE, "split": SPLIT, "night": NIGHT, "always": ROUND_THE_CLOCK, "week": WEEK_LONG}
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca")
# among them days on which clocks change (31 March and 27 October 2024 in Berlin, 10 March in New York), and a leap day
HOLIDAYS = frozenset(
    date(year, month, day)
    for year in (2023, 2024, 2025)
    for month, day in ((1, 1), (3, 31), (4, 7), (5, 1), (10, 6), (10, 27), (12, 25), (12, 26))
) | {date(2024, 2, 29), date(2024, 3, 10)}
KINDS = [(zone, name, holidays) for zone in ZONES for name in HOURS for holidays in (frozenset(), HOLIDAYS)]


@lru_cache(maxsize=len(ZONES))
def wall_minutes(zone: str) -> np.ndarray:
    """Minutes since 1970 on the wall's clock, for every minute of UTC from `FIRST` on."""
    clock, quarter = ZoneInfo(zone), timedelta(minutes=15)
    walls = [(FIRST + number * quarter).astimezone(clock) for number in range(MINUTES // 15)]
    minutes = np.repeat(np.array([(wall.utcoffset() or timedelta()) // timedelta(minutes=1) for wall in walls]), 15)
    return int(FIRST.timestamp()) // 60 + np.arange(MINUTES) + minutes


def open_minutes(calendar: BusinessCalendar) -> np.ndarray:
    """Whether each minute is open: its weekday has a span that holds its time of day, and its day is no holiday."""
    day, minute = np.divmod(wall_minutes(calendar.zone), 24 * 60)
    week = np.zeros((7, 24 * 60), dtype=bool)
    for weekday, spans in enumerate(calendar.hours):
        for start, end in spans:
            week[weekday, start:end] = True
    off = np.isin(day, [holiday.toordinal() - date(1970, 1, 1).toordinal() for holiday in calendar.holidays])
    return week[(day + 3) % 7, minute] & ~off  # 1 January 1970 was a Thursday


def instants(milliseconds: np.ndarray) -> np.ndarray:
    """Instants of UTC so many milliseconds after `FIRST`."""
    return (int(FIRST.timestamp()) * 1000 + milliseconds).astype("datetime64[ms]")


def of(kind: tuple[str, str, frozenset[date]]) -> BusinessCalendar:
    zone, name, holidays = kind
    return BusinessCalendar(zone=zone, hours=HOURS[name], holidays=holidays)


def random_ends(rng: np.random.Generator, sides: int, unit: int) -> np.ndarray:
    """Sorted ends of the cases of one kind: half of them anywhere, half within ten days of each other."""
    cases = CASES // len(KINDS)
    wide = rng.integers(0, MINUTES * unit, (cases - cases // 2, sides))
    begin = rng.integers(0, (MINUTES - 10 * 1440) * unit, (cases // 2, 1))
    near = begin + rng.integers(0, 10 * 1440 * unit, (cases // 2, sides))
    return np.sort(np.concatenate([wide, near]), axis=1)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind[0]}-{kind[1]}-{len(kind[2])}")
def test_that_hours_equal_a_walk_over_every_minute(kind):
    calendar = of(kind)
    is_open = open_minutes(calendar)
    before = np.concatenate([[0], np.cumsum(is_open)])
    ends = random_ends(np.random.default_rng([7, KINDS.index(kind)]), 2, 1)
    start, end = instants(ends[:, 0] * MS), instants(ends[:, 1] * MS)
    found = calendar.hours_between(start, end)
    np.testing.assert_allclose(found * 60, before[ends[:, 1]] - before[ends[:, 0]], rtol=0, atol=1e-6)
    np.testing.assert_array_equal(calendar.is_open(start), is_open[ends[:, 0]])
    np.testing.assert_array_equal(calendar.hours_between(end, start), -found)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind[0]}-{kind[1]}-{len(kind[2])}")
def test_that_hours_add_up_to_the_millisecond_and_are_never_negative_nor_longer_than_the_span(kind):
    calendar = of(kind)
    ends = random_ends(np.random.default_rng([8, KINDS.index(kind)]), 3, MS)
    a, b, c = (instants(ends[:, side]) for side in range(3))
    ab, bc, ac = calendar.hours_between(a, b), calendar.hours_between(b, c), calendar.hours_between(a, c)
    assert (ab >= 0).all()
    assert (bc >= 0).all()
    milliseconds = [np.rint(hours * 3_600_000) for hours in (ab, bc, ac)]
    np.testing.assert_array_equal(milliseconds[0] + milliseconds[1], milliseconds[2])
    assert (milliseconds[2] <= ends[:, 2] - ends[:, 0]).all()
    # one at a time, the pairs give the same as all together
    some = slice(0, 20)
    np.testing.assert_array_equal([calendar.hours_between(a[i : i + 1], c[i : i + 1])[0] for i in range(20)], ac[some])


def test_that_the_cases_are_many_enough():
    assert CASES // len(KINDS) * len(KINDS) == 100_000
