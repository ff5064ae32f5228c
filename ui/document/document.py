"""The document of a window: its file, whether it is saved, who may write to it; opening and saving it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoStack

from cxdesk.common.resources import resource_path
from ui.document import work
from ui.document.tracking import Tracker
from ui.state import AppState
from ui.work.jobs import Job, Lane

if TYPE_CHECKING:
    from cxdesk.workspace.file.records import Base
    from cxdesk.workspace.lock import Held, Lock, Unlockable
    from cxdesk.workspace.recovery import Left
    from cxdesk.workspace.session import Session

SUFFIX = ".cxdesk"
_BEAT_MS = 60_000


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Something that did not work: `opening` or `saving`, at which path, and what was raised."""

    doing: str
    path: Path
    error: Exception


class Document(QObject):
    """Knows where the session is saved. Lives on the UI thread; files are read and written in jobs.

    A window begins without a document: its targets, conventions and so on live in the settings then. `held` says why
    a document may only be read.
    """

    changed = Signal()  # anything of what this says
    taken = Signal(object)  # `work.Opened`: another document, or none, is shown now
    saved = Signal(Path)
    trouble = Signal(object)  # `Trouble`
    gave_up = Signal()  # saving or opening was cancelled

    def __init__(self, state: AppState, stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.tracker = Tracker(state, stack, self)
        self.tracker.changed.connect(self.changed)
        self.base: Base | None = None
        self.held: Held | Unlockable | None = None
        self.title = ""  # of what has no file yet, but a name
        self._lock: Lock | None = None
        self._origin: Base | None = None  # whose history the first save takes over
        self._is_own = False  # no file, but not the settings' session either: a copy of something
        self._saving: Job[Any] | None = None
        self._again: Callable[[], None] | None = None
        self._boxes: list[work.Box[work.Opened]] = []
        self._beat = QTimer(self)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self._say_alive)
        state.ready.connect(self._begin)

    # --- what it is -----------------------------------------------------------------------------------------------

    @property
    def path(self) -> Path | None:
        """Its file; None while it has none."""
        return None if self.base is None else self.base.path

    @property
    def is_modified(self) -> bool:
        """Whether saving would change the file."""
        return self.tracker.is_modified

    @property
    def is_saving(self) -> bool:
        """Whether a save runs."""
        return self._saving is not None

    @property
    def is_worth_saving(self) -> bool:
        """Whether something would be lost if it were closed: what the settings keep, and the sample, are not."""
        if not self.is_modified or not self._state.is_ready:
            return False
        return self.base is not None or self._is_own or holds_files(self._state.session)

    def suggested_name(self) -> str:
        """A file name for it: its own, that of the company on its reports, or that of its first spreadsheet."""
        if self.base is not None:
            path = self.base.path
            return path.name if self.held is None else self.tr("{name} copy").format(name=path.stem) + SUFFIX
        session = self._state.session
        names = [self.title, *(template.company for template in session.templates)]
        names += [Path(source.file).stem for source in session.dataset.sources if source.path]
        stem = next((name for name in map(_tidy, names) if name), self.tr("Workspace"))
        return stem if stem.lower().endswith(SUFFIX) else f"{stem}{SUFFIX}"

    # --- other documents ------------------------------------------------------------------------------------------

    def new(self) -> None:
        """No document: the session that the settings hold."""
        self._take(work.Opened(session=self._state.new_session()), untitled=True)

    def open(self, path: Path, *, over: Held | None = None, by_force: bool = False) -> None:
        """Read a document and show it in place of the present one; `taken` or `trouble` follows."""
        box: work.Box[work.Opened] = work.Box()
        reading = work.open_document(path.resolve(), box, own=self._lock, over=over, by_force=by_force)
        self._run(path, box, reading, self.tr("Opening {name}").format(name=path.name))

    def unseal(self, path: Path, password: str) -> None:
        """Read a copy that the password opens; it is an untitled document then."""
        box: work.Box[work.Opened] = work.Box()
        self._run(path, box, work.unseal(path, password, box), self.tr("Opening {name}").format(name=path.name))

    def rescue(self, path: Path) -> None:
        """Read what can be read of a damaged document; it is an untitled one then."""
        box: work.Box[work.Opened] = work.Box()
        self._run(path, box, work.rescue(path, box), self.tr("Looking at {name}").format(name=path.name))

    def bring_back(self, left: Left) -> None:
        """Show what a crash left behind."""
        box: work.Box[work.Opened] = work.Box()
        words = self.tr("Brought back after the program ended unexpectedly")
        reading = work.bring_back(left, self._state.new_session(), words, self._lock, box)
        self._run(left.copy, box, reading, self.tr("Bringing changes back"))

    def open_past(self, number: int | None, title: str) -> None:
        """Show its state before a change of the history (None = as it is saved) as a copy that has no file yet."""
        path = self.path
        if path is not None:
            box: work.Box[work.Opened] = work.Box()
            self._run(path, box, work.open_past(path, number, title, box), self.tr("Opening {name}").format(name=title))

    def show_copy(self, session: Session, title: str) -> None:
        """Show a session as a copy that has no file yet."""
        self._take(work.Opened(session=replace(session, workspace_id=""), title=title))

    def go_on_with(self, base: Base) -> None:
        """Its file was changed by its own window without touching what is open: the next save compares with this."""
        self.base = base
        self.tracker.changed.emit()  # the copy for after a crash names the state that it is of

    def forget(self, names: Sequence[str], others: Sequence[Path] = ()) -> Job[Any] | None:
        """Take a person out of the saved document and open it anew; the job's result is (opened, `work.Gone`).

        None where that is not possible: it is not saved, or somebody else's to write.
        """
        if self.base is None or self.held is not None or self.is_modified or self.is_saving:
            return None
        box: work.Box[work.Opened] = work.Box()
        forgetting = work.forget(self.base, self._lock, names, self._state.settings_folder, others, box)
        job = self._state.run(Lane.SAVE, forgetting, self.tr("Forgetting a person"), tell=False)
        job.done.connect(lambda result: self._take(result[0]))
        job.cancelled.connect(lambda: None if box.result is None else self._take(box.result))
        return job

    def detach(self) -> None:
        """Go on with a copy of it that has no file yet."""
        if self.base is None:
            return
        origin, title = self.base, self.tr("{name} copy").format(name=self.base.path.stem)
        self._take(work.Opened(session=self._state.session, title=title, changes=self.tracker.pending))
        self._origin = origin

    # --- saving ---------------------------------------------------------------------------------------------------

    def save(self, path: Path | None = None, *, replace_it: bool = False) -> None:
        """Save it, under another name where a path is given; `saved`, `trouble` or `gave_up` follows.

        `replace_it` writes over what somebody else saved there since. A save that is asked for while one runs follows
        it.
        """
        target = path or self.path
        if target is None:
            raise ValueError("a document without a file needs a path")
        if self._saving is not None:
            self._again = lambda: self.save(path, replace_it=replace_it)
            return
        pending = self.tracker.pending
        base = self.base or self._origin
        wanted = work.Saving(path=target.resolve(), session=self._state.session, base=base, changes=pending,
                             lock=self._lock, replace_it=replace_it)  # fmt: skip
        box: work.Box[work.Saved] = work.Box()
        title = self.tr("Saving {name}").format(name=target.name)
        job = self._state.run(Lane.SAVE, work.save_document(wanted, box), title, tell=False)
        self._saving = job
        job.failed.connect(lambda error: self._not_saved(target, error))
        job.cancelled.connect(lambda: self._save_stopped(box))
        job.done.connect(self._was_saved)
        self.changed.emit()

    @Slot(object)
    def _was_saved(self, saved: work.Saved) -> None:
        self._saving = None
        self.base, self._lock, self.held = saved.base, saved.lock, None
        self._is_own, self._origin, self.title = False, None, ""
        self._state.leave_settings_alone()
        self._beat.start()
        self.tracker.saved(saved.session, saved.changes)
        self._take_id(saved.base.document)
        self._state.remember_workspace(saved.base.path)
        self.saved.emit(saved.base.path)
        self._next()

    def _take_id(self, document: str) -> None:
        """The session gets the id that its document was given."""
        if self._state.session.workspace_id != document:
            self._state.apply(replace(self._state.session, workspace_id=document))

    def _save_stopped(self, box: work.Box[work.Saved]) -> None:
        if box.result is not None:  # it was on the disk already
            self._was_saved(box.result)
            return
        self._saving, self._again = None, None
        self.changed.emit()
        self.gave_up.emit()

    def _not_saved(self, path: Path, error: Exception) -> None:
        self._saving, self._again = None, None
        self.changed.emit()
        self.trouble.emit(Trouble(doing="saving", path=path, error=error))

    def _next(self) -> None:
        again, self._again = self._again, None
        if again is not None:
            again()

    # --- life -----------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Give the file free."""
        self._beat.stop()
        for lock in (self._lock, *(box.result.lock for box in self._boxes if box.result is not None)):
            if lock is not None:
                lock.release()
        self._lock = None
        self._boxes.clear()

    @Slot()
    def _begin(self) -> None:
        self.tracker.begin(self._state.session, self._state.session)

    def _run(self, path: Path, box: work.Box[work.Opened], reading: Callable[..., work.Opened], title: str) -> None:
        self._boxes.append(box)
        job = self._state.run(Lane.IMPORT, reading, title, tell=False)
        job.failed.connect(lambda error: self.trouble.emit(Trouble(doing="opening", path=path, error=error)))
        job.done.connect(self._take)
        job.cancelled.connect(lambda: self._stopped(box))
        job.closed.connect(lambda _job: self._boxes.remove(box) if box in self._boxes else None)

    def _stopped(self, box: work.Box[work.Opened]) -> None:
        """What was opened too late is wanted no more."""
        if box.result is not None and box.result.lock not in (None, self._lock):
            box.result.lock.release()
        self.gave_up.emit()

    @Slot(object)
    def _take(self, opened: work.Opened, *, untitled: bool = False) -> None:
        if self._lock is not None and self._lock is not opened.lock:
            self._lock.release()
        self.base, self._lock, self.held, self.title = opened.base, opened.lock, opened.held, opened.title
        self._is_own, self._origin = opened.base is None and not untitled, None
        saved = opened.session if untitled else opened.saved if opened.base is not None else None
        self.tracker.begin(opened.session, saved, opened.changes)
        self._state.take(opened.session, kept_in_settings=untitled)
        if self.base is not None:
            self._state.remember_workspace(self.base.path)
            self._beat.start()
        else:
            self._beat.stop()
        self.taken.emit(opened)
        self.changed.emit()

    @Slot()
    def _say_alive(self) -> None:
        lock = self._lock
        if lock is None:
            return

        def beat(_progress: object) -> bool:
            lock.beat(now=datetime.now(tz=UTC))
            return lock.is_ours()

        job = self._state.run(Lane.LOCK, beat, self.tr("Keeping the file"), tell=False)
        job.done.connect(lambda ours: None if ours else self._lost(lock))

    def _lost(self, lock: Lock) -> None:
        """Somebody took the document over: the next save says so before it writes anything."""
        if lock is self._lock:
            self._state.told.emit(
                self.tr("“{name}” was taken over by somebody else. Save your changes under another name.").format(
                    name=lock.document.name
                )
            )
            self._beat.stop()


def holds_files(session: Session) -> bool:
    """Whether a session holds rows of files that are not the sample's."""
    sample = resource_path("samples")
    return any(source.path and Path(source.path).parent != sample for source in session.dataset.sources)


def _tidy(name: str) -> str:
    """A name that every system takes as that of a file."""
    kept = "".join(" " if letter in '<>:"/\\|?*' or ord(letter) < 32 else letter for letter in name)
    return " ".join(kept.split()).strip(". ")[:80]
