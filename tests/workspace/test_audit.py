"""The audit's rows: edits without mutation, and the weighted score by hand."""

from __future__ import annotations

from datetime import date

import pytest

from cxdesk.workspace.audit import (
    TEMPLATE,
    audit_score,
    latest_rows,
    new_assessment,
    previous_score,
    template,
    with_area_renamed,
    with_row,
    with_row_added,
    without_rows,
)
from cxdesk.workspace.typed_rows import AuditRow

SPRING, AUTUMN = date(2024, 3, 1), date(2024, 9, 1)


def row(criterion: str, score: float | None, **more: object) -> AuditRow:
    return AuditRow(criterion=criterion, score=score, **{"area": "Tech", **more})  # type: ignore[arg-type]  # a test's shorthand


def test_the_score_is_the_mean_by_weight_in_each_area_and_in_total() -> None:
    rows = (row("a", 80, weight=2), row("b", 50), row("c", 20, area="Sales", weight=1), row("d", None, area="Sales"))
    found = audit_score(rows)
    assert found.areas == {"Tech": pytest.approx(70), "Sales": pytest.approx(20)}  # (160 + 50) / 3
    assert found.total == pytest.approx(57.5)  # (160 + 50 + 20) / 4
    assert (found.scored, found.criteria) == (3, 4)


def test_without_scores_there_is_no_score() -> None:
    found = audit_score(template())
    assert (found.total, found.scored, found.criteria) == (None, 0, 16)
    assert set(found.areas) == set(TEMPLATE)
    assert audit_score((row("a", 80, weight=0),)).total is None


def test_the_latest_score_of_a_criterion_counts() -> None:
    rows = (row("a", 40, assessed_on=SPRING), row("a", 90, assessed_on=AUTUMN), row("b", 50, assessed_on=SPRING))
    assert audit_score(rows).total == pytest.approx(70)
    assert latest_rows(rows) == (1, 2)


def test_a_new_assessment_waits_for_fresh_scores_and_keeps_the_old_ones() -> None:
    rows = (row("a", 40, assessed_on=SPRING, weight=2, owner="Ana"), row("b", None))
    out = new_assessment(rows, AUTUMN)
    assert out == (rows[0], row("b", None, assessed_on=AUTUMN),
                   row("a", None, assessed_on=AUTUMN, weight=2, owner="Ana"))  # fmt: skip
    assert previous_score(out, 2) == 40
    assert previous_score(out, 1) is None
    assert latest_rows(out) == (2, 1)
    assert audit_score(out).total == 40  # the old score counts until a fresh one is there
    assert new_assessment(out, AUTUMN) == out


def test_of_two_assessments_of_one_day_the_second_comes_after_the_first() -> None:
    rows = (row("a", 40, assessed_on=AUTUMN), row("a", 46, assessed_on=AUTUMN), row("a", None, assessed_on=AUTUMN))
    assert [previous_score(rows, place) for place in range(3)] == [None, 40, 46]


def test_rows_are_added_to_their_area_changed_and_removed() -> None:
    rows = (row("a", 1), row("b", 2, area="Sales"))
    added = with_row_added(rows, row("c", 3))
    assert [one.criterion for one in added] == ["a", "c", "b"]
    assert with_row_added(rows, row("x", None, area="New"))[-1].area == "New"
    assert with_row(rows, 0, row("z", 9))[0].criterion == "z"
    assert without_rows(added, [0, 2]) == (row("c", 3),)
    assert [one.area for one in with_area_renamed(rows, "Tech", "Tools")] == ["Tools", "Sales"]
    assert rows == (row("a", 1), row("b", 2, area="Sales"))
