"""The guard counts and refuses by looking at the package alone."""

from __future__ import annotations

import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from cxdesk.common.problems import UserError
from cxdesk.imports.files.guard import Findings, SheetFindings, cell_name, look
from cxdesk.imports.files.memory import ALWAYS_CELLS, ALWAYS_FILE_BYTES, Limits, free_memory_bytes, limits
from tests.imports.files import package, text_cell, workbook, workbooks


def seen(path: Path, allowed: Limits | None = None) -> Findings:
    return look(path, allowed or Limits(), lambda: None)


def sheet_of(path: Path) -> SheetFindings:
    return seen(path).sheets["S"]


def test_cells_and_the_used_range_are_counted(tmp_path):
    path = workbook(tmp_path / "t.xlsx", [[row, "x", None, "y"] for row in range(50)], sheet="S")
    found = sheet_of(path)
    assert (found.cells, found.last_row, found.last_column) == (150, 50, 4)
    assert not seen(path).sparse


def test_each_sheet_has_its_own_findings(tmp_path):
    found = seen(workbooks(tmp_path / "t.xlsx", {"A & B": [[1]], "C": [[1, 2]]}))
    assert {name: sheet.cells for name, sheet in found.sheets.items()} == {"A & B": 1, "C": 2}


def test_a_used_range_beyond_the_limit_is_sparse(tmp_path):
    rows = f'<row r="1">{text_cell("A1", "a")}</row><row r="1048576">{text_cell("XFD1048576", "z")}</row>'
    assert seen(package(tmp_path / "t.xlsx", f"<sheetData>{rows}</sheetData>")).sparse


def test_cells_that_only_carry_a_format_do_not_make_a_sheet_sparse(tmp_path):
    rows = f'<row r="1">{text_cell("A1", "a")}<c r="XFD1" s="0"/></row><row r="1048576" ht="20"/>'
    assert not seen(package(tmp_path / "t.xlsx", f"<sheetData>{rows}</sheetData>")).sparse


def test_elements_with_a_prefix_are_counted_too(tmp_path):
    sheet = (
        '<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="3"><x:c r="B3" t="e"><x:v>#N/A</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    found = sheet_of(package(tmp_path / "t.xlsx", "", more={"xl/worksheets/sheet1.xml": sheet}))
    assert (found.cells, found.last_row, found.last_column, found.errors) == (1, 3, 2, [(3, 2)])


def test_places_are_right_across_the_steps_of_reading(tmp_path):
    rows = "".join(
        f'<row r="{row}">{text_cell(f"A{row}", "x" * 50)}<c r="AB{row}" t="e"><v>#REF!</v></c></row>'
        for row in range(1, 9001)
    )
    found = sheet_of(package(tmp_path / "t.xlsx", f"<sheetData>{rows}</sheetData>"))
    assert found.cells == 18_000
    assert found.error_count == 9000
    assert found.errors == [(row, 28) for row in range(1, 9001)]


def test_too_many_cells_are_refused(tmp_path):
    path = workbook(tmp_path / "t.xlsx", [[1, 2, 3]] * 10)
    with pytest.raises(UserError, match="holds 30 cells, and up to 29 can be read"):
        seen(path, replace(Limits(), cells=29))


def test_too_many_parts_are_refused(tmp_path):
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        for number in range(10_001):
            file.writestr(f"part{number}", "")
    with pytest.raises(UserError, match="10,001 parts"):
        seen(path)


def test_a_part_that_unpacks_to_more_than_it_says_is_refused(tmp_path):
    path = package(tmp_path / "t.xlsx", f'<sheetData><row r="1">{text_cell("A1", "a" * 100_000)}</row></sheetData>')
    data = path.read_bytes()
    with zipfile.ZipFile(path) as file:
        size = file.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(data.replace(size.to_bytes(4, "little"), (5000).to_bytes(4, "little")))
    with pytest.raises(UserError, match="damaged"):
        seen(path)


def test_a_large_sheet_is_looked_at_without_holding_it(tmp_path):
    rows = "".join(f'<row r="{row}">{text_cell(f"A{row}", "x" * 400)}</row>' for row in range(1, 40_001))
    path = package(tmp_path / "t.xlsx", f"<sheetData>{rows}</sheetData>")
    tracemalloc.start()
    seen(path, replace(Limits(), unpacked_bytes=1 << 40))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6_000_000  # of 18 MB


def test_a_long_run_of_rows_without_cells_is_no_burden(tmp_path):
    rows = "".join(f'<row r="{row}" spans="1:3" ht="15"/>' for row in range(1, 300_001))
    path = package(tmp_path / "t.xlsx", f"<sheetData>{rows}</sheetData>")
    tracemalloc.start()
    found = sheet_of(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.cells, found.last_row) == (0, 0)
    assert peak < 3_000_000  # of 12 MB


def test_cells_are_named_as_spreadsheet_programs_name_them():
    assert [cell_name(1, 1), cell_name(7, 26), cell_name(7, 27), cell_name(1_048_576, 16_384)] == [
        "A1",
        "Z7",
        "AA7",
        "XFD1048576",
    ]


def test_limits_follow_free_memory_and_never_fall_below_the_promise():
    assert (limits(0).cells, limits(0).file_bytes) == (ALWAYS_CELLS, ALWAYS_FILE_BYTES) == (30_000_000, 250_000_000)
    assert limits(64 << 30).cells == (64 << 30) // 150
    assert free_memory_bytes() > 0
