"""An exported workbook comes back: which targets were edited in it, shown before they are taken in one step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QPushButton, QStackedWidget, QWidget

from ui.models.listing import Listing
from ui.models.target_edits import EditRow, Reading, edit_columns, fault_columns, read, with_reading
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.form import card_of, column, label, named
from ui.widgets.table import DataTable
from ui.widgets.waiting import WaitingPage
from ui.work.jobs import Job, Lane

_SIZE = (880, 480)
_WIDTHS = (190, 130, 108, 108, 130, 104)
_FAULT_WIDTHS = (104, 190, 250, 310)


class TargetsBackDialog(QDialog):
    """Reads the workbook in a job and lists its edits, or every cell that is wrong. Open it with `open()`.

    `told` says what was taken; `as_data` asks to import the workbook's sheets instead (where `offer_data` is set).
    """

    told = Signal(str)
    as_data = Signal(object)

    def __init__(
        self, state: AppState, history: History, path: Path, parent: QWidget | None = None, *, offer_data: bool = False
    ) -> None:
        super().__init__(parent)
        self._state, self._edits, self._path = state, history, path
        self._reading: Reading | None = None
        self._job: Job[Any] | None = None
        self.setWindowTitle(self.tr("Targets from a workbook"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(*_SIZE)
        layout = column(self, margin=L, spacing=M)
        self.heading = label(self.tr("Targets from a workbook"), "title", wrap=True)
        self.words = label("", "muted", wrap=True)
        layout.addWidget(self.heading)
        layout.addWidget(self.words)
        layout.addWidget(self._make_pages(), 1)
        self.remarks = label("", "small", wrap=True)
        layout.addWidget(self.remarks)
        layout.addLayout(self._make_buttons(offer_data=offer_data))
        self._read()

    def _make_pages(self) -> QStackedWidget:
        self._pages = QStackedWidget()
        self._waiting = WaitingPage()
        self.edits: Listing[EditRow] = Listing(edit_columns(), self)
        self.faults: Listing[Any] = Listing(fault_columns(), self)
        self.table = self._make_table(self.edits, self.tr("Edited targets"), _WIDTHS, stretched=0)
        self.fault_table = self._make_table(
            self.faults, self.tr("Cells that cannot be taken"), _FAULT_WIDTHS, stretched=1
        )
        self._blank = QWidget()
        for page in (self._waiting, card_of(self.table), card_of(self.fault_table), self._blank):
            self._pages.addWidget(page)
        return self._pages

    @staticmethod
    def _make_table(model: Listing[Any], name: str, widths: tuple[int, ...], *, stretched: int) -> DataTable:
        table = DataTable(name)
        table.setModel(model)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for place, width in enumerate(widths):
            header.resizeSection(place, width)
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Stretch)
        return table

    def _make_buttons(self, *, offer_data: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.data = named(QPushButton(self.tr("Import its sheets as data…")), self.tr("Import its sheets as data"))
        self.data.setAutoDefault(False)  # Enter takes the changes, or nothing while they are read
        self.data.clicked.connect(self._as_data)
        self.data.setVisible(offer_data)
        self.close_button = named(QPushButton(self.tr("Cancel")), self.tr("Cancel"))
        self.close_button.clicked.connect(self.reject)
        self.take = named(QPushButton(self.tr("Take the changes")), self.tr("Take the changes"))
        theme.set_role(self.take, "primary")
        self.take.setEnabled(False)
        self.take.setDefault(True)
        self.take.clicked.connect(self._take)
        row.addWidget(self.data)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.take)
        return row

    # --- reading --------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        self._pages.setCurrentIndex(0)
        title = self.tr("Reading {}").format(self._path.name)
        self._waiting.begin(title)
        work = read(self._path, self._state.session, self._state.report)
        self._job = self._state.run(Lane.LOOKUP, work, title, tell=False)
        self._job.done.connect(self._show)
        self._job.failed.connect(self._failed)
        self._job.cancelled.connect(self.reject)

    @Slot(object)
    def _show(self, reading: Reading) -> None:
        """List what the workbook asks for."""
        self._job, self._reading = None, reading
        self._waiting.end()
        self.edits.show_rows(reading.rows)
        self.faults.show_rows(reading.problems)
        self.remarks.setText("\n".join(reading.remarks))
        self.remarks.setVisible(bool(reading.remarks))
        count, wrong = len(reading.rows), len(reading.problems)
        if wrong:
            one, many = self.tr("1 cell cannot be taken"), self.tr("{n} cells cannot be taken")
            words = self.tr("Nothing was taken from “{file}”. Mend the cells there, save it and open it again.")
        elif count:
            one, many = self.tr("1 change in the workbook"), self.tr("{n} changes in the workbook")
            words = self.tr(
                "These cells of “{file}” were edited since it was exported. Taking them is one step to undo."
            )
        else:
            one = many = self.tr("No target was changed")
            words = self.tr("“{file}” asks for nothing that is not in force already.")
        self.heading.setText((one if max(count, wrong) == 1 else many).format(n=max(count, wrong)))
        self.words.setText(words.format(file=reading.file))
        self._pages.setCurrentIndex(2 if wrong else 1 if count else 3)
        self._offer(take=bool(count) and not wrong)

    @Slot(object)
    def _failed(self, error: BaseException) -> None:
        """Say why the workbook cannot be read."""
        from cxdesk.common.problems import UserError

        self._job = None
        self._waiting.end()
        self.heading.setText(self.tr("The workbook cannot be read"))
        if not isinstance(error, UserError):
            self._state.crashed.emit(error)
        words = str(error) if isinstance(error, UserError | OSError) else self.tr("Something unexpected happened.")
        self.words.setText(words)
        self._pages.setCurrentIndex(3)
        self._offer(take=False)

    def _offer(self, *, take: bool) -> None:
        self.take.setVisible(take)
        self.take.setEnabled(take)
        if take:
            self.take.setFocus()
        else:
            self.close_button.setText(self.tr("Close"))
            self.close_button.setFocus()

    # --- ending ---------------------------------------------------------------------------------------------------

    @Slot()
    def _take(self) -> None:
        """Take the edits: one step to undo."""
        if self._reading is None:
            return
        session, count = self._state.session, len(self._reading.rows)
        after = with_reading(session, self._reading)
        self._edits.replace(after, self.tr("Targets from {}").format(self._path.name))
        told = self.tr("One target changed by the workbook.") if count == 1 else self.tr("{n} changes by the workbook.")
        self.told.emit(told.format(n=count))
        self.accept()

    @Slot()
    def _as_data(self) -> None:
        """Leave the targets, and import."""
        self.as_data.emit(self._path)
        self.reject()

    def done(self, result: int) -> None:
        """Nothing goes on behind a closed dialog."""
        job, self._job = self._job, None
        if job is not None:
            job.cancelled.disconnect(self.reject)
            job.cancel()
        super().done(result)
