"""What goes into the workbook: sheets, dimensions, formulas or values, names or codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.export_run import Choices, sheet_words, tr
from ui.theme import theme
from ui.theme.tokens import XL, XS, L, M, S
from ui.widgets.flow import FlowLayout
from ui.widgets.form import label, named

_BREAKDOWN, _DATA = "Breakdown", "Data"
_AT_FIRST = ("channel", "agent", "team")


class ExportForm(QFrame):
    """The choices; remembers nothing itself."""

    changed = Signal()

    def __init__(self, dimensions: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`dimensions` are (name, title) of what the data can be broken down by."""
        super().__init__(parent)
        theme.set_role(self, "card")
        self._sheets: dict[str, QCheckBox] = {}
        self._splits: dict[str, QPushButton] = {}
        body = QVBoxLayout(self)
        body.setContentsMargins(L, S, L, M)
        body.setSpacing(S)
        body.addWidget(_section(tr("Sheets")))
        body.addLayout(self._sheet_boxes())
        body.addWidget(_section(tr("Break down by")))
        body.addWidget(self._split_chips(dimensions))
        body.addWidget(_section(tr("Numbers")))
        self.formulas = QRadioButton(tr("Live &formulas: the KPIs follow the cells"))
        self.values = QRadioButton(tr("&Values only"))
        self.formulas.setChecked(True)
        self.redact = QCheckBox(tr("&Replace names of people and customers by codes"))
        numbers = QHBoxLayout()
        numbers.setSpacing(XL)
        numbers.addWidget(self.formulas)
        numbers.addWidget(self.values)
        numbers.addStretch(1)
        body.addLayout(numbers)
        body.addWidget(_section(tr("Privacy")))
        body.addWidget(self.redact)
        body.addStretch(1)
        self._follow()

    def choices(self) -> Choices:
        """What is chosen now."""
        sheets = tuple(name for name, box in self._sheets.items() if box.isChecked())
        splits = tuple(name for name, chip in self._splits.items() if chip.isChecked())
        formulas = self.formulas.isChecked() and self.formulas.isEnabled()
        return Choices(sheets=sheets, splits=splits, formulas=formulas, redact=self.redact.isChecked())

    def as_kept(self) -> dict[str, Any]:
        """The choices as plain data."""
        chosen = self.choices()
        return {
            "sheets": list(chosen.sheets),
            "splits": list(chosen.splits),
            "formulas": self.formulas.isChecked(),
            "redact": chosen.redact,
        }

    def show_kept(self, kept: dict[str, Any]) -> None:
        """Take choices up again; what is missing or unknown stays as it is."""
        if isinstance(sheets := kept.get("sheets"), list):
            for name, box in self._sheets.items():
                box.setChecked(name in sheets)
        if isinstance(splits := kept.get("splits"), list):
            for name, chip in self._splits.items():
                chip.setChecked(name in splits)
        (self.formulas if kept.get("formulas", True) else self.values).setChecked(True)
        self.redact.setChecked(bool(kept.get("redact", False)))
        self._follow()

    def sheet_box(self, name: str) -> QCheckBox:
        """The box of a kind of sheet."""
        return self._sheets[name]

    def _sheet_boxes(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(XL)
        grid.setVerticalSpacing(XS)
        grid.setColumnStretch(1, 1)
        for row, sheet in enumerate(sheet_words()):
            box = named(QCheckBox(sheet.name), sheet.name, sheet.words)
            box.setChecked(True)
            box.toggled.connect(self._follow)
            self._sheets[sheet.name] = box
            grid.addWidget(box, row, 0)
            grid.addWidget(label(sheet.words, "small"), row, 1)
        return grid

    def _split_chips(self, dimensions: Sequence[tuple[str, str]]) -> QWidget:
        place = QWidget()
        flow = FlowLayout(place)
        for name, title in dimensions:
            chip = named(QPushButton(title.replace("&", "&&")), tr("Break down by {}").format(title))
            theme.set_role(chip, "chip")
            chip.setCheckable(True)
            chip.setChecked(name in _AT_FIRST)
            chip.setAutoDefault(False)
            self._splits[name] = chip
            flow.addWidget(chip)
        policy = place.sizePolicy()
        policy.setHeightForWidth(True)
        place.setSizePolicy(policy)
        return place

    @Slot()
    def _follow(self) -> None:
        """Formulas need the rows; dimensions need their sheets."""
        self.formulas.setEnabled(self._sheets[_DATA].isChecked())
        for chip in self._splits.values():
            chip.setEnabled(self._sheets[_BREAKDOWN].isChecked())
        self.changed.emit()


def _section(text: str) -> QWidget:
    title = label(text.upper(), "section")
    title.setContentsMargins(0, S, 0, 0)
    return title
