"""Differences between two periods against scipy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from cxdesk.insight.difference import (
    Rows,
    cluster_difference,
    discoveries,
    gap_difference,
    hours_difference,
    nps_difference,
    quantile_difference,
    ratio_difference,
    share_difference,
    welch_difference,
)


@pytest.mark.parametrize(
    ("k", "n"), [((27, 24), (30, 30)), ((132, 150), (169, 180)), ((0, 5), (12, 40)), ((10, 3), (10, 9))]
)
@pytest.mark.parametrize("confidence", [90, 95, 99])
def test_that_the_difference_of_shares_equals_statsmodels(k, n, confidence):
    found = share_difference(k, n, confidence)
    expected = confint_proportions_2indep(
        k[0], n[0], k[1], n[1], method="newcomb", compare="diff", alpha=1 - confidence / 100
    )
    assert (found.low / 100, found.high / 100) == pytest.approx(expected, abs=1e-9)


def test_that_27_of_30_after_24_of_30_is_no_clear_change():
    found = share_difference((27, 24), (30, 30), 95)
    assert (round(found.low, 1), round(found.high, 1)) == (-8.8, 28.5)
    assert found.p > 0.2


@pytest.mark.parametrize(("k", "n"), [((27, 14), (30, 30)), ((150, 120), (180, 180)), ((4, 9), (40, 50))])
def test_that_p_is_one_less_the_confidence_at_which_the_interval_touches_zero(k, n):
    p = share_difference(k, n, 95).p
    touching = share_difference(k, n, 100 * (1 - p))
    assert min(abs(touching.low), abs(touching.high)) == pytest.approx(0, abs=1e-6)


def test_that_equal_shares_have_p_one_and_opposite_ones_a_tiny_p():
    assert share_difference((5, 10), (10, 20), 95).p == pytest.approx(1)
    assert share_difference((500, 0), (500, 500), 95).p < 1e-50


def test_that_the_difference_of_two_net_promoter_scores_is_the_one_worked_by_hand():
    # both n 17: 8 up 1 down gives 35 +- error 14.1863; 5 up 5 down gives 0, variance .575/20, error 16.9558
    found = nps_difference((8, 5), (1, 5), (17, 17), 95)
    error = (14.1863**2 + 16.9558**2) ** 0.5
    assert (found.low, found.high) == pytest.approx((35 - 1.959964 * error, 35 + 1.959964 * error), abs=0.01)
    assert found.p == pytest.approx(2 * stats.norm.sf(35 / error), rel=1e-3)


def test_that_welchs_test_equals_scipys():
    rng = np.random.default_rng(1)
    x, y = rng.normal(4.1, 1, 60), rng.normal(3.8, 0.5, 45)
    found = welch_difference(x, y, 95)
    expected = stats.ttest_ind(x, y, equal_var=False)
    interval = expected.confidence_interval(0.95)
    assert found is not None
    assert found.p == pytest.approx(expected.pvalue, rel=1e-5)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_that_hours_are_tested_on_their_logarithms():
    rng = np.random.default_rng(2)
    x, y = rng.lognormal(1, 1.2, 80), rng.lognormal(0.8, 1.2, 90)
    found = hours_difference(x, y, 95)
    expected = stats.ttest_ind(np.log(x), np.log(y), equal_var=False)
    ratio = expected.confidence_interval(0.95)
    assert found is not None
    assert found.p == pytest.approx(expected.pvalue, rel=1e-5)
    assert (found.low, found.high) == pytest.approx((y.mean() * np.expm1(ratio.low), y.mean() * np.expm1(ratio.high)))


def test_that_a_mean_that_rose_is_never_called_better_because_the_bulk_fell():
    before = np.full(100, 10.0) + np.linspace(-1, 1, 100)
    now = np.concatenate([np.full(95, 5.0) + np.linspace(-1, 1, 95), np.full(5, 900.0)])
    found = hours_difference(now, before, 95)
    assert found is not None
    assert found.low <= now.mean() - before.mean() <= found.high
    assert found.low < 0 < found.high
    assert found.p == 1


def test_that_times_of_zero_are_compared_too():
    found = hours_difference(np.array([0.0, 0.1, 0.2, 0.1, 0.3]), np.array([2.0, 3.0, 0.0, 4.0, 5.0]), 95)
    assert found is not None
    assert np.isfinite([found.low, found.high, found.p]).all()


@pytest.mark.parametrize("values", [[], [1.0], [2.0, 2.0, 2.0], [0.0, 0.0]])
def test_that_without_spread_there_is_no_test(values):
    sample = np.array(values)
    assert welch_difference(sample, sample, 95) is None
    assert hours_difference(sample, sample, 95) is None


def test_that_the_bootstrap_of_quantiles_is_the_bootstrap_of_rows():
    rng = np.random.default_rng(3)
    x, y = rng.lognormal(1, 1, 41), rng.lognormal(1, 1, 60)
    found = quantile_difference(x, y, 0.9, 95)
    drawn = [np.quantile(rng.choice(x, len(x)), 0.9) - np.quantile(rng.choice(y, len(y)), 0.9) for _ in range(6000)]
    assert found is not None
    assert (found.low, found.high) == pytest.approx(tuple(np.percentile(drawn, [2.5, 97.5])), abs=0.5)
    assert found == quantile_difference(x, y, 0.9, 95)


def test_that_a_p90_below_36_rows_is_not_compared():
    x = np.arange(35.0)
    assert quantile_difference(x, np.arange(50.0), 0.9, 95) is None
    assert quantile_difference(x, np.arange(50.0), 0.5, 95) is not None


def test_that_a_ratio_of_counts_is_compared_like_a_share_where_it_is_one():
    now = Rows(top=np.repeat([1.0, 0.0], [150, 50]), bottom=np.ones(200))
    before = Rows(top=np.repeat([1.0, 0.0], [110, 90]), bottom=np.ones(200))
    found, expected = ratio_difference(now, before, 100, 95), share_difference((150, 110), (200, 200), 95)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=0.7)
    assert found.p < 0.001


def test_that_answers_of_few_accounts_are_weaker_evidence():
    answers, accounts = np.repeat([1.0, 1, 1, 0], 25), np.repeat(np.arange(4), 25)
    now = Rows(top=answers, bottom=np.ones(100), clusters=accounts)
    before = Rows(top=1 - answers, bottom=np.ones(100), clusters=accounts)
    clustered, plain = cluster_difference(now, before, 100, 95), share_difference((75, 25), (100, 100), 95)
    assert clustered is not None
    assert clustered.p > 0.01 > plain.p
    assert clustered.high - clustered.low > 2 * (plain.high - plain.low)


def test_that_a_gap_of_two_means_is_compared_by_all_four_samples():
    rng = np.random.default_rng(5)
    a, b, c, d = (rng.normal(mean, 1, 200) for mean in (4.5, 3.5, 4.0, 4.0))
    found = gap_difference((a, b), (c, d), 95)
    assert found is not None
    error = np.sqrt(sum(sample.var(ddof=1) / 200 for sample in (a, b, c, d)))
    difference = a.mean() - b.mean() - c.mean() + d.mean()
    assert found.low == pytest.approx(difference - 1.963 * error, abs=0.001)


def test_that_discoveries_are_those_of_benjamini_and_hochberg():
    # Thresholds at .05: .01, .02, .03, .04, .05; the third still passes, and with it the second that alone would not.
    p = np.array([0.5, 0.001, 0.029, 0.025, 0.2])
    assert discoveries(p, 0.05).tolist() == [False, True, True, True, False]
    assert discoveries(np.array([]), 0.05).tolist() == []


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2])
def test_that_discoveries_equal_scipys(rate):
    p = np.random.default_rng(6).beta(0.4, 2, 40)
    expected = stats.false_discovery_control(p) <= rate
    assert discoveries(p, rate).tolist() == expected.tolist()
