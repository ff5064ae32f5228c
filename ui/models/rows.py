"""The rows behind a number as a table model: sorted and searched through an index array, read in place.

A proxy model compares cell by cell in Python, which takes half a minute for 100,000 rows; numpy takes milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QDateTime, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from cxdesk.common.units import Unit
from ui.basics import numbers

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ROLES = frozenset(
    (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    )
)
_DAY_AND_TIME = "d MMM yyyy HH:mm"


class Look(StrEnum):
    """How a column's cells are written."""

    TEXT = "text"  # object array of str, "" = blank
    NUMBER = "number"  # float64, NaN = blank
    INSTANT = "instant"  # datetime64[ms] on the wall clock of the report's zone
    FLAG = "flag"  # float64 1 / 0 / NaN
    MARK = "mark"  # bool: a tick or nothing


@dataclass(frozen=True, kw_only=True, eq=False)
class RowColumn:
    """One column: its title, its cells (one a row), how they are written, and the unit of numbers."""

    title: str
    look: Look
    cells: NDArray[Any]
    unit: Unit = Unit.RATIO
    help: str = ""
    codes: NDArray[Any] | None = None  # of text with few different values: `labels[codes]` are the cells
    labels: NDArray[Any] | None = None


class RowsModel(QAbstractTableModel):
    """Columns of equal length; `order` maps what is shown to rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[RowColumn, ...] = ()
        self._count = 0
        self._sorted: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._order = self._sorted
        self._needle = ""
        self._lower: dict[int, pd.Series] = {}  # text in lower case by column, made at the first search
        self._locale = QLocale()

    def show_columns(self, columns: tuple[RowColumn, ...]) -> None:
        """Show other rows, in their own order and with no search."""
        self.beginResetModel()
        self._columns = columns
        self._count = len(columns[0].cells) if columns else 0
        self._sorted = np.arange(self._count)
        self._order = self._sorted
        self._needle = ""
        self._lower.clear()
        self._locale = QLocale()
        self.endResetModel()

    @property
    def columns(self) -> tuple[RowColumn, ...]:
        """The columns shown."""
        return self._columns

    @property
    def total(self) -> int:
        """Rows before searching."""
        return self._count

    def rows_shown(self) -> NDArray[np.int64]:
        """Positions of the rows shown, in the order shown."""
        return self._order

    def sample(self, place: int, rows: int = 24) -> list[str]:
        """Texts of the first rows of a column, for its width."""
        column = self._columns[place]
        return [self._text(column, int(row)) for row in self._order[:rows]]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Rows that the search left."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text of a cell; numbers and times stand to the right."""
        # Views ask for a dozen roles a cell; most are none of ours.
        if role not in _ROLES or not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(column, int(self._order[index.row()]))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT[column.look]
        if role == Qt.ItemDataRole.ToolTipRole and column.look is Look.TEXT:
            text = self._text(column, int(self._order[index.row()]))
            return text if len(text) > 30 else None
        if role == Qt.ItemDataRole.AccessibleTextRole and column.look is Look.MARK:
            return self.tr("counted") if column.cells[self._order[index.row()]] else self.tr("not counted")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of columns; their help as a tooltip."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT[column.look]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort stably by a column, blanks last either way; -1 gives the rows' own order back."""
        self.layoutAboutToBeChanged.emit()
        if column < 0 or column >= len(self._columns):
            self._sorted = np.arange(self._count)
        else:
            self._sorted = _sorted_rows(self._columns[column], descending=order is Qt.SortOrder.DescendingOrder)
        self._order = self._found()
        self.changePersistentIndexList(self.persistentIndexList(), [QModelIndex()] * len(self.persistentIndexList()))
        self.layoutChanged.emit()

    def search(self, text: str) -> None:
        """Keep the rows that hold the text in any text column, whatever the case."""
        needle = text.strip().casefold()
        if needle == self._needle:
            return
        self.beginResetModel()
        self._needle = needle
        self._order = self._found()
        self.endResetModel()

    def _found(self) -> NDArray[np.int64]:
        if not self._needle or not self._columns:
            return self._sorted
        hit = np.zeros(self._count, dtype=bool)
        for place, column in enumerate(self._columns):
            if column.look is Look.TEXT:
                hit |= self._holds(place, column)
        found: NDArray[np.int64] = self._sorted[hit[self._sorted]]
        return found

    def _holds(self, place: int, column: RowColumn) -> NDArray[np.bool_]:
        """Which rows hold the needle in one column; of few different texts each is looked at once."""
        if place not in self._lower:
            texts = column.cells if column.labels is None else column.labels
            self._lower[place] = pd.Series(texts, dtype="str").fillna("").str.lower()
        hit = self._lower[place].str.contains(self._needle, regex=False).to_numpy(dtype=bool)
        return hit if column.codes is None else hit[column.codes]

    def _text(self, column: RowColumn, row: int) -> str:
        cell = column.cells[row]
        match column.look:
            case Look.TEXT:
                return "" if cell is None else str(cell)
            case Look.MARK:
                return "✓" if cell else ""
            case Look.INSTANT:
                if np.isnat(cell):
                    return ""
                # The wall clock is kept as if it were UTC, so that no clock change shifts it.
                moment = QDateTime.fromMSecsSinceEpoch(int(cell.astype("datetime64[ms]").astype(np.int64)), _utc())
                return str(self._locale.toString(moment, _DAY_AND_TIME))
            case Look.FLAG:
                return "" if np.isnan(cell) else self.tr("yes") if cell else self.tr("no")
            case _:
                return "" if np.isnan(cell) else numbers.value(float(cell), column.unit)


def _text_keys(texts: NDArray[Any]) -> NDArray[np.float64]:
    """Rank of each text whatever its case, NaN for a blank."""
    lower = pd.Series(texts, dtype="str").fillna("").str.casefold()
    codes, _ = pd.factorize(lower, sort=True)
    keys: NDArray[np.float64] = codes.astype(np.float64)
    keys[(lower == "").to_numpy(dtype=bool)] = np.nan
    return keys


def _utc() -> Any:
    from PySide6.QtCore import QTimeZone

    return QTimeZone(QTimeZone.Initialization.UTC)


_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ALIGNMENT = {
    Look.TEXT: Qt.AlignmentFlag.AlignLeft | _MIDDLE,
    Look.FLAG: Qt.AlignmentFlag.AlignLeft | _MIDDLE,
    Look.MARK: Qt.AlignmentFlag.AlignCenter,
    Look.NUMBER: Qt.AlignmentFlag.AlignRight | _MIDDLE,
    Look.INSTANT: Qt.AlignmentFlag.AlignRight | _MIDDLE,
}


def _sorted_rows(column: RowColumn, *, descending: bool) -> NDArray[np.int64]:
    """Positions in sorted order; stable in both directions, blanks last."""
    cells = column.cells
    if column.look is Look.TEXT:
        keys = _text_keys(cells if column.labels is None else column.labels)
        keys = keys if column.codes is None else keys[column.codes]
    elif column.look is Look.INSTANT:
        keys = np.where(np.isnat(cells), np.nan, cells.astype("datetime64[ms]").astype(np.int64).astype(np.float64))
    else:
        keys = cells.astype(np.float64)
    # NaN sorts last in numpy; negated keys keep the order of equals when descending.
    return np.argsort(-keys if descending else keys, kind="stable")
