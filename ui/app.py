"""Start-up: logging, signals, the application object, the window; and an orderly end."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QObject, QSocketNotifier, QTimer, Signal, Slot
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget

from cxdesk import VERSION
from ui.basics import logs, paths
from ui.basics.early import read_early
from ui.main_window import MainWindow
from ui.state import AppState
from ui.theme import icons, theme
from ui.work.jobs import JobRunner

log = logging.getLogger(__name__)
_PATIENCE_MS = 3500  # running work gets this long to stop; signals promise an end within five seconds


def run(files: Sequence[Path], settings_folder: Path | None = None, *, sample: bool = False) -> int:
    """Open the window with these files or with the `sample` company; returns when it is closed."""
    folder = settings_folder or paths.settings_folder()
    log_file = logs.start_logging(paths.log_folder() if settings_folder is None else folder)
    early = read_early(folder)
    QCoreApplication.setApplicationName("CX Desk")
    QCoreApplication.setApplicationVersion(VERSION)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("a console application is running already")
    app.setDesktopFileName("cxdesk")
    if QLocale.system().language() is QLocale.Language.C:
        # A system without a language groups no digits; plain English does.
        QLocale.setDefault(QLocale(QLocale.Language.English))
    net = logs.CrashNet(app)
    net.install()
    theme.apply(app, early.appearance)
    app.setWindowIcon(icons.icon("cxdesk"))
    runner = JobRunner(app)
    state = AppState(runner, folder, app)
    window = MainWindow(state, early, log_file)
    net.caught.connect(window.show_crash)
    state.crashed.connect(net.report)
    stop = StopSignals(app)
    stop.asked.connect(window.desk.stop_now)
    OpenEvents(app).asked.connect(window.open_chosen)
    window.show()
    window.open_files(files)
    if sample:
        window.open_sample()
    first_frame = FirstFrame(window)
    first_frame.painted.connect(state.start)
    window.ready.connect(runner.settle)
    code = app.exec()
    ended = state.close(_PATIENCE_MS)
    window.desk.document.close()
    stop.restore()
    logging.shutdown()
    if not ended:
        # Work that does not stop would keep the process alive for as long as it likes.
        os._exit(code)
    return code


class FirstFrame(QObject):
    """Says once that a window was painted, or that it was not within half a second (it may start hidden)."""

    painted = Signal()
    _LONGEST_MS = 500

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._said = False
        window.installEventFilter(self)
        QTimer.singleShot(self._LONGEST_MS, self._say)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint, and speak after it."""
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._say)
        return False

    @Slot()
    def _say(self) -> None:
        if not self._said:
            self._said = True
            self.painted.emit()


class OpenEvents(QObject):
    """The system asks to open a file: a double click on it where the program runs already."""

    asked = Signal(list)

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pick those events out."""
        del watched
        if isinstance(event, QFileOpenEvent) and event.file():
            self.asked.emit([event.file()])
            return True
        return False


class StopSignals(QObject):
    """SIGTERM and SIGINT close the window; nobody is asked, for `asked` lets what is not saved be kept."""

    asked = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._old = {number: signal.signal(number, self._stop) for number in (signal.SIGTERM, signal.SIGINT)}
        if os.name == "nt":
            # Windows has no wake-up pipes that Qt can watch: give Python a turn now and then instead.
            self._turns = QTimer(self)
            self._turns.timeout.connect(self._turn)
            self._turns.start(250)
            return
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        # Qt's loop runs no Python between events; a byte on a watched pipe makes it run the handler.
        self._old_wakeup = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reader, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def restore(self) -> None:
        """Give the signals back."""
        if os.name != "nt":
            self._notifier.setEnabled(False)
            signal.set_wakeup_fd(self._old_wakeup)
            os.close(self._reader)
            os.close(self._writer)
        for number, handler in self._old.items():
            signal.signal(number, handler)

    def _stop(self, number: int, frame: object) -> None:
        del frame
        log.info("Closing on signal %s", number)
        QTimer.singleShot(0, self.asked.emit)
        QTimer.singleShot(0, QApplication.closeAllWindows)
        QTimer.singleShot(500, QApplication.quit)  # also past a window that wants to stay open

    @Slot()
    def _turn(self) -> None:
        """Run Python for a moment."""

    @Slot()
    def _drain(self) -> None:
        try:
            os.read(self._reader, 64)
        except BlockingIOError:
            return
