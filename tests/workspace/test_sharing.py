from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.calendars import BusinessCalendar, CalendarFor
from cxdesk.common.problems import Problem
from cxdesk.common.resources import resource_path
from cxdesk.export.redaction import CODED
from cxdesk.export.template import ReportTemplate
from cxdesk.imports import service
from cxdesk.report.build import build_report
from cxdesk.tables.aliases import Alias
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.tables.teams import AgentTeam
from cxdesk.targets.target import Review, Target, TargetBook
from cxdesk.workspace.edits import type_audit
from cxdesk.workspace.file.frames import unpacked
from cxdesk.workspace.file.reading import history_of, load
from cxdesk.workspace.file.saving import save
from cxdesk.workspace.session import Session
from cxdesk.workspace.sharing import without_people
from cxdesk.workspace.typed_rows import AuditRow
from cxdesk.workspace.views import SavedView, View

FREE = ("comment", "csat_comment", "subject", "text")  # tags are words that any workspace holds; looked at by column


@cache
def company() -> Session:
    """The sample company, with everything set that could name somebody."""
    draft = service.draft(sorted(resource_path("samples").glob("*.xlsx")), zone="UTC")
    dataset = service.run(draft, EMPTY)
    tickets = dataset.tables["tickets"]
    agent, other = (str(name) for name in tickets["agent"].cat.categories[:2])
    account = str(tickets["account"].cat.categories[0])
    dataset = replace(dataset, problems=(
        *dataset.problems,
        Problem(kind="odd", message=f"{agent} wrote “call +49 30 1234567”.", file=dataset.sources[0].file, sheet="x",
                found=f"mail {agent}@example.com", column=f"Notes of {agent}"),
    ))  # fmt: skip
    session = Session(
        dataset=dataset,
        targets=TargetBook(
            targets=(Target(kpi="csat", value=85.0, segment=("agent", agent)), Target(kpi="art", value=12.0)),
            reviews=(Review(kpi="csat", at=datetime(2024, 1, 1, tzinfo=UTC), who="Petra Nobody"),),
        ),
        aliases=(Alias(dimension="agent", spelling=other, name=agent),),
        teams=(AgentTeam(agent=agent, team="Night shift"),),
        replace_teams=True,
        calendars=(CalendarFor(dimension="team", value="Night shift", calendar=BusinessCalendar()),),
        layouts=service.layouts_of(draft, date(2024, 7, 1)),
        view=View(filters={"account": (account,)}),
        views=(SavedView(name=f"{agent}'s", view=View(filters={"agent": (agent,)})),),
        templates=(ReportTemplate(name="Board", company="Northwind Traders GmbH"),),
    )
    return type_audit(session, (AuditRow(area="Care", criterion="Answers", owner="Petra Nobody", score=70.0),))


def names_of(dataset: Dataset) -> set[str]:
    found: set[str] = set()
    for frame in dataset.tables.values():
        for field in (*CODED, *FREE):
            if field in frame:
                found |= {str(value) for value in frame[field].dropna().unique()}
    return found


def everything_in(path: Path) -> str:
    """All texts of a workspace: parts, tables, and the bytes as they lie there."""
    with closing(sqlite3.connect(path)) as connection:
        texts = [str(value) for row in connection.execute("SELECT * FROM parts") for value in row]
        texts += [str(row) for row in connection.execute("SELECT * FROM meta")]
        names = [name for (name,) in connection.execute("SELECT DISTINCT name FROM tables")]
        for name in names:
            rows = connection.execute(
                "SELECT content FROM tables JOIN pieces ON pieces.id = piece WHERE name = ? ORDER BY place", (name,)
            )
            frame = unpacked([content for (content,) in rows])
            texts += [name, *map(str, frame.columns)]
            for column in frame.columns:
                kind = frame[column].dtype
                if isinstance(kind, pd.CategoricalDtype):
                    texts += [str(value) for value in kind.categories]
                texts += [str(value) for value in frame[column].dropna().unique()]
    return "\n".join(texts) + path.read_bytes().decode("latin-1")


def shared_copy(folder: Path, session: Session) -> Path:
    path = folder / "shared.cxdesk"
    save(path, without_people(session), now=datetime(2024, 7, 1, tzinfo=UTC))
    return path


def test_no_name_address_or_comment_stands_anywhere_in_the_bytes_of_the_copy(tmp_path: Path):
    path = shared_copy(tmp_path, company())
    found = everything_in(path)
    names = names_of(company().dataset.imported) - {"", "support_cost"}
    assert len(names) > 100
    assert [name for name in names if len(name) > 3 and name in found] == []
    assert set(load(path).session.dataset.tables["tickets"]["tags"].dropna()) == {"(removed)"}
    folder = str(resource_path("samples"))
    for text in ("Petra", "Traders", "northwind-", "@example.com", "1234567", folder):
        assert text not in found


@pytest.mark.parametrize("hide_agents", [False, True])
def test_every_kpi_has_the_value_of_the_original(tmp_path: Path, hide_agents: bool):
    session = replace(company(), hide_agents=hide_agents)
    copy = load(shared_copy(tmp_path, session)).session
    assert copy.hide_agents is hide_agents
    for filters in (session.view, View(), View(first_day=date(2024, 3, 1))):
        before = build_report(session.dataset, replace(session, view=filters).query(), session.targets)
        after_view = copy.view if filters is session.view else filters
        after = build_report(copy.dataset, replace(copy, view=after_view).query(), copy.targets)
        for one, other in zip(before.kpis, after.kpis, strict=True):
            assert one.id == other.id
            assert (one.n, one.status) == (other.n, other.status), one.id
            if one.value is None or other.value is None:
                assert one.value == other.value, one.id
            else:
                np.testing.assert_allclose(other.value, one.value, rtol=1e-12, err_msg=one.id)


def test_targets_views_and_calendars_speak_of_the_same_codes_as_the_tables(tmp_path: Path):
    copy = without_people(company())
    agents = set(copy.dataset.tables["tickets"]["agent"].cat.categories)
    (target,) = (target for target in copy.targets.targets if target.segment is not None)
    assert target.segment is not None
    assert target.segment[1] in agents
    assert copy.views[0].view.filters["agent"] == (target.segment[1],)
    assert copy.view.filters["account"][0] in set(copy.dataset.tables["accounts"]["account"].cat.categories)
    assert copy.calendars[0].value == "Night shift"
    assert "Night shift" in set(copy.dataset.tables["tickets"]["team"].cat.categories)


def test_a_shared_copy_is_a_workspace_of_its_own_without_history_and_rows_left_out(tmp_path: Path):
    session = replace(company(), workspace_id="original")
    path = shared_copy(tmp_path, session)
    assert history_of(path) == ()
    copy = load(path).session
    assert copy.workspace_id not in ("", "original")
    assert (copy.layouts, copy.templates, copy.aliases, copy.teams) == ({}, (), (), ())
    assert copy.dataset.imported.rejected == {}
    assert {source.path for source in copy.dataset.sources} == {""}
    assert copy.dataset.sources[0].file == "file-1.xlsx"
    assert {problem.found for problem in copy.dataset.imported.problems} == {None}


def test_a_customer_called_like_a_channel_leaves_the_channel_as_it_is():
    frame = pd.DataFrame(
        {
            "ticket_id": ["1", "2", "a@b.de"],
            "channel": pd.Categorical(["Chat", "Web", "Chat"]),
            "account": pd.Categorical(["Chat", "chat ", "Anna Berg"]),
            "requester": pd.Categorical(["Anna Berg", "anna  berg", None]),
            "category": pd.Categorical(["a@b.de", "c@d.de", "Anna Berg"]),
        }
    )
    copy = without_people(Session(dataset=Dataset(tables={"tickets": frame}))).dataset.tables["tickets"]
    assert copy["channel"].tolist() == ["Chat", "Web", "Chat"]
    assert copy["account"].tolist()[0] == copy["account"].tolist()[1]
    assert copy["account"].tolist()[2] == copy["requester"].tolist()[0] == copy["requester"].tolist()[1]
    assert copy["category"].nunique() == 3
    assert copy["ticket_id"].tolist()[:2] == ["1", "2"]
    assert "@" not in copy["ticket_id"].tolist()[2]
