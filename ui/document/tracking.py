"""What was edited since the document was saved: whether anything differs, and every step for the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoStack
from shiboken6 import isValid

from ui.state import AppState

if TYPE_CHECKING:
    from cxdesk.tables.dataset import Dataset
    from cxdesk.workspace.file.records import Change
    from cxdesk.workspace.session import Session

_NO_EDIT = ("view", "workspace_id")  # what is looked at is no edit; a document gets its id when it is first saved
_DONE_BEFORE = "done_before"


class Tracker(QObject):
    """Follows the session and the undo stack.

    An undo step is one change, and so is taking it back and doing it again. Being back at the saved state is being
    unmodified, by whatever way.
    """

    changed = Signal()  # something was edited, or taken back

    def __init__(self, state: AppState, stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state, self._stack = state, stack
        self._last: Session | None = None
        self._saved: Session | None = None  # None = nothing like it is saved anywhere
        self._modified = False
        self._paused = False
        self._nameless = False  # the last change has no words yet
        self._index = 0
        self._pending: list[Change] = []
        state.session_changed.connect(self._session_changed)
        stack.indexChanged.connect(self._stepped)

    @property
    def is_modified(self) -> bool:
        """Whether the session differs from the saved one by more than what is looked at."""
        return self._modified

    @property
    def pending(self) -> tuple[Change, ...]:
        """The changes since the document was saved, oldest first."""
        return tuple(self._pending)

    def begin(self, session: Session, saved: Session | None, pending: Sequence[Change] = ()) -> None:
        """Another document: its session, that which is saved of it (None = nothing), and what led from there."""
        self._paused = True
        self._stack.clear()
        self._paused = False
        self._last, self._pending, self._nameless, self._index = session, list(pending), False, 0
        self.saved(saved)

    def saved(self, session: Session | None, changes: int = 0) -> None:
        """A session is saved now, with the first `changes` of the pending ones."""
        del self._pending[:changes]
        self._saved = session
        self._compare()
        self.changed.emit()

    @Slot(object)
    def _session_changed(self, session: Session) -> None:
        before, self._last = self._last, session
        if self._paused or before is None or is_same(before, session):
            return
        from cxdesk.workspace.file.records import Change

        self._pending.append(Change(at=datetime.now(tz=UTC), words=self.tr("Edit"), before=before, after=session))
        self._nameless = True
        self._compare()
        self.changed.emit()

    @Slot(int)
    def _stepped(self, index: int) -> None:
        if not isValid(self._stack):  # a stack tells its end too
            return
        undone, self._index = index < self._index, index
        if self._nameless and not self._paused:
            self._nameless = False
            self._pending[-1] = replace(self._pending[-1], words=self._words(index, undone=undone))

    def _words(self, index: int, *, undone: bool) -> str:
        command = self._stack.command(index if undone else index - 1)
        text = "" if command is None else command.text()
        if undone:
            return self.tr("Undone: {step}").format(step=text)
        if getattr(command, _DONE_BEFORE, False):
            return self.tr("Done again: {step}").format(step=text)
        if command is not None:
            setattr(command, _DONE_BEFORE, True)
        return text

    def _compare(self) -> None:
        self._modified = self._saved is None or self._last is None or not is_same(self._saved, self._last)


def is_same(one: Session, other: Session) -> bool:
    """Whether two sessions hold the same document."""
    if one is other:
        return True
    for field in fields(one):
        if field.name in (*_NO_EDIT, "dataset"):
            continue
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if mine is not theirs and mine != theirs:
            return False
    return _is_same_data(one.dataset.imported, other.dataset.imported)


def _is_same_data(one: Dataset, other: Dataset) -> bool:
    """Tables are never changed in place: those of equal content are the same objects."""
    if one is other:
        return True
    pairs = ((one.tables, other.tables), (one.rejected, other.rejected))
    if any(list(mine) != list(theirs) for mine, theirs in pairs):
        return False
    if any(mine[key] is not theirs[key] for mine, theirs in pairs for key in mine):  # type: ignore[index]  # keys of either kind
        return False
    return one.sources == other.sources and one.problems == other.problems
