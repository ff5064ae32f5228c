"""Opening a workspace: what the file is, its parts and tables with every byte checked, and its past states."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from cxdesk.common.problems import UserError
from cxdesk.common.progress import SILENT, Progress
from cxdesk.workspace.cloud import Seen
from cxdesk.workspace.file import schema
from cxdesk.workspace.file.changes import Entry, entries, state_before
from cxdesk.workspace.file.checks import odd_parts, odd_schema
from cxdesk.workspace.file.frames import UNREADABLE
from cxdesk.workspace.file.migrations import migrate
from cxdesk.workspace.file.parts import PROBLEMS, SOURCES, in_words, read_parts, session_from
from cxdesk.workspace.file.records import (
    REJECTED,
    TABLE,
    Base,
    DamagedError,
    Loaded,
    NewerError,
    PasswordError,
    dataset_from,
    frames_of,
)  # fmt: skip
from cxdesk.workspace.file.stored import PieceError, check_size, check_value, frame_names, read_frame, read_parts_stored
from cxdesk.workspace.session import Session

SUFFIX = ".cxdesk"
_SQLITE = b"SQLite format 3\x00"
_HEAD_BYTES, _KIND_AT = 100, 68  # of a SQLite file's header, and where it names the program


def load(path: Path, progress: Progress = SILENT) -> Loaded:
    """Open a workspace.

    Raises:
        UserError: there is no such file, it cannot be read, or it is no workspace.
        PasswordError: it is a shared copy with a password.
        NewerError: a newer version saved it.
        DamagedError: it cannot be read whole.
        Cancelled: the user stopped.
    """
    path = path.absolute()
    schema.tidy(path)
    notes = _migrated(path)
    with opened(path) as connection:
        meta = schema.meta_of(connection)
        texts = _parts(connection, path, meta)
        names = [name for name in frame_names(connection) if name.startswith((f"{TABLE}:", f"{REJECTED}:"))]
        check_size(connection, names)
        frames = {}
        for place, name in enumerate(names):
            progress.report(place, len(names), "Opening the data")
            frames[name] = read_frame(connection, name)
        seen = Seen.of(path)
    session = _session(path, meta, texts, frames)
    base = Base(path=path, document=meta["document"], generation=int(meta["generation"]), mark=meta["mark"], seen=seen,
                frames=frames_of(session.dataset))  # fmt: skip
    return Loaded(session=session, base=base, notes=notes)


def load_past(path: Path, number: int, progress: Progress = SILENT) -> Loaded:
    """The workspace as it was before change `number` of its history; `base` is that of the document as it is now.

    Where agents' figures are hidden now they are hidden in the past, too.

    Raises:
        UserError: as of `load`; there is no such change.
    """
    path = path.absolute()
    now = load(path, progress)
    with opened(path) as connection:
        meta = schema.meta_of(connection)
        if connection.execute("SELECT 1 FROM history WHERE id = ?", (number,)).fetchone() is None:
            raise UserError(f"“{path.name}” has no change number {number} in its history.")
        parts = _parts(connection, path, meta)
        with _whole_history(path):
            texts, frames = state_before(connection, number, parts, now.base.frames)
    past = _session(path, meta, texts, frames)
    if now.session.hide_agents and not past.hide_agents:
        past = replace(past, hide_agents=True)
    return Loaded(session=past, base=now.base)


def history_of(path: Path, *, brief: bool = False) -> tuple[Entry, ...]:
    """The history of the document, newest change first; `brief` without the problems before and after each change.

    Raises:
        UserError: as of `load`.
    """
    with opened(path.absolute()) as connection, _whole_history(path):
        return entries(connection, brief=brief)


@contextmanager
def _whole_history(path: Path) -> Iterator[None]:
    """Say it where what leads back cannot be followed."""
    try:
        yield
    except PieceError:
        raise
    except UNREADABLE as error:
        raise _damaged(path, "its history") from error


def _session(path: Path, meta: dict[str, str], texts: dict[str, str], frames: dict[str, pd.DataFrame]) -> Session:
    values, bad = read_parts(texts)
    if bad or not _is_whole(meta):
        raise _damaged(path, in_words(bad))
    try:
        dataset = dataset_from(frames, values.get(SOURCES, ()), values.get(PROBLEMS, ()))
        session = session_from(values, dataset, meta["document"])
    except UNREADABLE as error:
        raise _damaged(path, "its parts do not fit together") from error
    if odd := tuple(odd_parts(session)):
        raise _damaged(path, in_words(odd))
    return session


def _is_whole(meta: dict[str, str]) -> bool:
    """Whether a file says of itself what every workspace says."""
    texts = all(isinstance(meta.get(key), str) for key in ("document", "mark", "generation"))
    return texts and re.fullmatch(r"[0-9]{1,15}", meta["generation"]) is not None


def _migrated(path: Path) -> tuple[str, ...]:
    """Bring an older format to this one, and say where the old file is kept."""
    with opened(path) as connection:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found >= schema.FORMAT:
        return ()
    try:
        kept = migrate(path)
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            f"“{path.name}” was saved by an older CX Desk and cannot be brought to the format of this one here "
            f"({error}). Copy it to a folder of your own and open it there."
        ) from error
    if kept is None:
        return ()
    return (f"The workspace was brought to the format of this version. The file as it was is kept as “{kept.name}”.",)


def _parts(connection: sqlite3.Connection, path: Path, meta: dict[str, str]) -> dict[str, str]:
    """The parts, where all is as it was written."""
    texts, bad = read_parts_stored(connection)
    if bad or meta.get("check") != check_value(connection):
        raise _damaged(path, in_words(bad))
    return texts


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a workspace of this format; what goes wrong inside is said in a sentence."""
    check_kind(path)
    try:
        with schema.reading(path) as connection:
            check_format(connection, path)
            yield connection
    except PieceError as error:
        raise _damaged(path, f"the table “{str(error).partition(':')[2]}” cannot be read whole") from error
    except sqlite3.OperationalError as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise UserError(f"“{path.name}” is just being saved by another program. Try again in a moment.") from error
        if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")):
            raise UserError(
                f"“{path.name}” cannot be opened: the last save was cut off, and the folder is write-protected. "
                "Copy the file with its “-journal” file to another folder."
            ) from error
        raise _damaged(path) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(path) from error


def check_kind(path: Path) -> None:
    """Refuse what is no workspace by its first bytes.

    Raises:
        UserError: not there, not readable, empty, or of another kind.
        PasswordError: a shared copy with a password.
    """
    try:
        if path.is_fifo() or path.is_socket():  # to open one is to wait for who writes into it
            raise UserError(f"“{path.name}” is no file. Open a workspace that was saved.")
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError as error:
        raise UserError(f"“{path.name}” is not there any more. Look for it in {path.parent}.") from error
    except OSError as error:
        raise UserError(f"“{path.name}” cannot be read: {error.strerror or error}.") from error
    if not head:
        raise DamagedError(f"“{path.name}” is empty: nothing was saved in it. Open a backup of it.")
    if not head.startswith(_SQLITE):
        from cxdesk.workspace.sealed import is_sealed

        if is_sealed(path):
            raise PasswordError(f"“{path.name}” opens with a password.")
        if head[_KIND_AT : _KIND_AT + 4] == schema.APPLICATION_ID.to_bytes(4, "big"):
            raise _damaged(path)
        raise UserError(f"“{path.name}” is no CX Desk workspace. Open spreadsheets with File > Open spreadsheets.")


def check_format(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse other programs' databases and newer formats.

    Raises:
        UserError: another program's database.
        NewerError: a newer format.
    """
    kind = connection.execute("PRAGMA application_id").fetchone()[0]
    if kind != schema.APPLICATION_ID:
        raise UserError(f"“{path.name}” is a database of another program and no CX Desk workspace.")
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > schema.FORMAT:
        needs = schema.meta_of(connection).get("needs", "")
        raise NewerError(
            f"“{path.name}” was saved by a newer CX Desk. Open it with version {needs or 'of its maker'} or newer.",
            needs,
        )
    # A workspace has tables alone: a trigger or view would act on its own when it is read or saved.
    odd = connection.execute("SELECT count(*) FROM sqlite_master WHERE type NOT IN ('table', 'index')").fetchone()[0]
    other = odd_schema(connection) if found == schema.FORMAT else ""
    if not odd and other and f"CREATE TABLE {other} (" in schema.TABLES:
        raise _damaged(path)
    if odd or other:
        raise UserError(f"“{path.name}” holds what no CX Desk workspace holds, and is not opened.")


def _damaged(path: Path, what: str = "") -> DamagedError:
    damage = f" ({what})" if what else ""
    return DamagedError(
        f"“{path.name}” is damaged{damage}. What can be read of it can be rescued into a new workspace."
    )
