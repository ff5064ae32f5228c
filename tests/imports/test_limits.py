"""What no table is, and what would take time or memory without end, is refused with one sentence that says so."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from cxdesk.common.problems import UserError
from cxdesk.imports import service
from cxdesk.imports.files import memory, textfile
from cxdesk.imports.files.reader import read
from tests.imports.files import grid, package, text_cell, workbook

TABLE = "Ticket ID,Created at,Status\n" + "".join(f"{row},2024-03-{row + 1:02d} 10:00,open\n" for row in range(1, 25))
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def sentence(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read(path)
    text = str(caught.value)
    assert text.endswith(".")
    assert text.isprintable()
    assert not re.search(r"[.!?] [A-Z]", text), "one sentence"
    return text


def csv(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def changed(path: Path, change: dict[str, tuple[bytes, bytes] | None]) -> Path:
    """The workbook with a text of some parts replaced, or the parts left out."""
    with zipfile.ZipFile(path) as file:
        parts = {part.filename: file.read(part) for part in file.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            how = change.get(name, (b"", b""))
            if how is not None:
                assert how[0] in data
                file.writestr(name, data.replace(*how))
    return path


def test_a_row_far_wider_than_a_sheet_is_refused(tmp_path):
    wide = ",".join(["1"] * 16_385)
    assert "has a row of 16,385 cells, more than the 16,384 columns of a sheet" in sentence(
        csv(tmp_path / "wide.csv", f"{TABLE}{wide}\n")
    )
    assert "more than the 16,384 columns" in sentence(csv(tmp_path / "quoted.csv", f'{TABLE}"a",{wide}\n'))
    assert "more than the 16,384 columns" in sentence(csv(tmp_path / "header.csv", f"{wide}\n{wide}\n"))


def test_separators_behind_the_last_cell_are_no_columns(tmp_path):
    found = read(csv(tmp_path / "commas.csv", TABLE + "," * 1_000_000 + "\n"))
    assert (found[0].rows, len(found[0].columns)) == (25, 3)


def test_a_table_as_wide_as_a_sheet_is_read(tmp_path):
    header = ",".join(f"c{at}" for at in range(16_384))
    found = read(csv(tmp_path / "wide.csv", f"{header}\n{header}\n"))
    assert (found[0].rows, len(found[0].columns)) == (2, 16_384)


def test_one_wide_row_among_many_short_ones_does_not_take_the_memory_of_all(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "ALWAYS_CELLS", 100_000)
    monkeypatch.setattr(memory, "free_memory_bytes", lambda: 0)
    path = csv(tmp_path / "wide.csv", TABLE + "x," * 5000 + "x\n" + "1,2\n" * 100)
    assert "has rows of up to 5,001 cells among 26 rows that are mostly blank" in sentence(path)


def test_blank_lines_without_end_are_not_read_to_their_end(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "ALWAYS_CELLS", 1000)
    monkeypatch.setattr(memory, "free_memory_bytes", lambda: 0)
    assert "rows that are mostly blank" in sentence(csv(tmp_path / "blank.csv", "\n" * 5000 + "x"))


def test_chunks_of_wide_rows_lose_no_cell(tmp_path, monkeypatch):
    monkeypatch.setattr("cxdesk.imports.files.columns.CHUNK_CELLS", 10)
    found = read(csv(tmp_path / "ragged.csv", "a,b\n1,2,3\n4\n\n5,6,7,8,9,10,11,12,13,14,15,16\n17,18\n"))
    assert [[cell for cell in row if cell is not None] for row in grid(found[0])] == [
        ["a", "b"], ["1", "2", "3"], ["4"], [], [str(number) for number in range(5, 17)], ["17", "18"],
    ]  # fmt: skip


def test_a_cell_longer_than_the_csv_module_likes(tmp_path):
    long = "a" * 200_000
    assert grid(read(csv(tmp_path / "long.csv", f'id,text\n1,"{long}"\n2,b,c\n'))[0])[1] == ["1", long, None]
    assert grid(read(csv(tmp_path / "line.csv", long))[0]) == [[long]]


def test_a_file_is_as_large_as_memory_allows_whatever_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "ALWAYS_FILE_BYTES", 1000)
    monkeypatch.setattr(memory, "free_memory_bytes", lambda: 0)
    for name, head in (("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("new.xlsx", b"PK\x03\x04"), ("t.csv", b"a,")):
        assert "can be read with the memory that is free" in sentence(csv(tmp_path / name, head + bytes(2000)))


@pytest.mark.parametrize("place", ["A1048577", "XFE1", "A99999999999", "ZZZZZZ1"])
def test_cells_where_no_sheet_has_any_are_refused(tmp_path, place):
    row = re.sub(r"\D", "", place)
    path = package(tmp_path / "far.xlsx", f'<sheetData><row r="{row}">{text_cell(place, "x")}</row></sheetData>')
    assert "has cells beyond row 1,048,576 or column XFD" in sentence(path)


@pytest.mark.parametrize("what", ["columns", "rows"])
def test_cells_repeated_beyond_the_end_of_a_sheet_are_refused(tmp_path, what):
    path = tmp_path / "repeated.ods"
    cell = '<table:table-cell table:number-columns-repeated="{}"/>'.format(4_000_000_000 if what == "columns" else 1)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", ODS)
        row = f'<table:table-row table:number-rows-repeated="{1_048_577 if what == "rows" else 1}">'
        file.writestr("content.xml", f"<office:document-content>{row}{cell}</table:table-row>")
    assert "where a sheet ends" in sentence(path)


@pytest.mark.parametrize("before", [" " * 5000, f"<!--{'x' * 6000}-->", f"<!--{'<a>' * 100_000}-->"])
def test_a_document_type_definition_hides_behind_nothing(tmp_path, before):
    path = package(tmp_path / "late.xlsx", "<sheetData/>", prolog=f'{before}<!DOCTYPE a [<!ENTITY b "c">]>')
    assert "holds a document type definition" in sentence(path)


def test_a_part_in_utf_16_hides_nothing(tmp_path):
    path = package(tmp_path / "wide.xlsx", "<sheetData/>")
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("xl/theme/theme1.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16"))
    assert "parts of it are written in UTF-16" in sentence(path)


def test_parts_in_a_folder_named_otherwise_than_usual_are_read(tmp_path):
    rows = [["Ticket ID", "Status"], ["1", "open"]]
    links = "xl/_rels/workbook.xml.rels"
    dotted = changed(workbook(tmp_path / "dot.xlsx", rows), {links: (b'"worksheets/', b'"./worksheets/')})
    assert grid(read(dotted)[0]) == rows
    whole = changed(workbook(tmp_path / "whole.xlsx", rows), {links: (b'"worksheets/', b'"/xl/worksheets/')})
    assert grid(read(whole)[0]) == rows
    bare = changed(workbook(tmp_path / "bare.xlsx", rows), {"_rels/.rels": None})
    assert grid(read(bare)[0]) == rows


@pytest.mark.parametrize(
    "change",
    [
        {"xl/workbook.xml": None},
        {"xl/sharedStrings.xml": None},
        {"xl/worksheets/sheet1.xml": None},
        {"xl/_rels/workbook.xml.rels": None},
        {"xl/_rels/workbook.xml.rels": (b"sheet1.xml", b"sheet9.xml")},
        {"xl/worksheets/sheet1.xml": (b't="s"><v>', b't="s"><v>99')},
    ],
)
def test_a_workbook_that_lacks_a_part_is_called_damaged(tmp_path, change):
    path = changed(workbook(tmp_path / "half.xlsx", [["a", "b"], ["c", "d"]]), change)
    assert sentence(path) == "“half.xlsx” is damaged or incomplete: export or download it again."


def test_a_zip_whose_entries_need_a_password(tmp_path):
    path = workbook(tmp_path / "secret.xlsx", [["a"]])
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1  # the flag that says: encrypted
            at = data.find(mark, at + 4)
    path.write_bytes(data)
    assert "is protected with a password" in sentence(path)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("t.ndjson", '{ "id": 1 }\n{ "id": 2 }\n', "is a JSON document and not a table: export the same data as .csv"),
        ("t.csv", '{"tickets": []}', "is a JSON document and not a table"),
        ("t.xls", "MIME-Version: 1.0\nContent-Type: multipart/related\n\nContent-Type: text/html", "web page (MHTML)"),
        ("t.xls", "<!-- export -->\n<table><tr><td>ID</td></tr></table>", "is a web page (HTML)"),
        ("t.fods", f'<?xml version="1.0"?><office:document office:mimetype="{ODS}"/>', "a flat OpenDocument"),
    ],
)  # fmt: skip
def test_documents_that_are_no_workbook_are_named(tmp_path, name, text, words):
    assert words in sentence(csv(tmp_path / name, text))


def test_names_that_would_steer_a_terminal_are_written_out(tmp_path):
    path = csv(tmp_path / "a\n\x1b[31m\u202eb.xlsx", b"PK\x03\x04")
    assert sentence(path) == "“a\\n\\x1b[31m\\u202eb.xlsx” is damaged or incomplete: export or download it again."
    good = csv(tmp_path / "a\n\x1b[31m\u202eb.csv", TABLE)
    plan = service.draft([good]).sheets[0].plan
    assert (plan.file, plan.sheet) == ("a\\n\\x1b[31m\\u202eb.csv", "a\\n\\x1b[31m\\u202eb")
    assert plan.path == str(good)


def test_what_is_said_on_a_terminal_steers_nothing_but_lines():
    from cxdesk.common.terminal import say

    out = io.StringIO()
    say("one\x1b[2J\ttwo\nthree\r\u202e\x9b", out)
    assert out.getvalue() == "one\\x1b[2J\ttwo\nthree\\r\\u202e\\x9b\n"


def test_memory_that_runs_out_is_one_sentence(tmp_path, monkeypatch):
    def hungry(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(textfile, "decode", hungry)
    assert "needs more memory than is free" in sentence(csv(tmp_path / "t.csv", TABLE))


@pytest.mark.parametrize("row", [1, 12, 24])
def test_a_quotation_mark_never_closed_loses_no_row_below_it(tmp_path, row):
    lines = TABLE.splitlines()
    lines[row] = lines[row].replace("open", '"open')
    path = csv(tmp_path / "open.csv", "\n".join(lines) + "\n")
    sheet = read(path)[0]
    assert [cells[0] for cells in grid(sheet)[1:]] == [str(number) for number in range(1, 25)]
    balance = service.balance(service.draft([path]), 0)
    assert (balance.rows_in, balance.kept) == (24, 24)


@pytest.mark.parametrize("text", [" ", "   \n \n", " , , \n , , \n"])
def test_a_file_of_spaces_is_said_to_be_empty(tmp_path, text):
    draft = service.draft([csv(tmp_path / "s.csv", text)])
    assert [sheet.plan.verdict for sheet in draft.sheets] == ["Set aside: the sheet is empty."]
