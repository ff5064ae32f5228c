"""Taking the oldest changes out of the history: up to which day, what is lost, how much smaller the file gets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QDateTime, QLocale, Qt, QTime, Signal, Slot
from PySide6.QtWidgets import QDateEdit, QDialog, QHBoxLayout, QPushButton, QWidget

from ui.basics import numbers
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.widgets.form import FormRows, column, label, named
from ui.work.jobs import Job, Lane

if TYPE_CHECKING:
    from ui.document.document import Document
    from ui.state import AppState

_WIDTH = 520
_KEPT = timedelta(days=365)  # proposed: the last year stays


class PruneDialog(QDialog):
    """Asks for the day and says what goes. `pruned` says how many changes went. Open it with `open()`."""

    pruned = Signal(int)

    def __init__(self, state: AppState, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._document = state, document
        self._job: Job[Any] | None = None
        self._is_pruning = False
        self.setWindowTitle(self.tr("Prune the history"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(_WIDTH)
        layout = column(self, margin=L, spacing=M)
        layout.addWidget(label(self.tr("Prune the history"), "title"))
        words = self.tr(
            "Changes before this day are taken out of the file for good, with the way back to the states before them. "
            "What is open, and every later state, stays."
        )
        layout.addWidget(label(words, "muted", wrap=True))
        form = FormRows()
        self.day = form.row(self.tr("Changes &before"), QDateEdit())
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("d MMM yyyy")
        first = date.today() - _KEPT  # noqa: DTZ011  a day of this computer's calendar
        self.day.setDate(QDate(first.year, first.month, first.day))
        self.day.setMaximumDate(QDate.currentDate().addDays(1))
        self.day.dateChanged.connect(self._look)
        layout.addWidget(form)
        self.words = label("", "strong", wrap=True)
        layout.addWidget(self.words)
        self.error = label("", "error", wrap=True)
        self.error.hide()
        layout.addWidget(self.error)
        layout.addStretch(1)
        layout.addLayout(self._make_buttons())
        self._look()

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        cancel = named(QPushButton(self.tr("Cancel")), self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        cancel.setDefault(True)
        self.prune = named(QPushButton(self.tr("Prune for good")), self.tr("Prune for good"))
        theme.set_role(self.prune, "primary")
        self.prune.setAutoDefault(False)
        self.prune.setEnabled(False)
        self.prune.clicked.connect(self._prune)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.prune)
        return row

    @property
    def _before(self) -> datetime:
        """The beginning of the day chosen, on this computer's clock."""
        start = QDateTime(self.day.date(), QTime(0, 0))
        return datetime.fromtimestamp(start.toSecsSinceEpoch(), UTC)

    @Slot()
    def _look(self) -> None:
        base, before = self._document.base, self._before
        self.prune.setEnabled(False)
        if base is None or self._is_pruning:
            return
        self.words.setText(self.tr("Looking at what would go…"))

        def work(_progress: object) -> Any:
            from cxdesk.workspace.file.forgetting import prunable

            return prunable(base, before)

        job = self._state.run(Lane.LOOKUP, work, self.tr("Looking at the history"), tell=False)
        self._job = job
        job.done.connect(self._tell)
        job.failed.connect(self._failed)

    @Slot(object)
    def _tell(self, found: Any) -> None:
        self._job = None
        self.prune.setEnabled(bool(found.changes))
        if not found.changes:
            self.words.setText(self.tr("No change is as old as that."))
            return
        size = QLocale().formattedDataSize(found.bytes, 0, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
        one = self.tr("1 change goes and cannot be brought back. The file gets about {size} smaller.")
        many = self.tr("{n} changes go and cannot be brought back. The file gets about {size} smaller.")
        words = one if found.changes == 1 else many
        self.words.setText(words.format(n=numbers.count(found.changes), size=size))

    @Slot()
    def _prune(self) -> None:
        base, before, document = self._document.base, self._before, self._document
        if base is None or document.held is not None or document.is_saving:
            return
        self._is_pruning = True
        self.prune.setEnabled(False)
        self.day.setEnabled(False)
        self.error.hide()
        self.words.setText(self.tr("Pruning…"))

        def work(_progress: object) -> tuple[int, Any]:
            from cxdesk.workspace.file.forgetting import after_pruning, prune

            return prune(base, before), after_pruning(base)

        job = self._state.run(Lane.SAVE, work, self.tr("Pruning the history"), tell=False)
        job.done.connect(self._done)
        job.failed.connect(self._failed)

    @Slot(object)
    def _done(self, result: tuple[int, Any]) -> None:
        gone, base = result
        self._is_pruning = False
        self._document.go_on_with(base)
        self.pruned.emit(gone)
        self.accept()

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        from cxdesk.common.problems import UserError

        self._job, self._is_pruning = None, False
        self.day.setEnabled(True)
        self.words.setText("")
        if not isinstance(error, UserError):
            self._state.crashed.emit(error)
        self.error.setText(str(error) if isinstance(error, UserError) else self.tr("Something unexpected happened."))
        self.error.show()

    def done(self, result: int) -> None:
        """Nothing goes on behind a closed dialog, and it does not close while it prunes."""
        if self._is_pruning:
            return
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        super().done(result)
