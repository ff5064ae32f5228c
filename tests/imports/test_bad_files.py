"""A file that cannot be read is one plain sentence: what was found, and what to do."""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

import pytest

from cxdesk.common.problems import UserError
from cxdesk.imports.files.reader import read
from tests.imports.files import compound_file, package, text_cell, workbook


def sentence(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read(path)
    text = str(caught.value)
    assert text.endswith(".")
    assert not re.search(r"[.!?] [A-Z]", text), "one sentence"
    assert "Traceback" not in text
    assert path.name in text
    return text


def test_an_empty_file(tmp_path):
    path = tmp_path / "export.csv"
    path.touch()
    assert sentence(path) == "“export.csv” is empty (0 bytes): export it again."


def test_a_missing_file(tmp_path):
    assert "does not exist: check the name" in sentence(tmp_path / "gone.xlsx")


def test_a_folder(tmp_path):
    folder = tmp_path / "exports"
    folder.mkdir()
    assert sentence(folder) == "“exports” is a folder: choose the files inside it."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert "is a device or pipe" in sentence(pipe)


def test_a_file_that_another_program_holds(tmp_path, monkeypatch):
    path = workbook(tmp_path / "open.xlsx", [["a"]])

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    assert "another program such as Excel holds it" in sentence(path)


def test_a_disk_that_fails(tmp_path, monkeypatch):
    path = workbook(tmp_path / "stick.xlsx", [["a"]])

    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", broken)
    assert "cannot be read (Input/output error)" in sentence(path)


def test_the_mark_that_excel_leaves_beside_an_open_workbook(tmp_path):
    path = tmp_path / "~$tickets.xlsx"
    path.write_bytes(b"\x05Agent" + b" " * 159)
    assert "choose “tickets.xlsx” instead" in sentence(path)


def test_text_that_is_no_table_named_like_a_workbook(tmp_path):
    path = tmp_path / "letter.xlsx"
    path.write_text("Dear team,\nplease find the export attached, as agreed.\nRegards\nAnn\n", encoding="utf-8")
    assert "is named like a workbook but holds plain text" in sentence(path)


def test_a_web_page_named_like_an_old_workbook(tmp_path):
    path = tmp_path / "report.xls"
    path.write_text("\n<html><body><table><tr><td>ID</td></tr></table></body></html>", encoding="utf-8")
    assert "is a web page (HTML)" in sentence(path)


def test_an_xml_spreadsheet_of_excel_2003(tmp_path):
    path = tmp_path / "report.xls"
    path.write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', encoding="utf-8"
    )
    assert "is an XML spreadsheet of Excel 2003" in sentence(path)


def test_json(tmp_path):
    path = tmp_path / "tickets.json"
    path.write_text('[{"id": 1}]', encoding="utf-8")
    assert "is a JSON document" in sentence(path)


def test_a_workbook_with_a_password(tmp_path):
    path = compound_file(tmp_path / "secret.xlsx", ["EncryptionInfo", "EncryptedPackage"])
    assert "is protected with a password: save a copy without the password" in sentence(path)


def test_a_zip_with_a_password(tmp_path):
    path = workbook(tmp_path / "secret.xlsx", [["a"]])
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1  # the flag that says: encrypted
            at = data.find(mark, at + 4)
    path.write_bytes(data)
    assert "damaged" in sentence(path) or "password" in sentence(path)


@pytest.mark.parametrize("kept", [4, 100, 1000, -40])
def test_a_truncated_workbook(tmp_path, kept):
    path = workbook(tmp_path / "half.xlsx", [["a", "b"], [1, 2]])
    path.write_bytes(path.read_bytes()[:kept])
    assert sentence(path) == "“half.xlsx” is damaged or incomplete: export or download it again."


def test_a_workbook_with_damaged_bytes(tmp_path):
    path = workbook(tmp_path / "scratched.xlsx", [[f"text {row}"] for row in range(500)])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        start = file.getinfo("xl/worksheets/sheet1.xml").header_offset + 60
    for at in range(start, start + 200):
        data[at] ^= 0x5A
    path.write_bytes(data)
    assert "is damaged or incomplete" in sentence(path)


def test_a_workbook_whose_xml_is_broken(tmp_path):
    path = package(tmp_path / "broken.xlsx", '<sheetData><row r="1"><c r="A1"></wrong></sheetData>')
    assert "is damaged or incomplete" in sentence(path)


def test_an_old_workbook_that_is_cut_off(tmp_path):
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Tickets")
    for row in range(3000):
        sheet.write(row, 0, f"text {row}")
    path = tmp_path / "old.xls"
    book.save(str(path))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])
    assert "is damaged or incomplete" in sentence(path)


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = package(
        tmp_path / "bomb.xlsx", f'<sheetData><row r="1">{text_cell("A1", " " * (60 << 20))}</row></sheetData>'
    )
    assert "would unpack to 63 MB" in sentence(path)


def test_billion_laughs(tmp_path):
    entities = "".join(f'<!ENTITY {chr(98 + step)} "{f"&{chr(97 + step)};" * 10}">' for step in range(9))
    path = package(
        tmp_path / "laughs.xlsx",
        f'<sheetData><row r="1">{text_cell("A1", "&j;")}</row></sheetData>',
        prolog=f'<!DOCTYPE lol [<!ENTITY a "ha">{entities}]>',
    )
    assert "holds a document type definition" in sentence(path)


def test_an_external_entity_is_not_fetched(tmp_path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    path = package(
        tmp_path / "xxe.xlsx",
        f'<sheetData><row r="1">{text_cell("A1", "&x;")}</row></sheetData>',
        prolog=f'<!DOCTYPE l [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>',
    )
    assert "holds a document type definition" in sentence(path)


def test_a_workbook_without_any_cell(tmp_path):
    path = workbook(tmp_path / "blank.xlsx", [])
    assert sentence(path) == "“blank.xlsx” holds no cell in any of its sheets: check that the export worked."


def test_a_text_file_of_blank_lines(tmp_path):
    path = tmp_path / "blank.csv"
    path.write_text("\n\n\n", encoding="utf-8")
    assert sentence(path) == "“blank.csv” holds only blank lines: export it again."


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        ("report.pdf", b"%PDF-1.7\n", "is a PDF document"),
        ("report.csv", b"%PDF-1.7\n", "is a PDF document"),
        ("chart.png", b"\x89PNG\r\n\x1a\n", "is a picture"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a picture"),
        ("export.csv.gz", b"\x1f\x8b\x08\x00", "is a compressed archive"),
        ("desk.db", b"SQLite format 3\x00", "is a database or a saved workspace"),
        ("data.bin", bytes(range(256)) * 20, "is a file of an unknown kind"),
    ],
)
def test_other_kinds_of_files_are_named(tmp_path, name, head, words):
    path = tmp_path / name
    path.write_bytes(head)
    assert words in sentence(path)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("word/document.xml", "is a text document"),
        ("ppt/presentation.xml", "is a presentation"),
        ("Index/Document.iwa", "is an Apple Numbers document"),
        ("tickets.csv", "is a zip archive"),
    ],
)
def test_other_packages_are_named(tmp_path, part, words):
    path = tmp_path / "file.docx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(part, "x")
    assert words in sentence(path)


def test_a_word_document_of_old(tmp_path):
    assert "is a Word document" in sentence(compound_file(tmp_path / "letter.doc", ["WordDocument"]))


def test_prose_in_a_file_of_unknown_type(tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("# Notes\n\nWe talked about tickets.\n", encoding="utf-8")
    assert "holds plain text that is no table" in sentence(path)


def test_a_file_beyond_the_limit(tmp_path, monkeypatch):
    from cxdesk.imports.files import memory

    path = workbook(tmp_path / "large.xlsx", [["a"]])
    monkeypatch.setattr(memory, "ALWAYS_FILE_BYTES", 100)
    monkeypatch.setattr(memory, "free_memory_bytes", lambda: 0)
    assert "can be read with the memory that is free" in sentence(path)
    text = tmp_path / "large.csv"
    text.write_text("a,b\n" * 100, encoding="utf-8")
    assert "can be read with the memory that is free" in sentence(text)
