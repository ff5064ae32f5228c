"""Settings > Appearance and Privacy."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QApplication, QButtonGroup, QRadioButton, QWidget

from cxdesk.workspace.store import StoredSettings
from ui.state import AppState
from ui.theme import theme
from ui.theme.tokens import M
from ui.widgets.form import column, label


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
    """What happens to the data: nothing leaves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = column(self, spacing=M)
        layout.addWidget(label(self.tr("Privacy"), "title"))
        for text in (
            self.tr(
                "Nothing leaves this machine. CX Desk opens no network connection, sends no statistics "
                "and looks for no updates."
            ),
            self.tr(
                "Your spreadsheets are read and never changed. Only files that you export are written, where you say."
            ),
            self.tr(
                "What is kept between two starts: targets, conventions, business hours, channel limits, recognised "
                "layouts of your files (the names of columns), recent files, and the window. Not the rows."
            ),
            self.tr("An export can replace the names of people and customers by codes before you pass it on."),
        ):
            layout.addWidget(label(text, wrap=True))
        layout.addStretch(1)
