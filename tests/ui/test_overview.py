"""The overview of everything: what misses first, few rows of each section, one group, goals without data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cxdesk.tables.dataset import Dataset
from cxdesk.targets.target import Status
from cxdesk.workspace.session import View
from tests.ui.desk import PATIENCE_MS, Desk, opened, six_tickets
from tests.ui.handmade import keep_evaluations
from tests.ui.test_all_tables import everything
from ui.models.overview import Section
from ui.pages.overview import OverviewPage


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    keep_evaluations(monkeypatch)
    with opened(qtbot, tmp_path) as desk:
        with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
            view = View(first_day=date(2024, 4, 1))
            desk.state.apply(replace(desk.state.session, dataset=everything(), view=view))
        yield desk


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> OverviewPage:
    page = OverviewPage(desk.state, desk.history)
    qtbot.addWidget(page)
    page.resize(1040, 700)
    page.show_report(desk.state.report)
    page.show()
    return page


def test_of_many_kpis_each_section_shows_its_first_rows(page: OverviewPage) -> None:
    attention = page.card_sections[Section.ATTENTION]
    columns = attention._grid.columns
    assert columns == 4
    assert len(attention.cards) > 2 * columns
    assert len(attention.shown) == 2 * columns
    assert len(page.card_sections[Section.ON_TARGET].shown) == columns
    assert len(page.cards) <= 5 * columns


def test_all_cards_of_a_section_come_on_demand_and_go_again(page: OverviewPage) -> None:
    attention = page.card_sections[Section.ATTENTION]
    few = attention.shown
    assert attention.more.text() == f"Show all {len(attention.cards)}"
    attention.more.click()
    assert attention.shown == attention.cards
    attention.more.click()
    assert attention.shown == few


def test_what_misses_comes_before_what_is_near(page: OverviewPage) -> None:
    statuses = [card.text.status for card in page.card_sections[Section.ATTENTION].cards if card.text is not None]
    first_near = statuses.index(Status.NEAR)
    assert set(statuses[:first_near]) == {Status.MISSED}
    assert set(statuses[first_near:]) == {Status.NEAR}


def test_arrows_walk_the_cards_on_show_across_sections(qtbot: QtBot, page: OverviewPage) -> None:
    last = page.card_sections[Section.ATTENTION].shown[-1]
    last.setFocus()
    qtbot.keyClick(last, Qt.Key.Key_Right)
    assert page.focusWidget() is page.card_sections[Section.ON_TARGET].shown[0]


def test_a_group_shows_only_its_kpis_all_at_once(page: OverviewPage) -> None:
    page.show_group("Retention and revenue")
    results = {result.id: result for result in page._report.kpis} if page._report is not None else {}
    shown = {card.kpi_id for card in page.cards}
    assert shown == {name for name, one in results.items()
                     if one.group == "Retention and revenue" and one.value is not None}  # fmt: skip
    assert page.groups.accessibleName() == "Group: Retention and revenue"
    page.show_group("")
    assert len({results[card.kpi_id].group for card in page.cards}) > 1


def test_a_goal_without_data_says_so_and_what_to_add(qtbot: QtBot, desk: Desk, page: OverviewPage) -> None:
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        view = View(goal="Revenue growth")
        desk.state.apply(replace(desk.state.session, dataset=six_tickets(), view=view))
    page.show_report(desk.state.report)
    assert page.cards == ()
    assert "None of the 4 KPIs of “Revenue growth” has data yet." in page._lacking.text()
    chip = next(one for one in page._goal_group.buttons() if one.property("goal") == "Revenue growth")
    assert chip.toolTip().startswith("0 of 4 KPIs have data")
    assert "Orders sheet" in chip.toolTip()


def test_rows_that_suffice_for_no_kpi_send_nobody_to_where_they_are_already(
    qtbot: QtBot, desk: Desk, page: OverviewPage
) -> None:
    figures = desk.state.session.dataset.imported.tables["figures"]
    last = figures["month"].max()
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        few = Dataset(tables={"figures": figures[figures["name"] == "support_cost"]}, sources=())
        view = View(first_day=date(last.year, last.month, 1))
        desk.state.apply(replace(desk.state.session, dataset=few, view=view))
    page.show_report(desk.state.report)
    assert not page.leave.isVisible()
    assert "There is nothing in" not in page._headline.text()
