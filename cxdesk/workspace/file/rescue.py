"""What can be read of a damaged workspace, as a new session; the damaged file is never written to."""

from __future__ import annotations

import re
import shutil
import sqlite3
import struct
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cxdesk.common.problems import UserError
from cxdesk.common.progress import SILENT, Progress
from cxdesk.common.text import plural
from cxdesk.tables.dataset import Source
from cxdesk.tables.fields import SOURCE
from cxdesk.workspace.file import schema
from cxdesk.workspace.file.checks import check_columns
from cxdesk.workspace.file.frames import UNREADABLE, digest_of, unpacked
from cxdesk.workspace.file.parts import PROBLEMS, SOURCES, adapters, in_words, read_parts, session_from
from cxdesk.workspace.file.reading import check_kind
from cxdesk.workspace.file.records import REJECTED, TABLE, DamagedError, dataset_from
from cxdesk.workspace.file.saving import new_document_id
from cxdesk.workspace.file.stored import read_part
from cxdesk.workspace.private import PrivateFolder
from cxdesk.workspace.session import Session

RESCUED = "(rescued)"
"""File name of sources of which nothing is known any more."""
_OURS = re.compile(rf"{TABLE}:.+|{REJECTED}:[0-9]{{1,9}}")  # frames that the window shows
_HEAD = struct.Struct(">16sHBBBBBB")  # the first bytes of a SQLite file, which are the same in all of ours


@dataclass(frozen=True, kw_only=True, eq=False)
class Rescued:
    """What was brought back, and what was not, one sentence each."""

    session: Session
    lost: tuple[str, ...]


def rescue(path: Path, progress: Progress = SILENT) -> Rescued:
    """Everything of a damaged workspace that can still be read, under a new id and without the history.

    Raises:
        UserError: it is no workspace, or nothing in it can be read.
    """
    with suppress(DamagedError):
        check_kind(path)
    with PrivateFolder() as folder:
        copy = folder.path / "copy.cxdesk"
        _copied(path, copy)
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, schema.MOST_BYTES)
            # Lets a file be read of which the end is missing.
            connection.execute("PRAGMA writable_schema = ON")
            connection.execute("PRAGMA cell_size_check = ON")
            texts = {name: text for name in adapters() if (text := _part(connection, name)) is not None}
            frames, lost = _frames(connection, progress)
    values, bad = read_parts(texts)
    gone = [name for name in adapters() if name not in texts or name in bad]
    if not frames and len(gone) == len(adapters()):
        raise UserError(f"Nothing can be read of “{path.name}” any more. Open a backup of it.")
    if gone:
        lost.insert(0, f"These are back to how a new workspace has them: {in_words(gone)}.")
    values[SOURCES] = _sources(values.get(SOURCES), frames)
    dataset = dataset_from(frames, values[SOURCES], values.get(PROBLEMS, ()))
    lost.append("The history is not brought back.")
    return Rescued(session=session_from(values, dataset, new_document_id()), lost=tuple(lost))


def _copied(path: Path, copy: Path) -> None:
    """Copy the file, with the journal of a save that was cut off, and mend the bytes that are the same in each file."""
    shutil.copyfile(path, copy)
    journal = path.with_name(f"{path.name}-journal")
    if journal.exists():
        shutil.copyfile(journal, copy.with_name(f"{copy.name}-journal"))
    with copy.open("r+b") as file:
        if len(file.read(_HEAD.size)) == _HEAD.size:
            file.seek(0)
            file.write(_HEAD.pack(b"SQLite format 3\x00", schema.PAGE_BYTES, 1, 1, 0, 64, 32, 32))


def _part(connection: sqlite3.Connection, name: str) -> str | None:
    try:
        return read_part(connection, name)
    except sqlite3.Error:
        return None


def _frames(connection: sqlite3.Connection, progress: Progress) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Frames by name, with as many rows as can be read; sentences about what is missing."""
    frames: dict[str, pd.DataFrame] = {}
    lost: list[str] = []
    for name, places in _named(connection).items():
        progress.report(0, 0, "Rescuing the data")
        pieces = [_piece(connection, piece) for piece in places]
        good = [content for content, _ in pieces if content is not None]
        rows = sum(count for content, count in pieces if content is None)
        frame = _frame(name, good)
        if frame is not None:
            frames[name] = frame
        if (frame is None or len(good) < len(pieces)) and name.startswith(TABLE):
            counted = plural(rows, "row") if rows else "some rows"
            lost.append(f"Of the table “{name.partition(':')[2]}” {counted} cannot be read.")
    return frames, lost


def _frame(name: str, good: list[bytes]) -> pd.DataFrame | None:
    """The frame of the pieces that can be read; None where they make none."""
    try:
        frame = unpacked(good)
        check_columns(name.removeprefix(f"{TABLE}:"), frame)
    except UNREADABLE:
        return None
    return frame


def _named(connection: sqlite3.Connection) -> dict[str, list[int]]:
    """Pieces by the name of their frame, of what the window shows; those of the history are left alone."""
    found: dict[str, list[int]] = {}
    try:
        for name, piece in connection.execute("SELECT name, piece FROM tables ORDER BY name, place"):
            if isinstance(name, str) and _OURS.fullmatch(name):
                found.setdefault(name, []).append(piece)
    except sqlite3.Error:
        return found
    return found


def _piece(connection: sqlite3.Connection, number: int) -> tuple[bytes | None, int]:
    """A piece that is as it was written, else None; and how many rows it had, 0 where that is not known."""
    rows = 0
    try:
        found = connection.execute("SELECT rows, digest FROM pieces WHERE id = ?", (number,)).fetchone()
        if found is None:
            return None, 0
        rows = int(found[0])
        (content,) = connection.execute("SELECT content FROM pieces WHERE id = ?", (number,)).fetchone()
        if isinstance(content, bytes) and digest_of(content) == found[1]:
            unpacked([content])
            return content, rows
    except (sqlite3.Error, *UNREADABLE):
        pass
    return None, rows


def _sources(sources: Any, frames: Mapping[str, pd.DataFrame]) -> tuple[Source, ...]:
    """The list of files; where it is lost, one that fits the rows."""
    if sources:
        return tuple(sources)
    tables: dict[int, tuple[str, int]] = {}
    for name, frame in frames.items():
        kind, _, table = name.partition(":")
        if kind == TABLE and SOURCE in frame.columns:
            for place, rows in frame[SOURCE].value_counts().items():
                tables.setdefault(int(str(place)), (table, int(rows)))
    return tuple(_source(*tables.get(place, ("", 0))) for place in range(max(tables, default=-1) + 1))


def _source(table: str, rows: int) -> Source:
    return Source(file=RESCUED, sheet="", table=table, rows_in=rows, rows_kept=rows)
