"""Frames in a workspace file: written in pieces under a name, read back with every piece checked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import pandas as pd

from cxdesk.workspace.file.checks import check_columns
from cxdesk.workspace.file.claims import claimed_bytes
from cxdesk.workspace.file.frames import UNREADABLE, digest_of, packed, titles_of, too_large, unpacked


class PieceError(ValueError):
    """A piece of a table is missing, or is not what was written; `name` is the frame's."""


def put_part(connection: sqlite3.Connection, name: str, text: str) -> None:
    """Store a small part under its name."""
    values = (name, text, _part_digest(name, text))
    connection.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", values)


def read_parts_stored(connection: sqlite3.Connection) -> tuple[dict[str, str], tuple[str, ...]]:
    """The parts as they were written, and the names of those that are not as they were written."""
    good: dict[str, str] = {}
    bad: list[str] = []
    for name, text, digest in connection.execute("SELECT name, json, digest FROM parts"):
        if isinstance(name, str) and isinstance(text, str) and digest == _part_digest(name, text):
            good[name] = text
        else:
            bad.append(str(name))
    return good, tuple(bad)


def read_part(connection: sqlite3.Connection, name: str) -> str | None:
    """One part; None where it is missing or not as it was written."""
    found = connection.execute("SELECT json, digest FROM parts WHERE name = ?", (name,)).fetchone()
    if found is None or not isinstance(found[0], str) or found[1] != _part_digest(name, found[0]):
        return None
    return str(found[0])


def _part_digest(name: str, text: str) -> bytes:
    return digest_of(f"{name}\n{text}".encode())


def check_value(connection: sqlite3.Connection) -> str:
    """A digest over the names of parts and over which piece belongs where: a file says it, and a reader compares."""
    listed: list[object] = [*connection.execute("SELECT name, hex(digest) FROM parts ORDER BY name")]
    listed += connection.execute("SELECT name, place, hex(digest) FROM tables LEFT JOIN pieces ON pieces.id = piece "
                                 "ORDER BY name, place")  # fmt: skip
    return digest_of(repr(listed).encode()).hex()


def put_frame(connection: sqlite3.Connection, name: str, frame: pd.DataFrame) -> None:
    """Store a frame under its name in the file; pieces that are there already are not written twice."""
    connection.execute("DELETE FROM tables WHERE name = ?", (name,))
    for place, piece in enumerate(packed(frame)):
        found = connection.execute("SELECT id FROM pieces WHERE digest = ?", (piece.digest,)).fetchone()
        if found is None:
            values = (piece.digest, piece.rows, piece.content)
            added = connection.execute("INSERT INTO pieces (digest, rows, content) VALUES (?, ?, ?)", values)
            found = (added.lastrowid,)
        connection.execute("INSERT INTO tables VALUES (?, ?, ?)", (name, place, found[0]))


def drop_frame(connection: sqlite3.Connection, name: str) -> None:
    """Take a name away; `drop_unused` takes the pieces that no name has any more."""
    connection.execute("DELETE FROM tables WHERE name = ?", (name,))


def drop_unused(connection: sqlite3.Connection) -> None:
    """Delete the pieces that no frame is made of any more."""
    connection.execute("DELETE FROM pieces WHERE id NOT IN (SELECT piece FROM tables)")


def frame_names(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Names of all frames of the file, also of those that lead back in the history."""
    found = connection.execute("SELECT DISTINCT name FROM tables ORDER BY name")
    return tuple(name for (name,) in found if isinstance(name, str))


def read_frame(connection: sqlite3.Connection, name: str) -> pd.DataFrame:
    """A frame by its name in the file.

    Raises:
        PieceError: a piece is missing, or its bytes are not those that were written.
        sqlite3.DatabaseError: the file is damaged where a piece lies.
    """
    rows = connection.execute(
        "SELECT place, digest, rows, content FROM tables LEFT JOIN pieces ON pieces.id = tables.piece WHERE name = ? "
        "ORDER BY place", (name,),
    ).fetchall()  # fmt: skip
    contents, total = [], 0
    for expected, (place, digest, count, content) in enumerate(rows):
        if place != expected or not isinstance(content, bytes) or digest_of(content) != digest:
            raise PieceError(name)
        contents.append(content)
        total += count if isinstance(count, int) else 0
    try:
        frame = unpacked(contents)
        check_columns(name.removeprefix("table:"), frame)
    except UNREADABLE as error:
        raise PieceError(name) from error
    if len(frame) != total:
        raise PieceError(name)
    return frame


def check_size(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Refuse a file that claims to hold far more than its bytes can; a piece counts as often as it stands in a table.

    Raises:
        PieceError: it does, or a piece cannot be read.
    """
    often: dict[int, int] = {}
    for name in names:
        for (piece,) in connection.execute("SELECT piece FROM tables WHERE name = ?", (name,)):
            often[piece] = often.get(piece, 0) + 1
    claimed = stored = 0
    for piece, times in often.items():
        found = connection.execute("SELECT content FROM pieces WHERE id = ?", (piece,)).fetchone()
        try:
            claimed += claimed_bytes(found[0]) * times
            stored += len(found[0])
        except UNREADABLE:
            continue  # said where its table is read
    if too_large(claimed, stored):
        raise PieceError("table:(all)")


def read_titles(connection: sqlite3.Connection, name: str) -> tuple[str, ...]:
    """Titles of a frame's columns, without reading its rows.

    Raises:
        PieceError: its first piece is missing, or no such piece.
    """
    first = "SELECT content FROM tables JOIN pieces ON pieces.id = tables.piece WHERE name = ? AND place = 0"
    found = connection.execute(first, (name,)).fetchone()
    try:
        return titles_of(found[0])
    except UNREADABLE as error:
        raise PieceError(name) from error
