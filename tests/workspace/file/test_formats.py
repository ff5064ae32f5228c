"""Files of every released format open for ever; older ones are kept beside what becomes of them."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from cxdesk.common.problems import UserError
from cxdesk.workspace.file import migrations, schema
from cxdesk.workspace.file.reading import history_of, load, load_past

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    return Path(shutil.copy(GOLDEN / "format-1.cxdesk", tmp_path / "a.cxdesk"))


def test_there_is_a_golden_file_of_every_format() -> None:
    assert sorted(path.name for path in GOLDEN.iterdir()) == [f"format-{n + 1}.cxdesk" for n in range(schema.FORMAT)]
    assert set(migrations.STEPS) == set(range(1, schema.FORMAT))


def test_format_1_holds_what_was_saved_in_it(golden: Path) -> None:
    session = load(golden).session
    tickets = session.dataset.imported.tables["tickets"]
    assert list(tickets["ticket_id"]) == ["1", "2", "3", "9"]
    assert list(tickets["agent"]) == ["Ann", "Cy", "Ann", "Di"]
    assert tickets["created_at"].isna().sum() == 0
    assert [source.rows_in for source in session.dataset.sources] == [5]
    assert session.targets.targets[0].value == 85.0
    assert session.targets.targets[0].effective == date(2024, 1, 1)
    assert (session.zone, session.hide_agents) == ("Europe/Berlin", True)
    assert [entry.words for entry in history_of(golden)] == ["Import", "Target"]
    assert list(load_past(golden, 2).session.dataset.imported.tables["tickets"]["agent"]) == ["Ann", "Bob", "Ann"]


def test_an_older_format_is_brought_to_this_one_and_kept_beside(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = golden.read_bytes()

    def step(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE novelty (name TEXT)")

    monkeypatch.setattr(schema, "FORMAT", 2)
    monkeypatch.setattr(migrations, "STEPS", {1: step})
    loaded = load(golden)
    assert "kept as “a (format 1).cxdesk”" in loaded.notes[0]
    assert golden.with_name("a (format 1).cxdesk").read_bytes() == before
    assert loaded.session.targets.targets[0].value == 85.0
    assert load(golden).notes == ()
    with closing(sqlite3.connect(golden)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM novelty").fetchone() == (0,)


def test_a_step_that_fails_leaves_the_old_file(golden: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = golden.read_bytes()

    def step(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE parts")
        raise sqlite3.OperationalError("the disk is full")

    monkeypatch.setattr(schema, "FORMAT", 2)
    monkeypatch.setattr(migrations, "STEPS", {1: step})
    with pytest.raises(UserError, match="brought to the format of this one"):
        load(golden)
    assert golden.read_bytes() == before
