"""Segments against what chance allows, as a drawing: value over sample size between funnel limits."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from cxdesk.common.units import Better, Unit
from cxdesk.insight.funnel import Funnel
from cxdesk.report.records import Segment
from ui.basics import numbers
from ui.charts import axes
from ui.charts.bars import BreakdownData, segment_name
from ui.charts.drawn.canvas import DASHED, DOTTED, SOLID, Box, Canvas
from ui.charts.drawn.frame import LABEL, Plot, below, nothing, upright_plot
from ui.charts.funnel import NAMED, LimitsAt, drawn_cells, flagged, outline, sizes_for, value_span

translate = QCoreApplication.translate
_FEW = 5  # points that all have their names


def draw_funnel(canvas: Canvas, box: Box, data: BreakdownData, limits: LimitsAt) -> None:
    """Draw the chart into the box."""
    cells = drawn_cells(data)
    if not cells:
        nothing(canvas, box, translate("Drawn", "no segment has a value"))
        return
    sizes = sizes_for(cells, data.min_sample)
    curves = limits(sizes)
    span = value_span(cells, curves, data.unit)
    plot = upright_plot(canvas, box, data.unit, span, (0.0, float(sizes[-1])))
    _curves(canvas, plot, curves, data.unit)
    flags = flagged(cells, limits, data.min_sample)
    _cells(canvas, plot, [(cell, bool(flag)) for cell, flag in zip(cells, flags, strict=True)], data, curves.centre)
    below(canvas, plot, [(at, f"n = {text}" if not at else text) for at, text in
                         axes.value_ticks(0.0, float(sizes[-1]), Unit.COUNT, plot.box.width)])  # fmt: skip


def _curves(canvas: Canvas, plot: Plot, curves: Funnel, unit: Unit) -> None:
    rows = (
        (curves.inner_high, DOTTED, "95 %"),
        (curves.inner_low, DOTTED, ""),
        (curves.outer_high, SOLID, translate("FunnelChart", "outer limit")),
        (curves.outer_low, SOLID, ""),
        (np.full_like(curves.n, curves.centre), DASHED,
         translate("FunnelChart", "all: {value}").format(value=numbers.value(curves.centre, unit))),
    )  # fmt: skip
    taken: list[float] = []
    for edge, style, words in rows:
        n, hull = outline(curves.n, edge, curves.centre)
        inside = [(plot.x(float(at)), plot.y(float(value))) for at, value in zip(n, hull, strict=True)
                  if plot.low <= value <= plot.high]  # fmt: skip
        if len(inside) > 1:
            canvas.polyline(inside, canvas.colours.context, 0.8, style)
        end = float(edge[-1])
        y = plot.y(end) - 2.0
        if words and plot.low <= end <= plot.high and all(abs(y - other) > LABEL + 1 for other in taken):
            taken.append(y)
            canvas.text((plot.box.right, y), words, LABEL, canvas.colours.muted, align="right")


def _cells(canvas: Canvas, plot: Plot, cells: list[tuple[Segment, bool]], data: BreakdownData, centre: float) -> None:
    """The points; those outside the limits by name, all of them where there are few, as far as names keep apart."""
    colours = canvas.colours
    taken: list[tuple[float, float, float]] = []  # left, right and height of the names
    few_cells = len(cells) <= _FEW
    for cell, flag in sorted(cells, key=lambda pair: not pair[1]):
        value = cell.value or 0.0
        x, y = plot.x(float(cell.n)), plot.y(value)
        colour = colours.context
        if flag:
            good = (value > centre) == (data.better is Better.HIGHER)
            colour = colours.ink if data.better is Better.NEITHER else colours.met if good else colours.missed
        hollow = cell.n < data.min_sample
        canvas.mark((x, y), 3.4 if flag else 2.2, colour, fill=None if hollow else colour, diamond=flag)
        if not (flag or few_cells) or len(taken) >= NAMED:
            continue
        name = canvas.elided(segment_name(cell.segment), LABEL, plot.box.width * 0.3)
        wide = canvas.width(name, LABEL)
        left = x - 5.0 - wide if cell.n > plot.right / 2 else x + 5.0
        if any(left < right and start < left + wide and abs(y - at) < LABEL for start, right, at in taken):
            continue
        taken.append((left, left + wide, y))
        canvas.text((left, y + LABEL * 0.36), name, LABEL, colours.text if flag else colours.muted)
