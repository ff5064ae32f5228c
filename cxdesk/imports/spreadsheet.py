"""Spreadsheets: a guard looks at the package while a separate process parses it."""

from __future__ import annotations

from pathlib import Path

from cxdesk.common.problems import UserError
from cxdesk.common.progress import Progress
from cxdesk.imports.columns import unpack
from cxdesk.imports.handover import PackedSheet
from cxdesk.imports.process import ReaderDiedError, ReaderRefusedError, ReadingProcess
from cxdesk.imports.raw import RawSheet


def read_spreadsheet(path: Path, progress: Progress) -> tuple[RawSheet, ...]:
    """Every worksheet that holds a cell.

    Raises:
        UserError, Cancelled
    """
    try:
        with ReadingProcess(path, engine="calamine", memory_bytes=8 << 30) as process:
            packed = process.sheets(progress)
    except (ReaderDiedError, ReaderRefusedError) as error:
        raise UserError(f"“{path.name}” cannot be read: the workbook is damaged.") from error
    return tuple(_raw(path, sheet) for sheet in packed)


def _raw(path: Path, sheet: PackedSheet) -> RawSheet:
    return RawSheet(
        file=path.name,
        path=str(path),
        sheet=sheet.name,
        format=path.suffix.lower().lstrip("."),
        columns=tuple(unpack(column) for column in sheet.columns),
        first_row=sheet.first_row,
        hidden=sheet.hidden,
        notes=sheet.notes,
    )
