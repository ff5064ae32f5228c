"""The mapping of one sheet as a table: column, samples, field, match, reason."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from cxdesk.imports.plan import ColumnMapping, SheetPlan
from cxdesk.tables.catalogue import TABLES
from ui.basics import numbers
from ui.models.import_words import field_title, tr

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
COLUMN, SAMPLES, FIELD, MATCH, REASON = range(5)
KEPT = ""  # the choice that keeps a column under its own header
LIKELY = 75.0  # matches below this deserve a look


class MappingModel(QAbstractTableModel):
    """One row a column of the file. Choosing a field does not change the model: it asks for a new plan."""

    field_chosen = Signal(int, str)  # index of the column in the file; field name, or "" to keep it as it is
    ScoreRole = Qt.ItemDataRole.UserRole + 1

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plan = SheetPlan(file="", sheet="")
        self._editable = True

    def show_plan(self, plan: SheetPlan, *, editable: bool) -> None:
        """Show the mapping of a sheet; the rows stay where they are when only fields changed."""
        same = [c.index for c in plan.mapping] == [c.index for c in self._plan.mapping] and plan.file == self._plan.file
        self._editable = editable
        if same and plan.sheet == self._plan.sheet:
            self._plan = plan
            if plan.mapping:
                self.dataChanged.emit(self.index(0, 0), self.index(len(plan.mapping) - 1, REASON))
            return
        self.beginResetModel()
        self._plan = plan
        self.endResetModel()

    def choices(self) -> tuple[tuple[str, str], ...]:
        """Fields a column can become: (name, title), first the choice to keep it under its own header."""
        kept = (KEPT, tr("Kept to split by"))
        if self._plan.table not in TABLES:
            return (kept,)
        return (kept, *((field.name, field.title) for field in TABLES[self._plan.table].fields))

    def taken_by(self, field: str) -> str:
        """Header of the column that has the field now; empty where none has."""
        column = self._plan.column_of(field) if field else None
        return column.column if column else ""

    def mapping(self, row: int) -> ColumnMapping:
        """The record of a row."""
        return self._plan.mapping[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One row a column of the file."""
        return 0 if parent.isValid() else len(self._plan.mapping)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Column, samples, field, match, reason."""
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Titles."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (tr("Column"), tr("Sample"), tr("Becomes"), tr("Match"), tr("Why"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Texts, the field's name for the editor, and the score."""
        if not index.isValid():
            return None
        column = self._plan.mapping[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(column, index.column())
        if role == Qt.ItemDataRole.EditRole and index.column() == FIELD:
            return column.field or KEPT
        if role == self.ScoreRole:
            return column.score if column.field else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._text(column, index.column()) if index.column() != SAMPLES else "\n".join(column.samples)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headerData(index.column(), Qt.Orientation.Horizontal)}: {self._text(column, index.column())}"
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for the column to become another field."""
        if role != Qt.ItemDataRole.EditRole or index.column() != FIELD or not self._editable:
            return False
        column = self._plan.mapping[index.row()]
        if str(value) != (column.field or KEPT):
            self.field_chosen.emit(column.index, str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only the field can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == FIELD and self._editable else flags

    def _text(self, column: ColumnMapping, place: int) -> str:
        match place:
            case 0:
                return column.column or tr("(no title)")
            case 1:
                return ", ".join(dict.fromkeys(column.samples))
            case 2:
                return field_title(self._plan.table, column)
            case 3:
                return f"{numbers.number(column.score, 0)} %" if column.field else ""
            case _:
                return column.reason
