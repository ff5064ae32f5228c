"""Settings > Targets: all targets in one table, edited in place; every edit is one undo step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QWidget,
)

from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.report.hidden import shown_book
from cxdesk.report.records import Report
from cxdesk.targets.book import is_own, with_target, without_target
from cxdesk.targets.target import Segment, Target, TargetBook
from cxdesk.workspace.session import Session
from ui.dialogs.targets_back import TargetsBackDialog
from ui.models.listing import STATUS
from ui.models.targets import (
    BETTER,
    NAME,
    NEAR,
    NOW,
    SINCE,
    SOURCE,
    STATUS_COLUMN,
    TARGET,
    TargetRow,
    TargetsModel,
    hidden_targets,
    segment_dimensions,
    target_rows,
)
from ui.models.targets_read import Shown, merged
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import S
from ui.undo.history import History
from ui.widgets.delegates import StatusDelegate
from ui.widgets.form import card_of, column, label, named
from ui.widgets.table import DataTable
from ui.widgets.target_delegate import TargetDelegate
from ui.widgets.target_dialog import TargetDialog
from ui.widgets.value_spin import ValueSpin
from ui.work.jobs import Lane

Index = QModelIndex | QPersistentModelIndex
# Without the name, which takes the rest: a table that never scrolls sideways.
_WIDTHS = {BETTER: 62, TARGET: 84, NEAR: 100, NOW: 76, STATUS_COLUMN: 92, SINCE: 80, SOURCE: 122}
_WORKBOOKS = (".xlsx", ".xlsm")
_NARROW = 780  # width of the page below which direction and date give way to the names


class TargetsPage(QWidget):
    """The table with its commands. `told` is a sentence for the dialog's foot."""

    told = Signal(str)

    def __init__(self, state: AppState, edits: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        self._listed: list[TargetRow] = []
        self._looking: object = None  # the breakdowns being worked out
        self.model = TargetsModel(self)
        self.model.edited.connect(self._edited)
        layout = column(self)
        layout.addWidget(label(self.tr("Targets"), "title"))
        self.words = label("", "muted", wrap=True)
        layout.addWidget(self.words)
        layout.addLayout(self._make_filter())
        self.table = self._make_table()
        layout.addWidget(card_of(self.table), 1)
        layout.addLayout(self._make_buttons())
        state.report_changed.connect(self._report_changed)
        state.session_changed.connect(self._session_changed)
        self._fill()

    def _make_filter(self) -> QHBoxLayout:
        self.search = named(QLineEdit(), self.tr("Find a KPI"))
        self.search.setPlaceholderText(self.tr("Find a KPI"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._refill)
        self.search.setMaximumWidth(240)
        self.with_data = QPushButton(self.tr("With data only"))
        self.with_data.setCheckable(True)
        self.with_data.setChecked(self._state.report is not None)
        self.with_data.setVisible(self._state.report is not None)
        theme.set_role(self.with_data, "chip")
        self.with_data.toggled.connect(self._refill)
        row = QHBoxLayout()
        row.setSpacing(S)
        self.confirm = QPushButton(self.tr("Confirm"))
        self.confirm.setToolTip(self.tr("Note that the selected targets were looked at and are still right"))
        self.confirm.clicked.connect(self._confirm_selected)
        self.history = QPushButton(self.tr("History…"))
        self.history.setToolTip(self.tr("When the target was changed; change it from another day on"))
        self.history.clicked.connect(self._open_history)
        self.add = QPushButton(self.tr("Add a target for a segment…"))
        self.add.clicked.connect(self._open_segment)
        row.addWidget(self.search)
        row.addWidget(self.with_data)
        row.addStretch(1)
        for button in (self.confirm, self.history, self.add):
            row.addWidget(button)
        return row

    def _make_table(self) -> DataTable:
        table = DataTable(self.tr("Targets"), self)
        table.setModel(self.model)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        boxes = TargetDelegate(table)
        table.setItemDelegateForColumn(TARGET, boxes)
        table.setItemDelegateForColumn(NEAR, boxes)
        table.setItemDelegateForColumn(STATUS_COLUMN, StatusDelegate(STATUS, table))
        table.setSortingEnabled(True)
        header = table.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for place, width in _WIDTHS.items():
            header.resizeSection(place, width)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(56)
        table.clicked.connect(self._clicked)
        table.activated.connect(self._activated)
        table.selectionModel().selectionChanged.connect(self._selection_changed)
        return table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow dialog some columns give way."""
        super().resizeEvent(event)
        self._spare_columns()

    def _spare_columns(self) -> None:
        """In a narrow dialog the direction gives way, and the first days where there are none, else the sources."""
        narrow, dated = self.width() < _NARROW, any(row.since is not None for row in self.model.rows)
        self.table.setColumnHidden(BETTER, narrow)
        self.table.setColumnHidden(SINCE, narrow and not dated)
        self.table.setColumnHidden(SOURCE, narrow and dated)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.undo = QPushButton(self.tr("Undo"))  # the dialog makes it undo
        self.reset = QPushButton(self.tr("Reset selected"))
        self.reset.clicked.connect(self._reset_selected)
        self.none = QPushButton(self.tr("No target"))
        self.none.clicked.connect(self._remove_selected)
        self.reset_all = QPushButton(self.tr("Reset all to defaults"))
        self.reset_all.clicked.connect(self._reset_all)
        self.read = QPushButton(self.tr("Read from file…"))
        self.read.setToolTip(self.tr("From a targets file, or from an exported workbook whose targets were edited"))
        self.read.clicked.connect(self._ask_read)
        self.write = QPushButton(self.tr("Save to file…"))
        self.write.clicked.connect(self._ask_write)
        for button in (self.undo, self.reset, self.none, self.reset_all, self.read, self.write):
            row.addWidget(button)
        row.addStretch(1)
        return row

    # Showing.

    @Slot(object)
    def _report_changed(self, report: Report | None) -> None:
        self.with_data.setVisible(report is not None)
        self._fill()

    @Slot(object)
    def _session_changed(self, session: Session) -> None:
        del session
        if self._state.report is None:
            self._fill()

    @Slot()
    def _refill(self) -> None:
        self._fill()

    def _fill(self) -> None:
        report = self._state.report
        needle = self.search.text().strip().casefold()
        only = report is not None and self.with_data.isChecked() and not needle
        every = target_rows(self._state.session, report, CATALOGUE)
        known = {row.id for row in every if row.now is not None or row.segment is not None}
        rows = [
            row
            for row in every
            if (needle in row.name.casefold() or needle in row.group.casefold()) and not (only and row.id not in known)
        ]
        if [_key(row) for row in self._listed] == [_key(row) for row in rows]:
            self.model.update_rows(rows)
        else:
            self.model.show_rows(rows)
        self._listed = rows
        self._say_words()
        self._spare_columns()
        self._selection_changed()
        self._look_up()

    def _say_words(self) -> None:
        words = self.tr(
            "What good looks like for your team. A change counts from its date on; earlier months keep theirs."
        )
        hidden = hidden_targets(self._state.session)
        more = self.tr("Targets of agents are kept, but hidden: {n}.").format(n=hidden) if hidden else ""
        self.words.setText(f"{words} {more}".strip())

    def _look_up(self) -> None:
        """Work out the breakdowns that segments with targets of their own need, and show their values then."""
        report = self._state.report
        if report is None:
            return
        wanted = [name for name in segment_dimensions(self._state.session) if name not in report.evidence.kept]
        if wanted and self._looking is not report.evidence.kept:
            self._looking = report.evidence.kept
            evidence = report.evidence
            job = self._state.run(
                Lane.LOOKUP, lambda _progress: [evidence.by(name) for name in wanted], self.tr("Values by segment")
            )
            job.done.connect(self._looked_up)

    @Slot(object)
    def _looked_up(self, found: object) -> None:
        del found
        self._looking = None
        self._fill()

    @Slot()
    def _selection_changed(self) -> None:
        rows = self.selected()
        self.reset.setEnabled(any(row.own for row in rows))
        self.none.setEnabled(any(row.target is not None for row in rows))
        self.confirm.setEnabled(any(row.target is not None for row in rows))
        self.history.setEnabled(len(rows) == 1)
        self.reset_all.setEnabled(bool(self._owned()))

    def _owned(self) -> list[tuple[str, Segment | None]]:
        """KPIs and segments with targets of the user's own."""
        book, _ = shown_book(self._state.session.dataset, self._state.session.targets)
        scopes = dict.fromkeys((target.kpi, target.segment) for target in book.targets)
        return [(kpi, segment) for kpi, segment in scopes if is_own(book, kpi, segment)]

    def selected(self) -> list[TargetRow]:
        """The rows chosen."""
        return [self.model.record(index) for index in self.table.selectionModel().selectedRows()]

    # Editing.

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        """One click on a box edits it."""
        if index.column() in (TARGET, NEAR):
            self.table.edit(index)

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        """Enter edits the row's target; the Enter that ends an edit comes here too."""
        if any(editor.isVisible() for editor in self.table.findChildren(ValueSpin)):
            return
        place = index.column() if index.column() in (TARGET, NEAR) else TARGET
        target = self.model.index(index.row(), place)
        self.table.setCurrentIndex(target)
        self.table.edit(target)

    @Slot(object, int, object)
    def _edited(self, row: TargetRow, place: int, amount: float | None) -> None:
        own = self._edits.own_target(row.id, row.segment)
        # The value is on the data's scale here, whatever scale it was first stated for.
        target = Target(
            kpi=row.id,
            value=amount if place == TARGET else row.target,
            tolerance=amount if place == NEAR else None if own is None else own.tolerance,
            effective=row.since,
            segment=row.segment,
        )
        self._edits.set_target(target, row.name)

    @Slot()
    def _reset_selected(self) -> None:
        self._reset([row.key for row in self.selected() if row.own])

    @Slot()
    def _reset_all(self) -> None:
        self._reset(self._owned())

    def _reset(self, scopes: Sequence[tuple[str, Segment | None]]) -> None:
        """Back to the defaults, segments to the targets of the whole, all in one step."""
        session = self._state.session
        book, now = session.targets, datetime.now(tz=UTC)
        for kpi_id, segment in scopes:
            if is_own(book, kpi_id, segment):
                book = without_target(book, kpi_id, now, segment)
        if book is not session.targets:
            self._edits.replace(replace(session, targets=book), self.tr("Default targets"))

    @Slot()
    def _remove_selected(self) -> None:
        session = self._state.session
        book, now = session.targets, datetime.now(tz=UTC)
        for row in self.selected():
            if row.target is not None:
                target = Target(kpi=row.id, value=None, effective=row.since, changed_at=now, segment=row.segment)
                book = with_target(book, target)
        if book is not session.targets:
            self._edits.replace(replace(session, targets=book), self.tr("No target"))

    @Slot()
    def _confirm_selected(self) -> None:
        names = list(dict.fromkeys(row.id for row in self.selected() if row.target is not None))
        self._edits.confirm_targets(names)
        told = self.tr("One target confirmed.") if len(names) == 1 else self.tr("{n} targets confirmed.")
        self.told.emit(told.format(n=len(names)))

    @Slot()
    def _open_history(self) -> None:
        rows = self.selected()
        if rows:
            TargetDialog(self._edits, rows[0].id, self, segment=rows[0].segment).open()

    @Slot()
    def _open_segment(self) -> None:
        rows = self.selected() or list(self.model.rows[:1])
        dialog = TargetDialog(self._edits, rows[0].id if rows else CATALOGUE[0].id, self)
        dialog.offer_segment()
        dialog.open()

    # Files.

    @Slot()
    def _ask_read(self) -> None:
        kinds = self.tr("Targets file or exported workbook (*.json *.xlsx)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Read targets"), "", kinds)
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """Take the targets of a targets file that differ from what is in force, in one undo step; list a workbook's."""
        from cxdesk.targets.document import read_targets

        if path.suffix.lower() in _WORKBOOKS:
            dialog = TargetsBackDialog(self._state, self._edits, path, self)
            dialog.told.connect(self.told)
            dialog.open()
            return

        job = self._state.run(Lane.BACKGROUND, lambda _progress: read_targets(path), self.tr("Reading targets"))
        job.done.connect(self._read)

    @Slot(object)
    def _read(self, book: TargetBook) -> None:
        session, report = self._state.session, self._state.report
        results = {} if report is None else {result.id: result for result in report.kpis}
        shown = Shown(results=results, day=date.max if report is None else report.evidence.judging.last)
        after, changed = merged(session, book, shown, datetime.now(tz=UTC))
        if after != session.targets:
            self._edits.replace(replace(session, targets=after), self.tr("Targets from a file"))
        told = (
            self.tr("One target changed by the file.") if changed == 1 else self.tr("{n} targets changed by the file.")
        )
        self.told.emit(told.format(n=changed))

    @Slot()
    def _ask_write(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save targets"), "targets.json", self.tr("Targets file (*.json)")
        )
        if name:
            self.write_file(Path(name))

    def write_file(self, path: Path) -> None:
        """Write the targets set so far, without those that are hidden."""
        from cxdesk.targets.document import write_targets

        try:
            write_targets(shown_book(self._state.session.dataset, self._state.session.targets)[0], path)
        except OSError as error:
            self.told.emit(self.tr("Not saved: {why}").format(why=error.strerror or str(error)))
        else:
            self.told.emit(self.tr("Targets saved to {file}.").format(file=path.name))


def _key(row: TargetRow) -> tuple[str, str, str]:
    return row.id, *(row.segment or ("", ""))
