import numpy as np
import openpyxl
from xlsxwriter import Workbook

from cxdesk.common.text import CELL_LIMIT
from cxdesk.export.sheets.stream import Column, StreamedSheet, day_numbers, text_xml


def written(tmp_path, columns):
    path = tmp_path / "sheet.xlsx"
    told: list[int] = []
    book = Workbook(str(path), {"tmpdir": str(tmp_path)})
    sheet = book.add_worksheet("Rows", StreamedSheet)
    sheet.hold(columns, "Rows", "Table Style Light 1", told.append)
    book.close()
    return openpyxl.load_workbook(path)["Rows"], told


def test_numbers_dates_and_texts_come_back_as_they_are(tmp_path):
    instants = np.array(["2024-03-31T23:59:59.500", "NaT", "2024-04-01T00:00:00"], dtype="datetime64[ms]")
    sheet, told = written(tmp_path, [
        Column(header="n", values=np.array([1.5, np.nan, -np.inf])),
        Column(header="at", values=instants),
        Column(header="text", values=np.array(["=1+1", "", " ü < & \x00 "], dtype=object)),
    ])  # fmt: skip
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0] == ["n", "at", "text"]
    assert cells[1][0] == 1.5
    assert cells[1][2] == "=1+1"
    assert sheet["C2"].data_type == "s"  # openpyxl says "f" for a formula
    assert cells[2] == [None, None, None]
    assert cells[3][2] == " ü < & \ufffd "
    assert cells[3][1] == 45383  # midnight is a whole day number, with no rounding
    assert told == [3]


def test_the_table_covers_all_rows(tmp_path):
    rows = 9_001
    sheet, told = written(tmp_path, [Column(header="n", values=np.arange(rows, dtype=np.float64))])
    assert sheet.tables["Rows"].ref == f"A1:A{rows + 1}"
    assert sheet.tables["Rows"].autoFilter.ref == f"A1:A{rows + 1}"
    assert [sheet.cell(row=row + 2, column=1).value for row in (0, 3_999, 4_000, 9_000)] == [0, 3_999, 4_000, 9_000]
    assert told == [4_000, 8_000, 9_001]


def test_a_table_without_rows_is_a_table_all_the_same(tmp_path):
    sheet, _ = written(tmp_path, [Column(header="n", values=np.array([], dtype=np.float64))])
    assert sheet.tables["Rows"].ref == "A1:A2"


def test_text_that_looks_like_an_escape_stays_text(tmp_path):
    sheet, _ = written(tmp_path, [Column(header="t", values=np.array(["_x0041_", "a\rb"], dtype=object))])
    assert "_x005F_x0041_" in text_xml("_x0041_")
    assert sheet["A3"].value in {"a\rb", "a_x000D_b"}


def test_long_text_is_cut_visibly(tmp_path):
    sheet, _ = written(tmp_path, [Column(header="t", values=np.array(["x" * 40_000], dtype=object))])
    assert len(sheet["A2"].value) == CELL_LIMIT
    assert sheet["A2"].value.endswith("…")


def test_days_that_a_spreadsheet_cannot_count_are_text(tmp_path):
    old = np.array(["1899-12-31T00:00:00", "1900-03-01T00:00:00"], dtype="datetime64[ms]")
    sheet, _ = written(tmp_path, [Column(header="at", values=old)])
    assert sheet["A2"].value == "1899-12-31 00:00:00"
    assert sheet["A3"].value == 61
    assert day_numbers(old).tolist() == [1.0, 61.0]
