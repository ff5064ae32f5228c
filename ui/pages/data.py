"""Where the numbers come from, in three tabs: the files, the quality of what is in them, the names in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QTabWidget, QVBoxLayout, QWidget

from cxdesk.tables.sources import is_typed
from ui.basics import numbers
from ui.models.import_words import counted, files_words
from ui.models.session_words import worth_a_look
from ui.models.table_words import contents, listed, shortened
from ui.pages.data_files import FilesPage
from ui.pages.data_names import NamesPage
from ui.pages.data_quality import QualityPage
from ui.state import AppState
from ui.theme import icons
from ui.theme.tokens import XS, L, S
from ui.undo.history import History
from ui.widgets.form import card_of, label, named

if TYPE_CHECKING:
    from cxdesk.report.records import Report
    from cxdesk.tables.dataset import Dataset

FILES, QUALITY, NAMES = range(3)
_MOST_NAMED = 3  # tables in the title before the rest is counted


class DataPage(QWidget):
    """What is there in one line, and the three tabs; each tab says how many things are in it."""

    add_data = Signal()
    open_files = Signal(list)  # paths to import again
    refresh_asked = Signal(list)  # paths of sources, none = all
    type_in = Signal(str)  # figures or audit
    forget_asked = Signal()  # a person is to be forgotten

    def __init__(self, state: AppState, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state, self._history = state, history
        self._shown: tuple[Dataset, str] | None = None  # with the id of its workspace
        named(self, self.tr("Data"))
        self._title = label("", "headline", wrap=True)
        self._below = label("", "muted", wrap=True)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, XS, L)
        body.setSpacing(2)
        body.addWidget(self._title)
        body.addWidget(self._below)
        body.addSpacing(XS)
        self.files = FilesPage(state, history)
        self.quality = QualityPage(state, history)
        self.names = NamesPage(state, history)
        body.addWidget(self._make_tabs(), 1)
        self.files.open_files.connect(self.open_files)
        self.files.refresh_asked.connect(self.refresh_asked)
        self.files.type_in.connect(self.type_in)
        self.files.counted.connect(self._files_counted)
        self.quality.counted.connect(self._problems_counted)
        self.names.counted.connect(self._names_counted)
        self.names.forget_asked.connect(self.forget_asked)
        state.session_changed.connect(self._session_changed)
        self._show(state.session.dataset)

    # --- showing --------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Let the tab of names say how many wait, also while another one is on top."""
        super().showEvent(event)
        self.names.look()

    def show_report(self, report: Report | None) -> None:
        """Follow the report: the data behind it."""
        del report
        self._show(self._state.session.dataset)

    def show_tab(self, tab: int) -> None:
        """Bring `FILES`, `QUALITY` or `NAMES` to the front."""
        self.tabs.setCurrentIndex(tab)

    @Slot(object)
    def _session_changed(self, session: object) -> None:
        del session
        self._show(self._state.session.dataset)

    def _show(self, dataset: Dataset) -> None:
        workspace = self._state.session.workspace_id
        if self._shown is not None and self._shown[0] is dataset and self._shown[1] == workspace:
            return
        self._shown = (dataset, workspace)
        files = len({source.path or source.file for source in dataset.sources if not is_typed(source)})
        words = self.tr("{rows} from {files}") if files else self.tr("{rows} typed in")
        if files and any(map(is_typed, dataset.sources)):
            words = self.tr("{rows} from {files}, partly typed in")
        self._title.setText(words.format(rows=_contents(dataset), files=files_words(files)))
        looked = worth_a_look(dataset.problems)
        found = (
            counted(looked, self.tr("1 problem is worth a look."), self.tr("{} problems are worth a look."))
            if looked
            else self.tr("No problems that bend a number.")
        )
        if workspace:
            kept = self.tr("The workspace keeps the rows: the files are not needed to open it.")
        else:
            kept = self.tr("Save a workspace to keep the rows; targets, settings and what is typed in are kept anyway.")
        self._below.setText(f"{found} {kept}")
        for tab in (self.files, self.quality, self.names):
            tab.show_dataset(dataset)

    @Slot(int)
    def _files_counted(self, number: int) -> None:
        self._count(FILES, self.tr("Files"), number)

    @Slot(int)
    def _problems_counted(self, number: int) -> None:
        self._count(QUALITY, self.tr("Quality"), number)

    @Slot(int)
    def _names_counted(self, number: int) -> None:
        self._count(NAMES, self.tr("Names"), number)

    def _count(self, tab: int, title: str, number: int) -> None:
        self.tabs.setTabText(tab, f"{title} · {numbers.count(number)}" if number else title)

    @Slot()
    def _type_figures(self) -> None:
        self.type_in.emit("figures")

    @Slot()
    def _type_audit(self) -> None:
        self.type_in.emit("audit")

    # --- how it is made -------------------------------------------------------------------------------------------

    def _make_tabs(self) -> QTabWidget:
        self.tabs = named(QTabWidget(), self.tr("Parts of the data"))
        self.tabs.setDocumentMode(True)
        named(self.tabs.tabBar(), self.tr("Parts of the data"))
        titles = (self.tr("Files"), self.tr("Quality"), self.tr("Names"))
        for title, page in zip(titles, (self.files, self.quality, self.names), strict=True):
            self.tabs.addTab(card_of(page, margin=0), title)
        self.tabs.setCornerWidget(self._corner())
        return self.tabs

    def _corner(self) -> QWidget:
        """What adds data, at the right of the tabs."""
        corner = QWidget()
        line = QHBoxLayout(corner)
        line.setContentsMargins(0, 0, 0, XS)
        line.setSpacing(S)
        typing = named(QPushButton(icons.icon("edit"), f"{self.tr('Type &in')} ▾"), self.tr("Type in"))
        menu = QMenu(typing)
        self.figures, self.audit = QAction(self.tr("Fi&gures…"), self), QAction(self.tr("A&udit…"), self)
        self.figures.triggered.connect(self._type_figures)
        self.audit.triggered.connect(self._type_audit)
        menu.addActions([self.figures, self.audit])
        typing.setMenu(menu)
        add = named(QPushButton(icons.icon("plus"), self.tr("&Add files…")), self.tr("Add files"))
        add.clicked.connect(self.add_data)
        line.addWidget(typing)
        line.addWidget(add)
        return corner


def _contents(dataset: Dataset) -> str:
    """`5,546 tickets, 2,424 survey answers and 36 figures`."""
    parts = contents((table, dataset.rows(table)) for table in dataset.tables)
    return listed(shortened(parts, _MOST_NAMED)) or QCoreApplication.translate("import", "No rows")
