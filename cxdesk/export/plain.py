"""What every export says in the same words: numbers without NaN, times with offsets, names of dimensions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

from cxdesk.common.text import safe_text
from cxdesk.report.records import Report
from cxdesk.tables.fields import EXTRA

Plain = str | int | float | bool | None
Json = Plain | Sequence["Json"] | Mapping[str, "Json"]

_NO_LIMIT = 1 << 62  # a JSON text has no longest cell


def dimension_title(name: str) -> str:
    """A dimension as a person names it: extra columns by their own header."""
    return name.removeprefix(EXTRA)


def zone_time(instant: datetime, report: Report) -> str:
    """ISO time with the offset of the report's zone."""
    return instant.astimezone(report.query.calendar.tz).isoformat()


def whole(number: float | None) -> float | int | None:
    """A count as an integer where it is one; None stays, and so does a fraction."""
    if number is None or not math.isfinite(number):
        return None
    return int(number) if float(number).is_integer() else number


def clean(value: Json) -> Json:
    """The same structure with no NaN, no infinity and no character that a file cannot hold."""
    if isinstance(value, str):
        return safe_text(value, _NO_LIMIT)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {safe_text(key, _NO_LIMIT): clean(entry) for key, entry in value.items()}
    if isinstance(value, Sequence):
        return [clean(entry) for entry in value]
    return value
