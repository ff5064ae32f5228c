"""A KPI's page and the list of all: what they show, and where a click, a key or an edit leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cxdesk.report.records import Report
from cxdesk.targets.target import Status
from cxdesk.workspace.session import View
from tests.ui.desk import PATIENCE_MS, Desk, opened
from tests.ui.handmade import ZONE, dataset, keep_evaluations
from ui.charts.chart import Chart
from ui.charts.trend import TrendChart
from ui.models.kpis import GROUP, KEY
from ui.pages.kpi import BREAKDOWN, DISTRIBUTION, ROWS, TREND, KpiPage
from ui.pages.kpi_rows import RowsOf
from ui.pages.kpis import KpisPage
from ui.theme import theme

CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QTabBar)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    keep_evaluations(monkeypatch)
    with opened(qtbot, tmp_path) as desk:
        with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
            view = View(first_day=date(2024, 3, 1))
            desk.state.apply(replace(desk.state.session, dataset=dataset(), zone=ZONE, view=view))
        yield desk


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> KpiPage:
    page = KpiPage(desk.state, desk.history)
    qtbot.addWidget(page)
    page.resize(1040, 700)
    page.show_kpi("art")
    page.show_report(desk.state.report)
    desk.state.report_changed.connect(page.show_report)
    page.show()
    return page


@pytest.fixture
def kpis(qtbot: QtBot, desk: Desk) -> KpisPage:
    page = KpisPage(desk.state, desk.history)
    qtbot.addWidget(page)
    page.resize(1040, 700)
    page.show_report(desk.state.report)
    page.show()
    return page


def report_of(desk: Desk) -> Report:
    assert desk.state.report is not None
    return desk.state.report


def report_of_page(page: KpiPage) -> Report:
    assert page._report is not None
    return page._report


def target(desk: Desk, kpi_id: str = "art") -> float | None:
    return report_of(desk).kpi(kpi_id).target


def chart(page: KpiPage) -> Chart:
    found = page.current_chart()
    assert found is not None
    return found


def test_the_page_opens_with_the_answer(page: KpiPage) -> None:
    assert page.title.text() == "Average resolution time"
    assert page.pill.status is Status.MISSED
    assert "in March 2024 against a target of at most 24\u202fh" in page.sentence.text()
    assert "worse than February (21.6" in page.sentence.text()


def test_the_number_is_explained_with_todays_figures(page: KpiPage) -> None:
    text = page.facts.text()
    assert "5,362 h / 157 = 34.2 h" in text
    assert "95\u202f% interval" in text
    assert "Median 20.5\u202fh · 90th percentile 80.6\u202fh" in text
    assert "Clock: calendar time" in text


def test_dragging_the_target_line_is_one_undo_step(desk: Desk, page: KpiPage) -> None:
    before = desk.history.stack.count()
    trend = chart(page)
    assert isinstance(trend, TrendChart)
    trend.target_moved.emit(30.0)
    assert desk.history.stack.count() == before + 1
    assert target(desk) == 30.0
    assert page.target.value.value() == 30.0
    desk.history.stack.undo()
    assert target(desk) == 24.0
    assert page.target.value.value() == 24.0


def test_typing_a_target_is_one_undo_step_and_keeps_the_rows_open(qtbot: QtBot, desk: Desk, page: KpiPage) -> None:
    spin = page.target.value
    spin.selectAll()
    qtbot.keyClicks(spin, "36")
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert (target(desk), desk.history.stack.count()) == (36.0, 1)
    assert page.pill.status is Status.MET


def test_leaving_the_field_unchanged_is_no_edit(qtbot: QtBot, desk: Desk, page: KpiPage) -> None:
    page.target.value.setFocus()
    page.target.tolerance.setFocus()
    assert desk.history.stack.count() == 0


def test_a_tolerance_belongs_to_the_target(desk: Desk, page: KpiPage) -> None:
    page.target.tolerance.setValue(12.0)
    assert page.pill.status is Status.NEAR
    assert desk.history.stack.count() == 1
    own = desk.state.session.targets.targets[-1]
    assert (own.kpi, own.value, own.tolerance, own.effective) == ("art", 24.0, 12.0, None)


def test_a_target_can_be_removed_and_reset(desk: Desk, page: KpiPage) -> None:
    assert not page.target.reset.isEnabled()
    page.target.none.click()
    assert target(desk) is None
    assert page.pill.status is Status.NO_TARGET
    page.target.reset.click()
    assert target(desk) == 24.0


def test_every_tab_is_filled_when_looked_at(page: KpiPage) -> None:
    for tab, words in ((TREND, "over time"), (BREAKDOWN, "by channel"), (DISTRIBUTION, "Distribution of")):
        page.tabs.setCurrentIndex(tab)
        assert words in chart(page).accessibleName()
    page.tabs.setCurrentIndex(ROWS)
    assert page.rows.model.total == 157


def test_people_are_compared_on_a_funnel_and_channels_by_bars(page: KpiPage) -> None:
    page.tabs.setCurrentIndex(BREAKDOWN)
    assert type(chart(page)).__name__ == "BarsChart"
    page.segments.choose("agent")
    assert type(chart(page)).__name__ == "FunnelChart"


def test_opening_a_segment_shows_its_rows(page: KpiPage) -> None:
    model = page.segments.table.model()
    page.segments.table.activated.emit(model.index(0, 0))
    assert page.tabs.currentIndex() == ROWS
    assert page.rows.chip.text().startswith("Channel: email")
    shown = int(model.index(0, 4).data())
    assert page.rows.model.total == shown < 157
    page.rows.chip.click()
    assert page.rows.model.total == 157


def test_opening_a_point_shows_the_rows_of_its_step(page: KpiPage, desk: Desk) -> None:
    start = date(2024, 1, 1)
    chart(page).activated.emit(start)
    assert page.tabs.currentIndex() == ROWS
    point = next(p for p in report_of(desk).points("art") if p.start == start)
    assert page.rows.model.total == point.n


def test_rows_are_searched_and_exported_as_shown(qtbot: QtBot, page: KpiPage, tmp_path: Path) -> None:
    page.tabs.setCurrentIndex(ROWS)
    rows = page.rows
    rows.search.setText("refund")
    rows.search_now()
    found = rows.model.rowCount()
    assert 0 < found < 157
    assert f"{found} / 157" in rows.summary.text()
    with qtbot.waitSignal(rows.exported, timeout=PATIENCE_MS):
        rows.write(tmp_path / "rows.csv")
    lines = (tmp_path / "rows.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == found + 1
    assert all("'=Refund, please" in line for line in lines[1:])


def test_a_search_that_finds_nothing_says_so_and_exports_nothing(page: KpiPage) -> None:
    page.tabs.setCurrentIndex(ROWS)
    page.rows.search.setText("pigeon")
    page.rows.search_now()
    assert page.rows._empty.text() == "No row holds “pigeon”."
    assert not page.rows.export.isEnabled()
    page.rows.search.setText("refund")
    page.rows.search_now()
    assert page.rows._empty.isHidden()
    assert page.rows.export.isEnabled()


def test_many_rows_are_looked_up_in_the_background(
    qtbot: QtBot, page: KpiPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.pages.kpi_rows._AT_ONCE", 10)
    page.tabs.setCurrentIndex(ROWS)
    assert page.rows.summary.text() == "Looking up the rows…"
    assert not page.rows.table.isEnabled()
    qtbot.waitUntil(lambda: page.rows.model.total == 157, timeout=PATIENCE_MS)
    assert page.rows.table.isEnabled()
    page.rows.show_rows(report_of_page(page).kpi("art"), report_of_page(page), RowsOf(dimension="channel", segment="x"))
    page.rows.show_all()  # asked anew before the first answer came: only the last one counts
    qtbot.waitUntil(lambda: page.rows.model.total == 157, timeout=PATIENCE_MS)


def test_rows_name_their_file_and_row(page: KpiPage) -> None:
    page.tabs.setCurrentIndex(ROWS)
    model = page.rows.model
    titles = [column.title for column in model.columns]
    assert titles[:3] == ["✓", "Average resolution time", "Ticket ID"]
    assert titles[-2:] == ["File", "Row in file"]
    assert model.index(0, len(titles) - 2).data() == "support-export.xlsx › Tickets"
    row = int(model.index(0, len(titles) - 1).data())
    assert model.index(0, 2).data() == f"T{row - 2:05d}"


def test_a_share_has_no_distribution_and_marks_its_numerator(page: KpiPage) -> None:
    page.show_kpi("csat")
    assert not page.tabs.isTabVisible(DISTRIBUTION)
    page.tabs.setCurrentIndex(ROWS)
    marks = page.rows.model.columns[0].cells
    assert (int(marks.sum()), len(marks)) == (40, 53)


def test_a_kpi_without_data_says_what_it_needs(page: KpiPage) -> None:
    page.show_kpi("clv")
    assert page.pill.status is Status.NO_DATA
    assert page.sentence.text().startswith("No value in March 2024")
    assert "Orders" in page.facts.text()
    page.tabs.setCurrentIndex(ROWS)
    assert page.rows.table.isHidden()


def test_every_kpi_has_a_page(page: KpiPage, desk: Desk) -> None:
    for result in report_of(desk).kpis:
        page.show_kpi(result.id)
        for tab in (TREND, BREAKDOWN, DISTRIBUTION, ROWS):
            if page.tabs.isTabVisible(tab):
                page.tabs.setCurrentIndex(tab)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("which", ["page", "kpis"])
def test_every_control_has_a_name(qapp: QApplication, request: pytest.FixtureRequest, scheme: str, which: str) -> None:
    theme.apply(qapp, "dark" if scheme == "dark" else "light")
    shown = request.getfixturevalue(which)
    if isinstance(shown, KpiPage):
        for tab in (TREND, BREAKDOWN, DISTRIBUTION, ROWS):
            shown.tabs.setCurrentIndex(tab)
    assert nameless(shown) == []
    theme.apply(qapp, "light")


def nameless(top: QWidget) -> list[str]:
    found = []
    for kind in CONTROLS:
        for widget in top.findChildren(kind):
            text = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
            inner = isinstance(widget.parent(), QAbstractSpinBox | QComboBox | QLineEdit | QTabBar | QScrollBar)
            inner = inner or widget.objectName().startswith("qt_") or type(widget).__module__.startswith("pyqtgraph")
            inner = inner or _in_combo_box(widget)
            if not text and not inner and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def _in_combo_box(widget: QWidget) -> bool:
    """Whether it is the list that drops down."""
    box = widget.parentWidget()
    return box is not None and isinstance(box.parentWidget(), QComboBox)


@pytest.mark.parametrize("width", [764, 1084])
def test_nothing_is_cut_off_at_the_smallest_window(qtbot: QtBot, page: KpiPage, width: int) -> None:
    page.resize(width, 480)
    QApplication.processEvents()
    assert page.minimumSizeHint().width() <= width
    assert page._side.mapTo(page, QPoint(page._side.width(), 0)).x() <= width
    assert not page.segments.table.horizontalScrollBar().isVisible()


def test_the_list_has_every_group_and_enter_opens_a_kpi(qtbot: QtBot, kpis: KpisPage) -> None:
    headings = [kpis.model.index(row, 0).data(GROUP) for row in range(kpis.model.rowCount())]
    assert [name for name in headings if name][:3] == ["Satisfaction", "Responsiveness", "Resolution quality"]
    asked: list[str] = []
    kpis.open_kpi.connect(asked.append)
    kpis.table.selectRow(1)
    qtbot.keyClick(kpis.table, Qt.Key.Key_Return)
    assert asked == ["csat"]


def test_typing_a_name_finds_also_what_has_no_data(qtbot: QtBot, kpis: KpisPage) -> None:
    asked: list[str] = []
    kpis.open_kpi.connect(asked.append)
    kpis.focus_search()
    qtbot.keyClicks(kpis.search, "lifetime")
    qtbot.keyClick(kpis.search, Qt.Key.Key_Return)
    assert asked == ["clv"]


def test_sorted_by_status_the_missed_come_first_and_headings_go(kpis: KpisPage) -> None:
    kpis.table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    assert kpis.model.index(0, 3).data().endswith("missed")
    assert all(kpis.model.index(row, 0).data(KEY) for row in range(kpis.model.rowCount()))


def test_the_list_keeps_its_selection_over_a_new_report(desk: Desk, kpis: KpisPage) -> None:
    kpis.table.selectRow(2)
    chosen = kpis.table.currentIndex().data(KEY)
    desk.history.set_target_value("csat", 90.0)
    kpis.show_report(desk.state.report)
    assert kpis.table.currentIndex().data(KEY) == chosen


def test_a_kpi_without_data_says_in_the_list_what_it_lacks(kpis: KpisPage) -> None:
    kpis.search.setText("net promoter")
    rows = range(kpis.model.rowCount())
    row = next(row for row in rows if kpis.model.index(row, 0).data(KEY) == "nps")
    assert "needs" in kpis.model.index(row, 1).data()
    assert kpis.table.columnSpan(row, 1) == 7
    assert kpis.table.columnSpan(0, 0) == kpis.model.columnCount()


def test_tab_walks_the_page_in_reading_order(qtbot: QtBot, page: KpiPage) -> None:
    order: list[QWidget | None] = []
    page.tabs.tabBar().setFocus()
    for _ in range(5):
        order.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
    expected = [page.tabs.tabBar(), page.copy, chart(page), page.segments.chooser, page.segments.table]
    assert [type(widget).__name__ for widget in order] == [type(widget).__name__ for widget in expected]


def test_the_list_shows_one_status_at_a_time(desk: Desk, kpis: KpisPage) -> None:
    kpis.show_status(Status.MISSED)
    rows = range(kpis.model.rowCount())
    shown = [str(kpis.model.index(row, 0).data(KEY)) for row in rows if kpis.model.index(row, 0).data(KEY)]
    assert shown == [result.id for result in report_of(desk).kpis if result.status is Status.MISSED]
    assert "missed" in kpis.statuses.text()
    kpis.show_status(Status.NO_DATA)
    ids = {str(kpis.model.index(row, 0).data(KEY)) for row in range(kpis.model.rowCount())}
    assert {"clv", "uptime"} <= ids
