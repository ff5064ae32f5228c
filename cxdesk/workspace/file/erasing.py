"""A person's names taken out of frames: out of their cells, their unused categories and their titles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from cxdesk.common.progress import SILENT, Progress
from cxdesk.tables.fields import EXTRA
from cxdesk.workspace.file.names import Names, own_words

# Columns whose values the program knows by their words; what is no such word in them may be anything.
_VOCABULARY = frozenset(("status", "priority", "channel", "kind", "requester_role", "sentiment", "kpi", "action",
                         "name"))  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Erased:
    """A frame without the names.

    `cells` held one, in `rows` rows; `is_changed` also where only a title or an unused category did.
    """

    frame: pd.DataFrame
    cells: int
    rows: int
    is_changed: bool


def erased(frame: pd.DataFrame, names: Names, titles: Mapping[str, str], progress: Progress = SILENT) -> Erased:
    """The frame without the names; `titles` are new titles of columns. Never a loop over rows."""
    touched = np.zeros(len(frame), dtype=np.bool_)
    columns, cells, changed = [], 0, False
    for place in range(frame.shape[1]):
        progress.report(place, frame.shape[1], "Looking for the person")
        column = frame.iloc[:, place]
        new, rows = _column(column, names)
        changed |= new is not column
        cells += int(rows.sum())
        touched |= rows
        columns.append(new)
    before = [str(title) for title in frame.columns]
    after = [titles.get(title, title) for title in before]
    changed |= after != before
    if changed and columns:
        frame = pd.concat(columns, axis="columns")
        frame.columns = pd.Index(after)
    return Erased(frame=frame, cells=cells, rows=int(touched.sum()), is_changed=changed)


def new_titles(titles: Iterable[str], names: Names) -> dict[str, str]:
    """New titles of the columns whose titles hold a name; no two columns get the same one."""
    known = set(titles)
    found: dict[str, str] = {}
    for title in sorted(known):
        start = EXTRA if title.startswith(EXTRA) else ""
        rest = title.removeprefix(EXTRA)
        new = start + (rest if not start and rest in own_words() else names.replaced(rest))
        if new != title:
            place, free = 1, new
            while free in known or free in found.values():
                place += 1
                free = f"{new} {place}"
            found[title] = free
    return found


def _column(column: pd.Series[Any], names: Names) -> tuple[pd.Series[Any], NDArray[np.bool_]]:
    """The column without the names (the same object where it held none), and the rows that held one."""
    none = np.zeros(len(column), dtype=np.bool_)
    if isinstance(column.dtype, pd.CategoricalDtype):
        return _category(column, names)
    if column.dtype.kind not in "OU" and not pd.api.types.is_string_dtype(column.dtype):
        return column, none
    texts = _texts(column)
    places = _hits(column, texts, names)
    if texts is None or not len(places):
        return column, none
    none[places] = True
    new = [names.replaced(text) for text in texts.take(pa.array(places)).to_pylist()]
    out = column.copy()
    out.iloc[places] = new
    return out, none


def _category(column: pd.Series[Any], names: Names) -> tuple[pd.Series[Any], NDArray[np.bool_]]:
    categories, codes = column.cat.categories, column.cat.codes.to_numpy()
    texts = _texts(pd.Series(categories))
    places = _hits(column, texts, names)
    if texts is None or not len(places):
        return column, np.zeros(len(column), dtype=np.bool_)
    new = pd.Series(categories).astype(object)
    new.iloc[places] = [names.replaced(text) for text in texts.take(pa.array(places)).to_pylist()]
    labels = pd.Index(pd.unique(new), dtype=categories.dtype)
    moved = np.append(labels.get_indexer(pd.Index(new, dtype=categories.dtype)), -1)  # the last one is that of blanks
    hit = np.zeros(len(categories) + 1, dtype=np.bool_)
    hit[places] = True
    kind = pd.CategoricalDtype(labels, ordered=column.cat.ordered)
    values = pd.Categorical.from_codes(moved[codes], dtype=kind)
    return pd.Series(values, index=column.index, name=column.name), hit[codes]


def _hits(column: pd.Series[Any], texts: pa.Array | None, names: Names) -> NDArray[np.intp]:
    """Places of texts with a name, but for words of the program: a person called Chat takes no channel away."""
    places = np.zeros(0, dtype=np.intp) if texts is None else names.hits(texts)
    if texts is None or column.name not in _VOCABULARY or not len(places):
        return places
    own = [text not in own_words() for text in texts.take(pa.array(places)).to_pylist()]
    return places[np.asarray(own, dtype=np.bool_)]


def _texts(column: pd.Series[Any]) -> pa.Array | None:
    """The texts of a column; None where it holds other values."""
    found = pa.array(column, from_pandas=True)
    whole = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return whole if pa.types.is_string(whole.type) or pa.types.is_large_string(whole.type) else None
