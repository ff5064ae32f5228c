"""Calendar periods: half-open, in the workspace's zone, with edges in UTC.

All instants inside the app are `datetime64[ms]` in UTC without a zone; a zone is needed only to cut the calendar
and to show a time to a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Instants = NDArray[np.datetime64]


class Grain(StrEnum):
    """Length of a step on the time axis."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Months of a step; 0 for days and weeks."""
        return {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}.get(self, 0)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """How days are cut: zone, first weekday (0 = Monday), first month of the fiscal year (1 = January)."""

    zone: str = "UTC"
    week_start: int = 0
    fiscal_year_start: int = 1

    @cached_property
    def tz(self) -> tzinfo:
        """The zone as an object."""
        return ZoneInfo(self.zone)

    def midnight(self, day: date) -> datetime:
        """Aware instant at which `day` begins in the zone."""
        return datetime(day.year, day.month, day.day, tzinfo=self.tz)

    def floor(self, day: date, grain: Grain) -> date:
        """First day of the step that holds `day`."""
        if grain is Grain.DAY:
            return day
        if grain is Grain.WEEK:
            return day - timedelta(days=(day.weekday() - self.week_start) % 7)
        offset = (day.month - self.fiscal_year_start) % 12 % grain.months
        return add_months(day.replace(day=1), -offset)

    def step(self, first_day: date, grain: Grain, count: int = 1) -> date:
        """First day of the step that comes `count` steps after the one beginning on `first_day`."""
        if grain is Grain.DAY:
            return first_day + timedelta(days=count)
        if grain is Grain.WEEK:
            return first_day + timedelta(weeks=count)
        return add_months(first_day, count * grain.months)

    def period(self, first: date, after_last: date) -> Period:
        """Period from the start of `first` to the start of `after_last`."""
        return Period(start=self.midnight(first), end=self.midnight(after_last))

    def step_of(self, day: date, grain: Grain) -> Period:
        """The whole step that holds `day`."""
        first = self.floor(day, grain)
        return self.period(first, self.step(first, grain))

    def buckets(self, period: Period, grain: Grain) -> Buckets:
        """Steps that cover the period, the outer ones clipped to it."""
        starts: list[date] = []
        first = self.floor(period.start.astimezone(self.tz).date(), grain)
        while self.midnight(first) < period.end:
            starts.append(first)
            first = self.step(first, grain)
        edges = [to_utc(self.midnight(day)) for day in [*starts, first]]
        edges[0] = max(edges[0], to_utc(period.start))
        edges[-1] = min(edges[-1], to_utc(period.end))
        return Buckets(grain=grain, starts=tuple(starts), edges=np.array(edges, dtype="datetime64[ms]"))

    def previous(self, period: Period) -> Period:
        """The same number of calendar units just before: months if the period is whole months, else days."""
        first, last = period.start.astimezone(self.tz).date(), period.end.astimezone(self.tz).date()
        if first.day == 1 and last.day == 1:
            months = (last.year - first.year) * 12 + last.month - first.month
            return self.period(add_months(first, -months), first)
        return self.period(first - (last - first), first)

    def local(self, instants: Instants) -> Instants:
        """UTC instants as wall-clock times of the zone (same shape, `datetime64[ms]`)."""
        stamps = pd.DatetimeIndex(instants).tz_localize("UTC").tz_convert(self.zone).tz_localize(None)
        return stamps.to_numpy().astype("datetime64[ms]")

    def from_local(self, walls: Instants) -> Instants:
        """Wall-clock times of the zone as UTC instants: of a time that comes twice the first, skipped ones moved on."""
        stamps = pd.DatetimeIndex(walls)
        twice = np.ones(len(stamps), dtype=np.bool_)  # summer time comes first
        aware = stamps.tz_localize(self.zone, ambiguous=twice, nonexistent="shift_forward")
        return aware.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[ms]")

    def local_day(self, instant: np.datetime64) -> date:
        """Calendar day of a UTC instant in the zone."""
        return from_utc(instant).astimezone(self.tz).date()


@dataclass(frozen=True, kw_only=True)
class Period:
    """Half-open span of time `[start, end)`; both ends are aware."""

    start: datetime
    end: datetime

    @property
    def utc(self) -> tuple[np.datetime64, np.datetime64]:
        """Both ends as naive UTC `datetime64[ms]`."""
        return to_utc(self.start), to_utc(self.end)

    def whole_steps(self, calendar: Calendar, grain: Grain) -> int | None:
        """How many whole steps of `grain` the period is, or None where it is not a whole number of them."""
        first, last = self.start.astimezone(calendar.tz).date(), self.end.astimezone(calendar.tz).date()
        if calendar.midnight(first) != self.start or calendar.midnight(last) != self.end:
            return None
        if calendar.floor(first, grain) != first or calendar.floor(last, grain) != last:
            return None
        if grain.months:
            months = (last.year - first.year) * 12 + last.month - first.month
            return months // grain.months
        return (last - first).days // (7 if grain is Grain.WEEK else 1)

    def label(self, calendar: Calendar) -> str:
        """Words for the period: `March 2024`, `2024`, `1 Jan 2024 to 15 Jan 2024`."""
        first, last = self.start.astimezone(calendar.tz).date(), self.end.astimezone(calendar.tz).date()
        if self.whole_steps(calendar, Grain.MONTH) == 1:
            return f"{first:%B %Y}"
        if first.month == 1 and self.whole_steps(calendar, Grain.YEAR) == 1:
            return f"{first:%Y}"
        final = last - timedelta(days=1) if self.end == calendar.midnight(last) else last
        if self.whole_steps(calendar, Grain.MONTH):
            return f"{first:%B %Y} to {final:%B %Y}"
        if first == final:
            return f"{first.day} {first:%B %Y}"
        return f"{first.day} {first:%b %Y} to {final.day} {final:%b %Y}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Buckets:
    """Steps of a time axis: first days, and n + 1 edges (`datetime64[ms]`, UTC)."""

    grain: Grain
    starts: tuple[date, ...]
    edges: Instants

    def __len__(self) -> int:
        return len(self.starts)

    def codes(self, instants: Instants) -> NDArray[np.int32]:
        """Index of the step that holds each instant; -1 outside and for NaT."""
        codes = np.searchsorted(self.edges, instants, side="right").astype(np.int32) - 1
        codes[(codes >= len(self.starts)) | np.isnat(instants)] = -1
        return codes


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later; the day must exist there (use first days)."""
    index = day.year * 12 + day.month - 1 + months
    return day.replace(year=index // 12, month=index % 12 + 1)


def to_utc(instant: datetime) -> np.datetime64:
    """Aware datetime to naive UTC `datetime64[ms]`."""
    return np.datetime64(instant.astimezone(UTC).replace(tzinfo=None), "ms")


def from_utc(instant: np.datetime64) -> datetime:
    """Naive UTC `datetime64` to an aware datetime."""
    value: datetime = instant.astype("datetime64[ms]").item()
    return value.replace(tzinfo=UTC)
