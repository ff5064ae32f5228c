"""Spreadsheets come in as the file holds them: kinds, places, sheets."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time as clock
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from cxdesk.common.progress import Cancelled
from cxdesk.imports.files.reader import read
from cxdesk.imports.raw import Cell, RawSheet
from tests.imports.files import grid, package, text_cell, workbook, workbooks


def only(path: Path) -> RawSheet:
    sheets = read(path)
    assert len(sheets) == 1
    return sheets[0]


def kinds(sheet: RawSheet, column: int) -> list[Cell]:
    return [Cell(kind) for kind in sheet.columns[column].kinds]


def test_every_kind_of_cell_keeps_its_kind_and_value(tmp_path):
    path = tmp_path / "kinds.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Tickets")
        formats = {
            name: book.add_format({"num_format": code})
            for name, code in (("instant", "yyyy-mm-dd hh:mm:ss"), ("time", "hh:mm:ss"), ("length", "[h]:mm"))
        }
        sheet.write(0, 0, "Text")
        sheet.write(1, 0, 12)
        sheet.write(2, 0, 1.5)
        sheet.write(3, 0, True)
        sheet.write_datetime(4, 0, datetime(2024, 2, 29, 13, 45, 10), formats["instant"])
        sheet.write_datetime(5, 0, datetime(2024, 3, 1), formats["instant"])
        sheet.write_datetime(6, 0, time(6, 30), formats["time"])
        sheet.write_datetime(7, 0, timedelta(hours=30, minutes=15), formats["length"])
        sheet.write(9, 0, "  after a blank  ")
    sheet = only(path)
    assert kinds(sheet, 0) == [
        Cell.TEXT, Cell.NUMBER, Cell.NUMBER, Cell.FLAG, Cell.INSTANT, Cell.DATE, Cell.TIME, Cell.DURATION,
        Cell.BLANK, Cell.TEXT,
    ]  # fmt: skip
    assert [row[0] for row in grid(sheet)] == [
        "Text",
        12.0,
        1.5,
        True,
        np.datetime64("2024-02-29T13:45:10.000"),
        np.datetime64("2024-03-01"),
        np.timedelta64(6 * 3600_000 + 30 * 60_000, "ms"),
        np.timedelta64(30 * 3600_000 + 15 * 60_000, "ms"),
        None,
        "  after a blank  ",
    ]


def test_distinct_texts_stand_once_and_codes_point_at_them(tmp_path):
    sheet = only(workbook(tmp_path / "t.xlsx", [["Status"], ["open"], ["closed"], [None], ["open"], [3]]))
    column = sheet.columns[0]
    assert list(column.texts) == ["Status", "open", "closed"]
    assert column.codes.tolist() == [0, 1, 2, -1, 1, -1]
    assert column.codes.dtype == np.int32
    assert column.words.to_pylist() == list(column.texts)
    assert column.numbers is not None
    assert column.numbers[5] == 3.0


def test_rows_keep_the_numbers_a_person_sees(tmp_path):
    path = tmp_path / "offset.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write("C4", "Ticket ID")
        sheet.write("D6", 7)
    sheet = only(path)
    assert (sheet.first_row, sheet.first_column) == (1, 3)
    assert grid(sheet) == [[None, None]] * 3 + [["Ticket ID", None], [None, None], [None, 7.0]]


def test_blank_rows_and_columns_at_the_end_are_cut(tmp_path):
    rows = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(2, 60_000))
    path = package(tmp_path / "long.xlsx", f'<sheetData><row r="1">{text_cell("A1", "x")}</row>{rows}</sheetData>')
    assert grid(only(path)) == [["x"]]


def test_a_far_last_row_costs_no_look_at_each_cell_between(tmp_path):
    far = f'<row r="1048576">{text_cell("C1048576", "z")}</row>'
    sheet = only(package(tmp_path / "far.xlsx", f'<sheetData><row r="1">{text_cell("A1", "x")}</row>{far}</sheetData>'))
    assert (sheet.rows, len(sheet.columns)) == (1_048_576, 3)
    assert sheet.columns[2].cell(1_048_575) == "z"


def test_all_sheets_that_hold_a_cell_come_in_order_hidden_ones_too(tmp_path):
    path = tmp_path / "sheets.xlsx"
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "First"
    first["A1"] = "a"
    book.create_sheet("Nothing")
    hidden = book.create_sheet("Secret")
    hidden["A1"] = "b"
    hidden.sheet_state = "hidden"
    book.create_chartsheet("Picture")
    book.save(path)
    assert [(sheet.sheet, sheet.hidden) for sheet in read(path)] == [("First", False), ("Secret", True)]


def test_errors_are_error_cells_and_a_note_says_where(tmp_path):
    path = tmp_path / "errors.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_column("A1", ["Hours", 2, 3])
        sheet.write_column("B1", ["Ratio", 1])
        sheet.write_formula("B3", "=1/0", None, "#DIV/0!")
    sheet = only(path)
    assert kinds(sheet, 1) == [Cell.TEXT, Cell.NUMBER, Cell.ERROR]
    assert sheet.notes == ("1 cell holds an error such as #N/A (the first in B3).",)


def test_formulas_without_a_stored_result_are_counted(tmp_path):
    path = tmp_path / "formulas.xlsx"
    book = openpyxl.Workbook()
    for value in ("Sum", "=1+1", "=2+2", 5):
        book.worksheets[0].append([value])
    book.save(path)
    sheet = only(path)
    assert kinds(sheet, 0) == [Cell.TEXT, Cell.BLANK, Cell.BLANK, Cell.NUMBER]
    assert sheet.notes == (
        "2 formulas have no stored result (the first in A2): open the file in a spreadsheet program and save it there.",
    )


def test_a_formula_whose_result_is_an_empty_text_is_no_finding(tmp_path):
    cell = '<c r="A2" t="str"><f>IF(1=1,"","x")</f><v></v></c>'
    path = package(
        tmp_path / "str.xlsx",
        f'<sheetData><row r="1">{text_cell("A1", "a")}</row><row r="2">{cell}</row></sheetData>',
    )
    assert only(path).notes == ()


def test_old_excel_files_are_read(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("Tickets")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for row, (name, value) in enumerate([("ID", "Created"), ("000123", datetime(2024, 5, 6))]):
        sheet.write(row, 0, name)
        sheet.write(row, 1, value, day)
    book.save(str(tmp_path / "old.xls"))
    found = only(tmp_path / "old.xls")
    assert found.format == "xls"
    assert grid(found) == [["ID", "Created"], ["000123", np.datetime64("2024-05-06")]]


def test_open_documents_are_read(tmp_path):
    document = OpenDocumentSpreadsheet()
    table = Table(name="Tickets")
    for values in (["ID", "Hours"], ["A-1", 2.5]):
        row = TableRow()
        for value in values:
            cell = (
                TableCell(valuetype="float", value=str(value))
                if isinstance(value, float)
                else TableCell(valuetype="string")
            )
            cell.addElement(P(text=str(value)))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(str(tmp_path / "open.ods"))
    found = only(tmp_path / "open.ods")
    assert (found.format, found.sheet) == ("ods", "Tickets")
    assert grid(found) == [["ID", "Hours"], ["A-1", 2.5]]


def test_the_1904_calendar_of_old_macs_is_understood(tmp_path):
    path = tmp_path / "mac.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        book.add_worksheet().write_datetime(0, 0, datetime(2024, 1, 2, 3, 4))
    assert grid(only(path)) == [[np.datetime64("2024-01-02T03:04")]]


def test_a_workbook_with_macros_is_data_only(tmp_path):
    path = workbook(tmp_path / "macros.xlsm", [["a"], [1]])
    assert only(path).format == "xlsm"


def test_a_name_that_lies_is_no_obstacle(tmp_path):
    path = workbook(tmp_path / "named.xls", [["a"], [1]])
    assert only(path).format == "xlsx"
    text = tmp_path / "export.xls"
    text.write_text("Ticket ID\tStatus\n0017\topen\n", encoding="utf-8")
    found = only(text)
    assert (found.format, grid(found)) == ("tsv", [["Ticket ID", "Status"], ["0017", "open"]])


def test_a_stray_cell_in_the_last_corner_is_left_out_and_named(tmp_path):
    rows = f'<row r="1">{text_cell("A1", "ID")}{text_cell("B1", "Status")}</row>'
    rows += f'<row r="2">{text_cell("A2", "7")}{text_cell("B2", "open")}</row>'
    rows += f'<row r="1048576">{text_cell("XFD1048576", "solver")}</row>'
    sheet = only(package(tmp_path / "corner.xlsx", f"<sheetData>{rows}</sheetData>"))
    assert grid(sheet) == [["ID", "Status"], ["7", "open"]]
    assert sheet.notes == ("1 cell far away from the table left out (the first in XFD1048576).",)


def test_the_slower_parser_gives_the_same_cells(tmp_path):
    rows: list[list[Any]] = [
        ["ID", "When", "Hours", "Flag"],
        ["A", datetime(2024, 1, 2, 3, 4, 5), 1.5, True],
        ["B", datetime(2024, 1, 2), None, False],
    ]
    fast = only(workbook(tmp_path / "fast.xlsx", rows))
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.worksheets[0]["XFD1048576"] = "far"
    book.save(tmp_path / "slow.xlsx")
    slow = only(tmp_path / "slow.xlsx")
    assert grid(slow) == grid(fast)
    assert [kinds(slow, index) for index in range(4)] == [kinds(fast, index) for index in range(4)]


def test_surrogates_and_control_characters_do_not_stop_the_reading(tmp_path):
    path = package(
        tmp_path / "odd.xlsx",
        f'<sheetData><row r="1">{text_cell("A1", "a_x0000_b")}{text_cell("B1", "_xD800_")}</row></sheetData>',
    )
    assert len(only(path).columns) == 2


class _Recorder:
    def __init__(self, stop_at: str = "") -> None:
        self.texts: list[str] = []
        self.stop_at = stop_at

    def report(self, done: int, total: int, text: str = "") -> None:
        self.texts.append(text)
        if self.stop_at and self.stop_at in text:
            raise Cancelled


def test_progress_says_the_phase_and_the_time(tmp_path):
    path = workbook(tmp_path / "t.xlsx", [[row, f"text {row}"] for row in range(20_000)])
    recorder = _Recorder()
    read(path, recorder)
    assert any(text.startswith("t.xlsx: ") and text.endswith(" s") for text in recorder.texts)


def test_cancelling_ends_the_reading_process(tmp_path):
    path = workbook(tmp_path / "t.xlsx", [[row, f"text {row}"] for row in range(20_000)])
    before = threading.active_count()
    with pytest.raises(Cancelled):
        read(path, _Recorder(stop_at="t.xlsx"))
    assert threading.active_count() == before
    assert not _children()


def _children() -> list[str]:
    """Processes that this one started and that still run."""
    listing = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return listing.read_text(encoding="ascii").split() if listing.exists() else []


def test_a_reading_process_ends_when_its_program_is_killed(tmp_path):
    path = workbook(tmp_path / "t.xlsx", [["a"]])
    code = (
        "import sys, time; from pathlib import Path\n"
        "from cxdesk.imports.files.process import ReadingProcess\n"
        "from cxdesk.imports.files.memory import Limits\n"
        f"process = ReadingProcess(Path({str(path)!r}), engine='calamine', limits=Limits())\n"
        "print(process._process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        child = int(program.stdout.readline())
        program.kill()
    deadline = clock.monotonic() + 20
    while _alive(child) and clock.monotonic() < deadline:
        clock.sleep(0.05)
    assert not _alive(child)


def _alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("how", ["script", "module", "thread"])
def test_reading_works_however_the_program_was_started(tmp_path, how):
    path = workbook(tmp_path / "t.xlsx", [["a", "b"], [1, 2]])
    root = Path(__file__).parents[2]
    # no guard by `if __name__ == "__main__"`: the program's main module must never be imported again
    lines = [
        "import sys, threading",
        "print('main module ran', flush=True)",
        "from cxdesk.imports.files.reader import read",
        f"work = lambda: print([len(sheet.columns) for sheet in read({str(path)!r})], flush=True)",
        "thread = threading.Thread(target=work); thread.start(); thread.join()" if how == "thread" else "work()",
        "print(any(name.startswith('PySide6') for name in sys.modules))",
    ]
    (tmp_path / "program.py").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, *(["-m", "program"] if how == "module" else [str(tmp_path / "program.py")])]
    environment = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{tmp_path}"}
    ran = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, check=True)
    assert ran.stdout.splitlines() == ["main module ran", "[2]", "False"]


def test_a_frozen_program_reads_by_its_own_switch(tmp_path, monkeypatch):
    path = workbook(tmp_path / "t.xlsx", [["a", "b"], [1, 2]])
    starter = tmp_path / "frozen"
    root = Path(__file__).parents[2]
    starter.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path[:0] = [{str(root)!r}]\n"
        "from cxdesk.imports.files.child import serve_if_asked\n"
        "raise SystemExit(0 if serve_if_asked(sys.argv[1:]) else 'no order')\n",
        encoding="utf-8",
    )
    starter.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(starter))
    assert grid(only(path)) == [["a", "b"], [1.0, 2.0]]


def test_several_files_can_be_read_at_once(tmp_path):
    paths = [workbook(tmp_path / f"{number}.xlsx", [["n"], [number]]) for number in range(3)]
    found: dict[int, list[list[object]]] = {}

    def work(number: int) -> None:
        found[number] = grid(only(paths[number]))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [["n"], [float(number)]] for number in range(3)}


def test_names_with_any_characters_are_found(tmp_path):
    path = workbook(tmp_path / "Übersicht “März” – 客户.xlsx", [["a"]], sheet="Größe & Co")
    assert only(path).sheet == "Größe & Co"


def test_dates_of_a_column_stay_apart_from_texts_in_it(tmp_path):
    sheets = read(
        workbooks(tmp_path / "d.xlsx", {"A": [["When"], [datetime(2024, 1, 1, 8)], ["unknown"], [date(2024, 1, 2)]]})
    )
    assert kinds(sheets[0], 0) == [Cell.TEXT, Cell.INSTANT, Cell.TEXT, Cell.DATE]


def test_a_workbook_in_another_folder_than_the_working_one(tmp_path, monkeypatch):
    workbook(tmp_path / "t.xlsx", [["a"]])
    monkeypatch.chdir(tmp_path)
    assert grid(read("t.xlsx")[0]) == [["a"]]


def test_an_error_in_the_program_is_not_called_a_damaged_file(tmp_path, monkeypatch):
    from cxdesk.imports.files import process

    path = workbook(tmp_path / "t.xlsx", [["a"]])
    broken = process._BOOT.replace(
        "main(order)", "import cxdesk.imports.files.calamine as parser; parser.sheets = None; main(order)"
    )
    monkeypatch.setattr(process, "_BOOT", broken)
    with pytest.raises(process.ReaderRefusedError, match="TypeError"):
        read(path)
    monkeypatch.setattr(process, "_BOOT", "raise ImportError")
    with pytest.raises(process.ReaderRefusedError, match="could not start"):
        read(path)
