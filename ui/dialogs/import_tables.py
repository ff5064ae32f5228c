"""Two views of a sheet: its mapping and its first rows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from ui.dialogs.import_delegates import CellDelegate, FieldDelegate, PreviewDelegate
from ui.models.import_mapping import FIELD, MappingModel
from ui.models.import_preview import PreviewModel
from ui.theme import theme
from ui.theme.tokens import SMALL, S
from ui.widgets.form import named
from ui.widgets.problem_tree import share_widths
from ui.widgets.table import DataTable

_MAPPING_SHARES = (0.20, 0.16, 0.28, 0.10, 0.26)
_ROW_HEIGHT = 36
_PREVIEW_ROW = 26
_WIDEST_CELL = 220


class MappingTable(DataTable):
    """Columns of the file and the fields they become; Enter, F2 or a click opens the choice."""

    def __init__(self, model: MappingModel, parent: QWidget | None = None) -> None:
        super().__init__("Columns of the sheet and what they become", parent)
        named(self, self.tr("Columns of the sheet and what they become"))
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setItemDelegateForColumn(FIELD, FieldDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and F2 open the choice of the row, wherever in the row the focus is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.currentIndex().isValid():
            self._open(self.currentIndex().siblingAtColumn(FIELD))
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns keep their share of the width."""
        super().resizeEvent(event)
        share_widths(self.horizontalHeader(), self.viewport().width(), _MAPPING_SHARES)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.column() == FIELD and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit(index)


class RowNumbers(QHeaderView):
    """Row numbers beside the first rows: quiet, the header's in bold."""

    def __init__(self, model: PreviewModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._rows = model
        self.setSectionsClickable(True)
        self.setDefaultSectionSize(_PREVIEW_ROW)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Ground, hairline and number."""
        colours = theme.tokens()
        chosen = section == self._rows.header_index()
        painter.save()
        painter.fillRect(rect, QColor(colours.accent_soft if chosen else colours.surface))
        painter.setPen(QColor(colours.border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(colours.text if chosen else colours.muted))
        painter.setFont(theme.font(SMALL, QFont.Weight.DemiBold if chosen else QFont.Weight.Normal))
        text = str(self._rows.headerData(section, Qt.Orientation.Vertical))
        painter.drawText(rect.adjusted(S, 0, -S, 0), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class PreviewTable(DataTable):
    """First rows of the sheet; a click on a row, or Enter, makes it the header."""

    header_chosen = Signal(int)  # row number a person sees

    def __init__(self, model: PreviewModel, parent: QWidget | None = None) -> None:
        super().__init__("First rows of the sheet", parent)
        named(self, self.tr("First rows of the sheet"), self.tr("Enter makes a row the header"))
        self._rows = model
        self.setModel(model)
        self.setVerticalHeader(RowNumbers(model, self))
        self.setItemDelegate(PreviewDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().sectionClicked.connect(self._row_clicked)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)
        model.modelReset.connect(self._fit)

    @Slot(int)
    def _row_clicked(self, row: int) -> None:
        self._choose(self._rows.index(row, 0))

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        number = self._rows.row_number(index.row())
        if index.row() != self._rows.header_index():
            self.header_chosen.emit(number)

    @Slot()
    def _fit(self) -> None:
        """Columns as wide as what they hold, within reason; the header row in sight.

        Qt's own measuring asks the model and the delegate for every cell several times: too slow for wide sheets.
        """
        metrics = QFontMetrics(theme.font(weight=QFont.Weight.DemiBold))
        for column in range(self._rows.columnCount()):
            widest = max((metrics.horizontalAdvance(text) for text in self._rows.texts(column)), default=0)
            self.setColumnWidth(column, min(widest + 3 * S, _WIDEST_CELL))
        self.scrollTo(self._rows.index(max(self._rows.header_index(), 0), 0), self.ScrollHint.PositionAtCenter)
