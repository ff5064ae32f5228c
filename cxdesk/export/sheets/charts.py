"""Native charts of the workbook: one ink for data, a dashed line for the target, words for who cannot see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xlsxwriter.chart import Chart

from cxdesk.common.text import safe_text
from cxdesk.common.units import Unit
from cxdesk.export.context import Context
from cxdesk.export.sheets.styles import BAR, DATA, FONT, GRID, HAIR, INK, MUTED

WIDTH, HEIGHT, BAR_HEIGHT = 480, 240, 172  # pixels
COLUMNS = 8  # that a chart covers, as wide as they come
_HEAD = 38  # pixels above the plot, for title and legend
_LEVEL, _SLANTED = 42, 100  # pixels below it, for two lines of names, or for names that had to be turned
PAGE_HEIGHT = 0.65  # of an A4 page across within its margins, as a share of its width
_LABELS = 8  # below an axis, side by side
_LONG = 7  # a date format with its day takes more room
_NEARLY_ALL = 75.0  # percent: from here on programs draw axes beyond 100
Axis = dict[str, Any]
Range = list[Any]  # sheet name, first row, first column, last row, last column


def line_chart(
    context: Context,
    *,
    title: str,
    steps: tuple[Range, str],
    values: Range,
    target: Range | None,
    axis: Axis,
    limits: tuple[str, Range, Range] | None = None,
) -> Chart:
    """A series over time with its target as a dashed line; steps without a value are gaps.

    `steps` are the cells of the steps and their number format; `limits` the name of the process limits, and the cells
    of the lower and the upper line. The target has the accent colour.
    """
    first_days, steps_format = steps
    chart = context.book.add_chart({"type": "line"})
    chart.add_series({
        "name": title, "categories": first_days, "values": values,
        "line": {"color": DATA, "width": 2.0},
        "marker": {"type": "circle", "size": 4, "fill": {"color": DATA}, "border": {"color": DATA}},
    })  # fmt: skip
    if target is not None:
        chart.add_series({
            "name": "Target", "categories": first_days, "values": target, "marker": {"type": "none"},
            "line": {"color": context.styles.line, "width": 1.5, "dash_type": "dash"},
        })  # fmt: skip
    for line in limits[1:] if limits is not None else ():
        chart.add_series({
            "name": limits[0] if limits else "", "categories": first_days, "values": line, "marker": {"type": "none"},
            "line": {"color": BAR, "width": 1.0, "dash_type": "round_dot"},
        })  # fmt: skip
    _dress(chart, title, axis, legend=target is not None or limits is not None)
    if limits is not None:  # one of both lines is named
        chart.set_legend(_legend(names=1 + (target is not None), unnamed=[0, 3 if target is not None else 2]))
    every = -(-(first_days[4] - first_days[2] + 1) // (_LABELS if len(steps_format) < _LONG else _LABELS - 2))
    chart.set_x_axis({"num_font": _font(), "line": {"color": HAIR}, "text_axis": True, "major_tick_mark": "none",
                      "num_format": steps_format, "label_position": "low", "interval_unit": every})  # fmt: skip
    return chart


def bar_chart(
    context: Context,
    *,
    title: str,
    names: Range,
    values: Range,
    target: Range | None,
    axis: Axis,
    own_targets: bool = False,
) -> Chart:
    """A bar a segment, from zero; the target is a line across, or a stroke a bar where some have their own."""
    chart = context.book.add_chart({"type": "column"})
    chart.add_series({
        "name": title, "categories": names, "values": values, "gap": 60,
        "fill": {"color": BAR}, "border": {"none": True},
    })  # fmt: skip
    if target is not None:
        line = context.book.add_chart({"type": "line"})
        ink = {"color": context.styles.line}
        stroke = {"type": "long_dash", "size": 16, "fill": ink, "border": ink}
        line.add_series({
            "name": "Target", "categories": names, "values": target,
            "marker": stroke if own_targets else {"type": "none"},
            "line": {"none": True} if own_targets else {**ink, "width": 1.5, "dash_type": "dash"},
        })  # fmt: skip
        chart.combine(line)
    _dress(chart, title, axis, legend=target is not None)
    bars = names[3] - names[1] + 1
    _sized(chart, bar_height(bars), _LEVEL if bars <= _LABELS else _SLANTED)
    chart.set_x_axis({"num_font": _font(), "line": {"color": HAIR}, "major_tick_mark": "none", "label_position": "low"})
    return chart


def bar_height(bars: int) -> int:
    """Pixels of a bar chart; names that had to be turned take more."""
    return BAR_HEIGHT if bars <= _LABELS else 20 * min(bars, 16) + 20


def placed(sheet: Any, row: int, column: int, chart: Chart, description: str, x_offset: int = 0) -> None:
    """Insert a chart with the sentence that a screen reader reads."""
    sheet.insert_chart(row, column, chart, {
        "x_offset": x_offset, "y_offset": 4, "object_position": 1, "description": safe_text(description, 2_000),
    })  # fmt: skip


def value_axis(
    number: str, values: Iterable[float | None], target: float | None, unit: Unit, *, from_zero: bool = False
) -> Axis:
    """The axis of the values: its number format, and its ends where a program's own choice would mislead.

    Bars whose axis begins above zero exaggerate every difference, and a share above 100 % does not exist.
    """
    known = [value for value in (*values, target) if value is not None]
    axis: Axis = {"num_format": number.replace("0.0%", "0%")}
    if from_zero and min(known, default=0.0) >= 0:
        axis["min"] = 0
    if from_zero and max(known, default=0.0) <= 0:
        axis["max"] = 0
    if unit is Unit.PERCENT and _NEARLY_ALL <= max(known, default=0.0) <= 100:
        axis["max"] = 1
    return axis


def _dress(chart: Chart, title: str, axis: Axis, *, legend: bool) -> None:
    chart.set_title({"name": title, "overlay": False,
                     "name_font": {"name": FONT, "size": 11, "bold": True, "color": INK},
                     "layout": {"x": 0.02, "y": 0.03}})  # fmt: skip
    chart.set_y_axis({
        "num_font": _font(), "line": {"none": True}, "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.5}}, **axis,
    })  # fmt: skip
    chart.set_legend(_legend(names=1, unnamed=[0]) if legend else {"none": True})
    chart.set_chartarea({"border": {"color": HAIR}})
    _sized(chart, HEIGHT, _LEVEL)
    chart.show_blanks_as("gap")


def _legend(*, names: int, unnamed: list[int]) -> dict[str, Any]:
    """A legend at the right above the plot, of all series but the unnamed."""
    width = 0.2 if names == 1 and len(unnamed) == 1 else 0.26 if names == 1 else 0.35
    place = {"x": 0.98 - width, "y": 0.02, "width": width, "height": 0.1}
    return {"position": "top", "font": _font(), "layout": place, "delete_series": unnamed}


def _sized(chart: Chart, height: int, below: int) -> None:
    """Sizes in pixels, with room above and below the plot whatever a program measures."""
    plot = {"x": 0.12, "y": _HEAD / height, "width": 0.85, "height": 1 - (_HEAD + below) / height}
    chart.set_plotarea({"layout": plot})
    chart.set_size({"width": WIDTH, "height": height})


def _font() -> dict[str, Any]:
    return {"name": FONT, "size": 9, "color": MUTED}
