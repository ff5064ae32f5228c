"""Text files whose cells stand in unusual quotes, or are split by decimal commas."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxdesk.imports import service
from cxdesk.imports.files.reader import read


def cells(tmp_path, text: str) -> list[list[object]]:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8", newline="")
    (sheet,) = read(path)
    return [[column.cell(row) for column in sheet.columns] for row in range(sheet.rows)]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_cells_in_apostrophes(tmp_path, sign: str):
    rows = [["Id", "Name"], ["'1'", f"'Meier{sign} K'"], ["'2'", "'O''Neil'"], ["'3'", "'C'"]]
    assert cells(tmp_path, "\n".join(sign.join(row) for row in rows)) == [
        ["Id", "Name"], ["1", f"Meier{sign} K"], ["2", "O'Neil"], ["3", "C"],
    ]  # fmt: skip


def test_an_apostrophe_at_the_beginning_of_cells_alone_is_no_quote(tmp_path):
    assert cells(tmp_path, "Id,Name\n'1,'Meier\n'2,'Bauer\n'3,'Huber")[1] == ["'1", "'Meier"]


def test_rows_that_a_program_quoted_whole(tmp_path):
    text = '"Id,""Name"",Status"\n"1,""Meier, K"",open"\n"2,""B"",closed"\n"3,C,open"\n'
    assert cells(tmp_path, text)[:2] == [["Id", "Name", "Status"], ["1", "Meier, K", "open"]]


def test_one_column_of_quoted_sentences_stays_one_column(tmp_path):
    text = '"Comment"\n"Good, fast"\n"Slow"\n"Fine"\n"Nice"\n'
    assert cells(tmp_path, text) == [["Comment"], ["Good, fast"], ["Slow"], ["Fine"], ["Nice"]]


def test_decimal_commas_between_commas_are_a_clear_problem(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "Ticket ID,Created at,Resolution time (hours)\n1,2024-03-05,1,5\n2,2024-03-06,2,25\n3,2024-03-07,3\n"
        "4,2024-03-08,0,5\n",
        encoding="utf-8",
    )
    draft = service.draft([path])
    (problem,) = [p for p in draft.sheets[0].assembled.problems if p.kind == "split_cells"]
    assert problem.severity == "warning"
    assert "at least 3 rows have more cells than the header" in problem.message


def test_rows_wider_than_the_header_for_another_reason_are_not_called_so(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Ticket ID,Created at\n1,2024-03-05,x,y\n2,2024-03-06,a,b\n3,2024-03-07,c,d\n", encoding="utf-8")
    (sheet,) = read(path)
    assert not sheet.notes


def test_cells_that_are_all_quoted_are_no_row_in_quotation_marks(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('"Ticket";"Subject"\n"1";"He said ""no"""\n"2";"a;b"\n"3";"c"\n', encoding="utf-8")
    (sheet,) = read(path)
    assert [sheet.columns[1].cell(row) for row in range(4)] == ["Subject", 'He said "no"', "a;b", "c"]
    assert sheet.notes == ()
