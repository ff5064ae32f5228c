"""Durations written as text, in hours; a bare number stays a number until its unit is known.

Our own reading: `pd.Timedelta("1,5 h")` is 15 hours and `("90")` 90 nanoseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.imports.convert.numbers import read_numbers
from cxdesk.imports.convert.texts import Bools, Floats, bools, floats, groups

HOURS_OF = {"milliseconds": 1 / 3_600_000, "seconds": 1 / 3600, "minutes": 1 / 60, "hours": 1.0, "days": 24.0}
_N = r"\d+(?:\.\d+)?"
_DAY = r"(?:d|dys?|days?|tage?n?|dias?|jours?|j|giorn[oi]|dage?n?|dag)"
_AND = r"(?:(?:and|und|et|y|e|en)\s+)?"
_CLOCK = (
    rf"^(?P<sign>-)?(?:(?P<d>{_N})\s*{_DAY}[\s,.:]*{_AND})?(?P<h>\d+):(?P<m>\d{{1,2}})(?::(?P<s>\d{{1,2}}(?:\.\d+)?))?"
    r"(?:\s*(?:h|hrs?|hours?|std))?$"
)
_SPAN = (
    r"^(?P<sign>-)?(?P<d>\d+)[\s.:](?P<h>\d{1,2}):(?P<m>\d{2}):(?P<s>\d{2}(?:\.\d+)?)$"  # `1.02:03:04`, .NET and SQL
)
_MINUTES = r"^(?P<sign>-)?(?P<m>\d+):(?P<s>\d{2}(?:\.\d+)?)\s*(?:m|min|mins|minutes|minuten)$"
_ISO = rf"^(?P<sign>-)?p(?:(?P<w>{_N})w)?(?:(?P<d>{_N})d)?(?:t(?:(?P<h>{_N})h)?(?:(?P<m>{_N})m)?(?:(?P<s>{_N})s)?)?$"
_WORDS = (
    rf"^(?P<sign>-)?\s*(?:(?P<w>{_N})\s*(?:w|wks?|weeks?|wochen?|semanas?|semaines?|settiman[ae]|weken)\b[\s,;:]*{_AND})?"
    rf"(?:(?P<d>{_N})\s*{_DAY}(?:\b|_)?[\s,;:]*{_AND})?"
    rf"(?:(?P<h>{_N})\s*(?:h|hrs?|hours?|std|stunden?|horas?|heures?|hs|or[ae]|uur|uren)[\s,;:]*{_AND})?"
    rf"(?:(?P<m>{_N})\s*(?:m|mins?|minutes?|minuten?|minutos?|minut[oi]|mn)[\s,;:]*{_AND})?"
    rf"(?:(?P<s>{_N})\s*(?:s|secs?|seconds?|sek|sekunden?|segs?|segundos?|secondes?|second[oi]))?"
    rf"[\s,;:]*{_AND}(?:(?P<ms>{_N})\s*(?:ms|msecs?|milliseconds?))?$"
)
_SHORT = r"^(?P<sign>-)?(?P<h>\d+)\s*(?:h|hr|hrs|hours?)\s*(?P<m>\d{1,2})$"
_ONE = r"\b(?:an?|one|eine?|une?|una|uma?) (minute|hour|day|week|stunde|tag|heure|jour|hora|dia)\b"
# Spoken durations in numbers: "less than a minute", "2 hrs.", "1½ h".
_SPOKEN = (
    (r"\bless than (?:an?|1)\b", "1"), (_ONE, r"1 \1"), (r"^(?:a )?(?:few|some) seconds$", "1 s"), ("½", ".5"),
    ("¼", ".25"), ("¾", ".75"), (r"(\d) \.(25|5|75)", r"\1.\2"), (r"^\.", "0."), (r"(\pL)\.", r"\1"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class DurationTexts:
    """Distinct texts as durations: `hours` where the text names its unit, `bare` where it is only a number.

    `clock` marks `h:mm` texts without seconds, which a header may turn into minutes and seconds.
    """

    hours: Floats
    bare: Floats
    clock: Bools


def read_durations(array: pa.Array) -> DurationTexts:
    """Read distinct cleaned texts; NaN in both arrays where no duration stands."""
    clocks = pc.match_substring(array, ":")  # never in a number
    numbers = read_numbers(pc.if_else(clocks, pa.scalar(None, pa.string()), array))
    worded = bools(pc.match_substring_regex(array, r"(?i)[a-df-z]"))  # 45 Sek. is no amount of Swedish crowns
    bare = np.where(numbers.percent | worded, np.nan, numbers.values)
    hours, clock = np.full(len(array), np.nan), np.zeros(len(array), np.bool_)
    left = np.flatnonzero(np.isnan(bare) & np.asarray(array.is_valid()))
    text = _plain(array.take(pa.array(left))) if len(left) else array.slice(0, 0)
    for pattern in (_CLOCK, _SPAN, _MINUTES, _SHORT, _WORDS, _ISO):
        if not len(left):
            break
        values = _read_pattern(text, pattern)
        hours[left] = values
        if pattern == _CLOCK:
            clock[left] = ~np.isnan(values) & bools(pc.match_substring_regex(text, r"^-?\d+:\d{1,2}$"))
        more = np.isnan(values)
        left, text = left[more], text.filter(pa.array(more))
    return DurationTexts(hours=hours, bare=bare, clock=clock)


def _plain(array: pa.Array) -> pa.Array:
    """Texts in lower case without accents, remarks in brackets and points of abbreviations, a point as decimal mark."""
    text = pc.utf8_lower(array)
    text = pc.replace_substring_regex(text, r"(\pL)\((s|es|n|en)\)", r"\1\2")
    text = pc.replace_substring_regex(text, r"\s*\([^)]*\)$", "")
    text = pc.replace_substring_regex(
        text, r"(\d),(\d{3})(\s*(?:m|mins?|minutes?|h|hrs?|hours?|s|secs?|seconds?|days?|d|ms)\.?)$", r"\1\2\3"
    )
    text = pc.replace_substring_regex(text, r"(\d),(\d)", r"\1.\2")
    text = pc.replace_substring_regex(text, r"^[-\x{2212}–]\s*", "-")
    if bools(pc.match_substring_regex(text, r"^[^\d]*[a-z]|[½¼¾í.(]")).any():
        text = pc.replace_substring(text, "í", "i")
        text = pc.replace_substring_regex(text, r"^(?:about|approx\.?|circa|ca\.?|etwa|env\.?)\s*", "")
        for spoken, number in _SPOKEN:
            text = pc.replace_substring_regex(text, spoken, number)
    return pc.replace_substring_regex(text, r"^(?:~|≈|<|>|≤|≥)\s*", "")


def _read_pattern(text: pa.Array, pattern: str) -> Floats:
    parts = groups(text, pattern)
    total = np.zeros(len(text))
    some = np.zeros(len(text), np.bool_)
    for name, factor in (("w", 168.0), ("d", 24.0), ("h", 1.0), ("m", 1 / 60), ("s", 1 / 3600), ("ms", 1 / 3_600_000)):
        if name in parts:
            values = floats(parts[name])
            some |= ~np.isnan(values)
            total += np.where(np.isnan(values), 0.0, values * factor)
    total *= np.where(bools(pc.equal(parts["sign"], "-")), -1.0, 1.0)
    return np.where(some, total, np.nan)


def read_times_of_day(array: pa.Array) -> Floats:
    """Times of day (`09:12`, `9:12:58 PM`) in hours since midnight; NaN where none stands."""
    parts = groups(
        pc.utf8_lower(array),
        r"^(?P<h>\d{1,2})[:.h](?P<m>\d{2})(?:[:.](?P<s>\d{2}(?:\.\d+)?))?\s*(?P<ap>[ap])?\.?m?\.?$",
    )
    hour, minute, second = floats(parts["h"]), floats(parts["m"]), floats(parts["s"], 0.0)
    half = pc.fill_null(parts["ap"], "")
    hour = np.where(bools(pc.equal(half, "p")) & (hour < 12), hour + 12, hour)
    hour = np.where(bools(pc.equal(half, "a")) & (hour == 12), 0, hour)
    value = hour + minute / 60 + second / 3600
    return np.where((hour < 24) & (minute < 60) & (second < 60), value, np.nan)
