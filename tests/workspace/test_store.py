from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from cxdesk.common.calendars import BusinessCalendar, CalendarFor
from cxdesk.common.channels import ChannelLimit
from cxdesk.common.conventions import Conventions
from cxdesk.common.sla import SlaPolicy
from cxdesk.imports.plan import ColumnMapping, SheetPlan
from cxdesk.tables.aliases import Alias
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.file.names import Names
from cxdesk.workspace.store import StoredSettings, UserStore, settings_without


def full() -> StoredSettings:
    return StoredSettings(
        appearance="dark",
        zone="Europe/Berlin",
        targets=TargetBook(
            targets=(
                Target(kpi="csat", value=85.0, tolerance=2.0, effective=date(2024, 1, 1), scale=(1.0, 5.0)),
                Target(kpi="art", value=None, changed_at=datetime(2024, 2, 3, 4, 5, tzinfo=UTC)),
            ),
            benchmarks={"nps": 32.0},
        ),
        conventions=Conventions(clock="business", min_sample=10),
        business=BusinessCalendar(zone="Europe/Berlin", holidays=frozenset({date(2024, 12, 25)}), assumed=False),
        calendars=(CalendarFor(dimension="team", value="Night", calendar=BusinessCalendar(hours=(((0, 1440),),) * 7)),),
        sla=(SlaPolicy(priority="urgent", resolution_hours=4.0, clock="business"), SlaPolicy(first_response_hours=8.0)),
        limits=(ChannelLimit(name="chat", limit_hours=0.5, words=("chat",)),),
        layouts={"abc": SheetPlan(file="t.csv", sheet="t", mapping=(ColumnMapping(index=0, column="Id"),))},
        recent=("/a.csv",),
        window="AAAA",
        dialogs={"export": {"formulas": True}},
    )


def test_what_is_saved_is_what_is_loaded(tmp_path: Path):
    UserStore(tmp_path / "new folder").save(full())
    store = UserStore(tmp_path / "new folder")
    assert store.load() == full()
    assert store.notes == ()


def test_without_a_file_everything_is_default(tmp_path: Path):
    assert UserStore(tmp_path).load() == StoredSettings()


@pytest.mark.parametrize("text", ["{not json", "[]", '"text"', "", '{"schema_version": 99}', "\x00"])
def test_a_damaged_file_is_set_aside_with_a_note(tmp_path: Path, text: str):
    store = UserStore(tmp_path)
    store.path.write_text(text, encoding="utf-8")
    assert store.load() == StoredSettings()
    (note,) = store.notes
    (aside,) = tmp_path.iterdir()
    assert aside.name in note
    assert aside.read_text(encoding="utf-8") == text


def test_a_file_that_is_no_text_is_set_aside(tmp_path: Path):
    store = UserStore(tmp_path)
    store.path.write_bytes(b"\xff\xfe\x00\x01")
    assert store.load() == StoredSettings()
    assert len(store.notes) == 1


def test_one_bad_part_does_not_cost_the_others(tmp_path: Path):
    store = UserStore(tmp_path)
    store.save(full())
    document = json.loads(store.path.read_text(encoding="utf-8"))
    document["conventions"]["clock"] = "moon"
    store.path.write_text(json.dumps(document), encoding="utf-8")
    loaded = store.load()
    assert loaded == full().model_copy(update={"conventions": Conventions()})
    assert "conventions" in store.notes[0]


def test_a_session_takes_the_settings_over_and_gives_them_back(tmp_path: Path):
    session = full().session("UTC")
    assert (session.zone, session.conventions.clock) == ("Europe/Berlin", "business")
    assert full().keeping(session, "UTC") == full()


def test_a_zone_that_is_the_systems_own_is_not_written_down():
    settings = StoredSettings()
    session = settings.session("Asia/Tokyo")
    assert session.zone == "Asia/Tokyo"
    assert settings.keeping(session, "Asia/Tokyo").zone == ""
    assert settings.keeping(session, "UTC").zone == "Asia/Tokyo"


def test_recent_files_are_each_listed_once_newest_first():
    settings = StoredSettings(recent=("b", "a"))
    assert settings.with_recent(("a", "c")).recent == ("a", "c", "b")
    assert len(settings.with_recent(tuple(str(number) for number in range(20))).recent) == 10


def test_a_failed_save_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    store = UserStore(tmp_path)
    store.save(full())
    before = store.path.read_bytes()
    monkeypatch.setattr("pathlib.Path.replace", _refuse)
    with pytest.raises(OSError, match="locked"):
        store.save(StoredSettings())
    assert store.path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def _refuse(*_: object) -> None:
    raise OSError("locked")


def test_two_windows_write_only_what_each_changed(tmp_path: Path):
    UserStore(tmp_path).save(full())
    one, other = UserStore(tmp_path), UserStore(tmp_path)
    mine, theirs = one.load(), other.load()
    one.save(mine.model_copy(update={"appearance": "light"}))
    other.save(theirs.model_copy(update={"zone": "Asia/Tokyo"}))
    found = UserStore(tmp_path).load()
    assert (found.appearance, found.zone) == ("light", "Asia/Tokyo")
    other.save(theirs.model_copy(update={"zone": "UTC"}))  # does not know of the light look, and leaves it
    found = UserStore(tmp_path).load()
    assert (found.appearance, found.zone) == ("light", "UTC")


def test_files_and_dialogs_of_two_windows_are_remembered_together(tmp_path: Path):
    UserStore(tmp_path).save(full())
    one, other = UserStore(tmp_path), UserStore(tmp_path)
    mine, theirs = one.load(), other.load()
    one.save(mine.with_workspaces(("/one.cxdesk",)).model_copy(update={"dialogs": {"share": {"people": False}}}))
    other.save(theirs.with_workspaces(("/two.cxdesk",)).with_recent(("/b.csv",)))
    found = UserStore(tmp_path).load()
    assert found.workspaces == ("/two.cxdesk", "/one.cxdesk")
    assert found.recent == ("/b.csv", "/a.csv")
    assert found.dialogs == {"export": {"formulas": True}, "share": {"people": False}}


def test_settings_that_another_window_broke_are_written_anew(tmp_path: Path):
    store = UserStore(tmp_path)
    store.save(full())
    settings = store.load()
    store.path.write_text("{", encoding="utf-8")
    store.save(settings)
    assert UserStore(tmp_path).load() == settings


WRITER = """
import sys
from pathlib import Path
from cxdesk.workspace.store import UserStore
store = UserStore(Path(sys.argv[1]))
settings = store.load()
print("ready", flush=True)
sys.stdin.readline()
for number in range(25):
    settings = settings.model_copy(update={"dialogs": {**settings.dialogs, f"{sys.argv[2]}{number}": {"n": number}}})
    store.save(settings)
"""


def test_windows_that_write_at_the_same_time_lose_nothing_of_each_other(tmp_path: Path):
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    writers = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for name in "ab"
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.communicate("go\n", timeout=60)
        assert writer.returncode == 0
    kept = UserStore(tmp_path).load().dialogs
    assert kept == {f"{name}{number}": {"n": number} for name in "ab" for number in range(25)}
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_a_forgotten_person_leaves_the_settings_too_also_what_another_window_wrote_there(tmp_path: Path) -> None:
    store, other = UserStore(tmp_path), UserStore(tmp_path)
    mine = store.load().model_copy(update={"aliases": (Alias(dimension="agent", spelling="ZQ", name="Zoe Quill"),)})
    other.save(other.load().with_recent(("/of Zoe Quill/t.csv", "/plain.csv")))
    store.save(mine)
    names = Names(["Zoe Quill", "ZQ", "last"], "Forgotten 1")
    store.forget(mine, names)
    assert b"Quill" not in store.path.read_bytes()
    after = UserStore(tmp_path).load()
    assert after.recent == ("/plain.csv",)
    assert after.aliases == ()
    store.save(settings_without(mine, names))
    assert UserStore(tmp_path).load() == after
