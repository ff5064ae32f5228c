"""What changed in a table's rows, kept so that the table before can be made again from the one after.

A table before a change is told as: which row of the table after each of its rows is (`rows`), the rows that are not
there any more as they were (`gone`), and columns that are not there any more, or hold another kind of value (`own`).
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
from cxdesk.tables.fields import SOURCE

ROWS, GONE, OWN = "rows", "gone", "own"
_MIX = np.uint64(0x9E3779B97F4A7C15)  # spreads neighbouring numbers over all 64 bits
_PLACE = "place"


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
    places = _places(before, after, [name for name in shared if name != SOURCE])
    lost = places < 0
    pairs = pairs_of(table, before, after, places)
    left = before.loc[lost, shared].reset_index(drop=True)
    rows = pd.DataFrame({_PLACE: places})
    if SOURCE in shared:
        rows[SOURCE] = before[SOURCE].to_numpy()
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
    return pairs_of(table, before, after, _places(before, after, [name for name in shared if name != SOURCE]))


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
        columns[name] = rows[name] if name == SOURCE else _restored(after[name], gone[name], places, lost)
    return pd.DataFrame(columns)[order]


def _restored(after: pd.Series[Any], gone: pd.Series[Any], places: NDArray[np.int64], lost: NDArray[np.bool_]) -> Any:
    """A column of the table before: its rows from the table after, and those that went."""
    number_gone = np.cumsum(lost) - 1 + len(after)
    taken = np.where(lost, number_gone, places)
    if isinstance(gone.dtype, pd.CategoricalDtype):
        categories = gone.cat.categories
        moved = categories.get_indexer(after.cat.categories)
        codes = after.cat.codes.to_numpy()
        was = np.where(codes < 0, -1, moved[codes])
        both = np.concatenate([was, gone.cat.codes.to_numpy()])
        return pd.Categorical.from_codes(both[taken], dtype=gone.dtype)
    return pd.concat([after, gone], ignore_index=True).take(taken).reset_index(drop=True)


def _same_kind(before: pd.Series[Any], after: pd.Series[Any]) -> bool:
    if isinstance(before.dtype, pd.CategoricalDtype):
        return isinstance(after.dtype, pd.CategoricalDtype) and before.cat.ordered == after.cat.ordered
    return bool(before.dtype == after.dtype)


def _places(before: pd.DataFrame, after: pd.DataFrame, shared: list[str]) -> NDArray[np.int64]:
    """For each row before, a row after that is the same in the shared columns; -1 where there is none."""
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
    where = np.minimum(np.searchsorted(known, mixed_before), len(known) - 1)
    places = first[where].astype(np.int64)
    same = known[where] == mixed_before
    for was, now in numbers:  # equal marks are likely, not certainly, equal rows
        same &= was == now[places]
    return np.where(same, places, -1)


def _numbered(before: pd.Series[Any], after: pd.Series[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Both columns as whole numbers that are equal where the values are."""
    if isinstance(before.dtype, pd.CategoricalDtype):
        moved = after.cat.categories.get_indexer(before.cat.categories)
        new = np.flatnonzero(moved < 0)
        moved[new] = len(after.cat.categories) + np.arange(len(new))
        codes = before.cat.codes.to_numpy()
        return np.where(codes < 0, -1, moved[codes]).astype(np.int64), after.cat.codes.to_numpy().astype(np.int64)
    if before.dtype.kind in "iub":
        return before.to_numpy().astype(np.int64), after.to_numpy().astype(np.int64)
    if before.dtype.kind == "M":
        return before.to_numpy().view(np.int64), after.to_numpy().view(np.int64)
    if before.dtype == np.float64:
        return before.to_numpy().view(np.int64), after.to_numpy().view(np.int64)
    codes, _ = pd.factorize(pd.concat([before, after], ignore_index=True))
    numbers: NDArray[np.int64] = codes.astype(np.int64)
    return numbers[: len(before)], numbers[len(before) :]


def _stepped(rows: pd.DataFrame) -> pd.DataFrame:
    """Places as steps from one to the next: rows that stayed in order are ones, which pack to nearly nothing."""
    places = rows[_PLACE].to_numpy()
    return rows.assign(**{_PLACE: np.diff(places, prepend=0)})
