"""The settings: pages beside a list; everything applies at once, every edit is one undo step."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.settings_conventions import ConventionsPage
from ui.dialogs.settings_hours import HoursPage
from ui.dialogs.settings_limits import LimitsPage
from ui.dialogs.settings_look import AppearancePage, PrivacyPage
from ui.dialogs.settings_sla import SlaPage
from ui.dialogs.settings_targets import TargetsPage
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.form import label, named
from ui.widgets.undoing import DialogUndo

_SIZE = QSize(1040, 700)
_SIDE = 168


class SettingsDialog(QDialog):
    """Opens on the targets; a page is made when it is first looked at."""

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._edits = state, history
        self._undoing = DialogUndo(history.stack, self)
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE if parent is None else _SIZE.boundedTo(parent.window().size() - QSize(40, 40)))
        self._pages: dict[str, QWidget] = {}
        self.list = self._make_list()
        self.stack = QStackedWidget()
        self._told = label("", "small")
        side = QFrame()
        theme.set_role(side, "side")
        side.setFixedWidth(_SIDE)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(S, M, S, M)
        beside.addWidget(self.list)
        right = QVBoxLayout()
        right.setContentsMargins(L, L, L, M)
        right.setSpacing(M)
        right.addWidget(self.stack, 1)
        right.addLayout(self._make_foot())
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(side)
        whole.addLayout(right, 1)
        state.told.connect(self._told.setText)
        self.list.setCurrentRow(0)

    def _make_list(self) -> QListWidget:
        pages = named(QListWidget(), self.tr("Pages of the settings"))
        pages.setFrameShape(QFrame.Shape.NoFrame)
        for name, text in (
            ("targets", self.tr("Targets")),
            ("conventions", self.tr("Conventions")),
            ("hours", self.tr("Business hours")),
            ("sla", self.tr("SLA")),
            ("limits", self.tr("Channel limits")),
            ("appearance", self.tr("Appearance")),
            ("privacy", self.tr("Privacy")),
        ):
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, name)
            pages.addItem(item)
        pages.currentRowChanged.connect(self._row_changed)
        return pages

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._told, 1)
        self.close_button = QPushButton(self.tr("Close"))
        theme.set_role(self.close_button, "primary")
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.accept)
        row.addWidget(self.close_button)
        return row

    def show_page(self, name: str) -> None:
        """Bring a page to the front: targets, conventions, hours, sla, limits, appearance, privacy."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentRow(row)

    def show_convention(self, key: str) -> None:
        """Bring a convention to the front."""
        self.show_page("conventions")
        page = self.page("conventions")
        if isinstance(page, ConventionsPage):
            page.show_key(key)

    def page(self, name: str) -> QWidget:
        """A page, made now if it was not yet."""
        if name not in self._pages:
            made = self._make_page(name)
            # Enter in a field must not press a button of the dialog.
            for button in made.findChildren(QPushButton):
                button.setAutoDefault(False)
            self._pages[name] = made
            self.stack.addWidget(made)
        return self._pages[name]

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001  Qt's own signature
        """Tab walks list, page, Close; a page or a row made later would come after Close."""
        page, at = self.stack.currentWidget(), self.list.nextInFocusChain()
        last: QWidget = self.list
        while at is not None and at is not self.list:
            if page is not None and page.isAncestorOf(at) and at.focusPolicy() != Qt.FocusPolicy.NoFocus:
                last = at
            at = at.nextInFocusChain()
        self.setTabOrder(last, self.close_button)
        return super().focusNextPrevChild(next)

    def _make_page(self, name: str) -> QWidget:
        match name:
            case "targets":
                page = TargetsPage(self._state, self._edits)
                self._undoing.wire(page.undo)
                page.told.connect(self._told.setText)
                return page
            case "conventions":
                return ConventionsPage(self._state, self._edits)
            case "hours":
                return HoursPage(self._state, self._edits)
            case "sla":
                return SlaPage(self._state, self._edits)
            case "limits":
                return LimitsPage(self._state, self._edits)
            case "appearance":
                return AppearancePage(self._state)
            case _:
                return PrivacyPage(self._state, self._edits)

    @Slot(int)
    def _row_changed(self, row: int) -> None:
        name = str(self.list.item(row).data(Qt.ItemDataRole.UserRole))
        self.stack.setCurrentWidget(self.page(name))
        self._told.clear()
