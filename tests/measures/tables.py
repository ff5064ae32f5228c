"""Tables made by hand: rows as dictionaries, columns typed as the tables' fields say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxdesk.common.calendars import BusinessCalendar, CalendarFor
from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar
from cxdesk.common.sla import SlaPolicy
from cxdesk.measures.measure import Settings
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.fields import EXTRA, SOURCE, Kind

Rows = Any  # lists of dictionaries from field to value


def frame(table: str, rows: Rows, columns: tuple[str, ...] = ()) -> pd.DataFrame:
    """A frame of the table; `columns` stand even where no row has them."""
    names = dict.fromkeys([*columns, *(name for row in rows for name in row)])
    return pd.DataFrame({name: _column(table, name, [row.get(name) for row in rows]) for name in names})


def _column(table: str, name: str, values: list[Any]) -> Any:
    if name == SOURCE:
        return np.array(values, dtype=np.int32)
    if name.startswith(EXTRA):
        kind = Kind.CATEGORY
    else:
        kind = Kind.NUMBER if name.startswith("health_") else TABLES[table].field(name).kind
    if kind in (Kind.INSTANT, Kind.MONTH):
        return np.array(["NaT" if value is None else value for value in values], dtype="datetime64[ms]")
    if kind is Kind.CATEGORY:
        return pd.Categorical(values)
    if kind in (Kind.ID, Kind.TEXT):
        return pd.array(values, dtype="str")
    return np.array([np.nan if value is None else float(value) for value in values])


def dataset(
    *, tickets: Rows = None, surveys: Rows = None, figures: Rows = None, tables: dict[str, Rows] | None = None
) -> Dataset:
    """A dataset of the tables given; an empty list is a table without rows."""
    given = {"tickets": tickets, "surveys": surveys, "figures": figures, **(tables or {})}
    return Dataset(tables={name: frame(name, rows) for name, rows in given.items() if rows is not None})


def store(
    *,
    tickets: Rows = None,
    surveys: Rows = None,
    figures: Rows = None,
    tables: dict[str, Rows] | None = None,
    zone: str = "UTC",
    as_of: str | None = None,
    sla: tuple[SlaPolicy, ...] = (),
    business: BusinessCalendar | None = None,
    calendars: tuple[CalendarFor, ...] = (),
    **conventions: Any,
) -> MeasureStore:
    """A store of these tables under these conventions."""
    settings = Settings(
        conventions=Conventions(**conventions),
        calendar=Calendar(zone=zone),
        business=business,
        calendars=calendars,
        sla=sla,
        as_of=None if as_of is None else np.datetime64(as_of, "ms"),
    )
    return MeasureStore(dataset(tickets=tickets, surveys=surveys, figures=figures, tables=tables), settings)


def values(found: MeasureStore, measure: str) -> list[float | None]:
    """A measure as a list, None where the row does not count."""
    return [None if np.isnan(value) else float(value) for value in found.values(measure)]
