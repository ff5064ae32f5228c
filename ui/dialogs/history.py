"""The history of the workspace: every change with when, from and to, and the way to each state it had."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from ui.basics import numbers
from ui.dialogs.history_details import DetailsPanel
from ui.models.history import (
    HistoryRow,
    filtered,
    history_columns,
    kind_choices,
    read_history,
    state_title,
    when_words,
)
from ui.models.listing import Listing
from ui.theme import icons, theme
from ui.theme.tokens import L, M, S
from ui.widgets.form import card_of, column, label, named
from ui.widgets.table import DataTable
from ui.widgets.waiting import WaitingPage
from ui.work.jobs import Job, Lane

if TYPE_CHECKING:
    from ui.document.document import Document
    from ui.state import AppState

_SIZE = (940, 640)
_WIDTHS = (164, 390)
_SHARES = (270, 250)  # heights of the list and of the details, to begin with
_LONGEST = 24  # letters of a kind in its list


class HistoryDialog(QDialog):
    """Lists the changes and shows the chosen one. Open it with `open()`.

    `asked` wants a state shown: a function to call once what is open is saved or not wanted; `prune_asked` wants the
    dialog that takes the oldest changes out.
    """

    asked = Signal(object)
    prune_asked = Signal()

    def __init__(self, state: AppState, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._document = state, document
        self._rows: tuple[HistoryRow, ...] = ()
        self._job: Job[Any] | None = None
        self.setWindowTitle(self.tr("History"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = parent.size() if parent is not None else self.size()
        self.resize(min(_SIZE[0], max(room.width() - 40, 640)), min(_SIZE[1], max(room.height() - 40, 420)))
        layout = column(self, margin=L, spacing=M)
        layout.addWidget(label(self.tr("History"), "title"))
        self.words = label("", "muted", wrap=True)
        layout.addWidget(self.words)
        layout.addLayout(self._make_filters())
        layout.addWidget(self._make_pages(), 1)
        layout.addLayout(self._make_buttons())
        document.changed.connect(self._follow)
        self._read()

    # --- parts ----------------------------------------------------------------------------------------------------

    def _make_filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.search = named(QLineEdit(), self.tr("Search the history"))
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._list)
        self.kind = named(QComboBox(), self.tr("Kind of change"))
        self.kind.setMinimumContentsLength(_LONGEST)
        for key, words in kind_choices():
            self.kind.addItem(words, key)
        self.kind.currentIndexChanged.connect(self._list)
        self.count = label("", "small")
        copy = named(QPushButton(icons.icon("copy"), self.tr("Copy")), self.tr("Copy the changes shown"))
        csv = named(
            QPushButton(icons.icon("export"), self.tr("Save as CSV…")), self.tr("Save the changes shown as CSV")
        )
        for button, slot in ((copy, self._copy), (csv, self._choose_csv)):
            theme.set_role(button, "flat")
            button.clicked.connect(slot)
        row.addWidget(self.search, 2)
        row.addWidget(self.kind, 1)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(csv)
        return row

    def _make_pages(self) -> QStackedWidget:
        self.model: Listing[HistoryRow] = Listing(history_columns(), self)
        self.table = DataTable(self.tr("Changes"))
        self.table.setModel(self.model)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header = self.table.horizontalHeader()
        for place, width in enumerate(_WIDTHS):
            header.resizeSection(place, width)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.details = DetailsPanel(self._state, self._document)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(card_of(self.table))
        split.addWidget(card_of(self.details, margin=M))
        split.setSizes(list(_SHARES))
        self.pages = QStackedWidget()
        self._waiting = WaitingPage()
        for page in (self._waiting, split, QWidget()):
            self.pages.addWidget(page)
        return self.pages

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.before = QAction(self.tr("As it was before this change"), self)
        self.after = QAction(self.tr("As it was after this change"), self)
        self.before.triggered.connect(self._open_before)
        self.after.triggered.connect(self._open_after)
        menu = QMenu(self)
        menu.addActions([self.before, self.after])
        self.open_state = named(QPushButton(self.tr("Open this state ▾")), self.tr("Open this state"),
                                self.tr("It opens as a copy that has no file yet"))  # fmt: skip
        self.open_state.setMenu(menu)
        self.prune = named(QPushButton(self.tr("Prune…")), self.tr("Prune the history"))
        self.prune.setToolTip(self.tr("Take the oldest changes out of the file"))
        self.prune.clicked.connect(self.prune_asked)
        close = named(QPushButton(self.tr("Close")), self.tr("Close"))
        theme.set_role(close, "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(self.open_state)
        row.addWidget(self.prune)
        row.addStretch(1)
        row.addWidget(close)
        return row

    # --- reading and listing --------------------------------------------------------------------------------------

    def _read(self) -> None:
        title = self.tr("Reading the history")
        self._waiting.begin(title)
        self.pages.setCurrentIndex(0)
        work = read_history(self._document.path, self._document.tracker.pending, self._state.session)
        job = self._state.run(Lane.LOOKUP, work, title, tell=False)
        self._job = job
        job.progressed.connect(self._waiting.report)
        job.done.connect(self._show)
        job.failed.connect(self._failed)

    @Slot(object)
    def _show(self, rows: tuple[HistoryRow, ...]) -> None:
        self._job, self._rows = None, rows
        self._waiting.end()
        self.words.setText(self._sentence(rows))
        self.words.setVisible(bool(self.words.text()))
        self.pages.setCurrentIndex(1 if rows else 2)
        self.search.setEnabled(bool(rows))
        self.kind.setEnabled(bool(rows))
        self._list()
        self.table.setFocus()
        self._follow()

    def _sentence(self, rows: tuple[HistoryRow, ...]) -> str:
        if self._document.path is None:
            return self.tr(
                "The history begins when the workspace is saved for the first time. From then on every change is kept "
                "with when, from and to."
            )
        if not rows:
            return self.tr("Nothing was changed since this workspace was saved for the first time.")
        waits = sum(not row.is_saved for row in rows)
        if waits == 1:
            return self.tr("One change is not saved yet; it enters the history with the next save.")
        words = self.tr("{n} changes are not saved yet; they enter the history with the next save.")
        return words.format(n=numbers.count(waits)) if waits else ""

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        from cxdesk.common.problems import UserError

        self._job = None
        self._waiting.end()
        self.pages.setCurrentIndex(2)
        if not isinstance(error, UserError):
            self._state.crashed.emit(error)
        self.words.setText(str(error) if isinstance(error, UserError) else self.tr("Something unexpected happened."))
        self._follow()

    @Slot()
    def _list(self) -> None:
        kept = self.chosen
        rows = filtered(self._rows, self.search.text(), str(self.kind.currentData()))
        self.model.show_rows(rows)
        shown = self.model.rows
        if shown:
            self.table.selectRow(shown.index(kept) if kept in shown else 0)
        self._selected()
        one, many = self.tr("1 change"), self.tr("{n} changes")
        words = one if len(rows) == 1 else many.format(n=numbers.count(len(rows)))
        self.count.setText(words if self._rows else "")

    @property
    def chosen(self) -> HistoryRow | None:
        """The change chosen in the list."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[rows[0].row()] if rows and rows[0].row() < len(self.model.rows) else None

    @Slot()
    def _selected(self) -> None:
        chosen = self.chosen
        self.details.show_change(chosen)
        self.open_state.setEnabled(chosen is not None)

    @Slot()
    def _follow(self) -> None:
        saved = any(row.is_saved for row in self._rows)
        self.prune.setEnabled(saved and self._document.held is None and not self._document.is_saving)

    def read_again(self) -> None:
        """List the history as it is now."""
        self._read()

    # --- what the user does ---------------------------------------------------------------------------------------

    @Slot()
    def _open_before(self) -> None:
        self._open(before=True)

    @Slot()
    def _open_after(self) -> None:
        self._open(before=False)

    def _open(self, *, before: bool) -> None:
        """Ask for the state before or after the change chosen, and close."""
        row, document = self.chosen, self._document
        if row is None:
            return
        name = Path(document.suggested_name()).stem
        title = state_title(name, row.entry.at)
        if row.change is not None:
            session = row.change.before if before else row.change.after
            self.asked.emit(lambda: document.show_copy(session, title))
        else:
            number = row.entry.number if before else row.later
            self.asked.emit(lambda: document.open_past(number, title))
        self.accept()

    @Slot()
    def _copy(self) -> None:
        self.table.copy_selection()

    @Slot()
    def _choose_csv(self) -> None:
        folder = self._document.path.parent if self._document.path is not None else Path()
        name = self.tr("{name} history.csv").format(name=Path(self._document.suggested_name()).stem)
        dialog = QFileDialog(self, self.tr("Save the history"), str(folder / name))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("CSV (*.csv)")])
        dialog.setDefaultSuffix("csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.save_csv)
        dialog.open()

    @Slot(str)
    def save_csv(self, file: str) -> None:
        """Write the changes shown as CSV."""
        titles = [one.title for one in self.model.columns]
        rows = [[one.text(row) for one in self.model.columns] for row in self.model.rows]
        for place, row in enumerate(self.model.rows):
            rows[place][0] = row.entry.at.isoformat(timespec="seconds") if row.is_saved else when_words(row)

        def work(_progress: object) -> None:
            import numpy as np

            from cxdesk.export.rows_csv import write_rows_csv

            columns = [np.array([row[place] for row in rows], dtype=object) for place in range(len(titles))]
            write_rows_csv(Path(file), titles, columns)

        self._state.run(Lane.EXPORT, work, self.tr("Saving the history"))

    def done(self, result: int) -> None:
        """Nothing goes on behind a closed dialog."""
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        self.details.stop()
        super().done(result)
