"""Workbooks and text files of several tables, as people lay them out, and what is imported of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from cxdesk.imports import service
from cxdesk.imports.books import plan_book
from cxdesk.imports.raw import RawSheet
from cxdesk.imports.service import Draft
from cxdesk.tables.dataset import EMPTY, Dataset

Rows = Sequence[Sequence[Any]]
HEAD = ["Ticket ID", "Created at", "Status", "Channel", "Agent"]


def tickets(first: int, count: int) -> list[list[Any]]:
    """Rows under `HEAD`: one ticket a day from 2 January 2024 on, by Anna and Ben in turn."""
    out = []
    for number in range(count):
        at = datetime(2024, 1, 2 + number % 27, 9, 30)
        channel, agent = ("Email", "Phone", "Chat")[number % 3], ("Anna", "Ben")[number % 2]
        out.append([f"T-{first + number}", at, ("Open", "Solved")[number % 2], channel, agent])
    return out


def placed(*parts: tuple[int, int, Rows]) -> list[list[Any]]:
    """A sheet with each part's rows from a row and a column on (from 0)."""
    height = max(top + len(rows) for top, _, rows in parts)
    width = max(left + len(row) for _, left, rows in parts for row in rows)
    out: list[list[Any]] = [[None] * width for _ in range(height)]
    for top, left, rows in parts:
        for at, row in enumerate(rows):
            out[top + at][left : left + len(row)] = row
    return out


def written(path: Path, sheets: Mapping[str, Rows], *, hidden: Sequence[str] = (),
            merged: Mapping[str, Sequence[tuple[int, int, int, int]]] | None = None) -> Path:  # fmt: skip
    """A workbook of sheets; `merged` are first row, first column, last row, last column of merged cells by sheet."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        plain = book.add_format()
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date | datetime):
                        sheet.write_datetime(number, column, value)
                    elif value is not None:
                        sheet.write(number, column, value)
            for top, left, bottom, right in (merged or {}).get(name, ()):
                value = rows[top][left]
                sheet.merge_range(top, left, bottom, right, value, plain)
            if name in hidden:
                sheet.hide()
    return path


def drafted(path: Path) -> Draft:
    """The draft of one file."""
    return service.draft([path], memory={}, zone="UTC")


def imported(path: Path) -> Dataset:
    """All that one file gives."""
    return service.run(drafted(path), EMPTY)


def book(*raws: RawSheet) -> Draft:
    """The draft of the sheets of one file."""
    return Draft(sheets=tuple(plan_book(raws, "UTC", {})), zone="UTC")


def tables(draft: Draft) -> list[tuple[str, str | None, int]]:
    """Name, table and header row of every part."""
    return [(sheet.plan.sheet, sheet.plan.table, sheet.plan.header_row) for sheet in draft.sheets]


def balanced(draft: Draft, at: int) -> tuple[int, int, dict[str, int]]:
    """Rows in, kept and left out of a part."""
    found = service.balance(draft, at)
    assert found.rows_in == found.kept + sum(found.left_out.values())
    return found.rows_in, found.kept, dict(found.left_out)


def keys(dataset: Dataset) -> list[str]:
    """Ticket numbers in the order of their names."""
    return sorted(dataset.tables["tickets"]["ticket_id"].astype(str))
