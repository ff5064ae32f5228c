"""Settings > Targets: all targets in one table, edited in place; every edit is one undo step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyleOptionViewItem,
    QWidget,
)

from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.report.records import KpiResult, Report
from cxdesk.targets.book import history, in_force, with_target, without_target
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.session import Session
from ui.models.listing import STATUS
from ui.models.targets import (
    BETTER,
    EDIT,
    NAME,
    NEAR,
    NOW,
    SINCE,
    SOURCE,
    STATUS_COLUMN,
    TARGET,
    TargetRow,
    TargetsModel,
    target_rows,
)
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import S
from ui.undo.history import History
from ui.widgets.delegates import BoxDelegate, StatusDelegate
from ui.widgets.form import card_of, column, label, named
from ui.widgets.table import DataTable
from ui.widgets.value_spin import ValueSpin
from ui.work.jobs import Lane

Index = QModelIndex | QPersistentModelIndex
# Without the name, which takes the rest: a table that never scrolls sideways.
_WIDTHS = {BETTER: 62, TARGET: 84, NEAR: 100, NOW: 76, STATUS_COLUMN: 92, SINCE: 80, SOURCE: 122}
_NARROW = 780  # width of the page below which direction and date give way to the names


class TargetDelegate(BoxDelegate):
    """Edits a number with its unit in place."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A value field as wide as the cell."""
        del option
        amount, unit = index.data(EDIT)
        spin = named(ValueSpin(parent), str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        spin.show_value(amount or 0.0, unit)
        return spin

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Select the number, so that typing replaces it."""
        del index
        if isinstance(editor, ValueSpin):
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the number to the model."""
        if isinstance(editor, ValueSpin):
            editor.interpretText()
            model.setData(index, editor.value(), Qt.ItemDataRole.EditRole)


class TargetsPage(QWidget):
    """The table with its commands. `told` is a sentence for the dialog's foot."""

    told = Signal(str)

    def __init__(self, state: AppState, edits: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        self.model = TargetsModel(self)
        self.model.edited.connect(self._edited)
        layout = column(self)
        layout.addWidget(label(self.tr("Targets"), "title"))
        words = self.tr(
            "What good looks like for your team. A change counts from its date on; earlier months keep theirs."
        )
        layout.addWidget(label(words, "muted", wrap=True))
        layout.addLayout(self._make_filter())
        self.table = self._make_table()
        layout.addWidget(card_of(self.table), 1)
        layout.addLayout(self._make_buttons())
        state.report_changed.connect(self._report_changed)
        state.session_changed.connect(self._session_changed)
        edits.stack.canUndoChanged.connect(self.undo.setEnabled)
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
        row.addWidget(self.search)
        row.addWidget(self.with_data)
        row.addStretch(1)
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
        for place in (BETTER, SINCE):
            self.table.setColumnHidden(place, event.size().width() < _NARROW)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.undo = QPushButton(self.tr("Undo"))
        self.undo.clicked.connect(self._edits.stack.undo)
        self.undo.setEnabled(self._edits.stack.canUndo())
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
        rows = [
            row
            for row in target_rows(self._state.session, report, CATALOGUE)
            if (needle in row.name.casefold() or needle in row.group.casefold()) and not (only and row.now is None)
        ]
        kept = tuple(row.id for row in sorted(self.model.rows, key=_by_id))
        if kept == tuple(row.id for row in sorted(rows, key=_by_id)):
            self.model.update_rows(rows)
        else:
            self.model.show_rows(rows)
        self._selection_changed()

    @Slot()
    def _selection_changed(self) -> None:
        rows = self.selected()
        self.reset.setEnabled(any(row.own for row in rows))
        self.none.setEnabled(any(row.target is not None for row in rows))
        book = self._state.session.targets
        owned = {target.kpi for target in book.targets}
        self.reset_all.setEnabled(any(not history(book, kpi)[-1].default for kpi in owned))

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

    @Slot(str, int, object)
    def _edited(self, kpi_id: str, place: int, amount: float | None) -> None:
        if place == TARGET:
            self._edits.set_target_value(kpi_id, amount)
            return
        row = next(row for row in self.model.rows if row.id == kpi_id)
        session = self._state.session
        day = datetime.now(tz=UTC).date() if row.since is None else row.since
        own = in_force(session.targets, by_id(kpi_id), day, session.conventions) if row.own else None
        target = own or Target(kpi=kpi_id, value=row.target)
        after = replace(target, value=row.target, scale=None, tolerance=amount, changed_at=None)
        self._edits.set_target(after, row.name)

    @Slot()
    def _reset_selected(self) -> None:
        self._reset([row.id for row in self.selected() if row.own])

    @Slot()
    def _reset_all(self) -> None:
        self._reset(list(dict.fromkeys(target.kpi for target in self._state.session.targets.targets)))

    def _reset(self, kpi_ids: list[str]) -> None:
        """Back to the defaults, all in one step."""
        session = self._state.session
        book, now = session.targets, datetime.now(tz=UTC)
        for kpi_id in kpi_ids:
            if not history(book, kpi_id)[-1].default:
                book = without_target(book, kpi_id, now)
        if book is not session.targets:
            self._edits.replace(replace(session, targets=book), self.tr("Default targets"))

    @Slot()
    def _remove_selected(self) -> None:
        session = self._state.session
        book, now = session.targets, datetime.now(tz=UTC)
        for row in self.selected():
            if row.target is not None:
                book = with_target(book, Target(kpi=row.id, value=None, effective=row.since, changed_at=now))
        if book is not session.targets:
            self._edits.replace(replace(session, targets=book), self.tr("No target"))

    # Files.

    @Slot()
    def _ask_read(self) -> None:
        kinds = self.tr("Targets file or exported workbook (*.json *.xlsx)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Read targets"), "", kinds)
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path) -> None:
        """Take the targets of a file: only those that differ from what is in force, in one undo step."""
        from cxdesk.export.targets_back import read_targets

        job = self._state.run(Lane.BACKGROUND, lambda _progress: read_targets(path), self.tr("Reading targets"))
        job.done.connect(self._read)

    @Slot(object)
    def _read(self, book: TargetBook) -> None:
        session = self._state.session
        report = self._state.report
        shown = {} if report is None else {result.id: result for result in report.kpis}
        after = merged(session, book, shown, datetime.now(tz=UTC))
        changed = len(after.targets) - len(session.targets.targets)
        if changed or after.benchmarks != session.targets.benchmarks:
            self._edits.replace(replace(session, targets=after), self.tr("Targets from a file"))
        self.told.emit(self.tr("{n} targets changed by the file.").format(n=changed))

    @Slot()
    def _ask_write(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save targets"), "targets.json", self.tr("Targets file (*.json)")
        )
        if name:
            self.write_file(Path(name))

    def write_file(self, path: Path) -> None:
        """Write the targets set so far."""
        from cxdesk.targets.document import write_targets

        try:
            write_targets(self._state.session.targets, path)
        except OSError as error:
            self.told.emit(self.tr("Not saved: {why}").format(why=error.strerror or str(error)))
        else:
            self.told.emit(self.tr("Targets saved to {file}.").format(file=path.name))


def merged(session: Session, other: TargetBook, shown: Mapping[str, KpiResult], now: datetime) -> TargetBook:
    """The session's book with those of the other's targets that differ from what is in force.

    `shown` are the report's results: their targets are on the data's scale, which is what a workbook exports.
    """
    book = session.targets
    for target in other.targets:
        day = target.effective or date.max
        current = in_force(book, by_id(target.kpi), day, session.conventions)
        if not _is_same(target, current, shown.get(target.kpi)):
            book = with_target(book, replace(target, changed_at=target.changed_at or now))
    return replace(book, benchmarks={**book.benchmarks, **other.benchmarks})


def _is_same(target: Target, current: Target | None, shown: KpiResult | None) -> bool:
    if target.default:
        return False
    if current is None or target.value is None:
        return current is None and target.value is None
    stated = _equal(current.value, target.value) and target.scale in (None, current.scale)
    moved = target.scale is None and shown is not None and _equal(shown.target, target.value)
    tolerances = (current.tolerance, None if shown is None else shown.tolerance)
    tolerance = target.tolerance is None or any(_equal(known, target.tolerance) for known in tolerances)
    return (stated or moved) and tolerance


def _equal(known: float | None, read: float | None) -> bool:
    """Equal but for the digits that a spreadsheet drops."""
    return known is not None and read is not None and math.isclose(known, read, rel_tol=1e-12, abs_tol=1e-12)


def _by_id(row: TargetRow) -> str:
    return row.id
