"""Targets read back: from a targets file, or from the Targets sheet of an exported workbook that somebody edited."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from cxdesk.common.problems import UserError
from cxdesk.common.units import Unit
from cxdesk.export.context import TARGETS_SHEET
from cxdesk.export.sheets.targets import (
    BENCHMARK,
    BLANK_SEGMENT,
    DEFAULT,
    DIMENSION,
    HEADERS,
    ID,
    SEGMENT,
    SINCE,
    TARGET,
    TOLERANCE,
)
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.nodes import Mean
from cxdesk.targets.document import known_dimension
from cxdesk.targets.document import read_targets as read_targets_file
from cxdesk.targets.target import Target, TargetBook

_BY_ID = {kpi.id: kpi for kpi in CATALOGUE}
_MOST_ROWS = 2_000  # of the one sheet that is looked at


def read_targets(path: Path) -> TargetBook:
    """The targets of a targets file or of an exported workbook.

    Raises:
        UserError: the file cannot be read, or is neither.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"PK"
    except OSError as error:
        raise UserError(f"“{path.name}” cannot be read: {error.strerror or error}.") from error
    return read_workbook(path) if packed else read_targets_file(path)


def read_workbook(path: Path) -> TargetBook:
    """The targets that stand on the workbook's Targets sheet; no other sheet is looked at.

    A cleared target becomes “deliberately none”; a tolerance that still follows the target stays general. A row with
    a dimension and a segment is the target of that segment alone. Workbooks without these columns are read as before.

    Raises:
        UserError: not a workbook, no Targets sheet, or a cell that makes no sense.
    """
    values, formulas = _rows(path, data_only=True), _rows(path, data_only=False)
    start = next((place for place, row in enumerate(values) if tuple(row[:SINCE]) == HEADERS[:SINCE]), None)
    if start is None:
        raise UserError(
            f"The sheet {TARGETS_SHEET} of “{path.name}” has no header row “{', '.join(HEADERS[:5])}, ...”."
        )
    scoped = tuple(values[start][SINCE:]) == HEADERS[SINCE:]
    targets: list[Target] = []
    benchmarks: dict[str, float] = {}
    for place in range(start + 1, len(values)):
        kpi = _BY_ID.get(str(values[place][ID] or "").strip())
        if kpi is None:
            continue
        row = _Row(kpi=kpi, number=place + 1, file=path.name, cells=values[place], formulas=formulas[place])
        target, default = row.amount(TARGET), row.amount(DEFAULT)
        segment, since = (row.segment(), row.day()) if scoped else (None, None)
        tolerance = None if _is_formula(row.formulas[TOLERANCE]) else row.amount(TOLERANCE)
        if target is not None or default is not None or segment is not None:
            found = Target(kpi=kpi.id, value=target, tolerance=tolerance, effective=since, segment=segment)
            targets.append(found)
        chosen = row.amount(BENCHMARK)
        if chosen is not None and chosen != default and segment is None:
            benchmarks[kpi.id] = chosen
    return TargetBook(targets=tuple(targets), benchmarks=benchmarks)


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One row of the sheet: cells with their values, and as they were written."""

    kpi: Kpi
    number: int  # as the spreadsheet counts
    file: str
    cells: Sequence[Any]
    formulas: Sequence[Any]

    def amount(self, column: int) -> float | None:
        """A number in the KPI's unit; None for a blank cell."""
        return _number(self.cells[column], self.formulas[column], self.kpi, self._place(column), HEADERS[column])

    def day(self) -> date | None:
        """From when on the target counts; None for a blank cell."""
        cell = self.cells[SINCE]
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date) or _is_blank(cell):
            return cell if isinstance(cell, date) else None
        try:
            return date.fromisoformat(str(cell).strip())
        except ValueError:
            raise UserError(f"The date {self._place(SINCE)} is “{cell}”. Type a date such as 2024-03-01.") from None

    def segment(self) -> tuple[str, str] | None:
        """Dimension and value; None where both cells are blank."""
        dimension, value = ("" if _is_blank(self.cells[column]) else str(self.cells[column]).strip()
                            for column in (DIMENSION, SEGMENT))  # fmt: skip
        if not dimension and not value:
            return None
        if not dimension:
            raise UserError(f"The dimension {self._place(DIMENSION)} is blank. Name the dimension of “{value}”.")
        if not value:
            raise UserError(f"The segment {self._place(SEGMENT)} is blank. Type a value of {dimension}, or"
                            f" {BLANK_SEGMENT} for rows without one.")  # fmt: skip
        try:
            return known_dimension(dimension), "" if value == BLANK_SEGMENT else value
        except ValueError as error:
            raise UserError(f"The dimension {self._place(DIMENSION)} cannot be used: {error}.") from None

    def _place(self, column: int) -> str:
        return f"in {xl_col_to_name(column)}{self.number} ({self.kpi.name}) of “{self.file}”"


def _rows(path: Path, *, data_only: bool) -> list[Sequence[Any]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=data_only, keep_links=False)
    except Exception as error:
        raise UserError(f"“{path.name}” is neither a targets file nor a workbook that can be read.") from error
    try:
        if TARGETS_SHEET not in book.sheetnames:
            raise UserError(f"“{path.name}” has no sheet called {TARGETS_SHEET}, so no targets can be read from it.")
        sheet = book[TARGETS_SHEET]
        return [_padded(row) for row in sheet.iter_rows(max_row=_MOST_ROWS, max_col=len(HEADERS), values_only=True)]
    except (ValueError, KeyError, SyntaxError, zipfile.BadZipFile) as error:
        raise UserError(f"The sheet {TARGETS_SHEET} of “{path.name}” cannot be read.") from error
    finally:
        book.close()


def _padded(row: Iterable[Any]) -> list[Any]:
    cells = list(row)
    return cells + [None] * (len(HEADERS) - len(cells))


def _is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _is_formula(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith("=")


def _number(cell: Any, formula: Any, kpi: Kpi, place: str, column: str) -> float | None:
    """The cell in the KPI's unit; None for a blank one."""
    if _is_blank(cell):
        if _is_formula(formula):
            raise UserError(f"The {column.lower()} {place} is a formula without a result. Save the workbook in a "
                            "spreadsheet program once, or type the number.")  # fmt: skip
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise UserError(f"The {column.lower()} {place} is “{cell}”, which is no number.")
    # cells of shares hold fractions; a script that writes 90 into one means 90 %, as no share can be 9,000 %
    fraction = kpi.unit is Unit.PERCENT and not (isinstance(kpi.value, Mean) and cell > 1)
    return float(f"{cell * 100:.12g}") if fraction else float(cell)
