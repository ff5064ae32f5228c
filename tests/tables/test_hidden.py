"""What a dataset shows while figures of single agents are hidden, and what stays as it is."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from cxdesk.common.problems import Problem
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.in_use import Names, in_use
from cxdesk.tables.teams import AgentTeam
from tests.tables.named import cells, dataset, frame

HIDDEN = Names(hide_agents=True)


def desk(**more: list) -> Dataset:
    columns: dict[str, list] = {
        "ticket_id": ["1", "2", "3", "4", "5"],
        "agent": ["Ann Low", "Ann Low", "Bob Ray", "Cy Fox", None],
        "channel": ["email", "chat", "email", "chat", "email"],
    }
    return dataset(tickets=frame(**{**columns, **more}))


def test_no_table_keeps_a_column_that_names_one_of_the_team() -> None:
    data = dataset(
        tickets=frame(ticket_id=["1", "2"], agent=["Ann Low", "Bob Ray"]),
        employees=frame(employee=["Ann Low", "Bob Ray"], team=["North", "North"]),
        audit=frame(area=["Tools", "People"], owner=["Ann Low", "HR"]),
        reviews=frame(kpi=["csat", "nps"], who=["Cy Fox", "Ann Low"]),
    )
    shown = in_use(data, HIDDEN)
    assert shown.hides_agents
    assert not in_use(data).hides_agents
    left = {name: set(table.columns) - {"_source", "_row"} for name, table in shown.tables.items()}
    assert left == {"tickets": {"ticket_id", "team"}, "employees": {"team"}, "audit": {"area"}, "reviews": {"kpi"}}


def test_the_store_still_counts_agents_and_shows_none() -> None:
    store = MeasureStore(in_use(desk(), HIDDEN))
    codes, labels = store.keys("tickets", "agent")
    assert labels == ("Ann Low", "Bob Ray", "Cy Fox")
    assert codes.tolist() == [0, 0, 1, 2, -1]
    assert "agent" not in store.frame("tickets")
    assert store.has("tickets", "agent")


def test_further_columns_that_hold_agents_go_by_header_or_by_values() -> None:
    more: dict[str, list] = {
        "extra:Closed by": ["x", "y", "x", "y", "x"],
        "extra:Agent email": ["a@x", "a@x", "b@x", "c@x", None],
        "extra:Second": ["bob  ray", "Ann Low", None, None, "nobody"],
        "extra:Agent group": ["North", "North", "South", "South", "South"],
        "extra:Plan": ["Gold", "Gold", "Basic", "Basic", "Basic"],
    }
    shown = in_use(desk(**more), HIDDEN)
    kept = {name for name in shown.tables["tickets"].columns if str(name).startswith("extra:")}
    assert kept == {"extra:Agent group", "extra:Plan"}
    assert shown.hides("extra:Second")


def test_one_name_among_many_values_does_not_hide_a_column() -> None:
    """A category called like an agent stays a category."""
    data = dataset(tickets=frame(ticket_id=list("123456"), agent=["Ann", "Bob", "Ann", "Bob", "Ann", "Bob"],
                                 **{"extra:Topic": ["Ann", "b", "c", "d", "e", "f"]}))  # fmt: skip
    assert "extra:Topic" in in_use(data, HIDDEN).tables["tickets"]


def test_agents_that_are_numbers_hide_no_column_of_numbers() -> None:
    data = dataset(tickets=frame(ticket_id=["1", "2"], agent=["1", "2"], **{"extra:Level": ["1", "2"]}))
    assert "extra:Level" in in_use(data, HIDDEN).tables["tickets"]


def test_teams_of_one_agent_are_shown_together() -> None:
    data = desk(team=["North", "North", "North", "South", None])
    # North has Ann and Bob; South alone would be Cy, so the next larger team joins it
    assert cells(in_use(data, HIDDEN), "tickets", "team") == ["Other teams"] * 4 + [None]
    three = desk(team=["North", "North", "South", "East", "East"], agent=["Ann", "Al", "Bob", "Cy", "Cy"])
    assert cells(in_use(three, HIDDEN), "tickets", "team") == ["North", "North", *["Other teams"] * 3]


def test_teams_of_several_agents_keep_their_names() -> None:
    data = desk(team=["North", "North", "North", "South", "South"], agent=["Ann", "Ann", "Bob", "Cy", "Dee"])
    shown = in_use(data, HIDDEN)
    assert cells(shown, "tickets", "team") == ["North", "North", "North", "South", "South"]


def test_a_single_team_cannot_be_shown_with_another() -> None:
    data = desk(team=["North"] * 5, agent=["Ann"] * 5)
    assert cells(in_use(data, HIDDEN), "tickets", "team") == ["North"] * 5


def test_teams_typed_in_count_before_agents_are_hidden() -> None:
    names = Names(teams=(AgentTeam(agent="Ann Low", team="A"), AgentTeam(agent="Bob Ray", team="B")), hide_agents=True)
    assert cells(in_use(desk(), names), "tickets", "team") == ["Other teams"] * 3 + [None, None]


def test_customers_called_like_an_agent_and_those_who_answer_about_their_work_are_not_named() -> None:
    data = dataset(
        tickets=frame(ticket_id=["1", "2"], agent=["Ann Low", "Bob Groß"], requester=["ann  LOW ", "BOB GROSS"]),
        surveys=frame(response_id=["1", "2"], kind=["esat", "csat"], respondent=["Dee", "Zoe"]),
    )
    shown = in_use(data, HIDDEN)
    assert cells(shown, "tickets", "requester") == [None, None]
    assert cells(shown, "surveys", "respondent") == [None, "Zoe"]


def test_problems_and_rejected_rows_quote_no_agent() -> None:
    data = replace(
        desk(),
        problems=(
            Problem(kind="one", message="“Ann  Low” is odd, says Bob Ray; Bob Rayner is not.", found="ann low"),
            Problem(kind="two", message="“Nobody yet” cannot be read.", found="Nobody yet", column="Agent"),
            Problem(kind="three", message="Nothing about anybody.", found="n/a", column="Channel"),
        ),
        rejected={0: pd.DataFrame({"Agent": ["Ann Low"], "Channel": ["fax"], "reason": ["spam"], "row": [9]})},
    )
    shown = in_use(data, HIDDEN)
    one, two, three = shown.problems
    assert one.message == "“(name hidden)” is odd, says (name hidden); Bob Rayner is not."
    assert one.found == "(name hidden)"
    assert (two.message, two.found) == ("“(name hidden)” cannot be read.", None)
    assert three == data.problems[2]
    assert list(shown.rejected[0].columns) == ["Channel", "reason", "row"]


def test_what_is_built_on_the_data_still_has_the_names() -> None:
    data = desk()
    shown = in_use(data, HIDDEN)
    assert shown.imported is data
    assert in_use(shown) is in_use(data)
    assert in_use(data, HIDDEN) is shown
    assert cells(in_use(shown), "tickets", "agent")[:3] == ["Ann Low", "Ann Low", "Bob Ray"]
