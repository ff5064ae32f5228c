"""A workbook that comes back: its edits are listed before they are taken, in one step; what is wrong is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from cxdesk.export.workbook import WorkbookOptions, write_workbook
from tests.ui.desk import PATIENCE_MS, Desk, opened, six_tickets
from ui.dialogs.opening import OpeningWindow
from ui.dialogs.targets_back import TargetsBackDialog

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path / "settings") as found:
        session = replace(found.state.session, workspace_id="w-1")
        with qtbot.waitSignal(found.state.report_changed, timeout=PATIENCE_MS):
            found.history.replace(replace(session, dataset=six_tickets()), "data")
        yield found


def exported(desk: Desk, path: Path, workspace: str = "w-1", **cells: Any) -> Path:
    """The report on show as a workbook, with cells of the Targets sheet edited: `art_E=12`."""
    assert desk.state.report is not None
    write_workbook(desk.state.report, path, WorkbookOptions(sheets=("Targets",), workspace=workspace))
    book = openpyxl.load_workbook(path)
    sheet = book["Targets"]
    rows = {cell.value: cell.row for cell in sheet["A"]}
    for place, value in cells.items():
        kpi, _, letter = place.rpartition("_")
        sheet[f"{letter}{rows[kpi]}"] = value
    book.save(path)
    return path


@pytest.fixture
def shown(qtbot: QtBot, desk: Desk) -> Callable[[Path], TargetsBackDialog]:
    def show(path: Path) -> TargetsBackDialog:
        dialog = TargetsBackDialog(desk.state, desk.history, path, offer_data=True)
        qtbot.addWidget(dialog)
        dialog.open()
        qtbot.waitUntil(lambda: dialog._job is None, timeout=PATIENCE_MS)
        return dialog

    return show


def test_edits_are_listed_and_taken_in_one_step(desk: Desk, shown: Any, tmp_path: Path) -> None:
    path = exported(desk, tmp_path / "kpis.xlsx", art_E=12, frt_E=None)
    before, steps = desk.state.session.targets, desk.history.stack.count()
    dialog = shown(path)
    assert dialog.heading.text() == "2 changes in the workbook"
    rows = {row.kpi: (row.what, row.before, row.after) for row in dialog.edits.rows}
    assert rows == {
        "Average resolution time": ("Target", "24\u202fh", "12\u202fh"),
        "First response time": ("Target", "24\u202fh", "none"),
    }
    assert desk.state.session.targets is before
    dialog.take.click()
    assert desk.history.stack.count() == steps + 1
    assert {target.kpi: target.value for target in desk.state.session.targets.targets} == {"art": 12.0, "frt": None}
    desk.history.stack.undo()
    assert desk.state.session.targets == before


def test_a_workbook_without_edits_offers_nothing_to_take(desk: Desk, shown: Any, tmp_path: Path) -> None:
    path = exported(desk, tmp_path / "kpis.xlsx")
    desk.history.set_target_value("art", 30.0)  # the app's own change is no edit of the workbook
    dialog = shown(path)
    assert (dialog.heading.text(), dialog.take.isHidden()) == ("No target was changed", True)


def test_cells_that_are_wrong_are_listed_and_nothing_can_be_taken(desk: Desk, shown: Any, tmp_path: Path) -> None:
    path = exported(desk, tmp_path / "kpis.xlsx", art_E="soon", frt_F=-1, csat_E=0.9)
    dialog = shown(path)
    assert (dialog.heading.text(), dialog.take.isHidden()) == ("2 cells cannot be taken", True)
    cells = [[column.text(row) for column in dialog.faults.columns] for row in dialog.faults.rows]
    assert [cell[0][:9] for cell in cells] == ["Targets!F", "Targets!E"]
    assert cells[1][1:] == [
        "Average resolution time", "is “soon”, which is no number", "Write a number of hours, or clear the cell"
    ]  # fmt: skip


def test_a_workbook_of_another_workspace_is_refused_in_a_sentence(desk: Desk, shown: Any, tmp_path: Path) -> None:
    dialog = shown(exported(desk, tmp_path / "kpis.xlsx", "w-2", art_E=12))
    assert "was exported from another workspace" in dialog.words.text()
    assert dialog.take.isHidden()
    assert shown(exported(desk, tmp_path / "none.xlsx", "", art_E=12)).take.isEnabled()


def test_a_workbook_that_does_not_recall_its_export_is_compared_as_a_whole(
    desk: Desk, shown: Any, tmp_path: Path
) -> None:
    path = exported(desk, tmp_path / "kpis.xlsx", art_E=12)
    book = openpyxl.load_workbook(path)
    book["Targets"]["Z1"] = None
    book.save(path)
    dialog = shown(path)
    assert [(row.kpi, row.before, row.after) for row in dialog.edits.rows] == [
        ("Average resolution time", "24\u202fh", "12\u202fh")
    ]


def test_an_exported_workbook_that_is_opened_offers_its_targets_and_then_the_other_files(
    qtbot: QtBot, desk: Desk, tmp_path: Path
) -> None:
    path = exported(desk, tmp_path / "kpis.xlsx", art_E=12)
    other = tmp_path / "tickets.csv"
    other.write_text("Ticket ID,Created at\n1,2024-05-01 10:00\n", encoding="utf-8")
    window = OpeningWindow(desk.state)
    qtbot.addWidget(window)
    window.open_files([other, path])
    dialog = window._dialog
    assert isinstance(dialog, TargetsBackDialog)
    qtbot.waitUntil(dialog.take.isEnabled, timeout=PATIENCE_MS)
    dialog.take.click()
    assert type(window._dialog).__name__ == "ImportDialog"
    window._dialog.reject()
    window.open_files([path])
    assert isinstance(window._dialog, TargetsBackDialog)
    qtbot.waitUntil(lambda: window._dialog._job is None, timeout=PATIENCE_MS)
    window._dialog.data.click()
    assert type(window._dialog).__name__ == "ImportDialog"
    window._dialog.reject()
