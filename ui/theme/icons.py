"""Icons drawn from one set of SVG files, tinted from tokens when they are painted: sharp at any scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from cxdesk.common.resources import resource_path
from ui.theme import theme


def icon(name: str, colour: str = "muted") -> QIcon:
    """An icon of `resources/icons/`, in the colour of a token (`muted`, `text`, `accent`, `on_accent`, ...).

    It follows the scheme by itself: the colour is looked up at every paint.
    """
    return QIcon(_TintedEngine(name, colour))


def paint(painter: QPainter, name: str, rect: QRectF, colour: str) -> None:
    """Draw an icon with a painter, in a `#rrggbb` colour."""
    _renderer(name, colour).render(painter, rect)


@cache
def _source(name: str) -> str:
    return resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


class _TintedEngine(QIconEngine):
    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name, self._colour = name, colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the glyph; disabled ones take the colour of lines."""
        del state
        colours = theme.tokens()
        colour = colours.line if mode is QIcon.Mode.Disabled else str(getattr(colours, self._colour))
        paint(painter, self._name, QRectF(rect), colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The glyph on a transparent ground."""
        out = QPixmap(size)
        out.fill(Qt.GlobalColor.transparent)
        painter = QPainter(out)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return out

    def clone(self) -> QIconEngine:
        """A copy for Qt's implicit sharing."""
        return _TintedEngine(self._name, self._colour)
