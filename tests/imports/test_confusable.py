"""Sheets that could be several things: each is taken for what it is, the everyday ones for tickets and answers."""

from __future__ import annotations

import pytest

from tests.imports.sheets import planned, table

_SHEETS = [
    # tickets
    ("tickets", ("Ticket ID|Created at|Account|Plan|Segment|Status\n1|2024-01-01|A|Pro|S|open\n"
     "2|2024-01-02|B|Free|L|closed")),
    ("tickets", ("Ticket ID|Created at|Resolved at|Amount|Order ID|Customer\n1|2024-01-01|2024-01-02|5|O1|A\n"
     "2|2024-01-02||6|O2|B")),
    ("tickets", ("Incident|Opened|Closed|System|Priority\nI1|2024-01-01 10:00|2024-01-01 11:00|CRM|High\n"
     "I2|2024-01-02 10:00||CRM|Low")),
    ("tickets", ("Case number|Date opened|Employee|Department|Status\n1|2024-01-01|Ann|Sales|Open\n"
     "2|2024-01-02|Bob|HR|Closed")),
    ("tickets", ("Call ID|Date|Agent|Talk time|Resolved|User\n1|2024-01-01|Ann|00:03:00|Yes|u1\n"
     "2|2024-01-02|Bob|00:02:00|No|u2")),
    ("tickets", ("Conversation ID|Started at|Channel|Source|Closed at\n1|2024-01-01|chat|web|2024-01-02\n"
     "2|2024-01-02|email|web|")),
    # survey answers
    ("surveys", "Response date|NPS|Account|Plan|MRR\n2024-01-01|9|A|Pro|100\n2024-01-02|6|B|Free|50"),
    ("surveys", "Date|Rating|Review|Platform\n2024-01-01|5|good|web\n2024-01-02|2|bad|app"),
    ("surveys", "Employee ID|Survey date|Employee satisfaction|Department\n1|2024-01-01|4|A\n2|2024-01-02|5|B"),
    ("surveys", "Submitted at|How satisfied are you?|Feature|User\n2024-01-01|5|Search|u1\n2024-01-02|4|Export|u2"),
    ("surveys", "Date|CSAT|Comment|Sentiment\n2024-01-01|5|good|positive\n2024-01-02|1|bad|negative"),
    # accounts
    ("accounts", ("Account|Start date|NPS score|MRR|Health score|Plan\nA|2023-01-01|9|100|80|Pro\n"
     "B|2023-02-01|5|50|60|Free")),
    ("accounts", "Customer|Region|Plan|Segment\nA|EU|Pro|S\nB|US|Free|L"),
    ("accounts", ("Company|Contract start|Contract end|Owner|ARR\nA|2023-01-01||Ann|100\n"
     "B|2023-02-01|2024-01-01|Bob|50")),
    ("accounts", "Customer|Start date|End date\nA|2023-01-01|\nB|2023-02-01|2024-01-01"),
    ("employees", "Employee ID|Start date|End date|Team\nE1|2023-01-01||X\nE2|2023-02-01|2024-01-01|Y"),
    # orders
    ("orders", "Order ID|Created at|Status|Customer|Total\n1|2024-01-01|paid|A|5.5\n2|2024-01-02|open|B|6"),
    ("orders", "Date|Item|Amount|Customer\n2024-01-01|Seat|5|A\n2024-01-02|Seat|6|B"),
    ("orders", ("Invoice number|Invoice date|Client|Net amount|Due date\n1|2024-01-01|A|5|2024-02-01\n"
     "2|2024-01-02|B|6|2024-02-02")),
    # others
    ("figures", "Month|Item|Amount\n2024-01|support cost|5\n2024-02|support cost|6"),
    ("figures", "Month|Support cost|Software licences\n2024-01|5|10\n2024-02|6|10"),
    ("outages", ("Incident ID|Service|Outage start|Outage end\nI1|CRM|2024-01-01 10:00|2024-01-01 11:00\n"
     "I2|CRM|2024-01-02 10:00|2024-01-02 11:00")),
    ("mentions", "Date|Network|Rating|Sentiment|Text\n2024-01-01|G2|5|positive|good\n2024-01-02|X|2|negative|bad"),
    ("web", ("Date|Total users|Sessions|Bounce rate|Avg. session duration\n2024-01-01|5|6|40%|00:01:00\n"
     "2024-01-02|6|7|41%|00:02:00")),
    ("audit", "Area|Criterion|Score|Weight|Date\nTech|CRM|80|1|2024-01-01\nTech|BI|60|2|2024-01-01"),
    ("employees", "Agent|Month|Hours worked|Training hours\nAnn|2024-01|120|3\nBob|2024-01|110|2"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), _SHEETS, ids=[f"{case[0]}-{n}" for n, case in enumerate(_SHEETS)])
def test_what_a_sheet_is_taken_for(name: str, text: str):
    plan = planned(table(text)).plan
    assert plan.table == name, plan.verdict


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Agent|Hours worked|Tickets solved|CSAT\nAnn|120|30|4.2\nBob|110|28|4.5", "Set aside"),
        (("Date|Channel|Users|Conversations|Avg first response\n2024-01-01|chat|5|30|1 min\n"
         "2024-01-02|email|5|28|2 h"), "averaged"),
        ("Project|Start|End\nA|2024-01-01|2024-02-01\nB|2024-01-05|2024-03-01", "Set aside"),
        ("Date|User\n2024-01-01|a\n2024-01-02|b", "Set aside"),
    ],
)  # fmt: skip
def test_what_no_table_holds_is_still_refused(text: str, words: str):
    plan = planned(table(text)).plan
    assert plan.table is None, plan.verdict
    assert words in plan.verdict


@pytest.mark.parametrize(
    "text",
    [
        "ID|Customer|Created at|Priority|Subject\n1|A|2024-01-01|High|x\n2|B|2024-01-02|Low|y",
        "Ticket ID|Customer|Start date|End date\n1|A|2024-01-01|2024-01-02\n2|B|2024-01-02|2024-01-03",
        "Customer|Start date|End date|Agent\nA|2024-01-01|2024-01-02|Ann\nA|2024-01-03|2024-01-04|Ann",
    ],
)
def test_customers_with_dates_of_something_else_are_no_list_of_customers(text: str):
    assert planned(table(text)).plan.table != "accounts"
