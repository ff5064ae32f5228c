"""The course of a KPI over the steps: a sparkline, and the same in numbers for who cannot see it."""

from __future__ import annotations

from typing import Any

from cxdesk.export.context import TRENDS_SHEET, Context, in_cell, put, put_live
from cxdesk.export.sheets.judging import linked
from cxdesk.export.sheets.styles import DATA, MUTED
from cxdesk.report.records import KpiResult

HEADERS = ("First step", "Lowest step", "Highest step", "Last step")
LINE = {"series_color": DATA, "weight": 1.25, "last_point": True,
        # with markers, as LibreOffice prints of a line the marked points only
        "markers": True, "markers_color": MUTED}  # fmt: skip


def write_course(context: Context, sheet: Any, row: int, places: tuple[int, int], result: KpiResult) -> None:
    """Draw a KPI's row of Trends in one cell, and write its ends and extremes; `places` are the columns of both."""
    spark, numbers = places
    values = {point.start: in_cell(point.value, result.unit) for point in context.report.points(result.id)}
    known = [(place, value) for place, start in enumerate(context.steps)
             if (value := values.get(start)) is not None]  # fmt: skip
    trend = context.trend_rows.get(result.id)
    styles = context.styles
    sheet.write_blank(row, spark, None, styles.text())
    style = styles.number(context.number(result.id), muted=True)
    if trend is None or len(known) < 2:
        for column in range(numbers, numbers + len(HEADERS)):
            put(sheet, row, column, None, style)
        return
    first, last = (context.trend_cell(result.id, place) for place in (0, len(context.steps) - 1))
    sheet.add_sparkline(row, spark, {**LINE, "last_color": styles.line, "range": f"{TRENDS_SHEET}!{first}:{last}"})
    cells = f"{TRENDS_SHEET}!{first}:{last}"
    begin, end = (f"{TRENDS_SHEET}!{context.trend_cell(result.id, place)}" for place in (known[0][0], known[-1][0]))
    heights = [value for _, value in known]
    formulas = (linked(begin), f'=IF(COUNT({cells})=0,"",MIN({cells}))', f'=IF(COUNT({cells})=0,"",MAX({cells}))',
                linked(end))  # fmt: skip
    for column, (formula, value) in enumerate(
        zip(formulas, (heights[0], min(heights), max(heights), heights[-1]), strict=True), start=numbers
    ):
        put_live(sheet, row, column, formula, style, value)
