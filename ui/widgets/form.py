"""Rows of a form: label, control, help, buddy and accessible name in one place."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from ui.theme import theme
from ui.theme.tokens import XS, L, M, S

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str, description: str = "") -> W:
    """Give a control the name (and the explanation) that a screen reader says."""
    widget.setAccessibleName(name)
    if description:
        widget.setAccessibleDescription(description)
    return widget


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A label with a look; plain text, never markup from data."""
    out = QLabel(text)
    out.setTextFormat(Qt.TextFormat.PlainText)
    out.setWordWrap(wrap)
    if role:
        theme.set_role(out, role)
    return out


class FormRows(QWidget):
    """Labelled controls, one below the other; the label's `&` key moves to its control."""

    def __init__(self, parent: QWidget | None = None, *, above: bool = False) -> None:
        """Labels stand left of their controls, or `above` them in narrow places."""
        super().__init__(parent)
        self._above = above
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(L)
        self._grid.setVerticalSpacing(XS if above else S)
        self._grid.setColumnStretch(1, 1)
        self._next = 0

    def row(self, text: str, control: W, help_text: str = "") -> W:
        """Add a row; `help_text` stands below the control and is its description for a screen reader."""
        title = label(text, "small" if self._above else "")
        title.setBuddy(control)
        named(control, text.replace("&", "").rstrip(": "), help_text)
        if self._above:
            self._grid.addWidget(title, self._next, 0, 1, 2)
            self._grid.addWidget(control, self._next + 1, 0, 1, 2)
            self._next += 2
        else:
            self._grid.addWidget(title, self._next, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(control, self._next, 1)
            self._next += 1
        if help_text:
            self._grid.addWidget(label(help_text, "small", wrap=True), self._next, 0 if self._above else 1, 1, -1)
            self._grid.setRowMinimumHeight(self._next, L)
            self._next += 1
        return control

    def section(self, text: str) -> None:
        """A heading between rows."""
        title = label(text.upper(), "section")
        title.setContentsMargins(0, M if self._next else 0, 0, 0)
        self._grid.addWidget(title, self._next, 0, 1, 2)
        self._next += 1

    def note(self, text: str) -> QLabel:
        """A sentence across the form."""
        out = label(text, "small", wrap=True)
        self._grid.addWidget(out, self._next, 0, 1, 2)
        self._next += 1
        return out


def column(parent: QWidget, *, margin: int = 0, spacing: int = S) -> QVBoxLayout:
    """A vertical layout with our spaces."""
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def grow(dialog: QWidget) -> None:
    """Give a dialog the height that its wrapped texts need at its width; it never shrinks by itself."""
    layout = dialog.layout()
    if layout is not None:
        layout.activate()
        dialog.resize(dialog.width(), max(dialog.height(), layout.totalHeightForWidth(dialog.width())))


def card_of(inner: QWidget, *, margin: int = XS) -> QFrame:
    """A card around a widget."""
    card = QFrame()
    theme.set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.addWidget(inner)
    return card
