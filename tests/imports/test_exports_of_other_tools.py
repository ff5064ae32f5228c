"""Exports of billing, sales, web, mail and monitoring tools, as these write them, land in the right table."""

from __future__ import annotations

import pytest

from tests.imports.sheets import fields, imported, planned, table

_SHEETS = [
    ("orders", [
        "Closed|Customer|Date (UTC)|Due Date (UTC)|Number|Total|Status",
        "true|cus_1|2024-01-13 10:00||A-1|9|paid",
        "true|cus_2|2024-01-14 10:00||A-2|8|paid",
    ]),
    ("orders", ["Deal|Customer|Close date|Value|Stage", "1|A|2024-01-01|10|Won", "2|B|2024-02-01|20|Open"]),
    ("outages", [
        "Incident|Impact|Component|Started (UTC)|Resolved (UTC)|Downtime (min)",
        "Login|major|Auth|2024-01-05 10:00|2024-01-05 11:30|90",
        "Slow|minor|API|2024-02-05 10:00|2024-02-05 10:20|20",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines"), _SHEETS, ids=[f"{case[0]}-{n}" for n, case in enumerate(_SHEETS)])
def test_what_an_export_is_taken_for(name: str, lines: list[str]):
    plan = planned(table("\n".join(lines))).plan
    assert plan.table == name, plan.verdict


@pytest.mark.parametrize(
    "text",
    [
        "PO number|Vendor|PO date|Amount\n1|Dell|2024-01-01|500\n2|HP|2024-01-02|400",
        "Employee|Leave type|Start date|End date\nAnn|Holiday|2024-01-01|2024-01-11\nBob|Sick|2024-01-02|2024-01-12",
        "Project|Client|Start date|End date|Status\nP|A|2024-01-01|2024-03-01|active\nQ|B|2024-01-02|2024-03-02|active",
        "Item|Warehouse|Quantity|Date\nA|B|5|2024-01-01\nB|B|6|2024-01-02\nC|B|7|2024-01-03",
    ],
)
def test_what_a_company_buys_stores_or_plans_is_no_table(text: str):
    assert planned(table(text)).plan.table is None


def test_a_lone_date_is_no_date_of_hire_or_start():
    hours = table("Date|Employee|Hours\n2024-01-01|Ann|8\n2024-01-02|Ann|7\n2024-02-02|Ann|6")
    frame = imported(hours).tables["employees"]
    assert "hired_on" not in frame
    assert frame["month"].astype("str").str[:7].tolist() == ["2024-01", "2024-01", "2024-02"]
    found = fields(table("Customer|Kick-off|Go-live|Milestones due\nA|2024-01-01|2024-02-01|5"))
    assert found["Kick-off"] == "onboarding_started_at"


_EXPORTS = [
    ("Shopify orders export", "orders", [
        "Name|Email|Financial Status|Currency|Total|Created at|Lineitem name|Refunded Amount",
        "#1|a@x.com|paid|EUR|120.50|2024-01-05 09:59:00 +0100|Desk|20.50",
        "#1|a@x.com||||2024-01-05 09:59:00 +0100|Chair|",
        "#2|b@x.com|refunded|EUR|55|2024-02-05 09:59:00 +0100|Lamp|55",
    ], {"amount": [100.0, None], "order_id": ["#1", "#1"]}),
    ("Stripe payments export", "orders", [
        "id|Created (UTC)|Amount|Amount Refunded|Currency|Status|Customer ID",
        "ch_1|2024-01-05 10:00|9.00|4.00|usd|Paid|cus_1", "ch_2|2024-01-06 10:00|8.00|0|usd|Failed|cus_1",
    ], {"amount": [5.0], "account": ["cus_1"]}),
    ("Stripe invoices export", "orders", [
        "id|Amount Due|Closed|Customer|Date (UTC)|Number|Total|Amount Paid|Status",
        "in_1|9|true|cus_1|2024-01-05 10:00|A-1|9|9|paid", "in_2|8|true|cus_2|2024-01-06 10:00|A-2|8|0|void",
    ], {"amount": [9.0], "order_id": ["A-1"]}),
    ("QuickBooks invoices export", "orders", [
        "InvoiceNo|Customer|InvoiceDate|ItemAmount", "1|A|2024-01-15|100.50", "1|A|2024-01-15|-30", "||Total|70.50",
    ], {"amount": [100.5, -30.0]}),
    ("WooCommerce orders export", "orders", [
        "Order Number|Order Status|Order Date|Email (Billing)|Order Subtotal Amount|Order Total Amount",
        "1|Completed|2024-01-05 10:00|a@x.com|90|100",
    ], {"amount": [100.0], "account": ["a@x.com"]}),
    ("Chargebee subscriptions export", "accounts", [
        "subscriptions.id|customers.company|subscriptions.started_at|subscriptions.cancelled_at|subscriptions.mrr",
        "s1|Acme|2022-01-01 10:00|2022-12-31 10:00|100", "s2|Acme|2023-01-01 10:00||200",
    ], {"account": ["Acme", "Acme"], "recurring_revenue": [100.0, 200.0]}),
    ("Recurly subscriptions export", "accounts", [
        "subscription_id|account_code|plan_name|activated_at|canceled_at|mrr",
        "r1|ac0|Gold|2023-01-01T00:00:00Z|2024-01-01T00:00:00Z|10",
    ], {"account": ["ac0"], "plan": ["Gold"]}),
    ("HubSpot companies export", "accounts", [
        "Record ID|Company name|Create Date|Lifecycle Stage|Became a Customer Date",
        "1|Firm|2023-01-04 09:12|Customer|2023-02-01 00:00",
    ], {"account": ["Firm"]}),
    ("UptimeRobot log", "outages", [
        "Event|Monitor|Date-Time|Reason|Duration|Duration (in mins.)",
        "Up|api|2024-01-05 10:32:00|OK|710 hrs, 2 mins|42602", "Down|api|2024-01-05 10:00:00|Timeout|0 hrs, 32 mins|32",
    ], {"system": ["api"], "ended_at": ["2024-01-05 10:32:00"]}),
    ("Mailchimp campaign report", "campaigns", [
        "Title|Send Date|Total Recipients|Unique Opens|Open Rate|Total Opens|Unique Clicks|Click Rate|Campaign Id",
        "News|Jan 01, 2024 10:00 am|1000|300|30.3%|500|30|3.0%|id0",
    ], {"campaign": ["News"], "emails_opened": [300.0], "emails_clicked": [30.0]}),
    ("Google Ads campaign report", "campaigns", [
        "Campaign|Campaign start date|Cost|Impr.|Clicks|Conversions|Conv. value",
        "Brand|2024-01-01|1,234.50|100,000|2,000|40.00|5,000.00",
        "Total: Account|--|1,234.50|100,000|2,000|40.00|5,000.00",
    ], {"cost": [1234.5], "income": [5000.0]}),
    ("Trustpilot reviews export", "mentions", [
        "Review Created|Review ID|Stars|Title|Content", "2024-01-01T10:00:00Z|t1|5|Good|Great service",
    ], {"rating": [5.0], "text": ["Great service"]}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "where", "lines", "expected"), _EXPORTS, ids=[case[0] for case in _EXPORTS])
def test_known_exports_of_the_further_tables(
    name: str, where: str, lines: list[str], expected: dict[str, list[object]]
):
    draft = planned(table("\n".join(lines)))
    assert (draft.plan.recognised_as, draft.plan.table) == (name, where)
    found = draft.assembled
    assert found.rows_in == found.kept + sum(found.left_out.values()) == len(lines) - 1
    frame = found.parts[0].frame
    for field, values in expected.items():
        seen = [None if isnan else str(value) for value, isnan in zip(frame[field], frame[field].isna(), strict=True)]
        assert seen == [None if value is None else str(value) for value in values]


def test_clicks_on_advertisements_are_no_clicks_in_mail():
    plain = imported(table("Campaign|Day|Cost|Clicks\nA|2024-01-01|5|20")).tables["campaigns"]
    assert plain["emails_clicked"].isna().all()
    lines = "Campaign|Day|Cost|Impr.|Clicks\nA|2024-01-01|5.50|100|20\nB|2024-01-02|6.50|200|30"
    assert "emails_clicked" not in planned(table(lines)).assembled.parts[0].frame


def test_days_with_an_hour_are_no_seconds_of_another_decade():
    frame = imported(table("Date + hour|Sessions|Users\n2024010100|10|8\n2024010123|11|9")).tables["web"]
    assert frame["day"].astype("str").tolist() == ["2024-01-01 00:00:00", "2024-01-01 23:00:00"]


def test_outages_without_ends_are_refused_as_they_would_last_for_ever():
    plan = planned(table("System|Outage start\nA|2024-01-01 10:00\nB|2024-01-05 10:00")).plan
    assert plan.table is None
    assert "how long it lasted (Duration)" in plan.verdict


def test_the_status_of_a_customer_says_whether_it_left():
    frame = imported(table("Company|Signup date|Status|MRR\nA|2023-01-05|Active|9\nB|2023-02-06|Churned|0")).tables
    assert frame["accounts"]["churned"].tolist() == [0, 1]
