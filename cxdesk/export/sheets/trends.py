"""Trends: a row a KPI, a column a step, as live formulas; below it a line chart a KPI with its target."""

from __future__ import annotations

from datetime import date
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from cxdesk.common.periods import Grain
from cxdesk.common.units import value_text
from cxdesk.export.context import FIRST_STEP, TRENDS_SHEET, Context, in_cell, kpi_of, put, put_live
from cxdesk.export.sheets import charts, limit_lines, targets
from cxdesk.export.sheets.course import LINE
from cxdesk.export.sheets.judging import linked
from cxdesk.export.sheets.styles import HAIR, MUTED, ROW_PIXELS, number_format
from cxdesk.report.records import KpiResult, Point
from cxdesk.targets.status import comparable

NAME = TRENDS_SHEET
TITLE, UNIT, TARGET, SPARK, FIRST = 0, 1, 2, 3, FIRST_STEP
HEADER_ROW = 2  # from 0: first days of the steps
_CHART_ROWS = 13
_CHART_PIXELS = charts.WIDTH + 12
_LEAST_ABREAST = 3
_BARE_PIXELS = 64  # of a column as it comes
_STEPS_A_PAGE = 24  # more are printed on several pages side by side
_WIDTHS = {TITLE: 36, UNIT: 10, TARGET: 10, SPARK: 16}
_STEP_WIDTH = 11
_LABELS = {Grain.DAY: "d mmm yyyy", Grain.WEEK: "d mmm yyyy", Grain.MONTH: "mmm yyyy", Grain.QUARTER: "mmm yyyy",
           Grain.YEAR: "yyyy"}  # fmt: skip


def trend_rows(context: Context) -> dict[str, int]:
    """The row (from 0) of each KPI with data."""
    return {result.id: HEADER_ROW + 1 + place for place, result in enumerate(context.shown)}


def write_trends(context: Context, sheet: Any) -> None:
    """Fill the sheet."""
    report, styles = context.report, context.styles
    buckets = context.live.buckets
    starts = context.steps
    for column, width in _WIDTHS.items():
        sheet.set_column(column, column, width)
    sheet.set_column(FIRST, FIRST + max(len(starts) - 1, 0), _STEP_WIDTH)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, f"Trends by {report.query.grain.value}", styles.title)
    note = "Grey italics: the step is not over yet, or too few rows for a share, mean or quantile."
    if context.live.on:
        note += " A step that was blank when exported stays blank."
    if any(context.report.limit(result.id) for result in context.shown):
        note += " Dotted lines of the charts: process limits, as exported."
    if len(buckets) > len(starts):
        note += f" The first {len(starts):,} of {len(buckets):,} steps are shown."
    _header(context, sheet, starts)
    for result in context.shown:
        _kpi_row(context, sheet, context.trend_rows[result.id], result, starts)
    valued = context.live.valued(NAME)
    if valued:
        note += f" Values, not formulas: {', '.join(valued)}."
    sheet.write_string(1, 0, note, styles.note)
    sheet.freeze_panes(HEADER_ROW + 1, FIRST)
    if len(starts) > 1:
        _charts(context, sheet, len(starts))
    else:
        sheet.print_area(0, 0, HEADER_ROW + len(context.shown), FIRST)


def _header(context: Context, sheet: Any, starts: tuple[date, ...]) -> None:
    styles = context.styles
    for column, words in ((TITLE, "KPI"), (UNIT, "Unit"), (TARGET, "Target"), (SPARK, "Course")):
        style = {TARGET: styles.number_header, SPARK: styles.word_header}.get(column, styles.header)
        sheet.write_string(HEADER_ROW, column, words, style)
    label = styles(**styles.head, align="right", num_format=_LABELS[context.report.query.grain])
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
        # With markers, as LibreOffice prints of a line the marked points only.
        sheet.add_sparkline(
            row, SPARK, {**LINE, "last_color": styles.line, "range": f"{NAME}!{xl_rowcol_to_cell(row, FIRST)}:{last}"}
        )


def _charts(context: Context, sheet: Any, steps: int) -> None:
    """Line charts side by side, and below them the cells that draw their target lines."""
    drawn = [result for result in context.shown if _drawable(context.report.points(result.id))]
    top = HEADER_ROW + len(context.shown) + 3
    page = _page_pixels(steps)
    # Columns that are printed on every page hold no charts, which would be printed with them.
    left, abreast = (FIRST, _LEAST_ABREAST) if pages_wide(steps) > 1 else (0, page // _CHART_PIXELS)
    lines = top + -(-len(drawn) // abreast) * _CHART_ROWS + 1
    _print_setup(sheet, steps, range(top, lines, _CHART_ROWS), page)
    styles, last = context.styles, FIRST + steps - 1
    if any(_has_line(context, result) for result in drawn):
        sheet.write_string(lines, 0, "Target lines of the charts", styles.header)
    limits = limit_lines.write_limits(context, sheet, lines + 2 + len(drawn), drawn)
    for place, result in enumerate(drawn):
        row = context.trend_rows[result.id]
        target = None
        if _has_line(context, result):
            lines += 1
            target = [NAME, lines, FIRST, lines, last]
            _target_line(context, sheet, lines, row, result)
        seen = _seen(context, result)
        chart = charts.line_chart(
            context, title=result.name,
            steps=([NAME, HEADER_ROW, FIRST, HEADER_ROW, last],
                   _LABELS[context.report.query.grain].replace("mmm yyyy", "mmm yy")),
            values=[NAME, row, FIRST, row, last], target=target,
            axis=charts.value_axis(number_format(result.unit, seen), seen, None, result.unit),
            limits=limits.get(result.id),
        )  # fmt: skip
        across, down = place % abreast, place // abreast
        charts.placed(sheet, top + down * _CHART_ROWS, left, chart, _sentence(context, result),
                      x_offset=across * _CHART_PIXELS)  # fmt: skip


def _table_pixels(steps: int) -> int:
    """Width of the words and so many steps; a column is 7 pixels a digit and 5 more."""
    return sum(7 * width + 5 for width in (*_WIDTHS.values(), *[_STEP_WIDTH] * steps))


def _page_pixels(steps: int) -> int:
    """Width of a printed page: the table, as far as a page takes it, or a few charts."""
    return max(_table_pixels(min(steps, _STEPS_A_PAGE)), _LEAST_ABREAST * _CHART_PIXELS)


def _print_setup(sheet: Any, steps: int, chart_tops: range, page: int) -> None:
    """Charts are never cut: as many rows of them as fit below the table, then whole pages; target lines stay out."""
    high = int(page * charts.PAGE_HEIGHT) - 2 * ROW_PIXELS  # less the repeated header
    together = max(1, high // (_CHART_ROWS * ROW_PIXELS))
    *tops, end = chart_tops  # the last is where no chart begins any more
    below = max(0, high - chart_tops.start * ROW_PIXELS) // (_CHART_ROWS * ROW_PIXELS)
    sheet.set_h_pagebreaks(tops[below::together])
    bare = -(-max(0, page - _table_pixels(steps)) // _BARE_PIXELS)  # columns right of a narrow table, below charts
    sheet.print_area(0, 0, end - 1, FIRST + steps - 1 + bare)


def pages_wide(steps: int) -> int:
    """Printed pages side by side."""
    return max(1, -(-steps // _STEPS_A_PAGE))


def _has_line(context: Context, result: KpiResult) -> bool:
    """Whether any step has a target that it can be held against."""
    points = context.report.points(result.id)
    return comparable(kpi_of(result), context.report.query.grain) and any(point.target is not None for point in points)


def _seen(context: Context, result: KpiResult) -> list[float | None]:
    """What a chart draws: values, and the targets of their steps."""
    points = context.report.points(result.id)
    line = _has_line(context, result)
    limit = limit_lines.ends(context, result.id)
    return [*(point.value for point in points), *(point.target for point in points if line), *limit]


def _target_line(context: Context, sheet: Any, row: int, source: int, result: KpiResult) -> None:
    """The target of every step: the cell that can be changed where it is the one in force, else what counted then."""
    style = context.styles(num_format=context.target_number(result.unit), font_color=MUTED)
    sheet.write_string(row, TITLE, result.name, context.styles.note)
    formula = linked(xl_rowcol_to_cell(source, TARGET, True, True))
    targets_then = {point.start: point.target for point in context.report.points(result.id)}
    for column, start in enumerate(context.steps, start=FIRST):
        then = targets_then.get(start, result.target)
        if then == result.target:
            sheet.write_formula(row, column, formula, style, in_cell(then, result.unit))
        else:
            put(sheet, row, column, in_cell(then, result.unit), style)


def _drawable(points: tuple[Point, ...]) -> bool:
    return sum(point.value is not None for point in points) > 1


def _sentence(context: Context, result: KpiResult) -> str:
    known = [point for point in context.report.points(result.id) if point.value is not None]
    values = [point.value for point in known if point.value is not None]
    target = f", target {value_text(result.target, result.unit)}" if result.target is not None else ""
    limits = limit_lines.words(context, result)
    return (
        f"{result.name} by {context.report.query.grain.value}, {len(known)} steps: from"
        f" {value_text(values[0], result.unit)} on {known[0].start} to {value_text(values[-1], result.unit)} on"
        f" {known[-1].start}; lowest {value_text(min(values), result.unit)}, highest"
        f" {value_text(max(values), result.unit)}{target}{limits}."
    )
