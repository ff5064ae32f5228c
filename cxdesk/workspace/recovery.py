"""What is not saved yet, copied beside the settings now and then, so that a crash costs seconds of work.

A window has one copy: a workspace of its own, written like any other, and a note beside it that says what it is of and
which process keeps it. A copy whose process is gone and that holds what was never saved is offered at the next start.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from cxdesk.common import atomic
from cxdesk.common.problems import UserError
from cxdesk.common.progress import SILENT, Progress
from cxdesk.workspace.file.forgetting import forget_person
from cxdesk.workspace.file.reading import SUFFIX, load
from cxdesk.workspace.file.records import REJECTED, TABLE, Base, Change, ReplacedError, frames_of
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.running import Mark, fate, here
from cxdesk.workspace.session import Session

FOLDER = "recovery"
_NOTE = ".json"
_MAX_NOTE_BYTES = 16_384
_LOST = timedelta(days=1)  # after so long a process that cannot be asked is taken for gone


@dataclass(frozen=True, kw_only=True)
class Left:
    """A copy that a window left behind.

    `original` is the document that it is of (None = it had none), which had been saved `generation` times, last as
    `state`; `title` names it to a person, `saved_at` (UTC) is when the copy was made.
    """

    copy: Path
    original: Path | None
    document: str
    generation: int
    state: str
    title: str
    saved_at: datetime
    mark: Mark


@dataclass(frozen=True, kw_only=True, eq=False)
class BroughtBack:
    """A session brought back. With a `base` it is that document, changed by `changes`; without one it is untitled.

    `note` says why it is not under its own name, "" where it is.
    """

    session: Session
    base: Base | None
    changes: tuple[Change, ...]
    note: str = ""


class RecoveryCopy:
    """The copy of one window. Its methods may be called from any thread."""

    def __init__(self, settings_folder: Path, left: Left | None = None) -> None:
        """A copy that is written when first saved, or one that was `left` and is kept on."""
        self._folder = settings_folder / FOLDER
        self.path = left.copy if left is not None else self._folder / f"{uuid.uuid4().hex}{SUFFIX}"
        self._base: Base | None = None
        self._last: Change | None = None  # in the copy already
        self._told: dict[str, Any] = {}
        self._guard = threading.Lock()
        if left is not None:
            self._tell(_as_note(left))

    def save(
        self,
        session: Session,
        *,
        now: datetime,
        title: str,
        original: Base | None,
        changes: Sequence[Change],
        progress: Progress = SILENT,
    ) -> None:
        """Bring the copy up to date. `changes` are all since the original was saved; only new ones are written.

        Raises:
            NotSavedError: there is no room for it.
            OSError: likewise.
            Cancelled: the user stopped; the copy is as it was.
        """
        with self._guard:
            _make(self._folder)
            places = [place for place, change in enumerate(changes) if change is self._last]
            new = changes[places[0] + 1 :] if places else changes
            try:
                self._base = self._saved(session, now, self._base or original, new, progress)
            except ReplacedError:  # somebody cleared the folder: all of it once more
                self._base = None
                self._base = self._saved(session, now, original, changes, progress)
            self._last = changes[-1] if changes else None
            self._tell(_note_of(title, original, now))

    def _saved(
        self, session: Session, now: datetime, base: Base | None, changes: Sequence[Change], progress: Progress
    ) -> Base:
        return save(self.path, session, now=now, base=base, changes=changes, progress=progress,
                    replace_it=self._base is None)  # fmt: skip

    def rest(self) -> None:
        """All is saved: the copy is offered to nobody, until it is brought up to date again."""
        with self._guard:
            if self._told:
                self._tell({**self._told, "unsaved": False})

    def remove(self) -> None:
        """Take the copy away."""
        with self._guard:
            self._base, self._told = None, {}
            _remove(self.path)

    def _tell(self, note: Mapping[str, Any]) -> None:
        """Write the note with this process's mark. The file is new in its place, for the user's eyes only."""
        self._told = {**note, "mark": here().as_dict()}
        with atomic.replacing(self.path.with_suffix(_NOTE), private=True) as temporary:
            temporary.write_text(json.dumps(self._told), encoding="utf-8")


def left_behind(settings_folder: Path, *, now: datetime) -> tuple[Left, ...]:
    """Copies of what was never saved, of processes that are gone, newest first; what else such left is removed."""
    folder = settings_folder / FOLDER
    found: list[Left] = []
    for note in sorted(folder.glob(f"*{_NOTE}")):
        told = _read(note)
        left, unsaved = _left(note, told), told.get("unsaved") is True
        if left is None:
            continue
        ended = fate(left.mark)
        if ended == "alive" or (ended == "unknown" and now - left.saved_at < _LOST):
            continue
        if unsaved and left.copy.is_file():
            found.append(left)
        else:
            _remove(left.copy)
    for orphan in [path for path in folder.glob(f"*{SUFFIX}") if not path.with_suffix(_NOTE).exists()]:
        with suppress(OSError):
            if now.timestamp() - orphan.stat().st_mtime > _LOST.total_seconds():
                orphan.unlink()
    return tuple(sorted(found, key=lambda left: left.saved_at, reverse=True))


def discard(left: Left) -> None:
    """Remove a copy that nobody wants back; nothing where another window has it by now."""
    if _is_still(left):
        _remove(left.copy)


def bring_back(left: Left, *, before: Session, now: datetime, words: str, progress: Progress = SILENT) -> BroughtBack:
    """What a copy holds, as changes of its original where that is as it was then, else as an untitled workspace.

    `before` is the session of a window without a document, which untitled work began with. `words` name the change.

    Raises:
        UserError: another window brought it back already, or the copy cannot be read.
        Cancelled: the user stopped.
    """
    if not _is_still(left):
        raise UserError("Another window brought these changes back already, or discarded them.")
    session = load(left.copy, progress).session
    if left.original is None:
        change = Change(at=now, words=words, before=before, after=session)
        return BroughtBack(session=session, base=None, changes=(change,))
    name = left.original.name
    try:
        original = load(left.original, progress)
    except UserError as error:
        return BroughtBack(session=session, base=None, changes=(), note=f"{error} The changes are an untitled copy.")
    if (original.base.document, original.base.mark) != (left.document, left.state):
        note = f"“{name}” was saved by someone since. The changes are an untitled copy: save it under another name."
        return BroughtBack(session=session, base=None, changes=(), note=note)
    session = _with_frames_of(session, original.base)
    change = Change(at=now, words=words, before=original.session, after=session)
    return BroughtBack(session=session, base=original.base, changes=(change,))


def forget_in_copies(
    settings_folder: Path, document: str, names: Collection[str], label: str, progress: Progress = SILENT
) -> int:
    """Take a person out of the copies of a document that crashes left; gives how many running windows keep one.

    A copy that cannot be mended is removed. A running window brings the names back into its own copy, so it is left.
    """
    running = 0
    for note in sorted((settings_folder / FOLDER).glob(f"*{_NOTE}")):
        left = _left(note, _read(note))
        if left is None or left.document != document:
            continue
        if fate(left.mark) == "alive":
            running += left.mark != here()
            continue
        try:
            forget_person(load(left.copy, progress).base, names, label=label, progress=progress)
        except UserError:
            _remove(left.copy)
    return running


def _with_frames_of(session: Session, base: Base) -> Session:
    """The session with the tables of the original where they are equal, so that they need not be written again."""
    frames = frames_of(session.dataset)
    same = {name: base.frames[name] for name, frame in frames.items() if _equal(base.frames.get(name), frame)}
    imported = session.dataset.imported
    tables = {name: same.get(f"{TABLE}:{name}", frame) for name, frame in imported.tables.items()}
    rejected = {place: same.get(f"{REJECTED}:{place}", frame) for place, frame in imported.rejected.items()}
    return replace(session, dataset=replace(imported, tables=tables, rejected=rejected))


def _equal(one: pd.DataFrame | None, other: pd.DataFrame) -> bool:
    return one is not None and list(one.columns) == list(other.columns) and bool(one.equals(other))


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        folder.chmod(0o700)


def _note_of(title: str, original: Base | None, now: datetime) -> dict[str, Any]:
    return {
        "original": "" if original is None else str(original.path),
        "document": "" if original is None else original.document,
        "generation": 0 if original is None else original.generation,
        "state": "" if original is None else original.mark,
        "title": title,
        "saved_at": now.astimezone(UTC).isoformat(),
        "unsaved": True,
    }


def _as_note(left: Left) -> dict[str, Any]:
    return {
        "original": str(left.original or ""),
        "document": left.document,
        "generation": left.generation,
        "state": left.state,
        "title": left.title,
        "saved_at": left.saved_at.isoformat(),
        "unsaved": True,
    }


def _read(note: Path) -> dict[str, Any]:
    try:
        with note.open("rb") as file:
            told: Any = json.loads(file.read(_MAX_NOTE_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _left(note: Path, told: Mapping[str, Any]) -> Left | None:
    mark = Mark.read(told.get("mark"))
    original, document, generation, title = (told.get(key) for key in ("original", "document", "generation", "title"))
    try:
        saved_at = datetime.fromisoformat(str(told.get("saved_at")))
    except ValueError:
        return None
    if mark is None or not isinstance(generation, int) or saved_at.tzinfo is None:
        return None
    return Left(
        copy=note.with_suffix(SUFFIX), original=Path(str(original)) if original else None, document=str(document),
        generation=generation, state=str(told.get("state", "")), title=str(title), saved_at=saved_at, mark=mark,
    )  # fmt: skip


def _is_still(left: Left) -> bool:
    note = left.copy.with_suffix(_NOTE)
    return _left(note, _read(note)) == left


def _remove(copy: Path) -> None:
    """The note goes first: without it nobody offers the copy."""
    for path in (copy.with_suffix(_NOTE), copy, copy.with_name(f"{copy.name}-journal")):
        with suppress(OSError):
            path.unlink(missing_ok=True)
