"""The menu of workspaces that were open before; those that are gone are greyed and say so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget


class RecentMenu(QMenu):
    """Fills itself when it opens. `chosen` comes with the path."""

    chosen = Signal(str)

    def __init__(self, paths: Callable[[], tuple[str, ...]], parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("menus", "Open re&cent"), parent)
        self._paths = paths
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)

    @Slot()
    def fill(self) -> None:
        """List the workspaces, newest first."""
        self.clear()
        paths = self._paths()
        for place, text in enumerate(paths, start=1):
            path = Path(text)
            there = _is_file(path)
            name = path.name.replace("&", "&&")
            words = name if there else self.tr("{name} – is not there any more").format(name=name)
            action = self.addAction(f"&{place} {words}" if place < 10 else words)
            action.setToolTip(text)
            action.setStatusTip(text)
            action.setEnabled(there)
            action.triggered.connect(lambda _on=False, text=text: self.chosen.emit(text))
        if not paths:
            self.addAction(self.tr("No workspace was opened yet")).setEnabled(False)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a drive that does not answer
        return False
