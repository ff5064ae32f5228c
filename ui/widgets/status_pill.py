"""A status with its colour, its shape and its word; never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cxdesk.targets.target import Status
from ui.theme import theme
from ui.theme.tokens import SMALL, Tokens

_HEIGHT = 18
_PADDING = 8


def status_word(status: Status) -> str:
    """The status in the user's language."""
    words = {
        Status.MET: QCoreApplication.translate("status", "met"),
        Status.NEAR: QCoreApplication.translate("status", "near"),
        Status.MISSED: QCoreApplication.translate("status", "missed"),
        Status.NO_TARGET: QCoreApplication.translate("status", "no target"),
        Status.TOO_FEW: QCoreApplication.translate("status", "too few"),
        Status.NO_DATA: QCoreApplication.translate("status", "no data"),
    }
    return words[status]


def pill_text(status: Status) -> str:
    """Mark and word."""
    return f"{status.mark} {status_word(status)}"


def pill_font() -> QFont:
    """Font of the text on a pill."""
    return theme.font(SMALL, QFont.Weight.DemiBold)


def pill_width(text: str) -> int:
    """Width a pill needs for its text."""
    return QFontMetrics(pill_font()).horizontalAdvance(text) + 2 * _PADDING


def paint_pill(painter: QPainter, rect: QRectF, status: Status, colours: Tokens, text: str | None = None) -> None:
    """Draw a pill that fills `rect`; also used by table delegates and cards."""
    ink, ground = colours.status(status.value)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setPen(QColor(ink))
    painter.setFont(pill_font())
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, pill_text(status) if text is None else text)
    painter.restore()


class StatusPill(QWidget):
    """A status as a small rounded label."""

    def __init__(self, status: Status = Status.NO_DATA, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = status
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()

    def set_status(self, status: Status) -> None:
        """Show another status."""
        if status is not self._status:
            self._status = status
            self._name()
            self.updateGeometry()
            self.update()

    @property
    def status(self) -> Status:
        """The status shown."""
        return self._status

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(pill_width(pill_text(self._status)), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never squeezed."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pill."""
        del event
        painter = QPainter(self)
        paint_pill(painter, QRectF(self.rect()), self._status, theme.tokens())
        painter.end()

    def _name(self) -> None:
        self.setAccessibleName(self.tr("Status: {status}").format(status=status_word(self._status)))
