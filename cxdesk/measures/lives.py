"""Lives of customers and employees who stand on several rows: each lives once at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Instants

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_NEXT_DAY_MS = 25 * 3_600_000  # a contract that begins the day after the last one ended goes on; clocks may change
_OPEN = np.iinfo(np.int64).max


@dataclass(frozen=True, kw_only=True, eq=False)
class Lives:
    """Begin and end of each life, on one row of it and NaT on its others; `one` marks one row of each owner."""

    began: Instants
    ended: Instants
    one: Bools


def lives(owner: NDArray[np.integer], start: Instants, end: Instants, eligible: Bools | None = None) -> Lives:
    """Lives of owners (codes; -1 is an owner of its own) from one array entry a row.

    Rows of one owner that overlap, or follow within a day, are one life: it begins with the first of them, ends with
    the last (never, where one has no end) and stands on the row that started last. Rows that ended before they
    started count only where their owner has no other; then the owner's first row stands as it is. `one` is the row
    of the owner's last life. Rows that are not `eligible` never count.
    """
    size = len(start)
    rows = np.arange(size)
    own = np.where(owner < 0, int(owner.max(initial=-1)) + 1 + rows, owner).astype(np.int64)
    eligible = np.ones(size, dtype=np.bool_) if eligible is None else eligible
    began, ended = (np.full(size, "NaT", dtype="datetime64[ms]") for _ in range(2))
    one = np.zeros(size, dtype=np.bool_)
    sound = eligible & ~np.isnat(start) & ~(end < start)
    order = np.flatnonzero(sound)
    order = order[np.lexsort((start[order], own[order]))]
    if len(order):
        fresh, reach = _spells(own[order], _ms(start[order]), _ms(end[order]))
        first = np.flatnonzero(fresh)
        last = np.append(first[1:], len(order)) - 1
        began[order[last]] = start[order[first]]
        ended[order[last]] = np.where(reach[last] == _OPEN, np.datetime64("NaT", "ms"), reach[last].view("M8[ms]"))
        one[order[np.append(np.flatnonzero(np.diff(own[order])), len(order) - 1)]] = True
    lived = np.zeros(int(own.max(initial=-1)) + 1, dtype=np.bool_)
    lived[own[order]] = True
    rest = np.flatnonzero(eligible & ~lived[own])
    rest = rest[np.unique(own[rest], return_index=True)[1]]
    began[rest], ended[rest], one[rest] = start[rest], end[rest], True
    return Lives(began=began, ended=ended, one=one)


def _spells(
    own: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64]
) -> tuple[Bools, NDArray[np.int64]]:
    """Which rows (sorted by owner and start) begin a life, and the latest end of their owner's rows so far."""
    ends, rank = np.unique(end, return_inverse=True)
    offset = own * len(ends)  # owners ascend, so the running maximum starts anew with each
    reach = ends[np.maximum.accumulate(offset + rank.reshape(-1)) - offset]
    fresh = np.ones(len(own), dtype=np.bool_)
    fresh[1:] = (own[1:] != own[:-1]) | (start[1:] - _NEXT_DAY_MS > reach[:-1])
    return fresh, reach


def _ms(instants: Instants) -> Ints:
    """Milliseconds; a missing instant is later than all."""
    return np.where(np.isnat(instants), _OPEN, instants.astype("datetime64[ms]").astype(np.int64))
