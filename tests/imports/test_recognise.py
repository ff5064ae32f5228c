"""What a sheet is taken for, and why sheets are set aside."""

from __future__ import annotations

import pytest

from tests.imports.sheets import assembled, fields, planned, sheet, table

_TICKETS = """
Ticket No|Opened|Closed|Status|Handled by
1|02.01.2024 10:00|03.01.2024 12:00|Closed|jim
2|13.01.2024 10:00||Open|Jim
3|14.01.2024 10:00||Open|jim
"""


def test_title_rows_blank_rows_and_a_total_are_no_tickets():
    raw = table("Report||||\nJanuary 2024||||\n\n" + _TICKETS.strip() + "\n\nTotal|3")
    found = planned(raw)
    assert found.plan.table == "tickets"
    assert found.plan.header_row == 4
    assert found.assembled.kept == 3
    assert found.assembled.left_out == {"blank": 1, "footer": 1}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1001|2024-01-02 10:00|open|high\n1002|2024-01-03 10:00|closed|low", "header"),
        ("Agent name|Conversations|Avg first response time\nAnn|12|2 hours 3 minutes\nBob|14|1 minute", "averaged"),
        ("Month|Tickets|CSAT %\nJan 2024|120|78.5\nFeb 2024|130|79.5\nQ1 Total|250|79", "worked out"),
        ("Metric|Jan 2024|Feb 2024|Mar 2024|Q1\nTickets|10|12|9|31\nCSAT|80|81|79|80", "aggregated"),
        ("Order ID|Customer|Amount\n1|Acme|100.5\n2|Beta|200", "an Orders sheet also needs"),
        ("Date|Agent|Calls handled|CSAT\n2024-01-01|Ann|30|4.2\n2024-01-01|Bob|28|4.5", "worked out"),
        ("Department|SLA Agreement\nSales|18\nHR|11", "dates"),
        ("Help desk export\nPrepared by Ann\nSee the next sheet.", "notes"),
    ],
)
def test_sheets_that_are_no_table_of_ours_are_set_aside_with_the_reason(text: str, words: str):
    plan = planned(table(text)).plan
    assert plan.table is None
    assert words in plan.verdict
    assert plan.verdict.count(". ") == 0


def test_an_empty_sheet_is_set_aside():
    assert planned(sheet([])).plan.verdict == "Set aside: the sheet is empty."


def test_a_log_of_status_changes_says_that_it_is_folded():
    rows = [["Ticket", "Timestamp", "Status", "Assigned To"]]
    rows += [[f"T{n}", f"2024-01-{day:02d} 10:00", f"step {day}", "Ann"] for n in range(5) for day in range(1, 5)]
    plan = planned(sheet(rows)).plan
    assert plan.table == "tickets"
    assert "its 20 rows are folded into 5 tickets" in plan.verdict
    assert plan.log is not None
    assert (plan.log.tickets, plan.log.rows, plan.log.changes) == (5, 20, True)


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ("Id|Created at|Solved at|Group stations|Assignee stations", "Zendesk CSV export"),
        ("Ticket ID|Created time|Initial response time|Resolved time|Agent interactions", "Freshdesk ticket export"),
        ("Issue key|Issue id|Status|Created|Resolved", "Jira issue export"),
        ("Conversation ID|Conversation started at (America/New_York)|Channel", "Intercom conversations export"),
        ("Ticket id|Initial channel|Creation date|First response time (s)", "Gorgias ticket export"),
        ("Ticket Id|Ticket Owner|Created Time (Ticket)|SLA Violation Type", "Zoho Desk ticket export"),
        ("Number|Opened|Assignment group|Made SLA", "ServiceNow incident export"),
        ("Ticket Number|Date Created|Help Topic|Current Status", "osTicket queue export"),
        ("Ticket ID|Ticket name|Ticket owner|Create date", "HubSpot ticket export"),
        ("Case Number|Case Owner|Date/Time Opened|Status", "Salesforce case report"),
    ],
)
def test_known_exports_are_recognised_by_their_headers(headers: str, name: str):
    names = headers.split("|")
    rows = [[f"2024-01-0{n} 10:00:00" if _is_date(h) else f"{n}" for h in names] for n in (1, 2, 3)]
    plan = planned(sheet([names, *rows])).plan
    assert plan.recognised_as == name
    assert plan.table == "tickets"


def _is_date(header: str) -> bool:
    words = header.lower()
    dated = (" at", "date", "opened", "created", "resolved", "response time")
    return any(word in words for word in dated) and "(s)" not in words


def test_time_left_under_an_sla_is_no_response_time():
    raw = table(
        "Issue key|Issue id|Status|Created|Custom field (Time to first response)|Custom field (Time to resolution)\n"
        "A-1|1|Done|25/Feb/26 10:17 PM|1:30|3:00\nA-2|2|Open|26/Feb/26 9:17 AM|-0:30|-2:00"
    )
    found = fields(raw)
    assert found["Custom field (Time to first response)"] is None
    assert found["Custom field (Time to resolution)"] == "sla_met"
    assert assembled(raw).parts[0].frame["sla_met"].tolist() == [1.0, 0.0]


def test_a_column_of_dates_and_one_of_yes_and_no_share_a_name():
    dated = fields(table("Ticket ID|Created|Resolved\n1|2024-01-01|2024-01-02\n2|2024-01-02|2024-01-03"))
    flagged = fields(table("Ticket ID|Created|Resolved\n1|2024-01-01|Yes\n2|2024-01-02|No"))
    assert (dated["Resolved"], flagged["Resolved"]) == ("resolved_at", "resolved")


def test_names_alike_are_not_taken_for_each_other():
    raw = table(
        "Ticket ID|Created at|Updated at|Due date|Customer age\n1|2024-01-01|2024-01-02|2024-01-05|31\n"
        "2|2024-01-02|2024-01-03|2024-01-06|42"
    )
    found = fields(raw)
    assert found["Updated at"] is None
    assert found["Due date"] == "sla_due_at"
    assert found["Customer age"] is None


def test_a_misspelt_header_still_names_its_field():
    found = fields(table("Ticket ID|Creatd at|Prioritty\n1|2024-01-01|High\n2|2024-01-02|Low"))
    assert (found["Creatd at"], found["Prioritty"]) == ("created_at", "priority")
