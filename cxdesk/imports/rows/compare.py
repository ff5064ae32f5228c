"""What an import did to the data: rows added, changed, unchanged, only in earlier files; columns that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.text import plural
from cxdesk.imports.convert.texts import Bools
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import ROW, SOURCE, column_title

_MOST_COLUMNS = 4  # named in a sentence


@dataclass(frozen=True, kw_only=True)
class TableChange:
    """What happened to the rows of one table.

    `added`, `changed` and `unchanged` make up the rows taken in; a changed or unchanged one took the place of an
    earlier row. `only_before` counts rows of earlier files which the new ones overlap but do not hold: kept, or
    `dropped` where the new file replaced the old one. `columns` counts changed rows by column, most first.
    """

    table: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    only_before: int = 0
    dropped: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: TableChange) -> TableChange:
        """Both after each other."""
        columns = Counter(self.columns) + Counter(other.columns)
        return TableChange(
            table=self.table, added=self.added + other.added, changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged, only_before=self.only_before + other.only_before,
            dropped=self.dropped + other.dropped, columns=dict(columns.most_common()),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """What an import did, table by table; `files` are those read, `notes` sentences about changed layouts."""

    tables: tuple[TableChange, ...] = ()
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether the data is as it was."""
        return not any(one.added or one.changed or one.dropped for one in self.tables)


def summed(changes: Iterable[TableChange]) -> tuple[TableChange, ...]:
    """One record a table, in the order of the tables."""
    found: dict[str, TableChange] = {}
    for change in changes:
        found[change.table] = found[change.table] + change if change.table in found else change
    return tuple(found[name] for name in TABLES if name in found)


def change_words(change: TableChange) -> str:
    """`Tickets: 40 rows added; 212 changed (Status 212, Resolved 187); 948 unchanged; 12 only before, kept`."""
    spec = TABLES[change.table]
    parts = [f"{plural(change.added, 'row')} added"] if change.added or not (change.changed + change.unchanged) else []
    if change.changed:
        names = [f"{column_title(name, spec)} {count:,}" for name, count in change.columns.items()]
        more = f" and {len(names) - _MOST_COLUMNS} more columns" if len(names) > _MOST_COLUMNS + 1 else ""
        shown = names[:_MOST_COLUMNS] if more else names
        parts.append(f"{change.changed:,} changed ({', '.join(shown)}{more})")
    parts += [f"{change.unchanged:,} unchanged"] if change.unchanged else []
    parts += [f"{change.only_before:,} only before, kept"] if change.only_before else []
    parts += [f"{change.dropped:,} no longer there, dropped"] if change.dropped else []
    return f"{spec.title}: {'; '.join(parts)}"


def compared(table: str, replaced: pd.DataFrame, new: pd.DataFrame, *, rest: int) -> TableChange:
    """What `new` rows of a table did, where `replaced` are the earlier rows whose place they took.

    `rest` counts the rows of the earlier files it overlaps that stay.
    """
    added, changed, unchanged, columns = len(new), 0, 0, {}
    if len(replaced) and len(new):
        mine, theirs = partners(table, replaced, new)
        differs = {name: rows for name, rows in differences(replaced, theirs, new, mine) if rows.any()}
        any_differs = np.logical_or.reduce(list(differs.values())) if differs else np.zeros(len(mine), np.bool_)
        changed = int(any_differs.sum())
        unchanged = len(mine) - changed
        added = len(new) - len(mine)
        columns = dict(Counter({name: int(rows.sum()) for name, rows in differs.items()}).most_common())
    return TableChange(
        table=table, added=added, changed=changed, unchanged=unchanged, only_before=rest, columns=columns
    )


def without_kept(changes: Sequence[TableChange], dropped: Mapping[str, int]) -> tuple[TableChange, ...]:
    """The changes where rows only in the replaced file were dropped."""
    out = summed([*changes, *(TableChange(table=table, dropped=count) for table, count in dropped.items() if count)])
    return tuple(replace(change, only_before=max(0, change.only_before)) for change in out)


def partners(table: str, old: pd.DataFrame, new: pd.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions of new rows and of the earlier rows they stand for: by key, and by all cells where there is no key."""
    spec = TABLES[table]
    shared = [name for name in new.columns if name in old.columns and name not in {SOURCE, ROW}]
    tries = [list(key) for key in _KEYS.get(table, (spec.key,)) if key]
    position = np.full(len(new), -1, dtype=np.intp)
    used = np.zeros(len(old), dtype=np.bool_)
    for key in [*tries, shared]:
        names = [name for name in key if name in shared]
        firm = [name for name in key if name not in spec.open_key]
        if not names or (key is not shared and not set(firm) <= set(shared)):
            continue
        free_new, free_old = np.flatnonzero(position < 0), np.flatnonzero(~used)
        if not len(free_new) or not len(free_old):
            break
        found = _match(
            old.iloc[free_old][names], new.iloc[free_new][names], [n for n in names if n in firm], blanks=key is shared
        )
        hit = found >= 0
        position[free_new[hit]] = free_old[found[hit]]
        used[free_old[found[hit]]] = True
    mine = np.flatnonzero(position >= 0)
    return mine, position[mine]


# Answers are known by their own number, or by the ticket that they rate.
_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "surveys": (("response_id", "kind", "question"), ("response_id", "kind"), ("ticket_id", "kind"))
}


def _match(old: pd.DataFrame, new: pd.DataFrame, firm: list[str], *, blanks: bool) -> NDArray[np.intp]:
    """For each new row the earlier one with the same cells, the n-th equal one for the n-th; -1 where there is none.

    Rows that lack a cell of `firm` have no partner, unless `blanks` says that blank equals blank.
    """
    codes, missing = np.zeros(len(old) + len(new), dtype=np.int64), np.zeros(len(old) + len(new), dtype=np.bool_)
    for name in old.columns:
        found, labels = pd.factorize(pd.concat([_plain(old[name]), _plain(new[name])], ignore_index=True))
        if name in firm and not blanks:
            missing |= found < 0
        codes, _ = pd.factorize(codes * (len(labels) + 1) + found + 1)
    frame = pd.DataFrame({"code": np.where(missing, -1 - np.arange(len(codes)), codes)})
    turn = np.concatenate(
        [part.groupby("code").cumcount().to_numpy() for part in (frame[: len(old)], frame[len(old) :])]
    )
    names, _ = pd.factorize(pd.MultiIndex.from_arrays([frame["code"], turn]))
    index = pd.Index(names[: len(old)])
    return np.asarray(index.get_indexer(pd.Index(names[len(old) :])), dtype=np.intp)


def differences(
    old: pd.DataFrame, theirs: NDArray[np.intp], new: pd.DataFrame, mine: NDArray[np.intp]
) -> Iterable[tuple[str, Bools]]:
    """For each column of either frame the rows in which both differ; blank equals blank and no column.

    `theirs` and `mine` are the positions of the rows that stand for each other.
    """
    for name in dict.fromkeys((*new.columns, *old.columns)):
        if name in {SOURCE, ROW}:
            continue
        if name not in new:
            yield name, old[name].notna().to_numpy()[theirs]
        elif name not in old:
            yield name, new[name].notna().to_numpy()[mine]
        else:
            yield name, _differ(old[name], theirs, new[name], mine)


def _differ(one: pd.Series, theirs: NDArray[np.intp], other: pd.Series, mine: NDArray[np.intp]) -> Bools:
    if isinstance(one.dtype, pd.CategoricalDtype) and isinstance(other.dtype, pd.CategoricalDtype):
        return _codes_differ(pd.Categorical(one), theirs, pd.Categorical(other), mine)
    both = [_plain(one).take(theirs).reset_index(drop=True), _plain(other).take(mine).reset_index(drop=True)]
    if both[0].dtype != both[1].dtype:
        both = [series.astype("str") for series in both]
    blank = [series.isna().to_numpy() for series in both]
    differ = (both[0] != both[1]).fillna(True).to_numpy(dtype=np.bool_)
    return np.asarray((differ & ~(blank[0] & blank[1])) | (blank[0] != blank[1]), dtype=np.bool_)


def _codes_differ(
    one: pd.Categorical, theirs: NDArray[np.intp], other: pd.Categorical, mine: NDArray[np.intp]
) -> Bools:
    """Rows whose labels differ, told by the codes: labels are compared once each."""
    labels = [part.categories.astype("str") for part in (one, other)]
    place = np.append(labels[0].get_indexer(labels[1]), -1)  # the last entry is that of blanks
    codes = place[other.codes[mine]]
    unknown = (codes < 0) & (other.codes[mine] >= 0)
    return np.asarray((one.codes[theirs] != codes) | unknown, dtype=np.bool_)


def _plain(series: pd.Series) -> pd.Series:
    return series.astype("str") if isinstance(series.dtype, pd.CategoricalDtype) else series
