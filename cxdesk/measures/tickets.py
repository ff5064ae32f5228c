"""Measures of tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxdesk.measures import ticket_quality as quality
from cxdesk.measures import ticket_sla as agreed
from cxdesk.measures import ticket_times as times
from cxdesk.measures.business_time import in_business_hours
from cxdesk.measures.measure import Measure, Needs
from cxdesk.measures.ticket_times import T, is_resolved

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]

CREATED = Needs(table=T, columns=("created_at",))
RESOLUTION = ("resolved_at", "resolution_time", "closed_at", "resolved", "status")
RESOLUTION_TIMES = ("resolved_at", "resolution_time", "closed_at")
FIRST_RESPONSE = ("first_response_at", "first_response_time")
RESOLVED = Needs(table=T, any_of=(RESOLUTION,))


def _of_resolved(store: MeasureStore, values: Floats) -> Floats:
    return np.where(is_resolved(store), values, np.nan)


def _over_zero(values: Floats) -> Floats:
    return np.where(np.isnan(values), np.nan, values > 0)


def _ticket(store: MeasureStore) -> Floats:
    return np.ones(store.rows(T))


def _resolved_ticket(store: MeasureStore) -> Floats:
    return _of_resolved(store, np.ones(store.rows(T)))


def _replies(store: MeasureStore) -> Floats:
    return _of_resolved(store, store.numbers(T, "reply_count"))


def _reopened(store: MeasureStore) -> Floats:
    return _of_resolved(store, _over_zero(store.numbers(T, "reopen_count")))


def _flagged(store: MeasureStore, column: str) -> Floats:
    """A flag over all rows of a sheet that uses it: blank means no there, and nothing in a sheet that lacks it."""
    return np.where(store.held(T, column), store.numbers(T, column) == 1, np.nan)


def _escalated(store: MeasureStore) -> Floats:
    return _flagged(store, "escalated")


def _automated(store: MeasureStore) -> Floats:
    return _of_resolved(store, _flagged(store, "automated"))


def _handoffs(store: MeasureStore) -> Floats:
    return store.numbers(T, "handoff_count")


def _handed_off(store: MeasureStore) -> Floats:
    return _over_zero(_handoffs(store))


def _after_hours(store: MeasureStore) -> Floats:
    at = store.at("created")
    return np.where(np.isnat(at), np.nan, ~in_business_hours(store, at))


def _cost(store: MeasureStore) -> Floats:
    return store.numbers(T, "cost")


def _talk(store: MeasureStore) -> Floats:
    talk, hold = store.numbers(T, "talk_time"), store.numbers(T, "hold_time")
    return np.where(np.isnan(hold), np.nan, talk * 60)


def _talk_and_hold(store: MeasureStore) -> Floats:
    return (store.numbers(T, "talk_time") + store.numbers(T, "hold_time")) * 60


def _hold(store: MeasureStore) -> Floats:
    return store.numbers(T, "hold_time") * 60


_FOLLOWED = "a resolution, with Reopens, or Requester and Category, or survey answers with a Ticket ID"


def _untested(store: MeasureStore) -> str | None:
    """What durability lacks: nothing in the data tells what followed a resolution."""
    repeats = store.has(T, "requester") and store.has(T, "category")
    if store.has(T, "reopen_count") or repeats or len(quality.answers_by_ticket(store)[0]):
        return None
    return f"needs in the Tickets sheet: {_FOLLOWED}"


TICKET_MEASURES: tuple[Measure, ...] = (
    Measure(name="created", table=T, dated_by="created", kind="instant", needs=CREATED,
            words="when the ticket was created", compute=times.created),
    Measure(name="first_response", table=T, dated_by="created", kind="instant",
            needs=Needs(table=T, any_of=(FIRST_RESPONSE,)),
            words="when the ticket was first answered", compute=times.first_response),
    Measure(name="closed", table=T, dated_by="closed", kind="instant", needs=Needs(table=T, columns=("closed_at",)),
            words="when the ticket was closed", compute=times.closed),
    Measure(name="resolved", table=T, dated_by="resolved", kind="instant", needs=RESOLVED,
            words="when the ticket was resolved", compute=times.resolved),
    Measure(name="ticket", table=T, dated_by="created", kind="number", needs=Needs(table=T),
            words="tickets created", compute=_ticket),
    Measure(name="resolved_ticket", table=T, dated_by="resolved", kind="number", needs=RESOLVED,
            words="tickets resolved", compute=_resolved_ticket),
    Measure(name="first_response_calendar_hours", table=T, dated_by="created", kind="hours",
            needs=Needs(table=T, any_of=(FIRST_RESPONSE,)),
            words="hours from creation to first response, by the calendar",
            compute=times.first_response_calendar_hours),
    Measure(name="first_response_hours", table=T, dated_by="created", kind="hours",
            needs=Needs(table=T, any_of=((*FIRST_RESPONSE, "first_response_business_time"),)),
            words="hours from creation to first response", compute=times.first_response_hours,
            live=times.live_hours("first_response_at", "first_response_time")),
    Measure(name="answered_on_target", table=T, dated_by="created", kind="binary",
            needs=Needs(table=T, columns=("channel",), any_of=(FIRST_RESPONSE,)),
            words="answered tickets of a known channel whose first response kept the channel's limit",
            compute=quality.answered_on_target),
    Measure(name="answered_in_hour", table=T, dated_by="created", kind="binary",
            needs=Needs(table=T, any_of=(FIRST_RESPONSE,)),
            words="answered tickets whose first response came within one hour", compute=quality.answered_in_hour),
    Measure(name="resolution_calendar_hours", table=T, dated_by="resolved", kind="hours",
            needs=Needs(table=T, any_of=(RESOLUTION_TIMES,)),
            words="hours from creation to resolution, by the calendar", compute=times.resolution_calendar_hours),
    Measure(name="resolution_hours", table=T, dated_by="resolved", kind="hours",
            needs=Needs(table=T, any_of=((*RESOLUTION_TIMES, "resolution_business_time"),)),
            words="hours from creation to resolution of resolved tickets", compute=times.resolution_hours,
            live=times.live_hours("resolved_at", "resolution_time", "closed_at")),
    Measure(name="within_sla", table=T, dated_by="created", kind="binary",
            needs=Needs(table=T, any_of=((*agreed.SLA_COLUMNS, *RESOLUTION, *FIRST_RESPONSE),)),
            asks=agreed.SLA_ASKS, lacks=agreed.lacks_sla,
            words="tickets resolved within their SLA", compute=agreed.within_sla),
    Measure(name="solved_first_contact", table=T, dated_by="created", kind="binary",
            needs=Needs(table=T, any_of=(("first_contact_resolved", *quality.FIRST_CONTACT_TESTS),
                                         ("first_contact_resolved", *RESOLUTION))),
            asks="Resolved at first contact, or a resolution with Agent replies, Handoffs, Reopens or Escalated",
            words="tickets solved in the first contact", compute=quality.solved_first_contact),
    Measure(name="replies_to_resolution", table=T, dated_by="resolved", kind="number",
            needs=Needs(table=T, columns=("reply_count",), any_of=(RESOLUTION,)),
            words="agent replies to resolved tickets", compute=_replies),
    Measure(name="was_reopened", table=T, dated_by="resolved", kind="binary",
            needs=Needs(table=T, columns=("reopen_count",), any_of=(RESOLUTION,)),
            words="resolved tickets that were reopened", compute=_reopened),
    Measure(name="was_escalated", table=T, dated_by="created", kind="binary",
            needs=Needs(table=T, columns=("escalated",)),
            words="tickets that were escalated", compute=_escalated),
    Measure(name="was_handed_off", table=T, dated_by="created", kind="binary",
            needs=Needs(table=T, columns=("handoff_count",)),
            words="tickets that were handed on at least once", compute=_handed_off),
    Measure(name="handoffs_per_ticket", table=T, dated_by="created", kind="number",
            needs=Needs(table=T, columns=("handoff_count",)),
            words="handoffs of a ticket", compute=_handoffs),
    Measure(name="contacted_again", table=T, dated_by="resolved", kind="binary",
            needs=Needs(table=T, columns=("requester", "category"), any_of=(RESOLUTION,)),
            words="resolved tickets whose requester opened another of the same category soon after",
            compute=quality.contacted_again),
    Measure(name="solved_for_good", table=T, dated_by="resolved", kind="binary", needs=RESOLVED,
            asks=_FOLLOWED, lacks=_untested,
            words="resolved tickets with no reopening, no repeat contact and no low survey answer after it",
            compute=quality.solved_for_good),
    Measure(name="solved_by_automation", table=T, dated_by="resolved", kind="binary",
            needs=Needs(table=T, columns=("automated",), any_of=(RESOLUTION,)),
            words="resolved tickets that automation solved", compute=_automated),
    Measure(name="came_after_hours", table=T, dated_by="created", kind="binary", needs=CREATED,
            words="tickets created outside business hours", compute=_after_hours),
    Measure(name="ticket_cost", table=T, dated_by="created", kind="number", needs=Needs(table=T, columns=("cost",)),
            words="cost of a ticket", compute=_cost, money=True),
    Measure(name="talk_minutes", table=T, dated_by="created", kind="minutes",
            needs=Needs(table=T, columns=("talk_time", "hold_time")),
            words="minutes talked, of tickets with talk and hold time", compute=_talk),
    Measure(name="talk_and_hold_minutes", table=T, dated_by="created", kind="minutes",
            needs=Needs(table=T, columns=("talk_time", "hold_time")),
            words="minutes talked and on hold", compute=_talk_and_hold),
    Measure(name="hold_minutes", table=T, dated_by="created", kind="minutes",
            needs=Needs(table=T, columns=("hold_time",)),
            words="minutes on hold", compute=_hold),
)  # fmt: skip
