"""Forgetting a person in the window: spellings are found and ticked, what holds them is counted, nothing comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cxdesk.tables.aliases import Alias
from cxdesk.workspace.file.reading import history_of, load
from tests.ui import workspaces as ws
from tests.ui.desk import PATIENCE_MS
from ui.dialogs.forget import ForgetDialog
from ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    with ws.window_of(qtbot, tmp_path / "settings") as made:
        ws.fill(qtbot, made)
        dataset = made._state.session.dataset.imported
        tickets = dataset.tables["tickets"].copy()
        tickets["agent"] = tickets["agent"].cat.rename_categories({"Agent A": "Zoe Quill", "Agent B": "Quill, Zoe"})
        tickets["extra:Agent e-mail"] = pd.Series(
            tickets["agent"].astype(str).map({"Zoe Quill": "zq1@acme.com"}).astype("str"), dtype="str"
        )
        tickets.loc[3, "subject"] = "Please let Zoe Quill call back"
        session = replace(made._state.session, dataset=dataset.with_tables(tickets=tickets))
        made.history.replace(session, "Import of Zoe Quill.csv")
        made.history.add_aliases([Alias(dimension="agent", spelling="ZQ", name="Zoe Quill")], "“ZQ” as “Zoe Quill”")
        yield made


def shown(qtbot: QtBot, window: MainWindow) -> ForgetDialog:
    window.actions_by_id["forget"].trigger()
    dialog = window.past.dialog
    assert isinstance(dialog, ForgetDialog)
    qtbot.waitUntil(lambda: dialog._known.rowCount() > 0, timeout=PATIENCE_MS)
    return dialog


def find(qtbot: QtBot, dialog: ForgetDialog, name: str) -> None:
    dialog.name.setText(name)
    dialog.find_button.click()
    qtbot.waitUntil(lambda: dialog._seen is not None, timeout=PATIENCE_MS)


def saved(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Path:
    path = tmp_path / "acme.cxdesk"
    ws.save_as(qtbot, window, path)
    return path


def test_names_are_suggested_and_a_workspace_without_a_file_is_to_be_saved_first(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = shown(qtbot, window)
    assert {"Zoe Quill", "Agent C", "zq1@acme.com"} <= set(dialog._known.stringList())
    assert dialog.found.text().startswith("Save the workspace first")
    assert (dialog.save.isVisible(), dialog.forget.isEnabled(), dialog.sure.isEnabled()) == (True, False, False)
    ws.place_is(monkeypatch, tmp_path / "acme.cxdesk")
    with qtbot.waitSignal(window.desk.document.saved, timeout=PATIENCE_MS):
        dialog.save.click()
    qtbot.waitUntil(lambda: not dialog.save.isVisible(), timeout=PATIENCE_MS)
    find(qtbot, dialog, "Agent C")
    assert dialog.sure.isEnabled()
    dialog.reject()


def test_spellings_are_ticked_where_they_are_sure_and_counted_as_they_are_ticked(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    saved(qtbot, window, tmp_path)
    dialog = shown(qtbot, window)
    find(qtbot, dialog, " zoe  quill")
    model = dialog.spellings
    listed = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    assert set(listed) == {"zoe quill", "Zoe Quill", "ZQ", "zq1@acme.com", "Quill, Zoe"}
    assert set(model.names) == {"zoe quill", "Zoe Quill", "ZQ", "zq1@acme.com", "Quill, Zoe"}
    counted = dialog.found.text()
    assert "Tickets: " in counted
    assert "settings: " in counted
    assert "merged names" in counted
    other = model.index(listed.index("ZQ"), 0)
    assert model.setData(other, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert not model.setData(model.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    dialog.more.setText("Zo")
    dialog.add_button.click()
    qtbot.waitUntil(lambda: dialog._seen is not None, timeout=PATIENCE_MS)
    assert set(model.names) == {"zoe quill", "Zoe Quill", "zq1@acme.com", "Quill, Zoe", "Zo"}
    dialog.reject()


def test_a_forgotten_person_is_nowhere_any_more_and_nothing_can_be_undone(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    path = saved(qtbot, window, tmp_path)
    window.history.set_target_value("csat", 88.0)
    ws.save(qtbot, window)
    old, copy = tmp_path / "acme (format 0).cxdesk", tmp_path / "acme copy.cxdesk"
    old.write_bytes(b"old")
    copy.write_bytes(path.read_bytes())
    dialog = shown(qtbot, window)
    find(qtbot, dialog, "Zoe Quill")
    assert str(copy) in dialog.elsewhere.toPlainText()
    assert not dialog.forget.isEnabled()
    dialog.sure.setChecked(True)
    with qtbot.waitSignal(window.desk.document.taken, timeout=PATIENCE_MS):
        dialog.forget.click()
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 2, timeout=PATIENCE_MS)
    assert dialog.forgotten.title.text() == "“Forgotten 1” stands there now"
    assert b"Zoe Quill" not in path.read_bytes()
    session = window._state.session
    assert "Zoe Quill" not in set(session.dataset.tables["tickets"]["agent"].cat.categories)
    assert "Please let Forgotten 1 call back" in set(session.dataset.tables["tickets"]["subject"])
    assert session.aliases == ()
    assert "Zoe" not in window._state.settings.model_dump_json()
    assert "Quill, Zoe" not in set(session.dataset.tables["tickets"]["agent"])  # the same name, surname first
    assert not window.history.stack.canUndo()
    assert not window.isWindowModified()
    assert "Zoe" not in json.dumps([entry.words for entry in history_of(path)])
    assert dialog.forgotten.ticked == [old]
    dialog.forgotten.delete.click()
    qtbot.waitUntil(lambda: dialog.forgotten.copies.count() == 1, timeout=PATIENCE_MS)
    assert (old.exists(), copy.exists()) == (False, True)
    dialog.forgotten.close_button.click()
    window.history.set_target_value("csat", 70.0)
    ws.save(qtbot, window)  # what was opened again goes on
    assert load(path).session.targets.targets[-1].value == 70.0


def test_a_person_who_is_named_nowhere_and_too_short_a_name_are_said(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    saved(qtbot, window, tmp_path)
    dialog = shown(qtbot, window)
    find(qtbot, dialog, "Nobody Atall")
    assert dialog.found.text() == "None of these spellings stands in the workspace."
    assert not dialog.sure.isEnabled()
    dialog.name.setText("Q")
    dialog.find_button.click()
    qtbot.waitUntil(lambda: "too short" in dialog.found.text(), timeout=PATIENCE_MS)
    assert not dialog.forget.isEnabled()
    dialog.reject()


def test_a_document_of_somebody_else_is_left_alone(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = saved(qtbot, window, tmp_path)
    with ws.window_of(qtbot, tmp_path / "other") as other:
        ws.open_it(qtbot, other, path)
        dialog = shown(qtbot, other)
        assert "only to be read" in dialog.found.text()
        assert not dialog.forget.isEnabled()
        assert other.desk.document.forget(["Zoe Quill"]) is None
        dialog.reject()


def test_the_names_page_asks_for_it_too(qtbot: QtBot, window: MainWindow) -> None:
    window.show_page("data")
    page = window.stack.page("data")
    page.names.forget_asked.emit()  # type: ignore[attr-defined]  # the page's own part
    assert isinstance(window.past.dialog, ForgetDialog)
    window.past.dialog.reject()


def test_what_a_rescue_lost_is_listed_over_the_rescued_workspace(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    from ui.dialogs.rescue import RescueDialog

    path = saved(qtbot, window, tmp_path)
    damaged = tmp_path / "damaged.cxdesk"
    content = bytearray(path.read_bytes())
    begin = len(content) // 3
    content[begin : begin + len(content) // 3] = b"\xff" * (len(content) // 3)
    damaged.write_bytes(content)
    before = damaged.read_bytes()
    ws.trouble(qtbot, window, lambda: window.open_files([damaged]))
    with qtbot.waitSignal(window.desk.document.taken, timeout=PATIENCE_MS):
        ws.answer(window, "Bring back what can be read")
    dialog = window.past.dialog
    assert isinstance(dialog, RescueDialog)
    lost = dialog.lost.toPlainText().splitlines()
    assert lost[-1] == "The history is not brought back."
    assert len(lost) > 1
    assert window.desk.document.path is None
    assert window.desk.document.is_worth_saving
    assert damaged.read_bytes() == before
    dialog.reject()
