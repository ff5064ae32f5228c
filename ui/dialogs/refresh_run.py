"""Refreshing sources: a job that finds and reads the newest files, and one undo step that takes them in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cxdesk.common.progress import Progress
from ui.models.import_words import files_words
from ui.models.refreshing import takes_place
from ui.state import AppState
from ui.undo.history import History
from ui.work.jobs import Lane

if TYPE_CHECKING:
    from cxdesk.workspace.refresh import Refreshed
    from cxdesk.workspace.session import Session

_MOST_TOLD = 3


def refresh_work(session: Session, paths: Sequence[str], *, instead: bool) -> Callable[[Progress], Refreshed]:
    """Work that finds, reads and merges the newest files of some sources (of all where `paths` is empty)."""

    def work(progress: Progress) -> Refreshed:
        from cxdesk.workspace.refresh import refreshable, refreshed

        ordered = refreshable(session.dataset)
        wanted = [path for path in ordered if path in paths] if paths else list(ordered)
        today = datetime.now(tz=UTC).astimezone().date()
        return refreshed(
            session.dataset, session.layouts, wanted, zone=session.zone, on=today, instead=instead, progress=progress
        )

    return work


class Refresher(QObject):
    """Runs one refresh at a time. `unsure` names files that the user has to look at before they can be imported."""

    unsure = Signal(list)

    def __init__(self, state: AppState, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._before: Session | None = None  # the session that the newest files are looked for

    def start(self, paths: Sequence[str] = ()) -> None:
        """Refresh the sources read from these paths; all of them where none is named."""
        session = self._state.session
        if not any(source.path for source in session.dataset.sources):
            self._state.told.emit(self.tr("There is no file to refresh yet."))
            return
        work = refresh_work(session, paths, instead=takes_place(self._state))
        job = self._state.run(Lane.IMPORT, work, self.tr("Looking for newer files"))
        self._before = session
        job.done.connect(self._refreshed)

    @Slot(object)
    def _refreshed(self, found: Refreshed) -> None:
        if self._before is None or self._state.session.dataset is not self._before.dataset:
            self._state.told.emit(self.tr("The data changed meanwhile, so nothing was refreshed. Refresh again."))
            return
        if found.taken:
            text = self.tr("Refresh of {files}").format(files=files_words(len(found.taken)))
            self._history.import_data(found.dataset, text, report=found.report, layouts=found.layouts)
            self._state.remember_files(tuple(str(path) for path in found.taken.values()))
        told = self._told(found)
        if told:
            self._state.told.emit(told)
        if found.unsure:
            self.unsure.emit(list(found.unsure))

    def _told(self, found: Refreshed) -> str:
        """In a sentence or two which files were taken and which not."""
        taken = [
            self.tr("{new} was taken for {old}.").format(new=path.name, old=Path(old).name)
            if path != Path(old)
            else self.tr("{name} was read again.").format(name=path.name)
            for old, path in found.taken.items()
        ]
        nothing = [*found.told]
        if len(nothing) > _MOST_TOLD:
            nothing = [self.tr("Nothing newer for {n} files.").format(n=len(nothing))]
        open_ones = [self.tr("{name} leaves something open: check it.").format(name=path.name) for path in found.unsure]
        return " ".join([*taken, *nothing, *open_ones])
