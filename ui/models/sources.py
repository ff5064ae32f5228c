"""The imported sheets as a table: what each became, and what was left out of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cxdesk.tables.sources import is_typed
from ui.basics import numbers
from ui.models.import_words import left_out_words, table_title, tr

if TYPE_CHECKING:
    from cxdesk.tables.dataset import Source

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
FILE, SHEET, TABLE, KNOWN, ROWS_IN, KEPT, LEFT_OUT = range(7)
_NUMBERS = (ROWS_IN, KEPT)


class SourcesModel(QAbstractTableModel):
    """One row a sheet and table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sources: tuple[Source, ...] = ()

    def show_sources(self, sources: tuple[Source, ...]) -> None:
        """Take new sources."""
        self.beginResetModel()
        self._sources = sources
        self.endResetModel()

    def source(self, row: int) -> Source:
        """The record of a row."""
        return self._sources[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row a source."""
        return 0 if parent.isValid() else len(self._sources)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """File, sheet, imported as, recognised, rows in, kept, left out."""
        return 0 if parent.isValid() else 7

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Titles; those of numbers stand at the right."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section in _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            titles = (tr("File"), tr("Sheet"), tr("Imported as"), tr("Recognised"), tr("Rows in"), tr("Kept"),
                      tr("Left out"))  # fmt: skip
            return titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Texts."""
        if not index.isValid():
            return None
        source, column = self._sources[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and column == FILE:
            return source.path or source.file
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(source, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(column, Qt.Orientation.Horizontal)}: {self._text(source, column)}"
        return None

    @staticmethod
    def _text(source: Source, column: int) -> str:
        match column:
            case 0:
                return source.file
            case 1:
                return "" if source.sheet == Path(source.file).stem else source.sheet  # a text file has no sheets
            case 2:
                return table_title(source.table)
            case 3:
                if is_typed(source):
                    return tr("by hand")
                return tr("as {}").format(source.recognised_as) if source.recognised_as else tr("by its columns")
            case 4:
                return numbers.count(source.rows_in)
            case 5:
                return numbers.count(source.rows_kept)
            case _:
                return left_out_words(source.left_out) or "–"
