"""Sums by group in stretches that fit the processor's cache, and rows that say the same counted together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.measures.catalogue import MEASURES
from cxdesk.measures.packed import Packed
from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Codes = NDArray[np.unsignedinteger]

STRETCH = 65_536  # rows at a time: their copies stay in the second-level cache, which halves the time
_MANY_CELLS = 65_536  # above it, adding up the stretches would cost more than it saves
_MOST_PATTERNS = 4096
_LEVELS = {"nps": (-100.0, 0.0, 100.0)}  # values a measure of that kind can take
_LARGEST_LEVEL = 10  # measures of whole numbers from 0 to it take few values too: shares, scores, handoffs


def summed(codes: NDArray[np.integer], weights: Floats | Packed | None, groups: int, power: int = 1) -> Floats:
    """Number of rows of each group, or sum of a power of their weights; rows of code `groups` are left out.

    Packed weights add nothing where they have no number, and are unpacked a stretch at a time.
    """
    cells = groups + 1
    stretch = STRETCH if cells <= _MANY_CELLS else max(len(codes), 1)
    out = np.zeros(cells)
    for at in range(0, len(codes), stretch):
        here = slice(at, at + stretch)
        some = weights.filled(here) if isinstance(weights, Packed) else None if weights is None else weights[here]
        if some is not None and power > 1:
            some = some * some if power == 2 else some * some * some
        out += np.bincount(codes[at : at + stretch], some, cells)
    return out[:groups]


def taken(codes: Codes, rows: NDArray[np.integer]) -> Codes:
    """The codes of rows in any order; short positions are made the long ones that numpy needs a stretch at a time."""
    out = np.empty(len(rows), dtype=codes.dtype)
    for at in range(0, len(rows), STRETCH):
        here = slice(at, at + STRETCH)
        # all rows are there: to be told what to do with others lets numpy write to `out` at once
        codes.take(rows[here].astype(np.intp, copy=False), out=out[here], mode="clip")
    return out


def crossed(codes: Codes, others: NDArray[np.integer], groups: int, width: int) -> Floats:
    """Number of rows of each group and other code (from 0 to `width` - 1), of shape (groups, width)."""
    cells = (groups + 1) * width
    stretch = STRETCH if cells <= _MANY_CELLS else max(len(codes), 1)
    out = np.zeros(cells)
    for at in range(0, len(codes), stretch):
        pair = codes[at : at + stretch].astype(np.intp)
        pair *= width
        pair += others[at : at + stretch]
        out += np.bincount(pair, None, cells)
    return out.reshape(groups + 1, width)[:groups]


@dataclass(frozen=True, kw_only=True, eq=False)
class Patterns:
    """Which rows of a table say the same of its measures: whether each counts them, and the values of few kinds.

    `row` is the pattern of each row. `counted` is 1 by measure for patterns that it counts; `value` the value that
    those patterns have, of measures that take few values, 0 where it does not count. `width` is how many there are.
    """

    row: NDArray[np.uint16]
    counted: dict[str, Floats]
    value: dict[str, Floats]
    width: int


def patterns(store: MeasureStore, names: frozenset[str], table: str, dated_by: str) -> Patterns | None:
    """Patterns of those of the measures that are of that table and dating; None where it holds fewer than two."""
    own = tuple(
        measure.name
        for measure in MEASURES
        if measure.name in names and (measure.table, measure.dated_by) == (table, dated_by)
        if measure.kind != "instant" and store.missing(measure.name) is None
    )
    return store.recent(("patterns", own), lambda: _patterns(store, own)) if len(own) > 1 else None


def _patterns(store: MeasureStore, names: tuple[str, ...]) -> Patterns:
    """Measures join one after the other, as long as the patterns stay few."""
    row = np.zeros(store.rows(store.spec(names[0]).table), dtype=np.uint16)
    counted: dict[str, Floats] = {}
    value: dict[str, Floats] = {}
    width = 1
    for name in names:
        codes, levels = _levels(store.values(name), store.spec(name).kind)
        places = len(levels) + 1 if levels else 2
        if width * places > np.iinfo(np.uint16).max:
            continue
        pair = row * np.uint16(places) + codes
        used = np.flatnonzero(np.bincount(pair, minlength=width * places))
        if len(used) > _MOST_PATTERNS:
            continue
        old, new = used // places, used % places
        counted, value = ({key: array[old] for key, array in each.items()} for each in (counted, value))
        counted[name] = (new > 0).astype(np.float64)
        if levels:
            value[name] = np.array([0.0, *levels])[new]
        renamed = np.zeros(width * places, dtype=np.uint16)
        renamed[used] = np.arange(len(used), dtype=np.uint16)
        row, width = renamed[pair], len(used)
    return Patterns(row=row, counted=counted, value=value, width=max(width, 1))


def _levels(values: Floats, kind: str) -> tuple[NDArray[np.uint16], tuple[float, ...]]:
    """0 for rows that do not count, else 1 and the place of the value; without levels 1 for every row that counts."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    levels = _LEVELS.get(kind, ())
    if not levels and filled.min(initial=0) >= 0 and filled.max(initial=0) <= _LARGEST_LEVEL:
        whole = filled.astype(np.uint16)
        if np.array_equal(whole, filled):
            return (whole + np.uint16(1)) * known, tuple(map(float, range(int(whole.max(initial=0)) + 1)))
    codes = np.zeros(len(values), dtype=np.uint16)
    for place, level in enumerate(levels, 1):
        codes += (values == level) * np.uint16(place)
    if np.array_equal(codes > 0, known):
        return codes, levels
    return known.astype(np.uint16), ()
