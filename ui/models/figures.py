"""Figures as a grid to type into: months down, names across. An edit is told, the grid changes when the session has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor

from cxdesk.common.periods import Grain
from cxdesk.tables.fields import column_title
from cxdesk.workspace.typed import FiguresGrid
from cxdesk.workspace.typed_rows import MONEY, Key, TypedFigure
from ui.basics import numbers
from ui.models.pasting import Cell, read_block
from ui.theme import icons, theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("figures", text)


class FiguresModel(QAbstractTableModel):
    """Cells are values, or the text of a cell that holds no number, kept until it is corrected.

    `entered` brings figures to put and keys to drop; `wider` the months and names a pasted block needs further.
    `noted` is the sentence about cells that could not be taken, empty where there is none.
    """

    entered = Signal(list, list, str)  # TypedFigure, Key, words of the undo step
    wider = Signal(list, list)
    noted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid = FiguresGrid()
        self.months: list[date] = []
        self.names: list[str] = []
        self.money: set[str] = set(MONEY)
        self.currency = ""
        self.bad: dict[Key, str] = {}

    def show_grid(self, grid: FiguresGrid, months: Sequence[date], names: Sequence[str], currency: str) -> None:
        """Show the session's figures in so many months and names; cells that hold no number stay."""
        same = list(months) == self.months and list(names) == self.names
        if not same:
            self.beginResetModel()
        self.grid, self.months, self.names, self.currency = grid, list(months), list(names), currency
        self.money |= {name for (_, name), cell in grid.cells.items() if cell.currency}
        if same:
            self._redraw()
        else:
            self.endResetModel()

    def key(self, index: Index) -> Key:
        """Month and name of a cell."""
        return self.months[index.row()], self.names[index.column()]

    # --- editing --------------------------------------------------------------------------------------------------

    def enter(self, cells: Iterable[Cell], words: str) -> None:
        """Take typed texts: numbers are told as one edit, an empty text takes a value away, others stay as they are."""
        put: dict[Key, TypedFigure] = {}
        drop: list[Key] = []
        refused: list[str] = []
        for month, name, text in cells:
            key, old = (month, name), self.grid.cells.get((month, name))
            value = numbers.read(text)
            if not text:
                self.bad.pop(key, None)
                if old is not None and old.typed:
                    drop.append(key)
                elif old is not None:
                    refused.append(_stays(key, old.file))
            elif value is None:
                self.bad[key] = text
            else:
                self.bad.pop(key, None)
                if old is None or old.value != value:
                    put[key] = TypedFigure(month=month, name=name, value=value, currency=self._currency(name))
        if put or drop:
            self.entered.emit(list(put.values()), drop, words)
        self._redraw()
        self.noted.emit(" ".join(refused[:1]) or self.sentence())

    def paste(self, text: str, row: int, column: int) -> None:
        """Take a block with its top left in a cell; months and names it needs further are told first."""
        if not text.strip() or not self.months or not self.names:
            return
        block = read_block(text, self.months, self.names, row, column)
        months, names = ({cell[place]: None for cell in block.cells} for place in (0, 1))
        self.wider.emit(list(months), list(names))
        self.enter(block.cells, tr("Paste figures"))
        if block.lost_columns:
            lost = tr("{n} columns of the block found no figure to go to. Add a figure first, then paste them.")
            self.noted.emit(lost.format(n=block.lost_columns))

    def clear(self, indexes: Iterable[Index]) -> None:
        """Empty cells."""
        self.enter([(*self.key(index), "") for index in indexes], tr("Clear figures"))

    def set_currency(self, currency: str) -> None:
        """Give all amounts of money typed in another currency."""
        self.currency = currency
        put = [
            TypedFigure(month=month, name=name, value=cell.value, currency=currency)
            for (month, name), cell in self.grid.cells.items()
            if cell.typed and name in self.money and cell.currency != currency
        ]
        if put:
            self.entered.emit(put, [], tr("Currency of figures"))
        self._redraw()

    def _currency(self, name: str) -> str:
        return self.currency if name in self.money else ""

    # --- words ----------------------------------------------------------------------------------------------------

    def sentence(self) -> str:
        """What is wrong with the cells that hold no number; empty where all do."""
        if not self.bad:
            return ""
        first, more = self.problem(min(self.bad)), len(self.bad) - 1
        if not more:
            return first
        others = tr("And so in 1 more cell.") if more == 1 else tr("And so in {n} more cells.").format(n=more)
        return f"{first} {others}"

    def problem(self, key: Key) -> str:
        """What is wrong with a cell."""
        if key not in self.bad:
            return ""
        return tr(
            "{month}, {name}: “{text}” is no number. Write one such as {example}, or leave the cell empty."
        ).format(
            month=numbers.step(key[0], Grain.MONTH),
            name=column_title(key[1]),
            text=self.bad[key],
            example=numbers.number(1234.5, 1),
        )

    # --- the model ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Months."""
        return 0 if parent.isValid() else len(self.months)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Names."""
        return 0 if parent.isValid() else len(self.names)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names with their currency above, months at the side."""
        if orientation == Qt.Orientation.Vertical:
            return numbers.step(self.months[section], Grain.MONTH) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        name = self.names[section]
        code = self._currency(name)
        return f"{column_title(name)} · {code}" if code else column_title(name)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; those of files are grey and say which file they are from."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        key = self.key(index)
        cell, wrong = self.grid.cells.get(key), self.bad.get(key)
        if wrong is not None:
            return self._wrong(key, wrong, role)
        title = f"{self.headerData(index.column(), Qt.Orientation.Horizontal)}, {numbers.step(key[0], Grain.MONTH)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{title}: {'' if cell is None else numbers.plain(cell.value) or '0'}"
        if cell is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            text = numbers.number(cell.value, numbers.decimals_needed(cell.value))
            return text if cell.currency in ("", self._currency(key[1])) else f"{text} {cell.currency}"
        if role == Qt.ItemDataRole.EditRole:
            return numbers.plain(cell.value)
        if role == Qt.ItemDataRole.ForegroundRole and not cell.typed:
            return QColor(theme.tokens().muted)
        if role == Qt.ItemDataRole.ToolTipRole:
            return None if cell.typed else tr("From {file}. A value typed here replaces it.").format(file=cell.file)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take the text typed into a cell."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        text, key = str(value or "").strip(), self.key(index)
        if text == (self.data(index, Qt.ItemDataRole.EditRole) or ""):
            return False
        words = tr("{name}, {month}").format(name=column_title(key[1]), month=numbers.step(key[0], Grain.MONTH))
        self.enter([(*key, text)], words)
        return True

    def _wrong(self, key: Key, text: str, role: int) -> Any:
        """A cell that holds no number."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return text
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.problem(key)
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme.tokens().missed)
        return icons.icon("alert", "missed") if role == Qt.ItemDataRole.DecorationRole else None

    def _redraw(self) -> None:
        if self.months and self.names:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.months) - 1, len(self.names) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.names) - 1)


def _stays(key: Key, file: str) -> str:
    return tr("{month}, {name} comes from {file} and stays; type another value to replace it.").format(
        month=numbers.step(key[0], Grain.MONTH), name=column_title(key[1]), file=file
    )
