"""Dimensions as users name them, and which of them a KPI's own rows fill."""

from __future__ import annotations

from typing import Any

import pytest

from cxdesk.kpis.catalogue import by_id
from cxdesk.report.dimensions import filters_of, is_filled, unmatched
from tests.measures.tables import dataset, store

TICKETS: list[dict[str, Any]] = [
    {"created_at": "2024-06-03", "channel": "Email", "account": "A"},
    {"created_at": "2024-06-03", "channel": None, "account": "B"},
]
SURVEYS: list[dict[str, Any]] = [
    {"kind": "csat", "score": 4, "responded_at": "2024-06-20", "channel": "Email", "account": "A"},
    {"kind": "nps", "score": 9, "responded_at": "2024-06-20", "channel": None, "account": "A"},
]


@pytest.mark.parametrize(
    ("kpi_id", "dimension", "filled"),
    [
        ("volume", "channel", True),
        ("csat", "channel", True),
        ("nps", "channel", False),  # only answers to the other question name their channel
        ("nps", "account", True),
        ("volume", "region", False),
        ("silent_accounts", "account", True),
        ("ces", "channel", False),
        ("churn", "account", False),
    ],
)
def test_that_a_kpi_is_split_by_what_its_own_rows_fill(kpi_id: str, dimension: str, filled: bool):
    found = store(tickets=TICKETS, surveys=SURVEYS)
    assert is_filled(by_id(kpi_id), found, dimension) is filled


def test_that_values_no_row_has_are_told():
    data = dataset(tickets=TICKETS)
    filters = filters_of(data, ["channel=email", "channel=Pigeon", "account="])
    assert filters == {"channel": ("Email", "Pigeon"), "account": ("",)}
    assert unmatched(data, filters) == ("No row has “Pigeon” as channel.",)
