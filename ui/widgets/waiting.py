"""What a dialog shows while a job runs: what it is doing, how far it is."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from ui.theme.tokens import S
from ui.widgets.form import column, label, named

_WIDTH = 380
_TICK_MS = 1000


class WaitingPage(QWidget):
    """Progress in the middle of a page; the bar runs to and fro while the end is unknown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = column(self)
        outer.addStretch(2)
        box = QWidget()
        box.setFixedWidth(_WIDTH)
        inside = column(box, spacing=S)
        self._title = label("", "title", wrap=True)
        inside.addWidget(self._title)
        self._bar = named(QProgressBar(), self.tr("Progress"))
        self._bar.setTextVisible(False)
        inside.addWidget(self._bar)
        self._phase = label("", "small", wrap=True)
        self._phase.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._phase.setMinimumHeight(2 * self._phase.fontMetrics().lineSpacing())  # the page does not jump with it
        inside.addWidget(self._phase)
        self._elapsed = label("", "small")
        inside.addWidget(self._elapsed)
        self._clock = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_elapsed)
        outer.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def begin(self, title: str) -> None:
        """Show a new piece of work."""
        self._title.setText(title)
        self._phase.setText("")
        self._elapsed.setText("")
        self._clock.start()
        self._tick.start()
        self._bar.setRange(0, 0)

    def end(self) -> None:
        """The work is over."""
        self._tick.stop()
        self._bar.setRange(0, 1)  # a bar that runs to and fro keeps painting

    def stopping(self) -> None:
        """The work was asked to stop."""
        self._title.setText(self.tr("Stopping"))

    @Slot()
    def _show_elapsed(self) -> None:
        self._elapsed.setText(self.tr("{n} s so far").format(n=self._clock.elapsed() // 1000))

    @Slot(int, int, str)
    def report(self, done: int, total: int, text: str) -> None:
        """Take a report of the job."""
        self._bar.setRange(0, max(total, 0))
        if total > 0:
            self._bar.setValue(min(done, total))
        if text:
            self._phase.setText(text)
