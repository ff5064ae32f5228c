"""Rows that contradict themselves are counted problems; none is dropped."""

from __future__ import annotations

import pytest

from cxdesk.imports import service
from cxdesk.tables.checks import UNKNOWN_ACCOUNT
from cxdesk.tables.dataset import EMPTY
from cxdesk.tables.sources import without_sources
from tests.imports.sheets import assembled, drafted, table

_CASES = [
    ("ended_before_started", 3, 2, "Account|Started on|Ended on\nA|2023-01-01|2023-02-01\nB|2023-03-01|2023-02-01"),
    ("onboarded_before_start", 2, 2, ("Account|Onboarding started at|Onboarded at\nA|2023-02-01|2023-01-01\n"
     "B|2023-01-01|2023-01-05")),
    ("value_before_start", 3, 2, ("Account|Onboarding start|First value\nA|2023-02-01|2023-02-02\n"
     "B|2023-03-01|2023-02-01")),
    ("more_than_due", 2, 2, "Account|Milestones due|Milestones on time\nA|3|4\nB|3|3"),
    ("churned_without_end", 3, 2, "Account|Churned|Ended on\nA|yes|2023-01-01\nB|yes|"),
    ("end_without_churn", 2, 2, "Account|Churned|Ended on\nA|no|2023-01-01\nB|no|"),
    ("same_key", 3, 2, "Account|Started on|Plan\nA|2023-01-01|Pro\nA|2023-05-01|Free"),
    ("left_before_hired", 2, 2, "Employee|Hired on|Left on\nA|2023-02-01|2023-01-01\nB|2023-02-01|"),
    ("same_key", 3, 2, "Employee|Month|Hours worked\nA|2024-01|9\nA|2024-01|8"),
    ("more_than_carts", 3, 2, "Day|Carts|Purchases\n2024-01-01|5|5\n2024-01-02|5|6"),
    ("more_than_sessions", 2, 2, "Day|Sessions|Bounces\n2024-01-01|5|6\n2024-01-02|5|5"),
    ("same_key", 3, 2, "Day|Source|Sessions|Bounces\n2024-01-01|mail|5|1\n2024-01-01|mail|6|1"),
    ("more_than_sent", 2, 2, "Campaign|Emails sent|Emails opened\nA|5|6\nB|5|5"),
    ("same_key", 3, 2, "Campaign|Cost|Leads\nA|5|6\nA|5|7"),
    ("ended_before_started", 2, 2, ("System|Outage start|Outage end\nA|2024-01-02 10:00|2024-01-02 09:00\n"
     "A|2024-01-03 10:00|2024-01-03 11:00")),
    ("overlapping_outage", 4, 3, ("System|Outage start|Outage end\nA|2024-01-02 10:00|2024-01-02 12:00\n"
     "B|2024-01-02 11:00|2024-01-02 13:00\nA|2024-01-02 11:00|2024-01-02 13:00")),
    ("same_key", 4, 4, ("Order ID|Account|Ordered at|Amount\n1|A|2024-01-01|5\n1|A|2024-01-01|6\n1|B|2024-01-01|7\n"
     "2||2024-01-01|7")),
    ("mixed_currencies", 3, 2, "Campaign|Cost|Income\nA|5 EUR|6 EUR\nB|5 EUR|6 USD"),
    ("out_of_range", 2, 2, "Area|Criterion|Score|Weight\nA|a|50|-1\nA|b|70|1"),
    ("unreadable_number", 2, 6, ("Day|Source|Visitors|Sessions\n2024-01-01|mail|-5|6\n"
     + "\n".join(f"2024-01-0{day}|mail|7|8" for day in range(2, 7)))),
    ("negative_duration", 3, 6, ("Employee|Hired on|Hours worked\nA|2023-01-01|120\nB|2023-01-01|-5\n"
     + "\n".join(f"{name}|2023-01-01|120" for name in "CDEF"))),
    ("same_key", 3, 2, "Month|Name|Value\n2024-01|support cost|5\n2024-01|support cost|6"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "row", "kept", "text"), _CASES, ids=[f"{case[0]}-{n}" for n, case in enumerate(_CASES)]
)
def test_a_contradiction_is_reported_with_its_row_and_nothing_is_dropped(kind: str, row: int, kept: int, text: str):
    found = assembled(table(text))
    (part,) = found.parts
    assert (part.source.rows_kept, len(part.frame), part.source.left_out) == (kept, kept, {})
    (problem,) = [problem for problem in found.problems if problem.kind == kind]
    assert (problem.count, problem.row) == (1, row)


def test_outages_that_touch_do_not_overlap_and_an_open_one_overlaps_what_follows():
    touching = (
        "System|Outage start|Outage end\nA|2024-01-02 10:00|2024-01-02 12:00\nA|2024-01-02 12:00|2024-01-02 13:00"
    )
    assert not [p for p in assembled(table(touching)).problems if p.kind == "overlapping_outage"]
    lasting = "System|Outage start|Outage end\nA|2024-01-02 10:00|\nA|2024-01-03 12:00|2024-01-03 13:00"
    assert [p.row for p in assembled(table(lasting)).problems if p.kind == "overlapping_outage"] == [3]


def test_equal_rows_of_tables_with_a_key_are_left_out_as_duplicates():
    found = assembled(table("Account|Started on\nA|2023-01-01\nA|2023-01-01\nB|2023-01-01"))
    assert (found.kept, found.left_out) == (2, {"duplicate": 1})


def test_orders_and_use_of_accounts_that_no_list_holds_are_reported_once_for_each_sheet():
    accounts = table("Account|Started on\nAcme|2023-01-01\nBeta|2023-01-01", file="accounts.csv")
    orders = table("Order ID|Account|Order date|Amount\n1| ACME |2024-01-01|5\n2|Gone|2024-01-01|5\n"
     "3|Gone|2024-01-02|5\n4||2024-01-02|5", file="orders.csv")  # fmt: skip
    usage = table("Used at|User|Account|Feature\n2024-01-01|u|beta|x\n2024-01-01|u|Lost|x", file="usage.csv")
    out = service.run(drafted(accounts, orders, usage), EMPTY)
    found = {problem.file: problem for problem in out.problems if problem.kind == UNKNOWN_ACCOUNT}
    assert {file: (p.count, p.row, p.found) for file, p in found.items()} == {
        "orders.csv": (2, 3, "Gone"), "usage.csv": (1, 3, "Lost"),
    }  # fmt: skip
    assert out.rows("orders") == 4
    again = service.run(drafted(orders), out)
    assert sum(problem.kind == UNKNOWN_ACCOUNT for problem in again.problems) == 2
    without = without_sources(out, {next(n for n, s in enumerate(out.sources) if s.table == "accounts")})
    assert not [problem for problem in without.problems if problem.kind == UNKNOWN_ACCOUNT]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (("Order ID|Customer|Amount\n1|A|5\n"
         "2|B|6"), "Orders sheet also needs a column with the order date (Ordered at)"),
        ("Order ID|Customer|Order date\n1|A|2024-01-01\n2|B|2024-01-02", "“Amount”; it is what revenue"),
        ("Users|Sessions|Page views|Bounces\n5|6|7|1\n5|7|7|2", "“Day”; it dates every figure of the web"),
        ("User|Feature|Minutes\na|x|5\nb|y|6", "“Used at”; active users are counted by the day of use"),
        ("KPI|Action\ncsat|changed\nnps|confirmed", "“Reviewed at”"),
        ("Area|Criterion|Owner\nTech|CRM|Ann\nTech|BI|Bob", "0 to 100 (Score)"),
        ("System|Outage end\nA|2024-01-01 10:00\nB|2024-01-02 10:00", "“Started at”; uptime is counted from it"),
    ],
)  # fmt: skip
def test_a_sheet_without_a_column_it_cannot_do_without_is_set_aside_naming_it(text: str, words: str):
    plan = drafted(table(text)).sheets[0].plan
    assert plan.table is None
    assert words in plan.verdict
    assert plan.verdict.count(". ") == 0


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("Account|Churned|Tenure months\nA|Yes|5\nB|No|6", "accounts", "Started on"),
        ("Area|Criterion|Score\nTech|CRM|80\nTech|BI|60", "audit", None),
        ("Campaign|Cost|Income\nA|5|6\nB|6|7", "campaigns", "Started on"),
        ("Employee|Uses software\nA|yes\nB|no", "employees", "Hired on"),
        ("Order ID|Order date|Amount\n1|2024-01-01|5\n2|2024-01-02|6", "orders", "Account"),
    ],
)
def test_what_can_still_serve_imports_and_says_what_it_lacks(text: str, name: str, title: str | None):
    found = assembled(table(text))
    assert [(part.table, len(part.frame)) for part in found.parts] == [(name, 2)]
    assert [problem.expected for problem in found.problems if problem.kind == "missing_column"] == (
        [title] if title else []
    )


def test_a_sheet_that_is_no_table_is_a_problem_beside_those_that_are():
    nameless = table("Customer since|Churn date|Region\n2024-01-01||EU\n2024-02-01||US")
    both = drafted(table("Account|Started on\nA|2023-01-01\nB|2023-01-01"), nameless)
    dataset = service.run(both, EMPTY)
    (problem,) = [problem for problem in dataset.problems if problem.kind == "set_aside"]
    assert (problem.count, problem.message) == (2, both.sheets[1].plan.verdict)
    again = service.run(both, dataset)
    assert [found.kind for found in again.problems].count("set_aside") == 1
