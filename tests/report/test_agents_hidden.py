"""Reports while figures of single agents are hidden: the same numbers, nothing about one person, and that is said."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.calendars import CalendarFor, default_calendar
from cxdesk.common.conventions import Conventions
from cxdesk.common.problems import Severity, UserError
from cxdesk.report.build import build_report
from cxdesk.report.dimensions import dimensions_of, named_dimension
from cxdesk.report.hidden import AGENTS_HIDDEN
from cxdesk.report.records import Query, Report
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.in_use import Names, in_use
from cxdesk.targets.target import Target, TargetBook
from tests.report.conftest import JANUARY, answers, dataset_of, instants, tickets

AGENTS = ["Ann", "Ann", "Bob", "Cy", "Cy", "Dee"]
TEAMS = ["A", "A", "A", "B", "B", "C"]


@pytest.fixture(scope="module")
def desk() -> Dataset:
    """Six tickets of four agents in three teams; team B and C have one agent each."""
    days = [f"2024-01-{day:02}T09:00" for day in (2, 3, 4, 5, 8, 9)]
    sheet = tickets(days, [1, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 60], agent=AGENTS, team=TEAMS,
                    channel=["email", "chat"] * 3)  # fmt: skip
    asked = answers("csat", [5, 5, 1], ["2024-01-03T12:00", "2024-01-04T12:00", "2024-01-05T12:00"], 5)
    asked = asked.assign(ticket_id=["T0", "T1", "T3"])
    people = pd.DataFrame({
        "employee": pd.Categorical(["Ann", "Bob", "Cy", "Dee"]), "hired_on": instants(*["2023-01-01"] * 4),
        "month": instants(*["2024-01-01"] * 4), "training_hours": [8.0, 4.0, 0.0, 4.0],
        "_source": np.full(4, 2, dtype=np.int32), "_row": np.arange(2, 6, dtype=np.int32),
    })  # fmt: skip
    return dataset_of(tickets=sheet, surveys=asked, employees=people)


def open_report(desk: Dataset, query: Query | None = None, book: TargetBook | None = None) -> Report:
    return build_report(in_use(desk), query or Query(), book or TargetBook())


def hidden_report(desk: Dataset, query: Query | None = None, book: TargetBook | None = None) -> Report:
    return build_report(in_use(desk, Names(hide_agents=True)), query or Query(), book or TargetBook())


def test_every_number_of_the_whole_stays(desk: Dataset) -> None:
    seen, hidden = open_report(desk), hidden_report(desk)
    assert hidden.hides_agents
    assert not seen.hides_agents
    assert hidden.kpis == seen.kpis
    assert hidden.series == seen.series
    assert hidden.kpi("per_agent").value == 1.5  # 6 tickets of 4 agents


def test_agents_are_no_dimension(desk: Dataset) -> None:
    report = hidden_report(desk)
    data = report.evidence.store.dataset
    assert dimensions_of(data) == ("channel", "team")
    assert report.evidence.split("frt", "agent") == ()
    assert not len(report.evidence.rows("frt", dimension="agent", segment="Ann"))
    with pytest.raises(UserError, match="tells members of the team apart, and their figures are hidden"):
        named_dimension(data, "Agent")


def test_a_filter_and_a_split_by_agent_are_left_aside_and_said(desk: Dataset) -> None:
    report = hidden_report(desk, Query(filters={"agent": ("Ann",), "channel": ("email",)}, splits=("agent", "channel")))
    assert report.query.filters == {"channel": ("email",)}
    assert report.query.splits == ("channel",)
    assert report.kpi("volume").value == 3
    said = [(one.severity, one.message) for one in report.problems if one.kind == AGENTS_HIDDEN]
    assert said == [
        (Severity.WARNING, "Figures per agent are hidden, so the filter on agent is not applied."),
        (Severity.INFO, "Figures per agent are hidden, so there is no breakdown by agent."),
    ]


def test_a_filter_on_a_team_of_one_agent_is_left_aside(desk: Dataset) -> None:
    report = hidden_report(desk, Query(filters={"team": ("B",)}))
    assert report.query.filters == {}
    assert [one.message for one in report.problems if one.kind == AGENTS_HIDDEN] == [
        "A team with a single agent is shown with others, so the filter on it is not applied."
    ]
    part = hidden_report(desk, Query(filters={"team": ("A", "B")}))
    assert part.query.filters == {"team": ("A",)}
    together = hidden_report(desk, Query(filters={"team": ("Other teams",)}))
    assert together.kpi("volume").value == 3


def test_a_breakdown_by_team_shows_teams_of_one_agent_together(desk: Dataset) -> None:
    report = hidden_report(desk, Query(splits=("team",)))
    found = {cell.segment: (cell.value, cell.n) for cell in report.segments("art", "team")}
    assert found == {"A": (20.0, 3), "Other teams": (50.0, 3)}


def test_targets_of_agents_do_not_count_and_are_kept(desk: Dataset) -> None:
    book = TargetBook(targets=(
        Target(kpi="art", value=30.0), Target(kpi="art", value=5.0, segment=("agent", "Ann")),
        Target(kpi="art", value=6.0, segment=("team", "B")), Target(kpi="art", value=25.0, segment=("team", "A")),
    ))  # fmt: skip
    report = hidden_report(desk, Query(filters={"agent": ("Ann",)}), book)
    assert report.kpi("art").target == 30.0
    assert [target.segment for target in report.evidence.judging.book.targets] == [None, ("team", "A")]
    message = "Figures per agent are hidden, so the targets of 2 agents or teams do not count; they are kept."
    assert message in [one.message for one in report.problems]
    cells = {cell.segment: cell.target for cell in report.evidence.split("art", "team")}
    assert cells == {"A": 25.0, "Other teams": 30.0}


def test_rows_behind_a_number_name_no_agent(desk: Dataset) -> None:
    report = hidden_report(desk)
    for kpi in ("frt", "csat", "per_agent"):
        view = report.evidence.rows(kpi)
        assert len(view)
        assert "agent" not in view.frame
        assert not set(AGENTS) & set(view.frame.astype("str").to_numpy().ravel().tolist())
    for table in ("tickets", "surveys"):
        assert "agent" not in report.evidence.table(table)


def test_rows_that_are_people_are_not_shown_one_by_one(desk: Dataset) -> None:
    report = hidden_report(desk)
    seen = open_report(desk)
    shown = [k.id for k in report.kpis if k.value is not None and seen.evidence.rows(k.id).table == "employees"]
    assert shown
    assert all(not len(report.evidence.rows(kpi)) for kpi in shown)
    assert not len(report.evidence.table("employees"))


def test_business_hours_of_a_team_of_one_agent_still_count(desk: Dataset) -> None:
    own = CalendarFor(dimension="team", value="B", calendar=default_calendar("Asia/Tokyo"))
    query = Query(conventions=Conventions(clock="business"), calendars=(own,), period=JANUARY)
    seen, hidden = open_report(desk, query), hidden_report(desk, query)
    assert hidden.kpi("frt") == seen.kpi("frt")
    assert hidden.kpi("frt") != open_report(desk, replace(query, calendars=())).kpi("frt")


def test_the_two_datasets_differ_in_what_they_show_only(desk: Dataset) -> None:
    hidden = in_use(desk, Names(hide_agents=True))
    assert {field.name for field in fields(hidden) if not field.init} == {"origin", "uses", "hidden", "behind"}
    assert all(len(hidden.tables[name]) == len(frame) for name, frame in desk.tables.items())
