from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QWidget,
)  # fmt: skip
from pytestqt.qtbot import QtBot

from cxdesk.common.problems import Problem, Severity
from tests.ui.desk import PATIENCE_MS
from tests.ui.handmade import dataset
from ui.basics.early import EarlySettings, read_early
from ui.main_window import MainWindow
from ui.pages.data import DataPage
from ui.pages.overview import OverviewPage
from ui.state import AppState
from ui.theme import theme
from ui.widgets.filter_bar import FilterBar
from ui.widgets.target_popover import TargetPopover
from ui.work.jobs import JobRunner

# The offscreen platform cannot raise windows or grab keys, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    state = AppState(JobRunner(), tmp_path)
    bugs: list[object] = []
    state.crashed.connect(bugs.append)
    made = MainWindow(state, EarlySettings())
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(state.ready, timeout=PATIENCE_MS):
        state.start()
    yield made
    state.close()
    assert bugs == []


@pytest.fixture
def filled(qtbot: QtBot, window: MainWindow) -> MainWindow:
    with qtbot.waitSignal(window._state.report_changed, timeout=PATIENCE_MS):
        window.history.import_data(dataset(), "Import of 2 files")
    return window


def overview(window: MainWindow) -> OverviewPage:
    page = window.stack.page("overview")
    assert isinstance(page, OverviewPage)
    return page


def bar(window: MainWindow) -> FilterBar:
    assert isinstance(window.bar, FilterBar)
    return window.bar


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in root.findChildren(QWidget)
        if isinstance(widget, CONTROLS)
        and widget.isVisible()
        and not isinstance(widget, QHeaderView)  # named by its table
        and not widget.objectName().startswith("qt_")
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]


def test_it_opens_on_the_first_page_and_says_its_name(window: MainWindow):
    assert "CX Desk" in window.windowTitle()
    assert window.stack.currentWidget() is window.first_run
    assert not bar(window).isVisible()
    assert nameless(window) == []


def test_with_data_it_shows_the_overview(filled: MainWindow):
    assert filled.stack.currentWidget() is overview(filled)
    assert filled.status.text.startswith("3")
    assert nameless(filled) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_opens_small_and_large_in_both_schemes(
    filled: MainWindow, qapp: QApplication, qtbot: QtBot, scheme: theme.Scheme
):
    theme.apply(qapp, scheme)
    for page in ("overview", "kpis", "data"):
        filled.show_page(page)
        for size in ((960, 600), (1280, 800)):
            filled.resize(*size)
            qtbot.wait(20)
            image = filled.grab().toImage()
            assert image.pixelColor(300, 30).name() == theme.tokens().background
        assert nameless(filled) == []
    theme.apply(qapp, "light")


def test_without_data_every_page_leads_to_the_first_one(window: MainWindow):
    for page in ("kpis", "data", "overview"):
        window.show_page(page)
        assert window.stack.currentWidget() is window.first_run


def test_a_kpi_opens_from_its_card_and_escape_goes_back(filled: MainWindow, qtbot: QtBot):
    card = overview(filled).cards[0]
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert filled.page == "kpi"
    qtbot.keyClick(filled.stack.currentWidget(), Qt.Key.Key_Escape)
    assert filled.page == "overview"


def test_arrows_walk_the_cards(filled: MainWindow, qtbot: QtBot):
    filled.resize(1280, 800)
    qtbot.wait(20)
    page = overview(filled)
    first, second = page.cards[0], page.cards[1]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert QApplication.focusWidget() is second
    qtbot.keyClick(second, Qt.Key.Key_Left)
    assert QApplication.focusWidget() is first
    qtbot.keyClick(first, Qt.Key.Key_Down)
    below = QApplication.focusWidget()
    assert below is not None
    assert below is not first
    assert below.mapTo(page, QPoint(0, 0)).y() > first.mapTo(page, QPoint(0, 0)).y()


def test_a_target_is_edited_in_place_and_undone(filled: MainWindow, qtbot: QtBot):
    page = overview(filled)
    card = next(card for card in page.cards if card.kpi_id == "art")
    qtbot.mouseClick(card.target_button, Qt.MouseButton.LeftButton)
    popover = page.findChild(TargetPopover)
    assert popover is not None
    popover.spin.setValue(31.0)
    qtbot.keyClick(popover, Qt.Key.Key_Return)
    assert card.target_button.text() == "≤ 31\u202fh"
    filled.actions_by_id["undo"].trigger()
    assert card.target_button.text() == "≤ 24\u202fh"


def test_escape_leaves_the_target_alone(filled: MainWindow, qtbot: QtBot):
    page = overview(filled)
    card = page.cards[0]
    before = card.target_button.text()
    qtbot.mouseClick(card.target_button, Qt.MouseButton.LeftButton)
    popover = page.findChild(TargetPopover)
    assert popover is not None
    popover.spin.setValue(1.0)
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert card.target_button.text() == before
    assert not filled.history.stack.undoText().startswith("Target")


def test_every_card_says_its_whole_answer_to_a_screen_reader(filled: MainWindow):
    for card in overview(filled).cards:
        text = card.text
        assert text is not None
        assert card.accessibleName() == text.name
        assert card.accessibleDescription().startswith(f"{text.name}: {text.value}")
        assert card.target_button.accessibleName()


def test_kpis_without_data_are_listed_apart_and_never_as_zero(filled: MainWindow):
    for section in overview(filled).card_sections.values():
        if not section.more.isHidden():
            section.more.click()
    shown = {card.kpi_id for card in overview(filled).cards}
    report = filled._state.report
    assert report is not None
    assert shown == {result.id for result in report.kpis if result.value is not None}
    assert {"churn", "clv", "ces"}.isdisjoint(shown)


def test_a_goal_shows_only_its_kpis(filled: MainWindow):
    filled._state.look(goal="Customer loyalty")
    assert {card.kpi_id for card in overview(filled).cards} <= {"retention", "nps", "csat", "churn"}
    assert [card.kpi_id for card in overview(filled).cards] == ["csat"]


def test_stepping_goes_back_and_stops_at_the_end_of_the_data(filled: MainWindow, qtbot: QtBot):
    assert not bar(filled).can_go(1)
    with qtbot.waitSignal(filled._state.report_changed, timeout=PATIENCE_MS):
        filled.actions_by_id["earlier"].trigger()
    assert filled._state.session.view.first_day == date(2024, 2, 1)
    assert bar(filled).can_go(1)


def test_a_filter_is_chosen_shown_and_removed(filled: MainWindow, qtbot: QtBot):
    bar(filled)._fill_dimensions()
    channel = next(menu for menu in bar(filled)._add_menu.findChildren(QMenu) if menu.title() == "Channel")
    channel.aboutToShow.emit()
    email = next(action for action in channel.actions() if action.data()[1] == "email")
    with qtbot.waitSignal(filled._state.report_changed, timeout=PATIENCE_MS):
        email.trigger()
    assert filled._state.session.view.filters == {"channel": ("email",)}
    (chip,) = bar(filled)._chips
    assert chip.text().startswith("Channel: email")
    chip.click()
    assert filled._state.session.view.filters == {}


def test_filters_that_leave_nothing_are_said_and_removed_with_one_click(filled: MainWindow, qtbot: QtBot):
    with qtbot.waitSignal(filled._state.report_changed, timeout=PATIENCE_MS):
        filled._state.look(filters={"channel": ("pigeon",)})
    page = overview(filled)
    assert page._headline.text() == "The filters leave nothing to look at."
    assert page.leave.text() == "Remove the filters"
    page.leave.click()
    assert filled._state.session.view.filters == {}
    assert not page.leave.isVisible()


def test_an_empty_period_says_where_the_data_is_and_leads_there(filled: MainWindow, qtbot: QtBot):
    with qtbot.waitSignal(filled._state.report_changed, timeout=PATIENCE_MS):
        filled._state.look(first_day=date(2020, 3, 1))
    page = overview(filled)
    assert page._headline.text() == "There is nothing in March 2020."
    assert page._subline.text().startswith("The data runs from 1 Oct 2022 to ")
    with qtbot.waitSignal(filled._state.report_changed, timeout=PATIENCE_MS):
        page.leave.click()
    assert filled._state.session.view.first_day is not None
    assert filled._state.session.view.first_day.year == 2024


def test_data_without_a_single_row_opens_on_what_to_add(window: MainWindow, qtbot: QtBot):
    data = dataset()
    none = replace(data, tables={"tickets": data.tables["tickets"].iloc[:0]})
    with qtbot.waitSignal(window._state.report_changed, timeout=PATIENCE_MS):
        window.history.import_data(none, "Import of 1 file")
    assert overview(window).cards == ()
    assert not bar(window).can_go(1)
    assert not overview(window).leave.isVisible()


def test_everything_can_be_looked_at(filled: MainWindow, qtbot: QtBot):
    bar(filled)._fill_periods()
    everything = next(a for a in bar(filled)._period_menu.actions() if a.text() == "Everything")
    with qtbot.waitSignal(filled._state.report_changed, timeout=PATIENCE_MS):
        everything.trigger()
    assert filled._state.report is not None
    assert filled._state.report.everything


def test_a_quarter_that_holds_the_month_follows_the_month(filled: MainWindow, qtbot: QtBot):
    bar(filled)._fill_periods()
    quarter = next(a for a in bar(filled)._period_menu.actions() if a.text() == "Quarter")
    with qtbot.waitSignal(filled._state.report_changed, timeout=PATIENCE_MS):
        quarter.trigger()
    assert filled._state.session.view.first_day == date(2024, 1, 1)


def test_files_dropped_before_it_is_ready_wait(qtbot: QtBot, tmp_path: Path):
    state = AppState(JobRunner(), tmp_path)
    made = MainWindow(state, EarlySettings())
    qtbot.addWidget(made)
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    made.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    assert made._waiting == [file]
    state.close()


def test_geometry_is_kept_for_the_next_start(window: MainWindow, tmp_path: Path):
    window.resize(790, 640)  # the offscreen screen is 800 x 800
    window.close()
    window._state.close()
    early = read_early(tmp_path)
    assert early.geometry
    again = MainWindow(AppState(JobRunner(), tmp_path), early)
    assert (again.width(), again.height()) == (790, 640)
    again.deleteLater()


def test_one_window_an_error_and_it_can_be_closed(window: MainWindow, qtbot: QtBot):
    window.show_crash("ValueError: no", "Traceback ...")
    (message,) = [widget for widget in window.findChildren(QWidget) if type(widget).__name__ == "CrashMessage"]
    assert not message.isModal()
    assert nameless(message) == []
    message.close()


def test_the_title_names_what_is_open(window: MainWindow, filled: MainWindow):
    assert filled.windowTitle() == "support-export.xlsx and csat.csv – CX Desk"
    filled.actions_by_id["undo"].trigger()
    assert filled.windowTitle() == "CX Desk"


def test_the_badge_the_status_line_and_the_data_page_count_the_same_problems(filled: MainWindow):
    found = (
        Problem(kind="zone", message="Times are taken in UTC.", severity=Severity.INFO),
        Problem(kind="unreadable_date", message="Three dates cannot be read.", file="a.csv", count=3),
    )
    session = filled._state.session
    filled._state.apply(replace(session, dataset=replace(session.dataset, problems=found)))
    filled.show_page("data")
    page = filled.stack.page("data")
    assert isinstance(page, DataPage)
    assert filled.navigation.buttons["data"].toolTip() == "1 problem in the data"
    assert filled.status._problems.text() == "1 problem in the data"
    assert page.quality._title.text().endswith("·  1")
    badge = filled.navigation.buttons["data"].badge_place().center().toPoint()
    filled.show_page("overview")
    QTest.mouseClick(filled.navigation.buttons["data"], Qt.MouseButton.LeftButton, pos=badge)
    assert filled.page == "data"
    assert page.tabs.currentWidget().isAncestorOf(page.quality)


CSV = "Ticket ID,Created at,Resolved at,Status\n" + "".join(
    f"T{day},2024-05-{day:02d} 09:00,2024-05-{day:02d} 19:00,Closed\n" for day in range(1, 29)
)


def test_the_files_of_last_time_open_again_with_one_click(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    path = tmp_path / "tickets.csv"
    path.write_text(CSV, encoding="utf-8")
    window.open_files([path])
    with qtbot.waitSignal(window._dialog.read, timeout=PATIENCE_MS):
        pass
    with qtbot.waitSignal(window._state.report_changed, timeout=PATIENCE_MS):
        window._dialog.run_import()
    window._state.close()
    early = read_early(tmp_path)
    assert early.last == (str(path),)
    again = MainWindow(AppState(JobRunner(), tmp_path), early)
    qtbot.addWidget(again)
    again.show()
    with qtbot.waitSignal(again._state.ready, timeout=PATIENCE_MS):
        again._state.start()
    button = next(b for b in again.first_run.findChildren(QPushButton) if b.text() == "Open tickets.csv again")
    with qtbot.waitSignal(again._state.report_changed, timeout=PATIENCE_MS):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert again._state.session.dataset.rows("tickets") == 28
    again._state.close()


def test_another_file_in_place_of_the_old_one_is_asked_about(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    path = tmp_path / "tickets.csv"
    path.write_text(CSV, encoding="utf-8")
    window.open_again([str(path)])
    with qtbot.waitSignal(window._dialog.read, timeout=PATIENCE_MS):
        pass
    assert window._dialog.isVisible()
    assert not window._state.has_data
    window._dialog.reject()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"appearance": 3, "window": "%%", "recent": 4}'])
def test_damaged_settings_do_not_stop_the_first_paint(tmp_path: Path, text: str):
    (tmp_path / "settings.json").write_text(text, encoding="utf-8")
    assert read_early(tmp_path) == EarlySettings()
