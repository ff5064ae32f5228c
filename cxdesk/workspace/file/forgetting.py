"""Taking out of a document for good: a person's name everywhere in it, or the oldest part of its history."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from cxdesk.common.problems import UserError
from cxdesk.common.progress import SILENT, Progress
from cxdesk.tables.aliases import Alias, spelt
from cxdesk.workspace.cloud import Seen
from cxdesk.workspace.file import schema
from cxdesk.workspace.file.erasing import erased, new_titles
from cxdesk.workspace.file.names import Names
from cxdesk.workspace.file.parts import read_parts
from cxdesk.workspace.file.reading import load
from cxdesk.workspace.file.records import TABLE, Base, DamagedError
from cxdesk.workspace.file.saving import compare_inside, new_document_id, said
from cxdesk.workspace.file.stored import (
    PieceError,
    check_value,
    drop_frame,
    drop_unused,
    frame_names,
    put_frame,
    put_part,
    read_frame,
    read_titles,
)

LABEL = "Forgotten"
_COUNTER = "forgotten"  # in `meta`: how many people were forgotten
_CHANGE = "change:"
_NUMBERED = re.compile(rf"{LABEL} (\d+)")


@dataclass(frozen=True, kw_only=True)
class Found:
    """Where a person's names stand.

    `tables` are (rows, cells) by table, those of rows left out under `""`; `settings` names the parts; `changes` counts
    changes of the history that hold one.
    """

    tables: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    settings: tuple[str, ...] = ()
    changes: int = 0

    @property
    def cells(self) -> int:
        """Cells of all tables."""
        return sum(cells for _, cells in self.tables.values())

    @property
    def is_nothing(self) -> bool:
        """Whether the document names the person nowhere."""
        return not (self.tables or self.settings or self.changes)


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


def forget_person(base: Base, names: Collection[str], *, label: str = "", progress: Progress = SILENT) -> Forgotten:
    """Replace a person's names by one neutral label in all tables, settings and the history, for good.

    Cells that are one of the names, and the names as whole words within texts, titles and paths, in any case of
    letters. Rows and their figures stay. No page of the file holds a name afterwards. The window has to open the
    document again.
    `label` is one given before, for a copy of the same document; "" makes a new one.

    Raises:
        UserError: a name is too short to be looked for, or the workspace could not be read without it.
        ReplacedError, NotSavedError: as of `save`.
        Cancelled: the user stopped; nothing was changed.
    """
    Names(names)
    with said(base.path), _whole(base.path):
        with schema.writing(base.path) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            compare_inside(connection, base)
            number = _next_number(connection)
            wanted = Names(names, label or f"{LABEL} {number}")
            titles = new_titles(_titles(connection), wanted)
            found = _in_frames(connection, wanted, titles, progress, write=True)
            settings, _ = _in_settings(connection, wanted, titles, write=True)
            schema.put_meta(connection, **{_COUNTER: str(number)})
            _finish(connection)
        _clean(base.path)
    cells = sum(count for _, count in _by_table(found).values())
    return Forgotten(label=wanted.label, cells=cells, settings=len(settings), elsewhere=copies_of(base))


def where_named(base: Base, names: Collection[str], *, progress: Progress = SILENT) -> Found:
    """Where the names stand in a document, as `forget_person` would find them; nothing is changed.

    Raises:
        UserError: a name is too short to be looked for; the document cannot be read.
        Cancelled: the user stopped.
    """
    wanted = Names(names, LABEL)
    with said(base.path), _whole(base.path), schema.reading(base.path) as connection:
        compare_inside(connection, base)
        titles = new_titles(_titles(connection), wanted)
        found = _in_frames(connection, wanted, titles, progress, write=False)
        settings, changes = _in_settings(connection, wanted, titles, write=False)
    changes |= {int(name.split(":")[1]) for name in found if name.startswith(_CHANGE)}
    return Found(tables=_by_table(found), settings=settings, changes=len(changes))


@contextmanager
def _whole(path: Path) -> Iterator[None]:
    """Say it where a table turns out to be damaged."""
    try:
        yield
    except PieceError as error:
        table = str(error).partition(":")[2]
        raise DamagedError(f"“{path.name}” is damaged: “{table}” cannot be read whole. Nothing was changed.") from error


def _by_table(found: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Rows and cells by table, of what stands in the document now."""
    out: dict[str, tuple[int, int]] = {}
    for name, (rows, cells) in found.items():
        kind, _, table = name.partition(":")
        if not name.startswith(_CHANGE):
            key = table if kind == TABLE else ""
            before = out.get(key, (0, 0))
            out[key] = (before[0] + rows, before[1] + cells)
    return out


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """What pruning takes: changes, and bytes of the file that they need alone (about)."""

    changes: int
    bytes: int


def prunable(base: Base, before: datetime) -> Pruned:
    """What `prune` would take out of the document.

    Raises:
        ReplacedError: as of `save`.
    """
    with said(base.path), schema.reading(base.path) as connection:
        compare_inside(connection, base)
        last = _last_before(connection, before)
        changes = connection.execute("SELECT count(*) FROM history WHERE id <= ?", (last,)).fetchone()[0]
        pieces: dict[int, bool] = {}
        for name, piece in connection.execute("SELECT name, piece FROM tables"):
            pieces[piece] = pieces.get(piece, True) and _is_before(name, last)
        sizes = connection.execute("SELECT id, length(content) FROM pieces").fetchall()
        freed = sum(size for piece, size in sizes if pieces.get(piece, False))
        texts = "sum(length(coalesce(before, '')) + length(coalesce(after, '')))"
        freed += connection.execute(f"SELECT {texts} FROM part_changes WHERE history <= ?", (last,)).fetchone()[0] or 0  # noqa: S608 - the line above
    return Pruned(changes=changes, bytes=freed)


def prune(base: Base, before: datetime) -> int:
    """Take the history older than an instant out of the document, for good; gives how many changes went.

    Raises:
        ReplacedError, NotSavedError: as of `save`.
    """
    with said(base.path):
        with schema.writing(base.path) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            compare_inside(connection, base)
            last = _last_before(connection, before)
            for name in frame_names(connection):
                if _is_before(name, last):
                    drop_frame(connection, name)
            for table in ("part_changes", "row_changes"):
                connection.execute(f"DELETE FROM {table} WHERE history <= ?", (last,))  # noqa: S608 - both names stand above
            gone = connection.execute("DELETE FROM history WHERE id <= ?", (last,)).rowcount
            _finish(connection)
        _clean(base.path)
    return gone


def _last_before(connection: sqlite3.Connection, before: datetime) -> int:
    """The newest change that goes: what leads back is a chain, which goes from its far end."""
    return max((number for number, at in connection.execute("SELECT id, at FROM history")
                if datetime.fromisoformat(at) < before), default=0)  # fmt: skip


def _is_before(name: str, last: int) -> bool:
    return name.startswith(_CHANGE) and int(name.split(":")[1]) <= last


def reopened(base: Base) -> Base:
    """The document as it is after `forget_person` or `prune`, to compare further saves with."""
    return load(base.path).base


def after_pruning(base: Base) -> Base:
    """The document after `prune`, with the tables that it had: what is open goes on with it."""
    with said(base.path), schema.reading(base.path) as connection:
        meta = schema.meta_of(connection)
    return replace(base, generation=int(meta["generation"]), mark=meta["mark"], seen=Seen.of(base.path))


def vacuum(path: Path) -> None:
    """Write the file anew without the pages that are not used any more, so that nothing is left in them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("VACUUM")


def _clean(path: Path) -> None:
    """Vacuum; where that is not possible, earlier states may be left in pages that nothing uses any more.

    Raises:
        UserError: it is not.
    """
    try:
        vacuum(path)
    except sqlite3.Error as error:
        raise UserError(
            f"It is out of “{path.name}”, but unused parts of the file could not be overwritten ({error}). "
            "Make room on the disk, open the file and do it again."
        ) from error


def _finish(connection: sqlite3.Connection) -> None:
    drop_unused(connection)
    generation = int(schema.meta_of(connection)["generation"]) + 1
    schema.put_meta(connection, generation=str(generation), mark=new_document_id(), check=check_value(connection))


def _next_number(connection: sqlite3.Connection) -> int:
    """A number that no label has yet: several forgotten people stay several."""
    known = schema.meta_of(connection).get(_COUNTER, "")
    highest = int(known) if known.isdigit() else 0
    for name in () if highest else frame_names(connection):
        frame = read_frame(connection, name)
        for place in range(frame.shape[1]):
            column = frame.iloc[:, place]
            if isinstance(column.dtype, pd.CategoricalDtype):
                found = (_NUMBERED.fullmatch(str(text)) for text in column.cat.categories)
                highest = max([highest, *(int(match.group(1)) for match in found if match)])
    return highest + 1


def _titles(connection: sqlite3.Connection) -> set[str]:
    """Titles of all columns that the document has or had."""
    titles: set[str] = set()
    for (text,) in connection.execute("SELECT columns FROM row_changes WHERE columns IS NOT NULL"):
        titles |= set(json.loads(text))
    for name in frame_names(connection):
        titles |= set(read_titles(connection, name))
    return titles


def _in_frames(
    connection: sqlite3.Connection, names: Names, titles: Mapping[str, str], progress: Progress, *, write: bool
) -> dict[str, tuple[int, int]]:
    """Rows and cells with a name, by frame; with `write` the frames are stored without it."""
    found: dict[str, tuple[int, int]] = {}
    for name in frame_names(connection):
        new = erased(read_frame(connection, name), names, titles, progress)
        if new.is_changed:
            found[name] = (new.rows, new.cells)
            if write:
                put_frame(connection, name, new.frame)
    return found


def _in_settings(
    connection: sqlite3.Connection, names: Names, titles: Mapping[str, str], *, write: bool
) -> tuple[tuple[str, ...], set[int]]:
    """Parts that hold a name, and the changes of the history that do; with `write` they are stored without it."""

    def new_of(part: str, text: str | None) -> str | None:
        return None if text is None else _in_json(part, text, names, titles)

    parts: list[str] = []
    changes: set[int] = set()
    for part, text in connection.execute("SELECT name, json FROM parts").fetchall():
        new = new_of(part, text)
        if new != text and new is not None:
            parts.append(part)
            if write:
                put_part(connection, part, new)
    for number, part, *texts in connection.execute("SELECT * FROM part_changes").fetchall():
        both = [new_of(part, text) for text in texts]
        if both != texts:
            changes.add(number)
            if write:
                connection.execute("UPDATE part_changes SET before = ?, after = ? WHERE history = ? AND part = ?",
                                   (*both, number, part))  # fmt: skip
    for number, words in connection.execute("SELECT id, words FROM history").fetchall():
        if names.is_in(words):
            changes.add(number)
            if write:
                connection.execute("UPDATE history SET words = ? WHERE id = ?", (names.replaced(words), number))
    if write:
        _in_columns(connection, titles)
    return tuple(parts), changes


def _in_columns(connection: sqlite3.Connection, titles: Mapping[str, str]) -> None:
    told = connection.execute("SELECT history, name, columns FROM row_changes WHERE columns IS NOT NULL").fetchall()
    for number, name, text in told:
        new = json.dumps([titles.get(title, title) for title in json.loads(text)])
        connection.execute("UPDATE row_changes SET columns = ? WHERE history = ? AND name = ?", (new, number, name))


def _in_json(part: str, text: str, names: Names, titles: Mapping[str, str]) -> str:
    """A part without the names.

    Raises:
        UserError: it could not be read without them.
    """
    document = json.loads(text)
    new = names.within_part(part, document, titles)
    if new == document:
        return text
    out = json.dumps(new, ensure_ascii=False, separators=(",", ":"))
    if read_parts({part: out})[1] and not read_parts({part: text})[1]:
        raise UserError(
            "One of these names is also a word that the workspace itself needs. Nothing was changed: leave out the "
            "name that is a word of everyday use."
        )
    return out


def copies_of(base: Base, others: Collection[Path] = ()) -> tuple[Path, ...]:
    """Further files of the same document: copies and older formats beside it, and those among `others`."""
    beside = base.path.parent.glob(f"*{base.path.suffix}")
    found = {path.resolve() for path in (*beside, *others) if path.suffix == base.path.suffix}
    return tuple(sorted(path for path in found - {base.path.resolve()} if _is_copy(path, base)))


def _is_copy(path: Path, base: Base) -> bool:
    if path.name.startswith(f"{base.path.stem} (format "):
        return path.is_file()
    with suppress(sqlite3.Error, OSError), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return schema.meta_of(connection).get("document") == base.document
    return False
