"""The page on which an import is checked: files and sheets on the left, the chosen one on the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QWidget

from ui.dialogs.import_delegates import SheetDelegate
from ui.dialogs.import_panels import SheetPanel
from ui.models.import_sheets import SheetEntry, SheetListModel
from ui.theme import theme
from ui.theme.tokens import M, S
from ui.widgets.form import column, named

_LIST_WIDTH = 216


class CheckPage(QWidget):
    """List of sheets and the panel of one; says which line was chosen."""

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(M)
        card = QFrame()
        theme.set_role(card, "card")
        card.setFixedWidth(_LIST_WIDTH)
        inside = column(card, margin=S)
        self._sheets = SheetListModel(self)
        self.list = named(QListView(), self.tr("Files and sheets"))
        self.list.setModel(self._sheets)
        self.list.setItemDelegate(SheetDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.selectionModel().currentChanged.connect(self._selected)
        inside.addWidget(self.list)
        self.panel = SheetPanel()
        line.addWidget(card)
        line.addWidget(self.panel, 1)

    def show_entries(self, entries: tuple[SheetEntry, ...]) -> None:
        """Fill the list."""
        self._sheets.show_entries(entries)

    def entry(self, row: int) -> SheetEntry:
        """The record of a line."""
        return self._sheets.entry(row)

    def row_of(self, sheet: int) -> int:
        """The line of a sheet of the draft."""
        return next(row for row in range(self._sheets.rowCount()) if self._sheets.entry(row).sheet == sheet)

    def row(self) -> int:
        """The line chosen; the first where none is."""
        return max(self.list.currentIndex().row(), 0)

    def select(self, row: int) -> None:
        """Choose a line."""
        self.list.setCurrentIndex(self._sheets.index(row))
        self.list.setFocus()

    @Slot(QModelIndex)
    def _selected(self, index: QModelIndex) -> None:
        if index.isValid():
            self.row_chosen.emit(index.row())
