"""Gorgias: durations in seconds, ratings of 1 to 5, fields of the ticket and of the customer as further columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import Got, export, imported, variants

NAME = "Gorgias ticket export"
TICKETS = export(
    "Ticket id | Tags | Initial channel | Priority | Last used integration name | Last used integration type | "
    "Created by an agent | Subject | Creation date | Closed date | Survey score | Survey replied date |"
    " Assignee name | "
    "Assignee email | Customer email | Customer name | First response time (s) | Resolution time (s) | "
    "Number of agent messages | Number of customer messages | Ticket URL | Ticket Field: Contact reason | "
    "Customer Field: Tier",
    {"Ticket id": "901", "Tags": "refund,vip", "Initial channel": "email", "Priority": "normal",
     "Last used integration name": "Help", "Last used integration type": "gmail", "Created by an agent": "false",
     "Subject": "Refund", "Creation date": "2025-01-13T09:00:00+00:00", "Closed date": "2025-01-13T15:00:00+00:00",
     "Survey score": "5", "Survey replied date": "2025-01-14T08:00:00+00:00", "Assignee name": "Ada Lovelace",
     "Assignee email": "ada@desk.test", "Customer email": "kim@acme.test", "Customer name": "Kim",
     "First response time (s)": "1800", "Resolution time (s)": "21600", "Number of agent messages": "3",
     "Number of customer messages": "2", "Ticket URL": "https://acme.gorgias.com/app/ticket/901",
     "Ticket Field: Contact reason": "Refund::Late", "Customer Field: Tier": "Gold"},
    {"Ticket id": "902", "Initial channel": "chat", "Priority": "high", "Created by an agent": "false",
     "Creation date": "2025-01-14T16:00:00+00:00", "Closed date": "2025-01-15T12:00:00+00:00", "Survey score": "2",
     "Survey replied date": "2025-01-16T08:00:00+00:00", "Assignee name": "Grace Hopper",
     "Assignee email": "grace@desk.test",
     "Customer email": "li@acme.test", "First response time (s)": "90", "Resolution time (s)": "72000",
     "Number of agent messages": "1", "Number of customer messages": "1",
     "Ticket Field: Contact reason": "Refund::Late",
     "Customer Field: Tier": "Basic"},
    {"Ticket id": "903", "Initial channel": "email", "Priority": "normal", "Created by an agent": "true",
     "Creation date": "2025-01-31T08:00:00+00:00", "Customer email": "jo@bolt.test", "Number of agent messages": "0",
     "Number of customer messages": "1", "Ticket Field: Contact reason": "Other", "Customer Field: Tier": "Basic"},
)  # fmt: skip


def _known_answers(got: Got) -> None:
    assert got.recognised == NAME
    assert not got.plan.questions
    assert got.measured("first_response_hours") == {"901": 0.5, "902": 0.025}
    assert got.measured("resolution_hours") == {"901": 6.0, "902": 20.0}
    assert list(got.answers["score"]) == [5.0, 2.0]
    assert list(got.answers["scale_max"]) == [5.0, 5.0]
    assert got.kpi("csat").value == 50.0
    assert got.of("agent") == {"901": "Ada Lovelace", "902": "Grace Hopper", "903": None}
    assert got.of("channel") == {"901": "email", "902": "chat", "903": "email"}


def test_columns_and_what_is_no_field(tmp_path: Path):
    got = imported(TICKETS.csv(tmp_path / "tickets.csv"))
    _known_answers(got)
    assert got.fields == {
        "Ticket id": "ticket_id", "Tags": "tags", "Initial channel": "channel", "Priority": "priority",
        "Subject": "subject",
        "Creation date": "created_at", "Closed date": "resolved_at", "Survey score": "csat_score",
        "Survey replied date": "csat_rated_at", "Assignee name": "agent", "Customer email": "requester",
        "First response time (s)": "first_response_time", "Resolution time (s)": "resolution_time",
        "Number of agent messages": "reply_count", "Ticket Field: Contact reason": "category",
    }  # fmt: skip
    assert [str(at)[:10] for at in got.answers["responded_at"]] == ["2025-01-14", "2025-01-16"]
    assert "extra:Customer Field: Tier" in got.tickets
    assert got.column("Number of customer messages").field is None
    assert got.of("reply_count") == {"901": 3.0, "902": 1.0, "903": 0.0}


@pytest.mark.parametrize("how", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_known_answers_stay_in_files_that_people_changed(tmp_path: Path, how: str):
    keep = ("Ticket id", "Initial channel", "Creation date", "Closed date", "Survey score", "Assignee name",
            "First response time (s)", "Resolution time (s)")  # fmt: skip
    _known_answers(imported(variants(TICKETS, tmp_path, keep=keep)[how]))
