"""A person who is to be forgotten: spellings to tick, what holds them, what is not reached, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, Qt, Signal

from cxdesk.common.problems import UserError
from cxdesk.workspace.file.forgetting import copies_of, where_named
from cxdesk.workspace.file.names import Names
from cxdesk.workspace.file.parts import in_words
from cxdesk.workspace.people import ALIAS, MAIL, NEAR, WRITTEN, Spelling, spellings_in
from ui.basics import numbers
from ui.models.import_words import table_title
from ui.models.listing import Index

if TYPE_CHECKING:
    from cxdesk.common.progress import Progress
    from cxdesk.workspace.file.forgetting import Found
    from cxdesk.workspace.file.records import Base
    from cxdesk.workspace.session import Session

_NOWHERE = QModelIndex()
_MOST_FILES = 40


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("forgetting", text)


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """Where the ticked spellings stand, and the copies of the document that are known."""

    found: Found
    copies: tuple[Path, ...]


def look_for(session: Session, name: str) -> Callable[[Progress], tuple[Spelling, ...]]:
    """Work that finds what may stand for a person."""

    def work(progress: Progress) -> tuple[Spelling, ...]:
        return spellings_in(session, name, progress)

    return work


def measure(base: Base, names: Sequence[str], others: Sequence[Path]) -> Callable[[Progress], Footprint]:
    """Work that counts what holds the names in the saved document."""

    def work(progress: Progress) -> Footprint:
        found = where_named(base, names, progress=progress)
        return Footprint(found=found, copies=copies_of(base, others))

    return work


def footprint_words(found: Found) -> str:
    """`1,204 rows of Tickets, 3 rows left out, 2 settings (merged names, saved views), 4 past changes`."""
    if found.is_nothing:
        return tr("None of these spellings stands in the workspace.")
    parts = []
    for table, (rows, cells) in sorted(found.tables.items(), key=lambda pair: -pair[1][0]):
        if not rows:  # a title or a value that no row has
            parts.append(tr("{table}: no row, but a heading or an unused value").format(table=_table(table)))
            continue
        words = tr("{table}: 1 row") if rows == 1 else tr("{table}: {rows} rows")
        more = tr(" ({cells} cells)").format(cells=numbers.count(cells)) if cells != rows else ""
        parts.append(words.format(table=_table(table), rows=numbers.count(rows)) + more)
    if found.settings:
        parts.append(tr("settings: {names}").format(names=in_words(found.settings)))
    if found.changes:
        words = tr("1 past change") if found.changes == 1 else tr("{n} past changes")
        parts.append(words.format(n=numbers.count(found.changes)))
    return " · ".join(parts)


def _table(name: str) -> str:
    return table_title(name) if name else tr("Rows left out")


def not_reached(session: Session, copies: Sequence[Path], document: Path | None, names: Sequence[str]) -> str:
    """What goes on naming the person: the spreadsheets, copies, what was exported."""
    files = list(dict.fromkeys(source.path for source in session.dataset.imported.sources if source.path))
    lines = [tr("Workbooks, PDFs, pictures and CSV files that were exported, and what was sent to others.")]
    if document is not None and _is_named(str(document), names):
        lines.append(tr("The name or folder of this file itself: {path}. Rename it.").format(path=document))
    if files:
        lines.append(tr("The spreadsheets themselves; importing them again brings the name back:"))
        lines += [f"    {file}" for file in files[:_MOST_FILES]]
        if len(files) > _MOST_FILES:
            lines.append(tr("    and {n} more").format(n=numbers.count(len(files) - _MOST_FILES)))
    if copies:
        lines.append(tr("Copies of this workspace:"))
        lines += [f"    {path}" for path in copies[:_MOST_FILES]]
    lines.append(tr("Copies in other folders, on other computers, in synchronised folders and in backups of the disk."))
    return "\n".join(lines)


def _is_named(text: str, names: Sequence[str]) -> bool:
    try:
        return Names(names).is_in(text)
    except UserError:  # a letter is no name
        return False


def is_older_format(path: Path, document: Path) -> bool:
    """Whether a file is the backup that was kept when the document got the format of this version."""
    return path.parent == document.parent and path.name.startswith(f"{document.stem} (format ")


class SpellingsModel(QAbstractTableModel):
    """Spellings with a tick each; the first one, the name itself, keeps its tick. `ticked` says that one changed."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Spelling, ...] = ()
        self._on: set[str] = set()

    def show_spellings(self, rows: Sequence[Spelling]) -> None:
        """Show other spellings; those that are surely the person are ticked."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._on = {row.text for row in rows if row.sure}
        self.endResetModel()
        self.ticked.emit()

    def add(self, text: str) -> None:
        """Add a spelling that the user typed, ticked."""
        if text not in {row.text for row in self._rows}:
            self.beginInsertRows(_NOWHERE, len(self._rows), len(self._rows))
            self._rows = (*self._rows, Spelling(text=text, rows=0, why=WRITTEN, sure=True))
            self.endInsertRows()
        self._on.add(text)
        self.ticked.emit()

    @property
    def names(self) -> tuple[str, ...]:
        """The ticked spellings."""
        return tuple(row.text for row in self._rows if row.text in self._on)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Spellings."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Spelling, why it is listed, rows."""
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if row.text in self._on else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            rows = numbers.count(row.rows) if row.rows else ""
            return (row.text, _why(row, first=index.row() == 0), rows)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 2:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or untick."""
        if role != Qt.ItemDataRole.CheckStateRole or index.row() == 0:
            return False
        text = self._rows[index.row()].text
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._on.add(text)
        else:
            self._on.discard(text)
        self.dataChanged.emit(index, index)
        self.ticked.emit()
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first column is ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == 0 and index.row() > 0:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (tr("Spelling"), tr("Why it is listed"), tr("Rows"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 2:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


def _why(row: Spelling, *, first: bool) -> str:
    if first:
        return tr("the name given")
    return {
        ALIAS: tr("merged with it under Names"),
        WRITTEN: tr("the same but for case and spaces") if row.rows else tr("added by you"),
        NEAR: tr("nearly the same: tick it if it is the same person"),
        MAIL: tr("an address in the same rows"),
    }[row.why]
