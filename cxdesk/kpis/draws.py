"""Replicates of a bootstrap, drawn in stretches that stay in the cache and between which the user can stop."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.progress import beat

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bounds = tuple[Floats, Floats]

_AT_ONCE = 100_000  # rows looked at together


def counted(n: Ints, shares: Floats, top: Floats, bottom: Floats, draws: int, seed: int) -> Bounds:
    """Two sums over resampled rows of few categories, each of shape (draws, groups).

    Of the `n` rows of each group `shares` are in each category; a row adds what `top` and `bottom` say of its own.
    """
    rng, (tops, bottoms) = np.random.default_rng(seed), np.empty((2, draws, len(n)))
    at_once = max(_AT_ONCE // max(len(n), 1), 1)
    for at in range(0, draws, at_once):
        beat()
        drawn = rng.multinomial(n, shares, size=(min(at_once, draws - at), len(n)))
        tops[at : at + at_once], bottoms[at : at + at_once] = drawn @ top, drawn @ bottom
    return tops, bottoms


def resampled(values: Floats, n: Ints, draws: int, seed: int) -> Bounds:
    """Sums of resampled rows, shape (draws, groups); two values a row, rows put together by group of `n` rows each."""
    some, (tops, bottoms) = np.flatnonzero(n), np.zeros((2, draws, len(n)))
    if not some.size:
        return tops, bottoms
    picked, first = _picks(n[some].tobytes(), draws, seed), np.cumsum(n[some]) - n[some]
    at_once = max(_AT_ONCE // picked.shape[1], 1)
    for at in range(0, draws, at_once):  # over stretches of replicates, never over rows or groups
        beat()
        places = picked[at : at + at_once].astype(np.intp)
        for value, sums in zip(values, (tops, bottoms), strict=True):
            sums[at : at + at_once, some] = np.add.reduceat(value[places], first, axis=1)
    return tops, bottoms


@lru_cache(maxsize=4)
def _picks(sizes: bytes, draws: int, seed: int) -> NDArray[np.uint16]:
    """Rows drawn in each replicate for groups of those sizes (int64), shape (draws, rows): the same for every KPI."""
    n = np.frombuffer(sizes, dtype=np.int64)
    first, size = np.repeat(np.cumsum(n) - n, n), np.repeat(n, n)
    rng = np.random.default_rng(seed)
    out = np.empty((draws, len(size)), dtype=np.uint16)
    at_once = max(_AT_ONCE // len(size), 1)
    for at in range(0, draws, at_once):
        some = out[at : at + at_once]
        some[:] = first + (rng.random(some.shape) * size).astype(np.int64)
    out.flags.writeable = False
    return out
