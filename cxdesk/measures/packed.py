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
_STRETCH = 32_768  # rows at a time: their copies stay in the cache
_EXACT = 2.0**52  # differences of whole numbers below it are exact
_BELOW_ZERO = np.iinfo(np.int64).min  # bits of -0.0


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
        blank = codes == np.iinfo(codes.dtype).max
        return np.where(blank, np.nan, out) if blank.any() else out

    def filled(self, rows: Rows = _ALL) -> Floats:
        """The numbers (of some rows), 0 (of either sign) where there is none; treat as read-only."""
        codes = self.codes if rows is _ALL else self.codes[rows]
        if codes.dtype.kind == "f":
            if float(np.fmin.reduce(codes, initial=0.0)) >= 0:  # as most are: a fifth of the time
                return np.asarray(np.fmax(codes, 0.0))
            return np.where(np.isnan(codes), 0.0, codes)
        out: Floats = codes.astype(np.float64)
        if self.least:
            out += self.least
        blank = codes == np.iinfo(codes.dtype).max
        return np.where(blank, 0.0, out) if blank.any() else out

    def known(self) -> NDArray[np.bool_]:
        """Which rows hold a number."""
        if self.codes.dtype.kind == "f":
            return np.asarray(~np.isnan(self.codes))
        return np.asarray(self.codes != np.iinfo(self.codes.dtype).max)

    def picked(self, rows: Rows) -> Packed:
        """The column of some rows only."""
        return Packed(codes=self.codes[rows], least=self.least)


def is_long(values: Packed) -> bool:
    """Whether its table is so long that less memory is worth more than less time."""
    return len(values) >= _LARGE


def packed(values: Floats) -> Packed:
    """The column in the smallest form that gives the same numbers back; short columns stay as they are."""
    span = _span(values) if len(values) >= _LARGE else None
    if span is None:
        return Packed(codes=values)
    least, most = span
    if least > most:
        return Packed(codes=np.full(len(values), np.iinfo(np.uint8).max, dtype=np.uint8))
    for kind in _TYPES:
        blank = np.iinfo(kind).max
        if most - least < blank:
            codes = np.empty(len(values), dtype=kind)
            for at in range(0, len(values), _STRETCH):
                part = values[at : at + _STRETCH] - least
                np.putmask(part, np.isnan(part), blank)
                codes[at : at + _STRETCH] = part
            return Packed(codes=codes, least=least)
    return Packed(codes=values)


def _span(values: Floats) -> tuple[float, float] | None:
    """Least and greatest number, the other way round without any; None where not all are whole numbers (or NaN).

    Whole numbers are those of which differences are exact; zeros below zero are not. Numbers are looked at in stretches
    that stay in the cache, and no further than to the first that is not whole.
    """
    least, most = np.inf, -np.inf
    for at in range(0, len(values), _STRETCH):
        part = np.ascontiguousarray(values[at : at + _STRETCH])
        with np.errstate(invalid="ignore"):  # no number, and numbers beyond those of 64 bits
            whole = np.count_nonzero(part.astype(np.int64).astype(np.float64) == part)
        if whole + np.count_nonzero(np.isnan(part)) < len(part) or (part.view(np.int64) == _BELOW_ZERO).any():
            return None
        if whole:
            least, most = min(least, float(np.fmin.reduce(part))), max(most, float(np.fmax.reduce(part)))
    return None if max(-least, most) >= _EXACT and most >= least else (least, most)


def ordered(values: Packed) -> tuple[NDArray[np.integer], Packed]:
    """Rows that hold a number, smallest first, and the numbers in that order."""
    known = np.flatnonzero(values.known())
    order = np.argsort(values.numbers(known))  # without NaN, and whichever of two equal values comes first: faster
    rows: NDArray[np.integer] = known[order]
    rows = rows.astype(np.int32) if is_long(values) else rows
    return rows, values.picked(rows)


def few_rows(counted: NDArray[np.bool_]) -> NDArray[np.intp] | Many | None:
    """Rows for which it is true: None for all; `MANY` where they are so many that finding them again is cheaper."""
    count = int(np.count_nonzero(counted))
    if count == len(counted):
        return None
    return MANY if len(counted) >= _LARGE and 2 * count > len(counted) else np.flatnonzero(counted)
