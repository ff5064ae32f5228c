"""Zendesk: account export, view, Explore report, ticket metrics, satisfaction ratings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.imports.exports.kit import export, imported, variants

HEADER = (
    "Summation column|Id|Requester|Requester id|Requester external id|Requester email|Requester domain|Submitter|"
    "Assignee|Group|Subject|Tags|Status|Priority|Via|Ticket type|Created at|Updated at|Assigned at|Organization|"
    "Due date|Initially assigned at|Solved at|Resolution time|Satisfaction Score|Group stations|Assignee stations|"
    "Reopens|Replies|"
    "First reply time in minutes|First reply time in minutes within business hours|First resolution time in minutes|"
    "First resolution time in minutes within business hours|Full resolution time in minutes|"
    "Full resolution time in minutes within business hours|Agent wait time in minutes|"
    "Agent wait time in minutes within business hours|Requester wait time in minutes|"
    "Requester wait time in minutes within business hours|On hold time in minutes|"
    "On hold time in minutes within business hours|Ticket Category [list]|JIRA URL [txt]"
)
REPLY, REPLY_B = "First reply time in minutes", "First reply time in minutes within business hours"
FIRST, FULL, FULL_B = (
    "First resolution time in minutes",
    "Full resolution time in minutes",
    "Full resolution time in minutes within business hours",
)
MINUTES = (REPLY, REPLY_B, FIRST, FULL, FULL_B)


def _row(number: int, created: str, solved: str, status: str, times: str, counts: str, rated: str, **more: str) -> dict:
    """`times`: hours rounded, first reply, in business hours, first resolution, full, in business hours.

    `counts`: group stations, assignee stations, reopens, replies.
    """
    whole, *minutes = times.split(",")
    group, assignee, reopens, replies = counts.split(",")
    return {
        "Summation column": "1", "Id": str(number), "Created at": created, "Updated at": created,
        "Assigned at": created, "Initially assigned at": created, "Solved at": solved, "Status": status,
        "Requester": f"User {number % 3}", "Requester id": f"3.6{number}E+11",
        "Requester email": f"u{number % 3}@x.com", "Requester domain": "x.com", "Submitter": "Ann", "Subject": "Help",
        "Tags": "vip billing", "Via": "Mail",
        "Ticket type": "Question", "Priority": "Normal", "Assignee": "Ann", "Group": "Support",
        "Organization": f"Firm {number % 2}", "Resolution time": whole, "Satisfaction Score": rated,
        "Group stations": group, "Assignee stations": assignee, "Reopens": reopens, "Replies": replies,
        "Agent wait time in minutes": "7", "Requester wait time in minutes": "33", "On hold time in minutes": "0",
        "Ticket Category [list]": "billing::refund", **dict(zip(MINUTES, minutes, strict=True)), **more,
    }  # fmt: skip


ROWS = (
    _row(1, "2025-01-13 10:00:00", "2025-01-13 12:00:00", "Solved", "2,30,30,120,120,120", "1,1,0,1", "Good"),
    _row(2, "2025-01-13 23:00:00", "2025-01-15 00:00:00", "Closed", "25,600,60,900,1500,480", "2,3,1,4", "Bad",
         Assignee="Bob", Via="Web", Group="Escalations"),
    _row(3, "2025-01-14 09:00:00", "2025-01-14 09:45:00", "Solved", "1,15,15,45,45,45", "1,1,0,1", "Offered"),
    _row(4, "2025-01-20 08:00:00", "", "Open", ",240,180,,,", "1,1,0,2", "Not Offered"),
    _row(5, "2025-01-21 08:00:00", "", "New", ",,,,,", "0,0,0,0", "", Assignee=""),
    _row(6, "2025-02-03 08:00:00", "2025-02-06 08:00:00", "Closed", "72,90,90,4320,4320,1440", "1,2,0,3", "Good"),
)  # fmt: skip
SHEET = export(HEADER, *ROWS)
REPLIED = {"1": 0.5, "2": 10.0, "3": 0.25, "4": 4.0, "6": 1.5}
RESOLVED = {"1": 2.0, "2": 25.0, "3": 0.75, "6": 72.0}


def test_the_whole_export(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "export.csv"))
    assert got.recognised == "Zendesk CSV export"
    assert len(got.tickets) == 6
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == RESOLVED
    assert got.of("first_response_business_time")["2"] == 1.0
    assert got.of("resolution_business_time")["6"] == 24.0
    assert got.of("handoff_count") == {"1": 0, "2": 2, "3": 0, "4": 0, "5": 0, "6": 1}
    assert got.of("reopen_count")["2"] == 1
    assert got.of("reply_count")["2"] == 4
    assert not got.plan.questions
    assert set(got.problems) <= {"unanswered"}


def test_who_and_where(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "export.csv"))
    assert {header: got.fields[header] for header in ("Via", "Assignee", "Group", "Organization", "Requester")} == {
        "Via": "channel", "Assignee": "agent", "Group": "team", "Organization": "account", "Requester": "requester",
    }  # fmt: skip
    assert (got.fields["Ticket type"], got.fields["Tags"], got.fields["Status"]) == ("category", "tags", "status")
    assert got.of("agent")["5"] is None


def test_what_is_no_field_and_why(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "export.csv"))
    mapped = set(got.fields)
    for header in ("Summation column", "Resolution time", FIRST, "Agent wait time in minutes", "Updated at",
                   "Assigned at", "Requester wait time in minutes", "On hold time in minutes",
                   "Initially assigned at", "Submitter",
                   "Requester id", "Requester email", "Requester domain", "Group stations",
                   "Ticket Category [list]", "JIRA URL [txt]"):  # fmt: skip
        assert header not in mapped, header
    assert got.column("Resolution time").reason == f"not needed beside “{FULL}”"
    assert got.column("Group stations").reason == "not needed beside “Assignee stations”"
    assert "Ticket Category [list]" in got.further


def test_offered_surveys_count_as_sent_and_those_not_offered_do_not(tmp_path: Path):
    got = imported(SHEET.csv(tmp_path / "export.csv"))
    csat = got.kpi("csat")
    assert csat.n == 3
    assert csat.value == pytest.approx(200 / 3)
    assert got.kpi("response_rate").value == pytest.approx(75.0)  # good, bad, good of these and one offered
    assert got.plan.also == ("surveys",)


def test_whole_hours_are_hours_where_no_minutes_stand(tmp_path: Path):
    alone = SHEET.without(FULL, FULL_B, FIRST, "Solved at")
    got = imported(alone.csv(tmp_path / "hours.csv"))
    assert got.recognised == "Zendesk CSV export"
    assert (got.fields["Resolution time"], got.column("Resolution time").format) == ("resolution_time", "hours")
    assert got.measured("resolution_hours") == {"1": 2.0, "2": 25.0, "3": 1.0, "6": 72.0}
    assert not got.plan.questions


def test_whole_hours_are_hours_where_the_minutes_are_empty(tmp_path: Path):
    rows = [{**row, FULL: "", "Solved at": ""} for row in ROWS]
    got = imported(export(HEADER, *rows).csv(tmp_path / "hours.csv"))
    assert got.measured("resolution_hours") == {"1": 2.0, "2": 25.0, "3": 1.0, "6": 72.0}


def test_scores_from_1_to_5_count_4_and_5(tmp_path: Path):
    scores = ("5", "3", "Offered", "1", "", "4")
    rows = [{**row, "Satisfaction Score": score} for row, score in zip(ROWS, scores, strict=True)]
    got = imported(export(HEADER, *rows).csv(tmp_path / "numbers.csv"))
    csat = got.kpi("csat")
    assert (csat.n, csat.value) == (4, 50.0)
    assert got.kpi("csat_mean").value == pytest.approx(13 / 4)
    assert got.kpi("response_rate").value == pytest.approx(80.0)


def test_group_stations_tell_handoffs_where_assignees_are_left_out(tmp_path: Path):
    got = imported(SHEET.without("Assignee stations").csv(tmp_path / "export.csv"))
    assert got.of("handoff_count")["2"] == 1


KEPT = ("Id", "Created at", "Solved at", REPLY, FULL, "Satisfaction Score", "Assignee", "Via", "Assignee stations")


@pytest.mark.parametrize("name", ["shuffled", "more", "upper", "lower", "google", "excel", "as text", "subset"])
def test_what_people_do_to_the_file_changes_no_number(tmp_path: Path, name: str):
    got = imported(variants(SHEET, tmp_path, keep=KEPT)[name])
    assert got.recognised == "Zendesk CSV export"
    assert got.measured("first_response_hours") == REPLIED
    assert got.measured("resolution_hours") == RESOLVED
    assert got.kpi("csat").n == 3
    assert got.kpi("csat").value == pytest.approx(200 / 3)
    assert got.of("handoff_count") == {"1": 0, "2": 2, "3": 0, "4": 0, "5": 0, "6": 1}
    assert not got.plan.questions


# -- a view ------------------------------------------------------------------------------------------------------------


def test_a_view_has_whatever_columns_it_shows(tmp_path: Path):
    view = export(
        "ID|Subject|Requester|Requested|Assignee|Group|Ticket status|Priority|Solved|Satisfaction",
        {"ID": "11", "Subject": "a", "Requester": "u", "Requested": "2025-01-13 10:00", "Assignee": "Ann",
         "Group": "T1", "Ticket status": "Solved", "Priority": "Low", "Solved": "2025-01-13 14:00",
         "Satisfaction": "Good"},
        {"ID": "12", "Subject": "b", "Requester": "v", "Requested": "2025-01-14 10:00", "Assignee": "Bob",
         "Group": "T1", "Ticket status": "Open", "Priority": "High", "Satisfaction": "-"},
    )  # fmt: skip
    got = imported(view.csv(tmp_path / "view.csv"))
    assert got.plan.table == "tickets", got.plan.verdict
    assert got.measured("resolution_hours") == {"11": 4.0}
    assert got.kpi("csat").n == 1


# -- Explore -----------------------------------------------------------------------------------------------------------

EXPLORE = (
    "Ticket ID|Ticket status|Ticket custom status name|Ticket group|Ticket brand|Ticket channel|Ticket form|"
    "Ticket priority|Ticket subject|Ticket tags|Ticket type|Assignee name|Assignee email|Requester name|"
    "Requester email|Submitter name|Ticket organization name|Requester organization name|Ticket satisfaction rating|"
    "Ticket satisfaction comment|Ticket created - Timestamp|Ticket created - Date|Ticket created - Month|"
    "Ticket solved - Date|Ticket solved - Timestamp|Reopens|Agent replies|Assignee stations|Group stations|"
    "First reply time (min)|First reply time (hrs)|First reply time - Business hours (min)|First resolution time (min)|"
    "Full resolution time - min|Full resolution time (hrs)|Full resolution time - Business hours (min)|"
    "Requester wait time (min)|Agent wait time (min)|On-hold time (min)|First assignment time (min)|"
    "Last assignment to resolution time (min)"
)


def _explored(number: int, created: str, solved: str, reply: str, full: str, rated: str, stations: str) -> dict:
    return {
        "Ticket ID": str(number), "Ticket status": "Solved" if solved else "Open", "Ticket group": "Support",
        "Ticket brand": "Acme", "Ticket channel": "Web", "Ticket form": "Default", "Ticket priority": "High",
        "Ticket type": "Incident", "Assignee name": "Ann", "Assignee email": "ann@x.com", "Requester name": "Zoe",
        "Ticket organization name": "Firm", "Ticket satisfaction rating": rated, "Ticket created - Timestamp": created,
        "Ticket created - Date": created[:10], "Ticket created - Month": "January", "Ticket solved - Date": solved[:10],
        "Ticket solved - Timestamp": solved, "Reopens": "0", "Agent replies": "1", "Assignee stations": stations,
        "Group stations": "1", "First reply time (min)": reply,
        "First reply time (hrs)": reply and f"{int(reply) / 60:.2f}",
        "First reply time - Business hours (min)": reply, "First resolution time (min)": "5",
        "Full resolution time - min": full, "Full resolution time (hrs)": full and f"{int(full) / 60:.2f}",
        "Full resolution time - Business hours (min)": full, "Requester wait time (min)": "3",
    }  # fmt: skip


EXPLORED = export(
    EXPLORE,
    _explored(1, "2025-01-13 10:00:00", "2025-01-13 12:00:00", "30", "120", "Good", "1"),
    _explored(2, "2025-01-14 10:00:00", "2025-01-14 11:00:00", "20", "60", "Bad", "2"),
    _explored(3, "2025-01-15 10:00:00", "2025-01-17 10:00:00", "600", "2880", "Offered", "4"),
    _explored(4, "2025-01-16 10:00:00", "", "", "", "Unoffered", "1"),
)


def test_an_explore_report_with_a_row_a_ticket(tmp_path: Path):
    got = imported(EXPLORED.xlsx(tmp_path / "explore.xlsx"))
    assert got.recognised == "Zendesk Explore report"
    assert got.measured("first_response_hours") == {"1": 0.5, "2": 0.333333, "3": 10.0}
    assert got.measured("resolution_hours") == {"1": 2.0, "2": 1.0, "3": 48.0}
    assert got.of("handoff_count") == {"1": 0, "2": 1, "3": 3, "4": 0}
    assert got.kpi("response_rate").value == pytest.approx(200 / 3)
    assert got.fields["Ticket created - Timestamp"] == "created_at"
    assert "Ticket created - Date" not in got.fields
    assert got.fields["Ticket organization name"] == "account"


AGGREGATED = {
    "First reply time (min)": "MED(First reply time (min))",
    "Full resolution time - min": "MED(Full resolution time - min)",
    "Reopens": "SUM(Reopens)", "Agent replies": "SUM(Agent replies)", "Assignee stations": "SUM(Assignee stations)",
}  # fmt: skip
BARE = ("Ticket ID", "Ticket created - Timestamp", "Ticket status", "Assignee name", *AGGREGATED)


@pytest.mark.parametrize("spaced", [False, True])
def test_aggregates_of_single_tickets_are_the_tickets_own(tmp_path: Path, spaced: bool):
    names = {old: new.replace("(", " (", 1) if spaced else new for old, new in AGGREGATED.items()}
    got = imported(EXPLORED.only(*BARE).named(names).csv(tmp_path / "explore.csv"))
    assert got.recognised == "Zendesk Explore report"
    assert got.measured("first_response_hours") == {"1": 0.5, "2": 0.333333, "3": 10.0}
    assert got.measured("resolution_hours") == {"1": 2.0, "2": 1.0, "3": 48.0}
    assert got.of("handoff_count") == {"1": 0, "2": 1, "3": 3, "4": 0}


def test_aggregates_of_groups_are_not_read_as_tickets(tmp_path: Path):
    report = export(
        "Assignee name|D_COUNT(Tickets)|MED(First reply time (min))|SUM(Reopens)|SUM (% Satisfaction score)",
        {"Assignee name": "Ann", "D_COUNT(Tickets)": "120", "MED(First reply time (min))": "33", "SUM(Reopens)": "4",
         "SUM (% Satisfaction score)": "0.91"},
        {"Assignee name": "Bob", "D_COUNT(Tickets)": "80", "MED(First reply time (min))": "21", "SUM(Reopens)": "2",
         "SUM (% Satisfaction score)": "0.87"},
    )  # fmt: skip
    plan = imported(report.csv(tmp_path / "explore.csv")).plan
    assert plan.table is None
    assert "MED(First reply time (min))" in plan.verdict


def test_targets_of_tickets_are_no_tickets(tmp_path: Path):
    targets = export(
        "SLA policy name|SLA metric|SLA metric status|SLA target status|Ticket ID|Ticket created - Timestamp",
        *[{"SLA policy name": "Gold", "SLA metric": metric, "SLA metric status": "Completed",
        "SLA target status": status,
           "Ticket ID": str(ticket), "Ticket created - Timestamp": f"2025-01-{13 + ticket} 10:00:00"}
          for ticket in (1, 2, 3) for metric, status in (("First reply time", "Breached"), ("Pausable update",
                         "Achieved"))],
    )  # fmt: skip
    plan = imported(targets.csv(tmp_path / "slas.csv")).plan
    assert plan.table is None
    assert "SLA metric" in plan.verdict
    one = targets.without("SLA metric", "SLA metric status", "SLA policy name")
    kept = export(one.header, *[dict(zip(one.header, row, strict=True)) for row in one.rows[::2]])
    got = imported(kept.csv(tmp_path / "one.csv"))
    assert got.of("sla_met") == {"1": 0, "2": 0, "3": 0}


# -- ticket metrics and ratings ----------------------------------------------------------------------------------------


def test_ticket_metrics_of_the_programming_interface(tmp_path: Path):
    names = (
        "id|ticket_id|created_at|updated_at|solved_at|assigned_at|initially_assigned_at|assignee_stations|group_stations|"
        "reopens|replies|reply_time_in_minutes.calendar|reply_time_in_minutes.business|"
        "first_resolution_time_in_minutes.calendar|full_resolution_time_in_minutes.calendar|"
        "full_resolution_time_in_minutes.business|agent_wait_time_in_minutes.calendar|"
        "requester_wait_time_in_minutes.calendar|on_hold_time_in_minutes.calendar"
    )
    metrics = export(
        names,
        {"id": "901", "ticket_id": "1", "created_at": "2025-01-13T10:00:00Z", "solved_at": "2025-01-13T12:00:00Z",
         "assignee_stations": "2", "group_stations": "1", "reopens": "0", "replies": "1",
         "reply_time_in_minutes.calendar": "30", "reply_time_in_minutes.business": "20",
         "full_resolution_time_in_minutes.calendar": "120", "full_resolution_time_in_minutes.business": "60"},
        {"id": "902", "ticket_id": "2", "created_at": "2025-01-14T10:00:00Z", "assignee_stations": "1",
         "group_stations": "1", "reopens": "0", "replies": "0"},
    )  # fmt: skip
    got = imported(metrics.csv(tmp_path / "metrics.csv"), zone="America/New_York")
    assert got.recognised == "Zendesk ticket metrics"
    assert got.measured("first_response_hours") == {"1": 0.5}
    assert got.measured("resolution_hours") == {"1": 2.0}
    assert got.of("handoff_count") == {"1": 1, "2": 0}
    assert str(got.of("created_at")["1"]) == "2025-01-13 10:00:00"


def test_satisfaction_ratings(tmp_path: Path):
    scores = ("good", "bad_with_comment", "offered", "unoffered", "good_with_comment", "good_without_comment")
    rows = [
        {"id": str(70 + n), "ticket_id": str(n), "requester_id": str(n), "assignee_id": "9", "group_id": "4",
         "score": score, "comment": "fine" if "with_" in score else "", "created_at": f"2025-01-{13 + n}T10:00:00Z"}
        for n, score in enumerate(scores)
    ]  # fmt: skip
    ratings = export("id|ticket_id|requester_id|assignee_id|group_id|score|comment|created_at", *rows)
    got = imported(ratings.csv(tmp_path / "ratings.csv"))
    assert (got.recognised, got.plan.table) == ("Zendesk satisfaction ratings", "surveys")
    csat = got.kpi("csat")
    assert (csat.n, csat.value) == (4, 75.0)
    assert got.kpi("response_rate").value == pytest.approx(80.0)  # four of five sent
