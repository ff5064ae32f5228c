"""The series of a KPI as a drawing: points, usual range, signals, and the target with its steps."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from cxdesk.common.units import Better
from cxdesk.insight.records import Limits
from cxdesk.report.records import Point
from cxdesk.targets.target import Status
from ui.basics import numbers
from ui.charts import axes, target_line
from ui.charts.drawn.canvas import DASHED, DOTTED, Box, Canvas, Spot
from ui.charts.drawn.frame import LABEL, Plot, below, nothing, tag, tag_width, upright_plot
from ui.charts.series import TrendData, limit_pairs, values_seen, words_place

translate = QCoreApplication.translate


def draw_trend(canvas: Canvas, box: Box, data: TrendData) -> None:
    """Draw the chart into the box."""
    if not any(point.value is not None for point in data.points):
        nothing(canvas, box, translate("Drawn", "no values in this span"))
        return
    span = axes.value_range(values_seen(data, whiskers=False), data.unit)
    count = len(data.points)
    beside = 0.0 if data.target is None else tag_width(canvas, target_words(data)) + 2.0
    plot = upright_plot(canvas, box.inset(0, 0, beside, 0), data.unit, span, (-0.6, count - 0.4))
    if data.limits is not None:
        _limits(canvas, plot, data, data.limits)
    _points(canvas, plot, data)
    _target(canvas, plot, data)
    starts = [point.start for point in data.points]
    below(canvas, plot, axes.step_ticks(starts, data.grain, plot.box.width * 1.5))


def _limits(canvas: Canvas, plot: Plot, data: TrendData, limits: Limits) -> None:
    colours, count = canvas.colours, len(data.points)
    pairs = limit_pairs(data, limits) or [(limits.low, limits.high)] * count
    over: list[Spot] = []
    under: list[Spot] = []
    for place, (low, high) in enumerate(pairs):
        for edge in (place - 0.5, place + 0.5):
            over.append((plot.x(edge), plot.y(high)))
            under.append((plot.x(edge), plot.y(low)))
    canvas.area([*over, *reversed(under)], colours.band)
    for at, _ in axes.value_ticks(plot.low, plot.high, data.unit, (plot.box.height + LABEL) * 1.9):
        canvas.line((plot.box.x, plot.y(at)), (plot.box.right, plot.y(at)), colours.grid, 0.4)
    middle = plot.y(limits.centre)
    canvas.line((plot.box.x, middle), (plot.box.right, middle), colours.context, 0.7, DOTTED)
    words = translate("TrendChart", "usual range {range}").format(
        range=numbers.interval(limits.low, limits.high, data.unit)
    )
    words += translate("TrendChart", " (trial)") if limits.trial else ""
    tall = (plot.high - plot.low) * (LABEL + 4.0) / plot.box.height
    reach = plot.left + (plot.right - plot.left) * (canvas.width(words, LABEL) + 8.0) / plot.box.width
    inside = [p.value for i, p in enumerate(data.points) if p.value is not None and i <= reach + 0.5]
    lines = [limits.centre, *(() if data.target is None else (data.target,))]
    top = words_place(pairs[0], (plot.low, plot.high), tall, (*inside, *lines))
    canvas.text((plot.box.x + 3.0, plot.y(top) + LABEL + 1.5), words, LABEL, colours.muted)


def _points(canvas: Canvas, plot: Plot, data: TrendData) -> None:
    run: list[Spot] = []
    for place, point in enumerate((*data.points, None)):
        if point is not None and point.value is not None and not point.too_few:
            run.append((plot.x(place), plot.y(point.value)))
        else:
            if len(run) > 1:
                canvas.polyline(run, canvas.colours.ink, 1.3)
            run = []
    radius = 2.4 if len(data.points) <= 40 else 1.6
    for place, point in enumerate(data.points):
        if point.value is not None:
            _mark(canvas, (plot.x(place), plot.y(point.value)), point, data, radius)


def _mark(canvas: Canvas, spot: Spot, point: Point, data: TrendData, radius: float) -> None:
    """Solid ink; hollow while filling; grey with too few rows; a large diamond on a signal."""
    colours = canvas.colours
    signal = data.limits is not None and point.start in data.limits.signals
    current = point.start == data.current
    colour = colours.context if point.too_few else colours.ink
    if current and not point.too_few and data.status not in (Status.NO_TARGET, Status.NO_DATA):
        colour = colours.status(data.status.value)[0]
    hollow = point.filling or point.too_few
    size = radius + (1.8 if signal else 1.2 if current else 0.0)
    canvas.mark(spot, size, colour, fill=colours.surface if hollow else colour, diamond=signal)


def _target(canvas: Canvas, plot: Plot, data: TrendData) -> None:
    colours = canvas.colours
    x, y = target_line.earlier_steps(data.targets, data.target)
    run: list[Spot] = []
    for across, up in (*zip(x, y, strict=True), (0.0, float("nan"))):
        if not math.isnan(up):  # where there was a target
            run.append((plot.x(across), plot.y(up)))
        else:
            if len(run) > 1:
                canvas.polyline(run, colours.target, 1.2, DASHED)
            run = []
    if data.target is None:
        return
    begin = target_line.now_from(data.targets, data.target)
    level = plot.y(data.target)
    start = plot.x(begin - target_line.HALF) if begin else plot.box.x
    canvas.line((start, level), (plot.box.right, level), colours.target, 1.3)
    tag(canvas, target_words(data), plot.box.right + 2.0, level, (plot.box.y - 4.0, plot.box.bottom + 4.0))


def target_words(data: TrendData) -> str:
    """`target ≤ 24 h`."""
    assert data.target is not None
    sign = {Better.HIGHER: "≥ ", Better.LOWER: "≤ "}.get(data.better, "")
    return translate("Drawn", "target {value}").format(value=sign + numbers.target(data.target, data.unit))
