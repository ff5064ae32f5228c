"""Spans of time on one line, merged so that overlaps count once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Spans:
    """Disjoint spans `[start, end)` in order, in whole numbers (milliseconds), and the length covered before each."""

    starts: Ints
    ends: Ints
    before: Ints

    def covered_before(self, at: Ints) -> Ints:
        """Covered length from the line's beginning to each place."""
        if not len(self.starts):
            return np.zeros(at.shape, dtype=np.int64)
        index = np.searchsorted(self.starts, at, side="right") - 1
        span = np.maximum(index, 0)
        inside = np.minimum(at, self.ends[span]) - self.starts[span]
        return np.where(index >= 0, self.before[span] + inside, 0)

    def holds(self, at: Ints) -> NDArray[np.bool_]:
        """Whether each place lies in a span."""
        if not len(self.starts):
            return np.zeros(at.shape, dtype=np.bool_)
        index = np.searchsorted(self.starts, at, side="right") - 1
        return (index >= 0) & (at < self.ends[np.maximum(index, 0)])


def merged(starts: Ints, ends: Ints) -> Spans:
    """Spans in order, with overlaps counted once; empty and backward ones are dropped."""
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], ends[order]
    reached = np.maximum.accumulate(ends) if len(ends) else ends
    starts = np.concatenate([starts[:1], np.maximum(starts[1:], reached[:-1])])
    kept = starts < ends
    starts, ends = starts[kept], ends[kept]
    lengths = ends - starts
    return Spans(starts=starts, ends=ends, before=np.cumsum(lengths) - lengths)
