"""The export dialog: choices, the workbook it writes, plain words where it cannot."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from tests.ui.desk import PATIENCE_MS, Desk, opened, six_tickets
from ui.dialogs.export_dialog import ExportDialog
from ui.dialogs.export_run import error_sentence, sheet_words


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path / "settings") as found:
        with qtbot.waitSignal(found.state.report_changed, timeout=PATIENCE_MS):
            found.history.import_data(six_tickets(), "Import")
        yield found


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot) -> ExportDialog:
    found = ExportDialog(desk.state, desk.history)
    qtbot.addWidget(found)
    found.open()
    return found


def _sheets(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path, read_only=True)
    names = list(book.sheetnames)
    book.close()
    return names


def test_the_sheets_offered_are_those_the_workbook_has() -> None:
    from cxdesk.export.workbook import SHEETS

    assert {sheet.name for sheet in sheet_words()} == set(SHEETS)


def test_the_workbook_has_the_sheets_and_dimensions_chosen(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("Data", "Definitions"):
        dialog.form.sheet_box(name).setChecked(False)
    target = tmp_path / "kpis.xlsx"
    with qtbot.waitSignal(dialog.exported, timeout=PATIENCE_MS) as written:
        dialog.export_to(str(target))
    assert written.args == [str(target)]
    names = _sheets(target)
    assert names[0] == "Summary"
    assert any("channel" in name.lower() for name in names)
    assert "Definitions" not in names
    assert not any(name.startswith("Tickets") for name in names)


def test_formulas_need_the_rows(dialog: ExportDialog) -> None:
    assert dialog.form.choices().formulas
    dialog.form.sheet_box("Data").setChecked(False)
    assert not dialog.form.formulas.isEnabled()
    assert not dialog.form.choices().formulas


def test_choices_are_kept_for_the_next_time(dialog: ExportDialog, desk: Desk, qtbot: QtBot) -> None:
    dialog.form.sheet_box("Trends").setChecked(False)
    dialog.form.redact.setChecked(True)
    dialog.reject()
    again = ExportDialog(desk.state, desk.history)
    qtbot.addWidget(again)
    sheets = again.form.choices().sheets
    assert sheets is not None
    assert "Trends" not in sheets
    assert again.form.choices().redact


def test_cancelling_leaves_no_file(dialog: ExportDialog, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    target = tmp_path / "kpis.xlsx"
    dialog.export_to(str(target))
    dialog.reject()
    qtbot.waitUntil(lambda: not desk.state.runner.busy, timeout=PATIENCE_MS)
    assert list(tmp_path.glob("*kpis*")) == []
    assert dialog.isVisible()


def test_a_folder_that_is_gone_is_said_in_one_sentence(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.export_to(str(tmp_path / "gone" / "kpis.xlsx"))
    qtbot.waitUntil(dialog._message.isVisible, timeout=PATIENCE_MS)
    assert dialog._message.text() == f"The folder “{tmp_path / 'gone'}” is not there any more. Choose another one."


def test_a_workbook_open_in_another_program_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "kpis.xlsx"
    path.write_bytes(b"")
    words = error_sentence(PermissionError(errno.EACCES, "Permission denied"), path)
    assert words == (
        "“kpis.xlsx” cannot be replaced. If it is open in another program, close it there, or choose another name."
    )


def test_a_full_disk_is_said_so(tmp_path: Path) -> None:
    words = error_sentence(OSError(errno.ENOSPC, "No space left on device"), tmp_path / "kpis.xlsx")
    assert words == "There is no room left for “kpis.xlsx”. Free some, or choose another place."
