"""What was brought back of a damaged workspace, and what was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from ui.models.table_words import contents, listed
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.widgets.form import column, label, named

if TYPE_CHECKING:
    from ui.document.work import Opened

_SIZE = (560, 380)


class RescueDialog(QDialog):
    """Lists the losses of a rescue, over the rescued workspace. `save_asked` wants it saved. Open it with `open()`."""

    save_asked = Signal()

    def __init__(self, opened: Opened, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Rescued workspace"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(*_SIZE)
        layout = column(self, margin=L, spacing=M)
        layout.addWidget(label(self.tr("“{name}” was rescued").format(name=opened.title), "title", wrap=True))
        tables = opened.session.dataset.imported.tables
        there = listed(contents((name, len(frame)) for name, frame in tables.items()))
        words = self.tr("Brought back: {these}.") if there else self.tr("No rows could be brought back.")
        layout.addWidget(label(words.format(these=there), "strong", wrap=True))
        more = self.tr(
            "It is a new workspace that has no file yet: save it under a new name. The damaged file stays as it is; a "
            "backup of it may hold more."
        )
        layout.addWidget(label(more, "muted", wrap=True))
        layout.addWidget(label(self.tr("WHAT IS LOST"), "section"))
        lost = opened.lost or (self.tr("Nothing that was noticed."),)
        self.lost = named(QPlainTextEdit("\n".join(lost)), self.tr("What is lost"))
        self.lost.setReadOnly(True)
        layout.addWidget(self.lost, 1)
        layout.addLayout(self._make_buttons())
        self.save.setFocus()

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        copy = named(QPushButton(self.tr("Copy")), self.tr("Copy what is lost"))
        theme.set_role(copy, "flat")
        copy.clicked.connect(self._copy)
        close = named(QPushButton(self.tr("Look at it first")), self.tr("Look at it first"))
        close.clicked.connect(self.reject)
        self.save = named(QPushButton(self.tr("Save as…")), self.tr("Save the rescued workspace under a new name"))
        theme.set_role(self.save, "primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        row.addWidget(copy)
        row.addStretch(1)
        row.addWidget(close)
        row.addWidget(self.save)
        return row

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.lost.toPlainText())

    @Slot()
    def _save(self) -> None:
        self.accept()
        self.save_asked.emit()
