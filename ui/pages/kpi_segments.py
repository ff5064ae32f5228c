"""The breakdown as a table under every view of a KPI, with the chooser of the dimension."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from cxdesk.kpis.catalogue import by_id
from cxdesk.report.records import KpiResult, Report, Segment
from cxdesk.targets.target import Status
from ui.models.kpi_words import groups_words
from ui.models.listing import STATUS, Listing
from ui.models.splits import Dimension
from ui.pages.kpi_breakdown import headline_segments, headline_words, segment_columns
from ui.theme.tokens import S
from ui.widgets.delegates import StatusDelegate
from ui.widgets.form import label, named
from ui.widgets.status_line import Shortened
from ui.widgets.table import DataTable

_AGAINST, _INTERVAL, _STATUS, _TARGET = 2, 3, 5, 6
_SPARED = (_AGAINST, _INTERVAL)  # columns that a narrow window does without


class SegmentsTable(QWidget):
    """Table of the segments of one dimension."""

    dimension_changed = Signal()
    opened = Signal(str)  # a segment, "" = blank

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dimensions: tuple[Dimension, ...] = ()
        self._narrow = False
        self.table = DataTable(self.tr("Breakdown"))
        self.table.activated.connect(self._activated)
        self.table.setItemDelegateForColumn(_STATUS, StatusDelegate(STATUS, self.table))
        self.table.setMinimumHeight(90)
        self.chooser = named(QComboBox(), self.tr("Break down by"))
        self.chooser.setMinimumWidth(120)
        self.chooser.activated.connect(self._chosen)
        by = label(self.tr("By"), "strong")
        by.setBuddy(self.chooser)
        self._words = Shortened()
        row = QHBoxLayout()
        row.setSpacing(S)
        for widget in (by, self.chooser):
            row.addWidget(widget)
        row.addWidget(self._words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)

    @property
    def dimension(self) -> Dimension | None:
        """The dimension chosen."""
        index = self.chooser.currentIndex()
        return self._dimensions[index] if 0 <= index < len(self._dimensions) else None

    def choose(self, name: str) -> None:
        """Choose a dimension by name, as the user would."""
        self.chooser.setCurrentIndex(self.chooser.findData(name))
        self._chosen(self.chooser.currentIndex())

    def show_dimensions(self, dimensions: tuple[Dimension, ...], *, keep: bool) -> None:
        """Offer other dimensions; the one chosen stays where it is among them and `keep` is set."""
        chosen = self.chooser.currentData() if keep else None
        self._dimensions = dimensions
        self.chooser.clear()
        for dimension in dimensions:
            self.chooser.addItem(dimension.title, dimension.name)
        place = self.chooser.findData(chosen) if chosen is not None else -1
        self.chooser.setCurrentIndex(max(place, 0) if dimensions else -1)

    def show_result(self, result: KpiResult, report: Report) -> None:
        """Show the segments of another result."""
        dimension = self.dimension
        if dimension is None:
            return
        from ui.charts.kpi_data import breakdown_data

        data = breakdown_data(result, dimension, report)
        kpi, fewest = by_id(result.id), report.query.conventions.min_sample
        marked = headline_segments(kpi, dimension.name, data.segments, fewest)
        model: Listing[Segment] = Listing(segment_columns(result, dimension.title, marked), self.table)
        ordered = sorted(data.segments, key=lambda cell: (cell.segment not in marked, -cell.n, cell.segment))
        model.show_rows(ordered)
        old = self.table.model()
        self.table.setSortingEnabled(False)
        self.table.setModel(model)
        if old is not None:
            old.deleteLater()
        header = self.table.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.set_narrow(narrow=self._narrow)
        told = (headline_words(kpi, len(marked)), groups_words(len(data.segments)))
        self._words.setText(" · ".join(words for words in told if words))
        self._words.setToolTip(self.tr("◆ gives the figure at the top of the page") if marked else "")
        named(self.table, self.tr("{kpi} by {dimension}").format(kpi=data.name, dimension=dimension.title))

    def set_narrow(self, *, narrow: bool) -> None:
        """Hide columns that have nothing to say, and in a narrow window those that matter least."""
        self._narrow = narrow
        model = self.table.model()
        rows = model.rows if isinstance(model, Listing) else ()
        unused = {_INTERVAL} if all(cell.low is None for cell in rows) else set()
        if all(cell.status in (Status.NO_TARGET, Status.NO_DATA) for cell in rows):
            unused.add(_STATUS)
        if not any(cell.own_target for cell in rows):
            unused.add(_TARGET)
        for column in (*_SPARED, _STATUS, _TARGET):
            self.table.setColumnHidden(column, (narrow and column in _SPARED) or column in unused)

    @Slot(int)
    def _chosen(self, _index: int) -> None:
        self.dimension_changed.emit()

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        model = self.table.model()
        if isinstance(model, Listing):
            self.opened.emit(model.record(index).segment)
