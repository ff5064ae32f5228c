"""Sheets through openpyxl: slow, but it keeps only cells that are there, however far apart they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import pairwise
from typing import Any

from openpyxl import load_workbook

from cxdesk.imports.files.columns import CHUNK_ROWS, ERROR, ColumnBuilder, PackedColumn, trimmed
from cxdesk.imports.files.guard import cell_name
from cxdesk.imports.files.handover import PackedSheet

OnPhase = Callable[[str], None]
OnRows = Callable[[int, int], None]
GAP_COLUMNS, GAP_ROWS = 50, 1000  # so many blank columns or rows end a table


class RangeError(Exception):
    """The cells are so far apart that no table fits around them."""


@dataclass(kw_only=True)
class _Cells:
    """Cells of one column: row numbers in rising order, and values."""

    rows: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)


def sheets(path: str, on_phase: OnPhase, on_rows: OnRows, most_cells: int) -> Iterator[PackedSheet]:
    """Every worksheet that holds a cell; cells far from the table are left out where they make it too large.

    Raises:
        RangeError: no table of at most `most_cells` cells fits.
    """
    on_phase("opening")
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        on_phase(f"sheet “{sheet.title}”")
        sheet.reset_dimensions()
        columns = _collected(sheet.iter_rows(), on_rows)
        if columns:
            yield _packed(sheet.title, columns, most_cells, hidden=sheet.sheet_state != "visible")


def _collected(rows: Iterator[Sequence[Any]], on_rows: OnRows) -> dict[int, _Cells]:
    columns: dict[int, _Cells] = {}
    for number, row in enumerate(rows, start=1):
        for index, cell in enumerate(row, start=1):
            if cell.value is not None and cell.value != "":
                found = columns.setdefault(index, _Cells())
                found.rows.append(number)
                found.values.append(_value(cell))
        if number % CHUNK_ROWS == 0:
            on_rows(number, 0)
    return columns


def _value(cell: Any) -> Any:
    """The value as the fast parser gives it: midnight is a date."""
    value = cell.value
    if cell.data_type == "e":
        return ERROR
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return value


def _packed(name: str, columns: dict[int, _Cells], most_cells: int, *, hidden: bool) -> PackedSheet:
    first = min(columns)
    last_column, last_row = max(columns), max(cells.rows[-1] for cells in columns.values())
    if (last_column - first + 1) * last_row > most_cells:
        last_column = _end(sorted(columns), GAP_COLUMNS)
        kept = [cells for index, cells in columns.items() if index <= last_column]
        last_row = _end(sorted({row for cells in kept for row in cells.rows}), GAP_ROWS)
    if (last_column - first + 1) * last_row > most_cells:
        raise RangeError
    packed = [_column(columns.get(index, _Cells()), last_row) for index in range(first, last_column + 1)]
    return PackedSheet(
        name=name,
        columns=tuple(trimmed(packed)),
        hidden=hidden,
        first_column=first,
        notes=_left_out(columns, last_row, last_column),
    )


def _end(numbers: Sequence[int], gap: int) -> int:
    """The last number before the first gap."""
    for number, following in pairwise(numbers):
        if following - number > gap:
            return number
    return numbers[-1]


def _column(cells: _Cells, rows: int) -> PackedColumn:
    builder = ColumnBuilder()
    values: list[Any] = [None] * rows
    for row, value in zip(cells.rows, cells.values, strict=True):
        if row <= rows:
            values[row - 1] = value
    for start in range(0, rows, CHUNK_ROWS):
        builder.add(values[start : start + CHUNK_ROWS])
    return builder.finish()


def _left_out(columns: dict[int, _Cells], last_row: int, last_column: int) -> tuple[str, ...]:
    count, example = 0, ""
    for index, cells in columns.items():
        start = 0 if index > last_column else bisect_left(cells.rows, last_row + 1)
        if start < len(cells.rows):
            count += len(cells.rows) - start
            example = example or cell_name(cells.rows[start], index)
    if not count:
        return ()
    words = "1 cell" if count == 1 else f"{count:,} cells"
    return (f"{words} far away from the table left out (the first in {example}).",)
