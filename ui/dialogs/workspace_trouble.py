"""What a document could not do, and what is offered then."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cxdesk.common.problems import UserError
from ui.dialogs.workspace_asking import Answer, Asker, Role, cancel
from ui.dialogs.workspace_password import PasswordDialog
from ui.document.document import Document, Trouble
from ui.state import AppState

_RESCUE = "cxdesk.workspace.file.rescue"


class Troubles(QObject):
    """Asks what to do about a save or an opening that failed. `given_up`: nothing that waited for it is to follow."""

    given_up = Signal()

    def __init__(
        self,
        state: AppState,
        document: Document,
        asker: Asker,
        save_as: Callable[[], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._document, self._asker, self._save_as = state, document, asker, save_as
        self.password: PasswordDialog | None = None  # asked for at present
        document.trouble.connect(self._met)
        document.taken.connect(self._taken)

    @Slot(object)
    def _met(self, trouble: Trouble) -> None:
        if not isinstance(trouble.error, UserError | OSError):
            self.given_up.emit()
            self._state.crashed.emit(trouble.error)
        elif trouble.doing == "saving":
            self._not_saved(trouble.path, trouble.error)
        else:
            self._not_opened(trouble.path, trouble.error)

    def _not_saved(self, path: Path, error: Exception) -> None:
        from cxdesk.workspace.file.records import ReplacedError

        stop = Answer(words=self.tr("Cancel"), role=Role.RejectRole, act=self.given_up.emit)
        elsewhere = Answer(words=self.tr("Save elsewhere…"), act=self._save_as, likely=True)
        answers = [elsewhere, Answer(words=self.tr("Try again"), act=lambda: self._try_again(path)), stop]
        if isinstance(error, ReplacedError) and path.exists():
            answers = [
                Answer(words=self.tr("Save as…"), act=self._save_as, likely=True),
                Answer(words=self.tr("Open theirs"), act=lambda: self._open_theirs(path)),
                Answer(words=self.tr("Overwrite"), role=Role.DestructiveRole,
                       act=lambda: self._document.save(path, replace_it=True)),
                stop,
            ]  # fmt: skip
        self._asker.ask(self.tr("“{name}” was not saved").format(name=path.name), str(error), answers)

    def _try_again(self, path: Path) -> None:
        """Once more; a file that somebody deleted is written anew."""
        self._document.save(path, replace_it=not path.exists())

    def _open_theirs(self, path: Path) -> None:
        self.given_up.emit()
        self._document.open(path)

    def _not_opened(self, path: Path, error: Exception) -> None:
        from cxdesk.workspace.file.records import DamagedError, PasswordError

        if self.password is not None:
            self.password.refuse(str(error))
        elif isinstance(error, PasswordError):
            self._ask_password(path)
        elif isinstance(error, DamagedError) and _may_hold_something(path):
            self.given_up.emit()
            more = self.tr("What can be read becomes a new workspace without a file; the damaged one stays as it is.")
            rescue = Answer(words=self.tr("Bring back what can be read"), likely=True,
                            act=lambda: self._document.rescue(path))  # fmt: skip
            self._asker.ask(str(error), more, (rescue, cancel()))
        else:
            self.given_up.emit()
            self._state.told.emit(str(error))

    def _ask_password(self, path: Path) -> None:
        dialog = PasswordDialog(path, self._asker.window)
        dialog.entered.connect(lambda password: self._document.unseal(path, password))
        dialog.rejected.connect(self._no_password)
        self.password = dialog
        dialog.open()

    @Slot()
    def _no_password(self) -> None:
        self.password = None
        self.given_up.emit()

    @Slot()
    def _taken(self) -> None:
        """It fitted."""
        if self.password is not None:
            self.password.done(1)
            self.password = None


def _may_hold_something(path: Path) -> bool:
    """Whether there is a rescue, and anything for it to look at."""
    try:
        return importlib.util.find_spec(_RESCUE) is not None and path.stat().st_size > 0
    except OSError:
        return True
