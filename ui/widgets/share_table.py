"""A table whose columns keep their share of the width."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.problem_tree import share_widths
from ui.widgets.table import DataTable


class ShareTable(DataTable):
    """A data table; `shares` add up to 1."""

    def __init__(self, name: str, shares: tuple[float, ...], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._shares = shares

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns keep their share of the width."""
        super().resizeEvent(event)
        share_widths(self.horizontalHeader(), self.viewport().width(), self._shares)
