"""Every exported workbook is accessible, safe and well made; and the checker that says so sees what is not."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from cxdesk.common.periods import Calendar
from cxdesk.common.stamps import FileStamp
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.tables.dataset import EMPTY, Dataset
from cxdesk.targets.target import TargetBook
from tests.export.checker import contrast, objections
from tests.export.generated import dataset, whole_company

BERLIN = Calendar(zone="Europe/Berlin")
SPLITS = ("channel", "agent", "account", 'extra:=HYPERLINK("http://x")')  # fmt: skip
STAMP = FileStamp(size=1_234_567, modified_ns=0, digest="0123456789abcdef" * 2, whole=True,
                  read_at=datetime(2024, 7, 1, tzinfo=UTC))  # fmt: skip


def hostile() -> Dataset:
    """Cells, headers and names that a spreadsheet program could take for formulas, links, numbers or markup."""
    data = whole_company(60)
    tickets = data.tables["tickets"]
    texts = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "\t=1", "http://example.org", "00123", "1,5", "<b>&amp;",
             "_x0041_", "\x0bvertical", "#REF!", "#N/A", "'quoted", "A" * 40_000]  # fmt: skip
    column = pd.Categorical([texts[place % len(texts)] for place in range(len(tickets))])
    tickets = tickets.assign(**{'extra:=HYPERLINK("http://x")': column, "extra:[odd]#header'": column, "agent": column})
    sources = tuple(replace(source, file=f"=cmd|{source.file}", stamp=STAMP) for source in data.sources)
    return Dataset(tables={**data.tables, "tickets": tickets}, sources=sources)


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("package") / "report.xlsx"
    write_workbook(build_report(hostile(), Query(calendar=BERLIN, splits=SPLITS), TargetBook()), out)
    return out


def test_a_workbook_of_hostile_names_is_accessible_and_safe(path):
    assert objections(path) == []


@pytest.mark.parametrize(
    "options",
    [WorkbookOptions(redact=True), WorkbookOptions(formulas=False), WorkbookOptions(sheets=("Trends", "Data"))],
    ids=["names hidden", "values only", "some sheets"],
)
def test_workbooks_made_otherwise_are_as_good(tmp_path, options):
    out = tmp_path / "report.xlsx"
    write_workbook(build_report(hostile(), Query(calendar=BERLIN, splits=SPLITS), TargetBook()), out, options)
    assert objections(out) == []


def test_a_workbook_of_nothing_is_as_good(tmp_path):
    out = tmp_path / "report.xlsx"
    period = BERLIN.period(date(2024, 1, 1), date(2024, 2, 1))
    write_workbook(build_report(EMPTY, Query(calendar=BERLIN, period=period), TargetBook()), out)
    assert objections(out) == []


def test_properties_name_every_source_with_its_hash(tmp_path):
    out = tmp_path / "report.xlsx"
    data = dataset(40)
    named = tuple(replace(source, stamp=STAMP, file="Ann's tickets.csv") for source in data.sources[:1])
    report = build_report(replace(data, sources=(*named, *data.sources[1:])), Query(calendar=BERLIN), TargetBook())
    write_workbook(report, out)
    custom = _part(out, "docProps/custom.xml")
    words = "Ann's tickets.csv: 1,234,567 bytes, BLAKE2b 0123456789abcdef0123456789abcdef"
    assert words in custom.replace("&apos;", "'")
    assert 'name="Source 3"' in custom
    assert words in _part(out, "xl/sharedStrings.xml").replace("&apos;", "'")
    write_workbook(report, out, WorkbookOptions(redact=True))
    assert "Ann's" not in _part(out, "docProps/custom.xml")
    assert "0123456789abcdef" in _part(out, "docProps/custom.xml")


def _part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode("utf-8")


FAULTS = {
    "a merged cell": (r"xl/worksheets/sheet1\.xml", "</sheetData>", '</sheetData><mergeCell ref="A1:B1"/>', "merged"),
    "a link": (r"xl/worksheets/sheet2\.xml", "</sheetData>", '</sheetData><hyperlink ref="A1"/>', "links"),
    "an error value": (r"xl/worksheets/sheet1\.xml", "</row>", '<c r="Z1" t="e"><v>#N/A</v></c></row>', "is #N/A"),
    "no number": (r"xl/worksheets/sheet1\.xml", "</row>", '<c r="Z1"><v>nan</v></c></row>', "number nan"),
    "a formula that runs a program": (
        r"xl/worksheets/sheet1\.xml",
        "</row>",
        '<c r="Z1"><f>cmd|A0</f><v>1</v></c></row>',
        "out of the workbook",
    ),
    "a function that older programs lack": (
        r"xl/worksheets/sheet1\.xml",
        "</row>",
        '<c r="Z1"><f>_xlfn.XLOOKUP(1,2,3)</f><v>1</v></c></row>',
        "XLOOKUP",
    ),
    "a chart without words": (r"xl/drawings/drawing1\.xml", ' descr="', ' title="', "no words"),
    "another sheet first": (r"xl/workbook\.xml", "<workbookView ", '<workbookView activeTab="2" ', "not open on"),
    "two names alike": (r"xl/workbook\.xml", 'name="Trends"', 'name="SUMMARY"', "two sheets"),
    "pale letters": (r"xl/styles\.xml", 'rgb="FF5A5E65"', 'rgb="FFCCCCCC"', "hard to read"),
    "nothing frozen": (r"xl/worksheets/sheet1\.xml", 'state="frozen"', 'state="split"', "frozen"),
    "no title": (r"docProps/core\.xml", "dc:title", "dc:other", "dc:title"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_the_checker_sees(path, tmp_path, fault):
    part, old, new, words = fault
    out = tmp_path / "faulty.xlsx"
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(out, "w") as changed:
        for item in package.infolist():
            data = package.read(item)
            if re.fullmatch(part, item.filename):
                text = data.decode("utf-8")
                assert old in text
                data = text.replace(old, new, -1 if part.endswith(r"core\.xml") else 1).encode("utf-8")
            changed.writestr(item, data)
    assert any(words in line for line in objections(out))


def test_contrast_is_that_of_the_web_guidelines():
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    assert contrast("777777", "FFFFFF") == pytest.approx(4.48, abs=0.005)  # just fails
