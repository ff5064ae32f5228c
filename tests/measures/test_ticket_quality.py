"""Limits, SLA, first contact, repeats and durability."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.tables import store, values

DAY = "2024-06-17"


def at(clock: str, day: str = DAY) -> str:
    return f"{day}T{clock}"


def test_that_each_channel_has_its_own_limit_and_a_limit_includes_its_equal():
    tickets = [
        {"created_at": at("08:00"), "first_response_at": at("08:01"), "channel": "Live chat"},
        {"created_at": at("08:00"), "first_response_at": at("08:01:00.001"), "channel": "messaging"},
        {"created_at": at("08:00"), "first_response_at": at("08:03"), "channel": "Phone"},
        {"created_at": at("08:00"), "first_response_at": at("09:00"), "channel": "facebook"},
        {"created_at": at("08:00"), "first_response_at": at("08:00", "2024-06-18"), "channel": "email"},
        {"created_at": at("08:00"), "first_response_at": at("08:01", "2024-06-18"), "channel": "Web form"},
        {"created_at": at("08:00"), "first_response_at": at("08:01"), "channel": "carrier pigeon"},
        {"created_at": at("08:00"), "first_response_at": at("08:01"), "channel": None},
        {"created_at": at("08:00"), "channel": "email"},
    ]
    found = store(tickets=tickets)
    assert values(found, "answered_on_target") == [1.0, 0.0, 1.0, 1.0, 1.0, 0.0, None, None, None]
    assert values(found, "answered_in_hour") == [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, None]


def test_that_the_sheets_own_sla_column_alone_decides_open_and_empty_ones_are_not_met():
    tickets = [
        {"created_at": at("08:00"), "resolved_at": at("09:00"), "sla_met": 1, "sla_due_at": at("08:30")},
        {"created_at": at("08:00"), "resolved_at": at("09:00"), "sla_met": 0, "sla_due_at": at("12:00")},
        {"created_at": at("08:00"), "sla_met": None},
    ]
    assert values(store(tickets=tickets), "within_sla") == [1.0, 0.0, 0.0]
    assert values(store(tickets=tickets, decided_only="yes"), "within_sla") == [1.0, 0.0, None]


def test_that_a_due_date_decides_where_there_is_no_column():
    tickets = [
        {"created_at": at("08:00"), "resolved_at": at("09:00"), "sla_due_at": at("09:00")},  # equal counts
        {"created_at": at("08:00"), "resolved_at": at("09:01"), "sla_due_at": at("09:00")},
        {"created_at": at("08:00"), "sla_due_at": at("09:00")},  # open and past due
        {"created_at": at("08:00"), "sla_due_at": at("20:00")},  # open, not yet decided
        {"created_at": at("08:00"), "resolved_at": at("09:00")},  # no SLA
    ]
    late: Any = {"as_of": at("10:00")}
    assert values(store(tickets=tickets, **late), "within_sla") == [1.0, 0.0, 0.0, 0.0, None]
    assert values(store(tickets=tickets, decided_only="yes", **late), "within_sla") == [1.0, 0.0, 0.0, None, None]


RESOLVED = {"created_at": at("08:00"), "resolved_at": at("09:00")}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"reply_count": 1}, 1.0),
        ({"reply_count": 0}, 1.0),
        ({"reply_count": 2}, 0.0),
        ({"reply_count": 1, "handoff_count": 1}, 0.0),
        ({"reply_count": 1, "reopen_count": 1}, 0.0),
        ({"reply_count": 1, "escalated": 1}, 0.0),
        ({"reply_count": 1, "handoff_count": 0, "reopen_count": 0, "escalated": 0}, 1.0),
        ({"escalated": 0}, 1.0),  # what the sheet lacks is not tested
        ({}, None),  # nothing to test
        ({"first_contact_resolved": 0, "reply_count": 1}, 0.0),  # the export's own word first
        ({"first_contact_resolved": 1, "reply_count": 9}, 1.0),
    ],
)
def test_first_contact_resolution(facts, expected):
    assert values(store(tickets=[{**RESOLVED, **facts}]), "solved_first_contact") == [expected]


def test_that_open_tickets_count_against_first_contact_unless_only_decided_ones_are_asked_for():
    tickets = [{**RESOLVED, "reply_count": 1}, {"created_at": at("08:00"), "reply_count": 1}]
    assert values(store(tickets=tickets), "solved_first_contact") == [1.0, 0.0]
    assert values(store(tickets=tickets, decided_only="yes"), "solved_first_contact") == [1.0, None]
    assert values(store(tickets=tickets, fcr_max_replies=0), "solved_first_contact") == [0.0, 0.0]


def test_that_first_contact_needs_the_resolution():
    found = store(tickets=[{"created_at": at("08:00"), "reply_count": 1}])
    assert found.missing("solved_first_contact") == (
        "needs in the Tickets sheet: Resolved at first contact, or a resolution with Agent replies, Handoffs, Reopens"
        " or Escalated"
    )


def ticket(created: str, resolved: str | None, who: str | None = "ann", what: str | None = "login") -> dict:
    return {"created_at": created, "resolved_at": resolved, "requester": who, "category": what}


def test_repeat_contacts():
    tickets = [
        ticket("2024-06-01", "2024-06-02"),  # followed on the 9th, exactly seven days later
        ticket("2024-06-09", "2024-06-10"),  # followed by nothing of its kind
        ticket("2024-06-11", "2024-06-12", what="billing"),
        ticket("2024-06-12", None),  # opened within the window of the second, and not resolved itself
        ticket("2024-06-12", "2024-06-13", who="bob"),
        ticket("2024-06-12", "2024-06-13", who=None),
        ticket("2024-06-12", "2024-06-13", what=None),
    ]
    assert values(store(tickets=tickets), "contacted_again") == [1.0, 1.0, 0.0, None, 0.0, None, None]
    assert values(store(tickets=tickets, repeat_window_days=6), "contacted_again")[0] == 0.0


def test_that_a_ticket_opened_before_the_resolution_is_no_repeat_and_none_repeats_itself():
    tickets = [ticket("2024-06-01", "2024-06-05"), ticket("2024-06-02", "2024-06-04")]
    assert values(store(tickets=tickets), "contacted_again") == [0.0, 0.0]
    assert values(store(tickets=[ticket("2024-06-03", "2024-06-01")]), "contacted_again") == [0.0]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(-2, 20) | st.none(), st.sampled_from("ab"), st.sampled_from("xy")),
        min_size=1, max_size=25,
    )
)  # fmt: skip
def test_that_repeats_equal_a_search_row_by_row(rows):
    first = np.datetime64("2024-06-01", "ms")
    day = np.timedelta64(1, "D")
    tickets = [
        ticket(str(first + start * day), None if length is None else str(first + (start + length) * day), who, what)
        for start, length, who, what in rows
    ]
    expected = [
        None
        if length is None
        else float(
            any(
                j != i and (who, what) == other[2:] and 0 < other[0] - (start + length) <= 7
                for j, other in enumerate(rows)
            )
        )
        for i, (start, length, who, what) in enumerate(rows)
    ]
    assert values(store(tickets=tickets), "contacted_again") == expected


def answer(ticket_id: str, score: float | None, when: str, **more: object) -> dict:
    return {"kind": "csat", "score": score, "scale_min": 1, "scale_max": 5, "responded_at": when,
            "ticket_id": ticket_id, **more}  # fmt: skip


def test_that_solved_for_good_is_no_reopening_no_repeat_and_no_low_answer_afterwards():
    resolved = {"created_at": at("08:00"), "resolved_at": at("09:00"), "category": "login"}
    tickets = [
        {"ticket_id": "1", "requester": "a", "reopen_count": 0, **resolved},
        {"ticket_id": "2", "requester": "b", "reopen_count": 1, **resolved},
        {"ticket_id": "3", "requester": "c", "reopen_count": 0, **resolved},  # answer of 3: the middle of 1 to 5
        {"ticket_id": "4", "requester": "d", "reopen_count": 0, **resolved},  # answer of 4
        {"ticket_id": "5", "requester": "e", "reopen_count": 0, **resolved},  # low, but after the window
        {"ticket_id": "6", "requester": "f", "reopen_count": 0, **resolved},  # low, but before the resolution
        {"ticket_id": "7", "requester": "g", "created_at": at("08:00")},
    ]
    surveys = [
        answer("3", 3, at("12:00")),
        answer("4", 4, at("12:00")),
        answer("5", 1, "2024-06-25T12:00"),
        answer("6", 1, at("08:30")),
        answer("1", None, at("12:00")),
    ]
    found = store(tickets=tickets, surveys=surveys)
    assert values(found, "solved_for_good") == [1.0, 0.0, 0.0, 1.0, 1.0, 1.0, None]


def test_that_durability_says_what_it_lacks():
    found = store(tickets=[{"ticket_id": "1", "created_at": at("08:00"), "resolved_at": at("09:00")}])
    assert found.missing("solved_for_good") == (
        "needs in the Tickets sheet: a resolution, with Reopens, or Requester and Category, or survey answers with a"
        " Ticket ID"
    )


def test_that_a_blank_flag_means_no_only_in_a_sheet_that_uses_the_flag():
    tickets = [
        {"_source": 0, **RESOLVED, "escalated": 1, "automated": 1},
        {"_source": 0, **RESOLVED},
        {"_source": 1, **RESOLVED},
    ]
    found = store(tickets=tickets)
    assert values(found, "was_escalated") == [1.0, 0.0, None]
    assert values(found, "solved_by_automation") == [1.0, 0.0, None]


def test_that_talk_counts_only_with_hold():
    tickets = [
        {**RESOLVED, "talk_time": 0.1, "hold_time": 0.05},
        {**RESOLVED, "talk_time": 0.1},
        {**RESOLVED, "hold_time": 0.1},
    ]
    found = store(tickets=tickets)
    assert values(found, "talk_minutes") == pytest.approx([6.0, None, None])
    assert values(found, "talk_and_hold_minutes") == pytest.approx([9.0, None, None])
    assert values(found, "hold_minutes") == pytest.approx([3.0, None, 6.0])
