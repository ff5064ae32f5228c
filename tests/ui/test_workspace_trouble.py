from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from cxdesk.workspace import sealed
from cxdesk.workspace.file.reading import history_of, load
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.lock import Lock, holder_of
from tests.ui import workspaces as ws
from tests.ui.desk import PATIENCE_MS
from ui.document.windows import command
from ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    with ws.window_of(qtbot, tmp_path / "settings") as made:
        yield made


@pytest.fixture
def saved(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    ws.fill(qtbot, window)
    ws.save_as(qtbot, window, tmp_path / "acme.cxdesk")
    return window


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "acme.cxdesk"


def aim(window: MainWindow, value: float) -> None:
    window.history.set_target_value("csat", value)


def is_held(window: MainWindow) -> bool:
    return window.desk.document.held is not None


def target_in(path: Path) -> float | None:
    return load(path).session.targets.targets[-1].value


def saved_by_another(path: Path, zone: str = "Asia/Tokyo") -> None:
    theirs = load(path)
    save(path, replace(theirs.session, zone=zone), now=NOW, base=theirs.base)


@pytest.fixture
def other_program(path: Path, saved: MainWindow) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the document, after this window gave it up."""
    saved.actions_by_id["new"].trigger()
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from cxdesk.workspace.lock import Lock\n"
        f"lock = Lock.take(Path({str(path)!r}), now=datetime.now(tz=UTC)); print('held', flush=True)\n"
        "sys.stdin.readline(); lock.release(); print('free', flush=True)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()
    process.stdin.close()


def test_a_document_that_another_program_writes_to_opens_to_be_read(
    qtbot: QtBot, saved: MainWindow, path: Path, other_program: subprocess.Popen[str], tmp_path: Path
):
    ws.open_it(qtbot, saved, path)
    bar = saved.desk.held_bar
    assert bar.isVisible()
    assert "is open for" in bar.text
    assert [button.text() for button in bar.buttons] == ["Open a copy", "Try again"]  # it runs on this very computer
    assert saved.desk.document.suggested_name() == "acme copy.cxdesk"
    assert saved.status.document_text == "acme.cxdesk · read-only"
    assert saved.windowTitle() == "acme.cxdesk[*] (read-only) – CX Desk"
    ws.choose(bar.buttons, "Open a copy")
    assert saved.desk.document.path is None
    assert saved.desk.document.is_worth_saving
    assert saved.desk.document.suggested_name() == "acme copy.cxdesk"
    assert not bar.isVisible()
    ws.save_as(qtbot, saved, tmp_path / "mine.cxdesk")
    assert load(tmp_path / "mine.cxdesk").session.dataset.rows("tickets") == 3000
    assert [entry.words for entry in history_of(tmp_path / "mine.cxdesk")] == ["Import of 2 files"]


def test_once_the_other_program_is_done_trying_again_opens_it_for_writing(
    qtbot: QtBot, saved: MainWindow, path: Path, other_program: subprocess.Popen[str]
):
    ws.open_it(qtbot, saved, path)
    assert other_program.stdin is not None
    assert other_program.stdout is not None
    other_program.stdin.write("\n")
    other_program.stdin.flush()
    assert other_program.stdout.readline() == "free\n"
    with qtbot.waitSignal(saved.desk.document.taken, timeout=PATIENCE_MS):
        ws.choose(saved.desk.held_bar.buttons, "Try again")
    assert not is_held(saved)
    assert not saved.desk.held_bar.isVisible()
    aim(saved, 93.0)
    ws.save(qtbot, saved)
    assert target_in(path) == 93.0


def from_another_computer(lock: Lock) -> None:
    """The lock as one of another machine."""
    told = json.loads(lock.sidecar.read_text(encoding="utf-8"))
    told["user"], told["mark"] = "Anna", {**told["mark"], "host": "DESK-7", "machine": "x", "boot": "y", "space": "z"}
    lock.sidecar.write_text(json.dumps(told), encoding="utf-8")


def test_a_holder_on_another_computer_can_be_put_aside_after_a_question(qtbot: QtBot, saved: MainWindow, path: Path):
    saved.actions_by_id["new"].trigger()
    from_another_computer(Lock.take(path, now=datetime.now(tz=UTC)))
    ws.open_it(qtbot, saved, path)
    assert "Anna on DESK-7" in saved.desk.held_bar.text
    ws.choose(saved.desk.held_bar.buttons, "Take over…")
    box = saved.desk.asker.box
    assert box is not None
    assert "Anna on DESK-7" in box.informativeText()
    ws.answer(saved, "Cancel")
    assert is_held(saved)
    assert saved.desk.held_bar.isVisible()
    ws.choose(saved.desk.held_bar.buttons, "Take over…")
    with qtbot.waitSignal(saved.desk.document.taken, timeout=PATIENCE_MS):
        ws.answer(saved, "Take over")
    assert not is_held(saved)
    holder = holder_of(path)
    assert holder is not None
    assert holder.host != "DESK-7"


def test_somebody_who_took_over_is_said_at_the_next_sign_of_life_and_keeps_their_file(
    qtbot: QtBot, saved: MainWindow, path: Path
):
    lock = saved.desk.document._lock
    assert lock is not None
    from_another_computer(lock)
    told = json.loads(lock.sidecar.read_text(encoding="utf-8"))
    lock.sidecar.write_text(json.dumps({**told, "token": "another"}), encoding="utf-8")
    with qtbot.waitSignal(saved._state.told, timeout=PATIENCE_MS):
        saved.desk.document._say_alive()
    assert "taken over" in saved.notice.text
    before = path.read_bytes()
    aim(saved, 93.0)
    ws.trouble(qtbot, saved, saved.desk.save)
    assert sorted(ws.answers(saved)) == ["Cancel", "Save elsewhere…", "Try again"]
    assert path.read_bytes() == before


@pytest.mark.parametrize("choice", ["Overwrite", "Open theirs", "Save as…", "Cancel"])
def test_a_file_that_was_replaced_is_never_written_over_silently(
    qtbot: QtBot, saved: MainWindow, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, choice: str
):
    saved_by_another(path)
    aim(saved, 93.0)
    ws.trouble(qtbot, saved, saved.desk.save)
    assert sorted(ws.answers(saved)) == ["Cancel", "Open theirs", "Overwrite", "Save as…"]
    document = saved.desk.document
    match choice:
        case "Overwrite":
            with qtbot.waitSignal(document.saved, timeout=PATIENCE_MS):
                ws.answer(saved, choice)
            assert target_in(path) == 93.0
        case "Open theirs":
            with qtbot.waitSignal(document.taken, timeout=PATIENCE_MS):
                ws.answer(saved, choice)
            assert saved._state.session.zone == "Asia/Tokyo"
            assert not document.is_modified
            assert not is_held(saved)
            aim(saved, 94.0)
            ws.save(qtbot, saved)
            assert target_in(path) == 94.0
        case "Save as…":
            ws.place_is(monkeypatch, tmp_path / "mine.cxdesk")
            with qtbot.waitSignal(document.saved, timeout=PATIENCE_MS):
                ws.answer(saved, choice)
            assert target_in(tmp_path / "mine.cxdesk") == 93.0
            assert load(path).session.zone == "Asia/Tokyo"
        case _:
            ws.answer(saved, choice)
            assert document.is_modified
            assert load(path).session.zone == "Asia/Tokyo"


def test_where_nothing_can_be_written_saving_elsewhere_is_offered(
    qtbot: QtBot, saved: MainWindow, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    aim(saved, 93.0)
    away = tmp_path / "drive is gone"
    ws.trouble(qtbot, saved, lambda: saved.desk.document.save(away / "b.cxdesk"))
    assert sorted(ws.answers(saved)) == ["Cancel", "Save elsewhere…", "Try again"]
    box = saved.desk.asker.box
    assert box is not None
    assert "folder does not exist" in box.informativeText()
    assert saved.desk.document.path == path
    away.mkdir()
    with qtbot.waitSignal(saved.desk.document.saved, timeout=PATIENCE_MS):
        ws.answer(saved, "Try again")
    assert target_in(away / "b.cxdesk") == 93.0


def test_a_file_that_somebody_deleted_is_written_anew_when_asked(qtbot: QtBot, saved: MainWindow, path: Path):
    aim(saved, 93.0)
    path.unlink()
    ws.trouble(qtbot, saved, saved.desk.save)
    assert sorted(ws.answers(saved)) == ["Cancel", "Save elsewhere…", "Try again"]
    with qtbot.waitSignal(saved.desk.document.saved, timeout=PATIENCE_MS):
        ws.answer(saved, "Try again")
    assert target_in(path) == 93.0


def test_closing_is_given_up_where_saving_did_not_work(qtbot: QtBot, saved: MainWindow, path: Path):
    saved_by_another(path)
    aim(saved, 93.0)
    saved.close()
    ws.trouble(qtbot, saved, lambda: ws.answer(saved, "Save"))
    ws.answer(saved, "Cancel")
    ws.trouble(qtbot, saved, saved.desk.save)
    with qtbot.waitSignal(saved.desk.document.saved, timeout=PATIENCE_MS):
        ws.answer(saved, "Overwrite")
    assert saved.isVisible()


def test_a_damaged_file_offers_what_can_be_read(qtbot: QtBot, saved: MainWindow, path: Path):
    saved.actions_by_id["new"].trigger()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE parts SET json = '{' WHERE name = 'conventions'")
    before = path.read_bytes()
    ws.trouble(qtbot, saved, lambda: saved.open_files([path]))
    assert sorted(ws.answers(saved)) == ["Bring back what can be read", "Cancel"]
    with qtbot.waitSignal(saved.desk.document.taken, timeout=PATIENCE_MS):
        ws.answer(saved, "Bring back what can be read")
    assert saved._state.session.dataset.rows("tickets") == 3000
    assert saved.desk.document.path is None
    assert saved.desk.document.is_worth_saving
    assert path.read_bytes() == before


def test_files_that_are_no_workspace_or_too_new_are_one_sentence(qtbot: QtBot, saved: MainWindow, path: Path):
    other = path.with_name("other.cxdesk")
    other.write_text("hello, I am a text", encoding="utf-8")
    ws.trouble(qtbot, saved, lambda: saved.open_files([other]))
    assert "no CX Desk workspace" in saved.notice.text
    saved.actions_by_id["new"].trigger()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA user_version = 99")
    ws.trouble(qtbot, saved, lambda: saved.open_files([path]))
    assert "newer CX Desk" in saved.notice.text
    ws.trouble(qtbot, saved, lambda: saved.open_files([path.with_name("gone.cxdesk")]))
    assert "not there any more" in saved.notice.text
    assert saved.desk.document.path is None


def test_a_copy_with_a_password_asks_until_it_fits_and_opens_untitled(qtbot: QtBot, saved: MainWindow, path: Path):
    shared = path.with_name("shared.cxdesk")
    sealed.seal(path, shared, "four plain words", cost=sealed.Cost(log_n=10))
    saved.actions_by_id["new"].trigger()
    ws.trouble(qtbot, saved, lambda: saved.open_files([shared]))
    dialog = saved.desk.troubles.password
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.password.echoMode() is QLineEdit.EchoMode.Password
    dialog.password.setText("three words")
    ws.trouble(qtbot, saved, dialog.open_button.click)
    assert "does not open" in dialog.error
    dialog.password.setText("four plain words")
    with qtbot.waitSignal(saved.desk.document.taken, timeout=PATIENCE_MS):
        dialog.open_button.click()
    assert not dialog.isVisible()
    assert saved._state.session.dataset.rows("tickets") == 3000
    assert (saved.desk.document.path, saved.desk.document.suggested_name()) == (None, "shared.cxdesk")


def test_a_new_window_is_a_program_that_opens_the_same_files(tmp_path: Path):
    program, arguments = command([tmp_path / "a.cxdesk"])
    code = arguments[1].replace("from ui.launch import main;", "main = lambda: print(sys.argv[1:], sys.path[0]);")
    done = subprocess.run([program, "-c", code, *arguments[2:]], capture_output=True, text=True, check=True)
    root = Path(__file__).resolve().parents[2]
    assert done.stdout.strip() == f"{[str(tmp_path / 'a.cxdesk')]} {root}"


def test_further_workspaces_open_in_windows_of_their_own(
    qtbot: QtBot, saved: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch
):
    started: list[object] = []
    monkeypatch.setattr("ui.main_window.start_window", started.append)
    saved.actions_by_id["new"].trigger()
    with qtbot.waitSignal(saved.desk.document.taken, timeout=PATIENCE_MS):
        saved.open_files([path, path.with_name("b.cxdesk")])
    assert started == [[path.with_name("b.cxdesk")]]


def test_changes_to_what_is_only_read_are_offered_as_a_copy(
    qtbot: QtBot, saved: MainWindow, path: Path, other_program: subprocess.Popen[str]
):
    ws.open_it(qtbot, saved, path)
    saved.history.set_target_value("csat", 91.0)
    assert saved.status.document_text == "acme.cxdesk · read-only, changes not saved"
    saved.close()
    box = saved.desk.asker.box
    assert box is not None
    assert box.text() == "Save your changes to “acme.cxdesk” as a copy?"
    assert ws.answers(saved) == ["Save a copy…", "Cancel", "Don't save"]


def test_of_an_empty_file_nothing_is_offered_to_be_rescued(qtbot: QtBot, saved: MainWindow, path: Path):
    empty = path.with_name("empty.cxdesk")
    empty.touch()
    ws.trouble(qtbot, saved, lambda: saved.desk.open(empty))
    assert ws.answers(saved) == []
    assert saved.notice.text == "“empty.cxdesk” is empty: nothing was saved in it. Open a backup of it."


def test_figures_and_notices_of_one_document_never_stand_under_another(qtbot: QtBot, saved: MainWindow, path: Path):
    saved.history.set_target_value("csat", 91.0)
    ws.save(qtbot, saved)
    saved._state.told.emit("“shared.cxdesk” is written.")
    saved.desk.document.detach()
    assert saved._state.report is not None  # the same rows: nothing is computed
    assert not saved.notice.isVisible()
    ws.save_as(qtbot, saved, path.with_name("copy.cxdesk"))
    ws.open_it(qtbot, saved, path)
    assert saved.stack.currentWidget() is saved.first_run
    qtbot.waitUntil(lambda: saved._state.report is not None, timeout=PATIENCE_MS)
