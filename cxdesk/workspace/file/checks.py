"""Whether what a file holds is what a workspace holds: its tables of SQL, kinds of columns, and a session's sense."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import EXTRA, ROW, SOURCE, Kind
from cxdesk.workspace.file import schema
from cxdesk.workspace.session import Session

_FIRST_YEAR, _LAST_YEAR = 1800, 2300  # of what a view looks at; years about 1 and 9999 have no neighbours
_LETTERS = {Kind.ID: "S", Kind.TEXT: "S", Kind.CATEGORY: "S", Kind.INSTANT: "M", Kind.MONTH: "M"}


def odd_schema(connection: sqlite3.Connection) -> str:
    """What of the file's tables is not as this format has them; "" where nothing is.

    Columns that compute, virtual tables and indexes on expressions would run when they are read or written.
    """
    ours = {sql.split("(")[0].split()[-1]: _squeezed(sql) for sql in schema.TABLES.split(";") if sql.strip()}
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master"):
        made = _squeezed(str(sql))
        is_ours = name in ours and made == ours[name]
        is_plain = kind == "index" and sql is None
        is_further = name not in ours and kind == "table" and made.startswith("CREATE TABLE")
        if not (is_ours or is_plain or is_further):
            return str(name)
    return ""


def _squeezed(sql: str) -> str:
    return " ".join(sql.split())


def check_columns(table: str, frame: pd.DataFrame) -> None:
    """Refuse a table whose columns hold other kinds of values than its fields do.

    Raises:
        ValueError: a column does, or two have the same title.
    """
    if table not in TABLES:
        return
    spec = TABLES[table]
    if not frame.columns.is_unique:
        raise ValueError(f"two columns of {table} have the same title")
    for name in map(str, frame.columns):
        found = _letter(frame[name])
        if name in (SOURCE, ROW):
            is_right = found == "N" and frame[name].dtype.kind in "iu"
        elif name.startswith(EXTRA) or (name not in spec.names and not spec.in_family(name)):
            is_right = found != ""
        else:
            is_right = found == _LETTERS.get(spec.field(name).kind, "N")
        if not is_right:
            raise ValueError(f"{name} of {table} holds another kind of value")


def _letter(column: pd.Series[Any]) -> str:
    """S for texts, M for instants, N for numbers, "" for what no table holds."""
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        kind = kind.categories.dtype
        return "S" if isinstance(kind, pd.StringDtype) or not len(column.cat.categories) else ""
    if isinstance(kind, pd.StringDtype):
        return "S"
    if isinstance(kind, np.dtype):
        return {"M": "M", "i": "N", "u": "N", "f": "N", "b": "N"}.get(kind.kind, "")
    return "N" if pd.api.types.is_bool_dtype(kind) or pd.api.types.is_numeric_dtype(kind) else ""


def odd_parts(session: Session) -> Iterator[str]:
    """Names of parts that are well-formed and make no sense: zones that nobody knows, days outside of time."""
    try:
        _ = session.calendar.tz
    except (ValueError, KeyError, OSError):
        yield "zone"
    views = {"view": (session.view,), "views": tuple(saved.view for saved in session.views)}
    for name, listed in views.items():
        days = [view.first_day for view in listed if view.first_day is not None]
        if any(not _FIRST_YEAR <= day.year <= _LAST_YEAR for day in days):
            yield name
