"""Segments, filtered reports and steps of the series against the targets that are theirs."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Grain
from cxdesk.report.build import build_report, evaluate_query, judge
from cxdesk.report.records import Query
from cxdesk.targets.book import with_target, without_target
from cxdesk.targets.target import Status, Target, TargetBook
from tests.report.conftest import FEBRUARY, UTC, dataset_of

EACH = Conventions(min_sample=1)
CHAT, EMAIL = ("channel", "chat"), ("channel", "email")
# In February chats take (8 + 16 + 8 + 16) / 4 = 12 hours to resolve, e-mails (4 + 12 + 4 + 12) / 4 = 8, all 10.
BOOK = TargetBook(targets=(Target(kpi="art", value=9.0), Target(kpi="art", value=12.0, segment=CHAT)))


def february(desk, book=BOOK, filters=None, **options: Any):
    query = Query(period=FEBRUARY, splits=("channel",), filters=filters or {}, conventions=EACH, **options)
    return build_report(desk, query, book)


def by_segment(report, kpi_id="art"):
    return {cell.segment: cell for cell in report.segments(kpi_id, "channel")}


def test_that_a_segment_is_judged_by_its_own_target_and_carries_it(desk):
    cells = by_segment(february(desk))
    assert (cells["chat"].value, cells["chat"].target, cells["chat"].status) == (pytest.approx(12), 12, Status.MET)
    assert (cells["email"].value, cells["email"].target, cells["email"].status) == (pytest.approx(8), 9, Status.MET)
    assert (cells["chat"].own_target, cells["email"].own_target) == (True, False)
    assert (cells["chat"].tolerance, cells["email"].tolerance) == (pytest.approx(0.6), pytest.approx(0.45))


def test_that_the_whole_keeps_its_own_target(desk):
    art = february(desk).kpi("art")
    assert (art.target, art.status, art.target_segment) == (9, Status.MISSED, None)


def test_that_without_a_target_of_its_own_a_segment_has_that_of_the_whole(desk):
    cells = by_segment(february(desk, TargetBook()))
    assert (cells["chat"].target, cells["chat"].own_target) == (24, False)


def test_that_a_report_filtered_to_one_segment_is_judged_by_its_target(desk):
    art = february(desk, filters={"channel": ("chat",)}).kpi("art")
    assert (art.value, art.target, art.status, art.target_segment) == (pytest.approx(12), 12, Status.MET, CHAT)
    assert art.attainment == pytest.approx(100)


def test_that_a_report_filtered_to_several_segments_has_the_target_of_the_whole(desk):
    art = february(desk, filters={"channel": ("chat", "email")}).kpi("art")
    assert (art.target, art.target_segment) == (9, None)


def test_that_spellings_of_one_value_are_one_segment(desk):
    art = february(desk, filters={"channel": ("chat", "Chat")}).kpi("art")
    assert art.target == 12
    upper = TargetBook(targets=(Target(kpi="art", value=12.0, segment=("channel", "CHAT")),))
    assert by_segment(february(desk, upper))["chat"].target == 12


def test_that_a_segment_that_wants_no_target_has_no_status(desk):
    book = with_target(BOOK, Target(kpi="art", value=None, segment=CHAT))
    cell = by_segment(february(desk, book))["chat"]
    assert (cell.target, cell.tolerance, cell.status, cell.own_target) == (None, None, Status.NO_TARGET, True)


def test_that_a_segments_target_begins_on_its_day(desk):
    book = TargetBook(targets=(Target(kpi="art", value=12.0, segment=CHAT, effective=date(2024, 3, 1)),))
    assert by_segment(february(desk, book))["chat"].target == 24
    earlier = TargetBook(targets=(Target(kpi="art", value=12.0, segment=CHAT, effective=date(2024, 2, 29)),))
    assert by_segment(february(desk, earlier))["chat"].target == 12


def test_that_a_reset_of_a_segment_leaves_the_whole_alone_and_the_other_way_round(desk):
    cells = by_segment(february(desk, without_target(BOOK, "art", segment=CHAT)))
    assert (cells["chat"].target, cells["email"].target) == (9, 9)
    cells = by_segment(february(desk, without_target(BOOK, "art")))
    assert (cells["chat"].target, cells["email"].target) == (12, 24)


def test_that_of_two_segments_filtered_to_the_target_set_last_counts(desk):
    both = {"channel": ("chat",), "region": ("EMEA",)}
    tickets = desk.tables["tickets"].assign(region=pd.Categorical(["EMEA"] * 17))
    book = with_target(BOOK, Target(kpi="art", value=11.0, segment=("region", "EMEA")))
    data = dataset_of(tickets=tickets)
    assert february(data, book, both).kpi("art").target == 11
    again = with_target(book, Target(kpi="art", value=13.0, segment=CHAT))
    assert february(data, again, both).kpi("art").target == 13


def test_that_a_segment_of_a_filtered_report_falls_back_to_the_filters_target(desk):
    tickets = desk.tables["tickets"].assign(region=pd.Categorical(["EMEA", "AMER"] * 8 + ["EMEA"]))
    query = Query(period=FEBRUARY, splits=("region",), filters={"channel": ("chat",)}, conventions=EACH)
    cell = build_report(dataset_of(tickets=tickets), query, BOOK).segments("art", "region")[0]
    assert (cell.segment, cell.target, cell.own_target) == ("AMER", 12, False)


# The series.


def test_that_each_step_is_judged_by_the_target_in_force_at_its_end(desk):
    book = TargetBook(targets=(
        Target(kpi="art", value=20.0, effective=date(2024, 1, 1)),
        Target(kpi="art", value=9.0, effective=date(2024, 2, 15)),
    ))  # fmt: skip
    points = february(desk, book, history=True).points("art")
    # January took 20 hours against at most 20, February 10 against at most 9
    assert [(point.target, point.status) for point in points] == [(20, Status.MET), (9, Status.MISSED)]


def test_that_an_edit_of_one_target_judges_its_points_anew(desk):
    evaluation = evaluate_query(desk, Query(period=FEBRUARY, history=True, conventions=EACH))
    strict = judge(evaluation, TargetBook(targets=(Target(kpi="art", value=1.0),)))
    assert [point.status for point in strict.points("art")] == [Status.MISSED, Status.MISSED]
    plain = judge(evaluation, TargetBook())
    assert [point.target for point in plain.points("art")] == [24, 24]
    assert [point.status for point in plain.points("art")] == [Status.MET, Status.MET]


def test_that_steps_of_a_filtered_report_have_the_segments_target(desk):
    points = february(desk, filters={"channel": ("chat",)}, history=True).points("art")
    assert [point.target for point in points] == [12, 12]


def test_that_backlog_growth_of_a_step_is_near_within_two_percent_of_the_steps_volume(desk):
    # January: 6 created, 6 resolved. February: 10 created, 8 resolved: 2 more, and 2 % of 10 is .2
    points = february(desk, TargetBook(), history=True).points("net_flow")
    assert [(point.value, point.status) for point in points] == [(0, Status.MET), (2, Status.MISSED)]


def test_that_the_last_step_of_a_period_ends_with_it(desk):
    period = UTC.period(date(2024, 2, 1), date(2024, 2, 20))
    book = TargetBook(targets=(Target(kpi="art", value=5.0), Target(kpi="art", value=3.0, effective=date(2024, 2, 21))))
    query = Query(period=period, conventions=EACH)
    assert [point.target for point in build_report(desk, query, book).points("art")] == [5]


# Targets stated a month.


def customers(**columns: Any):
    frame = {"account": pd.Categorical([f"A{i}" for i in range(10)]), **columns}
    frame |= {"_source": np.zeros(10, dtype=np.int32), "_row": np.arange(2, 12, dtype=np.int32)}
    return dataset_of(accounts=pd.DataFrame(frame))


def test_that_steps_shorter_than_the_targets_unit_of_time_have_no_status():
    started = np.array(["2023-01-01"] * 10, dtype="datetime64[ms]")
    ended = np.array(["2024-01-10", *["NaT"] * 8, "2024-01-31"], dtype="datetime64[ms]")
    data = customers(started_on=started, ended_on=ended)
    january = UTC.step_of(date(2024, 1, 1), Grain.MONTH)
    weekly = build_report(data, Query(period=january, grain=Grain.WEEK, conventions=EACH), TargetBook())
    assert weekly.kpi("churn").value == pytest.approx(20)
    assert weekly.kpi("churn").status is Status.MISSED
    found = weekly.points("churn")
    assert found
    assert all(point.target == 3 for point in found)
    assert {point.status for point in found if point.value is not None} == {Status.NO_TARGET}


def test_that_churn_from_a_flag_has_no_dates_and_so_no_status():
    data = customers(churned=np.array([1.0] * 2 + [0.0] * 8))
    churn = build_report(data, Query(conventions=EACH), TargetBook()).kpi("churn")
    assert churn.value == pytest.approx(20)
    assert (churn.judged, churn.status, churn.index, churn.attainment) == (None, Status.NO_TARGET, None, None)
