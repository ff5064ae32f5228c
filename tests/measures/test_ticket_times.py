"""When tickets were answered and resolved, and how long it took."""

from __future__ import annotations

import numpy as np

from tests.measures.tables import store, values

DAY = "2024-06-17"  # a Monday


def at(clock: str) -> str:
    return f"{DAY}T{clock}"


def instants(found, measure: str) -> list[str]:
    return [str(value)[:16] for value in found.at(measure)]


def test_that_a_timestamp_wins_over_a_duration_and_a_lone_duration_gives_the_timestamp():
    found = store(
        tickets=[
            {"created_at": at("08:00"), "first_response_at": at("09:00"), "first_response_time": 7},
            {"created_at": at("08:00"), "first_response_time": 1.5},
            {"created_at": None, "first_response_time": 2},
            {"created_at": at("08:00")},
        ]
    )
    assert values(found, "first_response_hours") == [1.0, 1.5, 2.0, None]
    assert instants(found, "first_response") == [at("09:00"), at("09:30"), "NaT", "NaT"]


def test_that_resolution_is_resolved_at_else_the_duration_else_closed_at_row_by_row():
    found = store(
        tickets=[
            {"created_at": at("08:00"), "resolved_at": at("10:00"), "closed_at": at("12:00")},
            {"created_at": at("08:00"), "resolution_time": 3, "closed_at": at("12:00")},
            {"created_at": at("08:00"), "closed_at": at("12:00")},
            {"created_at": at("08:00"), "status": "Solved"},
        ]
    )
    assert instants(found, "resolved") == [at("10:00"), at("11:00"), at("12:00"), "NaT"]
    assert values(found, "resolution_hours") == [2.0, 3.0, 4.0, None]
    assert values(found, "resolved_ticket") == [1.0, 1.0, 1.0, None]


def test_that_a_sheet_with_only_a_status_dates_the_resolution_by_creation():
    statuses = ["Solved", "open", "CLOSED", "Erledigt", "résolu", "Cerrado", "Fechado", None, "unresolved"]
    found = store(tickets=[{"created_at": at("08:00"), "status": status} for status in statuses])
    assert values(found, "resolved_ticket") == [1.0, None, 1.0, 1.0, 1.0, 1.0, 1.0, None, None]
    assert instants(found, "resolved")[0] == at("08:00")
    # nobody knows how long it took
    assert values(found, "resolution_calendar_hours") == [None] * len(statuses)
    assert found.missing("resolution_hours") is not None


def test_that_a_flag_decides_before_a_status():
    found = store(tickets=[{"created_at": at("08:00"), "resolved": flag, "status": "closed"} for flag in (1, 0, None)])
    assert values(found, "resolved_ticket") == [1.0, None, None]


def test_that_each_sheet_is_read_by_what_it_holds():
    found = store(
        tickets=[
            {"_source": 0, "created_at": at("08:00"), "resolved_at": at("10:00"), "status": "closed"},
            {"_source": 0, "created_at": at("08:00"), "status": "closed"},  # its sheet has dates: not resolved
            {"_source": 1, "created_at": at("08:00"), "status": "closed"},  # its sheet has only the status
        ]
    )
    assert values(found, "resolved_ticket") == [1.0, None, 1.0]


def test_that_a_response_before_creation_and_a_resolution_before_creation_have_no_duration():
    found = store(tickets=[{"created_at": at("08:00"), "first_response_at": at("07:59"), "resolved_at": at("07:00")}])
    assert values(found, "first_response_hours") == [None]
    assert values(found, "resolution_hours") == [None]
    assert values(found, "resolved_ticket") == [1.0]


def test_that_a_response_after_the_resolution_stays():
    found = store(tickets=[{"created_at": at("08:00"), "first_response_at": at("11:00"), "resolved_at": at("10:00")}])
    assert values(found, "first_response_hours") == [3.0]


def test_that_the_business_clock_takes_the_sheets_own_column_else_computes():
    tickets = [
        # Friday 16:00 to Monday 10:00 is two open hours
        {"created_at": "2024-06-14T16:00", "first_response_at": "2024-06-17T10:00", "resolved_at": "2024-06-17T11:00"},
        {"created_at": "2024-06-14T16:00", "first_response_at": "2024-06-17T10:00", "first_response_business_time": 5},
    ]
    found = store(tickets=tickets, clock="business")
    assert values(found, "first_response_hours") == [2.0, 5.0]
    assert values(found, "first_response_calendar_hours") == [66.0, 66.0]
    assert values(found, "resolution_hours") == [3.0, None]
    assert values(store(tickets=tickets), "first_response_hours") == [66.0, 66.0]


def test_that_durations_are_taken_between_instants_across_a_clock_change():
    # Berlin, 30 March 23:00 to 31 March 05:00 on the wall: the clocks jump from two to three, five hours pass
    found = store(tickets=[{"created_at": "2024-03-30T22:00", "resolved_at": "2024-03-31T03:00"}], zone="Europe/Berlin")
    assert values(found, "resolution_hours") == [5.0]


def test_that_spam_tests_and_merged_tickets_count_nowhere():
    found = store(
        tickets=[
            {"created_at": at("08:00"), "is_spam": 1},
            {"created_at": at("08:00"), "is_test": 1},
            {"created_at": at("08:00"), "merged_into": "7"},
            {"created_at": at("08:00"), "is_spam": 0, "merged_into": ""},
        ]
    )
    assert found.rows("tickets") == 1
    assert values(found, "ticket") == [1.0]


def test_that_after_hours_follows_the_zone():
    # 16:30 UTC is 18:30 in Berlin in June
    tickets = [{"created_at": at("16:30")}, {"created_at": at("14:59")}, {"created_at": None}]
    assert values(store(tickets=tickets, zone="Europe/Berlin"), "came_after_hours") == [1.0, 0.0, None]
    assert values(store(tickets=tickets, zone="UTC"), "came_after_hours") == [0.0, 0.0, None]


def test_that_the_span_knows_no_due_dates_and_no_figures():
    found = store(
        tickets=[{"created_at": at("08:00"), "resolved_at": at("10:00"), "sla_due_at": "2025-01-01"}],
        surveys=[{"kind": "csat", "score": 5, "responded_at": "2024-06-20", "sent_at": "2024-01-01"}],
        figures=[{"month": "2030-01-01", "name": "support_cost", "value": 1}],
    )
    assert [str(end)[:10] for end in found.span()] == [DAY, "2024-06-20"]
    assert found.as_of == np.datetime64("2024-06-20", "ms")
    days = found.everything()
    assert days is not None
    assert [day.isoformat() for day in days] == ["2024-06-01", "2024-07-01"]


def test_that_a_store_without_tables_has_no_span_and_says_what_it_needs():
    found = store()
    assert np.isnat(found.as_of)
    assert found.everything() is None
    assert found.missing("first_response_hours") == (
        "needs a Tickets sheet: Ticket ID, Created,"
        " First response at or First response time or First response time, business hours"
    )
    assert found.missing("ticket") == "needs a Tickets sheet: Ticket ID, Created"
    assert store(tickets=[{"created_at": at("08:00")}]).missing("was_escalated") == (
        "needs in the Tickets sheet: Escalated"
    )
