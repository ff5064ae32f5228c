from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from cxdesk.workspace.file.reading import history_of, load
from tests.ui import workspaces as ws
from tests.ui.desk import PATIENCE_MS
from ui.document import autosave
from ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    with ws.window_of(qtbot, tmp_path / "settings") as made:
        yield made


@pytest.fixture
def saved(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    ws.fill(qtbot, window)
    ws.save_as(qtbot, window, tmp_path / "acme.cxdesk")
    return window


def aim(window: MainWindow, value: float) -> None:
    window.history.set_target_value("csat", value)


def keep(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.desk.autosave.kept, timeout=PATIENCE_MS):
        window.desk.autosave.keep()


def kept_in(folder: Path) -> list[str]:
    return sorted(path.suffix for path in (folder / "settings" / "recovery").glob("*"))


def crash(qtbot: QtBot, window: MainWindow, folder: Path) -> None:
    """The window's process is gone, and nothing of it could be done in order."""
    qtbot.waitUntil(lambda: not window._state.runner.busy, timeout=PATIENCE_MS)
    window._state.close()
    places = [*(folder / "settings" / "recovery").glob("*.json"), *folder.glob(".~lock*")]
    for place in places:
        told: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
        told["mark"]["start"] = "0"
        place.write_text(json.dumps(told), encoding="utf-8")


def test_an_edit_is_kept_after_a_while_and_the_copy_rests_once_it_is_saved(
    qtbot: QtBot, saved: MainWindow, tmp_path: Path
):
    assert kept_in(tmp_path) == []
    aim(saved, 91.0)
    assert saved.desk.autosave._timer.isActive()
    assert saved.desk.autosave._timer.interval() <= 15_000
    keep(qtbot, saved)
    assert kept_in(tmp_path) == [".cxdesk", ".json"]
    (note,) = (tmp_path / "settings" / "recovery").glob("*.json")
    assert json.loads(note.read_text(encoding="utf-8"))["unsaved"] is True
    ws.save(qtbot, saved)
    assert json.loads(note.read_text(encoding="utf-8"))["unsaved"] is False
    assert not saved.desk.autosave._timer.isActive()
    saved.close()
    assert kept_in(tmp_path) == []


def test_closing_without_saving_removes_the_copy(qtbot: QtBot, saved: MainWindow, tmp_path: Path):
    aim(saved, 91.0)
    keep(qtbot, saved)
    saved.close()
    ws.answer(saved, "Don't save")
    assert kept_in(tmp_path) == []


def test_what_a_crash_left_is_offered_and_comes_back_modified_under_its_name(
    qtbot: QtBot, saved: MainWindow, tmp_path: Path
):
    aim(saved, 91.0)
    keep(qtbot, saved)
    crash(qtbot, saved, tmp_path)
    path = tmp_path / "acme.cxdesk"
    with ws.window_of(qtbot, tmp_path / "settings") as again:
        bar = again.desk.recovery_bar
        assert bar.isVisible()
        assert bar.text.startswith("CX Desk was closed unexpectedly. Changes of “acme.cxdesk” from ")
        assert [button.text() for button in bar.buttons] == ["Bring back", "Discard"]
        with qtbot.waitSignal(again.desk.document.taken, timeout=PATIENCE_MS):
            ws.choose(bar.buttons, "Bring back")
        assert not bar.isVisible()
        assert again.windowTitle() == "acme.cxdesk[*] – CX Desk"
        assert again.isWindowModified()
        assert again._state.session.targets.targets[-1].value == 91.0
        assert load(path).session.targets.targets == ()
        ws.save(qtbot, again)
        assert load(path).session.targets.targets[-1].value == 91.0
        assert history_of(path)[0].words.startswith("Brought back")
        again.close()
    assert kept_in(tmp_path) == []


def test_a_document_saved_elsewhere_meanwhile_keeps_its_state(qtbot: QtBot, saved: MainWindow, tmp_path: Path):
    aim(saved, 91.0)
    keep(qtbot, saved)
    crash(qtbot, saved, tmp_path)
    path = tmp_path / "acme.cxdesk"
    with ws.window_of(qtbot, tmp_path / "settings") as other:
        ws.open_it(qtbot, other, path)
        aim(other, 50.0)
        ws.save(qtbot, other)
        with qtbot.waitSignal(other.desk.document.taken, timeout=PATIENCE_MS):
            ws.choose(other.desk.recovery_bar.buttons, "Bring back")
        assert other.desk.document.path is None
        assert "was saved by someone since" in other.notice.text
        assert other._state.session.targets.targets[-1].value == 91.0
        assert other.desk.document.is_worth_saving


def test_discarding_asks_and_removes(qtbot: QtBot, saved: MainWindow, tmp_path: Path):
    aim(saved, 91.0)
    keep(qtbot, saved)
    crash(qtbot, saved, tmp_path)
    with ws.window_of(qtbot, tmp_path / "settings") as again:
        ws.choose(again.desk.recovery_bar.buttons, "Discard")
        ws.answer(again, "Cancel")
        assert again.desk.recovery_bar.isVisible()
        ws.choose(again.desk.recovery_bar.buttons, "Discard")
        ws.answer(again, "Discard")
        assert not again.desk.recovery_bar.isVisible()
        qtbot.waitUntil(lambda: kept_in(tmp_path) == [], timeout=PATIENCE_MS)


def test_a_copy_that_cannot_be_written_is_said_once(
    qtbot: QtBot, saved: MainWindow, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    (tmp_path / "settings").mkdir(exist_ok=True)
    (tmp_path / "settings" / "recovery").write_text("in the way", encoding="utf-8")
    aim(saved, 91.0)
    with qtbot.waitSignal(saved._state.told, timeout=PATIENCE_MS):
        saved.desk.autosave.keep()
    assert "cannot be kept" in saved.notice.text
    assert saved.desk.autosave._timer.isActive()


SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ui.document import autosave
from ui.main_window import MainWindow
autosave.DELAY_MS = 300
made = MainWindow._complete

def complete(self):
    made(self)
    self.desk.document.taken.connect(lambda: QTimer.singleShot(0, edit))
    self.desk.autosave.kept.connect(lambda: print("kept", flush=True))
    def edit():
        self.history.set_target_value("csat", 91.0)
        print("edited", flush=True)

MainWindow._complete = complete
from ui.app import run
if __name__ == "__main__":
    sys.exit(run([Path(sys.argv[1])], Path(sys.argv[2])))
"""


def started(script: Path, document: Path, settings: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(document), str(settings)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline() == "edited\n"
    return process


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither of the signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_program_that_is_ended_from_outside_loses_no_edit(
    qtbot: QtBot, saved: MainWindow, tmp_path: Path, number: signal.Signals
):
    """Killed, it loses at most what came after the last copy; asked to end, it asks nobody and keeps everything."""
    script = tmp_path / "start.py"
    script.write_text(SCRIPT, encoding="utf-8")
    path = tmp_path / "acme.cxdesk"
    saved.actions_by_id["new"].trigger()
    process = started(script, path, tmp_path / "settings")
    assert process.stdout is not None
    if number is signal.SIGKILL:
        assert process.stdout.readline() == "kept\n"
    process.send_signal(number)
    assert process.wait(timeout=30) == (0 if number is signal.SIGTERM else -number)
    process.stdout.close()
    with ws.window_of(qtbot, tmp_path / "settings") as again:
        with qtbot.waitSignal(again.desk.document.taken, timeout=PATIENCE_MS):
            ws.choose(again.desk.recovery_bar.buttons, "Bring back")
        assert again.desk.document.path == path
        assert again.desk.document.held is None  # the lock of a process that is gone holds nobody up
        assert again._state.session.targets.targets[-1].value == 91.0
        assert again.isWindowModified()


def test_the_longest_time_to_a_copy_is_within_half_a_minute():
    assert autosave.DELAY_MS <= 15_000
