import io
import re
import struct
import zipfile
from datetime import datetime

import numpy as np
import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.common.text import CELL_LIMIT
from cxdesk.export import package
from cxdesk.export.package import KpiBook, write_package
from cxdesk.export.sheets import cells, stream
from cxdesk.export.sheets.cells import text_xml, texts_xml
from cxdesk.export.sheets.columns import Column, coded, day_numbers
from cxdesk.export.sheets.stream import StreamedSheet


def packed(columns) -> tuple[bytes, list[int]]:
    file, book = io.BytesIO(), KpiBook()
    told: list[int] = []
    sheet = book.add_worksheet("Rows", StreamedSheet)
    sheet.hold(columns, "Rows", "Table Style Light 1")
    write_package(book, file, told.append)
    return file.getvalue(), told


def written(columns):
    content, told = packed(columns)
    return openpyxl.load_workbook(io.BytesIO(content))["Rows"], told


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def column(texts) -> Column:
    return Column(header="t", values=pa.chunked_array([pa.array(texts, pa.large_string())]))


def test_numbers_dates_and_texts_come_back_as_they_are():
    instants = np.array(["2024-03-31T23:59:59.500", "NaT", "2024-04-01T00:00:00"], dtype="datetime64[ms]")
    sheet, told = written([
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


def test_the_table_covers_all_rows():
    rows = 9_001
    sheet, told = written([Column(header="n", values=np.arange(rows, dtype=np.float64))])
    assert sheet.tables["Rows"].ref == f"A1:A{rows + 1}"
    assert sheet.tables["Rows"].autoFilter.ref == f"A1:A{rows + 1}"
    assert [sheet.cell(row=row + 2, column=1).value for row in (0, 3_999, 4_000, 9_000)] == [0, 3_999, 4_000, 9_000]
    assert told == [4_000, 8_000, 9_001]


def test_rows_of_long_texts_are_made_fewer_at_a_time(monkeypatch):
    monkeypatch.setattr(cells, "_CHUNK_BYTES", 10_000)
    texts = [f"{'word ' * 300}{row}" for row in range(40)]
    sheet, told = written([column(texts)])
    assert [cell.value for cell in sheet["A"][1:]] == texts
    assert len(told) > 4
    assert told[-1] == 40


def test_a_table_without_rows_is_a_table_all_the_same():
    sheet, _ = written([Column(header="n", values=np.array([], dtype=np.float64))])
    assert sheet.tables["Rows"].ref == "A1:A2"


def test_numbers_are_the_same_to_the_last_digit():
    values = [0.1, 1 / 3, -0.0, 1e-7, 5e-324, 1.7976931348623157e308, 2.0**53, 2.0**53 + 2, -1e15, 123456789.125]
    for kept in (values, [1.0, np.nan, -3.0, 2.0**52]):
        sheet, _ = written([Column(header="n", values=np.array(kept))])
        assert [cell.value for cell in sheet["A"][1:]] == [None if np.isnan(value) else value for value in kept]


def test_only_the_rows_asked_for_are_written_and_no_text_of_others():
    rows = np.array([3, 1])
    content, _ = packed([
        Column(header="n", values=np.arange(4.0), rows=rows),
        Column(header="label", values=coded(np.array([0, 1, -1, 2]), ["hidden", "one", "two"]), rows=rows),
        Column(header="text", values=pa.chunked_array([["a", "b"], ["c", "d"]]), rows=rows),
        Column(header="at", values=np.arange(4).astype("datetime64[D]").astype("datetime64[ms]"), rows=rows),
    ])  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Rows"]
    assert [[cell.value for cell in row[:3]] for row in sheet.iter_rows(min_row=2)] == [
        [3, "two", "d"],
        [1, "one", "b"],
    ]
    assert [cell.value for cell in sheet["D"][1:]] == [25_572, 25_570]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any(b"hidden" in archive.read(name) for name in archive.namelist())


def test_formats_of_columns_are_among_the_styles():
    file, book = io.BytesIO(), KpiBook()
    sheet = book.add_worksheet("Rows", StreamedSheet)
    times, bold = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bold": True})
    at = np.array(["2024-04-01"], dtype="datetime64[ms]")
    sheet.hold([Column(header="at", values=at, format=times), Column(header="n", values=np.array([1.0]), format=bold)],
               "Rows", "Table Style Light 1")  # fmt: skip
    write_package(book, file, lambda _: None)
    found = openpyxl.load_workbook(file)["Rows"]
    assert found["A2"].number_format == "yyyy-mm-dd"
    assert found["A2"].value == datetime(2024, 4, 1)
    assert found["B2"].font.bold
    assert not found["A2"].font.bold


def test_labels_stand_once_in_the_list_of_texts_and_are_counted():
    content, _ = packed([Column(header="t", values=coded(np.array([0, 1, 0, -1, 0]), ["a", "b"]))])
    texts = part(content, "xl/sharedStrings.xml")
    assert re.findall("<t>(.)</t>", texts) == ["a", "b", "t"]
    assert 'count="5" uniqueCount="3"' in texts  # the header, a three times, b


@pytest.mark.parametrize("most", [0, 10])
def test_labels_that_are_odd_or_too_many_stand_in_their_cells(monkeypatch, most):
    monkeypatch.setattr(stream, "_MOST_SHARED", most)
    labels = [" a ", "_x0041_x0041_", "b\rc", "<&>"]
    sheet, _ = written([Column(header="t", values=coded(np.array([0, 1, 2, 3, -1, 0]), labels))])
    found = [cell.value for cell in sheet["A"][1:]]
    assert found[0] == " a "
    assert found[1].count("_x005F") == 2
    assert found[1].replace("_x005F", "") == "_x0041_x0041_"  # openpyxl leaves the escapes as they are
    assert found[2] in {"b\rc", "b_x000D_c"}
    assert found[3:] == ["<&>", None, " a "]


def test_text_that_looks_like_an_escape_stays_text():
    sheet, _ = written([Column(header="t", values=np.array(["_x0041_", "a\rb"], dtype=object))])
    assert "_x005F_x0041_" in text_xml("_x0041_")
    assert sheet["A3"].value in {"a\rb", "a_x000D_b"}


AWKWARD = st.text(
    alphabet=st.one_of(st.sampled_from(" \t\n\r&<>_x0A1\x00\x0b\ufffe\u00a0ü\U0001f600"), st.characters())
)


@given(st.lists(st.one_of(st.none(), AWKWARD), min_size=1))
def test_texts_of_a_column_are_escaped_as_each_alone(texts):
    usable = [None if text is None else text.encode("utf-8", "replace").decode() for text in texts]
    found = texts_xml(pa.array(usable, pa.string())).to_pylist()
    space = ' xml:space="preserve"'  # what only other scripts call space needs no mark
    assert [text and text.replace(space, "") for text in found] == [
        text_xml(text).replace(space, "") if text else None for text in usable
    ]
    for text, xml in zip(usable, found, strict=True):
        if text and (text[0] in " \t\n" or text[-1] in " \t\n"):
            assert space in str(xml)


def test_long_text_is_cut_visibly():
    for values in (np.array(["x" * 40_000], dtype=object), pa.array(["x" * 40_000])):
        sheet, _ = written([Column(header="t", values=values)])
        assert len(sheet["A2"].value) == CELL_LIMIT
        assert sheet["A2"].value.endswith("…")


def test_days_that_a_spreadsheet_cannot_count_are_text():
    old = np.array(["1899-12-31T00:00:00", "NaT", "1900-03-01T00:00:00"], dtype="datetime64[ms]")
    sheet, _ = written([Column(header="at", values=old)])
    assert [cell.value for cell in sheet["A"][1:]] == ["1899-12-31 00:00:00", None, 61]
    assert day_numbers(old)[[0, 2]].tolist() == [1.0, 61.0]
    assert Column(header="at", values=old).shown()[2:].tolist() == [61.0]


def test_a_formula_stands_on_the_rows_that_follow_it_with_their_values():
    values, live = np.array([2.0, np.nan, 5.5, np.nan]), np.array([True, True, False, False])
    content, _ = packed([Column(header="n", values=values, formula='IF(1<2,2,"")', live=live)])
    xml = part(content, "xl/worksheets/sheet1.xml")
    assert '<c r="A2"><f>IF(1&lt;2,2,"")</f><v>2</v></c>' in xml
    assert '<c r="A3" t="str"><f>IF(1&lt;2,2,"")</f><v></v></c>' in xml
    assert '<c r="A4"><v>5.5</v></c></row><row r="5"></row>' in xml


def _has_large_numbers(data: bytes, entry: zipfile.ZipInfo) -> bool:
    """Whether the entry's own header has the field of sizes over 4 GiB: kind 1 among its extra fields."""
    name, extra = struct.unpack_from("<HH", data, entry.header_offset + 26)
    start = entry.header_offset + 30 + name
    return extra >= 20 and data[start : start + 2] == b"\x01\x00"


def test_a_sheet_that_may_be_very_large_is_written_with_large_numbers(monkeypatch):
    columns = [column(["a" * 50, None] * 10)]
    plain, _ = packed(columns)
    monkeypatch.setattr(package, "_LARGE", 500)
    large, _ = packed(columns)
    with zipfile.ZipFile(io.BytesIO(large)) as archive:
        assert _has_large_numbers(large, archive.getinfo("xl/worksheets/sheet1.xml"))
        assert not _has_large_numbers(large, archive.getinfo("xl/styles.xml"))
        assert archive.testzip() is None
    assert part(large, "xl/worksheets/sheet1.xml") == part(plain, "xl/worksheets/sheet1.xml")
