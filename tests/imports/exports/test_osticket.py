"""osTicket's queue export: a byte-order mark, commas or semicolons, due dates that closing clears, raw paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import Got, export, imported, variants

NAME = "osTicket queue export"
HEADER = (
    "Ticket Number | Date Created | Subject | From | From Email | Priority | Department | Help Topic | Source | "
    "Current Status | Last Updated | SLA Due Date | SLA Plan | Due Date | Closed Date | Overdue | Merged | Linked | "
    "Answered | Agent Assigned | Team Assigned | Thread Count | Reopen Count | Attachment Count | Task Count |"
    " Building"
)


def _ticket(number: str, created: str, closed: str | None, due: str | None, **more: str) -> dict[str, str | None]:
    return {
        "Ticket Number": number, "Date Created": created, "Closed Date": closed, "SLA Due Date": due,
        "Subject": "Login",
        "From": "Kim Lee", "From Email": "kim@acme.test", "Priority": "Normal", "Department": "Support",
        "Help Topic": "General Inquiry", "Source": "Email", "Current Status": "Closed" if closed else "Open",
        "Last Updated": "10/26/23 9:00 AM", "SLA Plan": "Default SLA", "Overdue": "No", "Merged": "No", "Linked": "No",
        "Answered": "Yes", "Agent Assigned": "Ada Lovelace", "Thread Count": "3", "Reopen Count": "0",
        "Task Count": "0",
        "Attachment Count": "1", "Building": "B1", **more,
    }  # fmt: skip


TICKETS = export(
    HEADER,
    _ticket("482919", "10/25/23 9:45 AM", "10/25/23 3:45 PM", "10/27/23 9:45 AM", Subject="'=SUM of it"),
    _ticket("482920", "10/25/23 4:00 PM", "10/30/23 12:00 PM", None, **{"Reopen Count": "2", "Source": "Phone"}),
    _ticket("482921", "10/26/23 12:30 AM", None, "10/28/23 12:30 AM", **{"Overdue": "Yes", "Agent Assigned": ""}),
    _ticket("482922", "10/27/23 8:00 AM", "10/27/23 9:00 AM", "10/29/23 8:00 AM", Priority="Emergency"),
)


def _known_answers(got: Got) -> None:
    assert got.recognised == NAME
    assert got.measured("resolution_hours") == {"482919": 6.0, "482920": 116.0, "482922": 1.0}
    assert got.measured("first_response_hours") == {}
    assert got.of("reopen_count") == {"482919": 0.0, "482920": 2.0, "482921": 0.0, "482922": 0.0}
    assert got.of("channel")["482920"] == "Phone"
    assert got.of("agent")["482921"] is None
    assert got.of("sla_met") == dict.fromkeys(("482919", "482920", "482921", "482922"))
    assert got.measured("within_sla") == {}


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_byte_order_mark_and_the_delimiter_of_the_browser(tmp_path: Path, delimiter: str):
    got = imported(TICKETS.csv(tmp_path / "Open-Tickets.csv", delimiter=delimiter, encoding="utf-8-sig"))
    _known_answers(got)
    assert not got.plan.questions
    assert got.fields == {
        "Ticket Number": "ticket_id", "Date Created": "created_at", "Subject": "subject", "From Email": "requester",
        "Priority": "priority", "Department": "team", "Help Topic": "category", "Source": "channel",
        "Current Status": "status", "Closed Date": "resolved_at", "Agent Assigned": "agent",
        "Reopen Count": "reopen_count",
    }  # fmt: skip
    assert got.of("subject")["482919"] == "=SUM of it"
    assert "extra:Building" in got.tickets


def test_due_dates_count_only_where_a_late_ticket_still_has_one(tmp_path: Path):
    got = imported(TICKETS.csv(tmp_path / "cleared.csv"))
    assert "emptied when a late ticket is closed" in got.column("SLA Due Date").reason
    late = export(HEADER, *(dict(zip(TICKETS.header, row, strict=True)) for row in TICKETS.rows),
                  _ticket("482923", "10/27/23 8:00 AM", "10/29/23 9:00 AM", "10/28/23 8:00 AM"))  # fmt: skip
    got = imported(late.csv(tmp_path / "whole.csv"))
    assert got.fields["SLA Due Date"] == "sla_due_at"
    assert {key: got.measured("within_sla")[key] for key in ("482919", "482922", "482923")} == {
        "482919": 1.0, "482922": 1.0, "482923": 0.0,
    }  # fmt: skip


def test_raw_paths_as_headers(tmp_path: Path):
    sheet = export(
        "number | created | cdata__subject | user__name | user__emails__address | cdata__priority | dept__name | "
        "topic__topic | source | status__name | closed | staff__lastname | isoverdue | reopen_count",
        {"number": "482919", "created": "10/25/23 9:45 AM", "cdata__subject": "Login", "user__name": "Kim Lee",
         "user__emails__address": "kim@acme.test", "cdata__priority": "Normal", "dept__name": "Support",
         "topic__topic": "Billing", "source": "Email", "status__name": "Closed", "closed": "10/25/23 3:45 PM",
         "staff__lastname": "Lovelace", "isoverdue": "No", "reopen_count": "1"},
        {"number": "482920", "created": "10/25/23 4:00 PM", "cdata__subject": "Mail", "user__name": "Li Wu",
         "user__emails__address": "li@acme.test", "cdata__priority": "High", "dept__name": "Support", "source": "Web",
         "status__name": "Open", "staff__lastname": "Lovelace", "isoverdue": "Yes", "reopen_count": "0"},
    )  # fmt: skip
    got = imported(sheet.csv(tmp_path / "export.csv", encoding="utf-8-sig"))
    assert got.recognised == NAME
    assert got.fields == {
        "number": "ticket_id", "created": "created_at", "cdata__subject": "subject",
        "user__emails__address": "requester",
        "cdata__priority": "priority", "dept__name": "team", "topic__topic": "category", "source": "channel",
        "status__name": "status", "closed": "resolved_at", "staff__lastname": "agent", "reopen_count": "reopen_count",
    }  # fmt: skip
    assert got.measured("resolution_hours") == {"482919": 6.0}


@pytest.mark.parametrize("by", ["Department", "Help Topic", "Agent"])
def test_the_dashboard_is_refused_with_what_to_export_instead(tmp_path: Path, by: str):
    sheet = export(
        f"{by} | Opened | Assigned | Overdue | Closed | Reopened | Deleted | Service Time | Response Time",
        *({by: name, "Opened": "12", "Assigned": "10", "Overdue": "1", "Closed": "9", "Reopened": "1", "Deleted": "0",
           "Service Time": "14.5", "Response Time": "2.1"} for name in ("Support", "Sales", "Billing")),
    )  # fmt: skip
    got = imported(sheet.csv(tmp_path / "dashboard.csv", encoding="utf-8-sig"))
    assert got.plan.table is None
    assert "osTicket dashboard" in got.plan.verdict
    assert "export a queue of tickets" in got.plan.verdict


def test_tasks_are_no_tickets_unless_someone_says_so(tmp_path: Path):
    sheet = export(
        "Task Number | Date Created | Title | Department | Current Status | Due Date | Agent Assigned |"
        " Team Assigned | "
        "Thread Count | Attachment Count",
        *({"Task Number": f"{n}", "Date Created": f"10/2{n}/23 9:45 AM", "Title": "Call back", "Department": "Support",
           "Current Status": "Open", "Agent Assigned": "Ada", "Thread Count": "1"} for n in range(1, 5)),
    )  # fmt: skip
    got = imported(sheet.csv(tmp_path / "tasks.csv", encoding="utf-8-sig"))
    assert got.plan.table is None
    assert "osTicket task list" in got.plan.verdict
    assert "read it as tickets if these tasks are your tickets" in got.plan.verdict


@pytest.mark.parametrize("how", ["shuffled", "more", "upper", "lower", "google", "as text", "subset"])
def test_known_answers_stay_in_files_that_people_changed(tmp_path: Path, how: str):
    keep = ("Ticket Number", "Date Created", "Closed Date", "SLA Due Date", "Source", "Current Status",
    "Agent Assigned",
            "Reopen Count", "Thread Count")  # fmt: skip
    _known_answers(imported(variants(TICKETS, tmp_path, keep=keep)[how]))
