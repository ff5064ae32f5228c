"""Values of given ranks within groups, out of values sorted once for all groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.kpis.tallies import STRETCH

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Codes = NDArray[np.unsignedinteger]

_BLOCK = 512  # rows searched one by one for a rank, once its block is known
_FEW_GROUPS = 255
_MANY_ROWS = 20_000  # up to it, sorting by group is as fast


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranked:
    """Values in ascending order with the group of each (`groups` for rows outside), and how many each group has.

    `before` counts the rows of each group in front of each block of rows, of shape (blocks + 1, groups); `order`
    are the rows put together by group. One of them is there.
    """

    values: Floats
    codes: Codes
    n: Ints
    before: Ints | None
    order: Ints | None

    def at(self, rank: Ints) -> Floats:
        """The value of each group that has so many before it in the group; any value where the rank is none."""
        if not len(self.values):
            return np.full(len(self.n), np.nan)
        rank = np.clip(rank, 0, np.maximum(self.n - 1, 0))
        if self.order is not None:
            if not len(self.order):
                return np.full(len(self.n), np.nan)
            place = np.minimum(np.cumsum(self.n) - self.n + rank, len(self.order) - 1)
            return np.asarray(self.values[self.order[place]])
        return np.asarray(self.values[self._found(rank)])

    def _found(self, rank: Ints) -> Ints:
        """Place of each group's rank: first its block, then its row in the block."""
        assert self.before is not None
        groups = np.arange(len(self.n))
        block = np.minimum((self.before[1:] <= rank).sum(axis=0), len(self.before) - 2)
        rest = rank - self.before[block, groups]
        rows = block[:, None] * _BLOCK + np.arange(_BLOCK)
        last = len(self.values) - 1
        own = (self.codes[np.minimum(rows, last)] == groups[:, None]) & (rows <= last)
        skipped = (np.cumsum(own, axis=1) <= rest[:, None]).sum(axis=1)
        return np.asarray(np.minimum(block * _BLOCK + skipped, last))

    def quantile(self, q: float) -> Floats:
        """Quantile by linear interpolation; NaN for empty groups."""
        place = q * np.maximum(self.n - 1, 0)
        below = np.floor(place).astype(np.intp)
        part = place - below
        low, high = self.at(below), self.at(below + (part > 0))
        return np.where(self.n > 0, low + part * (high - low), np.nan)


def ranked(values: Floats, codes: Codes, n: Floats) -> Ranked:
    """Ranks of values that come in ascending order; `codes` is the group of each, `n` how many each group has."""
    groups, count = len(n), n.astype(np.intp)
    if groups > _FEW_GROUPS or len(values) <= _MANY_ROWS:
        order = by_group(codes, groups)[: int(count.sum())]
        return Ranked(values=values, codes=codes, n=count, before=None, order=order)
    per_block = _per_block(codes, groups)
    before = np.concatenate([np.zeros((1, groups), dtype=np.intp), np.cumsum(per_block, axis=0)])
    return Ranked(values=values, codes=codes, n=count, before=before, order=None)


def _per_block(codes: Codes, groups: int) -> Ints:
    """How many rows of each group stand in each block of rows, of shape (blocks, groups)."""
    width, blocks = groups + 1, -(-len(codes) // _BLOCK)
    first = np.repeat(np.arange(STRETCH // _BLOCK) * width, _BLOCK)
    cells = STRETCH // _BLOCK * width
    found = []
    for at in range(0, len(codes), STRETCH):
        some = codes[at : at + STRETCH]
        found.append(np.bincount(first[: len(some)] + some, minlength=cells))
    return np.concatenate(found).reshape(-1, width)[:blocks, :groups]


def by_group(codes: NDArray[np.integer], groups: int) -> Ints:
    """Rows put together by group, in their own order within each; those outside last."""
    if groups == 1:
        inside = codes < 1
        return np.flatnonzero(inside)
    return np.argsort(small(codes, groups), kind="stable")


def small(codes: NDArray[np.integer], groups: int) -> NDArray[np.integer]:
    """Codes in the smallest type that holds them: numpy sorts numbers of up to 16 bits by radix, far faster."""
    return codes.astype(np.min_scalar_type(groups), copy=False)
