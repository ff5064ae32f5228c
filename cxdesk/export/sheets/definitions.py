"""Definitions: what every KPI means, its formula with today's numbers, and what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxdesk.common.text import safe_text
from cxdesk.export.context import Context, in_cell, kpi_of, put
from cxdesk.export.sheets.styles import HAIR
from cxdesk.kpis.needs import needs_words
from cxdesk.kpis.values import Cell
from cxdesk.kpis.words import formula_text, words
from cxdesk.report.records import KpiResult

HEADERS = ("KPI", "Group", "Meaning", "Formula", "With these numbers", "Better", "Unit", "Default target", "Needs",
           "Conventions", "ID")  # fmt: skip
_WIDTHS = (28, 16, 56, 40, 30, 9, 10, 10, 36, 28, 18)
HEADER_ROW = 2
_DEFAULT_TARGET = 7


def write_definitions(context: Context, sheet: Any) -> None:
    """Fill the sheet."""
    styles = context.styles
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "Definitions", styles.title)
    sheet.write_string(1, 0, "What each number means and how it is made; the sheet Conventions says what was chosen.",
                       styles.note)  # fmt: skip
    for column, header in enumerate(HEADERS):
        style = styles.number_header if column == _DEFAULT_TARGET else styles.header
        sheet.write_string(HEADER_ROW, column, header, style)
    for place, result in enumerate(context.report.kpis):
        _row(context, sheet, HEADER_ROW + 1 + place, result)
    sheet.freeze_panes(HEADER_ROW + 1, 1)


def _row(context: Context, sheet: Any, row: int, result: KpiResult) -> None:
    styles, kpi = context.styles, kpi_of(result)
    conventions = context.report.query.conventions
    cell = Cell(value=result.value, n=result.n, numerator=result.numerator, denominator=result.denominator,
                low=result.low, high=result.high, reason=result.reason)  # fmt: skip
    in_force = conventions.as_json()
    chosen = "; ".join(f"{key} = {in_force[key]}" for key in kpi.conventions if key in in_force)
    meaning = " ".join(part for part in (kpi.meaning, kpi.printed) if part)
    texts = {0: kpi.name, 1: kpi.group.value, 2: meaning, 3: words(kpi, conventions),
             5: kpi.better_under(conventions).value, 6: kpi.unit.value.replace("_", " "), 8: needs_words(kpi),
             9: chosen, 10: kpi.id}  # fmt: skip
    if result.value is not None:
        texts[4] = formula_text(kpi, cell)
    sheet.set_row(row, row_height(texts))
    for column in range(len(HEADERS)):
        style = styles.text(wrap=True, bold=column == 0, muted=column in (1, 5, 6, 10), indent=int(column > 0))
        if column == _DEFAULT_TARGET:
            number = context.target_number(kpi.unit)
            put(sheet, row, column, in_cell(kpi.target_under(conventions), kpi.unit),
                styles(num_format=number, align="right", indent=1, valign="top", bottom=1,
                       bottom_color=HAIR))  # fmt: skip
        else:
            put(sheet, row, column, safe_text(context.redaction.words(texts.get(column, ""))), style)


def row_height(texts: dict[int, str], widths: Sequence[float] = _WIDTHS) -> float:
    """Height in points that shows every wrapped text whole; programs do not measure it by themselves."""
    lines = max((-(-len(text) // max(1, int(widths[column]))) for column, text in texts.items()), default=1)
    return 13.5 * max(1, lines) + 3
