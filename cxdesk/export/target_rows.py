"""Rows of the Targets sheet as targets: numbers in the KPI's unit, days, segments; what makes no sense is noted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cxdesk.common.problems import Problem
from cxdesk.common.text import safe_text
from cxdesk.common.units import Unit
from cxdesk.export.sheets.targets import (
    BENCHMARK,
    BLANK_SEGMENT,
    DEFAULT,
    DIMENSION,
    DIRECTION,
    HEADERS,
    ID,
    SEGMENT,
    SINCE,
    TARGET,
    TOLERANCE,
)
from cxdesk.export.targets_sheet import Sheet
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.nodes import Mean
from cxdesk.targets.document import known_dimension
from cxdesk.targets.target import Segment

BY_ID = {kpi.id: kpi for kpi in CATALOGUE}
_MOST_SHARE = 10.0  # of a percentage that may lie above 100 %: no target is 1,000 %
_SHOWN = 40  # letters of a cell that are quoted
Known = Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: amounts in the KPI's unit, and as the cells held them. With `follows` the tolerance is a formula.

    `key` tells the row from others: KPI, dimension and segment as written.
    """

    kpi: Kpi
    row: int  # from 0
    key: tuple[str, str, str]
    segment: Segment | None
    amounts: Mapping[int, float | None]
    numbers: Mapping[int, float | None]
    follows: bool
    since: date | None
    better: str


def rows_of(sheet: Sheet, known: Known | None = None) -> list[Row]:
    """All rows with a KPI; what makes no sense is added to the sheet's problems.

    `known` are the values of dimensions that a segment may have; None = any.
    """
    out: list[Row] = []
    seen: dict[tuple[str, str, str], int] = {}
    for place in range(sheet.head + 1, len(sheet.values)):
        kpi = _kpi(sheet, place)
        if kpi is None:
            continue
        row = _row(sheet, place, kpi, known)
        first = seen.setdefault(row.key, place)
        if first != place:
            sheet.refuse(place, HEADERS[ID], "duplicate_row", kpi.id, f"names {kpi.name} as row {first + 1} does",
                         "Keep one of the rows")  # fmt: skip
        out.append(row)
    return out


def _kpi(sheet: Sheet, place: int) -> Kpi | None:
    name = sheet.cell(place, HEADERS[ID])
    filled = next((header for header in (HEADERS[TARGET], HEADERS[TOLERANCE], HEADERS[BENCHMARK], HEADERS[SEGMENT])
                   if sheet.cell(place, header) is not None), None)  # fmt: skip
    if name is None:
        if filled is not None:
            sheet.refuse(place, HEADERS[ID], "blank_id", "", f"is blank, but {sheet.place(place, filled)} is filled",
                         "Write the KPI's ID, or clear the row")  # fmt: skip
        return None
    kpi = BY_ID.get(str(name))
    if kpi is None and filled is not None:  # a note below the table is nobody's target
        sheet.refuse(place, HEADERS[ID], "unknown_kpi", str(name), f"is “{_quoted(name)}”, which is no ID of a KPI",
                     "Write the ID that the workbook had there, or clear the row")  # fmt: skip
    return kpi


def _row(sheet: Sheet, place: int, kpi: Kpi, known: Known | None) -> Row:
    columns = (TARGET, TOLERANCE, BENCHMARK, DEFAULT)
    follows = sheet.is_formula(place, HEADERS[TOLERANCE])
    numbers = {column: None if column == TOLERANCE and follows else _number(sheet, place, column, kpi)
               for column in columns}  # fmt: skip
    scale = 100 if kpi.unit is Unit.PERCENT else 1
    amounts = {column: None if cell is None else float(f"{cell * scale:.12g}") for column, cell in numbers.items()}
    words = [_text(sheet.cell(place, HEADERS[column])) for column in (DIMENSION, SEGMENT)]
    return Row(
        kpi=kpi, row=place, key=(kpi.id, words[0], words[1].casefold()), follows=follows,
        segment=_segment(sheet, place, kpi, (words[0], words[1]), known), amounts=amounts, numbers=numbers,
        since=_day(sheet, place, kpi), better=_text(sheet.cell(place, HEADERS[DIRECTION])),
    )  # fmt: skip


def _number(sheet: Sheet, place: int, column: int, kpi: Kpi) -> float | None:
    """The cell's number; None for a blank one and for one that makes no sense."""
    header = HEADERS[column]
    cell = sheet.cell(place, header)
    if cell is None:
        if sheet.is_formula(place, header) and column != DEFAULT:
            sheet.refuse(place, header, "no_result", "", f"({kpi.name}) is a formula without a result",
                         "Save the workbook in a spreadsheet program once, or type the number")  # fmt: skip
        return None
    if column == DEFAULT:  # nobody's to change
        return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
    wrong = _wrong(cell, column, kpi)
    if wrong is None:
        return float(cell)
    sheet.refuse(place, header, wrong[0], str(cell), f"({kpi.name}) is {wrong[1]}", wrong[2])
    return None


def _wrong(cell: Any, column: int, kpi: Kpi) -> tuple[str, str, str] | None:
    """Kind of what is wrong with a number, what stands there, and what to write instead."""
    percent = kpi.unit is Unit.PERCENT
    number = "a number such as 85 %" if percent else f"a number of {kpi.unit.value.replace('_', ' ')}"
    instead = f"Write {number}" + ("" if column == BENCHMARK else ", or clear the cell")
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        kind = "a date" if isinstance(cell, date) else f"“{_quoted(cell)}”"
        return "no_number", f"{kind}, which is no number", instead
    if not math.isfinite(cell):
        return "no_number", f"{cell}, which is no number", instead
    if column == TOLERANCE and cell < 0:
        return "negative_tolerance", f"{cell:g}, but a tolerance is never negative", "Write a number of at least 0"
    share = percent and isinstance(kpi.value, Mean)
    if share and cell < 0:
        return "no_share", f"{cell * 100:g} %, but it is a share", "Write a number from 0 % to 100 %"
    if percent and cell > (1 if share else _MOST_SHARE):
        return "percent_scale", f"{cell:g}, which is {cell * 100:,.12g} %", f"Write {cell:g} % or {cell / 100:g}"
    return None


def _day(sheet: Sheet, place: int, kpi: Kpi) -> date | None:
    """From when on a target counts; None for a blank cell."""
    cell = sheet.cell(place, HEADERS[SINCE])
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date) or cell is None:
        return cell
    try:
        return date.fromisoformat(str(cell))
    except ValueError:
        words = f"({kpi.name}) is “{_quoted(cell)}”, which is no date"
        sheet.refuse(place, HEADERS[SINCE], "no_date", str(cell), words,
                     "Type a date such as 2024-03-01, or clear it")  # fmt: skip
        return None


def _segment(sheet: Sheet, place: int, kpi: Kpi, words: tuple[str, str], known: Known | None) -> Segment | None:
    """Dimension and value, as the data spells it; None where both cells are blank."""
    dimension, value = words
    if not dimension and not value:
        return None
    if not dimension:
        sheet.refuse(place, HEADERS[DIMENSION], "no_dimension", "", f"({kpi.name}) is blank",
                     f"Name the dimension of “{_quoted(value)}”")  # fmt: skip
        return None
    if not value:
        sheet.refuse(place, HEADERS[SEGMENT], "no_segment", "", f"({kpi.name}) is blank",
                     f"Type a value of {_quoted(dimension)}, or {BLANK_SEGMENT} for rows without one")  # fmt: skip
        return None
    try:
        name = known_dimension(dimension)
    except ValueError as error:
        sheet.refuse(place, HEADERS[DIMENSION], "unknown_dimension", dimension, f"cannot be used: {error}",
                     "Write a dimension of the data, such as channel")  # fmt: skip
        return None
    if value == BLANK_SEGMENT:
        return name, ""
    return name, _spelt(sheet, place, name, value, known)


def _spelt(sheet: Sheet, place: int, name: str, value: str, known: Known | None) -> str:
    """The value as the data spells it: cells hold no control characters, and no more than 255 letters of a name."""
    if known is None:
        return value
    there = known.get(name, frozenset())
    if value in there:
        return value
    alike = [text for text in sorted(there) if safe_text(text, 255).strip().casefold() == value.casefold()]
    if not alike:
        sheet.refuse(place, HEADERS[SEGMENT], "unknown_segment", value,
                     f"is “{_quoted(value)}”, which is no {name} in the data", "Write one as the data spells it, or"
                     f" {BLANK_SEGMENT} for rows without one")  # fmt: skip
    return alike[0] if alike else value


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _quoted(cell: Any) -> str:
    text = safe_text(str(cell))
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def sentence(file: str, problems: list[Problem]) -> str:
    """All problems of a file in one text."""
    words = " ".join(problem.message for problem in problems)
    cells = "1 cell" if len(problems) == 1 else f"{len(problems):,} cells"
    return f"“{file}” holds {cells} that cannot be taken as targets, so none was. {words}"
