"""Time zones as exports name them: offsets, words behind a time, words in a header."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from zoneinfo import available_timezones

# Hours east of UTC of zone words that exports write after a time.
OFFSETS = {
    "z": 0.0, "utc": 0.0, "gmt": 0.0, "ut": 0.0, "est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "mst": -7.0,
    "mdt": -6.0, "pst": -8.0, "pdt": -7.0, "akst": -9.0, "akdt": -8.0, "hst": -10.0, "cet": 1.0, "cest": 2.0,
    "mez": 1.0, "mesz": 2.0, "bst": 1.0, "wet": 0.0, "west": 1.0, "eet": 2.0, "eest": 3.0, "msk": 3.0, "ist": 5.5,
    "jst": 9.0, "kst": 9.0, "sgt": 8.0, "hkt": 8.0, "pht": 8.0, "myt": 8.0, "awst": 8.0, "acst": 9.5, "acdt": 10.5,
    "aest": 10.0, "aedt": 11.0, "nzst": 12.0, "nzdt": 13.0, "brt": -3.0, "art": -3.0, "clt": -4.0, "sast": 2.0,
    "gst": 4.0, "pkt": 5.0,
}  # fmt: skip
# Words that follow the clock of a region: in a header, and those without an offset of their own after a time.
_REGIONS = {
    "America/New_York": ("et", "est", "edt", "eastern time", "us eastern"),
    "America/Chicago": ("ct", "cst", "cdt", "central time", "us central"),
    "America/Denver": ("mt", "mst", "mdt", "mountain time"),
    "America/Los_Angeles": ("pt", "pst", "pdt", "pacific time", "us pacific"),
    "Europe/Berlin": ("cet", "cest", "mez", "mesz", "central european time"),
    "Europe/London": ("bst", "uk time", "london time"),
    "Europe/Athens": ("eet", "eest"),
    "Europe/Lisbon": ("wet", "west"),
    "Asia/Kolkata": ("ist", "india standard time"),
    "Asia/Tokyo": ("jst",),
    "Asia/Singapore": ("sgt",),
    "Australia/Sydney": ("aest", "aedt"),
    "Pacific/Auckland": ("nzst", "nzdt"),
    "UTC": ("utc", "gmt", "z", "zulu", "coordinated universal time"),
}
REGION_OF = {word: zone for zone, words in _REGIONS.items() for word in words}
NO_OFFSET = ("et", "ct", "mt", "pt")  # the word says the region, not whether its summer time runs
# Words that stand for several zones: the words' usual reading, and other ones for who works in such a zone.
_VAGUE: dict[str, tuple[str, tuple[tuple[str, float], ...]]] = {
    "cst": ("US Central, UTC-6", (("Asia/Shanghai", 8.0), ("Asia/Taipei", 8.0), ("Asia/Hong_Kong", 8.0),
                                  ("Asia/Macau", 8.0), ("America/Havana", -5.0))),
    "ist": ("India, UTC+5:30", (("Asia/Jerusalem", 2.0), ("Europe/Dublin", 1.0))),
    "bst": ("British summer time, UTC+1", (("Asia/Dhaka", 6.0),)),
}  # fmt: skip
VAGUE_WORDS = tuple(_VAGUE)
_FIXED = re.compile(r"^(?:gmt|utc)?\s*([+\-\u2212])\s*(\d{1,2})(?::?([0-5]\d))?$")


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def zone_named(text: str) -> str | None:
    """The IANA name that the text is, whatever its case; None where it is none."""
    return _zones().get(text.strip().casefold())


def zone_in_words(text: str) -> str | None:
    """The zone that a header's or footer's words name: an IANA name, `UTC+02:00`, or the region of `PST`, `MEZ`."""
    words = " ".join(text.replace("_", " ").split()).casefold()
    if words in REGION_OF:
        return REGION_OF[words]
    hours = offset_of(words)
    if not math.isnan(hours) and abs(hours) <= 14:
        minutes = round(abs(hours) * 60)
        return f"UTC{'-' if hours < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}" if minutes else "UTC"
    return zone_named(text)


def offset_of(word: str) -> float:
    """Hours east of UTC that a word (`cest`, `gmt+3`, `+02:00`, `-0530`) says; NaN where it says none."""
    if word in OFFSETS:
        return OFFSETS[word]
    found = _FIXED.match(word)
    if not found:
        return math.nan
    digits = found[2]
    size = int(digits) + int(found[3] or 0) / 60
    return size if found[1] == "+" else -size


def shift_of(word: str, zone: str) -> float:
    """Hours by which a word of several zones (`ist`) lies elsewhere for who works in `zone`; 0 for its usual zone."""
    return next((OFFSETS[word] - hours for name, hours in _VAGUE[word][1] if name == zone), 0.0)


def reading_of(word: str, zone: str) -> str:
    """What a word of several zones was taken for, in words."""
    return f"as in {zone}" if shift_of(word, zone) else _VAGUE[word][0]
