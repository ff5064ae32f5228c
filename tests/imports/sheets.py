"""Raw sheets from rows of Python values, as the reader would give them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from cxdesk.imports.planning import Choices, DraftSheet, plan_sheet
from cxdesk.imports.raw import Cell, RawColumn, RawSheet
from cxdesk.imports.rows.assemble import Assembled
from cxdesk.imports.rows.merge import merge
from cxdesk.imports.service import Draft
from cxdesk.tables.dataset import EMPTY, Dataset


def column(values: list[Any]) -> RawColumn:
    """A column of cells: str, float, bool, datetime, date, time, timedelta or None."""
    count = len(values)
    kinds, codes = np.zeros(count, np.uint8), np.full(count, -1, np.int32)
    numbers = np.full(count, np.nan)
    instants = np.full(count, np.datetime64("NaT", "ms"))
    texts: dict[str, int] = {}
    for row, value in enumerate(values):
        match value:
            case None:
                kinds[row] = Cell.BLANK
            case str():
                kinds[row], codes[row] = Cell.TEXT, texts.setdefault(value, len(texts))
            case bool():
                kinds[row], numbers[row] = Cell.FLAG, float(value)
            case int() | float():
                kinds[row], numbers[row] = Cell.NUMBER, float(value)
            case datetime():
                kinds[row], instants[row] = Cell.INSTANT, np.datetime64(value, "ms")
            case date():
                kinds[row], instants[row] = Cell.DATE, np.datetime64(value, "ms")
            case time():
                kinds[row], numbers[row] = Cell.TIME, value.hour * 3600 + value.minute * 60 + value.second
            case timedelta():
                kinds[row], numbers[row] = Cell.DURATION, value.total_seconds()
    return RawColumn(
        kinds=kinds, words=pa.array(list(texts), pa.string()), codes=codes,
        numbers=numbers if not np.isnan(numbers).all() else None,
        instants=instants if not np.isnat(instants).all() else None,
    )  # fmt: skip


def sheet(rows: list[list[Any]], *, file: str = "export.csv", name: str = "export", first_row: int = 1) -> RawSheet:
    """A sheet from rows; short rows are filled up with blanks, "" is blank."""
    width = max((len(row) for row in rows), default=0)
    full = [[None if cell == "" else cell for cell in row] + [None] * (width - len(row)) for row in rows]
    return RawSheet(
        file=file, path=f"/data/{file}", sheet=name, format="csv", first_row=first_row,
        columns=tuple(column([row[i] for row in full]) for i in range(width)),
    )  # fmt: skip


def table(text: str, **options: Any) -> RawSheet:
    """A sheet from lines of cells separated by bars; cells are stripped."""
    return sheet([[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()], **options)


def planned(raw: RawSheet, zone: str = "UTC") -> DraftSheet:
    """The sheet as the service would draft it."""
    return plan_sheet(raw, zone, Choices(), {})


def drafted(*raws: RawSheet, zone: str = "UTC") -> Draft:
    """A draft of several sheets."""
    return Draft(sheets=tuple(planned(raw, zone) for raw in raws), zone=zone)


def imported(raw: RawSheet, zone: str = "UTC") -> Dataset:
    """The dataset of one sheet."""
    return merge(EMPTY, planned(raw, zone).assembled)


def assembled(raw: RawSheet, zone: str = "UTC") -> Assembled:
    """The rows of one sheet."""
    return planned(raw, zone).assembled


def fields(raw: RawSheet) -> dict[str, str | None]:
    """Field of each column by its header."""
    return {mapping.column: mapping.field for mapping in planned(raw).plan.mapping}
