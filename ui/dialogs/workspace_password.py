"""Asking for the password of a shared copy."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.widgets.form import FormRows, column, grow, label, named


class PasswordEdit(QLineEdit):
    """A line for a password, which a box beside it may show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    @Slot(bool)
    def reveal(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal gives it by place
        """Show what is typed, or dots."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)


class PasswordDialog(QDialog):
    """Asks until the password fits or the user gives up. Open it with `open()`; `entered` comes with each try."""

    entered = Signal(str)

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.setWindowTitle(self.tr("Password"))
        self.setMinimumWidth(440)
        layout = column(self, margin=L, spacing=M)
        layout.addWidget(label(self.tr("“{name}” opens with a password").format(name=path.name), "title", wrap=True))
        layout.addWidget(
            label(
                self.tr("Who gave you this copy knows it. It opens without a name of its own: save it to work in it."),
                "muted",
                wrap=True,
            )
        )
        rows = FormRows(self)
        self.password = rows.row(self.tr("&Password:"), PasswordEdit())
        layout.addWidget(rows)
        show = named(QCheckBox(self.tr("&Show the password")), self.tr("Show the password"))
        show.toggled.connect(self.password.reveal)
        layout.addWidget(show)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        layout.addWidget(self._error)
        layout.addLayout(self._buttons())
        self.password.textChanged.connect(self._edited)
        self.password.setFocus()
        self.resize(self.minimumWidth(), 0)
        grow(self)

    @property
    def error(self) -> str:
        """Why the last try did not open it."""
        return self._error.text()

    @Slot(str)
    def refuse(self, sentence: str) -> None:
        """Say why it does not open, and ask again."""
        self._error.setText(sentence)
        self._error.show()
        grow(self)
        self.password.setEnabled(True)
        self.password.selectAll()
        self.password.setFocus()
        self._edited()

    @Slot()
    def accept(self) -> None:
        """Try the password; the dialog stays until it is known to fit."""
        if self.password.text() and self.password.isEnabled():
            self._error.hide()
            self.password.setEnabled(False)
            self.open_button.setEnabled(False)
            self.entered.emit(self.password.text())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        stop = named(QPushButton(self.tr("Cancel")), self.tr("Cancel"))
        stop.clicked.connect(self.reject)
        self.open_button = named(QPushButton(self.tr("Open")), self.tr("Open the copy"))
        theme.set_role(self.open_button, "primary")
        self.open_button.setDefault(True)
        self.open_button.setEnabled(False)
        self.open_button.clicked.connect(self.accept)
        row.addStretch(1)
        row.addWidget(stop)
        row.addWidget(self.open_button)
        return row

    @Slot()
    def _edited(self) -> None:
        self.open_button.setEnabled(bool(self.password.text()))
