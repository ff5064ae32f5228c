"""The rows that a change of the history touched, with what stood in them before and after."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxdesk.common.progress import SILENT, Progress
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import ROW, SOURCE, column_title
from cxdesk.workspace.file.changes import frames_around
from cxdesk.workspace.file.reading import opened
from cxdesk.workspace.file.records import TABLE
from cxdesk.workspace.file.row_changes import pairs_between

MOST_ROWS = 1_000
"""Rows of each kind that are shown."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RowDetails:
    """Rows of one table that a change added, removed and changed: how many, and the first of them.

    `before` and `after` hold the changed rows side by side: the same number of rows in the same order. Columns are
    those of the table without where the rows came from; `keys` are the columns by which rows were paired.
    """

    table: str
    keys: tuple[str, ...]
    added_count: int
    removed_count: int
    changed_count: int
    added: pd.DataFrame
    removed: pd.DataFrame
    before: pd.DataFrame
    after: pd.DataFrame


def rows_of_change(path: Path, number: int, name: str, progress: Progress = SILENT) -> RowDetails:
    """The rows of a frame (`table:tickets`) that change `number` touched.

    Raises:
        UserError: as of `load`.
        Cancelled: the user stopped.
    """
    progress.report(0, 0, "Looking up the rows")
    with opened(path.absolute()) as connection:
        before, after = frames_around(connection, number, name)
    progress.report(0, 0, "Comparing the rows")
    return compared_rows(name.removeprefix(f"{TABLE}:"), before, after)


def compared_rows(table: str, before: pd.DataFrame | None, after: pd.DataFrame | None) -> RowDetails:
    """What differs between two states of a table (None = it was not there)."""
    pairs = pairs_between(table, before, after)
    old, new = _shown(before), _shown(after)
    spec = TABLES.get(table)
    keys = spec.key if spec is not None else ()
    return RowDetails(
        table=table,
        keys=tuple(key for key in keys if key in old.columns and key in new.columns),
        added_count=len(pairs.added), removed_count=len(pairs.removed), changed_count=len(pairs.before),
        added=new.iloc[pairs.added[:MOST_ROWS]].reset_index(drop=True),
        removed=old.iloc[pairs.removed[:MOST_ROWS]].reset_index(drop=True),
        before=old.iloc[pairs.before[:MOST_ROWS]].reset_index(drop=True),
        after=new.iloc[pairs.after[:MOST_ROWS]].reset_index(drop=True),
    )  # fmt: skip


def title_of(table: str, column: str) -> str:
    """A column's title for a person."""
    return column_title(column, TABLES.get(table))


def _shown(frame: pd.DataFrame | None) -> pd.DataFrame:
    return pd.DataFrame() if frame is None else frame.drop(columns=[SOURCE, ROW], errors="ignore")
