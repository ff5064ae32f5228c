"""The scheme in force: Fusion style, our own palettes, one generated style sheet, and following the system."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme.style import sheet
from ui.theme.tokens import BODY, DARK, LIGHT, Tokens

Scheme = Literal["system", "light", "dark"]


@dataclass
class _Now:
    scheme: Scheme = "system"
    tokens: Tokens = LIGHT
    applied: bool = False


_now = _Now()


def tokens() -> Tokens:
    """The colours in force. Painted widgets read them on every paint; `changeEvent` brings a new scheme."""
    return _now.tokens


def scheme() -> Scheme:
    """The user's choice, not what the system made of it."""
    return _now.scheme


def apply(app: QApplication, choice: Scheme = "system") -> None:
    """Dress the whole app; calling it again changes the scheme of what is already open.

    `system` follows the desktop where it says which scheme it uses, and is light where it does not.
    """
    _now.scheme = choice
    if not _now.applied:
        _now.applied = True
        app.setStyle("Fusion")
        app.setFont(_body_font(app.font()))
        app.styleHints().colorSchemeChanged.connect(_follow)
    chosen = DARK if _wants_dark(app, choice) else LIGHT
    if chosen is _now.tokens and app.styleSheet():
        return
    _now.tokens = chosen
    app.setPalette(palette(chosen))
    app.setStyleSheet(sheet(chosen))


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget its look by name (`title`, `muted`, `primary`, `chip`, `card`, ...; see `style.py`)."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def font(size: int = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The system's font in one of our sizes (device-independent pixels), for painted text; figures tabular."""
    out = QFont(QApplication.font())
    out.setPixelSize(size)
    out.setWeight(weight)
    return out


def palette(colours: Tokens) -> QPalette:
    """All roles of a scheme, also for disabled controls."""
    role = QPalette.ColorRole
    active = {
        role.Window: colours.background,
        role.WindowText: colours.text,
        role.Base: colours.field,
        role.AlternateBase: colours.hover,
        role.ToolTipBase: colours.text,
        role.ToolTipText: colours.background,
        role.PlaceholderText: colours.muted,
        role.Text: colours.text,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.missed,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Link: colours.accent,
        role.LinkVisited: colours.accent,
        role.Accent: colours.accent,
        role.Light: colours.surface,
        role.Midlight: colours.hover,
        role.Mid: colours.border,
        role.Dark: colours.line,
        role.Shadow: colours.border,
    }
    out = QPalette()
    for name, colour in active.items():
        out.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        out.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.line))
    out.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colours.selected))
    return out


def _body_font(system: QFont) -> QFont:
    out = QFont(system)
    out.setPixelSize(BODY)
    # Digits of equal width, so that columns of figures line up and a changing number does not jump.
    out.setFeature(QFont.Tag("tnum"), 1)
    return out


def _wants_dark(app: QApplication, choice: Scheme) -> bool:
    if choice == "system":
        return app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return choice == "dark"


@Slot()
def _follow() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication) and _now.scheme == "system":
        apply(app, "system")
