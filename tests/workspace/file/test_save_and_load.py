"""A workspace holds everything of a session, writes what changed, and leads back to every state it had."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from cxdesk.common.progress import SILENT
from cxdesk.imports.service import draft, run_told
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.tables.sources import without_sources
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.file.reading import history_of, load, load_past
from cxdesk.workspace.file.records import Change, ReplacedError, frames_of
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TICKETS = """Ticket ID,Created at,Solved at,Agent,Channel,Subject,Subject
1,2024-01-02 09:00,2024-01-02 12:00,Ann,email,late,again
2,2024-01-03 09:00,,Bob,chat,"two, lines",x
3,not a date,2024-01-05 10:00,Ann,email,,
3,2024-01-04 09:00,2024-01-05 11:00,Ann,phone,,
"""


def imported(folder: Path, name: str, text: str, onto: Dataset = EMPTY) -> Dataset:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return run_told(draft([path], memory={}, zone="UTC", progress=SILENT), onto, SILENT)[0]


def assert_same(one: Session, other: Session) -> None:
    ones, others = frames_of(one.dataset), frames_of(other.dataset)
    assert set(ones) == set(others)
    for name, frame in ones.items():
        pd.testing.assert_frame_equal(frame, others[name], check_index_type=False)
    assert one.dataset.imported.sources == other.dataset.imported.sources
    assert one.dataset.imported.problems == other.dataset.imported.problems
    assert one.targets == other.targets
    assert one.conventions == other.conventions
    assert one.layouts == other.layouts


def change(before: Session, after: Session, words: str) -> Change:
    return Change(at=NOW, words=words, before=before, after=after)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(dataset=imported(tmp_path, "tickets.csv", TICKETS), zone="Europe/Berlin")


def test_a_saved_session_is_read_back_with_all_its_tables_rows_left_out_and_problems(
    tmp_path: Path, session: Session
) -> None:
    base = save(tmp_path / "a.cxdesk", session, now=NOW)
    loaded = load(tmp_path / "a.cxdesk")
    assert_same(loaded.session, session)
    assert loaded.session.zone == "Europe/Berlin"
    assert loaded.session.workspace_id == base.document
    assert [path.name for path in tmp_path.glob("*cxdesk*")] == ["a.cxdesk"]


def test_a_target_edit_writes_no_table_again(tmp_path: Path, session: Session) -> None:
    path = tmp_path / "a.cxdesk"
    base = save(path, session, now=NOW)
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("SELECT id, digest FROM pieces ORDER BY id").fetchall()
    after = replace(session, targets=TargetBook(targets=(Target(kpi="csat", value=85.0),)))
    save(path, after, now=NOW, base=base, changes=[change(session, after, "Target of CSAT")])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT id, digest FROM pieces ORDER BY id").fetchall() == before
    assert load(path).session.targets.targets[0].value == 85.0


def test_every_state_before_a_change_can_be_had_again(tmp_path: Path, session: Session) -> None:
    path = tmp_path / "a.cxdesk"
    first = replace(session, targets=TargetBook(targets=(Target(kpi="csat", value=85.0),)))
    newer = (
        TICKETS.replace("2,2024-01-03 09:00,,Bob", "2,2024-01-03 09:00,2024-01-04 15:00,Cy")
        + "9,2024-01-09,,Di,chat,,\n"
    )
    second = replace(first, dataset=imported(tmp_path, "newer.csv", newer, first.dataset.imported))
    third = replace(second, dataset=without_sources(second.dataset, [0]))
    base = save(path, session, now=NOW)
    for before, after, words in ((session, first, "Target"), (first, second, "Import"), (second, third, "Removed")):
        base = save(path, after, now=NOW, base=base, changes=[change(before, after, words)])
    assert [entry.words for entry in history_of(path)] == ["Removed", "Import", "Target"]
    counts = history_of(path)[1].rows["table:tickets"]
    assert (counts.added, counts.removed, counts.changed) == (1, 0, 1)  # ticket 9 came, ticket 2 was solved
    assert_same(load(path).session, third)
    assert_same(load_past(path, 3).session, second)
    assert_same(load_past(path, 2).session, first)
    assert_same(load_past(path, 1).session, session)


def test_a_document_that_another_program_saved_meanwhile_is_not_written_over(tmp_path: Path, session: Session) -> None:
    path = tmp_path / "a.cxdesk"
    base = save(path, session, now=NOW)
    other = load(path)
    theirs = replace(other.session, zone="Asia/Tokyo")
    save(path, theirs, now=NOW, base=other.base)
    with pytest.raises(ReplacedError, match="changed by another program"):
        save(path, session, now=NOW, base=base)
    assert load(path).session.zone == "Asia/Tokyo"


def test_two_copies_saved_as_often_are_still_told_apart(tmp_path: Path, session: Session) -> None:
    path = tmp_path / "a.cxdesk"
    save(path, session, now=NOW)
    other = tmp_path / "other.cxdesk"
    other.write_bytes(path.read_bytes())
    mine, theirs = load(path), load(other)
    base = save(path, replace(session, zone="UTC"), now=NOW, base=mine.base)
    assert save(other, session, now=NOW, base=theirs.base).generation == base.generation
    path.write_bytes(other.read_bytes())  # as a synced folder does
    with pytest.raises(ReplacedError):
        save(path, session, now=NOW, base=base)


def test_save_as_keeps_the_history_and_leaves_the_old_file(tmp_path: Path, session: Session) -> None:
    after = replace(session, zone="Asia/Tokyo")
    base = save(tmp_path / "a.cxdesk", session, now=NOW)
    base = save(tmp_path / "a.cxdesk", after, now=NOW, base=base, changes=[change(session, after, "Zone")])
    later = replace(after, zone="UTC")
    save(tmp_path / "b.cxdesk", later, now=NOW, base=base, changes=[change(after, later, "Zone again")])
    assert [entry.words for entry in history_of(tmp_path / "b.cxdesk")] == ["Zone again", "Zone"]
    assert load(tmp_path / "a.cxdesk").session.zone == "Asia/Tokyo"
    assert load_past(tmp_path / "b.cxdesk", 1).session.zone == "Europe/Berlin"


def test_equal_sessions_give_equal_pieces(tmp_path: Path, session: Session) -> None:
    found = []
    for name in ("a", "b"):
        save(tmp_path / f"{name}.cxdesk", session, now=NOW)
        with closing(sqlite3.connect(tmp_path / f"{name}.cxdesk")) as connection:
            found.append(connection.execute("SELECT digest FROM pieces ORDER BY digest").fetchall())
    assert found[0] == found[1]


def test_agents_hidden_now_are_hidden_in_the_past(tmp_path: Path, session: Session) -> None:
    path = tmp_path / "a.cxdesk"
    hidden = replace(session, hide_agents=True)
    base = save(path, session, now=NOW)
    save(path, hidden, now=NOW, base=base, changes=[change(session, hidden, "Privacy")])
    past = load_past(path, 1).session
    assert "agent" in past.dataset.imported.tables["tickets"]
    assert "agent" not in past.dataset.tables["tickets"]
