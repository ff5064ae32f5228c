"""The commands that look back: the history, forgetting a person, what a rescue lost. Each opens its dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from ui.dialogs.workspace_desk import WorkspaceDesk
from ui.state import AppState

if TYPE_CHECKING:
    from ui.document.work import Opened


class PastDesk(QObject):
    """Opens the dialogs of a document's past over its window."""

    def __init__(self, state: AppState, desk: WorkspaceDesk, window: QMainWindow) -> None:
        super().__init__(window)
        self._state, self._desk, self._window = state, desk, window
        self.dialog: Any = None  # kept, so that it lives as long as it is open
        self.inner: Any = None  # a dialog over that one
        desk.document.taken.connect(self._taken)

    @Slot()
    def show_history(self) -> None:
        """List what was changed."""
        if not self._state.is_ready:
            return
        from ui.dialogs.history import HistoryDialog

        self.dialog = dialog = HistoryDialog(self._state, self._desk.document, self._window)
        dialog.asked.connect(self._desk.when_free)
        dialog.prune_asked.connect(self._prune)
        dialog.open()

    @Slot()
    def _prune(self) -> None:
        from ui.dialogs.prune import PruneDialog

        self.inner = inner = PruneDialog(self._state, self._desk.document, self.dialog)
        inner.pruned.connect(self._pruned)
        inner.open()

    @Slot(int)
    def _pruned(self, gone: int) -> None:
        one, many = self.tr("One change was taken out of the history."), self.tr("{n} changes were taken out.")
        self._state.told.emit(one if gone == 1 else many.format(n=gone))
        self.dialog.read_again()

    @Slot()
    def forget(self) -> None:
        """Forget a person."""
        if not self._state.is_ready:
            return
        from ui.dialogs.forget import ForgetDialog

        self.dialog = dialog = ForgetDialog(self._state, self._desk.document, self._window)
        dialog.save_asked.connect(self._desk.save)
        dialog.open()

    @Slot(object)
    def _taken(self, opened: Opened) -> None:
        """Say what was lost, where something was rescued."""
        if opened.lost is not None:
            from ui.dialogs.rescue import RescueDialog

            self.dialog = dialog = RescueDialog(opened, self._window)
            dialog.save_asked.connect(self._desk.save_as)
            dialog.open()
