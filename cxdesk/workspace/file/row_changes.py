"""What changed in a table's rows, kept so that the table before can be made again from the one after.

A table before a change is told as: which row of the table after each of its rows is, and of which file and row it was
(`rows`), the rows that are not there any more as they were (`gone`), and columns that are not there any more, or hold
another kind of value (`own`). A newer export moves most rows in their file and changes few.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.imports.rows.compare import differences, partners
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import ROW, SOURCE

ROWS, GONE, OWN = "rows", "gone", "own"
_MIX = np.uint64(0x9E3779B97F4A7C15)  # spreads neighbouring numbers over all 64 bits
_PLACE = "place"
_WHERE = (SOURCE, ROW)  # where a row came from is no part of what it says


@dataclass(frozen=True, kw_only=True, eq=False)
class RowChange:
    """How one table came from the one before. `added`, `removed`, `changed` count rows.

    `frames` are what leads back, by `rows`, `gone` and `own`; empty where there was no table before.
    """

    added: int
    removed: int
    changed: int
    frames: Mapping[str, pd.DataFrame]


def change_of(before: pd.DataFrame | None, after: pd.DataFrame | None, table: str = "") -> RowChange:
    """What leads from the table after back to the one before (None = there was none).

    Work and memory grow with the rows of both; `frames` hold little more than the rows that changed. Where `table` says
    which one it is, rows that went and came are paired by its key, and those that only moved in their file count for
    nothing; else a row counts as changed where one went and another came.
    """
    if before is None:
        return RowChange(added=0 if after is None else len(after), removed=0, changed=0, frames={})
    if after is None or not before.columns.is_unique or not after.columns.is_unique:
        gone, came = len(before), 0 if after is None else len(after)
        changed = min(gone, came)
        empty = pd.DataFrame({_PLACE: np.full(len(before), -1)})
        whole = {ROWS: _stepped(empty), OWN: before}
        return RowChange(added=came - changed, removed=gone - changed, changed=changed, frames=whole)
    shared = [name for name in before.columns if name in after.columns and _same_kind(before[name], after[name])]
    places = _places(before, after, [name for name in shared if name not in _WHERE])
    lost = places < 0
    pairs = pairs_of(table, before, after, places)
    left = before.loc[lost, shared].reset_index(drop=True)
    rows = pd.DataFrame({_PLACE: places, **{name: before[name].to_numpy() for name in _WHERE if name in shared}})
    frames = {ROWS: _stepped(rows), GONE: left, OWN: before.drop(columns=shared)}
    return RowChange(added=len(pairs.added), removed=len(pairs.removed), changed=len(pairs.before), frames=frames)


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """Rows that differ between two states of a table, as positions in them.

    `before` and `after` are the same rows in both; `removed` are of the state before, `added` of the one after.
    """

    before: NDArray[np.intp]
    after: NDArray[np.intp]
    removed: NDArray[np.intp]
    added: NDArray[np.intp]


def pairs_between(table: str, before: pd.DataFrame | None, after: pd.DataFrame | None) -> Pairs:
    """What differs between two states of a table."""
    none = np.zeros(0, dtype=np.intp)
    if before is None or after is None or not before.columns.is_unique or not after.columns.is_unique:
        gone, came = (none if frame is None else np.arange(len(frame)) for frame in (before, after))
        return Pairs(before=none, after=none, removed=gone, added=came)
    shared = [name for name in before.columns if name in after.columns and _same_kind(before[name], after[name])]
    return pairs_of(table, before, after, _places(before, after, [name for name in shared if name not in _WHERE]))


def pairs_of(table: str, before: pd.DataFrame, after: pd.DataFrame, places: NDArray[np.int64]) -> Pairs:
    """What differs, where `places` says which row after each row before is (-1 = none)."""
    gone = np.flatnonzero(places < 0)
    kept = np.zeros(len(after), dtype=np.bool_)
    kept[places[places >= 0]] = True
    came = np.flatnonzero(~kept)
    if table not in TABLES:
        both = min(len(gone), len(came))
        return Pairs(before=gone[:both], after=came[:both], removed=gone[both:], added=came[both:])
    old, new = before.iloc[gone], after.iloc[came]
    mine, theirs = partners(table, old, new) if len(old) and len(new) else (gone[:0], gone[:0])
    unlike = np.zeros(len(mine), dtype=np.bool_)
    for _, rows in differences(old, theirs, new, mine):
        unlike |= rows
    return Pairs(before=gone[theirs[unlike]], after=came[mine[unlike]],
                 removed=np.delete(gone, theirs), added=np.delete(came, mine))  # fmt: skip


def before_of(after: pd.DataFrame | None, frames: Mapping[str, pd.DataFrame], order: list[str]) -> pd.DataFrame | None:
    """The table before, from the one after and what leads back; `order` names its columns."""
    if not frames:
        return None
    own = frames[OWN]
    gone = frames.get(GONE)
    if gone is None:
        return own
    assert after is not None
    rows = frames[ROWS]
    places = np.cumsum(rows[_PLACE].to_numpy())
    lost = places < 0
    columns: dict[str, Any] = {name: own[name] for name in own.columns}
    for name in gone.columns:
        kept = name in rows.columns
        columns[name] = _unstepped(rows[name]) if kept else _restored(after[name], gone[name], places, lost)
    return pd.DataFrame(columns)[order]


def _restored(after: pd.Series[Any], gone: pd.Series[Any], places: NDArray[np.int64], lost: NDArray[np.bool_]) -> Any:
    """A column of the table before: its rows from the table after, and those that went."""
    number_gone = np.cumsum(lost) - 1 + len(after)
    taken = np.where(lost, number_gone, places)
    if isinstance(gone.dtype, pd.CategoricalDtype):
        categories = gone.cat.categories
        moved = np.append(categories.get_indexer(after.cat.categories), -1)  # the last one is that of blanks
        was = moved[after.cat.codes.to_numpy()]
        both = np.concatenate([was, gone.cat.codes.to_numpy()])
        return pd.Categorical.from_codes(both[taken], dtype=gone.dtype)
    return pd.concat([after, gone], ignore_index=True).take(taken).reset_index(drop=True)


def _same_kind(before: pd.Series[Any], after: pd.Series[Any]) -> bool:
    if isinstance(before.dtype, pd.CategoricalDtype):
        return isinstance(after.dtype, pd.CategoricalDtype) and before.cat.ordered == after.cat.ordered
    return bool(before.dtype == after.dtype)


def _places(before: pd.DataFrame, after: pd.DataFrame, shared: list[str]) -> NDArray[np.int64]:
    """For each row before, the row after that is the same in the shared columns; -1 where there is none.

    Of equal rows the n-th stands for the n-th.
    """
    if not shared or not len(after):
        return np.full(len(before), -1, dtype=np.int64)
    mixed_before = np.zeros(len(before), dtype=np.uint64)
    mixed_after = np.zeros(len(after), dtype=np.uint64)
    numbers = []
    with np.errstate(over="ignore"):
        for name in shared:
            was, now = _numbered(before[name], after[name])
            mixed_before = (mixed_before ^ was.view(np.uint64)) * _MIX
            mixed_before ^= mixed_before >> np.uint64(29)
            mixed_after = (mixed_after ^ now.view(np.uint64)) * _MIX
            mixed_after ^= mixed_after >> np.uint64(29)
            numbers.append((was, now))
    known, first = np.unique(mixed_after, return_index=True)
    if len(known) < len(after) or len(np.unique(mixed_before)) < len(before):
        mixed_before, mixed_after = _told_apart(mixed_before), _told_apart(mixed_after)
        known, first = np.unique(mixed_after, return_index=True)
    where = np.minimum(np.searchsorted(known, mixed_before), len(known) - 1)
    places = first[where].astype(np.int64)
    same = known[where] == mixed_before
    for was, now in numbers:  # equal marks are likely, not certainly, equal rows
        same &= was == now[places]
    return np.where(same, places, -1)


def _told_apart(marks: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Marks of rows that are equal made different ones: the first, the second, the third of each."""
    order = np.argsort(marks, kind="stable")
    ordered = marks[order]
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    turn = np.empty(len(marks), dtype=np.uint64)
    turn[order] = np.arange(len(marks)) - np.repeat(begins, np.diff(np.append(begins, len(marks))))
    with np.errstate(over="ignore"):
        out: NDArray[np.uint64] = (marks ^ turn) * _MIX
    return np.where(turn > 0, out, marks)


def _numbered(before: pd.Series[Any], after: pd.Series[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Both columns as whole numbers that are equal where the values are."""
    if isinstance(before.dtype, pd.CategoricalDtype):
        moved = after.cat.categories.get_indexer(before.cat.categories)
        new = np.flatnonzero(moved < 0)
        moved[new] = len(after.cat.categories) + np.arange(len(new))
        numbers = np.append(moved, -1)[before.cat.codes.to_numpy()]  # the last one is that of blanks
        return numbers.astype(np.int64), after.cat.codes.to_numpy().astype(np.int64)
    kind = before.dtype.kind if isinstance(before.dtype, np.dtype) else ""
    if kind in ("i", "u", "b"):
        return before.to_numpy().astype(np.int64), after.to_numpy().astype(np.int64)
    if kind in ("M", "m"):
        return before.to_numpy().view(np.int64), after.to_numpy().view(np.int64)
    if kind == "f":  # bit by bit: 0.0 and -0.0 are two values
        was, now = before.to_numpy().astype(np.float64), after.to_numpy().astype(np.float64)
        return was.view(np.int64), now.view(np.int64)
    codes, _ = pd.factorize(pd.concat([before, after], ignore_index=True))
    both: NDArray[np.int64] = codes.astype(np.int64)
    return both[: len(before)], both[len(before) :]


def _stepped(rows: pd.DataFrame) -> pd.DataFrame:
    """Places and row numbers as steps from one to the next: rows in order are ones, which pack to nearly nothing."""
    numbers = [name for name in (_PLACE, ROW) if name in rows.columns and rows[name].dtype.kind == "i"]
    return rows.assign(**{name: np.diff(rows[name].to_numpy(), prepend=rows[name].dtype.type(0)) for name in numbers})


def _unstepped(column: pd.Series[Any]) -> pd.Series[Any]:
    """Row numbers from steps; anything else as it is."""
    if column.name != ROW or column.dtype.kind != "i":
        return column
    return pd.Series(np.cumsum(column.to_numpy(), dtype=column.to_numpy().dtype), index=column.index)
