"""A convention changes the KPIs that name it, and no other."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar
from cxdesk.kpis.axes import total
from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.needs import referred
from cxdesk.kpis.values import Values
from cxdesk.measures.measure import Settings
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.dataset import Dataset
from tests.kpis.company import company

PERIOD = Calendar().period(date(2024, 2, 1), date(2024, 5, 1))
# A value other than the default for each convention that a value can depend on.
OTHER: dict[str, Any] = {
    "csat_satisfied_from": 5.0, "nps_scale": "1-10", "ces_scale": "1-10", "ces_direction": "lower",
    "decided_only": "yes", "churn": "net", "clock": "business", "fcr_max_replies": 3, "repeat_window_days": 30,
    "cart": "completion", "min_sample": 60, "currency": "EUR",
}  # fmt: skip
NO_VALUE = {"confidence", "fdr", "week_start", "fiscal_year_start"}  # intervals, verdicts and calendars only


def data() -> Dataset:
    whole = company()
    surveys = whole.tables["surveys"]
    low = surveys.assign(score=np.where((surveys["kind"] == "nps") & (surveys["score"] < 4), 0.0, surveys["score"]))
    orders = whole.tables["orders"]
    money = pd.Categorical(np.where(np.arange(len(orders)) % 3 == 0, "USD", "EUR"))
    only_euro = orders.assign(**{"extra:Currency": money})
    lives = whole.tables["accounts"]
    won = lives.iloc[:4].assign(
        account=pd.Categorical(["w1", "w2", "w3", "w4"]),
        started_on=np.datetime64("2024-03-05", "ms"),
        ended_on=np.datetime64("NaT", "ms"),
    )
    gone = lives["ended_on"].where(lives.index > 2, np.datetime64("2024-03-09", "ms"))
    gone = gone.where(lives["started_on"] < np.datetime64("2024-01-01"), lives["ended_on"])
    accounts = pd.concat([lives.assign(ended_on=gone), won], ignore_index=True)
    return whole.with_tables(
        surveys=low, orders=only_euro, accounts=accounts.assign(account=pd.Categorical(accounts["account"]))
    )


@pytest.fixture(scope="module")
def usual() -> tuple[Dataset, dict[str, Values]]:
    found = data()
    return found, evaluate(CATALOGUE, MeasureStore(found), total(PERIOD))


def conventions_of(kpi_id: str) -> set[str]:
    """Conventions a KPI names, and those of the KPIs it is made of."""
    kpi = by_id(kpi_id)
    return {*kpi.conventions, *(key for other in referred(kpi.value) for key in by_id(other).conventions)}


def test_that_every_convention_is_looked_at():
    assert {field.name for field in fields(Conventions)} == set(OTHER) | NO_VALUE


@pytest.mark.parametrize("key", OTHER)
def test_that_it_changes_just_the_kpis_that_name_it(key, usual):
    found, before = usual
    settings = Settings(conventions=replace(Conventions(), **{key: OTHER[key]}))
    after = evaluate(CATALOGUE, MeasureStore(found, settings), total(PERIOD))
    moved = {
        kpi.id for kpi in CATALOGUE if not np.array_equal(before[kpi.id].value, after[kpi.id].value, equal_nan=True)
    }
    assert moved, f"{key} changes nothing here"
    assert {kpi_id for kpi_id in moved if key not in conventions_of(kpi_id)} == set()


@pytest.mark.parametrize("key", ["churn", "cart", "decided_only", "currency", "fcr_max_replies", "repeat_window_days"])
def test_that_every_kpi_that_names_it_changes(key, usual):
    found, before = usual
    settings = Settings(conventions=replace(Conventions(), **{key: OTHER[key]}))
    after = evaluate(CATALOGUE, MeasureStore(found, settings), total(PERIOD))
    for kpi in CATALOGUE:
        if key in kpi.conventions and before[kpi.id].reason is None and key != "currency":
            assert before[kpi.id].value[0] != after[kpi.id].value[0], kpi.id


def test_that_confidence_widens_intervals_and_moves_no_value(usual):
    found, before = usual
    after = evaluate(CATALOGUE, MeasureStore(found, Settings(conventions=Conventions(confidence=99.0))), total(PERIOD))
    for kpi in CATALOGUE:
        assert np.array_equal(before[kpi.id].value, after[kpi.id].value, equal_nan=True), kpi.id
        one, two = before[kpi.id].cell(0), after[kpi.id].cell(0)
        if None not in (one.low, one.high, two.low, two.high):
            assert two.low <= one.low, kpi.id
            assert two.high >= one.high, kpi.id
