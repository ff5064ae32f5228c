"""What runs in the background: text, count, bar and Cancel; hidden while nothing does."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from ui.basics import counting
from ui.theme import theme
from ui.theme.tokens import S
from ui.widgets.form import named
from ui.work.jobs import Job, JobRunner, Lane

_PATIENCE_MS = 250  # shorter work comes and goes unseen
_UNSEEN = (Lane.SETTINGS, Lane.RECOVERY, Lane.LOCK, Lane.LOOKUP, Lane.BACKGROUND)


class ProgressStrip(QWidget):
    """Shows the newest job of a runner."""

    def __init__(self, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job[Any] | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        self._text = QLabel(self)
        self._bar = named(QProgressBar(self), self.tr("Progress"))
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._cancel = named(QPushButton(self.tr("Cancel"), self), self.tr("Cancel what is running"))
        theme.set_role(self._cancel, "link")
        self._cancel.clicked.connect(self._on_cancel)
        for widget in (self._text, self._bar, self._cancel):
            layout.addWidget(widget)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_PATIENCE_MS)
        self._wait.timeout.connect(self._appear)
        runner.started.connect(self._follow)
        self.hide()

    @Slot(object)
    def _follow(self, job: Job[Any]) -> None:
        if job.lane in _UNSEEN:
            return
        self._job = job
        self._text.setText(f"{job.title}…")
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        job.progressed.connect(self._progressed)
        job.stopping.connect(self._stopping)
        job.closed.connect(self._closed)
        if not self.isVisible():
            self._wait.start()

    @Slot(int, int, str)
    def _progressed(self, done: int, total: int, text: str) -> None:
        if self.sender() is not self._job or self._job is None:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        count = f"  {counting.count(done)} / {counting.count(total)}" if total > 1 else ""
        self._text.setText((text or f"{self._job.title}…") + count)

    @Slot()
    def _stopping(self) -> None:
        if self.sender() is self._job:
            self._text.setText(self.tr("Stopping…"))
            self._bar.setRange(0, 0)
            self._cancel.setEnabled(False)

    @Slot(object)
    def _closed(self, job: Job[Any]) -> None:
        if job is self._job:
            self._job = None
            self._wait.stop()
            self.hide()

    @Slot()
    def _appear(self) -> None:
        self.setVisible(self._job is not None)

    @Slot()
    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
