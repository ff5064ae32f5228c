"""Confidence intervals, one closed form or bounded seeded bootstrap each, vectorised over groups.

Every function takes arrays with one entry a group (plain numbers work too) and gives `(low, high)` arrays; NaN where
no interval exists. `confidence` is in percent. Only numpy: scipy and statsmodels check these in the tests.
"""

from __future__ import annotations

from functools import lru_cache
from math import atan, erfc, exp, lgamma, log, pi, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cxdesk.common.progress import beat
from cxdesk.kpis.draws import Stretches, counted, normal, ratios, resampled, sums

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bounds = tuple[Floats, Floats]

DRAWS = 1000  # bootstrap replicates: the ends of a 95 % interval then vary by about 3 % of its width between seeds
SEED = 20240229  # the same data gives the same interval, always
RESAMPLED_ROWS = 5_000  # above it, sums are drawn from their normal limit instead of resampling rows
DOMINANT_SHARE = 0.20  # one account with more of the answers than this: accounts are resampled, not answers
_AT_ONCE = 100_000  # rows looked at together: their copies stay in the cache
_RATIOS_AT_ONCE = 1_000_000  # ratios of which percentiles are found together
_CLUSTER_CELLS = 2_000_000  # rows are counted by group and account up to so many cells, sorted beyond it
_EXACT_N = 1000  # binomial ranks are exact up to this n; beyond it the normal expansion is, to within one rank


def z_value(confidence: float) -> float:
    """Two-sided normal quantile: 1.96 for 95."""
    return NormalDist().inv_cdf(0.5 + confidence / 200)


def t_value(df: ArrayLike, confidence: float) -> Floats:
    """Two-sided quantile of Student's t for degrees of freedom >= 1 (any shape, whole or not); NaN below 1."""
    df = np.asarray(df, dtype=np.float64)
    distinct, back = np.unique(np.where(df >= 1, df, np.nan), return_inverse=True)
    small = distinct <= 100
    out = _t_expanded(distinct, confidence)
    if small.any():
        out[small] = _t_exact(distinct[small], confidence)
    return np.asarray(out[back].reshape(df.shape))


def _t_expanded(df: Floats, confidence: float) -> Floats:
    """Cornish-Fisher expansion of t in 1/df (Abramowitz & Stegun 26.7.5); 1e-9 from df = 100."""
    z = z_value(confidence)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return np.asarray(z + sum(term / df ** (power + 1) for power, term in enumerate(terms)))


def _t_exact(df: Floats, confidence: float) -> Floats:
    """Invert P(T <= t) with t = sqrt(df) tan(angle): the density becomes cos(angle)^(df - 1), integrated by Gauss.

    The probability is concave in the angle, so Newton's steps from the normal quantile climb to the root.
    """
    nodes, weights = _gauss()
    constant = np.array([np.exp(lgamma((v + 1) / 2) - lgamma(v / 2)) / sqrt(pi) for v in df])
    wanted = confidence / 200
    angle = np.arctan(z_value(confidence) / np.sqrt(df))
    for _ in range(40):
        inside = np.cos(angle[:, None] * (nodes + 1) / 2) ** (df[:, None] - 1) @ weights * angle / 2
        step = (wanted - constant * inside) / (constant * np.cos(angle) ** (df - 1))
        angle = angle + step
        if np.all(np.abs(step) < 1e-13):
            break
    return np.asarray(np.sqrt(df) * np.tan(angle))


def t_tail(t: float, df: float) -> float:
    """Two-sided probability of a Student's t at least as far from 0; keeps its digits far out in the tail.

    With x = cos(angle) and w = (x / x0)^df the tail is x0^df / df times a mild integral over w from 0 to 1.
    """
    nodes, weights = _gauss()
    constant = exp(lgamma((df + 1) / 2) - lgamma(df / 2)) / sqrt(pi)
    if abs(t) < 1:
        angle = atan(abs(t) / sqrt(df))
        inside = float(np.cos(angle * (nodes + 1) / 2) ** (df - 1) @ weights) * angle / 2
        return 1 - 2 * constant * inside
    square = df / (df + t * t)  # x0 squared
    integral = float((1 / np.sqrt(1 - square * ((nodes + 1) / 2) ** (2 / df))) @ weights) / 2
    return min(1.0, 2 * constant * exp(df / 2 * log(square)) / df * integral)


def normal_tail(z: float) -> float:
    """Two-sided probability of a standard normal value at least as far from 0."""
    return erfc(abs(z) / sqrt(2))


@lru_cache(maxsize=1)
def _gauss() -> Bounds:
    nodes, weights = np.polynomial.legendre.leggauss(64)
    return np.asarray(nodes), np.asarray(weights)


def wilson(successes: ArrayLike, n: ArrayLike, confidence: float) -> Bounds:
    """Wilson's score interval of a share, from 0 to 1 (Wilson 1927); NaN where n is 0."""
    return wilson_at(successes, n, z_value(confidence))


def wilson_at(successes: ArrayLike, n: ArrayLike, z: float) -> Bounds:
    """As `wilson`, for a normal quantile instead of a confidence."""
    k, n = _floats(successes, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = k / n
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = centre - half, centre + half
    # At 0 of n and n of n the score interval ends there exactly; rounding must not say otherwise.
    low, high = np.where(k <= 0, 0.0, low), np.where(k >= n, 1.0, high)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def nps_moments(promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike) -> Bounds:
    """Adjusted NPS and the variance of that estimate, in points (Rocks 2016): n + 3, three quarters a side added."""
    top, bottom, n = _floats(promoters, detractors, n)
    size = n + 3
    p, d = (top + 0.75) / size, (bottom + 0.75) / size
    centre = p - d
    return 100 * centre, 10_000 * (p + d - centre**2) / size


def adjusted_wald_nps(promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike, confidence: float) -> Bounds:
    """Adjusted-Wald interval of the NPS in points, cut to -100..100 (Rocks 2016, The American Statistician)."""
    centre, variance = nps_moments(promoters, detractors, n)
    half = z_value(confidence) * np.sqrt(variance)
    some = np.asarray(n, dtype=np.float64) > 0
    low, high = np.maximum(centre - half, -100), np.minimum(centre + half, 100)
    return np.where(some, low, np.nan), np.where(some, high, np.nan)


def mean_t(
    total: ArrayLike, total_sq: ArrayLike, n: ArrayLike, confidence: float, possible: tuple[float, float] | None = None
) -> Bounds:
    """Student's t interval of a mean from sum and sum of squares, cut to the `possible` range; NaN below n = 2."""
    total, total_sq, n = _floats(total, total_sq, n)
    mean, deviation = _moments(total, total_sq, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = t_value(n - 1, confidence) * deviation / np.sqrt(n)
    low, high = mean - half, mean + half
    return (low, high) if possible is None else (np.maximum(low, possible[0]), np.minimum(high, possible[1]))


def mean_hours(total: ArrayLike, total_sq: ArrayLike, total_cube: ArrayLike, n: ArrayLike, confidence: float) -> Bounds:
    """Interval of the mean of a skewed, non-negative quantity from the sums of x, x^2 and x^3; NaN below n = 2.

    Hall's (1992, J. R. Statist. Soc. B 54) cubic transformation takes the skewness out of the studentised mean. A
    sample understates the skewness of long tails, by more the more skewed it is, so the upper end is also computed
    with skewness x (1 + skewness / sqrt(n)), and the farther one counts. Measured coverage on lognormal times:
    `docs/decisions/0010-interval-for-mean-hours.md`.
    """
    total, total_sq, total_cube, n = _floats(total, total_sq, total_cube, n)
    mean, deviation = _moments(total, total_sq, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = deviation / np.sqrt(n)
        third = total_cube / n - 3 * mean * total_sq / n + 2 * mean**3
        spread = deviation**2 * (n - 1) / n
        skew = np.sqrt(n * (n - 1)) / (n - 2) * third / spread**1.5
        skew = np.where(np.isfinite(skew) & (deviation > 0), skew, 0.0)
        steeper = skew * (1 + np.abs(skew) / np.sqrt(n))
        t = t_value(n - 1, confidence)
        low = mean - error * _untwisted(t, skew, n)
        high = mean - error * np.minimum(_untwisted(-t, skew, n), _untwisted(-t, steeper, n))
    return np.maximum(low, 0), high


def _untwisted(x: Floats, skew: Floats, n: Floats) -> Floats:
    """Studentised mean whose Hall transform is x: inverse of T + b T^2 + b^2 T^3 / 3 + a, a = skew/6 sqrt n, b = 2a."""
    a = skew / (6 * np.sqrt(n))
    b = 2 * a
    flat = np.abs(b) < 1e-8
    safe = np.where(flat, 1.0, b)
    return np.asarray(np.where(flat, x - a, (np.cbrt(1 + 3 * safe * (x - a)) - 1) / safe))


def _moments(total: Floats, total_sq: Floats, n: Floats) -> Bounds:
    """Mean and sample standard deviation from sums; sums that cancel to just below zero count as zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / n
        centred = total_sq - total * mean
        centred = np.where(centred > 1e-12 * total_sq, centred, 0.0)
        deviation = np.where(n >= 2, np.sqrt(centred / np.where(n >= 2, n - 1, 1)), np.nan)
    return mean, deviation


def order_statistic_ranks(n: ArrayLike, q: float, confidence: float) -> tuple[Ints, Ints]:
    """Ranks (1 = smallest) of the values that bound the quantile q, each tail at most half of what is left.

    Exact binomial probabilities (Conover, Practical Nonparametric Statistics, 3.2). A rank is 0 where the values
    do not reach far enough: at 95 % the median has no interval below n = 6, the 90th percentile none below n = 36.
    """
    n = np.asarray(n, dtype=np.int64)
    distinct, back = np.unique(n, return_inverse=True)
    low, high = np.zeros_like(distinct), np.zeros_like(distinct)
    exact = distinct <= _EXACT_N
    low[exact], high[exact] = _binomial_ranks(distinct[exact], q, confidence)
    low[~exact], high[~exact] = _expanded_ranks(distinct[~exact], q, confidence)
    none = (low < 1) | (high > distinct)
    low[none], high[none] = 0, 0
    return low[back].reshape(n.shape), high[back].reshape(n.shape)


def _binomial_ranks(n: Ints, q: float, confidence: float) -> tuple[Ints, Ints]:
    """Ranks from cumulated binomial probabilities: one row a distinct n, one column a count of values below."""
    if not n.size:
        return n, n
    tail = (1 - confidence / 100) / 2
    k = np.arange(int(n.max()) + 1)
    fact = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, k[-1] + 1)))])
    rest = n[:, None] - k
    log_p = fact[n][:, None] - fact[k] - fact[np.maximum(rest, 0)] + k * np.log(q) + rest * np.log1p(-q)
    below = np.cumsum(np.where(rest >= 0, np.exp(log_p), 0.0), axis=1)  # P(X <= k)
    slack = 1e-12
    low = (below <= tail + slack).sum(axis=1)  # largest j with P(X <= j - 1) <= tail
    high = (below < 1 - tail - slack).sum(axis=1) + 1  # smallest k with P(X <= k - 1) >= 1 - tail
    return low, high


def _expanded_ranks(n: Ints, q: float, confidence: float) -> tuple[Ints, Ints]:
    """Ranks for large n: binomial quantiles by their skewness-corrected normal expansion, one rank outwards."""
    z, n_float = z_value(confidence), n.astype(np.float64)
    centre = n_float * q + (1 - 2 * q) * (z * z - 1) / 6
    half = z * np.sqrt(n_float * q * (1 - q))
    return np.floor(centre - half).astype(np.int64), np.ceil(centre + half).astype(np.int64) + 1


def ratio_counts(
    counts: ArrayLike, top: ArrayLike, bottom: ArrayLike, confidence: float, *, draws: int = DRAWS, seed: int = SEED
) -> Bounds:
    """Percentile bootstrap of a ratio of counts whose rows fall into few categories, such as resolved / created.

    `counts` has shape (groups, categories): rows of each kind. A row of category c adds `top[c]` to the numerator and
    `bottom[c]` to the denominator. Resampling rows is then a multinomial draw (Efron & Tibshirani 1993).
    """
    cells = np.atleast_2d(np.asarray(counts, dtype=np.int64))
    n = cells.sum(axis=1)
    shares = np.where(n[:, None] > 0, cells / np.maximum(n, 1)[:, None], 1 / cells.shape[1])
    above, below = _floats(top, bottom)
    return _percentiles(ratios(counted(n, shares, above, below, draws, seed), draws, len(n)), confidence)


def ratio_sums(
    top: ArrayLike,
    bottom: ArrayLike,
    codes: NDArray[np.integer],
    groups: int,
    confidence: float,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Bounds:
    """Bootstrap of sum(top) / sum(bottom) by group; `codes` gives each row's group, -1 for rows outside.

    Up to 5,000 rows are resampled within their groups. Above that the resampled sums are drawn from their common
    normal limit, so that the time stays bounded.
    """
    return _percentiles(ratios(_drawn(top, bottom, codes, groups, draws, seed), draws, groups), confidence)


def sum_draws(
    top: ArrayLike,
    bottom: ArrayLike,
    codes: NDArray[np.integer],
    groups: int,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Bounds:
    """Resampled sum(top) and sum(bottom), each of shape (draws, groups); arguments as for `ratio_sums`."""
    return sums(_drawn(top, bottom, codes, groups, draws, seed), draws, groups)


def _drawn(
    top: ArrayLike, bottom: ArrayLike, codes: NDArray[np.integer], groups: int, draws: int, seed: int
) -> Stretches:
    a, b = _floats(top, bottom)
    inside = codes >= 0
    if not inside.all():
        a, b, codes = a[inside], b[inside], codes[inside]
    if len(codes) > RESAMPLED_ROWS:
        return _normal_sums(a, b, codes, groups, draws, seed)
    order = np.argsort(codes, kind="stable")
    return resampled(np.stack([a[order], b[order]]), np.bincount(codes, minlength=groups), draws, seed)


def _normal_sums(a: Floats, b: Floats, codes: NDArray[np.integer], groups: int, draws: int, seed: int) -> Stretches:
    """Sums of resampled rows by their normal limit: covariances of the row values times n."""
    sum_a, sum_b = _floats(np.bincount(codes, a, groups), np.bincount(codes, b, groups))
    mean_a, mean_b = (total / np.maximum(np.bincount(codes, minlength=groups), 1) for total in (sum_a, sum_b))
    aa, bb, ab = np.zeros((3, groups))
    for at in range(0, len(codes), _AT_ONCE):  # stretches that stay in the cache
        some, here = codes[at : at + _AT_ONCE], slice(at, at + _AT_ONCE)
        da, db = a[here] - mean_a[some], b[here] - mean_b[some]
        aa += np.bincount(some, da * da, groups)
        bb += np.bincount(some, db * db, groups)
        ab += np.bincount(some, da * db, groups)
    return normal(sum_a, sum_b, aa, bb, ab, draws, seed)


def clustered(
    values: ArrayLike,
    clusters: NDArray[np.integer],
    codes: NDArray[np.integer],
    groups: int,
    confidence: float,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Bounds:
    """Interval of the mean by group where whole clusters (accounts) are resampled, not their single answers.

    Rows without a cluster (code -1) stand alone, each its own.
    """
    total, count, group_of = cluster_sums(values, clusters, codes)
    return ratio_sums(total, count, group_of, groups, confidence, draws=draws, seed=seed)


def cluster_sums(
    values: ArrayLike, clusters: NDArray[np.integer], codes: NDArray[np.integer]
) -> tuple[Floats, Floats, Ints]:
    """Sum and count of the values of each (group, cluster), and the group of each; rows of group -1 are left out."""
    inside = codes >= 0
    value = np.asarray(values, dtype=np.float64)[inside]
    cell, group_of = _cells(clusters[inside], codes[inside])
    count = np.bincount(cell, minlength=len(group_of)).astype(np.float64)
    return np.asarray(np.bincount(cell, value, len(group_of))), count, group_of


def dominated(clusters: NDArray[np.integer], codes: NDArray[np.integer], groups: int) -> NDArray[np.bool_]:
    """Groups in which one cluster (account) gives over 20 % of the rows, and more than one row."""
    named = (codes >= 0) & (clusters >= 0)
    width = int(clusters.max(initial=-1)) + 1
    if width * groups <= _CLUSTER_CELLS:
        cells = codes[named].astype(np.int64) * width + clusters[named]
        largest = np.bincount(cells, minlength=groups * width).reshape(groups, width).max(axis=1, initial=0)
    else:
        largest = np.zeros(groups, dtype=np.int64)
        cell, group_of = _cells(clusters[named], codes[named])
        np.maximum.at(largest, group_of, np.bincount(cell, minlength=len(group_of)))
    n = np.bincount(codes[codes >= 0], minlength=groups)
    return np.asarray((largest > 1) & (largest > DOMINANT_SHARE * n))


def _cells(clusters: NDArray[np.integer], codes: NDArray[np.integer]) -> tuple[Ints, Ints]:
    """Number of each row's (group, cluster) cell, and the group of each cell."""
    own = np.where(clusters >= 0, clusters, -1 - np.arange(len(clusters)))
    own = own - own.min(initial=0)
    width = int(own.max(initial=0)) + 1
    keys, cell = np.unique(codes.astype(np.int64) * width + own, return_inverse=True)
    return cell, keys // width


def _percentiles(ratio: Floats, confidence: float) -> Bounds:
    """Percentile interval over the replicates (axis 0); NaN where a twentieth of them has none.

    Finding it takes copies of what is looked at, so it is done for some groups at a time.
    """
    low, high = np.full((2, ratio.shape[1]), np.nan)
    tails = [(100 - confidence) / 2, (100 + confidence) / 2]
    at_once = max(_RATIOS_AT_ONCE // max(len(ratio), 1), 1)
    for at in range(0, ratio.shape[1], at_once):
        beat()
        part, here = ratio[:, at : at + at_once], slice(at, at + at_once)
        lost = np.isnan(part).mean(axis=0)
        for usable, find in ((lost == 0, np.percentile), ((lost > 0) & (lost < 0.05), np.nanpercentile)):
            if usable.any():  # nanpercentile walks the groups one by one, so only where it must
                low[here][usable], high[here][usable] = find(part[:, usable], tails, axis=0)
    return low, high


def _floats(*arrays: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.asarray(array, dtype=np.float64) for array in arrays)
