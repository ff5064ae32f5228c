"""Problems with their places, in one list or grouped by what mends them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from ui.models.problems import ProblemsModel, headers, problem_texts
from ui.theme import theme
from ui.widgets.form import named
from ui.widgets.table import ROW_HEIGHT

Index = QModelIndex | QPersistentModelIndex
_WHERE = 1
_PROBLEM_SHARES = (0.42, 0.18, 0.09, 0.12, 0.10, 0.09)
_ONE_SHEET_SHARES = (0.50, 0.0, 0.11, 0.14, 0.13, 0.12)


def share_widths(header: QHeaderView, width: int, shares: tuple[float, ...]) -> None:
    """Give the columns their share of the width, the last one what is left."""
    used = 0
    for section, share in enumerate(shares[:-1]):
        size = round(width * share)
        header.resizeSection(section, size)
        used += size
    header.resizeSection(len(shares) - 1, max(width - used, 40))


class RoomyDelegate(QStyledItemDelegate):
    """Rows of one comfortable height; titles of groups in bold."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as rows of tables."""
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Bold for a row that has rows below it, muted for places."""
        super().initStyleOption(option, index)
        if index.model().hasChildren(index):
            option.font = theme.font(13, QFont.Weight.DemiBold)
        elif index.column():
            option.palette.setColor(option.palette.ColorRole.Text, QColor(theme.tokens().muted))


class ProblemTree(QTreeView):
    """Problems with their places; grouped by what mends them where the model groups."""

    def __init__(self, model: ProblemsModel, parent: QWidget | None = None, *, groups: bool = False) -> None:
        super().__init__(parent)
        named(self, self.tr("Problems found in the data"))
        self._groups = groups
        self._problems = model
        self.setModel(model)
        self.setRootIsDecorated(groups)
        self.setItemsExpandable(groups)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(RoomyDelegate(self))
        self.header().setStretchLastSection(False)
        self.setColumnHidden(_WHERE, not groups)  # one sheet: the place is clear
        self.header().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        model.modelReset.connect(self._span)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns keep their share of the width."""
        super().resizeEvent(event)
        shares = _PROBLEM_SHARES if self._groups else _ONE_SHEET_SHARES
        share_widths(self.header(), self.viewport().width(), shares)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say so where there is nothing to show."""
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme.tokens().muted))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.tr("No problems found."))
            painter.end()

    @Slot()
    def _span(self) -> None:
        """Titles of groups run across all columns, groups are open."""
        if self._groups:
            for row in range(self.model().rowCount()):
                self.setFirstColumnSpanned(row, QModelIndex(), True)
            self.expandAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy all problems with their places."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_all()
        else:
            super().keyPressEvent(event)

    @Slot()
    def copy_all(self) -> None:
        """Put every problem on the clipboard, tab-separated."""
        lines = [
            headers(),
            *(problem_texts(problem) for group in self._problems.groups() for problem in group.problems),
        ]
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)
