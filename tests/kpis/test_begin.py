"""From when on data tells of a whole period."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from cxdesk.common.periods import Calendar
from cxdesk.kpis.begin import begin_of
from cxdesk.kpis.catalogue import by_id
from tests.measures.tables import store

CALENDAR = Calendar()
JANUARY = CALENDAR.period(date(2024, 1, 1), date(2024, 2, 1))
FEBRUARY = CALENDAR.period(date(2024, 2, 1), date(2024, 3, 1))


def answered(*days: str):
    return store(surveys=[{"kind": "csat", "score": 4, "scale_max": 5, "responded_at": day} for day in days])


def test_that_daily_data_from_the_middle_of_a_month_does_not_cover_it():
    days = np.arange("2024-01-15", "2024-03-01", dtype="datetime64[D]").astype(str).tolist()
    begin = begin_of(by_id("csat").value, answered(*days))
    assert not begin.covers(JANUARY)
    assert begin.covers(FEBRUARY)


@pytest.mark.parametrize(("first", "covers"), [("2024-01-04", True), ("2024-01-05", False)])
def test_that_daily_data_covers_a_month_that_it_begins_in_its_first_tenth(first: str, covers: bool):
    days = np.arange(first, "2024-03-01", dtype="datetime64[D]").astype(str).tolist()
    assert begin_of(by_id("csat").value, answered(*days)).covers(JANUARY) is covers


def test_that_monthly_waves_cover_their_months():
    # A survey sent once a month has its first answers late in a month that is complete all the same.
    begin = begin_of(by_id("csat").value, answered("2024-01-10", "2024-01-10", "2024-02-10", "2024-03-10"))
    assert begin.covers(JANUARY)


def test_that_a_few_answers_a_month_cover_it():
    begin = begin_of(
        by_id("csat").value, answered("2024-01-08", "2024-01-15", "2024-01-29", "2024-02-05", "2024-02-12")
    )
    assert begin.covers(JANUARY)


def test_that_data_that_begins_after_a_period_does_not_cover_it():
    assert not begin_of(by_id("csat").value, answered("2024-02-10", "2024-03-10", "2024-04-10")).covers(JANUARY)


def test_that_no_data_covers_nothing():
    assert not begin_of(by_id("nps").value, answered("2024-01-01")).covers(JANUARY)
