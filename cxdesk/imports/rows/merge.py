"""New rows into a dataset: the same key updates, it never doubles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.rows.assemble import Assembled
from cxdesk.imports.rows.compare import TableChange, compared, summed
from cxdesk.imports.rows.continued import continued
from cxdesk.imports.rows.lacking import with_lacking
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.tables.fields import ROW, SOURCE

REPLACED = "replaced"
_LEAST_SHARED, _NEARLY_ALL = 3, 0.9  # answers with the same number and minute by which two sheets are one survey


def merge(base: Dataset, new: Assembled) -> Dataset:
    """The dataset with the parts of one sheet added; neither is changed."""
    return merge_told(base, new)[0]


def merge_told(base: Dataset, new: Assembled) -> tuple[Dataset, tuple[TableChange, ...]]:
    """The dataset with the parts of one sheet added, and what that did to the rows of each table."""
    told: list[TableChange] = []
    base = base.imported  # what was merged by name is merged anew afterwards
    places = {(part.source.file, part.source.sheet) for part in new.parts}
    problems = tuple(p for p in base.problems if (p.file, p.sheet) not in places)
    rejected = dict(base.rejected)
    tables = dict(base.tables)
    sources = list(base.sources)
    for part in new.parts:
        index = len(sources)
        sources.append(part.source)
        frame = part.frame.assign(**{SOURCE: np.full(len(part.frame), index, dtype=np.int32)})
        old = tables.get(part.table)
        if old is not None and len(old):
            stale = held = None
            if part.log is not None:
                both = continued(old, frame, part.log)
                old, frame, stale, held = both.old, both.new, both.stale, both.held
            keep_old, keep_new = _survivors(part.table, old, frame, sources, index)
            if stale is not None and held is not None:
                keep_old, keep_new = keep_old | held, keep_new & ~stale
            frame = with_lacking(part.table, old.loc[~keep_old], frame)
            told.append(_change(part.table, old, keep_old, frame.loc[keep_new], sources))
            for where, rows in _gone(old, keep_old, frame, keep_new).items():
                sources[where] = _fewer(sources[where], rows)
            frame = stacked([old.loc[keep_old], frame.loc[keep_new]], part.table)
        else:
            told.append(TableChange(table=part.table, added=len(frame)))
        tables[part.table] = frame.reset_index(drop=True)
        if part.table != "surveys" or len(new.parts) == 1:
            rejected[index] = new.rejected
    out = Dataset(tables=tables, sources=tuple(sources), problems=(*problems, *new.problems), rejected=rejected)
    return _without_empty(out, {len(base.sources) + k for k in range(len(new.parts))}), summed(told)


def _change(
    table: str, old: pd.DataFrame, keep_old: Bools, new: pd.DataFrame, sources: Sequence[Source]
) -> TableChange:
    """What new rows did to a table whose old rows stay where `keep_old` says so."""
    if keep_old.all():
        return TableChange(table=table, added=len(new))
    of = old[SOURCE].to_numpy()
    touched = np.unique(of[~keep_old])
    alike = [k for k in touched if sources[k].layout]  # what was typed in has none, and is no earlier file
    rest = int((keep_old & np.isin(of, alike)).sum())
    return compared(table, old.loc[~keep_old], new, rest=rest)


def _survivors(
    table: str, old: pd.DataFrame, new: pd.DataFrame, sources: Sequence[Source], index: int
) -> tuple[Bools, Bools]:
    """Which old and which new rows stay."""
    keep_old, keep_new = np.ones(len(old), np.bool_), np.ones(len(new), np.bool_)
    key = list(TABLES[table].key)
    if table == "surveys":
        return _survivors_of_answers(old, new, sources, index)
    firm = [name for name in key if name not in TABLES[table].open_key]
    keyed = set(firm) <= set(old.columns) and set(firm) <= set(new.columns)
    if table != "tickets" and not (firm and keyed):
        return ~_again(old, new), keep_new
    if keyed:
        blank = set(key) - set(firm)
        keep_old &= ~_in(_with_blanks(old, blank), _with_blanks(new, blank), key)
    keep_old &= ~_same_rows(old, new, firm)
    return keep_old, keep_new


def _with_blanks(frame: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    """The frame with parts of the key that may be blank as texts, "" where they are."""
    if not names:
        return frame
    blank = pd.Series("", index=frame.index, dtype="str")
    return frame.assign(**{name: frame[name].astype("str").fillna("") if name in frame else blank for name in names})


def _again(old: pd.DataFrame, new: pd.DataFrame) -> Bools:
    """Old rows without any key that stand cell by cell among the new ones; what one of both lacks is blank."""
    if not len(old) or not len(new):
        return np.zeros(len(old), np.bool_)
    both = stacked([old, new], "").drop(columns=[SOURCE, ROW])
    codes = _row_codes(both.iloc[: len(old)], both.iloc[len(old) :])
    return np.isin(codes[: len(old)], codes[len(old) :])


def _survivors_of_answers(
    old: pd.DataFrame, new: pd.DataFrame, sources: Sequence[Source], index: int
) -> tuple[Bools, Bools]:
    """Answers by their own number within a layout; a survey sheet wins over a ticket sheet's own rating."""
    keep_old, keep_new = np.ones(len(old), np.bool_), np.ones(len(new), np.bool_)
    rated = {k for k, s in enumerate(sources) if s.table == "surveys" and _from_tickets(s, sources)}
    own = index in rated
    from_tickets = np.isin(old[SOURCE].to_numpy(), list(rated))
    ticket = ["ticket_id", "kind"]
    if set(ticket) <= set(old.columns) and set(ticket) <= set(new.columns):
        if own:
            keep_old &= ~(_in(old, new, ticket) & from_tickets)
            answered = old.loc[~from_tickets & old["score"].notna().to_numpy()]
            keep_new &= ~_in(new, answered, ticket)
        else:
            keep_old &= ~(_in(old, new.loc[new["score"].notna().to_numpy()], ticket) & from_tickets)
    if own:
        return keep_old, keep_new
    alike = np.array([s.layout == sources[index].layout and s.table == "surveys" for s in sources])
    same_layout = alike[old[SOURCE].to_numpy()] & ~from_tickets
    key = [name for name in ("response_id", "kind", "question") if name in old and name in new]
    if "response_id" in key and len(key) >= 2:
        again = _in(old, new, key)
        keep_old &= ~(again & (same_layout | _telling(old["response_id"]) | _retold(old, new, key, again)))
    keep_old &= ~(_same_rows(old, new, ["response_id"]) & ~from_tickets)
    return keep_old, keep_new


def _from_tickets(source: Source, sources: Sequence[Source]) -> bool:
    return any(
        s.table == "tickets" and (s.file, s.sheet, s.path) == (source.file, source.sheet, source.path) for s in sources
    )


def _retold(old: pd.DataFrame, new: pd.DataFrame, key: list[str], again: Bools) -> Bools:
    """Old rows of sheets whose shared answers were nearly all given at the same minute: the same survey, laid out anew.

    Two surveys that both number their answers from 1 share the numbers and not the times.
    """
    if not again.any() or not {"responded_at"} <= set(old.columns) & set(new.columns):
        return np.zeros(len(old), np.bool_)
    minutes = [frame.assign(responded_at=frame["responded_at"].dt.floor("min")) for frame in (old, new)]
    agreeing = _in(minutes[0], minutes[1], [*key, "responded_at"])
    sources = old[SOURCE].to_numpy()
    shared, same = (np.bincount(sources, weights=rows) for rows in (again, agreeing))
    known = (same >= _LEAST_SHARED) & (same >= _NEARLY_ALL * shared)
    return np.asarray(known[sources], dtype=np.bool_)


def _telling(ids: pd.Series) -> Bools:
    """Identifiers long enough that two surveys hardly share them."""
    return np.asarray(ids.str.len().fillna(0) >= 8, dtype=np.bool_)


def _in(left: pd.DataFrame, right: pd.DataFrame, key: list[str]) -> Bools:
    """Rows of the left frame whose whole key stands in the right one."""
    if not len(left) or not len(right):
        return np.zeros(len(left), np.bool_)
    codes = _codes([left, right], key)
    mine, other = codes[: len(left)], codes[len(left) :]
    return np.isin(mine, other[other >= 0]) & (mine >= 0)


def _codes(frames: Sequence[pd.DataFrame], key: list[str]) -> np.ndarray:
    """One code a key over all frames; -1 where a part of it is missing."""
    total = np.zeros(sum(len(frame) for frame in frames), dtype=np.int64)
    missing = np.zeros(len(total), dtype=np.bool_)
    for name in key:
        column = pd.concat([_plain(frame[name]) for frame in frames], ignore_index=True)
        codes, labels = pd.factorize(column)
        missing |= codes < 0
        total = total * (len(labels) + 1) + codes + 1
    return np.where(missing, -1, total)


def _plain(series: pd.Series) -> pd.Series:
    return series.astype("str") if isinstance(series.dtype, pd.CategoricalDtype) else series


def _same_rows(old: pd.DataFrame, new: pd.DataFrame, key: list[str]) -> Bools:
    """Old rows without a key that the new ones hold cell by cell, where nearly all of their source come again.

    Two rows without a key may well be equal by chance; a whole sheet is not.
    """
    out = np.zeros(len(old), np.bool_)
    names = [name for name in new.columns if name not in {SOURCE, ROW}]
    if not len(old) or not len(new) or not set(names) <= set(old.columns):
        return out
    keyless_old, keyless_new = (_without(frame, key) for frame in (old, new))
    rest = [name for name in old.columns if name not in {*names, SOURCE, ROW}]
    if rest:
        keyless_old = keyless_old & old[rest].isna().to_numpy().all(axis=1)
    if not keyless_old.any() or not keyless_new.any():
        return out
    codes = _row_codes(old.loc[keyless_old, names], new.loc[keyless_new, names])
    count = int(keyless_old.sum())
    again = np.isin(codes[:count], codes[count:])
    sources = old[SOURCE].to_numpy()[keyless_old]
    share = np.bincount(sources, weights=again) / np.maximum(np.bincount(sources), 1)
    out[np.flatnonzero(keyless_old)] = again & (share[sources] >= 0.9)
    return out


def _without(frame: pd.DataFrame, key: list[str]) -> Bools:
    """Rows that lack a part of the key."""
    if not key or not set(key) <= set(frame.columns):
        return np.ones(len(frame), np.bool_)
    return np.asarray(frame[key].isna().to_numpy().any(axis=1), dtype=np.bool_)


def _row_codes(left: pd.DataFrame, right: pd.DataFrame) -> NDArray[np.uint64]:
    """A hash a row over both frames; blank equals blank."""
    out = np.zeros(len(left) + len(right), dtype=np.uint64)
    for name in left.columns:
        parts = [_plain(frame[name]) for frame in (left, right)]
        if parts[0].dtype != parts[1].dtype:
            parts = [part.astype("str") for part in parts]
        codes, _ = pd.factorize(pd.concat(parts, ignore_index=True))
        out = (out ^ (codes.astype(np.int64) + 2).view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        out ^= out >> np.uint64(29)
    return out


def _gone(old: pd.DataFrame, keep_old: Bools, new: pd.DataFrame, keep_new: Bools) -> dict[int, int]:
    """Sheet rows that no longer stand, by source."""
    out: dict[int, int] = {}
    for frame, keep in ((old, keep_old), (new, keep_new)):
        if keep.all():
            continue
        lost = frame.loc[~keep, [SOURCE, ROW]].drop_duplicates()
        still = frame.loc[keep, [SOURCE, ROW]].drop_duplicates()
        both = lost.merge(still, how="left", indicator=True)
        gone = both.loc[both["_merge"] == "left_only", SOURCE].value_counts()
        for where, count in gone.items():
            out[int(str(where))] = out.get(int(str(where)), 0) + int(count)
    return out


def _fewer(source: Source, rows: int) -> Source:
    left = {**source.left_out, REPLACED: source.left_out.get(REPLACED, 0) + rows}
    return replace(source, rows_kept=source.rows_kept - rows, left_out=left)


def _without_empty(dataset: Dataset, fresh: set[int]) -> Dataset:
    """Sources all of whose rows were replaced by later ones go, and the numbers of the others close up."""
    keep = [k for k, s in enumerate(dataset.sources) if k in fresh or s.rows_kept > 0 or REPLACED not in s.left_out]
    if len(keep) == len(dataset.sources):
        return dataset
    place = np.full(len(dataset.sources), -1, dtype=np.int32)
    place[keep] = np.arange(len(keep), dtype=np.int32)
    tables = {name: frame.assign(**{SOURCE: place[frame[SOURCE].to_numpy()]}) for name, frame in dataset.tables.items()}
    rejected = {int(place[k]): frame for k, frame in dataset.rejected.items() if place[k] >= 0}
    return replace(dataset, tables=tables, rejected=rejected, sources=tuple(dataset.sources[k] for k in keep))


def stacked(frames: Sequence[pd.DataFrame], table: str) -> pd.DataFrame:
    """Frames one below the other; categories are joined, missing columns are empty."""
    names = list(dict.fromkeys(name for frame in frames for name in frame.columns))
    spec = TABLES[table].names if table else ()
    order = [name for name in spec if name in names]
    order += [name for name in names if name not in order and name not in {SOURCE, ROW}] + [SOURCE, ROW]
    return pd.DataFrame(
        {name: _joined([frame.get(name) for frame in frames], [len(frame) for frame in frames]) for name in order}
    )


def _joined(columns: Sequence[Any], lengths: Sequence[int]) -> Any:
    dtypes = {
        str(column.dtype) if not isinstance(column.dtype, pd.CategoricalDtype) else "category"
        for column in columns
        if column is not None
    }
    if "category" in dtypes or len(dtypes) > 1:
        parts = [
            pd.Series(pd.NA, index=range(n), dtype="str") if c is None else _text(c)
            for c, n in zip(columns, lengths, strict=True)
        ]
        joined = pd.concat(parts, ignore_index=True)
        return joined.astype("category") if "category" in dtypes or len(dtypes) > 1 else joined
    kind = next(column.dtype for column in columns if column is not None)
    blank = {"M": np.datetime64("NaT", "ms"), "f": np.nan, "i": 0}.get(getattr(kind, "kind", "O"))
    parts = [
        pd.Series(np.full(n, blank), dtype=kind)
        if c is None and blank is not None
        else pd.Series(pd.NA, index=range(n), dtype=kind)
        if c is None
        else c
        for c, n in zip(columns, lengths, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def _text(column: pd.Series) -> pd.Series:
    return column.astype("str") if str(column.dtype) != "str" else column
