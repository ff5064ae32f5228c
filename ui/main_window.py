"""The shell: navigation, bar, pages, menus, status line. What happens is asked of the state and the history."""

from __future__ import annotations

import base64
import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSize, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cxdesk import VERSION
from ui.basics import counting
from ui.basics.early import EarlySettings
from ui.dialogs.opening import HEAVY, OpeningWindow
from ui.dialogs.past import PastDesk
from ui.dialogs.workspace_desk import WorkspaceDesk
from ui.document.document import SUFFIX
from ui.document.windows import start_window
from ui.models.session_words import window_title, worth_a_look
from ui.pages.first_run import FirstRunPage
from ui.state import AppState
from ui.theme.tokens import M
from ui.widgets.drop_overlay import DropOverlay
from ui.widgets.files import dropped_files
from ui.widgets.menu_bar import build_menus, menu_of
from ui.widgets.message import CrashMessage, show_about
from ui.widgets.navigation import Navigation
from ui.widgets.notice import NoticeBar
from ui.widgets.page_stack import PageStack
from ui.widgets.recent_menu import RecentMenu
from ui.widgets.status_line import StatusLine
from ui.work.jobs import Lane

# Pages are made when first looked at: their modules are heavy.
_PAGES = {
    "overview": ("ui.pages.overview", "OverviewPage"),
    "kpis": ("ui.pages.kpis", "KpisPage"),
    "kpi": ("ui.pages.kpi", "KpiPage"),
    "data": ("ui.pages.data", "DataPage"),
}
_START_SIZE = QSize(1280, 800)
_SMALLEST = QSize(760, 480)
_OF_A_REPORT = ("export", "save_pdf", "print", "save_view")  # commands that need one


class MainWindow(OpeningWindow):
    """The window. It opens empty and fills itself once the state is ready. `ready` says that all modules are loaded."""

    ready = Signal(object)

    def __init__(self, state: AppState, early: EarlySettings, log_file: Path | None = None) -> None:
        super().__init__(state)
        self._log_file = log_file
        self.page = "overview"
        self.bar: Any = None  # the filter bar, once the state is ready
        self.setWindowTitle("CX Desk")
        self.setMinimumSize(_SMALLEST)
        self.setAcceptDrops(True)
        self.desk = WorkspaceDesk(state, self.history, self)
        self.past = PastDesk(state, self.desk, self)
        self._build(early)
        self._build_menus()
        self.first_run.setFocus()
        self.resize(_START_SIZE)
        if early.geometry:
            self.restoreGeometry(QByteArray(early.geometry))
        state.told.connect(self.notice.tell)
        state.ready.connect(self._complete)
        state.session_changed.connect(self._session_changed)
        self.desk.document.changed.connect(self._document_changed)
        self.desk.shown.connect(self._document_shown)
        self.desk.closing.connect(self.close)
        state.report_changed.connect(self._report_changed)

    # --- what others ask for --------------------------------------------------------------------------------------

    @Slot(str)
    def show_page(self, name: str) -> None:
        """Show a page; without data that is the first page."""
        self.page = name
        self.navigation.select("kpis" if name == "kpi" else name)
        if self._state.report is None:
            self.stack.setCurrentWidget(self.first_run)
            return
        self.stack.show_page(name, self._state.report)

    @Slot(str)
    def open_kpi(self, kpi_id: str) -> None:
        """Show a KPI's own page."""
        if self._state.report is None:
            return
        page: Any = self.stack.page("kpi")
        page.show_kpi(kpi_id)
        self.show_page("kpi")

    @Slot(str, str)
    def show_crash(self, line: str, trace: str) -> None:
        """Say that something unexpected happened; the app goes on."""
        CrashMessage(line, trace, self._log_file, self).show()

    def open_files(self, paths: Sequence[Path]) -> None:
        """Open files: a workspace in place of what is open, a second one in a window of its own, others to import."""
        documents = [path for path in paths if path.suffix.lower() == SUFFIX]
        others = [path for path in paths if path not in documents]
        if not self._state.is_ready or not documents:
            super().open_files(paths)
            return
        self.desk.open(documents[0], others)
        if documents[1:]:
            start_window(documents[1:])

    # --- commands -------------------------------------------------------------------------------------------------

    @Slot()
    def find_kpi(self) -> None:
        """Look for a KPI by name."""
        self.show_page("kpis")
        page: Any = self.stack.page("kpis") if self._state.report is not None else None
        if page is not None:
            page.focus_search()

    @Slot()
    def go_earlier(self) -> None:
        """Look at the period before."""
        if self.bar is not None:
            self.bar.go_earlier()

    @Slot()
    def go_later(self) -> None:
        """Look at the period after."""
        if self.bar is not None:
            self.bar.go_later()

    @Slot()
    def go_page(self) -> None:
        """Show the page that the action is named after."""
        action = self.sender()
        if action is not None:
            self.show_page(action.objectName())

    @Slot()
    def about(self) -> None:
        """Say what this is."""
        show_about(self, VERSION, self._log_file)

    # --- following the state --------------------------------------------------------------------------------------

    @Slot()
    def _complete(self) -> None:
        """Make what needs the domain's modules, then open what was waiting."""
        from ui.widgets.filter_bar import FilterBar
        from ui.widgets.views_menu import ViewsMenu

        save, change = self.actions_by_id["save_view"], self.actions_by_id["views"]
        self.views = ViewsMenu(self._state, self.tr("Saved &views"), parent=self)
        menu_of(self, save).insertMenu(save, self.views)
        self.bar = FilterBar(self._state, (save, change), self)
        self.bar.export_asked.connect(self.export_workbook)
        self.bar.hide()
        self._content.insertWidget(0, self.bar)
        self._state.settings_changed.connect(self._settings_changed)
        self._settings_changed(self._state.settings)
        job = self._state.run(Lane.BACKGROUND, _load_pages, self.tr("Getting ready"))
        job.done.connect(self.ready)
        self.open_what_waits()

    @Slot(object)
    def _session_changed(self, session: Any) -> None:
        problems = worth_a_look(session.dataset.problems)
        self.first_run.show_typed(len(session.typed.figures), len(session.typed.audit))
        self.status.show_data(session.dataset, self._state.report)
        self.status.show_problems(problems)
        meaning = self.status.problems_text if problems else ""
        self.navigation.buttons["data"].set_badge(counting.count(problems) if problems else "", meaning)

    @Slot(object)
    def _report_changed(self, report: Any) -> None:
        self.status.show_data(self._state.session.dataset, report)
        self.bar.setVisible(report is not None)
        for name in _OF_A_REPORT:
            self.actions_by_id[name].setEnabled(report is not None)
        self.show_page(self.page)

    @Slot(object)
    def _settings_changed(self, settings: Any) -> None:
        self.first_run.show_recent(settings.recent, settings.last, settings.workspaces)

    @Slot()
    def _document_changed(self) -> None:
        """Say which document it is: in the title, in the status line."""
        if not self._state.is_ready:
            return
        path = self.desk.document.path
        self.setWindowModified(False)  # no title without a mark for it may have that
        self.setWindowTitle(self.desk.title or window_title(self._state.session.dataset))
        self.setWindowModified(path is not None and self.desk.document.is_modified)
        self.status.show_document(self.desk.standing, "" if path is None else str(path))

    @Slot()
    def _document_shown(self) -> None:
        self.notice.hide()  # it spoke of what was open before
        self.show_page("overview")

    @Slot()
    def _go_back(self) -> None:
        self.show_page("overview")

    # --- window ---------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about what is not saved; keep the geometry."""
        if not self.desk.may_close():
            event.ignore()
            return
        if self._state.is_ready:
            kept = base64.b64encode(self.saveGeometry().data()).decode()
            self._state.change_settings(window=kept)
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Spreadsheets may be dropped anywhere."""
        if dropped_files(event.mimeData()):
            self._overlay.appear()
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They went away."""
        self._overlay.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open them."""
        self._overlay.hide()
        event.acceptProposedAction()
        self.open_files(dropped_files(event.mimeData()))

    def _build(self, early: EarlySettings) -> None:
        self.navigation = Navigation(self)
        self.navigation.chosen.connect(self.show_page)
        self.navigation.settings_asked.connect(self.open_settings)
        self.navigation.buttons["data"].badge_clicked.connect(self._show_problems)
        self.navigation.select("overview")
        self.notice = NoticeBar(self)
        wires: dict[str, Callable[..., object]] = {
            "open_kpi": self.open_kpi,
            "add_data": self.choose_files,
            "back": self._go_back,
            "open_files": self.open_chosen,
            "refresh_asked": self.refresh,
            "type_in": self.type_in,
            "open_convention": self.open_convention,
            "forget_asked": self.past.forget,
        }
        self.stack = PageStack(_PAGES, (self._state, self.history), wires, self)
        self.first_run = self._first_page(early)
        self.stack.addWidget(self.first_run)
        self._overlay = DropOverlay(self.stack)
        right = QWidget(self)
        self._content = QVBoxLayout(right)
        self._content.setContentsMargins(22, 14, 18, 0)
        self._content.setSpacing(M)
        for bar in (self.desk.recovery_bar, self.desk.held_bar, self.notice):
            self._content.addWidget(bar)
        self._content.addWidget(self.stack, 1)
        whole = QWidget(self)
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.navigation)
        row.addWidget(right, 1)
        self.setCentralWidget(whole)
        self._build_status()

    def _first_page(self, early: EarlySettings) -> FirstRunPage:
        page = FirstRunPage(early.recent, early.last, early.workspaces, self.stack)
        page.workspace_asked.connect(self.desk.choose)
        page.open_asked.connect(self.choose_files)
        page.sample_asked.connect(self.open_sample)
        page.recent_asked.connect(self.open_chosen)
        page.last_asked.connect(self.open_again)
        page.follow(self._state.runner)
        self.waits.connect(page.tell)
        return page

    def _build_status(self) -> None:
        self.status = StatusLine(self._state.runner, self)
        self.status.problems_asked.connect(self._show_problems)
        self.setStatusBar(self.status)

    @Slot()
    def _show_problems(self) -> None:
        """The Data page with its problems on top."""
        self.show_page("data")
        if self._state.report is not None:
            from ui.pages.data import QUALITY

            page: Any = self.stack.page("data")
            page.show_tab(QUALITY)

    def _build_menus(self) -> None:
        slots = {
            "new": self.desk.new, "new_window": self.desk.new_window, "open_workspace": self.desk.choose,
            "save": self.desk.save, "save_as": self.desk.save_as, "share": self.desk.share,
            "history": self.past.show_history, "forget": self.past.forget,
            "open": self.choose_files, "refresh": self.refresh_all, "sample": self.open_sample,
            "export": self.export_workbook, "save_pdf": self.save_pdf, "print": self.print_report,
            "figures": self.type_what_is_named, "audit": self.type_what_is_named,
            "settings": self.open_settings, "quit": self.close, "overview": self.go_page, "kpis": self.go_page,
            "data": self.go_page, "find": self.find_kpi, "earlier": self.go_earlier, "later": self.go_later,
            "save_view": self.save_view, "views": self.change_views, "recompute": self._state.recompute,
            "about": self.about,
        }  # fmt: skip
        self.actions_by_id = build_menus(self, slots, self.history.stack)
        for name in _OF_A_REPORT:
            self.actions_by_id[name].setEnabled(False)
        self.recent = RecentMenu(lambda: self._state.settings.workspaces if self._state.is_ready else (), self)
        self.recent.chosen.connect(self.desk.open_recent)
        menu = menu_of(self, self.actions_by_id["save"])
        line = menu.actions().index(self.actions_by_id["save"]) - 1  # the separator above it
        menu.insertMenu(menu.actions()[line], self.recent)


def _load_pages(progress: object) -> None:
    """Import the modules of pages and dialogs in a thread, so that opening one is quick."""
    del progress
    for module in (*(module for module, _ in _PAGES.values()), *HEAVY):
        importlib.import_module(module)
