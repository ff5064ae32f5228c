"""A text file whose rows all have as many cells, parsed by Arrow in pieces that threads share; each ends with a row."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from cxdesk.imports.files.texts import TextCollector, coded

PIECE_BYTES = 4 << 20
MOST_THREADS = 4
_MARK, _BREAK = ord('"'), b"\n"


class IrregularError(Exception):
    """A row has more or fewer cells than the first, or a quotation mark is never closed."""


class _LooseMarkError(Exception):
    """A quotation mark stands within a cell, so counting marks does not tell where rows end."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _File:
    """The text from `start` on, and what separates how many cells."""

    data: bytes
    start: int
    delimiter: str
    width: int

    @property
    def bytes(self) -> NDArray[np.uint8]:
        """The text, byte by byte; nothing is copied."""
        return np.frombuffer(self.data, dtype=np.uint8)


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """Whole rows: the bytes from `start` up to `stop`, with so many quotation marks."""

    start: int
    stop: int
    marks: int


def parse(data: bytes, start: int, delimiter: str, width: int, on_bytes: Callable[[int], None]) -> list[TextCollector]:
    """The texts of each column; `on_bytes` is told how far the text was read, several times a second.

    Raises:
        IrregularError: Arrow cannot read the text as it is.
    """
    file = _File(data=data, start=start, delimiter=delimiter, width=width)
    try:
        return _by_pieces(file, on_bytes)
    except _LooseMarkError:
        return _at_once(file)
    except pa.ArrowInvalid as error:
        raise IrregularError from error


def _by_pieces(file: _File, on_bytes: Callable[[int], None]) -> list[TextCollector]:
    collectors = [TextCollector() for _ in range(file.width)]
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    waiting: deque[tuple[_Piece, Future[list[pa.Array]]]] = deque()

    def take() -> None:
        piece, cells = waiting.popleft()
        for collector, texts in zip(collectors, cells.result(), strict=True):
            collector.take(texts)
        on_bytes(piece.stop)

    with ThreadPoolExecutor(threads, thread_name_prefix="parsing") as pool:
        try:
            for number, piece in enumerate(_pieces(file)):
                wanted = [collector.wants_codes for collector in collectors]
                waiting.append((piece, pool.submit(_texts, file, piece, wanted)))
                if number == 0 or len(waiting) > threads:  # the first one tells which columns are coded
                    take()
            while waiting:
                take()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # of use where it was cancelled or a piece is irregular
    return collectors


def _pieces(file: _File) -> Iterator[_Piece]:
    at = file.start
    while at < len(file.data):
        piece = _piece(file, at)
        if piece.marks % 2:
            raise IrregularError
        yield piece
        at = piece.stop


def _piece(file: _File, start: int) -> _Piece:
    """Rows from `start` on: a line ends a row where an even number of marks stands before its end."""
    size = PIECE_BYTES
    while start + size < len(file.data):
        stop = file.data.rfind(_BREAK, start, start + size) + 1
        marks = _marks(file, start, stop)
        while stop > start and marks % 2:
            before = file.data.rfind(_BREAK, start, stop - 1) + 1
            marks -= _marks(file, max(start, before), stop)
            stop = before
        if stop > start:
            return _Piece(start=start, stop=stop, marks=marks)
        size *= 2  # one cell is longer
    return _Piece(start=start, stop=len(file.data), marks=_marks(file, start, len(file.data)))


def _marks(file: _File, start: int, stop: int) -> int:
    return int(np.count_nonzero(file.bytes[start:stop] == _MARK))


def _texts(file: _File, piece: _Piece, wanted: list[bool]) -> list[pa.Array]:
    """The columns of a piece, coded where wanted; Arrow works without the interpreter's lock."""
    if piece.marks and not _tidy(file.bytes[piece.start : piece.stop], file.delimiter):
        raise _LooseMarkError
    source = pa.py_buffer(file.data).slice(piece.start, piece.stop - piece.start)
    read = pa_csv.ReadOptions(column_names=_names(file), use_threads=False, block_size=len(source))
    columns = _read(file, source, read, quoted=piece.marks > 0).combine_chunks().columns
    cells = [column.chunk(0) if column.num_chunks else pa.array([], pa.string()) for column in columns]
    return [coded(texts) if codes else texts for texts, codes in zip(cells, wanted, strict=True)]


def _at_once(file: _File) -> list[TextCollector]:
    """All columns of the file; its rows are found one after the other."""
    source = pa.py_buffer(file.data).slice(file.start)
    read = pa_csv.ReadOptions(column_names=_names(file), block_size=PIECE_BYTES)
    try:
        table = _read(file, source, read, quoted=True)
    except pa.ArrowInvalid as error:
        raise IrregularError from error
    collectors = [TextCollector() for _ in range(file.width)]
    for collector, column in zip(collectors, table.columns, strict=True):
        for chunk in column.chunks:
            collector.add(chunk)
    return collectors


def _read(file: _File, source: pa.Buffer, read: pa_csv.ReadOptions, *, quoted: bool) -> pa.Table:
    """Every cell as text, "" where it is blank; a blank line is a row of blanks."""
    parse = pa_csv.ParseOptions(
        delimiter=file.delimiter,
        quote_char='"' if quoted else False,
        newlines_in_values=quoted,
        ignore_empty_lines=False,
    )
    convert = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(_names(file), pa.string()),
        strings_can_be_null=False,
        null_values=[],
        check_utf8=False,
    )
    return pa_csv.read_csv(pa.BufferReader(source), read, parse, convert)


def _names(file: _File) -> list[str]:
    return [f"f{index}" for index in range(file.width)]


def _tidy(text: NDArray[np.uint8], delimiter: str) -> bool:
    """Whether every cell with a quotation mark begins and ends with one, so that an even number closes a cell."""
    places = np.flatnonzero(text == _MARK)
    beside = np.zeros(256, dtype=np.bool_)
    beside[[ord(delimiter), *b'"\r\n']] = True
    opening, closing = places[0::2], places[1::2]
    before, after = text[opening[opening > 0] - 1], text[closing[closing < len(text) - 1] + 1]
    return bool(beside[before].all() and beside[after].all())
