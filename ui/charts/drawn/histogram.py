"""How the rows behind a KPI are spread, as a drawing: bars of counts, with median, 90th percentile and target."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from cxdesk.common.units import Unit
from ui.basics import numbers
from ui.charts import axes
from ui.charts.drawn.canvas import Box, Canvas
from ui.charts.drawn.frame import LABEL, Plot, below, nothing, upright_plot
from ui.charts.histogram import Bins, DistributionData, binned

translate = QCoreApplication.translate


def draw_histogram(canvas: Canvas, box: Box, data: DistributionData) -> None:
    """Draw the chart into the box."""
    values, bins = binned(data)
    if bins is None:
        nothing(canvas, box, translate("Drawn", "no rows to show"))
        return
    top = (float(bins.counts.max()) or 1.0) * 1.3
    room = box.inset(0, 0, 0, 8.0)
    plot = upright_plot(canvas, room, Unit.COUNT, (0.0, top), (float(bins.left[0]), float(bins.right[-1])), top=0.0)
    for left, right, count in zip(bins.left, bins.right, bins.counts, strict=True):
        start, end, y = plot.x(float(left)), plot.x(float(right)), plot.y(float(count))
        bar = Box(x=start + 0.3, y=y, width=max(end - start - 0.6, 0.3), height=plot.box.bottom - y)
        canvas.box(bar, canvas.colours.context)
    canvas.line((plot.box.x, plot.box.bottom), (plot.box.right, plot.box.bottom), canvas.colours.border, 0.6)
    _names(canvas, plot, data, bins)
    if not data.names:
        canvas.text((plot.box.x, box.bottom - 1.0), _rows_words(data, len(values)), LABEL, canvas.colours.muted)
        _lines(canvas, plot, data, values)


def _rows_words(data: DistributionData, count: int) -> str:
    """What the bars count, by what: `296 tickets by resolution time`."""
    name = data.name if data.name.isupper() else data.name.lower()
    return translate("Drawn", "{n} {rows} by {name}").format(n=numbers.count(count), rows=data.rows_are, name=name)


def _names(canvas: Canvas, plot: Plot, data: DistributionData, bins: Bins) -> None:
    if data.names:
        below(canvas, plot, [(float(place), name) for place, (_, name) in enumerate(data.names)])
        return
    low, high = float(bins.left[0]), float(bins.right[-1])
    below(canvas, plot, axes.value_ticks(low, high, data.unit, plot.box.width))


def _lines(canvas: Canvas, plot: Plot, data: DistributionData, values: np.ndarray) -> None:
    """Upright lines; each has its words at a height of its own, so that none hides another."""
    median, ninth = (float(np.quantile(values, q)) for q in (0.5, 0.9))
    ink = canvas.colours.ink
    lines = [(median, translate("HistogramChart", "median {value}"), ink),
             (ninth, translate("HistogramChart", "p90 {value}"), ink)]  # fmt: skip
    if data.target is not None and plot.left <= data.target <= plot.right:
        lines.append((data.target, translate("HistogramChart", "target {value}"), canvas.colours.target))
    for place, (at, words, colour) in enumerate(lines):
        x, y = plot.x(at), plot.box.y + 2.0 + place * (LABEL + 2.0)
        text = words.format(value=numbers.value(at, data.unit))
        wide = canvas.width(text, LABEL)
        left = x + 3.0 if x + 3.0 + wide <= plot.box.right else x - 3.0 - wide
        canvas.line((x, y - 2.0), (x, plot.box.bottom), colour, 1.0)
        canvas.box(Box(x=left - 1.0, y=y - 1.5, width=wide + 2.0, height=LABEL + 2.0), canvas.colours.surface)
        canvas.text((left, y + LABEL - 1.0), text, LABEL, colour)
