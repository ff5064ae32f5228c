"""Undo commands: one a user edit, each holding only the fields of the session that it changed."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QUndoCommand

from ui.state import AppState

if TYPE_CHECKING:
    from cxdesk.workspace.session import Session

_VIEW = "view"  # looking elsewhere is no edit; undo leaves the view alone


class ReplaceSession(QUndoCommand):
    """Any edit: from the session as it is to `after`. The view is taken over once, and left alone by undo."""

    def __init__(self, state: AppState, after: Session, text: str) -> None:
        super().__init__(text)
        self._state = state
        self._before, self._after = _difference(state.session, after)
        self._first_view: Any = after.view

    def redo(self) -> None:
        """Do the edit."""
        session = replace(self._state.session, **self._after)
        if self._first_view is not None:
            session = replace(session, view=self._first_view)
            self._first_view = None
        self._state.apply(session)

    def undo(self) -> None:
        """Take the edit back."""
        self._state.apply(replace(self._state.session, **self._before))


class EditTarget(ReplaceSession):
    """A KPI's target was set, moved or removed."""


class EditConventions(ReplaceSession):
    """Conventions, business hours, channel limits or the zone were changed."""


class EditNames(ReplaceSession):
    """Names were merged or parted, or teams of agents were said."""


class ImportData(ReplaceSession):
    """Files were imported, replaced or removed."""


def _difference(before: Session, after: Session) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [
        field.name
        for field in fields(before)
        if field.name != _VIEW and getattr(before, field.name) is not getattr(after, field.name)
    ]
    return {name: getattr(before, name) for name in names}, {name: getattr(after, name) for name in names}
