"""Native charts of the workbook: one ink for data, a dashed line for the target, words for who cannot see them."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from cxdesk.common.text import safe_text
from cxdesk.export.sheets.styles import ACCENT, FONT, HAIR, INK, MUTED

WIDTH, HEIGHT = 480, 240
_BAR = "#6F7B8C"
Range = list[Any]  # sheet name, first row, first column, last row, last column


def line_chart(
    book: Workbook, *, title: str, steps: Range, values: Range, target: Range | None, number: str, steps_format: str
) -> Chart:
    """A series over time with its target as a dashed line; steps without a value are gaps."""
    chart = book.add_chart({"type": "line"})
    chart.add_series({
        "name": title, "categories": steps, "values": values,
        "line": {"color": INK, "width": 2.0},
        "marker": {"type": "circle", "size": 4, "fill": {"color": INK}, "border": {"color": INK}},
    })  # fmt: skip
    if target is not None:
        chart.add_series({
            "name": "Target", "categories": steps, "values": target, "marker": {"type": "none"},
            "line": {"color": ACCENT, "width": 1.5, "dash_type": "dash"},
        })  # fmt: skip
    _dress(chart, title, number, legend=target is not None)
    chart.set_x_axis({"num_font": _font(), "line": {"color": HAIR}, "text_axis": True, "major_tick_mark": "none",
                      "num_format": steps_format, "label_position": "low"})  # fmt: skip
    return chart


def bar_chart(book: Workbook, *, title: str, names: Range, values: Range, target: Range | None, number: str) -> Chart:
    """A bar a segment, from zero, with the target as a dashed line across."""
    chart = book.add_chart({"type": "column"})
    chart.add_series({
        "name": title, "categories": names, "values": values, "gap": 60,
        "fill": {"color": _BAR}, "border": {"none": True},
    })  # fmt: skip
    if target is not None:
        line = book.add_chart({"type": "line"})
        line.add_series({
            "name": "Target", "categories": names, "values": target, "marker": {"type": "none"},
            "line": {"color": ACCENT, "width": 1.5, "dash_type": "dash"},
        })  # fmt: skip
        chart.combine(line)
    _dress(chart, title, number, legend=target is not None)
    chart.set_x_axis({"num_font": _font(), "line": {"color": HAIR}, "major_tick_mark": "none", "label_position": "low"})
    return chart


def placed(sheet: Any, row: int, column: int, chart: Chart, description: str, x_offset: int = 0) -> None:
    """Insert a chart with the sentence that a screen reader reads."""
    sheet.insert_chart(row, column, chart, {
        "x_offset": x_offset, "y_offset": 4, "object_position": 1, "description": safe_text(description, 2_000),
    })  # fmt: skip


def _dress(chart: Chart, title: str, number: str, *, legend: bool) -> None:
    chart.set_title({"name": title, "overlay": False,
                     "name_font": {"name": FONT, "size": 11, "bold": True, "color": INK},
                     "layout": {"x": 0.02, "y": 0.03}})  # fmt: skip
    chart.set_y_axis({
        "num_format": number, "num_font": _font(), "line": {"none": True}, "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": HAIR, "width": 0.5}},
    })  # fmt: skip
    place = {"x": 0.78, "y": 0.02, "width": 0.2, "height": 0.1}
    legend_at = {"position": "top", "font": _font(), "layout": place, "delete_series": [0]}
    chart.set_legend(legend_at if legend else {"none": True})
    chart.set_chartarea({"border": {"color": HAIR}})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
    chart.show_blanks_as("gap")


def _font() -> dict[str, Any]:
    return {"name": FONT, "size": 9, "color": MUTED}
