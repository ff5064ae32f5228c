"""A word-sized chart: the series, its usual range, the target and the last point. Plain painting, no plot library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from cxdesk.insight.records import Limits
from cxdesk.report.records import Point
from cxdesk.targets.target import Status
from ui.theme import theme
from ui.theme.tokens import Tokens


@dataclass(frozen=True, kw_only=True)
class SparkData:
    """What a sparkline shows; `values` has None where a step has no value. `hollow_last`: it is still filling."""

    values: tuple[float | None, ...] = ()
    band: tuple[float, float] | None = None
    target: float | None = None
    status: Status = Status.NO_TARGET
    hollow_last: bool = False


def spark_data(
    points: Sequence[Point], limits: Limits | None, target: float | None, status: Status, steps: int = 24
) -> SparkData:
    """The last `steps` points of a series as a sparkline."""
    last = tuple(points)[-steps:]
    return SparkData(
        values=tuple(None if point.too_few else point.value for point in last),
        band=None if limits is None else (limits.low, limits.high),
        target=target,
        status=status,
        hollow_last=bool(last) and last[-1].filling,
    )


def paint_sparkline(painter: QPainter, rect: QRectF, data: SparkData, colours: Tokens) -> None:
    """Draw the data inside `rect`; draws nothing without two steps and a value."""
    known = [value for value in data.values if value is not None]
    if not known or len(data.values) < 2:
        return
    low, high = _range(data, known)
    area = rect.adjusted(4.0, 4.0, -4.0, -4.0)

    def y(value: float) -> float:
        return area.bottom() - (value - low) / (high - low) * area.height()

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if data.band is not None:
        top, bottom = y(data.band[1]), y(data.band[0])
        painter.fillRect(QRectF(area.left(), top, area.width(), max(bottom - top, 1.0)), QColor(colours.band))
    if data.target is not None:
        painter.setPen(QPen(QColor(colours.target), 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(area.left(), y(data.target)), QPointF(area.right(), y(data.target)))
    width = area.width() / (len(data.values) - 1)
    spots = [
        None if value is None else QPointF(area.left() + index * width, y(value))
        for index, value in enumerate(data.values)
    ]
    _line(painter, spots, colours)
    _last_point(painter, spots, data, colours)
    painter.restore()


def _range(data: SparkData, known: list[float]) -> tuple[float, float]:
    seen = [*known, *(data.band or ()), *(() if data.target is None else (data.target,))]
    low, high = min(seen), max(seen)
    return (low, high) if high > low else (low - 1.0, high + 1.0)


def _line(painter: QPainter, spots: list[QPointF | None], colours: Tokens) -> None:
    painter.setPen(QPen(QColor(colours.ink), 1.5))
    run: list[QPointF] = []
    for spot in [*spots, None]:
        if spot is not None:
            run.append(spot)
        elif run:
            if len(run) > 1:
                painter.drawPolyline(QPolygonF(run))
            else:
                painter.drawEllipse(run[0], 1.0, 1.0)
            run = []


def _last_point(painter: QPainter, spots: list[QPointF | None], data: SparkData, colours: Tokens) -> None:
    last = spots[-1]
    if last is None:
        return
    colour = QColor(colours.status(data.status.value)[0])
    painter.setPen(QPen(colour, 1.6))
    painter.setBrush(QColor(colours.surface) if data.hollow_last else colour)
    painter.drawEllipse(last, 3.2, 3.2)


class Sparkline(QWidget):
    """A sparkline as a widget; decorative beside a number, so its accessible text is the sentence it is given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = SparkData()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Trend"))

    def show_data(self, data: SparkData, sentence: str = "") -> None:
        """Show another series."""
        self._data = data
        self.setAccessibleDescription(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for a card, one text line and a half high."""
        return QSize(160, 40)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a table cell."""
        return QSize(60, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the series."""
        del event
        painter = QPainter(self)
        paint_sparkline(painter, QRectF(self.rect()), self._data, theme.tokens())
        painter.end()
