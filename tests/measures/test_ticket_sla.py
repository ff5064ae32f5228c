"""SLA policies: which one covers a ticket, and whether it was kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cxdesk.common.calendars import BusinessCalendar
from cxdesk.common.sla import SlaPolicy, policy_of
from cxdesk.measures.ticket_sla import brings_own_sla, policy_codes
from tests.measures.tables import Rows, store, values

ANY = SlaPolicy(resolution_hours=72.0)
URGENT = SlaPolicy(priority="Urgent", resolution_hours=8.0)
CHAT = SlaPolicy(channel="chat", first_response_hours=1.0)
URGENT_CHAT = SlaPolicy(priority="urgent", channel="Chat", first_response_hours=0.25, resolution_hours=4.0)
POLICIES = (ANY, URGENT, CHAT, URGENT_CHAT)


def at(text: str) -> str:
    return f"2024-06-03T{text}"  # a Monday


def kept(tickets: Rows, *policies: SlaPolicy, **settings: Any) -> list[float | None]:
    return values(store(tickets=tickets, sla=policies, as_of=at("20:00"), **settings), "within_sla")


def test_that_the_most_specific_policy_covers_a_ticket():
    assert policy_of("urgent", "chat", POLICIES) is URGENT_CHAT
    assert policy_of(" URGENT ", "email", POLICIES) is URGENT
    assert policy_of("low", "CHAT", POLICIES) is CHAT
    assert policy_of("low", "email", POLICIES) is ANY
    assert policy_of("", "", POLICIES) is ANY
    assert policy_of("low", "email", (URGENT, CHAT, URGENT_CHAT)) is None
    assert policy_of("urgent", "chat", (CHAT, URGENT)) is URGENT  # priority before channel


def test_that_of_two_policies_alike_the_first_decides():
    again = SlaPolicy(priority="urgent ", resolution_hours=1.0)
    assert policy_of("urgent", "", (URGENT, again)) is URGENT
    assert policy_of("urgent", "", (again, URGENT)) is again


def test_that_every_ticket_falls_under_the_policy_that_policy_of_names():
    rng = np.random.default_rng(11)
    priorities = ("urgent", "Urgent", " urgent", "low", "HIGH", None)
    channels = ("chat", "CHAT", "email", "web form", None)
    tickets: list[dict[str, Any]] = [
        {"created_at": at("08:00"), "priority": priorities[p], "channel": channels[c]}
        for p, c in zip(rng.integers(0, 6, 300), rng.integers(0, 5, 300), strict=True)
    ]
    for policies in (POLICIES, POLICIES[1:], (CHAT,), (), (*POLICIES, SlaPolicy(priority="high", channel="chat"))):
        expected = [policy_of(row["priority"] or "", row["channel"] or "", policies) for row in tickets]
        found = policy_codes(store(tickets=tickets), policies).tolist()
        assert [None if code < 0 else policies[code] for code in found] == expected


def test_that_a_resolution_limit_includes_its_equal_and_an_open_ticket_breaks_it_once_it_is_older():
    tickets = [
        {"created_at": at("08:00"), "resolved_at": at("16:00"), "priority": "urgent"},  # 8 h: equal counts
        {"created_at": at("08:00"), "resolved_at": at("16:00:00.001"), "priority": "urgent"},
        {"created_at": at("12:00"), "priority": "urgent"},  # open for exactly 8 h: not yet broken
        {"created_at": at("11:59"), "priority": "urgent"},  # open, past its limit
        {"created_at": at("08:00"), "resolved_at": at("09:00"), "priority": "low"},  # nothing covers it
        {"created_at": at("08:00"), "resolved_at": at("09:00")},
    ]
    assert kept(tickets, URGENT) == [1.0, 0.0, 0.0, 0.0, None, None]
    assert kept(tickets, URGENT, decided_only="yes") == [1.0, 0.0, None, 0.0, None, None]


def test_that_every_limit_of_a_policy_must_be_kept():
    both = SlaPolicy(first_response_hours=1.0, resolution_hours=8.0)
    tickets = [
        {"created_at": at("08:00"), "first_response_at": at("09:00"), "resolved_at": at("16:00")},
        {"created_at": at("08:00"), "first_response_at": at("09:01"), "resolved_at": at("10:00")},
        {"created_at": at("08:00"), "first_response_at": at("08:10"), "resolved_at": at("17:00")},
        {"created_at": at("18:00"), "first_response_at": at("18:10")},  # answered in time, still open
        {"created_at": at("18:00")},  # waits for its first answer longer than an hour
        {"created_at": at("19:30")},
        {"created_at": at("08:00"), "resolved_at": at("08:30")},  # solved at once: nobody waited for an answer
        {"created_at": at("08:00"), "resolved_at": at("10:00")},  # no answer within the hour
    ]
    assert kept(tickets, both) == [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    assert kept(tickets, both, decided_only="yes") == [1.0, 0.0, 0.0, None, 0.0, None, 1.0, 0.0]


def test_that_a_policy_for_the_first_response_alone_is_decided_while_the_ticket_is_open():
    tickets = [
        {"created_at": at("08:00"), "first_response_at": at("08:30"), "channel": "chat"},
        {"created_at": at("08:00"), "first_response_at": at("09:30"), "channel": "chat"},
    ]
    assert kept(tickets, CHAT, decided_only="yes") == [1.0, 0.0]


def test_that_creation_and_resolution_are_enough_where_policies_exist():
    tickets = [{"created_at": at("08:00"), "resolved_at": at("10:00")}]
    both = SlaPolicy(first_response_hours=0.1, resolution_hours=8.0)
    assert kept(tickets, both) == [1.0]  # the sheet tells of no first responses: not tested
    assert kept(tickets, SlaPolicy(first_response_hours=0.1)) == [None]
    assert kept(tickets, SlaPolicy()) == [None]  # promises nothing


def test_that_a_lone_duration_is_enough():
    tickets = [{"created_at": at("08:00"), "resolution_time": 9.0}, {"created_at": at("08:00"), "resolution_time": 2.0}]
    assert kept(tickets, SlaPolicy(resolution_hours=8.0)) == [0.0, 1.0]


def test_that_a_ticket_resolved_by_a_flag_or_before_it_was_created_has_no_verdict():
    flagged = [{"created_at": at("08:00"), "resolved": 1}, {"created_at": at("08:00"), "resolved": 0}]
    assert kept(flagged, SlaPolicy(resolution_hours=8.0)) == [None, 0.0]
    backwards = [{"created_at": at("08:00"), "resolved_at": at("07:00")}]
    assert kept(backwards, SlaPolicy(resolution_hours=8.0)) == [None]
    # but one that was answered late has broken its policy, whenever it was resolved
    late = [{"created_at": at("08:00"), "first_response_at": at("12:00"), "resolved": 1}]
    assert kept(late, SlaPolicy(first_response_hours=1.0, resolution_hours=8.0)) == [0.0]


def test_that_the_sheets_own_column_comes_first_then_due_dates_then_policies_sheet_by_sheet():
    quick = {"created_at": at("08:00"), "resolved_at": at("09:00")}
    tickets = [
        {**quick, "_source": 1, "sla_met": 0.0, "sla_due_at": at("19:00")},
        {**quick, "_source": 1},  # empty in a sheet with the column: not met
        {**quick, "_source": 2, "sla_due_at": at("08:30")},
        {**quick, "_source": 2},  # no due date in a sheet that holds them: no SLA
        {**quick, "_source": 3},
    ]
    assert kept(tickets, SlaPolicy(resolution_hours=8.0)) == [0.0, 0.0, 0.0, None, 1.0]
    assert kept(tickets, SlaPolicy(resolution_hours=0.5)) == [0.0, 0.0, 0.0, None, 0.0]
    assert kept(tickets) == [0.0, 0.0, 0.0, None, None]
    assert brings_own_sla(store(tickets=tickets)).tolist() == [True, True, True, True, False]


@pytest.mark.parametrize("convention", ["calendar", "business"])
def test_that_a_policy_runs_on_its_own_clock_or_the_conventions(convention: str):
    # created Monday 16:00, resolved Tuesday 10:00: 18 h by the calendar, 2 h of business from nine to five
    tickets = [
        {"created_at": at("16:00"), "resolved_at": "2024-06-04T10:00", "priority": priority}
        for priority in ("own business", "own calendar", "convention")
    ]
    policies = (
        SlaPolicy(priority="own business", resolution_hours=2.0, clock="business"),
        SlaPolicy(priority="own calendar", resolution_hours=17.0, clock="calendar"),
        SlaPolicy(priority="convention", resolution_hours=2.0),
    )
    expected = [1.0, 0.0, 1.0 if convention == "business" else 0.0]
    assert kept(tickets, *policies, clock=convention, business=BusinessCalendar()) == expected


def test_that_an_open_ticket_ages_on_the_policys_clock():
    # created Friday 16:00, as-of Monday 20:00: 76 h by the calendar, 1 + 8 h of business
    tickets = [{"created_at": "2024-05-31T16:00", "resolved_at": None}, {"created_at": at("08:00"), "status": "open"}]
    within = SlaPolicy(resolution_hours=9.0, clock="business")
    assert kept(tickets, within, decided_only="yes", business=BusinessCalendar()) == [None, None]
    over = SlaPolicy(resolution_hours=8.5, clock="business")
    assert kept(tickets, over, decided_only="yes", business=BusinessCalendar()) == [0.0, None]


def test_that_the_exports_own_business_hours_count_on_the_business_clock():
    tickets = [{"created_at": at("08:00"), "resolved_at": at("19:00"), "resolution_business_time": 3.0}]
    assert kept(tickets, SlaPolicy(resolution_hours=4.0, clock="business"), business=BusinessCalendar()) == [1.0]
    assert kept(tickets, SlaPolicy(resolution_hours=4.0, clock="calendar"), business=BusinessCalendar()) == [0.0]


def test_what_the_sla_needs_with_and_without_policies():
    tickets = [{"created_at": at("08:00"), "resolved_at": at("09:00")}]
    asked = "needs in the Tickets sheet: an SLA column, a due date, or policies in Settings > SLA"
    assert store(tickets=tickets).missing("within_sla") == asked
    assert store(tickets=tickets, sla=(ANY,)).missing("within_sla") is None
    assert store(tickets=[{"created_at": at("08:00"), "sla_due_at": at("09:00")}]).missing("within_sla") is None
    assert "policies in Settings > SLA" in (store().missing("within_sla") or "")
