"""The way from a KPI that lacks figures or an audit to typing them in."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from cxdesk.kpis.kpi import Kpi
from cxdesk.report.records import KpiResult
from ui.theme import icons
from ui.widgets.form import named

TYPED_TABLES = ("figures", "audit")


class TypeIn(QPushButton):
    """Shown where a KPI has no value and needs what can be typed in; `asked` names the table."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icons.icon("edit"), "", parent)
        self._table = ""
        self.clicked.connect(self._ask)
        self.hide()

    def show_result(self, result: KpiResult, kpi: Kpi) -> None:
        """Follow another result."""
        from cxdesk.kpis.needs import needs

        wanted = [need.table for need in needs(kpi)]
        self._table = next((table for table in TYPED_TABLES if table in wanted), "")
        text = self.tr("Score the audit…") if self._table == "audit" else self.tr("Type in figures…")
        self.setText(text)
        named(self, text.rstrip("…"))
        self.setVisible(result.value is None and bool(self._table))

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self._table)
