"""Every table of the report as a CSV file of its own: those of the workbook's sheets, and the rows of data."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.csv import WriteOptions, write_csv
from xlsxwriter import Workbook

from cxdesk.common.atomic import replacing
from cxdesk.common.folders import filling
from cxdesk.common.progress import SILENT, Progress, heard
from cxdesk.export.context import SUMMARY_SHEET, Context
from cxdesk.export.csv_export import plain_cell
from cxdesk.export.making import BREAKDOWN, DATA, DISTRIBUTIONS, QUALITY, WorkbookOptions, context_of
from cxdesk.export.sheet_plan import sheets_of
from cxdesk.export.sheets import data
from cxdesk.export.sheets.cells import is_odd
from cxdesk.export.sheets.columns import UNIX_EPOCH, Column
from cxdesk.export.sheets.told import Content, Table, ToldSheet
from cxdesk.report.records import Report

CONTENTS = "contents.csv"
ZIP = ".zip"
_HEADS = ("File", "Table", "Rows")
_MARK = b"\xef\xbb\xbf"  # by which Excel knows UTF-8
_ROWS_AT_ONCE = 50_000
_OLDEST = (1980, 1, 1, 0, 0, 0)  # of a file in a package, which would hold the clock else
# Names of the tables of a sheet behind its first one.
_FURTHER = {SUMMARY_SHEET: ("not available",), "Conventions": ("also in force",),
            QUALITY: ("table scores", "problems", "rows counted")}  # fmt: skip
_RUNS = r"^[=+\-@\t\r]|\r"
Open = Callable[[str], "IO[bytes]"]


def write_tables(
    report: Report, path: Path, options: WorkbookOptions | None = None, progress: Progress = SILENT
) -> None:
    """Write every table of the report as CSV into a folder, or into one package where the path ends in `.zip`.

    All of them or none: files that are there are replaced once all new ones are complete. UTF-8 with a mark that Excel
    reads, comma, point; no text is run as a formula; percent is in percent. `contents.csv` lists the files.

    Raises:
        OSError: the place cannot be written.
        Cancelled: the user stopped; what was there is as it was.
    """
    options = replace(options or WorkbookOptions(), formulas=False)
    with heard(progress) as told, _package(path) if path.suffix.lower() == ZIP else _folder(path) as opened:
        out = _Out(opened=opened)
        book = Workbook(io.BytesIO(), {"in_memory": True})  # of which only the looks are asked
        try:
            context = context_of(book, report, options, told)
            _sheets(context, options, out, told)
            if options.wants(DATA):
                _data(context, out, told)
        finally:
            book.fileclosed = True
        out.put(CONTENTS, _HEADS, cast("list[tuple[Content, ...]]", out.written))


@dataclass(frozen=True, kw_only=True)
class _Out:
    """Files that are written; names are given once."""

    opened: Open
    written: list[tuple[str, str, int]] = field(default_factory=list)

    def name(self, words: str) -> str:
        """A file name that no other table has."""
        stem = re.sub(r"[^\w]+", "-", words.casefold()).strip("-_") or "table"
        taken = {name for name, _, _ in self.written} | {CONTENTS}
        number, name = 1, f"{stem[:80]}.csv"
        while name in taken:
            number += 1
            name = f"{stem[:80]}-{number}.csv"
        return name

    def put(self, name: str, headers: Sequence[str], rows: Sequence[tuple[Content, ...]]) -> None:
        """Write a small table."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for row in (headers, *rows):
            writer.writerow([plain_cell(cell) if isinstance(cell, str) else cell for cell in row])
        with self.opened(name) as file:
            file.write(_MARK + text.getvalue().encode("utf-8"))


@contextmanager
def _folder(path: Path) -> Iterator[Open]:
    with filling(path, _listed(path)) as folder:
        yield lambda name: (folder / name).open("wb")


@contextmanager
def _package(path: Path) -> Iterator[Open]:
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:

        def opened(name: str) -> IO[bytes]:
            entry = zipfile.ZipInfo(name, _OLDEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            return made.open(entry, "w", force_zip64=True)

        yield opened


def _listed(folder: Path) -> list[str]:
    """Files that an earlier export of this kind wrote into a folder."""
    with suppress(OSError, UnicodeDecodeError, csv.Error):
        rows = list(csv.reader((folder / CONTENTS).read_text(encoding="utf-8-sig").splitlines()))
        if rows and tuple(rows[0]) == _HEADS:
            return [row[0] for row in rows[1:] if row and re.fullmatch(r"[\w-]+\.csv", row[0])]
    return []


def _sheets(context: Context, options: WorkbookOptions, out: _Out, progress: Progress) -> None:
    """The tables of all sheets of words and figures."""
    for name, write in sheets_of(context, options):
        progress.report(0, 0, f"Writing {name}")
        sheet = context.book.add_worksheet(name, ToldSheet)
        write(context, sheet)
        further = _FURTHER.get(name, ())
        for place, table in enumerate(sheet.told_tables(context.styles)):
            behind = "" if place == 0 else further[place - 1] if place <= len(further) else table.title
            title = f"{name}, {behind}" if behind else name
            headers, rows = _flat(context, name, table)
            file = out.name(title)
            out.put(file, headers, rows)
            out.written.append((file, title, len(rows)))


def _flat(context: Context, sheet: str, table: Table) -> tuple[tuple[str, ...], list[tuple[Content, ...]]]:
    """A table whose headings between rows are columns: the group of a KPI, or the KPI with its id and unit."""
    if not any(table.groups):
        return table.headers, table.rows
    pairs = list(zip(table.groups, table.rows, strict=True))
    if not sheet.startswith((BREAKDOWN, DISTRIBUTIONS)):
        return ("Group", *table.headers), [(group, *row) for group, row in pairs]
    facts = {result.name: (result.id, result.name, result.unit.value) for result in context.report.kpis}
    return ("ID", "KPI", "Unit", *table.headers), [(*facts.get(group, ("", group, "")), *row) for group, row in pairs]


# -- rows of data ------------------------------------------------------------------------------------------------------


def _data(context: Context, out: _Out, progress: Progress) -> None:
    """Every table of data with its measures, whole: a text file has no last row."""
    sizes = {table: len(context.live.sheets.positions(table)) for table in context.live.tables}
    total, done = sum(sizes.values()), 0
    for table, name in context.live.tables.items():
        rows = sizes[table]
        part = data.Part(table=table, sheet=name, start=0, end=rows, rows=rows)
        columns, file = data.columns_of(context, part), out.name(name)
        with out.opened(file) as opened:
            head = io.StringIO()
            csv.writer(head, lineterminator="\n").writerow([plain_cell(column.header) for column in columns])
            opened.write(_MARK + head.getvalue().encode("utf-8"))
            for start in range(0, rows, _ROWS_AT_ONCE):
                progress.report(done + start, total, "Writing rows")
                _chunk(opened, columns, start, min(start + _ROWS_AT_ONCE, rows))
        done += rows
        out.written.append((file, name, rows))
    progress.report(done, total, "Writing rows")


def _chunk(file: IO[bytes], columns: Sequence[Column], start: int, end: int) -> None:
    arrays = [_cells(column, column.part(start, end)) for column in columns]
    names = [str(place) for place in range(len(arrays))]  # headers may be alike in a table of Arrow
    made = io.BytesIO()
    write_csv(pa.Table.from_arrays(arrays, names), made, WriteOptions(include_header=False, quoting_style="needed"))
    file.write(made.getbuffer())


def _cells(column: Column, values: Any) -> pa.Array:
    """Values of a column as they are written: blank where there is none, days as days."""
    if isinstance(values, pa.DictionaryArray):
        return _plain(values.dictionary.cast(pa.string())).take(values.indices)
    if not isinstance(values, np.ndarray):
        return _plain(values.cast(pa.string()))
    if values.dtype.kind == "M":
        return pa.array(values.astype("datetime64[s]"))
    numbers = values.astype(np.float64, copy=False)
    if column.format is not None and "yyyy" in str(column.format.num_format):
        return pa.array((numbers - UNIX_EPOCH).astype("datetime64[D]"), mask=~np.isfinite(numbers))
    return pa.array(numbers, mask=~np.isfinite(numbers))


def _plain(texts: pa.Array) -> pa.Array:
    """Texts that no spreadsheet program runs; "" is blank."""
    texts = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    runs = pc.fill_null(pc.match_substring_regex(texts, _RUNS), fill_value=False).to_numpy(zero_copy_only=False)
    odd = runs | is_odd(texts)
    if not odd.any():
        return texts
    mended = [plain_cell(text) for text in texts.filter(pa.array(odd)).to_pylist()]
    return pc.replace_with_mask(texts, odd, pa.array(mended, pa.string()))
