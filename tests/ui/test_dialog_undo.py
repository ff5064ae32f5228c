"""Undo in dialogs, the first day of a target, and the way of Tab through the settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from cxdesk.common.sla import SlaPolicy
from cxdesk.targets.target import Target
from cxdesk.workspace.holiday_seed import region_names
from tests.ui.desk import Desk, opened
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.settings_sla import SlaPage
from ui.widgets.since_field import ALWAYS, SinceField
from ui.widgets.target_dialog import TargetDialog


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """An app without data, with one edit made."""
    with opened(qtbot, tmp_path) as desk:
        desk.history.set_target(Target(kpi="csat", value=90.0), "CSAT")
        yield desk


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[SinceField]:
    """A field that reads always, with a button after it."""
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    field, after = SinceField(), QPushButton("after")
    field.start = QDate(2025, 10, 1)
    field.setDate(ALWAYS)
    layout.addWidget(field)
    layout.addWidget(after)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    field.setFocus()
    yield field
    page.close()


def test_a_dialog_undoes_what_was_done_since_it_opened_and_nothing_older(desk: Desk) -> None:
    dialog = TargetDialog(desk.history, "csat")
    assert not dialog.undo.isEnabled()
    dialog.value.setValue(70)
    dialog.set.click()
    assert dialog.undo.isEnabled()
    assert dialog.undo.toolTip().startswith("Target of")
    dialog.undo.click()
    assert not dialog.undo.isEnabled()
    assert [target.value for target in desk.state.session.targets.targets] == [90.0]
    assert desk.history.stack.index() == 1
    dialog.deleteLater()


def test_the_undo_key_of_the_settings_spares_older_edits(qtbot: QtBot, desk: Desk) -> None:
    dialog = SettingsDialog(desk.state, desk.history)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClick(dialog.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.history.stack.index() == 1


def test_tab_reaches_close_after_the_page(qtbot: QtBot, desk: Desk) -> None:
    dialog = SettingsDialog(desk.state, desk.history)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    desk.history.set_sla((SlaPolicy(priority="High", resolution_hours=4.0),), "SLA policies")
    for name in ("conventions", "limits", "sla"):
        dialog.show_page(name)
        dialog.list.setFocus()
        QTest.keyClick(dialog.list, Qt.Key.Key_Tab)
        first = QApplication.focusWidget()
        assert first is not None
        assert dialog.page(name).isAncestorOf(first)
        dialog.close_button.setFocus()
        QTest.keyClick(dialog.close_button, Qt.Key.Key_Backtab)
        last = QApplication.focusWidget()
        assert last is not None
        assert dialog.page(name).isAncestorOf(last)


def test_tab_leaves_a_first_day_that_reads_always(field: SinceField) -> None:
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert isinstance(QApplication.focusWidget(), QPushButton)


def test_a_day_is_typed_over_always_and_delete_brings_it_back(field: SinceField) -> None:
    QTest.keyClicks(field, "15")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.date() == QDate(2025, 10, 15)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert field.text() == "always"
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.date() == QDate(2025, 10, 1)


def test_the_calendar_of_always_opens_at_the_period(field: SinceField) -> None:
    calendar = field.calendarWidget()
    QApplication.sendEvent(calendar, QShowEvent())  # as its popup does
    assert date(calendar.yearShown(), calendar.monthShown(), 1) == date(2025, 10, 1)


def test_tab_goes_from_a_policy_added_to_the_button_that_adds(qtbot: QtBot, desk: Desk) -> None:
    dialog = SettingsDialog(desk.state, desk.history)
    qtbot.addWidget(dialog)
    dialog.show_page("sla")
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    page = dialog.page("sla")
    assert isinstance(page, SlaPage)
    page.add.click()
    page.add.click()
    page.rows[0].remove.setFocus()
    QTest.keyClick(page.rows[0].remove, Qt.Key.Key_Tab)
    assert page.rows[1].priority.hasFocus()
    page.rows[1].remove.setFocus()
    QTest.keyClick(page.rows[1].remove, Qt.Key.Key_Tab)
    assert page.add.hasFocus()


def test_regions_have_names() -> None:
    assert region_names("DE")["BY"] == "Bayern"
    assert region_names("DE")["Augsburg"] == "Augsburg"
    assert region_names("XX") == {}
