"""What dates a dataset: counted instants, else registers, else the months of figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from tests.measures.registers import store

ACCOUNTS = [{"account": "A", "started_on": "2019-04-01", "ended_on": "2030-01-01"}]  # a contract's end
FIGURES = [{"month": "2024-05-01", "name": "support_cost", "value": 1}]


def span(found) -> list[str]:
    return [str(instant)[:10] for instant in found.span()]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("orders", {"ordered_at": "2024-03-05", "amount": 1}),
        ("usage", {"used_at": "2024-03-05", "user": "ann"}),
        ("web", {"day": "2024-03-05", "visitors": 1}),
        ("mentions", {"posted_at": "2024-03-05", "rating": 1}),
        ("tickets", {"created_at": "2024-03-05", "sla_due_at": "2025-01-01"}),
        ("surveys", {"responded_at": "2024-03-05", "score": 1.0, "sent_at": "2024-01-01"}),
    ],
)
def test_that_counted_instants_date_the_data_whatever_stands_beside_them(table, row):
    further: Any = {table: [row]}
    found = store(accounts=ACCOUNTS, figures=FIGURES, **further)
    assert span(found) == ["2024-03-05", "2024-03-05"]
    assert found.everything() == (date(2024, 3, 1), date(2024, 4, 1))


def test_that_registers_date_data_without_any_counted_instant():
    tables: Any = {
        "accounts": [{"account": "A", "started_on": "2022-04-01", "ended_on": "2023-01-01"}],
        "outages": [{"started_at": "2022-02-10", "ended_at": "2022-02-11"}],
        "tickets": [{"created_at": None, "ticket_id": "1"}],
        "figures": FIGURES,
    }
    assert span(store(**tables)) == ["2022-02-10", "2023-01-01"]
    employees = [{"employee": "Ann", "hired_on": "2020-01-15", "month": "2023-02-01", "training_hours": 1}]
    # a month speaks of all its days
    assert span(store(employees=employees, **tables)) == ["2020-01-15", "2023-02-28"]


def test_that_undated_scores_of_an_audit_date_nothing():
    rows = [
        {"area": "A", "criterion": "x", "score": 50, "assessed_on": None},
        {"area": "A", "criterion": "y", "score": 50, "assessed_on": "2024-01-10"},
    ]
    assert span(store(audit=rows)) == ["2024-01-10", "2024-01-10"]
    alone = store(audit=rows[:1])
    assert np.isnat(alone.span()[0])
    assert alone.everything() is None


def test_that_figures_alone_date_their_months():
    rows = [*FIGURES, {"month": "2024-02-01", "name": "support_cost", "value": 1}]
    found = store(figures=rows, zone="America/New_York")
    assert found.span() == (np.datetime64("2024-02-01T05", "ms"), np.datetime64("2024-06-01T03:59:59.999", "ms"))
    assert found.everything() == (date(2024, 2, 1), date(2024, 6, 1))
