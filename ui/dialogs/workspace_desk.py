"""The workspace's commands: new, open, save, share; what is asked before, and what is offered when something fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMainWindow

from ui.dialogs import workspace_asking as asking
from ui.dialogs.workspace_asking import Asker
from ui.dialogs.workspace_held import HeldBar
from ui.dialogs.workspace_recovery import RecoveryBar
from ui.dialogs.workspace_trouble import Troubles
from ui.document.autosave import Autosave
from ui.document.document import SUFFIX, Document
from ui.document.windows import start_window
from ui.state import AppState
from ui.undo.history import History

if TYPE_CHECKING:
    from ui.document.work import Opened


class WorkspaceDesk(QObject):
    """What a window does with its document. Nothing here blocks: questions are windows that are answered some time."""

    shown = Signal()  # another document is in the window
    closing = Signal()  # what the user was asked before closing is answered

    def __init__(self, state: AppState, history: History, window: QMainWindow) -> None:
        super().__init__(window)
        self._state, self._window, self._history = state, window, history
        self.document = Document(state, history.stack, self)
        self.autosave = Autosave(state, self.document, self)
        self.asker = Asker(window)
        self.held_bar = HeldBar(self.document, self.asker, self.when_free, window)
        self.recovery_bar = RecoveryBar(self.document, self.autosave, self.asker, self.when_free, window)
        self.troubles = Troubles(state, self.document, self.asker, self.save_as, self)
        self._share: Any = None
        self._then: Callable[[], object] | None = None  # after the save that runs
        self._import_then: list[Path] = []
        self._may_close = False
        self._stopping = False
        self.document.taken.connect(self._taken)
        self.document.saved.connect(self._saved)
        self.document.gave_up.connect(self._forget_then)
        self.troubles.given_up.connect(self._forget_then)

    # --- commands -------------------------------------------------------------------------------------------------

    @Slot()
    def new(self) -> None:
        """A workspace without data, once what is open is saved."""
        if self._state.is_ready:
            self.when_free(self.document.new)

    @Slot()
    def choose(self) -> None:
        """Ask which workspace to open."""
        asking.choose_workspace(self._window, self._folder(), self._chosen)

    @Slot(str)
    def open_recent(self, path: str) -> None:
        """Open a workspace of before."""
        self.open(Path(path))

    def open(self, path: Path, then_import: Sequence[Path] = ()) -> None:
        """Open a workspace, once what is open is saved; then import files into it."""
        if self.document.path is not None and _is_same(self.document.path, path) and self.document.held is None:
            self._state.told.emit(self.tr("“{name}” is open in this window already.").format(name=path.name))
            return

        def go() -> None:
            self._import_then = list(then_import)
            self.document.open(path)

        self.when_free(go)

    @Slot()
    def save(self) -> None:
        """Save under its name; ask for one where it has none, or may only be read."""
        if not self._state.is_ready or self.document.held is not None or self.document.path is None:
            self.save_as()
        else:
            self.document.save()

    @Slot()
    def save_as(self) -> None:
        """Ask for a name and save under it."""
        if self._state.is_ready:
            name = self.document.suggested_name()
            dialog = asking.choose_place(self._window, self.tr("Save workspace"), self._folder(), name, self._save_to)
            dialog.rejected.connect(self._forget_then)

    @Slot()
    def new_window(self) -> None:
        """Open another window, which is a program of its own."""
        if not start_window():
            self._state.told.emit(self.tr("Another window cannot be opened: the program could not be started anew."))

    @Slot()
    def share(self) -> None:
        """Open the dialog that makes a copy to pass on."""
        from ui.dialogs.workspace_share import ShareDialog

        if self._state.is_ready:
            self._share = ShareDialog(self._state, self.document, self._window)
            self._share.open()

    # --- closing --------------------------------------------------------------------------------------------------

    def may_close(self) -> bool:
        """Whether the window may close now; else the user is asked, and `closing` comes if it may then."""
        if self._stopping:
            return True
        if self._may_close or not (self.document.is_worth_saving or self.document.is_saving):
            self.autosave.end(keep=False)
            self.document.close()
            return True
        if not self.document.is_saving:
            self.when_free(self._close)
        elif self._then is None:
            self._then = self._close
        return False

    @Slot()
    def stop_now(self) -> None:
        """The system asks the program to end: nobody is asked, what is not saved is kept for the next start."""
        self._stopping = True
        self.autosave.end(keep=True)

    def _close(self) -> None:
        self._may_close = True
        self.closing.emit()

    # --- in words -------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str | None:
        """The window's title, with Qt's mark for what is not saved; None without a document."""
        path = self.document.path
        if path is None:
            title = self.document.title.replace("[*]", "[*][*]")
            return f"{title}[*] – CX Desk" if title else None
        name = f"{path.name.replace('[*]', '[*][*]')}[*]"
        if self.document.held is not None:
            name = self.tr("{name} (read-only)").format(name=name)
        return f"{name} – CX Desk"

    @property
    def standing(self) -> str:
        """`acme.cxdesk · saved`, for the status line; "" without a document."""
        document = self.document
        if document.path is None:
            return self.tr("not saved as a workspace") if document.is_worth_saving else ""
        if document.is_saving:
            state = self.tr("saving…")
        elif document.held is not None:
            state = self.tr("read-only, changes not saved") if document.is_modified else self.tr("read-only")
        else:
            state = self.tr("not saved") if document.is_modified else self.tr("saved")
        return f"{document.path.name} · {state}"

    # --- what happens ---------------------------------------------------------------------------------------------

    def when_free(self, then: Callable[[], object]) -> None:
        """Do something that takes the document away, once it is saved or not wanted any more."""
        document = self.document
        if not document.is_worth_saving:
            then()
            return

        def save() -> None:
            self._then = then
            self.save()

        name = document.path.name if document.path is not None else None
        self.asker.ask(*asking.to_save(name, save, then, read_only=document.held is not None))

    @Slot(object)
    def _chosen(self, paths: list[Path]) -> None:
        self._window.open_files(paths)  # type: ignore[attr-defined]  # the window's own: it tells files apart

    def _save_to(self, path: Path) -> None:
        self.document.save(path if path.suffix.lower() == SUFFIX else path.with_name(f"{path.name}{SUFFIX}"))

    @Slot(Path)
    def _saved(self, path: Path) -> None:
        del path
        then, self._then = self._then, None
        if then is not None:
            self.when_free(then)  # it may have been edited while it was saved

    @Slot()
    def _forget_then(self) -> None:
        self._then, self._import_then = None, []

    @Slot(object)
    def _taken(self, opened: Opened) -> None:
        self._history.forget_report()
        self.shown.emit()
        if opened.notes:
            self._state.told.emit(" ".join(opened.notes))
        files, self._import_then = self._import_then, []
        if files:
            self._chosen(files)

    def _folder(self) -> Path | None:
        if self.document.path is not None:
            return self.document.path.parent
        recent = self._state.settings.workspaces if self._state.is_ready else ()
        return Path(recent[0]).parent if recent else None


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
