"""The menus, made from the action records and the undo stack."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence, QUndoStack
from PySide6.QtWidgets import QMainWindow, QMenu

from ui.basics.actions import ACTIONS, make_action
from ui.theme import icons


def build_menus(
    window: QMainWindow, slots: Mapping[str, Callable[[], object]], stack: QUndoStack
) -> dict[str, QAction]:
    """Fill the window's menu bar; gives every action by its id, `undo` and `redo` among them."""
    menus: dict[str, QMenu] = {name: window.menuBar().addMenu(title) for name, title in _titles().items()}
    actions: dict[str, QAction] = {}
    for record in ACTIONS:
        action = make_action(record, window, slots[record.id])
        if record.icon:
            action.setIcon(icons.icon(record.icon))
        if record.separator:
            menus[record.menu].addSeparator()
        menus[record.menu].addAction(action)
        actions[record.id] = action
    undo = stack.createUndoAction(window, QCoreApplication.translate("menus", "&Undo"))
    undo.setShortcut(QKeySequence("Ctrl+Z"))
    redo = stack.createRedoAction(window, QCoreApplication.translate("menus", "&Redo"))
    redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
    for name, action in (("undo", undo), ("redo", redo)):
        action.setIcon(icons.icon(name))
        menus["edit"].addAction(action)
        actions[name] = action
    return actions


def menu_of(window: QMainWindow, action: QAction) -> QMenu:
    """The menu of the menu bar in which an action stands.

    Raises:
        StopIteration: in none.
    """
    return next(menu for menu in window.menuBar().findChildren(QMenu) if action in menu.actions())


def _titles() -> dict[str, str]:
    return {
        "file": QCoreApplication.translate("menus", "&File"),
        "edit": QCoreApplication.translate("menus", "&Edit"),
        "view": QCoreApplication.translate("menus", "&View"),
        "help": QCoreApplication.translate("menus", "&Help"),
    }
