from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cxdesk.common.conventions import Conventions
from cxdesk.workspace.file.reading import history_of, load
from cxdesk.workspace.typed_rows import AuditRow
from tests.ui import workspaces as ws
from tests.ui.desk import PATIENCE_MS
from ui.app import OpenEvents
from ui.dialogs.import_run import import_sample
from ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    with ws.window_of(qtbot, tmp_path / "settings") as made:
        yield made


@pytest.fixture
def filled(qtbot: QtBot, window: MainWindow) -> MainWindow:
    ws.fill(qtbot, window)
    return window


@pytest.fixture
def saved(qtbot: QtBot, filled: MainWindow, tmp_path: Path) -> MainWindow:
    ws.save_as(qtbot, filled, tmp_path / "acme.cxdesk")
    return filled


def aim(window: MainWindow, value: float) -> None:
    window.history.set_target_value("csat", value)


def worth_saving(window: MainWindow) -> bool:
    return window.desk.document.is_worth_saving


def test_saving_writes_one_private_file_and_says_so_everywhere(saved: MainWindow, tmp_path: Path):
    path = tmp_path / "acme.cxdesk"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert saved.windowTitle() == "acme.cxdesk[*] – CX Desk"
    assert not saved.isWindowModified()
    assert saved.status.document_text == "acme.cxdesk · saved"
    assert saved._state.settings.workspaces == (str(path),)
    assert load(path).session.dataset.rows("tickets") == saved._state.session.dataset.rows("tickets")
    assert saved._state.session.workspace_id == load(path).session.workspace_id != ""


def test_an_edit_marks_the_window_until_it_is_undone_or_saved(qtbot: QtBot, saved: MainWindow, tmp_path: Path):
    aim(saved, 91.0)
    assert saved.isWindowModified()
    assert saved.status.document_text == "acme.cxdesk · not saved"
    saved.actions_by_id["undo"].trigger()
    assert not saved.isWindowModified()
    saved.actions_by_id["redo"].trigger()
    assert saved.isWindowModified()
    ws.save(qtbot, saved)
    assert not saved.isWindowModified()
    assert load(tmp_path / "acme.cxdesk").session.targets.targets[-1].value == 91.0
    saved.actions_by_id["undo"].trigger()
    assert saved.isWindowModified()


def test_every_step_enters_the_history_with_its_words(qtbot: QtBot, saved: MainWindow, tmp_path: Path):
    aim(saved, 91.0)
    saved.actions_by_id["undo"].trigger()
    saved.actions_by_id["redo"].trigger()
    saved.history.set_conventions(Conventions(min_sample=7), "Conventions")
    ws.save(qtbot, saved)
    words = [entry.words for entry in reversed(history_of(tmp_path / "acme.cxdesk"))]
    first = words[0]
    assert first == "Import of 2 files"
    assert words[1:] == [words[1], f"Undone: {words[1]}", f"Done again: {words[1]}", "Conventions"]
    assert words[1].startswith("Target of ")


def test_looking_elsewhere_is_no_edit(saved: MainWindow):
    saved._state.look(goal="Customer loyalty")
    assert not saved.isWindowModified()
    assert saved.desk.document.tracker.pending == ()


def test_edits_made_while_it_is_saved_stay_unsaved(qtbot: QtBot, saved: MainWindow, tmp_path: Path):
    aim(saved, 91.0)
    with qtbot.waitSignal(saved.desk.document.saved, timeout=PATIENCE_MS):
        saved.desk.save()
        aim(saved, 92.0)
    assert saved.isWindowModified()
    assert load(tmp_path / "acme.cxdesk").session.targets.targets[-1].value == 91.0
    assert [change.words[:6] for change in saved.desk.document.tracker.pending] == ["Target"]


def test_a_second_save_follows_the_first(qtbot: QtBot, saved: MainWindow, tmp_path: Path):
    aim(saved, 91.0)
    saved.desk.save()
    aim(saved, 92.0)
    saved.desk.save()
    qtbot.waitUntil(lambda: not saved.desk.document.is_saving, timeout=PATIENCE_MS)
    assert not saved.isWindowModified()
    assert load(tmp_path / "acme.cxdesk").session.targets.targets[-1].value == 92.0


def test_a_document_opens_as_it_was_saved_and_needs_no_spreadsheet(qtbot: QtBot, saved: MainWindow, tmp_path: Path):
    aim(saved, 91.0)
    ws.save(qtbot, saved)
    rows = saved._state.session.dataset.rows("tickets")
    saved.actions_by_id["new"].trigger()
    assert not saved._state.has_data
    assert saved.windowTitle() == "CX Desk"
    assert saved.status.document_text == ""
    ws.open_it(qtbot, saved, tmp_path / "acme.cxdesk")
    qtbot.waitUntil(lambda: saved._state.report is not None, timeout=PATIENCE_MS)
    assert saved._state.session.dataset.rows("tickets") == rows
    assert saved._state.session.targets.targets[-1].value == 91.0
    assert not saved.isWindowModified()
    assert not saved.history.stack.canUndo()
    assert saved.page == "overview"


def test_while_a_document_is_open_the_settings_file_keeps_none_of_it(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    window.history.set_conventions(Conventions(min_sample=5), "Conventions")  # of the window without a document
    ws.fill(qtbot, window)
    ws.save_as(qtbot, window, tmp_path / "acme.cxdesk")
    window.history.set_conventions(Conventions(min_sample=9), "Conventions")
    aim(window, 91.0)
    window._state.change_settings(appearance="dark")
    window._state._save_later()
    qtbot.waitUntil(lambda: not window._state.runner.busy, timeout=PATIENCE_MS)
    kept = json.loads((tmp_path / "settings" / "settings.json").read_text(encoding="utf-8"))
    assert (kept["appearance"], kept["conventions"]["min_sample"], kept["targets"]["targets"]) == ("dark", 5, [])
    window.desk.document.new()
    assert window._state.session.conventions.min_sample == 5
    window.history.set_conventions(Conventions(min_sample=6), "Conventions")
    assert window._state.settings.conventions.min_sample == 6


def test_the_file_name_comes_from_what_is_open(qtbot: QtBot, filled: MainWindow, tmp_path: Path):
    session = filled._state.session
    sources = tuple(replace(source, path=f"/x/{source.file}") for source in session.dataset.sources)
    filled._state.apply(replace(session, dataset=replace(session.dataset.imported, sources=sources)))
    assert filled.desk.document.suggested_name() == "support-export.cxdesk"
    ws.save_as(qtbot, filled, tmp_path / "Acme GmbH.cxdesk")
    assert filled.desk.document.suggested_name() == "Acme GmbH.cxdesk"


def test_save_as_adds_the_ending_and_goes_on_with_the_new_file(
    qtbot: QtBot, saved: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ws.place_is(monkeypatch, tmp_path / "other")
    aim(saved, 91.0)
    with qtbot.waitSignal(saved.desk.document.saved, timeout=PATIENCE_MS):
        saved.actions_by_id["save_as"].trigger()
    assert saved.desk.document.path == tmp_path / "other.cxdesk"
    assert load(tmp_path / "acme.cxdesk").session.targets.targets == ()
    assert [entry.words for entry in history_of(tmp_path / "other.cxdesk")][-1] == "Import of 2 files"
    assert [path.name for path in tmp_path.glob(".~lock*")] == [".~lock.other.cxdesk#"]


def test_closing_asks_and_cancel_keeps_the_window(saved: MainWindow):
    aim(saved, 91.0)
    saved.close()
    assert saved.isVisible()
    assert sorted(ws.answers(saved)) == ["Cancel", "Don't save", "Save"]
    ws.answer(saved, "Cancel")
    assert saved.isVisible()
    assert saved.isWindowModified()


def test_closing_without_saving_leaves_the_file_and_nothing_beside_it(saved: MainWindow, tmp_path: Path):
    before = (tmp_path / "acme.cxdesk").read_bytes()
    aim(saved, 91.0)
    saved.close()
    ws.answer(saved, "Don't save")
    assert not saved.isVisible()
    assert (tmp_path / "acme.cxdesk").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} <= {"acme.cxdesk", "settings"}


def test_saving_while_closing_closes_once_it_is_saved(qtbot: QtBot, saved: MainWindow, tmp_path: Path):
    aim(saved, 91.0)
    saved.close()
    ws.answer(saved, "Save")
    qtbot.waitUntil(lambda: not saved.isVisible(), timeout=PATIENCE_MS)
    assert load(tmp_path / "acme.cxdesk").session.targets.targets[-1].value == 91.0


def test_nothing_is_asked_where_nothing_would_be_lost(qtbot: QtBot, window: MainWindow, saved: MainWindow):
    assert saved is window
    saved.close()
    assert not saved.isVisible()
    assert ws.answers(saved) == []


def test_the_sample_and_settings_are_worth_no_question_but_files_are(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    aim(window, 91.0)
    with qtbot.waitSignal(window._state.report_changed, timeout=PATIENCE_MS):
        import_sample(window._state, window.history)
    assert not worth_saving(window)
    session = window._state.session
    source = replace(session.dataset.sources[0], path=str(tmp_path / "own.csv"))
    data = replace(session.dataset.imported, sources=(source, *session.dataset.sources[1:]))
    window.history.import_data(data, "Import of 1 file")
    assert worth_saving(window)
    assert window.status.document_text == "not saved as a workspace"
    window.actions_by_id["new"].trigger()
    assert window.desk.asker.box is not None
    assert window.desk.asker.box.text() == "Save what is open as a workspace?"
    ws.answer(window, "Don't save")
    assert not window._state.has_data
    assert window._state.session.targets.targets[-1].value == 91.0  # the settings keep it


def test_spreadsheets_dropped_with_a_workspace_are_imported_into_it(qtbot: QtBot, saved: MainWindow, tmp_path: Path):
    saved.actions_by_id["new"].trigger()
    table = tmp_path / "more.csv"
    table.write_text("Ticket ID,Created at\n1,2024-01-01 09:00\n2,2024-01-02 09:00\n", encoding="utf-8")
    with qtbot.waitSignal(saved.desk.shown, timeout=PATIENCE_MS):
        saved.open_files([table, tmp_path / "acme.cxdesk"])
    assert saved.desk.document.path == tmp_path / "acme.cxdesk"
    with qtbot.waitSignal(saved._dialog.read, timeout=PATIENCE_MS):
        pass
    saved._dialog.reject()


def test_a_file_in_use_here_is_not_opened_twice(saved: MainWindow, tmp_path: Path):
    saved.open_files([tmp_path / "acme.cxdesk"])
    assert "open in this window already" in saved.notice.text


def test_recent_workspaces_stand_in_the_menu_and_on_the_first_page(saved: MainWindow, tmp_path: Path):
    gone = str(tmp_path / "gone.cxdesk")
    saved._state.change_settings(workspaces=(gone, *saved._state.settings.workspaces))
    saved.recent.fill()
    told = [(action.text(), action.isEnabled(), action.toolTip()) for action in saved.recent.actions()]
    assert told == [
        ("&1 gone.cxdesk – is not there any more", False, gone),
        ("&2 acme.cxdesk", True, str(tmp_path / "acme.cxdesk")),
    ]
    shown = [button.accessibleName() for button in saved.first_run.findChildren(QPushButton)]
    assert "Open acme.cxdesk" in shown
    assert "Open gone.cxdesk" not in shown


def test_a_file_that_the_system_asks_to_open_opens(qtbot: QtBot, qapp: QApplication, saved: MainWindow, tmp_path: Path):
    saved.actions_by_id["new"].trigger()
    events = OpenEvents(qapp)
    events.asked.connect(saved.open_chosen)
    with qtbot.waitSignal(saved.desk.document.taken, timeout=PATIENCE_MS):
        qapp.sendEvent(qapp, QFileOpenEvent(str(tmp_path / "acme.cxdesk")))
    qapp.removeEventFilter(events)
    assert saved.desk.document.path == tmp_path / "acme.cxdesk"


def test_what_is_typed_in_opens_with_its_document_but_waits_in_a_new_window(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
):
    row = AuditRow(area="Care", criterion="Answers", score=70.0)
    with qtbot.waitSignal(window._state.report_changed, timeout=PATIENCE_MS):
        window.history.type_audit((row,), "Audit")
    ws.save_as(qtbot, window, tmp_path / "audit.cxdesk")
    window.desk.document.new()
    assert not window._state.has_data  # the settings keep it until files are open
    assert window._state.session.typed.audit == (row,)
    ws.open_it(qtbot, window, tmp_path / "audit.cxdesk")
    assert window._state.has_data


def test_a_title_with_qts_own_mark_in_it_is_shown_as_it_is(qtbot: QtBot, filled: MainWindow, tmp_path: Path):
    ws.save_as(qtbot, filled, tmp_path / "a[*]b.cxdesk")
    assert filled.windowTitle() == "a[*][*]b.cxdesk[*] – CX Desk"
