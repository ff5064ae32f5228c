"""ServiceNow: field names as csv (stored values, in UTC), labels as workbook (values as displayed)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import export, imported, variants

HEADER = (
    "number|incident_state|active|reassignment_count|reopen_count|sys_mod_count|made_sla|caller_id|opened_by|opened_at|"
    "sys_created_by|sys_created_on|sys_updated_by|sys_updated_on|contact_type|location|category|subcategory|u_symptom|"
    "cmdb_ci|impact|urgency|priority|assignment_group|assigned_to|knowledge|notify|problem_id|rfc|vendor|caused_by|"
    "close_code|close_notes|resolved_by|resolved_at|closed_at|short_description|description|calendar_stc|business_stc"
)


def _row(number: int, opened: str, resolved: str, closed: str, counts: str, made: str, **more: str) -> dict:
    """`counts`: reassignments, reopens."""
    moved, reopened = counts.split(",")
    return {
        "number": f"INC{number:07d}", "incident_state": "Closed" if closed else "New",
        "active": str(not closed).lower(),
        "reassignment_count": moved, "reopen_count": reopened, "sys_mod_count": "4", "made_sla": made,
        "caller_id": f"Caller {number % 2}", "opened_by": "Opened by 8", "opened_at": opened,
        "sys_created_on": "2025-01-01 00:00:00", "sys_updated_on": "2025-03-01 00:00:00", "contact_type": "Phone",
        "location": "Location 143", "category": "Category 55", "subcategory": "Subcategory 170", "u_symptom": "?",
        "cmdb_ci": "?", "impact": "2 - Medium", "urgency": "2 - Medium", "priority": "3 - Moderate",
        "assignment_group": "Group 56", "assigned_to": "?", "knowledge": "true", "notify": "Do Not Notify",
        "problem_id": "?", "close_code": "code 5", "resolved_by": "Resolver 1", "resolved_at": resolved,
        "closed_at": closed, "short_description": "Printer", "calendar_stc": "3600", "business_stc": "1800", **more,
    }  # fmt: skip


ROWS = (
    _row(1, "2025-01-13 01:00:00", "2025-01-13 11:00:00", "2025-01-18 11:00:00", "0,0", "true", assigned_to="Ann"),
    _row(2, "2025-01-14 09:00:00", "2025-01-16 09:00:00", "2025-01-21 09:00:00", "3,1", "false",
         priority="1 - Critical"),
    _row(3, "2025-01-15 09:00:00", "?", "2025-01-15 15:00:00", "1,0", "true", contact_type="Email"),
    _row(4, "2025-01-20 09:00:00", "", "", "0,0", "true", business_stc="", calendar_stc=""),
)  # fmt: skip
SHEET = export(HEADER, *ROWS)
RESOLVED = {"INC0000001": 10.0, "INC0000002": 48.0, "INC0000003": 6.0}
MET = {"INC0000001": 1, "INC0000002": 0, "INC0000003": 1, "INC0000004": 1}


def test_field_names_hold_times_in_utc_whatever_the_workspace_has(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "incident.csv", ends="\n"), zone="America/New_York")
    assert (got.recognised, got.plan.zone) == ("ServiceNow incident export", "UTC")
    assert str(got.of("created_at")["INC0000001"]) == "2025-01-13 01:00:00"
    assert got.measured("resolution_hours") == RESOLVED
    assert got.of("sla_met") == MET
    assert got.of("handoff_count") == {"INC0000001": 0, "INC0000002": 3, "INC0000003": 1, "INC0000004": 0}
    assert got.of("reopen_count")["INC0000002"] == 1
    assert got.of("resolution_business_time")["INC0000001"] == 0.5
    assert not got.problems
    assert not got.plan.questions


def test_names_that_someone_wrote_anew_are_in_the_workspace_s_zone(tmp_path: Path):
    plain = SHEET.named({name: name.replace("_", " ").capitalize() for name in SHEET.header})
    got = imported(plain.csv(tmp_path / "incident.csv"), zone="America/New_York")
    assert got.plan.zone is None
    assert str(got.of("created_at")["INC0000001"]) == "2025-01-13 06:00:00"


def test_who_and_where_and_what_is_no_field(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "incident.csv"))
    wanted = {"assignment_group": "team", "assigned_to": "agent", "caller_id": "requester", "contact_type": "channel",
              "location": "region", "category": "category", "priority": "priority", "incident_state": "status",
              "made_sla": "sla_met"}  # fmt: skip
    assert {header: got.fields[header] for header in wanted} == wanted
    assert not {"sys_created_on", "sys_updated_on", "opened_by", "urgency", "impact", "active", "sys_mod_count",
    "notify",
                "calendar_stc", "resolved_by", "knowledge", "close_code"} & set(got.fields)  # fmt: skip
    assert got.of("priority")["INC0000002"] == "1 - Critical"
    assert got.of("agent") == {"INC0000001": "Ann", "INC0000002": None, "INC0000003": None, "INC0000004": None}


def test_a_file_of_exactly_ten_thousand_rows_may_lack_some(tmp_path: Path):
    rows = [_row(n, "2025-01-13 01:00:00", "2025-01-13 11:00:00", "", "0,0", "true") for n in range(10_000)]
    sheet = export(HEADER, *rows).only("number", "opened_at", "resolved_at", "assignment_group")
    got = imported(sheet.csv(tmp_path / "incident.csv"))
    problem = got.problems["row_cap"]
    assert "10,000" in problem.message
    fewer = imported(export(sheet.header, *[dict(zip(sheet.header, row, strict=True)) for row in sheet.rows[1:]])
                     .csv(tmp_path / "fewer.csv"))  # fmt: skip
    assert "row_cap" not in fewer.problems


@pytest.mark.parametrize("name", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_what_people_do_to_the_file_changes_no_number(tmp_path: Path, name: str):
    kept = ("number", "opened_at", "resolved_at", "closed_at", "assignment_group", "made_sla", "reassignment_count")
    got = imported(variants(SHEET, tmp_path, keep=kept)[name])
    assert got.recognised == "ServiceNow incident export"
    assert got.measured("resolution_hours") == RESOLVED
    assert got.of("sla_met") == MET
    assert got.of("handoff_count")["INC0000002"] == 3
    assert not got.plan.questions


def test_labels_hold_times_of_the_user(tmp_path: Path):
    labels = (
        "Number|Opened|Short description|Caller|Priority|State|Category|Assignment group|Assigned to|Updated|"
        "Updated by|Resolved|Closed|Reassignment count|Reopen count|Made SLA"
    )
    rows = [
        {"Number": f"INC{n:07d}", "Opened": opened, "Short description": "Printer", "Caller": "Zoe",
         "Priority": "2 - High", "State": state, "Category": "Hardware", "Assignment group": "IT", "Assigned to": "Ann",
         "Updated": "2025-02-01 00:00:00", "Resolved": resolved, "Closed": "", "Reassignment count": str(n - 1),
         "Reopen count": "0", "Made SLA": made}
        for n, (opened, resolved, state, made) in enumerate((
            ("2025-01-13 09:00:00", "2025-01-13 15:00:00", "Resolved", "true"),
            ("2025-01-14 09:00:00", "2025-01-15 09:00:00", "Closed", "false"),
            ("2025-01-15 09:00:00", "", "In Progress", "true")), 1)
    ]  # fmt: skip
    got = imported(
        export(labels, *rows).from_excel().xlsx(tmp_path / "incident.xlsx", sheet="Page 1"), zone="Europe/Berlin"
    )
    assert got.recognised == "ServiceNow incident export"
    assert str(got.of("created_at")["INC0000001"]) == "2025-01-13 08:00:00"
    assert got.measured("resolution_hours") == {"INC0000001": 6.0, "INC0000002": 24.0}
    assert got.of("sla_met") == {"INC0000001": 1, "INC0000002": 0, "INC0000003": 1}
    assert got.of("handoff_count") == {"INC0000001": 0, "INC0000002": 1, "INC0000003": 2}
    assert got.fields["Caller"] == "requester"
    assert not {"Updated", "Updated by"} & set(got.fields)
