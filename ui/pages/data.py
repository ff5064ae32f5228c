"""Where the numbers come from: the sources with what was left out of them, and the problems by what mends them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cxdesk.tables.sources import is_typed
from ui.basics import numbers, paths
from ui.models.import_words import counted, files_words, table_title
from ui.models.problems import ProblemsModel, problem_sentence
from ui.models.session_words import worth_a_look
from ui.models.sources import SourcesModel
from ui.models.table_words import contents, listed, shortened
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import XS, L, M, S
from ui.undo.history import History
from ui.widgets.form import label, named
from ui.widgets.problem_tree import ProblemTree, share_widths
from ui.widgets.table import ROW_HEIGHT, DataTable
from ui.work.jobs import Lane

if TYPE_CHECKING:
    from cxdesk.common.progress import Progress
    from cxdesk.report.records import Report
    from cxdesk.tables.dataset import Dataset, Source

_SHARES = (0.23, 0.11, 0.14, 0.14, 0.10, 0.10, 0.18)
_MOST_ROWS, _FEWEST_ROWS = 14, 4
_MOST_NAMED = 3  # tables in the title before the rest is counted


class SourcesTable(DataTable):
    """The sources, as high as they need up to a few rows."""

    most = _MOST_ROWS  # rows at once

    def fit(self) -> None:
        """Take the height of the rows."""
        rows = min(max(self.model().rowCount(), 1), self.most)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * ROW_HEIGHT + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns keep their share of the width."""
        super().resizeEvent(event)
        share_widths(self.horizontalHeader(), self.viewport().width(), _SHARES)


class DataPage(QWidget):
    """Sources above, problems below."""

    add_data = Signal()
    open_files = Signal(list)  # paths to import again
    type_in = Signal(str)  # figures or audit

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        named(self, self.tr("Data"))
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, XS, L)
        body.setSpacing(M)
        body.addLayout(self._head())
        body.addWidget(self._sources_card())
        body.addWidget(self._problems_card(), 1)
        state.session_changed.connect(self._session_changed)
        self._show(state.session.dataset)

    # --- showing --------------------------------------------------------------------------------------------------

    def show_report(self, report: Report | None) -> None:
        """Follow the report: the data behind it."""
        del report
        self._show(self._state.session.dataset)

    @Slot(object)
    def _session_changed(self, session: object) -> None:
        del session
        self._show(self._state.session.dataset)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sources take up to half of the page, so that problems stay in sight."""
        super().resizeEvent(event)
        self.table.most = min(max(event.size().height() // (2 * ROW_HEIGHT) - 1, _FEWEST_ROWS), _MOST_ROWS)
        self.table.fit()

    def _show(self, dataset: Dataset) -> None:
        if dataset is getattr(self, "_dataset", None):
            return
        self._dataset = dataset
        files = len({source.path or source.file for source in dataset.sources if not is_typed(source)})
        words = self.tr("{rows} from {files}") if files else self.tr("{rows} typed in")
        if files and any(map(is_typed, dataset.sources)):
            words = self.tr("{rows} from {files}, partly typed in")
        self._title.setText(words.format(rows=_contents(dataset), files=files_words(files)))
        looked = worth_a_look(dataset.problems)
        found = (
            counted(looked, self.tr("1 problem is worth a look."), self.tr("{} problems are worth a look."))
            if looked
            else self.tr("No problems that bend a number.")
        )
        kept = self.tr("The rows are read anew at each start; targets, settings and what is typed in are kept.")
        self._below.setText(f"{found} {kept}")
        self._sources_title.setText(f"{self.tr('Sources').upper()}  ·  {numbers.count(len(dataset.sources))}")
        title = self.tr("Problems").upper()
        self._problems_title.setText(f"{title}  ·  {numbers.count(looked)}" if looked else title)
        self.sources.show_sources(dataset.sources)
        self.table.fit()
        self.problems.show_problems(dataset.problems)
        if dataset.sources:
            self.table.selectRow(0)
        self._selection_changed()

    # --- what can be done with a source ---------------------------------------------------------------------------

    def chosen(self) -> int | None:
        """Index of the source chosen in the table."""
        rows = self.table.selectionModel().selectedRows()
        return rows[0].row() if rows else None

    @Slot()
    def import_again(self) -> None:
        """Import the file of the chosen source once more; what was typed in is edited instead."""
        source = self._source()
        if source is None:
            return
        if is_typed(source):
            self.type_in.emit(source.table)
        elif source.path and Path(source.path).is_file():
            self.open_files.emit([Path(source.path)])
        else:
            self._state.told.emit(
                self.tr("“{file}” is not where it was. Add it from where it is now.").format(file=source.file)
            )

    @Slot()
    def remove(self) -> None:
        """Take the sheet of the chosen source out of the data; undo brings it back."""
        from cxdesk.tables.sources import same_sheet

        index, source = self.chosen(), self._source()
        if index is None or source is None:
            return
        places = same_sheet(self._state.session.dataset, index)
        name = table_title(source.table) if is_typed(source) else source.file
        self._history.remove_sources(places, self.tr("Removal of {file}").format(file=name))

    @Slot()
    def _type_figures(self) -> None:
        self.type_in.emit("figures")

    @Slot()
    def _type_audit(self) -> None:
        self.type_in.emit("audit")

    @Slot()
    def choose_rejected_file(self) -> None:
        """Ask where the rows that were left out shall go."""
        source = self._source()
        if source is None:
            return
        name = f"{Path(source.file).stem} - {self.tr('left out')}.csv"
        chooser = QFileDialog(self, self.tr("Export left-out rows"), str(paths.documents_folder() / name))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([self.tr("CSV (*.csv)")])
        chooser.setDefaultSuffix("csv")
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(self.export_rejected)
        chooser.open()

    @Slot(str)
    def export_rejected(self, file: str) -> None:
        """Write the rows left out of the chosen source, with the reason and the row number, as CSV."""
        index = self.chosen()
        rows = None if index is None else self._state.session.dataset.rejected.get(index)
        if rows is None:
            return

        def work(progress: Progress) -> str:
            from cxdesk.export.rows_csv import write_rows_csv

            progress.report(0, 0)
            write_rows_csv(Path(file), [str(name) for name in rows.columns], [rows[name].to_numpy() for name in rows])
            return file

        job = self._state.run(Lane.EXPORT, work, self.tr("Writing the rows that were left out"))
        job.done.connect(self._exported)

    @Slot(object)
    def _exported(self, file: str) -> None:
        self._state.told.emit(self.tr("The rows that were left out are in {file}.").format(file=file))

    def _source(self) -> Source | None:
        index = self.chosen()
        return None if index is None else self.sources.source(index)

    @Slot()
    def _selection_changed(self) -> None:
        index = self.chosen()
        rejected = self._state.session.dataset.rejected
        typed = index is not None and is_typed(self.sources.source(index))
        text = self.tr("Edit…") if typed else self.tr("Import again")
        self._again.setText(text)
        named(self._again, text.rstrip("…"))
        self._again.setIcon(icons.icon("edit" if typed else "refresh"))
        self._again.setEnabled(index is not None)
        self._remove.setEnabled(index is not None)
        self._rejected.setEnabled(index is not None and index in rejected and len(rejected[index]) > 0)

    @Slot()
    def _problem_chosen(self) -> None:
        """Say all of a problem below the list, however narrow its columns are."""
        problem = self.problems.problem(self.tree.currentIndex())
        self._whole.setText("" if problem is None else f"{problem.message} {problem_sentence(problem)}")
        self._whole.setVisible(problem is not None)

    # --- how it is made -------------------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(M)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._title = label("", "headline", wrap=True)
        self._below = label("", "muted", wrap=True)
        words.addWidget(self._title)
        words.addWidget(self._below)
        line.addLayout(words, 1)
        self._figures = self._button(self.tr("Type in fi&gures…"), "edit", self._type_figures)
        self._audit = self._button(self.tr("A&udit…"), "check", self._type_audit)
        add = self._button(self.tr("&Add files…"), "plus", self.add_data)
        for button in (self._figures, self._audit, add):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _sources_card(self) -> QWidget:
        card, inside, head, self._sources_title = self._card()
        self._rejected = self._button(self.tr("Export left-out rows…"), "export", self.choose_rejected_file)
        self._again = self._button(self.tr("Import again"), "refresh", self.import_again)
        self._remove = self._button(self.tr("Remove"), "trash", self.remove)
        for button in (self._rejected, self._again, self._remove):
            theme.set_role(button, "flat")
            head.addWidget(button)
        self.sources = SourcesModel(self)
        self.table = SourcesTable(self.tr("Sources"))
        self.table.setModel(self.sources)
        self.table.setSelectionMode(DataTable.SelectionMode.SingleSelection)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        inside.addWidget(self.table)
        return card

    def _problems_card(self) -> QWidget:
        card, inside, head, self._problems_title = self._card()
        self.problems = ProblemsModel(self)
        self.tree = ProblemTree(self.problems, groups=True)
        self.tree.setMinimumHeight(96)
        copy = self._button(self.tr("Copy"), "copy", self.tree.copy_all)
        theme.set_role(copy, "flat")
        head.addWidget(copy)
        self.tree.selectionModel().currentChanged.connect(self._problem_chosen)
        inside.addWidget(self.tree, 1)
        self._whole = label("", "small", wrap=True)
        self._whole.hide()
        inside.addWidget(self._whole)
        return card

    def _card(self) -> tuple[QFrame, QVBoxLayout, QHBoxLayout, QLabel]:
        card = QFrame()
        theme.set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(M, S, M, M)
        inside.setSpacing(XS)
        head = QHBoxLayout()
        head.setSpacing(XS)
        title = label("", "section")
        head.addWidget(title, 1)
        inside.addLayout(head)
        return card, inside, head, title

    def _button(self, text: str, icon: str, slot: object) -> QPushButton:
        button = named(QPushButton(text), text.replace("&", "").rstrip("…"))
        button.setIcon(icons.icon(icon))
        button.clicked.connect(slot)
        return button


def _contents(dataset: Dataset) -> str:
    """`5,546 tickets, 2,424 survey answers and 36 figures`."""
    parts = contents((table, dataset.rows(table)) for table in dataset.tables)
    return listed(shortened(parts, _MOST_NAMED)) or QCoreApplication.translate("import", "No rows")
