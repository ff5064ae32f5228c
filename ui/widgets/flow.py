"""Layouts that follow the width: chips that wrap, cards in equal columns."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from ui.theme.tokens import M, S


class FlowLayout(QLayout):
    """Items side by side at their own width, wrapping into the next line."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = S) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item (called by addWidget)."""
        self._items.append(item)

    def count(self) -> int:
        """Number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Item at a position, None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item back."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Never takes more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """A narrower place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height at a width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Move the items."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """The widest item."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """The widest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            hint = item.sizeHint()
            if item.isEmpty():
                continue
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self._gap, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self._gap
            line = max(line, hint.height())
        return y + line - rect.y()


def columns_for(width: int, smallest: int, gap: int, most: int) -> int:
    """How many columns at least `smallest` wide fit, 1 to `most`."""
    return max(1, min(most, (width + gap) // (smallest + gap)))


class CardGrid(QWidget):
    """Widgets of one height in equal columns, as many as fit; of them the first rows only where there is a limit."""

    flowed = Signal()  # other cards came on show

    def __init__(self, *, smallest: int = 216, most: int = 5, height: int = 138, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._smallest, self._most, self._height = smallest, most, height
        self._cards: list[QWidget] = []
        self._most_rows: int | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_most_rows(self, rows: int | None) -> None:
        """Show no more than so many rows; None shows all. It counts from the next cards on."""
        self._most_rows = rows

    def set_cards(self, cards: list[QWidget]) -> None:
        """Show these widgets, in order; others are hidden, not deleted."""
        for card in self._cards:
            if card not in cards and card.parentWidget() is self:  # it may have moved to another grid
                card.hide()
        self._cards = list(cards)
        for card in cards:
            if card.parentWidget() is not self:
                card.setParent(self)
        self.updateGeometry()
        self._place()

    @property
    def columns(self) -> int:
        """Columns at the present width."""
        return columns_for(self.width(), self._smallest, M, self._most)

    def hasHeightForWidth(self) -> bool:
        """A narrower place needs more rows."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height at a width."""
        if not self._cards:
            return 0
        rows = -(-len(self._cards) // columns_for(width, self._smallest, M, self._most))
        rows = rows if self._most_rows is None else min(rows, self._most_rows)
        return rows * self._height + (rows - 1) * M

    def sizeHint(self) -> QSize:
        """At the present width."""
        return QSize(self._smallest, self.heightForWidth(max(self.width(), self._smallest)))

    def minimumSizeHint(self) -> QSize:
        """One card wide."""
        return self.sizeHint()

    def resizeEvent(self, event: object) -> None:
        """Flow anew."""
        del event
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        columns = self.columns
        width = (self.width() - (columns - 1) * M) / columns
        most = len(self._cards) if self._most_rows is None else columns * self._most_rows
        changed = False
        for index, card in enumerate(self._cards):
            changed |= card.isHidden() != (index >= most)
            card.setVisible(index < most)
            row, column = divmod(index, columns)
            left, right = round(column * (width + M)), round(column * (width + M) + width)
            card.setGeometry(left, row * (self._height + M), right - left, self._height)
        if changed:
            self.flowed.emit()
