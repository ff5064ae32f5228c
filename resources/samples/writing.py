"""How sheets of the sample are written, and the draws that all its tables share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2024, 6, 30)
CREATED = datetime.fromisoformat("2024-07-01T06:00:00")  # written into the workbooks as their creation time
Row = dict[str, Any]
Sheet = tuple[str, Sequence[str], Sequence[Row]]  # name, headers, rows


def pick(random: Random, weights: dict[str, float]) -> str:
    """One key, by weight."""
    return random.choices(list(weights), list(weights.values()))[0]


def lognormal(random: Random, median: float, spread: float) -> float:
    """A duration with that median and spread of its logarithm."""
    return median * math.exp(random.gauss(0, spread))


def whole(random: Random, expected: float) -> int:
    """A whole number near `expected`, never below zero: its spread is that of counts."""
    return max(0, round(random.gauss(expected, math.sqrt(max(expected, 0.0)))))


def months() -> list[date]:
    """First days of the months that the sample covers."""
    return [date(2023 + index // 12, index % 12 + 1, 1) for index in range(18)]


def days() -> list[date]:
    """All days that the sample covers."""
    return [FIRST_DAY + timedelta(days=offset) for offset in range((LAST_DAY - FIRST_DAY).days + 1)]


def write_sheet(book: Any, name: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """One sheet: bold header, real dates and durations, column widths to read by."""
    sheet = book.add_worksheet(name)
    header = book.add_format({"bold": True, "bottom": 1})
    stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    day, span = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "[h]:mm:ss"})
    for column, title in enumerate(columns):
        sheet.write_string(0, column, title, header)
        sheet.set_column(column, column, 19 if title.endswith(("at", "due")) else min(max(len(title) + 2, 12), 34))
        for line, row in enumerate(rows, start=1):
            value = row.get(title)
            if isinstance(value, datetime):
                sheet.write_datetime(line, column, value, stamp)
            elif isinstance(value, timedelta):
                sheet.write_datetime(line, column, value, span)
            elif isinstance(value, date):
                sheet.write_datetime(line, column, datetime.combine(value, time()), day)
            elif value is not None:
                sheet.write(line, column, value)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def write_about(book: Any, about: Sequence[str]) -> None:
    """The cover sheet many exports carry."""
    sheet = book.add_worksheet("About")
    for line, text in enumerate(about):
        sheet.write_string(line, 0, text)
    sheet.set_column(0, 0, 60)


def write_book(path: Path, sheets: Sequence[Sheet], about: Sequence[str] = ()) -> Path:
    """A workbook of these sheets, behind a cover sheet where there is something to say; the same bytes on every run."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"title": "Northwind sample company", "author": "CX Desk", "created": CREATED})
        if about:
            write_about(book, about)
        for name, columns, rows in sheets:
            write_sheet(book, name, columns, rows)
    return path
