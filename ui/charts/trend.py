"""The series of a KPI: its points, the usual range, signals, and the target as a line one can drag."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from cxdesk.common.units import Better, Unit
from cxdesk.insight.records import Assurance, Limits
from cxdesk.report.records import Point
from cxdesk.targets.target import Status
from ui.basics import numbers
from ui.charts import axes, target_line
from ui.charts.chart import Chart, ChartTable, Mark, column
from ui.charts.drawn.drawing import Drawing
from ui.charts.series import TrendData, limit_pairs, tag_side, values_seen, words_place
from ui.theme import theme
from ui.theme.tokens import SMALL, Tokens

translate = QCoreApplication.translate
_FEW_STEPS = 6  # with more there is a usual range, unless steps repeat one another


class TrendChart(Chart):
    """Points and line over time. `target_moved` comes once, on release of the dragged line."""

    target_moved = Signal(float)
    _pull = (1.0, 0.08)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: TrendData | None = None
        self._line: Any = None
        self._band_words: Any = None
        self._band_edges = (0.0, 0.0)
        self._whiskers = False
        self._range = (0.0, 1.0)

    @property
    def target_line(self) -> Any:
        """The line one can drag; None where there is no target."""
        return self._line

    def show_data(self, data: TrendData) -> None:
        """Show another series."""
        self._data = data
        self.set_words(self.tr("{kpi} over time").format(kpi=data.name), trend_sentence(data))
        self._marks = tuple(
            Mark(x=float(i), y=point.value, tip=point_words(point, data), key=point.start)
            for i, point in enumerate(data.points)
            if point.value is not None
        )
        self._table_data = self._as_table(data)
        self.redraw()

    @Slot(bool)
    def show_whiskers(self, on: bool) -> None:  # noqa: FBT001  a slot of a toggled signal
        """Draw the interval of every point."""
        self._whiskers = on
        if self._data is not None:
            self.redraw()

    def _as_table(self, data: TrendData) -> ChartTable:
        unit = data.unit
        return ChartTable(
            headers=(
                self.tr("Step"),
                data.name,
                self.tr("Low"),
                self.tr("High"),
                self.tr("n"),
                self.tr("Target"),
                self.tr("Remark"),
            ),
            units=(None, unit, unit, unit, Unit.COUNT, unit, None),
            rows=tuple(
                (
                    numbers.step(p.start, data.grain),
                    p.value,
                    p.low,
                    p.high,
                    float(p.n),
                    p.target if data.targets else None,
                    self._remark(p, data),
                )
                for p in data.points
            ),
        )

    def _remark(self, point: Point, data: TrendData) -> str:
        words = []
        if point.filling:
            words.append(self.tr("still filling"))
        if point.too_few:
            words.append(self.tr("too few"))
        if data.limits is not None and point.start in data.limits.signals:
            words.append(self.tr("signal: outside the usual pattern"))
        return ", ".join(words)

    def _drawing(self) -> Drawing | None:
        from ui.charts.drawn.kinds import trend_drawing  # which knows this module

        return None if self._data is None else trend_drawing(self._data)

    def _draw(self, colours: Tokens) -> None:
        data = self._data
        self._line = self._band_words = None
        if data is None:
            return
        self._range = axes.value_range(values_seen(data, whiskers=self._whiskers), data.unit)
        self._plot.setXRange(-0.6, len(data.points) - 0.4, padding=0)
        self._plot.setYRange(*self._range, padding=0.03)
        self._axis("left", colours)
        self._axis("bottom", colours)
        if data.limits is not None:
            self._draw_limits(data, data.limits, colours)
        if self._whiskers:
            self._draw_whiskers(data, colours)
        self._draw_points(data, colours)
        target_line.draw_earlier(self._plot, data.targets, data.target, colours)
        if data.target is not None:
            self._draw_target(data, data.target, colours)

    def _is_empty(self) -> bool:
        return not self._marks and (self._data is None or self._data.target is None)

    def _retick(self) -> None:
        if self._data is None:
            return
        starts = [point.start for point in self._data.points]
        width = self._plot.getViewBox().rect().width()
        self._plot.getAxis("bottom").setTicks([axes.step_ticks(starts, self._data.grain, width)])
        self._value_ticks("left", self._data.unit, self._range)
        self._place_band_words(self._data)

    def _place_band_words(self, data: TrendData) -> None:
        """Write the usual range where the present height leaves room for it."""
        if self._band_words is None or data.limits is None:
            return
        view = self._plot.getViewBox()
        (left, right), (bottom, top) = view.viewRange()
        height = max(view.rect().height(), 1.0)
        up = (top - bottom) / height  # of one pixel
        box = self._band_words.boundingRect()
        reach = left + (right - left) * min(box.width() / max(view.rect().width(), 1.0), 1.0) + 0.5
        # What stands in the way: the points below the words, the target's line, the middle line.
        inside = [p.value for i, p in enumerate(data.points) if p.value is not None and i <= reach]
        lines = [data.limits.centre, *(() if data.target is None else (data.target,))]
        low, high = self._band_edges
        place = words_place((low, high), (bottom, top), box.height() * up, (*inside, *lines))
        self._band_words.setPos(-0.5, place)

    def _draw_limits(self, data: TrendData, limits: Limits, colours: Tokens) -> None:
        count = len(data.points)
        pairs = limit_pairs(data, limits)
        low = np.repeat([pair[0] for pair in pairs], 2) if pairs else np.full(2, limits.low)
        high = np.repeat([pair[1] for pair in pairs], 2) if pairs else np.full(2, limits.high)
        edges = np.repeat(np.arange(count + 1) - 0.5, 2)[1:-1] if pairs else np.array([-0.5, count - 0.5])
        under, over = (pg.PlotCurveItem(edges, side, pen=pg.mkPen(None)) for side in (low, high))
        band = pg.FillBetweenItem(under, over, brush=QColor(colours.band))
        band.setZValue(-20)
        for item in (under, over, band):
            self._plot.addItem(item, ignoreBounds=True)
        centre = pg.PlotCurveItem(
            [-0.5, count - 0.5], [limits.centre] * 2, pen=pg.mkPen(colours.context, width=1, style=Qt.PenStyle.DotLine)
        )
        centre.setZValue(-10)
        self._plot.addItem(centre, ignoreBounds=True)
        words = self.tr("usual range {range}").format(range=numbers.interval(limits.low, limits.high, data.unit))
        label = pg.TextItem(words + (self.tr(" (trial)") if limits.trial else ""), color=colours.muted, anchor=(0, 0))
        label.setFont(theme.font(SMALL - 1))
        label.setPos(-0.5, float(high[0]))
        self._plot.addItem(label, ignoreBounds=True)
        self._band_words, self._band_edges = label, (float(low[0]), float(high[0]))

    def _draw_whiskers(self, data: TrendData, colours: Tokens) -> None:
        known = [
            (i, p.value, p.low, p.high)
            for i, p in enumerate(data.points)
            if p.value is not None and p.low is not None and p.high is not None
        ]
        if not known:
            return
        x, value, low, high = (np.array(part, dtype=float) for part in zip(*known, strict=True))
        bars = pg.ErrorBarItem(
            x=x, y=value, top=high - value, bottom=value - low, beam=0.12, pen=pg.mkPen(colours.context, width=1)
        )
        self._plot.addItem(bars, ignoreBounds=True)

    def _draw_points(self, data: TrendData, colours: Tokens) -> None:
        values = column([None if point.too_few else point.value for point in data.points])
        self._plot.addItem(
            pg.PlotDataItem(
                np.arange(len(values), dtype=float),
                np.array(values),
                connect="finite",
                pen=pg.mkPen(colours.ink, width=2),
            ),
            ignoreBounds=True,
        )
        spots = [_spot(i, point, data, colours) for i, point in enumerate(data.points) if point.value is not None]
        scatter = pg.ScatterPlotItem(spots=spots, pxMode=True)
        scatter.setZValue(20)
        self._plot.addItem(scatter, ignoreBounds=True)

    def _draw_target(self, data: TrendData, target: float, colours: Tokens) -> None:
        line = target_line.draw_target(
            self._plot,
            data.targets,
            target,
            self._tag(target),
            tag_side(data, target),
            drag_bounds(data, self._range),
            colours,
        )
        line.sigPositionChanged.connect(self._dragging)
        line.sigPositionChangeFinished.connect(self._dropped)
        self._line = line

    def _tag(self, target: float) -> str:
        assert self._data is not None
        return (
            self.tr(" target {sign} {value} ")
            .format(
                sign={Better.HIGHER: "≥", Better.LOWER: "≤"}.get(self._data.better, ""),
                value=numbers.target(target, self._data.unit),
            )
            .replace("  ", " ")
        )

    @Slot(object)
    def _dragging(self, line: Any) -> None:
        # Formatted text only: a brace in it would be read as a format.
        line.label.setFormat(self._tag(self._snapped(line.value())))

    @Slot(object)
    def _dropped(self, line: Any) -> None:
        value = self._snapped(line.value())
        if self._data is not None and value != self._data.target:
            self.target_moved.emit(value)

    def _snapped(self, value: float) -> float:
        """The nearest round number, as fine as half a pixel row or so."""
        step = 10.0 ** math.floor(math.log10((self._range[1] - self._range[0]) / 60))
        return round(round(value / step) * step, 6)


def _spot(index: int, point: Point, data: TrendData, colours: Tokens) -> dict[str, Any]:
    """How one point looks: solid ink; hollow while filling; grey with too few rows; a large diamond on a signal."""
    signal = data.limits is not None and point.start in data.limits.signals
    current = point.start == data.current
    colour = colours.context if point.too_few else colours.ink
    if current and not point.too_few and data.status not in (Status.NO_TARGET, Status.NO_DATA):
        colour = colours.status(data.status.value)[0]
    hollow = point.filling or point.too_few
    return {
        "pos": (float(index), point.value),
        "size": 13 if signal else 11 if current else 7,
        "symbol": "d" if signal else "o",
        "pen": pg.mkPen(colour, width=2),
        "brush": pg.mkBrush(colours.surface if hollow else colour),
    }


def drag_bounds(data: TrendData, view: tuple[float, float]) -> tuple[float, float]:
    """Where the target may be dragged to: inside the view and inside the possible range."""
    low, high = view
    if data.unit is Unit.PERCENT and max(values_seen(data, whiskers=False), default=0.0) <= 100:
        return max(low, 0.0), min(high, 100.0)
    return low, high


def point_words(point: Point, data: TrendData) -> str:
    """A point for the tooltip: step, value, interval, n, remarks."""
    lines = [f"{numbers.step(point.start, data.grain)}: {numbers.value(point.value, data.unit)}"]
    if point.low is not None and point.high is not None:
        lines.append(
            translate("TrendChart", "interval {range}").format(range=numbers.interval(point.low, point.high, data.unit))
        )
    if point.numerator is not None and point.denominator is not None:
        lines.append(
            translate("TrendChart", "{part} of {whole}").format(
                part=numbers.count(point.numerator), whole=numbers.count(point.denominator)
            )
        )
    else:
        lines.append(translate("TrendChart", "n = {n}").format(n=numbers.count(point.n)))
    if point.target is not None and data.targets:
        words = translate("TrendChart", "target {value}").format(value=numbers.target(point.target, data.unit))
        judged = point.status in (Status.MET, Status.NEAR, Status.MISSED)
        lines.append(f"{words} · {point.status.mark} {point.status.word}" if judged else words)
    if point.filling:
        lines.append(data.filling_words or translate("TrendChart", "still filling"))
    if point.too_few:
        lines.append(translate("TrendChart", "too few rows to judge"))
    if data.limits is not None and point.start in data.limits.signals:
        lines.append(translate("TrendChart", "outside what this process usually does"))
    return "\n".join(lines)


def trend_sentence(data: TrendData) -> str:
    """The series in words."""
    known = [point for point in data.points if point.value is not None]
    if not known:
        return translate("TrendChart", "{kpi} has no values in this span.").format(kpi=data.name)
    last = known[-1]
    words = translate("TrendChart", "{kpi}, {first} to {last}; latest {value}.").format(
        kpi=data.name,
        first=numbers.step(data.points[0].start, data.grain),
        last=numbers.step(data.points[-1].start, data.grain),
        value=numbers.value(last.value, data.unit),
    )
    return " ".join(part for part in (words, _limit_words(data)) if part)


def _limit_words(data: TrendData) -> str:
    limits = data.limits
    if limits is None:
        few = sum(point.value is not None for point in data.points) < _FEW_STEPS
        return translate("TrendChart", "Too few complete steps for a usual range.") if few else ""
    parts = [
        translate(
            "TrendChart",
            "The grey band is what this process usually does; a point outside it has a cause worth finding.",
        )
    ]
    if limits.trial:
        parts.append(
            translate("TrendChart", "Its limits are on trial: they rest on {n} steps.").format(
                n=numbers.count(limits.points)
            )
        )
    assurance = {
        Assurance.WILL_MEET: translate("TrendChart", "As it runs now, it will keep meeting the target."),
        Assurance.WILL_MISS: translate("TrendChart", "As it runs now, it will keep missing the target."),
        Assurance.HIT_OR_MISS: translate(
            "TrendChart", "The target lies inside the band: as it runs now, some steps will miss it by chance."
        ),
    }.get(limits.assurance)
    if assurance:
        parts.append(assurance)
    return " ".join(parts)
