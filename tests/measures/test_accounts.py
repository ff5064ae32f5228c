"""Customers: lives over several rows, contradictions, years, onboarding, health."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.measures.lives import lives
from tests.measures.registers import days, store, values

YEAR_MS = 365.25 * 86_400_000


def account(name: str | None, start: str | None, end: str | None = None, **more: object) -> dict:
    return {"account": name, "started_on": start, "ended_on": end, **more}


def test_that_a_customer_is_one_row_with_its_own_dates():
    found = store(accounts=[account("Acme", "2020-01-01", "2022-03-05"), account("Beta", "2021-06-01")])
    assert days(found, "account_began") == ["2020-01-01", "2021-06-01"]
    assert days(found, "account_ended") == ["2022-03-05", None]
    assert values(found, "account") == [1.0, 1.0]
    assert values(found, "account_won") == [1.0, 1.0]
    assert days(found, "never") == [None, None]


def test_that_contracts_of_a_customer_that_overlap_or_follow_are_one_life_on_the_row_that_started_last():
    found = store(
        accounts=[
            account("Acme", "2021-01-01", "2021-12-31"),  # goes on from the row below, one day apart
            account("Acme", "2020-01-01", "2020-12-31"),
            account("Acme", "2020-06-01", "2020-09-30"),  # within the row above
            account("Beta", "2020-01-01", None),  # never ended, whatever the later contract says
            account("Beta", "2020-05-01", "2020-08-01"),
        ]
    )
    assert days(found, "account_began") == ["2020-01-01", None, None, None, "2020-01-01"]
    assert days(found, "account_ended") == ["2021-12-31", None, None, None, None]
    assert values(found, "account") == [1.0, None, None, None, 1.0]


def test_that_a_customer_who_comes_back_lives_again_and_is_still_one_customer():
    found = store(accounts=[account("Acme", "2020-01-01", "2020-06-30"), account("Acme", "2021-01-01")])
    assert days(found, "account_began") == ["2020-01-01", "2021-01-01"]
    assert days(found, "account_ended") == ["2020-06-30", None]
    assert values(found, "account") == [None, 1.0]
    assert values(found, "account_won") == [1.0, 1.0]


def test_that_customers_from_before_the_first_order_were_not_won_in_the_months_that_the_data_speaks_for():
    found = store(
        accounts=[account("Old", "2020-01-01"), account("Acme", "2024-01-01"), account("Late", "2024-03-01")],
        orders=[{"account": "Old", "ordered_at": day, "amount": 10.0} for day in ("2024-01-15", "2024-02-10")],
    )
    assert values(found, "account_won") == [None, 1.0, None]  # January and February 2024
    assert values(found, "account") == [1.0, 1.0, 1.0]


def test_that_rows_without_a_name_are_customers_of_their_own():
    found = store(accounts=[account(None, "2020-01-01"), account(None, "2020-01-01"), account("A", "2020-01-01")])
    assert values(found, "account") == [1.0, 1.0, 1.0]
    assert days(found, "account_began") == ["2020-01-01"] * 3


def test_that_a_customer_that_ended_before_it_started_was_never_won_and_has_no_years():
    found = store(accounts=[account("Acme", "2022-01-01", "2020-01-01"), account("Beta", "2020-01-01")])
    assert days(found, "account_began") == ["2022-01-01", "2020-01-01"]
    assert days(found, "account_ended") == ["2020-01-01", None]
    assert values(found, "account") == [1.0, 1.0]
    assert values(found, "account_won") == [None, 1.0]
    assert values(found, "account_years")[0] is None
    # beside a sound row of the same customer it counts nowhere
    both = store(accounts=[account("Acme", "2022-01-01", "2020-01-01"), account("Acme", "2021-01-01")])
    assert days(both, "account_began") == [None, "2021-01-01"]
    assert values(both, "account") == [None, 1.0]


def test_that_a_customer_flagged_as_lost_ended_after_its_tenure():
    rows = [
        {"account": "A", "started_on": "2020-01-01", "churned": 1, "tenure_months": 12},  # 365.25 days
        {"account": "B", "started_on": "2020-01-01", "churned": 0, "tenure_months": 12},
        {"account": "C", "started_on": "2020-01-01", "churned": 1, "tenure_months": None},
        {"account": "D", "started_on": None, "churned": 1, "tenure_months": 12},
    ]
    found = store(accounts=rows)
    assert str(found.at("account_ended")[0]) == "2020-12-31T06:00:00.000"
    # nobody knows since when C is gone, so it is undated; B is still there
    assert days(found, "account_began") == ["2020-01-01", "2020-01-01", None, None]
    assert days(found, "account_ended")[1:] == [None, None, None]
    assert values(found, "account") == [1.0] * 4
    assert values(found, "account_flagged_lost") == [1.0, 0.0, 1.0, 1.0]
    assert values(found, "account_tenure_years") == [1.0, 1.0, None, 1.0]


def test_that_a_flag_without_any_dates_of_the_end_leaves_the_starts_alone():
    found = store(accounts=[{"account": "A", "started_on": "2020-01-01", "churned": 1}])
    assert days(found, "account_began") == ["2020-01-01"]
    assert found.missing("account_ended") == ("needs in the Accounts sheet: Ended on, or Churned with Tenure months")


def test_that_years_run_to_the_end_or_to_as_of():
    rows = [
        account("A", "2020-01-01", "2022-01-01"),  # 731 days
        account("B", "2023-01-01"),  # 365 days so far
        account("C", "2023-01-01", "2025-01-01"),  # ends after as-of: 731 days all the same
        account("D", "2024-06-01"),  # begins after as-of
        account("E", None, "2024-01-01"),
    ]
    found = store(accounts=rows, as_of="2024-01-01")
    expected = [731 / 365.25, 365 / 365.25, 731 / 365.25]
    assert values(found, "account_years")[:3] == pytest.approx(expected)
    assert values(found, "account_years")[3:] == [None, None]


def test_onboarding_in_days_without_what_ended_before_it_began_and_once_a_customer():
    rows = [
        account("A", "2024-01-01", onboarding_started_at="2024-01-01T12:00", onboarded_at="2024-01-31",
                first_value_at="2024-01-02", milestones_due=4, milestones_on_time=3),
        account("A", "2024-03-01", onboarding_started_at="2024-01-01T12:00", onboarded_at="2024-01-31",
                first_value_at="2024-01-02", milestones_due=4, milestones_on_time=3),
        account("B", "2024-01-01", onboarding_started_at="2024-02-01", onboarded_at="2024-01-20",
                first_value_at=None, milestones_due=5, milestones_on_time=None),
        account("C", "2024-01-01", onboarding_started_at=None, onboarded_at="2024-01-20",
                first_value_at="2024-01-20", milestones_due=None, milestones_on_time=2),
    ]  # fmt: skip
    found = store(accounts=rows)
    assert values(found, "onboarding_days") == [29.5, None, None, None]
    assert values(found, "days_to_value") == [0.5, None, None, None]
    assert values(found, "milestones_due") == [4.0, None, None, None]
    assert values(found, "milestones_on_time") == [3.0, None, None, None]
    assert days(found, "onboarded") == ["2024-01-31", "2024-01-31", "2024-01-20", "2024-01-20"]


def test_that_health_adds_up_the_columns_that_are_filled_and_lie_between_0_and_1():
    rows = [
        account("A", "2024-01-01", health_usage=0.5, health_payment=1),
        account("B", "2024-01-01", health_usage=None, health_payment=0.25),
        account("C", "2024-01-01", health_usage=None, health_payment=None),
        account("D", "2024-01-01", health_usage=7, health_payment=0),
    ]
    found = store(accounts=rows)
    assert values(found, "health_given") == [1.5, 0.25, None, 0.0]
    assert values(found, "health_given_count") == [2.0, 1.0, None, 1.0]
    assert np.isnat(found.dates("health_given")).all()
    without = store(accounts=[account("A", "2024-01-01")])
    assert without.missing("health_given") == (
        "needs in the Accounts sheet: columns of health scores (0 to 1, or percent)"
    )


def test_what_an_accounts_sheet_lacks():
    found = store(accounts=[{"account": "A", "plan": "gold"}])
    assert found.missing("account_began") == "needs in the Accounts sheet: Started on"
    assert found.missing("days_to_value") == "needs in the Accounts sheet: Onboarding started at, First value at"
    assert found.missing("account") is None
    assert store().missing("account_won") == "needs an Accounts sheet: Account, Started on"


spans = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 40), st.one_of(st.none(), st.integers(0, 40))), max_size=25
)


@given(spans)
def test_that_at_every_instant_an_owner_lives_once_exactly_where_one_of_its_rows_does(rows):
    owner = np.array([who for who, _, _ in rows], dtype=np.int32)
    day = np.timedelta64(48, "h")  # gaps of a day never close
    start = np.array([np.datetime64("2024-01-01", "ms") + a * day for _, a, _ in rows], dtype="datetime64[ms]")
    end = np.array(
        [np.datetime64("NaT") if b is None else np.datetime64("2024-01-01", "ms") + b * day for _, _, b in rows],
        dtype="datetime64[ms]",
    )
    found = lives(owner, start, end)
    for who in range(4):
        mine = owner == who
        assert found.one[mine].sum() == int(mine.any())
        sound = mine & ~(end < start)
        for half in range(1, 90):
            t = np.datetime64("2024-01-01", "ms") + half * np.timedelta64(24, "h")
            alive = sound & (start < t) & (np.isnat(end) | (end >= t))
            merged = mine & (found.began < t) & (np.isnat(found.ended) | (found.ended >= t))
            merged &= ~(found.ended < found.began)
            assert merged.sum() == int(alive.any()), (who, t)


def test_that_orders_and_uses_take_blank_regions_segments_and_plans_from_their_customer():
    accounts = [
        account("A", "2020-01-01", "2020-12-31", region="EU", segment="small", plan="basic"),
        account("A", "2021-01-01", region="EU", segment="large", plan="pro"),  # the row that speaks for A now
        account("B", "2020-01-01", region="US", segment=None, plan="basic"),
    ]
    orders = [
        {"account": name, "ordered_at": "2024-01-01", "amount": 1, "region": region}
        for name, region in (("A", "APAC"), ("A", None), ("B", None), ("C", None), (None, None))
    ]
    found = store(accounts=accounts, orders=orders, usage=[{"used_at": "2024-01-01", "user": "u", "account": "B"}])

    def texts(table: str, column: str) -> list[str | None]:
        codes, labels = found.keys(table, column)
        return [labels[code] if code >= 0 else None for code in codes.tolist()]

    assert texts("orders", "region") == ["APAC", "EU", "US", None, None]
    assert texts("orders", "segment") == ["large", "large", None, None, None]
    assert texts("orders", "plan") == ["pro", "pro", "basic", None, None]
    assert texts("usage", "plan") == ["basic"]
    alone = store(orders=orders)
    assert alone.missing_key("orders", "segment") == "needs in the Orders sheet: Segment"
