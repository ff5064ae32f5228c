"""Outages, the organisational audit, reviews of targets."""

from __future__ import annotations

from tests.measures.registers import days, store, values


def test_that_an_outage_lasts_to_its_end_or_to_as_of_and_never_backwards():
    rows = [
        {"started_at": "2024-03-01T00:00", "ended_at": "2024-03-01T01:30"},
        {"started_at": "2024-03-30T12:00", "ended_at": None},
        {"started_at": "2024-03-02T00:00", "ended_at": "2024-03-01T00:00"},
        {"started_at": "2024-04-02T00:00", "ended_at": None},
        {"started_at": None, "ended_at": "2024-03-01T00:00"},
    ]
    found = store(outages=rows, as_of="2024-04-01")
    assert values(found, "outage_hours") == [1.5, 36.0, None, None, None]
    assert values(found, "outage") == [1.0] * 5
    assert days(found, "outage_ended")[1] is None
    assert store().missing("outage_ended") == "needs an Outages sheet: Started at, Ended at"


def audit(area: str | None, criterion: str | None, score: float | None, on: str | None, weight: float | None = None):
    return {"area": area, "criterion": criterion, "score": score, "assessed_on": on, "weight": weight}


def test_that_a_score_counts_until_the_next_of_the_same_area_and_criterion():
    rows = [
        audit("Tech stack", "Backups", 60, "2024-05-01", 2),
        audit("Tech stack", "Backups", 40, "2024-01-01", 2),
        audit("Content", "Backups", 80, "2024-02-01"),  # another area
        audit("Tech stack", "Backups", None, "2024-03-01", 2),  # planned, not done
        audit("Tech stack", "Logs", 90, None),  # undated: always
        audit("Tech stack", "Logs", 70, "2024-06-01"),
        audit("Tech stack", None, 10, "2024-01-01"),
        audit("Tech stack", None, 20, "2024-02-01"),  # nameless ones are criteria of their own
    ]
    found = store(audit=rows)
    assert days(found, "audit_from") == [
        "2024-05-01", "2024-01-01", "2024-02-01", None, "0001-01-01", "2024-06-01", "2024-01-01", "2024-02-01",
    ]  # fmt: skip
    assert days(found, "audit_until") == [None, "2024-05-01", None, None, "2024-06-01", None, None, None]
    assert values(found, "audit_points") == [120.0, 80.0, 80.0, None, 90.0, 70.0, 10.0, 20.0]
    assert values(found, "audit_weight") == [2.0, 2.0, 1.0, None, 1.0, 1.0, 1.0, 1.0]


def test_that_of_two_scores_of_a_day_the_later_row_counts():
    rows = [audit("A", "x", 10, "2024-01-01"), audit("A", "x", 30, "2024-01-01"), audit("A", "y", 5, None)]
    found = store(audit=rows)
    assert days(found, "audit_until") == ["2024-01-01", None, None]


def test_that_scores_beyond_100_and_weights_below_0_count_nowhere():
    rows = [audit("A", "x", 101, None), audit("A", "y", 50, None, -1), audit("A", "z", 50, None, 0)]
    found = store(audit=rows)
    assert values(found, "audit_points") == [None, None, 0.0]
    assert values(found, "audit_weight") == [None, None, 0.0]
    assert store().missing("audit_points") == "needs an Audit sheet: Area, Criterion, Score"


def test_that_every_review_counts():
    rows = [{"reviewed_at": "2024-03-01", "kpi": "csat", "action": "confirmed"}, {"reviewed_at": None, "kpi": "nps"}]
    found = store(reviews=rows)
    assert values(found, "review") == [1.0, 1.0]
    assert days(found, "reviewed") == ["2024-03-01", None]
