"""The frame of the import dialog: title, waiting page, page of checks, buttons. It knows nothing of drafts."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from ui.dialogs.import_check import CheckPage
from ui.theme import icons, theme
from ui.theme.tokens import L, M, S
from ui.widgets.form import column, label
from ui.widgets.waiting import WaitingPage

_LARGEST = QSize(1120, 740)


class ImportFrame(QDialog):
    """Widgets in their places; whoever derives from it connects them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import"))
        self.setAcceptDrops(True)
        self.setMinimumSize(760, 520)
        self.resize(_LARGEST.boundedTo(parent.window().size() - QSize(40, 40)) if parent else _LARGEST)
        body = column(self, margin=L, spacing=M)
        self._title = label(self.tr("Import"), "headline")
        self._below = label("", "muted")
        head = QHBoxLayout()
        head.setSpacing(M)
        head.addWidget(self._title)
        head.addWidget(self._below, 1, Qt.AlignmentFlag.AlignBottom)
        body.addLayout(head)
        self._message = label("", "error", wrap=True)
        self._message.hide()
        body.addWidget(self._message)
        self._pages = QStackedWidget()
        self._waiting = WaitingPage()
        self.check = CheckPage()
        self._pages.addWidget(self._waiting)
        self._pages.addWidget(self.check)
        body.addWidget(self._pages, 1)
        body.addLayout(self._footer())

    def _footer(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(S)
        self._add = QPushButton(icons.icon("plus"), self.tr("&Add files…"))
        self._cancel = QPushButton(self.tr("Cancel"))
        self.import_button = QPushButton(self.tr("&Import"))
        theme.set_role(self.import_button, "primary")
        self.import_button.setShortcut("Ctrl+Return")
        self.import_button.setToolTip(self.tr("Import (Ctrl+Enter)"))
        for button in (self._add, self._cancel, self.import_button):
            button.setAutoDefault(False)  # Enter belongs to the tables
        line.addWidget(self._add)
        line.addStretch(1)
        line.addWidget(self._cancel)
        line.addWidget(self.import_button)
        return line
