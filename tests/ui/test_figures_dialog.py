"""Figures typed into the grid: values, blocks, bad cells, currency, undo, and what stays after the next start."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QCheckBox, QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from cxdesk.tables.sources import TYPED_IN
from cxdesk.workspace.typed import figures_grid
from tests.ui.desk import Desk, opened, six_tickets
from ui.basics import numbers
from ui.dialogs.figures import FiguresDialog
from ui.models.pasting import read_block

APRIL, MAY, JUNE, JULY = (date(2024, month, 1) for month in (4, 5, 6, 7))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path) as found:
        yield found


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot) -> FiguresDialog:
    found = _dialog(desk, qtbot)
    found.first.setDate(QDate(2024, 4, 1))
    found.last.setDate(QDate(2024, 6, 1))
    found.first.setDate(QDate(2024, 4, 1))
    return found


def _dialog(desk: Desk, qtbot: QtBot) -> FiguresDialog:
    found = FiguresDialog(desk.state, desk.history)
    found.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(found)
    found.show()
    return found


def values(desk: Desk) -> dict[tuple[date, str], float]:
    return {key: cell.value for key, cell in figures_grid(desk.state.session.dataset).cells.items()}


def put(dialog: FiguresDialog, row: int, column: int, text: str) -> None:
    dialog.model.setData(dialog.model.index(row, column), text)


def test_months_run_down_and_the_figures_that_kpis_read_across(dialog: FiguresDialog) -> None:
    assert dialog.model.months == [APRIL, MAY, JUNE]
    assert dialog.model.names == ["support_cost", "software_licences", "acquisition_cost"]
    assert dialog.model.headerData(1, Qt.Orientation.Vertical) == "May 2024"
    assert dialog.model.headerData(0, Qt.Orientation.Horizontal) == "Support cost"


def test_a_typed_value_is_one_undo_step(dialog: FiguresDialog, desk: Desk) -> None:
    put(dialog, 1, 0, "4,200.5")
    assert values(desk) == {(MAY, "support_cost"): 4200.5}
    assert desk.history.stack.undoText() == "Support cost, May 2024"
    assert dialog.model.index(1, 0).data() == "4,200.5"
    put(dialog, 1, 0, "4300")
    desk.history.stack.undo()
    assert values(desk) == {(MAY, "support_cost"): 4200.5}
    desk.history.stack.undo()
    assert desk.state.session.dataset.sources == ()
    assert dialog.model.index(1, 0).data() is None
    desk.history.stack.redo()
    assert values(desk) == {(MAY, "support_cost"): 4200.5}


def test_an_emptied_cell_has_no_value(dialog: FiguresDialog, desk: Desk) -> None:
    put(dialog, 1, 0, "1")
    put(dialog, 2, 0, "2")
    dialog.grid.cleared.emit([dialog.model.index(1, 0), dialog.model.index(2, 0), dialog.model.index(2, 1)])
    assert values(desk) == {}
    assert desk.state.session.typed.figures == ()
    desk.history.stack.undo()
    assert values(desk) == {(MAY, "support_cost"): 1, (JUNE, "support_cost"): 2}


def test_keys_type_move_delete_and_paste(dialog: FiguresDialog, desk: Desk, qtbot: QtBot) -> None:
    grid = dialog.grid
    grid.setFocus()
    grid.go_to(0, 0)
    qtbot.keyClicks(grid, "7")
    editor = grid.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "50")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: grid.currentIndex().row() == 1)
    assert values(desk) == {(APRIL, "support_cost"): 750}
    QGuiApplication.clipboard().setText("10\t20\n30\t40\n")
    qtbot.keyClick(grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert values(desk)[(JUNE, "software_licences")] == 40
    assert len(values(desk)) == 5
    grid.go_to(0, 0)
    qtbot.keyClick(grid, Qt.Key.Key_Delete)
    assert (APRIL, "support_cost") not in values(desk)
    qtbot.keyClick(grid, Qt.Key.Key_Tab)
    assert grid.currentIndex().column() == 1
    grid.selectAll()
    qtbot.keyClick(grid, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "\t\t\n10\t20\t\n30\t40\t"


def test_a_block_with_a_bad_cell_keeps_the_others_and_says_what_is_wrong(dialog: FiguresDialog, desk: Desk) -> None:
    put(dialog, 1, 1, "12")
    dialog.grid.go_to(0, 0)
    dialog.grid.pasted.emit("1,000\t10\n2,000\tn/a\n3,000\t\n4,000\t14")
    assert values(desk) == {
        (APRIL, "support_cost"): 1000, (MAY, "support_cost"): 2000, (JUNE, "support_cost"): 3000,
        (JULY, "support_cost"): 4000, (APRIL, "software_licences"): 10, (MAY, "software_licences"): 12,
        (JULY, "software_licences"): 14,
    }  # fmt: skip
    assert dialog.model.months[-1] == JULY
    assert dialog.model.index(1, 1).data() == "n/a"
    sentence = "May 2024, Software licences: “n/a” is no number. Write one such as 1,234.5, or leave the cell empty."
    assert dialog.problem.text() == sentence
    assert dialog.model.index(1, 1).data(Qt.ItemDataRole.ToolTipRole) == sentence
    put(dialog, 1, 1, "13")
    assert dialog.problem.text() == ""
    desk.history.stack.undo()
    assert values(desk)[(MAY, "software_licences")] == 12
    desk.history.stack.undo()
    assert values(desk) == {(MAY, "software_licences"): 12}  # the block was one step


def test_a_block_with_months_and_names_says_itself_where_it_belongs(dialog: FiguresDialog, desk: Desk) -> None:
    dialog.grid.go_to(2, 2)
    dialog.grid.pasted.emit("Month\tLicences\tTraining budget\n2024-07\t0\t500\nJun 2024\t9\t\n")
    assert values(desk) == {
        (JULY, "software_licences"): 0, (JULY, "training_budget"): 500, (JUNE, "software_licences"): 9,
    }  # fmt: skip
    assert dialog.model.names[-1] == "training_budget"


def test_blocks_are_read_with_or_without_what_stands_around_them() -> None:
    months, names = [APRIL, MAY], ["support_cost", "software_licences"]
    plain = read_block("1\t2", months, names, 1, 0)
    assert plain.cells == ((MAY, "support_cost", "1"), (MAY, "software_licences", "2"))
    dated = read_block("2024-06\tn/a\r\n2024-07\t5\r\n", months, names, 0, 1)
    assert dated.cells == ((JUNE, "software_licences", "n/a"), (JULY, "software_licences", "5"))
    titled = read_block("Support costs\tOther\n1\t2", months, names, 0, 0)
    assert titled.cells == ((APRIL, "support_cost", "1"), (APRIL, "other", "2"))
    words = read_block("n/a\n3", months, names, 0, 0)
    assert words.cells == ((APRIL, "support_cost", "n/a"), (MAY, "support_cost", "3"))
    assert read_block("1\t2\t3", months, names, 0, 1).lost_columns == 2


def test_amounts_of_money_carry_the_currency_chosen(dialog: FiguresDialog, desk: Desk) -> None:
    put(dialog, 0, 0, "100")
    put(dialog, 0, 1, "7")
    dialog.currency.setCurrentIndex(dialog.currency.findData("EUR"))
    dialog.currency.activated.emit(dialog.currency.currentIndex())
    cells = figures_grid(desk.state.session.dataset).cells
    assert cells[(APRIL, "support_cost")].currency == "EUR"
    assert cells[(APRIL, "software_licences")].currency == ""
    assert dialog.model.headerData(0, Qt.Orientation.Horizontal) == "Support cost · EUR"
    desk.history.stack.undo()
    assert figures_grid(desk.state.session.dataset).cells[(APRIL, "support_cost")].currency == ""
    assert dialog.currency.currentData() == ""
    assert dialog.model.headerData(0, Qt.Orientation.Horizontal) == "Support cost"


def test_a_figure_of_ones_own_is_added_as_a_column(dialog: FiguresDialog, desk: Desk) -> None:
    dialog.currency.setCurrentIndex(dialog.currency.findData("CHF"))
    dialog.new_name.setText("Training budget")
    dialog.is_money.setChecked(True)
    dialog.add_name()
    put(dialog, 0, 3, "50")
    cell = figures_grid(desk.state.session.dataset).cells[(APRIL, "training_budget")]
    assert (cell.value, cell.currency) == (50, "CHF")


def test_values_of_files_are_shown_replaced_by_typing_and_never_emptied(desk: Desk, qtbot: QtBot) -> None:
    desk.history.import_data(six_tickets(), "Import")
    dialog = _dialog(desk, qtbot)
    row = dialog.model.months.index(JUNE)
    index = dialog.model.index(row, 0)
    assert index.data() == "3,000"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "From cost.csv. A value typed here replaces it."
    dialog.model.clear([index])
    assert values(desk) == {(JUNE, "support_cost"): 3000}
    assert dialog.problem.text() == (
        "June 2024, Support cost comes from cost.csv and stays; type another value to replace it."
    )
    put(dialog, row, 0, "3500")
    assert values(desk) == {(JUNE, "support_cost"): 3500}
    assert [source.file for source in desk.state.session.dataset.sources] == ["desk.xlsx", TYPED_IN]
    desk.history.stack.undo()
    assert values(desk) == {(JUNE, "support_cost"): 3000}


def test_the_months_shown_never_hide_a_value(dialog: FiguresDialog) -> None:
    put(dialog, 0, 0, "1")
    dialog.first.setDate(QDate(2024, 6, 1))
    assert dialog.model.months == [APRIL, MAY, JUNE]
    dialog.last.setDate(QDate(2024, 8, 1))
    assert len(dialog.model.months) == 5
    dialog.last.setDate(QDate(2024, 5, 1))
    assert dialog.model.months == [APRIL, MAY]


def test_typed_figures_alone_open_no_report_and_are_there_at_the_next_start(
    dialog: FiguresDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    put(dialog, 1, 0, "4200")
    assert not desk.state.has_data
    assert desk.state.report is None
    desk.state.close()
    with opened(qtbot, tmp_path) as again:
        assert values(again) == {(MAY, "support_cost"): 4200}


def test_numbers_are_read_as_the_locale_writes_them() -> None:
    assert numbers.read("1,234.5") == 1234.5
    assert numbers.read("€ 1 234") == 1234
    assert numbers.read("−12 EUR") == -12
    assert numbers.read("1,5") is None
    assert [numbers.read(text) for text in ("", "n/a", "5 %", "nan", "inf")] == [None] * 5
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    assert numbers.read("1.234,5") == 1234.5
    assert numbers.read("0,5") == 0.5


def test_every_control_has_a_name(dialog: FiguresDialog) -> None:
    kinds = (QPushButton, QComboBox, QCheckBox, QAbstractSpinBox)
    controls: list[Any] = [w for kind in kinds for w in dialog.findChildren(kind)]
    unnamed = [w for w in controls if not (w.accessibleName() or w.text())]
    assert unnamed == []
    assert dialog.grid.accessibleName()
    assert dialog.new_name.accessibleName()


def test_tab_leaves_the_grid_past_its_last_cell(dialog: FiguresDialog, qtbot: QtBot) -> None:
    dialog.activateWindow()
    dialog.grid.setFocus()
    dialog.grid.go_to(2, 2)
    qtbot.waitUntil(dialog.grid.hasFocus)
    QTest.keyClick(dialog.grid, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.new_name


def test_a_cell_without_a_number_is_told_before_closing_loses_it(dialog: FiguresDialog) -> None:
    put(dialog, 0, 0, "much")
    dialog.close_button.click()
    assert dialog.isVisible()
    assert dialog.problem.text().endswith("Close once more to leave it out.")
    dialog.close_button.click()
    assert not dialog.isVisible()
