"""Differences between two samples: interval and p of current minus previous, one method for each kind of KPI."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.kpis.intervals import (
    RESAMPLED_ROWS,
    SEED,
    cluster_sums,
    normal_tail,
    nps_moments,
    order_statistic_ranks,
    sum_draws,
    t_tail,
    t_value,
    wilson_at,
    z_value,
)

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.integer]

DRAWS = 20_000  # for p down to 0.0001, which the false-discovery rate needs
FEWEST_DRAWS = 1000


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Interval of current - previous, and the p of no difference: 1 - the confidence at which it touches 0."""

    low: float
    high: float
    p: float


def share_difference(k: tuple[float, float], n: tuple[float, float], confidence: float) -> Difference:
    """Difference of two shares in percent, k of n each, current first (Newcombe 1998, method 10: from Wilson's)."""
    low, high = _newcombe(k, n, z_value(confidence))
    return Difference(low=100 * low, high=100 * high, p=_newcombe_p(k, n))


def _newcombe(k: tuple[float, float], n: tuple[float, float], z: float) -> tuple[float, float]:
    (p1, p2), (low, high) = (k[0] / n[0], k[1] / n[1]), wilson_at(k, n, z)
    below = float(np.hypot(p1 - low[0], high[1] - p2))
    above = float(np.hypot(high[0] - p1, p2 - low[1]))
    return float(p1 - p2 - below), float(p1 - p2 + above)


def _newcombe_p(k: tuple[float, float], n: tuple[float, float]) -> float:
    """The interval widens with z: halve the range of z until the interval just touches 0."""
    inside, outside = 40.0, 0.0
    for _ in range(60):
        z = (inside + outside) / 2
        low, high = _newcombe(k, n, z)
        if low <= 0 <= high:
            inside = z
        else:
            outside = z
    return normal_tail(outside)


def nps_difference(
    promoters: tuple[float, float], detractors: tuple[float, float], n: tuple[float, float], confidence: float
) -> Difference:
    """Difference of two net promoter scores in points: z on the adjusted-Wald variances (Rocks 2016)."""
    score, variance = nps_moments(promoters, detractors, n)
    difference, error = float(score[0] - score[1]), float(np.sqrt(variance.sum()))
    half = z_value(confidence) * error
    return Difference(
        low=max(difference - half, -200.0), high=min(difference + half, 200.0), p=normal_tail(difference / error)
    )


def welch_difference(current: Floats, previous: Floats, confidence: float) -> Difference | None:
    """Difference of two means (Welch 1947); None below two values each, or where no value differs from another."""
    test = _welch(current, previous, confidence)
    if test is None:
        return None
    difference, half, p = test
    return Difference(low=difference - half, high=difference + half, p=p)


def hours_difference(current: Floats, previous: Floats, confidence: float) -> Difference | None:
    """Difference of two means of skewed, non-negative times, by Welch's test of their logarithms.

    The interval of the ratio is laid on the previous mean, so that it is in hours and excludes 0 exactly when the
    test does. Where the tails moved otherwise than the bulk, it is widened to hold the difference of the means:
    a mean that rose is never called better. Zeros get the logarithm of half the smallest time above 0, at least a
    thousandth of the mean. None below two values each.
    """
    if min(len(current), len(previous)) < 2:
        return None
    both = np.concatenate([current, previous])
    shift = 0.0
    if both.min() <= 0:
        above = both[both > 0]
        if not above.size:
            return None
        shift = max(float(above.min()) / 2, 0.001 * float(both.mean()))
    test = _welch(np.log(np.maximum(current, 0) + shift), np.log(np.maximum(previous, 0) + shift), confidence)
    if test is None:
        return None
    log_ratio, half, p = test
    before = float(previous.mean())
    low, high = ((before + shift) * float(np.expm1(log_ratio + end)) for end in (-half, half))
    difference = float(current.mean()) - before
    if min(low, difference) <= 0 <= max(high, difference) and not low <= 0 <= high:
        p = 1.0
    return Difference(low=min(low, difference), high=max(high, difference), p=p)


def gap_difference(
    current: tuple[Floats, Floats], previous: tuple[Floats, Floats], confidence: float
) -> Difference | None:
    """Difference of two gaps, each a mean less another mean (Welch-Satterthwaite); None as for `welch_difference`."""
    test = _contrast(((1, current[0]), (-1, current[1]), (-1, previous[0]), (1, previous[1])), confidence)
    if test is None:
        return None
    difference, half, p = test
    return Difference(low=difference - half, high=difference + half, p=p)


def _welch(x: Floats, y: Floats, confidence: float) -> tuple[float, float, float] | None:
    """Difference of means, half its interval, p."""
    return _contrast(((1, x), (-1, y)), confidence)


def _contrast(samples: tuple[tuple[int, Floats], ...], confidence: float) -> tuple[float, float, float] | None:
    """Sum of means with their signs, half its interval, p; degrees of freedom after Welch and Satterthwaite."""
    if min(len(sample) for _, sample in samples) < 2:
        return None
    difference = sum(sign * float(sample.mean()) for sign, sample in samples)
    variances = [float(sample.var(ddof=1)) / len(sample) for _, sample in samples]
    total = sum(variances)
    if total <= 1e-24 * max(1.0, *(float(sample.mean() ** 2) for _, sample in samples)):
        return None
    squares = sum(v**2 / (len(sample) - 1) for v, (_, sample) in zip(variances, samples, strict=True))
    df, error = total**2 / squares, float(np.sqrt(total))
    return difference, float(t_value(df, confidence)) * error, t_tail(difference / error, df)


def quantile_difference(current: Floats, previous: Floats, q: float, confidence: float) -> Difference | None:
    """Bootstrap of the difference of two quantiles; None where one of them has no interval (p90 below n = 36)."""
    low_rank, _ = order_statistic_ranks([len(current), len(previous)], q, confidence)
    if not low_rank.all():
        return None
    rng = np.random.default_rng(SEED)
    return _bootstrapped(
        _quantile_draws(np.sort(current), q, rng) - _quantile_draws(np.sort(previous), q, rng), confidence
    )


def _quantile_draws(ordered: Floats, q: float, rng: np.random.Generator) -> Floats:
    """Quantiles of resamples, without resampling: the kth of n resampled values is the ceil(n U)th value, U ~ Beta.

    The next one follows from the smallest of the uniforms that remain above it (Devroye 1986, V.3).
    """
    n = len(ordered)
    position = (n - 1) * q
    k = int(position)
    lower = rng.beta(k + 1, n - k, DRAWS)
    first = ordered[np.minimum((n * lower).astype(np.int64), n - 1)]
    if k + 1 >= n or position == k:
        return first
    upper = lower + (1 - lower) * -np.expm1(np.log(rng.random(DRAWS)) / (n - k - 1))
    second = ordered[np.minimum((n * upper).astype(np.int64), n - 1)]
    return first + (position - k) * (second - first)


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """What each row of a period adds to numerator and denominator; `clusters` are account codes (-1 = none)."""

    top: Floats
    bottom: Floats
    clusters: Codes | None = None


def ratio_difference(current: Rows, previous: Rows, scale: float, confidence: float) -> Difference | None:
    """Bootstrap of the difference of two ratios of sums over rows, times `scale`."""
    drawn = [_ratio_draws(rows, SEED + i) for i, rows in enumerate((current, previous))]
    if drawn[0] is None or drawn[1] is None:
        return None
    fewest = min(len(drawn[0]), len(drawn[1]))
    return _bootstrapped(scale * (drawn[0][:fewest] - drawn[1][:fewest]), confidence)


def cluster_difference(current: Rows, previous: Rows, scale: float, confidence: float) -> Difference | None:
    """As `ratio_difference`, with whole accounts resampled instead of rows."""
    return ratio_difference(_by_cluster(current), _by_cluster(previous), scale, confidence)


def _by_cluster(rows: Rows) -> Rows:
    if rows.clusters is None:
        return rows
    one = np.zeros(len(rows.top), dtype=np.int64)
    top, _, _ = cluster_sums(rows.top, rows.clusters, one)
    bottom, _, _ = cluster_sums(rows.bottom, rows.clusters, one)
    return Rows(top=top, bottom=bottom)


def _ratio_draws(rows: Rows, seed: int) -> Floats | None:
    """Ratios of resampled sums; None where a twentieth of them divides by nothing."""
    pairs, counts = np.unique(np.column_stack([rows.top, rows.bottom]), axis=0, return_counts=True)
    if len(pairs) <= 50:
        rng = np.random.default_rng(seed)
        drawn = rng.multinomial(counts.sum(), counts / counts.sum(), size=DRAWS)
        top, bottom = drawn @ pairs[:, 0], drawn @ pairs[:, 1]
    else:
        size = len(rows.top)
        draws = DRAWS if size > RESAMPLED_ROWS else max(FEWEST_DRAWS, min(DRAWS, 1_000_000 // size))
        sums = sum_draws(rows.top, rows.bottom, np.zeros(size, dtype=np.int64), 1, draws=draws, seed=seed)
        top, bottom = sums[0][:, 0], sums[1][:, 0]
    usable = bottom > 0
    return top[usable] / bottom[usable] if usable.mean() > 0.95 else None


def _bootstrapped(differences: Floats, confidence: float) -> Difference:
    """Percentile interval; p from the share of resamples beyond 0, in the far tail from their normal curve."""
    tail = (100 - confidence) / 2
    low, high = np.percentile(differences, [tail, 100 - tail])
    draws = len(differences)
    beyond = min(int((differences <= 0).sum()), int((differences >= 0).sum()))
    p = min(1.0, 2 * (beyond + 1) / (draws + 1))
    spread = float(differences.std())
    if beyond < 10:
        p = min(p, normal_tail(float(differences.mean()) / spread) if spread > 0 else p)
    return Difference(low=float(low), high=float(high), p=p)


def discoveries(p: Floats, rate: float) -> Bools:
    """Which of several tests count as findings at that false-discovery rate (Benjamini & Hochberg 1995)."""
    m = len(p)
    order = np.argsort(p, kind="stable")
    passing = np.flatnonzero(p[order] <= rate * np.arange(1, m + 1) / m)
    found = np.zeros(m, dtype=np.bool_)
    if passing.size:
        found[order[: passing[-1] + 1]] = True
    return found
