"""Edits a target in its cell of a table."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from ui.models.targets import EDIT
from ui.widgets.delegates import BoxDelegate
from ui.widgets.form import named
from ui.widgets.value_spin import ValueSpin

Index = QModelIndex | QPersistentModelIndex


class TargetDelegate(BoxDelegate):
    """Edits a number with its unit in place."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A value field as wide as the cell."""
        del option
        amount, unit = index.data(EDIT)
        spin = named(ValueSpin(parent), str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        spin.show_value(amount or 0.0, unit)
        return spin

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Select the number, so that typing replaces it."""
        del index
        if isinstance(editor, ValueSpin):
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the number to the model."""
        if isinstance(editor, ValueSpin):
            editor.interpretText()
            model.setData(index, editor.value(), Qt.ItemDataRole.EditRole)
