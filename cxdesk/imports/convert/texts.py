"""Distinct texts of a column, cleaned once; and how values of distinct texts spread over rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int32]

# What exports and people write where there is no value.
BLANKS = (
    "", "-", "--", "---", "–", "—", "n/a", "#n/a", "na", "n.a.", "n.a", "null", "nan", "nat", "none", "nil", "?",
    "(blank)", "blank", "undefined", "{}", "[]", "<na>", "(null)", "not available", "not applicable",
    "0000-00-00", "0000-00-00 00:00:00", "k.a.", "k. a.", "keine angabe", "(none)", "(vacio)", "(leer)",
)  # fmt: skip


def clean(texts: Iterable[str]) -> pa.Array:
    """Trimmed texts as an arrow array; words that stand for nothing become null."""
    trimmed = pc.utf8_trim_whitespace(pa.array(list(texts), pa.string()))
    blank = pc.is_in(pc.utf8_lower(trimmed), value_set=pa.array(BLANKS, pa.string()))
    return pc.if_else(blank, pa.scalar(None, pa.string()), trimmed)


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


def spread(values: NDArray[Any], codes: Codes, fill: Any) -> NDArray[Any]:
    """Values of distinct texts taken to the rows; `fill` where the row holds no text."""
    if len(values) == 0:
        return np.full(len(codes), fill, dtype=values.dtype)
    out = values[np.maximum(codes, 0)]
    out[codes < 0] = fill
    return out
