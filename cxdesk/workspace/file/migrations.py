"""Older formats become this version's: in place as one transaction, with a copy of the old file beside it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from cxdesk.common.atomic import replacing
from cxdesk.workspace.file import schema

Step = Callable[[sqlite3.Connection], None]

STEPS: Mapping[int, Step] = {}
"""What leads from each format to the next, which is none yet: format 1 is the first one."""


def migrate(path: Path) -> Path | None:
    """Bring a file of an older format to this one; gives where the old file is kept, None where nothing was to do.

    Raises:
        sqlite3.Error: the file cannot be written; it is as it was.
        OSError: the copy cannot be written; likewise.
    """
    with closing(sqlite3.connect(path)) as connection:
        found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found >= schema.FORMAT:
        return None
    kept = backup_of(path, found)
    with replacing(kept, private=True) as temporary:
        shutil.copyfile(path, temporary)
    with schema.writing(path) as connection:
        for number in range(found, schema.FORMAT):
            STEPS[number](connection)
        connection.execute(f"PRAGMA user_version = {schema.FORMAT}")
        schema.put_meta(connection, needs=schema.NEEDS)
    return kept


def backup_of(path: Path, number: int) -> Path:
    """Where the file of an older format is kept: beside it, under a name that is free."""
    for count in range(1, 1_000):
        extra = "" if count == 1 else f" {count}"
        kept = path.with_name(f"{path.stem} (format {number}){extra}{path.suffix}")
        if not kept.exists():
            return kept
    raise FileExistsError(f"there are too many copies of {path.name}")
