"""The menu of saved views: one click looks at one. Looking is no edit; keeping and changing them is done elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cxdesk.workspace.saved_views import find_view, opened
from cxdesk.workspace.views import SavedView
from ui.models.views import filter_words, opens_on
from ui.state import AppState
from ui.widgets.menus import add_choice, literal


class ViewsMenu(QMenu):
    """Filled when it opens. `further` actions stand below the views."""

    def __init__(
        self, state: AppState, title: str, further: Sequence[QAction] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self._state, self._further = state, tuple(further)
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._chosen)
        self._fill()

    @Slot()
    def _fill(self) -> None:
        self.clear()
        session = self._state.session if self._state.is_ready else None
        views = () if session is None else session.views
        for saved in views:
            current = session is not None and opened(session, saved).view == session.view
            action = add_choice(self, f"{saved.name}\t{opens_on(saved)}", saved.name, checked=current)
            action.setToolTip(literal(filter_words(saved.view, self._state.session.dataset)))
            action.setEnabled(self._state.report is not None)
        if not views:
            self.addAction(self.tr("No saved views yet")).setEnabled(False)
        if self._further:
            self.addSeparator()
            self.addActions(list(self._further))

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        saved = find_view(self._state.session, action.data()) if isinstance(action.data(), str) else None
        if saved is not None:
            look_at(self._state, saved)


def look_at(state: AppState, saved: SavedView) -> None:
    """Look at a saved view, and say what of it is not in the data any more."""
    found = opened(state.session, saved)
    view = found.view
    state.look(first_day=view.first_day, span=view.span, grain=view.grain, filters=view.filters, goal=view.goal)
    if found.said:
        state.told.emit(" ".join(found.said))
