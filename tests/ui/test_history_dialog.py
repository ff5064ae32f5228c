"""The history in the window: what was changed, from and to, row by row; back to each state; pruned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from cxdesk.common.conventions import Conventions
from cxdesk.tables.aliases import Alias
from cxdesk.workspace.file.reading import history_of
from tests.ui import workspaces as ws
from tests.ui.desk import PATIENCE_MS
from ui.basics import numbers
from ui.dialogs.history import HistoryDialog
from ui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    with ws.window_of(qtbot, tmp_path / "settings") as made:
        ws.fill(qtbot, made)
        yield made


@pytest.fixture
def edited(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """Saved with an import, a target, conventions, a merged name and changed rows; one more target is not saved."""
    ws.save_as(qtbot, window, tmp_path / "acme.cxdesk")
    window.history.set_target_value("csat", 91.0)
    window.history.set_conventions(Conventions(min_sample=7, clock="business"), "Conventions")
    window.history.add_aliases([Alias(dimension="agent", spelling="Agent B", name="Agent A")], "“Agent B” as “Agent A”")
    dataset = window._state.session.dataset.imported
    tickets = dataset.tables["tickets"].iloc[:-5].reset_index(drop=True)
    tickets.loc[:9, "channel"] = "phone"
    changed = int((dataset.tables["tickets"]["channel"].iloc[:10] != "phone").sum())
    assert changed > 0
    session = replace(window._state.session, dataset=dataset.with_tables(tickets=tickets))
    window.history.replace(session, f"{changed} calls")
    ws.save(qtbot, window)
    window.history.set_target_value("csat", 93.0)
    return window


def shown(qtbot: QtBot, window: MainWindow) -> HistoryDialog:
    window.actions_by_id["history"].trigger()
    dialog = window.past.dialog
    assert isinstance(dialog, HistoryDialog)
    qtbot.waitUntil(lambda: dialog._job is None, timeout=PATIENCE_MS)
    return dialog


def choose(qtbot: QtBot, dialog: HistoryDialog, row: int) -> None:
    dialog.table.selectRow(row)
    qtbot.waitUntil(lambda: dialog.details._job is None, timeout=PATIENCE_MS)


def details(dialog: HistoryDialog) -> list[tuple[str, str, str, str]]:
    return [(row.what, row.before, row.after, row.since) for row in dialog.details.settings.rows]


def test_without_a_file_the_history_says_when_it_begins(qtbot: QtBot, window: MainWindow) -> None:
    dialog = shown(qtbot, window)
    assert "begins when the workspace is saved for the first time" in dialog.words.text()
    assert not dialog.prune.isEnabled()
    dialog.reject()


def test_changes_are_listed_newest_first_with_what_they_touched(qtbot: QtBot, edited: MainWindow) -> None:
    dialog = shown(qtbot, edited)
    rows = dialog.model.rows
    assert dialog.model.columns[0].text(rows[0]) == "not saved yet"
    assert [row.words for row in rows][2:5:2] == ["“Agent B” as “Agent A”", "Target of Customer satisfaction score"]
    assert rows[1].touched == f"Tickets: 5 rows removed, {rows[1].words.split()[0]} rows changed"
    assert [row.touched for row in rows[2:5]] == ["merged names", "conventions", "targets"]
    assert rows[5].words == "Import of 2 files"
    assert dialog.words.text().startswith("One change is not saved yet")
    dialog.reject()


def test_each_kind_of_change_says_from_and_to(qtbot: QtBot, edited: MainWindow) -> None:
    dialog = shown(qtbot, edited)
    assert details(dialog) == [("Customer satisfaction score", "91\u202f%", "93\u202f%", "always")]
    choose(qtbot, dialog, 2)
    assert details(dialog) == [("Merged names · Agent, Agent B", "not there", "Agent A", "")]
    choose(qtbot, dialog, 3)
    assert details(dialog) == [
        ("Clock", "calendar time", "business hours", ""),
        ("Fewest rows for a status", "5", "7", ""),
    ]
    choose(qtbot, dialog, 4)
    assert details(dialog) == [("Customer satisfaction score", "as by default", "91\u202f%", "always")]
    dialog.reject()


def test_changed_rows_stand_beside_what_they_were(qtbot: QtBot, edited: MainWindow) -> None:
    dialog = shown(qtbot, edited)
    choose(qtbot, dialog, 1)
    panel = dialog.details
    count = int(dialog.model.rows[1].words.split()[0])
    kinds = [panel.kind.itemText(place) for place in range(panel.kind.count())]
    assert kinds == [f"Changed rows ({count})", "Removed rows (5)"]
    assert panel.rows is not None
    assert [column.title for column in panel.rows.columns] == ["Ticket ID", "Channel, before", "Channel, after"]
    assert {row[2] for row in panel.rows.rows} == {"• phone"}
    assert "phone" not in {row[1] for row in panel.rows.rows}
    panel.kind.setCurrentIndex(1)
    assert len(panel.rows.rows) == 5
    panel._copy()
    assert QGuiApplication.clipboard().text().startswith("Ticket ID\tCreated\t")
    choose(qtbot, dialog, 5)  # the first import: two tables, of which the first rows are shown
    what = [panel.what.itemText(place) for place in range(panel.what.count())]
    assert what == ["Tickets", "Survey answers", "Files and settings"]
    rows = f"{numbers.count(3000)} rows of Tickets"
    assert details(dialog)[0] == ("support-export.xlsx · Tickets", "not there", rows, "")
    assert panel.note.text() == f"The first {numbers.count(1000)} of {numbers.count(3000)} rows."
    dialog.reject()


def test_search_and_kind_narrow_the_list_and_what_is_shown_is_saved(
    qtbot: QtBot, edited: MainWindow, tmp_path: Path
) -> None:
    dialog = shown(qtbot, edited)
    dialog.kind.setCurrentIndex(dialog.kind.findData("targets"))
    assert [row.kinds for row in dialog.model.rows] == [frozenset({"targets"})] * 2
    dialog.kind.setCurrentIndex(dialog.kind.findData(""))
    dialog.search.setText("agent a")
    assert dialog.count.text() == "1 change"
    dialog.save_csv(str(tmp_path / "history.csv"))
    qtbot.waitUntil((tmp_path / "history.csv").exists, timeout=PATIENCE_MS)
    text = (tmp_path / "history.csv").read_text(encoding="utf-8-sig").splitlines()
    assert text[0] == "When,What was done,What it touched"
    assert len(text) == 2
    assert text[1].endswith("“Agent B” as “Agent A”,merged names")
    dialog.search.setText("nothing like that")
    assert (dialog.model.rows, dialog.open_state.isEnabled()) == ((), False)
    dialog.reject()


def test_a_past_state_opens_as_a_copy_once_the_changes_are_saved_or_not_wanted(
    qtbot: QtBot, edited: MainWindow, tmp_path: Path
) -> None:
    dialog = shown(qtbot, edited)
    choose(qtbot, dialog, 3)
    dialog.before.trigger()
    assert "Don't save" in ws.answers(edited)
    with qtbot.waitSignal(edited.desk.document.taken, timeout=PATIENCE_MS):
        ws.answer(edited, "Don't save")
    session = edited._state.session
    assert session.conventions == Conventions()
    assert [target.value for target in session.targets.targets] == [91.0]
    assert session.aliases == ()
    assert edited.windowTitle().startswith("acme as of ")
    assert edited.desk.document.path is None
    assert session.workspace_id == ""
    assert len(history_of(tmp_path / "acme.cxdesk")) == 5
    assert not (tmp_path / "acme.cxdesk.lock").exists()


def test_the_state_after_the_newest_change_is_the_saved_one_and_one_not_saved_yet_opens_too(
    qtbot: QtBot, edited: MainWindow
) -> None:
    dialog = shown(qtbot, edited)
    choose(qtbot, dialog, 0)
    dialog.before.trigger()
    with qtbot.waitSignal(edited.desk.document.taken, timeout=PATIENCE_MS):
        ws.answer(edited, "Don't save")
    assert edited._state.session.targets.targets[-1].value == 91.0
    assert edited._state.session.dataset.rows("tickets") == 2_995


def test_pruning_says_what_goes_and_leaves_what_is_open(qtbot: QtBot, edited: MainWindow, tmp_path: Path) -> None:
    dialog = shown(qtbot, edited)
    session = edited._state.session
    dialog.prune.click()
    inner = edited.past.inner
    qtbot.waitUntil(lambda: inner._job is None, timeout=PATIENCE_MS)
    assert inner.words.text() == "No change is as old as that."
    assert not inner.prune.isEnabled()
    inner.day.setDate(QDate.currentDate().addDays(1))
    qtbot.waitUntil(inner.prune.isEnabled, timeout=PATIENCE_MS)
    assert inner.words.text().startswith("5 changes go and cannot be brought back. The file gets about ")
    with qtbot.waitSignal(inner.pruned, timeout=PATIENCE_MS):
        inner.prune.click()
    qtbot.waitUntil(lambda: dialog._job is None, timeout=PATIENCE_MS)
    assert [row.is_saved for row in dialog.model.rows] == [False]
    assert edited._state.session is session
    dialog.reject()
    ws.save(qtbot, edited)  # what was open goes on with the pruned file
    assert [entry.words for entry in history_of(tmp_path / "acme.cxdesk")] == ["Target of Customer satisfaction score"]


def test_figures_of_agents_that_are_hidden_are_hidden_in_the_history(qtbot: QtBot, edited: MainWindow) -> None:
    edited.history.replace(replace(edited._state.session, hide_agents=True), "Hidden")
    dialog = shown(qtbot, edited)
    told = " ".join(f"{row.words} {row.touched}" for row in dialog.model.rows)
    assert "Agent A" not in told
    for place, row in enumerate(dialog.model.rows):
        choose(qtbot, dialog, place)
        texts = [text for one in details(dialog) for text in one]
        texts += [cell for one in (dialog.details.rows.rows if dialog.details.rows else ()) for cell in one]
        assert not [text for text in texts if "Agent A" in text or "Agent B" in text], row.words
    dialog.reject()
