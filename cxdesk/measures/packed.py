"""Columns of numbers in as little memory as gives the same numbers back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = slice | NDArray[np.integer]
_LARGE = 200_000  # rows from which on packing is worth its time
_TYPES = (np.uint8, np.uint16, np.uint32)
_ALL = slice(None)


class Many:
    """Rows that are not worth keeping."""


MANY = Many()


@dataclass(frozen=True, kw_only=True, eq=False)
class Packed:
    """Numbers of a column: as they are, or whole numbers as unsigned codes from `least` on.

    The greatest code of the type stands for NaN. Most measures are flags and counts, which take an eighth that way.
    """

    codes: NDArray[Any]
    least: float = 0.0

    def __len__(self) -> int:
        return len(self.codes)

    def numbers(self, rows: Rows = _ALL) -> Floats:
        """The numbers (of some rows); treat as read-only."""
        codes = self.codes if rows is _ALL else self.codes[rows]
        if codes.dtype.kind == "f":
            return codes
        out: Floats = codes.astype(np.float64)
        if self.least:
            out += self.least
        np.putmask(out, codes == np.iinfo(codes.dtype).max, np.nan)
        return out

    def known(self) -> NDArray[np.bool_]:
        """Which rows hold a number."""
        if self.codes.dtype.kind == "f":
            return np.asarray(~np.isnan(self.codes))
        return np.asarray(self.codes != np.iinfo(self.codes.dtype).max)

    def picked(self, rows: Rows) -> Packed:
        """The column of some rows only."""
        return Packed(codes=self.codes[rows], least=self.least)


def packed(values: Floats) -> Packed:
    """The column in the smallest form that gives the same numbers back; short columns stay as they are."""
    if len(values) < _LARGE or not _whole(values[:1_000]):
        return Packed(codes=values)
    known = ~np.isnan(values)
    least, most = values.min(where=known, initial=np.inf), values.max(where=known, initial=-np.inf)
    if least > most:
        return Packed(codes=np.full(len(values), np.iinfo(np.uint8).max, dtype=np.uint8))
    if np.isinf(most - least) or not _whole(values):
        return Packed(codes=values)
    for kind in _TYPES:
        blank = np.iinfo(kind).max
        if most - least < blank:
            codes = np.where(known, values - least, blank).astype(kind)
            return Packed(codes=codes, least=float(least))
    return Packed(codes=values)


def _whole(values: Floats) -> bool:
    """Whether all are whole numbers (or NaN) that differences keep exactly; zeros below zero are not."""
    with np.errstate(invalid="ignore"):
        return bool(((np.rint(values) == values) & (np.abs(values) < 2.0**52) | np.isnan(values)).all()) and not bool(
            (np.signbit(values) & (values == 0)).any()
        )


def ordered(values: Packed) -> tuple[NDArray[np.integer], Packed]:
    """Rows that hold a number, smallest first, and the numbers in that order."""
    known = np.flatnonzero(values.known())
    order = np.argsort(values.numbers(known))  # without NaN, and whichever of two equal values comes first: faster
    rows = known[order].astype(np.int32)
    return rows, values.picked(rows)


def few_rows(counted: NDArray[np.bool_]) -> NDArray[np.intp] | Many | None:
    """Rows for which it is true: None for all; `MANY` where they are so many that finding them again is cheaper."""
    count = int(np.count_nonzero(counted))
    if count == len(counted):
        return None
    return MANY if len(counted) >= _LARGE and 2 * count > len(counted) else np.flatnonzero(counted)
