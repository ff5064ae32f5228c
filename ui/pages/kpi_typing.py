"""The way from a KPI that stands on figures or an audit to typing them in."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from cxdesk.kpis.kpi import Kpi
from cxdesk.report.records import KpiResult, Report
from ui.theme import icons
from ui.widgets.form import named

TYPED_TABLES = ("figures", "audit")


class TypeIn(QPushButton):
    """Shown where a KPI lacks what can be typed in, or stands on what was; `asked` names the table."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(icons.icon("edit"), "", parent)
        self._table = ""
        self.clicked.connect(self._ask)
        self.hide()

    def show_result(self, result: KpiResult, kpi: Kpi, report: Report) -> None:
        """Follow another result."""
        from cxdesk.kpis.needs import needs
        from cxdesk.tables.sources import is_typed

        wanted = [need.table for need in needs(kpi)]
        self._table = next((table for table in TYPED_TABLES if table in wanted), "")
        typed = any(is_typed(source) and source.table == self._table for source in report.sources)
        text = self._words(typed=typed)
        self.setText(text)
        named(self, text.rstrip("…"))
        self.setVisible(bool(self._table) and (typed or result.value is None))

    def _words(self, *, typed: bool) -> str:
        if self._table == "audit":
            return self.tr("Edit the audit…") if typed else self.tr("Score the audit…")
        return self.tr("Edit figures…") if typed else self.tr("Type in figures…")

    @Slot()
    def _ask(self) -> None:
        self.asked.emit(self._table)
