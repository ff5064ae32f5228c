"""The history of a workspace: every change with when, from and to, and the way back to the state before it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pandas as pd

from cxdesk import VERSION
from cxdesk.workspace.file.parts import PROBLEMS, part_json, part_values
from cxdesk.workspace.file.records import TABLE, Change, frames_of
from cxdesk.workspace.file.row_changes import before_of, change_of
from cxdesk.workspace.file.stored import frame_names, put_frame, read_frame

_TEXTS = ("before", "after")
_NOT_KEPT = ("view",)  # what is looked at is no change of the document


@dataclass(frozen=True, kw_only=True)
class RowCounts:
    """How many rows of a table a change added, removed and changed."""

    added: int
    removed: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One change of the history.

    `parts` are (before, after) as JSON by part, `rows` counts by the name of a table in the file.
    """

    number: int
    at: datetime
    app: str
    words: str
    parts: Mapping[str, tuple[str | None, str | None]]
    rows: Mapping[str, RowCounts]


def put_change(connection: sqlite3.Connection, change: Change) -> None:
    """Write a change to the history; nothing where both sessions hold the same."""
    parts = _part_changes(change)
    frames = _frame_changes(change)
    if not parts and not frames:
        return
    values = (change.at.astimezone(UTC).isoformat(), VERSION, change.words)
    number = connection.execute("INSERT INTO history (at, app, words) VALUES (?, ?, ?)", values).lastrowid
    connection.executemany("INSERT INTO part_changes VALUES (?, ?, ?, ?)",
                           [(number, name, before, after) for name, (before, after) in parts.items()])  # fmt: skip
    for name, (before, after) in frames.items():
        kind, _, table = name.partition(":")
        told = change_of(before, after, table if kind == TABLE else "")
        columns = None if before is None else json.dumps([str(column) for column in before.columns])
        connection.execute("INSERT INTO row_changes VALUES (?, ?, ?, ?, ?, ?)",
                           (number, name, told.added, told.removed, told.changed, columns))  # fmt: skip
        for kind, frame in told.frames.items():
            put_frame(connection, f"change:{number}:{name}:{kind}", frame)


def entry_of(change: Change, number: int) -> Entry:
    """A change that is not saved yet as it would stand in the history."""
    rows = {}
    for name, (before, after) in _frame_changes(change).items():
        kind, _, table = name.partition(":")
        told = change_of(before, after, table if kind == TABLE else "")
        rows[name] = RowCounts(added=told.added, removed=told.removed, changed=told.changed)
    return Entry(number=number, at=change.at, app=VERSION, words=change.words, parts=_part_changes(change), rows=rows)


def _part_changes(change: Change) -> dict[str, tuple[str | None, str | None]]:
    """Before and after of the parts that differ, as JSON; what is the same object in both is not written out."""
    before, after = part_values(change.before), part_values(change.after)
    touched = [name for name in after if name not in _NOT_KEPT and before[name] is not after[name]]
    texts: dict[str, tuple[str | None, str | None]]
    texts = {name: (part_json(name, before[name]), part_json(name, after[name])) for name in touched}
    return {name: pair for name, pair in texts.items() if pair[0] != pair[1]}


def _frame_changes(change: Change) -> dict[str, tuple[pd.DataFrame | None, pd.DataFrame | None]]:
    before, after = frames_of(change.before.dataset), frames_of(change.after.dataset)
    names = dict.fromkeys([*before, *after])
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) is not after.get(name)}


def entries(connection: sqlite3.Connection, *, brief: bool = False) -> tuple[Entry, ...]:
    """The whole history, newest first; `brief` without the problems found in the data, which may be long lists."""
    found = [
        Entry(number=number, at=datetime.fromisoformat(at), app=app, words=words, parts={}, rows={})
        for number, at, app, words in connection.execute("SELECT id, at, app, words FROM history ORDER BY id DESC")
    ]
    parts: dict[int, dict[str, tuple[str | None, str | None]]] = {}
    texts = ", ".join(f"CASE WHEN part = '{PROBLEMS}' THEN NULL ELSE {one} END" if brief else one for one in _TEXTS)
    for number, name, before, after in connection.execute(f"SELECT history, part, {texts} FROM part_changes"):  # noqa: S608 - names of columns
        parts.setdefault(number, {})[name] = (before, after)
    rows: dict[int, dict[str, RowCounts]] = {}
    counted = "SELECT history, name, added, removed, changed FROM row_changes"
    for number, name, added, removed, changed in connection.execute(counted):
        rows.setdefault(number, {})[name] = RowCounts(added=added, removed=removed, changed=changed)
    return tuple(replace(entry, parts=parts.get(entry.number, {}), rows=rows.get(entry.number, {})) for entry in found)


def state_before(
    connection: sqlite3.Connection, number: int, parts: Mapping[str, str], frames: Mapping[str, pd.DataFrame]
) -> tuple[dict[str, str], dict[str, pd.DataFrame]]:
    """Parts and frames as they were before a change, from those of now."""
    was, tables = dict(parts), dict(frames)
    later = "SELECT id FROM history WHERE id >= ? ORDER BY id DESC"
    for (step,) in connection.execute(later, (number,)).fetchall():
        found = connection.execute("SELECT part, before FROM part_changes WHERE history = ?", (step,))
        was.update({name: before for name, before in found if before is not None})
        told = connection.execute("SELECT name, columns FROM row_changes WHERE history = ?", (step,)).fetchall()
        for name, columns in told:
            kept = _kept(connection, f"change:{step}:{name}:")
            before = None if columns is None else before_of(tables.get(name), kept, json.loads(columns))
            tables.pop(name, None)
            if before is not None:
                tables[name] = before
    return was, tables


def frames_around(
    connection: sqlite3.Connection, number: int, name: str
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    """One frame as it was before a change and after it (None = it was not there).

    Raises:
        PieceError: a piece of what leads back is missing, or is not what was written.
    """
    state = read_frame(connection, name) if name in frame_names(connection) else None
    after = state
    told = "SELECT history, columns FROM row_changes WHERE name = ? AND history >= ? ORDER BY history DESC"
    for step, columns in connection.execute(told, (name, number)).fetchall():
        after = state
        kept = _kept(connection, f"change:{step}:{name}:")
        state = None if columns is None else before_of(state, kept, json.loads(columns))
    return state, after


def _kept(connection: sqlite3.Connection, start: str) -> dict[str, pd.DataFrame]:
    names = [name for name in frame_names(connection) if name.startswith(start)]
    return {name.removeprefix(start): read_frame(connection, name) for name in names}
