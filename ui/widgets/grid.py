"""A grid to type into: cells are chosen one by one, Enter goes down, Tab goes on, blocks are copied and pasted."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.theme import theme
from ui.widgets.form import named
from ui.widgets.table import ROW_HEIGHT


class EntryGrid(QTableView):
    """Cells of an editable model. `pasted` brings a block's text for the current cell, `cleared` the cells to empty."""

    pasted = Signal(str)
    cleared = Signal(list)  # of QModelIndex

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name)
        theme.set_role(self, "entry")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(True)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)

    def go_to(self, row: int, column: int) -> None:
        """Choose one cell, whatever keys are held down."""
        index = self.model().index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, empty; Enter starts an edit."""
        current = self.currentIndex()
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # what the editor did not want, such as the Enter that ends it
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_block()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit(self.selectedIndexes())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            if current.flags() & Qt.ItemFlag.ItemIsEditable:
                self.edit(current)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001  Qt's own signature
        """Tab goes from cell to cell, and on past the last one."""
        at, model = self.currentIndex(), self.model()
        last = model.index(model.rowCount() - 1, model.columnCount() - 1) if forward else model.index(0, 0)
        leaving = not at.isValid() or (at.row(), at.column()) == (last.row(), last.column())
        self.setTabKeyNavigation(not leaving)
        moved = super().focusNextPrevChild(forward)
        self.setTabKeyNavigation(True)
        return moved

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter ends an edit and goes down, as in a spreadsheet."""
        super().closeEditor(editor, hint)
        row, column = self.currentIndex().row() + 1, self.currentIndex().column()
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache and row < self.model().rowCount():
            self.go_to(row, column)

    @Slot()
    def copy_block(self) -> None:
        """Put the chosen cells on the clipboard as a block."""
        chosen = self.selectedIndexes()
        if not chosen:
            return
        rows, columns = ([one.row() for one in chosen], [one.column() for one in chosen])
        wanted = {(one.row(), one.column()) for one in chosen}
        lines = [
            "\t".join(
                self._text(self.model().index(row, column)) if (row, column) in wanted else ""
                for column in range(min(columns), max(columns) + 1)
            )
            for row in range(min(rows), max(rows) + 1)
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _text(self, index: QModelIndex) -> str:
        """A cell as it is typed."""
        value = index.data(Qt.ItemDataRole.EditRole)
        return "" if value is None else " ".join(str(value).split())
