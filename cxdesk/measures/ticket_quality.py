"""How well tickets were answered and resolved: limits, SLA, first contact, repeats, durability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.channels import limit_of
from cxdesk.measures.followed import followed
from cxdesk.measures.ticket_times import HOUR_MS, T, is_resolved, knows_resolution

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
DAY_MS = 86_400_000
FIRST_CONTACT_TESTS = ("reply_count", "handoff_count", "reopen_count", "escalated")


def answered_on_target(store: MeasureStore) -> Floats:
    """1 where an answered ticket of a known channel kept its channel's limit, 0 where not."""
    codes, labels = store.keys(T, "channel")
    found = [limit_of(label, store.settings.limits) for label in labels]
    limits = np.array([np.nan if limit is None else limit.limit_hours for limit in found] + [np.nan])[codes]
    return within(store.values("first_response_hours"), limits)


def answered_in_hour(store: MeasureStore) -> Floats:
    """1 where the first response came within one hour, 0 where later."""
    hours = store.values("first_response_hours")
    return within(hours, np.ones(hours.shape))


def within(hours: Floats, limits: Floats) -> Floats:
    """1 where hours keep the limit (equal counts, to the millisecond), 0 where not, NaN where either is missing."""
    kept = np.rint(hours * HOUR_MS) <= np.rint(limits * HOUR_MS)
    return np.where(np.isnan(hours) | np.isnan(limits), np.nan, kept)


def solved_first_contact(store: MeasureStore) -> Floats:
    """1 where solved in the first contact: the export's own word, else resolved without reply, handoff, reopen over."""
    decided_only = store.settings.conventions.decided_only == "yes"
    own = store.numbers(T, "first_contact_resolved")
    said = np.where(np.isnan(own), np.nan if decided_only else 0.0, own)
    tests = np.logical_or.reduce([store.held(T, column) for column in FIRST_CONTACT_TESTS])
    done = is_resolved(store)
    derived = np.where(done, _one_contact(store), np.nan if decided_only else 0.0)
    derived = np.where(tests & knows_resolution(store), derived, np.nan)
    return np.where(store.held(T, "first_contact_resolved"), said, derived)


def _one_contact(store: MeasureStore) -> Bools:
    """No more replies than the convention, no handoff, no reopen, no escalation; a blank is not tested."""
    most = store.settings.conventions.fcr_max_replies
    limits = (most, 0, 0, 0)
    over = [store.numbers(T, column) > limit for column, limit in zip(FIRST_CONTACT_TESTS, limits, strict=True)]
    return np.asarray(~np.logical_or.reduce(over))


def contacted_again(store: MeasureStore) -> Floats:
    """1 where the requester of a resolved ticket opened another of its category within the window after it."""
    requester, category = store.keys(T, "requester")[0], store.keys(T, "category")
    end, start = store.at("resolved"), store.at("created")
    askable = (requester >= 0) & (category[0] >= 0)
    group = requester.astype(np.int64) * max(len(category[1]), 1) + category[0]
    counted = askable & ~np.isnat(end)
    opened = askable & ~np.isnat(start)
    since, at = _ms(start[counted]), _ms(end[counted])
    until = at + store.settings.conventions.repeat_window_days * DAY_MS
    own = (since > at) & (since <= until) & ~np.isnat(start[counted])  # a ticket resolved before it was created
    out = np.full(end.shape, np.nan)
    out[counted] = followed(group[opened], _ms(start[opened]), group[counted], at, until, own)
    return out


def solved_for_good(store: MeasureStore) -> Floats:
    """1 where a resolved ticket saw no reopening, no repeat and no low survey answer after it; blanks not tested."""
    reopened = store.numbers(T, "reopen_count") > 0
    again = store.values("contacted_again") == 1
    good = ~(reopened | again | _low_answer_followed(store))
    tested = store.held(T, "reopen_count") | _tested_for_repeats(store) | _asked(store)
    return np.where(is_resolved(store) & tested, good, np.nan)


def _tested_for_repeats(store: MeasureStore) -> Bools:
    return store.held(T, "requester") & store.held(T, "category")


def _asked(store: MeasureStore) -> Bools:
    """Whether any ticket of the sheet has a survey answer."""
    rows = np.zeros(store.rows(T), dtype=np.bool_)
    positions, _ = answers_by_ticket(store)
    rows[positions] = True
    return store.any_in_source(T, rows)


def _low_answer_followed(store: MeasureStore) -> Bools:
    """Tickets with an answer at or below the middle of its scale, from the resolution to the window's end."""
    positions, answers = answers_by_ticket(store)
    low = store.values("survey_low")[answers] == 1
    at, end = store.at("responded")[answers], store.at("resolved")[positions]
    window = np.timedelta64(store.settings.conventions.repeat_window_days * DAY_MS, "ms")
    followed = np.isnat(at) | ((at >= end) & (at <= end + window))
    out = np.zeros(store.rows(T), dtype=np.bool_)
    out[positions[low & followed]] = True
    return out


def answers_by_ticket(store: MeasureStore) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions of tickets and of the survey answers given about them, pair by pair."""
    return store.cached("answers_by_ticket", lambda: _pairs(store))


def _pairs(store: MeasureStore) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    position = store.answered_tickets()
    answered = np.flatnonzero((position >= 0) & ~np.isnan(store.numbers("surveys", "score")))
    return position[answered], answered


def _ms(instants: NDArray[np.datetime64]) -> NDArray[np.int64]:
    return instants.astype("datetime64[ms]").astype(np.int64)
