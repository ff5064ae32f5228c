"""The list of report templates in the export dialog: take one, keep the choices as one, rename, delete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from cxdesk.common.problems import UserError
from cxdesk.export.template import ReportTemplate
from cxdesk.workspace.report_templates import (
    LONGEST_NAME,
    find_template,
    renamed,
    with_template,
    without_template,
)
from ui.basics import paths
from ui.state import AppState
from ui.theme import icons, theme
from ui.theme.tokens import L, M, S
from ui.undo.history import History
from ui.widgets.form import column, label, named

_FILTER = "*.json"
TITLE_WIDTH = 76  # pixels of the words before the lines of the dialog


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("export", text)


class TemplateBar(QWidget):
    """Which template the choices come from; `picked` with one to take up, `told` with a sentence for the user.

    Every change of the list is one undo step. `choices` gives the present choices under a name.
    """

    picked = Signal(object)  # ReportTemplate
    told = Signal(str)

    def __init__(
        self,
        state: AppState,
        history: History,
        choices: Callable[[str], ReportTemplate],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._history, self._choices = state, history, choices
        self._name = ""
        self._taken: ReportTemplate | None = None  # the choices as they were when the template was taken
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(S)
        title = label(tr("&Template"))
        title.setMinimumWidth(TITLE_WIDTH)
        self.list = named(QComboBox(), tr("Template"), tr("Choices kept under a name"))
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.list.activated.connect(self._activated)
        title.setBuddy(self.list)
        self.save_button = QPushButton(tr("&Save as template…"))
        self.save_button.setAutoDefault(False)
        self.save_button.clicked.connect(self.save_as)
        for widget in (title, self.list, self.save_button, self._menu_button()):
            line.addWidget(widget)
        line.setStretch(1, 1)
        state.session_changed.connect(self._follow)
        self._follow()

    @property
    def name(self) -> str:
        """Name of the template taken, "" = none."""
        return self._name

    def take(self, name: str) -> None:
        """Take a template up; "" and names that there are not any more leave the choices as they are."""
        found = find_template(self._state.session.templates, name) if name else None
        self._name = "" if found is None else found.name
        if found is not None:
            self.picked.emit(found)
        self.settle()

    def settle(self) -> None:
        """The present choices are those of the template."""
        self._taken = self._choices(self._name) if self._name else None
        self._follow()

    @Slot()
    def compare(self) -> None:
        """Say whether the choices still are those of the template."""
        self._show_names()

    # --- the list -------------------------------------------------------------------------------------------------

    @property
    def changed(self) -> bool:
        """Whether the choices are others than those of the template."""
        return self._taken is not None and self._choices(self._name) != self._taken

    @Slot()
    def _follow(self) -> None:
        if find_template(self._state.session.templates, self._name) is None:
            self._name, self._taken = "", None
        self._show_names()

    def _show_names(self) -> None:
        names = [one.name for one in self._state.session.templates]
        shown = [tr("None"), *(tr("{} (changed)").format(name) if name == self._name and self.changed else name
                               for name in names)]  # fmt: skip
        if [self.list.itemText(place) for place in range(self.list.count())] != shown:
            self.list.clear()
            for text, name in zip(shown, ["", *names], strict=True):
                self.list.addItem(text, name)
        self.list.setCurrentIndex(self.list.findData(self._name))
        own = bool(self._name)
        for action in (self._rename, self._delete):
            action.setEnabled(own)
        self._keep.setEnabled(own and self.changed)
        self._keep.setText(tr("Save changes to “{}”").format(self._name) if own else tr("Save changes"))

    @Slot(int)
    def _activated(self, place: int) -> None:
        self.take(str(self.list.itemData(place) or ""))

    def _menu_button(self) -> QPushButton:
        button = named(QPushButton(), tr("More for templates"))
        button.setIcon(icons.icon("chevron-down"))
        button.setToolTip(tr("Save changes, rename, delete, files"))
        button.setAutoDefault(False)
        menu = QMenu(button)
        self._keep = self._action(menu, tr("Save changes"), self.save)
        self._rename = self._action(menu, tr("Rename…"), self.rename)
        self._delete = self._action(menu, tr("Delete"), self.delete)
        menu.addSeparator()
        self._action(menu, tr("Save to a file…"), self.choose_target)
        self._action(menu, tr("Take from a file…"), self.choose_source)
        button.setMenu(menu)
        return button

    @staticmethod
    def _action(menu: QMenu, text: str, slot: Callable[[], object]) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(slot)
        return action

    # --- what the user does ---------------------------------------------------------------------------------------

    @Slot()
    def save(self) -> None:
        """Keep the present choices under the template's own name."""
        self.keep(self._name)

    @Slot()
    def save_as(self) -> None:
        """Ask for a name."""
        dialog = NameDialog(self._name, tr("Save as template"), tr("Save"), self._replaced, self)
        dialog.named.connect(self.keep)
        dialog.open()

    @Slot(str)
    def keep(self, name: str) -> None:
        """Keep the present choices under a name: one undo step."""
        try:
            templates = with_template(self._state.session.templates, self._choices(name))
        except UserError as error:
            self.told.emit(str(error))
            return
        self._name = " ".join(name.split())
        self._history.set_templates(templates, tr("Save template “{}”").format(self._name))
        self.settle()

    @Slot()
    def rename(self) -> None:
        """Ask for another name."""
        dialog = NameDialog(self._name, tr("Rename template"), tr("Rename"), self._taken_by_another, self)
        dialog.named.connect(self.rename_to)
        dialog.open()

    @Slot(str)
    def rename_to(self, name: str) -> None:
        """Give the template another name: one undo step."""
        try:
            templates = renamed(self._state.session.templates, self._name, name)
        except UserError as error:
            self.told.emit(str(error))
            return
        changed, self._name = self.changed, " ".join(name.split())
        self._history.set_templates(templates, tr("Rename template “{}”").format(self._name))
        if not changed:
            self.settle()
        self._follow()

    @Slot()
    def delete(self) -> None:
        """Delete the template: one undo step; the choices stay."""
        if self._name:
            text = tr("Delete template “{}”").format(self._name)
            self._history.set_templates(without_template(self._state.session.templates, self._name), text)

    def _replaced(self, name: str) -> str:
        there = find_template(self._state.session.templates, name)
        return "" if there is None else tr("Takes the place of the template “{}”.").format(there.name)

    def _taken_by_another(self, name: str) -> str:
        there = find_template(self._state.session.templates, name)
        if there is None or there.name == self._name:
            return ""
        return tr("There is a template “{}” already.").format(there.name)

    # --- files ----------------------------------------------------------------------------------------------------

    @Slot()
    def choose_target(self) -> None:
        """Ask where the present choices shall be written as a template's file."""
        place = paths.documents_folder() / f"{self._name or tr('Report template')}.json"
        chooser = QFileDialog(self, tr("Save template to a file"), str(place))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("json")
        self._ask(chooser, self.save_to)

    @Slot()
    def choose_source(self) -> None:
        """Ask for a template's file."""
        chooser = QFileDialog(self, tr("Take template from a file"), str(paths.documents_folder()))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._ask(chooser, self.take_from)

    def _ask(self, chooser: QFileDialog, slot: Callable[[str], None]) -> None:
        chooser.setNameFilters([tr("Report templates ({})").format(_FILTER)])
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.fileSelected.connect(slot)
        chooser.open()

    @Slot(str)
    def save_to(self, file: str) -> None:
        """Write the present choices there."""
        from cxdesk.export.template_file import write_template

        path = Path(file)
        try:
            write_template(self._choices(self._name or path.stem[:LONGEST_NAME]), path)
        except OSError as error:
            self.told.emit(tr("“{}” could not be written: {}.").format(path.name, error.strerror or str(error)))

    @Slot(str)
    def take_from(self, file: str) -> None:
        """Take a template of a file up, and keep it under its name: one undo step."""
        from cxdesk.export.template_file import read_template

        try:
            found = read_template(Path(file))
        except UserError as error:
            self.told.emit(str(error))
            return
        self.picked.emit(found)
        self.keep((found.name or Path(file).stem)[:LONGEST_NAME])


class NameDialog(QDialog):
    """Asks for a name; `named` comes with it. `hint` gives words about a name that is there already."""

    named = Signal(str)

    def __init__(
        self, name: str, title: str, verb: str, hint: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._hint = hint
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(400)
        body = column(self, margin=L, spacing=M)
        body.addWidget(label(title, "title"))
        self.field = named(QLineEdit(name), tr("Name of the template"))
        self.field.setMaxLength(LONGEST_NAME)
        self.field.selectAll()
        self.field.textChanged.connect(self._typed)
        body.addWidget(self.field)
        self.words = label("", "small", wrap=True)
        body.addWidget(self.words)
        line = QHBoxLayout()
        line.setSpacing(S)
        cancel = QPushButton(tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.button = QPushButton(verb)
        theme.set_role(self.button, "primary")
        self.button.setDefault(True)
        self.button.clicked.connect(self._done)
        line.addStretch(1)
        line.addWidget(cancel)
        line.addWidget(self.button)
        body.addLayout(line)
        self._typed()

    @Slot()
    def _typed(self) -> None:
        self.words.setText(self._hint(self.field.text()))
        self.button.setEnabled(bool(self.field.text().strip()))

    @Slot()
    def _done(self) -> None:
        self.accept()
        self.named.emit(self.field.text())
