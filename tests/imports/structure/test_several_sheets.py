"""Workbooks of several sheets: months, copies, continued, hidden, notes and pivots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxdesk.imports import service
from cxdesk.tables.dataset import EMPTY
from tests.imports.structure.books import HEAD, balanced, drafted, imported, keys, tables, tickets, written


def test_data_on_the_last_sheet(tmp_path: Path) -> None:
    notes: list[list[Any]] = [["About this export"], ["All times in UTC"], ["Ask Anna"]]
    pivot: list[list[Any]] = [["Row Labels", "Count of Ticket ID"], ["Anna", 4], ["Ben", 4], ["Grand Total", 8]]
    draft = drafted(written(tmp_path / "b.xlsx", {"Read me": notes, "Pivot": pivot, "Data": [HEAD, *tickets(1, 8)]}))
    assert [part[:2] for part in tables(draft)] == [("Read me", None), ("Pivot", None), ("Data", "tickets")]
    assert "aggregated" in draft.sheets[1].plan.verdict


def test_a_sheet_a_month(tmp_path: Path) -> None:
    sheets = {name: [HEAD, *tickets(1 + 5 * n, 5)] for n, name in enumerate(("Jan", "Feb", "Mar"))}
    found = imported(written(tmp_path / "b.xlsx", sheets))
    assert keys(found) == sorted(f"T-{n}" for n in range(1, 16))
    assert [source.sheet for source in found.sources] == ["Jan", "Feb", "Mar"]


def test_a_filtered_copy_doubles_nothing(tmp_path: Path) -> None:
    rows = tickets(1, 10)
    path = written(tmp_path / "b.xlsx", {"All": [HEAD, *rows], "Open": [HEAD, *rows[::2]]})
    found = imported(path)
    assert keys(found) == sorted(f"T-{n}" for n in range(1, 11))


def test_a_copy_with_fewer_columns_takes_nothing_away(tmp_path: Path) -> None:
    rows = tickets(1, 10)
    short = [[row[0], row[1], row[2]] for row in [HEAD, *rows[:4]]]
    path = written(tmp_path / "b.xlsx", {"All": [HEAD, *rows], "Some": short})
    found = imported(path)
    assert found.rows("tickets") == 10
    assert found.tables["tickets"]["agent"].notna().sum() == 10


def test_a_hidden_sheet_is_left_out_and_can_be_taken_in(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", {"Data": [HEAD, *tickets(1, 5)], "Old": [HEAD, *tickets(6, 5)]}, hidden=["Old"])
    draft = drafted(path)
    assert [sheet.plan.skipped for sheet in draft.sheets] == [False, True]
    assert "hidden in the workbook; take it in if it counts" in draft.sheets[1].plan.verdict
    found = service.run(draft, EMPTY)
    assert found.rows("tickets") == 5
    assert [problem.sheet for problem in found.problems if problem.kind == "left_out_sheet"] == ["Old"]
    taken = service.with_skipped(draft, 1, skipped=False)
    assert "hidden" not in taken.sheets[1].plan.verdict
    assert service.run(taken, EMPTY).rows("tickets") == 10


def test_a_hidden_sheet_that_alone_holds_data_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", {"Notes": [["Read me"]], "Data": [HEAD, *tickets(1, 5)]}, hidden=["Data"])
    found = imported(path)
    assert found.rows("tickets") == 5
    assert "hidden_sheet" in {problem.kind for problem in found.problems}


def test_a_table_continued_without_a_header_is_asked_about(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", {"Sheet1": [HEAD, *tickets(1, 6)], "Sheet2": tickets(7, 6)})
    draft = drafted(path)
    assert tables(draft) == [("Sheet1", "tickets", 1), ("Sheet2", "tickets", 0)]
    (question,) = [q for q in draft.sheets[1].plan.questions if q.about == "continued"]
    assert balanced(draft, 1) == (6, 6, {})
    assert keys(service.run(draft, EMPTY)) == sorted(f"T-{n}" for n in range(1, 13))
    assert "assumed" in {problem.kind for problem in service.balance(draft, 1).problems}
    apart = service.with_answer(draft, 1, question.id, "no")
    assert apart.sheets[1].plan.table is None
    assert service.run(apart, EMPTY).rows("tickets") == 6
    again = service.with_answer(apart, 1, question.id, "yes")
    assert service.run(again, EMPTY).rows("tickets") == 12


def test_a_table_continued_with_its_header(tmp_path: Path) -> None:
    path = written(tmp_path / "b.xlsx", {"Sheet1": [HEAD, *tickets(1, 6)], "Sheet2": [HEAD, *tickets(7, 6)]})
    assert imported(path).rows("tickets") == 12
