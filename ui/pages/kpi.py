"""One KPI: its answer, trend, breakdown, distribution and rows; beside them the target and where the number is from."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cxdesk.report.records import KpiResult, Report
from ui.basics import numbers
from ui.models.kpi_words import has_course, result_sentence
from ui.models.report_words import context_line, source_line
from ui.models.splits import dimensions_for, is_comparison
from ui.pages.kpi_facts import Facts
from ui.pages.kpi_rows import RowsOf, RowsTab
from ui.pages.kpi_segments import SegmentsTable
from ui.pages.kpi_target import TargetEditor
from ui.pages.kpi_typing import TypeIn
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.form import card_of, label, named
from ui.widgets.status_pill import StatusPill

if TYPE_CHECKING:
    from ui.charts.chart import Chart
    from ui.charts.trend import TrendChart

TREND, BREAKDOWN, DISTRIBUTION, ROWS = range(4)
_SIDE, _SIDE_NARROW = 292, 248
_NARROW = 880  # width of the page below which it makes room


class KpiPage(QWidget):
    """Shows the KPI chosen from the report in force, and those it is made of. `back` asks to leave (Escape)."""

    back = Signal()
    open_convention = Signal(str)  # key, to be changed in the settings

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._report: Report | None = None
        self._result: KpiResult | None = None
        self._kpi_id = ""
        self._trail: list[str] = []  # KPIs that led here, each made of the next
        self._new = False  # another KPI than before: its own dimension comes first
        self._stale: set[int] = set()
        self._charts: dict[str, Chart] = {}
        self._rows_of = RowsOf()
        self.title = label("", "title")
        # Back to the KPI that this one is a part of.
        self.whole = named(QPushButton(icons.icon("chevron-left"), ""), self.tr("Back"))
        theme.set_role(self.whole, "link")
        self.whole.clicked.connect(self._go_back)
        self.pill = StatusPill()
        self.typing = TypeIn()
        self.type_in = self.typing.asked
        self.sentence = label("", "muted", wrap=True)
        self.tabs = self._make_tabs()
        self.target = TargetEditor(history)
        self.facts = Facts()
        self.facts.part_opened.connect(self._open_part)
        self.facts.convention_asked.connect(self.open_convention)
        self.segments = SegmentsTable()
        self.segments.dimension_changed.connect(self._dimension_chosen)
        self.segments.opened.connect(self._open_segment)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, M)
        layout.setSpacing(S)
        layout.addWidget(self.whole, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(self._make_head())
        layout.addWidget(self.sentence)
        layout.addSpacing(S)
        layout.addLayout(self._make_body(), 1)
        chooser, table = self.segments.chooser, self.segments.table
        for one, other in pairwise((self.tabs.tabBar(), self.copy, chooser, table, self.target.value)):
            QWidget.setTabOrder(one, other)

    def _make_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self.title)
        head.addWidget(self.pill)
        head.addStretch(1)
        head.addWidget(self.typing)
        return head

    def _make_body(self) -> QHBoxLayout:
        body = QHBoxLayout()
        body.setSpacing(M)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(M)
        theme.set_role(self._splitter, "gap")
        self._splitter.addWidget(card_of(self.tabs, margin=M))
        self._below = card_of(self.segments, margin=M)
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
        card = card_of(scroll, margin=1)
        self._side = card
        body.addWidget(card)
        return body

    def _make_tabs(self) -> QTabWidget:
        tabs = named(QTabWidget(), self.tr("Charts and rows"))
        tabs.setDocumentMode(True)
        named(tabs.tabBar(), self.tr("Views of this KPI"))
        self._places: list[QVBoxLayout] = []
        for text in (self.tr("Trend"), self.tr("Breakdown"), self.tr("Distribution")):
            page = QWidget()
            place = QVBoxLayout(page)
            place.setContentsMargins(0, S, 0, 0)
            self._places.append(place)
            tabs.addTab(page, text)
        self.rows = RowsTab(self._state)
        self.rows.counted.connect(self._rows_counted)
        tabs.addTab(self.rows, self.tr("Rows"))
        self.whiskers = QAction(self.tr("Show intervals"), self)
        self.whiskers.setCheckable(True)
        self.whiskers.toggled.connect(self._whiskers_toggled)
        self.copy = QToolButton()
        self.copy.setText(self.tr("Copy or save"))
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
        self._trail = []
        self._show_kpi(kpi_id)

    def _show_kpi(self, kpi_id: str) -> None:
        if kpi_id != self._kpi_id:
            self._kpi_id = kpi_id
            self._rows_of = RowsOf()
            self._new = True
            self.tabs.setCurrentIndex(TREND)
        if self._report is not None:
            self._show(keep_rows=False)

    @property
    def kpi_id(self) -> str:
        """The KPI shown."""
        return self._kpi_id

    def _show(self, *, keep_rows: bool) -> None:
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.kpis.rows import counts_rows

        assert self._report is not None
        report = self._report
        result = report.kpi(self._kpi_id)
        self._result = result
        kpi = by_id(result.id)
        self.title.setText(result.name)
        self._show_trail(report)
        self.pill.set_status(result.status)
        self.sentence.setText(result_sentence(result, report))
        self.typing.show_result(result, kpi, report)
        self.target.show_result(result, report)
        self.facts.show_result(result, kpi, report)
        dimensions = dimensions_for(kpi, report)
        self.segments.show_dimensions(dimensions, keep=not self._new)
        self._new = False
        self.tabs.setTabVisible(TREND, result.value is None or has_course(result, report))
        self.tabs.setTabVisible(BREAKDOWN, bool(dimensions))
        self.tabs.setTabVisible(DISTRIBUTION, report.evidence.distribution(result.id) is not None)
        self._stale = {TREND, BREAKDOWN, DISTRIBUTION} | (set() if keep_rows else {ROWS})
        if not keep_rows:
            counted = self.tr("Rows · {n}").format(n=numbers.count(result.n))
            self.tabs.setTabText(ROWS, counted if counts_rows(kpi) else self.tr("Rows"))
        self.segments.show_result(result, report)
        self._tab_changed(self.tabs.currentIndex())

    # Tabs: each is filled when it is looked at.

    @Slot(int)
    def _tab_changed(self, index: int) -> None:
        self._below.setVisible(self.segments.dimension is not None and index != ROWS)
        self.copy.setVisible(index != ROWS)
        self._side.setVisible(index != ROWS)  # rows need the width
        if self._result is None or self._report is None or index not in self._stale:
            return
        self._stale.discard(index)
        fill_rows = partial(self.rows.show_rows, of=self._rows_of)
        (self._fill_trend, self._fill_breakdown, self._fill_distribution, fill_rows)[index](self._result, self._report)
        for chart in self._charts.values():
            chart.set_source(context_line(self._report), source_line(self._report))

    def _fill_trend(self, result: KpiResult, report: Report) -> None:
        from ui.charts.kpi_data import trend_data

        self._trend_chart().show_data(trend_data(result, report))

    def _trend_chart(self) -> TrendChart:
        from ui.charts.trend import TrendChart

        chart = self._charts.get("trend")
        if not isinstance(chart, TrendChart):
            chart = TrendChart()
            chart.target_moved.connect(self._target_moved)
            chart.activated.connect(self._step_activated)
            chart.show_whiskers(self.whiskers.isChecked())
            self._place("trend", TREND, chart)
        return chart

    def _place(self, name: str, tab: int, chart: Chart) -> None:
        """Keep a chart and put it on its tab."""
        self._charts[name] = chart
        self._places[tab].addWidget(chart)
        chart.show()
        # Made late, it still comes where it is read.
        QWidget.setTabOrder(self.copy, chart)
        QWidget.setTabOrder(chart, self.segments.chooser)

    def _fill_breakdown(self, result: KpiResult, report: Report) -> None:
        from cxdesk.kpis.catalogue import by_id
        from ui.charts.bars import BarsChart
        from ui.charts.funnel import FunnelChart
        from ui.charts.kpi_data import breakdown_data, funnel_limits

        dimension = self.segments.dimension
        if dimension is None:
            return
        data = breakdown_data(result, dimension, report)
        limits = funnel_limits(by_id(result.id), result, report) if is_comparison(dimension.name) else None
        kind = "bars" if limits is None else "funnel"
        chart = self._charts.get(kind)
        if chart is None:
            chart = BarsChart() if limits is None else FunnelChart()
            chart.activated.connect(self._open_segment)
            self._place(kind, BREAKDOWN, chart)
        for name in ("bars", "funnel"):
            if name in self._charts:
                self._charts[name].setVisible(name == kind)
        if isinstance(chart, FunnelChart) and limits is not None:
            chart.show_data(data, limits)
        elif isinstance(chart, BarsChart):
            chart.show_data(data)

    def _fill_distribution(self, result: KpiResult, report: Report) -> None:
        from ui.charts.histogram import HistogramChart
        from ui.charts.kpi_data import distribution_data

        chart = self._charts.get("distribution")
        if not isinstance(chart, HistogramChart):
            chart = HistogramChart()
            self._place("distribution", DISTRIBUTION, chart)
        chart.show_data(distribution_data(result, report))

    def _show_trail(self, report: Report) -> None:
        self.whole.setVisible(bool(self._trail))
        if self._trail:
            name = report.kpi(self._trail[-1]).name
            self.whole.setText(name)
            named(self.whole, self.tr("Back to {name}").format(name=name))

    # What the user does.

    @Slot(str)
    def _open_part(self, kpi_id: str) -> None:
        self._trail.append(self._kpi_id)
        self._show_kpi(kpi_id)

    @Slot()
    def _go_back(self) -> None:
        """From a part to the KPI it is a part of, from there out of the page."""
        if self._trail:
            self._show_kpi(self._trail.pop())
            self.facts.setFocus()
        else:
            self.back.emit()

    @Slot(float)
    def _target_moved(self, value: float) -> None:
        self._history.set_target_value(self._kpi_id, value)

    @Slot(object)
    def _step_activated(self, start: date) -> None:
        assert self._report is not None
        self._open_rows(RowsOf(start=start, words=numbers.step(start, self._report.query.grain)))

    @Slot(str)
    @Slot(object)
    def _open_segment(self, segment: str) -> None:
        dimension = self.segments.dimension
        if dimension is not None:
            words = f"{dimension.title}: {segment or self.tr('(blank)')}"
            self._open_rows(RowsOf(dimension=dimension.name, segment=segment, words=words))

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

    @Slot()
    def _dimension_chosen(self) -> None:
        if self._result is not None and self._report is not None:
            self.segments.show_result(self._result, self._report)
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
        narrow, styles = event.size().width() < _NARROW, Qt.ToolButtonStyle
        self._side.setFixedWidth(_SIDE_NARROW if narrow else _SIDE)
        self.copy.setToolButtonStyle(styles.ToolButtonIconOnly if narrow else styles.ToolButtonTextBesideIcon)
        self.segments.set_narrow(narrow=narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back."""
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
        else:
            super().keyPressEvent(event)
