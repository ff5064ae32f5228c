"""Definitions: what every KPI means, its formula in words and cells, where it and its target come from, its needs."""

from __future__ import annotations

from typing import Any

from cxdesk.common.text import safe_text
from cxdesk.export.context import Context, in_cell, kpi_of, put
from cxdesk.export.sheets import summary
from cxdesk.export.sheets.heights import row_height
from cxdesk.export.sheets.styles import HAIR
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.needs import needs_words
from cxdesk.kpis.origins import ARTICLES
from cxdesk.kpis.sources import article_words, benchmark_words, named_by, published
from cxdesk.kpis.values import Cell
from cxdesk.kpis.words import formula_text, words
from cxdesk.report.records import KpiResult

(NAME, GROUP, MEANING, PRINTED, WORDS, NUMBERS, CONVENTIONS, FORMULA, BETTER, UNIT, TARGET, BENCHMARK, NAMED, NEEDS,
 ID) = range(15)  # fmt: skip
HEADERS = ("KPI", "Group", "Meaning", "Where the sources disagree", "Formula in words", "With these numbers",
           "Conventions in force", "Excel formula", "Better", "Unit", "Default target",
           "What the default target rests on, and published figures", "Named by", "Needs", "ID")  # fmt: skip
_WIDTHS = (24, 15, 46, 36, 34, 24, 24, 58, 9, 9, 10, 46, 22, 32, 18)
_MUTED = (GROUP, CONVENTIONS, FORMULA, BETTER, UNIT, NAMED, ID)
HEADER_ROW = 2
_MOST_LETTERS = 400  # of an Excel formula as it is shown here


def write_definitions(context: Context, sheet: Any) -> None:
    """Fill the sheet."""
    styles = context.styles
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "Definitions", styles.title)
    sheet.write_string(1, 0, "What each number means, how it is made and where it comes from; the sheet Conventions"
                       " says what was chosen.", styles.note)  # fmt: skip
    sheet.set_row(HEADER_ROW, 30)
    for column, header in enumerate(HEADERS):
        words_beside = styles.word_header if column else styles.header
        sheet.write_string(HEADER_ROW, column, header, styles.number_header if column == TARGET else words_beside)
    row = HEADER_ROW
    for result in context.report.kpis:
        row += 1
        _row(context, sheet, row, result)
    _sources(context, sheet, row + 2)
    sheet.freeze_panes(HEADER_ROW + 1, 1)


def _row(context: Context, sheet: Any, row: int, result: KpiResult) -> None:
    styles, kpi = context.styles, kpi_of(result)
    texts = _texts(context, result, kpi)
    sheet.set_row(row, row_height(texts, _WIDTHS))
    for column in range(len(HEADERS)):
        style = styles.text(wrap=True, bold=column == NAME, muted=column in _MUTED, indent=int(column > 0))
        if column == TARGET:
            number = context.target_number(kpi.unit)
            put(sheet, row, column, in_cell(kpi.target_under(context.report.query.conventions), kpi.unit),
                styles(num_format=number, align="right", indent=1, valign="top", bottom=1,
                       bottom_color=HAIR))  # fmt: skip
        else:
            put(sheet, row, column, safe_text(context.redaction.words(texts.get(column, ""))), style)


def _texts(context: Context, result: KpiResult, kpi: Kpi) -> dict[int, str]:
    conventions = context.report.query.conventions
    cell = Cell(value=result.value, n=result.n, numerator=result.numerator, denominator=result.denominator,
                low=result.low, high=result.high, reason=result.reason)  # fmt: skip
    in_force = conventions.as_json()
    return {
        NAME: kpi.name,
        GROUP: kpi.group.value,
        MEANING: kpi.meaning,
        PRINTED: kpi.printed,
        WORDS: words(kpi, conventions),
        NUMBERS: "no value: see Needs" if result.value is None else formula_text(kpi, cell),
        CONVENTIONS: "; ".join(f"{key} = {in_force[key]}" for key in kpi.conventions if key in in_force),
        FORMULA: _formula(context, result),
        BETTER: kpi.better_under(conventions).value,
        UNIT: kpi.unit.value.replace("_", " "),
        BENCHMARK: benchmark_words(kpi),
        NAMED: named_by(kpi),
        NEEDS: needs_words(kpi),
        ID: kpi.id,
    }


def _formula(context: Context, result: KpiResult) -> str:
    """The formula of the KPI's cell on the Summary; very long ones in part, with the cell where the whole stands."""
    if result.id not in context.summary_rows or result.value is None or not context.live.on:
        return ""
    found = summary.value_formula(context, result)
    if found is None:
        return "a value: no worksheet formula gives this number"
    if len(found.text) <= _MOST_LETTERS:
        return found.text
    cell = (context.summary_cell(result.id, summary.VALUE) or "").replace("$", "")
    return f"whole in {cell}: {found.text[:_MOST_LETTERS]} …"


def _sources(context: Context, sheet: Any, row: int) -> None:
    """The articles with their titles, and the addresses of published figures."""
    styles = context.styles
    sheet.write_string(row, 0, "Articles named above", styles.group)
    for article in ARTICLES.values():
        row += 1
        sheet.write_string(row, 0, article_words(article), styles.note)
    found = [(result.name, *figure) for result in context.report.kpis for figure in published(kpi_of(result))]
    if not found:
        return
    row += 2
    sheet.write_string(row, 0, "Where published figures stand", styles.group)
    for name, text, address in found:
        row += 1
        sheet.write_string(row, 0, f"{name}: {text} {address}", styles.note)
