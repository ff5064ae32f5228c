"""Totals, headings, headers that stand again, footers, merged cells among the rows."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cxdesk.imports import service
from cxdesk.tables.dataset import EMPTY
from cxdesk.tables.fields import ROW
from tests.imports.sheets import planned, sheet, table
from tests.imports.structure.books import HEAD, balanced, book, drafted, imported, keys, tickets, written

FOOTERS = [
    "Exported on 3 February 2024 by Anna", "Exportiert am 03.02.2024", "Exporté le 3 février 2024",
    "Exportado el 3 de febrero de 2024", "Gerado em 3 de fevereiro de 2024", "Stampato: Esportato il 3 febbraio",
    "Confidential - internal use only", "6 Datensätze", "6 records", "Page 1 of 1", "Seite 1 von 1", "Fin du rapport",
]  # fmt: skip


@pytest.mark.parametrize("footer", FOOTERS)
@pytest.mark.parametrize("gap", [0, 1, 2])
def test_lines_below_the_table_are_no_tickets(footer: str, gap: int) -> None:
    draft = book(sheet([HEAD, *tickets(1, 6), *([[]] * gap), [footer]]))
    found = balanced(draft, 0)
    assert found[1] == 6
    assert found[2].get("footer") == 1


@pytest.mark.parametrize(
    "label", ["Anna Total", "Subtotal: Anna", "Total Anna", "Anna Ergebnis", "Zwischensumme", "Anna Count"]
)
def test_a_subtotal_for_each_agent_is_left_out(label: str) -> None:
    head = [*HEAD, "Replies"]
    rows = [[*row, 2] for row in tickets(1, 6)]
    total = [None, None, None, None, label, 6]
    draft = book(sheet([head, *rows[:3], total, *rows[3:], total, [None, None, None, None, "Grand Total", 12]]))
    assert balanced(draft, 0) == (9, 6, {"footer": 3})


def test_subtotals_in_the_first_column_are_left_out() -> None:
    head = [*HEAD, "Replies"]
    rows = [[*row, 2] for row in tickets(1, 6)]
    draft = book(
        sheet([head, *rows[:3], ["Anna Total", None, None, None, None, 6], *rows[3:], ["Ben Total", *[None] * 4, 6]])
    )
    assert balanced(draft, 0) == (8, 6, {"footer": 2})


def test_headings_over_groups_of_tickets_are_no_tickets() -> None:
    draft = book(sheet([HEAD, ["Anna"], *tickets(1, 4), ["Ben"], *tickets(5, 4)]))
    assert balanced(draft, 0) == (10, 8, {"footer": 2})
    assert keys(service.run(draft, EMPTY)) == sorted(f"T-{n}" for n in range(1, 9))


def test_a_ticket_of_which_only_the_number_is_known_stays() -> None:
    draft = book(sheet([HEAD, *tickets(1, 4), ["T-99"], *tickets(5, 4)]))
    assert balanced(draft, 0) == (9, 9, {})


def test_quarters_among_months_are_aggregated() -> None:
    raw = table(
        "Month|Tickets|CSAT %\nJan 2024|120|78.5\nFeb 2024|130|79.5\nMar 2024|125|80.1\nQ1|375|79.4\nApr 2024|1|80.5"
    )
    assert planned(raw).plan.table is None


def test_cells_merged_over_rows_hold_for_every_row_they_cover(tmp_path: Path) -> None:
    rows = [HEAD, *tickets(1, 6)]
    for at, row in enumerate(rows[1:]):
        row[4] = ("Anna", None, None, "Ben", None, None)[at]
    path = written(tmp_path / "m.xlsx", {"S": rows}, merged={"S": [(1, 4, 3, 4), (4, 4, 6, 4)]})
    found = imported(path)
    assert found.tables["tickets"]["agent"].astype(str).tolist() == ["Anna"] * 3 + ["Ben"] * 3
    assert any("merged" in problem.message for problem in found.problems)


def test_a_name_once_a_block_is_asked_about_and_never_filled_silently() -> None:
    rows = [HEAD, *tickets(1, 8)]
    for at, row in enumerate(rows[1:]):
        row[4] = ("Anna", None, None, None, "Ben", None, None, None)[at]
    draft = book(sheet(rows))
    (question,) = [q for q in draft.sheets[0].plan.questions if q.about == "fill_down"]
    assert question.column == "Agent"
    before = service.run(draft, EMPTY).tables["tickets"]["agent"]
    assert before.notna().sum() == 2
    down = service.with_answer(draft, 0, question.id, "down")
    after = service.run(down, EMPTY).tables["tickets"]["agent"].astype(str).tolist()
    assert after == ["Anna"] * 4 + ["Ben"] * 4
    blank = service.with_answer(down, 0, question.id, "blank")
    assert service.run(blank, EMPTY).tables["tickets"]["agent"].notna().sum() == 2


def test_rows_keep_the_numbers_of_the_file_below_titles_and_blank_rows(tmp_path: Path) -> None:
    rows = [["Tickets"], [], HEAD, *tickets(1, 2), [], *tickets(3, 2), ["Total", None, None, None, 4]]
    found = imported(written(tmp_path / "r.xlsx", {"S": rows}))
    assert found.tables["tickets"][ROW].tolist() == [4, 5, 7, 8]


def test_cells_over_several_lines_are_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text('Ticket ID,Created at,Subject\n1,2024-01-02,"one\ntwo"\n2,2024-01-03,"x"\n', encoding="utf-8")
    assert balanced(drafted(path), 0) == (2, 2, {})


def test_a_total_row_below_dated_tickets(tmp_path: Path) -> None:
    rows = [HEAD, *tickets(1, 5), ["Total", 5]]
    assert balanced(drafted(written(tmp_path / "t.xlsx", {"S": rows})), 0) == (6, 5, {"footer": 1})


def test_a_grouped_report_with_subtotals_and_its_notes() -> None:
    def case(owner: str | None, number: int) -> list[Any]:
        return [owner, str(number), datetime(2024, 1, number % 10 + 1, 9), "Closed", number % 10]

    rows: list[list[Any]] = [
        ["Case report"], ["As of 2024-02-01"], [],
        ["Case Owner", "Case Number", "Opened Date", "Status", "Age (Hours)"],
        case("Anna", 1001), case(None, 1002), case(None, 1003), ["Subtotal", None, None, "Count", 3],
        case("Ben", 1004), case(None, 1005), case(None, 1006), ["Subtotal", None, None, "Count", 3],
        ["Total", None, None, "Count", 6], [], ["Confidential Information - Do Not Distribute"],
    ]  # fmt: skip
    draft = book(sheet(rows))
    assert balanced(draft, 0) == (11, 6, {"blank": 1, "footer": 4})
    (question,) = draft.sheets[0].plan.questions
    down = service.with_answer(draft, 0, question.id, "down")
    agents = service.run(down, EMPTY).tables["tickets"]["agent"].astype(str).tolist()
    assert agents == ["Anna"] * 3 + ["Ben"] * 3
