"""The audit as a table to edit: a heading an area, below it its criteria. An edit is told, the rows change after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
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

from cxdesk.common.units import Unit
from cxdesk.workspace.audit import (
    AuditScore,
    audit_score,
    latest_rows,
    previous_score,
    with_area_renamed,
    with_criterion_renamed,
    with_row,
)
from cxdesk.workspace.typed_rows import AuditRow
from ui.basics import numbers
from ui.theme import theme
from ui.theme.tokens import BODY

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
CRITERION, SCORE, BEFORE, WEIGHT, OWNER, ASSESSED = range(6)
AREA = int(Qt.ItemDataRole.UserRole) + 30  # name of the area on a heading, else ""
_NUMBERS = (SCORE, BEFORE, WEIGHT)


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("audit", text)


class AuditModel(QAbstractTableModel):
    """Lines are areas (text) or places in `rows`. `today` dates a score whose row has no day yet.

    `edited` brings all rows after an edit and its words; `noted` a sentence about an edit that cannot be.
    """

    edited = Signal(object, str)
    noted = Signal(str)

    def __init__(self, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.today = today
        self.rows: tuple[AuditRow, ...] = ()
        self.lines: tuple[str | int, ...] = ()
        self.score = AuditScore()
        self.latest_only = True

    def show_rows(self, rows: tuple[AuditRow, ...], *, latest_only: bool = True) -> None:
        """Show other rows: of each criterion the newest, or all."""
        lines = _lines(rows, latest_only=latest_only)
        same = lines == self.lines
        if not same:
            self.beginResetModel()
        self.rows, self.lines, self.latest_only, self.score = rows, lines, latest_only, audit_score(rows)
        if not same:
            self.endResetModel()
        elif lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, ASSESSED))

    def place(self, index: Index) -> int | None:
        """Place of a line's row; None on a heading."""
        line = self.lines[index.row()] if index.isValid() else ""
        return line if isinstance(line, int) else None

    def area(self, index: Index) -> str:
        """Area of a line; that of the last one where none is chosen."""
        if not self.lines:
            return ""
        line = self.lines[index.row() if index.isValid() else -1]
        return line if isinstance(line, str) else self.rows[line].area

    def line_of(self, place: int) -> int:
        """Line on which a row stands; -1 where it is not shown."""
        return self.lines.index(place) if place in self.lines else -1

    # --- editing --------------------------------------------------------------------------------------------------

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed into a cell: a text, a number, a day; empty takes it away."""
        if role != Qt.ItemDataRole.EditRole or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return False
        return self.enter([(index, value)])

    def enter(self, cells: Iterable[tuple[Index, Any]], words: str = "") -> bool:
        """Take several cells as one edit."""
        rows, names, faults = self.rows, [], []
        for index, value in cells:
            if not index.flags() & Qt.ItemFlag.ItemIsEditable:
                continue
            changed, fault = self._changed(rows, index, value.strip() if isinstance(value, str) else value)
            if fault:
                faults.append(fault)
            elif changed != rows:
                rows = changed
                names.append(str(self.index(index.row(), CRITERION).data()))
        if names:
            several = tr("{n} cells of the audit").format(n=len(names))
            self.edited.emit(rows, words or (names[0] if len(names) == 1 else several))
        self.noted.emit(faults[0] if faults else "")
        return bool(names)

    def _changed(self, rows: tuple[AuditRow, ...], index: Index, value: Any) -> tuple[tuple[AuditRow, ...], str]:
        """The rows after an edit of one cell, or what is wrong with it."""
        place = self.place(index)
        if place is None:
            area = self.area(index)
            return (with_area_renamed(rows, area, value), "") if value else (rows, tr("An area needs a name."))
        row = rows[place]
        match index.column():
            case 0:
                if not value:
                    return rows, tr("A criterion needs a name.")
                taken = {other.criterion for other in rows if other.area == row.area} - {row.criterion}
                if value in taken:
                    return rows, tr("“{name}” is a criterion of {area} already.").format(name=value, area=row.area)
                return with_criterion_renamed(rows, place, value), ""
            case 1:
                return self._scored(rows, place, value)
            case 3:
                weight, fault = _number(value, tr("A weight is a number from 0 on; “{text}” is none."), 1e6)
                return (rows, fault) if fault else (with_row(rows, place, replace(row, weight=weight)), "")
            case 4:
                return with_row(rows, place, replace(row, owner=value or "")), ""
            case _:
                return with_row(rows, place, replace(row, assessed_on=value if isinstance(value, date) else None)), ""

    def _scored(self, rows: tuple[AuditRow, ...], place: int, value: Any) -> tuple[tuple[AuditRow, ...], str]:
        score, fault = _number(value, tr("A score is a number from 0 to 100; “{text}” is none."), 100)
        if fault:
            return rows, fault
        row = rows[place]
        day = row.assessed_on or (None if score is None else self.today)
        return with_row(rows, place, replace(row, score=score, assessed_on=day)), ""

    # --- the model ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Headings and rows."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Criterion, score, score before, weight, owner, day."""
        return 0 if parent.isValid() else 6

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names of areas and all of a row but the score before can be edited."""
        flags = super().flags(index)
        if not index.isValid():
            return flags
        heading = self.place(index) is None
        editable = index.column() == CRITERION if heading else index.column() != BEFORE
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles; those of numbers stand at the right."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        titles = (tr("Criterion"), tr("Score"), tr("Before"), tr("Weight"), tr("Owner"), tr("Assessed on"))
        return titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(index.column())
        place = self.place(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = self.index(index.row(), CRITERION).data()
            return f"{name}, {self.headerData(index.column(), Qt.Orientation.Horizontal)}: {index.data() or ''}"
        if place is None:
            return self._heading(str(self.lines[index.row()]), index.column(), role)
        row = self.rows[place]
        if role == AREA:
            return ""
        if role == Qt.ItemDataRole.EditRole:
            return (row.criterion, row.score, None, row.weight, row.owner, row.assessed_on)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            quiet = index.column() == BEFORE or (index.column() == WEIGHT and row.weight is None)
            return QColor(theme.tokens().muted) if quiet else None
        return self._text(row, place, index.column()) if role == Qt.ItemDataRole.DisplayRole else None

    def _text(self, row: AuditRow, place: int, column: int) -> str:
        match column:
            case 0:
                return row.criterion
            case 1:
                return _plain(row.score)
            case 2:
                return _plain(previous_score(self.rows, place))
            case 3:
                return _plain(1.0 if row.weight is None else row.weight)
            case 4:
                return row.owner
            case _:
                return "" if row.assessed_on is None else numbers.day(row.assessed_on)

    def _heading(self, area: str, column: int, role: int) -> Any:
        """An area with its weighted score."""
        if role == AREA:
            return area
        if role == Qt.ItemDataRole.BackgroundRole:
            return QColor(theme.tokens().hover)
        if role == Qt.ItemDataRole.FontRole:
            font = theme.font(BODY - 1)
            font.setBold(True)
            return font
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if column == CRITERION:
                return area
            if column == SCORE and role == Qt.ItemDataRole.DisplayRole:
                return numbers.value(self.score.areas.get(area), Unit.PERCENT)
        return None


def _lines(rows: tuple[AuditRow, ...], *, latest_only: bool) -> tuple[str | int, ...]:
    """Areas in the order in which they come, each with the places of its rows behind it."""
    shown = latest_rows(rows) if latest_only else range(len(rows))
    first = {key: place for place, key in reversed(list(enumerate((row.area, row.criterion) for row in rows)))}
    order = sorted(shown, key=lambda place: (first[rows[place].area, rows[place].criterion], place))
    areas: dict[str, list[int]] = {row.area: [] for row in rows}
    for place in order:
        areas[rows[place].area].append(place)
    lines: list[str | int] = []
    for area, places in areas.items():
        lines += [area, *places]
    return tuple(lines)


def _number(value: Any, fault: str, most: float) -> tuple[float | None, str]:
    """A number from 0 to `most`; None for an empty cell; else the fault with the text put in."""
    if value is None or value == "":
        return None, ""
    number = numbers.read(value) if isinstance(value, str) else float(value)
    if number is None or not 0 <= number <= most:
        return None, fault.format(text=value if isinstance(value, str) else numbers.plain(number))
    return number, ""


def _plain(amount: float | None) -> str:
    return "" if amount is None else numbers.number(amount, numbers.decimals_needed(amount))


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
