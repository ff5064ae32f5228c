"""Saving a workspace: what changed in place, as one transaction, or a new file that takes the old one's place."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from cxdesk import VERSION
from cxdesk.common.atomic import replacing
from cxdesk.common.progress import SILENT, Progress
from cxdesk.workspace.cloud import Seen
from cxdesk.workspace.file import schema
from cxdesk.workspace.file.changes import put_change
from cxdesk.workspace.file.parts import parts_of
from cxdesk.workspace.file.records import Base, Change, NotSavedError, ReplacedError, frames_of
from cxdesk.workspace.file.stored import check_value, drop_frame, drop_unused, put_frame, put_part
from cxdesk.workspace.session import Session

_SPARE_BYTES = 8 << 20  # of pages that nothing uses any more: beyond these, and a third of the file, it is packed anew


def save(
    path: Path,
    session: Session,
    *,
    now: datetime,
    base: Base | None = None,
    changes: Sequence[Change] = (),
    progress: Progress = SILENT,
    replace_it: bool = False,
) -> Base:
    """Save the session at `path`; gives what the next save compares with.

    Where `base` is the document at that path, only what differs from it is written, in place. Otherwise a new file
    takes the place of what was there, with the history of `base` in it. `changes` enter the history, oldest first.

    Raises:
        ReplacedError: the file is not as `base` left it (never with `replace_it`, which writes it anew).
        NotSavedError: the file cannot be written; what was there is as it was.
        Cancelled: the user stopped; likewise.
    """
    path = path.absolute()
    with said(path):
        if base is not None and base.path == path and not replace_it:
            document, generation, mark = _in_place(base, session, changes, now, progress)
        else:
            with replacing(path, private=True) as temporary, _without_journal(temporary):
                kept = _copied(base, temporary, anew=path)
                with schema.writing(temporary, create_it=kept is None) as connection:
                    if kept is None:
                        schema.create(connection)
                    document, generation, mark = _fill(connection, session, kept, changes, now, progress)
        return Base(path=path, document=document, generation=generation, mark=mark, seen=Seen.of(path),
                    frames=frames_of(session.dataset))  # fmt: skip


def new_document_id() -> str:
    """An id that no other document has."""
    return uuid.uuid4().hex


def _in_place(
    base: Base, session: Session, changes: Sequence[Change], now: datetime, progress: Progress
) -> tuple[str, int, str]:
    """Save as one transaction. What fails once it is on the disk is no failure: who heard so would save against it."""
    _compare(base)
    told = None
    try:
        with schema.writing(base.path) as connection:
            compare_inside(connection, base)
            told = _fill(connection, session, base, changes, now, progress)
    except sqlite3.Error:
        if told is None or not _holds(base.path, told[2]):
            raise
    with suppress(sqlite3.Error):
        _pack(base.path)
    return told


def _holds(path: Path, mark: str) -> bool:
    with suppress(sqlite3.Error), schema.reading(path) as connection:
        return schema.meta_of(connection).get("mark") == mark
    return False


@contextmanager
def _without_journal(temporary: Path) -> Iterator[None]:
    """Where writing fails, SQLite may leave its journal, which holds pieces of the document."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            temporary.with_name(f"{temporary.name}-journal").unlink(missing_ok=True)
        raise


def _fill(
    connection: sqlite3.Connection,
    session: Session,
    base: Base | None,
    changes: Sequence[Change],
    now: datetime,
    progress: Progress,
) -> tuple[str, int, str]:
    """Write what differs from `base`; gives the document's id, generation and mark."""
    meta = schema.meta_of(connection)
    _put_frames(connection, frames_of(session.dataset), {} if base is None else base.frames, progress)
    for change in changes:
        progress.report(0, 0, "Saving the history")
        put_change(connection, change)
    drop_unused(connection)
    _put_parts(connection, parts_of(session))
    document = session.workspace_id or meta.get("document") or new_document_id()
    generation = int(meta.get("generation", "0")) + 1
    mark = new_document_id()
    saved_at = now.astimezone(UTC).isoformat()
    schema.put_meta(connection, document=document, generation=str(generation), mark=mark, app=VERSION,
                    needs=schema.NEEDS, check=check_value(connection), saved_at=saved_at)  # fmt: skip
    return document, generation, mark


def _put_parts(connection: sqlite3.Connection, parts: Mapping[str, str]) -> None:
    stored = dict(connection.execute("SELECT name, json FROM parts"))
    for name, text in parts.items():
        if stored.get(name) != text:
            put_part(connection, name, text)


def _put_frames(
    connection: sqlite3.Connection,
    frames: Mapping[str, pd.DataFrame],
    stored: Mapping[str, pd.DataFrame],
    progress: Progress,
) -> None:
    for name in stored:
        if name not in frames:
            drop_frame(connection, name)
    total = sum(len(frame) for frame in frames.values())
    done = 0
    for name, frame in frames.items():
        progress.report(done, total, "Saving the data")
        if stored.get(name) is not frame:
            put_frame(connection, name, frame)
        done += len(frame)


def _compare(base: Base) -> None:
    """Refuse where the file is gone; whether it is still the one, its mark says when it is open."""
    if not base.path.exists():
        raise ReplacedError(f"“{base.path.name}” is not there any more. Save it under another name.")


def compare_inside(connection: sqlite3.Connection, base: Base) -> None:
    """Refuse a document that is not the one, or not the state, that `base` is of.

    Raises:
        ReplacedError: it is not.
    """
    try:
        meta = schema.meta_of(connection)
    except sqlite3.DatabaseError as error:
        if _is_of_disk(error):
            raise
        raise _replaced(base) from error
    if (meta.get("document"), meta.get("mark")) != (base.document, base.mark):
        raise _replaced(base)


def _replaced(base: Base) -> ReplacedError:
    return ReplacedError(
        f"“{base.path.name}” was changed by another program or another person since it was opened. "
        "Nothing was saved: save under another name, or open it again."
    )


def _is_of_disk(error: sqlite3.Error) -> bool:
    """Whether it says something of the disk or of other programs, and nothing of what is in the file."""
    name = str(getattr(error, "sqlite_errorname", ""))
    return name.startswith(("SQLITE_IOERR", "SQLITE_FULL", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN",
                            "SQLITE_NOMEM"))  # fmt: skip


def _copied(base: Base | None, temporary: Path, *, anew: Path) -> Base | None:
    """Copy the document with its history to start from; None where there is none, or another one by now.

    One whose drive answers no more does not keep its session from being saved elsewhere.

    Raises:
        sqlite3.Error: it could not be copied, which may be otherwise in a moment.
    """
    if base is None or not base.path.exists():
        return None
    try:
        with schema.reading(base.path) as source:
            compare_inside(source, base)
            with closing(sqlite3.connect(temporary)) as target:
                source.backup(target)
    except (sqlite3.Error, ReplacedError) as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        is_unreadable = anew != base.path and name.startswith(("SQLITE_IOERR_READ", "SQLITE_CANTOPEN"))
        if isinstance(error, sqlite3.Error) and _is_of_disk(error) and not is_unreadable:
            raise
        temporary.write_bytes(b"")
        return None
    return base


def _pack(path: Path) -> None:
    """Give space back that nothing uses any more; where there is no room to do it, the next save will."""
    with closing(sqlite3.connect(path, timeout=1.0, isolation_level=None)) as connection:
        spare, pages, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_count", "page_size")
        )
        if spare * size > _SPARE_BYTES and spare * 3 > pages:
            connection.execute("VACUUM")


@contextmanager
def said(path: Path) -> Iterator[None]:
    """Turn what the system or SQLite says into a sentence."""
    try:
        yield
    except OSError as error:
        raise _not_saved(path, error.strerror or str(error)) from error
    except sqlite3.Error as error:
        raise _not_saved(path, _words(error)) from error


def _not_saved(path: Path, why: str) -> NotSavedError:
    return NotSavedError(f"“{path.name}” cannot be saved: {why}. What was there is unchanged.")


def _words(error: sqlite3.Error) -> str:
    known = {
        "SQLITE_FULL": "the disk is full",
        "SQLITE_READONLY": "it is write-protected",
        "SQLITE_BUSY": "another program is using it",
        "SQLITE_LOCKED": "another program is using it",
        "SQLITE_CANTOPEN": "it cannot be opened for writing",
        "SQLITE_IOERR": "the disk reported an error",
        "SQLITE_CORRUPT": "the file on the disk is damaged",
        "SQLITE_NOTADB": "the file on the disk is no workspace any more",
    }
    name = str(getattr(error, "sqlite_errorname", ""))
    return next((words for start, words in known.items() if name.startswith(start)), str(error))
