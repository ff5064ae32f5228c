"""Taking out of a document for good: a person's name everywhere in it, or the oldest part of its history."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from cxdesk.common.problems import UserError
from cxdesk.common.progress import SILENT, Progress
from cxdesk.tables.aliases import Alias, spelt
from cxdesk.workspace.file import schema
from cxdesk.workspace.file.reading import load
from cxdesk.workspace.file.records import Base
from cxdesk.workspace.file.saving import compare_inside, new_document_id, said
from cxdesk.workspace.file.stored import (
    check_value,
    drop_frame,
    drop_unused,
    frame_names,
    put_frame,
    put_part,
    read_frame,
)

LABEL = "Forgotten"
_SHORT = 3  # letters: shorter names are looked for only as they are written, for “al” and “in” are words too
_LEAST = 2  # letters of a name
_NUMBERED = re.compile(rf"{LABEL} (\d+)")


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What was done: the name that stands now for the person, and how many cells and settings were changed.

    `elsewhere` are copies beside the document that may still name the person.
    """

    label: str
    cells: int
    settings: int
    elsewhere: tuple[Path, ...]


def spellings_of(name: str, aliases: Collection[Alias]) -> tuple[str, ...]:
    """All spellings that stand for the same person as `name`, itself first."""
    found = {spelt(name): name}
    grown = True
    while grown:
        more = {spelt(one): one for alias in aliases for one in (alias.spelling, alias.name)
                if spelt(alias.spelling) in found or spelt(alias.name) in found}  # fmt: skip
        grown = not more.keys() <= found.keys()
        found = {**more, **found}
    return (name, *(text for text in found.values() if text != name))


def forget_person(base: Base, names: Collection[str], *, progress: Progress = SILENT) -> Forgotten:
    """Replace a person's names by one neutral label in all tables, settings and the history, for good.

    Cells that are one of the names, and the names as whole words within texts, in any case of letters. Rows and their
    figures stay. No page of the file holds a name afterwards. The window has to open the document again.

    Raises:
        UserError: a name is too short to be looked for.
        ReplacedError, NotSavedError: as of `save`.
        Cancelled: the user stopped; nothing was changed.
    """
    for name in names:
        if len(name.strip()) < _LEAST:
            raise UserError(f"“{name}” is too short to be looked for: give the whole name, or the e-mail address.")
    with said(base.path):
        with schema.writing(base.path) as connection:
            compare_inside(connection, base)
            label = f"{LABEL} {_next_number(connection)}"
            replaced = _replacer(names, label)
            cells = _in_frames(connection, replaced, progress)
            settings = _in_settings(connection, replaced)
            _finish(connection)
        vacuum(base.path)
    return Forgotten(label=label, cells=cells, settings=settings, elsewhere=_copies_of(base.path))


def prune(base: Base, before: datetime) -> int:
    """Take the history older than an instant out of the document, for good; gives how many changes went.

    Raises:
        ReplacedError, NotSavedError: as of `save`.
    """
    with said(base.path):
        with schema.writing(base.path) as connection:
            compare_inside(connection, base)
            old = [number for number, at in connection.execute("SELECT id, at FROM history")
                   if datetime.fromisoformat(at) < before]  # fmt: skip
            last = max(old, default=0)  # what leads back is a chain: it goes from its far end
            for name in frame_names(connection):
                if name.startswith("change:") and int(name.split(":")[1]) <= last:
                    drop_frame(connection, name)
            for table in ("part_changes", "row_changes"):
                connection.execute(f"DELETE FROM {table} WHERE history <= ?", (last,))  # noqa: S608 - both names stand above
            gone = connection.execute("DELETE FROM history WHERE id <= ?", (last,)).rowcount
            _finish(connection)
        vacuum(base.path)
    return gone


def reopened(base: Base) -> Base:
    """The document as it is after `forget_person` or `prune`, to compare further saves with."""
    return load(base.path).base


def vacuum(path: Path) -> None:
    """Write the file anew without the pages that are not used any more, so that nothing is left in them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("VACUUM")


def _finish(connection: sqlite3.Connection) -> None:
    drop_unused(connection)
    generation = int(schema.meta_of(connection)["generation"]) + 1
    schema.put_meta(connection, generation=str(generation), mark=new_document_id(), check=check_value(connection))


def _next_number(connection: sqlite3.Connection) -> int:
    """A number that no label has yet: several forgotten people stay several."""
    highest = 0
    for name in frame_names(connection):
        frame = read_frame(connection, name)
        for place in range(frame.shape[1]):
            column = frame.iloc[:, place]
            if isinstance(column.dtype, pd.CategoricalDtype):
                found = (_NUMBERED.fullmatch(str(text)) for text in column.cat.categories)
                highest = max([highest, *(int(match.group(1)) for match in found if match)])
    return highest + 1


def _replacer(names: Collection[str], label: str) -> Callable[[str], str]:
    """Texts with every whole-word occurrence of a name replaced, the longest name first."""
    ordered = sorted({name.strip() for name in names}, key=len, reverse=True)
    parts = [f"(?i:{_spaced(name)})" if len(name) >= _SHORT else _spaced(name) for name in ordered]
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")

    def replaced(text: str) -> str:
        return pattern.sub(label, text)

    return replaced


def _spaced(name: str) -> str:
    """A name as a pattern in which any space stands for any spaces."""
    return r"\s+".join(re.escape(word) for word in name.split())


def _in_frames(connection: sqlite3.Connection, replaced: Callable[[str], str], progress: Progress) -> int:
    names, cells = frame_names(connection), 0
    for place, name in enumerate(names):
        progress.report(place, len(names), "Looking for the person")
        frame = read_frame(connection, name)
        columns, changed = [], 0
        for number in range(frame.shape[1]):
            column, count = _in_column(frame.iloc[:, number], replaced)
            columns.append(column)
            changed += count
        if changed:
            titles = frame.columns
            frame = pd.concat(columns, axis="columns")
            frame.columns = titles
            put_frame(connection, name, frame)
            cells += 0 if name.startswith("change:") else changed
    return cells


def _in_column(column: pd.Series[Any], replaced: Callable[[str], str]) -> tuple[pd.Series[Any], int]:
    """The column without the names, and how many cells held one."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        texts = [str(text) for text in column.cat.categories]
        new = [replaced(text) for text in texts]
        if new == texts:
            return column, 0
        labels = pd.Index(list(dict.fromkeys(new)), dtype=column.cat.categories.dtype)
        moved = labels.get_indexer(pd.Index(new))
        codes = column.cat.codes.to_numpy()
        touched = [old != now for old, now in zip(texts, new, strict=True)]
        count = sum(int((codes == place).sum()) for place, hit in enumerate(touched) if hit)
        values = pd.Categorical.from_codes([-1 if code < 0 else moved[code] for code in codes.tolist()], labels)
        return pd.Series(values, index=column.index, name=column.name), max(count, 1)
    if column.dtype.kind not in "OU" and not pd.api.types.is_string_dtype(column.dtype):
        return column, 0
    codes, distinct = pd.factorize(column)
    texts = [str(text) for text in distinct]
    new = [replaced(text) for text in texts]
    if new == texts:
        return column, 0
    changed = [old != now for old, now in zip(texts, new, strict=True)]
    count = sum(int((codes == place).sum()) for place, hit in enumerate(changed) if hit)
    fresh = pd.Series(new, dtype=column.dtype).reindex(codes)  # a blank has the code -1, which no text has
    return pd.Series(fresh.array, index=column.index, name=column.name), count


def _in_settings(connection: sqlite3.Connection, replaced: Callable[[str], str]) -> int:
    changed = 0
    for name, text in connection.execute("SELECT name, json FROM parts").fetchall():
        new = _in_json(text, replaced)
        if new != text:
            put_part(connection, name, new)
            changed += 1
    for number, part, before, after in connection.execute("SELECT * FROM part_changes").fetchall():
        values = (_in_json(before, replaced), _in_json(after, replaced), number, part)
        connection.execute("UPDATE part_changes SET before = ?, after = ? WHERE history = ? AND part = ?", values)
    for number, words in connection.execute("SELECT id, words FROM history").fetchall():
        connection.execute("UPDATE history SET words = ? WHERE id = ?", (replaced(words), number))
    return changed


def _in_json(text: str | None, replaced: Callable[[str], str]) -> Any:
    if text is None:
        return None
    document = json.loads(text)
    new = _walked(document, replaced)
    return text if new == document else json.dumps(new, ensure_ascii=False, separators=(",", ":"))


def _walked(value: Any, replaced: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return replaced(value)
    if isinstance(value, Mapping):
        return {replaced(key): _walked(item, replaced) for key, item in value.items()}
    return [_walked(item, replaced) for item in value] if isinstance(value, list) else value


def _copies_of(path: Path) -> tuple[Path, ...]:
    """Files of older formats and other copies beside the document."""
    return tuple(sorted(found for found in path.parent.glob(f"{path.stem} (format *{path.suffix}")))
