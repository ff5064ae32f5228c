"""Reading a file: what it is, then its sheets as raw cells."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

from cxdesk.common.problems import UserError
from cxdesk.common.progress import SILENT, Progress
from cxdesk.common.stamps import stamp_of
from cxdesk.common.text import shown
from cxdesk.imports.files.memory import limits
from cxdesk.imports.files.mended import mended
from cxdesk.imports.files.sniff import READABLE, FileKind, kind_of, not_a_spreadsheet
from cxdesk.imports.raw import RawSheet

TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def read(path: str | Path, progress: Progress = SILENT, *, encoding: str | None = None) -> tuple[RawSheet, ...]:
    """Every sheet of a spreadsheet or text file that holds a cell, in the order of the file.

    `encoding` is that of a text file where the user knows better than what its bytes look like.

    Raises:
        UserError: the file cannot be read; one sentence says what was found and what to do.
        Cancelled: the user stopped.
    """
    path = Path(path)
    try:
        _check_place(path)
        stamp = stamp_of(path)  # before it is read: what changes meanwhile is read again next time
        return tuple(replace(mended(sheet), stamp=stamp) for sheet in _sheets(path, progress, encoding))
    except PermissionError as error:
        raise UserError(
            f"“{shown(path.name)}” cannot be opened, because another program such as Excel holds it or you may not read"
            " it: close it there, or save a copy, and try again."
        ) from error
    except FileNotFoundError as error:
        raise UserError(
            f"“{shown(str(path))}” does not exist: check the name, or whether the file was moved."
        ) from error
    except MemoryError as error:
        raise UserError(
            f"“{shown(path.name)}” needs more memory than is free: close other programs, or export a shorter period."
        ) from error
    except OSError as error:
        raise UserError(
            f"“{shown(path.name)}” cannot be read ({error.strerror or error}): copy it to this computer and try again."
        ) from error


def _sheets(path: Path, progress: Progress, encoding: str | None) -> tuple[RawSheet, ...]:
    kind = kind_of(path)
    if kind is not FileKind.TEXT:
        from cxdesk.imports.files.spreadsheet import read_spreadsheet

        return read_spreadsheet(path, kind, progress)
    return (_text_sheet(path, progress, encoding),)


def _check_place(path: Path) -> None:
    status = path.stat()
    if path.name.startswith("~$") or (path.name.startswith(".~lock.") and path.name.endswith("#")):
        whole = path.name[2:] if path.name.startswith("~$") else path.name[7:-1]
        raise UserError(
            f"“{shown(path.name)}” is only the mark that a spreadsheet program leaves beside an open workbook:"
            f" choose “{shown(whole)}” instead."
        )
    if stat.S_ISDIR(status.st_mode):
        raise UserError(f"“{shown(path.name or str(path))}” is a folder: choose the files inside it.")
    if not stat.S_ISREG(status.st_mode):
        raise UserError(
            f"“{shown(path.name)}” is a device or pipe and not a file: save its contents as a file and choose that."
        )
    if not status.st_size:
        raise UserError(f"“{shown(path.name)}” is empty (0 bytes): export it again.")
    allowed = limits().file_bytes
    if status.st_size > allowed:
        raise UserError(
            f"“{shown(path.name)}” is {status.st_size / 1e6:,.0f} MB large, and up to {allowed / 1e6:,.0f} MB can be"
            " read with the memory that is free: export a shorter period or fewer columns."
        )


def _text_sheet(path: Path, progress: Progress, encoding: str | None) -> RawSheet:
    from cxdesk.imports.files.encoding import NotTextError
    from cxdesk.imports.files.textfile import read_text

    try:
        table = read_text(path, progress, encoding)
    except NotTextError:
        raise UserError(not_a_spreadsheet(path, "a file of an unknown kind")) from None
    suffix = path.suffix.lower()
    if suffix not in TEXT_SUFFIXES and not table.looks_like_a_table:
        if suffix in WORKBOOK_SUFFIXES:
            raise UserError(
                f"“{shown(path.name)}” is named like a workbook but holds plain text that is no table: export it again"
                " as .xlsx or .csv."
            )
        raise UserError(f"“{shown(path.name)}” holds plain text that is no table: choose a file of type {READABLE}.")
    if not table.sheet.columns:
        raise UserError(f"“{shown(path.name)}” holds only blank lines: export it again.")
    return table.sheet
