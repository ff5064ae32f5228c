"""Headers as people write them in sheets of their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cxdesk.imports import service
from cxdesk.imports.names import read_header
from tests.imports.sheets import fields, imported, planned, table


@pytest.mark.parametrize(
    ("header", "scale"),
    [("Rating (out of 10)", (0, 10)), ("Rating out of 5", (1, 5)), ("CSAT /5", (1, 5)), ("Satisfaction (1-5)", (1, 5))],
)
def test_the_scale_behind_a_name_is_no_part_of_the_name(header: str, scale: tuple[float, float]):
    raw = table(f"Ticket ID|Created|Status|{header}\n1|2024-01-01|Open|4\n2|2024-01-02|Open|5")
    assert fields(raw)[header] == "csat_score"
    assert read_header(header).scale == scale


def test_minutes_to_first_reply_are_minutes():
    raw = table("Ticket ID|Created|Status|Minutes to first reply\n1|2024-01-01|Open|90\n2|2024-01-02|Open|30")
    assert planned(raw).plan.questions == ()
    assert imported(raw).tables["tickets"]["first_response_time"].tolist() == [1.5, 0.5]


def test_a_total_below_monthly_figures_is_a_footer():
    figures = imported(table("Month|Support cost\nJan 2024|1000\nFeb 2024|1200\nTotal|2200")).tables["figures"]
    assert figures["value"].tolist() == [1000.0, 1200.0]


@pytest.mark.parametrize(
    ("header", "field"),
    [("Engineer", "agent"), ("Raised by", "requester"), ("Contact mode", "channel"), ("Dept.", "team"),
     ("Prio", "priority"), ("C-SAT", "csat_score")],
)  # fmt: skip
def test_common_names_are_known(header: str, field: str):
    values = ("4", "5") if field == "csat_score" else ("A", "B")
    raw = table(f"Ticket ID|Created|Status|{header}\n1|2024-01-01|Open|{values[0]}\n2|2024-01-02|Open|{values[1]}")
    assert fields(raw)[header] == field


def test_a_column_in_minutes_counts_no_replies():
    raw = table("Ticket ID|Created|Status|Response (mins)\n1|2024-01-01|Open|90\n2|2024-01-02|Open|30")
    assert fields(raw)["Response (mins)"] != "reply_count"


def test_a_sheet_of_thousands_of_columns_is_set_aside_with_a_sentence(tmp_path: Path) -> None:
    names = ["Ticket ID", "Created at", *(f"Field {i}" for i in range(2_500))]
    row = ["T1", "2024-01-01 10:00", *("x" for _ in range(2_500))]
    path = tmp_path / "wide.csv"
    path.write_text("\n".join([",".join(names), ",".join(row)]), encoding="utf-8")
    plan = service.draft([path], memory={}, zone="UTC").sheets[0].plan
    assert plan.table is None
    assert "2,502 columns" in plan.verdict


def test_rows_of_a_hidden_sheet_count_and_that_is_said() -> None:
    raw = table("Ticket ID|Created at|Status\nT1|2024-01-01 10:00|Open\nT2|2024-01-02 10:00|Open")
    assert [problem.kind for problem in imported(raw).problems] == []
    found = imported(replace(raw, hidden=True))
    assert found.rows("tickets") == 2
    assert [(problem.kind, problem.sheet) for problem in found.problems] == [("hidden_sheet", raw.sheet)]
