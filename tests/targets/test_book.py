"""Which target is in force, and that history stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.kpis.catalogue import by_id
from cxdesk.targets.book import (
    benchmark,
    default_target,
    history,
    in_force,
    moved,
    on_scale,
    segments_with_targets,
    with_benchmark,
    with_change,
    with_target,
    without_target,
)
from cxdesk.targets.target import Target, TargetBook

PLAIN = Conventions()
CSAT, CSAT_MEAN, CES = by_id("csat"), by_id("csat_mean"), by_id("ces")


def value(book, day, kpi=CSAT, scale=None, conventions=PLAIN):
    target = in_force(book, kpi, day, conventions, scale)
    return None if target is None else target.value


def book_of(*targets: dict[str, Any]):
    return TargetBook(targets=tuple(Target(kpi="csat", **facts) for facts in targets))


def held(target: Target | None) -> float | None:
    return None if target is None else target.value


def test_that_without_an_own_target_the_catalogues_counts():
    assert value(TargetBook(), date(2024, 3, 31)) == 80


def test_that_the_target_in_force_on_the_last_day_counts():
    book = book_of({"value": 82.0, "effective": date(2024, 1, 1)}, {"value": 85.0, "effective": date(2024, 4, 1)})
    assert value(book, date(2024, 3, 31)) == 82
    assert value(book, date(2024, 4, 1)) == 85


def test_that_the_first_target_reaches_back_for_ever():
    book = book_of({"value": 85.0, "effective": date(2024, 4, 1)}, {"value": 82.0, "effective": date(2024, 2, 1)})
    assert value(book, date(2020, 1, 31)) == 82


def test_that_of_two_targets_of_one_day_the_one_set_last_counts():
    book = book_of({"value": 82.0}, {"value": 84.0})
    assert value(book, date(2024, 3, 31)) == 84
    late = book_of({"value": 1.0, "effective": date(2024, 4, 1)}, {"value": 2.0, "effective": date(2024, 4, 1)})
    assert value(late, date(2024, 3, 31)) == 2


def test_that_a_target_can_deliberately_be_none():
    assert in_force(book_of({"value": None}), CSAT, date(2024, 3, 31), PLAIN) is None


def test_that_setting_a_target_keeps_the_earlier_ones_as_history():
    book = with_target(TargetBook(), Target(kpi="csat", value=82.0))
    book = with_target(book, Target(kpi="csat", value=83.0))
    book = with_target(book, Target(kpi="frt", value=6.0))
    assert [target.value for target in history(book, "csat")] == [82.0, 83.0]


def test_that_a_reset_brings_the_default_back_and_keeps_the_history():
    book = book_of({"value": 82.0, "effective": date(2024, 1, 1)})
    reset = without_target(book, "csat")
    assert value(reset, date(2024, 3, 31)) == 80
    assert [target.value for target in history(reset, "csat")] == [82.0, None]
    again = with_target(reset, Target(kpi="csat", value=90.0))
    assert value(again, date(2024, 3, 31)) == 90


def test_that_a_reset_of_what_was_never_set_changes_nothing():
    book = TargetBook()
    assert without_target(book, "csat") is book


@pytest.mark.parametrize(
    ("scale", "expected"), [((1.0, 5.0), 4.0), ((1.0, 7.0), 5.5), ((1.0, 10.0), 7.75), ((0.0, 100.0), 75.0)]
)
def test_that_a_target_of_scores_moves_linearly_with_the_scale(scale, expected):
    # 4.0 on 1 to 5 lies three quarters up: 1 + .75 x 6 = 5.5, 1 + .75 x 9 = 7.75, 75
    assert value(TargetBook(), date(2024, 3, 31), CSAT_MEAN, scale) == pytest.approx(expected)


def test_that_a_tolerance_grows_with_the_scale():
    moved = on_scale(Target(kpi="csat_mean", value=4.0, tolerance=0.2, scale=(1, 5)), (1.0, 7.0))
    assert moved.tolerance == pytest.approx(0.3)


def test_that_an_own_target_without_a_scale_stays_as_typed():
    book = TargetBook(targets=(Target(kpi="csat_mean", value=6.0),))
    assert value(book, date(2024, 3, 31), CSAT_MEAN, (1.0, 7.0)) == 6.0


def test_that_effort_counted_upwards_has_its_own_default():
    lower = PLAIN.with_setting("ces_direction", "lower")
    assert value(TargetBook(), date(2024, 3, 31), CES, (1.0, 7.0)) == 5.0
    assert value(TargetBook(), date(2024, 3, 31), CES, (1.0, 7.0), lower) == 3.0


def test_that_ticket_volume_has_no_default():
    assert default_target(by_id("volume"), PLAIN) is None


def test_that_the_benchmark_is_the_default_target_until_one_is_chosen():
    book = with_benchmark(TargetBook(), "csat", 77.0)
    assert benchmark(TargetBook(), CSAT, PLAIN) == 80
    assert benchmark(book, CSAT, PLAIN) == 77
    assert benchmark(with_benchmark(book, "csat", None), CSAT, PLAIN) == 80


CHAT = ("channel", "chat")


def test_that_a_segment_has_its_own_target_and_else_that_of_the_whole():
    book = book_of({"value": 82.0}, {"value": 90.0, "segment": CHAT, "effective": date(2024, 3, 1)})

    def chat(day):
        target = in_force(book, CSAT, day, PLAIN, segment=CHAT)
        return None if target is None else target.value

    assert (chat(date(2024, 3, 1)), chat(date(2024, 2, 29))) == (90, 82)
    assert value(book, date(2024, 3, 31)) == 82
    assert held(in_force(book, CSAT, date(2024, 3, 31), PLAIN, segment=("channel", "phone"))) == 82
    assert held(in_force(book, CSAT, date(2024, 3, 31), PLAIN, segment=("channel", "CHAT"))) == 90


def test_that_a_reset_of_a_segment_voids_its_own_history_only():
    book = book_of({"value": 82.0}, {"value": 90.0, "segment": CHAT})
    reset = without_target(book, "csat", segment=CHAT)
    assert held(in_force(reset, CSAT, date(2024, 3, 31), PLAIN, segment=CHAT)) == 82
    assert segments_with_targets(book, "csat") == (CHAT,)
    assert segments_with_targets(reset, "csat") == ()
    whole = without_target(book, "csat")
    assert held(in_force(whole, CSAT, date(2024, 3, 31), PLAIN, segment=CHAT)) == 90
    assert value(whole, date(2024, 3, 31)) == 80


def test_that_a_first_change_with_a_date_leaves_the_default_before_it():
    book = with_change(TargetBook(), CSAT, Target(kpi="csat", value=90.0, effective=date(2024, 3, 1)), PLAIN)
    assert (value(book, date(2024, 2, 29)), value(book, date(2024, 3, 1))) == (80, 90)
    again = with_change(book, CSAT, Target(kpi="csat", value=91.0, effective=date(2024, 4, 1)), PLAIN)
    assert [target.value for target in again.targets] == [80, 90, 91]


def test_that_a_target_moved_to_a_later_day_leaves_what_counted_before_it():
    later = Target(kpi="csat", value=90.0, effective=date(2024, 1, 1))
    book = moved(book_of({"value": 85.0}, {"value": 90.0, "effective": date(2024, 1, 1)}), later, date(2024, 3, 1))
    assert (value(book, date(2024, 2, 29)), value(book, date(2024, 3, 1))) == (85, 90)
    earlier = moved(book, book.targets[-1], date(2023, 6, 1))
    assert value(earlier, date(2023, 6, 1)) == 90
