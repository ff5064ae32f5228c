"""Settings > Appearance and Privacy."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QApplication, QButtonGroup, QCheckBox, QRadioButton, QWidget

from cxdesk.workspace.session import Session
from cxdesk.workspace.store import StoredSettings
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import M
from ui.undo.history import History
from ui.widgets.form import column, label, named


class AppearancePage(QWidget):
    """Light, dark, or as the system has it."""

    def __init__(self, state: AppState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        layout = column(self, spacing=M)
        layout.addWidget(label(self.tr("Appearance"), "title"))
        self._group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for scheme, text in (
            ("system", self.tr("As the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
        ):
            button = QRadioButton(text)
            self.choices[scheme] = button
            self._group.addButton(button)
            layout.addWidget(button)
        layout.addWidget(label(self.tr("Some desktops do not say which scheme they use; then it is light."), "small"))
        layout.addStretch(1)
        self._group.buttonClicked.connect(self._chosen)
        state.settings_changed.connect(self._show)
        self._show(state.settings)

    @Slot(object)
    def _show(self, settings: StoredSettings) -> None:
        self.choices[settings.appearance].setChecked(True)

    @Slot(object)
    def _chosen(self, button: QRadioButton) -> None:
        app = QApplication.instance()
        for scheme in get_args(theme.Scheme):
            if self.choices[scheme] is button and isinstance(app, QApplication):
                self._state.change_settings(appearance=scheme)
                theme.apply(app, scheme)


class PrivacyPage(QWidget):
    """Figures of single agents, shown or hidden; and what happens to the data: nothing leaves."""

    def __init__(self, state: AppState, edits: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._edits = state, edits
        layout = column(self, spacing=M)
        layout.addWidget(label(self.tr("Privacy"), "title"))
        self.hide_agents = QCheckBox(self.tr("&Hide all figures of single agents"))
        named(self.hide_agents, self.tr("Hide all figures of single agents"), " ".join(self._what_it_does()))
        self.hide_agents.clicked.connect(self._chosen)
        layout.addWidget(self.hide_agents)
        for text in self._what_it_does():
            layout.addWidget(label(text, "small", wrap=True))
        layout.addSpacing(M)
        for text in self._what_happens():
            layout.addWidget(label(text, wrap=True))
        layout.addStretch(1)
        state.session_changed.connect(self._show)
        self._show(state.session)

    def _what_it_does(self) -> tuple[str, ...]:
        return (
            self.tr(
                "Then no page, workbook, file or picture names an agent, breaks a figure down by agent or shows the "
                "rows of the Employees sheet, and teams with a single agent are shown together. Filters, targets and "
                "views of agents are kept, but do not count. All other figures stay the same."
            ),
            self.tr(
                "Names that somebody wrote into comments or subjects stay as they are, and so do the spreadsheets "
                "themselves: the import shows what they hold, and Data > Names > Teams lists who is in which team. "
                "Whoever uses this computer can switch it off."
            ),
        )

    def _what_happens(self) -> tuple[str, ...]:
        return (
            self.tr(
                "Nothing leaves this machine. CX Desk opens no network connection, sends no statistics "
                "and looks for no updates."
            ),
            self.tr(
                "Your spreadsheets are read and never changed. Only what you save or export is written, where you say."
            ),
            self.tr(
                "What is kept between two starts: targets, conventions, business hours, channel limits, saved "
                "views, recognised layouts of your files (the names of columns), recent files, and the window."
            ),
            self.tr(
                "The rows are kept only in workspaces that you save. Until then a copy lies beside the settings for "
                "the case of a crash; it is removed when the window is closed."
            ),
            self.tr("An export can replace the names of people and customers by codes before you pass it on."),
        )

    @Slot(object)
    def _show(self, session: Session) -> None:
        self.hide_agents.setChecked(session.hide_agents)

    @Slot(bool)
    def _chosen(self, on: bool) -> None:  # noqa: FBT001  Qt's own signature
        self._edits.hide_agents(self.tr("Hide agents") if on else self.tr("Show agents"), on=on)
