"""Funnel limits against scipy, and how often they cry wolf."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxdesk.insight.funnel import binomial_cdf, binomial_quantile, mean_funnel, share_funnel


@pytest.mark.parametrize("p", [0.001, 0.05, 0.5, 0.78, 0.9993])
def test_binomial_cdf_equals_scipy(p: float) -> None:
    n = np.repeat([1.0, 2.0, 5.0, 30.0, 400.0, 20_000.0], 7)
    k = np.floor(n * np.tile([0.0, 0.1, p * 0.98, p, min(1.0, p * 1.02), 0.95, 1.0], 6))
    assert binomial_cdf(k, n, p) == pytest.approx(stats.binom.cdf(k, n, p), abs=1e-9)


@pytest.mark.parametrize("p", [0.02, 0.5, 0.781, 0.99])
@pytest.mark.parametrize("q", [0.001, 0.025, 0.975, 0.999])
def test_binomial_quantile_equals_scipy(p: float, q: float) -> None:
    n = np.concatenate([np.arange(1.0, 200.0), [1_000.0, 12_345.0]])
    assert binomial_quantile(q, n, p).tolist() == stats.binom.ppf(q, n, p).tolist()


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_a_certain_share_has_limits_on_itself(p: float) -> None:
    funnel = share_funnel(np.array([1.0, 10.0]), p)
    assert funnel.outer_low.tolist() == funnel.outer_high.tolist() == [100 * p, 100 * p]
    assert not funnel.flagged(np.array([100 * p, 100 * p])).any()


def test_a_share_is_flagged_exactly_when_its_tail_chance_is_below_one_in_a_thousand() -> None:
    n, p = 40, 0.8
    k = np.arange(n + 1)
    funnel = share_funnel(np.full(n + 1, float(n)), p)
    lower, upper = stats.binom.cdf(k, n, p), stats.binom.sf(k - 1, n, p)
    expected = (lower < 0.001) | (upper <= 0.001)
    assert funnel.flagged(100.0 * k / n).tolist() == expected.tolist()


def test_a_segment_without_a_value_is_not_flagged() -> None:
    assert not share_funnel(np.array([10.0]), 0.5).flagged(np.array([np.nan])).any()


def test_limits_of_a_mean_are_three_point_three_standard_errors() -> None:
    funnel = mean_funnel(np.array([4.0, 100.0]), np.array([1.0, 2.0, 3.0, 4.0, 5.0]), logs=False)
    assert funnel is not None
    se = np.std([1, 2, 3, 4, 5], ddof=1) / np.sqrt([4.0, 100.0])
    assert funnel.centre == 3.0
    assert funnel.outer_high == pytest.approx(3 + stats.norm.ppf(0.9995) * se)
    assert funnel.inner_low == pytest.approx(3 - stats.norm.ppf(0.975) * se)


def test_limits_of_a_mean_stay_in_its_range() -> None:
    funnel = mean_funnel(np.array([1.0]), np.array([1.0, 5.0, 5.0]), logs=False, bounds=(1.0, 5.0))
    assert funnel is not None
    assert (funnel.outer_low[0], funnel.outer_high[0]) == (1.0, 5.0)


@pytest.mark.parametrize("values", [[], [3.0], [np.nan, 3.0]])
def test_too_few_rows_give_no_limits(values: list[float]) -> None:
    assert mean_funnel(np.array([5.0]), np.array(values), logs=True) is None


def test_zero_durations_give_limits() -> None:
    funnel = mean_funnel(np.array([5.0]), np.array([0.0, 0.0, 2.0]), logs=True)
    assert funnel is not None
    assert np.isfinite(funnel.outer_high[0])
    same = mean_funnel(np.array([5.0]), np.array([0.0, 0.0]), logs=True)
    assert same is not None
    assert same.outer_high[0] == 0.0


@pytest.mark.parametrize("size", [10, 50, 400])
def test_equal_segments_of_lognormal_times_are_seldom_flagged(size: int) -> None:
    rng = np.random.default_rng(11)
    times = rng.lognormal(2.0, 1.2, size=(4_000, size))
    funnel = mean_funnel(np.full(4_000, float(size)), times.ravel(), logs=True)
    assert funnel is not None
    assert funnel.flagged(times.mean(axis=1)).mean() < 0.005
