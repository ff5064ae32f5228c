"""What each row of a log says happened: status, agent, answers of the team, escalations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.plan import EventLog
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.rows import cells
from cxdesk.imports.rows.runs import Runs
from cxdesk.tables.statuses import mean

_ESCALATED = ("escalat", "eskal", "escalad")


@dataclass(frozen=True, kw_only=True, eq=False)
class Labels:
    """Words of the rows: `codes` (-1 where a row has none) index `names`."""

    codes: NDArray[np.int32]
    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Happened:
    """One entry a row of the sheet; None where the sheet does not tell.

    `answered` marks rows that show that the customer has been answered by then, `replies` answers alone.
    """

    status: Labels | None = None
    agent: Labels | None = None
    team: Labels | None = None
    answered: Bools | None = None
    replies: Bools | None = None
    escalated: Bools | None = None


def in_words(meaning: str, labels: Labels, *, by_label: bool = False) -> Bools:
    """Rows (or, `by_label`, names) whose word has a meaning of `resources/statuses.toml`."""
    hit = mean(meaning, labels.names)
    return hit if by_label else np.append(hit, False)[labels.codes]


def happened(log: EventLog, columns: Mapping[int, Column], data: Mapping[str, Any], runs: Runs) -> Happened:
    """Read the rows of a log."""
    event = _labels(cells.categories(columns[log.event]).data) if log.event is not None else None
    status = _labels(data["status"]) if "status" in data else None
    agent = _labels(data["agent"]) if "agent" in data else None
    if log.changed is not None and log.became is not None:
        field, value = (_labels(cells.categories(columns[i]).data) for i in (log.changed, log.became))
        status = _where(value, field, ("status", "state", "statut", "estado", "zustand")) or status
        agent = _where(value, field, ("assignee", "assigned", "owner", "agent", "bearbeiter", "asignado")) or agent
    if status is None and event is not None and in_words("resolved", event).any():
        status = _stated(event)
    machine = cells.flags(columns[log.machine], "yes/no").data == 1 if log.machine is not None else None
    replies, answered = _answers(event, status, machine, runs)
    return Happened(
        status=status, agent=_people(agent, status), team=_labels(data["team"]) if "team" in data else None,
        answered=answered, replies=replies, escalated=_escalated(event, status),
    )  # fmt: skip


def _labels(values: Any) -> Labels:
    found = pd.Categorical(values)
    return Labels(codes=np.asarray(found.codes, dtype=np.int32), names=tuple(str(name) for name in found.categories))


def _where(value: Labels, field: Labels, words: tuple[str, ...]) -> Labels | None:
    """New values of the rows that change a field of one of these names; None where no row does."""
    named = np.array([any(word in name.casefold() for word in words) for name in field.names] + [False])
    codes = np.where(named[field.codes], value.codes, np.int32(-1))
    return Labels(codes=codes, names=value.names) if (codes >= 0).any() else None


def _stated(event: Labels) -> Labels:
    """Events that are a status: what the ticket is from then on."""
    a_state = mean("resolved", event.names) | mean("waiting", event.names) | mean("happening", event.names)
    return Labels(codes=np.where(np.append(a_state, False)[event.codes], event.codes, np.int32(-1)), names=event.names)


def _people(agent: Labels | None, status: Labels | None) -> Labels | None:
    """Agents without what stands in their place while nobody works on the ticket."""
    if agent is None:
        return None
    used = [] if status is None else [status.names[code] for code in np.unique(status.codes[status.codes >= 0])]
    states = {name.casefold() for name in used}
    nobody = mean("nobody", agent.names) | np.array([name.casefold() in states for name in agent.names], dtype=np.bool_)
    codes = np.where(np.append(nobody, True)[agent.codes], np.int32(-1), agent.codes)
    return Labels(codes=codes, names=agent.names)


def _answers(
    event: Labels | None, status: Labels | None, machine: Bools | None, runs: Runs
) -> tuple[Bools | None, Bools | None]:
    """Replies of the team, and rows that show that the customer has been answered.

    An answer counts after the customer's first message, where a ticket has one; a status that waits for the customer
    shows an answer where no row is one.
    """
    if event is not None and in_words("reply", event).any():
        replies = in_words("reply", event)
        if machine is not None:
            replies = replies & ~machine
        asked = in_words("inbound", event)
        return replies, replies & _after_first(asked, runs)
    if status is not None and (waiting := in_words("waiting", status)).any():
        return None, waiting
    return None, None


def _after_first(asked: Bools, runs: Runs) -> Bools:
    """Rows after the first one asked of their run; all rows of runs in which nothing is asked."""
    mine = asked[runs.rows]
    before: NDArray[np.intp] = np.cumsum(mine) - mine
    counted: NDArray[np.intp] = before - before[runs.begins][runs.run_of_row] if len(mine) else before
    some = runs.count(asked) > 0
    out = np.zeros(runs.total, dtype=np.bool_)
    out[runs.rows] = (counted > 0) | ~some[runs.run_of_row]
    return out


def _escalated(event: Labels | None, status: Labels | None) -> Bools | None:
    for labels in (event, status):
        if labels is None:
            continue
        hit = np.array([name.casefold().startswith(_ESCALATED) for name in labels.names] + [False], dtype=np.bool_)
        if hit.any():
            return np.asarray(hit[labels.codes])
    return None
