"""The teams of agents: a small table that fills the team of rows that name none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.problems import Problem, Severity, UserError
from cxdesk.common.text import plural
from cxdesk.tables.aliases import spelt
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.joins import account_positions

TEAM_TAKEN = "team_from_agent"
_TABLES = ("tickets", "surveys")
Bools = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class AgentTeam:
    """The team (and region) of an agent; "" = none said."""

    agent: str
    team: str = ""
    region: str = ""

    @property
    def key(self) -> str:
        """The agent, whatever the case and spaces."""
        return spelt(self.agent)


def with_teams_of(teams: tuple[AgentTeam, ...], more: Iterable[AgentTeam]) -> tuple[AgentTeam, ...]:
    """The table with some agents' rows set; a row without team and region takes the agent out of it.

    Raises:
        UserError: a row names no agent.
    """
    known = {row.key: row for row in teams}
    for row in more:
        clean = AgentTeam(agent=_tidy(row.agent), team=_tidy(row.team), region=_tidy(row.region))
        if not clean.agent:
            raise UserError("A team needs the agent whose team it is; give the agent's name.")
        known.pop(clean.key, None)
        if clean.team or clean.region:
            known[clean.key] = clean
    return tuple(sorted(known.values(), key=lambda row: row.key))


def read_team(text: str) -> AgentTeam:
    """An agent's team from a text `AGENT=TEAM`.

    Raises:
        UserError: the text has not this form.
    """
    agent, equals, team = text.partition("=")
    if not equals or not agent.strip() or not team.strip():
        raise UserError(f"“--team {text}” cannot be read. Write it as AGENT=TEAM.")
    return AgentTeam(agent=_tidy(agent), team=_tidy(team))


def teams_of_employees(dataset: Dataset) -> dict[str, str]:
    """The team that the Employees sheet gives a person (as `spelt`); of several rows the last one that names a team."""
    frame = dataset.table("employees")
    if frame is None or "employee" not in frame or "team" not in frame:
        return {}
    known = frame[["employee", "team"]].dropna().drop_duplicates("employee", keep="last")
    return {spelt(str(person)): str(team) for person, team in zip(known["employee"], known["team"], strict=True)}


def with_agents_teams(dataset: Dataset, teams: tuple[AgentTeam, ...], *, instead: bool) -> Dataset:
    """The dataset whose tickets and answers take team and region from their agent where they have none.

    `instead` replaces the team that the files gave, too. Where tickets have no team at all and no row of the table
    speaks of it, the Employees sheet's teams are taken. A customer's region goes before the agent's.
    """
    typed = {row.key: row.team for row in teams if row.team}
    regions = {row.key: row.region for row in teams if row.region}
    tables: dict[str, pd.DataFrame] = {}
    taken = 0
    for name in _TABLES:
        frame = dataset.table(name)
        if frame is None or "agent" not in frame:
            continue
        listed = typed if _has(frame, "team") else {**teams_of_employees(dataset), **typed}
        out, rows = _filled(frame, "team", listed, np.ones(len(frame), np.bool_), instead=instead)
        out, _ = _filled(out, "region", regions, _without_region(dataset, frame), instead=False)
        taken += rows if name == "tickets" else 0
        if out is not frame:
            tables[name] = out
    if not tables:
        return dataset
    found = dataset.with_tables(**tables)
    return _told(found, taken)


def _told(dataset: Dataset, taken: int) -> Dataset:
    if not taken:
        return dataset
    verb = "takes its team" if taken == 1 else "take their team"
    said = Problem(kind=TEAM_TAKEN, severity=Severity.INFO, count=taken,
                   message=f"{plural(taken, 'ticket')} {verb} from the agent.")  # fmt: skip
    return replace(dataset, problems=(*dataset.problems, said))


def _has(frame: pd.DataFrame, column: str) -> bool:
    return column in frame and bool(frame[column].notna().any())


def _without_region(dataset: Dataset, frame: pd.DataFrame) -> Bools:
    """Rows whose customer has no region of its own."""
    accounts = dataset.table("accounts")
    if accounts is None or "region" not in accounts or "account" not in accounts or "account" not in frame:
        return np.ones(len(frame), np.bool_)
    position = account_positions(frame, accounts)
    known = np.append(accounts["region"].notna().to_numpy(), False)
    return ~known[position]


def _filled(
    frame: pd.DataFrame, column: str, of_agent: Mapping[str, str], where: Bools, *, instead: bool
) -> tuple[pd.DataFrame, int]:
    """The frame with a column filled from the agent, and how many rows took their value from there."""
    agents = pd.Categorical(frame["agent"])
    given = [of_agent.get(spelt(str(agent))) for agent in agents.categories]
    if not any(given):
        return frame, 0
    own = pd.Categorical(frame[column]) if column in frame else None
    labels = sorted({*(str(one) for one in (() if own is None else own.categories)), *(one for one in given if one)})
    place = {label: code for code, label in enumerate(labels)}
    theirs = np.array([place[one] if one else -1 for one in given] + [-1])[agents.codes]
    mine = np.full(len(frame), -1)
    if own is not None:
        mine = np.array([place[str(one)] for one in own.categories] + [-1])[own.codes]
    takes = where & (theirs >= 0) & ((mine < 0) | instead) & (mine != theirs)
    if not takes.any():
        return frame, 0
    codes = np.where(takes, theirs, mine)
    used = np.bincount(codes[codes >= 0], minlength=len(labels)) > 0
    move = np.append(np.where(used, np.cumsum(used) - 1, -1), -1)
    index = pd.Index([label for label, kept in zip(labels, used, strict=True) if kept], dtype="str")
    return frame.assign(**{column: pd.Categorical.from_codes(move[codes], categories=index)}), int(takes.sum())


def _tidy(text: str) -> str:
    return " ".join(text.split())
