"""Spreadsheets: a guard looks at the package while a separate process parses it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cxdesk.common.problems import UserError
from cxdesk.common.progress import Progress
from cxdesk.common.text import shown
from cxdesk.imports.files.columns import PackedColumn, unpack
from cxdesk.imports.files.guard import Findings, SheetFindings, damaged, look, protected
from cxdesk.imports.files.handover import PackedSheet
from cxdesk.imports.files.memory import Limits, limits
from cxdesk.imports.files.process import ReaderDiedError, ReaderRefusedError, ReadingProcess
from cxdesk.imports.files.sniff import FileKind
from cxdesk.imports.raw import Cell, RawSheet

MOST_SPARSE_CELLS = 3_000_000  # cells that the slower parser reads in bearable time
SUFFIXES = {
    FileKind.XLSX: (".xlsx", ".xlsm"),
    FileKind.XLSB: (".xlsb",),
    FileKind.ODS: (".ods",),
    FileKind.XLS: (".xls",),
}
NOTHING_FOUND = SheetFindings()


def read_spreadsheet(path: Path, kind: FileKind, progress: Progress) -> tuple[RawSheet, ...]:
    """Every worksheet that holds a cell.

    Raises:
        UserError: the workbook is damaged, protected, too large, or holds no cell.
        Cancelled: the user stopped.
        ReaderRefusedError: an error in this program.
    """
    allowed = limits()
    try:
        findings, packed = _fast(path, kind, allowed, progress)
        if packed is None:
            packed = _sparse(path, allowed, progress)
    except ReaderDiedError as error:
        raise UserError(damaged(path)) from error
    except ReaderRefusedError as error:
        if error.reason == "bug":
            raise
        raise UserError(_refusal(path, error.reason)) from error
    raw = tuple(_raw(path, kind, sheet, findings.sheets.get(sheet.name, NOTHING_FOUND)) for sheet in packed)
    if not raw:
        raise UserError(f"“{shown(path.name)}” holds no cell in any of its sheets: check that the export worked.")
    return raw


def _fast(path: Path, kind: FileKind, allowed: Limits, progress: Progress) -> tuple[Findings, list[PackedSheet] | None]:
    """Parse beside the guard; no sheets where the used range needs the slower parser.

    The guard's verdict comes before the parser's: it can say what is wrong with the file, a dead process cannot.
    """
    named_right = path.suffix.lower() in SUFFIXES[kind]
    with ReadingProcess(path, engine="calamine", limits=allowed, named_right=named_right) as process:
        findings = Findings() if kind is FileKind.XLS else look(path, allowed, lambda: process.report(progress))
        if findings.sparse:
            return findings, None
        try:
            found = process.sheets(progress)
        except ReaderDiedError:
            if kind is not FileKind.XLSX:
                raise
            if findings.cells > MOST_SPARSE_CELLS:
                raise ReaderRefusedError("memory", "the parser died on a large workbook") from None
            return findings, None
        except ReaderRefusedError as error:
            if error.reason != "damaged" or kind is not FileKind.XLSX or findings.cells > MOST_SPARSE_CELLS:
                raise
            return findings, None  # such as links between parts that the fast parser does not follow
        if not found and findings.cells:
            raise ReaderRefusedError("damaged", "there are cells in sheets that the workbook does not name")
        return findings, found


def _sparse(path: Path, allowed: Limits, progress: Progress) -> list[PackedSheet]:
    with ReadingProcess(path, engine="openpyxl", limits=allowed) as process:
        found = process.sheets(progress)
    if not found:
        raise ReaderRefusedError("damaged", "no sheet that the workbook names is there")
    return found


def _refusal(path: Path, reason: str) -> str:
    if reason == "password":
        return protected(path)
    if reason == "memory":
        return (
            f"“{shown(path.name)}” needs more memory than is free: close other programs, or export a shorter period, or"
            " export it as .csv."
        )
    if reason == "range":
        return (
            f"“{shown(path.name)}” has cells so far apart that they are no table: delete the stray cells at its far end"
            " in a spreadsheet program and save it."
        )
    return damaged(path)


def _raw(path: Path, kind: FileKind, sheet: PackedSheet, found: SheetFindings) -> RawSheet:
    columns = _with_errors(sheet, found)
    suffix = path.suffix.lower().lstrip(".")
    return RawSheet(
        file=shown(path.name),
        path=str(path),
        sheet=shown(sheet.name),
        format="xlsm" if kind is FileKind.XLSX and suffix == "xlsm" else kind.value,
        columns=tuple(unpack(column) for column in columns),
        first_row=sheet.first_row,
        first_column=sheet.first_column,
        hidden=sheet.hidden,
        notes=(*found.notes, *sheet.notes),
        merged=sheet.merged,
    )


def _with_errors(sheet: PackedSheet, found: SheetFindings) -> list[PackedColumn]:
    """The parser gives blank cells for errors; the guard knows where they are."""
    columns = list(sheet.columns)
    rows_of: dict[int, list[int]] = {}
    for row, column in found.errors:
        rows_of.setdefault(column - sheet.first_column, []).append(row - sheet.first_row)
    for index, rows in rows_of.items():
        if 0 <= index < len(columns):
            kinds = columns[index].kinds.copy()
            kinds[[row for row in rows if 0 <= row < len(kinds) and kinds[row] == Cell.BLANK]] = Cell.ERROR
            columns[index] = replace(columns[index], kinds=kinds)
    return columns
