"""Damaged, foreign and newer files are told apart in plain sentences; what can be read is rescued."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.problems import UserError
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.file.parts import parts_of
from cxdesk.workspace.file.reading import load
from cxdesk.workspace.file.records import DamagedError, NewerError
from cxdesk.workspace.file.rescue import rescue
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ROWS = 4_000


def session() -> Session:
    rng = np.random.default_rng(3)
    tickets = pd.DataFrame({"ticket_id": pd.Series(rng.integers(0, 10**9, ROWS).astype(str), dtype="str"),
                            "cost": rng.random(ROWS), "_source": np.zeros(ROWS, dtype=np.int32)})  # fmt: skip
    surveys = pd.DataFrame({"score": rng.integers(1, 6, ROWS).astype(float),
                            "_source": np.ones(ROWS, dtype=np.int32)})  # fmt: skip
    sources = tuple(Source(file=f"{name}.csv", sheet=name, table=name, rows_in=ROWS, rows_kept=ROWS)
                    for name in ("tickets", "surveys"))  # fmt: skip
    book = TargetBook(targets=(Target(kpi="csat", value=85.0),))
    return Session(dataset=Dataset(tables={"tickets": tickets, "surveys": surveys}, sources=sources), targets=book)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "a.cxdesk"
    save(path, session(), now=NOW)
    return path


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a spreadsheet", "is no CX Desk workspace"),
        (b"Ticket ID,Created at\n1,2024-01-02\n", "is no CX Desk workspace"),
        (b"\x00" * 5000, "is no CX Desk workspace"),
    ],
)
def test_what_is_no_workspace_is_said(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "a.cxdesk"
    path.write_bytes(content)
    with pytest.raises(UserError, match=sentence):
        load(path)


def test_another_programs_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.cxdesk"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE contacts (name TEXT)")
    with pytest.raises(UserError, match="database of another program"):
        load(path)


def test_a_workspace_with_a_trigger_in_it_is_not_opened(document: Path) -> None:
    with closing(sqlite3.connect(document)) as connection:
        connection.execute("CREATE TRIGGER t AFTER UPDATE ON meta BEGIN DELETE FROM parts; END")
    with pytest.raises(UserError, match="holds what no CX Desk workspace holds"):
        load(document)


def test_a_newer_format_is_refused_with_the_version_that_reads_it(document: Path) -> None:
    with closing(sqlite3.connect(document)) as connection:
        connection.execute("PRAGMA user_version = 9")
        connection.execute("UPDATE meta SET value = '3.1.0' WHERE key = 'needs'")
        connection.commit()
    before = document.read_bytes()
    with pytest.raises(NewerError, match=r"version 3\.1\.0 or newer"):
        load(document)
    assert document.read_bytes() == before


def test_any_flipped_bit_is_noticed_or_changes_nothing_and_is_never_a_crash(document: Path) -> None:
    whole, chance, noticed = document.read_bytes(), random.Random(5), 0
    before = load(document).session
    good = before.dataset.tables
    for _ in range(150):
        place = chance.randrange(len(whole) * 8)
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        document.write_bytes(damaged)
        try:
            found = load(document).session
        except UserError:
            noticed += 1
            continue
        assert parts_of(found) == parts_of(before)
        for name, frame in good.items():
            pd.testing.assert_frame_equal(found.dataset.tables[name], frame)
    assert noticed > 50  # bytes at the ends of pages mean nothing


def test_a_flipped_bit_in_one_table_costs_that_table_alone(document: Path) -> None:
    with closing(sqlite3.connect(document)) as connection:
        (content,) = connection.execute(
            "SELECT content FROM pieces JOIN tables ON piece = pieces.id WHERE name = 'table:surveys'"
        ).fetchone()
    whole = bytearray(document.read_bytes())
    place = whole.index(content[1000:1040])
    whole[place] ^= 4
    document.write_bytes(whole)
    with pytest.raises(DamagedError, match="surveys"):
        load(document)
    back = rescue(document)
    pd.testing.assert_frame_equal(back.session.dataset.tables["tickets"], session().dataset.tables["tickets"])
    assert "surveys" not in back.session.dataset.tables
    assert back.session.targets.targets[0].value == 85.0
    assert any("surveys” 4,000 rows cannot be read" in sentence for sentence in back.lost)
    assert document.read_bytes() == whole


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_damaged_and_gives_what_is_left(document: Path, share: float) -> None:
    whole = document.read_bytes()
    cut = whole[: int(len(whole) * share)]
    document.write_bytes(cut)
    with pytest.raises(DamagedError):
        load(document)
    try:
        back = rescue(document)
    except UserError as error:
        assert "Nothing can be read" in str(error)  # noqa: PT017 - both ends are right, by what was cut off
        assert share < 0.5
    else:
        assert back.lost
    assert document.read_bytes() == cut


def test_a_broken_header_is_mended_in_the_copy(document: Path) -> None:
    whole = bytearray(document.read_bytes())
    whole[:20] = b"\xff" * 20
    document.write_bytes(whole)
    with pytest.raises(DamagedError):
        load(document)
    assert rescue(document).session.targets.targets[0].value == 85.0


def test_any_damage_is_rescued_or_said_and_never_a_crash(document: Path) -> None:
    whole, chance = document.read_bytes(), random.Random(8)
    for _ in range(40):
        damaged = bytearray(whole)
        start = chance.randrange(len(whole))
        damaged[start : start + 3000] = chance.randbytes(len(damaged[start : start + 3000]))
        document.write_bytes(damaged)
        try:
            rescue(document)
        except UserError as error:
            assert str(error).startswith(("Nothing can be read", "“a.cxdesk”"))  # noqa: PT017 - both ends are right
