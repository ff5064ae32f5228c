"""A sentence at the top of the page with what can be done about it; it stays until it is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui.theme import theme
from ui.theme.tokens import M, S
from ui.widgets.form import label, named
from ui.widgets.icon_label import IconLabel

Choice = tuple[str, Callable[[], object]]
"""Words of a button and what it does."""


class OfferBar(QFrame):
    """One offer. Any of its buttons answers it; what it says is also there for a screen reader."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "banner")
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(M, S, S, S)
        self._layout.setSpacing(S)
        self._layout.addWidget(IconLabel(icon, 18, "near", self), 0, Qt.AlignmentFlag.AlignVCenter)
        self._text = label("", "", wrap=True)
        self._layout.addWidget(self._text, 1)
        self.buttons: list[QPushButton] = []
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def offer(self, text: str, choices: Sequence[Choice]) -> None:
        """Say something and show what can be done, the likeliest first; answered, it goes."""
        self.clear()
        self._text.setText(text)
        self.setAccessibleName(text)
        for words, act in choices:
            button = named(QPushButton(words, self), words, text)
            button.clicked.connect(lambda _on=False, act=act: self._answer(act))
            self._layout.addWidget(button)
            self.buttons.append(button)
        self.show()

    def clear(self) -> None:
        """Offer nothing."""
        for button in self.buttons:
            self._layout.removeWidget(button)
            button.deleteLater()
        self.buttons = []
        self.hide()

    def _answer(self, act: Callable[[], object]) -> None:
        self.clear()
        act()
