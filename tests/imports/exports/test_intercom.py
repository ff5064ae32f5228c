"""Intercom: the dataset of conversations and the dataset of ratings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import export, imported, variants

STAMPS = (
    "Conversation started at|Conversation created at|Conversation updated at|Conversation first replied at|"
    "Conversation first closed at|Conversation last closed at|First assignment at|Last assignment at"
)
REST = (
    "Teammate currently assigned|Teammate currently assigned ID|Team currently assigned|Team currently assigned ID|"
    "Teammate first replied|Teammate replied to|First closed by teammate|Last closed by teammate|Last closed by|"
    "Agent type|Channel|Conversation source|Started by|Current conversation state|Conversation priority|"
    "Conversation tag|Topics|Ticket type|Ticket category|Title|Conversation URL|Source URL|Chatbot replied|"
    "Fin AI Agent involved|Fin AI Agent deflected|Fin AI Agent resolution state|Fin AI Agent rating|"
    "Fin AI Agent rating remark|Last teammate rating|Last teammate rating remark|Last teammate rated|"
    "Last chatbot rating|CX Score rating|CX Score explanation|First response time (seconds)|"
    "First response time, only within office hours (seconds)|"
    "First response time excluding time spent in bot inbox (seconds)|"
    "First response time excluding time spent in bot inbox, only within office hours (seconds)|"
    "Time to close (seconds)|Time to close, within office hours (seconds)|"
    "Time to close excluding bot inbox time (seconds)|Time to first close (seconds)|"
    "Time to first close, within office hours (seconds)|Time from first assignment to close (seconds)|"
    "Time to assignment before first admin reply (seconds)|Handling time (seconds)|Number of reassignments|"
    "Replies to close a conversation|Resolved on first contact|User email|User ID|User name|User type|Company ID|"
    "Company name|Company plan|Company size|Country|Continent"
)
REPLY, OFFICE = "First response time (seconds)", "First response time, only within office hours (seconds)"
CLOSE, CLOSE_OFFICE = "Time to close (seconds)", "Time to close, within office hours (seconds)"
FIN, RATED = "Fin AI Agent resolution state", "Last teammate rating"


def header(zone: str) -> str:
    """The header of a workspace whose zone is this one."""
    return "Conversation ID|" + "|".join(f"{name} ({zone})" for name in STAMPS.split("|")) + "|" + REST


def _row(zone: str, number: int, started: str, closed: str, seconds: str, fin: str, rated: str, **more: str) -> dict:
    """`seconds`: first response, in office hours, close, in office hours; `started` and `closed` with the reply."""
    start, reply = started.split(",")
    times = dict(zip((REPLY, OFFICE, CLOSE, CLOSE_OFFICE), seconds.split(","), strict=True))
    return {
        "Conversation ID": str(215_000_000_000 + number), f"Conversation started at ({zone})": start,
        f"Conversation created at ({zone})": start, f"Conversation updated at ({zone})": "2025-03-01 00:00:00",
        f"Conversation first replied at ({zone})": reply, f"Conversation first closed at ({zone})": closed,
        f"Conversation last closed at ({zone})": closed, "Teammate currently assigned": "Ann",
        "Teammate currently assigned ID": "77", "Team currently assigned": "Support", "Channel": "Chat",
        "Conversation source": "Messenger", "Current conversation state": "closed" if closed else "snoozed",
        "Conversation priority": "Not Priority", "Topics": "Billing", "Chatbot replied": "false",
        "Fin AI Agent involved": str(bool(fin)).lower(),
        "Fin AI Agent deflected": str(fin == "Assumed resolved").lower(),
        FIN: fin, "Fin AI Agent rating": "5", RATED: rated, "Last teammate rating remark": "ok" if rated else "",
        "CX Score rating": "4", "Time to first close (seconds)": "60", "Handling time (seconds)": "45",
        "Number of reassignments": "1", "Replies to close a conversation": "2", "Resolved on first contact": "false",
        "User email": "zoe@x.com", "User name": "Zoe", "Company name": "Firm", "Company ID": "c1", "Country": "Chile",
        **times, **more,
    }  # fmt: skip


def sheet(zone: str = "America/New_York"):
    """Six conversations."""
    return export(
        header(zone),
        _row(zone, 1, "2025-01-13 10:00:00,2025-01-13 10:05:00", "2025-01-13 11:00:00", "300,300,3600,3600", "", "5"),
        _row(zone, 2, "2025-01-14 20:00:00,2025-01-15 09:00:00", "2025-01-16 20:00:00", "46800,0,172800,57600",
             "Escalated", "3", **{"Number of reassignments": "0"}),
        _row(zone, 3, "2025-01-15 10:00:00,", "2025-01-15 10:10:00", ",,600,600", "Assumed resolved", ""),
        _row(zone, 4, "2025-01-20 10:00:00,2025-01-20 10:00:36", "", "36,36,,", "Negative feedback", "4"),
        _row(zone, 5, "2025-01-21 10:00:00,", "2025-01-21 10:01:00", ",,60,60", "Confirmed resolved", "",
             **{"Resolved on first contact": "true"}),
        _row(zone, 6, "2025-01-22 10:00:00,", "", ",,,", "", "1"),
    )  # fmt: skip


ONE = 215_000_000_000
REPLIED = {str(ONE + 1): 0.083333, str(ONE + 2): 13.0, str(ONE + 4): 0.01}
CLOSED = {str(ONE + 1): 1.0, str(ONE + 2): 48.0, str(ONE + 3): 0.166667, str(ONE + 5): 0.016667}


def test_the_whole_export(tmp_path: Path):
    got = imported(sheet().csv(tmp_path / "conversations.csv"))
    assert got.recognised == "Intercom conversations export"
    assert len(got.tickets) == 6
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == CLOSED
    assert (got.kpi("csat").n, got.kpi("csat").value) == (4, 50.0)  # 5 and 4 of 5, 3, 4, 1
    assert list(got.of("handoff_count").values()) == [1, 0, 1, 1, 1, 1]
    assert got.of("resolution_business_time")[str(ONE + 2)] == 16.0
    assert got.of("first_response_business_time")[str(ONE + 2)] == 0.0
    assert not got.plan.questions
    assert not got.problems


ZONES = {
    "America/New_York": "2025-01-13 15:00:00", "Europe/Berlin": "2025-01-13 09:00:00", "UTC": "2025-01-13 10:00:00",
    "Asia/Kolkata": "2025-01-13 04:30:00", "America/Argentina/Buenos_Aires": "2025-01-13 13:00:00",
    "Etc/GMT+8": "2025-01-13 18:00:00",
}  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
def test_the_zone_stands_in_the_header(tmp_path: Path, zone: str):
    got = imported(sheet(zone).csv(tmp_path / "conversations.csv"), zone="Asia/Tokyo")
    assert got.recognised == "Intercom conversations export"
    assert str(got.of("created_at")[str(ONE + 1)]) == ZONES[zone]
    assert got.measured("resolution_hours") == CLOSED


def test_what_the_agent_of_software_resolved_is_automated(tmp_path: Path):
    got = imported(sheet().csv(tmp_path / "conversations.csv"))
    assert list(got.of("automated").values()) == [None, 0, 1, 0, 1, None]
    assert got.kpi("automation_rate").value == pytest.approx(50.0)  # two of the four closed
    without = imported(sheet().without(FIN).csv(tmp_path / "deflected.csv"))
    assert list(without.of("automated").values()) == [0, 0, 1, 0, 0, 0]


def test_who_and_where_and_what_is_no_field(tmp_path: Path):
    got = imported(sheet().csv(tmp_path / "conversations.csv"))
    wanted = {"Teammate currently assigned": "agent", "Team currently assigned": "team", "Channel": "channel",
              "Company name": "account", "User email": "requester", "Country": "region", "Topics": "category",
              "Current conversation state": "status", "Replies to close a conversation": "reply_count",
              "Resolved on first contact": "first_contact_resolved", RATED: "csat_score"}  # fmt: skip
    assert {name: got.fields[name] for name in wanted} == wanted
    assert not {"Conversation updated at (America/New_York)", "Conversation created at (America/New_York)",
                "First assignment at (America/New_York)", "Conversation first closed at (America/New_York)",
                "Handling time (seconds)", "Time to first close (seconds)", "Fin AI Agent rating", "CX Score rating",
                "Teammate currently assigned ID", "Fin AI Agent deflected", "Conversation source", "Company ID",
                "Last chatbot rating", "Fin AI Agent involved", "Chatbot replied"} & set(got.fields)  # fmt: skip


KEPT = ("Conversation ID", "Conversation started at (America/New_York)",
"Conversation last closed at (America/New_York)",
        REPLY, RATED, FIN, "Channel")  # fmt: skip


@pytest.mark.parametrize("name", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_what_people_do_to_the_file_changes_no_number(tmp_path: Path, name: str):
    got = imported(variants(sheet(), tmp_path, keep=KEPT)[name], zone="Asia/Tokyo")
    assert got.recognised == "Intercom conversations export"
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == CLOSED
    assert str(got.of("created_at")[str(ONE + 1)]) == "2025-01-13 15:00:00"
    assert list(got.of("automated").values()) == [None, 0, 1, 0, 1, None]
    assert (got.kpi("csat").n, got.kpi("csat").value) == (4, 50.0)
    assert not got.plan.questions


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Madrid"])
def test_the_dataset_of_ratings(tmp_path: Path, zone: str):
    names = (
        f"Conversation ID|Updated at ({zone})|Conversation rating|Conversation rating remark|User name|Company name|"
        "Agent rated type|Last survey sent"
    )
    rows = [
        {"Conversation ID": str(ONE + n), f"Updated at ({zone})": f"2025-01-{13 + n} 10:00:00",
         "Conversation rating": rating, "Conversation rating remark": "", "User name": "Zoe", "Company name": "Firm",
         "Agent rated type": "Teammate", "Last survey sent": "CSAT after chat"}
        for n, rating in enumerate(("5", "4", "3", "1", "5"))
    ]  # fmt: skip
    got = imported(export(names, *rows).csv(tmp_path / "csat.csv"), zone="UTC")
    assert (got.recognised, got.plan.table) == ("Intercom CSAT export", "surveys")
    assert (got.kpi("csat").n, got.kpi("csat").value) == (5, 60.0)
    first = str(got.answers["responded_at"].iloc[0])
    assert first == ("2025-01-13 15:00:00" if zone == "America/New_York" else "2025-01-13 09:00:00")
