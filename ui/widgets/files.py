"""Which files the window opens: chosen in the native dialog, or dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.basics import paths
from ui.document.document import SUFFIX as WORKSPACE

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt")


def dropped_files(data: QMimeData) -> list[Path]:
    """Files among what is dragged; of a folder the spreadsheets right inside it, by name."""
    found: list[Path] = []
    for url in data.urls():
        if url.isLocalFile():
            path = Path(url.toLocalFile())
            found += _spreadsheets(path) if _is_folder(path) else [path]
    return list(dict.fromkeys(found))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # inside a folder that may not be looked into
        return False


def _spreadsheets(folder: Path) -> list[Path]:
    try:
        inside = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file()]
    except OSError:
        return [folder]  # reading it says what is wrong
    shown = [path for path in inside if not path.name.startswith((".", "~$"))]
    return sorted(shown, key=lambda path: path.name.casefold())


class FileChooser(QObject):
    """The native dialog for spreadsheets and workspaces; it opens where the last file was."""

    _last_folder: Path | None = None

    def __init__(self, parent: QWidget, chosen: Callable[[Sequence[Path]], object]) -> None:
        super().__init__(parent)
        self._chosen = chosen
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        folder = FileChooser._last_folder or paths.documents_folder()
        self._dialog = QFileDialog(parent, self.tr("Open spreadsheets or a workspace"), str(folder))
        self._dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._dialog.setNameFilters(
            [
                self.tr("Spreadsheets and workspaces ({kinds})").format(kinds=f"{kinds} *{WORKSPACE}"),
                self.tr("Spreadsheets ({kinds})").format(kinds=kinds),
                self.tr("CX Desk workspaces ({kinds})").format(kinds=f"*{WORKSPACE}"),
                self.tr("All files (*)"),
            ]
        )
        self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog.filesSelected.connect(self._selected)
        self._dialog.finished.connect(self.deleteLater)

    def open(self) -> None:
        """Show it."""
        self._dialog.open()

    @Slot(list)
    def _selected(self, files: list[str]) -> None:
        found = [Path(file) for file in files]
        if found:
            FileChooser._last_folder = found[0].parent
        self._chosen(found)
