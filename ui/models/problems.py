"""Problems found in the data, as a flat table for one sheet and as a tree grouped by what mends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cxdesk.common.problems import Problem, Severity
from ui.basics import numbers
from ui.models.import_words import mend_words, tr

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
COLUMNS = 6
_TOP = 0  # internal id of a group; a problem has the group's place + 1
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, kw_only=True)
class Group:
    """Problems that the same act mends."""

    title: str
    problems: tuple[Problem, ...]

    @property
    def count(self) -> int:
        """Problems in the group, as many as there are lines below it; each may stand for many cells."""
        return len(self.problems)


def grouped(problems: Sequence[Problem]) -> tuple[Group, ...]:
    """Groups in the order of what matters most."""
    by_title: dict[str, list[Problem]] = {}
    for problem in sorted(problems, key=lambda one: _ORDER[one.severity]):
        title = tr("Good to know") if problem.severity is Severity.INFO else mend_words(problem.kind)
        by_title.setdefault(title, []).append(problem)
    return tuple(Group(title=title, problems=tuple(found)) for title, found in by_title.items())


def headers() -> tuple[str, ...]:
    """Titles of the columns."""
    return (tr("What was found"), tr("Where"), tr("Row"), tr("Column"), tr("Found"), tr("Expected"))


def problem_texts(problem: Problem) -> tuple[str, ...]:
    """A problem's cells."""
    where = " › ".join(part for part in (problem.file, problem.sheet) if part)
    many = problem.count > 1
    row = "" if problem.row is None else numbers.number(problem.row, 0, grouped=False)
    if row and many:
        row = f"{row} (+{numbers.count(problem.count - 1)})"
    return (problem.message, where, row, problem.column or "", problem.found or "", problem.expected or "")


def problem_sentence(problem: Problem) -> str:
    """Everything about a problem in one line: `a.csv › a, row 17, Solved at: found “n/a”, expected a date`."""
    _, where, row, column, found, expected = problem_texts(problem)
    place = ", ".join(part for part in (where, tr("row {}").format(row) if row else "", column) if part)
    what = [tr("found “{}”").format(found)] if found else []
    what += [tr("expected {}").format(expected)] if expected else []
    return ": ".join(part for part in (place, ", ".join(what)) if part)


class ProblemsModel(QAbstractItemModel):
    """Groups with their problems below; `flat` leaves the groups out."""

    def __init__(self, parent: QObject | None = None, *, flat: bool = False) -> None:
        super().__init__(parent)
        self._flat = flat
        self._groups: tuple[Group, ...] = ()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Take new problems."""
        self.beginResetModel()
        if self._flat:
            kept = sorted(problems, key=lambda one: _ORDER[one.severity])
            self._groups = (Group(title="", problems=tuple(kept)),)
        else:
            self._groups = grouped(problems)
        self.endResetModel()

    def groups(self) -> tuple[Group, ...]:
        """What is shown."""
        return self._groups

    def problem(self, index: Index) -> Problem | None:
        """The problem of a row, None for a group."""
        if not index.isValid():
            return None
        if self._flat:
            return self._groups[0].problems[index.row()]
        return None if index.internalId() == _TOP else self._groups[index.internalId() - 1].problems[index.row()]

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Place of a group or problem."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        if self._flat or not parent.isValid():
            return self.createIndex(row, column, _TOP)
        return self.createIndex(row, column, parent.row() + 1)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # the stubs join two overloads
        """The group of a problem."""
        if not index.isValid() or self._flat or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(int(index.internalId()) - 1, 0, _TOP)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Groups, or problems of a group."""
        if parent.column() > 0:
            return 0
        if not parent.isValid():
            return len(self._groups[0].problems) if self._flat and self._groups else len(self._groups)
        if self._flat or parent.internalId() != _TOP:
            return 0
        return len(self._groups[parent.row()].problems)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Six columns on every level."""
        del parent
        return COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Titles."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return headers()[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Texts; a group shows its title and count in the first column."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        problem = self.problem(index)
        if problem is not None:
            return problem_texts(problem)[index.column()]
        if not index.isValid() or index.column():
            return None
        group = self._groups[index.row()]
        return f"{group.title}  ·  {numbers.count(group.count)}"
