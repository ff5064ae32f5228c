"""The Data page says what an import did, takes it back, and refreshes sources with one click."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cxdesk.tables.dataset import EMPTY
from tests.ui.desk import PATIENCE_MS, Desk, opened
from ui.dialogs.import_run import import_directly
from ui.dialogs.refresh_run import Refresher
from ui.models.refreshing import takes_place
from ui.pages.data_files import FilesPage

HEAD = "Ticket ID,Created at,Status,Priority\n"
MAY = f"{HEAD}1,2024-05-01 09:00,closed,high\n2,2024-05-02 09:00,open,low\n3,2024-05-03 09:00,open,low\n"
JUNE = f"{HEAD}2,2024-05-02 09:00,closed,low\n3,2024-05-03 09:00,open,low\n4,2024-06-04 09:00,open,low\n"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path / "settings") as found:
        yield found


@pytest.fixture
def may(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Path:
    """A file that was imported."""
    path = _put(tmp_path / "may.csv", MAY, 1)
    _import(desk, qtbot, path)
    return path


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, may: Path) -> FilesPage:
    assert may.is_file()
    found = FilesPage(desk.state, desk.history)
    qtbot.addWidget(found)
    found.show_dataset(desk.state.session.dataset)
    return found


def _put(path: Path, text: str, hour: int) -> Path:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (1_700_000_000 + 3600 * hour,) * 2)
    return path


def _import(desk: Desk, qtbot: QtBot, path: Path) -> None:
    job = import_directly(desk.state, desk.history, [path])
    with qtbot.waitSignal(job.closed, timeout=PATIENCE_MS):
        pass


def _refresh(desk: Desk, qtbot: QtBot) -> list[list[Path]]:
    unsure: list[list[Path]] = []
    refresher = Refresher(desk.state, desk.history)
    refresher.unsure.connect(unsure.append)
    before = len(desk.told)
    refresher.start()
    qtbot.waitUntil(lambda: len(desk.told) > before, timeout=PATIENCE_MS)
    return unsure


def test_the_report_of_the_last_import_is_shown_by_a_page_made_later(page: FilesPage) -> None:
    assert page.strip.text == "Imported may.csv.\nAdded: 3 tickets"


def test_an_overlapping_import_says_what_it_did_and_undo_restores_exactly(
    page: FilesPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    before = desk.state.session
    _import(desk, qtbot, _put(tmp_path / "june.csv", JUNE, 2))
    assert page.strip.text == (
        "Imported june.csv.\n"
        "Tickets: 1 row added · 1 changed (Status 1) · 1 unchanged · 1 only in the earlier file, kept"
    )
    page.strip.undo.click()
    assert desk.state.session.dataset is before.dataset
    assert desk.state.session.layouts is before.layouts
    assert page.strip.text.startswith("Imported may.csv.") or page.strip.isHidden()
    desk.history.stack.redo()
    assert desk.state.session.dataset.rows("tickets") == 4
    desk.history.stack.undo()
    desk.history.stack.undo()
    assert desk.state.session.dataset is EMPTY


def test_the_report_goes_when_it_was_read_or_something_else_is_done(page: FilesPage, desk: Desk) -> None:
    desk.history.set_target_value("csat", 70.0)
    assert page.strip.isHidden()
    desk.history.stack.undo()
    assert not page.strip.isHidden()
    page.strip.closed.emit()
    assert page.strip.isHidden()


def test_a_refresh_takes_the_newest_file_as_one_step(page: FilesPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    before = desk.state.session.dataset
    _put(tmp_path / "june.csv", JUNE, 2)
    _refresh(desk, qtbot)
    assert desk.told[-1] == "june.csv was taken for may.csv."
    assert desk.state.session.dataset.rows("tickets") == 4
    assert desk.history.stack.undoText() == "Refresh of 1 file"
    assert page.strip.text.startswith("Imported june.csv.")
    desk.history.stack.undo()
    assert desk.state.session.dataset is before


def test_a_refreshed_file_replaces_the_earlier_one_where_that_was_chosen(
    page: FilesPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    page.modes.actions()[1].trigger()
    assert takes_place(desk.state)
    _put(tmp_path / "june.csv", JUNE, 2)
    _refresh(desk, qtbot)
    assert [source.file for source in desk.state.session.dataset.sources] == ["june.csv"]
    assert page.strip.text.endswith("1 only in the earlier file, dropped")


def test_nothing_newer_is_said_and_changes_nothing(page: FilesPage, desk: Desk, qtbot: QtBot) -> None:
    before = desk.state.session
    _refresh(desk, qtbot)
    assert desk.told[-1] == "Nothing newer than “may.csv”."
    assert desk.state.session is before
    assert page.sources.rowCount() == 1


def test_a_file_that_leaves_something_open_is_handed_to_the_user(
    page: FilesPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = "".join(f"{n},0{n}/05/2024,open,low\n" for n in range(4, 8))
    june = _put(tmp_path / "june.csv", f"{HEAD}{rows}", 2)
    assert _refresh(desk, qtbot) == [[june]]
    assert page.sources.rowCount() == 1


def test_the_details_of_a_source_say_how_it_was_read(page: FilesPage, may: Path) -> None:
    first, second = page._details.text().splitlines()
    assert first == str(may)
    assert second.startswith("Header in row 1 · UTF-8 · file of ")
    assert "145 bytes" in second or "bytes" in second


def test_the_chosen_source_is_refreshed_and_all_are(page: FilesPage, qtbot: QtBot, may: Path) -> None:
    for button, asked in ((page._refresh, [str(may)]), (page._all, [])):
        with qtbot.waitSignal(page.refresh_asked) as signal:
            button.click()
        assert signal.args == [asked]
