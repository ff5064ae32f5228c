"""Wall-clock times of a zone as instants in UTC."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.imports.convert.texts import Bools, Floats
from cxdesk.imports.zones import offset_of, zone_named

Instants = NDArray[np.datetime64]
NOT_A_TIME = np.datetime64("NaT", "ms")


def offsets(array: pa.Array) -> tuple[Floats, NDArray[np.object_]]:
    """For every text of a zone the hours east of UTC (NaN where unknown), and the word itself, `""` where none is."""
    coded = pc.utf8_lower(pc.utf8_trim_whitespace(pc.fill_null(array, ""))).dictionary_encode()
    words = np.array([" ".join(str(word).split()) for word in coded.dictionary.to_pylist()], dtype=object)
    hours = np.array([offset_of(word) for word in words], dtype=np.float64)
    where = coded.indices.to_numpy(zero_copy_only=False)
    return (hours[where], words[where]) if len(hours) else (np.zeros(0), np.zeros(0, dtype=object))


@dataclass(frozen=True, kw_only=True, eq=False)
class Localised:
    """Wall-clock times as UTC, with the rows that fell into a gap or a doubled hour of a clock change."""

    instants: Instants
    gaps: Bools
    doubled: Bools


def to_utc(wall: Instants, zone: str) -> Localised:
    """Read wall-clock times in a zone. Times in a gap move forward; of a doubled hour the first is taken."""
    none = np.zeros(len(wall), np.bool_)
    if zone.upper() in {"UTC", "ETC/UTC", "GMT"} or not len(wall):
        return Localised(instants=wall, gaps=none, doubled=none)
    fixed = offset_of(zone.casefold())
    if not math.isnan(fixed) and zone_named(zone) is None:
        return Localised(instants=wall - np.timedelta64(round(fixed * 60), "m"), gaps=none, doubled=none)
    stamps = pd.DatetimeIndex(wall)
    first = np.ones(len(wall), np.bool_)
    known = ~np.isnat(wall)
    strict = stamps.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    lost = np.asarray(strict.isna()) & known
    if not lost.any():
        return Localised(instants=_naive(strict), gaps=none, doubled=none)
    moved = stamps.tz_localize(zone, ambiguous=first, nonexistent="shift_forward")
    kept = stamps.tz_localize(zone, ambiguous=first, nonexistent="NaT")
    gaps = np.asarray(kept.isna()) & known
    return Localised(instants=_naive(moved), gaps=gaps, doubled=lost & ~gaps)


def _naive(stamps: pd.DatetimeIndex) -> Instants:
    return rounded(stamps.tz_convert("UTC").tz_localize(None).to_numpy())


def rounded(stamps: NDArray[np.datetime64]) -> Instants:
    """Instants rounded to the millisecond."""
    if stamps.dtype == np.dtype("datetime64[ms]"):
        return stamps
    micro = stamps.astype("datetime64[us]")
    valid = ~np.isnat(micro)
    out = np.full(len(micro), NOT_A_TIME)
    out[valid] = ((micro[valid].astype(np.int64) + 500) // 1000).astype("datetime64[ms]")
    return out
