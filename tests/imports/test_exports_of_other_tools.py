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
        "Item|Warehouse|Quantity|Date\nA|B|5|2024-01-01\nB|B|6|2024-01-02\nC|B|7|2024-01-03",
    ],
)
def test_what_a_company_buys_or_stores_is_no_table(text: str):
    assert planned(table(text)).plan.table is None


def test_a_lone_date_is_no_date_of_hire_or_start():
    hours = table("Date|Employee|Hours\n2024-01-01|Ann|8\n2024-01-02|Ann|7\n2024-02-02|Ann|6")
    frame = imported(hours).tables["employees"]
    assert "hired_on" not in frame
    assert frame["month"].astype("str").str[:7].tolist() == ["2024-01", "2024-01", "2024-02"]
    found = fields(table("Customer|Kick-off|Go-live|Milestones due\nA|2024-01-01|2024-02-01|5"))
    assert found["Kick-off"] == "onboarding_started_at"
