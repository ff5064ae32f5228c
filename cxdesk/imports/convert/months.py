"""Months written as text: `2024-01`, `01/2024`, `Jan 2024`, `Jan-24`, or any date of the month."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from cxdesk.imports.convert.clocks import NOT_A_TIME, Instants
from cxdesk.imports.convert.dates import read_dates
from cxdesk.imports.convert.patterns import MONTH_OF
from cxdesk.imports.convert.texts import floats, groups, strings
from cxdesk.imports.names import fold


def read_months(array: pa.Array, *, month_first: bool = False) -> Instants:
    """First instants of the months of distinct cleaned texts; NaT where none stands.

    `month_first` says how dates such as `02/01/2024` are read.
    """
    out = np.full(len(array), NOT_A_TIME)
    for pattern in (
        r"^(?P<y>\d{4})[-/. ]?(?:m|M)?(?P<m>\d{1,2})$",
        r"^(?P<m>\d{1,2})[-/. ](?P<y>\d{4})$",
        r"^(?P<w>\pL{3,10})\.?[-/ ,']*(?P<y>\d{4}|\d{2})$",
        r"^(?P<y>\d{4})[-/ ](?P<w>\pL{3,10})$",
    ):
        parts = groups(array, pattern)
        year = floats(parts["y"])
        year = np.where(year < 100, year + 2000, year)
        month = floats(parts["m"]) if "m" in parts else _named(parts["w"])
        good = np.isnat(out) & (month >= 1) & (month <= 12) & (year >= 1900) & (year < 2200)
        out[good] = ((year[good] - 1970) * 12 + month[good] - 1).astype(np.int64).astype("datetime64[M]")
    left = np.isnat(out)
    if left.any():
        dates = read_dates(array)
        one, other = (dates.month_first, dates.day_first) if month_first else (dates.day_first, dates.month_first)
        first = np.where(np.isnat(one), other, one)
        out[left] = first.astype("datetime64[M]").astype("datetime64[ms]")[left]
    return out


def _named(array: pa.Array) -> np.ndarray:
    return np.array([MONTH_OF.get(fold(word), np.nan) if word else np.nan for word in strings(array)], dtype=np.float64)
