"""The settings: every edit lands in the session at once, as one undo step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cxdesk.common.calendars import BusinessCalendar
from cxdesk.common.channels import DEFAULT_LIMITS
from cxdesk.common.conventions import KEYS, Conventions
from cxdesk.export.workbook import write_workbook
from cxdesk.targets.book import history
from cxdesk.targets.document import read_targets
from cxdesk.workspace.session import View
from tests.ui.desk import PATIENCE_MS, Desk, opened
from tests.ui.handmade import ZONE, dataset, keep_evaluations
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.settings_conventions import ConventionsPage
from ui.dialogs.settings_hours import HoursPage
from ui.dialogs.settings_limits import LimitsPage
from ui.dialogs.settings_look import AppearancePage
from ui.dialogs.settings_targets import TargetsPage
from ui.dialogs.targets_back import TargetsBackDialog
from ui.models.conventions import convention_words
from ui.models.targets import NEAR, STATUS_COLUMN, TARGET
from ui.theme import theme
from ui.theme.tokens import DARK
from ui.widgets.value_spin import ValueSpin
from ui.work.jobs import Lane

P = TypeVar("P", bound=QWidget)
CONTROLS = (QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit)


_open: list[SettingsDialog] = []  # a page lives as long as its dialog


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    _open.clear()


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path) as desk:
        yield desk


@pytest.fixture
def desk(qtbot: QtBot, empty: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    keep_evaluations(monkeypatch)
    with qtbot.waitSignal(empty.state.report_changed, timeout=PATIENCE_MS):
        view = View(first_day=date(2024, 3, 1))
        empty.state.apply(replace(empty.state.session, dataset=dataset(), zone=ZONE, view=view))
    return empty


def dialog(qtbot: QtBot, desk: Desk, name: str) -> SettingsDialog:
    made = SettingsDialog(desk.state, desk.history)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    _open.append(made)
    made.show_page(name)
    made.show()
    return made


@pytest.fixture
def targets(qtbot: QtBot, desk: Desk) -> TargetsPage:
    return page(qtbot, desk, "targets", TargetsPage)


def page(qtbot: QtBot, desk: Desk, name: str, kind: type[P]) -> P:
    made = dialog(qtbot, desk, name).page(name)
    assert isinstance(made, kind)
    return made


def row_of(targets: TargetsPage, kpi_id: str) -> int:
    return [row.id for row in targets.model.rows].index(kpi_id)


def cell(targets: TargetsPage, kpi_id: str, column: int) -> str:
    return str(targets.model.index(row_of(targets, kpi_id), column).data())


def business(desk: Desk) -> BusinessCalendar:
    calendar = desk.state.session.business
    assert calendar is not None
    return calendar


def steps(desk: Desk) -> int:
    return desk.history.stack.count()


def test_a_target_typed_into_its_box_counts_at_once_as_one_step(qtbot: QtBot, desk: Desk, targets: TargetsPage) -> None:
    index = targets.model.index(row_of(targets, "art"), TARGET)
    targets.table.setCurrentIndex(index)
    targets.table.activated.emit(index)
    editor = targets.table.findChild(ValueSpin)
    qtbot.keyClicks(editor, "36")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: steps(desk) == 1)
    assert cell(targets, "art", TARGET) == "36\u202fh"
    assert cell(targets, "art", STATUS_COLUMN).endswith("met")
    targets.undo.click()
    assert cell(targets, "art", TARGET) == "24\u202fh"


def test_an_edit_to_the_same_number_is_no_step(desk: Desk, targets: TargetsPage) -> None:
    assert not targets.model.setData(targets.model.index(row_of(targets, "art"), TARGET), 24.0)
    assert steps(desk) == 0


def test_a_tolerance_belongs_to_the_target(desk: Desk, targets: TargetsPage) -> None:
    targets.model.setData(targets.model.index(row_of(targets, "art"), NEAR), 12.0)
    own = history(desk.state.session.targets, "art")[-1]
    assert (own.value, own.tolerance) == (24.0, 12.0)
    assert cell(targets, "art", STATUS_COLUMN).endswith("near")
    assert steps(desk) == 1


def test_selected_and_all_targets_go_back_to_their_defaults_in_one_step(desk: Desk, targets: TargetsPage) -> None:
    for kpi_id, value in (("art", 30.0), ("csat", 90.0), ("frt", 1.0)):
        desk.history.set_target_value(kpi_id, value)
    targets.table.selectRow(row_of(targets, "csat"))
    targets.reset.click()
    assert cell(targets, "csat", TARGET) == "80\u202f%"
    targets.reset_all.click()
    assert (cell(targets, "art", TARGET), cell(targets, "frt", TARGET)) == ("24\u202fh", "24\u202fh")
    assert steps(desk) == 5
    assert not targets.reset_all.isEnabled()
    desk.history.stack.undo()
    assert cell(targets, "art", TARGET) == "30\u202fh"


def test_selected_kpis_can_be_left_without_a_target(desk: Desk, targets: TargetsPage) -> None:
    targets.table.selectRow(row_of(targets, "art"))
    targets.none.click()
    assert cell(targets, "art", TARGET) == "–"
    assert cell(targets, "art", STATUS_COLUMN).endswith("no target")


def test_targets_are_saved_to_and_read_from_a_file(
    qtbot: QtBot, desk: Desk, targets: TargetsPage, tmp_path: Path
) -> None:
    desk.history.set_target_value("art", 30.0)
    targets.write_file(tmp_path / "targets.json")
    assert read_targets(tmp_path / "targets.json").targets[0].value == 30.0
    desk.history.stack.undo()
    with qtbot.waitSignal(targets.told, timeout=PATIENCE_MS):
        targets.read_file(tmp_path / "targets.json")
    assert cell(targets, "art", TARGET) == "30\u202fh"


def test_a_workbook_is_read_by_listing_its_edits(
    qtbot: QtBot, desk: Desk, targets: TargetsPage, tmp_path: Path
) -> None:
    assert desk.state.report is not None
    write_workbook(desk.state.report, tmp_path / "kpis.xlsx")
    targets.read_file(tmp_path / "kpis.xlsx")
    dialog = targets.findChild(TargetsBackDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.heading.text() == "No target was changed", timeout=PATIENCE_MS)
    dialog.reject()
    assert steps(desk) == 0


def test_a_file_of_another_kind_is_refused_in_a_sentence(
    qtbot: QtBot, desk: Desk, targets: TargetsPage, tmp_path: Path
) -> None:
    path = tmp_path / "notes.json"
    path.write_text("not targets", encoding="utf-8")
    with qtbot.waitSignal(desk.state.told, timeout=PATIENCE_MS) as told:
        targets.read_file(path)
    assert "notes.json" in told.args[0]
    assert steps(desk) == 0


def test_without_data_all_kpis_stand_with_their_defaults(qtbot: QtBot, empty: Desk) -> None:
    made = page(qtbot, empty, "targets", TargetsPage)
    assert len(made.model.rows) > 80
    assert cell(made, "csat", TARGET) == "80\u202f%"
    made.model.setData(made.model.index(row_of(made, "csat"), TARGET), 85.0)
    assert cell(made, "csat", TARGET) == "85\u202f%"


def test_every_convention_has_words_and_a_control(qtbot: QtBot, empty: Desk) -> None:
    made = page(qtbot, empty, "conventions", ConventionsPage)
    assert sorted(made.controls) == sorted(KEYS) == sorted(entry.key for entry in convention_words())
    assert all(control.accessibleDescription() for control in made.controls.values())


def test_a_convention_chosen_lands_in_the_session_as_one_step(qtbot: QtBot, empty: Desk) -> None:
    made = page(qtbot, empty, "conventions", ConventionsPage)
    box = made.controls["clock"]
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("business"))
    box.activated.emit(box.currentIndex())
    assert empty.state.session.conventions.clock == "business"
    assert steps(empty) == 1
    empty.history.stack.undo()
    assert box.currentData() == "calendar"


def test_numbers_and_texts_of_conventions_are_taken(qtbot: QtBot, empty: Desk) -> None:
    made = page(qtbot, empty, "conventions", ConventionsPage)
    spin, field = made.controls["csat_satisfied_from"], made.controls["currency"]
    assert isinstance(spin, ValueSpin)
    assert isinstance(field, QLineEdit)
    assert spin.text() == "by scale"
    spin.setValue(4.5)
    field.setText("eur")
    field.editingFinished.emit()
    assert empty.state.session.conventions.csat_satisfied_from == 4.5
    assert empty.state.session.conventions.currency == "EUR"
    spin.setValue(0.0)
    after = empty.state.session.conventions
    assert (after.csat_satisfied_from, after.currency) == (None, "EUR")
    made.reset.click()
    assert empty.state.session.conventions == Conventions()


def test_assumed_hours_are_confirmed_or_changed(qtbot: QtBot, empty: Desk) -> None:
    made = page(qtbot, empty, "hours", HoursPage)
    qtbot.waitUntil(lambda: made.editor.country.count() > 200, timeout=PATIENCE_MS)
    assert not made.banner.isHidden()
    made.editor.days[4].setText("9-12:30, 13 – 15:00")
    made.editor.days[4].editingFinished.emit()
    assert business(empty).hours[4] == ((540, 750), (780, 900))
    assert not business(empty).assumed
    assert made.banner.isHidden()
    assert made.editor.days[4].text() == "09:00–12:30, 13:00–15:00"
    assert steps(empty) == 1


def test_hours_that_make_no_sense_are_refused_in_words(qtbot: QtBot, empty: Desk) -> None:
    made = page(qtbot, empty, "hours", HoursPage)
    made.editor.days[0].setText("17:00-09:00")
    made.editor.days[0].editingFinished.emit()
    assert "must end after it begins" in made.editor.problem.text()
    assert steps(empty) == 0
    qtbot.waitUntil(lambda: made.editor.country.count() > 200, timeout=PATIENCE_MS)


def test_holidays_of_a_region_seed_a_list_that_can_be_edited(qtbot: QtBot, desk: Desk) -> None:
    made = page(qtbot, desk, "hours", HoursPage)
    qtbot.waitUntil(lambda: made.editor.country.count() > 200, timeout=PATIENCE_MS)
    made.editor.country.setCurrentIndex(made.editor.country.findData("DE"))
    made.editor.region.setCurrentIndex(made.editor.region.findData("BY"))
    made.editor.seed.click()
    days = business(desk).holidays
    assert {date(2024, 1, 6), date(2024, 10, 3), date(2023, 12, 25)} <= days
    assert {day.year for day in days} >= {2022, 2023, 2024, 2025}
    made.editor.list.item(0).setSelected(True)
    made.editor.remove.click()
    assert len(business(desk).holidays) == len(days) - 1 == made.editor.list.count()
    made.editor.day.setDate(QDate(2024, 12, 27))
    made.editor.add.click()
    assert date(2024, 12, 27) in business(desk).holidays
    assert steps(desk) == 3


def test_the_zone_moves_the_business_hours_along(qtbot: QtBot, empty: Desk) -> None:
    made = page(qtbot, empty, "hours", HoursPage)
    qtbot.waitUntil(lambda: made.editor.country.count() > 200, timeout=PATIENCE_MS)
    made.confirm.click()
    made.editor.zone.setCurrentText("America/New_York")
    made.editor.zone.activated.emit(0)
    assert empty.state.session.zone == "America/New_York"
    assert business(empty).zone == "America/New_York"
    made.editor.zone.setCurrentText("Nowhere/Nothing")
    made.editor.zone.activated.emit(0)
    assert made.editor.zone.currentText() == "America/New_York"


def test_channel_limits_are_edited_added_and_removed(qtbot: QtBot, empty: Desk) -> None:
    made = page(qtbot, empty, "limits", LimitsPage)
    chat = made.rows[0]
    assert (chat.name.text(), chat.amount.value(), chat.unit.currentData()) == ("chat", 1.0, "min")
    chat.amount.setValue(2.0)
    assert empty.state.session.limits[0].limit_hours == pytest.approx(2 / 60)
    assert empty.state.session.limits[1:] == DEFAULT_LIMITS[1:]
    made.add.click()
    assert len(empty.state.session.limits) == 6
    made.rows[0].remove.click()
    made.reset.click()
    assert empty.state.session.limits == DEFAULT_LIMITS
    assert steps(empty) == 4


def test_a_limit_keeps_its_name(qtbot: QtBot, empty: Desk) -> None:
    made = page(qtbot, empty, "limits", LimitsPage)
    made.rows[0].name.setText("  ")
    made.rows[0].name.editingFinished.emit()
    assert empty.state.session.limits == DEFAULT_LIMITS
    assert made.rows[0].name.text() == "chat"


def test_the_scheme_changes_at_once_and_is_kept(qapp: QApplication, qtbot: QtBot, empty: Desk) -> None:
    made = page(qtbot, empty, "appearance", AppearancePage)
    made.choices["dark"].click()
    assert empty.state.settings.appearance == "dark"
    assert theme.tokens() is DARK
    theme.apply(qapp, "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_control_has_a_name_on_every_page(qapp: QApplication, qtbot: QtBot, empty: Desk, scheme: str) -> None:
    theme.apply(qapp, "dark" if scheme == "dark" else "light")
    made = dialog(qtbot, empty, "targets")
    for name in ("targets", "conventions", "hours", "sla", "limits", "appearance", "privacy"):
        made.show_page(name)
        assert made.grab().width() >= 760
    hours = made.page("hours")
    assert isinstance(hours, HoursPage)
    qtbot.waitUntil(lambda: hours.editor.country.count() > 200, timeout=PATIENCE_MS)
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for kind in CONTROLS
        for widget in made.findChildren(kind)
        if not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
        and not isinstance(widget.parent(), QAbstractSpinBox | QComboBox | QLineEdit)
        and not _in_combo_box(widget)
        and not widget.objectName().startswith("qt_")
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert nameless == []
    theme.apply(qapp, "light")


def _in_combo_box(widget: QWidget) -> bool:
    """Whether it is the list that drops down."""
    box = widget.parentWidget()
    return box is not None and isinstance(box.parentWidget(), QComboBox)


def test_the_dialog_is_smaller_than_the_window_it_belongs_to(qtbot: QtBot, desk: Desk) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(960, 600)
    dialog = SettingsDialog(desk.state, desk.history, window)
    dialog.show()
    for page in ("targets", "conventions", "hours", "sla", "limits", "appearance", "privacy"):
        dialog.show_page(page)
        assert dialog.width() <= 920, page
        assert dialog.height() <= 560, page
    dialog.close()


def test_the_dialog_fits_the_smallest_window(qtbot: QtBot, desk: Desk) -> None:
    made = dialog(qtbot, desk, "targets")
    for name in ("targets", "conventions", "hours", "sla", "limits", "appearance", "privacy"):
        made.show_page(name)
    assert made.minimumSizeHint().width() <= 960
    assert made.minimumSizeHint().height() <= 600
    made.resize(940, 580)
    QApplication.processEvents()
    made.show_page("targets")
    targets = made.page("targets")
    assert isinstance(targets, TargetsPage)
    assert not targets.table.horizontalScrollBar().isVisible()


def test_a_closed_dialog_is_gone_and_hears_nothing_more(qtbot: QtBot, empty: Desk) -> None:
    made = SettingsDialog(empty.state, empty.history)
    made.show()
    for name in ("conventions", "limits", "hours", "sla"):
        made.show_page(name)
    with qtbot.waitSignal(made.destroyed, timeout=PATIENCE_MS):
        made.close()
    empty.history.set_target_value("csat", 85.0)
    qtbot.waitUntil(lambda: empty.state.runner.running(Lane.BACKGROUND) is None, timeout=PATIENCE_MS)
