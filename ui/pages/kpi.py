"""One KPI: its answer, trend, breakdown, distribution and rows; beside them the target and where the number is from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cxdesk.report.records import KpiResult, Report, Segment
from ui.basics import numbers
from ui.models.listing import STATUS, Listing
from ui.pages.kpi_breakdown import (
    Dimension,
    breakdown_data,
    dimensions_for,
    funnel_limits,
    is_comparison,
    segment_columns,
)
from ui.pages.kpi_facts import Facts
from ui.pages.kpi_rows import RowsOf, RowsTab
from ui.pages.kpi_target import TargetEditor
from ui.pages.kpi_words import result_sentence, table_title
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.delegates import StatusDelegate
from ui.widgets.form import label, named
from ui.widgets.status_pill import StatusPill
from ui.widgets.table import DataTable

if TYPE_CHECKING:
    from ui.charts.chart import Chart
    from ui.charts.trend import TrendChart

TREND, BREAKDOWN, DISTRIBUTION, ROWS = range(4)
_SIDE, _SIDE_NARROW = 272, 236
_NARROW = 880  # width of the page below which it makes room


class KpiPage(QWidget):
    """Shows the KPI chosen from the report in force. `back` asks to leave (Escape)."""

    back = Signal()

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._report: Report | None = None
        self._result: KpiResult | None = None
        self._kpi_id = ""
        self._dimensions: tuple[Dimension, ...] = ()
        self._stale: set[int] = set()
        self._charts: dict[str, Chart] = {}
        self._rows_of = RowsOf()
        self.title = label("", "title")
        self.pill = StatusPill()
        self.sentence = label("", "muted", wrap=True)
        self.tabs = self._make_tabs()
        self.target = TargetEditor(history)
        self.facts = Facts()
        self.segments = self._make_segments()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self.title)
        head.addWidget(self.pill)
        head.addStretch(1)
        layout.addLayout(head)
        layout.addWidget(self.sentence)
        layout.addSpacing(S)
        layout.addLayout(self._make_body(), 1)

    # Building.

    def _make_body(self) -> QHBoxLayout:
        body = QHBoxLayout()
        body.setSpacing(M)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(M)
        theme.set_role(self._splitter, "gap")
        self._splitter.addWidget(_card(self.tabs))
        self._below = _card(self._make_below())
        self._splitter.addWidget(self._below)
        self._splitter.setStretchFactor(0, 5)
        self._splitter.setStretchFactor(1, 3)
        body.addWidget(self._splitter, 1)
        inner = QWidget()
        theme.set_role(inner, "page")
        side = QVBoxLayout(inner)
        side.setContentsMargins(L, M, M, M)
        side.setSpacing(0)
        side.addWidget(self.target)
        side.addWidget(self.facts)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        card = _card(scroll, margin=1)
        self._side = card
        body.addWidget(card)
        return body

    def _make_tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        named(tabs.tabBar(), self.tr("Views of this KPI"))
        self._places: list[QVBoxLayout] = []
        for text in (self.tr("Trend"), self.tr("Breakdown"), self.tr("Distribution")):
            page = QWidget()
            place = QVBoxLayout(page)
            place.setContentsMargins(0, S, 0, 0)
            self._places.append(place)
            tabs.addTab(page, text)
        self.rows = RowsTab()
        self.rows.counted.connect(self._rows_counted)
        tabs.addTab(self.rows, self.tr("Rows"))
        self.whiskers = QAction(self.tr("Show intervals"), self)
        self.whiskers.setCheckable(True)
        self.whiskers.toggled.connect(self._whiskers_toggled)
        self.copy = QToolButton()
        self.copy.setText(self.tr("Copy"))
        self.copy.setIcon(icons.icon("copy"))
        self.copy.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.copy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        named(self.copy, self.tr("Copy or save the chart"))
        theme.set_role(self.copy, "flat")
        self._copy_menu = QMenu(self)
        self._copy_menu.aboutToShow.connect(self._fill_copy_menu)
        self.copy.setMenu(self._copy_menu)
        tabs.setCornerWidget(self.copy)
        tabs.currentChanged.connect(self._tab_changed)
        return tabs

    def _make_below(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        row = QHBoxLayout()
        row.setSpacing(S)
        by = label(self.tr("By"), "strong")
        self.dimension = named(QComboBox(), self.tr("Break down by"))
        self.dimension.setMinimumWidth(160)
        self.dimension.activated.connect(self._dimension_chosen)
        by.setBuddy(self.dimension)
        self._below_words = label("", "small")
        row.addWidget(by)
        row.addWidget(self.dimension)
        row.addWidget(self._below_words)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addWidget(self.segments, 1)
        return box

    def _make_segments(self) -> DataTable:
        table = DataTable(self.tr("Breakdown"))
        table.activated.connect(self._segment_activated)
        table.setItemDelegateForColumn(5, StatusDelegate(STATUS, table))
        table.setMinimumHeight(90)
        return table

    # Showing.

    @Slot(object)
    def show_report(self, report: Report | None) -> None:
        """Show the same KPI from another report."""
        same = self._report is not None and report is not None and report.evidence.kept is self._report.evidence.kept
        self._report = report
        if report is None:
            self._result = None
            return
        if not same:
            self._rows_of = RowsOf()
        if self._kpi_id:
            self._show(keep_rows=same)

    @Slot(str)
    def show_kpi(self, kpi_id: str) -> None:
        """Show another KPI, from its trend on."""
        if kpi_id != self._kpi_id:
            self._kpi_id = kpi_id
            self._rows_of = RowsOf()
            self._dimensions = ()
            self.tabs.setCurrentIndex(TREND)
        if self._report is not None:
            self._show(keep_rows=False)

    @property
    def kpi_id(self) -> str:
        """The KPI shown."""
        return self._kpi_id

    def _show(self, *, keep_rows: bool) -> None:
        from cxdesk.kpis.catalogue import by_id

        assert self._report is not None
        report = self._report
        result = report.kpi(self._kpi_id)
        self._result = result
        kpi = by_id(result.id)
        self.title.setText(result.name)
        self.pill.set_status(result.status)
        self.sentence.setText(result_sentence(result, report))
        self.target.show_result(result, report)
        self.facts.show_result(result, kpi, report)
        self._show_dimensions(dimensions_for(kpi, report))
        self.tabs.setTabVisible(DISTRIBUTION, report.evidence.distribution(result.id) is not None)
        self._stale = {TREND, BREAKDOWN, DISTRIBUTION} | (set() if keep_rows else {ROWS})
        if not keep_rows:
            self.tabs.setTabText(ROWS, self.tr("Rows · {n}").format(n=numbers.count(result.n)))
        self._show_segments()
        self._tab_changed(self.tabs.currentIndex())

    def _show_dimensions(self, dimensions: tuple[Dimension, ...]) -> None:
        chosen = self.dimension.currentData()
        self._dimensions = dimensions
        self.dimension.clear()
        for dimension in dimensions:
            self.dimension.addItem(dimension.title, dimension.name)
        place = self.dimension.findData(chosen)
        self.dimension.setCurrentIndex(max(place, 0) if dimensions else -1)
        self.tabs.setTabVisible(BREAKDOWN, bool(dimensions))

    def _dimension(self) -> Dimension | None:
        index = self.dimension.currentIndex()
        return self._dimensions[index] if 0 <= index < len(self._dimensions) else None

    def _show_segments(self) -> None:
        """The table below: always there, so that the page says more than its chart."""
        dimension = self._dimension()
        self._below.setVisible(dimension is not None and self.tabs.currentIndex() != ROWS)
        if dimension is None or self._report is None or self._result is None:
            return
        data = breakdown_data(self._result, dimension, self._report)
        model: Listing[Segment] = Listing(segment_columns(self._result, dimension.title), self.segments)
        model.show_rows(sorted(data.segments, key=lambda cell: (-cell.n, cell.segment)))
        old = self.segments.model()
        self.segments.setModel(model)
        if old is not None:
            old.deleteLater()
        self.segments.setSortingEnabled(False)
        header = self.segments.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.segments.setSortingEnabled(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._fit_columns()
        self._below_words.setText(self.tr("{n} groups · Enter shows their rows").format(n=len(data.segments)))
        named(self.segments, self.tr("{kpi} by {dimension}").format(kpi=data.name, dimension=dimension.title))

    # Tabs: each is filled when it is looked at.

    @Slot(int)
    def _tab_changed(self, index: int) -> None:
        self._below.setVisible(self._dimension() is not None and index != ROWS)
        self.copy.setVisible(index != ROWS)
        if self._result is None or self._report is None or index not in self._stale:
            return
        self._stale.discard(index)
        fill = (self._fill_trend, self._fill_breakdown, self._fill_distribution, self._fill_rows)[index]
        fill(self._result, self._report)

    def _fill_trend(self, result: KpiResult, report: Report) -> None:
        from ui.charts.trend import TrendData

        tz = report.query.calendar.tz
        self._trend_chart().show_data(
            TrendData(
                name=result.name,
                unit=result.unit,
                better=result.better,
                grain=report.query.grain,
                points=report.points(result.id),
                limits=report.limit(result.id),
                target=result.target,
                status=result.status,
                current=None if report.everything else report.period.start.astimezone(tz).date(),
                filling_words=result.pending_words,
            )
        )

    def _trend_chart(self) -> TrendChart:
        from ui.charts.trend import TrendChart

        chart = self._charts.get("trend")
        if not isinstance(chart, TrendChart):
            chart = TrendChart()
            chart.target_moved.connect(self._target_moved)
            chart.activated.connect(self._step_activated)
            chart.show_whiskers(self.whiskers.isChecked())
            self._charts["trend"] = chart
            self._places[TREND].addWidget(chart)
        return chart

    def _fill_breakdown(self, result: KpiResult, report: Report) -> None:
        from cxdesk.kpis.catalogue import by_id
        from ui.charts.bars import BarsChart
        from ui.charts.funnel import FunnelChart

        dimension = self._dimension()
        if dimension is None:
            return
        data = breakdown_data(result, dimension, report)
        limits = funnel_limits(by_id(result.id), result, report) if is_comparison(dimension.name) else None
        kind = "bars" if limits is None else "funnel"
        chart = self._charts.get(kind)
        if chart is None:
            chart = BarsChart() if limits is None else FunnelChart()
            chart.activated.connect(self._open_segment)
            self._charts[kind] = chart
            self._places[BREAKDOWN].addWidget(chart)
        for name in ("bars", "funnel"):
            if name in self._charts:
                self._charts[name].setVisible(name == kind)
        if isinstance(chart, FunnelChart) and limits is not None:
            chart.show_data(data, limits)
        elif isinstance(chart, BarsChart):
            chart.show_data(data)

    def _fill_distribution(self, result: KpiResult, report: Report) -> None:
        from ui.charts.histogram import DistributionData, HistogramChart

        values = report.evidence.distribution(result.id)
        chart = self._charts.get("distribution")
        if not isinstance(chart, HistogramChart):
            chart = HistogramChart()
            self._charts["distribution"] = chart
            self._places[DISTRIBUTION].addWidget(chart)
        chart.show_data(
            DistributionData(
                name=result.name,
                unit=result.unit,
                values=np.zeros(0) if values is None else values,
                target=result.target,
                rows_are=table_title(self._table(result)),
            )
        )

    @staticmethod
    def _table(result: KpiResult) -> str:
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.kpis.needs import needs

        return next((need.table for need in needs(by_id(result.id))), "")

    def _fill_rows(self, result: KpiResult, report: Report) -> None:
        self.rows.show_rows(result, report, self._rows_of)

    # What the user does.

    @Slot(float)
    def _target_moved(self, value: float) -> None:
        self._history.set_target_value(self._kpi_id, value)

    @Slot(object)
    def _step_activated(self, start: date) -> None:
        assert self._report is not None
        self._open_rows(RowsOf(start=start, words=numbers.step(start, self._report.query.grain)))

    @Slot(object)
    def _open_segment(self, segment: str) -> None:
        dimension = self._dimension()
        if dimension is not None:
            words = f"{dimension.title}: {segment or self.tr('(blank)')}"
            self._open_rows(RowsOf(dimension=dimension.name, segment=segment, words=words))

    @Slot(QModelIndex)
    def _segment_activated(self, index: QModelIndex) -> None:
        model = self.segments.model()
        if isinstance(model, Listing):
            self._open_segment(model.record(index).segment)

    def _open_rows(self, of: RowsOf) -> None:
        self._rows_of = of
        self._stale.add(ROWS)
        if self.tabs.currentIndex() == ROWS:
            self._tab_changed(ROWS)
        else:
            self.tabs.setCurrentIndex(ROWS)
        self.rows.table.setFocus()

    @Slot(int)
    def _rows_counted(self, count: int) -> None:
        self.tabs.setTabText(ROWS, self.tr("Rows · {n}").format(n=numbers.count(count)))

    @Slot(int)
    def _dimension_chosen(self, _index: int) -> None:
        self._show_segments()
        self._stale.add(BREAKDOWN)
        self._tab_changed(self.tabs.currentIndex())

    @Slot(bool)
    def _whiskers_toggled(self, on: bool) -> None:  # noqa: FBT001  a slot of a toggled signal
        chart: Any = self._charts.get("trend")
        if chart is not None:
            chart.show_whiskers(on)

    @Slot()
    def _fill_copy_menu(self) -> None:
        chart = self.current_chart()
        if chart is not None:
            chart.fill_menu(self._copy_menu)
            if self.tabs.currentIndex() == TREND:
                self._copy_menu.addAction(self.whiskers)

    def current_chart(self) -> Chart | None:
        """The chart on the tab in front."""
        names = {TREND: ("trend",), BREAKDOWN: ("bars", "funnel"), DISTRIBUTION: ("distribution",)}
        there = [self._charts[n] for n in names.get(self.tabs.currentIndex(), ()) if n in self._charts]
        return next((chart for chart in there if not chart.isHidden()), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the side panel and the table give way, so that nothing scrolls sideways."""
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        self._side.setFixedWidth(_SIDE_NARROW if narrow else _SIDE)
        self.copy.setToolButtonStyle(
            Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        )
        self._fit_columns()

    def _fit_columns(self) -> None:
        narrow = self.width() < _NARROW
        for column in (2, 3):
            self.segments.setColumnHidden(column, narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)


def _card(inner: QWidget, *, margin: int = M) -> QFrame:
    card = QFrame()
    theme.set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(margin, max(1, margin), margin, margin)
    layout.addWidget(inner)
    return card
