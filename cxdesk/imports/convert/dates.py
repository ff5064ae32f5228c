"""Dates and times written as text, read both day-first and month-first; the whole column decides.

Our own reading: pandas' `format="mixed"` decides cell by cell and mixes both orders silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.imports.convert.texts import Bools, Floats, bools, floats, groups

Instants = NDArray[np.datetime64]
Order = Literal["day-first", "month-first"]
EARLIEST = np.datetime64("1990-01-01", "ms")
LATEST = np.datetime64("2100-01-01", "ms")
NOT_A_TIME = np.datetime64("NaT", "ms")

_TIME = (
    r"(?:[ t,]+(?:(?:at|um|à|às|a las|"
    r"-)\s+)?(?P<h>\d{1,2})[:.h](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    r"\s*(?P<ap>[ap]\.?\s?m\.?)?)?"
)
_ZONE = r"\s*\(?(?P<z>z|[a-z]{3,4}|(?:gmt|utc)?\s?[+-]\d{1,2}(?::?\d{2})?)?\)?(?:\s+\d{1,3}\s*%)?$"
_NUMERIC = r"^(?:[a-z]{3,9}\.?,?\s+)?(?P<a>\d{1,4})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{1,4})\.?" + _TIME + _ZONE
_NAMED_DAY = (
    r"^(?:[a-zà-ÿ]{2,10}\.?,?\s+)?(?P<a>\d{1,2})(?:st|nd|rd|th|"
    r"\.)?[-\s/.]*(?:de\s+)?(?P<b>[a-zà-ÿ]{3,10})\.?,?[-\s/.]*(?:de\s+)?"
    r"(?P<c>\d{4}|\d{2}),?" + _TIME + _ZONE
)
_NAMED_MONTH = (
    r"^(?:[a-zà-ÿ]{2,10}\.?,?\s+)?(?P<b>[a-zà-ÿ]{3,10})\.?[-\s/.]+(?P<a>\d{1,2})(?:st|nd|rd|"
    r"th)?,?[-\s/.]+(?P<c>\d{4}),?"
    + _TIME + _ZONE
)  # fmt: skip
_UNIX = (
    r"^[a-zà-ÿ]{3},?\s+(?P<b>[a-zà-ÿ]{3,10})\s+(?P<a>\d{1,2})\s+(?P<h>\d{1,2}):(?P<mi>\d{2})(?::(?P<s>\d{2}))?(?P<f>)(?P<ap>)"
    r"\s+(?P<z>[a-z]{3,4}\s+)?(?P<c>\d{4})$"
)
# A quick look at whether a text can match at all.
_NEEDS = {_NUMERIC: r"^[a-z.,\s]*\d{1,4}[-/.]\d{1,2}[-/.]\d", _NAMED_DAY: r"\d.*[a-zà-ÿ]{3}.*\d",
          _NAMED_MONTH: r"^[a-zà-ÿ]{3}.*\d",
          _UNIX: r"^[a-z]{3}.*\d{4}$"}  # fmt: skip
_MONTHS = (
    ("jan", "januar", "janvier", "enero", "ene", "janeiro", "janv"),
    ("feb", "februar", "fevrier", "fev", "febrero", "fevereiro", "fevr", "févr"),
    ("mar", "marz", "mars", "marzo", "marco", "mrz", "mär", "märz", "março"),
    ("apr", "avril", "avr", "abril", "abr"),
    ("may", "mai", "mayo", "maio"),
    ("jun", "juni", "juin", "junio", "junho"),
    ("jul", "juli", "juillet", "julio", "julho", "juil"),
    ("aug", "aout", "août", "agosto", "ago"),
    ("sep", "sept", "septembre", "septiembre", "setembro", "set"),
    ("oct", "okt", "oktober", "octobre", "octubre", "outubro", "out"),
    ("nov", "novembre", "noviembre", "novembro"),
    ("dec", "dez", "dezember", "decembre", "déc", "décembre", "diciembre", "dic", "dezembro"),
)
_ENGLISH = ("january", "february", "march", "april", "may", "june", "july",
            "august", "september", "october", "november", "december")  # fmt: skip
MONTH_OF: dict[str, int] = {
    **{word: number for number, words in enumerate(_MONTHS, 1) for word in words},
    **{word: number for number, word in enumerate(_ENGLISH, 1)},
}
# Hours east of UTC of zone words that exports write after a time.
_ZONES = {"z": 0.0, "utc": 0.0, "gmt": 0.0, "est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "mst": -7.0,
          "mdt": -6.0,
          "pst": -8.0, "pdt": -7.0, "cet": 1.0, "cest": 2.0, "bst": 1.0, "wet": 0.0, "west": 1.0, "eet": 2.0,
          "eest": 3.0, "ist": 5.5, "jst": 9.0, "aest": 10.0, "aedt": 11.0}  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class DateTexts:
    """Distinct texts read as instants both ways (`datetime64[ms]`, NaT where they are none).

    `fixed` marks texts with an offset: those are in UTC already, the others are wall-clock times. `timed` marks texts
    with a time of day.
    """

    day_first: Instants
    month_first: Instants
    fixed: Bools
    timed: Bools

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


def read_dates(array: pa.Array) -> DateTexts:
    """Read distinct cleaned texts as dates."""
    count = len(array)
    day, month = (np.full(count, NOT_A_TIME) for _ in range(2))
    fixed, timed = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    iso = _read_iso(array)
    plain = ~np.isnat(iso)
    day[plain] = month[plain] = iso[plain]
    timed[plain] = (iso != iso.astype("datetime64[D]"))[plain] | bools(pc.match_substring(array, ":"))[plain]
    lower = pc.utf8_lower(array)
    left = np.flatnonzero(~plain & bools(pc.match_substring_regex(lower, r"\d")))
    for pattern in (_NUMERIC, _NAMED_DAY, _NAMED_MONTH, _UNIX):
        if not len(left):
            break
        part = lower.take(pa.array(left))
        rows = left[bools(pc.match_substring_regex(part, _NEEDS[pattern]))]
        if not len(rows):
            continue
        read = _read_pattern(lower.take(pa.array(rows)), pattern)
        day[rows], month[rows], fixed[rows], timed[rows] = read.day_first, read.month_first, read.fixed, read.timed
        left = np.setdiff1d(left, rows[read.read], assume_unique=True)
    return DateTexts(day_first=day, month_first=month, fixed=fixed, timed=timed)


def _read_iso(array: pa.Array) -> Instants:
    """The quick way for `2024-01-31` and `2024-01-31 10:15[:00[.123]]` without an offset."""
    shape = r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?$"
    plain = pc.if_else(pc.match_substring_regex(array, shape), array, pa.scalar(None, pa.string()))
    if plain.null_count == len(plain):
        return np.full(len(array), NOT_A_TIME)
    stamps = pd.to_datetime(pd.Series(plain.to_pandas()), format="ISO8601", errors="coerce")
    return rounded(stamps.to_numpy())


def rounded(stamps: NDArray[np.datetime64]) -> Instants:
    """Instants rounded to the millisecond."""
    if stamps.dtype == np.dtype("datetime64[ms]"):
        return stamps
    micro = stamps.astype("datetime64[us]")
    valid = ~np.isnat(micro)
    out = np.full(len(micro), NOT_A_TIME)
    out[valid] = ((micro[valid].astype(np.int64) + 500) // 1000).astype("datetime64[ms]")
    return out


def _read_pattern(array: pa.Array, pattern: str) -> DateTexts:
    parts = groups(array, pattern)
    first, last = floats(parts["a"]), floats(parts["c"])
    digits = np.asarray(pc.fill_null(pc.utf8_length(parts["a"]), 0).to_numpy(zero_copy_only=False))
    two = np.asarray(pc.fill_null(pc.utf8_length(parts["c"]), 0).to_numpy(zero_copy_only=False)) <= 2
    second = floats(parts["b"]) if pattern is _NUMERIC else _months(parts["b"])
    year_first = (digits == 4) & (pattern is _NUMERIC)
    last = np.where(two & ~year_first, last + np.where(last < 70, 2000, 1900), last)
    year = np.where(year_first, first, last)
    time, timed, offset = _time_of(parts)
    days = {
        order: _days(year, np.where(year_first, second, b), np.where(year_first, last, a))
        for order, a, b in (("d", first, second), ("m", second, first))
    }
    if pattern is not _NUMERIC:
        days["m"] = days["d"]
    shift = np.where(np.isnan(offset), 0.0, offset)
    out = [_with_time(day, time - shift * 3_600_000) for day in (days["d"], days["m"])]
    return DateTexts(day_first=out[0], month_first=out[1], fixed=~np.isnan(offset), timed=timed)


def _months(array: pa.Array) -> Floats:
    words = [str(word).lower() if word else "" for word in array.to_pylist()]
    return np.array([MONTH_OF.get(word, np.nan) for word in words], dtype=np.float64)


def _days(year: Floats, month: Floats, day: Floats) -> Instants:
    """Midnights; NaT where there is no such day."""
    valid = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year >= 1000) & (year <= 9999)
    out = np.full(len(year), NOT_A_TIME)
    if not valid.any():
        return out
    months = ((year[valid] - 1970) * 12 + month[valid] - 1).astype(np.int64).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day[valid] - 1).astype(np.int64)
    good = days.astype("datetime64[M]") == months
    out[valid] = np.where(good, days.astype("datetime64[ms]"), NOT_A_TIME)
    return out


def _time_of(parts: dict[str, pa.Array]) -> tuple[Floats, Bools, Floats]:
    """Milliseconds of the day (NaN where there is no such time), which texts have a time, hours east of UTC or NaN."""
    hour, minute, second = (floats(parts[name], 0.0) for name in ("h", "mi", "s"))
    timed = np.asarray(pc.fill_null(pc.utf8_length(parts["h"]), 0).to_numpy(zero_copy_only=False)) > 0
    fraction = np.zeros(len(hour))
    digits = pc.fill_null(parts["f"], "")
    if bools(pc.not_equal(digits, "")).any():
        fraction = np.round(
            floats(pc.binary_join_element_wise("0.", pc.if_else(pc.equal(digits, ""), "0", digits), "")) * 1000
        )
    half = pc.utf8_lower(pc.fill_null(parts["ap"], ""))
    pm, am = (bools(pc.starts_with(half, letter)) for letter in "pa")
    wrong = (hour > 23) | (minute > 59) | (second > 59) | ((pm | am) & ((hour > 12) | (hour < 1)))
    hour = np.where(pm & (hour < 12), hour + 12, np.where(am & (hour == 12), 0, hour))
    time = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    time[wrong] = np.nan
    return time, timed, _offsets(parts["z"])


def _offsets(array: pa.Array) -> Floats:
    coded = pc.utf8_lower(pc.utf8_trim_whitespace(pc.fill_null(array, ""))).dictionary_encode()
    hours = np.array([_offset(str(word)) for word in coded.dictionary.to_pylist()], dtype=np.float64)
    return hours[coded.indices.to_numpy(zero_copy_only=False)] if len(hours) else np.zeros(0)


def _offset(word: str) -> float:
    if word in _ZONES:
        return _ZONES[word]
    digits = word.removeprefix("gmt").removeprefix("utc").strip()
    if not digits or digits[0] not in "+-":
        return np.nan
    hours, _, minutes = digits[1:].partition(":")
    if not minutes and len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    size = int(hours or 0) + int(minutes or 0) / 60
    return -size if digits[0] == "-" else size


def _with_time(day: Instants, milliseconds: Floats) -> Instants:
    out = day.copy()
    valid = ~np.isnat(day) & ~np.isnan(milliseconds)
    out[valid] = day[valid] + milliseconds[valid].astype(np.int64).astype("timedelta64[ms]")
    out[~valid] = NOT_A_TIME
    return out


def plausible(instants: Instants) -> Bools:
    """Which instants lie between 1990 and 2100."""
    return (instants >= EARLIEST) & (instants < LATEST)


def from_numbers(values: Floats) -> tuple[Instants, bool]:
    """Numbers of a date column: Excel's days, `20240131`, or seconds or milliseconds since 1970; and whether in UTC."""
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


def _hours_of_days(values: Floats) -> bool:
    """Whether all numbers are days with an hour (`2024013123`): seconds since 1970 would be years away from another."""
    hour, day, month = values % 100, values // 100 % 100, values // 10_000 % 100
    era = (values >= 1_990_010_100) & (values <= 2_060_123_123) & (values == np.floor(values))
    return bool((era & (hour < 24) & (day >= 1) & (day <= 31) & (month >= 1) & (month <= 12)).all())


@dataclass(frozen=True, kw_only=True, eq=False)
class Localised:
    """Wall-clock times as UTC, with the rows that fell into a gap or a doubled hour of a clock change."""

    instants: Instants
    gaps: Bools
    doubled: Bools


def to_utc(wall: Instants, zone: str) -> Localised:
    """Read wall-clock times in a zone. Times in a gap move forward; of a doubled hour the first is taken."""
    none = np.zeros(len(wall), np.bool_)
    if zone.upper() in {"UTC", "ETC/UTC", "GMT"} or not len(wall):
        return Localised(instants=wall, gaps=none, doubled=none)
    stamps = pd.DatetimeIndex(wall)
    first = np.ones(len(wall), np.bool_)
    known = ~np.isnat(wall)
    strict = stamps.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    lost = np.asarray(strict.isna()) & known
    if not lost.any():
        return Localised(instants=_naive(strict), gaps=none, doubled=none)
    moved = stamps.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    kept = stamps.tz_localize(zone, ambiguous=first, nonexistent="NaT")
    gaps = np.asarray(kept.isna()) & known
    return Localised(instants=_naive(moved), gaps=gaps, doubled=lost & ~gaps)


def _naive(stamps: pd.DatetimeIndex) -> Instants:
    return rounded(stamps.tz_convert("UTC").tz_localize(None).to_numpy())
