"""Jira and Jira Service Management: every field of the issues, in English and in Spanish."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import export, imported, variants

HEADER = (
    "Summary|Issue key|Issue id|Issue Type|Status|Project key|Project name|Project type|Project lead|Project lead id|"
    "Project description|Priority|Resolution|Assignee|Assignee Id|Reporter|Reporter Id|Creator|Creator Id|Created|"
    "Updated|Last Viewed|Resolved|Due date|Votes|Labels|Labels|Labels|Description|Environment|Watchers|Watchers|"
    "Watchers Id|Watchers Id|Original estimate|Remaining Estimate|Time Spent|Work Ratio|Σ Original Estimate|"
    "Σ Remaining Estimate|Σ Time Spent|Security Level|Inward issue link (Cloners)|Outward issue link (Cloners)|"
    "Attachment|Custom field (Affected services)|Custom field (Approvals)|Custom field (Category)|"
    "Custom field (Category)|Custom field (Organizations)|Custom field (Pending Reason)|Custom field (Request Type)|"
    "Custom field (Request participants)|Satisfaction rating|Custom field (Satisfaction date)|Sprint|Sprint|"
    "Custom field (Time to first response)|Custom field (Time to resolution)|"
    "Custom field ([CHART] Date of First Response)|Custom field ([CHART] Time in Status)|Comment|Comment|Parent|"
    "Parent key|Parent summary|Status Category|Status Category Changed"
)
DUMP = "[com.atlassian.servicedesk.internal.fields.ApprovalsCFValue@21c2fe6f]"
REPLY, RESOLUTION = "Custom field (Time to first response)", "Custom field (Time to resolution)"


def _row(number: int, created: str, answered: str, resolved: str, left: str, rated: str, **more: object) -> dict:
    """`left`: what remained of the targets of the first response and of the resolution."""
    reply, resolution = left.split(",")
    return {
        "Summary": "Printer", "Issue key": f"HELP-{number}", "Issue id": str(10_000 + number),
        "Issue Type": "Service Request", "Status": "Resolved" if resolved else "Waiting for support",
        "Project key": "HELP", "Project name": "Help", "Project type": "service_desk", "Project lead": "Lea",
        "Priority": "High", "Resolution": "Done" if resolved else "", "Assignee": "Ann", "Assignee Id": "a1",
        "Reporter": "Zoe", "Reporter Id": "z1", "Creator": "Zoe", "Created": created, "Updated": "28/Mar/26 9:00 AM",
        "Last Viewed": "29/Mar/26 9:00 AM", "Resolved": resolved, "Votes": "0", "Labels": ["vip", "billing"],
        "Watchers": ["Ann", "Bob"], "Work Ratio": "-1", "Custom field (Affected services)": "{}",
        "Custom field (Approvals)": DUMP, "Custom field (Category)": ["Access", "Account"],
        "Custom field (Organizations)": "Firm", "Custom field (Request Type)": "Get help",
        "Satisfaction rating": rated, REPLY: reply, RESOLUTION: resolution,
        "Custom field ([CHART] Date of First Response)": answered, "Sprint": ["S1", "S2"],
        "Comment": ["25/Feb/26 4:38 PM;5b10;Hello; we look at it", "26/Feb/26 8:00 AM;5b11;Done"],
        "Status Category": "Done" if resolved else "In Progress", "Status Category Changed": "28/Mar/26 9:00 AM",
        **more,
    }  # fmt: skip


ROWS = (
    _row(1, "25/Feb/26 10:17 PM", "2026-02-25 22:47:00.000", "26/Feb/26 10:17 AM", "1:30,4:00", "5"),
    _row(2, "26/Feb/26 12:05 AM", "2026-02-26 02:05:00.000", "28/Feb/26 12:05 AM", "-0:20,-15:45", "2", Labels=["vip"]),
    _row(3, "27/Feb/26 9:00 AM", "2026-02-27 09:15:00.250", "27/Feb/26 3:00 PM", "0:45,2:10", "", Labels=[]),
    _row(4, "1/Mar/26 9:00 AM", "", "", "-3:05,{}", "", Assignee=""),
    _row(5, "2/Mar/26 12:30 PM", "2026-03-02 12:36:00.000", "2/Mar/26 1:30 PM", "0:10,1:00", "4"),
    _row(6, "14/Mar/26 8:00 AM", "2026-03-14 09:00:00.000", "", "0:00,-1:00", DUMP),
)  # fmt: skip
SHEET = export(HEADER, *ROWS)
REPLIED = {"HELP-1": 0.5, "HELP-2": 2.0, "HELP-3": 0.250069, "HELP-5": 0.1, "HELP-6": 1.0}
RESOLVED = {"HELP-1": 12.0, "HELP-2": 48.0, "HELP-3": 6.0, "HELP-5": 1.0}
MET = {"HELP-1": 1, "HELP-2": 0, "HELP-3": 1, "HELP-4": None, "HELP-5": 1, "HELP-6": 0}


def test_the_whole_export(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "jira.csv"))
    assert got.recognised == "Jira issue export"
    assert len(got.tickets) == 6
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == RESOLVED
    assert got.kpi("csat").n == 3
    assert got.kpi("csat").value == pytest.approx(200 / 3)
    assert str(got.of("created_at")["HELP-2"]) == "2026-02-26 00:05:00"
    assert not got.plan.questions
    assert not got.problems


def test_time_left_is_met_or_breached_by_its_sign_and_never_a_duration(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "jira.csv"))
    assert got.of("sla_met") == MET
    assert got.column(RESOLUTION).format == "remaining"
    assert REPLY not in got.fields
    assert not {"first_response_time", "resolution_time"} & set(got.fields.values())


def test_targets_of_a_team_s_own_are_no_durations_either(tmp_path: Path):
    own = {"Custom field (Time to close after resolution)": ["71:30", "-2:00"],
           "Custom field (Time to approve normal change)": ["3:10", "-0:05"]}  # fmt: skip
    got = imported(SHEET.without("Resolved").plus(own).csv(tmp_path / "jira.csv"))
    assert not set(own) & set(got.fields)
    assert not {"first_response_time", "resolution_time"} & set(got.fields.values())


def test_columns_of_one_name_are_joined(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "jira.csv"))
    assert got.of("tags") == {"HELP-1": "vip, billing", "HELP-2": "vip", "HELP-3": None, "HELP-4": "vip, billing",
                              "HELP-5": "vip, billing", "HELP-6": "vip, billing"}  # fmt: skip
    assert got.of("extra:Sprint")["HELP-1"] == "S1, S2"
    assert got.of("extra:Custom field (Category)")["HELP-1"] == "Access, Account"
    assert str(got.of("extra:Comment")["HELP-1"]).endswith("26/Feb/26 8:00 AM;5b11;Done")
    assert got.ignored["Labels (2)"] == "joined with “Labels”"
    assert not [name for name in got.tickets.columns if "(2)" in name]


def test_what_a_program_could_not_write_is_missing(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "jira.csv"))
    assert got.column("Custom field (Approvals)").filled == 0
    assert got.column("Custom field (Affected services)").filled == 0


def test_who_and_where_and_what_is_no_field(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "jira.csv"))
    wanted = {"Assignee": "agent", "Reporter": "requester", "Custom field (Organizations)": "account",
              "Issue Type": "category", "Status": "status", "Priority": "priority", "Summary": "subject",
              "Project name": "product"}  # fmt: skip
    assert {header: got.fields[header] for header in wanted} == wanted
    assert not {"Updated", "Last Viewed", "Status Category Changed", "Issue id", "Creator", "Reporter Id",
    "Assignee Id",
                "Work Ratio", "Votes", "Parent key", "Status Category", "Resolution"} & set(got.fields)  # fmt: skip


def test_the_status_category_tells_what_is_done_where_no_date_does(tmp_path: Path):
    got = imported(SHEET.without("Resolved", "Resolution", RESOLUTION, "Status").csv(tmp_path / "jira.csv"))
    assert got.recognised == "Jira issue export"
    assert got.of("resolved") == {"HELP-1": 1, "HELP-2": 1, "HELP-3": 1, "HELP-4": 0, "HELP-5": 1, "HELP-6": 0}
    assert got.kpi("resolution_rate").value == pytest.approx(400 / 6)


KEPT = ("Issue key", "Created", "Resolved", "Custom field ([CHART] Date of First Response)", RESOLUTION, "Labels",
        "Satisfaction rating")  # fmt: skip


@pytest.mark.parametrize("name", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_what_people_do_to_the_file_changes_no_number(tmp_path: Path, name: str):
    got = imported(variants(SHEET, tmp_path, keep=KEPT)[name])
    assert got.recognised == "Jira issue export"
    whole = {key: pytest.approx(hours, abs=0.0003) for key, hours in REPLIED.items()}  # programs drop milliseconds
    assert got.measured("first_response_hours") == whole
    assert got.measured("resolution_hours") == RESOLVED
    assert got.of("sla_met") == MET
    assert got.kpi("csat").n == 3
    assert {len(str(tags).split(", ")) for tags in got.of("tags").values() if tags} == {1, 2}
    assert not got.plan.questions


def test_columns_that_pandas_numbered_are_joined_too(tmp_path: Path):
    header = ("Issue key", "Issue id", "Created", "Status", "Labels", "Labels.1", "Labels.2")
    rows = [{"Issue key": f"A-{n}", "Issue id": str(n), "Created": f"{13 + n}/Jan/26 9:00 AM", "Status": "Open",
             "Labels": "a", "Labels.1": "b" if n else ""} for n in range(3)]  # fmt: skip
    got = imported(export(header, *rows).csv(tmp_path / "jira.csv"))
    assert got.of("tags") == {"A-0": "a", "A-1": "a, b", "A-2": "a, b"}


SPANISH = {
    "Issue key": "Clave de incidencia", "Created": "Creada", "Resolved": "Resuelta", "Status": "Estado",
    "Priority": "Prioridad", "Assignee": "Persona asignada", "Reporter": "Informador", "Summary": "Resumen",
    "Issue Type": "Tipo de Incidencia", "Satisfaction rating": "Calificación de satisfacción",
    REPLY: "Campo personalizado (Time to first response)", RESOLUTION: "Campo personalizado (Time to resolution)",
    "Custom field ([CHART] Date of First Response)": "Campo personalizado ([CHART] Date of First Response)",
    "Custom field (Organizations)": "Campo personalizado (Organizations)", "Labels": "Etiquetas",
    "Updated": "Actualizada",
}  # fmt: skip


def _in_spanish(cell: object) -> object:
    return cell.replace("Feb", "feb").replace("Mar/", "mar/") if isinstance(cell, str) else cell


def test_headers_and_months_in_spanish(tmp_path: Path):
    sheet = SHEET.only(*SPANISH).named(SPANISH).mapped(_in_spanish)
    got = imported(sheet.csv(tmp_path / "jira.csv", delimiter=";"))
    assert got.recognised == "Jira issue export"
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == RESOLVED
    assert got.of("sla_met") == MET
    assert got.kpi("csat").n == 3
    assert (got.fields["Persona asignada"], got.fields["Informador"]) == ("agent", "requester")
    assert got.of("tags")["HELP-1"] == "vip, billing"
