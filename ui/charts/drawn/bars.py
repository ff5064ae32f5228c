"""A KPI by segment as a drawing: sorted bars from zero with intervals, names and targets."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.basics import numbers
from ui.charts import axes
from ui.charts.bars import BreakdownData, bars_of, segment_name
from ui.charts.drawn.canvas import Box, Canvas
from ui.charts.drawn.frame import LABEL, Plot, nothing

translate = QCoreApplication.translate
_STEP, _BAR = 13.0, 8.0  # from bar to bar, and a bar's height
_NAMES = 0.34  # of the width at most goes to the names
_ABOVE = 14.0  # room for the words of the target's line


def bars_height(data: BreakdownData, most: int) -> float:
    """Height that the chart of `most` bars or fewer needs."""
    return _ABOVE + _STEP * max(1, min(len(bars_of(data)), most)) + LABEL + 8.0


def draw_bars(canvas: Canvas, box: Box, data: BreakdownData) -> None:
    """Draw as many bars as the box has room for, those of most rows."""
    room = max(1, int((box.height - _ABOVE - LABEL - 8.0) / _STEP))
    bars = bars_of(data, room)
    if not bars:
        nothing(canvas, box, translate("Drawn", "no segment has a value"))
        return
    colours = canvas.colours
    shown = [numbers.value(cell.value, data.unit) for cell in bars]
    names = [canvas.elided(segment_name(cell.segment), LABEL, box.width * _NAMES) for cell in bars]
    wide = max(canvas.width(name, LABEL) for name in names) + 5.0
    beside = max(canvas.width(text, LABEL) for text in shown) + 6.0
    seen = [edge for cell in bars for edge in (cell.value, cell.low, cell.high, cell.target) if edge is not None]
    low, high = axes.value_range([*seen, *(() if data.target is None else (data.target,))], data.unit, from_zero=True)
    inside = box.inset(wide, _ABOVE, beside, 0)
    inside = Box(x=inside.x, y=inside.y, width=inside.width, height=_STEP * len(bars))
    plot = Plot(box=inside, left=low, right=high, low=0.0, high=1.0)
    _scale(canvas, plot, data)
    for place, (cell, name, text) in enumerate(zip(bars, names, shown, strict=True)):
        y = inside.y + _STEP * place + (_STEP - _BAR) / 2
        value, middle = cell.value or 0.0, y + _BAR / 2
        start, end = sorted((plot.x(0.0), plot.x(value)))
        few = cell.n < data.min_sample
        canvas.box(Box(x=start, y=y, width=end - start, height=_BAR), colours.band if few else colours.context)
        if cell.low is not None and cell.high is not None:
            left, right = plot.x(cell.low), plot.x(cell.high)
            canvas.line((left, middle), (right, middle), colours.ink, 0.9)
            for edge in (left, right):
                canvas.line((edge, middle - 2.0), (edge, middle + 2.0), colours.ink, 0.9)
        if cell.own_target and cell.target is not None:
            canvas.line((plot.x(cell.target), y - 1.6), (plot.x(cell.target), y + _BAR + 1.6), colours.target, 1.8)
        canvas.text((box.x + wide - 5.0, middle + LABEL * 0.36), name, LABEL, colours.text, align="right")
        canvas.text((box.right, middle + LABEL * 0.36), text, LABEL, colours.text, align="right")
    if data.target is not None:
        _target(canvas, plot, data, data.target)


def _scale(canvas: Canvas, plot: Plot, data: BreakdownData) -> None:
    """Hairlines at round values, with labels below that do not touch one another."""
    used = float("-inf")
    y = plot.box.bottom + LABEL + 3.0
    for at, text in axes.value_ticks(plot.left, plot.right, data.unit, plot.box.width):
        x = plot.x(at)
        canvas.line((x, plot.box.y), (x, plot.box.bottom), canvas.colours.grid, 0.5)
        half = canvas.width(text, LABEL) / 2
        if x - half > used:
            canvas.text((x, y), text, LABEL, canvas.colours.muted, align="centre")
            used = x + half + 4.0


def _target(canvas: Canvas, plot: Plot, data: BreakdownData, target: float) -> None:
    """The target as an upright line with its words above, kept inside the plot's width."""
    colours, x = canvas.colours, plot.x(target)
    canvas.line((x, plot.box.y - 3.0), (x, plot.box.bottom), colours.target, 1.3)
    words = translate("Drawn", "target {value}").format(value=numbers.target(target, data.unit))
    wide = canvas.width(words, LABEL) + 6.0
    left = min(max(x - wide / 2, plot.box.x), max(plot.box.right - wide, plot.box.x))
    canvas.box(Box(x=left, y=plot.box.y - 3.0 - LABEL - 4.0, width=wide, height=LABEL + 4.0), colours.target, 1.5)
    canvas.text((left + 3.0, plot.box.y - 5.6), words, LABEL, colours.on_accent)
