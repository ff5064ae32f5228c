"""What there is to decide about names: joins with what did not match, spellings that may be the same, agents' teams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxdesk.common.progress import SILENT, Progress
from cxdesk.tables.aliases import Alias, spelt
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.fields import EXTRA
from cxdesk.tables.labels import dimension_columns, dimension_counts, value_counts
from cxdesk.tables.matches import Matched, by_digits, known_values, match_reports
from cxdesk.tables.near import Near, near_names, near_spellings
from cxdesk.tables.teams import teams_of_employees

_MOST_EXTRA = 200  # a further column of more values is no dimension that people look at
_SAME_NUMBER = "the same number"


@dataclass(frozen=True, kw_only=True)
class JoinFound:
    """A join with what is near its unmatched values; `by_number` where ids have a ticket's number."""

    report: Matched
    near: tuple[Near, ...] = ()
    by_number: bool = False


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A spelling of a dimension that may stand for another one."""

    dimension: str
    near: Near

    @property
    def alias(self) -> Alias:
        """What accepting it says."""
        return Alias(dimension=self.dimension, spelling=self.near.spelling, name=self.near.name)


@dataclass(frozen=True, kw_only=True)
class AgentFound:
    """An agent with rows of tickets (None: hidden), the teams that the files name, and the Employees sheet's one."""

    agent: str
    rows: int | None
    in_files: tuple[str, ...] = ()
    employed: str = ""


@dataclass(frozen=True, kw_only=True)
class NamesFound:
    """All there is to decide, and what each accepted spelling merges: rows by dimension and spelling."""

    joins: tuple[JoinFound, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    agents: tuple[AgentFound, ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()  # by dimension, most rows first


def names_found(dataset: Dataset, progress: Progress = SILENT) -> NamesFound:
    """What the dataset in use leaves to decide. It takes a second for tens of thousands of customers.

    Raises:
        Cancelled: the user stopped.
    """
    joins = []
    for report in match_reports(dataset):
        progress.report(0, 0)
        joins.append(_near_join(dataset, report))
    proposals: list[Proposal] = []
    values = []
    for dimension, places in dimension_columns(dataset).items():
        progress.report(0, 0)
        counts = value_counts(dataset, places)
        values.append((dimension, tuple(value for value, _ in counts.most_common())))
        asked = _asked(dataset, dimension, places)
        proposals += (Proposal(dimension=dimension, near=near) for near in near_spellings(asked, dimension))
    proposals.sort(key=lambda one: -one.near.rows)
    return NamesFound(
        joins=tuple(joins), proposals=tuple(proposals), agents=agents_found(dataset), values=tuple(values)
    )


def rows_of(aliases: Iterable[Alias], imported: Dataset) -> dict[tuple[str, str], int]:
    """Rows that hold each alias's spelling in the imported dataset, by the alias's key."""
    counted = dimension_counts(imported)
    wanted = {alias.key for alias in aliases}
    out = dict.fromkeys(wanted, 0)
    for dimension in {key[0] for key in wanted} & set(counted):
        for value, rows in counted[dimension].items():
            key = (dimension, spelt(value))
            if key in out:
                out[key] += rows
    return out


def agents_found(dataset: Dataset) -> tuple[AgentFound, ...]:
    """The agents of tickets, most rows first, with the teams that the imported files give them.

    While agents' figures are hidden, by name and without rows: who is in which team is no figure.
    """
    if dataset.behind is not None:
        known = sorted(agents_found(dataset.behind), key=lambda one: one.agent.casefold())
        return tuple(replace(one, rows=None) for one in known)
    frame = dataset.table("tickets")
    if frame is None or "agent" not in frame:
        return ()
    agents = pd.Categorical(frame["agent"])
    rows = np.bincount(agents.codes[agents.codes >= 0], minlength=len(agents.categories))
    given = dataset.imported.tables["tickets"]
    teams = pd.Categorical(given["team"] if "team" in given else pd.Series(pd.NA, index=given.index, dtype="str"))
    told = (agents.codes >= 0) & (teams.codes >= 0)
    pairs = np.unique(agents.codes[told].astype(np.int64) * max(len(teams.categories), 1) + teams.codes[told])
    named: dict[int, list[str]] = {}
    for pair in pairs.tolist():
        agent, team = divmod(pair, len(teams.categories))
        named.setdefault(agent, []).append(str(teams.categories[team]))
    employed = teams_of_employees(dataset)
    found = [
        AgentFound(agent=str(name), rows=int(rows[code]), in_files=tuple(sorted(named.get(code, ()))),
                   employed=employed.get(spelt(str(name)), ""))
        for code, name in enumerate(agents.categories)
        if rows[code]
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (-(one.rows or 0), one.agent)))


def _near_join(dataset: Dataset, report: Matched) -> JoinFound:
    rows = dict(report.values)
    if report.join.dimension == "ticket_id":
        same = by_digits(dataset)
        near = [Near(spelling=own, rows=rows.get(own, 0), name=name, score=100.0, why=_SAME_NUMBER)
                for own, name in same.items()]  # fmt: skip
        return JoinFound(report=report, near=tuple(sorted(near, key=lambda one: -one.rows)), by_number=bool(near))
    return JoinFound(report=report, near=near_names(rows, known_values(dataset, report.join), report.join.dimension))


def _asked(dataset: Dataset, dimension: str, places: tuple[tuple[str, str], ...]) -> Counter[str]:
    """The values of a dimension among which spellings are looked for.

    What a join asks about already is left to it; words of the app and columns of a great many values are left out.
    """
    own = [place for place in places if place[1] == dimension and not _chosen(*place)]
    counts = value_counts(dataset, own)
    if dimension.startswith(EXTRA) and len(counts) > _MOST_EXTRA:
        return Counter()
    if dimension == "account" and dataset.has("accounts", "account"):
        known = {spelt(value) for value in value_counts(dataset, [("accounts", "account")])}
        return Counter({value: rows for value, rows in counts.items() if spelt(value) in known})
    return counts


def _chosen(table: str, column: str) -> bool:
    spec = TABLES.get(table)
    return spec is not None and column in spec.names and bool(spec.field(column).choices)
