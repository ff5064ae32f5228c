"""Business calendars: weekly hours, holidays, zone; business time as a piecewise-linear function of the instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import PlainSerializer

from cxdesk.common.periods import Calendar, Instants
from cxdesk.common.spans import Spans, merged
from cxdesk.common.text import plural

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NINE_TO_FIVE = ((9 * 60, 17 * 60),)
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MINUTE_MS = 60_000
SECOND_MS = 1000  # before railway time clocks changed to the second
# Nobody's business hours are known farther away; a date of the year 9999 must not cost a table of 8,000 years.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NAT = np.iinfo(np.int64).min


@dataclass(frozen=True, kw_only=True)
class BusinessCalendar:
    """Open hours: for each weekday (Monday first) spans of minutes of the day; closed on holidays.

    An instant is open when the clock on the wall of `zone` shows a time inside one of its weekday's spans (start
    counts, end does not) and the day is no holiday. `assumed` until the user confirmed it.
    """

    zone: str = "UTC"
    hours: tuple[tuple[tuple[int, int], ...], ...] = (*(NINE_TO_FIVE,) * 5, (), ())
    # A set has another order in each process; what is written of it shall be the same text.
    holidays: Annotated[frozenset[date], PlainSerializer(sorted, when_used="json")] = frozenset()
    assumed: bool = True

    def words(self) -> str:
        """Weekly hours, zone and number of days off: `Mon-Fri 09:00-17:00, zone UTC, no days off`."""
        parts = []
        for spans, days in groupby(range(7), key=lambda day: self.hours[day]):
            of = list(days)
            if spans:
                name = _DAYS[of[0]] + (f"-{_DAYS[of[-1]]}" if len(of) > 1 else "")
                parts.append(f"{name} {' and '.join(f'{_clock(a)}-{_clock(b)}' for a, b in spans)}")
        off = plural(len(self.holidays), "day") if self.holidays else "no days"
        return f"{', '.join(parts) or 'never open'}, zone {self.zone}, {off} off"

    def hours_between(self, start: Instants, end: Instants) -> Floats:
        """Open hours between pairs of UTC instants (same shapes); NaN where one is missing.

        Additive over adjoining spans, right across clock changes. Negative where `end` comes before `start`. Time
        before 1900 and after 2199 is not counted.
        """
        a, b = _milliseconds(start), _milliseconds(end)
        known = (a != _NAT) & (b != _NAT)
        out = np.full(a.shape, np.nan)
        if known.any():
            a, b = _bounded(a[known]), _bounded(b[known])
            spans = self._spans(min(a.min(), b.min()), max(a.max(), b.max()))
            out[known] = (spans.covered_before(b) - spans.covered_before(a)) / HOUR_MS
        return out

    def is_open(self, instants: Instants) -> NDArray[np.bool_]:
        """Whether each UTC instant lies in open hours; False where it is missing."""
        at = _milliseconds(instants)
        known = at != _NAT
        out = np.zeros(at.shape, dtype=np.bool_)
        if known.any():
            at = _bounded(at[known])
            out[known] = self._spans(at.min(), at.max()).holds(at)
        return out

    def _spans(self, first: np.int64, last: np.int64) -> Spans:
        # whole years, so that slightly different data finds the same table again
        years = (np.array([first, last]).astype("datetime64[ms]").astype("datetime64[Y]")).astype(np.int64)
        return _open_spans(self, int(years[0]), int(years[1]))


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def default_calendar(zone: str) -> BusinessCalendar:
    """Monday to Friday, 09:00 to 17:00 in the zone, no holidays; marked as assumed."""
    return BusinessCalendar(zone=zone)


@dataclass(frozen=True, kw_only=True)
class CalendarFor:
    """The calendar of one team's or region's tickets."""

    dimension: Literal["team", "region"]
    value: str
    calendar: BusinessCalendar


@lru_cache(maxsize=16)
def _open_spans(calendar: BusinessCalendar, first_year: int, last_year: int) -> Spans:
    """All open spans from the year before `first_year` to the year after `last_year` (years since 1970)."""
    years = np.array([first_year - 1, last_year + 2]).astype("datetime64[Y]")
    first, last = years.astype("datetime64[D]").astype(np.int64)
    wall_starts, wall_ends = _wall_spans(calendar, np.arange(first, last))
    starts, ends = [], []
    for begin, finish, offset in _offsets(calendar.zone, int(first), int(last)):
        # the clock runs evenly between two changes: shift the wall's spans and keep what lies between
        start, end = np.maximum(wall_starts - offset, begin), np.minimum(wall_ends - offset, finish)
        kept = start < end
        starts.append(start[kept])
        ends.append(end[kept])
    return merged(np.concatenate(starts), np.concatenate(ends))


def _wall_spans(calendar: BusinessCalendar, days: Ints) -> tuple[Ints, Ints]:
    """Open spans of the days (days since 1970) by the clock on the wall, in milliseconds since 1970."""
    holidays = np.array(sorted(calendar.holidays), dtype="datetime64[D]").astype(np.int64)
    days = days[~np.isin(days, holidays)]
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday
    starts, ends = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for number, spans in enumerate(calendar.hours):
        of_day = days[weekday == number] * DAY_MS
        for begin, finish in spans:
            starts.append(of_day + begin * MINUTE_MS)
            ends.append(of_day + finish * MINUTE_MS)
    return np.concatenate(starts), np.concatenate(ends)


def _offsets(zone: str, first_day: int, last_day: int) -> list[tuple[int, int, int]]:
    """Stretches (from, to, offset) of UTC milliseconds with one offset from UTC each."""
    calendar = Calendar(zone=zone)
    grid = np.arange(first_day, last_day + 1) * DAY_MS
    offsets = _offset(calendar, grid)
    changed = np.flatnonzero(np.diff(offsets))
    edges = [int(grid[0]), *_changes(calendar, grid[changed], offsets[changed + 1]).tolist(), int(grid[-1])]
    values = [int(offsets[0]), *offsets[changed + 1].tolist()]
    return [(a, b, offset) for a, b, offset in zip(edges[:-1], edges[1:], values, strict=True) if b > a]


def _changes(calendar: Calendar, begin: Ints, after: Ints) -> Ints:
    """The second within the day from each `begin` at which the clock comes to the offset `after`."""
    before, found = begin, begin + DAY_MS
    while len(begin) and int((found - before).max()) > SECOND_MS:
        middle = (before + found) // (2 * SECOND_MS) * SECOND_MS
        reached = _offset(calendar, middle) == after
        before, found = np.where(reached, before, middle), np.where(reached, middle, found)
    return found


def _offset(calendar: Calendar, at: Ints) -> Ints:
    return calendar.local(at.astype("datetime64[ms]")).astype(np.int64) - at


def _bounded(at: Ints) -> Ints:
    """Instants moved into the years that are counted."""
    years = np.array([_FIRST_YEAR - 1970, _LAST_YEAR + 1 - 1970]).astype("datetime64[Y]")
    first, after = years.astype("datetime64[ms]").astype(np.int64).tolist()
    return np.clip(at, first, after - 1)


def _milliseconds(instants: Instants) -> Ints:
    return np.asarray(instants).astype("datetime64[ms]").astype(np.int64)
