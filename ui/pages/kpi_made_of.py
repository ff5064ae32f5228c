"""The KPIs that a KPI is made of, each with its value; a click opens it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from cxdesk.report.records import KpiResult
from ui.models.cards import value_words
from ui.theme import theme
from ui.theme.tokens import XS, M
from ui.widgets.form import label, named


class MadeOf(QWidget):
    """A line a factor; not shown where there is none."""

    opened = Signal(str)  # id of a KPI

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(M)
        self._grid.setVerticalSpacing(XS)
        self._grid.setColumnStretch(0, 1)
        self.buttons: dict[str, QPushButton] = {}

    def show_parts(self, parts: Sequence[KpiResult]) -> None:
        """Show other factors."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        for row, part in enumerate(parts):
            value = value_words(part, part.value)
            button = named(QPushButton(part.name), self.tr("Open {name}, {value}").format(name=part.name, value=value))
            button.setProperty("kpi", part.id)
            theme.set_role(button, "link")
            button.clicked.connect(self._clicked)
            self.buttons[part.id] = button
            self._grid.addWidget(button, row, 0, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(label(value, "small"), row, 1, Qt.AlignmentFlag.AlignRight)
        self.setVisible(bool(parts))

    @Slot()
    def _clicked(self) -> None:
        button = self.sender()
        if button is not None:
            self.opened.emit(str(button.property("kpi")))
