"""Agents bring their team to rows that name none."""

from __future__ import annotations

import pytest

from cxdesk.common.problems import UserError
from cxdesk.tables.in_use import Names, in_use
from cxdesk.tables.teams import AgentTeam, read_team, with_teams_of
from tests.tables.named import cells, dataset, frame

TEAMS = (AgentTeam(agent="ann", team="North", region="EU"), AgentTeam(agent="Bob", team="South"))
TICKETS = frame(agent=["Ann", "Ann ", "Bob", None, "Cid"], team=["One", None, None, None, None])


def test_rows_without_a_team_take_their_agents() -> None:
    out = in_use(dataset(tickets=TICKETS), Names(teams=TEAMS))
    assert cells(out, "tickets", "team") == ["One", "North", "South", None, None]
    assert cells(out, "tickets", "region") == ["EU", "EU", None, None, None]
    assert [(one.kind, one.count) for one in out.problems if one.kind == "team_from_agent"] == [("team_from_agent", 2)]


def test_the_teams_of_the_file_are_replaced_where_that_was_said() -> None:
    out = in_use(dataset(tickets=TICKETS), Names(teams=TEAMS, replace_teams=True))
    assert cells(out, "tickets", "team") == ["North", "North", "South", None, None]
    assert list(out.tables["tickets"]["team"].cat.categories) == ["North", "South"]


def test_the_employees_sheet_gives_teams_where_tickets_have_none() -> None:
    people = frame(employee=["ann", "Bob", "ann"], team=["Old", "South", "North"])
    blank = frame(agent=["Ann", "Bob", "Cid"])
    out = in_use(dataset(tickets=blank, employees=people))
    assert cells(out, "tickets", "team") == ["North", "South", None]
    typed = in_use(dataset(tickets=blank, employees=people), Names(teams=(AgentTeam(agent="Bob", team="East"),)))
    assert cells(typed, "tickets", "team") == ["North", "East", None]
    own = in_use(dataset(tickets=TICKETS, employees=people))
    assert cells(own, "tickets", "team") == ["One", None, None, None, None]


def test_the_customers_region_goes_before_the_agents() -> None:
    tickets = frame(agent=["Ann", "Ann", "Ann"], account=["Acme", "Beta", None])
    accounts = frame(account=["Acme", "Beta"], region=["US", None])
    out = in_use(dataset(tickets=tickets, accounts=accounts), Names(teams=TEAMS))
    assert cells(out, "tickets", "region") == [None, "EU", "EU"]  # the first one takes US from its account


def test_a_row_without_team_takes_the_agent_out_of_the_table() -> None:
    assert with_teams_of(TEAMS, [AgentTeam(agent=" BOB ")]) == (TEAMS[0],)
    with pytest.raises(UserError, match="agent"):
        with_teams_of((), [AgentTeam(agent=" ", team="x")])


def test_teams_are_read_from_one_text() -> None:
    assert read_team(" Jim  Smith = Tier 2") == AgentTeam(agent="Jim Smith", team="Tier 2")
    for text in ("Jim", "=x", "Jim="):
        with pytest.raises(UserError, match="AGENT=TEAM"):
            read_team(text)
