"""The first rows of a sheet as the file holds them, with the row numbers a person sees."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont

from cxdesk.imports.raw import RawSheet
from ui.models.import_words import tr
from ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SHOWN_BELOW_HEADER = 25
_LONGEST = 60
_MILLISECONDS_A_DAY = 86_400_000


def cell_text(value: Any) -> str:
    """A cell as a spreadsheet would show it."""
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return tr("TRUE") if value else tr("FALSE")
    if isinstance(value, np.datetime64):
        return _instant_text(value)
    if isinstance(value, np.timedelta64):
        seconds = int(value / np.timedelta64(1, "s"))
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, float | int):
        return f"{value:.10g}"
    return " ".join(str(value).split())


def _instant_text(value: np.datetime64) -> str:
    if np.isnat(value):
        return ""
    at_midnight = int(value.astype("datetime64[ms]").astype(np.int64)) % _MILLISECONDS_A_DAY == 0
    return str(np.datetime_as_string(value, unit="D" if at_midnight else "s")).replace("T", " ")


class PreviewModel(QAbstractTableModel):
    """Rows up to some way below the header; the header row stands out, rows above it are pale."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheet: RawSheet | None = None
        self._header = 1
        self._rows = 0

    def show_sheet(self, sheet: RawSheet | None, header_row: int) -> None:
        """Show a sheet whose header is in `header_row` (as a person counts); nothing happens where it is on show."""
        if sheet is self._sheet and header_row == self._header:
            return
        self.beginResetModel()
        self._sheet, self._header = sheet, header_row
        first = sheet.first_row if sheet else 1
        self._rows = min(sheet.rows, header_row - first + 1 + _SHOWN_BELOW_HEADER) if sheet else 0
        self.endResetModel()

    def row_number(self, row: int) -> int:
        """Row number a person sees."""
        return row + (self._sheet.first_row if self._sheet else 1)

    def header_index(self) -> int:
        """Place of the header row in the model."""
        return self._header - (self._sheet.first_row if self._sheet else 1)

    def texts(self, column: int) -> list[str]:
        """The cells of a column as they are shown, each cut at a length that no column is wide enough for."""
        if self._sheet is None:
            return []
        cells = self._sheet.columns[column]
        return [cell_text(cells.cell(row))[:_LONGEST] for row in range(self._rows)]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Rows shown."""
        return 0 if parent.isValid() else max(self._rows, 0)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Columns of the sheet."""
        return 0 if parent.isValid() or self._sheet is None else len(self._sheet.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Letters above, row numbers beside."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return column_letters(section + (self._sheet.first_column - 1 if self._sheet else 0))
        number = self.row_number(section)
        return tr("{} header").format(number) if number == self._header else str(number)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text of a cell; the header row bold on a soft ground."""
        if not index.isValid() or self._sheet is None:
            return None
        number = self.row_number(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cell_text(self._sheet.columns[index.column()].cell(index.row()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = cell_text(self._sheet.columns[index.column()].cell(index.row()))
            return tr("header row: {}").format(text) if number == self._header else text
        if role == Qt.ItemDataRole.FontRole and number == self._header:
            return theme.font(13, QFont.Weight.DemiBold)
        if role == Qt.ItemDataRole.BackgroundRole and number == self._header:
            return QBrush(QColor(theme.tokens().accent_soft))
        if role == Qt.ItemDataRole.ForegroundRole and number < self._header:
            return QBrush(QColor(theme.tokens().line))
        return None


def column_letters(index: int) -> str:
    """Spreadsheet letters of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
