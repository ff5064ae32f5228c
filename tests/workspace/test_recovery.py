from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxdesk.common.problems import UserError
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.file.reading import history_of, load
from cxdesk.workspace.file.records import Base, Change
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.recovery import Left, RecoveryCopy, bring_back, discard, forget_in_copies, left_behind
from cxdesk.workspace.session import Session

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def session() -> Session:
    frame = pd.DataFrame({"ticket_id": ["1", "2"], "channel": pd.Categorical(["chat", "email"])})
    source = Source(file="t.csv", sheet="t", table="tickets", rows_in=2, rows_kept=2, path="/t.csv")
    return Session(dataset=Dataset(tables={"tickets": frame}, sources=(source,)))


def aimed(at: Session, value: float) -> Session:
    return replace(at, targets=TargetBook(targets=(Target(kpi="csat", value=value),)))


def change(before: Session, after: Session, words: str = "Target") -> Change:
    return Change(at=NOW, words=words, before=before, after=after)


def keep(copy: RecoveryCopy, now: Session, original: Base | None, *changes: Change, at: datetime = NOW) -> None:
    copy.save(now, now=at, title="acme.cxdesk" if original else "t.csv", original=original, changes=changes)


def crash(folder: Path) -> None:
    """What is left is of a process that is gone: another one has its number now."""
    for note in (folder / "recovery").glob("*.json"):
        told: dict[str, Any] = json.loads(note.read_text(encoding="utf-8"))
        told["mark"]["start"] = "0"
        note.write_text(json.dumps(told), encoding="utf-8")


def only(folder: Path) -> Left:
    (left,) = left_behind(folder, now=NOW)
    return left


def test_a_copy_of_a_running_window_is_offered_to_nobody(tmp_path: Path):
    keep(RecoveryCopy(tmp_path), session(), None)
    assert left_behind(tmp_path, now=NOW + timedelta(days=9)) == ()
    assert len([*(tmp_path / "recovery").iterdir()]) == 2


def test_after_a_crash_the_document_is_back_under_its_name_with_the_last_state(tmp_path: Path):
    path = tmp_path / "acme.cxdesk"
    first = session()
    base = save(path, first, now=NOW)
    copy = RecoveryCopy(tmp_path)
    second, third = aimed(first, 80.0), aimed(first, 85.0)
    one = change(first, second)
    keep(copy, second, base, one)
    keep(copy, third, base, one, change(second, third))
    assert [entry.words for entry in history_of(copy.path)] == ["Target", "Target"]
    crash(tmp_path)
    left = only(tmp_path)
    assert (left.original, left.title, left.generation) == (path, "acme.cxdesk", 1)
    back = bring_back(left, before=Session(), now=NOW, words="Brought back")
    assert back.base is not None
    assert back.base.path == path
    assert back.note == ""
    assert back.session.targets == third.targets
    # the tables are those of the document, so saving writes none of them again
    assert back.session.dataset.imported.tables["tickets"] is back.base.frames["table:tickets"]
    save(path, back.session, now=NOW, base=back.base, changes=back.changes)
    assert [entry.words for entry in history_of(path)] == ["Brought back"]
    assert load(path).session.targets == third.targets


def test_a_document_saved_since_is_left_alone(tmp_path: Path):
    path = tmp_path / "acme.cxdesk"
    base = save(path, session(), now=NOW)
    keep(RecoveryCopy(tmp_path), aimed(session(), 80.0), base)
    save(path, aimed(session(), 50.0), now=NOW, base=base)
    crash(tmp_path)
    back = bring_back(only(tmp_path), before=Session(), now=NOW, words="Brought back")
    assert back.base is None
    assert "was saved by someone since" in back.note
    assert back.session.targets.targets[0].value == 80.0
    path.unlink()
    back = bring_back(only(tmp_path), before=Session(), now=NOW, words="Brought back")
    assert back.base is None
    assert "not there any more" in back.note


def test_untitled_work_comes_back_untitled(tmp_path: Path):
    copy = RecoveryCopy(tmp_path)
    keep(copy, aimed(session(), 80.0), None)
    crash(tmp_path)
    back = bring_back(only(tmp_path), before=Session(), now=NOW, words="Brought back")
    assert (back.base, back.note) == (None, "")
    assert back.session.dataset.rows("tickets") == 2
    assert back.changes[0].words == "Brought back"


def test_what_was_brought_back_is_kept_on_until_it_is_saved_and_offered_once(tmp_path: Path):
    keep(RecoveryCopy(tmp_path), session(), None)
    crash(tmp_path)
    left = only(tmp_path)
    taken = RecoveryCopy(tmp_path, left)
    assert left_behind(tmp_path, now=NOW) == ()
    with pytest.raises(UserError, match="Another window"):
        bring_back(left, before=Session(), now=NOW, words="")
    discard(left)  # another window's by now
    assert taken.path.exists()
    keep(taken, aimed(session(), 70.0), None)
    crash(tmp_path)
    assert bring_back(only(tmp_path), before=Session(), now=NOW, words="").session.targets.targets[0].value == 70.0


def test_a_saved_state_is_not_offered_and_goes_with_the_next_start(tmp_path: Path):
    copy = RecoveryCopy(tmp_path)
    keep(copy, session(), None)
    copy.rest()
    crash(tmp_path)
    assert left_behind(tmp_path, now=NOW) == ()
    assert [*(tmp_path / "recovery").iterdir()] == []


def test_removed_and_discarded_copies_leave_nothing(tmp_path: Path):
    copy = RecoveryCopy(tmp_path)
    keep(copy, session(), None)
    copy.remove()
    assert [*(tmp_path / "recovery").iterdir()] == []
    keep(copy, session(), None)
    crash(tmp_path)
    discard(only(tmp_path))
    assert [*(tmp_path / "recovery").iterdir()] == []


def test_copies_are_for_the_users_eyes_only(tmp_path: Path):
    copy = RecoveryCopy(tmp_path)
    keep(copy, session(), None)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (copy.path, copy.path.with_suffix(".json"))}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "recovery").stat().st_mode) == 0o700


@pytest.mark.parametrize("text", ["", "{", "[]", '{"mark": 3}', '{"saved_at": "2026-01-01"}'])
def test_a_damaged_note_stops_nothing(tmp_path: Path, text: str):
    keep(RecoveryCopy(tmp_path), session(), None)
    crash(tmp_path)
    (tmp_path / "recovery" / "odd.json").write_text(text, encoding="utf-8")
    assert len(left_behind(tmp_path, now=NOW)) == 1


def test_without_a_folder_nothing_was_left(tmp_path: Path):
    assert left_behind(tmp_path, now=NOW) == ()


def test_the_newest_copy_comes_first_and_a_copy_that_was_cleared_away_is_written_anew(tmp_path: Path):
    keep(RecoveryCopy(tmp_path), session(), None, at=NOW - timedelta(hours=1))
    copy = RecoveryCopy(tmp_path)
    keep(copy, session(), None)
    copy.path.unlink()
    keep(copy, aimed(session(), 60.0), None)
    crash(tmp_path)
    newest, older = left_behind(tmp_path, now=NOW)
    assert newest.saved_at - older.saved_at == timedelta(hours=1)
    assert load(newest.copy).session.targets.targets[0].value == 60.0


def named(at: Session, agent: str) -> Session:
    frame = at.dataset.imported.tables["tickets"].assign(agent=pd.Categorical([agent, "Bo"]))
    return replace(at, dataset=at.dataset.imported.with_tables(tickets=frame))


def test_a_forgotten_person_is_taken_out_of_the_copies_that_crashes_left(tmp_path: Path):
    path = tmp_path / "acme.cxdesk"
    base = save(path, session(), now=NOW)
    copy, other = RecoveryCopy(tmp_path), RecoveryCopy(tmp_path)
    keep(copy, named(session(), "Zoe Quill"), base)
    keep(other, named(session(), "Zoe Quill"), None)
    crash(tmp_path)
    assert forget_in_copies(tmp_path, base.document, ["Zoe Quill"], "Forgotten 4") == 0
    assert b"Zoe Quill" not in copy.path.read_bytes()
    assert list(load(copy.path).session.dataset.tables["tickets"]["agent"]) == ["Forgotten 4", "Bo"]
    # what is of no document, or of another one, is left alone
    assert list(load(other.path).session.dataset.tables["tickets"]["agent"]) == ["Zoe Quill", "Bo"]


def test_a_copy_that_cannot_be_mended_goes_and_running_windows_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    base = save(tmp_path / "acme.cxdesk", session(), now=NOW)
    copy = RecoveryCopy(tmp_path)
    keep(copy, named(session(), "Zoe Quill"), base)
    assert forget_in_copies(tmp_path, base.document, ["Zoe Quill"], "x") == 0  # of this very window: it sees to it
    monkeypatch.setattr("cxdesk.workspace.recovery.fate", lambda _mark: "alive")
    monkeypatch.setattr("cxdesk.workspace.recovery.here", lambda: None)
    assert forget_in_copies(tmp_path, base.document, ["Zoe Quill"], "x") == 1
    monkeypatch.undo()
    crash(tmp_path)
    copy.path.write_bytes(b"damaged")
    assert forget_in_copies(tmp_path, base.document, ["Zoe Quill"], "x") == 0
    assert not copy.path.exists()
