"""What a document does off the UI thread: open, save, bring back, unseal, rescue, as functions for jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from cxdesk.common.problems import UserError
from cxdesk.common.progress import Progress

if TYPE_CHECKING:
    from cxdesk.workspace.file.records import Base, Change
    from cxdesk.workspace.lock import Held, Lock, Unlockable
    from cxdesk.workspace.recovery import Left
    from cxdesk.workspace.session import Session

R = TypeVar("R")


class Box(Generic[R]):
    """What a job came to, also where its end was cancelled too late to be undone."""

    def __init__(self) -> None:
        self.result: R | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Opened:
    """A session with its document, or without one (`base` None). `held` says why it is only to be read.

    `saved` is what of it is saved, None where nothing is; `changes` led from there. `title` names what has no file.
    """

    session: Session
    base: Base | None = None
    lock: Lock | None = None
    held: Held | Unlockable | None = None
    saved: Session | None = None
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    title: str = ""
    left: Left | None = None  # the recovery copy that it came from
    lost: tuple[str, ...] | None = None  # of a damaged document that was rescued: what could not be read


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A person who was forgotten: the label in place of the name, how much was changed, and what was not reached.

    `copies` are further files of the document, `running` how many other windows have it open.
    """

    label: str
    cells: int
    settings: int
    copies: tuple[Path, ...]
    running: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Saved:
    """A save that was done: of which session, with how many changes, and the lock that goes with it."""

    session: Session
    changes: int
    base: Base
    lock: Lock | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Saving:
    """A save that is wanted. `base` is the document as it was last read or saved, `lock` that of its file."""

    path: Path
    session: Session
    base: Base | None
    changes: Sequence[Change] = field(default=())
    lock: Lock | None = None
    replace_it: bool = False


def open_document(
    path: Path, box: Box[Opened], *, own: Lock | None = None, over: Held | None = None, by_force: bool = False
) -> Callable[[Progress], Opened]:
    """Work that locks and reads a document; one that somebody holds is read all the same.

    `own` is the lock that the window has already, maybe of this very document.
    `over` is the lock that the user takes over, `by_force` also from someone who was heard of lately.
    """

    def work(progress: Progress) -> Opened:
        from cxdesk.workspace.file.reading import check_kind, load
        from cxdesk.workspace.lock import Held, Lock, Unlockable, break_lock

        check_kind(path)
        lock, held = None, None
        try:
            if over is not None and by_force:
                break_lock(path, over)
            lock = _kept(own, path) or Lock.take(path, now=datetime.now(tz=UTC), over=over)
        except (Held, Unlockable) as error:
            held = error
        try:
            loaded = load(path, progress)
        except BaseException:
            if lock is not None and lock is not own:
                lock.release()
            raise
        box.result = Opened(session=loaded.session, base=loaded.base, lock=lock, held=held, saved=loaded.session,
                            notes=loaded.notes)  # fmt: skip
        return box.result

    return work


def _kept(own: Lock | None, path: Path) -> Lock | None:
    """The window's lock if it is that of a document."""
    return own if own is not None and own.document == path.resolve() and own.is_ours() else None


def save_document(wanted: Saving, box: Box[Saved]) -> Callable[[Progress], Saved]:
    """Work that saves a document, under the lock of its file."""

    def work(progress: Progress) -> Saved:
        from cxdesk.workspace.file.saving import save
        from cxdesk.workspace.lock import Lock

        now, lock = datetime.now(tz=UTC), wanted.lock
        fresh = None if _kept(lock, wanted.path) else Lock.take(wanted.path, now=now)
        try:
            base = save(wanted.path, wanted.session, now=now, base=wanted.base, changes=wanted.changes,
                        progress=progress, replace_it=wanted.replace_it)  # fmt: skip
        except BaseException:
            if fresh is not None:
                fresh.release()
            raise
        if fresh is not None and lock is not None:
            lock.release()
        box.result = Saved(session=wanted.session, changes=len(wanted.changes), base=base, lock=fresh or lock)
        return box.result

    return work


def bring_back(
    left: Left, before: Session, words: str, own: Lock | None, box: Box[Opened]
) -> Callable[[Progress], Opened]:
    """Work that opens what a crash left, under its own name where nobody else has it; `own` as in `open_document`."""

    def work(progress: Progress) -> Opened:
        from cxdesk.workspace import recovery
        from cxdesk.workspace.lock import Held, Lock, Unlockable

        now = datetime.now(tz=UTC)
        back = recovery.bring_back(left, before=before, now=now, words=words, progress=progress)
        base, lock, note = back.base, None, back.note
        if base is not None:
            try:
                lock = _kept(own, base.path) or Lock.take(base.path, now=now)
            except (Held, Unlockable) as error:
                base, note = None, f"{error} The changes are an untitled copy: save it under another name."
        box.result = Opened(
            session=back.session, base=base, lock=lock, saved=back.changes[0].before if back.changes else None,
            changes=back.changes if base is not None or left.original is None else (), notes=(note,) if note else (),
            title=left.title, left=left,
        )  # fmt: skip
        return box.result

    return work


def unseal(path: Path, password: str, box: Box[Opened]) -> Callable[[Progress], Opened]:
    """Work that opens a copy with a password; what it holds lies unencrypted in a private folder for that long."""

    def work(progress: Progress) -> Opened:
        from cxdesk.workspace import sealed
        from cxdesk.workspace.file.reading import SUFFIX, load
        from cxdesk.workspace.private import PrivateFolder

        with PrivateFolder() as folder:
            plain = folder.file(SUFFIX)
            sealed.unseal(path, plain, password, progress)
            session = load(plain, progress).session
        box.result = Opened(session=session, title=path.stem)
        return box.result

    return work


def rescue(path: Path, box: Box[Opened]) -> Callable[[Progress], Opened]:
    """Work that brings back what can be read of a damaged document, as an untitled one; the file stays as it is."""

    def work(progress: Progress) -> Opened:
        from cxdesk.workspace.file.rescue import rescue as rescued_of

        rescued = rescued_of(path, progress)
        box.result = Opened(session=rescued.session, title=path.stem, lost=rescued.lost)
        return box.result

    return work


def open_past(path: Path, number: int | None, title: str, box: Box[Opened]) -> Callable[[Progress], Opened]:
    """Work that reads a document as it was before a change of its history (None = as it is saved now), as a copy."""

    def work(progress: Progress) -> Opened:
        from cxdesk.workspace.file.reading import load, load_past

        past = load(path, progress) if number is None else load_past(path, number, progress)
        box.result = Opened(session=replace(past.session, workspace_id=""), title=title)
        return box.result

    return work


def forget(
    base: Base, lock: Lock | None, names: Sequence[str], settings_folder: Path, others: Sequence[Path],
    box: Box[Opened],
) -> Callable[[Progress], tuple[Opened, Gone]]:  # fmt: skip
    """Work that takes a person out of a document and of the copies that crashes left of it, and opens it anew."""

    def work(progress: Progress) -> tuple[Opened, Gone]:
        from cxdesk.workspace.file.forgetting import copies_of, forget_person
        from cxdesk.workspace.file.reading import load
        from cxdesk.workspace.recovery import forget_in_copies

        done = forget_person(base, names, progress=progress)
        # From here on it is done: a stop that comes now would only hide it.
        running = forget_in_copies(settings_folder, base.document, names, done.label)
        loaded = load(base.path)
        box.result = Opened(session=loaded.session, base=loaded.base, lock=lock, saved=loaded.session)
        gone = Gone(label=done.label, cells=done.cells, settings=done.settings,
                    copies=copies_of(loaded.base, others), running=running)  # fmt: skip
        return box.result, gone

    return work


def share(session: Session, path: Path, *, people: bool, password: str) -> Callable[[Progress], Path]:
    """Work that writes a copy to pass on: with `people` or codes in their place, with a password or without ("").

    It is a new workspace without history.
    """

    def work(progress: Progress) -> Path:
        from cxdesk.workspace import sealed
        from cxdesk.workspace.file.reading import SUFFIX
        from cxdesk.workspace.file.saving import save
        from cxdesk.workspace.private import PrivateFolder
        from cxdesk.workspace.sharing import without_people

        now = datetime.now(tz=UTC)
        shared = session if people else without_people(session, progress)
        if not password:
            save(path, shared, now=now, progress=progress)
            return path
        with PrivateFolder() as folder:
            plain = folder.file(SUFFIX)
            save(plain, shared, now=now, progress=progress)
            sealed.seal(plain, path, password, progress)
        return path

    return work


def refuse_open(path: Path, document: Path | None) -> None:
    """Refuse to write a copy over the document that is open.

    Raises:
        UserError: it is the same file.
    """
    try:
        same = document is not None and path.exists() and path.samefile(document)
    except OSError:
        same = False
    if same:
        raise UserError(f"“{path.name}” is the workspace that is open: choose another name for the copy.")
