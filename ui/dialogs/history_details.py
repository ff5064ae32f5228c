"""What the chosen change of the history did: its settings from and to, its rows before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QPushButton, QStackedWidget, QWidget

from cxdesk.tables.catalogue import TABLES
from cxdesk.workspace.file.history_text import moved_rows
from ui.models.history import HistoryRow, when_words
from ui.models.history_details import DetailRow, detail_columns, detail_rows
from ui.models.history_rows import Cells, RowsTable, read_rows, rows_columns
from ui.models.import_words import table_title
from ui.models.listing import Listing
from ui.theme import icons, theme
from ui.theme.tokens import S
from ui.widgets.form import column, label, named
from ui.widgets.table import DataTable
from ui.widgets.waiting import WaitingPage
from ui.work.jobs import Job, Lane

if TYPE_CHECKING:
    from ui.document.document import Document
    from ui.state import AppState

_SETTINGS = "settings"
_TABLES = {name: place for place, name in enumerate(TABLES)}
_WIDTHS = (260, 210, 210, 110)
_NARROWEST, _WIDEST = 80, 260  # of a column of rows


def _place(name: str) -> int:
    """Tables in their usual order."""
    return _TABLES.get(name.partition(":")[2], len(_TABLES))


class DetailsPanel(QWidget):
    """One change: a list of what to look at where there is more than one thing, and a table of it."""

    def __init__(self, state: AppState, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._document = state, document
        self._row: HistoryRow | None = None
        self._job: Job[Any] | None = None
        self._tables: dict[str, tuple[RowsTable, ...]] = {}
        layout = column(self, spacing=S)
        head = QHBoxLayout()
        head.setSpacing(S)
        self.title = label("", "strong")
        self.what = named(QComboBox(), self.tr("What changed"))
        self.kind = named(QComboBox(), self.tr("Which rows"))
        for box in (self.what, self.kind):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.what.currentIndexChanged.connect(self._what_chosen)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        copy = named(QPushButton(icons.icon("copy"), self.tr("Copy")), self.tr("Copy what the change did"))
        theme.set_role(copy, "flat")
        copy.clicked.connect(self._copy)
        head.addWidget(self.title, 1)
        for control in (self.what, self.kind, copy):
            head.addWidget(control)
        layout.addLayout(head)
        layout.addWidget(self._make_pages(), 1)
        self.note = label("", "small", wrap=True)
        self.note.hide()
        layout.addWidget(self.note)

    def _make_pages(self) -> QStackedWidget:
        self.settings: Listing[DetailRow] = Listing(detail_columns(), self)
        self.settings_table = DataTable(self.tr("Settings before and after"))
        self.settings_table.setModel(self.settings)
        header = self.settings_table.horizontalHeader()
        for place, width in enumerate(_WIDTHS):
            header.resizeSection(place, width)
        for place in (1, 2):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self.rows_table = DataTable(self.tr("Rows before and after"))
        self.rows: Listing[Cells] | None = None
        self._waiting = WaitingPage()
        self.pages = QStackedWidget()
        for page in (QWidget(), self.settings_table, self.rows_table, self._waiting):
            self.pages.addWidget(page)
        return self.pages

    # --- showing --------------------------------------------------------------------------------------------------

    def show_change(self, row: HistoryRow | None) -> None:
        """Show a change; None clears."""
        if row is self._row:
            return
        self.stop()
        self._row, self._tables = row, {}
        self.title.setText("" if row is None else f"{row.words} · {when_words(row)}")
        self.settings.show_rows(() if row is None else detail_rows(row.entry, self._state.session.dataset))
        self.what.blockSignals(True)
        self.what.clear()
        if row is not None:
            for name in sorted(moved_rows(row.entry), key=_place):
                self.what.addItem(table_title(name.partition(":")[2]), name)
            if self.settings.rows or not self.what.count():
                self.what.addItem(self.tr("Files and settings"), _SETTINGS)
        self.what.blockSignals(False)
        self.what.setVisible(self.what.count() > 1)
        self._what_chosen()

    @Slot()
    def _what_chosen(self) -> None:
        name = self.what.currentData()
        self.stop()
        self._say("")
        self.kind.setVisible(False)
        if self._row is None or name is None:
            self.pages.setCurrentIndex(0)
        elif name == _SETTINGS:
            self.settings_table.setColumnHidden(3, not any(row.since for row in self.settings.rows))
            self.pages.setCurrentIndex(1)
            self._say("" if self.settings.rows else self.tr("Nothing that is shown here."))
        elif name in self._tables:
            self._list_kinds()
        else:
            self._look_up(str(name))

    def _look_up(self, name: str) -> None:
        assert self._row is not None
        self._waiting.begin(self.tr("Looking up the rows"))
        self.pages.setCurrentIndex(3)
        work = read_rows(self._row, self._document.path, name, self._state.session)
        job = self._state.run(Lane.LOOKUP, work, self.tr("Looking up the rows"), tell=False)
        self._job = job
        job.done.connect(lambda tables: self._found(name, tables))
        job.failed.connect(self._failed)

    def _found(self, name: str, tables: tuple[RowsTable, ...]) -> None:
        self._job = None
        self._waiting.end()
        self._tables[name] = tables
        if self.what.currentData() == name:
            self._list_kinds()

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        from cxdesk.common.problems import UserError

        self._job = None
        self._waiting.end()
        self.pages.setCurrentIndex(0)
        if not isinstance(error, UserError):
            self._state.crashed.emit(error)
        self._say(str(error) if isinstance(error, UserError) else self.tr("Something unexpected happened."))

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _list_kinds(self) -> None:
        tables = self._tables.get(str(self.what.currentData()), ())
        self.kind.blockSignals(True)
        self.kind.clear()
        for table in tables:
            self.kind.addItem(table.words)
        self.kind.blockSignals(False)
        self.kind.setVisible(bool(tables))
        self._kind_chosen()

    @Slot()
    def _kind_chosen(self) -> None:
        tables = self._tables.get(str(self.what.currentData()), ())
        place = self.kind.currentIndex()
        if not 0 <= place < len(tables):
            self.pages.setCurrentIndex(0)
            self._say(self.tr("No row says anything else than before."))
            return
        table, older = tables[place], self.rows
        self.rows = Listing(rows_columns(table), self)
        self.rows.show_rows(table.rows)
        self.rows_table.setModel(self.rows)
        if older is not None:
            older.deleteLater()
        self.rows_table.resizeColumnsToContents()
        header = self.rows_table.horizontalHeader()
        for column_at in range(self.rows.columnCount()):
            header.resizeSection(column_at, min(max(header.sectionSize(column_at), _NARROWEST), _WIDEST))
        self._say(table.note)
        self.pages.setCurrentIndex(2)

    @Slot()
    def _copy(self) -> None:
        shown = self.rows_table if self.pages.currentIndex() == 2 else self.settings_table
        shown.copy_selection()

    def stop(self) -> None:
        """Look nothing up any more."""
        job, self._job = self._job, None
        if job is not None:
            self._waiting.end()
            job.cancel()
