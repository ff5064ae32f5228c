"""Editors of the audit's cells: a spin box for scores and weights, a calendar for days."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QAbstractItemModel, QDate, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QDateEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from cxdesk.common.units import Unit
from ui.models.audit import SCORE
from ui.widgets.form import named
from ui.widgets.value_spin import ValueSpin

Index = QModelIndex | QPersistentModelIndex
_STEP = 5.0  # of a score, for the arrow keys
_MOST = 1e6


class NumberDelegate(QStyledItemDelegate):
    """A score from 0 to 100 or a weight from 0 on; Escape leaves an empty cell empty."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A value field as wide as the cell."""
        del option
        spin = named(ValueSpin(parent), str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        value = index.data(Qt.ItemDataRole.EditRole)
        if index.column() == SCORE:
            # A third digit too many is typed and told, not swallowed: 120 must not end as 12.
            spin.show_value(0.0 if value is None else float(value), Unit.RATIO, 0, _MOST)
            spin.setStepType(ValueSpin.StepType.DefaultStepType)
            spin.setSingleStep(_STEP)
        else:
            spin.show_value(1.0 if value is None else float(value), Unit.RATIO, 0, _MOST)
        spin.selectAll()
        return spin

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The editor was made with its value."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the number to the model."""
        if isinstance(editor, ValueSpin):
            editor.interpretText()
            model.setData(index, editor.value(), Qt.ItemDataRole.EditRole)


class DayDelegate(QStyledItemDelegate):
    """A day with a calendar; an empty cell starts on the day given."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A date field."""
        del option
        field = named(QDateEdit(parent), str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        field.setCalendarPopup(True)
        field.setDisplayFormat("d MMM yyyy")
        day = index.data(Qt.ItemDataRole.EditRole)
        known = day if isinstance(day, QDate) else QDate(*(day or self._today).timetuple()[:3])
        field.setDate(known)
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The editor was made with its value."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the day to the model."""
        if isinstance(editor, QDateEdit):
            editor.interpretText()
            day = editor.date()
            model.setData(index, date(day.year(), day.month(), day.day()), Qt.ItemDataRole.EditRole)
