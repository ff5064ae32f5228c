"""Where the header stands and how many rows it has."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cxdesk.imports import service
from tests.imports.sheets import planned, sheet, table
from tests.imports.structure.books import HEAD, Rows, balanced, book, drafted, imported, tickets, written

NAMES = ["Ticket ID", "Created at", "First response hours", "First response SLA", "Resolution hours", "Resolution SLA"]
GROUPED: list[list[Any]] = [
    ["Ticket ID", "Created at", "First response", None, "Resolution", None],
    [None, None, "hours", "SLA", "hours", "SLA"],
]
TIMES: list[list[Any]] = [[f"T-{n}", datetime(2024, 1, n, 9), n / 2, "met", n * 5.0, "missed"] for n in range(1, 8)]


def columns(draft: service.Draft, at: int = 0) -> list[str]:
    return [column.column for column in draft.sheets[at].plan.mapping]


def test_a_header_of_two_levels_as_the_merged_cells_say(tmp_path: Path) -> None:
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5)]
    path = written(tmp_path / "two.xlsx", {"S": [*GROUPED, *TIMES]}, merged={"S": merged})
    draft = drafted(path)
    assert columns(draft) == NAMES
    assert balanced(draft, 0) == (7, 7, {})
    assert imported(path).tables["tickets"]["first_response_time"].tolist() == [n / 2 for n in range(1, 8)]


def test_a_header_of_two_levels_without_merged_cells() -> None:
    assert columns(book(sheet([*GROUPED, *TIMES]))) == NAMES


def test_groups_above_a_whole_row_of_names() -> None:
    rows: list[list[Any]] = [
        [None, None, "First response", None, "Resolution", None],
        ["Ticket ID", "Created at", "hours", "SLA", "hours", "SLA"],
        *TIMES,
    ]
    draft = book(sheet(rows))
    assert columns(draft) == NAMES
    assert balanced(draft, 0) == (7, 7, {})


def test_a_title_merged_over_all_columns_is_no_group(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["All tickets", *([None] * 4)], HEAD, *tickets(1, 5)]
    draft = drafted(written(tmp_path / "t.xlsx", {"S": rows}, merged={"S": [(0, 0, 0, 4)]}))
    assert columns(draft) == HEAD


def test_a_row_of_units_belongs_to_the_header() -> None:
    raw = table(
        "Ticket ID|Created at|First response|Resolution\n||min|h\n1|2024-01-02 10:00|90|3\n2|2024-01-03 10:00|30|4"
    )
    draft = book(raw)
    assert columns(draft) == ["Ticket ID", "Created at", "First response (minutes)", "Resolution (hours)"]
    assert balanced(draft, 0) == (2, 2, {})


def test_a_row_of_descriptions_is_no_ticket() -> None:
    text = "Ticket ID|Created at|Status|Replies\nnumber of the ticket|day it came in|state|how many answers\n"
    raw = table(text + "\n".join(f"{n}|2024-01-0{n} 10:00|Open|{n}" for n in range(1, 8)))
    assert balanced(book(raw), 0) == (7, 7, {})


@pytest.mark.parametrize("above", [0, 3, 16, 45, 60])
def test_notes_above_the_header(above: int, tmp_path: Path) -> None:
    notes = [[f"Remark {n}: all times in hours"] for n in range(above)]
    draft = drafted(written(tmp_path / "n.xlsx", {"S": [*notes, HEAD, *tickets(1, 6)]}))
    assert draft.sheets[0].plan.header_row == above + 1
    assert balanced(draft, 0) == (6, 6, {})


def test_pairs_of_label_and_value_above_the_header(tmp_path: Path) -> None:
    notes: Rows = [
        ["Report", "Tickets"],
        ["Created by", "Anna"],
        ["From", datetime(2024, 1, 1)],
        ["Time zone", "Europe/Berlin"],
        [],
    ]
    draft = drafted(written(tmp_path / "n.xlsx", {"S": [*notes, HEAD, *tickets(1, 6)]}))
    found = next(part.plan for part in draft.sheets if part.plan.table == "tickets")
    assert (found.header_row, found.zone) == (6, "Europe/Berlin")


def test_a_first_column_that_only_counts_is_not_used_and_that_is_said(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[None, *HEAD], *([n, *row] for n, row in enumerate(tickets(1, 6)))]
    path = written(tmp_path / "pandas.xlsx", {"S": rows})
    assert columns(drafted(path)) == HEAD
    assert "structure" in {problem.kind for problem in imported(path).problems}


def test_line_breaks_in_names_are_spaces() -> None:
    raw = sheet(
        [["Ticket\nID", "Created\r\nat", "Status"], ["1", "2024-01-02 10:00", "Open"], ["2", "2024-01-03", "Open"]]
    )
    assert columns(book(raw)) == ["Ticket ID", "Created at", "Status"]


def test_trailing_delimiters_make_no_columns() -> None:
    raw = table("Ticket ID|Created at|Status|||\n1|2024-01-02|Open|||\n2|2024-01-03|Open|||")
    assert columns(book(raw)) == ["Ticket ID", "Created at", "Status"]


def test_values_only_have_no_header_and_can_be_mapped_by_hand() -> None:
    raw = sheet(tickets(1, 8))
    draft = book(raw)
    assert draft.sheets[0].plan.table is None
    assert "no row looks like a header" in draft.sheets[0].plan.verdict
    draft = service.with_header_row(draft, 0, 0)
    assert columns(draft) == [f"Column {letter}" for letter in "ABCDE"]
    draft = service.with_table(draft, 0, "tickets")
    draft = service.with_field(draft, 0, 0, "ticket_id")
    draft = service.with_field(draft, 0, 1, "created_at")
    assert draft.sheets[0].plan.header_row == 0
    assert balanced(draft, 0) == (8, 8, {})


def test_text_values_only_have_no_header() -> None:
    raw = table(
        "T-1|Open|Email|Anna|2024-01-02 10:00|3\nT-2|Solved|Chat|Ben|2024-01-03 10:00|4\nT-3|Open|Chat|Ben|2024-01-04|5"
    )
    assert "no row looks like a header" in planned(raw).plan.verdict


def test_another_header_row_keeps_fields_of_columns_that_keep_their_name() -> None:
    rows = [["Export", "x", "y", "z", "Agent"], HEAD, *tickets(1, 6)]
    draft = book(sheet(rows))
    draft = service.with_header_row(draft, 0, 2)
    draft = service.with_field(draft, 0, 3, "category")
    draft = service.with_header_row(draft, 0, 1)
    draft = service.with_header_row(draft, 0, 2)
    assert draft.sheets[0].plan.field_of(3) == "category"


def test_a_header_row_of_values_is_told() -> None:
    draft = service.with_header_row(book(sheet([HEAD, *tickets(1, 6)])), 0, 3)
    assert "Row 3 holds values" in draft.sheets[0].plan.verdict
    assert "row 1" in draft.sheets[0].plan.verdict


def test_a_blank_header_row_is_told() -> None:
    draft = service.with_header_row(book(sheet([["Tickets"], [], HEAD, *tickets(1, 6)])), 0, 2)
    assert draft.sheets[0].plan.table is None
    assert "Row 2 is blank" in draft.sheets[0].plan.verdict


def test_three_rows_of_values_are_no_header_not_even_the_last(tmp_path: Path) -> None:
    lines = ["T-1,2024-01-02,Open,Email", "T-2,2024-01-03,Closed,Chat", "T-3,2024-01-04,Open,Email"]
    path = tmp_path / "values.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert "no row looks like a header" in drafted(path).sheets[0].plan.verdict


def test_months_as_texts_are_names_of_columns() -> None:
    raw = table("Name|2024-01|2024-02|2024-03\nSupport cost|100|120|130\nRevenue|1000|1100|1200")
    assert planned(raw).plan.table == "figures"
