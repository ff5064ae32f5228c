"""The import dialog: check what was recognised, correct it, answer what is open, import. Nothing changes until then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from cxdesk.common.problems import UserError
from ui.dialogs import import_run
from ui.dialogs.import_frame import ImportFrame
from ui.dialogs.import_panels import LEFT_OUT
from ui.models.import_sheets import open_questions, sheet_entries
from ui.models.import_words import files_words
from ui.state import AppState
from ui.undo.history import History
from ui.widgets.files import FileChooser, dropped_files
from ui.work.jobs import Job, Lane

if TYPE_CHECKING:
    from cxdesk.imports.plan import SheetPlan
    from cxdesk.imports.service import Balance, Draft

_COUNT_DELAY_MS = 150  # several quick corrections are counted once


class ImportDialog(ImportFrame):
    """Reads files in a job, shows what they are, and imports them as one undo step.

    Open it with `open()`; `read` comes when files were read, `counted` when the sheet on show was counted,
    `imported` after the session took the data.
    """

    read = Signal()
    counted = Signal(int)
    imported = Signal()

    def __init__(self, state: AppState, history: History, files: Sequence[Path], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self.at_once = False  # import without asking where all is known
        self._draft: Draft | None = None
        self._failures: tuple[tuple[str, str], ...] = ()
        self._balances: dict[SheetPlan, Balance] = {}
        self._job: Job[Any] | None = None
        self._at = -1
        self._edits: list[import_run.Edit] = []
        self._editing = False
        self._waiting_files: list[Path] = []  # added while something else ran
        self._importing = False
        self._wire()
        self._count_later = QTimer(self)
        self._count_later.setSingleShot(True)
        self._count_later.setInterval(_COUNT_DELAY_MS)
        self._count_later.timeout.connect(self._count)
        self.add_files(files)

    # --- reading --------------------------------------------------------------------------------------------------

    @property
    def draft(self) -> Draft | None:
        """What was read, with the corrections so far."""
        return self._draft

    def add_files(self, files: Iterable[Path]) -> None:
        """Read more files into the dialog, at once or when what runs is done; one that is there is read again."""
        wanted = tuple(dict.fromkeys(Path(file) for file in files))
        if not wanted:
            return
        if self._importing:
            return
        if not self.is_settled():
            self._waiting_files += wanted
            return
        title = self.tr("Reading {}").format(wanted[0].name if len(wanted) == 1 else files_words(len(wanted)))
        job = self._run(import_run.read_files(wanted, self._state.session), title)
        job.done.connect(self._was_read)

    @Slot(object)
    def _was_read(self, reading: import_run.Reading) -> None:
        if reading.draft is not None:
            self._draft = reading.draft if self._draft is None else import_run.joined(self._draft, reading.draft)
        again = {sheet.plan.path for sheet in reading.draft.sheets} if reading.draft else set()
        news = {path for path, _ in reading.failures} | again
        self._failures = (*((path, why) for path, why in self._failures if path not in news), *reading.failures)
        self._show_draft(choose=True)
        self.read.emit()
        if self._read_waiting():
            return
        self._focus()
        at_once, self.at_once = self.at_once, False
        if at_once and import_run.all_known(reading):
            self.run_import()

    def _focus(self) -> None:
        """Where nothing is asked, one key imports."""
        plans = [sheet.plan for sheet in self._draft.sheets] if self._draft else []
        if self.import_button.isEnabled() and not self._failures and not any(map(open_questions, plans)):
            self.import_button.setFocus()

    def _read_waiting(self) -> bool:
        """Read the files that were added meanwhile; whether there were any."""
        files, self._waiting_files = self._waiting_files, []
        self.add_files(files)
        return bool(files)

    def is_settled(self) -> bool:
        """Whether nothing is read, corrected or waiting to be."""
        return not self._busy() and not self._editing and not self._edits

    # --- corrections ----------------------------------------------------------------------------------------------

    @Slot(int, str)
    def set_field(self, column_index: int, field: str) -> None:
        """Give a column of the sheet on show another field; "" keeps it under its own header."""
        self._edit("with_field", column_index, field or None)

    @Slot(str)
    def set_table(self, table: str) -> None:
        """Import the sheet on show as another table; "" leaves it out."""
        if table == LEFT_OUT:
            self._edit("with_skipped", True)
            return
        plan = self._plan()
        if plan is not None and plan.skipped:
            self._edit("with_skipped", False)
        if plan is not None and plan.table != table:
            self._edit("with_table", table)

    @Slot(int)
    def set_header_row(self, row: int) -> None:
        """Take another row as the header of the sheet on show."""
        plan = self._plan()
        if plan is not None and plan.header_row != row:
            self._edit("with_header_row", row)

    @Slot(str, str)
    def answer(self, question: str, value: str) -> None:
        """Answer a question of the sheet on show."""
        self._edit("with_answer", question, value)

    @Slot()
    def forget_layout(self) -> None:
        """Recognise the sheet on show as if its layout had never been met; it is forgotten with the import."""
        self._edit("without_memory")

    @Slot(bool)
    def set_skipped(self, skipped: bool) -> None:  # noqa: FBT001 - a slot
        """Leave the sheet on show out, or take it in again."""
        self._edit("with_skipped", skipped)

    def _edit(self, function: str, *values: object) -> None:
        if self._draft is None or self._at < 0 or self._busy():
            return
        self._edits.append(import_run.Edit(function=function, sheet=self._at, values=values))
        if not self._editing:
            self._run_edits()

    def _run_edits(self) -> None:
        """Do the corrections that wait, in their order, off the UI thread."""
        assert self._draft is not None
        self._editing = True
        edits, self._edits = self._edits, []
        self.check.panel.show_counting(self.tr("Looking at the sheet…"))
        job = self._state.run(
            Lane.IMPORT, import_run.edit(self._draft, edits), self.tr("Looking at the sheet"), tell=False
        )
        job.done.connect(self._was_edited)
        job.failed.connect(self._failed)
        job.closed.connect(self._edits_closed)

    @Slot(object)
    def _was_edited(self, result: import_run.Edited) -> None:
        self._draft = result.draft
        self._show_draft(choose=False)
        if result.refused:
            self._tell(result.refused[0])

    @Slot()
    def _edits_closed(self) -> None:
        self._editing = False
        if self._edits and not self._busy():
            self._run_edits()
        elif self._read_waiting():
            return
        elif self._draft is not None:
            self._count_later.start()
        self._update_buttons()

    def _plan(self) -> SheetPlan | None:
        return None if self._draft is None or self._at < 0 else self._draft.sheets[self._at].plan

    # --- counting -------------------------------------------------------------------------------------------------

    @Slot()
    def _count(self) -> None:
        plan = self._plan()
        if plan is None or self._draft is None or plan in self._balances or self._busy() or self._editing:
            return
        if plan.table is None or plan.skipped:
            return
        job = self._state.run(
            Lane.IMPORT, import_run.check_sheet(self._draft, self._at), self.tr("Counting rows"), tell=False
        )
        self._counting = plan
        job.done.connect(self._was_counted)
        job.failed.connect(self._failed)

    @Slot(object)
    def _was_counted(self, balance: Balance) -> None:
        self._balances[self._counting] = balance
        plan = self._plan()
        if plan == self._counting:
            self.check.panel.show_balance(plan, balance, "")
            self.counted.emit(self._at)

    # --- importing ------------------------------------------------------------------------------------------------

    @Slot()
    def run_import(self) -> None:
        """Import what is on show; the session takes it when all of it is there."""
        if self._draft is None or self._busy() or self._editing or not self._importable():
            return
        self._importing = True
        job = self._run(import_run.merge(self._draft, self._state.session), self.tr("Importing"))
        job.done.connect(self._was_imported)

    @Slot(object)
    def _was_imported(self, imported: import_run.Imported) -> None:
        assert self._draft is not None
        used = [sheet.plan for sheet in self._draft.sheets if sheet.plan.table and not sheet.plan.skipped]
        files = tuple(dict.fromkeys(plan.path for plan in used if plan.path))
        import_run.commit(self._history, imported, len(files))
        self._state.remember_files(files)
        self.imported.emit()
        self.accept()

    def _importable(self) -> bool:
        return self._draft is not None and any(
            sheet.plan.table is not None and not sheet.plan.skipped for sheet in self._draft.sheets
        )

    # --- jobs -----------------------------------------------------------------------------------------------------

    def _run(self, work: Callable[..., Any], title: str) -> Job[Any]:
        """Run work with the waiting page on show."""
        job = self._state.run(Lane.IMPORT, work, title, tell=False)
        self._job = job
        job.progressed.connect(self._waiting.report)
        job.done.connect(self._stop_waiting)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._was_cancelled)
        self._waiting.begin(title)
        self._pages.setCurrentWidget(self._waiting)
        self._update_buttons()
        return job

    def _busy(self) -> bool:
        return self._job is not None

    @Slot()
    def _stop_waiting(self) -> None:
        self._job, self._importing = None, False
        self._waiting.end()
        self._pages.setCurrentWidget(self.check)
        self._update_buttons()

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        if self._job is not None:
            self._stop_waiting()
        if isinstance(error, UserError | OSError):
            self._tell(str(error))
        else:
            self._state.crashed.emit(error)
            if self._draft is None:
                super().reject()

    def _tell(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.show()

    @Slot()
    def _was_cancelled(self) -> None:
        self._waiting_files.clear()
        self._stop_waiting()
        if self._draft is None and not self._failures:
            super().reject()

    @Slot()
    def reject(self) -> None:
        """Cancel: stop what runs; close where nothing runs."""
        if self._job is not None:
            self._waiting.stopping()
            self._job.cancel()
            return
        super().reject()

    def done(self, result: int) -> None:
        """Close; a count that still runs is of no use any more."""
        self._count_later.stop()
        running = self._state.runner.running(Lane.IMPORT)
        if running is not None and self._job is None:
            running.cancel()
        super().done(result)
        self._draft = None  # whole sheets; whoever still holds the dialog shall not hold them
        self._balances.clear()
        self.deleteLater()

    # --- showing --------------------------------------------------------------------------------------------------

    def _show_draft(self, *, choose: bool) -> None:
        plans = [sheet.plan for sheet in self._draft.sheets] if self._draft else []
        entries = sheet_entries(plans, self._failures)
        self.check.show_entries(entries)
        names = {plan.path or plan.file for plan in plans} | {path for path, _ in self._failures}
        self._title.setText(self.tr("Import {}").format(files_words(len(names))))
        self._below.setText(self._advice(plans))
        if choose and entries:
            asking = [place for place, plan in enumerate(plans) if open_questions(plan)]
            row = self.check.row_of(asking[0]) if asking else 0
            self.check.select(row)
            self._show_row(row, fresh=True)
        elif entries:
            self._show_row(self.check.row(), fresh=False)
        self._message.hide()
        self._update_buttons()

    def _advice(self, plans: Sequence[SheetPlan]) -> str:
        """What there is left to do before the import."""
        used = [plan for plan in plans if plan.table is not None and not plan.skipped]
        if sum(map(open_questions, plans)):
            return self.tr("Answer what is asked, or leave it as assumed. Nothing is changed until you press Import.")
        if used and not self._failures and all(plan.like_layout and not plan.changes for plan in used):
            return self.tr("All of it is known from before: press Import.")
        return self.tr("Check what was recognised. Nothing is changed until you press Import.")

    def _show_row(self, row: int, *, fresh: bool) -> None:
        entry = self.check.entry(row)
        self._at = -1 if entry.sheet is None else entry.sheet
        if self._draft is None or entry.sheet is None:
            self.check.panel.show_failure(entry.reason)
            return
        sheet = self._draft.sheets[entry.sheet]
        known = self._balances.get(sheet.plan)
        self.check.panel.show_sheet(sheet.raw, sheet.plan, fresh=fresh)
        self.check.panel.show_balance(sheet.plan, known, self.tr("Counting rows…"))
        if known is None:
            self._count_later.start()
        else:
            self.counted.emit(entry.sheet)

    @Slot(int)
    def _row_chosen(self, row: int) -> None:
        if not self._busy():
            self._show_row(row, fresh=True)

    def _update_buttons(self) -> None:
        busy = self._busy() or self._editing
        self.import_button.setEnabled(not busy and self._importable())
        self._add.setEnabled(not self._importing)

    # --- dropping -------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped here too."""
        if dropped_files(event.mimeData()) and not self._importing:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what was dropped."""
        self.add_files(dropped_files(event.mimeData()))
        event.acceptProposedAction()

    @Slot()
    def _choose_files(self) -> None:
        FileChooser(self, self.add_files).open()

    def _wire(self) -> None:
        panel = self.check.panel
        self.check.row_chosen.connect(self._row_chosen)
        panel.field_chosen.connect(self.set_field)
        panel.table_chosen.connect(self.set_table)
        panel.header_chosen.connect(self.set_header_row)
        panel.answered.connect(self.answer)
        panel.forget_asked.connect(self.forget_layout)
        panel.skip_asked.connect(self.set_skipped)
        self._add.clicked.connect(self._choose_files)
        self._cancel.clicked.connect(self.reject)
        self.import_button.clicked.connect(self.run_import)
