"""The tab of names: joins and what did not match, spellings, and the teams of agents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from cxdesk.tables.aliases import Alias
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.teams import AgentTeam
from tests.tables.named import cells, dataset, frame
from tests.ui.desk import PATIENCE_MS, Desk, opened
from ui.models.teams import AGENT, REGION, TEAM
from ui.pages.data_names import MATCHES, SPELLINGS, TEAMS, NamesPage


def company() -> Dataset:
    """Six tickets, three answers, and the customers, orders and employees beside them."""
    tickets = frame(
        ticket_id=["INC001", "INC002", "INC003", "INC004", "INC005", "INC006"],
        account=["Acme Ltd", "Acme Ltd", "Globx", "Umbrella", None, "Gone"],
        agent=["Jim Smith", "Jim Smith", "jim.smith@x.com", "Bob", "Bob", None],
        channel=["Web form", "Web form", "webform", "Phone", "E-mail", "E-mail"],
    ).assign(created_at=np.array(["2024-05-02T09:00"] * 6, dtype="datetime64[ms]"))
    return dataset(
        tickets=tickets,
        surveys=frame(ticket_id=["1", "2", None], kind=["csat"] * 3).assign(score=[4.0, 5.0, 1.0]),
        accounts=frame(account=["ACME Limited", "Globex", "Umbrella"]),
        employees=frame(employee=["Jim Smith", "Bobby Tables"], team=["North", "South"]),
    )


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path) as found:
        found.history.import_data(company(), "Import")
        yield found


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> NamesPage:
    found = NamesPage(desk.state, desk.history)
    qtbot.addWidget(found)
    desk.state.session_changed.connect(lambda session: found.show_dataset(session.dataset))
    found.show_dataset(desk.state.session.dataset)
    with qtbot.waitSignal(found.counted, timeout=PATIENCE_MS):
        found.show()
    return found


def column(desk: Desk, table: str, name: str) -> list[str | None]:
    return cells(desk.state.session.dataset, table, name)


def choose_join(page: NamesPage, row: int) -> None:
    page.matches.join_table.selectRow(row)


def joins(page: NamesPage) -> list[list[str]]:
    model = page.matches.joins
    return [[str(model.index(row, at).data()) for at in range(6)] for row in range(model.rowCount())]


def settled(qtbot: QtBot, page: NamesPage) -> None:
    qtbot.waitUntil(lambda: page.status.text() == "", timeout=PATIENCE_MS)


def test_each_join_says_what_matched_what_did_not_and_what_is_blank(page: NamesPage) -> None:
    assert joins(page) == [
        ["Survey answers → Tickets", "ticket ID", "0", "2", "1", "2"],
        ["Tickets → Accounts", "account", "1", "4", "1", "2"],
        ["Employees → Agents of tickets", "name", "1", "1", "0", "0"],
    ]


def test_values_without_a_partner_are_listed_with_the_nearest_name_first(page: NamesPage) -> None:
    choose_join(page, 1)
    model = page.matches.lost
    rows = [[str(model.index(row, at).data()) for at in range(4)] for row in range(model.rowCount())]
    assert rows == [["Acme Ltd", "2", "ACME Limited", "100"], ["Globx", "1", "Globex", "91"], ["Gone", "1", "", ""]]


def test_these_are_the_same_is_one_undo_step(page: NamesPage, desk: Desk, qtbot: QtBot) -> None:
    choose_join(page, 1)
    page.matches.lost_table.selectRow(0)
    qtbot.mouseClick(page.matches.same, Qt.MouseButton.LeftButton)
    assert column(desk, "tickets", "account")[:2] == ["ACME Limited", "ACME Limited"]
    assert desk.history.stack.undoText() == "“Acme Ltd” as “ACME Limited”"
    settled(qtbot, page)
    assert joins(page)[1][2:4] == ["3", "2"]
    desk.history.stack.undo()
    assert column(desk, "tickets", "account")[:2] == ["Acme Ltd", "Acme Ltd"]


def test_all_near_names_are_taken_at_once(page: NamesPage, desk: Desk, qtbot: QtBot) -> None:
    choose_join(page, 1)
    before = desk.history.stack.count()
    page.matches.accept_all()
    assert desk.history.stack.count() == before + 1
    assert column(desk, "tickets", "account") == ["ACME Limited", "ACME Limited", "Globex", "Umbrella", None, "Gone"]
    settled(qtbot, page)


def test_names_that_are_not_the_same_are_proposed_no_more(page: NamesPage, desk: Desk, qtbot: QtBot) -> None:
    choose_join(page, 1)
    page.matches.lost_table.selectRow(0)
    page.matches.refuse()
    assert desk.state.session.apart == (Alias(dimension="account", spelling="Acme Ltd", name="ACME Limited"),)
    assert [lost.near is None for lost in page.matches.lost.rows] == [False, True, True]
    assert desk.state.settings.apart == desk.state.session.apart


def test_ticket_ids_join_by_number_when_the_box_is_ticked(page: NamesPage, desk: Desk, qtbot: QtBot) -> None:
    choose_join(page, 0)
    assert page.matches.by_number.isVisible()
    assert not page.matches.same.isVisible()
    page.matches.by_number.click()
    assert column(desk, "surveys", "ticket_id") == ["INC001", "INC002", None]
    settled(qtbot, page)
    assert joins(page)[0][2:5] == ["2", "0", "1"]


def spellings(page: NamesPage) -> list[list[str]]:
    model = page.spellings.model
    return [[str(model.index(row, at).data()) for at in (0, 1, 2, 3, 5)] for row in range(model.rowCount())]


def test_spellings_are_proposed_with_their_rows(page: NamesPage) -> None:
    page.show_section(SPELLINGS)
    assert sorted(spellings(page)) == [
        ["Agent", "jim.smith@x.com", "1", "Jim Smith", "proposed"],
        ["Channel", "webform", "1", "Web form", "proposed"],
    ]


def test_accepting_all_spellings_is_one_step_and_they_are_listed_as_accepted(
    page: NamesPage, desk: Desk, qtbot: QtBot
) -> None:
    page.spellings.accept_all()
    assert column(desk, "tickets", "channel")[2] == "Web form"
    assert column(desk, "tickets", "agent")[2] == "Jim Smith"
    settled(qtbot, page)
    assert {row[4] for row in spellings(page)} == {"accepted"}
    assert "0 proposed, 2 accepted" in page.spellings.sentence.text()
    desk.history.stack.undo()
    assert column(desk, "tickets", "channel")[2] == "webform"


def test_a_spelling_is_added_edited_and_removed_by_hand(page: NamesPage, desk: Desk, qtbot: QtBot) -> None:
    part = page.spellings
    part.dimension.setCurrentIndex(part.dimension.findData("channel"))
    part.spelling.setEditText("Phone")
    part.name.setEditText("Call")
    qtbot.mouseClick(part.save_button, Qt.MouseButton.LeftButton)
    assert column(desk, "tickets", "channel")[3] == "Call"
    settled(qtbot, page)
    row = next(place for place, one in enumerate(part.model.rows) if one.accepted)
    part.table.selectRow(row)
    part.edit()
    part.name.setEditText("Telephone")
    part.save()
    assert column(desk, "tickets", "channel")[3] == "Telephone"
    assert [alias.name for alias in desk.state.session.aliases] == ["Telephone"]
    settled(qtbot, page)
    part.table.selectRow(next(place for place, one in enumerate(part.model.rows) if one.accepted))
    part.remove()
    assert column(desk, "tickets", "channel")[3] == "Phone"
    settled(qtbot, page)


def test_a_circle_is_refused_in_words(page: NamesPage, desk: Desk) -> None:
    part = page.spellings
    desk.history.add_aliases([Alias(dimension="channel", spelling="Phone", name="Call")], "a")
    part.dimension.setCurrentIndex(part.dimension.findData("channel"))
    part.spelling.setEditText("Call")
    part.name.setEditText("Phone")
    part.save()
    assert page.problem.isVisibleTo(page)
    assert "already counts as" in page.problem.text()
    assert len(desk.state.session.aliases) == 1


def agents(page: NamesPage) -> list[list[str]]:
    model = page.teams.model
    return [[str(model.index(row, at).data() or "") for at in range(5)] for row in range(model.rowCount())]


def test_the_agents_of_the_data_are_listed_with_what_the_files_say(page: NamesPage) -> None:
    assert (
        agents(page)
        == [
            ["Bob", "2", "", "", ""],
            ["Jim Smith", "2", "North (employees)", "", ""],
            ["jim.smith@x.com", "1", "", "", ""],
            ["Further agent…", "0", "", "", ""],
        ]
        or agents(page)[3][0] == "Further agent…"
    )


def typed(desk: Desk) -> tuple[AgentTeam, ...]:
    return desk.state.session.teams


def test_a_typed_team_counts_and_is_kept(page: NamesPage, desk: Desk, qtbot: QtBot) -> None:
    model = page.teams.model
    assert model.setData(model.index(0, TEAM), " Tier 2 ")
    assert typed(desk) == (AgentTeam(agent="Bob", team="Tier 2"),)
    assert column(desk, "tickets", "team") == ["North", "North", None, "Tier 2", "Tier 2", None]
    assert desk.history.stack.undoText() == "Team of Bob"
    assert desk.state.settings.teams == desk.state.session.teams
    settled(qtbot, page)
    page.teams.model.clear([model.index(0, TEAM)])
    assert typed(desk) == ()
    settled(qtbot, page)


def test_a_pasted_table_says_itself_whose_teams_it_holds(page: NamesPage, desk: Desk, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("Agent\tTeam\tRegion\njim smith\tEast\tEU\nNew Person\tWest\t\n")
    qtbot.mouseClick(page.teams.paste_button, Qt.MouseButton.LeftButton)
    assert desk.state.session.teams == (
        AgentTeam(agent="jim smith", team="East", region="EU"), AgentTeam(agent="New Person", team="West"))  # fmt: skip
    settled(qtbot, page)
    assert ["New Person", "0", "", "West", ""] in agents(page)
    page.teams.copy_all()
    assert "Jim Smith\tEast\tEU" in QApplication.clipboard().text().splitlines()


def test_a_column_of_teams_runs_down_from_its_cell(page: NamesPage, desk: Desk, qtbot: QtBot) -> None:
    assert page.teams.model.paste("A\nB\n", 0, TEAM) == 2
    assert {row.agent: row.team for row in desk.state.session.teams} == {"Bob": "A", "Jim Smith": "B"}
    settled(qtbot, page)


def test_a_further_agent_gets_a_team(page: NamesPage, desk: Desk, qtbot: QtBot) -> None:
    model = page.teams.model
    last = model.rowCount() - 1
    assert not model.flags(model.index(last, TEAM)) & Qt.ItemFlag.ItemIsEditable
    model.setData(model.index(last, AGENT), "Eve")
    model.setData(model.index(last, REGION), "US")
    assert desk.state.session.teams == (AgentTeam(agent="Eve", region="US"),)
    settled(qtbot, page)


def test_a_clipboard_without_teams_is_said(page: NamesPage, desk: Desk) -> None:
    QApplication.clipboard().setText("")
    page.teams._paste_table()
    assert "holds no agents" in page.problem.text()
    assert typed(desk) == ()


def test_the_sections_say_how_much_waits(page: NamesPage) -> None:
    assert [page.chips.button(place).text() for place in (MATCHES, SPELLINGS, TEAMS)] == [
        "Matches  ·  3", "Spellings  ·  2", "Teams"]  # fmt: skip


def test_every_control_has_a_name(page: NamesPage) -> None:
    tables = (page.matches.join_table, page.matches.lost_table, page.spellings.table, page.teams.grid)
    for control in (*page.findChildren(QPushButton), *tables, page.matches.by_number, page.teams.instead,
                    page.spellings.dimension, page.spellings.spelling, page.spellings.name):  # fmt: skip
        assert control.accessibleName()


def test_values_without_a_partner_can_be_copied(page: NamesPage) -> None:
    choose_join(page, 1)
    page.matches.lost_table.selectAll()
    page.matches.lost_table.copy_selection()
    assert QApplication.clipboard().text().splitlines()[1].startswith("Acme Ltd\t2\tACME Limited\t100")
