"""Dates and times written as text, read both day-first and month-first; the whole column decides.

Our own reading: pandas' `format="mixed"` decides cell by cell and mixes both orders silently.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.imports.convert import patterns
from cxdesk.imports.convert.clocks import NOT_A_TIME, Instants, offsets, to_utc
from cxdesk.imports.convert.iso import read_iso, with_time
from cxdesk.imports.convert.texts import Bools, Floats, bools, floats, groups
from cxdesk.imports.names import fold
from cxdesk.imports.zones import NO_OFFSET, REGION_OF, VAGUE_WORDS, zone_named

Order = Literal["day-first", "month-first"]
EARLIEST = np.datetime64("1990-01-01", "ms")
LATEST = np.datetime64("2100-01-01", "ms")
_EARLY = 70  # two-digit years below are of this century


@dataclass(frozen=True, kw_only=True, eq=False)
class DateTexts:
    """Distinct texts read as instants both ways (`datetime64[ms]`, NaT where they are none).

    `fixed` marks texts with an offset: those are in UTC already, the others are wall-clock times. `timed` marks texts
    with a time of day. `vague` (int8) says which of `VAGUE_WORDS` a text ends with: zones of several countries; one
    beyond them for a word that is no known zone; -1 for none.
    """

    day_first: Instants
    month_first: Instants
    fixed: Bools
    timed: Bools
    vague: NDArray[np.int8]

    @property
    def read(self) -> Bools:
        """Which texts are a date in one order at least."""
        return ~(np.isnat(self.day_first) & np.isnat(self.month_first))

    @property
    def open(self) -> Bools:
        """Which texts are two different dates."""
        both = ~np.isnat(self.day_first) & ~np.isnat(self.month_first)
        return np.asarray(both & (self.day_first != self.month_first), dtype=np.bool_)

    def order(self, order: Order) -> Instants:
        """The instants in one order."""
        return self.day_first if order == "day-first" else self.month_first


UNKNOWN_ZONE = len(VAGUE_WORDS)  # of `vague`: a word that is no known zone


def read_dates(array: pa.Array) -> DateTexts:
    """Read distinct cleaned texts as dates."""
    count = len(array)
    out = DateTexts(
        day_first=np.full(count, NOT_A_TIME), month_first=np.full(count, NOT_A_TIME), fixed=np.zeros(count, np.bool_),
        timed=np.zeros(count, np.bool_), vague=np.full(count, -1, np.int8),
    )  # fmt: skip
    for utc in (False, True):
        iso = read_iso(array, utc=utc)
        plain = ~np.isnat(iso)
        out.day_first[plain] = out.month_first[plain] = iso[plain]
        out.fixed[plain] = utc
        out.timed[plain] = with_time(array, utc=utc)[plain]
        if out.read.sum() == count - array.null_count:
            return replace(out, month_first=out.day_first)  # one array for both orders
    left = np.flatnonzero(~out.read & bools(pc.match_substring_regex(array, r"\d.*\d")))
    if not len(left):
        return out
    text, region = patterns.without_region(patterns.tidied(array.take(pa.array(left))))
    for pattern, needs in patterns.NEEDS.items():
        open_ = np.flatnonzero(~out.read[left] & bools(pc.match_substring_regex(text, needs)))
        if not len(open_):
            continue
        part, rows = pa.array(open_), left[open_]
        read = _read_pattern(text.take(part), region.take(part), pattern)
        out.day_first[rows], out.month_first[rows] = read.day_first, read.month_first
        out.fixed[rows], out.timed[rows], out.vague[rows] = read.fixed, read.timed, read.vague
    return out


def _read_pattern(array: pa.Array, region: pa.Array, pattern: str) -> DateTexts:
    parts = groups(array, pattern)
    numeric = pattern in {patterns.PLAIN, patterns.NUMERIC, patterns.COMPACT}
    if "c2" in parts:
        parts["c"] = pc.if_else(pc.equal(pc.fill_null(parts["c"], ""), ""), parts["c2"], parts["c"])
    first, last = floats(parts["a"]), floats(parts["c"])
    year_first = (_length(parts["a"]) == 4) & numeric
    second = floats(parts["b"]) if numeric else _months(parts["b"])
    two = (_length(parts["c"]) <= 2) & ~year_first
    last = np.where(two, last + np.where(last < _EARLY, 2000, 1900), last)
    year = np.where(year_first, first, last)
    time, timed = _time_of(parts)
    days = [
        _days(year, np.where(year_first, second, month), np.where(year_first, last, day))
        for day, month in ((first, second), (second, first))
    ]  # fmt: skip
    if "z" not in parts and not region.null_count < len(region):
        out = [_with_time(day, time) for day in (days if numeric else days[:1] * 2)]
        none = np.zeros(len(array), np.bool_)
        return DateTexts(day_first=out[0], month_first=out[1], fixed=none, timed=timed,
                         vague=np.full(len(array), -1, np.int8))  # fmt: skip
    offset, words = offsets(parts.get("z", pa.nulls(len(array), pa.string())))
    if not numeric:
        days[1] = days[0]
    shift = np.where(np.isnan(offset), 0.0, offset)
    out = [_with_time(day, time - shift * 3_600_000) for day in days]
    here = [_of_region(stamps, words, region) for stamps in out]
    regional = here[0][1] & np.isnan(offset)
    out = [np.where(regional, local, stamps) for (local, _), stamps in zip(here, out, strict=True)]
    return DateTexts(day_first=out[0], month_first=out[1], fixed=~np.isnan(offset) | regional, timed=timed,
                     vague=_vague(words, offset, regional))  # fmt: skip


def _length(array: pa.Array) -> NDArray[np.int32]:
    return np.asarray(pc.fill_null(pc.utf8_length(array), 0).to_numpy(zero_copy_only=False))


def _of_region(wall: Instants, words: NDArray[np.object_], region: pa.Array) -> tuple[Instants, Bools]:
    """Wall-clock times in UTC where a text names a region (`America/New_York`, `PT`), and which do."""
    names = np.where(region.is_valid(), region.to_numpy(zero_copy_only=False), words)
    out, named = wall.copy(), np.zeros(len(wall), np.bool_)
    for name in {str(name) for name in names if name and (name in NO_OFFSET or "/" in name)}:
        zone = REGION_OF.get(name) or zone_named(name)
        if zone is not None:
            rows = names == name
            out[rows], named[rows] = to_utc(wall[rows], zone).instants, True
    return out, named


def _vague(words: NDArray[np.object_], offset: Floats, regional: Bools) -> NDArray[np.int8]:
    """Which word of several zones each text has."""
    out = np.full(len(words), -1, np.int8)
    for place, word in enumerate(VAGUE_WORDS):
        out[words == word] = place
    out[(words != "") & np.isnan(offset) & ~regional] = UNKNOWN_ZONE
    return out


def _months(array: pa.Array) -> Floats:
    coded = pc.fill_null(array, "").dictionary_encode()
    words = [str(word) for word in coded.dictionary.to_pylist()]
    known = [patterns.MONTH_OF.get(word, patterns.MONTH_OF.get(fold(word))) for word in words]
    numbers = np.array([np.nan if month is None else month for month in known], dtype=np.float64)
    return numbers[coded.indices.to_numpy(zero_copy_only=False)] if words else np.zeros(0)


def _days(year: Floats, month: Floats, day: Floats) -> Instants:
    """Midnights; NaT where there is no such day."""
    valid = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year >= 1) & (year <= 9999)
    out = np.full(len(year), NOT_A_TIME)
    if not valid.any():
        return out
    months = ((year[valid] - 1970) * 12 + month[valid] - 1).astype(np.int64).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day[valid] - 1).astype(np.int64)
    good = days.astype("datetime64[M]") == months
    out[valid] = np.where(good, days.astype("datetime64[ms]"), NOT_A_TIME)
    return out


def _time_of(parts: dict[str, pa.Array]) -> tuple[Floats, Bools]:
    """Milliseconds of the day (NaN where there is no such time; 24:00 ends it), and which texts have a time."""
    hour, minute, second = (floats(parts[name], 0.0) for name in ("h", "mi", "s"))
    timed = _length(parts["h"]) > 0
    fraction = np.zeros(len(hour))
    digits = pc.fill_null(parts["f"], "") if "f" in parts else None
    if digits is not None and bools(pc.not_equal(digits, "")).any():
        fraction = np.round(
            floats(pc.binary_join_element_wise("0.", pc.if_else(pc.equal(digits, ""), "0", digits), "")) * 1000
        )
    half = pc.fill_null(parts["ap"], "")
    pm, am = (bools(pc.starts_with(half, letter)) for letter in "pa")
    ends = (hour == 24) & (minute == 0) & (second == 0)
    wrong = ((hour > 23) & ~ends) | (minute > 59) | (second > 60) | (am & (hour > 12)) | (pm & (hour < 1))
    hour = np.where(pm & (hour < 12), hour + 12, np.where(am & (hour == 12), 0, hour))
    time = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    time[wrong] = np.nan
    return time, timed


def _with_time(day: Instants, milliseconds: Floats) -> Instants:
    out = day.copy()
    valid = ~np.isnat(day) & ~np.isnan(milliseconds)
    out[valid] = day[valid] + milliseconds[valid].astype(np.int64).astype("timedelta64[ms]")
    out[~valid] = NOT_A_TIME
    return out


def placeholders(instants: Instants) -> Bools:
    """Which instants are no dates but what programs write for none: 1970-01-01, 1899-12-30, 9999-12-31 and the like."""
    return np.isin(instants.astype("datetime64[D]"), _PLACEHOLDERS)


# The first days of eras (Unix, Excel, .NET, SQL Server; of Unix also in zones west of UTC) and the last of all.
_PLACEHOLDERS = np.array(
    ["0001-01-01", "0001-01-02", "1000-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1901-01-01",
     "1969-12-31", "1970-01-01", "2999-12-31", "9999-12-30", "9999-12-31"], dtype="datetime64[D]",
)  # fmt: skip


def swap_day_and_month(stamps: Instants) -> Instants:
    """Instants with day and month swapped and the same time of day; those after the 12th stay."""
    months, days = stamps.astype("datetime64[M]"), stamps.astype("datetime64[D]")
    day, month = (days - months.astype("datetime64[D]")).astype(np.int64), months.astype(np.int64) % 12
    out = stamps.copy()
    some = ~np.isnat(stamps) & (day < 12)
    first = months[some] - month[some].astype("timedelta64[M]") + day[some].astype("timedelta64[M]")
    out[some] = (first.astype("datetime64[D]") + month[some]).astype("datetime64[ms]") + (stamps - days)[some]
    return out


def plausible(instants: Instants) -> Bools:
    """Which instants lie between 1990 and 2100."""
    return (instants >= EARLIEST) & (instants < LATEST)


def from_numbers(values: Floats) -> tuple[Instants, bool]:
    """Numbers of a date column: Excel's days, `20240131`, or seconds or milliseconds since 1970; and whether in UTC."""
    written = _written_out(values)
    if written is not None:
        return written, False
    values = _milliseconds(values)
    out: Instants = np.full(len(values), NOT_A_TIME)
    known = np.abs(values) < 4e12  # beyond the year 2096 in milliseconds
    if not known.any():
        return out, False
    middle = float(np.median(values[known]))
    if 19_900_101 <= middle <= 21_001_231:
        whole = np.where(np.abs(values) < 1e8, values, 0).astype(np.int64)
        out = _days((whole // 10_000).astype(float), (whole // 100 % 100).astype(float), (whole % 100).astype(float))
        return out, False
    if middle > 1e11:
        out[known] = np.round(values[known]).astype(np.int64).astype("datetime64[ms]")
        return out, True
    if _hours_of_days(values[known]):
        whole = np.where(known, np.nan_to_num(values), 0).astype(np.int64)
        days, hours = whole // 100, (whole % 100) * np.timedelta64(3_600_000, "ms")
        return _days((days // 10_000).astype(float), (days // 100 % 100).astype(float),
                     (days % 100).astype(float)) + hours, False  # fmt: skip
    if middle > 5e8:
        known &= np.abs(values) < 4e9
        out[known] = np.round(values[known] * 1000).astype(np.int64).astype("datetime64[ms]")
        return out, True
    near = known & (np.abs(values) < 200_000)
    out[near] = np.datetime64("1899-12-30", "ms") + np.round(values[near] * 86_400_000).astype(np.int64)
    return out, False


def _milliseconds(values: Floats) -> Floats:
    """Micro- and nanoseconds since 1970 in milliseconds; all else as it is."""
    most = float(np.nanmedian(np.abs(values))) if not np.isnan(values).all() else 0.0
    return values / 1000 if 4e14 < most < 4e15 else values / 1_000_000 if 4e17 < most < 4e18 else values


def _written_out(values: Floats) -> Instants | None:
    """Instants of numbers such as `20240305100203`; None where half of the numbers are no such."""
    known = ~np.isnan(values)
    whole = np.where(known & (np.abs(values) < 1e15), values, 0).astype(np.int64)
    shaped = (whole >= 19_900_101_000_000) & (whole < 21_000_101_000_000)
    if not known.any() or shaped.sum() * 2 < known.sum():
        return None
    days, clock = whole // 1_000_000, whole % 1_000_000
    hour, minute, second = clock // 10_000, clock // 100 % 100, clock % 100
    time = ((hour * 60 + minute) * 60 + second) * 1000.0
    wrong = ~shaped | (hour > 23) | (minute > 59) | (second > 59)
    dates = _days((days // 10_000).astype(float), (days // 100 % 100).astype(float), (days % 100).astype(float))
    return _with_time(dates, np.where(wrong, np.nan, time))


def _hours_of_days(values: Floats) -> bool:
    """Whether all numbers are days with an hour (`2024013123`): seconds since 1970 would be years away from another."""
    hour, day, month = values % 100, values // 100 % 100, values // 10_000 % 100
    era = (values >= 1_990_010_100) & (values <= 2_060_123_123) & (values == np.floor(values))
    return bool((era & (hour < 24) & (day >= 1) & (day <= 31) & (month >= 1) & (month <= 12)).all())
