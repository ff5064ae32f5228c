"""The measures that a report is made of, kept for the next question, and where their dates end."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

import numpy as np

from cxdesk.common.periods import Calendar, Grain, to_utc
from cxdesk.measures.measure import Settings
from cxdesk.measures.store import MeasureStore
from cxdesk.report.records import Query
from cxdesk.report.steps import is_over
from cxdesk.tables.dataset import Dataset


def last_complete_month(dataset: Dataset, calendar: Calendar) -> date | None:
    """First day of the last month that is over at the latest instant of the data; None where no month is."""
    return last_complete_step(kept_store(dataset, Settings(calendar=calendar)), Grain.MONTH)


def last_complete_step(store: MeasureStore, span: Grain) -> date | None:
    """First day of the last step that is over at the latest instant of the data; None where no step is."""
    calendar = store.settings.calendar
    earliest, latest = store.span()
    if np.isnat(latest):
        return None
    first = calendar.floor(calendar.local_day(latest), span)
    after = calendar.step(first, span)
    ends, days = np.array([to_utc(calendar.midnight(after))]), np.array([after], dtype="datetime64[D]")
    if not is_over(ends, days, latest, span)[0]:
        first, after = calendar.step(first, span, -1), first
    return first if to_utc(calendar.midnight(after)) > earliest else None


def store_of(dataset: Dataset, query: Query) -> MeasureStore:
    """The measures of a dataset under a query's settings."""
    as_of: datetime | None = query.as_of
    settings = Settings(
        conventions=query.conventions,
        calendar=query.calendar,
        business=query.business,
        calendars=query.calendars,
        limits=query.limits,
        sla=query.sla,
        as_of=None if as_of is None else to_utc(as_of),
    )
    return kept_store(dataset, settings)


@lru_cache(maxsize=2)
def kept_store(dataset: Dataset, settings: Settings) -> MeasureStore:
    """Stores of the datasets last asked about: another period or filter needs no measure again."""
    return MeasureStore(dataset, settings)
