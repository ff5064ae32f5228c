"""Request Tracker's search results: tabs in a file named like a spreadsheet, dates with a weekday, ages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import Got, export, imported, variants

NAME = "Request Tracker search"
HEADER = (
    "id | Subject | Status | Queue | Owner | Priority | Requestors | Created | Told | Last Updated | Time Left |"
    " Starts | "
    "Started | Due | Resolved | Time Worked | Time Estimated | Total Time Worked | SLA | Type | Created By | "
    "Last Updated By | Customer"
)
TICKETS = export(
    HEADER,
    {"id": "811", "Subject": "Login", "Status": "resolved", "Queue": "General", "Owner": "ada", "Priority": "20",
     "Requestors": "kim@acme.test", "Created": "Mon Jan 13 09:00:00 2025", "Told": "Mon Jan 13 10:00:00 2025",
     "Last Updated": "Mon Jan 13 15:00:00 2025", "Time Left": "", "Starts": "Not set",
     "Started": "Mon Jan 13 09:30:00 2025",
     "Due": "Mon Jan 13 17:00:00 2025", "Resolved": "Mon Jan 13 15:00:00 2025",
     "Time Worked": "1.50 hours (90 minutes)",
     "Time Estimated": "45 minutes", "Customer": "Acme"},
    {"id": "812", "Subject": "Printer", "Status": "resolved", "Queue": "General", "Owner": "grace", "Priority": "50",
     "Requestors": "li@acme.test, jo@acme.test", "Created": "Tue Jan 14 16:00:00 2025", "Told": "Not set",
     "Last Updated": "Wed Jan 15 12:00:00 2025", "Starts": "Not set", "Started": "Not set",
     "Due": "Wed Jan 15 09:00:00 2025",
     "Resolved": "Wed Jan 15 12:00:00 2025", "Time Worked": "45 minutes", "Customer": "Acme"},
    {"id": "813", "Subject": "Open", "Status": "stalled", "Queue": "Billing", "Owner": "Nobody", "Priority": "0",
     "Requestors": "ed@bolt.test", "Created": "Wed Jan 15 08:00:00 2025", "Told": "Not set",
     "Last Updated": "Wed Jan 15 08:00:00 2025", "Starts": "Not set", "Started": "Not set", "Due": "Not set",
     "Resolved": "Not set", "Time Worked": "", "Customer": "Bolt"},
    {"id": "814", "Subject": "Spam", "Status": "deleted", "Queue": "Billing", "Owner": "Nobody", "Priority": "0",
     "Requestors": "x@spam.test", "Created": "Thu Jan 16 08:00:00 2025", "Due": "Not set", "Resolved": "Not set"},
)  # fmt: skip


def _known_answers(got: Got) -> None:
    assert got.recognised == NAME
    assert got.measured("resolution_hours") == {"811": 6.0, "812": 20.0}
    assert got.measured("first_response_hours") == {}
    assert got.measured("within_sla") == {"811": 1.0, "812": 0.0}
    assert got.of("agent") == {"811": "ada", "812": "grace", "813": None}
    assert got.left_out["deleted"] == 1
    assert "unreadable_date" not in got.problems


@pytest.mark.parametrize("name", ["Results.tsv", "Results.xls"])
def test_tabs_whatever_the_file_is_called(tmp_path: Path, name: str):
    got = imported(TICKETS.csv(tmp_path / name, delimiter="\t", ends="\n"))
    _known_answers(got)
    assert got.fields == {
        "id": "ticket_id", "Subject": "subject", "Status": "status", "Queue": "team", "Owner": "agent",
        "Priority": "priority",
        "Requestors": "requester", "Created": "created_at", "Due": "sla_due_at", "Resolved": "resolved_at",
    }  # fmt: skip
    assert "extra:Customer" in got.tickets


def test_ages_instead_of_dates_are_asked_for_as_dates(tmp_path: Path):
    ages = {"Mon": "3 days ago", "Tue": "45 minutes ago", "Wed": "2 weeks ago", "Thu": "1 year ago"}
    sheet = TICKETS.mapped(lambda cell: ages.get(cell[:3], cell) if isinstance(cell, str) else cell)
    got = imported(sheet.csv(tmp_path / "Results.tsv", delimiter="\t"))
    assert got.plan.table is None
    assert "“Created” holds ages such as “3 days ago”" in got.plan.verdict
    assert "export the dates themselves" in got.plan.verdict
    assert "CreatedRelative" in got.plan.verdict


def test_only_the_date_of_creation_has_to_be_one(tmp_path: Path):
    keep = ("id", "Subject", "Status", "Queue", "Owner", "Requestors", "Created", "Resolved", "Due")
    sheet = TICKETS.only(*keep).plus({"Told": ["3 days ago"], "Last Updated": ["2 hours ago"]})
    _known_answers(imported(sheet.csv(tmp_path / "Results.tsv", delimiter="\t")))


@pytest.mark.parametrize("how", ["shuffled", "more", "upper", "lower", "google", "as text", "subset"])
def test_known_answers_stay_in_files_that_people_changed(tmp_path: Path, how: str):
    keep = ("id", "Status", "Queue", "Owner", "Requestors", "Created", "Due", "Resolved")
    _known_answers(imported(variants(TICKETS, tmp_path, keep=keep)[how]))
