"""Every KPI of the four groups by an example worked by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from cxdesk.common.periods import Calendar
from cxdesk.kpis.axes import labels_of, segments, total
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.values import Cell
from tests.measures.tables import store

JUNE = Calendar().period(date(2024, 6, 1), date(2024, 7, 1))
START = "2024-06-03T08:00"


def cell(kpi_id: str, *, period=None, filters=None, **tables: Any) -> Cell:
    found = store(**tables)
    return evaluate([by_id(kpi_id)], found, total(period), filters=filters)[kpi_id].cell(0)


def answers(kind: str, scores: Sequence[float | None], **more: object) -> list[dict]:
    return [{"kind": kind, "score": score, "responded_at": "2024-06-17", **more} for score in scores]


def tickets(count: int, **more: object) -> list[dict]:
    return [{"ticket_id": str(number), "created_at": START, **more} for number in range(count)]


def answered(*hours: float, **more: object) -> list[dict]:
    return [{"created_at": START, "first_response_time": value, **more} for value in hours]


def resolved(*hours: float, **more: object) -> list[dict]:
    return [{"created_at": START, "resolution_time": value, **more} for value in hours]


# -- satisfaction ------------------------------------------------------------------------------------------------------


def test_csat_80_positive_of_100_is_80_percent():
    found = cell("csat", surveys=answers("csat", [5] * 50 + [4] * 30 + [3] * 20, scale_max=5))
    assert found.value == 80.0
    assert (found.n, found.numerator, found.denominator) == (100, 80.0, 100.0)
    # Wilson, as the command line's example prints it
    assert found.low == pytest.approx(71.1, abs=0.05)
    assert found.high == pytest.approx(86.7, abs=0.05)


def test_csat_mean_of_5_4_3_is_4():
    found = cell("csat_mean", surveys=answers("csat", [5, 4, 3], scale_max=5))
    assert found.value == 4.0
    assert found.n == 3
    assert found.numerator is None


def test_nps_80_percent_promoters_and_20_percent_detractors_is_60():
    found = cell("nps", surveys=answers("nps", [9] * 40 + [10] * 40 + [3] * 20))
    assert found.value == 60.0


def test_ces_of_7_6_2_is_5():
    assert cell("ces", surveys=answers("ces", [7, 6, 2], scale_max=7)).value == 5.0


def test_ces_easy_two_of_three_above_four_of_seven():
    found = cell("ces_easy", surveys=answers("ces", [7, 5, 2], scale_max=7))
    assert found.value == pytest.approx(200 / 3)
    assert (found.numerator, found.denominator) == (2.0, 3.0)


def test_response_rate_one_of_five_sent_is_20_percent():
    surveys = [
        {"kind": "csat", "score": score, "respondent": who, "sent_at": "2024-06-05", "responded_at": when}
        for who, score, when in [("a", 5, "2024-07-02"), ("b", None, None), ("c", None, None), ("d", None, None),
                                 ("e", None, None)]
    ]  # fmt: skip
    # the answer came in July; the sending of June counts
    found = cell("response_rate", surveys=surveys, period=JUNE)
    assert found.value == 20.0
    assert (found.numerator, found.denominator) == (1.0, 5.0)


def test_silent_accounts_two_of_four_is_50_percent():
    own = [{"created_at": START, "account": account} for account in ("A", "A", "B", "C", "D", None)]
    surveys = [
        {"kind": "nps", "score": 3, "account": "A", "responded_at": "2024-06-20"},
        {"kind": "csat", "score": 3, "account": "B", "responded_at": "2024-06-20"},
        {"kind": "csat", "score": None, "account": "C"},  # never answered
        {"kind": "csat", "score": 3, "account": "D", "responded_at": "2024-07-20"},  # not in the period
        {"kind": "csat", "score": 3, "account": "E", "responded_at": "2024-06-20"},  # no tickets
    ]
    found = cell("silent_accounts", tickets=own, surveys=surveys, period=JUNE)
    assert found.value == 50.0
    assert (found.numerator, found.denominator) == (2.0, 4.0)


def test_role_gap_admins_4_5_and_end_users_3_5_is_1():
    surveys = [
        *answers("csat", [5, 4], scale_max=5, requester_role="Admin"),
        *answers("csat", [3, 4], scale_max=5, requester_role="end user"),
        *answers("csat", [1], scale_max=5, requester_role="partner"),
    ]
    found = cell("role_gap", surveys=surveys)
    assert found.value == 1.0
    assert found.n == 4


def test_regional_csat_is_the_lowest_region_with_enough_answers():
    surveys = [
        *answers("csat", [4, 4, 5, 5, 5], scale_max=5, region="North"),
        *answers("csat", [3, 3, 4, 4, 4], scale_max=5, region="South"),
        *answers("csat", [1, 1], scale_max=5, region="West"),  # too few
        *answers("csat", [1] * 5, scale_max=5, region=None),
    ]
    found = cell("regional_csat", surveys=surveys)
    assert found.value == pytest.approx(18 / 5)
    assert found.n == 5


# -- responsiveness ----------------------------------------------------------------------------------------------------


def test_frt_of_1_2_and_9_hours_is_4_hours_and_its_median_2():
    assert cell("frt", tickets=answered(1, 2, 9)).value == 4.0
    assert cell("frt_median", tickets=answered(1, 2, 9)).value == 2.0


def test_frt_p90_interpolates_as_excel_does():
    # PERCENTILE.INC of 1, 2, 9 at 0.9: place 1.8 of 0..2, so 2 + 0.8 x 7
    assert cell("frt_p90", tickets=answered(1, 2, 9)).value == pytest.approx(7.6)


def test_frt_on_target_by_channel():
    own = [
        *answered(24, 25, channel="email"),
        *answered(1, channel="Facebook"),
        *answered(0.05, 0.06, channel="phone"),
        *answered(1, channel="fax"),
        *tickets(1, channel="email"),
    ]
    found = cell("frt_on_target", tickets=own)
    assert (found.numerator, found.denominator) == (3.0, 5.0)
    assert found.value == 60.0


def test_frt_hour_two_of_four_is_50_percent():
    assert cell("frt_hour", tickets=answered(0.5, 1, 1.01, 9)).value == 50.0


def test_global_frt_splits_by_region_and_keeps_the_calendars_clock():
    own = [*answered(2, 4, region="EU"), *answered(9, region="US")]
    found = store(tickets=own, clock="business")
    assert by_id("global_frt").split_by == "region"
    split = evaluate([by_id("global_frt")], found, segments("region", None, labels_of(found, "region")))["global_frt"]
    assert split.value.tolist() == [3.0, 9.0]
    assert evaluate([by_id("global_frt")], found, total(None))["global_frt"].value.tolist() == [5.0]


def test_art_of_10_20_and_42_hours_is_24_hours():
    assert cell("art", tickets=[*resolved(10, 20, 42), *tickets(1)]).value == 24.0
    assert cell("art_median", tickets=resolved(10, 20, 42)).value == 20.0
    # place 1.8: 20 + 0.8 x 22
    assert cell("art_p90", tickets=resolved(10, 20, 42)).value == pytest.approx(37.6)


def test_art_is_dated_by_the_resolution():
    own = [{"created_at": "2024-05-31T20:00", "resolved_at": "2024-06-01T02:00"}, *resolved(1, 3)]
    assert cell("art", tickets=own, period=JUNE).value == pytest.approx(10 / 3)
    assert cell("frt", tickets=[{**own[0], "first_response_time": 1}], period=JUNE).value is None


def test_sla_90_of_120_is_75_percent():
    found = cell("sla", tickets=[*tickets(90, sla_met=1), *tickets(20, sla_met=0), *tickets(10, sla_met=None)])
    assert found.value == 75.0
    assert (found.numerator, found.denominator) == (90.0, 120.0)


# -- resolution quality ------------------------------------------------------------------------------------------------


def test_fcr_7_of_10_is_70_percent():
    own = [*resolved(*[1] * 7, reply_count=1), *resolved(1, 1, reply_count=3), *tickets(1, reply_count=1)]
    found = cell("fcr", tickets=own)
    assert found.value == pytest.approx(70.0)
    assert (found.numerator, found.denominator) == (7.0, 10.0)


def test_resolution_rate_is_resolved_in_the_period_over_created_in_it():
    own = [
        *({"created_at": "2024-05-20", "resolved_at": "2024-06-02"} for _ in range(3)),
        *({"created_at": "2024-06-10", "resolved_at": "2024-07-02"} for _ in range(2)),
        *({"created_at": "2024-06-10", "resolved_at": "2024-06-12"} for _ in range(2)),
    ]
    found = cell("resolution_rate", tickets=own, period=JUNE)
    assert found.value == 125.0
    assert (found.numerator, found.denominator) == (5.0, 4.0)


def test_resolution_ratio_120_tickets_and_100_resolved_is_120():
    found = cell("resolution_ratio", tickets=[*resolved(*[1] * 100), *tickets(20)])
    assert found.value == 120.0
    assert (found.numerator, found.denominator) == (120.0, 100.0)


def test_replies_to_resolution():
    own = [*resolved(1, reply_count=2), *resolved(1, reply_count=5), *tickets(1, reply_count=9)]
    assert cell("replies", tickets=own).value == 3.5


def test_reopen_rate_one_of_four_resolved():
    own = [*resolved(1, reopen_count=2), *resolved(1, 1, 1, reopen_count=0), *tickets(1, reopen_count=1)]
    assert cell("reopen_rate", tickets=own).value == 25.0


def test_escalation_rate_one_of_ten():
    assert cell("escalation_rate", tickets=[*tickets(1, escalated=1), *tickets(9, escalated=0)]).value == 10.0


def test_handoffs():
    own = [*tickets(1, handoff_count=2), *tickets(1, handoff_count=1), *tickets(8, handoff_count=0)]
    assert cell("handoff_rate", tickets=own).value == 20.0
    assert cell("handoffs", tickets=own).value == pytest.approx(0.3)


def test_repeat_and_durable_rate():
    own = [
        {"created_at": "2024-06-03", "resolved_at": "2024-06-04", "requester": "ann", "category": "login"},
        {"created_at": "2024-06-06", "resolved_at": "2024-06-07", "requester": "ann", "category": "login"},
        {"created_at": "2024-06-06", "resolved_at": "2024-06-07", "requester": "bob", "category": "login"},
        {"created_at": "2024-06-06", "resolved_at": "2024-06-07", "requester": "cid", "category": "login"},
    ]
    assert cell("repeat_rate", tickets=own).value == 25.0
    assert cell("durable_rate", tickets=own).value == 75.0


def test_automation_rate_one_of_five_resolved():
    own = [*resolved(1, automated=1), *resolved(1, 1, 1, 1, automated=0), *tickets(1, automated=1)]
    assert cell("automation_rate", tickets=own).value == 20.0


# -- volume, workload and cost -----------------------------------------------------------------------------------------


def test_volume_counts_tickets_created_in_the_period():
    own = [*tickets(3), {"created_at": "2024-07-01T00:00"}, {"created_at": "2024-06-01T00:00"}, {"created_at": None}]
    assert cell("volume", tickets=own, period=JUNE).value == 4.0
    assert cell("volume", tickets=own).value == 6.0


def test_per_customer_takes_the_requester_where_no_account_stands():
    own = [
        *tickets(3, account="Acme", requester="ann"),
        *tickets(2, account=None, requester="bob"),
        *tickets(1, account=None, requester="Acme"),  # a person of that name is another customer
    ]
    found = cell("per_customer", tickets=own)
    assert found.value == 2.0
    assert found.denominator == 3.0


def test_per_agent():
    assert cell("per_agent", tickets=[*tickets(3, agent="x"), *tickets(2, agent="y"), *tickets(1)]).value == 3.0


def test_backlog_and_its_median_age():
    own = [
        {"created_at": "2024-06-30T00:00"},  # 24 h old at the period's end
        {"created_at": "2024-06-29T00:00"},  # 48 h
        {"created_at": "2024-06-01T00:00", "resolved_at": "2024-07-01T00:00"},  # ends at t: still stands, 720 h
        {"created_at": "2024-06-01T00:00", "resolved_at": "2024-06-30T23:59"},
        {"created_at": "2024-07-01T00:00"},  # starts at t: not yet
        {"created_at": None},
    ]
    assert cell("backlog", tickets=own, period=JUNE).value == 3.0
    assert cell("backlog_age", tickets=own, period=JUNE).value == 48.0


def test_that_an_empty_backlog_is_zero_and_has_no_age():
    assert cell("backlog", tickets=resolved(1, 2)).value == 0.0
    assert cell("backlog_age", tickets=resolved(1, 2)).value is None


def test_net_flow():
    assert cell("net_flow", tickets=[*resolved(1, 1), *tickets(3)]).value == 3.0


def test_after_hours():
    own = [{"created_at": stamp} for stamp in ("2024-06-03T10:00", "2024-06-03T20:00", "2024-06-02T10:00")]
    assert cell("after_hours", tickets=own).value == pytest.approx(200 / 3)


def test_cost_per_ticket_takes_the_months_that_start_in_the_period():
    figures = [
        {"month": "2024-05-01", "name": "support_cost", "value": 900},
        {"month": "2024-06-01", "name": "Support_Cost", "value": 500},
        {"month": "2024-06-01", "name": "rent", "value": 7},
    ]
    found = cell("cost_per_ticket", tickets=tickets(20, cost=3), figures=figures, period=JUNE)
    assert found.value == 25.0
    assert (found.numerator, found.denominator) == (500.0, 20.0)


def test_cost_per_ticket_from_the_tickets_own_cost():
    assert cell("cost_per_ticket", tickets=[*tickets(3, cost=8), *tickets(1)]).value == 6.0


def test_live_ratio_over_tickets_with_both_times():
    own = [*tickets(1, talk_time=0.3, hold_time=0.1), *tickets(1, talk_time=0.6, hold_time=0), *tickets(1, talk_time=9)]
    assert cell("live_ratio", tickets=own).value == pytest.approx(90.0)


def test_hold_time_of_1_and_3_minutes_is_2_minutes():
    assert cell("hold_time", tickets=[*tickets(1, hold_time=1 / 60), *tickets(1, hold_time=3 / 60)]).value == (
        pytest.approx(2.0)
    )


def test_esat_is_a_survey_kind_of_its_own():
    surveys = [*answers("esat", [4, 5], scale_max=5), *answers("csat", [1], scale_max=5)]
    assert cell("esat", surveys=surveys).value == 4.5


def test_that_amounts_of_different_currencies_are_never_added():
    costs = [(10, "EUR"), (10, "USD"), (20, "EUR"), (None, "GBP")]
    rows = [{"created_at": START, "cost": cost, "extra:Currency": currency} for cost, currency in costs]
    found = cell("cost_per_ticket", tickets=rows)
    assert found.value is None
    assert found.reason == "the amounts are in different currencies (EUR and USD); filter to one of them"
    assert cell("cost_per_ticket", tickets=rows, filters={"extra:Currency": ("EUR",)}).value == 15.0


def test_that_a_figure_counts_in_the_currency_chosen():
    figures = [
        {"month": "2024-06-01", "name": "support_cost", "value": 500, "extra:Currency": "EUR"},
        {"month": "2024-06-01", "name": "support_cost", "value": 70, "extra:Currency": "USD"},
    ]
    mixed = cell("cost_per_ticket", tickets=tickets(20), figures=figures, period=JUNE)
    assert mixed.reason == "the amounts are in different currencies (EUR and USD); filter to one of them"
    assert cell("cost_per_ticket", tickets=tickets(20), figures=figures, period=JUNE, currency="EUR").value == 25.0
