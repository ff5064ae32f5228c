"""Keeping the present view under a name, and the list of those kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from cxdesk.common.problems import UserError
from cxdesk.tables.dataset import Dataset
from cxdesk.workspace.saved_views import LONGEST_NAME, find_view
from cxdesk.workspace.session import Session
from cxdesk.workspace.views import SavedView
from ui.models.listing import Listing
from ui.models.periods import view_name
from ui.models.views import filter_words, last_complete, suggested_name, view_columns
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.form import card_of, column, label, named
from ui.widgets.table import DataTable
from ui.widgets.undoing import DialogUndo
from ui.widgets.views_menu import look_at


class SaveViewDialog(QDialog):
    """A name, and which period the view opens on."""

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Save this view"))
        view = state.session.view
        layout = column(self, margin=L, spacing=M)
        layout.addWidget(label(self.tr("Save this view"), "title"))
        words = filter_words(view, state.session.dataset) or self.tr("no filter")
        layout.addWidget(label(f"{view_name(view)} · {words}", "muted", wrap=True))
        self.name = named(
            QLineEdit(suggested_name(view, state.session.dataset, LONGEST_NAME)), self.tr("Name of the view")
        )
        self.name.setMaxLength(LONGEST_NAME)
        self.name.selectAll()
        title = label(self.tr("&Name"))
        title.setBuddy(self.name)
        layout.addWidget(title)
        layout.addWidget(self.name)
        self.latest = QRadioButton(self.tr("&Open on {period}").format(period=last_complete(view.span)))
        self.own = QRadioButton(self.tr("Open on {period}, a&s now").format(period=view_name(view)))
        self.latest.setChecked(True)
        for button in (self.latest, self.own):
            button.setVisible(view.first_day is not None)
            layout.addWidget(button)
        self.hint = label("", "small", wrap=True)
        layout.addWidget(self.hint)
        layout.addStretch(1)
        layout.addLayout(self._make_foot())
        self.setMinimumWidth(420)
        self.name.textChanged.connect(self._typed)
        self._typed()

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        cancel.setAutoDefault(False)
        self.save_button = QPushButton(self.tr("Save view"))
        self.save_button.setDefault(True)
        theme.set_role(self.save_button, "primary")
        self.save_button.clicked.connect(self.save)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.save_button)
        return row

    @Slot()
    def _typed(self) -> None:
        there = find_view(self._state.session, self.name.text())
        words = "" if there is None else self.tr("Takes the place of the view “{name}”.").format(name=there.name)
        self.hint.setText(words)
        self.save_button.setEnabled(bool(self.name.text().strip()))

    @Slot()
    def save(self) -> None:
        """Keep the view and close."""
        try:
            self._history.save_view(self.name.text(), latest=self.latest.isChecked())
        except UserError as error:
            self.hint.setText(str(error))
            return
        self.accept()


class ViewsDialog(QDialog):
    """The views kept: look at one, rename it, choose its period, delete it. Every edit is one undo step."""

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Saved views"))
        self.resize(640, 440)
        self.model: Listing[SavedView] = Listing(view_columns(self._dataset), self)
        self.table = DataTable(self.tr("Saved views"), self)
        self.table.setModel(self.model)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.activated.connect(self.look)
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.name = named(QLineEdit(), self.tr("Name of the view"))
        self.name.setMaxLength(LONGEST_NAME)
        self.name.editingFinished.connect(self._renamed)
        self.latest = named(QCheckBox(), self.tr("Open on the last complete step"))
        self.latest.clicked.connect(self._latest_chosen)
        self.hint = label("", "small", wrap=True)
        layout = column(self, margin=L, spacing=M)
        layout.addWidget(label(self.tr("Saved views"), "title"))
        layout.addWidget(card_of(self.table), 1)
        layout.addLayout(self._make_form())
        layout.addWidget(self.hint)
        layout.addLayout(self._make_foot())
        state.session_changed.connect(self._follow)
        self._follow(state.session)

    def _make_form(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        title = label(self.tr("&Name"))
        title.setBuddy(self.name)
        for widget in (title, self.name, self.latest):
            row.addWidget(widget)
        row.setStretch(1, 1)
        return row

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.look_button, self.delete_button = QPushButton(self.tr("&Look at it")), QPushButton(self.tr("&Delete"))
        self.undo = DialogUndo(self._history.stack, self).wire(QPushButton(self.tr("Undo")))
        close = QPushButton(self.tr("Close"))
        theme.set_role(close, "primary")
        self.look_button.clicked.connect(self.look)
        self.delete_button.clicked.connect(self.delete)
        close.clicked.connect(self.accept)
        for button in (self.look_button, self.delete_button, self.undo):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        for button in (self.look_button, self.delete_button, self.undo, close):
            button.setAutoDefault(False)  # Enter in the field of the name renames
        return row

    def showEvent(self, event: QShowEvent) -> None:
        """Begin in the list."""
        super().showEvent(event)
        self.table.setFocus()

    # --- showing --------------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> SavedView | None:
        """The view chosen in the list."""
        index = self.table.currentIndex()
        return self.model.record(index) if index.isValid() and index.row() < len(self.model.rows) else None

    def _dataset(self) -> Dataset:
        return self._state.session.dataset

    @Slot(object)
    def _follow(self, session: Session) -> None:
        at = max(self.table.currentIndex().row(), 0)
        if self.model.rows != session.views:
            self.model.show_rows(session.views)
            if session.views:
                self.table.selectRow(min(at, len(session.views) - 1))
        self._selected()

    @Slot()
    def _selected(self) -> None:
        saved = self.chosen
        self.name.setText("" if saved is None else saved.name)
        for widget in (self.name, self.look_button, self.delete_button):
            widget.setEnabled(saved is not None)
        self.look_button.setEnabled(saved is not None and self._state.report is not None)
        dated = saved is not None and saved.view.first_day is not None
        self.latest.setVisible(dated)
        if saved is not None:
            self.latest.setText(self.tr("Open on {period}").format(period=last_complete(saved.view.span)))
            self.latest.setChecked(saved.latest)
        none = self.tr("No view is kept yet. Views > Save this view… keeps the one you look at.")
        self.hint.setText("" if self.model.rows else none)

    # --- what the user does ---------------------------------------------------------------------------------------

    @Slot()
    def look(self) -> None:
        """Look at the view chosen."""
        if self.chosen is not None and self._state.report is not None:
            look_at(self._state, self.chosen)

    @Slot()
    def delete(self) -> None:
        """Delete the view chosen."""
        if self.chosen is not None:
            self._history.delete_view(self.chosen.name)

    @Slot()
    def _renamed(self) -> None:
        saved, name = self.chosen, self.name.text()
        if saved is None or name == saved.name:
            return
        try:
            self._history.change_view(saved.name, new_name=name)
        except UserError as error:
            self._selected()
            self.hint.setText(str(error))

    @Slot(bool)
    def _latest_chosen(self, on: bool) -> None:  # noqa: FBT001  Qt's own signature
        if self.chosen is not None:
            self._history.change_view(self.chosen.name, latest=on)
