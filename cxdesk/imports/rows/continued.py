"""Logs over several files: a ticket whose rows begin in one file and end in another keeps its whole history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.imports.convert.clocks import NOT_A_TIME, Instants
from cxdesk.imports.convert.texts import Bools, Floats
from cxdesk.imports.rows.events import LAST_CHANGE, History
from cxdesk.imports.rows.places import places_of
from cxdesk.tables.fields import ROW, SOURCE

_FIRST = ("created_at", "first_response_at")  # the earlier one counts
_COUNTS = ("reopen_count", "handoff_count", "reply_count", "escalated")
_OWN = (SOURCE, ROW, "ticket_id", LAST_CHANGE, "resolved_at", "closed_at", *_FIRST, *_COUNTS)


@dataclass(frozen=True, kw_only=True, eq=False)
class Continued:
    """Both frames with what each knows of the other's tickets. `stale` new rows are older than the `held` old ones."""

    old: pd.DataFrame
    new: pd.DataFrame
    stale: Bools
    held: Bools


def continued(old: pd.DataFrame, new: pd.DataFrame, log: History) -> Continued:
    """Put the histories of folded tickets together: `new` has one row an entry of `log`; frames are not changed.

    A log that goes on where the earlier one ended adds to it; one that lies before it adds its beginning; of two that
    overlap the larger counts stay; one that the earlier log reaches beyond is older and stays away.
    """
    nothing = Continued(old=old, new=new, stale=np.zeros(len(new), np.bool_), held=np.zeros(len(old), np.bool_))
    if not {LAST_CHANGE, "ticket_id"} <= set(old.columns) & set(new.columns) or "created_at" not in old:
        return nothing
    place = places_of(new["ticket_id"], old["ticket_id"])
    matched = np.maximum(place, 0)
    end_old, end_new = old[LAST_CHANGE].to_numpy()[matched], new[LAST_CHANGE].to_numpy()
    begin_old = old["created_at"].to_numpy()[matched]
    both = (place >= 0) & ~np.isnat(end_old) & ~np.isnat(end_new) & ~np.isnat(log.began)
    after, before = both & (log.began > end_old), both & (end_new < begin_old)
    within = both & ~before & (end_new < end_old)
    overlapping = both & ~after & ~before & ~within & (log.began > begin_old)
    if not (after | before | within | overlapping).any():
        return nothing
    theirs = old.iloc[matched].reset_index(drop=True)
    joined = _joined(theirs, new, log, after, overlapping)
    held = np.zeros(len(old), np.bool_)
    held[place[before | within]] = True
    return Continued(old=_begun(old, new, log, place, before), new=joined, stale=before | within, held=held)


def _joined(old: pd.DataFrame, new: pd.DataFrame, log: History, after: Bools, overlapping: Bools) -> pd.DataFrame:
    """New rows with what the old ones (row by row) add."""
    out: dict[str, Any] = {}
    for name in _FIRST:
        if name in old and _adds(name, new, log):
            one, other = _times(old, name), _times(new, name)
            out[name] = np.where(after | overlapping, np.fmin(one, other), other)
    for name in _COUNTS:
        if name in old and _adds(name, new, log):
            out[name] = _counts(name, old, new, log, after, overlapping)
    if "resolved_at" in old and _adds("resolved_at", new, log):
        out["resolved_at"] = _resolved(old, new, log, after)
    if "created_at" in log.derived:  # rows are changes and hold what changed alone
        for name in old.columns:
            mine = new[name] if name in new else old[name].iloc[:0].reindex(new.index)
            gap = np.asarray(mine.isna()) & after
            if name not in _OWN and (gap & np.asarray(old[name].notna())).any():
                out[name] = _filled(old[name], mine, gap)
    return new.assign(**out)


def _adds(name: str, new: pd.DataFrame, log: History) -> bool:
    """Whether the new log tells of a field by its changes alone, or not at all."""
    return name in log.derived or name not in new


def _times(frame: pd.DataFrame, name: str) -> Instants:
    return frame[name].to_numpy() if name in frame else np.full(len(frame), NOT_A_TIME)


def _numbers(frame: pd.DataFrame, name: str) -> Floats:
    return frame[name].to_numpy(dtype=np.float64) if name in frame else np.full(len(frame), np.nan)


def _counts(name: str, old: pd.DataFrame, new: pd.DataFrame, log: History, after: Bools, overlapping: Bools) -> Floats:
    """Counts of both histories, and of the step from one to the other."""
    one, other = _numbers(old, name), _numbers(new, name)
    larger, total = np.fmax(one, other), np.nan_to_num(one) + np.nan_to_num(other) + _step(name, old, new, log)
    added = larger if name == "escalated" else np.where(np.isnan(one) & np.isnan(other), np.nan, total)
    return np.asarray(np.where(overlapping, larger, np.where(after, added, other)), dtype=np.float64)


def _step(name: str, old: pd.DataFrame, new: pd.DataFrame, log: History) -> Floats:
    """1 where a ticket was reopened, or changed hands, between the two histories."""
    if name == "handoff_count" and "agent" in old:
        last = old["agent"].astype("str").fillna("").to_numpy()
        return np.asarray((last != "") & (log.first_agent != "") & (last != log.first_agent), dtype=np.float64)
    if name == "reopen_count" and "resolved_at" in old and "status" in new:
        stated = new["status"].notna().to_numpy()
        return (old["resolved_at"].notna().to_numpy() & stated & ~log.first_resolved).astype(np.float64)
    return np.zeros(len(new))


def _resolved(old: pd.DataFrame, new: pd.DataFrame, log: History, after: Bools) -> Instants:
    """When a ticket was resolved for good: in the old history, where the new one finds it resolved and leaves it so."""
    one, other = _times(old, "resolved_at"), _times(new, "resolved_at")
    reopened = np.nan_to_num(_numbers(new, "reopen_count")) > 0
    silent = new["status"].isna().to_numpy() if "status" in new else np.ones(len(new), np.bool_)
    stays = after & ~np.isnat(one) & (silent | (log.first_resolved & ~reopened))
    return np.asarray(np.where(stays, one, other), dtype="datetime64[ms]")


def _filled(old: pd.Series, new: pd.Series, gap: Bools) -> pd.Series:
    """New values, the old ones in the gaps; both rows of the same tickets."""
    if isinstance(new.dtype, pd.CategoricalDtype) or isinstance(old.dtype, pd.CategoricalDtype):
        return new.astype("str").where(~gap, old.astype("str")).astype("category")
    return new.where(~gap, old) if new.dtype == old.dtype else new


def _begun(old: pd.DataFrame, new: pd.DataFrame, log: History, place: NDArray[np.intp], before: Bools) -> pd.DataFrame:
    """Old rows with the beginning that an earlier log adds."""
    if not before.any():
        return old
    rows, out = place[before], dict[str, Any]()
    theirs, mine = new.loc[before].reset_index(drop=True), old.iloc[rows].reset_index(drop=True)
    steps = {"handoff_count": _changed_hands(theirs, mine), "reopen_count": _opened_again(theirs, mine)}
    for name in (*_FIRST, *_COUNTS):
        if name not in log.derived or name not in new:
            continue
        values = (_times(old, name) if name in _FIRST else _numbers(old, name)).copy()
        more = theirs[name].to_numpy()
        if name in _FIRST or name == "escalated":
            values[rows] = np.fmin(values[rows], more) if name in _FIRST else np.fmax(values[rows], more)
        else:
            values[rows] = np.nan_to_num(values[rows]) + np.nan_to_num(more) + steps.get(name, 0.0)
        out[name] = values
    if "created_at" in log.derived:
        out |= _earlier(old, theirs, rows)
        if "resolved_at" in log.derived:
            out["resolved_at"] = _times(old, "resolved_at").copy()
            stays = _stays_resolved(theirs, mine)
            out["resolved_at"][rows[stays]] = _times(theirs, "resolved_at")[stays]
    return old.assign(**out)


def _earlier(old: pd.DataFrame, earlier: pd.DataFrame, rows: NDArray[np.intp]) -> dict[str, Any]:
    """Columns of the old frame with what an earlier log says and the later one, which holds changes alone, does not."""
    out: dict[str, Any] = {}
    for name in earlier.columns:
        if name in _OWN:
            continue
        blank = old[name] if name in old else earlier[name].iloc[:0].reindex(old.index)
        gap = np.asarray(blank.iloc[rows].isna()) & np.asarray(earlier[name].notna())
        if not gap.any():
            continue
        told = earlier[name].iloc[:0].reindex(old.index).astype(earlier[name].dtype)
        told.iloc[rows[gap]] = earlier[name].to_numpy()[gap]
        where = np.zeros(len(old), dtype=np.bool_)
        where[rows[gap]] = True
        out[name] = _filled(told, blank, where)
    return out


def _changed_hands(earlier: pd.DataFrame, later: pd.DataFrame) -> Floats:
    """1 where a ticket changed hands between an earlier log and a later one in which it has one agent."""
    if "agent" not in earlier or "agent" not in later:
        return np.zeros(len(earlier))
    one, other = (frame["agent"].astype("str").fillna("").to_numpy() for frame in (earlier, later))
    alone = np.nan_to_num(_numbers(later, "handoff_count")) == 0
    return np.asarray(alone & (one != "") & (other != "") & (one != other), dtype=np.float64)


def _opened_again(earlier: pd.DataFrame, later: pd.DataFrame) -> Floats:
    """1 where the earlier log leaves a ticket resolved and the later one begins with another status."""
    resolved = ~np.isnat(_times(earlier, "resolved_at"))
    return np.asarray(resolved & _stated(later) & ~_begins_resolved(later), dtype=np.float64)


def _stays_resolved(earlier: pd.DataFrame, later: pd.DataFrame) -> Bools:
    """Tickets that the earlier log resolves and the later one never opens."""
    never = ~_stated(later) | (_begins_resolved(later) & (np.nan_to_num(_numbers(later, "reopen_count")) == 0))
    return np.asarray(never & ~np.isnat(_times(earlier, "resolved_at")), dtype=np.bool_)


def _begins_resolved(log: pd.DataFrame) -> Bools:
    """Tickets whose first row resolves them, where that was the last time."""
    return np.asarray(_times(log, "resolved_at") == _times(log, "created_at"), dtype=np.bool_)


def _stated(log: pd.DataFrame) -> Bools:
    return log["status"].notna().to_numpy() if "status" in log else np.zeros(len(log), np.bool_)
