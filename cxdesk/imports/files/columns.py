"""Cells become columns: packed in Arrow arrays while reading, handed over to `RawColumn` without a Python loop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import compress, islice
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxdesk.imports.files.texts import TEXTS, TextCollector, filled
from cxdesk.imports.raw import Cell, RawColumn

CHUNK_CELLS = 4_000_000  # of so many cells a chunk is made at most, for one wide row makes all rows wide
CHUNK_ROWS = 8192  # rows turned into columns at a time: large enough for C speed, small enough to stay responsive


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
    """A column on its way: `RawColumn` with its texts as an Arrow dictionary (null where a cell is no text).

    Where `repeats`, the dictionary may hold a text several times.
    """

    kinds: NDArray[np.uint8]
    texts: pa.DictionaryArray
    repeats: bool = False
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
            repeats=self.repeats,
            numbers=None if self.numbers is None else self.numbers[:rows],
            instants=None if self.instants is None else self.instants[:rows],
        )


@dataclass(kw_only=True, eq=False)
class _Part:
    """Some consecutive cells; `kinds` may be one kind for all; arrays that do not occur are None."""

    length: int
    kinds: NDArray[np.uint8] | Cell
    texts: pa.StringArray | None = None
    numbers: NDArray[np.float64] | None = None
    instants: NDArray[np.datetime64] | None = None


class ColumnBuilder:
    """Collects the cells of one column, chunk by chunk."""

    def __init__(self, blank_before: int = 0) -> None:
        self._parts: list[_Part] = []
        self._texts = TextCollector()
        self.add_blanks(blank_before)

    def add_blanks(self, count: int) -> None:
        """Append blank cells."""
        if count:
            self._take(_Part(length=count, kinds=Cell.BLANK))

    def add(self, cells: Sequence[Any]) -> None:
        """Append cells of the types that python-calamine, openpyxl and csv give; "" and None are blank."""
        types = set(map(type, cells))
        if types == {str}:
            self._take(_text_part(cells))
        elif types == {float}:
            self._take(_Part(length=len(cells), kinds=Cell.NUMBER, numbers=np.array(cells, dtype=np.float64)))
        elif types <= {datetime, date}:
            self._take(_instant_part(cells, types))
        else:
            self._take(_mixed_part(cells))

    def _take(self, part: _Part) -> None:
        if part.texts is None:
            self._texts.add_blanks(part.length)
        else:
            self._texts.add(part.texts)
            part.texts = None
        self._parts.append(part)

    def finish(self) -> PackedColumn:
        """The column of everything that was added."""
        parts, self._parts = self._parts, []
        kinds = [
            np.full(part.length, part.kinds, dtype=np.uint8) if isinstance(part.kinds, Cell) else part.kinds
            for part in parts
        ]
        numbers = [part.numbers for part in parts]
        instants = [part.instants for part in parts]
        lengths = [part.length for part in parts]
        texts, repeats = self._texts.finish()
        return PackedColumn(
            kinds=np.concatenate(kinds) if kinds else np.zeros(0, dtype=np.uint8),
            texts=texts,
            repeats=repeats,
            numbers=_filled_up(numbers, lengths, np.float64("nan")),
            instants=_filled_up(instants, lengths, np.datetime64("NaT", "ms")),
        )


def pack(rows: Iterable[Sequence[Any]], on_rows: Any = None) -> list[PackedColumn]:
    """Turn rows into columns; short rows are filled with blanks, `on_rows(done)` is called after each chunk."""
    builders: list[ColumnBuilder] = []
    done = 0
    for chunk in _narrowed(_chunks(iter(rows)), builders):
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


def text_column(collector: TextCollector) -> PackedColumn:
    """Column of a text file."""
    texts, repeats = collector.finish()
    return PackedColumn(kinds=np.asarray(texts.is_valid()).astype(np.uint8), texts=texts, repeats=repeats)


def unpack(column: PackedColumn) -> RawColumn:
    """Take a packed column over; its words stay as they are."""
    codes = column.texts.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return RawColumn(
        kinds=column.kinds,
        words=column.texts.dictionary,
        codes=codes.astype(np.int32, copy=False),
        numbers=column.numbers,
        instants=column.instants,
        repeats=column.repeats,
    )


def _chunks(rows: Iterator[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    while chunk := list(islice(rows, CHUNK_ROWS)):
        yield chunk


def _narrowed(chunks: Iterable[list[Sequence[Any]]], builders: Sequence[ColumnBuilder]) -> Iterator[Any]:
    """Chunks of so few rows that, filled up to the width of the table, they do not take much memory."""
    for chunk in chunks:
        width = max(len(builders), *map(len, chunk))
        step = max(1, CHUNK_CELLS // max(1, width))
        for start in range(0, len(chunk), step):
            yield chunk if step >= len(chunk) else chunk[start : start + step]


def _text_part(cells: Sequence[str]) -> _Part:
    if cells.count("") == len(cells):
        return _Part(length=len(cells), kinds=Cell.BLANK)
    texts = _text_array(cells)
    if "" not in cells:
        return _Part(length=len(cells), kinds=Cell.TEXT, texts=texts)
    return _Part(length=len(cells), kinds=filled(texts).astype(np.uint8), texts=texts)


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
            part.texts = _text_array(words)
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
