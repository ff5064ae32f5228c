"""What fails after a save, or while a copy is made, is neither told as a failed save nor paid for with the history."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cxdesk.workspace.file import saving, schema
from cxdesk.workspace.file.reading import history_of, load
from cxdesk.workspace.file.records import Base, Change, NotSavedError
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def saved(path: Path) -> tuple[Session, Base]:
    """A document with one change in its history."""
    first, second = Session(zone="UTC"), Session(zone="Asia/Tokyo")
    base = save(path, first, now=NOW)
    change = Change(at=NOW, words="zone", before=first, after=second)
    return second, save(path, second, now=NOW, base=base, changes=[change])


def test_a_failure_after_the_state_is_on_the_disk_does_not_say_that_nothing_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.cxdesk"
    session, base = saved(path)

    def fails(path: Path) -> None:
        raise sqlite3.OperationalError(f"disk I/O error of {path.name}")

    monkeypatch.setattr(saving, "_pack", fails)
    base = save(path, replace(session, zone="UTC"), now=NOW, base=base)
    save(path, replace(session, zone="Europe/Rome"), now=NOW, base=base)  # what it gave is of the file
    assert load(path).session.zone == "Europe/Rome"


@pytest.mark.parametrize("name", ["b.cxdesk", "a.cxdesk"])
def test_a_copy_of_a_document_that_is_just_being_saved_is_not_made_without_the_history(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = tmp_path / "a.cxdesk"
    session, base = saved(path)
    monkeypatch.setattr(schema, "_WAIT_SECONDS", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(NotSavedError, match="another program is using it"):
            save(tmp_path / name, session, now=NOW, base=base, replace_it=True)
        other.execute("ROLLBACK")
    save(tmp_path / name, session, now=NOW, base=base, replace_it=True)
    assert [entry.words for entry in history_of(tmp_path / name)] == ["zone"]
    assert {path.name for path in tmp_path.iterdir()} == {"a.cxdesk", name}


def test_a_document_that_is_gone_can_still_be_saved_elsewhere(tmp_path: Path) -> None:
    session, base = saved(tmp_path / "a.cxdesk")
    base.path.unlink()
    save(tmp_path / "b.cxdesk", session, now=NOW, base=base)
    assert load(tmp_path / "b.cxdesk").session.zone == "Asia/Tokyo"
