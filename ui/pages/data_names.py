"""Names: which names of people, accounts and teams stand for the same one across tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.state import AppState
from ui.theme.tokens import M, S
from ui.undo.history import History
from ui.widgets.form import column, label

if TYPE_CHECKING:
    from cxdesk.tables.dataset import Dataset


class NamesPage(QWidget):
    """Names that wait for a decision. `counted` says how many."""

    counted = Signal(int)

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._dataset: Dataset | None = None
        inside = column(self, margin=M, spacing=S)
        inside.addWidget(label(self.tr("Names are the same in every table."), "muted", wrap=True))
        inside.addStretch(1)

    def show_dataset(self, dataset: Dataset) -> None:
        """Follow the data; called on every change of the session, also while another tab is on top."""
        if dataset is self._dataset:
            return
        self._dataset = dataset
        self.counted.emit(0)
