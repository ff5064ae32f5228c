"""A dataset that names no member of the team: what every screen and file is made of while agents' figures are hidden.

Columns that say who of the team it was are taken away; `Dataset.behind` keeps the dataset with them, for what has to
count people (tickets per agent) and for nothing that is shown. Rows stay as they are, so every other figure does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.common.problems import Problem
from cxdesk.tables.aliases import spelt
from cxdesk.tables.dataset import Dataset, Hidden
from cxdesk.tables.employees import EMPLOYEES
from cxdesk.tables.fields import EXTRA
from cxdesk.tables.tickets import TICKETS

AGENT = "agent"
TEAM = "team"
OTHER_TEAMS = "Other teams"
NO_NAME = "(name hidden)"
# Columns that name a member of the team: who did the work, whose row it is, who owns a part of the audit, who reviewed.
PEOPLE = frozenset((AGENT, "employee", "owner", "who"))
_NAMED = (AGENT, "employee")  # whose values are names; an owner or a reviewer may be a department
_PEOPLES_ROWS = frozenset(("employees",))  # a row is a person, named or not
_OTHERS = ("requester", "respondent")  # customers as a rule; one who is an agent is not named
_FEWEST = 2  # agents of a team that is shown by its name
_SHARE = 0.2  # of a further column's values: as many names of agents make it a column of people
_LOOKED_AT = 20_000  # rows of a further column, by which most columns of free texts are told
_MOST_NAMES = 2_000  # looked for in sentences; a list of thousands is never spelt out

_ROLES = re.compile(
    r"\b(?:agent|agents?name|assignee|assigned|technician|representative|advisor|teammate|employee|staff|operator"
    r"|reviewer|owner|responsible|consultant|handler|(?:handled|resolved|closed|solved|answered|updated|taken|rated"
    r"|reviewed) by|mitarbeiter|mitarbeiterin|bearbeiter|bearbeitet von|agente|responsable|technicien)\b"
)
# Of an agent, but no name: a group, a count, a time.
_NO_ROLE = re.compile(
    r"\b(?:groups?|teams?|queue|department|abteilung|count|number of|anzahl|replies|reply|responses|interactions"
    r"|touches|messages|comments|hours|minutes|seconds|duration|time|date|at|on|changes|reassignments|reassigned|status|score"
    r"|rating|csat|type|language)\b"
)
_HEADERS = frozenset((*TICKETS.field(AGENT).synonyms, *EMPLOYEES.field("employee").synonyms)) - {"name", "person"}


def without_agents(dataset: Dataset) -> Dataset:
    """The dataset in use without the columns that name a member of the team.

    A team with a single agent is shown together with other such teams, for its figures would be that agent's.
    """
    names = _names(dataset)
    hidden = Hidden(columns=_columns(dataset, names), tables=_PEOPLES_ROWS, teams=_together(dataset), names=names)
    tables = {name: shown_frame(frame, hidden) for name, frame in dataset.tables.items()}
    out = replace(
        dataset,
        tables=tables,
        problems=_problems(dataset, hidden),
        rejected={place: _rejected(rows, dataset, place, hidden) for place, rows in dataset.rejected.items()},
    )
    object.__setattr__(out, "hidden", hidden)
    object.__setattr__(out, "behind", dataset)
    return out


def shown_frame(frame: pd.DataFrame, hidden: Hidden) -> pd.DataFrame:
    """A table's frame as it may be shown; the frame itself is not changed."""
    out = frame.drop(columns=[name for name in map(str, frame.columns) if name in hidden.columns])
    changed: dict[str, pd.Series | pd.Categorical] = {}
    if TEAM in out and hidden.teams:
        changed[TEAM] = _relabelled(out[TEAM], hidden.teams)
    for name in _OTHERS:
        if name in out:
            changed[name] = _blanked(out[name], hidden.names)
    if "respondent" in changed and "kind" in out:  # who answers about working here works here
        asked = out["kind"].astype("str").str.casefold().eq("esat").to_numpy(dtype=np.bool_, na_value=False)
        changed["respondent"] = pd.Series(changed["respondent"], index=out.index).mask(asked)
    return out.assign(**changed) if changed else out


def unnamed_text(dataset: Dataset, text: str) -> str:
    """A sentence as it may be shown: without the names of the team's members while they are hidden."""
    pattern = None if dataset.hidden is None else _pattern(dataset.hidden.names)
    return text if pattern is None else pattern.sub(NO_NAME, text)


# -- what is hidden --------------------------------------------------------------------------------------------------


def _names(dataset: Dataset) -> frozenset[str]:
    """Names of the team's members, as `spelt`."""
    found = {spelt(label) for frame in dataset.tables.values() for column in _NAMED if column in frame
             for label in _labels(frame[column])}  # fmt: skip
    return frozenset(found - {""})


def _columns(dataset: Dataset, names: frozenset[str]) -> frozenset[str]:
    """Names of the columns to hide: those of `PEOPLE`, and further ones that hold agents by header or by values."""
    extra = {str(column) for frame in dataset.tables.values() for column in frame.columns
             if str(column).startswith(EXTRA) and _is_of_people(str(column), frame[column], names)}  # fmt: skip
    return PEOPLE | extra


def _is_of_people(column: str, values: pd.Series, names: frozenset[str]) -> bool:
    header = " ".join(re.sub(r"[^\w]+|_", " ", column.removeprefix(EXTRA).casefold()).split())
    if header in _HEADERS or (_ROLES.search(header) and not _NO_ROLE.search(header)):
        return True
    if pd.api.types.is_numeric_dtype(values.dtype) or values.dtype.kind == "M":
        return False
    listed = isinstance(values.dtype, pd.CategoricalDtype)
    begun = len(values.cat.categories) if listed else values.iloc[:_LOOKED_AT].nunique()
    if begun * _SHARE > len(names):  # so many values are no names for the most part, however many more there are
        return False
    labels = {spelt(label) for label in _labels(values)}
    hits = {label for label in labels & names if not label.replace(" ", "").isdigit()}
    return bool(hits) and len(hits) >= _SHARE * len(labels)


def _together(dataset: Dataset) -> Mapping[str, str]:
    """Teams with a single agent, and what they are shown as: with the next larger team where they would stay alone."""
    agents: dict[str, set[str]] = {}
    for table, person in (("tickets", AGENT), ("surveys", AGENT), ("employees", "employee")):
        frame = dataset.table(table)
        if frame is not None and person in frame and TEAM in frame:
            for team, name in _pairs(frame[TEAM], frame[person]):  # a loop over agents
                agents.setdefault(team, set()).add(spelt(name))
    ordered = sorted(agents, key=lambda team: (len(agents[team]), team))
    gathered: list[str] = []
    for team in ordered:
        people = set().union(*(agents[one] for one in gathered))
        if len(agents[team]) >= _FEWEST and (not gathered or len(people) >= _FEWEST):
            break
        gathered.append(team)
    if len(gathered) < 2:  # a team on its own has no other to be shown with
        return {}
    name, number = OTHER_TEAMS, 2
    while name in agents:
        name, number = f"{OTHER_TEAMS} ({number})", number + 1
    return dict.fromkeys(gathered, name)


def _pairs(first: pd.Series, second: pd.Series) -> list[tuple[str, str]]:
    """The different pairs of values of two columns."""
    one, two = pd.Categorical(first), pd.Categorical(second)
    codes = one.codes.astype(np.int64) * (len(two.categories) + 1) + two.codes
    there = pd.unique(codes[(one.codes >= 0) & (two.codes >= 0)]).tolist()
    places = (divmod(code, len(two.categories) + 1) for code in there)
    return [(str(one.categories[a]), str(two.categories[b])) for a, b in places]


# -- what is shown instead -------------------------------------------------------------------------------------------


def _relabelled(column: pd.Series, names: Mapping[str, str]) -> pd.Categorical:
    values = pd.Categorical(column)
    new = [names.get(str(label), str(label)) for label in values.categories]
    labels = sorted(set(new))
    place = {label: code for code, label in enumerate(labels)}
    move = np.array([*(place[label] for label in new), -1], dtype=np.int64)  # a blank takes the last entry
    return pd.Categorical.from_codes(move[values.codes], categories=pd.Index(labels, dtype="str"))


def _blanked(column: pd.Series, names: frozenset[str]) -> pd.Categorical:
    """The column without the cells that name one of the team."""
    values = pd.Categorical(column)
    texts = pc.utf8_lower(pa.array(values.categories.astype("str")))  # far faster than one by one, but for one letter
    folded = pc.utf8_trim_whitespace(pc.replace_substring_regex(pc.replace_substring(texts, "ß", "ss"), r"\s+", " "))
    named = pc.is_in(folded, value_set=pa.array(sorted(names), pa.string())).to_numpy(zero_copy_only=False)
    return values.remove_categories(values.categories[named]) if named.any() else values


def _rejected(rows: pd.DataFrame, dataset: Dataset, place: int, hidden: Hidden) -> pd.DataFrame:
    """Rows left out, as in the file, without the columns that became hidden ones."""
    headers = _headers(dataset, hidden, place)
    return rows.drop(columns=[name for name in rows.columns if str(name) in headers])


def _headers(dataset: Dataset, hidden: Hidden, place: int | None = None) -> set[str]:
    """Headers in the files (of one source, or of all) of what is hidden."""
    sources = dataset.sources if place is None else dataset.sources[place : place + 1]
    named = {column for source in sources for field, column in source.columns.items() if field in hidden.columns}
    return named | {name.removeprefix(EXTRA) for name in hidden.columns}


def _problems(dataset: Dataset, hidden: Hidden) -> tuple[Problem, ...]:
    """The problems, without the names that they quote."""
    headers = _headers(dataset, hidden)
    pattern = _pattern(hidden.names)
    return tuple(_unnamed(problem, headers, pattern) for problem in dataset.problems)


def _pattern(names: frozenset[str]) -> re.Pattern[str] | None:
    """Any of the names in a sentence; one of a single word, which may be a word like any other, only where quoted."""
    known = sorted((name for name in names if len(name) > 1), key=len, reverse=True)
    if not known or len(known) > _MOST_NAMES:
        return None
    full = [r"\s+".join(map(re.escape, name.split())) for name in known if " " in name]
    single = [rf"(?<=“){re.escape(name)}(?=”)" for name in known if " " not in name]
    return re.compile("|".join([*(rf"(?<!\w){name}(?!\w)" for name in full), *single]), re.IGNORECASE)


def _unnamed(problem: Problem, headers: set[str], names: re.Pattern[str] | None) -> Problem:
    message, found, expected = problem.message, problem.found, problem.expected
    if problem.column in headers and found:
        message, found = message.replace(found, NO_NAME), None
    if names is None:
        return problem if found == problem.found else replace(problem, message=message, found=found)
    texts = {"message": message, "found": found, "expected": expected}
    new = {key: None if text is None else names.sub(NO_NAME, text) for key, text in texts.items()}
    same = all(new[key] == getattr(problem, key) for key in new)
    return problem if same else replace(problem, message=new["message"] or "", found=new["found"],
                                        expected=new["expected"])  # fmt: skip


def _labels(column: pd.Series) -> Iterable[str]:
    found = column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else column.dropna().unique()
    return (str(label) for label in found)
