"""What a window asks about its workspace, in native message boxes that never block the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from ui.basics import paths
from ui.widgets.files import SUFFIXES

Role = QMessageBox.ButtonRole


def tr(text: str) -> str:
    """Translate a text of this module."""
    return QCoreApplication.translate("workspace", text)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A button: its words, what it does (None = nothing), and which one Enter (`likely`) and Escape press."""

    words: str
    act: Callable[[], object] | None = None
    role: QMessageBox.ButtonRole = Role.ActionRole
    likely: bool = False


def cancel() -> Answer:
    """The way out: nothing happens. Escape presses it."""
    return Answer(words=tr("Cancel"), role=Role.RejectRole)


class Asker(QObject):
    """Asks one question at a time over its window; a newer one takes the place of one that was not answered."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.window = window
        self.box: QMessageBox | None = None

    def ask(self, text: str, more: str, answers: Sequence[Answer]) -> None:
        """Show a question; the button pressed does its work once the box is gone."""
        if self.box is not None:
            self.box.close()
        box = QMessageBox(self.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowModality(Qt.WindowModality.WindowModal)
        box.setWindowTitle(tr("CX Desk"))
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setInformativeText(more)
        acts = {_button(box, answer): answer.act for answer in answers}

        def answered(_result: int) -> None:
            self.box = None
            act = next((act for button, act in acts.items() if button is box.clickedButton()), None)
            if act is not None:
                act()

        box.finished.connect(answered)
        self.box = box
        box.open()


def _button(box: QMessageBox, answer: Answer) -> QPushButton:
    button = box.addButton(answer.words, answer.role)
    button.setAccessibleName(answer.words)
    if answer.likely:
        box.setDefaultButton(button)
    if answer.role is Role.RejectRole:
        box.setEscapeButton(button)
    return button


def to_save(
    name: str | None, save: Callable[[], object], leave: Callable[[], object], *, read_only: bool = False
) -> tuple[str, str, Sequence[Answer]]:
    """The question whether changes shall be saved; `name` is the workspace's, None where it has no file yet."""
    words = tr("Save")
    if name is not None and read_only:
        text, words = tr("Save your changes to “{name}” as a copy?").format(name=name), tr("Save a copy…")
        more = tr("It is open to be read only. Without a copy your changes are lost.")
    elif name is None:
        text = tr("Save what is open as a workspace?")
        more = tr("It keeps the imported rows with everything set here. Your spreadsheets stay as they are either way.")
    else:
        text = tr("Save the changes to “{name}”?").format(name=name)
        more = tr("Without saving they are lost.")
    answers = (
        Answer(words=words, act=save, role=Role.AcceptRole, likely=True),
        Answer(words=tr("Don't save"), act=leave, role=Role.DestructiveRole),
        cancel(),
    )
    return text, more, answers


def choose_place(
    parent: QWidget, title: str, folder: Path | None, name: str, chosen: Callable[[Path], object]
) -> QFileDialog:
    """Ask in the native dialog where a workspace shall go; it asks itself before a file is replaced."""
    start = folder if folder is not None and folder.is_dir() else paths.documents_folder()
    dialog = QFileDialog(parent, title, str(start / name))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([tr("CX Desk workspaces (*.cxdesk)")])
    dialog.setDefaultSuffix("cxdesk")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda file: chosen(Path(file)))
    dialog.open()
    return dialog


def choose_workspace(parent: QWidget, folder: Path | None, chosen: Callable[[list[Path]], object]) -> QFileDialog:
    """Ask in the native dialog which workspace to open; spreadsheets are one filter away."""
    start = folder if folder is not None and folder.is_dir() else paths.documents_folder()
    dialog = QFileDialog(parent, tr("Open workspace"), str(start))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
    dialog.setNameFilters([tr("CX Desk workspaces (*.cxdesk)"), tr("Spreadsheets ({kinds})").format(kinds=kinds),
                           tr("All files (*)")])  # fmt: skip
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda files: chosen([Path(file) for file in files]))
    dialog.open()
    return dialog
