"""Statuses, tolerances, index and attainment, worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar
from cxdesk.common.units import Better, Unit
from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.targets.status import (
    attainment,
    benchmark_index,
    is_certain,
    is_sampled,
    judge,
    judged_value,
    tolerance_of,
    too_few,
)
from cxdesk.targets.target import Status, Target

PLAIN = Conventions()
UTC = Calendar()


def status(kpi_id, value, target, n=100, volume=None, tolerance=None):
    aim = None if target is None else Target(kpi=kpi_id, value=target, tolerance=tolerance)
    return judge(by_id(kpi_id), value, n, aim, PLAIN, volume=volume)


@pytest.mark.parametrize(
    ("kpi_id", "value", "target", "expected"),
    [
        ("csat", 80.0, 80, Status.MET),  # equal is met
        ("csat", 79.999, 80, Status.NEAR),
        ("csat", 76.0, 80, Status.NEAR),  # 5 % of 80 is 4
        ("csat", 75.999, 80, Status.MISSED),
        ("frt", 24.0, 24, Status.MET),
        ("frt", 25.2, 24, Status.NEAR),  # 5 % of 24 is 1.2
        ("frt", 25.21, 24, Status.MISSED),
        ("sla", 95.0, 95, Status.MET),
        ("sla", 94.75, 95, Status.NEAR),  # 5 % of the 5 to 100 is .25
        ("sla", 94.74, 95, Status.MISSED),
        ("sla", 89.5, 90, Status.NEAR),
        ("sla", 89.4, 90, Status.MISSED),
        ("sla", 85.5, 89, Status.NEAR),  # below 90: 5 % of 89 is 4.45
        ("uptime", 95.0, 99.9, Status.MISSED),
        ("uptime", 99.895, 99.9, Status.NEAR),
        ("roi", 95.0, 100, Status.NEAR),  # no share: 5 % of 100 is 5
        ("roi", 94.99, 100, Status.MISSED),
        ("nps", 50.0, 50, Status.MET),
        ("nps", -2.1, -2, Status.NEAR),  # 5 % of a negative target counts by its size
        ("nps", -2.11, -2, Status.MISSED),
        ("reopen_rate", 5.25, 5, Status.NEAR),
        ("reopen_rate", 5.26, 5, Status.MISSED),
    ],
)
def test_that_statuses_follow_the_rule(kpi_id, value, target, expected):
    assert status(kpi_id, value, target) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, Status.MET),
        (0.3, Status.MET),
        (-0.3, Status.MET),
        (0.31, Status.NEAR),
        (-0.6, Status.NEAR),
        (0.61, Status.MISSED),
        (-0.61, Status.MISSED),
    ],
)
def test_that_the_role_gap_is_met_within_its_tolerance_of_zero(value, expected):
    assert status("role_gap", value, 0) is expected


def test_that_a_role_gap_is_certain_where_its_interval_lies_within_the_tolerance_or_beyond_it():
    gap = by_id("role_gap")
    assert is_certain(gap, -0.2, 0.3, 0.0, PLAIN, 0.3)
    assert not is_certain(gap, -0.2, 0.4, 0.0, PLAIN, 0.3)
    assert is_certain(gap, 0.4, 0.9, 0.0, PLAIN, 0.3)
    assert not is_certain(gap, -0.5, 0.5, 0.0, PLAIN, 0.3)


def test_that_backlog_growth_is_near_within_two_percent_of_the_volume():
    assert status("net_flow", -3.0, 0, volume=1000) is Status.MET
    assert status("net_flow", 20.0, 0, volume=1000) is Status.NEAR
    assert status("net_flow", 21.0, 0, volume=1000) is Status.MISSED


def test_that_an_own_tolerance_wins():
    assert status("csat", 70.0, 80, tolerance=10) is Status.NEAR
    assert status("csat", 79.0, 80, tolerance=0) is Status.MISSED


def test_that_statuses_come_in_order():
    assert status("csat", None, 80, n=0) is Status.NO_DATA
    assert status("csat", 100.0, None, n=4) is Status.TOO_FEW
    assert status("csat", 100.0, 80, n=4) is Status.TOO_FEW
    assert status("csat", 100.0, None, n=5) is Status.NO_TARGET
    assert status("csat", 100.0, 80, n=5) is Status.MET


def test_that_counts_are_never_too_few_but_means_shares_and_quantiles_are():
    assert not too_few(by_id("volume"), 1, PLAIN)
    assert not too_few(by_id("net_flow"), 1, PLAIN)
    assert all(
        is_sampled(by_id(kpi)) for kpi in ("csat", "frt", "frt_p90", "role_gap", "backlog_age", "resolution_rate")
    )


def test_that_a_kpi_without_a_direction_is_met_around_its_target():
    assert status("after_hours", 21.0, 20) is Status.MET
    assert status("after_hours", 18.0, 20) is Status.NEAR
    assert status("after_hours", 23.0, 20) is Status.MISSED


def test_that_direction_follows_the_convention():
    lower = PLAIN.with_setting("ces_direction", "lower")
    aim = Target(kpi="ces", value=3.0)
    assert judge(by_id("ces"), 2.5, 50, aim, lower) is Status.MET
    assert judge(by_id("ces"), 2.5, 50, aim, PLAIN) is Status.MISSED


def test_that_tolerance_is_told_in_the_kpis_unit():
    assert tolerance_of(by_id("csat"), Target(kpi="csat", value=80)) == pytest.approx(4)
    assert tolerance_of(by_id("uptime"), Target(kpi="uptime", value=99.9)) == pytest.approx(0.005)
    assert tolerance_of(by_id("role_gap"), Target(kpi="role_gap", value=0)) == 0.3


@pytest.mark.parametrize(
    ("kpi_id", "low", "high", "target", "expected"),
    [
        ("csat", 80.0, 90.0, 80, True),
        ("csat", 79.9, 90.0, 80, False),
        ("csat", 60.0, 79.9, 80, True),
        ("frt", 20.0, 24.0, 24, True),
        ("frt", 20.0, 24.1, 24, False),
        ("frt", 24.1, 30.0, 24, True),
        ("role_gap", -0.2, 0.4, 0.3, False),
        ("role_gap", 0.4, 0.5, 0.3, True),
        ("role_gap", -0.2, 0.2, 0.3, True),
        ("role_gap", -0.5, 0.5, 0.3, False),
        ("csat", None, None, 80, False),
    ],
)
def test_that_certain_means_the_whole_interval_on_one_side(kpi_id, low, high, target, expected):
    assert is_certain(by_id(kpi_id), low, high, target, PLAIN) is expected


def test_that_index_is_kpi_by_benchmark_and_attainment_is_turned():
    assert benchmark_index(by_id("frt"), 30.0, 24.0) == pytest.approx(125)
    assert attainment(by_id("frt"), 30.0, 24.0, PLAIN) == pytest.approx(80)
    assert attainment(by_id("csat"), 88.0, 80.0, PLAIN) == pytest.approx(110)


@pytest.mark.parametrize(("value", "target"), [(0.0, 80.0), (-1.0, 80.0), (5.0, 0.0), (None, 80.0), (5.0, None)])
def test_that_nothing_is_indexed_at_or_below_zero(value, target):
    assert benchmark_index(by_id("net_flow"), value, target) is None
    assert attainment(by_id("net_flow"), value, target, PLAIN) is None


def test_that_scores_around_zero_have_no_index():
    unindexed = {kpi.id for kpi in CATALOGUE if not kpi.indexed}
    assert unindexed == {"nps", "sentiment", "role_gap"}
    assert benchmark_index(by_id("nps"), 40.0, 50.0) is None


def test_that_targets_a_month_are_compared_with_the_mean_per_month():
    half_year = UTC.period(date(2024, 1, 1), date(2024, 7, 1))
    assert judged_value(by_id("churn"), 12.0, half_year, UTC) == pytest.approx(2)
    assert judged_value(by_id("retention"), 88.0, half_year, UTC) == pytest.approx(98)
    assert judged_value(by_id("csat"), 88.0, half_year, UTC) == 88


def test_that_a_period_shorter_than_the_targets_unit_is_not_judged():
    fortnight = UTC.period(date(2024, 1, 1), date(2024, 1, 15))
    assert judged_value(by_id("churn"), 1.0, fortnight, UTC) is None


def test_that_every_default_target_can_be_judged():
    for kpi in CATALOGUE:
        if kpi.target is not None and kpi.better is not Better.NEITHER:
            assert status(kpi.id, kpi.target, kpi.target, volume=100) is Status.MET, kpi.id
            worse = kpi.target * (0.5 if kpi.better is Better.HIGHER else 2) + (
                -1 if kpi.better is Better.HIGHER else 1
            )
            assert status(kpi.id, worse, kpi.target, volume=0) is Status.MISSED, kpi.id
        assert kpi.unit in Unit
