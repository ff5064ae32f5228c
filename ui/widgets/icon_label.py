"""An icon that is only looked at; it follows the scheme."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import icons, theme


class IconLabel(QWidget):
    """One icon of the set in the colour of a token."""

    def __init__(self, name: str, size: int = 18, colour: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._colour = name, colour
        self.setFixedSize(QSize(size, size))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        del event
        painter = QPainter(self)
        icons.paint(painter, self._name, QRectF(self.rect()), str(getattr(theme.tokens(), self._colour)))
        painter.end()
