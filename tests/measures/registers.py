"""Datasets of any tables made by hand, columns typed by their values as the contract of the tables says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar
from cxdesk.measures.measure import Settings
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.fields import ROW, SOURCE

Rows = list[dict[str, Any]]
_DATES = ("_at", "_on", "day", "month")
_TEXTS = ("order_id", "text", "ticket_id", "response_id")


def frame(rows: Rows) -> pd.DataFrame:
    """A frame of rows; names that end as dates do are instants (UTC), numbers floats, texts categories."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {name: _column(name, [row.get(name) for row in rows]) for name in names}
    own = {SOURCE: np.zeros(len(rows), dtype=np.int32), ROW: np.arange(2, len(rows) + 2, dtype=np.int32)}
    return pd.DataFrame({**own, **columns})


def _column(name: str, values: list[Any]) -> Any:
    if name == SOURCE:
        return np.array(values, dtype=np.int32)
    if name.endswith(_DATES):
        return np.array(["NaT" if value is None else value for value in values], dtype="datetime64[ms]")
    if name in _TEXTS:
        return pd.array(values, dtype="str")
    if any(isinstance(value, str) for value in values):
        return pd.Categorical(values)
    return np.array([np.nan if value is None else float(value) for value in values])


def store(*, zone: str = "UTC", as_of: str | None = None, currency: str = "", **tables: Any) -> MeasureStore:
    """A store of these tables."""
    settings = Settings(
        conventions=Conventions(currency=currency),
        calendar=Calendar(zone=zone),
        as_of=None if as_of is None else np.datetime64(as_of, "ms"),
    )
    return MeasureStore(Dataset(tables={name: frame(rows) for name, rows in tables.items()}), settings)


def values(found: MeasureStore, measure: str) -> list[float | None]:
    """A measure as a list, None where the row does not count."""
    return [None if np.isnan(value) else float(value) for value in found.values(measure)]


def days(found: MeasureStore, measure: str) -> list[str | None]:
    """An instant measure as a list of dates, None where there is none."""
    return [None if np.isnat(value) else str(value)[:10] for value in found.at(measure)]
