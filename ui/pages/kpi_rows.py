"""The rows behind a number: searchable, sortable, to copy and to export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from cxdesk.common.progress import SILENT, Progress
from cxdesk.common.units import Unit
from cxdesk.report.records import KpiResult, Report
from ui.basics import numbers
from ui.models.kpi_words import period_words
from ui.models.rows import Look, RowColumn, RowsModel
from ui.models.rows_columns import columns_of
from ui.models.table_words import rows_are
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import S
from ui.widgets.form import label, named
from ui.widgets.table import DataTable
from ui.work.jobs import Lane

_TYPING_MS = 150
_AT_ONCE = 20_000  # rows of a table that are looked up within a blink
_WIDE, _NARROW, _MARK = 200, 64, 44
_PADDING, _ARROW = 22, 10


@dataclass(frozen=True, kw_only=True)
class RowsOf:
    """Which rows: of one step of the series, of one segment, or of the whole period."""

    start: date | None = None
    dimension: str | None = None
    segment: str | None = None
    words: str = ""


class RowsTab(QWidget):
    """Table of rows with what they are of, a search field and an export."""

    counted = Signal(int)  # rows behind the number
    exported = Signal(str)  # path of the file written

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._result: KpiResult | None = None
        self._report: Report | None = None
        self._of = RowsOf()
        self._of_table = ""
        self.model = RowsModel(self)
        self.table = DataTable(self.tr("Rows behind the number"), self)
        self.table.setModel(self.model)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.horizontalHeader().setSortIndicatorClearable(True)
        self.table.horizontalHeader().setSectionsMovable(True)
        self.search = named(QLineEdit(self), self.tr("Search rows"))
        self.search.setPlaceholderText(self.tr("Search rows"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(220)
        self._build()

    def _build(self) -> None:
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self.search_now)
        self.search.textChanged.connect(self._typing.start)
        self.chip = QPushButton(self)
        theme.set_role(self.chip, "chip-on")
        self.chip.clicked.connect(self.show_all)
        self.summary = label("", "small")
        self.export = QPushButton(icons.icon("export"), self.tr("Export these rows…"), self)
        self.export.clicked.connect(self._ask_export)
        bar = QHBoxLayout()
        bar.setSpacing(S)
        for widget in (self.search, self.chip, self.summary):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, S, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(bar)
        layout.addWidget(self.table, 1)
        self._empty = label("", "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._empty)

    def show_rows(self, result: KpiResult, report: Report, of: RowsOf) -> None:
        """Show other rows."""
        self._result, self._report, self._of = result, report, of
        find = partial(_find, result, report, of)
        running = self._state.runner.running(Lane.LOOKUP)
        if running is not None:
            running.cancel()
        if report.evidence.store.dataset.rows(self._table()) <= _AT_ONCE:
            self._found((of, find(SILENT)))
            return
        self.summary.setText(self.tr("Looking up the rows…"))
        for widget in (self.table, self.search, self.export):
            widget.setEnabled(False)
        job = self._state.run(Lane.LOOKUP, lambda progress: (of, find(progress)), self.tr("Looking up the rows"))
        job.done.connect(self._found)

    @Slot(object)
    def _found(self, found: tuple[RowsOf, tuple[str, tuple[RowColumn, ...]]]) -> None:
        of, (self._of_table, columns) = found
        if of is not self._of or self._result is None:
            return
        for widget in (self.table, self.search, self.export):
            widget.setEnabled(True)
        why = self._result.reason or self.tr("no rows stand behind this number")
        if not columns and self._report is not None and self._report.evidence.withheld(self._of_table):
            why = self.tr("its rows are members of the team, whose figures are hidden (Settings > Privacy)")
        self._show(columns, "" if columns else f"{why[:1].upper()}{why[1:].rstrip('.')}.")

    def _show(self, columns: tuple[RowColumn, ...], why_none: str) -> None:
        self.search.clear()
        self._typing.stop()
        self.model.show_columns(columns)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._size_columns()
        self.table.setVisible(bool(columns))
        self.search.setVisible(bool(columns))
        self.export.setVisible(bool(columns))
        self._empty.setText(why_none)
        self._empty.setVisible(bool(why_none))
        self.chip.setVisible(bool(self._of.words))
        self.chip.setText(f"{self._of.words}  ✕")
        self.chip.setAccessibleName(self.tr("Only {words}; press to show all rows").format(words=self._of.words))
        self._summarise()
        self.counted.emit(self.model.total)

    def _size_columns(self) -> None:
        """Widths from titles and the first rows; the view's own way measures through every role."""
        for part in (self.table, self.table.horizontalHeader()):
            part.ensurePolished()  # before, the font is not the style sheet's
        cells, titles = self.table.fontMetrics(), self.table.horizontalHeader().fontMetrics()
        for place, column in enumerate(self.model.columns):
            widest = max((cells.horizontalAdvance(text) for text in self.model.sample(place)), default=0)
            widest = max(widest, titles.horizontalAdvance(column.title) + _ARROW)
            least = _MARK if column.look is Look.MARK else _NARROW
            self.table.setColumnWidth(place, max(least, min(widest + _PADDING, _WIDE)))

    def _summarise(self) -> None:
        shown, total = self.model.rowCount(), self.model.total
        if self._report is None or not total:
            self.summary.setText("")
            return
        counts = numbers.count(total) if shown == total else f"{numbers.count(shown)} / {numbers.count(total)}"
        period = "" if self._of.start is not None else f" · {period_words(self._report)}"
        self.summary.setText(f"{counts} {rows_are(self._of_table)}{period}")

    def _table(self) -> str:
        """Table that the rows are looked up in."""
        from cxdesk.kpis.catalogue import by_id
        from cxdesk.kpis.needs import needs

        tables = [need.table for need in needs(by_id(self._result.id))] if self._result is not None else []
        return tables[0] if tables else ""

    @Slot()
    def search_now(self) -> None:
        """Apply what was typed."""
        self.model.search(self.search.text())
        nothing = self.model.total > 0 and self.model.rowCount() == 0
        self._empty.setText(self.tr("No row holds “{text}”.").format(text=self.search.text()) if nothing else "")
        self._empty.setVisible(nothing)
        self.table.setVisible(not nothing)
        self.export.setEnabled(not nothing)
        self._summarise()

    @Slot()
    def show_all(self) -> None:
        """Show the rows of the whole period."""
        if self._result is not None and self._report is not None:
            self.show_rows(self._result, self._report, RowsOf())

    @Slot()
    def _ask_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export rows"), f"{self._result.name if self._result else ''}.csv", self.tr("CSV (*.csv)")
        )
        if not name:
            return
        path = Path(name)
        self.write(path if path.suffix else path.with_suffix(".csv"))

    def write(self, path: Path) -> None:
        """Write the rows shown, in the order shown, in the background; `exported` follows."""
        order, columns = self.model.rows_shown(), self.model.columns
        titles = [self.tr("counted") if column.look is Look.MARK else column.title for column in columns]
        job = self._state.run(Lane.EXPORT, _writing(path, titles, columns, order), self.tr("Exporting rows"))
        job.done.connect(self._written)

    @Slot(object)
    def _written(self, result: tuple[Path, int]) -> None:
        path, count = result
        self.summary.setText(self.tr("{n} rows exported to {file}").format(n=numbers.count(count), file=path.name))
        self.exported.emit(str(path))


def _find(result: KpiResult, report: Report, of: RowsOf, progress: Progress) -> tuple[str, tuple[RowColumn, ...]]:
    """Work: the table that the rows are of, and the rows as columns."""
    view = report.evidence.rows(result.id, start=of.start, dimension=of.dimension, segment=of.segment)
    progress.report(0, 0)
    if not len(view):
        return view.table, ()
    return view.table, columns_of(view, result.name, _row_unit(result.unit), report.query.calendar, report.sources)


def _writing(
    path: Path, titles: list[str], columns: tuple[RowColumn, ...], order: NDArray[np.int64]
) -> Callable[[Progress], tuple[Path, int]]:
    def work(progress: Progress) -> tuple[Path, int]:
        from cxdesk.export.rows_csv import write_rows_csv

        progress.report(0, len(order), path.name)
        write_rows_csv(path, titles, [column.cells[order] for column in columns])
        return path, len(order)

    return work


def _row_unit(unit: Unit) -> Unit:
    """Unit of one row's value: the share's own rows are 0 or 1, times and amounts keep theirs."""
    return unit if unit in (Unit.HOURS, Unit.MINUTES, Unit.DAYS, Unit.YEARS) else Unit.COUNT
