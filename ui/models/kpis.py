"""Results of all KPIs as a table with a heading before each group; sorted by a column, the headings go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from cxdesk.report.records import KpiResult
from cxdesk.targets.target import Status
from ui.models.listing import STATUS, Column, Listing
from ui.theme import theme
from ui.theme.tokens import SMALL

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
KEY = int(Qt.ItemDataRole.UserRole) + 10  # the KPI's id; "" on a heading
GROUP = int(Qt.ItemDataRole.UserRole) + 11  # the group's name on a heading


class KpisModel(QAbstractTableModel):
    """Rows are results, or in the catalogue's order the names of groups between them."""

    def __init__(self, columns: Sequence[Column[KpiResult]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._list: Listing[KpiResult] = Listing(columns, self)
        self._rows: tuple[KpiResult | str, ...] = ()
        self._sorted = False

    def show_rows(self, results: Sequence[KpiResult]) -> None:
        """Show other results."""
        self.beginResetModel()
        self._list.show_rows(results)
        self._rows = self._with_headings()
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Results and headings."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Columns."""
        return 0 if parent.isValid() else self._list.columnCount()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if index.isValid() and isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, str):
            return _heading(row, index.column(), role)
        if role == KEY:
            return row.id
        if role == Qt.ItemDataRole.ForegroundRole and row.status in (Status.NO_DATA, Status.TOO_FEW):
            return QColor(theme.tokens().muted)
        column = self._list.columns[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            ink = column.ink(row) if column.ink is not None else None
            return QColor(ink) if ink else None
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return (column.tip(row) or None) if column.tip is not None else None
        if role == STATUS:
            return column.status(row) if column.status is not None else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = column.right and row.status is not Status.NO_DATA  # it says what it lacks there
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles."""
        return self._list.headerData(section, orientation, role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column without headings; -1 brings the catalogue's order and its headings back."""
        self.beginResetModel()
        self._sorted = column >= 0
        self._list.sort(column, order)
        self._rows = self._with_headings()
        self.endResetModel()

    def _with_headings(self) -> tuple[KpiResult | str, ...]:
        if self._sorted:
            return self._list.rows
        rows: list[KpiResult | str] = []
        group = ""
        for result in self._list.rows:
            if result.group != group:
                group = result.group
                rows.append(str(group))
            rows.append(result)
        return tuple(rows)


def _heading(group: str, column: int, role: int) -> Any:
    if role == GROUP:
        return group
    if role == Qt.ItemDataRole.DisplayRole:
        return group.upper() if column == 0 else ""
    if role == Qt.ItemDataRole.ForegroundRole:
        return QColor(theme.tokens().muted)
    if role == Qt.ItemDataRole.FontRole:
        font = theme.font(SMALL - 1)
        font.setBold(True)
        return font
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return group
    return None
