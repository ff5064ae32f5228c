"""Front's messages export: one row a message, folded to one ticket a conversation."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.imports.exports.kit import Got, export, imported

HEADER = (
    "Message ID|Segment ID|Conversation ID|Ticket IDs|Segment|Direction|Status|Inbox|Inbox API ID|Message date|"
    "Autoreply|Reaction time|Total reply time|Handle time|Response time|Attributed to|Assignee|Author|Contact name|"
    "Contact handle|Account names|From|To|Cc|Bcc|Extract|Tags|New Conversation|First response|Business hours|Subject|"
    "Segment start|Segment end|Segment closed"
)


def _row(number: int, conversation: str, direction: str, at: str, **cells: str) -> dict[str, str]:
    return {"Message ID": f"msg_{number}", "Segment ID": f"{conversation}_1", "Conversation ID": conversation,
            "Segment": "1", "Direction": direction, "Status": "Open", "Inbox": "Support", "Message date": at,
            "Autoreply": "No", "Response time": "31", "Reaction time": "12", "Account names": "Acme",
            "Contact handle": "joe@acme.com",
            **{name.replace("_", " "): value for name, value in cells.items()}}  # fmt: skip


ROWS = [
    _row(1, "cnv_a", "Inbound", "2024-05-01 09:00:00", Author="joe@acme.com"),
    _row(2, "cnv_a", "Outbound", "2024-05-01 09:00:20", Author="Rule", Autoreply="Yes"),
    _row(3, "cnv_a", "Outbound", "2024-05-01 10:30:00", Author="Ann", Assignee="Ann"),
    _row(4, "cnv_a", "Inbound", "2024-05-01 11:00:00", Author="joe@acme.com", Assignee="Ann"),
    _row(5, "cnv_a", "Outbound", "2024-05-02 09:00:00", Author="Ben", Assignee="Ben", Status="Archived"),
    _row(6, "cnv_b", "Inbound", "2024-05-03 08:00:00", Author="kim@zeta.com", Account_names="Zeta"),
    _row(7, "cnv_b", "Outbound", "2024-05-03 08:45:00", Author="Ann", Assignee="Ann", Account_names="Zeta"),
    _row(8, "cnv_c", "Inbound", "2024-05-04 08:00:00", Author="lee@acme.com"),
]


def _front(folder: Path) -> Got:
    return imported(export(HEADER, *ROWS).csv(folder / "front.csv"))


def test_messages_become_conversations_with_their_first_human_answer(tmp_path: Path) -> None:
    found = _front(tmp_path)
    assert found.plan.recognised_as == "Front messages export"
    tickets = found.tickets.sort_index()
    assert list(tickets.index) == ["cnv_a", "cnv_b", "cnv_c"]
    first = ["2024-05-01 09:00", "2024-05-03 08:00", "2024-05-04 08:00"]
    assert list(tickets["created_at"]) == [pd.Timestamp(at) for at in first]
    assert tickets["first_response_at"]["cnv_a"] == pd.Timestamp("2024-05-01 10:30")  # the rule's answer is none
    assert tickets["first_response_at"]["cnv_b"] == pd.Timestamp("2024-05-03 08:45")
    assert pd.isna(tickets["first_response_at"]["cnv_c"])
    assert list(tickets["reply_count"]) == [2, 1, 0]
    assert list(tickets["handoff_count"]) == [1, 0, 0]
    assert list(tickets["account"]) == ["Acme", "Zeta", "Acme"]


def test_its_durations_of_single_replies_are_no_times_of_a_ticket(tmp_path: Path) -> None:
    found = _front(tmp_path)
    fields = {column.column: column.field for column in found.plan.mapping}
    assert {fields[name] for name in ("Reaction time", "Response time", "Handle time", "Segment start")} == {None}
