"""Timestamps such as `2024-01-31 10:15:00` and `2024-01-31T10:15:00.123Z`, read by Arrow where it reads all of them."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.imports.convert.clocks import NOT_A_TIME, Instants, rounded
from cxdesk.imports.convert.texts import AT_ONCE, Bools, bools

_STAMP = r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?"
_SHAPES = {False: f"{_STAMP}$", True: f"{_STAMP}(?:Z|[+-]\\d{{2}}:?\\d{{2}})$"}
_LENGTHS = (10, 16, 19)  # of a date, to the minute, to the second: of these lengths Arrow reads no other texts
_UNITS: tuple[Literal["ms", "us"], ...] = ("ms", "us")
_FIRST = np.datetime64("0001-01-01", "ms")


def read_iso(array: pa.Array, *, utc: bool) -> Instants:
    """Instants of distinct cleaned texts, NaT for others: with an offset (`utc`) in UTC, without one as they stand."""
    lengths = pa.array(_LENGTHS, pa.int32())
    if not utc and _year_first(array) and bool(pc.all(pc.is_in(pc.binary_length(array), lengths)).as_py()):
        whole = _cast(array, utc=False)
        if whole is not None:
            return whole
    plain = pc.if_else(pc.match_substring_regex(array, _SHAPES[utc]), array, pa.scalar(None, pa.string()))
    if plain.null_count == len(plain):
        return np.full(len(array), NOT_A_TIME)
    read = _cast(plain, utc=utc)
    if read is not None:
        return read
    parts = [_parsed(plain.slice(at, AT_ONCE), utc=utc) for at in range(0, len(plain), AT_ONCE)]
    return np.concatenate(parts)


def _parsed(texts: pa.Array, *, utc: bool) -> Instants:
    """Instants by pandas, which reads any shape but keeps the interpreter's lock while it does."""
    stamps = pd.to_datetime(pd.Series(texts.to_pandas()), format="ISO8601", errors="coerce", utc=utc)
    return rounded((stamps.dt.tz_localize(None) if utc else stamps).to_numpy())


def _year_first(array: pa.Array) -> bool:
    """Whether the first texts begin with a year; a cast that fails takes as long as one that does not."""
    first = pc.match_substring_regex(array.slice(0, 20), r"^\d{4}-")
    return bool(pc.all(first, min_count=0).as_py())


def with_time(array: pa.Array, *, utc: bool) -> Bools:
    """Which of the texts that are timestamps have a time of day."""
    return bools(pc.match_substring(array, ":") if utc else pc.greater(pc.binary_length(array), 10))


def _cast(texts: pa.Array, *, utc: bool) -> Instants | None:
    """The instants by Arrow; None where one of the texts is no day or more exact than a microsecond."""
    for unit in _UNITS:
        try:
            stamps = texts.cast(pa.timestamp(unit, "UTC" if utc else None))
        except pa.ArrowInvalid:
            continue
        out = rounded(stamps.to_numpy(zero_copy_only=False))
        return None if (out < _FIRST).any() else out
    return None
