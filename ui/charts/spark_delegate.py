"""Sparklines in table cells."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.charts.sparkline import SparkData, paint_sparkline
from ui.theme import theme

Index = QModelIndex | QPersistentModelIndex


class SparklineDelegate(QStyledItemDelegate):
    """Paints the series of the row's key, which the model gives under `role`."""

    def __init__(self, role: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._data: Mapping[str, SparkData] = {}

    def show_data(self, data: Mapping[str, SparkData]) -> None:
        """Take other series, by key."""
        self._data = data

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row's ground and the line on it."""
        empty = QStyleOptionViewItem(option)
        self.initStyleOption(empty, index)
        empty.text = ""
        style = empty.widget.style() if empty.widget is not None else None
        if style is not None:
            style.drawControl(QStyle.ControlElement.CE_ItemViewItem, empty, painter, empty.widget)
        data = self._data.get(str(index.data(self._role)))
        if data is not None:
            paint_sparkline(painter, QRectF(option.rect).adjusted(4, 1, -4, -2), data, theme.tokens())

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Room for a line."""
        size = super().sizeHint(option, index)
        size.setWidth(120)
        return size
