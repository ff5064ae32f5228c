"""XML of the rows of a data sheet, made column by column with Arrow: no object a cell, and no loop over rows.

A column becomes a few pieces that stand beside each other in every row: words for all rows, or an array with a text a
row. One join of all pieces gives the rows. A column that is blank in some of them is joined on its own first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias
from xml.sax.saxutils import escape

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from xlsxwriter.utility import xl_col_to_name

from cxdesk.common.text import CELL_LIMIT, safe_text
from cxdesk.export.sheets.columns import FIRST_SAFE_DAY, Column, day_numbers

Piece: TypeAlias = "str | pa.Array"
_CHUNK = 4_000  # rows that stand in memory as text,
_CHUNK_BYTES = 1 << 25  # unless they are longer than this
_CELL_BYTES = 64  # of a number, about
_EXACT = 2.0**53  # whole numbers below it are the same as integers
_ESCAPED = re.compile("(?=_x[0-9A-Fa-f]{4}_)")  # reads like an escaped character, and would be turned into one
# Texts that need more than XML's own escapes: space at the ends, what breaks a file, what reads like an escape.
_ODD = r"^\s|\s$|[\x00-\x08\x0b-\x1f\x{fffe}\x{ffff}]|_x[0-9A-Fa-f]{4}_"


def chunks(columns: Sequence[Column]) -> Iterator[tuple[int, memoryview]]:
    """UTF-8 XML of all rows, in chunks, each with the number of rows up to its end."""
    rows = len(columns[0]) if columns else 0
    for start in range(0, rows, _CHUNK):
        yield from _chunk(columns, start, min(start + _CHUNK, rows))


def _chunk(columns: Sequence[Column], start: int, end: int) -> Iterator[tuple[int, memoryview]]:
    parts = [column.part(start, end) for column in columns]
    texts = sum(part.nbytes for part in parts if not isinstance(part, np.ndarray))
    if texts + _CELL_BYTES * len(parts) * (end - start) > _CHUNK_BYTES and end - start > 1:
        middle = (start + end) // 2
        yield from _chunk(columns, start, middle)
        yield from _chunk(columns, middle, end)
        return
    numbers = pa.array(np.arange(start + 2, end + 2)).cast(pa.string())
    pieces: list[Piece] = ['<row r="', numbers, '">']
    for place, (column, values) in enumerate(zip(columns, parts, strict=True)):
        head: list[Piece] = [f'<c r="{xl_col_to_name(place)}', numbers, f'"{column.style}']
        cells = _cells(column, values, head)
        if column.live is not None:
            cells = _formulas(column, values, head, cells, column.live[start:end])
        pieces += cells
    yield end, _content(_joined([*pieces, "</row>"], "skip"))


def text_xml(text: str) -> str:
    """Content of an inline string cell; whitespace at the ends stays."""
    safe = _ESCAPED.sub("_x005F", safe_text(text)).replace("\r", "_x000D_")
    keep = ' xml:space="preserve"' if safe[:1].isspace() or safe[-1:].isspace() else ""
    return f"<is><t{keep}>{escape(safe)}</t></is>"


def texts_xml(texts: pa.Array) -> pa.Array:
    """As `text_xml`, of an array of strings; null for "" and null."""
    texts = texts.cast(pa.string())
    odd = is_odd(texts)
    plain = texts
    if pc.any(pc.match_substring_regex(texts, "[&<>]")).as_py():
        for mark, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            plain = pc.replace_substring(plain, mark, name)
    out = _joined(["<is><t>", plain, "</t></is>"])
    if odd.any():  # few: what an import keeps has been trimmed
        alone = [text_xml(text) for text in texts.filter(pa.array(odd)).to_pylist()]
        out = pc.replace_with_mask(out, odd, pa.array(alone, pa.string()))
    blank = pc.equal(texts, "")
    return pc.if_else(blank, pa.scalar(None, pa.string()), out) if pc.any(blank).as_py() else out


def is_odd(texts: pa.Array) -> NDArray[np.bool_]:
    """Which texts need more than XML's own escapes, or are too long for a cell."""
    odd = pc.or_(pc.match_substring_regex(texts, _ODD), pc.greater(pc.binary_length(texts), CELL_LIMIT))
    return np.asarray(pc.fill_null(odd, fill_value=False).to_numpy(zero_copy_only=False))


def _cells(column: Column, values: NDArray[Any] | pa.Array, head: list[Piece]) -> list[Piece]:
    """Pieces of a column's cells; `head` begins each of them, up to its style."""
    if isinstance(values, pa.DictionaryArray):
        return _whole([*head, _labels(column, values)])
    if not isinstance(values, np.ndarray):
        return _whole([*head, ' t="inlineStr">', texts_xml(values), "</c>"])
    if values.dtype.kind == "M":
        return _dates(values, head)
    return _whole([*head, "><v>", _numbers(values.astype(np.float64, copy=False)), "</v></c>"])


def _labels(column: Column, values: pa.DictionaryArray) -> pa.Array:
    """What stands in the cells after their style, by the labels of the column."""
    if column.shared is None:
        tails = _joined([' t="inlineStr">', texts_xml(values.dictionary), "</c>"])
    else:
        places = pa.array(column.shared, mask=np.array(column.shared, dtype=np.int64) < 0)
        tails = _joined([' t="s"><v>', places.cast(pa.string()), "</v></c>"])
    return tails.take(values.indices)


def _numbers(values: NDArray[np.float64]) -> pa.Array:
    """Shortest texts that give the same numbers; null where there is none."""
    finite = np.isfinite(values)
    mask = None if finite.all() else ~finite
    with np.errstate(invalid="ignore"):  # where there is no number
        whole = ((np.trunc(values) == values) & (np.abs(values) < _EXACT)) | ~finite
        if whole.all():
            return pa.array(values.astype(np.int64), mask=mask).cast(pa.string())
    return pa.array(values, mask=mask).cast(pa.string())


def _dates(values: NDArray[np.datetime64], head: list[Piece]) -> list[Piece]:
    numbers = day_numbers(values)
    cells: list[Piece] = [*head, "><v>", _numbers(np.where(numbers >= FIRST_SAFE_DAY, numbers, np.nan)), "</v></c>"]
    old = numbers < FIRST_SAFE_DAY
    if not old.any():
        return _whole(cells)
    words = np.char.replace(np.datetime_as_string(values, unit="s"), "T", " ")
    texts = pa.array(words.astype(object), pa.string(), mask=~old)
    return [pc.coalesce(_joined(cells), _joined([*head, ' t="inlineStr">', texts_xml(texts), "</c>"]))]


def _formulas(
    column: Column, values: NDArray[Any] | pa.Array, head: list[Piece], cells: list[Piece], live: NDArray[np.bool_]
) -> list[Piece]:
    """The cells, with the column's formula beside the values of live rows."""
    formula = f"<f>{escape(column.formula)}</f>"
    known = _joined([*head, f">{formula}<v>", _numbers(np.asarray(values, dtype=np.float64)), "</v></c>"])
    formulas = pc.coalesce(known, _joined([*head, f' t="str">{formula}<v></v></c>']))
    plain = _joined(cells) if cells else pa.nulls(len(live), pa.string())
    return [pc.if_else(pa.array(live), formulas, plain)]


def _whole(cells: list[Piece]) -> list[Piece]:
    """Pieces that a row can be joined of: nothing of a cell where one of its pieces is null."""
    arrays = [piece for piece in cells if not isinstance(piece, str)]
    if any(array.null_count == len(array) for array in arrays):
        return []
    return [_joined(cells)] if any(array.null_count for array in arrays) else cells


def _joined(pieces: Sequence[Piece], blank: str = "emit_null") -> pa.Array:
    """The pieces of each row in one text; of words that follow each other one piece is made first."""
    merged: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return pc.binary_join_element_wise(*merged, "", null_handling=blank)


def _content(texts: pa.Array) -> memoryview:
    """The bytes of all texts after each other."""
    _, offsets, content = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32, count=len(texts) + 1 + texts.offset)
    return memoryview(content)[ends[texts.offset] : ends[-1]]
