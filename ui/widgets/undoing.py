"""Undo and redo from a dialog: of edits made since it opened, so that one press too many takes no import back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QDialog, QPushButton
from shiboken6 import isValid

from ui.widgets.form import named


class DialogUndo(QObject):
    """The keys of undo and redo, which do not reach a dialog from the window, and buttons that say what they undo."""

    def __init__(self, stack: QUndoStack, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._stack = stack
        self._before = self._last()
        self._buttons: list[QPushButton] = []
        for text, key, slot in (
            (self.tr("Undo"), QKeySequence.StandardKey.Undo, self.undo),
            (self.tr("Redo"), QKeySequence.StandardKey.Redo, stack.redo),
        ):
            action = QAction(text, dialog)
            action.setShortcuts(key)
            action.triggered.connect(slot)
            dialog.addAction(action)
        stack.indexChanged.connect(self._update)

    def wire(self, button: QPushButton) -> QPushButton:
        """Make a button undo."""
        button.clicked.connect(self.undo)
        self._buttons.append(named(button, self.tr("Undo")))
        self._update()
        return button

    def can_undo(self) -> bool:
        """Whether an edit was made since the dialog opened."""
        return self._stack.canUndo() and self._last() is not self._before

    @Slot()
    def undo(self) -> None:
        """Take the last edit back, unless it is older than the dialog."""
        if self.can_undo():
            self._stack.undo()

    @Slot()
    def _update(self) -> None:
        if not isValid(self._stack):  # a stack tells its end too, when nothing can be asked of it any more
            return
        on = self.can_undo()
        words = self._stack.undoText() if on else self.tr("Nothing changed here; earlier edits: Edit > Undo")
        for button in self._buttons:
            button.setEnabled(on)
            button.setToolTip(words)
            button.setAccessibleDescription(words)

    def _last(self) -> QUndoCommand | None:
        place = self._stack.index() - 1
        return self._stack.command(place) if place >= 0 else None
