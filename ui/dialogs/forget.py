"""Forgetting a person: the name, its spellings, what holds them, what is not reached; then what was done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QCompleter,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from ui.dialogs.forgotten import ForgottenPage
from ui.models.forgetting import Footprint, SpellingsModel, footprint_words, look_for, measure, not_reached
from ui.theme import theme
from ui.theme.tokens import L, M, S
from ui.widgets.form import card_of, column, label, named
from ui.widgets.table import DataTable
from ui.widgets.waiting import WaitingPage
from ui.work.jobs import Job, Lane

if TYPE_CHECKING:
    from cxdesk.workspace.people import Spelling
    from ui.document.document import Document
    from ui.state import AppState

_SIZE = (760, 620)
_COUNT_MS = 400  # after the last tick
_LIST_HEIGHT, _TEXT_HEIGHT = 132, 112


class ForgetDialog(QDialog):
    """Takes a person out of the saved workspace for good. `save_asked` wants it saved first. Open it with `open()`."""

    save_asked = Signal()

    def __init__(self, state: AppState, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._document = state, document
        self._job: Job[Any] | None = None
        self._is_forgetting = False
        self._name = ""
        self._seen: Footprint | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_COUNT_MS)
        self._timer.timeout.connect(self._measure)
        self.setWindowTitle(self.tr("Forget a person"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = parent.size() if parent is not None else self.size()
        self.resize(min(_SIZE[0], max(room.width() - 40, 620)), min(_SIZE[1], max(room.height() - 30, 540)))
        layout = column(self, margin=L, spacing=M)
        self.pages = QStackedWidget()
        self._waiting = WaitingPage()
        self.forgotten = ForgottenPage(state)
        self.forgotten.closed.connect(self.accept)
        for page in (self._make_form(), self._waiting, self.forgotten):
            self.pages.addWidget(page)
        layout.addWidget(self.pages, 1)
        document.changed.connect(self._follow)
        self._suggest()
        self._follow()
        self.name.setFocus()

    # --- parts ----------------------------------------------------------------------------------------------------

    def _make_form(self) -> QWidget:
        page = QWidget()
        layout = column(page, spacing=S)
        layout.addWidget(label(self.tr("Forget a person"), "title"))
        words = self.tr(
            "One label takes the place of the name everywhere in this workspace: in all tables, settings and past "
            "states. Rows and figures stay."
        )
        layout.addWidget(label(words, "muted", wrap=True))
        layout.addLayout(self._make_name())
        self.spellings = SpellingsModel(self)
        self.spellings.ticked.connect(self._ticked)
        self.table = DataTable(self.tr("Spellings of the person"))
        self.table.setModel(self.spellings)
        self.table.setMinimumHeight(_LIST_HEIGHT)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(1, 300)
        header.resizeSection(2, 84)
        layout.addWidget(card_of(self.table), 1)
        layout.addLayout(self._make_more())
        self.found = label("", "strong", wrap=True)
        layout.addWidget(self.found)
        layout.addWidget(label(self.tr("WHAT IS NOT REACHED, AND STILL NAMES THE PERSON"), "section"))
        self.elsewhere = named(QPlainTextEdit(), self.tr("What is not reached"))
        self.elsewhere.setReadOnly(True)
        self.elsewhere.setFixedHeight(_TEXT_HEIGHT)
        layout.addWidget(self.elsewhere)
        layout.addLayout(self._make_buttons())
        return page

    def _make_name(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.name = named(QLineEdit(), self.tr("Name of the person"))
        self.name.setPlaceholderText(self.tr("Name or e-mail address"))
        self._known = QStringListModel(self)
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.name.setCompleter(completer)
        self.name.returnPressed.connect(self.find_spellings)
        self.find_button = named(QPushButton(self.tr("Find spellings")), self.tr("Find spellings"))
        self.find_button.setAutoDefault(False)
        self.find_button.clicked.connect(self.find_spellings)
        self.pick = named(QPushButton("▾"), self.tr("Pick a name"))
        self.pick.setAutoDefault(False)
        self.pick.clicked.connect(self._pick)
        row.addWidget(self.name, 1)
        row.addWidget(self.pick)
        row.addWidget(self.find_button)
        return row

    def _make_more(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.more = named(QLineEdit(), self.tr("Another spelling"))
        self.more.setPlaceholderText(self.tr("Another spelling, a nickname, an address"))
        self.more.returnPressed.connect(self.add)
        self.add_button = named(QPushButton(self.tr("Add")), self.tr("Add the spelling"))
        self.add_button.setAutoDefault(False)
        self.add_button.clicked.connect(self.add)
        row.addWidget(self.more, 1)
        row.addWidget(self.add_button)
        return row

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(S)
        self.sure = QCheckBox(self.tr("I know that this cannot be undone"))
        named(self.sure, self.sure.text())
        self.sure.toggled.connect(self._follow)
        self.save = named(QPushButton(self.tr("Save first")), self.tr("Save the workspace first"))
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self.save_asked)
        self.close_button = named(QPushButton(self.tr("Cancel")), self.tr("Cancel"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.forget = named(QPushButton(self.tr("Forget for good")), self.tr("Forget the person for good"))
        theme.set_role(self.forget, "primary")
        self.forget.setAutoDefault(False)
        self.forget.clicked.connect(self._forget)
        row.addWidget(self.sure, 1)
        row.addWidget(self.save)
        row.addWidget(self.close_button)
        row.addWidget(self.forget)
        return row

    # --- finding --------------------------------------------------------------------------------------------------

    def _suggest(self) -> None:
        dataset = self._state.session.dataset  # as shown: hidden agents are not suggested

        def work(_progress: object) -> tuple[str, ...]:
            from cxdesk.workspace.people import people_of

            return people_of(dataset)

        job = self._state.run(Lane.LOOKUP, work, self.tr("Looking for people"), tell=False)
        job.done.connect(self._suggested)

    @Slot(object)
    def _suggested(self, names: tuple[str, ...]) -> None:
        self._known.setStringList(list(names))

    @Slot()
    def _pick(self) -> None:
        """Show all names that are known, those of most rows first."""
        completer = self.name.completer()
        completer.setCompletionPrefix("")
        self.name.setFocus()
        completer.complete()

    @Slot()
    def find_spellings(self) -> None:
        """Look for everything that may stand for the person."""
        name = " ".join(self.name.text().split())
        if not name or self._is_forgetting:
            return
        self._name, self._seen = name, None
        self.found.setText(self.tr("Looking for spellings…"))
        self._start(look_for(self._state.session, name), self.tr("Looking for spellings"), self._list)

    @Slot(object)
    def _list(self, rows: tuple[Spelling, ...]) -> None:
        self._job = None
        self.spellings.show_spellings(rows)
        self.table.resizeRowsToContents()

    @Slot()
    def add(self) -> None:
        """Add a spelling that was typed."""
        text = " ".join(self.more.text().split())
        if text:
            self.more.clear()
            if not self.spellings.rowCount():
                self.name.setText(text)
                self.find_spellings()
            else:
                self.spellings.add(text)

    @Slot()
    def _ticked(self) -> None:
        self._seen = None
        self._timer.start()
        self._follow()

    @Slot()
    def _measure(self) -> None:
        base, names = self._document.base, self.spellings.names
        if base is None or not names:
            self._follow()
            return
        self.found.setText(self.tr("Counting…"))
        others = [Path(path) for path in self._state.settings.workspaces]
        self._start(measure(base, names, others), self.tr("Counting"), self._counted)

    @Slot(object)
    def _counted(self, seen: Footprint) -> None:
        self._job, self._seen = None, seen
        self.found.setText(footprint_words(seen.found))
        self._follow()

    def _start(self, work: Any, title: str, then: Any) -> None:
        job = self._state.run(Lane.LOOKUP, work, title, tell=False)
        self._job = job
        job.done.connect(then)
        job.failed.connect(self._failed)

    @Slot(object)
    def _failed(self, error: Exception) -> None:
        from cxdesk.common.problems import UserError

        self._job, self._is_forgetting = None, False
        self._waiting.end()
        self.pages.setCurrentIndex(0)
        if not isinstance(error, UserError):
            self._state.crashed.emit(error)
        self.found.setText(str(error) if isinstance(error, UserError) else self.tr("Something unexpected happened."))
        self._follow()

    # --- state ----------------------------------------------------------------------------------------------------

    @Slot()
    def _follow(self) -> None:
        """What can be done now."""
        document, names = self._document, self.spellings.names
        unsaved = document.base is None or document.is_modified
        self.save.setVisible(unsaved and document.held is None)
        self.save.setEnabled(not document.is_saving)
        copies = () if self._seen is None else self._seen.copies
        self.elsewhere.setPlainText(not_reached(self._state.session, copies, document.path, names))
        named_somewhere = self._seen is not None and not self._seen.found.is_nothing
        able = named_somewhere and not unsaved and document.held is None and not document.is_saving
        self.forget.setEnabled(able and self.sure.isChecked())
        self.sure.setEnabled(able)
        if document.held is not None:
            self.found.setText(self.tr("This workspace is only to be read here: nobody can be forgotten in it."))
        elif unsaved:
            self.found.setText(self.tr("Save the workspace first: what is forgotten is taken out of its file."))
        elif names and self._seen is None and not self._timer.isActive() and self._job is None:
            self._timer.start()
        elif not names:
            self.found.setText(self.tr("Type a name, or pick one, and find its spellings."))

    # --- doing ----------------------------------------------------------------------------------------------------

    @Slot()
    def _forget(self) -> None:
        others = [Path(path) for path in self._state.settings.workspaces]
        job = self._document.forget(self.spellings.names, others)
        if job is None:
            self._follow()
            return
        self._is_forgetting = True
        self._waiting.begin(self.tr("Forgetting {name}").format(name=self._name))
        self.pages.setCurrentIndex(1)
        job.progressed.connect(self._waiting.report)
        job.done.connect(self._gone)
        job.failed.connect(self._failed)

    @Slot(object)
    def _gone(self, result: Any) -> None:
        self._is_forgetting = False
        self._waiting.end()
        self._known.setStringList([])
        from cxdesk.workspace.file.names import Names

        self._state.forget_in_settings(Names(self.spellings.names, result[1].label))
        path = self._document.path
        self.forgotten.show_result(result[1], path)
        self.pages.setCurrentIndex(2)

    def done(self, result: int) -> None:
        """Nothing goes on behind a closed dialog, and it does not close while somebody is being forgotten."""
        if self._is_forgetting:
            return
        self._timer.stop()
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
        super().done(result)
