"""All KPIs by group in one dense table: sort, search, Enter opens."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from cxdesk.report.records import KpiResult, Report
from cxdesk.targets.target import Status
from ui.basics import numbers
from ui.charts.spark_delegate import SparklineDelegate
from ui.charts.spark_pictures import SparkPictures
from ui.charts.sparkline import spark_data
from ui.models.kpis import GROUP, KEY, KpisModel
from ui.models.listing import STATUS
from ui.pages.kpis_columns import ALWAYS, CHANGE, SPARK, STATUS_COLUMN, STATUS_ORDER, VALUE, kpi_columns
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import M, S
from ui.undo.history import History
from ui.widgets.delegates import StatusDelegate
from ui.widgets.form import label, named
from ui.widgets.menus import add_choice
from ui.widgets.status_pill import pill_text
from ui.widgets.table import DataTable

_NARROW = 900
_CRAMPED = 560  # so narrow that the trend goes, for names that can be read
_CHANGE_WIDTH, _VALUE_WIDTH = 132, 96


class KpisPage(QWidget):
    """The list of all KPIs; those without data stand in their group, grey, with what they need."""

    open_kpi = Signal(str)
    back = Signal()

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._report: Report | None = None
        self.summary = label("", "title")
        self.search = named(QLineEdit(), self.tr("Find a KPI"))
        self.search.setPlaceholderText(self.tr("Find a KPI"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(120)
        self.search.setMaximumWidth(240)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._into_table)
        self.with_data = QPushButton(self.tr("With data only"))
        self.with_data.setCheckable(True)
        self.with_data.setChecked(True)
        theme.set_role(self.with_data, "chip")
        self.with_data.toggled.connect(self._filter)
        self._status: Status | None = None  # the only one on show; None = all
        self.statuses = QPushButton()
        self.statuses.setMenu(self._status_menu())
        self._mark_status()
        self.model = KpisModel(kpi_columns(), self)
        self.table = self._make_table()
        self.model.modelReset.connect(self._span_rows)
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self.summary)
        head.addStretch(1)
        head.addWidget(self.statuses)
        head.addWidget(self.with_data)
        head.addWidget(self.search, 1)
        card = QFrame()
        theme.set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(M, S, M, S)
        inside.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, S)
        layout.setSpacing(M)
        layout.addLayout(head)
        layout.addWidget(card, 1)

    def _make_table(self) -> DataTable:
        table = DataTable(self.tr("All KPIs"), self)
        table.setModel(self.model)
        table.setItemDelegateForColumn(STATUS_COLUMN, StatusDelegate(STATUS, table))
        self._sparks = SparklineDelegate(KEY, table)
        table.setItemDelegateForColumn(SPARK, self._sparks)
        table.activated.connect(self._activated)
        self._pictures = SparkPictures(table)
        table.more_actions = self._spark_actions
        header = table.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        header.setStretchLastSection(False)
        table.setSortingEnabled(True)
        return table

    def _spark_actions(self, index: QModelIndex, menu: QMenu) -> list[QAction]:
        """The sparkline of a row as picture and data."""
        kpi_id = index.siblingAtColumn(0).data(KEY)
        if self._report is None or not kpi_id or self._report.kpi(kpi_id).value is None:
            return []
        self._pictures.show_for(self._report.kpi(kpi_id), self._report)
        return self._pictures.actions(menu)

    def show_report(self, report: Report | None) -> None:
        """Show another report; the selection stays on its KPI."""
        self._report = report
        if report is None:
            self.model.show_rows(())
            return
        chosen = self._current_id()
        self._sparks.show_data(
            {
                result.id: spark_data(report.points(result.id), report.limit(result.id), result.target, result.status)
                for result in report.kpis
                if result.value is not None or any(p.value is not None for p in report.points(result.id))
            }
        )
        self.summary.setText(_summary(report, self))
        self._filter()
        self._select(chosen)
        self._fit()

    def focus_search(self) -> None:
        """Start to type a KPI's name."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    @Slot()
    def _filter(self) -> None:
        if self._report is None:
            return
        needle = self.search.text().strip().casefold()
        only = self.with_data.isChecked() and not needle and self._status is None
        rows = [r for r in self._report.kpis if _matches(r, needle) and not (only and r.status is Status.NO_DATA)]
        self.model.show_rows([r for r in rows if self._status in (None, r.status)])

    def _status_menu(self) -> QMenu:
        menu = QMenu(self)
        add_choice(menu, self.tr("All statuses"), None, checked=True)
        for status in STATUS_ORDER:
            add_choice(menu, pill_text(status), status, checked=False)
        menu.triggered.connect(self._status_chosen)
        return menu

    @Slot(QAction)
    def _status_chosen(self, action: QAction) -> None:
        self.show_status(action.data())

    def show_status(self, status: Status | None) -> None:
        """List the KPIs of one status only; None lists all."""
        self._status = status
        self._mark_status()
        self._filter()

    def _mark_status(self) -> None:
        text = self.tr("All statuses") if self._status is None else pill_text(self._status)
        self.statuses.setText(f"{text}  ▾")
        named(self.statuses, self.tr("Status: {status}").format(status=text))
        theme.set_role(self.statuses, "chip" if self._status is None else "chip-on")
        for action in self.statuses.menu().actions():
            action.setChecked(action.data() == self._status)

    @Slot()
    def _span_rows(self) -> None:
        """A group's heading runs across the table, and so does what a KPI without data lacks."""
        self.table.clearSpans()
        for row in range(self.model.rowCount()):
            if self.model.index(row, 0).data(GROUP):
                self.table.setSpan(row, 0, 1, self.model.columnCount())
            elif self.model.index(row, STATUS_COLUMN).data(STATUS) == Status.NO_DATA:
                self.table.setSpan(row, VALUE, 1, self.model.columnCount() - VALUE)

    def _fit(self) -> None:
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(CHANGE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(CHANGE, _CHANGE_WIDTH)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(VALUE, _VALUE_WIDTH)
        shown = ALWAYS if self.width() < _NARROW else tuple(range(self.model.columnCount()))
        if self.width() < _CRAMPED:
            shown = tuple(column for column in shown if column != SPARK)
        for column in range(self.model.columnCount()):
            self.table.setColumnHidden(column, column not in shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the table shows what matters most."""
        super().resizeEvent(event)
        self._fit()

    def _current_id(self) -> str:
        index = self.table.currentIndex()
        return str(index.data(KEY) or "") if index.isValid() else ""

    def _select(self, kpi_id: str) -> None:
        for row in range(self.model.rowCount()):
            if kpi_id and self.model.index(row, 0).data(KEY) == kpi_id:
                self.table.selectRow(row)
                return

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        kpi_id = str(index.data(KEY) or "")
        if kpi_id:
            self.open_kpi.emit(kpi_id)

    @Slot()
    def _into_table(self) -> None:
        """Enter in the search field opens the only KPI left, or moves into the table."""
        found = [row for row in range(self.model.rowCount()) if self.model.index(row, 0).data(KEY)]
        if len(found) == 1:
            self.open_kpi.emit(str(self.model.index(found[0], 0).data(KEY)))
        elif found:
            self.table.selectRow(found[0])
            self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties the search, then leads back."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.search.text():
            self.search.clear()
        else:
            self.back.emit()


def _matches(result: KpiResult, needle: str) -> bool:
    return not needle or needle in result.name.casefold() or needle in result.id or needle in result.group.casefold()


def _summary(report: Report, owner: QWidget) -> str:
    known = sum(result.value is not None for result in report.kpis)
    return owner.tr("{known} of {all} KPIs have data").format(
        known=numbers.count(known), all=numbers.count(len(report.kpis))
    )
