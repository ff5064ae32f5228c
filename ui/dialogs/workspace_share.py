"""A copy of the workspace to pass on: without people, with a password, or both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QWidget

from cxdesk.common.problems import UserError
from ui.dialogs import workspace_asking as asking
from ui.dialogs.workspace_password import PasswordEdit
from ui.document import work
from ui.document.document import SUFFIX, Document
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import XL, L, M, S
from ui.widgets.form import FormRows, column, grow, label, named
from ui.work.jobs import Lane


class ShareDialog(QDialog):
    """Asks what the copy holds and how it opens, then where it goes; it is written in a job. Open it with `open()`."""

    shared = Signal(Path)

    def __init__(self, state: AppState, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._document = state, document
        self.setWindowTitle(self.tr("Share a copy"))
        self.setMinimumWidth(560)
        layout = column(self, margin=L, spacing=M)
        layout.addWidget(label(self.tr("Share a copy"), "title"))
        layout.addWidget(
            label(
                self.tr("A workspace of its own, without the history of this one. Every figure in it is the same."),
                "muted",
                wrap=True,
            )
        )
        self.codes = self._box(
            layout,
            self.tr("&Without people"),
            self.tr(
                "Codes stand in place of agents, customers and everyone who wrote or answered, the same person having "
                "the same code everywhere. E-mail addresses, subjects, comments and tags, rows left out and the "
                "names of your files are removed. Names of products, teams and questions stay."
            ),
        )
        self.codes.setChecked(True)
        self.lock = self._box(
            layout,
            self.tr("Open with a &password only"),
            self.tr("The copy is encrypted. Nobody opens it without the password, and nothing brings it back."),
        )
        layout.addWidget(self._password_rows())
        self._hint = label("", "error", wrap=True)
        layout.addWidget(self._hint)
        layout.addStretch(1)
        layout.addLayout(self._buttons())
        self.lock.toggled.connect(self._update)
        self.codes.toggled.connect(self._update)
        self.resize(self.minimumWidth(), 0)
        self._update()

    def _box(self, layout: Any, text: str, help_text: str) -> QCheckBox:
        box = named(QCheckBox(text), text.replace("&", ""), help_text)
        layout.addWidget(box)
        more = label(help_text, "small", wrap=True)
        more.setContentsMargins(XL, 0, 0, 0)
        layout.addWidget(more)
        return box

    def _password_rows(self) -> QWidget:
        rows = FormRows(self)
        rows.setContentsMargins(XL, 0, 0, 0)
        self.password = rows.row(self.tr("P&assword:"), PasswordEdit())
        self.again = rows.row(self.tr("A&gain:"), PasswordEdit())
        self.show_it = rows.row("", named(QCheckBox(self.tr("Sho&w the password")), self.tr("Show the password")))
        self.show_it.setAccessibleName(self.tr("Show the password"))
        for edit in (self.password, self.again):
            self.show_it.toggled.connect(edit.reveal)
            edit.textChanged.connect(self._update)
        self._rows = rows
        return rows

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        stop = named(QPushButton(self.tr("Cancel")), self.tr("Cancel"))
        stop.clicked.connect(self.reject)
        self.save_button = named(QPushButton(self.tr("Save the copy…")), self.tr("Save the copy"))
        theme.set_role(self.save_button, "primary")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.choose)
        row.addStretch(1)
        row.addWidget(stop)
        row.addWidget(self.save_button)
        return row

    @property
    def hint(self) -> str:
        """What speaks against the password; "" where nothing does."""
        return self._hint.text()

    @Slot()
    def choose(self) -> None:
        """Ask where the copy goes."""
        stem = Path(self._document.suggested_name()).stem
        if self.codes.isChecked():
            stem = self.tr("shared workspace")  # its own name may be a customer's
        path = self._document.path
        asking.choose_place(self, self.tr("Save the copy"), path and path.parent, f"{stem}{SUFFIX}", self.share_to)

    def share_to(self, path: Path) -> None:
        """Write the copy there, in a job; the dialog is done."""
        path = path if path.suffix.lower() == SUFFIX else path.with_name(f"{path.name}{SUFFIX}")
        try:
            work.refuse_open(path, self._document.path)
        except UserError as error:
            self._hint.setText(str(error))
            return
        password = self.password.text() if self.lock.isChecked() else ""
        sharing = work.share(self._state.session, path, people=not self.codes.isChecked(), password=password)
        job = self._state.run(Lane.EXPORT, sharing, self.tr("Writing {name}").format(name=path.name))
        job.done.connect(self._written)
        self.accept()

    @Slot(object)
    def _written(self, path: Path) -> None:
        self._state.told.emit(self.tr("“{name}” is written to {folder}.").format(name=path.name, folder=path.parent))
        self.shared.emit(path)

    @Slot()
    def _update(self) -> None:
        from cxdesk.workspace.sealed import weakness

        on = self.lock.isChecked()
        self._rows.setEnabled(on)
        one, other = self.password.text(), self.again.text()
        weak = weakness(one) if on else None
        differs = on and bool(other) and one != other
        self._hint.setText(self.tr("The two passwords differ.") if differs else weak or "")
        grow(self)
        self.save_button.setEnabled(not on or (bool(one) and one == other))
