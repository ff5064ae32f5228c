"""What the window shows: one frozen session, the report computed from it, and signals when either changes.

The heavy modules of the domain are imported here late, in a thread, so that the window is on screen first.
"""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from cxdesk.common.problems import UserError
from cxdesk.common.progress import Progress
from ui.work.jobs import Job, JobRunner, Lane

if TYPE_CHECKING:
    from cxdesk.report.build import Evaluation
    from cxdesk.report.records import Query, Report
    from cxdesk.tables.dataset import Dataset
    from cxdesk.targets.target import TargetBook
    from cxdesk.workspace.file.names import Names
    from cxdesk.workspace.session import Session, View
    from cxdesk.workspace.store import StoredSettings, UserStore

R = TypeVar("R")
log = logging.getLogger(__name__)
_KEPT_EVALUATIONS = 6
_SAVE_DELAY_MS = 800


@dataclass(frozen=True, kw_only=True, eq=False)
class _Asked:
    dataset: Dataset
    query: Query

    def same(self, other: _Asked) -> bool:
        return self.dataset is other.dataset and self.query == other.query


@dataclass(frozen=True, kw_only=True, eq=False)
class _Answer:
    asked: _Asked
    evaluation: Evaluation
    targets: TargetBook
    report: Report


class AppState(QObject):
    """The open session and everything derived from it. Lives on the UI thread.

    Order of life: made, `start()`, then `ready` once; from then on `session` and `settings` are there. Every edit is
    `apply(new_session)`; `session_changed` comes at once, `report_changed` when the report is there (at once for an
    edit of targets). `report` is None while there is nothing to show.
    """

    ready = Signal()
    session_changed = Signal(object)  # Session
    report_changed = Signal(object)  # Report or None
    settings_changed = Signal(object)  # StoredSettings
    busy_changed = Signal(bool)  # a report is being computed
    told = Signal(str)  # a sentence for the user
    crashed = Signal(object)  # an exception that is a bug

    def __init__(self, runner: JobRunner, settings_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runner = runner
        self._folder = settings_folder
        self._session: Session | None = None
        self._settings: StoredSettings | None = None
        self._store: UserStore | None = None
        self._keeps_session = True  # a session without a document lives in the settings
        self._report: Report | None = None
        self._data_edited = False  # since the start
        self._system_zone = "UTC"
        self._evaluations: list[tuple[_Asked, Evaluation]] = []
        self._asking: _Asked | None = None
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(_SAVE_DELAY_MS)
        self._save_timer.timeout.connect(self._save_later)

    # --- life -----------------------------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Import the domain and read the settings in a thread; `ready` follows."""
        # Nobody may cancel this one: without it there is no app.
        job = self.run(Lane.BACKGROUND, _prepare(self._folder), self.tr("Getting ready"))
        job.done.connect(self._prepared)

    @property
    def is_ready(self) -> bool:
        """Whether session and settings are there."""
        return self._session is not None

    def run(self, lane: Lane, work: Callable[[Progress], R], title: str, *, tell: bool = True) -> Job[R]:
        """Run domain work in a lane. A failure is told to the user, unless the caller does that (`tell=False`)."""
        job: Job[R] = Job(work, title, self)
        if tell:
            job.failed.connect(self._failed)
        job.closed.connect(_let_go)
        return self.runner.start(lane, job)

    def close(self, msecs: int = 4000) -> bool:
        """Stop all work and write what is not written yet; False where some work did not stop in time."""
        unsaved = self._save_timer.isActive()
        self._save_timer.stop()
        ended = self.runner.shutdown(msecs)
        if unsaved and self._settings is not None and self._store is not None:
            try:
                self._store.save(self._settings)
            except OSError:
                log.exception("The settings could not be written")
        return ended

    # --- session and report ---------------------------------------------------------------------------------------

    @property
    def session(self) -> Session:
        """The open session; only after `ready`."""
        if self._session is None:
            raise RuntimeError("the session is not loaded yet")
        return self._session

    @property
    def report(self) -> Report | None:
        """The report of the session, or the last one while a new one is computed.

        Not one that shows agents whose figures have been hidden since: nothing more may be made of it.
        """
        found, session = self._report, self._session
        shows = found is not None and session is not None and session.dataset.hides_agents and not found.hides_agents
        return None if shows else found

    @property
    def is_computing(self) -> bool:
        """Whether the report shown is not yet that of the session."""
        return self._asking is not None

    @property
    def has_data(self) -> bool:
        """Whether there is something to show.

        What was typed in at another time waits for the files it belongs to; an audit says something by itself.
        """
        if self._session is None:
            return False
        dataset = self._session.dataset
        if not dataset.sources:
            return False
        from cxdesk.tables.sources import is_typed

        audit = self._data_edited and dataset.rows("audit") > 0
        return audit or not all(is_typed(source) for source in dataset.sources)

    def apply(self, session: Session) -> None:
        """Take a new session in place of the old one."""
        if session is self._session:
            return
        self._data_edited |= self._session is not None and session.dataset is not self._session.dataset
        self._session = session
        self.session_changed.emit(session)
        self._keep()
        self._refresh()

    def take(self, session: Session, *, kept_in_settings: bool) -> None:
        """Show another document's session, or one of no document, whose parts the settings keep."""
        self._keeps_session = kept_in_settings
        self._session = session
        asked = _Asked(dataset=session.dataset, query=session.query())
        self._evaluations = [item for item in self._evaluations if item[0].same(asked)]
        self._data_edited = not kept_in_settings
        self.session_changed.emit(session)
        if not self._evaluations:
            self._show(None)  # figures of the document before would stand under this one's name
        self._keep()
        self._refresh()

    def leave_settings_alone(self) -> None:
        """From now on a document holds the session: the settings stay as they are."""
        self._keeps_session = False

    def new_session(self) -> Session:
        """A session without a document, as the settings have it."""
        return self.settings.session(self._system_zone)

    def look(self, **changes: Any) -> None:
        """Change what the view looks at (`first_day`, `span`, `grain`, `filters`, `goal`); no undo step."""
        view: View = replace(self.session.view, **changes)
        if view != self.session.view:
            self.apply(replace(self.session, view=view))

    @Slot()
    def recompute(self) -> None:
        """Compute the report anew, from nothing kept."""
        self._evaluations.clear()
        self._asking = None
        self._refresh()

    def _refresh(self) -> None:
        if not self.has_data:
            if self._asking is not None:
                self.busy_changed.emit(False)
            self._asking = None
            self._evaluations.clear()
            self._show(None)
            return
        asked = _Asked(dataset=self.session.dataset, query=self.session.query())
        for known, evaluation in self._evaluations:
            if known.same(asked):
                self._asking = None
                self._judge(evaluation)
                return
        if self._asking is not None and self._asking.same(asked):
            return
        if self._asking is None:
            self.busy_changed.emit(True)
        self._asking = asked
        job = self.run(Lane.COMPUTE, _evaluation(asked, self.session.targets), self.tr("Computing KPIs"))
        job.done.connect(self._evaluated)

    def _judge(self, evaluation: Evaluation) -> None:
        from cxdesk.report.build import judge

        self.busy_changed.emit(False)
        self._show(judge(evaluation, self.session.targets))

    def _show(self, report: Report | None) -> None:
        if report is None and self._report is None:
            return
        self._report = report
        self.report_changed.emit(report)

    @Slot(object)
    def _evaluated(self, result: _Answer) -> None:
        asked = result.asked
        self._evaluations = [item for item in self._evaluations if item[0].dataset is asked.dataset]
        self._evaluations = [(asked, result.evaluation), *self._evaluations][:_KEPT_EVALUATIONS]
        if self._asking is not asked:
            return
        self._asking = None
        if result.targets is self.session.targets:
            self.busy_changed.emit(False)
            self._show(result.report)
        else:  # edited meanwhile
            self._judge(result.evaluation)

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        if self._asking is not None and self.runner.running(Lane.COMPUTE) in (None, self.sender()):
            self._asking = None
            self.busy_changed.emit(False)
        if isinstance(error, UserError):
            self.told.emit(str(error))
        elif isinstance(error, OSError):
            self.told.emit(_os_sentence(error))
        else:
            self.crashed.emit(error)

    @Slot(object)
    def _prepared(self, result: tuple[UserStore, StoredSettings, Session, str]) -> None:
        self._store, self._settings, self._session, self._system_zone = result
        self.settings_changed.emit(self._settings)
        self.session_changed.emit(self._session)
        self.ready.emit()
        for note in self._store.notes:
            self.told.emit(note)

    # --- settings -------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> StoredSettings:
        """The stored settings; only after `ready`."""
        if self._settings is None:
            raise RuntimeError("the settings are not loaded yet")
        return self._settings

    @property
    def settings_folder(self) -> Path:
        """Where the settings are, and what is kept beside them."""
        return self._folder

    @property
    def system_zone(self) -> str:
        """IANA name of the machine's time zone."""
        return self._system_zone

    def change_settings(self, **changes: Any) -> None:
        """Change stored settings that are no part of the session (`appearance`, `recent`, `window`, `dialogs`)."""
        self._settings = self.settings.model_copy(update=changes)
        self._save_timer.start()
        self.settings_changed.emit(self._settings)

    def forget_in_settings(self, names: Names) -> None:
        """Take a person out of the settings, too: recent files, and what a session without a document left there."""
        from cxdesk.workspace.store import settings_without

        settings, store = self.settings, self._store
        self._settings = settings_without(settings, names)
        if store is not None:
            self.run(Lane.SETTINGS, lambda _progress: store.forget(settings, names), self.tr("Saving settings"))
        self.settings_changed.emit(self._settings)

    def remember_workspace(self, path: Path) -> None:
        """Move a workspace to the front of the recent ones."""
        self.change_settings(workspaces=self.settings.with_workspaces((str(path),)).workspaces)

    def remember_files(self, paths: tuple[str, ...]) -> None:
        """Move files to the front of the recent ones."""
        self.change_settings(recent=self.settings.with_recent(paths).recent)

    def _keep(self) -> None:
        if not self._keeps_session:
            return
        kept = self.settings.keeping(self.session, self._system_zone)
        if kept != self._settings:
            self._settings = kept
            self._save_timer.start()

    @Slot()
    def _save_later(self) -> None:
        settings, store = self.settings, self._store
        if store is not None:
            self.run(Lane.SETTINGS, lambda _progress: store.save(settings), self.tr("Saving settings"))


@Slot(object)
def _let_go(job: Job[Any]) -> None:
    job.deleteLater()


def _prepare(folder: Path) -> Callable[[Progress], tuple[UserStore, StoredSettings, Session, str]]:
    def work(progress: Progress) -> tuple[UserStore, StoredSettings, Session, str]:
        del progress
        importlib.import_module("cxdesk.report.build")  # the heavy part, wanted soon
        from cxdesk.common.zones import system_zone
        from cxdesk.workspace.store import UserStore

        zone = system_zone()
        store = UserStore(folder)
        settings = store.load()
        return store, settings, settings.session(zone), zone

    return work


def _evaluation(asked: _Asked, targets: TargetBook) -> Callable[[Progress], _Answer]:
    def work(progress: Progress) -> _Answer:
        from cxdesk.report.build import evaluate_query, judge

        evaluation = evaluate_query(asked.dataset, asked.query, progress)
        return _Answer(asked=asked, evaluation=evaluation, targets=targets, report=judge(evaluation, targets))

    return work


def _os_sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or 'The file could not be read or written'}{where}."
