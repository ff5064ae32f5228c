"""Replicates of a bootstrap, drawn in stretches that stay in the cache and between which the user can stop.

A stretch is a slice of the replicates with two resampled sums of each group, both of shape (its length, groups). What
is asked of all replicates is put together from them, so that never more than that stands in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.progress import beat

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bounds = tuple[Floats, Floats]
Stretches: TypeAlias = "Iterator[tuple[slice, Floats, Floats]]"

_AT_ONCE = 100_000  # rows, or sums, looked at together


def sums(stretches: Stretches, draws: int, groups: int) -> Bounds:
    """Both sums of all replicates, each of shape (draws, groups); 0 where nothing was drawn."""
    tops, bottoms = np.zeros((2, draws, groups))
    for some, top, bottom in stretches:
        tops[some], bottoms[some] = top, bottom
    return tops, bottoms


def ratios(stretches: Stretches, draws: int, groups: int) -> Floats:
    """First sum by second sum of all replicates, shape (draws, groups); NaN where it divides by nothing."""
    out = np.full((draws, groups), np.nan)
    for some, top, bottom in stretches:
        with np.errstate(invalid="ignore"):  # endless by endless
            np.divide(top, bottom, out=out[some], where=bottom > 0)
    return out


def counted(n: Ints, shares: Floats, top: Floats, bottom: Floats, draws: int, seed: int) -> Stretches:
    """Two sums over resampled rows of few categories.

    Of the `n` rows of each group `shares` are in each category; a row adds what `top` and `bottom` say of its own.
    """
    rng = np.random.default_rng(seed)
    for some in _stretches(draws, len(n)):
        drawn = rng.multinomial(n, shares, size=(some.stop - some.start, len(n)))
        yield some, drawn @ top, drawn @ bottom


def resampled(values: Floats, n: Ints, draws: int, seed: int) -> Stretches:
    """Sums of resampled rows; two values a row, rows put together by group of `n` rows each."""
    there = np.flatnonzero(n)
    if not there.size:
        return
    picked, first = _picks(n[there].tobytes(), draws, seed), np.cumsum(n[there]) - n[there]
    for some in _stretches(draws, picked.shape[1]):  # over stretches of replicates, never over rows or groups
        places = picked[some].astype(np.intp)
        found = np.zeros((2, len(places), len(n)))
        for value, out in zip(values, found, strict=True):
            out[:, there] = np.add.reduceat(value[places], first, axis=1)
        yield some, found[0], found[1]


def normal(sum_a: Floats, sum_b: Floats, aa: Floats, bb: Floats, ab: Floats, draws: int, seed: int) -> Stretches:
    """Pairs of sums by their common normal law: means `sum_a` and `sum_b`, variances `aa` and `bb`, covariance `ab`.

    All numbers behind the second sums are drawn before the first ones'; a generator of its own runs ahead to them, as
    drawing twice takes less than keeping.
    """
    root = np.sqrt(bb)
    slope = np.divide(ab, root, out=np.zeros_like(ab), where=root > 0)
    left = np.sqrt(np.maximum(aa - slope**2, 0))
    rng, ahead = np.random.default_rng(seed), np.random.default_rng(seed)
    for some in _stretches(draws, len(sum_a)):
        ahead.standard_normal((some.stop - some.start, len(sum_a)))
    for some in _stretches(draws, len(sum_a)):
        u, v = (each.standard_normal((some.stop - some.start, len(sum_a))) for each in (rng, ahead))
        yield some, sum_a + slope * u + left * v, sum_b + root * u


def _stretches(draws: int, width: int) -> Iterator[slice]:
    """Slices of the replicates, of about as many numbers each; the user's stop is heard before each of them."""
    at_once = max(_AT_ONCE // max(width, 1), 1)
    for at in range(0, draws, at_once):
        beat()
        yield slice(at, min(at + at_once, draws))


@lru_cache(maxsize=4)
def _picks(sizes: bytes, draws: int, seed: int) -> NDArray[np.uint16]:
    """Rows drawn in each replicate for groups of those sizes (int64), shape (draws, rows): the same for every KPI."""
    n = np.frombuffer(sizes, dtype=np.int64)
    first, size = np.repeat(np.cumsum(n) - n, n), np.repeat(n, n)
    rng = np.random.default_rng(seed)
    out = np.empty((draws, len(size)), dtype=np.uint16)
    for some in _stretches(draws, len(size)):
        part = out[some]
        part[:] = first + (rng.random(part.shape) * size).astype(np.int64)
    out.flags.writeable = False
    return out
