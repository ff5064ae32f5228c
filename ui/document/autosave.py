"""A copy of what is not saved yet, some seconds after an edit; and the copies that crashed windows left."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cxdesk.common.progress import Progress
from ui.document.document import Document
from ui.state import AppState
from ui.work.jobs import Lane

if TYPE_CHECKING:
    from cxdesk.workspace.recovery import Left, RecoveryCopy
    from ui.document.work import Opened

log = logging.getLogger(__name__)
DELAY_MS = 15_000  # after the first edit; with the writing it stays within half a minute
_AGAIN_MS = 60_000  # after a copy that could not be written


class Autosave(QObject):
    """Keeps the recovery copy of a window's document."""

    left = Signal(object)  # tuple of `Left`: what other windows left behind, when the app starts
    kept = Signal()  # the copy is up to date
    _told = False

    def __init__(self, state: AppState, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._document = state, document
        self._copy: RecoveryCopy | None = None
        self._dirty = False
        self._writing = False
        self._later: list[Callable[[], None]] = []  # waits until the copy is not being written
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self.keep)
        document.tracker.changed.connect(self._edited)
        document.taken.connect(self._taken)
        state.ready.connect(self._look)

    @Slot()
    def keep(self) -> None:
        """Bring the copy up to date now, if there is something that would be lost."""
        self._timer.stop()
        if self._writing:
            self._timer.start()
            return
        if self._dirty and self._document.is_worth_saving:
            self._dirty, self._writing = False, True
            job = self._state.run(Lane.RECOVERY, self._work(), self.tr("Keeping a copy"), tell=False)
            job.done.connect(self._kept)
            job.failed.connect(self._failed)
            job.cancelled.connect(self._stopped)

    def end(self, *, keep: bool) -> None:
        """The window closes: with `keep` the copy is brought up to date and stays, else it goes."""
        self._timer.stop()
        if keep and self._document.is_worth_saving:
            self._writing = False
            self.keep()
            return
        job = self._state.runner.running(Lane.RECOVERY)
        if job is not None:
            job.cancel()
        if self._copy is not None:
            self._copy.remove()
            self._copy = None

    def discard(self, left: Left) -> None:
        """Remove a copy that nobody wants back."""
        from cxdesk.workspace.recovery import discard

        self._state.run(Lane.RECOVERY, lambda _progress: discard(left), self.tr("Removing a copy"))

    def _work(self) -> Callable[[Progress], None]:
        from cxdesk.workspace.recovery import RecoveryCopy

        if self._copy is None:
            self._copy = RecoveryCopy(self._state.settings_folder)
        copy, session, document = self._copy, self._state.session, self._document
        changes, base, title = document.tracker.pending, document.base, document.suggested_name()

        def work(progress: Progress) -> None:
            copy.save(session, now=datetime.now(tz=UTC), title=title, original=base, changes=changes,
                      progress=progress)  # fmt: skip

        return work

    @Slot()
    def _edited(self) -> None:
        if self._document.is_worth_saving:
            self._dirty = True
            if not self._timer.isActive():
                self._timer.start(DELAY_MS)
            return
        self._timer.stop()
        self._dirty = False
        self._rest()

    def _rest(self) -> None:
        """Nothing is unsaved: a crash would cost nothing."""
        if self._copy is not None:
            self._do(self._copy.rest)

    @Slot(object)
    def _taken(self, opened: Opened) -> None:
        """Another document: the copy of the one before goes, that which was brought back is kept on."""
        from cxdesk.workspace.recovery import RecoveryCopy

        if self._copy is not None:
            self._do(self._copy.remove)
        self._copy = None
        if opened.left is not None:
            try:
                self._copy = RecoveryCopy(self._state.settings_folder, opened.left)
            except OSError:
                log.exception("The copy that was brought back is not kept on")

    def _do(self, step: Callable[[], None]) -> None:
        """Rest or remove a copy: a moment's work, but not while it is written."""
        if self._writing:
            self._later.append(step)
            return
        try:
            step()
        except OSError:
            log.exception("The copy for after a crash could not be changed")

    def _written(self) -> None:
        self._writing = False
        later, self._later = self._later, []
        for step in later:
            self._do(step)

    @Slot(object)
    def _kept(self) -> None:
        self._written()
        self.kept.emit()
        if not self._document.is_worth_saving:
            self._rest()

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        self._written()
        self._dirty = True
        log.error("The copy for after a crash could not be written", exc_info=error)
        if not self._told:
            self._told = True
            self._state.told.emit(
                self.tr("What is not saved cannot be kept for the case of a crash ({why}). Save now and then.").format(
                    why=error
                )
            )
        self._timer.start(_AGAIN_MS)

    @Slot()
    def _stopped(self) -> None:
        self._written()
        self._dirty = True
        self._timer.start(DELAY_MS)

    @Slot()
    def _look(self) -> None:
        """Look for what crashed windows left."""
        folder = self._state.settings_folder

        def work(_progress: Progress) -> tuple[Left, ...]:
            from cxdesk.workspace import private, recovery
            from cxdesk.workspace.file.parts import adapters

            private.sweep()
            found = recovery.left_behind(folder, now=datetime.now(tz=UTC))
            adapters()  # slow to make: not when the first copy is written
            return found

        job = self._state.run(Lane.LOCK, work, self.tr("Looking for unsaved changes"), tell=False)
        job.done.connect(self.left)
