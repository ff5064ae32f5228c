"""KPIs reviewed: the number of KPIs in use whose target was changed or confirmed, counted by hand."""

from __future__ import annotations

from datetime import UTC as ZONE
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.periods import Grain
from cxdesk.kpis.catalogue import by_id
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.report.reviews import NO_HISTORY, REVIEW_RATE, reviews_of
from cxdesk.targets.book import with_review, with_target, without_target
from cxdesk.targets.target import Review, Status, Target, TargetBook
from tests.report.conftest import FEBRUARY, UTC, dataset_of, instants

NOTHING = TargetBook()
QUARTER = UTC.step_of(date(2024, 1, 1), Grain.QUARTER)


def on(day: int, month: int = 2) -> datetime:
    return datetime(2024, month, day, 12, tzinfo=ZONE)


def sheet(*rows: tuple[str | None, str | None, str]) -> pd.DataFrame:
    """Imported reviews: moment, KPI, action."""
    return pd.DataFrame({
        "reviewed_at": instants(*(at for at, _, _ in rows)),
        "kpi": pd.Categorical([kpi for _, kpi, _ in rows]),
        "action": pd.Categorical([action for _, _, action in rows]),
        "_source": np.zeros(len(rows), dtype=np.int32),
        "_row": np.arange(2, len(rows) + 2, dtype=np.int32),
    })  # fmt: skip


def used(report) -> set[str]:
    """KPIs in use, counted apart from the code under test."""
    return {r.id for r in report.kpis if r.value is not None and r.target is not None}


def rate(data, book, period=QUARTER, **options: Any):
    return build_report(data, Query(period=period, **options), book)


def test_that_without_any_history_it_says_what_to_do(desk):
    result = rate(desk, NOTHING).kpi(REVIEW_RATE)
    assert (result.value, result.status, result.reason) == (None, Status.NO_DATA, NO_HISTORY)
    assert "confirm a target" in NO_HISTORY
    assert rate(desk, NOTHING).points(REVIEW_RATE) == ()


def test_that_changed_and_confirmed_targets_count_once_each(desk):
    book = with_target(NOTHING, Target(kpi="art", value=20.0, changed_at=on(3)))
    book = with_target(book, Target(kpi="art", value=22.0, changed_at=on(4)))
    book = with_review(book, Review(kpi="csat", at=on(5)))
    report = rate(desk, book)
    result = report.kpi(REVIEW_RATE)
    count = len(used(report))
    assert count > 8
    assert (result.numerator, result.denominator, result.n) == (2, count, count)
    assert result.value == pytest.approx(200 / count)
    assert (result.low, result.high, result.judged) == (None, None, None)
    assert (result.target, result.status) == (25, Status.MISSED)  # 2 of more than 8


def test_that_only_reviews_in_the_period_of_kpis_in_use_count(desk):
    book = with_target(NOTHING, Target(kpi="art", value=20.0, changed_at=on(3, month=4)))  # after the quarter
    book = with_target(book, Target(kpi="nps", value=20.0, changed_at=on(3)))  # no answers, so not in use
    book = with_target(book, Target(kpi="volume", value=None, changed_at=on(3)))  # without a target: not in use
    assert rate(desk, book).kpi(REVIEW_RATE).numerator == 0
    assert rate(desk, book).kpi(REVIEW_RATE).value == 0


def test_that_a_reset_to_the_default_and_a_segments_target_count_as_changes(desk):
    book = with_target(NOTHING, Target(kpi="art", value=20.0))  # from a file, at a time nobody knows
    assert rate(desk, book).kpi(REVIEW_RATE).reason == NO_HISTORY
    book = without_target(book, "art", on(10))
    book = with_target(book, Target(kpi="csat", value=75.0, segment=("channel", "chat"), changed_at=on(11)))
    assert rate(desk, book).kpi(REVIEW_RATE).numerator == 2


def test_that_an_imported_sheet_names_kpis_by_id_or_by_name(desk):
    rows = sheet(
        ("2024-02-01T00:00", "ART", "changed"),
        ("2024-02-02T00:00", "customer satisfaction  Score", "confirmed"),
        ("2024-02-03T00:00", "art", "confirmed"),
        ("2024-02-04T00:00", "Happiness", "changed"),
        ("2024-02-04T00:00", "happiness!", "changed"),
        ("2024-02-05T00:00", None, "changed"),
        ("2023-12-31T00:00", "frt", "changed"),
    )
    report = rate(dataset_of(**desk.tables, reviews=rows), NOTHING)
    assert report.kpi(REVIEW_RATE).numerator == 2
    found = reviews_of(NOTHING, rows)
    assert found.unknown == 3
    assert found.unknown_names == ("Happiness", "happiness!")
    (problem,) = report.problems
    assert (problem.kind, problem.count) == ("unknown_kpi", 3)
    assert problem.message == ("3 reviews of a target name no KPI that CX Desk knows: “Happiness”, “happiness!”.")


def test_that_undated_reviews_count_over_everything_only(desk):
    data = dataset_of(**desk.tables, reviews=sheet((None, "art", "changed"), ("2024-02-02T00:00", "csat", "changed")))
    assert rate(data, NOTHING).kpi(REVIEW_RATE).numerator == 1
    assert rate(data, NOTHING, period=None).kpi(REVIEW_RATE).numerator == 2


def test_that_each_step_counts_its_own_reviews_and_its_own_kpis_in_use(desk):
    book = with_review(NOTHING, Review(kpi="art", at=on(31, month=1)))
    book = with_review(book, Review(kpi="csat", at=on(1)))
    book = with_review(book, Review(kpi="frt", at=on(29)))
    report = rate(desk, book, period=FEBRUARY, history=True)
    points = report.points(REVIEW_RATE)
    assert [(point.start, point.numerator) for point in points] == [(date(2024, 1, 1), 1), (date(2024, 2, 1), 2)]
    for point in points:
        there = {p.id for p in report.series if p.start == point.start and p.value is not None and p.target is not None}
        assert point.denominator == point.n == len(there)
        assert point.value == pytest.approx(100 * point.numerator / point.denominator)
        assert (point.target, point.status) == (25, Status.NO_TARGET)  # a month is shorter than the quarter
    last, total = points[-1], report.kpi(REVIEW_RATE)
    assert (last.value, last.numerator, last.denominator) == (total.value, total.numerator, total.denominator)


def test_that_a_year_is_judged_by_its_mean_a_quarter(desk):
    book = with_review(NOTHING, Review(kpi="art", at=on(1)))
    result = rate(desk, book, period=UTC.step_of(date(2024, 1, 1), Grain.YEAR)).kpi(REVIEW_RATE)
    assert result.judged == pytest.approx(result.value / 4)
    assert result.status is Status.MISSED
    month = rate(desk, book, period=FEBRUARY).kpi(REVIEW_RATE)
    assert (month.judged, month.status) == (None, Status.NO_TARGET)


def test_that_under_a_filter_it_has_no_value_and_says_why(desk):
    book = with_review(NOTHING, Review(kpi="art", at=on(1)))
    result = rate(desk, book, filters={"channel": ("chat",)}).kpi(REVIEW_RATE)
    assert (result.value, result.reason) == (None, "reviews of targets are not known by channel")


def test_that_times_without_a_zone_are_universal(desk):
    last_moment = datetime(2024, 3, 31, 23, 59)
    book = with_target(NOTHING, Target(kpi="art", value=20.0, changed_at=last_moment))
    assert rate(desk, book).kpi(REVIEW_RATE).numerator == 1


def test_that_its_target_can_be_changed_like_any_other(desk):
    book = with_review(NOTHING, Review(kpi="art", at=on(1)))
    book = with_target(book, Target(kpi=REVIEW_RATE, value=1.0, changed_at=on(2)))
    result = rate(desk, book).kpi(REVIEW_RATE)
    assert (result.target, result.status, result.numerator) == (1, Status.MET, 2)  # its own target too
    assert by_id(REVIEW_RATE).target == 25
