"""Ways to typing in, and how typed rows show beside imported ones: data page, KPI page, window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from cxdesk.tables.dataset import EMPTY
from cxdesk.workspace.session import View
from cxdesk.workspace.typed_rows import AuditRow, TypedFigure
from tests.ui.desk import PATIENCE_MS, Desk, opened, six_tickets
from ui.basics.early import EarlySettings
from ui.dialogs.audit import AuditDialog
from ui.dialogs.figures import FiguresDialog
from ui.main_window import MainWindow
from ui.models.session_words import window_title
from ui.pages.data import DataPage
from ui.pages.kpi import KpiPage
from ui.state import AppState
from ui.theme import theme
from ui.work.jobs import JobRunner

# The offscreen platform cannot raise windows, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
MAY, JUNE = date(2024, 5, 1), date(2024, 6, 1)
COST = (
    TypedFigure(month=MAY, name="support_cost", value=1000.0),
    TypedFigure(month=JUNE, name="support_cost", value=9.0),
)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path) as found:
        yield found


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> DataPage:
    desk.history.import_data(six_tickets(), "Import")
    desk.history.type_figures(COST[:1], [], "Figures")
    found = DataPage(desk.state, desk.history)
    qtbot.addWidget(found)
    return found


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    state = AppState(JobRunner(), tmp_path)
    made = MainWindow(state, EarlySettings())
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(state.ready, timeout=PATIENCE_MS):
        state.start()
    yield made
    state.close()


def test_typed_rows_are_a_source_beside_the_files(page: DataPage) -> None:
    model = page.files.sources
    texts = [str(model.index(2, column).data()) for column in range(7)]
    assert texts == ["Typed in", "Figures", "Figures", "by hand", "1", "1", "–"]
    assert page._title.text() == "6 tickets and 2 figures from 2 files, partly typed in"


def test_a_typed_source_is_edited_instead_of_imported_again(page: DataPage, qtbot: QtBot) -> None:
    page.files.table.selectRow(0)
    assert page.files._again.text() == "Import again"
    page.files.table.selectRow(2)
    assert (page.files._again.text(), page.files._again.accessibleName()) == ("Edit…", "Edit")
    with qtbot.waitSignal(page.type_in) as asked:
        page.files._again.click()
    assert asked.args == ["figures"]
    for action, table in ((page.figures, "figures"), (page.audit, "audit")):
        with qtbot.waitSignal(page.type_in) as asked:
            action.trigger()
        assert asked.args == [table]


def test_removing_a_file_leaves_what_was_typed_and_removing_that_forgets_it(page: DataPage, desk: Desk) -> None:
    page.files.table.selectRow(1)
    page.files.remove()
    assert [source.file for source in desk.state.session.dataset.sources] == ["desk.xlsx", "Typed in"]
    page.files.table.selectRow(1)
    page.files.remove()
    assert not desk.state.session.typed.figures
    desk.history.stack.undo()
    assert desk.state.session.typed.figures == COST[:1]


def test_the_title_of_the_window_names_files_only(page: DataPage, desk: Desk) -> None:
    assert window_title(desk.state.session.dataset) == "desk.xlsx and cost.csv – CX Desk"
    assert window_title(EMPTY) == "CX Desk"


def test_a_kpi_that_lacks_figures_offers_to_type_them_in(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        tickets = six_tickets()
        data = replace(tickets, tables={"tickets": tickets.tables["tickets"]}, sources=tickets.sources[:1])
        desk.state.apply(replace(desk.state.session, dataset=data, view=View(first_day=MAY)))
    page = KpiPage(desk.state, desk.history)
    qtbot.addWidget(page)
    page.show_report(desk.state.report)
    desk.state.report_changed.connect(page.show_report)
    page.show()
    page.show_kpi("cost_per_ticket")
    assert page.typing.isVisible()
    with qtbot.waitSignal(page.type_in) as asked:
        page.typing.click()
    assert asked.args == ["figures"]
    page.show_kpi("audit_score")
    assert page.typing.text() == "Score the audit…"
    page.show_kpi("csat")
    assert not page.typing.isVisible()
    page.show_kpi("cost_per_ticket")
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        desk.history.type_figures(COST, [], "Figures")
    assert page.typing.text() == "Edit figures…"
    assert desk.state.report is not None
    assert desk.state.report.kpi("cost_per_ticket").value == pytest.approx(500.0)  # 1,000 for May's two tickets


def test_the_menu_opens_the_editors(window: MainWindow) -> None:
    for name, kind in (("figures", FiguresDialog), ("audit", AuditDialog)):
        window.actions_by_id[name].trigger()
        found = window.findChild(kind)
        assert isinstance(found, QDialog)
        assert found.isVisible()
        found.close()


def test_an_audit_alone_shows_its_kpi_once_it_is_typed(window: MainWindow, qtbot: QtBot) -> None:
    state = window._state
    with qtbot.waitSignal(state.report_changed, timeout=PATIENCE_MS):
        window.history.type_audit((AuditRow(area="A", criterion="B", score=70.0, assessed_on=MAY),), "Audit")
    assert state.report is not None
    assert state.report.kpi("audit_score").value == pytest.approx(70.0)
    window.history.stack.undo()
    assert not window.actions_by_id["export"].isEnabled()  # there is no report any more
    assert window.stack.currentWidget() is window.first_run


def test_the_first_page_says_what_was_typed_in_and_waits(window: MainWindow) -> None:
    page = window.first_run
    assert page._typed.isHidden()
    window.history.type_figures(COST, [], "Figures")
    assert page._typed.text() == (
        "Typed in and kept: 2 figures. They count as soon as a file is open; edit them in the File menu."
    )
    window.history.stack.undo()
    assert page._typed.isHidden()
