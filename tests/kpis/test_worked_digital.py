"""Digital engagement by examples worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cxdesk.common.periods import Calendar, Grain
from cxdesk.kpis.axes import segments, steps, total
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.values import Cell, Values
from tests.measures.tables import store

JUNE = Calendar().period(date(2024, 6, 1), date(2024, 7, 1))
DAYS = [
    {"day": "2024-06-03", "source": "search", "visitors": 600, "new_visitors": 300, "sessions": 800,
     "page_views": 2000, "bounces": 400, "session_seconds": 96_000, "carts": 60, "purchases": 20, "conversions": 12},
    {"day": "2024-06-04", "source": "mail", "visitors": 400, "new_visitors": 100, "sessions": 200,
     "page_views": 1000, "bounces": 50, "session_seconds": 24_000, "carts": 40, "purchases": 10, "conversions": 10},
]  # fmt: skip


def values(kpi_id: str, axis: Any = None, *, filters: Any = None, sheets: dict[str, Any], **settings: Any) -> Values:
    found = store(tables=sheets, **settings)
    return evaluate([by_id(kpi_id)], found, axis or total(JUNE), filters=filters)[kpi_id]


def cell(kpi_id: str, period: Any = JUNE, *, sheets: dict[str, Any], **settings: Any) -> Cell:
    return values(kpi_id, total(period), sheets=sheets, **settings).cell(0)


@pytest.mark.parametrize(
    ("kpi_id", "expected", "n"),
    [
        ("conversion", 2.2, 1000),
        ("visitors", 1000.0, 1000),
        ("new_share", 40.0, 1000),
        ("sessions_by_source", 1000.0, 1000),
        ("session_minutes", 2.0, 1000),
        ("bounce", 45.0, 1000),
        ("pages", 3.0, 1000),
    ],
)
def test_web_figures_are_sums_and_ratios_of_sums(kpi_id, expected, n):
    found = cell(kpi_id, sheets={"web": DAYS})
    assert found.value == pytest.approx(expected)
    assert found.n == n  # visitors, sessions: not days


def test_30_purchases_of_100_carts_are_70_percent_abandoned_or_30_percent_completed():
    assert cell("cart_abandonment", sheets={"web": DAYS}).value == pytest.approx(70.0)
    found = cell("cart_abandonment", sheets={"web": DAYS}, cart="completion")
    assert found.value == pytest.approx(30.0)
    assert (found.numerator, found.denominator) == (30, 100)
    lost = cell("cart_abandonment", sheets={"web": DAYS})
    assert (lost.numerator, lost.denominator) == (70, 100)
    assert by_id("cart_abandonment").target_under(store(cart="completion").settings.conventions) == 30


def test_sessions_split_by_source():
    found = values("sessions_by_source", segments("source", JUNE, ("mail", "search")), sheets={"web": DAYS})
    assert found.value.tolist() == [200, 800]


def uses(*rows: tuple[str, str, str]) -> list[dict]:
    return [{"user": user, "feature": feature, "used_at": at} for user, feature, at in rows]


def test_5_of_200_users_are_a_feature_use_of_2_5_percent():
    rows = uses(*((f"user {number}", "search", "2024-06-03T10:00") for number in range(200)))
    rows += uses(*((f"user {number}", "export", "2024-06-04T10:00") for number in range(5)))
    found = values("feature_use", segments("feature", JUNE, ("export", "search")), sheets={"usage": rows})
    assert found.value.tolist() == [2.5, 100.0]
    assert found.n.tolist() == [200, 200]
    assert cell("feature_use", sheets={"usage": rows}).value == pytest.approx((2.5 + 100) / 2)  # median of two features
    only = values("feature_use", filters={"feature": ("export",)}, sheets={"usage": rows})
    assert only.value.tolist() == [2.5]  # of all users, also under the filter


def test_active_users_by_day_and_month_and_their_ratio():
    may = uses(("a", "x", "2024-05-02"), ("b", "x", "2024-05-02"))
    june = uses(
        ("a", "x", "2024-06-03T08:00"),
        ("a", "y", "2024-06-03T09:00"),
        ("b", "x", "2024-06-03"),
        ("c", "x", "2024-06-20"),
    )
    sheets = {"usage": [*may, *june]}
    assert cell("mau", sheets=sheets).value == 3
    assert cell("dau", sheets=sheets).value == pytest.approx(3 / 30)  # two users on the 3rd, one on the 20th
    assert cell("stickiness", sheets=sheets).value == pytest.approx(100 * (3 / 30) / 3)
    two = Calendar().period(date(2024, 5, 1), date(2024, 7, 1))
    assert cell("mau", two, sheets=sheets).value == pytest.approx((2 + 3) / 2)
    assert cell("dau", two, sheets=sheets).value == pytest.approx((2 + 3) / 61)
    weeks = values("mau", steps(Calendar().buckets(JUNE, Grain.WEEK)), sheets=sheets)
    assert weeks.cell(1).value is None  # a week is no month


def test_that_a_users_day_is_the_workspaces():
    rows = uses(("a", "x", "2024-06-03T23:30"), ("a", "x", "2024-06-04T00:30"))
    assert cell("dau", sheets={"usage": rows}).value == pytest.approx(2 / 30)
    berlin = Calendar(zone="Europe/Berlin").period(date(2024, 6, 1), date(2024, 7, 1))
    assert cell("dau", berlin, sheets={"usage": rows}, zone="Europe/Berlin").value == pytest.approx(1 / 30)


def test_5000_spent_and_30000_back_are_500_percent():
    row = {"campaign": "spring", "started_on": "2024-06-05", "cost": 5000, "income": 30_000, "leads": 250}
    row |= {"conversions": 50, "reach": 9000, "emails_sent": 4000, "emails_opened": 800, "emails_clicked": 100}
    sheets = {"campaigns": [row]}
    expected = {
        "roi": 500,
        "cost_per_lead": 20,
        "cost_per_conversion": 100,
        "reach": 9000,
        "email_open": 20,
        "email_click": 2.5,
    }
    for kpi_id, value in expected.items():
        assert cell(kpi_id, sheets=sheets).value == pytest.approx(value), kpi_id


def test_that_a_single_campaign_has_no_interval():
    row = {"campaign": "spring", "started_on": "2024-06-05", "cost": 5000, "income": 30_000}
    found = cell("roi", sheets={"campaigns": [row]})
    assert found.low is None
    assert found.high is None


def test_mentions_and_their_net_sentiment():
    words = ["positive"] * 6 + ["neutral"] * 2 + ["negative"] * 2
    rows = [{"posted_at": "2024-06-09", "network": "forum", "sentiment": word} for word in words]
    assert cell("mentions", sheets={"mentions": rows}).value == 10
    assert cell("sentiment", sheets={"mentions": rows}).value == pytest.approx(40.0)  # 60 % less 20 %


def test_a_row_whose_amounts_are_in_two_currencies_has_no_return_on_investment():
    sheet = [{"campaign": "A", "started_on": "2024-06-03", "cost": 100, "income": 300, "extra:Currency": "EUR and USD"}]
    found = cell("roi", sheets={"campaigns": sheet})
    assert (found.value, found.reason) == (
        None, "the amounts are in different currencies (EUR and USD); filter to one of them",
    )  # fmt: skip


def test_that_a_week_has_no_monthly_users_and_says_why():
    week = Calendar().period(date(2024, 6, 3), date(2024, 6, 10))
    sheets = {"usage": [{"used_at": "2024-06-03", "user": "u", "feature": "search"}]}
    for kpi_id in ("mau", "stickiness"):
        found = evaluate([by_id(kpi_id)], store(tables=sheets), total(week))[kpi_id].cell(0)
        assert (found.value, found.reason) == (None, "needs a period of whole months")


def test_that_few_users_leave_the_median_feature_its_value_as_too_few():
    rows = [{"used_at": "2024-06-03", "user": f"u{user}", "feature": "search"} for user in range(3)]
    found = cell("feature_use", sheets={"usage": [*rows, {**rows[0], "feature": "export"}]})
    assert found.value == pytest.approx((100 + 100 / 3) / 2)
    assert found.n == 3
    assert by_id("feature_use").sampled
