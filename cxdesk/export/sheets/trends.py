"""Trends: a row a KPI, a column a step, as live formulas; below it a line chart a KPI with its target."""

from __future__ import annotations

from datetime import date
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from cxdesk.common.periods import Grain
from cxdesk.common.units import value_text
from cxdesk.export.context import Context, in_cell, put, put_live
from cxdesk.export.sheets import charts, targets
from cxdesk.export.sheets.judging import linked
from cxdesk.export.sheets.styles import ACCENT, HAIR, INK, MUTED
from cxdesk.report.records import KpiResult, Point

NAME = "Trends"
TITLE, UNIT, TARGET, SPARK, FIRST = 0, 1, 2, 3, 4
HEADER_ROW = 2  # from 0: first days of the steps
_CHARTS_ACROSS = 3
_CHART_ROWS = 13
_MOST_STEPS = 16_000  # columns of a sheet, less the words
_LABELS = {Grain.DAY: "d mmm yyyy", Grain.WEEK: "d mmm yyyy", Grain.MONTH: "mmm yyyy", Grain.QUARTER: "mmm yyyy",
           Grain.YEAR: "yyyy"}  # fmt: skip


def write_trends(context: Context, sheet: Any) -> None:
    """Fill the sheet."""
    report, styles = context.report, context.styles
    buckets = context.live.buckets
    starts = buckets.starts[:_MOST_STEPS]
    sheet.set_column(TITLE, TITLE, 36)
    sheet.set_column(UNIT, TARGET, 10)
    sheet.set_column(SPARK, SPARK, 16)
    sheet.set_column(FIRST, FIRST + max(len(starts) - 1, 0), 11)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, f"Trends by {report.query.grain.value}", styles.title)
    note = "Grey italics: the step is not over yet, or too few rows for a share, mean or quantile."
    if len(buckets) > len(starts):
        note += f" The first {len(starts):,} of {len(buckets):,} steps are shown."
    sheet.write_string(1, 0, note, styles.note)
    _header(context, sheet, starts)
    for place, result in enumerate(context.shown):
        _kpi_row(context, sheet, HEADER_ROW + 1 + place, result, starts)
    sheet.freeze_panes(HEADER_ROW + 1, FIRST)
    if len(starts) > 1:
        _charts(context, sheet, len(starts))


def _header(context: Context, sheet: Any, starts: tuple[date, ...]) -> None:
    styles = context.styles
    for column, words in ((TITLE, "KPI"), (UNIT, "Unit"), (TARGET, "Target"), (SPARK, "Course")):
        sheet.write_string(HEADER_ROW, column, words, styles.number_header if column == TARGET else styles.header)
    label = styles(bold=True, font_color=MUTED, bottom=1, bottom_color=MUTED, align="right", valign="bottom",
                   num_format=_LABELS[context.report.query.grain])  # fmt: skip
    for step, start in enumerate(starts):
        sheet.write_datetime(HEADER_ROW, FIRST + step, start, label)


def _kpi_row(context: Context, sheet: Any, row: int, result: KpiResult, starts: tuple[date, ...]) -> None:
    styles, unit = context.styles, result.unit
    number = context.number(result.id)
    sheet.write_string(row, TITLE, result.name, styles.text())
    sheet.write_string(row, UNIT, unit.value.replace("_", " "), styles.text(muted=True))
    cell = context.target_cell(result.id, targets.TARGET)
    put_live(sheet, row, TARGET, linked(cell) if cell else None, styles.number(context.target_number(unit), muted=True),
             in_cell(result.target, unit))  # fmt: skip
    sheet.write_blank(row, SPARK, None, styles.text())
    points = {point.start: point for point in context.report.points(result.id)}
    plain = styles.number(number)
    pale = styles(bottom=1, bottom_color=HAIR, num_format=number, align="right", italic=True,
                  font_color=MUTED)  # fmt: skip
    for step, start in enumerate(starts):
        column = FIRST + step
        point = points.get(start)
        if point is None or point.value is None:
            # A formula that gives "" would be drawn as 0 by the charts; a blank cell is a gap.
            put(sheet, row, column, None, plain)
            continue
        formula = context.live.step(result.id, step, xl_rowcol_to_cell(HEADER_ROW, column, row_abs=True))
        style = pale if point.filling or point.too_few else plain
        put_live(sheet, row, column, formula, style, in_cell(point.value, unit))
    if len(starts) > 1:
        last = xl_rowcol_to_cell(row, FIRST + len(starts) - 1)
        sheet.add_sparkline(row, SPARK, {"range": f"{NAME}!{xl_rowcol_to_cell(row, FIRST)}:{last}",
                                         "series_color": INK, "weight": 1.25,
                                         "last_point": True, "last_color": ACCENT})  # fmt: skip


def _charts(context: Context, sheet: Any, steps: int) -> None:
    """Line charts three in a row, and below them the cells that draw their target lines."""
    drawn = [result for result in context.shown if _drawable(context.report.points(result.id))]
    top = HEADER_ROW + len(context.shown) + 3
    lines = top + -(-len(drawn) // _CHARTS_ACROSS) * _CHART_ROWS + 1
    order = {result.id: place for place, result in enumerate(context.shown)}
    styles, last = context.styles, FIRST + steps - 1
    if any(result.target is not None for result in drawn):
        sheet.write_string(lines, 0, "Target lines of the charts", styles.header)
    for place, result in enumerate(drawn):
        row = HEADER_ROW + 1 + order[result.id]
        target = None
        if result.target is not None:
            lines += 1
            target = [NAME, lines, FIRST, lines, last]
            _target_line(context, sheet, lines, row, result, steps)
        number = context.number(result.id)
        chart = charts.line_chart(
            context.book, title=result.name, steps=[NAME, HEADER_ROW, FIRST, HEADER_ROW, last],
            values=[NAME, row, FIRST, row, last], target=target, number=number.replace("0.0%", "0%"),
            steps_format=_LABELS[context.report.query.grain],
        )  # fmt: skip
        across, down = place % _CHARTS_ACROSS, place // _CHARTS_ACROSS
        charts.placed(sheet, top + down * _CHART_ROWS, 0, chart, _sentence(context, result),
                      x_offset=across * (charts.WIDTH + 12))  # fmt: skip


def _target_line(context: Context, sheet: Any, row: int, source: int, result: KpiResult, steps: int) -> None:
    styles = context.styles
    number = context.target_number(result.unit)
    sheet.write_string(row, TITLE, result.name, styles.note)
    formula = linked(xl_rowcol_to_cell(source, TARGET, True, True))
    for column in range(FIRST, FIRST + steps):
        sheet.write_formula(row, column, formula, styles(num_format=number, font_color=MUTED),
                            in_cell(result.target, result.unit))  # fmt: skip


def _drawable(points: tuple[Point, ...]) -> bool:
    return sum(point.value is not None for point in points) > 1


def _sentence(context: Context, result: KpiResult) -> str:
    known = [point for point in context.report.points(result.id) if point.value is not None]
    values = [point.value for point in known if point.value is not None]
    target = f", target {value_text(result.target, result.unit)}" if result.target is not None else ""
    return (
        f"{result.name} by {context.report.query.grain.value}, {len(known)} steps: from"
        f" {value_text(values[0], result.unit)} on {known[0].start} to {value_text(values[-1], result.unit)} on"
        f" {known[-1].start}; lowest {value_text(min(values), result.unit)}, highest"
        f" {value_text(max(values), result.unit)}{target}."
    )
