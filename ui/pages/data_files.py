"""Files: the sources with what was left out of them, and what can be done with each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QPushButton, QWidget

from cxdesk.common.resources import resource_path
from cxdesk.tables.sources import is_typed
from ui.basics import numbers, paths
from ui.models.import_report import report_lines, report_title, source_details
from ui.models.import_words import table_title
from ui.models.refreshing import set_takes_place, takes_place
from ui.models.sources import SourcesModel
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import XS, M, S
from ui.undo.history import History
from ui.widgets.form import column, label, named
from ui.widgets.problem_tree import share_widths
from ui.widgets.report_strip import ReportStrip
from ui.widgets.table import DataTable
from ui.work.jobs import Lane

if TYPE_CHECKING:
    from cxdesk.common.progress import Progress
    from cxdesk.tables.dataset import Dataset, Source

_SHARES = (0.23, 0.11, 0.16, 0.14, 0.10, 0.09, 0.17)


class SourcesTable(DataTable):
    """The sources; columns keep their share of the width."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns keep their share of the width."""
        super().resizeEvent(event)
        share_widths(self.horizontalHeader(), self.viewport().width(), _SHARES)


class FilesPage(QWidget):
    """The sources as a table, and what can be done with the chosen one. `counted` says how many files there are."""

    counted = Signal(int)
    open_files = Signal(list)  # paths to import again
    refresh_asked = Signal(list)  # paths of sources, none = all
    type_in = Signal(str)  # figures or audit

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._dataset: Dataset | None = None
        inside = column(self, margin=M, spacing=S)
        self.strip = ReportStrip()
        self.strip.undo_asked.connect(self._undo)
        self.strip.closed.connect(self._report_read)
        history.stepped.connect(self._show_report)
        inside.addWidget(self.strip)
        inside.addLayout(self._head())
        inside.addWidget(self._sources(), 1)
        self._details = label("", "small", wrap=True)
        self._details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inside.addWidget(self._details)
        self.setFocusProxy(self.table)
        self._show_report()

    def show_dataset(self, dataset: Dataset) -> None:
        """Follow the data."""
        if dataset is self._dataset:
            return
        self._dataset = dataset
        self._title.setText(f"{self.tr('Sources').upper()}  ·  {numbers.count(len(dataset.sources))}")
        self.sources.show_sources(dataset.sources)
        if dataset.sources:
            self.table.selectRow(0)
        self._selection_changed()
        self.counted.emit(len({source.path or source.file for source in dataset.sources if not is_typed(source)}))

    @Slot()
    def _undo(self) -> None:
        self._history.stack.undo()

    @Slot()
    def _show_report(self) -> None:
        """The report of the last step, where that was an import."""
        report = self._history.report
        if report is None:
            self.strip.hide()
        else:
            self.strip.show_report(report_title(report), report_lines(report), self._history.stack.undoText())

    @Slot()
    def _report_read(self) -> None:
        self._history.forget_report()
        self._show_report()

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
    def refresh(self) -> None:
        """Take the newest file of the chosen source's folder."""
        source = self._source()
        if source is not None and source.path:
            self.refresh_asked.emit([source.path])

    @Slot()
    def refresh_all(self) -> None:
        """Take the newest file of every source."""
        self.refresh_asked.emit([])

    @Slot()
    def open_folder(self) -> None:
        """Show the folder of the chosen source in the system's file manager."""
        source = self._source()
        if source is None or not source.path:
            return
        folder = Path(source.path).parent
        if not (folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))):
            self._state.told.emit(self.tr("The folder “{folder}” cannot be opened.").format(folder=folder))

    @Slot(QAction)
    def _mode_chosen(self, action: QAction) -> None:
        set_takes_place(self._state, instead=bool(action.data()))

    @Slot(QPoint)
    def _menu_at(self, place: QPoint) -> None:
        if self.table.indexAt(place).isValid():
            self.more_menu.popup(self.table.viewport().mapToGlobal(place))

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
        source = self._source()
        on_disk = source is not None and bool(source.path)
        for button in (self._again, self._remove):
            button.setEnabled(index is not None)
        self._refresh.setEnabled(on_disk)
        self._folder.setEnabled(on_disk)
        self._all.setEnabled(any(one.path for one in self._state.session.dataset.sources))
        self._rejected.setEnabled(index is not None and index in rejected and len(rejected[index]) > 0)
        details = "" if source is None or typed else source_details(source)
        self._details.setText(f"{self._place(source)}\n{details}" if source is not None and details else "")
        self._details.setVisible(bool(details))

    def _place(self, source: Source) -> str:
        """Where a source lies; the sample's folder is of no interest."""
        sample = Path(source.path).parent == resource_path("samples")
        return self.tr("A file of the sample company") if sample else source.path

    # --- how it is made -------------------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(XS)
        self._title = label("", "section")
        head.addWidget(self._title, 1)
        self._refresh = self._button(self.tr("Refresh"), "refresh", self.refresh)
        self._refresh.setToolTip(self.tr("Take the newest file with these columns from the same folder"))
        self._all = self._button(self.tr("Refresh all"), "refresh", self.refresh_all)
        self._all.setToolTip(self.tr("Take the newest file of every source (Ctrl+R)"))
        self._again = self._button(self.tr("Import again"), "refresh", self.import_again)
        self._remove = self._button(self.tr("Remove"), "trash", self.remove)
        more = named(QPushButton(f"{self.tr('More')} ▾"), self.tr("More about the chosen source"))
        theme.set_role(more, "flat")
        self.more_menu = self._make_menu(more)
        more.setMenu(self.more_menu)
        for button in (self._refresh, self._all, self._again, self._remove, more):
            head.addWidget(button)
        return head

    def _make_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        self._folder = self._entry(menu, self.tr("Open its folder"), "folder", self.open_folder)
        self._rejected = self._entry(menu, self.tr("Export left-out rows…"), "export", self.choose_rejected_file)
        menu.addSection(self.tr("A refreshed file"))
        self.modes = QActionGroup(menu)
        for text, instead in (
            (self.tr("adds to the earlier one: its rows stay"), False),
            (self.tr("replaces the earlier one: rows only in that go"), True),
        ):
            mode = menu.addAction(text)
            mode.setCheckable(True)
            mode.setData(instead)
            mode.setChecked(takes_place(self._state) is instead)
            self.modes.addAction(mode)
        self.modes.triggered.connect(self._mode_chosen)
        return menu

    def _entry(self, menu: QMenu, text: str, icon: str, slot: object) -> QAction:
        action = menu.addAction(icons.icon(icon), text)
        action.triggered.connect(slot)
        return action

    def _sources(self) -> QWidget:
        self.sources = SourcesModel(self)
        self.table = SourcesTable(self.tr("Sources"))
        self.table.setModel(self.sources)
        self.table.setSelectionMode(DataTable.SelectionMode.SingleSelection)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._menu_at)
        return self.table

    def _button(self, text: str, icon: str, slot: object) -> QPushButton:
        button = named(QPushButton(icons.icon(icon), text), text.rstrip("…"))
        theme.set_role(button, "flat")
        button.clicked.connect(slot)
        return button
