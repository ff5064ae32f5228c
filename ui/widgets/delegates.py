"""Painters of table cells: a status as its pill, a target as a box that says it can be edited."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cxdesk.targets.target import Status
from ui.theme import theme
from ui.theme.tokens import BODY, S
from ui.widgets.status_pill import paint_pill, pill_text, pill_width

Index = QModelIndex | QPersistentModelIndex
_PILL_HEIGHT = 18
_BOX_HEIGHT = 22


class StatusDelegate(QStyledItemDelegate):
    """Paints the Status that the model gives under `role`."""

    def __init__(self, role: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._role = role

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row's ground and the pill on it."""
        status = _status(index, self._role)
        ground(self, painter, option, index)
        if status is not None:
            rect = option.rect
            top = rect.top() + (rect.height() - _PILL_HEIGHT) / 2
            pill = QRectF(rect.left() + S, top, pill_width(pill_text(status)), _PILL_HEIGHT)
            paint_pill(painter, pill, status, theme.tokens())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Wide enough for the pill."""
        size = super().sizeHint(option, index)
        status = _status(index, self._role)
        if status is not None:
            size.setWidth(pill_width(pill_text(status)) + 2 * S)
        return size


class BoxDelegate(QStyledItemDelegate):
    """Paints an editable value in a box at the right of its cell; edited in place by the base's editor."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row's ground and the boxed value."""
        ground(self, painter, option, index)
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        editable = bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
        colours = theme.tokens()
        font = theme.font(BODY - 1, QFont.Weight.DemiBold)
        width = max(QFontMetrics(font).horizontalAdvance(text) + 2 * S, 40)
        cell = option.rect
        top = cell.top() + (cell.height() - _BOX_HEIGHT) // 2
        box = QRect(cell.right() - width - S, top, width, _BOX_HEIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if editable:
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(QPen(QColor(colours.accent if focused else colours.line), 2 if focused else 1))
            painter.setBrush(QColor(colours.field))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(QColor(colours.text if editable else colours.muted))
        painter.setFont(font)
        painter.drawText(box.adjusted(S, 0, -S, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


def ground(delegate: QStyledItemDelegate, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
    """Paint a cell without its text: selection, hover and the line below, as the style sheet has them."""
    empty = QStyleOptionViewItem(option)
    delegate.initStyleOption(empty, index)
    empty.text = ""
    style = empty.widget.style() if empty.widget is not None else None
    if style is not None:
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, empty, painter, empty.widget)


def _status(index: Index, role: int) -> Status | None:
    """The status of a cell; Qt hands string enums on as bare strings."""
    value = index.data(role)
    return Status(value) if value else None
