"""Open hours of a day as text: `09:00–12:30, 13:30–17:00`; an empty text is a closed day."""

from __future__ import annotations

import re
from itertools import pairwise

from PySide6.QtCore import QCoreApplication

from cxdesk.common.problems import UserError

Spans = tuple[tuple[int, int], ...]
_SPAN = re.compile(r"\s*(\d{1,2})(?:[:.h](\d{2}))?\s*(?:-|–|—|to|bis)\s*(\d{1,2})(?:[:.h](\d{2}))?\s*")
_DAY = 24 * 60


def spans_text(spans: Spans) -> str:
    """Spans of minutes of the day as text."""
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in spans)


def read_spans(text: str) -> Spans:
    """The text's spans in order.

    Raises:
        UserError: no times, an end before its start, or spans that overlap.
    """
    spans = []
    for part in filter(None, (piece.strip() for piece in text.replace(";", ",").split(","))):
        found = _SPAN.fullmatch(part)
        if found is None:
            raise UserError(
                QCoreApplication.translate("Hours", "“{text}” is no span of time. Write 09:00-17:00.").format(text=part)
            )
        start, end = _minutes(found[1], found[2]), _minutes(found[3], found[4])
        if not 0 <= start < end <= _DAY:
            raise UserError(
                QCoreApplication.translate("Hours", "“{text}” must end after it begins, by 24:00.").format(text=part)
            )
        spans.append((start, end))
    spans.sort()
    if any(after[0] < before[1] for before, after in pairwise(spans)):
        raise UserError(QCoreApplication.translate("Hours", "Spans of one day must not overlap."))
    return tuple(spans)


def _minutes(hours: str, minutes: str | None) -> int:
    past = int(minutes or 0)
    return int(hours) * 60 + past if past < 60 else -1


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
