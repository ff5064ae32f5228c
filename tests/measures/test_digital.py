"""Use of the product, web traffic, campaigns and mentions."""

from __future__ import annotations

import pytest

from tests.measures.registers import store, values


def pairs(found, key: str) -> list[str | None]:
    """The key as letters in order of appearance."""
    codes, labels = found.keys("usage", key)
    assert len(set(labels)) == len(labels)
    assert all(code < len(labels) for code in codes)
    seen: dict[int, str] = {}
    return [None if code < 0 else seen.setdefault(code, chr(97 + len(seen))) for code in codes.tolist()]


USES = [
    {"used_at": "2024-03-01T04:30", "user": "ann"},  # 29 February, 23:30 in New York
    {"used_at": "2024-03-01T05:00", "user": "ann"},  # 1 March, 00:00
    {"used_at": "2024-03-02T04:59", "user": "ann"},  # 1 March, 23:59
    {"used_at": "2024-03-01T12:00", "user": "bob"},
    {"used_at": "2024-03-31T12:00", "user": "bob"},
    {"used_at": None, "user": "bob"},
    {"used_at": "2024-03-01T12:00", "user": None},
]


def test_that_days_and_months_of_users_turn_at_the_zones_midnight():
    found = store(usage=USES, zone="America/New_York")
    assert pairs(found, "user_day") == ["a", "b", "b", "c", "d", None, None]
    assert pairs(found, "user_month") == ["a", "b", "b", "c", "c", None, None]
    utc = store(usage=USES)
    assert pairs(utc, "user_day") == ["a", "a", "b", "c", "d", None, None]
    assert pairs(utc, "user_month") == ["a", "a", "a", "b", "b", None, None]
    assert values(found, "use") == [1.0] * 7


def test_what_days_of_users_need():
    assert store(usage=USES).missing_key("usage", "user_day") is None
    assert store(usage=[{"used_at": "2024-01-01"}]).missing_key("usage", "user_month") == (
        "needs in the Usage sheet: User"
    )
    assert pairs(store(usage=[{"used_at": None, "user": None}]), "user_day") == [None]
    assert store().keys("usage", "user_day")[1] == ()
    assert store().missing("use") == "needs a Usage sheet: Used at, User"


def test_that_web_traffic_is_taken_as_it_stands_and_seconds_become_minutes():
    row = {"day": "2024-03-01", "source": "search", "visitors": 100, "new_visitors": 40, "sessions": 120,
           "page_views": 300, "bounces": 30, "session_seconds": 7200, "carts": 10, "purchases": 4,
           "conversions": 3}  # fmt: skip
    found = store(web=[row])
    plain = ("visitors", "new_visitors", "sessions", "page_views", "bounces", "carts", "purchases", "conversions")
    assert [values(found, name) for name in plain] == [[float(str(row[name]))] for name in plain]
    assert values(found, "session_minutes") == [120.0]
    assert store(web=[{"day": "2024-03-01", "visitors": 1}]).missing("carts") == "needs in the Web traffic sheet: Carts"


def test_that_campaigns_are_taken_as_they_stand():
    row = {"campaign": "Spring", "started_on": "2024-03-01", "cost": 5000, "income": 30000, "leads": 50,
           "conversions": 20, "reach": 9000, "emails_sent": 1000, "emails_opened": 250,
           "emails_clicked": 40}  # fmt: skip
    found = store(campaigns=[row])
    names = {"campaign_cost": "cost", "campaign_income": "income", "campaign_leads": "leads",
             "campaign_conversions": "conversions", "reach": "reach", "emails_sent": "emails_sent",
             "emails_opened": "emails_opened", "emails_clicked": "emails_clicked"}  # fmt: skip
    assert [values(found, name) for name in names] == [[float(str(row[column]))] for column in names.values()]


def test_that_a_currency_set_holds_for_cost_and_income_of_campaigns():
    rows = [
        {"campaign": name, "started_on": "2024-03-01", "cost": 10, "income": 20, "leads": 1, "extra:Currency": named}
        for name, named in (("a", "EUR"), ("b", "GBP"))
    ]
    found = store(campaigns=rows, currency="GBP")
    assert values(found, "campaign_cost") == [None, 10.0]
    assert values(found, "campaign_income") == [None, 20.0]
    assert values(found, "campaign_leads") == [1.0, 1.0]


def test_that_the_sentiment_of_a_mention_goes_before_its_rating():
    said = [("positive", 1), ("neutral", 5), ("negative", 5), (None, 5), ("mixed", 3), (None, None)]
    rows = [{"posted_at": "2024-03-01", "sentiment": sentiment, "rating": rating} for sentiment, rating in said]
    found = store(mentions=rows)
    assert values(found, "mention_points") == [100.0, 0.0, -100.0, 100.0, 0.0, None]
    assert values(found, "mention") == [1.0] * 6


@pytest.mark.parametrize(
    ("ratings", "points"),
    [
        ([5, 4, 3.5, 3, 2.9, 1, 0, -1], [100.0, 100.0, 0.0, 0.0, -100.0, -100.0, -100.0, None]),
        ([10, 8, 7, 5, 4, 1, 11], [100.0, 100.0, 0.0, 0.0, -100.0, -100.0, None]),
    ],
)
def test_that_a_rating_counts_by_its_scale_of_5_or_10(ratings, points):
    found = store(mentions=[{"posted_at": "2024-03-01", "rating": rating} for rating in ratings])
    assert values(found, "mention_points") == points


def test_that_each_sheet_of_mentions_has_its_own_scale():
    rows = [{"rating": rating, "_source": source} for rating, source in ((5, 0), (5, 1), (9, 1))]
    assert values(store(mentions=rows), "mention_points") == [100.0, 0.0, 100.0]
    assert store(mentions=[{"posted_at": "2024-03-01"}]).missing("mention_points") == (
        "needs in the Mentions sheet: Sentiment or Rating"
    )
