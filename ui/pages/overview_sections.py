"""One section of the overview: a heading, its first rows of cards, and a button for the rest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.theme import theme
from ui.theme.tokens import M, S
from ui.widgets.flow import CardGrid
from ui.widgets.form import label, named
from ui.widgets.kpi_card import KpiCard


class CardSection(QWidget):
    """Cards under a heading; `rows` of them at first, all of them once asked for."""

    def __init__(self, name: str, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._rows, self._open = name, rows, False
        self._limited = False
        self.cards: tuple[KpiCard, ...] = ()
        self._title = label("", "section")
        self.more = QPushButton(self)
        theme.set_role(self.more, "link")
        self.more.clicked.connect(self._toggle)
        head = QHBoxLayout()
        head.setContentsMargins(0, S, 0, 0)
        head.setSpacing(M)
        head.addWidget(self._title)
        head.addWidget(self.more)
        head.addStretch(1)
        self._grid = CardGrid(parent=self)
        self._grid.flowed.connect(self._flowed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(S)
        layout.addLayout(head)
        layout.addWidget(self._grid)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_cards(self, cards: Sequence[KpiCard], *, limited: bool) -> None:
        """Show other cards; only the first rows of them where `limited` and not opened."""
        self.cards, self._limited = tuple(cards), limited
        self._title.setText(f"{self._name.upper()}  ·  {len(cards)}")
        self.setVisible(bool(cards))
        self._grid.set_most_rows(self._rows if limited and not self._open else None)
        self._grid.set_cards(list(cards))
        self._flowed()

    @property
    def shown(self) -> tuple[KpiCard, ...]:
        """The cards on show."""
        return tuple(card for card in self.cards if not card.isHidden())

    @Slot()
    def _toggle(self) -> None:
        self._open = not self._open
        self.show_cards(self.cards, limited=self._limited)
        self.more.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _flowed(self) -> None:
        hidden = len(self.cards) - len(self.shown)
        opened = self._open and self._limited and len(self.cards) > self._rows * self._grid.columns
        self.more.setVisible(hidden > 0 or opened)
        text = self.tr("Show fewer") if opened else self.tr("Show all {n}").format(n=len(self.cards))
        self.more.setText(text)
        named(self.more, f"{self._name}: {text}")
