"""How the rows behind a KPI are spread: a histogram with median, 90th percentile and target."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from cxdesk.common.units import Unit
from ui.basics import numbers
from ui.charts import axes
from ui.charts.chart import Chart, ChartTable, Mark
from ui.charts.drawn.drawing import Drawing
from ui.theme import theme
from ui.theme.tokens import SMALL, Tokens

translate = QCoreApplication.translate
_LABEL_HEIGHT = 16.0  # pixels that one line of words takes
_BINS = 30
_DISCRETE = 12  # so few different whole numbers are scores or counts: one bar each


@dataclass(frozen=True, kw_only=True, eq=False)
class DistributionData:
    """Values of all rows in the KPI's unit (no NaN needed; they are dropped)."""

    name: str
    unit: Unit
    values: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    target: float | None = None
    rows_are: str = "rows"
    names: tuple[tuple[float, str], ...] = ()  # values with names of their own: one bar each, no quantiles


@dataclass(frozen=True, kw_only=True, eq=False)
class Bins:
    """Bars: their edges, counts, and how many rows lie beyond the last edge."""

    left: NDArray[np.float64]
    right: NDArray[np.float64]
    counts: NDArray[np.int64]
    beyond: int


def bins_of(values: NDArray[np.float64], target: float | None = None) -> Bins:
    """Equal bins with round edges; one bar a value for scores; a long tail is counted, not drawn."""
    different = np.unique(values)
    if len(different) <= _DISCRETE and np.all(different == np.round(different)):
        whole = np.arange(different[0], different[-1] + 1)
        if len(whole) <= _DISCRETE:
            counts = (values[:, None] == whole).sum(axis=0)
            return Bins(left=whole - 0.5, right=whole + 0.5, counts=counts.astype(np.int64), beyond=0)
    low, high = float(values.min()), float(values.max())
    tail = float(np.quantile(values, 0.975))
    if high > 1.6 * tail > 0:
        high = max(tail, target or tail)
    low = 0.0 if 0 <= low < high / 2 else low
    step = axes.nice_step((high - low) or 1.0, _BINS)
    first, last = np.floor(low / step), max(np.ceil(high / step), np.floor(low / step) + 1)
    edges = np.arange(first, last + 1) * step
    counts, _ = np.histogram(values, bins=edges)
    beyond = int((values > edges[-1]).sum())
    return Bins(left=edges[:-1], right=edges[1:], counts=counts.astype(np.int64), beyond=beyond)


def _named_bins(values: NDArray[np.float64], names: tuple[tuple[float, str], ...]) -> Bins:
    """One bar a name, side by side."""
    places = np.arange(len(names), dtype=np.float64)
    counts = np.array([(values == value).sum() for value, _ in names], dtype=np.int64)
    return Bins(left=places - 0.35, right=places + 0.35, counts=counts, beyond=0)


def binned(data: DistributionData) -> tuple[NDArray[np.float64], Bins | None]:
    """The values that are numbers, and their bars; None where there is no value."""
    values = np.asarray(data.values, dtype=np.float64)
    values = values[np.isfinite(values)]
    if not len(values):
        return values, None
    return values, _named_bins(values, data.names) if data.names else bins_of(values, data.target)


class HistogramChart(Chart):
    """Bars of counts from zero with lines at the median, the 90th percentile and the target."""

    _pull = (1.0, 0.0)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: DistributionData | None = None
        self._bins: Bins | None = None
        self._labels: list[Any] = []  # of the upright lines, the highest first

    def show_data(self, data: DistributionData) -> None:
        """Show another distribution."""
        self._data = data
        self._values, self._bins = binned(data)
        self.set_words(self.tr("Distribution of {kpi}").format(kpi=data.name.lower()), distribution_sentence(data))
        self._marks = ()
        self._table_data = ChartTable(headers=(), rows=(), units=())
        if self._bins is not None:
            self._point_at(data, self._bins)
        self.redraw()

    def _point_at(self, data: DistributionData, bins: Bins) -> None:
        total = len(self._values)
        rows = []
        marks = []
        for left, right, count in zip(bins.left, bins.right, bins.counts, strict=True):
            span = self._span(float(left), float(right), data)
            share = self.tr("{share} of all").format(share=numbers.value(100.0 * int(count) / total, Unit.PERCENT))
            tip = f"{span}\n{numbers.count(int(count))} {data.rows_are}, {share}"
            marks.append(Mark(x=float(left + right) / 2, y=float(count), tip=tip, key=(float(left), float(right))))
            rows.append((span, float(count)))
        if bins.beyond:
            rows.append((f"> {numbers.value(float(bins.right[-1]), data.unit)}", float(bins.beyond)))
        self._marks = tuple(marks)
        self._table_data = ChartTable(
            headers=(data.name, data.rows_are.capitalize()), units=(None, Unit.COUNT), rows=tuple(rows)
        )

    def _span(self, left: float, right: float, data: DistributionData) -> str:
        if data.names:
            return data.names[round((left + right) / 2)][1]
        if right - left == 1.0 and left != round(left):
            return numbers.target((left + right) / 2, data.unit)
        return f"{numbers.target(left, data.unit)} – {numbers.target(right, data.unit)}"

    def _drawing(self) -> Drawing | None:
        from ui.charts.drawn.kinds import histogram_drawing  # which knows this module

        return None if self._data is None else histogram_drawing(self._data)

    def _draw(self, colours: Tokens) -> None:
        data, bins = self._data, self._bins
        if data is None or bins is None:
            return
        top = float(bins.counts.max()) or 1.0
        self._plot.setXRange(float(bins.left[0]), float(bins.right[-1]), padding=0.02)
        # A fifth of air above the bars keeps the lines' words clear of them.
        self._plot.setYRange(0.0, top * 1.25, padding=0)
        self._axis("left", colours)
        self._axis("bottom", colours)
        bars = pg.BarGraphItem(
            x0=bins.left, x1=bins.right, height=bins.counts, brush=colours.context, pen=pg.mkPen(colours.surface)
        )
        self._plot.addItem(bars, ignoreBounds=True)
        self._labels.clear()
        if data.names:
            return
        median, ninth = (float(np.quantile(self._values, q)) for q in (0.5, 0.9))
        self._line(median, self.tr("median {value}"), colours.ink, colours)
        self._line(ninth, self.tr("p90 {value}"), colours.ink, colours)
        if data.target is not None and bins.left[0] <= data.target <= bins.right[-1]:
            self._line(data.target, self.tr("target {value}"), colours.target, colours)
        self._part_labels()

    def _part_labels(self) -> None:
        """The words of the lines stand one below the other, also where the chart is low."""
        high = max(self._plot.getViewBox().height(), 1.0)
        step = max(0.07, _LABEL_HEIGHT / high)
        for place, label in enumerate(self._labels):
            label.setPosition(max(1.0 - max(0.03, step / 2) - place * step, 0.0))

    def _line(self, at: float, words: str, colour: str, colours: Tokens) -> None:
        assert self._data is not None
        line = pg.InfiniteLine(
            pos=at,
            angle=90,
            pen=pg.mkPen(colour, width=1.5),
            label=words.format(value=numbers.value(at, self._data.unit)),
            labelOpts={
                "position": 0.97,
                "anchors": [(-0.04, 0.5), (1.04, 0.5)],
                "color": colour,
                "fill": colours.surface,
            },
        )
        line.label.setFont(theme.font(SMALL - 1))
        # The higher a line's words stand, the further in front it is, so that no line crosses words.
        line.setZValue(100 - len(self._labels))
        self._labels.append(line.label)
        self._plot.addItem(line, ignoreBounds=True)

    def _retick(self) -> None:
        if self._data is None or self._bins is None:
            return
        self._part_labels()
        low, high = float(self._bins.left[0]), float(self._bins.right[-1])
        unit = self._data.unit
        if self._data.names:
            names = [(float(place), name) for place, (_, name) in enumerate(self._data.names)]
            self._plot.getAxis("bottom").setTicks([names])
        else:
            self._value_ticks("bottom", unit, (low, high), grid=False)
        top = (float(self._bins.counts.max()) or 1.0) * 1.25
        self._value_ticks("left", Unit.COUNT, (0.0, top))


def distribution_sentence(data: DistributionData) -> str:
    """The distribution in words."""
    values, bins = binned(data)
    if not len(values):
        return translate("HistogramChart", "There are no rows to show.")
    if data.names:
        parts = [
            translate("HistogramChart", "{n} {name}").format(
                n=numbers.count(int((values == value).sum())), name=name.lower()
            )
            for value, name in data.names
        ]
        return translate("HistogramChart", "Of {n} {rows}: {parts}.").format(
            n=numbers.count(len(values)), rows=data.rows_are, parts=", ".join(parts)
        )
    median, ninth = (float(np.quantile(values, q)) for q in (0.5, 0.9))
    words = translate(
        "HistogramChart", "Half of the {n} {rows} are at or below {median}, nine of ten at or below {ninth}."
    ).format(
        n=numbers.count(len(values)),
        rows=data.rows_are,
        median=numbers.value(median, data.unit),
        ninth=numbers.value(ninth, data.unit),
    )
    if bins is not None and bins.beyond:
        words += " " + translate("HistogramChart", "{n} lie beyond {edge} and are not drawn.").format(
            n=numbers.count(bins.beyond), edge=numbers.value(float(bins.right[-1]), data.unit)
        )
    return words
