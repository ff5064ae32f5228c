"""Freshdesk (both generations of its export) and Freshservice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import export, imported, variants

HEADER = (
    "Ticket ID|Subject|Status|Priority|Source|Type|Agent|Group|Created time|Due by Time|Resolved time|Closed time|"
    "Last update time|Initial response time|Time tracked|First response time (in hrs)|Resolution time (in hrs)|"
    "Agent interactions|Customer interactions|Resolution status|First response status|Tags|Survey results|"
    "Association type|Product|Every response status|Full name|Title|Email|Contact ID|Company Name|Contract tier"
)
REPLY, RESOLUTION = "First response time (in hrs)", "Resolution time (in hrs)"


def _row(
    number: int, created: str, answered: str, resolved: str, hours: str, result: str, face: str, **more: str
) -> dict:
    """`hours`: first response and resolution in business hours, as the export writes them."""
    reply, resolution = hours.split(",")
    return {
        "Ticket ID": str(number), "Subject": "Help", "Status": "Closed" if resolved else "Waiting on Customer",
        "Priority": "Medium", "Source": "Email", "Type": "Question", "Agent": "Ann", "Group": "Support",
        "Created time": created, "Due by Time": "2025-03-01 17:00:00", "Resolved time": resolved,
        "Closed time": resolved, "Last update time": created, "Initial response time": answered,
        "Time tracked": "00:10:00", REPLY: reply, RESOLUTION: resolution, "Agent interactions": "2",
        "Customer interactions": "1", "Resolution status": result, "First response status": "Within SLA",
        "Every response status": "Within SLA", "Survey results": face, "Association type": "-", "Product": "App",
        "Full name": "Zoe Zed", "Title": "Buyer", "Email": f"z{number % 2}@x.com", "Contact ID": "7",
        "Company Name": "Firm", **more,
    }  # fmt: skip


ROWS = (
    _row(1, "2025-01-13 09:00:00", "2025-01-13 09:30:00", "2025-01-13 11:00:00", "00:30:00,02:00:00", "Within SLA",
         "103"),
    _row(2, "2025-01-13 17:00:00", "2025-01-14 10:00:00", "2025-02-10 17:00:00", "02:00:00,444:03:00", "SLA Violated",
         "-103", Source="Phone"),
    _row(3, "2025-01-20 08:00:00", "2025-01-20 08:15:00", "2025-01-20 10:00:00", ",", "Within SLA", "100"),
    _row(4, "2025-01-21 08:00:00", "", "", "-,--", "", ""),
    _row(5, "2025-01-22 08:00:00", "2025-01-23 08:00:00", "2025-01-25 08:00:00", "08:00:00,24:00:00", "SLA Violated",
         "?"),
    _row(6, "2025-01-27 12:00:00", "2025-01-27 12:06:00", "", "00:06:00,", "", "103", Agent="No Agent",
         Source="Portal"),
)  # fmt: skip
SHEET = export(HEADER, *ROWS)
REPLIED = {"1": 0.5, "2": 17.0, "3": 0.25, "5": 24.0, "6": 0.1}
RESOLVED = {"1": 2.0, "2": 672.0, "3": 2.0, "5": 72.0}


def test_the_whole_export(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "tickets.csv"))
    assert got.recognised == "Freshdesk ticket export"
    assert len(got.tickets) == 6
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == RESOLVED
    assert got.of("sla_met") == {"1": 1, "2": 0, "3": 1, "4": None, "5": 0, "6": None}
    assert not got.plan.questions
    assert not got.problems


def test_hours_of_the_business_calendar_stand_beside_the_timestamps(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "tickets.csv"))
    assert got.fields[REPLY] == "first_response_business_time"
    assert got.fields[RESOLUTION] == "resolution_business_time"
    assert got.of("resolution_business_time") == {"1": 2.0, "2": 444.05, "3": None, "4": None, "5": 24.0, "6": None}
    assert got.of("first_response_business_time")["2"] == 2.0


def test_numbers_of_faces_are_answers_and_the_happy_one_is_satisfied(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "tickets.csv"))
    csat = got.kpi("csat")
    assert (csat.n, csat.value) == (4, 50.0)  # 103, -103, 100, 103


def test_who_and_where_and_what_is_no_field(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "tickets.csv"))
    wanted = {"Source": "channel", "Agent": "agent", "Group": "team", "Company Name": "account", "Email": "requester",
              "Type": "category", "Agent interactions": "reply_count", "Product": "product"}  # fmt: skip
    assert {header: got.fields[header] for header in wanted} == wanted
    assert not {"First response status", "Every response status", "Customer interactions", "Time tracked", "Title",
                "Last update time", "Full name", "Contact ID", "Contract tier"} & set(got.fields)  # fmt: skip
    assert got.of("agent")["6"] is None


def test_business_hours_are_used_and_said_where_no_timestamps_stand(tmp_path: Path):
    bare = SHEET.without("Initial response time", "Resolved time", "Closed time")
    got = imported(bare.csv(tmp_path / "tickets.csv"))
    assert got.recognised == "Freshdesk ticket export"
    assert got.measured("first_response_hours") == {"1": 0.5, "2": 2.0, "5": 8.0, "6": 0.1}
    assert got.measured("resolution_hours") == {"1": 2.0, "2": 444.05, "5": 24.0}
    assert REPLY in got.problems["business_hours"].message


def test_the_older_generation_of_the_export(tmp_path: Path):
    names = (
        "Ticket Id|Subject|Status|Priority|Source|Type|Agent|Group|Created Time|Due by Time|Resolved Time|"
        "Closed Time|Last Updated Time|Initial Response Time|Customer|Requester|Resolution Status"
    )
    rows = [
        {"Ticket Id": str(n), "Status": "Closed", "Agent": "Ann", "Source": "Email", "Created Time": created,
         "Resolved Time": resolved, "Initial Response Time": answered, "Customer": "Firm", "Requester": "Zoe",
         "Resolution Status": result}
        for n, (created, answered, resolved, result) in enumerate((
            ("2014-01-13 09:00:00", "2014-01-13 10:00:00", "2014-01-14 09:00:00", "Within SLA"),
            ("2014-01-14 09:00:00", "2014-01-14 12:00:00", "2014-01-14 15:00:00", "SLA Violated")), 1)
    ]  # fmt: skip
    got = imported(export(names, *rows).csv(tmp_path / "old.csv"))
    assert got.recognised == "Freshdesk ticket export"
    assert got.measured("first_response_hours") == {"1": 1.0, "2": 3.0}
    assert got.measured("resolution_hours") == {"1": 24.0, "2": 6.0}
    assert (got.fields["Customer"], got.fields["Requester"]) == ("account", "requester")
    assert got.of("sla_met") == {"1": 1, "2": 0}


KEPT = (
    "Ticket ID",
    "Created time",
    "Initial response time",
    "Resolved time",
    "Resolution status",
    "Survey results",
    "Agent",
)


@pytest.mark.parametrize("name", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_what_people_do_to_the_file_changes_no_number(tmp_path: Path, name: str):
    got = imported(variants(SHEET, tmp_path, keep=KEPT)[name])
    assert got.recognised == "Freshdesk ticket export"
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == RESOLVED
    assert got.of("sla_met") == {"1": 1, "2": 0, "3": 1, "4": None, "5": 0, "6": None}
    assert (got.kpi("csat").n, got.kpi("csat").value) == (4, 50.0)
    assert not got.plan.questions
    if name != "subset":
        assert got.of("resolution_business_time")["2"] == 444.05


# -- Freshservice ------------------------------------------------------------------------------------------------------

SERVICE = (
    "Subject|Type|Status|Urgency|Impact|Priority|Group|Agent|Company|Description|Category|Sub-Category|Item|Source|"
    "Resolution Note|Experience Score|Association type|Requester Location|Requester VIP|Ticket Id|Requester Name|"
    "Requester Email|Created Time|Due by Time|Resolved Time|Closed Time|Last Updated Time|Initial Response Time|"
    "Time Tracked|First Response Time (in Hrs)|Resolution Time (in Hrs)|Agent interactions|Customer interactions|"
    "Resolution Status|First Response Status|Tags|Survey Result|Approval Status|Cost centre"
)


def _asked(number: int, created: str, answered: str, resolved: str, hours: str, result: str, survey: str) -> dict:
    reply, resolution = hours.split(",")
    return {
        "Subject": "Laptop", "Type": "Incident", "Status": "Closed", "Urgency": "High", "Impact": "Low",
        "Priority": "Medium", "Group": "IT", "Agent": "Ann", "Company": "Firm", "Category": "Hardware",
        "Sub-Category": "Computer", "Item": "Laptop", "Source": "Portal", "Experience Score": "7",
        "Requester Location": "Berlin", "Requester VIP": "false", "Ticket Id": f"{number}", "Requester Name": "Zoe",
        "Requester Email": "zoe@x.com", "Created Time": created, "Due by Time": "2025-01-31 17:00:00",
        "Resolved Time": resolved, "Closed Time": resolved, "Initial Response Time": answered,
        "First Response Time (in Hrs)": reply, "Resolution Time (in Hrs)": resolution, "Agent interactions": "1",
        "Customer interactions": "0", "Resolution Status": result, "First Response Status": "SLA Violated",
        "Survey Result": survey, "Approval Status": "Not Requested", "Cost centre": "C-1",
    }  # fmt: skip


SERVED = export(
    SERVICE,
    _asked(1, "2025-01-13 09:00:00", "2025-01-13 10:00:00", "2025-01-13 12:00:00", "01:00:00,03:00:00", "Within SLA",
           "Happy"),
    _asked(2, "2025-01-14 09:00:00", "2025-01-15 09:00:00", "2025-01-16 09:00:00", "08:00:00,16:00:00", "SLA Violated",
           "Unhappy"),
    _asked(3, "2025-01-15 09:00:00", "2025-01-15 09:30:00", "2025-01-20 09:00:00", ",", "Within SLA", "Neutral"),
    _asked(4, "2025-01-16 09:00:00", "", "", ",", "", "--"),
)  # fmt: skip


@pytest.mark.parametrize("name", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_freshservice(tmp_path: Path, name: str):
    kept = ("Ticket Id", "Created Time", "Initial Response Time", "Resolved Time", "Resolution Status", "Survey Result",
            "Requester VIP", "Source", "Category")  # fmt: skip
    got = imported(variants(SERVED, tmp_path, keep=kept)[name])
    assert got.recognised == "Freshservice ticket export"
    assert got.measured("first_response_hours") == {"1": 1.0, "2": 24.0, "3": 0.5}
    assert got.measured("resolution_hours") == {"1": 3.0, "2": 48.0, "3": 120.0}
    assert got.of("sla_met") == {"1": 1, "2": 0, "3": 1, "4": None}
    assert got.kpi("csat").n == 3
    assert got.kpi("csat").value == pytest.approx(100 / 3)
    names = {header.casefold(): field for header, field in got.fields.items()}
    assert (names["source"], names["category"]) == ("channel", "category")
    assert not {"urgency", "impact", "type", "item", "experience score", "first response status", "requester vip",
                "description", "approval status", "cost centre"} & set(names)  # fmt: skip
