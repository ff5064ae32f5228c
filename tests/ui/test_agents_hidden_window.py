"""Figures of single agents hidden in the window: at once, everywhere, undoable, and said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cxdesk.common.calendars import CalendarFor, default_calendar
from cxdesk.export.template import ReportTemplate
from cxdesk.report.records import Report
from cxdesk.tables.aliases import Alias
from cxdesk.tables.in_use import Names, in_use
from cxdesk.targets.target import Target, TargetBook
from tests.ui.desk import PATIENCE_MS, Desk, opened
from tests.ui.handmade import dataset, report
from tests.ui.pdf_reader import read_pdf
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.settings_look import PrivacyPage
from ui.dialogs.settings_targets import TargetsPage
from ui.models.hours import values_of
from ui.models.splits import dimensions_for
from ui.models.target_history import history_rows
from ui.pages.kpi import KpiPage
from ui.pages.names_spellings import SpellingsSection
from ui.pages.names_teams import TeamsSection
from ui.paper.blocks import A4
from ui.paper.report_pdf import report_pdf
from ui.widgets.filter_bar import FilterBar
from ui.widgets.status_line import StatusLine


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path) as found:
        with qtbot.waitSignal(found.state.report_changed, timeout=PATIENCE_MS):
            found.history.import_data(dataset(), "Import")
        yield found


def hide(desk: Desk, qtbot: QtBot, *, on: bool = True) -> None:
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        desk.history.hide_agents("Hide agents", on=on)


def shown(desk: Desk) -> Report | None:
    return desk.state.report


def agents() -> list[str]:
    return [f"Agent {letter}" for letter in "ABCDEFGHIJKL"]


def test_the_switch_is_one_undo_step_and_counts_at_once(desk: Desk, qtbot: QtBot) -> None:
    dialog = SettingsDialog(desk.state, desk.history)
    qtbot.addWidget(dialog)
    page = dialog.page("privacy")
    assert isinstance(page, PrivacyPage)
    assert not page.hide_agents.isChecked()
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        page.hide_agents.click()
    assert desk.state.session.hide_agents
    assert desk.state.session.dataset.hides_agents
    assert desk.state.report is not None
    assert desk.state.report.hides_agents
    assert desk.history.stack.undoText() == "Hide agents"
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        desk.history.stack.undo()
    after = shown(desk)
    assert after is not None
    assert not after.hides_agents
    assert not page.hide_agents.isChecked()


def test_nothing_is_made_of_the_report_before(desk: Desk, qtbot: QtBot) -> None:
    """While the new report is computed, an export or a page that is opened would still show agents."""
    assert shown(desk) is not None
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        desk.history.hide_agents("Hide agents", on=True)
        assert shown(desk) is None
    assert shown(desk) is not None


def test_a_kpi_page_that_showed_agents_falls_back(desk: Desk, qtbot: QtBot) -> None:
    page = KpiPage(desk.state, desk.history)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.show_report(desk.state.report)
    page.show_kpi("frt")
    page.segments.choose("agent")
    assert page.segments.dimension is not None
    assert page.segments.dimension.name == "agent"
    hide(desk, qtbot)
    page.show_report(desk.state.report)
    offered = [page.segments.chooser.itemData(place) for place in range(page.segments.chooser.count())]
    assert "agent" not in offered
    assert page.segments.dimension is not None
    assert page.segments.dimension.name == "channel"


def test_agents_are_offered_nowhere(desk: Desk, qtbot: QtBot) -> None:
    from cxdesk.kpis.catalogue import by_id

    report = desk.state.report
    assert report is not None
    assert "agent" in {one.name for one in dimensions_for(by_id("frt"), report)}
    hide(desk, qtbot)
    assert desk.state.report is not None
    assert "agent" not in {one.name for one in dimensions_for(by_id("frt"), desk.state.report)}
    bar = FilterBar(desk.state)
    qtbot.addWidget(bar)
    bar._add_menu.aboutToShow.emit()
    assert [action.text() for action in bar._add_menu.actions()] == ["Channel", "Category"]


def test_a_filter_by_agent_stays_as_a_mark_without_the_name(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        desk.state.look(filters={"agent": ("Agent A",)})
    alone = desk.state.report
    assert alone is not None
    few = alone.kpi("volume").n
    hide(desk, qtbot)
    bar = FilterBar(desk.state)
    qtbot.addWidget(bar)
    assert desk.state.report is not None
    assert desk.state.report.kpi("volume").n > few
    (chip,) = bar._chips
    assert chip.text() == "Agent: not applied  ✕"
    assert "Agent A" not in chip.toolTip() + chip.accessibleName()
    assert "so it is not applied" in chip.toolTip()
    assert desk.state.session.view.filters == {"agent": ("Agent A",)}
    chip.click()
    assert desk.state.session.view.filters == {}


def test_targets_of_agents_are_listed_nowhere_and_kept(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    from cxdesk.kpis.catalogue import by_id

    book = TargetBook(targets=(Target(kpi="frt", value=3.0, segment=("agent", "Agent A")),
                               Target(kpi="frt", value=4.0, segment=("channel", "chat"))))  # fmt: skip
    desk.state.apply(replace(desk.state.session, targets=book))
    hide(desk, qtbot)
    page = TargetsPage(desk.state, desk.history)
    qtbot.addWidget(page)
    assert [row.segment for row in page.model.rows if row.segment] == [("channel", "chat")]
    assert page.words.text().endswith("Targets of agents are kept, but hidden: 1.")
    assert [row.scope for row in history_rows(desk.state.session, by_id("frt"))] == ["Channel: chat"]
    page.write_file(tmp_path / "targets.json")
    assert "Agent A" not in (tmp_path / "targets.json").read_text(encoding="utf-8")
    assert desk.state.session.targets is book


def test_the_teams_of_agents_stay_without_their_tickets(desk: Desk, qtbot: QtBot) -> None:
    from cxdesk.tables.naming import agents_found, names_found

    seen = agents_found(desk.state.session.dataset)
    assert [one.agent for one in seen] != agents()  # those with most tickets first
    hide(desk, qtbot)
    found = names_found(desk.state.session.dataset)
    assert [one.agent for one in found.agents] == agents()
    assert {one.rows for one in found.agents} == {None}
    assert "agent" not in dict(found.values)
    section = TeamsSection(desk.state, desk.history)
    qtbot.addWidget(section)
    section.show_agents(found.agents)
    assert section.grid.isColumnHidden(1)
    assert section.sentence.text().endswith("Their tickets are hidden.")


def test_merged_spellings_of_agents_tell_no_rows(desk: Desk, qtbot: QtBot) -> None:
    hide(desk, qtbot)
    aliases = (Alias(dimension="agent", spelling="Agent A", name="Agent B"),
               Alias(dimension="channel", spelling="chat", name="Chat"))  # fmt: skip
    desk.state.apply(replace(desk.state.session, aliases=aliases))
    section = SpellingsSection(desk.state, desk.history)
    qtbot.addWidget(section)
    section.follow()
    rows = {one.alias.dimension: one.rows for one in section.model.rows}
    assert rows["agent"] is None
    assert rows["channel"]


def test_business_hours_know_teams_by_their_own_names(desk: Desk, qtbot: QtBot) -> None:
    tickets = dataset().tables["tickets"]
    team = tickets["agent"].astype("str").map(lambda name: f"Team of {name[-1]}" if name in agents()[:2] else "Rest")
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        desk.history.import_data(dataset().with_tables(tickets=tickets.assign(team=team.astype("category"))), "Import")
    hide(desk, qtbot)
    assert desk.state.report is not None
    store = desk.state.report.evidence.store
    assert values_of(store, "team") == ("Rest", "Team of A", "Team of B")
    assert store.keys("tickets", "team")[1] == ("Other teams", "Rest")
    desk.history.set_calendars(
        (CalendarFor(dimension="team", value="Team of A", calendar=default_calendar("UTC")),), "x"
    )
    dialog = SettingsDialog(desk.state, desk.history)
    qtbot.addWidget(dialog)
    page = dialog.page("hours")
    page.calendars.setCurrentRow(1)  # type: ignore[attr-defined]  # of the page of hours
    assert page.follow.text() == ""  # type: ignore[attr-defined]  # how many tickets one agent has


def test_the_status_line_says_that_agents_are_hidden(desk: Desk, qtbot: QtBot) -> None:
    line = StatusLine(desk.state.runner)
    qtbot.addWidget(line)
    line.show_data(desk.state.session.dataset, desk.state.report)
    assert "agents hidden" not in line.text
    hide(desk, qtbot)
    line.show_data(desk.state.session.dataset, desk.state.report)
    assert line.text.endswith("agents hidden")


@pytest.mark.usefixtures("qapp")
def test_the_pdf_names_no_agent() -> None:
    book = TargetBook(targets=(Target(kpi="frt", value=3.0, segment=("agent", "Agent A")),))
    seen, hidden = (report(book, data=in_use(dataset(), Names(hide_agents=on))) for on in (False, True))
    template = ReportTemplate(name="t", splits=("agent", "channel"))
    before, after = (read_pdf(report_pdf(one, template, paper=A4)).text for one in (seen, hidden))
    assert any(name in before for name in agents())
    assert not any(name in after for name in agents())
