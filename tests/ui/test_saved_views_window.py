"""Saved views in the window: kept, looked at, renamed and deleted by hand and by keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from cxdesk.common.periods import Grain
from cxdesk.tables.in_use import Names, in_use
from cxdesk.workspace.views import SavedView, View
from tests.ui.desk import PATIENCE_MS
from tests.ui.handmade import dataset, keep_evaluations
from ui.basics.actions import ACTIONS
from ui.basics.early import EarlySettings
from ui.dialogs.views import SaveViewDialog, ViewsDialog
from ui.main_window import MainWindow
from ui.models.views import filter_words, suggested_name
from ui.state import AppState
from ui.theme import theme
from ui.widgets.views_menu import ViewsMenu, look_at
from ui.work.jobs import JobRunner

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
EMAIL = View(first_day=date(2023, 12, 1), filters={"channel": ("email",)})


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    keep_evaluations(monkeypatch)
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
    with qtbot.waitSignal(state.report_changed, timeout=PATIENCE_MS):
        made.history.import_data(dataset(), "Import")
    yield made
    state.close()
    assert bugs == []


def with_views(window: MainWindow, *views: SavedView) -> None:
    window._state.apply(replace(window._state.session, views=views))


def names(window: MainWindow) -> list[str]:
    return [saved.name for saved in window._state.session.views]


def entries(menu: QMenu) -> list[QAction]:
    menu.aboutToShow.emit()
    return [action for action in menu.actions() if not action.isSeparator()]


def bar_menu(window: MainWindow) -> ViewsMenu:
    return next(menu for menu in window.bar.findChildren(ViewsMenu))


def test_the_present_view_is_kept_under_a_name_in_one_undo_step(window: MainWindow) -> None:
    window._state.look(first_day=date(2023, 12, 1), filters={"channel": ("email",)})
    window.actions_by_id["save_view"].trigger()
    dialog = window._dialog
    assert isinstance(dialog, SaveViewDialog)
    assert dialog.name.text() == "email"
    assert dialog.latest.text().replace("&", "") == "Open on the last complete month"
    dialog.name.setText("Mail in December")
    dialog.own.click()
    dialog.save_button.click()
    assert window._state.session.views == (SavedView(name="Mail in December", view=EMAIL, latest=False),)
    assert window.history.stack.undoText() == "Save view “Mail in December”"
    window.history.stack.undo()
    assert names(window) == []
    assert window._state.session.view == EMAIL


def test_a_name_that_is_taken_is_said_before(window: MainWindow) -> None:
    with_views(window, SavedView(name="Mail", view=EMAIL))
    window.actions_by_id["save_view"].trigger()
    dialog = window._dialog
    dialog.name.setText(" mail ")
    assert dialog.hint.text() == "Takes the place of the view “Mail”."
    dialog.name.setText("  ")
    assert not dialog.save_button.isEnabled()
    dialog.reject()


def test_both_menus_list_the_views_and_looking_is_no_edit(window: MainWindow) -> None:
    with_views(window, SavedView(name="Mail & more", view=EMAIL, latest=False), SavedView(name="Now", view=EMAIL))
    steps = window.history.stack.count()
    for menu in (bar_menu(window), window.views):
        first, second, *_ = entries(menu)
        assert first.text() == "Mail && more\tDecember 2023"
        assert second.text() == "Now\tthe last complete month"
        window._state.look(first_day=None, filters={})
        first.trigger()
        assert window._state.session.view == EMAIL
        assert entries(menu)[0].isChecked()
        entries(menu)[1].trigger()
        assert window._state.session.view == replace(EMAIL, first_day=date(2024, 3, 1))
    assert window.history.stack.count() == steps
    assert [action.text() for action in entries(bar_menu(window))[2:]] == ["&Save this view…", "&Change saved views…"]


def test_without_views_the_menu_says_so(window: MainWindow) -> None:
    first = entries(bar_menu(window))[0]
    assert (first.text(), first.isEnabled()) == ("No saved views yet", False)


def test_what_is_not_in_the_data_any_more_is_said(window: MainWindow) -> None:
    gone = View(first_day=date(2023, 12, 1), filters={"channel": ("fax",), "region": ("North",), "agent": ("Agent A",)})
    told: list[str] = []
    window._state.told.connect(told.append)
    look_at(window._state, SavedView(name="Old", view=gone, latest=False))
    assert window._state.session.view.filters == {"agent": ("Agent A",)}
    first = "No row has “fax” as channel any more, so the filter on it is left out."
    second = "The data has no column “Region” any more, so the filter on it is left out."
    assert told == [f"{first} {second}"]


def test_views_are_renamed_given_another_period_deleted_and_brought_back(window: MainWindow, qtbot: QtBot) -> None:
    weekly = View(first_day=date(2024, 1, 1), span=Grain.WEEK, grain=Grain.WEEK)
    with_views(window, SavedView(name="Mail", view=EMAIL), SavedView(name="Week", view=weekly))
    window.actions_by_id["views"].trigger()
    dialog = window._dialog
    assert isinstance(dialog, ViewsDialog)
    assert [dialog.model.index(0, place).data() for place in range(3)] == [
        "Mail", "Channel: email · by month", "the last complete month",
    ]  # fmt: skip
    dialog.table.selectRow(1)
    assert (dialog.name.text(), dialog.latest.text()) == ("Week", "Open on the last complete week")
    dialog.name.setText("Weekly")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert names(window) == ["Mail", "Weekly"]
    dialog.latest.click()
    assert not window._state.session.views[1].latest
    dialog.name.setText("mail")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.hint.text() == "There is a view “Mail” already. Choose another name."
    assert dialog.name.text() == "Weekly"
    dialog.delete()
    assert names(window) == ["Mail"]
    dialog.undo.click()
    assert names(window) == ["Mail", "Weekly"]
    dialog.table.selectRow(1)
    dialog.look()
    assert window._state.session.view == weekly
    dialog.accept()


def test_words_of_views_name_no_agent_that_is_hidden(window: MainWindow) -> None:
    data = in_use(dataset(), Names(hide_agents=True))
    view = View(first_day=date(2024, 3, 1), filters={"agent": ("Agent A",), "channel": ("chat",)})
    assert filter_words(view, dataset()) == "Agent: Agent A · Channel: chat"
    assert filter_words(view, data) == "Agent: not applied · Channel: chat"
    assert suggested_name(view, dataset(), 60) == "Agent A, chat"
    assert suggested_name(view, data, 60) == "chat"
    assert suggested_name(replace(view, filters={"agent": ("Agent A",)}), data, 60) == "March 2024"
    assert suggested_name(view, dataset(), 8) == "Agent A…"


def test_the_list_says_how_to_keep_a_first_view(window: MainWindow) -> None:
    window.change_views()
    assert "No view is kept yet" in window._dialog.hint.text()
    assert not window._dialog.delete_button.isEnabled()
    window._dialog.accept()


def test_no_two_actions_share_a_key() -> None:
    keys = [key for record in ACTIONS for key in record.keys]
    assert len(keys) == len(set(keys))
    assert {"Ctrl+D", "Ctrl+Shift+D"} <= set(keys)


def test_views_are_there_after_the_next_start(window: MainWindow) -> None:
    with_views(window, SavedView(name="Mail", view=EMAIL, latest=False))
    assert window._state.settings.session("UTC").views == window._state.session.views
