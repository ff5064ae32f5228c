"""Files made to harm: one sentence, and neither a crash nor the memory for what they claim to hold."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from cxdesk.common.problems import UserError
from cxdesk.tables.dataset import Dataset
from cxdesk.workspace.file.claims import claimed_bytes
from cxdesk.workspace.file.frames import digest_of, packed
from cxdesk.workspace.file.reading import history_of, load, load_past
from cxdesk.workspace.file.rescue import rescue
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.file.stored import check_value, put_part
from cxdesk.workspace.session import Session

ROWS = 50
Harm = Callable[[sqlite3.Connection], None]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    tickets = pd.DataFrame({"cost": np.zeros(ROWS), "_source": np.zeros(ROWS, dtype=np.int32)})
    session = Session(dataset=Dataset(tables={"tickets": tickets}))
    save(tmp_path / "a.cxdesk", session, now=datetime(2026, 3, 2, tzinfo=UTC))
    return tmp_path / "a.cxdesk"


def harmed(path: Path, harm: Harm) -> None:
    """Do the harm with digests that fit, as somebody does who knows the program."""
    with closing(sqlite3.connect(path)) as connection:
        harm(connection)
        connection.execute("UPDATE meta SET value = ? WHERE key = 'check'", (check_value(connection),))
        connection.commit()


def piece(*columns: pa.Array, titles: bytes = b'["cost", "_source"]', pandas: bytes = b"") -> Harm:
    more = {b"pandas": pandas} if pandas else {}
    table = pa.table([*columns], [str(place) for place in range(len(columns))])
    table = table.replace_schema_metadata({b"cxdesk.columns": titles, **more})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(table)
    return content(sink.getvalue().to_pybytes())


def content(what: bytes) -> Harm:
    return lambda connection: void(
        connection.execute("UPDATE pieces SET content = ?, digest = ?", (what, digest_of(what)))
    )


def part(name: str, text: str) -> Harm:
    return lambda connection: put_part(connection, name, text)


def statements(sql: str) -> Harm:
    return lambda connection: void(connection.executescript(sql))


def void(_: object) -> None:
    """Harm gives nothing."""


ZERO, SOURCE = pa.array(np.zeros(ROWS)), pa.array(np.zeros(ROWS, dtype=np.int32))
OUTSIDE = pa.DictionaryArray.from_buffers(
    pa.dictionary(pa.int8(), pa.string()), ROWS, [None, pa.py_buffer(b"\x7e" * ROWS)], pa.array(["a"])
)
NO_TEXT = pa.Array.from_buffers(
    pa.string(), ROWS, [None, pa.py_buffer(np.arange(ROWS + 1, dtype=np.int32)), pa.py_buffer(b"\xff" * ROWS)]
)
HARMS: dict[str, Harm] = {
    "no piece": content(b"hello"),
    "codes outside": piece(OUTSIDE, SOURCE, titles=b'["channel", "_source"]'),
    "no text": piece(NO_TEXT, SOURCE, titles=b'["ticket_id", "_source"]'),
    "lists": piece(pa.array([[1]] * ROWS), SOURCE),
    "text for a number": piece(pa.array(["x"] * ROWS), SOURCE),
    "text for an instant": piece(pa.array(["x"] * ROWS), SOURCE, titles=b'["created_at", "_source"]'),
    "one title twice": piece(ZERO, ZERO, titles=b'["cost", "cost"]'),
    "deep titles": piece(ZERO, SOURCE, titles=b"[" * 100_000),
    "odd pandas": piece(ZERO, SOURCE, pandas=b"[]"),
    "two thousand million blanks": piece(pa.nulls(2_000_000_000), titles=b'["cost"]'),
    "records": piece(pa.array([{"a": 1}] * ROWS), SOURCE, titles=b'["channel", "_source"]'),
    "name of no table": statements("INSERT INTO tables SELECT 'rejected:abc', place, piece FROM tables"),
    "rows in words": statements("UPDATE pieces SET rows = 'many'"),
    "generation": statements("UPDATE meta SET value = '²' WHERE key = 'generation'"),
    "zone with NUL": part("zone", json.dumps("a\0b")),
    "unknown zone": part("zone", '"../../etc/passwd"'),
    "a day of the year 9999": part("view", '{"first_day":"9999-12-31","span":"year","grain":"year"}'),
    "deep part": part("layouts", "[" * 100_000),
    "column that computes": statements(
        "DROP TABLE row_changes; CREATE TABLE row_changes (history, columns AS (hex(zeroblob(400000000))));"
    ),
    "index that computes": statements("CREATE INDEX i ON history(hex(words))"),
    "virtual table": statements("CREATE VIRTUAL TABLE more USING fts5(a)"),
}


@pytest.mark.parametrize("name", HARMS)
def test_a_file_made_to_harm_is_said_in_a_sentence_and_rescued_or_said(document: Path, name: str) -> None:
    harmed(document, HARMS[name])
    with pytest.raises(UserError, match=r"“a\.cxdesk”"):
        load(document)
    try:
        rescue(document)
    except UserError as error:
        assert str(error).startswith("Nothing can be read")  # noqa: PT017 - both ends are right


def test_a_history_that_makes_no_sense_is_said(document: Path) -> None:
    harmed(document, statements("INSERT INTO history VALUES (1, 'yesterday', 'a', 'b')"))
    with pytest.raises(UserError, match="history"):
        history_of(document)
    harmed(document, statements("INSERT INTO row_changes VALUES (1, 'table:tickets', 0, 0, 0, 'no list')"))
    with pytest.raises(UserError, match="history"):
        load_past(document, 1)


def test_what_a_piece_claims_is_known_before_it_is_unpacked() -> None:
    (small,) = packed(pd.DataFrame({"cost": np.zeros(100_000), "n": np.ones(100_000, dtype=np.int32)}))
    assert len(small.content) < 3_000
    assert 100_000 * 12 <= claimed_bytes(small.content) <= 100_000 * 12 + 100_000 * 2 * 8 + 1_000
    with pytest.raises(ValueError, match="no Arrow file"):
        claimed_bytes(b"hello")


def test_a_table_without_rows_writes_nothing_of_the_rows_that_it_had() -> None:
    frame = pd.DataFrame({"text": pd.Series([f"text {row}" for row in range(10_000)], dtype="str")})
    (empty,) = packed(frame.iloc[:0])
    assert len(empty.content) < 3_000
