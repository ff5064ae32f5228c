"""The rows behind a number."""

from __future__ import annotations

from datetime import date
from typing import Any

from cxdesk.common.periods import Calendar
from cxdesk.kpis.axes import total
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.evaluate import evaluate
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


def test_that_kpis_without_data_show_no_rows():
    rows = rows_behind(by_id("churn"), store(), period=None)
    assert rows is not None
    assert len(rows) == 0


def test_that_the_lowest_region_opens_its_own_rows():
    scores = [("North", 5), ("North", 4), ("South", 3), ("South", 4), ("South", 2), (None, 1)]
    surveys = [
        {"kind": "csat", "score": score, "scale_max": 5, "region": region, "responded_at": "2024-06-03"}
        for region, score in scores
    ]
    found = store(surveys=surveys, min_sample=2)
    rows = behind("regional_csat", found)
    assert rows.positions.tolist() == [2, 3, 4]
    assert rows.values.mean() == 3.0
    headline = evaluate([by_id("regional_csat")], found, total(None))["regional_csat"].cell(0)
    assert (headline.value, headline.n) == (3.0, 3)
    assert behind("regional_csat", found, segment=("region", "North")).positions.tolist() == [0, 1]


def test_that_backlog_growth_stands_on_as_many_rows_as_it_opens():
    tickets = [
        {"created_at": "2024-05-20", "resolved_at": "2024-06-02"},
        {"created_at": "2024-06-10", "resolved_at": "2024-06-11"},
        {"created_at": "2024-06-20", "resolved_at": "2024-07-02"},
        {"created_at": "2024-05-20", "resolved_at": None},
    ]
    found = store(tickets=tickets)
    cell = evaluate([by_id("net_flow")], found, total(JUNE))["net_flow"].cell(0)
    assert (cell.value, cell.n) == (0.0, 3)  # 2 created, 2 resolved, one ticket is both
    assert behind("net_flow", found, period=JUNE).positions.tolist() == [0, 1, 2]


def test_that_a_share_of_accounts_counts_accounts():
    tickets = [{"created_at": "2024-06-03", "account": account} for account in ("A", "A", "A", "A", "B", None)]
    surveys = [{"kind": "csat", "score": 4, "account": "A", "responded_at": "2024-06-20"}]
    found = store(tickets=tickets, surveys=surveys)
    cell = evaluate([by_id("silent_accounts")], found, total(None))["silent_accounts"].cell(0)
    assert (cell.value, cell.n, cell.numerator, cell.denominator) == (50.0, 2, 1.0, 2.0)


def test_that_no_region_with_enough_answers_is_said():
    surveys = [{"kind": "csat", "score": 4, "scale_max": 5, "region": "North", "responded_at": "2024-06-03"}] * 3
    cell = evaluate([by_id("regional_csat")], store(surveys=surveys), total(None))["regional_csat"].cell(0)
    assert cell.reason == "no region has 5 rows or more in this period"


def test_that_a_period_without_a_figure_says_so():
    figures = [{"month": "2024-05-01", "name": "support_cost", "value": 9}]
    found = store(tickets=[{"created_at": "2024-06-03"}], figures=figures)
    cell = evaluate([by_id("cost_per_ticket")], found, total(JUNE))["cost_per_ticket"].cell(0)
    assert cell.reason == "no figure support_cost for a month that begins in this period"
