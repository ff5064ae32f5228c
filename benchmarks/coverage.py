"""How often intervals of mean hours hold the true mean: candidates, distributions, sample sizes.

    python benchmarks/coverage.py [--samples 20000] [--seed 1] [--only lognormal]

Prints a Markdown table; needs scipy for the quantile of t. The tables of docs/decisions/0010 come from it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cxdesk.kpis.intervals import mean_hours

Floats = NDArray[np.float64]
Bounds = tuple[Floats, Floats]
Draw = Callable[[np.random.Generator, int, int], Floats]
REPLICATES = 400  # of the bootstrap-t
BOOTSTRAPPED = 2000  # samples the bootstrap-t is tried on


def moments(x: Floats) -> tuple[int, Floats, Floats, Floats]:
    """n, mean, standard deviation, skewness of each row."""
    centred = x - x.mean(axis=1, keepdims=True)
    variance = (centred**2).mean(axis=1)
    n = x.shape[1]
    return n, x.mean(axis=1), np.sqrt(variance * n / (n - 1)), (centred**3).mean(axis=1) / variance**1.5


def plain_t(x: Floats) -> Bounds:
    n, mean, deviation, _ = moments(x)
    half = stats.t.ppf(0.975, n - 1) * deviation / np.sqrt(n)
    return mean - half, mean + half


def johnson(x: Floats) -> Bounds:
    """Johnson 1978: the centre moved by skewness."""
    n, mean, deviation, skew = moments(x)
    shift, half = skew * deviation / (6 * n), stats.t.ppf(0.975, n - 1) * deviation / np.sqrt(n)
    return mean + shift - half, mean + shift + half


def log_delta(x: Floats) -> Bounds:
    """t interval of the logarithm of the mean by the delta method."""
    n, mean, deviation, _ = moments(x)
    half = stats.t.ppf(0.975, n - 1) * deviation / mean / np.sqrt(n)
    return mean * np.exp(-half), mean * np.exp(half)


def hall(x: Floats) -> Bounds:
    """Hall 1992, with quantiles of t."""
    n, mean, deviation, skew = moments(x)
    a, t = skew / (6 * np.sqrt(n)), stats.t.ppf(0.975, n - 1)
    ends = [mean - deviation / np.sqrt(n) * (np.cbrt(1 + 6 * a * (z - a)) - 1) / (2 * a) for z in (t, -t)]
    return ends[0], ends[1]


def cox(x: Floats) -> Bounds:
    """Cox's interval, right only where the logarithms are normal; times of 0 get half the smallest time."""
    floor = np.where(x > 0, x, np.inf).min(axis=1, keepdims=True) / 2
    logs = np.log(np.maximum(x, floor))
    n, variance = x.shape[1], logs.var(axis=1, ddof=1)
    half = stats.t.ppf(0.975, n - 1) * np.sqrt(variance / n + variance**2 / (2 * (n - 1)))
    centre = logs.mean(axis=1) + variance / 2
    return np.exp(centre - half), np.exp(centre + half)


def bootstrap_t(x: Floats) -> Bounds:
    """Bootstrap-t of the logarithm of the mean, on the first samples only."""
    rng = np.random.default_rng(5)
    ends = [_bootstrap_t(sample, rng) for sample in x[:BOOTSTRAPPED]]
    low, high = np.array(ends).T
    return low, high


def _bootstrap_t(sample: Floats, rng: np.random.Generator) -> tuple[float, float]:
    drawn = sample[rng.integers(0, len(sample), (REPLICATES, len(sample)))]
    _, means, deviations, _ = moments(drawn)
    _, mean, deviation, _ = (float(np.ravel(value)[0]) for value in moments(sample[None]))
    scale = np.sqrt(len(sample))
    t = np.log(means / mean) / np.maximum(deviations / means / scale, 1e-12)
    low, high = np.percentile(t, [2.5, 97.5])
    error = deviation / mean / scale
    return mean * np.exp(-high * error), mean * np.exp(-low * error)


def ours(x: Floats) -> Bounds:
    return mean_hours(x.sum(axis=1), (x**2).sum(axis=1), (x**3).sum(axis=1), x.shape[1], 95)


METHODS: dict[str, Callable[[Floats], Bounds]] = {
    "plain t": plain_t,
    "Johnson": johnson,
    "log delta": log_delta,
    "Cox": cox,
    "bootstrap-t of logs": bootstrap_t,
    "Hall": hall,
    "ours": ours,
}


def distributions() -> Iterator[tuple[str, float, Draw]]:
    """Name, true mean, and how to draw (samples, n) times."""
    for sigma in (0.8, 1.0, 1.2, 1.5):
        draw: Draw = lambda rng, samples, n, s=sigma: rng.lognormal(0, s, (samples, n))  # type: ignore[misc]  # noqa: E731 - s bound now
        yield f"lognormal, sigma {sigma}", float(np.exp(sigma**2 / 2)), draw
    yield "gamma, shape 0.5", 0.5, lambda rng, samples, n: rng.gamma(0.5, 1, (samples, n))
    yield "exponential", 1.0, lambda rng, samples, n: rng.exponential(1, (samples, n))
    yield "a quarter zeros, else lognormal 1", 0.75 * float(np.exp(0.5)), _zeros
    yield "a fifth twenty times slower", (0.8 + 0.2 * float(np.exp(3))) * float(np.exp(0.32)), _two_speeds


def _zeros(rng: np.random.Generator, samples: int, n: int) -> Floats:
    return rng.lognormal(0, 1, (samples, n)) * (rng.random((samples, n)) > 0.25)


def _two_speeds(rng: np.random.Generator, samples: int, n: int) -> Floats:
    return rng.lognormal(np.where(rng.random((samples, n)) < 0.8, 0, 3), 0.8)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="distributions whose name contains this")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    np.seterr(divide="ignore", invalid="ignore")  # resamples in which all values are alike
    print("| times | n | " + " | ".join(METHODS) + " | width of ours / t |")
    print("|---" * (len(METHODS) + 3) + "|")
    for name, mean, draw in (entry for entry in distributions() if options.only in entry[0]):
        for n in (10, 30, 100, 300):
            x = draw(rng, options.samples, n)
            cells, widths = [], {}
            for method, interval in METHODS.items():
                low, high = interval(x)
                cells.append(f"{np.mean((low <= mean) & (mean <= high)):.3f}")
                widths[method] = float(np.median(high - low))
            print(f"| {name} | {n} | {' | '.join(cells)} | {widths['ours'] / widths['plain t']:.2f} |", flush=True)


if __name__ == "__main__":
    main()
