"""What the last import did, with a button that takes it back; it goes when it is closed or something else is done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from ui.theme import icons, theme
from ui.theme.tokens import M, S
from ui.widgets.form import label, named

_MOST_LINES = 4


class ReportStrip(QFrame):
    """A title, a few lines, and Undo. `undo_asked` takes the import back, `closed` says that it was read."""

    undo_asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "card")
        line = QHBoxLayout(self)
        line.setContentsMargins(M, S, S, S)
        line.setSpacing(S)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._title = label("", "strong", wrap=True)
        self._lines = label("", "small", wrap=True)
        words.addWidget(self._title)
        words.addWidget(self._lines)
        line.addLayout(words, 1)
        self.undo = named(QPushButton(icons.icon("undo"), self.tr("Undo")), self.tr("Undo the import"))
        self.undo.clicked.connect(self.undo_asked)
        close = named(QToolButton(), self.tr("Close the report"))
        close.setIcon(icons.icon("close"))
        close.setIconSize(QSize(14, 14))
        theme.set_role(close, "flat")
        close.clicked.connect(self.closed)
        for button in (self.undo, close):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """All it says."""
        return f"{self._title.text()}\n{self._lines.text()}".strip()

    def show_report(self, title: str, lines: Sequence[str], undo: str) -> None:
        """Say what was done; `undo` names it in the tool tip of the button. All lines are in the tool tip."""
        shown = list(lines[:_MOST_LINES])
        if len(lines) > _MOST_LINES:
            shown[-1] = self.tr("{n} more lines").format(n=len(lines) - _MOST_LINES + 1)
        self._title.setText(title)
        self._lines.setText("\n".join(shown))
        self._lines.setVisible(bool(shown))
        self.setToolTip("\n".join(lines))
        self.undo.setToolTip(undo)
        named(self, title, " ".join(lines))
        self.show()
