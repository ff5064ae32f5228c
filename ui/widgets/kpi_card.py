"""A KPI as a card: name and status, value, target to click, trend, change and sample; painted in one go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.models.cards import CardText
from ui.theme import theme
from ui.theme.tokens import BODY, FIGURE, RADIUS, SMALL, M, S, Tokens
from ui.widgets.form import named
from ui.widgets.status_pill import paint_pill, pill_text, pill_width

HEIGHT = 138
_PAD = 14
_PILL = 18
DrawTrend = Callable[[QPainter, QRectF, Tokens], None]
_WALK = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class KpiCard(QWidget):
    """One KPI. A click or Enter opens it; arrows ask to walk to a neighbour; the target is a button of its own."""

    opened = Signal(str)  # KPI id
    target_clicked = Signal(str)
    walked = Signal(object, int, int)  # the card, columns, rows
    menu_asked = Signal(str, QPoint)  # KPI id, place on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text: CardText | None = None
        self._trend: DrawTrend | None = None
        self._over = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.target_button = QPushButton(self)
        theme.set_role(self.target_button, "target")
        self.target_button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.target_button.clicked.connect(self._on_target)

    @property
    def kpi_id(self) -> str:
        """Id of the KPI shown; "" before the first."""
        return "" if self._text is None else self._text.id

    @property
    def text(self) -> CardText | None:
        """What the card says."""
        return self._text

    def show_kpi(self, text: CardText, trend: DrawTrend | None) -> None:
        """Show a KPI; `trend` paints its sparkline into a rectangle."""
        self._text, self._trend = text, trend
        self.target_button.setText(text.target or self.tr("set target"))
        name = self.tr("Target of {name}").format(name=text.name)
        named(self.target_button, name, text.target_words)
        self.target_button.setToolTip(self.tr("Change the target"))
        named(self, text.name, text.sentence)
        self.setToolTip(text.tip)
        self._place_target()
        self.update()

    def sizeHint(self) -> QSize:
        """The grid decides the width."""
        return QSize(240, HEIGHT)

    def resizeEvent(self, event: QEvent) -> None:
        """Keep the target at the right edge."""
        del event
        self._place_target()

    def enterEvent(self, event: QEvent) -> None:
        """Show that it can be clicked."""
        self._hover(event, over=True)

    def leaveEvent(self, event: QEvent) -> None:
        """Back to rest."""
        self._hover(event, over=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the KPI."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.kpi_id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the trend, at the mouse or, by the menu key, in the middle."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        self.menu_asked.emit(self.kpi_id, self.mapToGlobal(self.rect().center()) if by_key else event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, arrows walk, T edits the target."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.kpi_id)
        elif key in _WALK:
            self.walked.emit(self, *_WALK[key])
        elif key is Qt.Key.Key_T:
            self._on_target()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card."""
        del event
        if self._text is None:
            return
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, colours)
        inner = QRect(self.rect()).adjusted(_PAD, 12, -_PAD, -11)
        self._headline(painter, inner, self._text, colours)
        self._value(painter, inner, self._text, colours)
        if self._trend is not None:
            self._trend(painter, QRectF(inner.left() - 4, inner.top() + 53, inner.width() + 8, 42), colours)
        self._foot(painter, inner, self._text, colours)
        painter.end()

    @Slot()
    def _on_target(self) -> None:
        self.target_clicked.emit(self.kpi_id)

    def _hover(self, event: QEvent, *, over: bool) -> None:
        del event
        self._over = over
        self.update()

    def _place_target(self) -> None:
        hint = self.target_button.sizeHint()
        self.target_button.setGeometry(self.width() - _PAD - hint.width(), 9, hint.width(), 20)

    def _ground(self, painter: QPainter, colours: Tokens) -> None:
        edge, width = colours.border, 1.0
        if self.hasFocus():
            edge, width = colours.accent, 2.0
        elif self._over:
            edge = colours.line
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(colours.surface))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)

    def _headline(self, painter: QPainter, inner: QRect, text: CardText, colours: Tokens) -> None:
        room = self.target_button.x() - inner.left() - S
        for size, stretch in ((BODY - 1, 100), (SMALL, 100), (SMALL, 88)):  # set tighter before it is cut
            font = theme.font(size)
            font.setStretch(stretch)
            painter.setFont(font)
            metrics = QFontMetrics(painter.font())
            if metrics.horizontalAdvance(text.name) <= room:
                break
        painter.setPen(QColor(colours.muted))
        name = metrics.elidedText(text.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QPointF(inner.left(), inner.top() + 13), name)

    def _value(self, painter: QPainter, inner: QRect, text: CardText, colours: Tokens) -> None:
        baseline = inner.top() + 45
        painter.setFont(theme.font(FIGURE - 2, QFont.Weight.DemiBold))
        painter.setPen(QColor(colours.muted if text.value == "–" else colours.text))
        painter.drawText(QPointF(inner.left() - 1, baseline), text.value)
        right = inner.left() + QFontMetrics(painter.font()).horizontalAdvance(text.value)
        painter.setFont(theme.font(BODY - 1))
        painter.setPen(QColor(colours.muted))
        painter.drawText(QPointF(right + 3, baseline), text.unit)
        width = pill_width(pill_text(text.status))
        paint_pill(painter, QRectF(inner.right() + 1 - width, inner.top() + 27, width, _PILL), text.status, colours)

    def _foot(self, painter: QPainter, inner: QRect, text: CardText, colours: Tokens) -> None:
        weight = QFont.Weight.DemiBold if text.verdict.value in ("better", "worse") else QFont.Weight.Normal
        left_font, right_font = theme.font(SMALL - 1, weight), theme.font(SMALL - 1)
        left_metrics, right_metrics = QFontMetrics(left_font), QFontMetrics(right_font)
        room = inner.width() - left_metrics.horizontalAdvance(text.change) - M
        note = text.note if right_metrics.horizontalAdvance(text.note) <= room else text.short_note
        baseline = inner.bottom()
        note_width = right_metrics.horizontalAdvance(note)
        painter.setFont(right_font)
        painter.setPen(QColor(colours.muted))
        painter.drawText(QPointF(inner.right() + 1 - note_width, baseline), note)
        painter.setFont(left_font)
        painter.setPen(QColor(colours.verdict(text.verdict.value)))
        room = inner.width() - note_width - S
        painter.drawText(
            QPointF(inner.left(), baseline), left_metrics.elidedText(text.change, Qt.TextElideMode.ElideRight, room)
        )
