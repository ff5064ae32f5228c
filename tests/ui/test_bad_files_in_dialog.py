"""A file that cannot be read, for whatever reason, says so in the import dialog and keeps no other file out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QUrl
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from cxdesk.imports import service
from tests.ui.desk import PATIENCE_MS, Desk, opened
from ui.dialogs.import_dialog import ImportDialog
from ui.widgets.files import dropped_files

TICKETS = "Ticket ID,Created at,Status\n" + "".join(f"T{n},2024-06-{n:02d} 09:00,Closed\n" for n in range(1, 21))


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path / "settings") as found:
        yield found


def test_bad_files_keep_the_good_ones_in(desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch) -> None:
    contents = {
        "good.csv": TICKETS.encode(), "cut.xlsx": b"PK\x03\x04", "empty.csv": b"", "bug.csv": TICKETS.encode(),
        "page.xls": b"<html><table></table></html>", "also.csv": TICKETS.replace("\nT", "\nU").encode(),
    }  # fmt: skip
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    whole = service.draft

    def draft(paths, **others: Any) -> Any:
        if paths[0].name == "bug.csv":
            raise KeyError("bug")
        return whole(paths, **others)

    monkeypatch.setattr(service, "draft", draft)
    dialog = ImportDialog(desk.state, desk.history, [tmp_path / name for name in contents] + [tmp_path / "gone.csv"])
    try:
        with qtbot.waitSignal(dialog.read, timeout=PATIENCE_MS):
            dialog.open()
        assert dialog.draft is not None
        assert [sheet.plan.file for sheet in dialog.draft.sheets] == ["good.csv", "also.csv"]
        failed = dict(dialog._failures)
        assert {Path(path).name for path in failed} == {"cut.xlsx", "empty.csv", "bug.csv", "page.xls", "gone.csv"}
        assert all(sentence.endswith(".") for sentence in failed.values())
        assert "because of an error in this program (KeyError)" in failed[str(tmp_path / "bug.csv")]
        with qtbot.waitSignal(dialog.imported, timeout=PATIENCE_MS):
            dialog.run_import()
        assert desk.state.session.dataset.rows("tickets") == 40
    finally:
        if isValid(dialog):
            dialog.reject()


def test_what_is_dropped_is_never_left_out_silently(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number:03d}.csv").touch()
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in (folder, tmp_path / "loop.csv")])
    assert [path.name for path in dropped_files(data)] == [*(f"{number:03d}.csv" for number in range(300)), "loop.csv"]
