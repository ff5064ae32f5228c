"""The data page: where the numbers come from, and what can be done with a source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desk import PATIENCE_MS, Desk, opened, six_tickets
from ui.pages.data import DataPage


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path) as found:
        found.history.import_data(six_tickets(), "Import")
        yield found


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> DataPage:
    found = DataPage(desk.state, desk.history)
    qtbot.addWidget(found)
    return found


def test_the_title_says_what_is_there(page: DataPage) -> None:
    assert page._title.text() == "6 tickets and 1 figure from 2 files"
    assert page._below.text().startswith("1 problem is worth a look. Save a workspace to keep the rows")
    assert page.quality._title.text() == "PROBLEMS  ·  1"


def test_a_source_says_what_was_left_out_of_it(page: DataPage) -> None:
    model = page.files.sources
    assert [str(model.index(0, column).data()) for column in range(7)] == [
        "desk.xlsx", "Tickets", "Tickets", "as Help-desk export", "8", "6", "1 duplicate, 1 spam"]  # fmt: skip


def test_removing_a_source_takes_its_rows_and_undo_brings_them_back(page: DataPage, desk: Desk) -> None:
    before = desk.state.session.dataset
    page.files.table.selectRow(1)
    page.files.remove()
    assert desk.state.session.dataset.rows("figures") == 0
    assert page.files.sources.rowCount() == 1
    desk.history.stack.undo()
    assert desk.state.session.dataset is before
    assert page.files.sources.rowCount() == 2


def test_rows_left_out_go_into_a_file_with_their_reason(
    page: DataPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page.files.table.selectRow(0)
    target = tmp_path / "left out.csv"
    page.files.export_rejected(str(target))
    qtbot.waitUntil(lambda: bool(desk.told), timeout=PATIENCE_MS)
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert lines[:2] == ["Ticket,reason,row", "T3,duplicate,5"]
    assert not lines[2].startswith("=")  # nothing a spreadsheet program would run


def test_a_source_without_rows_left_out_has_none_to_export(page: DataPage) -> None:
    page.files.table.selectRow(1)
    assert not page.files._rejected.isEnabled()
    page.files.table.selectRow(0)
    assert page.files._rejected.isEnabled()


def test_a_file_that_moved_away_is_told_when_it_is_imported_again(page: DataPage, desk: Desk) -> None:
    page.files.table.selectRow(0)
    page.files.import_again()
    assert desk.told == ["“desk.xlsx” is not where it was. Add it from where it is now."]


def test_a_problem_is_said_in_full_below_the_list(page: DataPage) -> None:
    group = page.quality.problems.index(0, 0)
    page.quality.tree.setCurrentIndex(page.quality.problems.index(0, 0, group))
    assert not page.quality._whole.isHidden()
    assert page.quality._whole.text() == (
        "The date cannot be read. desk.xlsx › Tickets, row 7 (+2), Closed: found “n/a”, expected a date. "
        "May bend: Account response gap, First response time, Median first response time, 90th percentile of first "
        "response time, First responses within the channel's limit, Answered within one hour and 28 more."
    )


def test_problems_can_be_copied_into_a_spreadsheet(page: DataPage) -> None:
    page.quality.tree.copy_all()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["What was found", "Where", "Row"]
    assert len(lines) == 3


def test_every_control_has_a_name(page: DataPage) -> None:
    controls = (page.files.table, page.quality.tree, page.files._again, page.files._remove, page.files._refresh)
    for control in (*controls, page.files._all, page.files.strip.undo, page.tabs.tabBar()):
        assert control.accessibleName()


def test_each_tab_says_how_many_things_are_in_it(page: DataPage, desk: Desk) -> None:
    assert [page.tabs.tabText(tab) for tab in range(3)] == ["Files · 2", "Quality · 1", "Names"]
    desk.history.stack.undo()
    assert [page.tabs.tabText(tab) for tab in range(3)] == ["Files", "Quality", "Names"]
