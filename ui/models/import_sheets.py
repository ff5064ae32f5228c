"""The files and sheets of an import as a list: what each was recognised as, with badges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from cxdesk.imports.plan import SheetPlan
from ui.models.import_words import questions_words, rows_words, table_badge, tr

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Tone(StrEnum):
    """What a badge says by its colour; its words say the same."""

    TABLE = "met"
    ASK = "near"
    BAD = "missed"
    OUT = "unknown"


@dataclass(frozen=True, kw_only=True)
class Badge:
    """A short word on a soft ground."""

    text: str
    tone: Tone


@dataclass(frozen=True, kw_only=True)
class SheetEntry:
    """A line of the list. `sheet` is the index in the draft; None = a file that cannot be read, with the reason."""

    title: str
    detail: tuple[str, ...]
    badges: tuple[Badge, ...]
    sheet: int | None = None
    reason: str = ""
    path: str = ""


def open_questions(plan: SheetPlan) -> int:
    """Questions of a sheet that still wait for an answer."""
    return 0 if plan.skipped or plan.table is None else sum(question.answer is None for question in plan.questions)


def badges_of(plan: SheetPlan) -> tuple[Badge, ...]:
    """What a sheet becomes and what it asks."""
    if plan.skipped or plan.table is None:
        return (Badge(text=tr("left out"), tone=Tone.OUT),)
    found = [Badge(text=table_badge(plan), tone=Tone.TABLE)]
    if asked := open_questions(plan):
        found.append(Badge(text=questions_words(asked), tone=Tone.ASK))
    return tuple(found)


def sheet_entries(plans: Sequence[SheetPlan], failures: Sequence[tuple[str, str]]) -> tuple[SheetEntry, ...]:
    """Lines for all sheets, then for the files that could not be read (path, sentence)."""
    sheets_of = Counter(plan.path or plan.file for plan in plans)
    entries = []
    for index in sorted(range(len(plans)), key=lambda place: plans[place].table is None):  # what is no table comes last
        plan = plans[index]
        single = sheets_of[plan.path or plan.file] == 1
        words = [plan.recognised_as] if plan.recognised_as else []
        words += [rows_words(plan.rows)] if plan.rows else []
        detail = ("" if single else plan.file, " · ".join(words))
        title = plan.file if single else plan.sheet
        entries.append(SheetEntry(title=title, detail=tuple(filter(None, detail)), badges=badges_of(plan), sheet=index,
                                  path=plan.path))  # fmt: skip
    for path, sentence in failures:
        bad = (Badge(text=tr("cannot be read"), tone=Tone.BAD),)
        entries.append(SheetEntry(title=Path(path).name, detail=(), badges=bad, reason=sentence, path=path))
    return tuple(entries)


class SheetListModel(QAbstractListModel):
    """The lines for a list view; `EntryRole` gives the record to the delegate."""

    EntryRole = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[SheetEntry, ...] = ()

    def show_entries(self, entries: tuple[SheetEntry, ...]) -> None:
        """Take new lines; the selection stays where the number of lines stays."""
        if len(entries) != len(self._entries):
            self.beginResetModel()
            self._entries = entries
            self.endResetModel()
            return
        self._entries = entries
        if entries:
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))

    def entry(self, row: int) -> SheetEntry:
        """The record of a line."""
        return self._entries[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row a sheet or unreadable file."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The record, its title, or everything in words for a screen reader."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == self.EntryRole:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            badges = ", ".join(badge.text for badge in entry.badges)
            return ", ".join(part for part in (entry.title, *entry.detail, badges, entry.reason) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.reason or entry.path
        return None
