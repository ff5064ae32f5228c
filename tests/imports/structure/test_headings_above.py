"""Headings over groups of columns: kept where a part says nothing without its group, else the part is the name."""

from __future__ import annotations

from tests.imports.sheets import fields, table


def test_a_heading_does_not_hide_the_name_of_a_field() -> None:
    raw = table("""
              | Dates            |                  |                  | Who   |
        ID    | Created          | First response   | Resolved         | Agent | Team
        T-1   | 2024-03-01 09:00 | 2024-03-01 10:00 | 2024-03-02 09:00 | Ann   | North
        T-2   | 2024-03-02 09:00 | 2024-03-02 10:00 |                  | Ben   | South
        T-3   | 2024-03-03 09:00 |                  | 2024-03-04 09:00 | Ann   | North
    """)
    assert fields(raw) == {
        "ID": "ticket_id", "Created": "created_at", "First response": "first_response_at", "Resolved": "resolved_at",
        "Agent": "agent", "Team": "team",
    }  # fmt: skip


def test_parts_that_say_nothing_alone_or_stand_twice_keep_their_group() -> None:
    raw = table("""
              | Opened     |       | First response   |     | Resolution       |
        ID    | Date       | Agent | Date             | By  | Date             | By
        T-1   | 2024-03-01 | Ann   | 2024-03-01 10:00 | Ann | 2024-03-02 09:00 | Ben
        T-2   | 2024-03-02 | Ben   | 2024-03-02 10:00 | Ben |                  |
        T-3   | 2024-03-03 | Ann   | 2024-03-03 12:00 | Ann | 2024-03-04 09:00 | Ann
    """)
    assert fields(raw) == {
        "ID": "ticket_id", "Opened Date": "created_at", "Agent": "agent",
        "First response Date": "first_response_at", "First response By": None,
        "Resolution Date": "resolved_at", "Resolution By": None,
    }  # fmt: skip
