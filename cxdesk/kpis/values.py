"""Results of an evaluation: arrays over groups, and one cell of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

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
        return self.cells[index]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Results of all groups."""
        arrays = (self.value, self.numerator, self.denominator, self.low, self.high)
        columns = (_numbers(array, len(self.n)) for array in arrays)
        return tuple(
            Cell(value=value, n=n, numerator=top, denominator=bottom, low=low, high=high,
                 reason=None if value is not None else self._why(n))
            for n, value, top, bottom, low, high in zip(self.n.astype(np.int64).tolist(), *columns, strict=True)
        )  # fmt: skip

    def _why(self, n: int) -> str:
        if self.reason is not None:
            return self.reason
        return self.blank or ("no rows in this period" if n == 0 else "nothing to divide by")


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


def _numbers(array: Floats | None, size: int) -> list[float | None]:
    """The numbers of all groups; None where there is none."""
    if array is None:
        return [None] * size
    numbers, known = array.astype(np.float64).tolist(), np.isfinite(array).tolist()
    return [number if finite else None for number, finite in zip(numbers, known, strict=True)]
