"""What a target would have meant in the past."""

from __future__ import annotations

import pytest

from cxdesk.common.units import Better
from cxdesk.insight.suggest import met_before, usual_target

TEN = [10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 22.0, 24.0, 26.0, 50.0]


@pytest.mark.parametrize(("better", "met"), [(Better.LOWER, 8), (Better.HIGHER, 3)])
def test_a_step_equal_to_the_target_has_met_it(better: Better, met: int) -> None:
    assert met_before(TEN, 24.0, better) == (met, 10)


def test_the_usual_target_is_met_in_nine_steps_of_ten() -> None:
    assert usual_target(TEN, Better.LOWER) == 26.0
    assert usual_target(TEN, Better.HIGHER) == 12.0


def test_with_fewer_than_ten_steps_all_have_to_meet_the_usual_target() -> None:
    assert usual_target(TEN[:9], Better.LOWER) == 26.0


@pytest.mark.parametrize(("values", "better"), [(TEN[:7], Better.LOWER), (TEN, Better.NEITHER)])
def test_few_steps_or_no_direction_say_nothing(values: list[float], better: Better) -> None:
    assert met_before(values, 24.0, better) is None
    assert usual_target(values, better) is None
