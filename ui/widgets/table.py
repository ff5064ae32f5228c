"""The look and habits of every table: quiet rows, sorting, copying as tab-separated text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from ui.widgets.form import named

ROW_HEIGHT = 30


class DataTable(QTableView):
    """A read-only table of whole rows; Enter or double click activates a row, Ctrl+C copies the selected ones."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.more_actions: Callable[[QModelIndex, QMenu], list[QAction]] | None = None  # for the menu at a cell

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; Enter activates the current row on every platform."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy, and what else can be done with the row at the mouse or, asked for by a key, the current one."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        at = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
        self.menu_at(index).popup(at)

    def menu_at(self, index: QModelIndex) -> QMenu:
        """The menu of a cell."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = bool(self.selectedIndexes())
        copy = menu.addAction(self.tr("Copy selected rows") if chosen else self.tr("Copy all rows"))
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.triggered.connect(self.copy_selection)
        further = [] if self.more_actions is None or not index.isValid() else self.more_actions(index, menu)
        if further:
            menu.addSeparator()
            menu.addActions(further)
        return menu

    @Slot()
    def copy_selection(self) -> None:
        """Put the selected rows (all where none is selected) with their headers on the clipboard."""
        QGuiApplication.clipboard().setText(self.selected_text())

    def selected_text(self) -> str:
        """The selected rows (all where none is selected) with their headers, tab-separated."""
        model = self.model()
        rows = sorted({index.row() for index in self.selectedIndexes()}) or list(range(model.rowCount()))
        header = self.horizontalHeader()
        shown = [header.logicalIndex(place) for place in range(model.columnCount())]
        columns = [column for column in shown if not self.isColumnHidden(column)]
        titles = [str(model.headerData(column, Qt.Orientation.Horizontal) or "") for column in columns]
        lines = [_line(titles)]
        lines += [_line([_text(model.index(row, column)) for column in columns]) for row in rows]
        return "\n".join(lines)


def _text(index: QModelIndex | object) -> str:
    data = getattr(index, "data", None)
    value = data(Qt.ItemDataRole.DisplayRole) if data is not None else None
    return "" if value is None else str(value)


def _line(cells: list[str]) -> str:
    # Tabs and line breaks inside a cell would shift the columns of whatever it is pasted into.
    return "\t".join(" ".join(cell.split()) for cell in cells)
