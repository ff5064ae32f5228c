"""Agents, teams or accounts against what chance allows: value over sample size, with funnel limits, no ranking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from cxdesk.common.units import Better, Unit
from cxdesk.insight.funnel import Funnel
from cxdesk.report.records import Segment
from ui.basics import numbers
from ui.charts import axes
from ui.charts.bars import BreakdownData, breakdown_table, segment_name, segment_words, shortened
from ui.charts.chart import Chart, Mark
from ui.charts.drawn.drawing import Drawing
from ui.theme import theme
from ui.theme.tokens import SMALL, Tokens

LimitsAt = Callable[[NDArray[np.float64]], Funnel]
_WORDS_SHARE = 0.09  # of the height that the words at a line's end take
NAMED = 8  # flagged segments whose names stay readable beside their points
translate = QCoreApplication.translate


class FunnelChart(Chart):
    """Points of segments between their limits; only those outside the outer limits are marked and named."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: BreakdownData | None = None
        self._limits: LimitsAt | None = None
        self._cells: tuple[Segment, ...] = ()
        self._flags: NDArray[np.bool_] = np.zeros(0, dtype=bool)
        self._range = (0.0, 1.0)
        self._most = 1.0

    @property
    def flagged(self) -> tuple[str, ...]:
        """Segments outside the outer limits."""
        return tuple(cell.segment for cell, flag in zip(self._cells, self._flags, strict=True) if flag)

    def show_data(self, data: BreakdownData, limits: LimitsAt) -> None:
        """Show segments with limits as a function of sample size."""
        self._data, self._limits = data, limits
        self._cells = drawn_cells(data)
        self._flags = flagged(self._cells, limits, data.min_sample)
        self._most = float(max((cell.n for cell in self._cells), default=1))
        self._marks = tuple(
            Mark(x=float(cell.n), y=float(cell.value or 0.0), tip=self._tip(cell, flag=bool(flag)), key=cell.segment)
            for cell, flag in zip(self._cells, self._flags, strict=True)
        )
        title = self.tr("{kpi} by {dimension}").format(kpi=data.name, dimension=data.dimension.lower())
        self.set_words(title, funnel_sentence(data, limits))
        self._table_data = breakdown_table(data)
        self.redraw()

    def _tip(self, cell: Segment, *, flag: bool) -> str:
        assert self._data is not None
        words = segment_words(cell, self._data)
        return words + "\n" + self.tr("further out than chance explains") if flag else words

    def _drawing(self) -> Drawing | None:
        from ui.charts.drawn.kinds import funnel_drawing  # which knows this module

        if self._data is None or self._limits is None:
            return None
        return funnel_drawing(self._data, self._limits)

    def _draw(self, colours: Tokens) -> None:
        data = self._data
        if data is None or self._limits is None or not self._cells:
            return
        sizes = sizes_for(self._cells, data.min_sample)
        curves = self._limits(sizes)
        self._range = value_span(self._cells, curves, data.unit)
        self._plot.setXRange(0.0, float(sizes[-1]), padding=0.01)
        self._plot.setYRange(*self._range, padding=0.03)
        self._axis("left", colours)
        axis = self._axis("bottom", colours)
        axis.setLabel(self.tr("rows (n)"), color=colours.muted)
        axis.label.setFont(theme.font(SMALL - 1))
        self._draw_limits(curves, data.unit, colours)
        self._draw_cells(data, colours)

    def _draw_limits(self, curves: Funnel, unit: Unit, colours: Tokens) -> None:
        rows: tuple[tuple[Any, Qt.PenStyle, str], ...] = (
            (curves.inner_high, Qt.PenStyle.DotLine, "95 %"),
            (curves.outer_high, Qt.PenStyle.SolidLine, self.tr("outer limit")),
            (curves.inner_low, Qt.PenStyle.DotLine, ""),
            (curves.outer_low, Qt.PenStyle.SolidLine, ""),
            (np.full_like(curves.n, curves.centre), Qt.PenStyle.DashLine, self.tr("all: {value}")),
        )
        low, high = self._range
        tall = (high - low) * _WORDS_SHARE
        taken: list[tuple[float, float]] = []
        for edge, style, words in rows:
            pen = pg.mkPen(colours.context, width=1, style=style)
            n, hull = outline(curves.n, edge, curves.centre)
            self._plot.addItem(pg.PlotCurveItem(n, hull, pen=pen), ignoreBounds=True)
            end = float(edge[-1])
            below = end > high - tall  # at the top edge the words stand below their line
            place = (end - tall, end) if below else (end, end + tall)
            if not words or not low <= end <= high or any(place[0] < top and under < place[1] for under, top in taken):
                continue
            taken.append(place)
            text = words.format(value=numbers.value(curves.centre, unit))
            label = pg.TextItem(text, color=colours.muted, anchor=(1, 0 if below else 1))
            label.setFont(theme.font(SMALL - 1))
            label.setPos(float(curves.n[-1]), end)
            self._plot.addItem(label, ignoreBounds=True)

    def _draw_cells(self, data: BreakdownData, colours: Tokens) -> None:
        spots = []
        named = 0
        for cell, flag in zip(self._cells, self._flags, strict=True):
            few = cell.n < data.min_sample
            colour = self._flag_colour(cell, data, colours) if flag else colours.context
            spots.append(
                {
                    "pos": (float(cell.n), float(cell.value or 0.0)),
                    "size": 10 if flag else 7,
                    "symbol": "d" if flag else "o",
                    "pen": pg.mkPen(colour, width=1.5),
                    "brush": pg.mkBrush(None if few else colour),
                }
            )
            if flag and named < NAMED:
                named += 1
                self._name(cell, colours)
        scatter = pg.ScatterPlotItem(spots=spots, pxMode=True)
        scatter.setZValue(20)
        self._plot.addItem(scatter, ignoreBounds=True)

    def _flag_colour(self, cell: Segment, data: BreakdownData, colours: Tokens) -> str:
        if data.better is Better.NEITHER or self._limits is None or cell.value is None:
            return colours.ink
        higher = cell.value > self._limits(np.array([float(cell.n)])).centre
        return colours.met if higher == (data.better is Better.HIGHER) else colours.missed

    def _name(self, cell: Segment, colours: Tokens) -> None:
        # Beyond the middle the name stands left of its point, so that it stays inside the plot.
        left = cell.n > self._most / 2
        label = pg.TextItem(
            shortened(segment_name(cell.segment), 20), color=colours.text, anchor=(1.1, 0.5) if left else (-0.1, 0.5)
        )
        label.setFont(theme.font(SMALL - 1))
        label.setPos(float(cell.n), float(cell.value or 0.0))
        self._plot.addItem(label, ignoreBounds=True)

    def _retick(self) -> None:
        if self._data is None or not self._cells:
            return
        self._value_ticks("left", self._data.unit, self._range)
        self._value_ticks("bottom", Unit.COUNT, (0.0, self._most * 1.08), grid=False)


def outline(n: NDArray[np.float64], edge: NDArray[np.float64], centre: float) -> tuple[NDArray[np.float64], ...]:
    """A limit without its saw teeth: only the sizes at which it is as wide as at any larger size.

    Exact binomial limits jump as counts are whole; the teeth are never wider than one row.
    """
    away = np.abs(edge - centre)
    keep = away >= np.maximum.accumulate(away[::-1])[::-1] - 1e-12
    return n[keep], edge[keep]


def funnel_sentence(data: BreakdownData, limits: LimitsAt) -> str:
    """The comparison in words."""
    cells = drawn_cells(data)
    flags = flagged(cells, limits, data.min_sample)
    names = [segment_name(cell.segment) for cell, flag in zip(cells, flags, strict=True) if flag]
    if not names:
        return translate(
            "FunnelChart",
            "All differences are within what chance explains: no {dimension} lies outside the outer limits.",
        ).format(dimension=data.dimension.lower())
    listed = ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
    return translate(
        "FunnelChart",
        "Further out than chance explains: {names}. The rest lies within the limits; their order says nothing.",
    ).format(names=listed)


def drawn_cells(data: BreakdownData) -> tuple[Segment, ...]:
    """The segments that get a point."""
    return tuple(cell for cell in data.segments if cell.value is not None and cell.n > 0)


def flagged(cells: Sequence[Segment], limits: LimitsAt, fewest: int) -> NDArray[np.bool_]:
    """Which segments with `fewest` rows or more lie outside the outer limits."""
    if not cells:
        return np.zeros(0, dtype=bool)
    sizes = np.array([cell.n for cell in cells], dtype=float)
    values = np.array([cell.value for cell in cells], dtype=float)
    out: NDArray[np.bool_] = limits(sizes).flagged(values) & (sizes >= fewest)
    return out


def sizes_for(cells: Sequence[Segment], fewest: int) -> NDArray[np.float64]:
    """Sample sizes at which the limits are drawn, up to a little beyond the largest segment."""
    most = float(max((cell.n for cell in cells), default=1))
    return np.unique(np.round(np.geomspace(max(fewest, 1), max(most * 1.08, 10.0), 160)))


def value_span(cells: Sequence[Segment], curves: Funnel, unit: Unit) -> tuple[float, float]:
    """The range of the value axis: all segments, and the inner limits but for the smallest samples."""
    values = [cell.value for cell in cells if cell.value is not None]
    narrow = len(curves.n) // 8
    inner = float(curves.inner_low[narrow]), float(curves.inner_high[narrow])
    low, high = axes.value_range([*values, *inner, curves.centre], unit, from_zero=False)
    return (max(low, 0.0), high) if unit in (Unit.HOURS, Unit.MINUTES, Unit.COUNT) else (low, high)
