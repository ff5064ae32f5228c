"""A small table over records: each column says how a record's cell is written and sorted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R")
_NOWHERE = QModelIndex()
RECORD = int(Qt.ItemDataRole.UserRole) + 1  # the record of a row
STATUS = int(Qt.ItemDataRole.UserRole) + 2  # the Status a cell shows, for the delegate that paints it


@dataclass(frozen=True, kw_only=True)
class Column(Generic[R]):
    """One column. `key` None sorts by the text; a key of None comes last either way. `status` marks a status cell."""

    title: str
    text: Callable[[R], str]
    key: Callable[[R], float | str | None] | None = None
    right: bool = False
    tip: Callable[[R], str] | None = None
    status: Callable[[R], Any] | None = None
    help: str = ""
    ink: Callable[[R], str | None] | None = None  # colour of the text, `#rrggbb`; None = the table's own


class Listing(QAbstractTableModel, Generic[R]):
    """Records in rows; sorted stably, blanks last. `columns` is fixed for the model's life."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._given: tuple[R, ...] = ()
        self._rows: tuple[R, ...] = ()
        self._sorted_by: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show other records, in the order chosen before."""
        self.beginResetModel()
        self._given = tuple(rows)
        self._rows = self._arranged()
        self.endResetModel()

    def update_rows(self, rows: Sequence[R]) -> None:
        """Replace records by newer ones of the same number and order; selection and scroll position stay."""
        if len(rows) != len(self._given):
            self.show_rows(rows)
            return
        place = {id(row): index for index, row in enumerate(self._given)}
        order = [place[id(row)] for row in self._rows]
        self._given = tuple(rows)
        self._rows = tuple(self._given[index] for index in order)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))

    @property
    def rows(self) -> tuple[R, ...]:
        """The records in the order shown."""
        return self._rows

    def record(self, index: Index) -> R:
        """The record of an index."""
        return self._rows[index.row()]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Records."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        column, row = self.columns[index.column()], self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(right=column.right)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip(row) if column.tip is not None else None
        if role == Qt.ItemDataRole.ForegroundRole and column.ink is not None:
            ink = column.ink(row)
            return QColor(ink) if ink else None
        if role == RECORD:
            return row
        if role == STATUS:
            return column.status(row) if column.status is not None else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(right=column.right)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 gives the records' own order back. The selection stays on its record."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [self._rows[index.row()] for index in before]
        self._sorted_by = (column, order)
        self._rows = self._arranged()
        place = {id(row): position for position, row in enumerate(self._rows)}
        after = [self.index(place[id(row)], index.column()) for row, index in zip(kept, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _arranged(self) -> tuple[R, ...]:
        column, order = self._sorted_by
        if not 0 <= column < len(self.columns):
            return self._given
        spec = self.columns[column]
        keyed: list[tuple[Any, R]] = [
            (spec.text(row).casefold() if spec.key is None else spec.key(row), row) for row in self._given
        ]
        known = [pair for pair in keyed if pair[0] is not None]
        blank = [row for key, row in keyed if key is None]
        known.sort(key=_first, reverse=order is Qt.SortOrder.DescendingOrder)
        return (*(row for _, row in known), *blank)


def _first(pair: tuple[Any, object]) -> Any:
    return pair[0]


def _alignment(*, right: bool) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
