"""Open hours of a day as text: `09:00–12:30, 13:30–17:00`; an empty text is a closed day. Calendars by name."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QCoreApplication

from cxdesk.common.calendars import BusinessCalendar, CalendarFor
from cxdesk.common.problems import UserError
from cxdesk.common.text import folded
from cxdesk.measures.business_time import DIMENSIONS, Dimension, calendar_codes
from cxdesk.measures.store import MeasureStore

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
            words = QCoreApplication.translate(
                "Hours", "“{text}” must end after it begins, by 24:00. Write the hours after midnight on the next day."
            )
            raise UserError(words.format(text=part))
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


# Calendars of teams and regions.


def dimension_words() -> dict[Dimension, str]:
    """What a calendar can belong to, in words."""
    return {
        "team": QCoreApplication.translate("Hours", "Team"),
        "region": QCoreApplication.translate("Hours", "Region"),
    }


def calendar_name(rule: CalendarFor) -> str:
    """`Team: EMEA`."""
    return f"{dimension_words()[rule.dimension]}: {rule.value}"


def tickets_by_calendar(store: MeasureStore, rules: tuple[CalendarFor, ...]) -> tuple[int, ...]:
    """How many tickets follow the default calendar, and how many each rule's."""
    counts = np.bincount(calendar_codes(store, rules) + 1, minlength=len(rules) + 1)
    return tuple(counts.tolist())


def values_of(store: MeasureStore | None, dimension: Dimension) -> tuple[str, ...]:
    """Teams or regions of the data's tickets, each by its own name: hours are no figure."""
    return () if store is None else store.true_keys("tickets", dimension)[1]


def free_value(store: MeasureStore | None, dimension: Dimension, rules: tuple[CalendarFor, ...]) -> str | None:
    """The first team or region of the data that has no calendar of its own; None where there is none."""
    taken = {folded(rule.value) for rule in rules if rule.dimension == dimension}
    return next((value for value in values_of(store, dimension) if folded(value) not in taken), None)


def new_rule(
    store: MeasureStore | None,
    calendar: BusinessCalendar,
    rules: tuple[CalendarFor, ...],
    dimension: Dimension = "team",
) -> CalendarFor:
    """A calendar for the first team or region that has none, teams first unless `dimension` says otherwise."""
    for wanted in (dimension, *(other for other in DIMENSIONS if other != dimension)):
        value = free_value(store, wanted, rules)
        if value is not None:
            return CalendarFor(dimension=wanted, value=value, calendar=calendar)
    unnamed = {
        "team": QCoreApplication.translate("Hours", "new team"),
        "region": QCoreApplication.translate("Hours", "new region"),
    }
    return CalendarFor(dimension=dimension, value=unnamed[dimension], calendar=calendar)
