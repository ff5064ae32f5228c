"""A field for a value with its unit: the locale's decimal mark, no decimals it does not need, one change a commit."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget

from cxdesk.common.units import Unit
from ui.basics import numbers

_MOST_DECIMALS = 3
_MARGIN = 6  # the style sheet's padding does not reach a spin box's text


def inset_text(box: QAbstractSpinBox) -> None:
    """Keep the text of a spin box or date off its left edge."""
    box.lineEdit().setTextMargins(_MARGIN, 0, 0, 0)


class ValueSpin(QDoubleSpinBox):
    """`committed` comes once an edit is finished (Enter, focus lost, a step) and the value is another one."""

    committed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(_MOST_DECIMALS)
        self.setRange(-1e9, 1e9)
        self.setKeyboardTracking(False)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.UpDownArrows)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        inset_text(self)
        self._given = 0.0
        self.valueChanged.connect(self._changed)

    def show_value(self, value: float, unit: Unit, low: float = -1e9, high: float = 1e9) -> None:
        """Show a value without telling it; `low` and `high` bound what can be typed."""
        self.blockSignals(True)
        self.setRange(low, high)
        self.setSuffix(f" {unit.suffix}" if unit.suffix else "")
        self._given = round(value, _MOST_DECIMALS)
        self.setValue(value)
        self.blockSignals(False)

    def textFromValue(self, value: float) -> str:
        """As few decimals as the value needs, in the locale; a plain minus, which the field reads back."""
        return numbers.plain(value, _MOST_DECIMALS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling over a field must not change it."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Finish the edit."""
        super().focusOutEvent(event)
        self._changed(self.value())

    @Slot(float)
    def _changed(self, value: float) -> None:
        if value != self._given:
            self._given = value
            self.committed.emit(value)
