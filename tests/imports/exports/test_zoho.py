"""Zoho Desk: reports and views (module names in brackets), and the data backup."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import export, imported, variants

BACKUP = (
    "ID|Request Id|Subject|Status|Priority|Channel|Category|Sub Category|Classifications|Created Time|"
    "Ticket Closed Time|Agent Responded Time|Ticket Owner|Account Name|Contact Name|Email|"
    "Resolution Time in Business Hours|First Response Time in Business Hours|Total Response Time in Business Hours|"
    "Number of Reopen|Number of Reassign|Number of Responses|Is Escalated|Is First Call Resolution|Happiness Rating|"
    "SLA Violation Type|Total Time Spent|Sentiment|Region code"
)
RESOLUTION, REPLY = "Resolution Time in Business Hours", "First Response Time in Business Hours"
HOUR = 3_600_000


def _row(number: int, times: str, spans: tuple[float, float], counts: str, words: str, **more: str) -> dict:
    """`times`: created, answered, closed; `spans`: hours; `counts`: reopens, reassigned, responses; `words`: rest."""
    created, answered, closed = times.split(",")
    reopened, moved, replies = counts.split(",")
    escalated, first, happy, violated = words.split(",")
    reply, resolution = (f"{round(hours * HOUR)}" if hours else "" for hours in spans)
    return {
        "ID": f"1253070000001{number:05d}", "Request Id": str(100 + number), "Subject": "Login",
        "Status": "Closed" if closed else "On Hold", "Priority": "High", "Channel": "Email", "Category": "Access",
        "Created Time": created, "Ticket Closed Time": closed, "Agent Responded Time": answered, "Ticket Owner": "Ann",
        "Account Name": "Firm", "Contact Name": "Zoe", "Email": "zoe@x.com", RESOLUTION: resolution, REPLY: reply,
        "Number of Reopen": reopened, "Number of Reassign": moved, "Number of Responses": replies,
        "Is Escalated": escalated, "Is First Call Resolution": first, "Happiness Rating": happy,
        "SLA Violation Type": violated, "Total Time Spent": "-", "Region code": "EU-1", **more,
    }  # fmt: skip


ROWS = (
    _row(1, "13/01/2025 16:48,13/01/2025 17:18,14/01/2025 16:48", (0.5, 9.0), "0,0,1", "false,Yes,Good,Not Violated"),
    _row(2, "01/02/2025 09:00,01/02/2025 11:00,05/02/2025 09:00", (2.0, 30.2666667), "1,2,4",
         "true,No,Bad,Resolution Violation"),
    _row(3, "20/02/2025 10:00,20/02/2025 10:06,20/02/2025 12:00", (0.1, 2.0), "0,1,2", "false,No,Okay,Not Violated"),
    _row(4, "03/03/2025 10:00,,", (0, 0), "0,0,0", "false,No,,Response Violation"),
    _row(5, "04/03/2025 10:00,04/03/2025 22:00,07/03/2025 10:00", (4.0, 26.0), "0,0,3", "false,No,Good,Not Violated"),
    _row(6, "05/03/2025 10:00,05/03/2025 10:15,05/03/2025 11:00", (0.25, 1.0), "0,0,1", "false,Yes,,-"),
)  # fmt: skip
SHEET = export(BACKUP, *ROWS)
REPLIED = {"101": 0.5, "102": 2.0, "103": 0.1, "105": 12.0, "106": 0.25}
RESOLVED = {"101": 24.0, "102": 96.0, "103": 2.0, "105": 72.0, "106": 1.0}
MET = {"101": 1, "102": 0, "103": 1, "104": 0, "105": 1, "106": None}


def test_the_backup_of_the_data(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "Cases.csv"))
    assert got.recognised == "Zoho Desk ticket export"
    assert len(got.tickets) == 6
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == RESOLVED
    assert got.of("sla_met") == MET
    assert (got.kpi("csat").n, got.kpi("csat").value) == (4, 50.0)
    assert list(got.of("reopen_count").values()) == [0, 1, 0, 0, 0, 0]
    assert list(got.of("handoff_count").values()) == [0, 2, 1, 0, 0, 0]
    assert list(got.of("first_contact_resolved").values()) == [1, 0, 0, 0, 0, 1]
    assert list(got.of("escalated").values()) == [0, 1, 0, 0, 0, 0]
    assert str(got.of("created_at")["102"]) == "2025-02-01 09:00:00"  # day first, as the other dates are
    assert not got.plan.questions
    assert not got.problems


def test_durations_are_milliseconds_as_the_timestamps_show(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "Cases.csv"))
    assert (got.column(RESOLUTION).format, got.column(REPLY).format) == ("milliseconds", "milliseconds")
    assert got.of("resolution_business_time")["102"] == pytest.approx(30.2666667)  # 108,960,000
    assert got.of("first_response_business_time")["105"] == pytest.approx(4.0)


def test_durations_in_hours_are_hours_as_the_timestamps_show(tmp_path: Path):
    hours = [{**row, RESOLUTION: row[RESOLUTION] and str(round(int(row[RESOLUTION]) / HOUR, 2)),
              REPLY: row[REPLY] and str(round(int(row[REPLY]) / HOUR, 2))} for row in ROWS]  # fmt: skip
    got = imported(export(BACKUP, *hours).csv(tmp_path / "Cases.csv"))
    assert got.column(RESOLUTION).format == "hours"
    assert got.of("resolution_business_time")["102"] == pytest.approx(30.27)
    assert not got.plan.questions


def test_durations_alone_are_asked_about_and_milliseconds_likely(tmp_path: Path):
    got = imported(SHEET.without("Agent Responded Time", "Ticket Closed Time").csv(tmp_path / "Cases.csv"))
    units = {question.column: question.likely for question in got.plan.questions if question.about == "unit"}
    assert units == {RESOLUTION: "milliseconds", REPLY: "milliseconds"}


def test_who_and_where_and_what_is_no_field(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "Cases.csv"))
    wanted = {"Request Id": "ticket_id", "Ticket Owner": "agent", "Account Name": "account",
    "Contact Name": "requester",
              "Channel": "channel", "Category": "category", "Status": "status", "Priority": "priority"}  # fmt: skip
    assert {name: got.fields[name] for name in wanted} == wanted
    assert not {"ID", "Email", "Sub Category", "Total Time Spent", "Sentiment", "Region code", "Classifications",
                "Total Response Time in Business Hours"} & set(got.fields)  # fmt: skip


KEPT = ("Request Id", "Created Time", "Agent Responded Time", "Ticket Closed Time", "Ticket Owner", "Happiness Rating",
        "SLA Violation Type", RESOLUTION)  # fmt: skip


@pytest.mark.parametrize("name", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_what_people_do_to_the_file_changes_no_number(tmp_path: Path, name: str):
    got = imported(variants(SHEET, tmp_path, keep=KEPT)[name])
    assert got.recognised == "Zoho Desk ticket export"
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == RESOLVED
    assert got.of("sla_met") == MET
    assert got.kpi("csat").n == 4
    assert got.of("resolution_business_time")["105"] == pytest.approx(26.0)
    assert not got.plan.questions


# -- numbers that Excel destroyed --------------------------------------------------------------------------------------


def _without_request_ids(ids: list[str]):
    rows = [{**{name: cell for name, cell in row.items() if name != "Request Id"}, "ID": text}
            for row, text in zip(ROWS, ids, strict=True)]  # fmt: skip
    return export(BACKUP, *rows).without("Request Id")


def test_numbers_that_excel_rounded_to_the_same_are_six_tickets(tmp_path: Path):
    got = imported(_without_request_ids(["1.25E+17"] * 6).csv(tmp_path / "Cases.csv"))
    assert got.recognised == "Zoho Desk ticket export"
    assert len(got.tickets) == 6
    assert got.kpi("volume").value == 6
    assert "1.25E+17" in str(got.problems["damaged_id"].message)
    assert got.tickets["ticket_id"].isna().all()
    assert got.kpi("art").value == pytest.approx((24 + 96 + 2 + 72 + 1) / 5)


def test_the_same_numbers_in_two_files_replace_no_row(tmp_path: Path):
    first = _without_request_ids(["1.25E+17"] * 6)
    one = first.csv(tmp_path / "january.csv")
    other = first.mapped(lambda cell: cell.replace("/2025", "/2024") if isinstance(cell, str) else cell)
    got = imported(one, other.csv(tmp_path / "february.csv"))
    assert got.kpi("volume").value == 12


@pytest.mark.parametrize("cells", [["1.25E+17"] * 6, [1.25307e17] * 6])
def test_rounded_numbers_in_a_workbook(tmp_path: Path, cells: list[object]):
    sheet = _without_request_ids(["x"] * 6).mapped(lambda cell: cells[0] if cell == "x" else cell)
    got = imported(sheet.xlsx(tmp_path / "Cases.xlsx"))
    assert got.kpi("volume").value == 6
    assert "damaged_id" in got.problems


# -- reports and views -------------------------------------------------------------------------------------------------

REPORT = (
    "Ticket Id|Subject|Ticket Type|Status (Ticket)|Priority (Ticket)|Category (Ticket)|Sub Category|Classifications|"
    "Channel|Created Time (Ticket)|Created By (Ticket)|Ticket Closed Time (Ticket)|Due Date|Ticket Owner|Team|"
    "Account Name|Customer Name|Email (Contact)|Phone (Ticket)|SLA Violation Type|Description"
)


def _reported(number: int, created: str, closed: str, violated: str) -> dict:
    return {
        "Ticket Id": str(100 + number), "Subject": "Login", "Ticket Type": "Problem",
        "Status (Ticket)": "Closed" if closed else "Open", "Priority (Ticket)": "High", "Category (Ticket)": "Access",
        "Channel": "Phone", "Created Time (Ticket)": created, "Created By (Ticket)": "Bob",
        "Ticket Closed Time (Ticket)": closed, "Due Date": "31 Jan 2025 03:45 PM", "Ticket Owner": "Ann", "Team": "T1",
        "Account Name": "Firm", "Customer Name": "Zoe", "Email (Contact)": "zoe@x.com", "SLA Violation Type": violated,
    }  # fmt: skip


REPORTED = export(
    REPORT,
    _reported(1, "05 Jan 2025 03:45 PM", "05 Jan 2025 05:45 PM", "Not Violated"),
    _reported(2, "06 Jan 2025 12:15 AM", "08 Jan 2025 12:15 AM", "Resolution Violation"),
    _reported(3, "07 Jan 2025 09:00 AM", "", "Not Violated"),
)


@pytest.mark.parametrize(
    ("name", "closed"),
    [
        ("shuffled", "Ticket Closed Time"),
        ("upper", "Ticket Closed Time (Ticket)"),
        ("google", "Closed Time"),
        ("excel", "Ticket Closed Time"),
        ("lower", "Closed Time"),
    ],
)
def test_reports_name_the_module_in_brackets(tmp_path: Path, name: str, closed: str):
    sheet = REPORTED.named({"Ticket Closed Time (Ticket)": closed})
    got = imported(variants(sheet, tmp_path)[name])
    assert got.recognised == "Zoho Desk ticket export"
    assert got.measured("resolution_hours") == {"101": 2.0, "102": 48.0}
    assert got.of("sla_met") == {"101": 1, "102": 0, "103": 1}
    assert str(got.of("created_at")["102"]) == "2025-01-06 00:15:00"
    fields = {header.casefold(): field for header, field in got.fields.items()}
    wanted = {"status (ticket)": "status", "priority (ticket)": "priority", "category (ticket)": "category",
              "team": "team", "ticket owner": "agent", "customer name": "requester",
              "due date": "sla_due_at"}  # fmt: skip
    assert {header: fields[header] for header in wanted} == wanted
    assert not {"email (contact)", "phone (ticket)", "created by (ticket)", "ticket type", "description"} & set(fields)
