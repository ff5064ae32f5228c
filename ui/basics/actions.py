"""Actions as records: text, keys and place in the menus are data; what they do is wired by the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

CONTEXT = "actions"


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark a text for the translators' tools, which know this name; `make_action` translates it."""
    del context
    return text


@dataclass(frozen=True, kw_only=True)
class ActionRecord:
    """One command. `keys` are shortcuts in portable text, the first is shown; `menu` "" keeps it out of the menus."""

    id: str
    text: str
    menu: str = ""
    keys: tuple[str, ...] = ()
    icon: str = ""
    separator: bool = False  # a line above it in its menu


def make_action(record: ActionRecord, parent: QWidget, slot: Callable[[], object] | None = None) -> QAction:
    """A QAction of the record, active anywhere in the parent's window; `slot` is called without arguments."""
    action = QAction(QCoreApplication.translate(CONTEXT, record.text), parent)
    action.setObjectName(record.id)
    action.setShortcuts([QKeySequence(key) for key in record.keys])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    if slot is not None:
        action.triggered.connect(slot)
    parent.addAction(action)
    return action


ACTIONS: tuple[ActionRecord, ...] = (
    ActionRecord(id="new", text=QT_TRANSLATE_NOOP("actions", "&New workspace"), menu="file", keys=("Ctrl+N",)),
    ActionRecord(id="new_window", text=QT_TRANSLATE_NOOP("actions", "New &window"), menu="file",
                 keys=("Ctrl+Shift+N",)),
    ActionRecord(id="open", text=QT_TRANSLATE_NOOP("actions", "&Open spreadsheets or workspace…"), menu="file",
                 keys=("Ctrl+O",), icon="folder", separator=True),
    ActionRecord(id="open_workspace", text=QT_TRANSLATE_NOOP("actions", "Open wor&kspace…"), menu="file",
                 keys=("Ctrl+Shift+O",)),
    ActionRecord(id="save", text=QT_TRANSLATE_NOOP("actions", "&Save"), menu="file", keys=("Ctrl+S",), icon="save",
                 separator=True),
    ActionRecord(id="save_as", text=QT_TRANSLATE_NOOP("actions", "Save &as…"), menu="file", keys=("Ctrl+Shift+S",)),
    ActionRecord(id="share", text=QT_TRANSLATE_NOOP("actions", "S&hare a copy…"), menu="file"),
    ActionRecord(id="history", text=QT_TRANSLATE_NOOP("actions", "H&istory…"), menu="file", keys=("Ctrl+H",),
                 icon="clock", separator=True),
    ActionRecord(id="forget", text=QT_TRANSLATE_NOOP("actions", "For&get a person…"), menu="file"),
    ActionRecord(id="refresh", text=QT_TRANSLATE_NOOP("actions", "&Refresh all files"), menu="file",
                 keys=("Ctrl+R",), icon="refresh", separator=True),
    ActionRecord(id="sample", text=QT_TRANSLATE_NOOP("actions", "Look at the sa&mple"), menu="file", icon="sheet"),
    ActionRecord(id="figures", text=QT_TRANSLATE_NOOP("actions", "Type in fi&gures…"), menu="file", icon="edit",
                 separator=True),
    ActionRecord(id="audit", text=QT_TRANSLATE_NOOP("actions", "A&udit…"), menu="file", icon="check"),
    ActionRecord(id="export", text=QT_TRANSLATE_NOOP("actions", "&Export report…"), menu="file",
                 keys=("Ctrl+E",), icon="export", separator=True),
    ActionRecord(id="save_pdf", text=QT_TRANSLATE_NOOP("actions", "Save report as P&DF…"), menu="file",
                 keys=("Ctrl+Shift+E",)),
    ActionRecord(id="print", text=QT_TRANSLATE_NOOP("actions", "&Print…"), menu="file", keys=("Ctrl+P",)),
    ActionRecord(id="settings", text=QT_TRANSLATE_NOOP("actions", "Se&ttings…"), menu="file",
                 keys=("Ctrl+,",), icon="settings", separator=True),
    ActionRecord(id="quit", text=QT_TRANSLATE_NOOP("actions", "&Quit"), menu="file", keys=("Ctrl+Q",),
                 separator=True),
    ActionRecord(id="overview", text=QT_TRANSLATE_NOOP("actions", "&Overview"), menu="view", keys=("Ctrl+1",),
                 icon="overview"),
    ActionRecord(id="kpis", text=QT_TRANSLATE_NOOP("actions", "&KPIs"), menu="view", keys=("Ctrl+2",), icon="kpis"),
    ActionRecord(id="data", text=QT_TRANSLATE_NOOP("actions", "&Data"), menu="view", keys=("Ctrl+3",), icon="data"),
    ActionRecord(id="find", text=QT_TRANSLATE_NOOP("actions", "&Find a KPI"), menu="view", keys=("Ctrl+F",),
                 icon="search", separator=True),
    ActionRecord(id="earlier", text=QT_TRANSLATE_NOOP("actions", "&Earlier period"), menu="view", keys=("Alt+Left",),
                 icon="chevron-left", separator=True),
    ActionRecord(id="later", text=QT_TRANSLATE_NOOP("actions", "&Later period"), menu="view", keys=("Alt+Right",),
                 icon="chevron-right"),
    ActionRecord(id="save_view", text=QT_TRANSLATE_NOOP("actions", "&Save this view…"), menu="view", keys=("Ctrl+D",),
                 icon="bookmark"),
    ActionRecord(id="views", text=QT_TRANSLATE_NOOP("actions", "&Change saved views…"), menu="view",
                 keys=("Ctrl+Shift+D",)),
    ActionRecord(id="recompute", text=QT_TRANSLATE_NOOP("actions", "&Recompute"), menu="view", keys=("F5",),
                 icon="refresh", separator=True),
    ActionRecord(id="about", text=QT_TRANSLATE_NOOP("actions", "&About CX Desk"), menu="help", icon="info"),
)  # fmt: skip


def record(action_id: str) -> ActionRecord:
    """The record of an id.

    Raises:
        KeyError: no such action.
    """
    for candidate in ACTIONS:
        if candidate.id == action_id:
            return candidate
    raise KeyError(action_id)
