"""The score of a table, the KPIs that a problem bends, and the balance of rows of every KPI."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxdesk.common.periods import Calendar, Grain, Period
from cxdesk.common.resources import resource_path
from cxdesk.export.json_export import report_json
from cxdesk.imports import service
from cxdesk.kpis.balance import REASONS, balances
from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.needs import walk
from cxdesk.kpis.nodes import Across, Over, Previous, Recent, Trailing
from cxdesk.kpis.rows import counts_rows, rows_behind
from cxdesk.measures.store import MeasureStore
from cxdesk.report.build import build_report
from cxdesk.report.quality import affected, balance_words, kpis_of, table_scores
from cxdesk.report.records import Query
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.targets.target import TargetBook

TICKETS = """Ticket ID,Created at,First response at,Resolved at,Channel,Replies
1,2024-05-01 08:00,2024-05-01 09:00,2024-05-02 08:00,email,1
2,2024-05-03 08:00,2024-05-03 09:00,2024-06-02 08:00,email,2
3,2024-06-01 08:00,,,chat,0
4,2024-06-03 08:00,2024-06-03 10:00,2024-06-04 08:00,email,many
1,2024-05-01 08:00,2024-05-01 09:00,2024-05-02 08:00,email,1
5,2024-06-05 08:00,2024-06-05 07:00,2024-06-06 08:00,chat,1
6,soon,2024-06-05 09:00,,email,1
7,2024-06-07 08:00,2024-06-07 09:00,2024-07-01 08:00,phone,1
"""


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS, encoding="utf-8")
    return service.run(service.draft([path]), EMPTY)


@pytest.fixture
def june() -> Period:
    return Calendar().step_of(date(2024, 6, 1), Grain.MONTH)


def _balance(dataset: Dataset, kpi: str, period: Period | None, **filters: tuple[str, ...]) -> dict[str, int]:
    (found,) = balances(by_id(kpi), MeasureStore(dataset), period=period, filters=filters)
    return {"rows": found.rows, "counted": found.counted, **found.not_counted}


def test_each_row_of_first_response_is_counted_or_has_one_reason(dataset: Dataset, june: Period) -> None:
    # 7 rows without the doubled one: 1 and 2 are of May, 6 has no date, 3 no response, 5 was answered before it began
    assert _balance(dataset, "frt", june) == {"rows": 7, "counted": 2, "undated": 1, "other_period": 2, "no_value": 2}
    assert _balance(dataset, "frt", june, channel=("email",)) == {
        "rows": 7, "counted": 1, "undated": 1, "other_period": 2, "filtered": 3}  # fmt: skip


def test_resolution_goes_by_the_date_of_resolution(dataset: Dataset, june: Period) -> None:
    # 2, 4 and 5 were resolved in June, 1 in May and 7 in July; 3 and 6 are not resolved
    assert _balance(dataset, "art", june) == {"rows": 7, "counted": 3, "undated": 2, "other_period": 2}


def test_standing_rows_have_a_reason_of_their_own(dataset: Dataset, june: Period) -> None:
    # 3 and 7 stand at the end of June; 6 has no creation and cannot stand
    assert _balance(dataset, "backlog", june) == {"rows": 7, "counted": 2, "not_standing": 5}


def test_over_everything_no_row_is_of_another_period(dataset: Dataset) -> None:
    assert _balance(dataset, "volume", None) == {"rows": 7, "counted": 7}


def test_balances_of_the_whole_catalogue_add_up_and_count_the_rows_that_open() -> None:
    files = sorted(resource_path("samples").glob("*.xlsx"))
    store = MeasureStore(service.run(service.draft(files), EMPTY))
    period = store.settings.calendar.step_of(date(2024, 6, 1), Grain.MONTH)
    for filters in ({}, {"channel": ("Email",)}):
        for kpi in CATALOGUE:
            parts = balances(kpi, store, period=period, filters=filters)
            for part in parts:
                assert part.rows == part.counted + sum(part.not_counted.values()), (kpi.id, part)
                assert part.rows == store.rows(part.table)
                assert set(part.not_counted) <= set(REASONS)
            rows = rows_behind(kpi, store, period=period, filters=filters)
            if len(parts) == 1 and rows is not None and counts_rows(kpi) and _in_its_period(kpi):
                assert len(rows) == parts[0].counted, kpi.id


def _in_its_period(kpi: Kpi) -> bool:
    """Whether a KPI looks at rows of the report's own period and filter alone."""
    return not any(isinstance(node, Previous | Trailing | Recent | Across | Over) for node in walk(kpi.value))


def test_the_score_is_the_share_of_sound_rows(dataset: Dataset) -> None:
    (tickets,) = table_scores(dataset)
    # of 8 rows one is doubled, one has no date, one was answered before it began, one has replies of "x"
    assert tickets.rows == 8
    assert dict(tickets.flawed) == {
        "duplicate": 1, "unreadable_date": 1, "unreadable_number": 1, "answered_before_created": 1}  # fmt: skip
    assert tickets.score == 50


def test_a_table_without_problems_scores_100_and_one_flaw_in_many_never_does(tmp_path: Path) -> None:
    rows = [f"{n},2024-05-{n % 28 + 1:02d} 08:00,email" for n in range(1, 1001)]
    for text, score in (("\n".join(rows), 100), ("\n".join([*rows, "1001,soon,email"]), 99)):
        path = tmp_path / f"{score}.csv"
        path.write_text(f"Ticket ID,Created at,Channel\n{text}\n", encoding="utf-8")
        assert table_scores(service.run(service.draft([path]), EMPTY))[0].score == score


def test_a_problem_names_the_kpis_that_need_its_column(dataset: Dataset) -> None:
    bent = {problem.kind: affected(problem, dataset) for problem in dataset.problems}
    assert bent["unreadable_number"] == ("fcr", "replies")
    assert "frt" in bent["answered_before_created"]
    assert "art" not in bent["answered_before_created"]
    assert set(bent["unreadable_date"]) >= {"volume", "frt", "art", "backlog"}  # the creation dates every ticket
    assert "churn" not in bent["unreadable_date"]


def test_the_key_of_a_table_concerns_all_its_kpis() -> None:
    assert set(kpis_of("tickets", "reopen_count")) == {"fcr", "reopen_rate", "health"}
    assert set(kpis_of("tickets", "ticket_id")) == set(kpis_of("tickets"))
    assert kpis_of("outages") == ("uptime",)


def test_the_balance_in_words_names_the_date_that_is_missing(dataset: Dataset, june: Period) -> None:
    store = MeasureStore(dataset)
    (found,) = balances(by_id("art"), store, period=june)
    assert balance_words(found, "resolved") == "7 rows of tickets = 3 counted + 2 not resolved + 2 in other periods"


def test_the_report_as_json_tells_scores_bent_kpis_and_the_balance_of_rows(dataset: Dataset, june: Period) -> None:
    report: Any = report_json(build_report(dataset, Query(period=june), TargetBook()))
    assert [(found["table"], found["score"], found["rows"]) for found in report["quality"]] == [("tickets", 50, 8)]
    bent = {problem["kind"]: problem["kpis"] for problem in report["problems"]}
    assert bent["unreadable_number"] == ["fcr", "replies"]
    (frt,) = [kpi["rows"] for kpi in report["kpis"] if kpi["id"] == "frt"]
    assert [(part["table"], part["rows"], part["counted"]) for part in frt] == [("tickets", 7, 2)]
    assert frt[0]["not_counted"] == {"undated": 1, "other_period": 2, "no_value": 2}
