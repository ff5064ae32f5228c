"""What was done when a person was forgotten, and the copies that still name them: which shall be deleted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QWidget

from ui.basics import numbers
from ui.models.forgetting import is_older_format
from ui.theme import theme
from ui.theme.tokens import M, S
from ui.widgets.form import card_of, column, label, named
from ui.work.jobs import Lane

if TYPE_CHECKING:
    from ui.document.work import Gone
    from ui.state import AppState


class ForgottenPage(QWidget):
    """The end of the dialog: backups of older formats are ticked to be deleted, other copies are not."""

    closed = Signal()

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        layout = column(self, spacing=M)
        self.title = label("", "title", wrap=True)
        self.words = label("", "", wrap=True)
        self.running = label("", "error", wrap=True)
        layout.addWidget(self.title)
        layout.addWidget(self.words)
        layout.addWidget(self.running)
        self.heading = label(self.tr("COPIES OF THIS WORKSPACE THAT STILL NAME THE PERSON"), "section")
        layout.addWidget(self.heading)
        self.copies = named(QListWidget(), self.tr("Copies that still name the person"))
        self.card = card_of(self.copies)
        layout.addWidget(self.card, 1)
        self.told = label("", "small", wrap=True)
        layout.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(S)
        self.delete = named(QPushButton(self.tr("Delete the ticked files")), self.tr("Delete the ticked files"))
        self.delete.clicked.connect(self._delete)
        self.close_button = named(QPushButton(self.tr("Close")), self.tr("Close"))
        theme.set_role(self.close_button, "primary")
        self.close_button.clicked.connect(self.closed)
        self.copies.itemChanged.connect(self._follow)
        row.addWidget(self.delete)
        row.addStretch(1)
        row.addWidget(self.close_button)
        layout.addLayout(row)

    def show_result(self, gone: Gone, document: Path | None) -> None:
        """Say what was done."""
        self.title.setText(self.tr("“{label}” stands there now").format(label=gone.label))
        cells = self.tr("1 cell") if gone.cells == 1 else self.tr("{n} cells").format(n=numbers.count(gone.cells))
        parts = self.tr("1 part") if gone.settings == 1 else self.tr("{n} parts")
        parts = parts.format(n=numbers.count(gone.settings))
        words = self.tr("Changed: {cells} and {parts} of the settings, and all past states that held the name.")
        more = self.tr("The workspace was opened again; what was done before cannot be undone any more.")
        self.words.setText(f"{words.format(cells=cells, parts=parts)} {more}")
        self.running.setText(self.tr("Another window has this workspace open and still shows the name: close it.")
                             if gone.running else "")  # fmt: skip
        self.running.setVisible(bool(gone.running))
        self.copies.clear()
        for path in gone.copies:
            item = QListWidgetItem(str(path))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            old = document is not None and is_older_format(path, document)
            item.setCheckState(Qt.CheckState.Checked if old else Qt.CheckState.Unchecked)
            self.copies.addItem(item)
        for widget in (self.heading, self.card, self.delete):
            widget.setVisible(bool(gone.copies))
        self._follow()
        self.close_button.setFocus()

    @property
    def ticked(self) -> list[Path]:
        """The copies that shall be deleted."""
        items = [self.copies.item(place) for place in range(self.copies.count())]
        return [Path(item.text()) for item in items if item.checkState() is Qt.CheckState.Checked]

    @Slot()
    def _follow(self) -> None:
        self.delete.setEnabled(bool(self.ticked))

    @Slot()
    def _delete(self) -> None:
        wanted = self.ticked
        self.delete.setEnabled(False)

        def work(_progress: object) -> list[Path]:
            kept = []
            for path in wanted:
                try:
                    path.unlink(missing_ok=True)
                except OSError:
                    kept.append(path)
            return kept

        job = self._state.run(Lane.EXPORT, work, self.tr("Deleting copies"), tell=False)
        job.done.connect(lambda kept: self._deleted(wanted, kept))

    def _deleted(self, wanted: list[Path], kept: list[Path]) -> None:
        for path in wanted:
            if path not in kept:
                for item in self.copies.findItems(str(path), Qt.MatchFlag.MatchExactly):
                    self.copies.takeItem(self.copies.row(item))
        if kept:
            names = ", ".join(path.name for path in kept)
            self.told.setText(self.tr("These could not be deleted: {names}. Delete them yourself.").format(names=names))
        else:
            self.told.setText(self.tr("Deleted."))
        self._follow()
