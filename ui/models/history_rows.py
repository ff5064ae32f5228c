"""Rows that a change of the history touched, as texts: each kind a table of its own, what changed side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxdesk.tables.hidden import shown_frame
from cxdesk.workspace.file.records import frames_of
from cxdesk.workspace.file.row_details import MOST_ROWS, compared_rows, rows_of_change, title_of
from ui.basics import numbers
from ui.models.history import HistoryRow, tr
from ui.models.listing import Column

if TYPE_CHECKING:
    from cxdesk.common.progress import Progress
    from cxdesk.workspace.file.row_details import RowDetails
    from cxdesk.workspace.session import Session

Cells = tuple[str, ...]
_MARK = "•"  # before a value that is another one now; the colour says it too


@dataclass(frozen=True, kw_only=True)
class RowsTable:
    """Rows of one kind: its words with how many there are, titles, and the first rows as texts.

    `marked` are the columns whose cells begin with a mark where they changed.
    """

    words: str
    total: int
    titles: Cells
    rows: tuple[Cells, ...]

    @property
    def note(self) -> str:
        """Says where only the first rows are shown."""
        if self.total <= len(self.rows):
            return ""
        return tr("The first {most} of {n} rows.").format(most=numbers.count(MOST_ROWS), n=numbers.count(self.total))


def read_rows(
    row: HistoryRow, path: Path | None, name: str, session: Session
) -> Callable[[Progress], tuple[RowsTable, ...]]:
    """Work that looks up the rows of a table (`table:tickets`) which a change touched."""

    def work(progress: Progress) -> tuple[RowsTable, ...]:
        if row.change is not None:
            before, after = (frames_of(one.dataset).get(name) for one in (row.change.before, row.change.after))
            found = compared_rows(name.partition(":")[2], before, after)
        elif path is not None:
            found = rows_of_change(path, row.entry.number, name, progress)
        else:
            return ()
        return tables_of(found, session)

    return work


def tables_of(found: RowDetails, session: Session) -> tuple[RowsTable, ...]:
    """Changed, added and removed rows as tables of texts; kinds without rows are left out."""
    added, removed, before, after = (
        _shown(one, session) for one in (found.added, found.removed, found.before, found.after)
    )
    made = (
        _changed(found, before, after, session),
        _plain(found, tr("Added rows ({n})"), found.added_count, added, session),
        _plain(found, tr("Removed rows ({n})"), found.removed_count, removed, session),
    )
    return tuple(one for one in made if one.total)


def _shown(frame: pd.DataFrame, session: Session) -> pd.DataFrame:
    hidden = session.dataset.hidden
    return frame if hidden is None else shown_frame(frame, hidden)


def _plain(found: RowDetails, words: str, total: int, frame: pd.DataFrame, session: Session) -> RowsTable:
    texts = [_texts(frame[name], session) for name in frame.columns]
    return RowsTable(
        words=words.format(n=numbers.count(total)), total=total,
        titles=tuple(title_of(found.table, str(name)) for name in frame.columns), rows=tuple(zip(*texts, strict=True)),
    )  # fmt: skip


def _changed(found: RowDetails, before: pd.DataFrame, after: pd.DataFrame, session: Session) -> RowsTable:
    """The keys, then for every column with a difference what stood there before and after."""
    titles: list[str] = []
    columns: list[Sequence[str]] = []
    blank = [""] * len(before)
    keys = [name for name in found.keys if name in after.columns]
    for name in keys:
        titles.append(title_of(found.table, name))
        columns.append(_texts(after[name], session))
    for name in dict.fromkeys([*after.columns, *before.columns]):
        if name in keys:
            continue
        was, now = (_texts(one[name], session) if name in one.columns else blank for one in (before, after))
        differs = np.array(was, dtype=object) != np.array(now, dtype=object)
        if differs.any():
            title = title_of(found.table, str(name))
            titles += [tr("{column}, before").format(column=title), tr("{column}, after").format(column=title)]
            marks = [f"{_MARK} " if one else "" for one in differs]
            columns += [was, [mark + text for mark, text in zip(marks, now, strict=True)]]
    words = tr("Changed rows ({n})").format(n=numbers.count(found.changed_count))
    return RowsTable(
        words=words, total=found.changed_count, titles=tuple(titles), rows=tuple(zip(*columns, strict=True))
    )


def _texts(column: pd.Series[Any], session: Session) -> list[str]:
    """The cells as a person reads them; instants on the workspace's clock. For the rows shown only."""
    if column.dtype.kind == "M":
        if (column.dropna() == column.dropna().dt.normalize()).all():  # days and months of no zone
            return [str(text) for text in column.dt.strftime("%Y-%m-%d").fillna("")]
        local = column.dt.tz_localize("UTC").dt.tz_convert(session.calendar.tz)
        return [str(text) for text in local.dt.strftime("%Y-%m-%d %H:%M").fillna("")]
    if column.dtype.kind in "fiu":
        return [
            "" if pd.isna(value) else numbers.number(value, numbers.decimals_needed(value)) for value in column.tolist()
        ]
    return ["" if pd.isna(value) else str(value) for value in column.astype(object)]


def rows_columns(table: RowsTable) -> tuple[Column[Cells], ...]:
    """Columns of a table of texts."""
    return tuple(_column(title, place) for place, title in enumerate(table.titles))


def _column(title: str, place: int) -> Column[Cells]:
    def text(row: Cells) -> str:
        return row[place]

    return Column(title=title, text=text, tip=text)
