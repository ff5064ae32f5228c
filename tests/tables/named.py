"""Small datasets of names, made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxdesk.tables.dataset import Dataset, Source

TEXTS = {"ticket_id", "response_id"}


def frame(**columns: list) -> pd.DataFrame:
    """Columns of texts as an import makes them: identifiers as texts, everything else as categories."""
    made = {
        name: pd.Series(cells, dtype="str") if name in TEXTS else pd.Series(cells, dtype="str").astype("category")
        for name, cells in columns.items()
    }
    count = len(next(iter(columns.values())))
    numbers = {"_source": np.zeros(count, dtype="int32"), "_row": np.arange(2, count + 2, dtype="int32")}
    return pd.DataFrame({**made, **numbers})


def dataset(**tables: pd.DataFrame) -> Dataset:
    """A dataset with a source for each table."""
    sources = tuple(
        Source(file=f"{name}.csv", sheet="", table=name, rows_in=len(table), rows_kept=len(table),
               columns={str(column): str(column).title() for column in table.columns})
        for name, table in tables.items()
    )  # fmt: skip
    placed = {
        name: table.assign(_source=np.full(len(table), place, dtype="int32"))
        for place, (name, table) in enumerate(tables.items())
    }
    return Dataset(tables=placed, sources=sources)


def cells(data: Dataset, table: str, column: str) -> list[str | None]:
    """A column's cells, None for blank."""
    return [None if pd.isna(cell) else str(cell) for cell in data.tables[table][column]]
