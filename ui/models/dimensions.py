"""Dimensions and their values as the filter menu lists them."""

from __future__ import annotations

import pandas as pd
from PySide6.QtCore import QCoreApplication

from cxdesk.report.dimensions import dimensions_of
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.fields import EXTRA

__all__ = ["dimension_name", "dimensions_of", "value_name", "values_of"]


def dimension_name(dimension: str) -> str:
    """A dimension in words: its field's title, or the header of an extra column."""
    if dimension.startswith(EXTRA):
        return dimension.removeprefix(EXTRA)
    for spec in TABLES.values():
        for field in spec.fields:
            if field.dimension and field.name == dimension:
                return field.title
    return dimension.replace("_", " ").capitalize()


def value_name(value: str) -> str:
    """A value as shown; blank cells have a name too, and words of the app are written as words."""
    if value == "cross_sell":
        return QCoreApplication.translate("filters", "cross-sell")
    return value or QCoreApplication.translate("filters", "(blank)")


def values_of(dataset: Dataset, dimension: str, most: int = 60) -> tuple[tuple[str, int], ...]:
    """The values of a dimension with their rows over all tables, most frequent first, blank as ""."""
    total: pd.Series[int] | None = None
    for frame in dataset.tables.values():
        if dimension not in frame.columns:
            continue
        column = frame[dimension]
        counts = column.value_counts(dropna=True)
        counts.index = counts.index.astype(str)
        counts = counts[counts > 0]
        blank = int(column.isna().sum())
        if blank:
            counts = pd.concat([counts, pd.Series({"": blank})])
        total = counts if total is None else total.add(counts, fill_value=0)
    if total is None:
        return ()
    ordered = total.groupby(level=0).sum().sort_values(ascending=False, kind="stable").head(most)
    return tuple((str(value), int(rows)) for value, rows in ordered.items())
