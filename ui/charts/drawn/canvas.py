"""A painter in points: lines, shapes and text laid out alike on paper, in pictures and in SVG."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTextLayout,
    QTextOption,
)

from ui.theme.tokens import Tokens

Align = Literal["left", "right", "centre"]
Spot = tuple[float, float]
SOLID, DASHED, DOTTED = Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine
_LEADING = 1.28  # line height by type size
_ENDLESS = 1e7
_BREAKS = re.compile(r"[\t\n\r\v\f]+")


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle in points, y downwards."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of its lower edge."""
        return self.y + self.height

    def inset(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box without margins."""
        return Box(x=self.x + left, y=self.y + top, width=self.width - left - right, height=self.height - top - bottom)


class Canvas:
    """Draws with a painter; all places and sizes are points, of which `unit` device pixels make one.

    Text is laid out in device pixels, not under a transform, so its letters stand where a printer can put them.
    """

    def __init__(self, painter: QPainter, unit: float, colours: Tokens, family: str = "") -> None:
        self.painter, self.unit, self.colours = painter, unit, colours
        self._base = QFont(QGuiApplication.font())
        if family:
            self._base.setFamily(family)
        self._base.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._base.setFeature(QFont.Tag("tnum"), 1)  # digits of equal width
        self._base.setFeature(QFont.Tag("liga"), 0)  # so that words are found letter by letter in what is written
        self._fonts: dict[tuple[float, bool], tuple[QFont, QFontMetricsF]] = {}
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    # --- text -----------------------------------------------------------------------------------------------------

    def _font(self, size: float, *, bold: bool) -> tuple[QFont, QFontMetricsF]:
        known = self._fonts.get((size, bold))
        if known is None:
            font = QFont(self._base)
            font.setPixelSize(max(1, round(size * self.unit)))
            font.setBold(bold)
            known = self._fonts[size, bold] = (font, QFontMetricsF(font))
        return known

    def width(self, words: str, size: float, *, bold: bool = False) -> float:
        """How wide a line of text is."""
        return self._font(size, bold=bold)[1].horizontalAdvance(words) / self.unit

    def line_height(self, size: float) -> float:
        """How far lines of a size stand apart."""
        return size * _LEADING

    def text(
        self, spot: Spot, words: str, size: float, colour: str, *, bold: bool = False, align: Align = "left"
    ) -> float:
        """Write a line with its baseline at `spot`; gives its width."""
        font, _ = self._font(size, bold=bold)
        wide = self.width(words, size, bold=bold)
        left = spot[0] - {"left": 0.0, "right": wide, "centre": wide / 2}[align]
        self.painter.setFont(font)
        self.painter.setPen(QColor(colour))
        self.painter.drawText(QPointF(left * self.unit, spot[1] * self.unit), words)
        return wide

    def elided(self, words: str, size: float, most: float, *, bold: bool = False) -> str:
        """A line cut visibly where it is wider than `most`."""
        words = one_line(words)
        metrics = self._font(size, bold=bold)[1]
        return metrics.elidedText(words, Qt.TextElideMode.ElideRight, most * self.unit)

    def wrapped(self, words: str, size: float, most: float, *, bold: bool = False) -> list[str]:
        """Text as lines no wider than `most`; a word that is wider by itself is broken."""
        font, _ = self._font(size, bold=bold)
        return [line for part in words.split("\n") for line in _lines(part, font, most * self.unit)]

    def block(self, spot: Spot, lines: Sequence[str], size: float, colour: str, *, bold: bool = False) -> float:
        """Write lines below one another, the top of the first at `spot`; gives the y below them."""
        y = spot[1]
        for line in lines:
            self.text((spot[0], y + size), line, size, colour, bold=bold)
            y += self.line_height(size)
        return y

    # --- shapes ---------------------------------------------------------------------------------------------------

    def _pen(self, colour: str, width: float, style: Qt.PenStyle = SOLID) -> QPen:
        return QPen(QColor(colour), width * self.unit, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.RoundJoin)

    def _at(self, spot: Spot) -> QPointF:
        return QPointF(spot[0] * self.unit, spot[1] * self.unit)

    def _rect(self, box: Box) -> QRectF:
        return QRectF(box.x * self.unit, box.y * self.unit, box.width * self.unit, box.height * self.unit)

    def line(self, start: Spot, end: Spot, colour: str, width: float = 0.6, style: Qt.PenStyle = SOLID) -> None:
        """A straight line."""
        self.painter.setPen(self._pen(colour, width, style))
        self.painter.drawLine(self._at(start), self._at(end))

    def polyline(self, spots: Iterable[Spot], colour: str, width: float = 1.2, style: Qt.PenStyle = SOLID) -> None:
        """A line through spots."""
        self.painter.setPen(self._pen(colour, width, style))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPolyline(QPolygonF([self._at(spot) for spot in spots]))

    def area(self, spots: Iterable[Spot], colour: str) -> None:
        """A filled polygon."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(colour))
        self.painter.drawPolygon(QPolygonF([self._at(spot) for spot in spots]))

    def box(self, box: Box, fill: str, radius: float = 0.0) -> None:
        """A filled rectangle, rounded where `radius` says so."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(QColor(fill))
        if radius:
            self.painter.drawRoundedRect(self._rect(box), radius * self.unit, radius * self.unit)
        else:
            self.painter.drawRect(self._rect(box))

    def mark(
        self, spot: Spot, radius: float, colour: str, *, fill: str | None, diamond: bool = False, width: float = 1.1
    ) -> None:
        """A dot, or a diamond; without `fill` only its outline."""
        self.painter.setPen(self._pen(colour, width))
        self.painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        if not diamond:
            self.painter.drawEllipse(self._at(spot), radius * self.unit, radius * self.unit)
            return
        x, y = spot
        path = QPainterPath(self._at((x, y - radius)))
        for corner in ((x + radius, y), (x, y + radius), (x - radius, y)):
            path.lineTo(self._at(corner))
        path.closeSubpath()
        self.painter.drawPath(path)

    @contextmanager
    def points(self, at: Spot) -> Iterator[QPainter]:
        """The painter under a transform in which one pixel is a point and `at` the origin; paint no text in it."""
        self.painter.save()
        self.painter.translate(self._at(at))
        self.painter.scale(self.unit, self.unit)
        try:
            yield self.painter
        finally:
            self.painter.restore()


def one_line(words: str) -> str:
    """Words without line breaks and tabs; blanks that keep a number and its unit together stay."""
    return _BREAKS.sub(" ", words)


def limited(lines: Sequence[str], most: int) -> list[str]:
    """The first lines, cut visibly where there are more."""
    return list(lines) if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1].rstrip(' .,;')[:-2]}…"]


def _lines(part: str, font: QFont, most: float) -> Iterator[str]:
    if not part:
        yield ""
        return
    layout = QTextLayout(part, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    try:
        while (line := layout.createLine()).isValid():
            line.setLineWidth(min(max(most, 1.0), _ENDLESS))
            yield _utf16_slice(part, line.textStart(), line.textLength()).rstrip()
    finally:
        layout.endLayout()


def _utf16_slice(text: str, start: int, length: int) -> str:
    """A part of a text by places as Qt counts them, where some letters count twice."""
    if text.isascii() or max(text) <= "\uffff":
        return text[start : start + length]
    return text.encode("utf-16-le")[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")
