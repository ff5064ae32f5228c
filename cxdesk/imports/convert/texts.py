"""Distinct texts of a column, cleaned once; and how values of distinct texts spread over rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.imports.raw import DECODED_AT_ONCE, RawColumn

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int32]

# Dates that databases and spreadsheet programs write where there is none.
NO_DATES = ("0000-00-00", "0000-00-00 00:00:00", "0000-00-00t00:00:00z", "00/00/0000", "00.00.0000", "0/0/0000",
            "00/00/0000 00:00:00", "00/00/0000 00:00", "00.00.0000 00:00", "1900-01-00", "00/01/1900", "0/1/1900",
            "1/0/1900", "01/00/1900", "1900-01-00 00:00:00", "1/0/1900 0:00", "0/1/1900 0:00")  # fmt: skip
# What exports and people write where there is no value.
BLANKS = (
    "", "-", "--", "---", "–", "—", "n/a", "#n/a", "na", "n.a.", "n.a", "null", "nan", "nat", "none", "nil", "?",
    "(blank)", "blank", "undefined", "{}", "[]", "<na>", "(null)", "not available", "not applicable",
    *NO_DATES, "k.a.", "k. a.", "keine angabe", "(none)", "(vacio)", "(leer)",
    "not set", "nicht gesetzt", "non défini", "no definido", "não definido",
)  # fmt: skip


# What Java programs print for an object that they do not know how to write: "[com.x.ApprovalsValue@21c2fe6f]".
_DUMP = r"(?:[\w$]*\.)*\[*[A-Z][\w$]*;?@[0-9a-f]{5,8}"
_DUMPED = rf"^\[?{_DUMP}(?:,\s*{_DUMP})*\]?$"
_LOOKED_AT = 100  # texts; where none of them is a dump, none is

_LONGEST_BLANK = max(len(text.encode()) for text in BLANKS) + 8  # some capital letters take more bytes
AT_ONCE = 65_536  # texts trimmed at a time only to look at them


def clean(texts: Iterable[str] | pa.Array) -> pa.Array:
    """Trimmed texts as an arrow array; words that stand for nothing become null. The same array where none changes."""
    whole = texts if isinstance(texts, pa.Array) else pa.array(list(texts), pa.string())
    trimmed = pc.utf8_trim_whitespace(whole)
    if pc.sum(pc.binary_length(trimmed)).equals(pc.sum(pc.binary_length(whole))):
        trimmed = whole
    if pc.any(pc.starts_with(trimmed, "'")).as_py():  # what keeps a spreadsheet program from running a formula
        trimmed = pc.replace_substring_regex(trimmed, r"^'([=+@-])", r"\1")
    brief = pc.if_else(pc.less_equal(pc.binary_length(trimmed), _LONGEST_BLANK), trimmed, "?!")  # no copy of comments
    blank = bools(pc.is_in(pc.utf8_lower(brief), value_set=pa.array(BLANKS, pa.string())))
    if bools(pc.match_substring_regex(trimmed.slice(0, _LOOKED_AT), _DUMPED)).any():
        blank |= bools(pc.match_substring_regex(trimmed, _DUMPED))
    return masked(trimmed, ~blank)


def strings(texts: pa.Array) -> list[str | None]:
    """The texts as Python strings, made in steps: making them keeps the interpreter's lock."""
    out: list[str | None] = []
    for at in range(0, len(texts), DECODED_AT_ONCE):
        out += texts.slice(at, DECODED_AT_ONCE).to_pylist()
    return out


def masked(texts: pa.Array, keep: Bools) -> pa.Array:
    """The texts with null where they are not to be kept; the bytes are shared, not copied."""
    if keep.all() or not len(texts):
        return texts
    if texts.offset:
        return pc.if_else(pa.array(keep), texts, pa.scalar(None, texts.type))
    valid = pa.array(keep & np.asarray(texts.is_valid()) if texts.null_count else keep)
    return pa.Array.from_buffers(texts.type, len(texts), [valid.buffers()[1], *texts.buffers()[1:]])


def all_follow(texts: pa.Array | pa.ChunkedArray) -> bool:
    """Whether each text is greater than the one before it, or each less: then all are different.

    Identifiers often are, and to see it takes a fraction of the time and no memory of looking for equal ones.
    """
    for part in (texts.slice(0, _LOOKED_AT), texts):
        if part.null_count or not any(
            pc.all(compare(part.slice(1), part.slice(0, max(0, len(part) - 1))), min_count=0).as_py()
            for compare in (pc.greater, pc.less)
        ):
            return False
    return True


def only_spaces(texts: pa.Array) -> Bools:
    """Which texts are empty or hold nothing but spaces."""
    parts = (texts.slice(at, AT_ONCE) for at in range(0, len(texts), AT_ONCE))
    found = [bools(pc.equal(pc.binary_length(pc.utf8_trim_whitespace(part)), 0)) for part in parts]
    return np.concatenate(found) if found else np.zeros(0, np.bool_)


def groups(array: pa.Array, pattern: str) -> dict[str, pa.Array]:
    """Named groups of a pattern for every text; null where it does not match."""
    found = pc.extract_regex(array, pattern)
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    valid = found.is_valid()
    out: dict[str, Any] = {}
    for position, field in enumerate(found.type):
        part = found.field(position)
        out[field.name] = pc.if_else(valid, part, pa.scalar(None, pa.string()))
    return out


def floats(array: pa.Array, fill: float = np.nan) -> Floats:
    """Texts that are plain numbers as float64; `fill` for null and empty ones."""
    filled = pc.if_else(pc.equal(pc.fill_null(array, ""), ""), pa.scalar(None, pa.string()), array)
    values = pc.cast(filled, pa.float64())
    return np.array(pc.fill_null(values, fill).to_numpy(zero_copy_only=False), dtype=np.float64)


def bools(array: pa.Array) -> Bools:
    """A boolean arrow array as numpy; null is False."""
    return np.array(pc.fill_null(array, False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def in_rows(texts: pa.Array, column: RawColumn) -> pa.ChunkedArray:
    """Texts of a column's words taken to its rows, null where a row holds none.

    What stands there one a row already is not copied.
    """
    codes = column.codes
    begins, word = _one_a_row(codes, len(texts)) if column.repeats else (len(codes), 0)
    tail = texts.slice(word, len(codes) - begins)
    if (np.asarray(tail.is_valid()) & (codes[begins:] < 0)).any():  # rows whose text was taken away
        begins, tail = len(codes), tail.slice(0, 0)
    head = texts.take(pa.array(codes[:begins], mask=codes[:begins] < 0))
    return pa.chunked_array([head, tail] if len(tail) else [head], texts.type)


def _one_a_row(codes: Codes, words: int) -> tuple[int, int]:
    """The row from which on each next one has the next word, if any, and that row's word; all rows where none do."""
    rows = np.flatnonzero(codes >= 0)
    if not len(rows):
        return len(codes), 0
    shift = int(codes[rows[-1]]) - int(rows[-1])
    other = rows[codes[rows] != rows + shift]
    begins = max(int(other[-1]) + 1 if len(other) else 0, -shift)
    return (begins, begins + shift) if len(codes) + shift <= words else (len(codes), 0)


def spread(values: NDArray[Any], codes: Codes, fill: Any) -> NDArray[Any]:
    """Values of distinct texts taken to the rows; `fill` where the row holds no text."""
    if len(values) == 0:
        return np.full(len(codes), fill, dtype=values.dtype)
    out = values[np.maximum(codes, 0)]
    out[codes < 0] = fill
    return out
