"""Logs with several rows a ticket, folded: each ticket as of its latest row, with what its changes tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.imports.convert.categories import categorical, damaged
from cxdesk.imports.convert.clocks import NOT_A_TIME, Instants
from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.plan import EventLog
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.rows import cells, stamps
from cxdesk.imports.rows.happened import Labels, happened, in_words
from cxdesk.imports.rows.runs import Runs
from cxdesk.tables.fields import EXTRA

LAST_CHANGE = f"{EXTRA}Last change"  # column of folded tickets: when the last row of the log was written
_WORDS = {"created_at": "creation", "first_response_at": "first response", "resolved_at": "resolution",
          "closed_at": "closing", "reopen_count": "reopens", "handoff_count": "handoffs", "reply_count": "replies",
          "escalated": "escalation", "status": "status"}  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """What is known of the log behind folded tickets, one entry a ticket, for a later log that goes on with them.

    `derived` names the fields worked out from the changes. `began` is when a ticket's first row was written,
    `first_agent` ("" = none) and `first_resolved` say by whom and how it stood then.
    """

    derived: tuple[str, ...]
    began: Instants
    first_agent: NDArray[np.object_]
    first_resolved: Bools


@dataclass(frozen=True, kw_only=True, eq=False)
class Folded:
    """What a log became: its columns with the changes worked in, and the rows that are folded away.

    The history has one entry a row of the sheet, valid in the rows that stay.
    """

    data: dict[str, Any]
    older: Bools
    history: History

    @property
    def words(self) -> str:
        """The derived fields in words; "" where there is none."""
        return ", ".join(_WORDS.get(name, name.replace("_", " ")) for name in self.history.derived)


def folded_log(log: EventLog, columns: Mapping[int, Column], data: dict[str, Any], kept: Bools, zone: str) -> Folded:
    """Fold the kept rows of a log to one a ticket; the row that stays is the ticket's latest.

    `data` holds the converted columns of all rows. A field that the sheet holds itself is never worked out.
    """
    ids = pd.Series(data["ticket_id"])
    codes, labels = pd.factorize(ids)
    alone = kept & ((codes < 0) | ~_trusted(ids))
    codes = np.where(kept, codes, -1)
    codes[alone] = len(labels) + np.arange(int(alone.sum()))  # a row without a number is a ticket of its own
    at = _times(log, columns, data, len(kept), zone)
    runs = Runs.of(codes, at, _numbering(log, columns))
    out = dict(data)
    shown: dict[str, Any] = {}
    derived: dict[str, Any] = {}
    seen = happened(log, columns, data, runs)
    if log.changes:
        out = {name: runs.last_known(values) for name, values in out.items()}
    if seen.agent is not None and (log.changes or "agent" not in data):
        shown["agent"] = categorical(runs.spread(runs.last_of(seen.agent.codes), np.int32(-1)), seen.agent.names)
    if seen.status is not None and ("status" not in data or log.changed is not None):
        derived["status"] = categorical(runs.spread(runs.last_of(seen.status.codes), np.int32(-1)), seen.status.names)
    history_of = None if log.changed is None and _only_now(seen.status, runs) else seen.status
    derived |= _dated(log, data, runs, at, seen.answered, history_of)
    derived |= _counted(data, runs, seen.replies, seen.agent or seen.team, history_of, seen.escalated)
    for index in (log.event, log.changed, log.became, log.before):  # of a change, not of the ticket
        if index is not None:
            out.pop(f"{EXTRA}{columns[index].header.text}", None)
    out |= shown | derived
    if not np.isnat(at).all():
        out[LAST_CHANGE] = at
    found = History(
        derived=tuple(derived), began=runs.spread(runs.first_time(at), NOT_A_TIME),
        first_agent=_first_agent(runs, seen.agent), first_resolved=_first_resolved(runs, history_of),
    )  # fmt: skip
    return Folded(data=out, older=runs.older, history=found)


def history(folded: Folded, kept: Bools) -> History:
    """The history of the rows that stay."""
    found = folded.history
    return replace(
        found, began=found.began[kept], first_agent=found.first_agent[kept], first_resolved=found.first_resolved[kept]
    )


def _only_now(status: Labels | None, runs: Runs) -> bool:
    """Whether every row of a ticket repeats the status it has now, as lists of messages do: it dates nothing.

    So it is where no ticket changes its status and most of the resolved ones have several rows, all of them resolved.
    """
    if status is None or runs.changes_of(status.codes).any():
        return False
    done = runs.count(in_words("resolved", status))
    return bool((done >= 2).sum() > (done == 1).sum())


def _trusted(ids: pd.Series) -> Bools:
    """Rows whose ticket number is no rounded one such as `1.25E+17`."""
    names = ids.dropna().unique()
    rounded = [name for name in names if damaged(str(name))]
    return ~ids.isin(rounded).to_numpy() if rounded else np.ones(len(ids), dtype=np.bool_)


def _times(log: EventLog, columns: Mapping[int, Column], data: Mapping[str, Any], rows: int, zone: str) -> Instants:
    """When each row was written; the creation, where that is what dates the rows, has its time of day already."""
    if log.at is None:
        return np.full(rows, NOT_A_TIME)
    if log.changes and "created_at" in data and log.at_is_created:
        created: Instants = np.asarray(data["created_at"])
        return created
    return np.asarray(stamps.instants(columns[log.at], log.at_format, zone).data)


def _numbering(log: EventLog, columns: Mapping[int, Column]) -> NDArray[np.float64] | None:
    return None if log.order is None else np.asarray(cells.numbers(columns[log.order]).data, dtype=np.float64)


def _dated(
    log: EventLog, data: Mapping[str, Any], runs: Runs, at: Instants, answered: Bools | None, status: Labels | None
) -> dict[str, Any]:
    """Instants of the tickets that the sheet does not hold, from the times of the changes."""
    out: dict[str, Any] = {}
    if "created_at" in data or log.at is not None:
        created = np.asarray(data["created_at"]) if "created_at" in data else at
        first = runs.spread(runs.first_time(created), NOT_A_TIME)
        if "created_at" not in data or log.changes:
            out["created_at"] = first
    if log.at is None:
        return out
    if answered is not None and "first_response_at" not in data and "first_response_time" not in data:
        out["first_response_at"] = runs.spread(runs.first_time(at, answered), NOT_A_TIME)
    if status is not None:
        done = in_words("resolved", status)
        if "resolved_at" not in data and "resolution_time" not in data and done.any():
            out["resolved_at"] = runs.spread(runs.time_of_last_stretch(at, done, status.codes >= 0), NOT_A_TIME)
            shut = in_words("closed", status)
            if "closed_at" not in data and shut.any() and (done & ~shut).any():
                out["closed_at"] = runs.spread(runs.time_of_last_stretch(at, shut, status.codes >= 0), NOT_A_TIME)
    return out


def _counted(
    data: Mapping[str, Any], runs: Runs, replies: Bools | None, people: Labels | None, status: Labels | None,
    escalated: Bools | None,
) -> dict[str, Any]:  # fmt: skip
    """Counts of the tickets that the sheet does not hold, from the changes."""
    out: dict[str, Any] = {}
    if "reopen_count" not in data and status is not None:
        done = in_words("resolved", status)
        if done.any():
            out["reopen_count"] = runs.spread(runs.ends_of(done, status.codes >= 0), np.nan)
    if "handoff_count" not in data and people is not None:
        out["handoff_count"] = runs.spread(runs.changes_of(people.codes), np.nan)
    if "reply_count" not in data and replies is not None:
        out["reply_count"] = runs.spread(runs.count(replies), np.nan)
    if "escalated" not in data and escalated is not None:
        out["escalated"] = runs.spread((runs.count(escalated) > 0).astype(np.float64), np.nan)
    return out


def _first_agent(runs: Runs, agent: Labels | None) -> NDArray[np.object_]:
    """The agent of each ticket's first row that names one, in its last row; "" where none does."""
    if agent is None:
        return np.full(runs.total, "", dtype=object)
    names = np.array([*agent.names, ""], dtype=object)
    out: NDArray[np.object_] = runs.spread(names[runs.first_of(agent.codes)], "")
    return out


def _first_resolved(runs: Runs, status: Labels | None) -> Bools:
    """Whether a ticket was resolved already when its first row was written."""
    if status is None:
        return np.zeros(runs.total, dtype=np.bool_)
    done = np.append(in_words("resolved", status, by_label=True), False)
    out: Bools = runs.spread(done[runs.first_of(status.codes)], fill=False)
    return out
