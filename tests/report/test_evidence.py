"""Rows, distributions and segments behind a report."""

from __future__ import annotations

from datetime import date

import pytest

from cxdesk.common.periods import Calendar
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.rows import counts_rows
from cxdesk.report.build import build_report, evaluate_query, judge
from cxdesk.report.records import Query
from cxdesk.targets.book import with_target
from cxdesk.targets.target import Status, Target, TargetBook
from tests.measures.tables import dataset
from tests.report.conftest import FEBRUARY

BOOK = TargetBook()


@pytest.fixture(scope="module")
def february(desk):
    return build_report(desk, Query(period=FEBRUARY, history=True), BOOK)


def test_that_the_rows_of_a_share_are_its_denominator_with_the_numerator_marked(february):
    view = february.evidence.rows("csat")
    assert (view.table, len(view), int(view.counted.sum())) == ("surveys", 6, 5)
    assert view.frame["score"].tolist() == [5, 5, 4, 4, 4, 3]
    assert view.frame["_row"].tolist() == [7, 8, 9, 10, 11, 12]


def test_that_every_point_opens_into_as_many_rows_as_it_counts(february):
    for kpi_id in ("volume", "art", "csat", "frt"):
        for point in february.points(kpi_id):
            assert len(february.evidence.rows(kpi_id, start=point.start)) == point.n, (kpi_id, point.start)


def test_that_a_segment_opens_into_its_rows(february):
    view = february.evidence.rows("art", dimension="channel", segment="chat")
    assert view.values.tolist() == [8, 16, 8, 16]


def test_that_a_step_of_history_opens_too(february):
    assert february.evidence.rows("art", start=date(2024, 1, 1)).values.tolist() == [10, 20, 30, 10, 20, 30]


def test_that_a_kpi_without_data_has_no_rows(february):
    assert len(february.evidence.rows("nps")) == 0
    assert len(february.evidence.rows("churn")) == 0


def test_that_distributions_are_the_single_values(february):
    assert february.evidence.distribution("art").tolist() == [4, 4, 8, 8, 12, 12, 16, 16]
    assert february.evidence.distribution("art_median").tolist() == [4, 4, 8, 8, 12, 12, 16, 16]
    assert february.evidence.distribution("csat_mean").tolist() == [3, 4, 4, 4, 5, 5]


@pytest.mark.parametrize("kpi_id", ["csat", "volume", "nps", "churn", "resolution_rate"])
def test_that_shares_counts_and_what_has_no_data_have_no_distribution(february, kpi_id):
    assert february.evidence.distribution(kpi_id) is None


def test_that_tables_carry_their_measures_under_the_filters(desk):
    report = build_report(desk, Query(filters={"channel": ("chat",)}), BOOK)
    frame = report.evidence.table("tickets")
    assert set(frame["channel"]) == {"chat"}
    assert frame["resolution_hours"].dropna().tolist() == [20, 10, 30, 8, 16, 8, 16]
    assert len(report.evidence.table("orders")) == 0


def test_that_segments_on_demand_equal_those_of_the_report(desk):
    asked = build_report(desk, Query(period=FEBRUARY, splits=("channel",)), BOOK)
    later = build_report(desk, Query(period=FEBRUARY), BOOK)
    for kpi_id in ("art", "volume", "frt_on_target"):
        assert later.evidence.split(kpi_id, "channel") == asked.segments(kpi_id, "channel") != ()
    assert later.evidence.split("art", "planet") == ()


def test_that_segments_follow_an_edited_target_without_a_new_evaluation(desk):
    evaluation = evaluate_query(desk, Query(splits=("channel",)))
    plain, strict = judge(evaluation, BOOK), judge(evaluation, with_target(BOOK, Target(kpi="art", value=1.0)))
    assert {cell.status for cell in plain.segments("art", "channel")} == {Status.MET}
    assert {cell.status for cell in strict.evidence.split("art", "channel")} == {Status.MISSED}
    assert strict.evidence.kept is plain.evidence.kept


def test_that_n_is_the_number_of_rows_a_kpi_opens(february):
    for result in february.kpis:
        if result.value is not None and counts_rows(by_id(result.id)):
            assert len(february.evidence.rows(result.id)) == result.n, result.id
    assert not counts_rows(by_id("silent_accounts"))
    assert not counts_rows(by_id("resolution_rate"))
    assert not counts_rows(by_id("visitors"))
    assert counts_rows(by_id("per_customer"))


def test_that_account_health_opens_to_the_accounts_with_their_metrics():
    answer = {"kind": "csat", "scale_max": 5, "responded_at": "2024-06-10"}
    data = dataset(
        tickets=[
            {"created_at": "2024-06-02", "account": "a", "sla_met": 1},
            {"created_at": "2024-06-02", "account": "a", "sla_met": 0},
            {"created_at": "2024-06-03", "account": "d", "sla_met": 1},
        ],
        surveys=[{**answer, "account": "a", "score": 5}, {**answer, "account": "b", "score": 1}],
        tables={"accounts": [{"account": "b", "health_adoption": 0.2}]},
    )
    report = build_report(data, Query(period=Calendar().period(date(2024, 6, 1), date(2024, 7, 1))), TargetBook())
    view = report.evidence.rows("health")
    assert view.frame["account"].tolist() == ["a", "b", "d"]
    assert view.frame["extra:SLA"].tolist()[0::2] == [0.5, 1.0]
    assert view.frame["extra:Metrics"].tolist() == [2, 2, 1]
    assert view.values[:2].tolist() == pytest.approx([75.0, 10.0])  # (1 + 0.5) / 2 and (0 + 0.2) / 2
    assert view.counted.tolist() == [True, True, False]
    assert report.kpi("health").value == pytest.approx(42.5)
    one = report.evidence.rows("health", dimension="account", segment="b")
    assert one.frame["account"].tolist() == ["b"]
