"""Frames in a workspace file: written in pieces under a name, read back with every piece checked."""

from __future__ import annotations

import sqlite3

import pandas as pd
import pyarrow as pa

from cxdesk.workspace.file.frames import digest_of, packed, unpacked


class PieceError(ValueError):
    """A piece of a table is missing, or is not what was written."""


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
    return tuple(name for (name,) in connection.execute("SELECT DISTINCT name FROM tables ORDER BY name"))


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
        total += count
    try:
        frame = unpacked(contents)
    except (pa.ArrowInvalid, ValueError, KeyError, IndexError) as error:
        raise PieceError(name) from error
    if len(frame) != total:
        raise PieceError(name)
    return frame
