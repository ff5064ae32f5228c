"""Sentences for the user at the top of the page; they stay until closed or replaced."""

from __future__ import annotations

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from ui.theme import icons, theme
from ui.theme.tokens import M, S
from ui.widgets.form import label, named


class NoticeBar(QFrame):
    """One sentence with a button to close it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "banner")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(M, S, S, S)
        self._text: QLabel = label("", "", wrap=True)
        layout.addWidget(self._text, 1)
        close = named(QToolButton(self), self.tr("Close this notice"))
        close.setIcon(icons.icon("close"))
        close.setIconSize(QSize(14, 14))
        theme.set_role(close, "flat")
        close.clicked.connect(self.hide)
        layout.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown last."""
        return self._text.text()

    @Slot(str)
    def tell(self, text: str) -> None:
        """Show a sentence."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.show()
