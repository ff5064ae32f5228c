"""Cells become columns: packed in Arrow arrays while reading, handed over to `RawColumn` without a Python loop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import compress, islice
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.imports.raw import Cell, RawColumn

CHUNK_ROWS = 8192  # rows turned into columns at a time: large enough for C speed, small enough to stay responsive
DECODED_AT_ONCE = 8192  # distinct texts made Python strings at a time, so that no thread holds the lock for long
TEXTS = pa.string()
CODED_TEXTS = pa.dictionary(pa.int32(), TEXTS)


class ErrorCell:
    """Stands for a cell that holds an error value such as #N/A."""


ERROR = ErrorCell()
_KIND_OF: dict[type, int] = {
    type(None): Cell.BLANK,
    str: Cell.TEXT,
    int: Cell.NUMBER,
    float: Cell.NUMBER,
    bool: Cell.FLAG,
    datetime: Cell.INSTANT,
    date: Cell.DATE,
    time: Cell.TIME,
    timedelta: Cell.DURATION,
    ErrorCell: Cell.ERROR,
}
_NUMERIC = (Cell.NUMBER, Cell.FLAG, Cell.TIME, Cell.DURATION)


@dataclass(frozen=True, kw_only=True, eq=False)
class PackedColumn:
    """A column on its way: `RawColumn` with its texts as an Arrow dictionary (null where a cell is no text)."""

    kinds: NDArray[np.uint8]
    texts: pa.DictionaryArray
    numbers: NDArray[np.float64] | None = None
    instants: NDArray[np.datetime64] | None = None

    @property
    def filled(self) -> int:
        """Rows up to and including the last cell that is not blank."""
        cells = np.flatnonzero(self.kinds)
        return int(cells[-1]) + 1 if len(cells) else 0

    def head(self, rows: int) -> PackedColumn:
        """The first rows of the column."""
        return PackedColumn(
            kinds=self.kinds[:rows],
            texts=self.texts.slice(0, rows),
            numbers=None if self.numbers is None else self.numbers[:rows],
            instants=None if self.instants is None else self.instants[:rows],
        )


@dataclass(kw_only=True, eq=False)
class _Part:
    """Some consecutive cells; `kinds` may be one kind for all; arrays that do not occur are None."""

    length: int
    kinds: NDArray[np.uint8] | Cell
    texts: pa.DictionaryArray | None = None
    numbers: NDArray[np.float64] | None = None
    instants: NDArray[np.datetime64] | None = None


class ColumnBuilder:
    """Collects the cells of one column, chunk by chunk."""

    def __init__(self, blank_before: int = 0) -> None:
        self._parts: list[_Part] = []
        self.add_blanks(blank_before)

    def add_blanks(self, count: int) -> None:
        """Append blank cells."""
        if count:
            self._parts.append(_Part(length=count, kinds=Cell.BLANK))

    def add(self, cells: Sequence[Any]) -> None:
        """Append cells of the types that python-calamine, openpyxl and csv give; "" and None are blank."""
        types = set(map(type, cells))
        if types == {str}:
            self._parts.append(_text_part(cells))
        elif types == {float}:
            self._parts.append(_Part(length=len(cells), kinds=Cell.NUMBER, numbers=np.array(cells, dtype=np.float64)))
        elif types <= {datetime, date}:
            self._parts.append(_instant_part(cells, types))
        else:
            self._parts.append(_mixed_part(cells))

    def finish(self) -> PackedColumn:
        """The column of everything that was added."""
        parts = self._parts
        kinds = [
            np.full(part.length, part.kinds, dtype=np.uint8) if isinstance(part.kinds, Cell) else part.kinds
            for part in parts
        ]
        numbers = [part.numbers for part in parts]
        instants = [part.instants for part in parts]
        lengths = [part.length for part in parts]
        return PackedColumn(
            kinds=np.concatenate(kinds) if kinds else np.zeros(0, dtype=np.uint8),
            texts=_joined([part.texts for part in parts], lengths),
            numbers=_filled_up(numbers, lengths, np.float64("nan")),
            instants=_filled_up(instants, lengths, np.datetime64("NaT", "ms")),
        )


def pack(rows: Iterable[Sequence[Any]], on_rows: Any = None) -> list[PackedColumn]:
    """Turn rows into columns; short rows are filled with blanks, `on_rows(done)` is called after each chunk."""
    builders: list[ColumnBuilder] = []
    done = 0
    for chunk in _chunks(iter(rows)):
        width = max(map(len, chunk))
        while len(builders) < width:
            builders.append(ColumnBuilder(blank_before=done))
        if min(map(len, chunk)) < len(builders):
            missing = [None] * len(builders)
            chunk = [(*row, *missing[len(row) :]) for row in chunk]  # noqa: PLW2901 - padded in place of the ragged one
        if chunk.count([""] * width) == len(chunk):  # rows far below the table: not worth a look at each cell
            for builder in builders:
                builder.add_blanks(len(chunk))
        else:
            for builder, cells in zip(builders, zip(*chunk, strict=True), strict=True):
                builder.add(cells)
        done += len(chunk)
        if on_rows is not None:
            on_rows(done)
    return [builder.finish() for builder in builders]


def trimmed(columns: Sequence[PackedColumn]) -> list[PackedColumn]:
    """The columns without blank rows below and blank columns to the right of the last cell."""
    filled = [column.filled for column in columns]
    rows = max(filled, default=0)
    width = max((index + 1 for index, count in enumerate(filled) if count), default=0)
    return [column if len(column.kinds) == rows else column.head(rows) for column in columns[:width]]


def text_column(cells: pa.ChunkedArray) -> PackedColumn:
    """Column of a text file: texts in which "" is blank."""
    texts = _without_blanks(_whole(cells.dictionary_encode()))
    return PackedColumn(kinds=np.asarray(texts.is_valid()).astype(np.uint8), texts=texts)


def unpack(column: PackedColumn) -> RawColumn:
    """Take a packed column over: zero-copy but for the distinct texts, which become Python strings in small steps."""
    codes = column.texts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    words = column.texts.dictionary
    texts = np.empty(len(words), dtype=object)
    for start in range(0, len(words), DECODED_AT_ONCE):
        texts[start : start + DECODED_AT_ONCE] = words.slice(start, DECODED_AT_ONCE).to_numpy(zero_copy_only=False)
    return RawColumn(
        kinds=column.kinds,
        texts=texts,
        codes=codes.astype(np.int32, copy=False),
        numbers=column.numbers,
        instants=column.instants,
        words=words,
    )


def _chunks(rows: Iterator[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield chunk


def _text_part(cells: Sequence[str]) -> _Part:
    if cells.count("") == len(cells):
        return _Part(length=len(cells), kinds=Cell.BLANK)
    texts = _without_blanks(_text_array(cells).dictionary_encode())
    if not texts.null_count:
        return _Part(length=len(cells), kinds=Cell.TEXT, texts=texts)
    return _Part(length=len(cells), kinds=np.asarray(texts.is_valid()).astype(np.uint8), texts=texts)


def _text_array(cells: Sequence[str | None]) -> pa.Array:
    try:
        return pa.array(cells, TEXTS)
    except UnicodeEncodeError:  # a lone surrogate, which no encoding can carry
        return pa.array(
            [None if cell is None else cell.encode("utf-8", "replace").decode("utf-8") for cell in cells], TEXTS
        )


def _instant_part(cells: Sequence[Any], types: set[type]) -> _Part:
    if len(types) > 1:
        return _mixed_part(cells)
    kind = Cell.INSTANT if types == {datetime} else Cell.DATE
    return _Part(length=len(cells), kinds=kind, instants=_instants(cells, kind))


def _instants(cells: Sequence[Any], kind: int) -> NDArray[np.datetime64]:
    """Wall-clock milliseconds, rounded: a serial number in a file is off by some microseconds.

    Arrow converts these objects ten times faster than numpy does.
    """
    if kind == Cell.DATE:
        days: NDArray[np.datetime64] = pa.array(cells, pa.date32()).to_numpy(zero_copy_only=False)
        return days.astype("datetime64[ms]")
    exact: NDArray[np.datetime64] = pa.array(cells, pa.timestamp("us")).to_numpy(zero_copy_only=False)
    return (exact + np.timedelta64(500, "us")).astype("datetime64[ms]")


def _mixed_part(cells: Sequence[Any]) -> _Part:
    kinds = _kinds(cells)
    part = _Part(length=len(cells), kinds=kinds)
    present = set(np.unique(kinds).tolist())
    if Cell.TEXT in present:
        words = [cell if type(cell) is str and cell else None for cell in cells]
        blank = np.fromiter((word is None for word in words), dtype=bool, count=len(words))
        kinds[blank & (kinds == Cell.TEXT)] = Cell.BLANK
        if not blank.all():
            part.texts = _text_array(words).dictionary_encode()
    if not present.isdisjoint(_NUMERIC):
        part.numbers = _numbers(cells, kinds, present)
    if not present.isdisjoint((Cell.INSTANT, Cell.DATE)):
        part.instants = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[ms]")
        for kind in present.intersection((Cell.INSTANT, Cell.DATE)):
            here = kinds == kind
            part.instants[here] = _instants(list(compress(cells, here.tolist())), kind)
    return part


def _kinds(cells: Sequence[Any]) -> NDArray[np.uint8]:
    return np.fromiter(map(_KIND_OF.__getitem__, map(type, cells)), dtype=np.uint8, count=len(cells))


def _numbers(cells: Sequence[Any], kinds: NDArray[np.uint8], present: set[int]) -> NDArray[np.float64]:
    numbers = np.full(len(cells), np.nan)
    for kind in present.intersection(_NUMERIC):
        here = kinds == kind
        found = list(compress(cells, here.tolist()))
        if kind == Cell.DURATION:
            found = [length.total_seconds() for length in found]
        elif kind == Cell.TIME:
            found = [at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6 for at in found]
        numbers[here] = np.array(found, dtype=np.float64)
    return numbers


def _without_blanks(texts: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same texts with null instead of ""; the dictionary keeps only texts that are not empty."""
    words = texts.dictionary
    blank = pc.index(words, pa.scalar("", words.type)).as_py()
    if blank < 0:
        return texts
    codes = texts.indices.fill_null(blank).to_numpy(zero_copy_only=False)
    shifted = codes - (codes > blank)
    left = pa.concat_arrays([words.slice(0, blank), words.slice(blank + 1)])
    return pa.DictionaryArray.from_arrays(pa.array(shifted.astype(np.int32), mask=codes == blank), left)


def _whole(coded: pa.ChunkedArray) -> pa.DictionaryArray:
    """One array of chunks that share their dictionary."""
    if coded.num_chunks == 0:
        return pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], TEXTS))
    return coded.chunk(0) if coded.num_chunks == 1 else coded.combine_chunks()


def _joined(parts: list[pa.DictionaryArray | None], lengths: list[int]) -> pa.DictionaryArray:
    if all(part is None for part in parts):
        empty = pa.array([], TEXTS)
        return pa.DictionaryArray.from_arrays(pa.nulls(sum(lengths), pa.int32()), empty)
    arrays = [
        pa.nulls(length, CODED_TEXTS) if part is None else part for part, length in zip(parts, lengths, strict=True)
    ]
    return _whole(pa.chunked_array(arrays, CODED_TEXTS).unify_dictionaries())


def _filled_up(parts: list[Any], lengths: list[int], nothing: Any) -> Any:
    if all(part is None for part in parts):
        return None
    dtype = next(part.dtype for part in parts if part is not None)
    return np.concatenate(
        [
            np.full(length, nothing, dtype=dtype) if part is None else part
            for part, length in zip(parts, lengths, strict=True)
        ]
    )
