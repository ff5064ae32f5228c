"""Process limits worked by hand, and the golden vector of the NHS package."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.common.units import Better
from cxdesk.insight.limits import Series, possible_range, process_limits, with_assurance
from cxdesk.insight.records import Assurance, Limits
from cxdesk.kpis.catalogue import by_id

MONTHS = [date(2020 + i // 12, i % 12 + 1, 1) for i in range(40)]


def limits_of(values, n=None, complete=None, min_sample=0, **facts: Any):
    values = np.array(values, dtype=float)
    series = Series(
        starts=MONTHS[: len(values)],
        values=values,
        complete=np.ones(len(values), bool) if complete is None else np.array(complete),
        n=np.full(len(values), 100.0) if n is None else np.array(n, dtype=float),
        **facts,
    )
    return process_limits("x", series, min_sample)


def test_that_the_golden_vector_gives_the_published_limits():
    found = limits_of([1, 2, 1, 2, 10, *[1, 2] * 6, 1])
    assert (round(found.centre, 2), round(found.high, 1), round(found.low, 2)) == (1.94, 4.6, -0.72)
    assert found.signals == (date(2020, 5, 1),)
    assert (found.points, found.trial) == (18, False)


def test_that_limits_are_mean_and_2_66_moving_ranges():
    # mean 5; ranges 2, 4, 2, 2, 2 with mean 2.4, none above 3.27 x 2.4 = 7.8; 2.66 x 2.4 = 6.384
    found = limits_of([4, 6, 2, 4, 6, 8])
    assert found.centre == pytest.approx(5)
    assert (found.low, found.high) == pytest.approx((5 - 2.66 * 2.4, 5 + 2.66 * 2.4))
    assert found.trial


def test_that_limits_are_cut_to_the_possible_range():
    found = limits_of([95, 99, 96, 100, 95, 99], possible=(0, 100))
    assert found.high == 100


def test_that_the_running_period_is_never_in():
    values = [4, 6, 4, 6, 4, 6, 500]
    assert limits_of(values, complete=[True] * 6 + [False]).centre == 5
    assert limits_of(values, complete=[True] * 6 + [False]).signals == ()


def test_that_only_the_last_24_complete_periods_count():
    found = limits_of([1000.0] * 6 + [4, 6] * 12)
    assert (found.centre, found.points) == (5, 24)


def test_that_periods_under_min_sample_are_gaps_that_no_range_spans():
    found = limits_of([4, 6, 90, 6, 4, 6], n=[100, 100, 3, 100, 100, 100], min_sample=5)
    assert found.points == 5
    assert found.centre == pytest.approx(5.2)
    assert found.high == pytest.approx(5.2 + 2.66 * 2)
    assert MONTHS[2] not in found.steps


def test_that_under_four_points_there_are_no_limits():
    assert limits_of([4, 6, 5]) is None
    assert limits_of([np.nan] * 10) is None


def test_that_eight_in_a_row_on_one_side_are_a_signal():
    values = [6, 4, 6, 4, 6, 4, 5.5, 5.6, 5.5, 5.6, 5.5, 5.6, 5.5, 5.6, 4, 3, 4, 3.1]
    found = limits_of(values)
    assert found.low < min(values)
    assert max(values) < found.high
    assert found.signals == tuple(MONTHS[6:14])


def test_that_seven_in_a_row_are_none():
    values = [6, 4, 6, 4, 6, 4, 5.5, 5.6, 5.5, 5.6, 5.5, 5.6, 5.5, 4, 4, 3.5, 6, 3.9]
    assert limits_of(values).signals == ()


def test_that_months_without_the_rare_event_are_no_run():
    quiet = [0] * 9 + [2] + [0] * 9 + [3] + [0] * 2
    assert limits_of(quiet, possible=(0, 100)).signals == (MONTHS[9], MONTHS[19])  # the events lie outside
    # where few points lie there, eight in a row at the end of the scale are a signal
    risen = [90, 92, 91, 93, 90, 92, 91, 93, 92, *[100] * 8]
    assert set(MONTHS[9:17]) <= set(limits_of(risen, possible=(0, 100)).signals)


def test_that_a_flat_series_has_limits_of_no_width():
    found = limits_of([3.0] * 8)
    assert (found.low, found.centre, found.high) == (3, 3, 3)
    assert found.signals == ()


def test_that_shares_with_very_unequal_n_get_limits_by_n():
    # 240 of 300 = 80 % pooled; sigma 40 / sqrt n: n 100 gives +-12, n 25 gives +-24, cut at 100
    shares = [80, 80, 80, 76, 84, 80]
    found = limits_of(shares, n=[100, 100, 100, 25, 25, 100], share=True, possible=(0, 100))
    assert found.centre == pytest.approx(80)
    assert found.per_step[0] == pytest.approx((68, 92))
    assert found.per_step[3] == pytest.approx((56, 100))


def test_that_shares_with_similar_n_get_the_usual_limits():
    assert limits_of([80, 82, 79, 81, 80, 82], n=[100, 120, 90, 110, 100, 95], share=True).per_step is None


# Cases after the assurance table of the NHS package: limits 10 to 20.
@pytest.mark.parametrize(
    ("target", "better", "expected"),
    [
        (9.9, Better.HIGHER, Assurance.WILL_MEET),
        (10.0, Better.HIGHER, Assurance.WILL_MEET),
        (10.1, Better.HIGHER, Assurance.HIT_OR_MISS),
        (20.0, Better.HIGHER, Assurance.HIT_OR_MISS),
        (20.1, Better.HIGHER, Assurance.WILL_MISS),
        (20.1, Better.LOWER, Assurance.WILL_MEET),
        (20.0, Better.LOWER, Assurance.WILL_MEET),
        (19.9, Better.LOWER, Assurance.HIT_OR_MISS),
        (10.0, Better.LOWER, Assurance.HIT_OR_MISS),
        (9.9, Better.LOWER, Assurance.WILL_MISS),
        (None, Better.LOWER, Assurance.NONE),
        (15.0, Better.NEITHER, Assurance.NONE),
    ],
)
def test_that_assurance_compares_target_and_limits(target, better, expected):
    limits = Limits(id="x", centre=15, low=10, high=20, trial=False, points=12)
    assert with_assurance(limits, target, better).assurance is expected


@pytest.mark.parametrize(
    ("kpi_id", "scale", "expected"),
    [
        ("csat", None, (0, 100)),
        ("resolution_rate", None, (0, np.inf)),
        ("nps", None, (-100, 100)),
        ("csat_mean", (1.0, 5.0), (1, 5)),
        ("role_gap", (1.0, 5.0), (-4, 4)),
        ("net_flow", None, (-np.inf, np.inf)),
        ("art", None, (0, np.inf)),
    ],
)
def test_that_every_kpi_has_its_possible_range(kpi_id, scale, expected):
    assert possible_range(by_id(kpi_id), scale, Conventions()) == expected


def test_that_a_lone_event_among_equal_values_leaves_limits_with_a_width():
    # mean 5 / 17; ranges 5 and 5 among sixteen, mean 0.625, both above 3.27 x it: left out, only zeros would be left
    found = limits_of([0] * 12 + [5] + [0] * 4, possible=(0, 100))
    assert (found.low, found.high) == pytest.approx((0, 5 / 17 + 2.66 * 0.625))
    assert found.high > found.low
