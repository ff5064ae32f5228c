"""Long work off the UI thread: jobs, and lanes in which a newer job replaces an older one."""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, QTimer, Signal, Slot

from cxdesk.common.progress import Cancelled, Progress

R = TypeVar("R")
log = logging.getLogger(__name__)
_COLLECT_MS = 400
_SMALLEST_GAP_S = 0.05  # at most 20 reports a second reach the screen


class Lane(StrEnum):
    """What kind of work it is; a lane does one job at a time."""

    IMPORT = "import"
    COMPUTE = "compute"
    EXPORT = "export"
    SAVE = "save"  # the document
    SETTINGS = "settings"
    RECOVERY = "recovery"  # a copy of what is not saved yet, for after a crash
    LOCK = "lock"  # a sign of life to others who open the document
    LOOKUP = "lookup"  # what the page in front is about to show
    BACKGROUND = "background"  # nobody waits for it


_KEPT = (Lane.SAVE, Lane.SETTINGS, Lane.RECOVERY)


class _Bridge(QObject):
    progressed = Signal(int, int, str)
    ended = Signal(object, object)  # result, error


class _JobProgress:
    """Progress handed to the worker thread: throttled, and carrying the stop flag."""

    def __init__(self, bridge: _Bridge, stop: threading.Event) -> None:
        self._bridge, self._stop, self._last = bridge, stop, float("-inf")

    def report(self, done: int, total: int, text: str = "") -> None:
        """Pass the report on, or raise `Cancelled`."""
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._last >= _SMALLEST_GAP_S:
            self._last = now
            self._bridge.progressed.emit(done, total, text)


class _Task(QRunnable):
    def __init__(self, work: Callable[[Progress], object], bridge: _Bridge, stop: threading.Event) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self._work, self._bridge, self._stop = work, bridge, stop

    def run(self) -> None:
        """Do the work in a pool thread; every way it can end reaches the bridge."""
        result: object = None
        error: BaseException | None = None
        try:
            progress = _JobProgress(self._bridge, self._stop)
            progress.report(0, 0)  # a job stopped before its turn never begins
            result = self._work(progress)
        except BaseException as caught:  # noqa: BLE001 - the handle decides; a job that never ends would hang its lane
            error = caught
        self._bridge.ended.emit(result, error)


class Job(QObject, Generic[R]):
    """Handle of one piece of work; it runs once.

    Signals arrive on the UI thread: exactly one of done / failed / cancelled, then closed.
    `title` says in a few words what is going on, for the progress strip.
    """

    progressed = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    stopping = Signal()
    closed = Signal(object)  # the job itself

    def __init__(self, work: Callable[[Progress], R], title: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.lane: Lane | None = None
        self._stop = threading.Event()
        self._bridge = _Bridge()
        self.task = _Task(work, self._bridge, self._stop)
        queued = Qt.ConnectionType.QueuedConnection
        self._bridge.progressed.connect(self._on_progress, queued)
        self._bridge.ended.connect(self._on_ended, queued)

    @Slot()
    def cancel(self) -> None:
        """Ask the work to stop at its next report; nothing of its result arrives any more."""
        if not self._stop.is_set():
            self._stop.set()
            self.stopping.emit()

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    @Slot(int, int, str)
    def _on_progress(self, done: int, total: int, text: str) -> None:
        if not self._stop.is_set():
            self.progressed.emit(done, total, text)

    @Slot(object, object)
    def _on_ended(self, result: object, error: object) -> None:
        try:
            if self._stop.is_set() or isinstance(error, Cancelled):
                self.cancelled.emit()
            elif error is not None:
                self.failed.emit(error)
            else:
                self.done.emit(result)
        finally:
            self.closed.emit(self)


class JobRunner(QObject):
    """Owns running jobs. A lane shows one job; starting another cancels the one before and drops its late result.

    Until `shutdown` Python collects cycles from the UI thread's event loop only. By itself it would do so in the thread
    that happens to allocate, or in the middle of a connection being made or cut; but widgets and timers in a cycle must
    end in the UI thread, with no lock of Qt held.
    """

    started = Signal(object)  # the job
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None, threads: int = 6) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._lanes: dict[Lane, Job[Any]] = {}
        self._alive: set[Job[Any]] = set()
        self._closing = False
        gc.disable()
        self._collecting = QTimer(self)
        self._collecting.setInterval(_COLLECT_MS)
        self._collecting.timeout.connect(self._collect)
        self._collecting.start()

    def start(self, lane: Lane, job: Job[R]) -> Job[R]:
        """Run the job in the lane. After `shutdown` it is cancelled at once."""
        older = self._lanes.get(lane)
        if older is not None:
            older.cancel()
        job.lane = lane
        self._lanes[lane] = job
        self._alive.add(job)
        job.closed.connect(self._forget)
        if self._closing:
            job.cancel()
        if len(self._alive) == 1:
            self.busy_changed.emit(True)
        self.started.emit(job)
        self._pool.start(job.task)
        return job

    def running(self, lane: Lane) -> Job[Any] | None:
        """The job a lane is doing, if any."""
        return self._lanes.get(lane)

    @property
    def busy(self) -> bool:
        """Whether anything runs."""
        return bool(self._alive)

    def shutdown(self, msecs: int = 4000) -> bool:
        """Ask all jobs to stop and wait; False where one did not end in time (left behind, with a log line)."""
        self._closing = True
        for job in tuple(self._alive):
            if job.lane not in _KEPT:  # a save is short and must not be lost
                job.cancel()
        ended = self._pool.waitForDone(msecs)
        self._collecting.stop()
        gc.enable()
        if not ended:
            log.warning("Closing although this work did not stop: %s", [job.title for job in self._alive])
        return ended

    @Slot()
    def settle(self) -> None:
        """Say that what is loaded by now stays: later collections need not walk it, and so take milliseconds."""
        gc.freeze()

    @Slot()
    def _collect(self) -> None:
        """Collect the oldest generation that is due, by Python's own thresholds."""
        due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if any(due):
            gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))

    @Slot(object)
    def _forget(self, job: Job[Any]) -> None:
        if job.lane is not None and self._lanes.get(job.lane) is job:
            del self._lanes[job.lane]
        self._alive.discard(job)
        if not self._alive:
            self.busy_changed.emit(False)
