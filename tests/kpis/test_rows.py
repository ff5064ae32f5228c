"""The rows behind a number."""

from __future__ import annotations

from datetime import date
from typing import Any

from cxdesk.common.periods import Calendar
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.rows import RowSet, rows_behind
from tests.measures.tables import store

JUNE = Calendar().period(date(2024, 6, 1), date(2024, 7, 1))


def behind(kpi_id: str, found, **asked: Any) -> RowSet:
    rows = rows_behind(by_id(kpi_id), found, period=asked.pop("period", None), **asked)
    assert rows is not None
    return rows


def test_that_a_share_marks_its_ones():
    found = store(tickets=[{"created_at": "2024-06-01", "sla_met": flag} for flag in (1, 0, 1)])
    rows = behind("sla", found)
    assert rows.table == "tickets"
    assert rows.positions.tolist() == [0, 1, 2]
    assert rows.in_numerator.tolist() == [True, False, True]
    assert rows.values.tolist() == [1.0, 0.0, 1.0]


def test_that_period_filter_and_segment_narrow_the_rows():
    tickets = [
        {"created_at": "2024-06-01", "channel": "email", "team": "a"},
        {"created_at": "2024-06-02", "channel": "email", "team": "b"},
        {"created_at": "2024-06-03", "channel": None, "team": "a"},
        {"created_at": "2024-07-01", "channel": "email", "team": "a"},
    ]
    found = store(tickets=tickets)
    assert behind("volume", found, period=JUNE).positions.tolist() == [0, 1, 2]
    assert behind("volume", found, period=JUNE, segment=("channel", "")).positions.tolist() == [2]
    only = behind("volume", found, period=JUNE, segment=("channel", "email"), filters={"team": ("a",)})
    assert only.positions.tolist() == [0]


def test_that_a_ratio_shows_the_rows_of_both_sides():
    tickets = [
        {"created_at": "2024-05-20", "resolved_at": "2024-06-02"},
        {"created_at": "2024-06-20", "resolved_at": None},
        {"created_at": "2024-05-20", "resolved_at": None},
    ]
    rows = behind("resolution_rate", store(tickets=tickets), period=JUNE)
    assert rows.positions.tolist() == [0, 1]
    assert rows.in_numerator.tolist() == [True, False]


def test_that_the_backlog_shows_what_stands_and_its_age():
    tickets = [{"created_at": "2024-06-30"}, {"created_at": "2024-06-01", "resolved_at": "2024-06-02"}]
    found = store(tickets=tickets)
    assert behind("backlog", found, period=JUNE).positions.tolist() == [0]
    assert behind("backlog_age", found, period=JUNE).values.tolist() == [24.0]


def test_that_silent_accounts_show_their_tickets():
    tickets = [{"created_at": "2024-06-03", "account": account} for account in ("A", "B", None)]
    surveys = [{"kind": "csat", "score": 4, "account": "A", "responded_at": "2024-06-20"}]
    rows = behind("silent_accounts", store(tickets=tickets, surveys=surveys))
    assert rows.positions.tolist() == [0, 1]
    assert rows.in_numerator.tolist() == [False, True]


def test_that_a_cost_shows_the_tickets_it_is_shared_by():
    tickets = [{"created_at": "2024-06-03"}] * 2
    figures = [{"month": "2024-06-01", "name": "support_cost", "value": 9}]
    assert len(behind("cost_per_ticket", store(tickets=tickets, figures=figures))) == 2


def test_that_kpis_to_come_show_no_rows():
    assert rows_behind(by_id("churn"), store(), period=None) is None
