"""Intervals against scipy and statsmodels, and the coverage they promise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cxdesk.kpis import intervals


@pytest.mark.parametrize("confidence", [50, 90, 95, 99, 99.9])
def test_that_students_quantiles_equal_scipys(confidence):
    df = np.array([1, 2, 3, 4, 10, 29, 99, 100, 101, 500, 10_000, 2.5, 17.3])
    expected = stats.t.ppf(0.5 + confidence / 200, df)
    assert intervals.t_value(df, confidence) == pytest.approx(expected, rel=1e-8)


def test_that_no_students_quantile_exists_below_one_degree_of_freedom():
    assert np.isnan(intervals.t_value([0, -1], 95)).all()


@pytest.mark.parametrize("df", [1, 2, 3.7, 10, 58, 300, 20_000])
@pytest.mark.parametrize("t", [0, 0.3, 0.99, 1, -2.2, 5, 12])
def test_that_students_tails_equal_scipys(t, df):
    assert intervals.t_tail(t, df) == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-5)


def test_that_wilson_equals_statsmodels():
    k, n = np.array([0, 1, 80, 132, 10, 7]), np.array([10, 12, 100, 169, 10, 8])
    low, high = intervals.wilson(k, n, 95)
    expected = proportion_confint(k, n, alpha=0.05, method="wilson")
    assert low == pytest.approx(expected[0], abs=1e-12)
    assert high == pytest.approx(expected[1], abs=1e-12)


def test_that_80_of_100_lies_between_71_1_and_86_7_percent():
    low, high = intervals.wilson(80, 100, 95)
    assert (round(100 * float(low), 1), round(100 * float(high), 1)) == (71.1, 86.7)


def test_that_nothing_answered_has_no_interval():
    assert np.isnan(intervals.wilson([0], [0], 95)).all()
    assert np.isnan(intervals.adjusted_wald_nps([0], [0], [0], 95)).all()


def test_that_the_nps_interval_is_the_one_worked_by_hand():
    # 8 promoters, 1 detractor of 17: n 20, P 8.75/20 = .4375, D 1.75/20 = .0875, centre .35,
    # variance (.525 - .1225) / 20 = .020125, error .141863, half 1.959964 x .141863 = .278046
    low, high = intervals.adjusted_wald_nps(8, 1, 17, 95)
    assert float(low) == pytest.approx(7.1954, abs=1e-3)
    assert float(high) == pytest.approx(62.8046, abs=1e-3)


def test_that_the_nps_interval_stays_within_its_range():
    low, high = intervals.adjusted_wald_nps([3, 0], [0, 3], [3, 3], 99)
    assert high[0] == 100
    assert low[1] == -100


def test_that_the_t_interval_equals_scipys():
    x = np.array([5.0, 4, 3, 5, 2, 4, 4, 1, 5, 5])
    low, high = intervals.mean_t(x.sum(), (x**2).sum(), len(x), 95)
    expected = stats.t.interval(0.95, len(x) - 1, loc=x.mean(), scale=stats.sem(x))
    assert (float(low), float(high)) == pytest.approx(expected)


def test_that_a_mean_of_scores_stays_on_its_scale():
    low, high = intervals.mean_t(9.0, 41.0, 2, 95, possible=(1, 5))
    assert (float(low), float(high)) == (1, 5)


def test_that_equal_values_have_an_interval_of_no_width():
    low, high = intervals.mean_t(3 * 0.1, 3 * 0.1**2, 3, 95)
    assert (float(low), float(high)) == pytest.approx((0.1, 0.1))
    low, high = intervals.mean_hours(30.0, 90.0, 270.0, 10, 95)
    assert (float(low), float(high)) == pytest.approx((3, 3))


def test_that_one_value_has_no_interval_of_its_mean():
    assert np.isnan(intervals.mean_t(4.0, 16.0, 1, 95)).all()
    assert np.isnan(intervals.mean_hours(4.0, 16.0, 64.0, 1, 95)).all()


def test_that_hours_without_skewness_get_the_t_interval():
    x = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9])
    sums = [(x**power).sum() for power in (1, 2, 3)]
    low, high = intervals.mean_hours(sums[0], sums[1], sums[2], len(x), 95)
    expected = stats.t.interval(0.95, len(x) - 1, loc=x.mean(), scale=stats.sem(x))
    assert (float(low), float(high)) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("n", "sigma", "promised"), [(30, 1.2, 0.915), (100, 1.0, 0.93), (100, 1.2, 0.93)])
def test_that_mean_hours_keep_their_promised_coverage(n, sigma, promised):
    x = np.random.default_rng(7).lognormal(0, sigma, (4000, n))
    one, two, three = ((x**power).sum(axis=1) for power in (1, 2, 3))
    low, high = intervals.mean_hours(one, two, three, n, 95)
    mean = np.exp(sigma**2 / 2)
    assert np.mean((low <= mean) & (mean <= high)) >= promised


@pytest.mark.parametrize("shares", [(0.9, 0.02), (0.5, 0.2), (0.3, 0.3)])
@pytest.mark.parametrize("n", [10, 40, 100])
def test_that_nps_keeps_its_promised_coverage(shares, n):
    p, d = shares
    drawn = np.random.default_rng(8).multinomial(n, [p, d, 1 - p - d], size=6000)
    low, high = intervals.adjusted_wald_nps(drawn[:, 0], drawn[:, 1], n, 95)
    truth = 100 * (p - d)
    assert 0.92 <= np.mean((low <= truth) & (truth <= high)) <= 0.985


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_that_ranks_cover_the_quantile_at_least_as_promised(q):
    n = np.array([*range(1, 400), 999, 1000, 1001, 2500, 30_000])
    low, high = intervals.order_statistic_ranks(n, q, 95)
    some = low > 0
    coverage = stats.binom.cdf(high[some] - 1, n[some], q) - stats.binom.cdf(low[some] - 1, n[some], q)
    assert coverage.min() >= 0.95
    assert coverage[-5:].max() < 0.97


def test_that_the_median_of_30_lies_between_the_10th_and_21st_value():
    low, high = intervals.order_statistic_ranks(30, 0.5, 95)
    assert (int(low), int(high)) == (10, 21)


def test_that_p90_has_no_interval_below_36_values():
    low, high = intervals.order_statistic_ranks([35, 36], 0.9, 95)
    assert (low[0], high[0]) == (0, 0)
    assert (low[1] > 0, high[1]) == (True, 36)


def test_that_a_ratio_of_counts_covers_like_wilson_where_it_is_a_share():
    low, high = intervals.ratio_counts([[150, 50]], [1, 0], [1, 1], 95)
    expected = intervals.wilson(150, 200, 95)
    assert low[0] == pytest.approx(float(expected[0]), abs=0.01)
    assert high[0] == pytest.approx(float(expected[1]), abs=0.01)


def test_that_bootstraps_give_the_same_interval_every_time():
    counts = [[10, 20, 70], [0, 0, 0]]
    first = intervals.ratio_counts(counts, [1, 0, 1], [0, 1, 1], 95)
    again = intervals.ratio_counts(counts, [1, 0, 1], [0, 1, 1], 95)
    assert np.array_equal(first, again, equal_nan=True)
    assert np.isnan(first[0][1])


def test_that_resampled_sums_and_their_normal_limit_agree(monkeypatch):
    rng = np.random.default_rng(3)
    bottom = rng.gamma(2, 1, 3000)
    top = bottom * rng.uniform(0.5, 1, 3000)
    codes = rng.integers(-1, 3, 3000)
    rows = intervals.ratio_sums(top, bottom, codes, 3, 95)
    monkeypatch.setattr(intervals, "RESAMPLED_ROWS", 10)
    limit = intervals.ratio_sums(top, bottom, codes, 3, 95)
    assert rows[0] == pytest.approx(limit[0], abs=0.004)
    assert rows[1] == pytest.approx(limit[1], abs=0.004)


def test_that_answers_of_one_account_widen_the_interval():
    # Ten accounts that always answer alike: the sample is worth 10 answers, not 100.
    answers = np.repeat([1.0, 1, 1, 1, 1, 1, 1, 0, 0, 0], 10)
    accounts, one = np.repeat(np.arange(10), 10), np.zeros(100, dtype=int)
    low, high = intervals.clustered(answers, accounts, one, 1, 95)
    plain = intervals.wilson(70, 100, 95)
    assert high[0] - low[0] > 2 * float(plain[1] - plain[0])


def test_that_rows_without_account_are_resampled_one_by_one():
    answers = np.repeat([1.0, 0.0], [70, 30])
    low, high = intervals.clustered(answers, np.full(100, -1), np.zeros(100, dtype=int), 1, 95)
    plain = intervals.wilson(70, 100, 95)
    assert low[0] == pytest.approx(float(plain[0]), abs=0.02)
    assert high[0] == pytest.approx(float(plain[1]), abs=0.02)


def test_that_an_account_with_more_than_a_fifth_of_the_answers_dominates():
    accounts = np.array([0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, -1, -1, -1])
    codes = np.array([0] * 10 + [1] * 10 + [2] * 3)
    assert intervals.dominated(accounts, codes, 4).tolist() == [True, False, False, False]
