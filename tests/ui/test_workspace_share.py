from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cxdesk.workspace import sealed
from cxdesk.workspace.file.reading import load
from tests.ui import workspaces as ws
from tests.ui.desk import PATIENCE_MS
from ui.dialogs.workspace_share import ShareDialog
from ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    with ws.window_of(qtbot, tmp_path / "settings") as made:
        ws.fill(qtbot, made)
        yield made


@pytest.fixture
def dialog(window: MainWindow) -> ShareDialog:
    window.actions_by_id["share"].trigger()
    found = window.findChild(ShareDialog)
    assert found is not None
    return found


def shared(qtbot: QtBot, dialog: ShareDialog, path: Path) -> None:
    with qtbot.waitSignal(dialog.shared, timeout=PATIENCE_MS):
        dialog.share_to(path)


def test_a_copy_without_people_has_codes_for_names(
    qtbot: QtBot, window: MainWindow, dialog: ShareDialog, tmp_path: Path
):
    assert dialog.codes.isChecked()
    shared(qtbot, dialog, tmp_path / "board")
    path = tmp_path / "board.cxdesk"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    copy = load(path).session.dataset.tables["tickets"]
    own = window._state.session.dataset.tables["tickets"]
    assert set(copy["agent"].cat.categories) == {f"Agent {number:03d}" for number in range(1, 13)}
    assert set(own["agent"].cat.categories) == {f"Agent {letter}" for letter in "ABCDEFGHIJKL"}
    assert len(copy) == len(own)
    assert "board.cxdesk" in window.notice.text
    assert window.desk.document.path is None


def test_a_copy_with_a_password_opens_with_it_alone(qtbot: QtBot, dialog: ShareDialog, tmp_path: Path):
    dialog.codes.setChecked(False)
    dialog.lock.setChecked(True)
    assert not dialog.save_button.isEnabled()
    dialog.password.setText("short")
    assert "found by trying" in dialog.hint
    dialog.password.setText("four plain little words")
    dialog.again.setText("four plain little word")
    assert dialog.hint == "The two passwords differ."
    assert not dialog.save_button.isEnabled()
    dialog.again.setText("four plain little words")
    assert dialog.hint == ""
    assert dialog.save_button.isEnabled()
    path, plain = tmp_path / "sealed.cxdesk", tmp_path / "plain.cxdesk"
    shared(qtbot, dialog, path)
    assert sealed.is_sealed(path)
    with pytest.raises(sealed.WrongPassword):
        sealed.unseal(path, plain, "four plain little word")
    sealed.unseal(path, plain, "four plain little words")
    assert set(load(plain).session.dataset.tables["tickets"]["agent"].cat.categories) >= {"Agent A", "Agent L"}


def test_the_document_that_is_open_is_not_written_over(
    qtbot: QtBot, window: MainWindow, dialog: ShareDialog, tmp_path: Path
):
    path = tmp_path / "acme.cxdesk"
    ws.save_as(qtbot, window, path)
    before = path.read_bytes()
    dialog.share_to(path)
    assert "is the workspace that is open" in dialog.hint
    assert dialog.isVisible()
    assert path.read_bytes() == before
