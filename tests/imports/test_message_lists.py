"""Lists of messages that repeat the status a conversation has now: it dates nothing."""

from __future__ import annotations

import pandas as pd

from tests.imports.sheets import imported, table


def test_a_status_repeated_on_every_message_is_no_time_of_resolution() -> None:
    tickets = imported(table("""
        conversation_id | conversation_status | timestamp           | sender_type | message
        C1              | Closed              | 2024-03-01 09:00:00 | visitor     | hi
        C1              | Closed              | 2024-03-01 09:05:00 | agent       | hello
        C1              | Closed              | 2024-03-01 10:05:00 | agent       | done
        C2              | Open                | 2024-03-02 09:00:00 | visitor     | hi
        C2              | Open                | 2024-03-02 09:05:00 | agent       | hello
        C3              | Closed              | 2024-03-03 09:00:00 | visitor     | hi
        C3              | Closed              | 2024-03-03 09:10:00 | agent       | hello
    """)).tables["tickets"].set_index("ticket_id").sort_index()  # fmt: skip
    assert "resolved_at" not in tickets
    assert "reopen_count" not in tickets
    assert list(tickets["status"].astype("str")) == ["Closed", "Open", "Closed"]
    assert list(tickets["first_response_at"] - tickets["created_at"]) == [pd.Timedelta(minutes=m) for m in (5, 5, 10)]


def test_a_status_that_changes_still_dates_the_resolution() -> None:
    tickets = imported(table("""
        Ticket | Timestamp           | Status   | Assigned To
        T1     | 2024-03-01 09:00:00 | Open     | Ann
        T1     | 2024-03-01 11:00:00 | Resolved | Ann
        T2     | 2024-03-02 09:00:00 | Resolved | Ann
        T2     | 2024-03-02 10:00:00 | Resolved | Ben
    """)).tables["tickets"].set_index("ticket_id")  # fmt: skip
    assert tickets["resolved_at"]["T1"] == pd.Timestamp("2024-03-01 11:00")
