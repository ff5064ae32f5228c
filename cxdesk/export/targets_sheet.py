"""The Targets sheet of an exported workbook as somebody left it: cells by header, and what is wrong with them."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from xlsxwriter.utility import xl_col_to_name

from cxdesk.common.problems import Problem, Severity, UserError
from cxdesk.common.text import shown
from cxdesk.export.context import TARGETS_SHEET
from cxdesk.export.sheets.targets import DIRECTION, HEADERS, ID, LEAST_ROWS, SINCE, TARGET
from cxdesk.export.sheets.targets_record import FIRST, MARK, MOST_CELLS, Record, parse_record
from cxdesk.imports.files import guard, memory

_MOST_ROWS = 5_000  # of the one sheet that is looked at
_MOST_COLUMNS = FIRST + MOST_CELLS + 30  # some that somebody may have put between
_NEEDED = HEADERS[ID], *HEADERS[DIRECTION : SINCE - 1]
Cells = Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Cells with their values and as they were written, `head` the place of the header row (from 0).

    `places` says in which column a header stands, `workspace` is what the document's properties name.
    """

    file: str
    head: int
    places: dict[str, int]
    values: Sequence[Cells]
    formulas: Sequence[Cells]
    workspace: str = ""
    problems: list[Problem] = field(default_factory=list)

    def has(self, header: str) -> bool:
        """Whether a column is there."""
        return header in self.places

    def cell(self, row: int, header: str) -> Any:
        """A cell's value; None where it is blank, or there is no such column."""
        return _plain(self.values[row][self.places[header]]) if header in self.places else None

    def is_formula(self, row: int, header: str) -> bool:
        """Whether a cell holds a formula."""
        written = self.formulas[row][self.places[header]] if header in self.places else None
        return isinstance(written, str) and written.startswith("=")

    def place(self, row: int, header: str) -> str:
        """`Targets!E9`."""
        return f"{TARGETS_SHEET}!{xl_col_to_name(self.places.get(header, 0))}{row + 1}"

    def refuse(self, row: int, header: str, kind: str, found: str, words: str, expected: str) -> None:
        """Note that a cell makes no sense: where, what stands there, and what to write."""
        place = self.place(row, header)
        self.problems.append(
            Problem(
                kind=kind, message=f"{place} {words}. {expected}.", severity=Severity.ERROR, file=self.file,
                sheet=TARGETS_SHEET, row=row + 1, column=xl_col_to_name(self.places.get(header, 0)), found=found,
                expected=expected,
            )
        )  # fmt: skip

    @cached_property
    def least_rows(self) -> tuple[int, Any] | None:
        """Row and value of the least number of rows; None where it is not found."""
        for row in range(self.head):
            if str(_plain(self.values[row][self.places[HEADERS[ID]]]) or "") == LEAST_ROWS:
                return row, _plain(self.values[row][self.places[HEADERS[TARGET]]])
        return None

    @cached_property
    def record(self) -> Record | None:
        """What was exported; None for workbooks that do not say.

        Raises:
            UserError: it is damaged.
        """
        for row, cells in enumerate(self.values[: self.head + 1]):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and cell.startswith(MARK):
                    pieces = [piece for piece in cells[column : column + MOST_CELLS] if isinstance(piece, str)]
                    found = parse_record("".join(pieces))
                    if found is None:
                        place = f"{TARGETS_SHEET}!{xl_col_to_name(column)}{row + 1}"
                        raise UserError(
                            f"In “{self.file}” the hidden cell {place}, which recalls what was exported, was changed. "
                            "Export the workbook again and make the changes there."
                        )
                    return found
        return None


def read_sheet(path: Path) -> Sheet:
    """The Targets sheet of a workbook; no other sheet is looked at.

    Raises:
        UserError: no workbook, damaged, no Targets sheet, or no header row on it.
    """
    name = shown(path.name)
    guard.look(path, memory.limits(), _go_on)
    values, workspace = _rows(path, data_only=True)
    formulas, _ = _rows(path, data_only=False)
    for head, cells in enumerate(values):
        places = _places(cells)
        if all(header in places for header in _NEEDED):
            return Sheet(file=name, head=head, places=places, values=values, formulas=formulas, workspace=workspace)
        missing = [header for header in _NEEDED if header not in places]
        if HEADERS[ID] in places and len(missing) < len(_NEEDED) - 2:
            raise UserError(missing_headers(name, head, missing))
    raise UserError(f"The sheet {TARGETS_SHEET} of “{name}” has no header row “{', '.join(HEADERS[:5])}, ...”.")


def missing_headers(file: str, head: int, missing: Sequence[str]) -> str:
    """What to say of a header row (from 0) that lacks some headers."""
    return (f"{TARGETS_SHEET}!A{head + 1}, the header row of “{file}”, lacks “{'”, “'.join(missing)}”. Write"
            f" {'it' if len(missing) == 1 else 'them'} there again, above the cells that were below.")  # fmt: skip


def _go_on() -> None:
    """Nobody stops this: only the sheet's own rows are read."""


def _places(cells: Cells) -> dict[str, int]:
    """Columns by header; of two alike the first."""
    out: dict[str, int] = {}
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and cell.strip() in HEADERS:
            out.setdefault(cell.strip(), column)
    return out


def _rows(path: Path, *, data_only: bool) -> tuple[list[Cells], str]:
    import openpyxl

    name = shown(path.name)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=data_only, keep_links=False)
    except Exception as error:
        raise UserError(f"“{name}” is neither a targets file nor a workbook that can be read.") from error
    try:
        if TARGETS_SHEET not in book.sheetnames:
            raise UserError(_without_sheet(name, book))
        rows = book[TARGETS_SHEET].iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS, values_only=True)
        return [[*row, *[None] * (_MOST_COLUMNS - len(row))] for row in rows], _workspace(book)
    except (ValueError, KeyError, TypeError, SyntaxError, ParseError, zipfile.BadZipFile) as error:
        raise UserError(
            f"The sheet {TARGETS_SHEET} of “{name}” cannot be read. Save it anew, or export it again."
        ) from error
    finally:
        book.close()


def _without_sheet(name: str, book: Any) -> str:
    """What to say where no sheet is called Targets: which one it may be under another name."""
    for sheet in book.worksheets:
        title, rows = sheet.title, sheet.iter_rows(max_row=20, max_col=len(HEADERS), values_only=True)
        if any(tuple(row[:DIRECTION]) == HEADERS[:DIRECTION] for row in rows):
            return (f"“{name}” has no sheet called {TARGETS_SHEET}, so no targets can be read from it: “{shown(title)}”"
                    f" looks like it. Call it {TARGETS_SHEET} again.")  # fmt: skip
    return f"“{name}” has no sheet called {TARGETS_SHEET}, so no targets can be read from it."


def _workspace(book: Any) -> str:
    for entry in getattr(book, "custom_doc_props", ()):
        if entry.name == "Workspace":
            return str(entry.value or "")
    return ""


def _plain(cell: Any) -> Any:
    """A cell's content, None for blank ones; what another program wrote with spaces around it is trimmed."""
    if isinstance(cell, str):
        return cell.strip() or None
    return cell
