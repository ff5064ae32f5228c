"""Formulas of a sheet hold a value that every program reads."""

from __future__ import annotations

import zipfile

from xlsxwriter import Workbook

from cxdesk.export.sheets.live_sheet import LiveSheet


def test_a_formula_without_a_value_holds_an_empty_text(tmp_path):
    path = tmp_path / "book.xlsx"
    book = Workbook(str(path))
    book.add_worksheet("One", LiveSheet).write_formula(0, 0, '=IF(B1="","",B1)', None, None)
    book.close()
    with zipfile.ZipFile(path) as package:
        text = package.read("xl/worksheets/sheet1.xml").decode("utf-8")
    assert "None" not in text
