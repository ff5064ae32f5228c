"""OTRS and Znuny: every field quoted, semicolons, minutes of working time, a title above the header, no data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import Got, export, imported, variants

NAME = "OTRS / Znuny ticket search"
HEADER = (
    "TicketNumber | Age | Created | Closed | FirstLock | FirstResponse | State | Priority | Queue | Lock | Owner | "
    "UserFirstname | UserLastname | CustomerID | CustomerName | From | Subject | AccountedTime | ArticleTree | "
    "SolutionInMin | SolutionDiffInMin | FirstResponseInMin | FirstResponseDiffInMin | Contract"
)
TICKETS = export(
    HEADER,
    {"TicketNumber": "2025011310000015", "Age": "3 d 4 h", "Created": "2025-01-13 09:00:00",
     "Closed": "2025-01-13 15:00:00",
     "FirstResponse": "2025-01-13 10:30:00", "State": "closed successful", "Priority": "3 normal",
     "Queue": "Support::EMEA",
     "Lock": "unlock", "Owner": "ada", "UserFirstname": "Ada", "UserLastname": "Lovelace", "CustomerID": "acme",
     "CustomerName": "Kim Lee", "From": '"Kim Lee" <kim@acme.test>', "Subject": "Login", "SolutionInMin": "300",
     "SolutionDiffInMin": "180", "FirstResponseInMin": "90", "FirstResponseDiffInMin": "-30", "Contract": "Gold"},
    {"TicketNumber": "2025011410000022", "Age": "2 d 1 h", "Created": "2025-01-14 16:00:00",
     "Closed": "2025-01-15 12:00:00",
     "FirstResponse": "2025-01-14 16:30:00", "State": "closed unsuccessful", "Priority": "4 high",
     "Queue": "Support::EMEA",
     "Owner": "ada", "CustomerID": "acme", "CustomerName": "Li Wu", "Subject": "Printer; again",
     "SolutionInMin": "240",
     "SolutionDiffInMin": "-60", "FirstResponseInMin": "30", "FirstResponseDiffInMin": "30", "Contract": "Gold"},
    {"TicketNumber": "2025011510000031", "Age": "1 d", "Created": "2025-01-15 08:00:00", "State": "open",
     "Priority": "3 normal",
     "Queue": "Billing", "Owner": "grace", "CustomerID": "bolt", "CustomerName": "Jo", "Subject": "Invoice",
     "Contract": "Basic"},
    {"TicketNumber": "2025011510000040", "Age": "1 d", "Created": "2025-01-15 09:00:00",
     "Closed": "2025-01-15 09:10:00",
     "State": "merged", "Priority": "3 normal", "Queue": "Billing", "Owner": "grace", "CustomerID": "bolt",
     "Subject": "Twice"},
    {"TicketNumber": "2025011510000059", "Age": "1 d", "Created": "2025-01-15 09:30:00", "State": "removed",
     "Priority": "3 normal", "Queue": "Billing", "Owner": "grace", "CustomerID": "bolt", "Subject": "Gone"},
)  # fmt: skip
A, B, C = (row[0] for row in TICKETS.rows[:3])


def _known_answers(got: Got) -> None:
    assert got.recognised == NAME
    assert len(got.tickets) == 3
    assert (got.left_out["merged"], got.left_out["deleted"]) == (1, 1)
    assert sorted(got.measured("first_response_hours").values()) == [0.5, 1.5]
    assert sorted(got.measured("resolution_hours").values()) == [6.0, 20.0]
    assert list(got.tickets["sla_met"].dropna()) == [1.0, 0.0]
    assert sorted(got.tickets["resolution_business_time"].dropna()) == [4.0, 5.0]
    assert [str(name) for name in got.tickets["team"]] == ["Support::EMEA", "Support::EMEA", "Billing"]


def test_quoted_fields_with_semicolons(tmp_path: Path):
    got = imported(TICKETS.csv(tmp_path / "ticket_search.csv", delimiter=";", quoted=True, ends="\n"))
    _known_answers(got)
    assert list(got.tickets.index) == [A, B, C]
    assert got.of("sla_met") == {A: 1.0, B: 0.0, C: None}
    assert got.fields == {
        "TicketNumber": "ticket_id", "Created": "created_at", "Closed": "resolved_at",
        "FirstResponse": "first_response_at",
        "State": "status", "Priority": "priority", "Queue": "team", "Owner": "agent", "CustomerID": "account",
        "CustomerName": "requester", "Subject": "subject", "SolutionInMin": "resolution_business_time",
        "SolutionDiffInMin": "sla_met", "FirstResponseInMin": "first_response_business_time",
    }  # fmt: skip
    assert got.column("Age").field is None
    assert "extra:Contract" in got.tickets


def test_a_title_above_the_header(tmp_path: Path):
    path = TICKETS.csv(tmp_path / "list.csv", delimiter=";", quoted=True, ends="\n")
    path.write_text('"Tickets 2025-01";"created 2025-02-01 08:00"\n' + path.read_text("utf-8"), "utf-8")
    got = imported(path)
    _known_answers(got)
    assert got.plan.header_row == 2


_GERMAN = {
    "TicketNumber": "Ticketnummer",
    "Age": "Alter",
    "Created": "Erstellt",
    "Closed": "Geschlossen",
    "State": "Status",
    "Priority": "Priorität",
    "Lock": "Sperren",
    "Owner": "Besitzer",
    "CustomerID": "Kundennummer",
    "CustomerName": "Voller Kundenname",
    "From": "Von",
    "Subject": "Betreff",
}


def test_german_headers_and_states(tmp_path: Path):
    states = {"merged": "zusammengefasst", "removed": "entfernt", "closed successful": "erfolgreich geschlossen",
              "closed unsuccessful": "erfolglos geschlossen", "open": "offen"}  # fmt: skip
    sheet = TICKETS.named(_GERMAN).mapped(lambda cell: states.get(cell, cell))
    got = imported(sheet.csv(tmp_path / "ticketsuche.csv", delimiter=";", quoted=True))
    _known_answers(got)
    assert got.fields["Betreff"] == "subject"


def test_lists_of_the_statistics_write_0_for_what_has_not_happened(tmp_path: Path):
    sheet = export(
        "Number | Ticket Number | Age | Title | Created | Close Time | Queue | State | CustomerID | Owner |"
        " FirstResponse | "
        "FirstResponseInMin | SolutionInMin | SolutionDiffInMin",
        {"Number": "1", "Ticket Number": A, "Title": "Login", "Created": "2025-01-13 09:00:00",
         "Close Time": "2025-01-13 15:00:00",
         "Queue": "Support", "State": "closed", "CustomerID": "acme", "Owner": "ada",
         "FirstResponse": "2025-01-13 10:30:00",
         "FirstResponseInMin": "90", "SolutionInMin": "300", "SolutionDiffInMin": "-5"},
        {"Number": "2", "Ticket Number": B, "Title": "Printer", "Created": "2025-01-14 16:00:00", "Queue": "Support",
         "State": "open", "CustomerID": "acme", "Owner": "ada", "FirstResponseInMin": "0", "SolutionInMin": "0",
         "SolutionDiffInMin": "0"},
        {"Number": "3", "Ticket Number": C, "Title": "Mail", "Created": "2025-01-15 16:00:00",
         "Close Time": "2025-01-15 16:20:00",
         "Queue": "Support", "State": "closed", "CustomerID": "acme", "Owner": "ada", "FirstResponseInMin": "0",
         "SolutionInMin": "20", "SolutionDiffInMin": "0"},
    )  # fmt: skip
    got = imported(sheet.csv(tmp_path / "list.csv", delimiter=";", quoted=True))
    assert got.recognised == NAME
    assert got.fields["Ticket Number"] == "ticket_id"
    assert got.fields["Close Time"] == "resolved_at"
    assert got.measured("first_response_hours") == {A: 1.5}
    assert got.of("first_response_business_time") == {A: 1.5, B: None, C: None}
    assert got.measured("resolution_hours") == {A: 6.0, C: 0.333333}
    assert got.of("sla_met") == {A: 0.0, B: None, C: None}
    assert "unreadable_flag" not in got.problems


def test_no_data_says_so(tmp_path: Path):
    path = export(HEADER).csv(tmp_path / "empty.csv", delimiter=";", quoted=True)
    path.write_text(path.read_text("utf-8") + '"##No Data##"\n', "utf-8")
    got = imported(path)
    assert got.plan.table is None
    assert "no rows" in got.plan.verdict


@pytest.mark.parametrize("how", ["shuffled", "more", "upper", "lower", "excel", "as text", "subset"])
def test_known_answers_stay_in_files_that_people_changed(tmp_path: Path, how: str):
    keep = (
        "TicketNumber",
        "State",
        "Queue",
        "Created",
        "Closed",
        "FirstResponse",
        "SolutionInMin",
        "SolutionDiffInMin",
    )
    got = imported(variants(TICKETS, tmp_path, keep=keep)[how])
    _known_answers(got)
    assert sorted(got.tickets.index) == [A, B, C]


def test_numbers_that_a_spreadsheet_program_rounded_are_told_and_their_rows_stay(tmp_path: Path):
    got = imported(TICKETS.from_google().csv(tmp_path / "sheets.csv"))
    assert len(got.tickets) == 3
    assert got.problems["damaged_id"].found == "2.03E+15"
    fifteen = TICKETS.mapped(
        lambda cell: float(cell[:15] + "0") if isinstance(cell, str) and cell[:8].isdigit() else cell
    )
    got = imported(fifteen.xlsx(tmp_path / "excel.xlsx"))
    assert got.recognised == NAME
    assert got.tickets.index[0] == "2025011310000010"
    assert got.problems["damaged_id"].count == 3
