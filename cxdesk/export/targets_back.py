"""Targets read back: from a targets file, or from the Targets sheet of an exported workbook that somebody edited."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from cxdesk.common.problems import UserError
from cxdesk.common.units import Unit
from cxdesk.export.context import TARGETS_SHEET
from cxdesk.export.sheets.targets import BENCHMARK, DEFAULT, HEADERS, ID, TARGET, TOLERANCE
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.nodes import Mean
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

    A cleared target becomes “deliberately none”; a tolerance that still follows the target stays general.

    Raises:
        UserError: not a workbook, no Targets sheet, or a cell that is no number.
    """
    values, formulas = _rows(path, data_only=True), _rows(path, data_only=False)
    start = next((place for place, row in enumerate(values) if tuple(row[: len(HEADERS)]) == HEADERS), None)
    if start is None:
        raise UserError(
            f"The sheet {TARGETS_SHEET} of “{path.name}” has no header row “{', '.join(HEADERS[:5])}, ...”."
        )
    targets: list[Target] = []
    benchmarks: dict[str, float] = {}
    for place in range(start + 1, len(values)):
        row = values[place]
        kpi = _BY_ID.get(str(row[ID] or "").strip())
        if kpi is None:
            continue
        place_words = f"row {place + 1} ({kpi.name}) of “{path.name}”"
        target = _number(row[TARGET], formulas[place][TARGET], kpi, place_words, HEADERS[TARGET])
        default = _number(row[DEFAULT], formulas[place][DEFAULT], kpi, place_words, HEADERS[DEFAULT])
        tolerance = None
        if not _is_formula(formulas[place][TOLERANCE]):
            tolerance = _number(row[TOLERANCE], None, kpi, place_words, HEADERS[TOLERANCE])
        if target is not None or default is not None:
            targets.append(Target(kpi=kpi.id, value=target, tolerance=tolerance))
        chosen = _number(row[BENCHMARK], formulas[place][BENCHMARK], kpi, place_words, HEADERS[BENCHMARK])
        if chosen is not None and chosen != default:
            benchmarks[kpi.id] = chosen
    return TargetBook(targets=tuple(targets), benchmarks=benchmarks)


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


def _is_formula(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith("=")


def _number(cell: Any, formula: Any, kpi: Kpi, place: str, column: str) -> float | None:
    """The cell in the KPI's unit; None for a blank one."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        if _is_formula(formula):
            raise UserError(f"The {column.lower()} in {place} is a formula without a result. Save the workbook in a "
                            "spreadsheet program once, or type the number.")  # fmt: skip
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise UserError(f"The {column.lower()} in {place} is “{cell}”, which is no number.")
    # cells of shares hold fractions; a script that writes 90 into one means 90 %, as no share can be 9,000 %
    fraction = kpi.unit is Unit.PERCENT and not (isinstance(kpi.value, Mean) and cell > 1)
    return float(f"{cell * 100:.12g}") if fraction else float(cell)
