"""The shape of a workspace file: its tables, what it says of itself, and how a connection to it is made."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

APPLICATION_ID = 0x43584431
"""Written into the file's header: the letters CXD1. Other programs' databases have another."""

FORMAT = 1
"""Number of the format that this version writes."""

NEEDS = "0.1.0"
"""The oldest version of CX Desk that reads this format."""

PAGE_BYTES = 8192
MOST_BYTES = 512 << 20
"""Of one value: pieces are far smaller, and no text may fill the memory."""
_WAIT_SECONDS = 3.0  # for another connection that is just saving

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE parts (name TEXT PRIMARY KEY, json TEXT NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE pieces (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, rows INTEGER NOT NULL, content BLOB NOT NULL);
CREATE TABLE tables (name TEXT NOT NULL, place INTEGER NOT NULL, piece INTEGER NOT NULL REFERENCES pieces,
                     PRIMARY KEY (name, place)) WITHOUT ROWID;
CREATE TABLE history (id INTEGER PRIMARY KEY, at TEXT NOT NULL, app TEXT NOT NULL, words TEXT NOT NULL);
CREATE TABLE part_changes (history INTEGER NOT NULL REFERENCES history, part TEXT NOT NULL, before TEXT, after TEXT,
                           PRIMARY KEY (history, part)) WITHOUT ROWID;
CREATE TABLE row_changes (history INTEGER NOT NULL REFERENCES history, name TEXT NOT NULL, added INTEGER NOT NULL,
                          removed INTEGER NOT NULL, changed INTEGER NOT NULL, columns TEXT,
                          PRIMARY KEY (history, name)) WITHOUT ROWID;
"""
"""`meta` holds `document` (its id), `generation` (saves so far), `mark` (of
the last save alone), `app` and `needs` (versions), `saved_at`, and `check`,
a digest over which piece belongs where.

`tables` says which pieces make a table: `table:tickets`, `rejected:3`. What leads from a table after a change back to
the one before stands there too: `change:12:table:tickets:rows` (`row_changes.py`).
"""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables of a new, empty file."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    for statement in TABLES.split(";"):
        if statement.strip():
            connection.execute(statement)


@contextmanager
def writing(path: Path, *, create_it: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection for one save: everything inside is one transaction, whole or not at all, on the disk when it ends.

    Raises:
        sqlite3.Error: the file cannot be written; it is as it was.
    """
    uri = f"{path.absolute().as_uri()}?mode={'rwc' if create_it else 'rw'}"
    with closing(sqlite3.connect(uri, uri=True, timeout=_WAIT_SECONDS, isolation_level=None)) as connection:
        _harden(connection)
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA foreign_keys = OFF")  # order of writing is ours; a test checks the references
        if create_it:
            connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that reads one state of the file, whatever is saved meanwhile.

    A save that was cut off is undone first, which needs the right to write; where there is none, and nothing was cut
    off, the file is read as it lies there.

    Raises:
        sqlite3.Error: the file cannot be read.
    """
    with closing(_for_reading(path)) as connection:
        _harden(connection)
        connection.execute("BEGIN")
        yield connection


def tidy(path: Path) -> None:
    """Undo a save that was cut off, and take away what it left beside the file; nothing where that is not possible."""
    path = Path(os.path.realpath(path))
    with suppress(sqlite3.Error, OSError):
        if path.with_name(f"{path.name}-journal").exists():
            _undo(path)


def _undo(path: Path) -> None:
    with writing(path) as connection:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.execute(f"PRAGMA user_version = {int(found)}")  # what SQLite writes, it cleans up after


def _for_reading(path: Path) -> sqlite3.Connection:
    path = Path(os.path.realpath(path))  # the journal lies beside the file that a link leads to
    name = path.as_uri()
    last: sqlite3.Error | None = None
    cut_off = path.with_name(f"{path.name}-journal").exists()
    for mode in ("mode=rw", "mode=ro", "mode=ro&immutable=1"):
        if cut_off and "immutable" in mode:
            break
        connection = sqlite3.connect(f"{name}?{mode}", uri=True, timeout=_WAIT_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA schema_version").fetchone()
        except sqlite3.OperationalError as error:
            connection.close()
            if str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise  # somebody saves: to read past the lock would be to read half of it
            last = error
            continue
        except sqlite3.Error:
            connection.close()
            raise
        return connection
    raise last or sqlite3.OperationalError("unable to open database file")


def _harden(connection: sqlite3.Connection) -> None:
    """A document comes from anywhere: what it says may be read, nothing in it may run."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_BYTES)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA mmap_size = 0")  # a file cut off underneath would end the process


def meta_of(connection: sqlite3.Connection) -> dict[str, str]:
    """What the file says of itself."""
    return dict(connection.execute("SELECT key, value FROM meta"))


def put_meta(connection: sqlite3.Connection, **values: str) -> None:
    """Say something of the file."""
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())
