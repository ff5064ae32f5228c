"""Several tables on a sheet: each is read, none is dropped, places stay true."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cxdesk.imports import service
from cxdesk.tables.dataset import EMPTY
from cxdesk.tables.fields import ROW
from tests.imports.sheets import sheet
from tests.imports.structure.books import (
    HEAD,
    Rows,
    balanced,
    book,
    drafted,
    imported,
    keys,
    placed,
    tables,
    tickets,
    written,
)

SURVEY = ["Response ID", "Submitted at", "CSAT score", "Comment"]


def answers(first: int, count: int) -> list[list[object]]:
    return [
        [f"R-{first + n}", datetime(2024, 2, 1 + n, 10), 1 + n % 5, "fine" if n % 2 else None] for n in range(count)
    ]


def test_a_table_below_another_with_a_blank_row_between(tmp_path: Path) -> None:
    rows = placed((0, 0, [HEAD, *tickets(1, 6)]), (8, 0, [SURVEY, *answers(1, 4)]))
    draft = drafted(written(tmp_path / "two.xlsx", {"Data": rows}))
    assert tables(draft) == [("Data", "tickets", 1), ("Data (table 2)", "surveys", 9)]
    assert balanced(draft, 0) == (6, 6, {})
    assert balanced(draft, 1) == (4, 4, {})
    found = service.run(draft, EMPTY)
    assert found.tables["surveys"][ROW].tolist() == [10, 11, 12, 13]


def test_titles_name_the_tables_below_them(tmp_path: Path) -> None:
    rows = placed(
        (0, 0, [["Tickets of January"], HEAD, *tickets(1, 6)]), (9, 0, [["Survey answers"], SURVEY, *answers(1, 4)])
    )
    draft = drafted(written(tmp_path / "two.xlsx", {"Data": rows}))
    assert tables(draft) == [("Data", "tickets", 2), ("Data (Survey answers)", "surveys", 11)]
    assert balanced(draft, 0) == (6, 6, {})


def test_tables_side_by_side_of_different_length(tmp_path: Path) -> None:
    rows = placed((0, 0, [HEAD, *tickets(1, 6)]), (0, 6, [SURVEY, *answers(1, 9)]))
    draft = drafted(written(tmp_path / "two.xlsx", {"Data": rows}))
    assert tables(draft) == [("Data", "tickets", 1), ("Data (table 2)", "surveys", 1)]
    assert (balanced(draft, 0), balanced(draft, 1)) == ((6, 6, {}), (9, 9, {}))


def test_tables_side_by_side_of_one_length(tmp_path: Path) -> None:
    rows = placed((0, 0, [HEAD, *tickets(1, 6)]), (0, 6, [SURVEY, *answers(1, 6)]))
    found = imported(written(tmp_path / "two.xlsx", {"Data": rows}))
    assert (found.rows("tickets"), found.rows("surveys")) == (6, 6)


def test_a_list_beside_the_tickets_is_set_aside_and_stops_nothing(tmp_path: Path) -> None:
    rows = placed((0, 0, [HEAD, *tickets(1, 12)]), (0, 6, [["Agent", "Shift"], ["Anna", "early"], ["Ben", "late"]]))
    draft = drafted(written(tmp_path / "two.xlsx", {"Data": rows}))
    assert draft.sheets[0].plan.table == "tickets"
    assert len(draft.sheets) == 2
    assert balanced(draft, 0) == (12, 12, {})
    assert [column.column for column in draft.sheets[0].plan.mapping] == HEAD


def test_a_blank_column_inside_a_table_cuts_nothing() -> None:
    rows = [[*row[:3], None, *row[3:]] for row in [HEAD, *tickets(1, 8)]]
    draft = book(sheet(rows))
    assert tables(draft) == [("export", "tickets", 1)]
    assert [column.column for column in draft.sheets[0].plan.mapping] == HEAD


def test_blank_rows_inside_a_table_cut_nothing() -> None:
    rows = [HEAD, *tickets(1, 4), [], *tickets(5, 4), [], [], *tickets(9, 2)]
    draft = book(sheet(rows))
    assert tables(draft) == [("export", "tickets", 1)]
    assert balanced(draft, 0) == (13, 10, {"blank": 3})


def test_three_tables_two_of_them_side_by_side_below(tmp_path: Path) -> None:
    costs: Rows = [["Month", "Support cost"], [datetime(2024, 1, 1), 100], [datetime(2024, 2, 1), 120]]
    rows = placed((0, 0, [HEAD, *tickets(1, 6)]), (9, 0, [SURVEY, *answers(1, 4)]), (9, 5, costs))
    draft = drafted(written(tmp_path / "three.xlsx", {"Data": rows}))
    assert [part[1:] for part in tables(draft)] == [("tickets", 1), ("surveys", 10), ("figures", 10)]
    found = service.run(draft, EMPTY)
    counts = {name: found.rows(name) for name in ("tickets", "surveys", "figures")}
    assert counts == {
        "tickets": 6,
        "surveys": 4,
        "figures": 2,
    }


def test_a_small_list_above_the_tickets(tmp_path: Path) -> None:
    rows = placed((0, 0, [["Priority", "Target hours"], ["High", 4], ["Low", 24]]), (5, 0, [HEAD, *tickets(1, 12)]))
    draft = drafted(written(tmp_path / "two.xlsx", {"Data": rows}))
    assert ("Data (table 2)", "tickets", 6) in tables(draft)
    assert keys(service.run(draft, EMPTY)) == sorted(f"T-{n}" for n in range(1, 13))


def test_the_same_header_below_a_title_is_the_same_table(tmp_path: Path) -> None:
    rows = [["January"], HEAD, *tickets(1, 5), [], ["February"], HEAD, *tickets(6, 4)]
    draft = drafted(written(tmp_path / "two.xlsx", {"Data": rows}))
    assert tables(draft) == [("Data", "tickets", 2)]
    assert balanced(draft, 0) == (12, 9, {"blank": 1, "footer": 1, "header": 1})


def test_tables_of_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    lines = ["Ticket ID,Created at,Status,Channel", "1,2024-01-02 10:00,Open,Email", "2,2024-01-03 10:00,Solved,Chat",
             "", "Response ID,Submitted at,CSAT score", "R1,2024-01-04,5", "R2,2024-01-05,4"]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")
    draft = drafted(path)
    assert [part[1:] for part in tables(draft)] == [("tickets", 1), ("surveys", 5)]


def test_the_header_row_of_a_part_can_be_chosen_above_it(tmp_path: Path) -> None:
    rows = placed((0, 0, [HEAD, *tickets(1, 6)]), (9, 0, [SURVEY, *answers(1, 4)]))
    draft = drafted(written(tmp_path / "two.xlsx", {"Data": rows}))
    draft = service.with_header_row(draft, 1, 1)
    assert draft.sheets[1].plan.header_row == 1
    assert service.with_header_row(draft, 1, 10).sheets[1].plan.header_row == 10


def test_an_export_with_more_columns_appended_without_a_blank_row(tmp_path: Path) -> None:
    lines = ["Ticket ID,Created at,Status", "1,2024-01-02,Open", "2,2024-01-03,Open",
             "Ticket ID,Created at,Status,Channel", "3,2024-01-04,Open,Email", "4,2024-01-05,Open,Chat"]  # fmt: skip
    path = tmp_path / "appended.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert tables(drafted(path)) == [("appended", "tickets", 1), ("appended (table 2)", "tickets", 4)]
    assert keys(imported(path)) == ["1", "2", "3", "4"]


def test_teams_side_by_side_with_the_same_columns(tmp_path: Path) -> None:
    rows = placed((0, 0, [["Team A"], HEAD, *tickets(1, 5)]), (0, 6, [["Team B"], HEAD, *tickets(6, 7)]))
    path = written(tmp_path / "teams.xlsx", {"S": rows})
    assert keys(imported(path)) == sorted(f"T-{n}" for n in range(1, 13))
