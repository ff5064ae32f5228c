"""A number field that shows no decimals it does not need and takes both decimal marks."""

from __future__ import annotations

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget

from ui.basics import numbers


class NumberSpin(QDoubleSpinBox):
    """Up to three decimals; the step follows the size of the number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(3)
        self.setRange(-1e9, 1e9)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        self.setKeyboardTracking(False)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)

    def textFromValue(self, value: float) -> str:
        """`24`, `99.9`, in the locale."""
        return numbers.number(value, numbers.decimals_needed(value), grouped=False).replace("−", "-")

    def valueFromText(self, text: str) -> float:
        """The number, whichever decimal mark was typed."""
        return self._number(text) or 0.0

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Whether the text is, or may become, a number."""
        bare = self._bare(text)
        if bare in ("", "-", ".", ",", "-.", "-,"):
            return QValidator.State.Intermediate, text, position
        state = QValidator.State.Invalid if self._number(text) is None else QValidator.State.Acceptable
        return state, text, position

    def _bare(self, text: str) -> str:
        return text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip().replace("−", "-")

    def _number(self, text: str) -> float | None:
        try:
            value = float(self._bare(text).replace(",", "."))
        except ValueError:
            return None
        return value if self.minimum() <= value <= self.maximum() else None
