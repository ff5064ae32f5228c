"""Business calendars: weekly hours, holidays, zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NINE_TO_FIVE = ((9 * 60, 17 * 60),)


@dataclass(frozen=True, kw_only=True)
class BusinessCalendar:
    """Open hours: for each weekday (Monday first) spans of minutes of the day; closed on holidays.

    `assumed` until the user confirmed it.
    """

    zone: str = "UTC"
    hours: tuple[tuple[tuple[int, int], ...], ...] = (*(NINE_TO_FIVE,) * 5, (), ())
    holidays: frozenset[date] = frozenset()
    assumed: bool = True
