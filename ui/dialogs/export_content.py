"""Which parts a report has: sheets, dimensions, formulas or values, names or codes."""

from __future__ import annotations

from collections.abc import Sequence

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

from ui.dialogs.export_run import Format, sheet_words, tr
from ui.theme import theme
from ui.theme.tokens import XL, XS, L, M, S
from ui.widgets.flow import FlowLayout
from ui.widgets.form import label, named

_BREAKDOWN, _DATA = "Breakdown", "Data"
_AT_FIRST = ("channel", "agent", "team")


class ContentForm(QFrame):
    """The choices; remembers nothing itself."""

    changed = Signal()

    def __init__(self, dimensions: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`dimensions` are (name, title) of what the data can be broken down by."""
        super().__init__(parent)
        theme.set_role(self, "card")
        self._sheets: dict[str, QCheckBox] = {}
        self._splits: dict[str, QPushButton] = {}
        self._elsewhere: tuple[str, ...] = ()  # dimensions of a template that this data lacks
        self._kind = Format.WORKBOOK
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
        self.formulas.toggled.connect(self._tell)
        self.redact = QCheckBox(tr("&Replace names of people and customers by codes"))
        self.redact.toggled.connect(self._tell)
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

    @property
    def sheets(self) -> tuple[str, ...]:
        """Kinds of sheets that are chosen."""
        return tuple(name for name, box in self._sheets.items() if box.isChecked())

    @property
    def splits(self) -> tuple[str, ...]:
        """Dimensions that are chosen, those too that this data lacks."""
        return (*(name for name, chip in self._splits.items() if chip.isChecked()), *self._elsewhere)

    @property
    def with_formulas(self) -> bool:
        """Whether cells shall hold formulas, which need the rows."""
        return self.formulas.isChecked() and self._sheets[_DATA].isChecked()

    def show_content(
        self, sheets: Sequence[str] | None, splits: Sequence[str] | None, *, formulas: bool, redact: bool
    ) -> None:
        """Take choices up; None = as at first."""
        for name, box in self._sheets.items():
            box.setChecked(sheets is None or name in sheets)
        for name, chip in self._splits.items():
            chip.setChecked(name in (_AT_FIRST if splits is None else splits))
        self._elsewhere = tuple(name for name in splits or () if name not in self._splits)
        (self.formulas if formulas else self.values).setChecked(True)
        self.redact.setChecked(redact)
        self._follow()

    def show_format(self, kind: Format) -> None:
        """Offer what a format has."""
        self._kind = kind
        self._enable()

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
            chip.toggled.connect(self._follow)
            self._splits[name] = chip
            flow.addWidget(chip)
        policy = place.sizePolicy()
        policy.setHeightForWidth(True)
        place.setSizePolicy(policy)
        return place

    @Slot()
    def _follow(self) -> None:
        self._enable()
        self._tell()

    def _enable(self) -> None:
        """Formulas need the rows; dimensions need their sheets."""
        is_book = self._kind is Format.WORKBOOK
        self.formulas.setEnabled(is_book and self._sheets[_DATA].isChecked())
        self.values.setEnabled(is_book)
        self._sheets[_DATA].setEnabled(self._kind is not Format.PDF)  # nobody reads rows on paper
        for chip in self._splits.values():
            chip.setEnabled(self._sheets[_BREAKDOWN].isChecked())

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()


def _section(text: str) -> QWidget:
    title = label(text.upper(), "section")
    title.setContentsMargins(0, S, 0, 0)
    return title
