"""A KPI by segment as sorted bars from zero, with intervals and the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from cxdesk.common.units import Better, Unit
from cxdesk.report.records import Segment
from cxdesk.targets.target import Status
from ui.basics import numbers
from ui.charts import axes
from ui.charts.chart import Chart, ChartTable, Mark
from ui.charts.drawn.drawing import Drawing
from ui.models.dimensions import value_name
from ui.theme import theme
from ui.theme.tokens import SMALL, Tokens

MOST = 24  # bars that stay readable; the table has all segments
translate = QCoreApplication.translate


@dataclass(frozen=True, kw_only=True)
class BreakdownData:
    """A KPI's segments along one dimension. `dimension` is its title for a person."""

    name: str
    dimension: str
    unit: Unit
    better: Better
    segments: tuple[Segment, ...]
    total: float | None = None
    target: float | None = None
    min_sample: int = 5


class BarsChart(Chart):
    """Sorted horizontal bars; pointing at one tells its numbers, opening it hands on the segment."""

    _pull = (0.0, 1.0)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: BreakdownData | None = None
        self._bars: tuple[Segment, ...] = ()
        self._range = (0.0, 1.0)

    def show_data(self, data: BreakdownData) -> None:
        """Show another breakdown."""
        self._data = data
        self._bars = bars_of(data)
        title = self.tr("{kpi} by {dimension}").format(kpi=data.name, dimension=data.dimension.lower())
        self.set_words(title, breakdown_sentence(data, len(self._bars)))
        self._marks = tuple(
            Mark(x=(cell.value or 0.0) / 2, y=float(i), tip=segment_words(cell, data), key=cell.segment)
            for i, cell in enumerate(self._bars)
        )
        self._table_data = breakdown_table(data)
        self.redraw()

    def _drawing(self) -> Drawing | None:
        from ui.charts.drawn.kinds import bars_drawing  # which knows this module

        return None if self._data is None else bars_drawing(self._data)

    def _draw(self, colours: Tokens) -> None:
        data = self._data
        if data is None or not self._bars:
            return
        seen = [edge for cell in self._bars for edge in (cell.value, cell.low, cell.high) if edge is not None]
        seen += [aim for aim in (data.target, *(cell.target for cell in self._bars)) if aim is not None]
        self._range = axes.value_range(seen, data.unit, from_zero=True)
        low, high = self._range
        self._plot.setXRange(low, high, padding=0.035)  # the last label stands in full
        # The first bar stands on top; room for at least six keeps a single bar from filling the plot.
        self._plot.setYRange(-1.2, max(len(self._bars), 6) - 0.2, padding=0)
        self._plot.getViewBox().invertY(True)
        self._axis("bottom", colours)
        side = self._axis("left", colours)
        side.setTextPen(colours.text)
        self._draw_bars(data, colours)
        self._draw_intervals(colours)
        self._draw_own_targets(colours)
        if data.target is not None:
            _upright(self._plot, data.target, self.tr("target {value}"), data.unit, colours)

    def _draw_bars(self, data: BreakdownData, colours: Tokens) -> None:
        brushes = [pg.mkBrush(colours.band if cell.n < data.min_sample else colours.context) for cell in self._bars]
        bars = pg.BarGraphItem(
            x0=0.0,
            y=np.arange(len(self._bars), dtype=float),
            height=0.56,
            width=np.array([cell.value for cell in self._bars], dtype=float),
            brushes=brushes,
            pen=pg.mkPen(None),
        )
        self._plot.addItem(bars, ignoreBounds=True)

    def _draw_intervals(self, colours: Tokens) -> None:
        known = [
            (i, cell.value, cell.low, cell.high)
            for i, cell in enumerate(self._bars)
            if cell.value is not None and cell.low is not None and cell.high is not None
        ]
        if not known:
            return
        y, value, low, high = (np.array(part, dtype=float) for part in zip(*known, strict=True))
        whiskers = pg.ErrorBarItem(
            x=value, y=y, left=value - low, right=high - value, beam=0.25, pen=pg.mkPen(colours.ink, width=1.5)
        )
        self._plot.addItem(whiskers, ignoreBounds=True)

    def _draw_own_targets(self, colours: Tokens) -> None:
        """A stroke across the bar of each segment that has a target of its own."""
        own = [(i, cell.target) for i, cell in enumerate(self._bars) if cell.own_target and cell.target is not None]
        for place, target in own:
            stroke = pg.PlotCurveItem(
                [target, target], [place - 0.42, place + 0.42], pen=pg.mkPen(colours.target, width=3)
            )
            stroke.setZValue(25)
            self._plot.addItem(stroke, ignoreBounds=True)

    def _retick(self) -> None:
        if self._data is None:
            return
        names = [(float(i), shortened(segment_name(cell.segment))) for i, cell in enumerate(self._bars)]
        self._plot.getAxis("left").setTicks([names])
        self._value_ticks("bottom", self._data.unit, self._range)


def _upright(plot: Any, at: float, words: str, unit: Unit, colours: Tokens) -> None:
    """An upright line with its words at its end."""
    line = pg.InfiniteLine(
        pos=at,
        angle=90,
        pen=pg.mkPen(colours.target, width=2),
        label=" " + words.format(value=numbers.target(at, unit)) + " ",
        labelOpts={
            "position": 0.0,  # the upper end, for the bars run downwards
            "anchors": [(0.0, 0.0), (1.0, 0.0)],
            "color": colours.on_accent,
            "fill": colours.target,
        },
    )
    line.label.setFont(theme.font(SMALL - 1))
    line.setZValue(30)
    plot.addItem(line, ignoreBounds=True)


def bars_of(data: BreakdownData, most: int = MOST) -> tuple[Segment, ...]:
    """The segments that get a bar: of those with a value the `most` largest samples, sorted by value, best first."""
    known = [cell for cell in data.segments if cell.value is not None]
    largest = sorted(known, key=lambda cell: -cell.n)[:most]
    sign = 1.0 if data.better is Better.LOWER else -1.0
    return tuple(sorted(largest, key=lambda cell: (sign * (cell.value or 0.0), cell.segment)))


def segment_name(segment: str) -> str:
    """A segment for a person; blanks are named."""
    return value_name(segment)


def shortened(name: str, most: int = 28) -> str:
    """A name cut visibly where it is too long for an axis."""
    return name if len(name) <= most else name[: most - 1] + "…"


def segment_words(cell: Segment, data: BreakdownData) -> str:
    """A segment for the tooltip."""
    lines = [f"{segment_name(cell.segment)}: {numbers.value(cell.value, data.unit)}"]
    if cell.low is not None and cell.high is not None:
        span = numbers.interval(cell.low, cell.high, data.unit)
        lines.append(translate("Breakdown", "interval {range}").format(range=span))
    if cell.numerator is not None and cell.denominator is not None:
        part, whole = numbers.count(cell.numerator), numbers.count(cell.denominator)
        lines.append(translate("Breakdown", "{part} of {whole}").format(part=part, whole=whole))
    else:
        lines.append(translate("Breakdown", "n = {n}").format(n=numbers.count(cell.n)))
    if cell.own_target and cell.target is not None:
        aim = numbers.target(cell.target, data.unit)
        lines.append(translate("Breakdown", "own target {value}").format(value=aim))
    if cell.n < data.min_sample:
        lines.append(translate("Breakdown", "too few rows to judge"))
    elif cell.status in (Status.MET, Status.NEAR, Status.MISSED):
        lines.append(f"{cell.status.mark} {cell.status.word}")
    return "\n".join(lines)


def breakdown_sentence(data: BreakdownData, shown: int) -> str:
    """The breakdown in words."""
    known = [cell for cell in data.segments if cell.value is not None and cell.n >= data.min_sample]
    if not known:
        return translate("Breakdown", "No {dimension} has enough rows to compare.").format(
            dimension=data.dimension.lower()
        )
    low = min(known, key=lambda cell: cell.value or 0.0)
    high = max(known, key=lambda cell: cell.value or 0.0)
    words = translate(
        "Breakdown",
        "From {low} ({low_name}) to {high} ({high_name}); whiskers are intervals, so overlapping ones may be chance.",
    )
    if all(cell.low is None for cell in known):
        words = translate("Breakdown", "From {low} ({low_name}) to {high} ({high_name}).")
    words = words.format(
        low=numbers.value(low.value, data.unit),
        low_name=segment_name(low.segment),
        high=numbers.value(high.value, data.unit),
        high_name=segment_name(high.segment),
    )
    if shown < len(data.segments):
        more = translate("Breakdown", "The {shown} with the most rows of {all} are drawn; the table has all.")
        words += " " + more.format(shown=shown, all=numbers.count(len(data.segments)))
    return words


def breakdown_table(data: BreakdownData) -> ChartTable:
    """All segments with their numbers."""
    unit = data.unit
    return ChartTable(
        headers=(
            data.dimension,
            data.name,
            translate("Breakdown", "Low"),
            translate("Breakdown", "High"),
            translate("Breakdown", "n"),
            translate("Breakdown", "Target"),
            translate("Breakdown", "Status"),
        ),
        units=(None, unit, unit, unit, Unit.COUNT, unit, None),
        rows=tuple(
            (segment_name(c.segment), c.value, c.low, c.high, float(c.n), c.target, f"{c.status.mark} {c.status.word}")
            for c in sorted(data.segments, key=lambda cell: -cell.n)
        ),
    )
