"""Retention, revenue and account health by examples worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cxdesk.common.periods import Calendar, Grain
from cxdesk.kpis.axes import segments, steps, total
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.rows import rows_behind
from cxdesk.kpis.values import Cell, Values
from tests.measures.tables import store

JUNE = Calendar().period(date(2024, 6, 1), date(2024, 7, 1))
QUARTER = Calendar().period(date(2024, 4, 1), date(2024, 7, 1))


def values(kpi_id: str, axis: Any = None, *, filters: Any = None, sheets: dict[str, Any], **settings: Any) -> Values:
    found = store(tables=sheets, **settings)
    return evaluate([by_id(kpi_id)], found, axis or total(JUNE), filters=filters)[kpi_id]


def cell(kpi_id: str, period: Any = JUNE, *, filters: Any = None, sheets: dict[str, Any], **settings: Any) -> Cell:
    return values(kpi_id, total(period), filters=filters, sheets=sheets, **settings).cell(0)


def customers(count: int, ended: int = 0, on: str = "2024-06-10", started: str = "2023-01-01") -> list[dict]:
    """So many customers, the first of whom ended on a day."""
    return [
        {"account": f"{started} {number}", "started_on": started, "ended_on": on if number < ended else None}
        for number in range(count)
    ]


def orders(*rows: tuple[str, str, float], **more: object) -> list[dict]:
    return [
        {"order_id": f"{account} {at} {number}", "account": account, "ordered_at": at, "amount": amount, **more}
        for number, (account, at, amount) in enumerate(rows)
    ]


# -- churn and retention -----------------------------------------------------------------------------------------------


def test_2500_customers_at_the_start_2455_at_the_end_and_none_new_is_a_churn_of_1_8_percent():
    sheet = customers(2500, ended=45)
    for convention in ("lost", "net"):
        found = cell("churn", sheets={"accounts": sheet}, churn=convention)
        assert found.value == pytest.approx(1.8)
        assert (found.n, found.numerator, found.denominator) == (2500, 45, 2500)
    assert cell("retention", sheets={"accounts": sheet}).value == pytest.approx(98.2)


def test_that_won_customers_hide_lost_ones_only_in_the_net_rate():
    sheet = [*customers(100, ended=8), *customers(5, started="2024-06-20")]
    assert cell("churn", sheets={"accounts": sheet}).value == pytest.approx(8.0)
    assert cell("churn", sheets={"accounts": sheet}, churn="net").value == pytest.approx(3.0)  # (100 - 97) / 100
    assert cell("retention", sheets={"accounts": sheet}).value == pytest.approx(92.0)


def test_that_customers_who_came_and_went_within_the_period_are_no_loss_of_its_start():
    sheet = [*customers(10), *customers(4, ended=4, on="2024-06-25", started="2024-06-05")]
    assert cell("churn", sheets={"accounts": sheet}).value == 0
    assert cell("retention", sheets={"accounts": sheet}).value == 100


def test_that_a_customer_who_ends_as_the_period_begins_is_lost_in_it_and_one_who_ends_with_it_is_not():
    sheet = [*customers(8), *customers(1, ended=1, on="2024-06-01", started="2022-01-01")]
    assert cell("churn", sheets={"accounts": sheet}).numerator == 1
    sheet = [*customers(8), *customers(1, ended=1, on="2024-07-01", started="2022-01-01")]
    assert cell("churn", sheets={"accounts": sheet}).numerator == 0
    sheet = [*customers(8), *customers(1, started="2024-06-01")]  # starts with the period: new, not there before it
    assert cell("churn", sheets={"accounts": sheet}).denominator == 8


def test_that_a_month_of_the_series_loses_its_own_customers():
    sheet = [*customers(50, ended=5, on="2024-05-15"), *customers(50, ended=9, on="2024-06-30", started="2022-01-01")]
    found = values("churn", steps(Calendar().buckets(QUARTER, Grain.MONTH)), sheets={"accounts": sheet})
    assert found.numerator is not None
    assert found.denominator is not None
    assert found.numerator.tolist() == [0, 5, 9]
    assert found.denominator.tolist() == [100, 100, 95]


def test_that_a_flag_without_dates_gives_the_flagged_of_all_over_everything_only():
    sheet = [{"account": str(number), "churned": number < 3, "tenure_months": 12} for number in range(10)]
    found = cell("churn", None, sheets={"accounts": sheet})
    assert found.value == pytest.approx(30.0)
    assert (found.numerator, found.denominator) == (3, 10)
    assert cell("churn", sheets={"accounts": sheet}).value is None


def test_that_churn_has_the_customers_at_the_start_behind_it_and_the_lost_ones_in_its_numerator():
    found = store(tables={"accounts": [*customers(6, ended=2), *customers(3, started="2024-06-20")]})
    rows = rows_behind(by_id("churn"), found, period=JUNE)
    assert rows is not None
    assert rows.positions.tolist() == [0, 1, 2, 3, 4, 5]
    assert rows.in_numerator.tolist() == [True, True, False, False, False, False]


def test_that_churn_by_segment_divides_each_segments_customers():
    sheet = [
        {**row, "segment": "small" if number % 2 else "large"} for number, row in enumerate(customers(20, ended=5))
    ]
    found = values("churn", segments("segment", JUNE, ("large", "small")), sheets={"accounts": sheet})
    assert found.value.tolist() == pytest.approx([30.0, 20.0])  # rows 0, 2 and 4, and rows 1 and 3, of ten each


# -- revenue -----------------------------------------------------------------------------------------------------------


def year_of_orders() -> list[dict]:
    """Two customers who ordered every quarter for 50 each."""
    days = ("2023-08-10", "2023-11-10", "2024-02-10", "2024-05-10")
    return orders(*((account, day, 50.0) for account in "ab" for day in days))


def test_50_times_4_times_5_years_is_a_lifetime_value_of_1000():
    earlier = orders(("c", "2023-01-05", 70.0))  # before the twelve months that end with June
    five_years = {"started_on": "2019-07-01T06:00", "ended_on": "2024-06-30T12:00"}  # 1826.25 days
    sheets = {"orders": [*earlier, *year_of_orders()], "accounts": [{"account": "a", **five_years}]}
    period = Calendar().period(date(2023, 7, 1), date(2024, 7, 1))
    assert cell("apv", period, sheets=sheets).value == 50
    assert cell("purchase_frequency", period, sheets=sheets).value == 4
    assert cell("lifespan", period, sheets=sheets).value == pytest.approx(5.0, abs=1e-12)
    found = cell("clv", period, sheets=sheets)
    assert found.value == pytest.approx(1000)
    costs = [{"month": "2024-01-01", "name": "acquisition_cost", "value": 400.0}]
    won = [{"account": "n1", "started_on": "2024-02-01"}, {"account": "n2", "started_on": "2024-03-01"}]
    more = {**sheets, "accounts": [*sheets["accounts"], *won], "figures": costs}
    clv = cell("clv", period, sheets=more).value
    assert clv is not None
    assert cell("ltv_cac", period, sheets=more).value == pytest.approx(clv / (400 / 2))


def test_that_lines_of_one_order_are_one_order():
    rows = orders(("a", "2024-06-03", 30.0), ("a", "2024-06-03", 20.0), ("b", "2024-06-09", 10.0))
    rows[1]["order_id"] = rows[0]["order_id"]
    found = cell("apv", sheets={"orders": rows})
    assert (found.value, found.numerator, found.denominator) == (30.0, 60.0, 2.0)


def test_that_a_frequency_over_shorter_data_uses_all_of_it_and_says_so():
    found = values("purchase_frequency", sheets={"orders": orders(("a", "2024-04-09", 5.0), ("a", "2024-06-03", 5.0))})
    assert found.value[0] == pytest.approx(2 / 1 / (91 / 365.25))  # April to June: 30 + 31 + 30 days
    assert "less than 12 months" in found.notes[0]


def test_that_the_frequency_of_each_month_looks_back_twelve_months():
    found = values(
        "purchase_frequency",
        steps(Calendar().buckets(QUARTER, Grain.MONTH)),
        sheets={"orders": [*orders(("z", "2022-01-01", 1.0)), *year_of_orders(), *orders(("c", "2024-06-05", 1.0))]},
    )
    # to the end of April and of May: 6 and 8 orders of two customers; to the end of June: 9 orders of three
    assert found.value.tolist() == pytest.approx([3.0, 4.0, 3.0])


def test_that_a_standing_customer_counts_with_the_years_so_far_and_the_value_says_it_is_a_lower_bound():
    sheet = [{"account": "a", "started_on": "2022-07-01"}, {"account": "b", "started_on": "2023-07-01"}]
    found = values("lifespan", sheets={"accounts": sheet}, as_of="2024-06-30T00:00")
    assert found.value[0] == pytest.approx((730 + 365) / 2 / 365.25)
    assert "higher" in found.notes[0]


def test_that_expansion_is_what_known_customers_brought_beyond_the_period_before():
    rows = orders(
        ("a", "2024-04-02", 1.0), ("a", "2024-05-10", 100.0), ("b", "2024-05-11", 40.0),
        ("a", "2024-06-04", 130.0), ("b", "2024-06-09", 60.0), ("new", "2024-06-20", 500.0), ("new", "2024-06-21", 7.0),
    )  # fmt: skip
    assert cell("expansion", sheets={"orders": rows}).value == pytest.approx(190 - 140)
    assert cell("expansion", None, sheets={"orders": rows}).value is None  # nothing lies before everything
    months = values("expansion", steps(Calendar().buckets(QUARTER, Grain.MONTH)), sheets={"orders": rows})
    assert months.value[1:].tolist() == pytest.approx([100 - 1, 190 - 140])


def test_that_an_uncovered_period_before_gives_no_expansion():
    rows = orders(("a", "2024-05-28", 100.0), ("a", "2024-06-04", 130.0))
    found = cell("expansion", sheets={"orders": rows})
    assert found.value is None
    assert found.reason == "needs a period, with data that reach back over the period before it"


def test_upsell_and_cross_sell_orders_per_customer_who_ordered():
    rows = orders(
        ("a", "2024-06-01", 1.0), ("b", "2024-06-02", 1.0), ("c", "2024-06-03", 1.0), ("c", "2024-06-04", 1.0)
    )
    for row, kind in zip(rows, ("new", "upsell", "cross_sell", "renewal"), strict=True):
        row["kind"] = kind
    found = cell("upsell_rate", sheets={"orders": rows})
    assert (found.numerator, found.denominator) == (2, 3)
    assert found.value == pytest.approx(200 / 3)


def test_that_amounts_of_two_currencies_are_not_added_until_one_is_chosen():
    rows = orders(("a", "2024-06-01", 10.0), ("b", "2024-06-02", 30.0))
    rows[0]["extra:Currency"], rows[1]["extra:Currency"] = "EUR", "USD"
    found = cell("apv", sheets={"orders": rows})
    assert found.value is None
    assert found.reason == "the amounts are in different currencies (EUR and USD); filter to one of them"
    chosen = values("apv", sheets={"orders": rows}, currency="USD")
    assert chosen.value[0] == 30
    assert chosen.notes == ("1 amount in other currencies than USD left out",)
    assert cell("apv", sheets={"orders": rows}, filters={"extra:Currency": ("EUR",)}).value == 10


# -- onboarding --------------------------------------------------------------------------------------------------------


def test_onboarding_is_dated_by_its_end():
    names = ("account", "onboarding_started_at", "onboarded_at", "first_value_at")
    days = [
        ("a", "2024-05-02", "2024-06-01", "2024-05-12"),
        ("b", "2024-06-01", "2024-06-11", "2024-06-06"),
        ("c", "2024-06-20", None, "2024-06-27"),
    ]
    rows = [dict(zip(names, row, strict=True)) for row in days]
    assert cell("onboarding_time", sheets={"accounts": rows}).value == 20.0  # 30 and 10 days
    assert cell("time_to_value", sheets={"accounts": rows}).value == 6.0  # 5 and 7 days


def test_milestones_on_time_of_those_due():
    rows = [
        {"account": "a", "onboarded_at": "2024-06-11", "milestones_due": 4, "milestones_on_time": 3},
        {"account": "b", "onboarded_at": "2024-06-12", "milestones_due": 6, "milestones_on_time": 6},
    ]
    found = cell("milestones", sheets={"accounts": rows})
    assert (found.value, found.numerator, found.denominator) == (90.0, 9.0, 10.0)


# -- health ------------------------------------------------------------------------------------------------------------


def healthy() -> dict[str, Any]:
    answer = {"kind": "csat", "scale_max": 5, "responded_at": "2024-06-10"}
    return {
        "accounts": [
            {"account": "a", "health_adoption": 0.5, "health_payment": 1.0},
            {"account": "b", "health_adoption": 0.2, "health_payment": None},
        ],
        "surveys": [
            {**answer, "account": "a", "score": 5},
            {**answer, "account": "a", "score": 2},
            {**answer, "account": "b", "score": 4},
            {**answer, "account": "c", "score": 1},
            {"kind": "nps", "score": 9, "responded_at": "2024-06-11", "account": "c", "scale_max": 10},
        ],
        "tickets": [
            {"created_at": "2024-06-02", "account": "a", "sla_met": 1},
            {"created_at": "2024-06-02", "account": "a", "sla_met": 1},
            {"created_at": "2024-06-03", "account": "d", "sla_met": 1},
        ],
        "usage": [
            {"used_at": "2024-06-20", "user": "u", "account": "a"},
            {"used_at": "2024-04-20", "user": "v", "account": "b"},
        ],
    }


def test_account_health_is_the_mean_of_each_accounts_metrics_then_of_the_accounts():
    # a: satisfied 0.5, SLA 1, used lately 1, columns 0.5 and 1 -> 4 / 5; b: satisfied 1, not used 0, column 0.2 -> 0.4
    # c: satisfied 0, recommendation (100 + 100) / 200 = 1 -> 0.5; d: SLA alone is too little
    found = cell("health", sheets=healthy(), as_of="2024-06-30T00:00")
    assert found.value == pytest.approx(100 * (0.8 + 0.4 + 0.5) / 3)
    assert found.n == 3
    sheets = healthy()
    # answers that name no account are nobody's health
    sheets["surveys"] += [{**row, "account": None} for row in (*sheets["surveys"][:1], *sheets["surveys"][4:])]
    axis = segments("account", JUNE, ("a", "b", "c", "d", ""))
    split = values("health", axis, sheets=sheets, as_of="2024-06-30T00:00")
    assert split.value[:3].tolist() == pytest.approx([80, 40, 50])
    assert split.cell(3).value is None
    assert split.cell(4).value is None


def test_that_one_metric_alone_is_no_health():
    found = cell("health", sheets={"surveys": healthy()["surveys"][:3]})
    assert found.value is None
    assert found.reason is not None
    assert found.reason.startswith("needs two health metrics by account")
