"""Rows compared cell by cell without a loop over rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from cxdesk.common.progress import beat
from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.raw import RawColumn
from cxdesk.imports.recognise.facts import Column

_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_AT_ONCE = 65_536  # rows: what is worked out of them stays in the processor's own memory


def repeated_rows(columns: Sequence[Column], among: Bools) -> Bools:
    """Which rows are equal to an earlier one; only the rows `among` are compared.

    Columns of mostly different texts come last: they are compared where all others are equal.
    """
    quick = [column for column in columns if not column.raw.repeats]
    slow = [column for column in columns if column.raw.repeats]
    rows = np.flatnonzero(among)
    hashes = _row_hashes(quick, len(among))[rows]
    for column in slow:
        beat()
        same = np.asarray(pd.Series(hashes).duplicated(keep=False))
        rows, hashes = rows[same], hashes[same]
        hashes = _mixed(hashes ^ _cells(_only(column.raw, rows)))
    out = np.zeros(len(among), dtype=np.bool_)
    out[rows] = pd.Series(hashes).duplicated()
    return out


def _only(raw: RawColumn, rows: NDArray[np.intp]) -> RawColumn:
    """Some rows of a column, each text once."""
    codes = raw.codes[rows]
    texts = raw.words.take(pa.array(codes, mask=codes < 0)).dictionary_encode()
    own = texts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return replace(
        raw, kinds=raw.kinds[rows], words=texts.dictionary, codes=own, repeats=False,
        numbers=None if raw.numbers is None else raw.numbers[rows],
        instants=None if raw.instants is None else raw.instants[rows],
    )  # fmt: skip


def _row_hashes(columns: Sequence[Column], rows: int) -> NDArray[np.uint64]:
    """A 64-bit hash of every row over all columns; equal rows have equal hashes."""
    out = np.zeros(rows, dtype=np.uint64)
    for start in range(0, rows, _AT_ONCE):
        beat()
        hashes = out[start : start + _AT_ONCE]
        for column in columns:
            hashes[:] = _mixed(hashes ^ _cells(column.raw.part(start, start + _AT_ONCE)))
    return out


def _cells(raw: RawColumn) -> NDArray[np.uint64]:
    value = np.zeros(len(raw), dtype=np.uint64)
    if raw.numbers is not None:
        clean = np.where(np.isnan(raw.numbers), 0.0, raw.numbers) + 0.0
        value ^= clean.view(np.uint64)
    if raw.instants is not None:
        stamps = np.where(np.isnat(raw.instants), np.datetime64(0, "ms"), raw.instants).astype(np.int64)
        value ^= _mixed(stamps.view(np.uint64))
    value ^= (raw.codes.astype(np.int64) + 1).view(np.uint64) << np.uint64(8)
    return _mixed(value + raw.kinds.astype(np.uint64))


def _mixed(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = value * _MIX
    mixed ^= mixed >> _SHIFT
    return mixed * _MIX
