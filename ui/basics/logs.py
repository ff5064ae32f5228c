"""Log file, crash stacks and the net under everything: one window per distinct error, the app goes on."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

log = logging.getLogger("ui")
_FILE = "cxdesk.log"
_SIZE = 1_000_000
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
# Said by platforms without a window manager; nothing can be done about it and nothing is wrong.
_HARMLESS = ("This plugin does not support propagateSizeHints()", "This plugin does not support raise()")


def start_logging(folder: Path) -> Path | None:
    """Write the log to a rotating file; its path, or None where the folder cannot be written.

    Cell contents are never logged.
    """
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    path = folder / _FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=_SIZE, backupCount=3, encoding="utf-8", delay=True)
        stacks = (folder / "crash.log").open("a", encoding="utf-8")
    except OSError:
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    faulthandler.enable(stacks)
    return path


class CrashNet(QObject):
    """Catches what nobody caught, on any thread; `caught` comes once per distinct traceback, on the UI thread."""

    caught = Signal(str, str)  # one line, whole traceback
    _crossing = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self._crossing.connect(self.caught, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over the hooks of Python and Qt."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        qInstallMessageHandler(_qt_message)

    def report(self, error: BaseException) -> None:
        """Log an exception and show it, unless the same one was shown before."""
        if isinstance(error, KeyboardInterrupt):
            return
        text = "".join(traceback.format_exception(error))
        key = "".join(traceback.format_tb(error.__traceback__)) + error.__class__.__name__
        with self._lock:
            if key in self._seen:
                return
            self._seen.add(key)
        log.error("Unexpected error\n%s", text)
        with suppress(RuntimeError):  # the app is going down and this object with it
            self._crossing.emit(f"{error.__class__.__name__}: {error}", text)

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        del kind
        self.report(error.with_traceback(trace))

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.report(arguments.exc_value)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    del context
    if text not in _HARMLESS:
        logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.WARNING), "%s", text)
