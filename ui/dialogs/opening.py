"""A window that opens files and dialogs: which there are, and when they may open."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMainWindow

from ui.state import AppState
from ui.undo.history import History
from ui.widgets.files import FileChooser

if TYPE_CHECKING:
    from ui.dialogs.report_out import ReportOut

# Modules that are heavy to import, so that a thread may load them before they are wanted.
HEAVY = (
    "cxdesk.imports.service",
    "cxdesk.workspace.refresh",
    "ui.dialogs.import_dialog",
    "ui.dialogs.refresh_run",
    "ui.dialogs.export_dialog",
    "ui.dialogs.report_out",
    "ui.dialogs.targets_back",
    "ui.dialogs.settings",
    "ui.dialogs.figures",
    "ui.dialogs.views",
    "ui.dialogs.audit",
    "ui.dialogs.history",
    "ui.dialogs.forget",
)


class OpeningWindow(QMainWindow):
    """Opens files and dialogs for its state; what is asked for before the state is ready waits. `waits` says so."""

    waits = Signal(str)

    def __init__(self, state: AppState) -> None:
        super().__init__()
        self._state = state
        self.history = History(state, self)
        self._out: ReportOut | None = None
        self._refresher: Any = None  # made when first asked for: what it needs of the domain is slow to load
        self._dialog: Any = None  # kept, so that it lives as long as it is open
        self._waiting: list[Path] = []
        self._then: tuple[Path, ...] = ()  # files to open once a dialog is closed
        self._sample_asked = False

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open the import dialog for these files; before the state is ready they wait.

        A KPI workbook that was exported here brings its edited targets back instead.
        """
        if not paths:
            return
        if not self._state.is_ready:
            self._waiting += paths
            self.waits.emit(self.tr("Opening {name}…").format(name=paths[0].name))
            return
        from cxdesk.export.targets_back import is_exported

        exported = [path for path in paths if is_exported(path)]
        if exported:
            self.read_targets(exported[0], [path for path in paths if path != exported[0]])
        else:
            self.import_files(paths)

    def import_files(self, paths: Sequence[Path]) -> None:
        """Open the import dialog for these files."""
        from ui.dialogs.import_run import open_import

        self._dialog = open_import(self._state, self.history, paths, self)

    def read_targets(self, path: Path, then: Sequence[Path] = ()) -> None:
        """List the targets that were edited in an exported workbook, and open further files afterwards."""
        from ui.dialogs.targets_back import TargetsBackDialog

        self._then = tuple(then)
        self._dialog = dialog = TargetsBackDialog(self._state, self.history, path, self, offer_data=True)
        dialog.told.connect(self._state.told)
        dialog.as_data.connect(self._import_instead)
        dialog.finished.connect(self._open_then)
        dialog.open()

    @Slot(object)
    def _import_instead(self, path: Path) -> None:
        then, self._then = self._then, ()
        self.import_files([path, *then])

    @Slot()
    def _open_then(self) -> None:
        then, self._then = self._then, ()
        self.open_files(then)

    @Slot()
    def open_sample(self) -> None:
        """Load the sample company."""
        self._sample_asked = not self._state.is_ready
        if self._sample_asked:
            self.waits.emit(self.tr("Opening the sample…"))
        else:
            from ui.dialogs.import_run import import_sample

            import_sample(self._state, self.history)

    def open_what_waits(self) -> None:
        """Open what was asked for before the state was ready."""
        waiting, self._waiting = self._waiting, []
        if self._sample_asked:
            self.open_sample()
        self.open_files(waiting)

    @Slot()
    def choose_files(self) -> None:
        """Ask for spreadsheets."""
        FileChooser(self, self.open_chosen).open()

    @Slot(list)
    def open_chosen(self, paths: Sequence[str | Path]) -> None:
        """Open what was chosen."""
        self.open_files([Path(path) for path in paths])

    @Slot(list)
    def open_again(self, paths: Sequence[str]) -> None:
        """Open the files of last time; what is recognised as it was then is imported without asking."""
        if self._state.is_ready:
            from ui.dialogs.import_run import open_import

            self._dialog = open_import(self._state, self.history, [Path(path) for path in paths], self, at_once=True)

    @Slot(list)
    def refresh(self, paths: Sequence[str]) -> None:
        """Take the newest files of some sources, of all where none is named."""
        if not self._state.is_ready:
            return
        if self._refresher is None:
            from ui.dialogs.refresh_run import Refresher

            self._refresher = Refresher(self._state, self.history, self)
            self._refresher.unsure.connect(self.open_chosen)
        self._refresher.start(paths)

    @Slot()
    def refresh_all(self) -> None:
        """Take the newest files of all sources."""
        self.refresh([])

    @Slot()
    def export_workbook(self) -> None:
        """Open the export dialog."""
        if self._state.report is not None:
            self._open("ui.dialogs.export_dialog", "ExportDialog")

    @Slot()
    def save_pdf(self) -> None:
        """Save the report as PDF."""
        self._report_out().save_pdf()

    @Slot()
    def print_report(self) -> None:
        """Print the report."""
        self._report_out().print_report()

    def _report_out(self) -> ReportOut:
        from ui.dialogs.report_out import ReportOut

        if self._out is None:
            self._out = ReportOut(self._state, self)
        return self._out

    @Slot()
    def open_settings(self) -> None:
        """Open the settings."""
        if self._state.is_ready:
            self._open("ui.dialogs.settings", "SettingsDialog")

    @Slot()
    def save_view(self) -> None:
        """Ask for a name of the present view."""
        if self._state.report is not None:
            self._open("ui.dialogs.views", "SaveViewDialog")

    @Slot()
    def change_views(self) -> None:
        """Open the list of saved views."""
        if self._state.is_ready:
            self._open("ui.dialogs.views", "ViewsDialog")

    @Slot(str)
    def open_convention(self, key: str) -> None:
        """Open the settings at a convention."""
        if self._state.is_ready:
            self._open("ui.dialogs.settings", "SettingsDialog")
            self._dialog.show_convention(key)

    @Slot(str)
    def type_in(self, table: str) -> None:
        """Open the editor of what is typed in: `figures` or `audit`."""
        if self._state.is_ready:
            self._open(f"ui.dialogs.{table}", f"{table.capitalize()}Dialog")

    @Slot()
    def type_what_is_named(self) -> None:
        """Open the editor that the action is named after."""
        action = self.sender()
        if action is not None:
            self.type_in(action.objectName())

    def _open(self, module: str, kind: str) -> None:
        self._dialog = getattr(importlib.import_module(module), kind)(self._state, self.history, self)
        self._dialog.open()
