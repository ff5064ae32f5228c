"""Menus that stay open while several entries are ticked, and entries that carry a value."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu


class TickMenu(QMenu):
    """A menu whose checkable entries can be ticked one after the other."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick without closing."""
        action = self.activeAction()
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks without closing; Enter ticks and closes."""
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.trigger()
        else:
            super().keyPressEvent(event)


def literal(text: str) -> str:
    """Text from data as a menu shows it: an ampersand is a letter, not a key."""
    return text.replace("&", "&&")


def add_choice(menu: QMenu, text: str, value: object, *, checked: bool) -> QAction:
    """Add a checkable entry that carries `value`; the menu's `triggered` says which one was chosen."""
    action = menu.addAction(literal(text))
    action.setCheckable(True)
    action.setChecked(checked)
    action.setData(value)
    return action
