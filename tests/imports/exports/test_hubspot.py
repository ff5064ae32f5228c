"""HubSpot: the export of ticket records."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import export, imported, variants

HEADER = (
    "Ticket ID|Ticket name|Ticket description|Ticket status|Ticket owner|Pipeline|Category|Subcategory|Create date|"
    "Close date|Last Closed Date|Last modified date|Owner assigned date|First agent email response date|"
    "Last customer reply date|Last response date|Associated Company (Primary)|All associated contact emails|"
    "Time to first agent email reply (HH:mm:ss)|Time to close (HH:mm:ss)|Time to first rep assignment (HH:mm:ss)|"
    "Time to first response SLA due date|Time to first response SLA ticket status|Time to close SLA due date|"
    "Time to close SLA ticket status|Last CES survey rating|Last CSAT survey rating|Last CSAT survey date|"
    "Number of times contacted|Merged Ticket IDs|Source|Priority|Implementation phase"
)
REPLY, CLOSE = "Time to first agent email reply (HH:mm:ss)", "Time to close (HH:mm:ss)"


def _row(number: int, created: str, closed: str, spans: str, sla: str, rated: str, **more: str) -> dict:
    reply, close = spans.split(",")
    return {
        "Ticket ID": str(9_000_000_000 + number), "Ticket name": "Cannot log in", "Ticket status": "Closed",
        "Ticket owner": "Ann Agent", "Pipeline": "Support Pipeline", "Category": "Login", "Create date": created,
        "Close date": closed, "Last modified date": created, "Owner assigned date": created,
        "Last customer reply date": created, "Associated Company (Primary)": "Firm",
        "All associated contact emails": "zoe@x.com;yan@x.com", REPLY: reply, CLOSE: close,
        "Time to first rep assignment (HH:mm:ss)": "00:00:05", "Time to first response SLA ticket status": "Overdue",
        "Time to close SLA due date": "2025-09-30 12:00", "Time to close SLA ticket status": sla,
        "Last CSAT survey rating": rated, "Number of times contacted": "3", "Source": "Email", "Priority": "High",
        "Implementation phase": "Go-live", **more,
    }  # fmt: skip


ROWS = (
    _row(1, "2025-09-13 10:00 CDT", "2025-09-13 12:00 CDT", "00:30:00,02:00:00", "SLA completed on time", "2"),
    _row(2, "2025-09-14 10:00 CDT", "2025-09-18 14:00 CDT", "26:15:00,100:00:00", "SLA completed late", "0"),
    _row(3, "2025-11-14 10:00 CST", "", "01:00:00,", "Active SLA", "", **{"Merged Ticket IDs": "9000000000;77"}),
    _row(4, "2025-09-20 10:00 CDT", "", ",", "Overdue", "", **{"Ticket status": "New"}),
    _row(5, "2025-09-21 10:00 CDT", "2025-09-22 10:00 CDT", "00:00:36,24:00:00", "Completed on time", "1"),
    _row(6, "2025-09-22 10:00 CDT", "", "00:06:00,", "Due soon", "2"),
)  # fmt: skip
SHEET = export(HEADER, *ROWS)
ONE = 9_000_000_000


def _by_number(values: dict[int, object]) -> dict[str, object]:
    return {str(ONE + number): value for number, value in values.items()}


REPLIED = _by_number({1: 0.5, 2: 26.25, 3: 1.0, 5: 0.01, 6: 0.1})
RESOLVED = _by_number({1: 2.0, 2: 100.0, 5: 24.0})
MET = _by_number({1: 1, 2: 0, 3: None, 4: 0, 5: 1, 6: None})


def test_the_whole_export(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "ticket-export-25092025.csv"), zone="Europe/Berlin")
    assert got.recognised == "HubSpot ticket export"
    assert len(got.tickets) == 6  # the ids merged into one ticket are no sign that it was merged away
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == RESOLVED
    assert not got.plan.questions
    assert set(got.problems) <= {"zone_word"}  # said once, as CST has several meanings


def test_ratings_go_from_0_to_2(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "tickets.csv"))
    assert (got.kpi("csat").n, got.kpi("csat").value) == (4, 50.0)
    few = SHEET.mapped(lambda cell: "1" if cell in {"0", "2"} else cell)  # the one number alone leaves its scale open
    assert imported(few.csv(tmp_path / "few.csv")).kpi("csat").value == 0.0


def test_zone_words_after_the_time_count(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "tickets.csv"), zone="Europe/Berlin")
    assert str(got.of("created_at")[str(ONE + 1)]) == "2025-09-13 15:00:00"  # five hours west in summer
    assert str(got.of("created_at")[str(ONE + 3)]) == "2025-11-14 16:00:00"  # six in winter


def test_outcomes_that_are_still_open_are_neither_met_nor_breached(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "tickets.csv"))
    assert got.of("sla_met") == MET


def test_who_and_where_and_what_is_no_field(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "tickets.csv"))
    wanted = {"Ticket owner": "agent", "Associated Company (Primary)": "account", "Source": "channel",
              "Ticket status": "status", "Priority": "priority", "Category": "category", "Ticket name": "subject",
              "All associated contact emails": "requester", "Last CSAT survey rating": "csat_score"}  # fmt: skip
    assert {header: got.fields[header] for header in wanted} == wanted
    assert not {"Merged Ticket IDs", "Last modified date", "Owner assigned date", "Last customer reply date",
    "Pipeline",
                "Time to first response SLA ticket status", "Number of times contacted", "Implementation phase",
                "Time to first rep assignment (HH:mm:ss)"} & set(got.fields)  # fmt: skip


KEPT = ("Ticket ID", "Ticket name", "Create date", "Close date", REPLY, CLOSE, "Time to close SLA ticket status")


@pytest.mark.parametrize("name", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_what_people_do_to_the_file_changes_no_number(tmp_path: Path, name: str):
    got = imported(variants(SHEET, tmp_path, keep=KEPT)[name])
    assert got.recognised == "HubSpot ticket export"
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == RESOLVED
    assert got.of("sla_met") == MET
    assert not got.plan.questions


def test_times_without_a_zone_are_those_of_the_workspace(tmp_path: Path):
    bare = SHEET.mapped(lambda cell: cell.removesuffix(" CDT").removesuffix(" CST") if isinstance(cell, str) else cell)
    got = imported(bare.csv(tmp_path / "tickets.csv"), zone="America/Chicago")
    assert str(got.of("created_at")[str(ONE + 1)]) == "2025-09-13 15:00:00"
    assert got.measured("resolution_hours") == RESOLVED


def test_ids_that_begin_alike_in_google_stay_apart(tmp_path: Path):
    got = imported(SHEET.from_google().csv(tmp_path / "tickets.csv"))
    assert len(set(got.tickets["ticket_id"])) == 6
