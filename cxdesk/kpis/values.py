"""Results of an evaluation: arrays over groups, and one cell of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Values:
    """One KPI over all groups of an axis; every array has one entry a group.

    `value` is NaN where there is none; `n` counts the rows behind it. `numerator` and `denominator` are NaN (or the
    whole array None) where the KPI is no share or ratio. `low` and `high` are the interval, NaN where none exists.
    All but `n`, `numerator` and `denominator` are in the KPI's unit.
    `reason` says why no group has a value (missing table, column, mixed scales, a split figure), else None.
    `blank` says in its place why a group that holds rows has none. `notes` are sentences a reader must know.
    `scale_range` is the (lowest, highest) possible score for means of scores.
    """

    value: Floats
    n: Floats
    numerator: Floats | None = None
    denominator: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None
    reason: str | None = None
    scale_range: tuple[float, float] | None = None
    blank: str = ""
    notes: tuple[str, ...] = ()
    currency: str = ""  # of money; "" where the data names none

    def cell(self, index: int) -> Cell:
        """Result of one group."""
        value = _maybe(self.value, index)
        reason = self.reason
        if value is None and reason is None:
            reason = self.blank or ("no rows in this period" if self.n[index] == 0 else "nothing to divide by")
        return Cell(
            value=value,
            n=int(self.n[index]),
            numerator=_maybe(self.numerator, index),
            denominator=_maybe(self.denominator, index),
            low=_maybe(self.low, index),
            high=_maybe(self.high, index),
            reason=None if value is not None else reason,
        )


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A KPI in one group: a value, or None with a reason."""

    value: float | None
    n: int
    numerator: float | None = None
    denominator: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


def _maybe(array: Floats | None, index: int) -> float | None:
    if array is None or not np.isfinite(array[index]):
        return None
    return float(array[index])
