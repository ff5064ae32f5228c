"""The check of what Excel would repair finds nothing in a workbook as exported, and sees each kind of damage."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from cxdesk.common.periods import Calendar
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.targets.target import TargetBook
from tests.export.generated import dataset
from tests.export.repairs import repairs
from tests.export.repairs_sheet import formula_repairs

_LONG = "x" * 256


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("package") / "report.xlsx"
    report = build_report(dataset(12), Query(calendar=Calendar(zone="Europe/Berlin")), TargetBook())
    kpis = ("csat", "frt", "volume")
    write_workbook(report, out, WorkbookOptions(kpis=kpis, sheets=("Trends", "Targets", "Data")))
    return out


def test_a_workbook_as_exported_needs_no_repair(path):
    assert repairs(path) == []


_DAMAGE = {
    "rows that change places": ("xl/worksheets/sheet1.xml", r'<row r="12"', '<row r="9"', "out of order"),
    "a cell of another row": ("xl/worksheets/sheet1.xml", r'<c r="B12"', '<c r="B13"', "out of order"),
    "a style that is not there": ("xl/worksheets/sheet1.xml", r'(<c r="B12") s="\d+"', r'\1 s="99999"', "style"),
    "strings counted wrong": ("xl/sharedStrings.xml", r'uniqueCount="\d+"', 'uniqueCount="1"', "shared strings"),
    "a sheet's name twice": ("xl/workbook.xml", r'sheetId="2"', 'sheetId="1"', "one sheetId"),
    "a name of a cell that looks like a cell": ("xl/workbook.xml", r'name="MinSample"', 'name="ABC12"', "no name"),
    "a name that leads nowhere": ("xl/workbook.xml", r">Targets!", ">Goals!", "not there"),
    "a part without a type": ("[Content_Types].xml", r'<Override PartName="/xl/charts/chart1.xml"[^>]*/>', "", "type"),
    "a relation without a part": ("xl/_rels/workbook.xml.rels", r'Target="styles.xml"', 'Target="x.xml"', "not there"),
    "a look that is not there": ("xl/worksheets/sheet1.xml", r'dxfId="\d+"', 'dxfId="9999"', "look"),
    "two conditions of one priority": ("xl/worksheets/sheet1.xml", r'priority="2"', 'priority="1"', "priority"),
    "a header of a table that is not its cell": ("xl/tables/table1.xml", r'(<tableColumn id="1" name=)"[^"]*"',
                                                 r'\1"Elsewhere"', "headers"),
    "a table's id twice": ("xl/tables/table2.xml", r'(<table [^>]*?)id="2"', r'\1id="1"', "given twice"),
    "a table without rows": ("xl/tables/table1.xml", r'(<table [^>]*ref="A)\d+:([A-Z]+)\d+"',
                              r'\g<1>1:\g<2>1"', "no row of data"),
    "series of one place": ("xl/charts/chart1.xml", r'<c:order val="1"/>', '<c:order val="0"/>', "order"),
    "a property too long": ("docProps/custom.xml", r"<vt:lpwstr>[^<]*<", f"<vt:lpwstr>{_LONG}<", "too long"),
    "a property twice": ("docProps/custom.xml", r'pid="3"', 'pid="2"', "given twice"),
    "counts of styles": ("xl/styles.xml", r'<dxfs count="\d+"', '<dxfs count="1"', "dxfs"),
    "a number format that is not there": ("xl/styles.xml", r'(<xf numFmtId=)"1\d\d"', r'\1"999"', "number format"),
}  # fmt: skip


@pytest.mark.parametrize("kind", _DAMAGE)
def test_damage_is_seen(path, tmp_path, kind):
    part, pattern, instead, words = _DAMAGE[kind]
    found = repairs(_damaged(path, tmp_path, part, pattern, instead))
    assert any(words in sentence for sentence in found), found


def test_a_validation_with_a_list_too_long_is_seen(path, tmp_path):
    found = repairs(_damaged(path, tmp_path, _sheet_with(path, "<dataValidation "), r"<formula1>.*?</formula1>",
                             f'<formula1>"{_LONG}"</formula1>'))  # fmt: skip
    assert any("longer than 255" in sentence for sentence in found)


def test_a_sparkline_over_an_area_is_seen(path, tmp_path):
    found = repairs(_damaged(path, tmp_path, "xl/worksheets/sheet1.xml", r"<xm:f>([^:<]*):[^<]*</xm:f>",
                             r"<xm:f>\1:$Z$99</xm:f>"))  # fmt: skip
    assert any("sparkline" in sentence for sentence in found)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("SUM(" + ",".join(["1"] * 256) + ")", "arguments"),
        ("IF(1," * 65 + "1" + ")" * 65, "nested 65"),
        ("IF(1," * 64 + "1" + ")" * 64, ""),
        ("1+" * 4_097 + "1", "too long"),
        ("SUM(A1", "brackets"),
        ('IF(A1="' + "x" * 256 + '",1,2)', "255"),
        ("SUM(Tickets[odd '] (header])+'it''s (a) sheet'!A1", ""),
    ],
    ids=["arguments", "65 deep", "64 deep", "long", "open", "long text", "quoted brackets"],
)
def test_formulas_that_excel_refuses_are_seen(formula, words):
    found = " ".join(formula_repairs(formula))
    assert words in found
    assert bool(words) == bool(found)


def _sheet_with(path: Path, text: str) -> str:
    with zipfile.ZipFile(path) as package:
        return next(name for name in package.namelist() if name.startswith("xl/worksheets/sheet")
                    and text in package.read(name).decode("utf-8"))  # fmt: skip


def _damaged(path: Path, folder: Path, part: str, pattern: str, instead: str) -> Path:
    """A copy of the workbook with the first place in a part that fits the pattern changed."""
    out = folder / "damaged.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == part:
                text, count = re.subn(pattern, instead, content.decode("utf-8"), count=1)
                assert count == 1, f"nothing in {part} fits {pattern}"
                content = text.encode("utf-8")
            new.writestr(item, content)
    return out
