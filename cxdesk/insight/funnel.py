"""Funnel limits: how far a small or large segment may lie from the pooled value by chance alone.

Shares use the exact binomial distribution, means the normal one, durations the normal one on logarithms
(Spiegelhalter 2005, Statistics in Medicine 24:1185; lognormal moments after Fenton 1960). numpy only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DRAWN = 0.95
FLAGGED_SHARES = 0.998
FLAGGED_MEANS = 0.999
_Z = {0.95: 1.959963984540054, 0.998: 3.090232306167813, 0.999: 3.290526731491926}
_STEPS = 300  # of the continued fraction; it converges in far fewer wherever the result is not 0 or 1
_TINY = 1e-300


@dataclass(frozen=True, kw_only=True, eq=False)
class Funnel:
    """Limits around `centre` at sample sizes `n`, all in the KPI's unit; `inner` is drawn, `outer` flags."""

    centre: float
    n: Floats
    inner_low: Floats
    inner_high: Floats
    outer_low: Floats
    outer_high: Floats

    def flagged(self, values: Floats, *, margin: float = 1e-9) -> Bools:
        """Which values lie outside the outer limits; one value for each entry of `n`, NaN is never flagged."""
        return (values < self.outer_low - margin) | (values > self.outer_high + margin)


def share_funnel(n: Floats, pooled: float) -> Funnel:
    """Exact binomial limits in percent for shares whose pooled value is `pooled` (0 to 1), at sizes `n` >= 1.

    A share of k of n lies outside a limit exactly when a share as far out has at most that limit's tail chance.
    """
    sizes = np.maximum(np.round(np.asarray(n, dtype=np.float64)), 1.0)
    inner, outer = (1 - DRAWN) / 2, (1 - FLAGGED_SHARES) / 2
    edges = [100.0 * binomial_quantile(q, sizes, pooled) / sizes for q in (inner, 1 - inner, outer, 1 - outer)]
    return Funnel(
        centre=100.0 * pooled,
        n=sizes,
        inner_low=edges[0],
        inner_high=edges[1],
        outer_low=edges[2],
        outer_high=edges[3],
    )


def mean_funnel(
    n: Floats, values: Floats, *, logs: bool, bounds: tuple[float, float] = (-np.inf, np.inf)
) -> Funnel | None:
    """Limits for means of samples of size `n` drawn from all rows' `values`; None under two finite values.

    With `logs` the values are durations: their spread is taken on logarithms, and a mean of n of them is given the
    lognormal distribution with the same first two moments. `bounds` is the range a mean can have.
    """
    rows = values[np.isfinite(values)]
    if len(rows) < 2:
        return None
    sizes = np.maximum(np.asarray(n, dtype=np.float64), 1.0)
    centre = float(rows.mean())
    if logs and centre > 0:
        edges = _log_edges(rows, sizes, centre)
    else:
        spread = float(rows.std(ddof=1)) / np.sqrt(sizes)
        edges = [centre + sign * _Z[level] * spread for level in (DRAWN, FLAGGED_MEANS) for sign in (-1, 1)]
    low, high = bounds
    cut = [np.clip(edge, low, high) for edge in edges]
    return Funnel(centre=centre, n=sizes, inner_low=cut[0], inner_high=cut[1], outer_low=cut[2], outer_high=cut[3])


def _log_edges(rows: Floats, sizes: Floats, centre: float) -> list[Floats]:
    positive = np.log(rows[rows > 0])
    variance = float(positive.var(ddof=1)) if len(positive) > 1 else 0.0
    # A heavy tail that the logarithms do not show still counts: the wider of the two is taken.
    relative = max(float(np.expm1(min(variance, 50.0))), float(rows.var(ddof=1)) / centre**2)
    sigma = np.sqrt(np.log1p(relative / sizes))
    shift = np.log(centre) - sigma**2 / 2
    return [np.exp(shift + sign * _Z[level] * sigma) for level in (DRAWN, FLAGGED_MEANS) for sign in (-1, 1)]


def binomial_quantile(q: float, n: Floats, p: float) -> Floats:
    """Smallest k with P(X <= k) >= q for X ~ Binomial(n, p); vectorised over whole `n`."""
    if p <= 0:
        return np.zeros_like(n)
    if p >= 1:
        return n.copy()
    low, high = np.full_like(n, -1.0), n.copy()
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        enough = binomial_cdf(middle, n, p) >= q
        open_ = high - low > 1
        high = np.where(open_ & enough, middle, high)
        low = np.where(open_ & ~enough, middle, low)
    return high


def binomial_cdf(k: Floats, n: Floats, p: float) -> Floats:
    """P(X <= k) for X ~ Binomial(n, p), by the incomplete beta function I(1 - p; n - k, k + 1)."""
    inside = (k >= 0) & (k < n)
    result = np.where(k >= n, 1.0, 0.0)
    if inside.any():
        result[inside] = _incomplete_beta(n[inside] - k[inside], k[inside] + 1.0, 1.0 - p)
    return result


def _incomplete_beta(a: Floats, b: Floats, x: float) -> Floats:
    """Regularised incomplete beta function for whole a, b >= 1 and 0 < x < 1."""
    front = np.exp(_log_beta_front(a, b, x))
    swap = x > (a + 1.0) / (a + b + 2.0)
    left = np.where(swap, b, a)
    right = np.where(swap, a, b)
    at = np.where(swap, 1.0 - x, x)
    part = front * _continued_fraction(left, right, at) / left
    return np.clip(np.where(swap, 1.0 - part, part), 0.0, 1.0)


def _log_beta_front(a: Floats, b: Floats, x: float) -> Floats:
    factorials = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1.0, float((a + b).max()) + 1.0)))))
    whole_a, whole_b = a.astype(np.int64), b.astype(np.int64)
    log_beta = factorials[whole_a - 1] + factorials[whole_b - 1] - factorials[whole_a + whole_b - 1]
    front: Floats = a * np.log(x) + b * np.log1p(-x) - log_beta
    return front


def _continued_fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    """Lentz's method for the fraction of the incomplete beta function."""
    c = np.ones_like(a)
    d = 1.0 / _not_zero(1.0 - (a + b) * x / (a + 1.0))
    fraction = d.copy()
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for term in (even, odd):
            d = 1.0 / _not_zero(1.0 + term * d)
            c = _not_zero(1.0 + term / c)
            fraction *= c * d
        if np.all(np.abs(c * d - 1.0) < 1e-13):
            break
    return fraction


def _not_zero(value: Floats) -> Floats:
    return np.where(np.abs(value) < _TINY, _TINY, value)
