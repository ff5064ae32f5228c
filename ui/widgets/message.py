"""Small windows that say something: an unexpected error, and what this app is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMessageBox, QPlainTextEdit, QPushButton, QWidget

from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.widgets.form import column, label, named


class CrashMessage(QDialog):
    """One unexpected error; it does not block the window behind it."""

    def __init__(self, line: str, trace: str, log_file: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self.setWindowTitle(self.tr("Something unexpected happened"))
        self.resize(620, 360)
        self._trace = trace
        layout = column(self, margin=L, spacing=M)
        layout.addWidget(label(self.tr("Something unexpected happened"), "title"))
        layout.addWidget(
            label(
                self.tr("You can go on working. If it happens again, please report the text below; it holds no data."),
                "muted",
                wrap=True,
            )
        )
        text = named(QPlainTextEdit(f"{line}\n\n{trace}", self), self.tr("Details"))
        text.setReadOnly(True)
        layout.addWidget(text, 1)
        if log_file is not None:
            layout.addWidget(label(self.tr("Log file: {path}").format(path=log_file), "small", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(S)
        copy = named(QPushButton(self.tr("Copy")), self.tr("Copy the details"))
        copy.clicked.connect(self._copy)
        close = named(QPushButton(self.tr("Close")), self.tr("Close"))
        theme.set_role(close, "primary")
        close.clicked.connect(self.close)
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(close)
        layout.addLayout(row)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._trace)


def show_about(parent: QWidget, version: str, log_file: Path | None) -> None:
    """Say what this is and where the log is."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(parent.tr("About CX Desk"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"CX Desk {version}")
    where = parent.tr("Log file: {path}").format(path=log_file) if log_file is not None else ""
    box.setInformativeText(
        parent.tr(
            "Customer-service KPIs from the spreadsheets your help desk exports. Nothing leaves this computer: the app "
            "opens no network connection."
        )
        + ("\n\n" + where if where else "")
    )
    box.open()
