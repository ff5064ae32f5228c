"""Every table as CSV: the same numbers as the workbook's cells, no text that runs, whole or not at all."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cxdesk.common.periods import Calendar
from cxdesk.common.progress import Cancelled
from cxdesk.export.csv_tables import write_tables
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query, Report
from cxdesk.targets.target import TargetBook
from tests.export.generated import dataset, whole_company

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")

BERLIN = Calendar(zone="Europe/Berlin")


@pytest.fixture(scope="module")
def report() -> Report:
    return build_report(whole_company(200), Query(calendar=BERLIN, splits=("channel", "team")), TargetBook())


@pytest.fixture(scope="module")
def folder(report, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("tables") / "all"
    write_tables(report, out)
    return out


@pytest.fixture(scope="module")
def book(report, tmp_path_factory) -> openpyxl.Workbook:
    out = tmp_path_factory.mktemp("book") / "report.xlsx"
    write_workbook(report, out)
    with pytest.warns(UserWarning, match="Sparkline"):
        return openpyxl.load_workbook(out, data_only=True)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def cells_below(sheet: Any, header: str) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """Heads and cells of every row below the row of heads that holds this one."""
    heads: dict[int, str] = {}
    for row in sheet.iter_rows():
        if not heads and any(cell.value == header for cell in row):
            heads = {cell.column: cell.value for cell in row if cell.value is not None}
        elif heads:
            yield tuple(heads.values()), [cell for cell in row if cell.column in heads]


def same(cell: Any, text: str) -> bool:
    """Whether a file shows what a cell holds."""
    value = cell.value
    if value is None:
        return text == ""
    if isinstance(value, datetime):
        return text in (f"{value:%Y-%m-%d}", f"{value:%Y-%m-%d %H:%M:%S}")
    if isinstance(value, bool | str):
        return text.lstrip("'") == str(value).lstrip("'")
    scale = 100 if "%" in cell.number_format else 1
    return text != "" and float(text) == pytest.approx(value * scale, rel=1e-13, abs=1e-12)


def test_contents_lists_every_file_with_its_rows(folder):
    listed = rows_of(folder / "contents.csv")
    assert listed[0] == ["File", "Table", "Rows"]
    assert {row[0] for row in listed[1:]} == {path.name for path in folder.iterdir()} - {"contents.csv"}
    for name, _, rows in listed[1:]:
        assert len(rows_of(folder / name)) - 1 == int(rows), name


def test_every_sheet_has_its_file(folder, book):
    names = {path.stem for path in folder.iterdir()}
    for sheet in book.sheetnames:
        assert sheet.casefold().replace(" ", "-") in names or sheet == "Segments", sheet
    assert {"summary-not-available", "conventions-also-in-force", "data-quality-problems",
            "data-quality-table-scores", "data-quality-rows-counted"} - names <= {"summary-not-available"}  # fmt: skip


def test_the_summary_shows_what_the_workbooks_cells_hold(folder, book):
    table = rows_of(folder / "summary.csv")
    by_id = {row[table[0].index("ID")]: dict(zip(table[0], row, strict=True)) for row in table[1:]}
    checked = 0
    for heads, cells in cells_below(book["Summary"], "KPI"):
        row = by_id.get(str(cells[heads.index("ID")].value)) if cells[heads.index("ID")].value else None
        if row is None:
            continue
        checked += 1
        for head, cell in zip(heads, cells, strict=True):
            if head != "Course":
                assert same(cell, row[head]), (head, cell.value, row[head])
    assert checked == len(by_id) > 50


@pytest.mark.parametrize("sheet", ["Trends", "Targets", "Definitions"])
def test_a_table_shows_what_the_workbooks_cells_hold(folder, book, sheet):
    table = rows_of(folder / f"{sheet.casefold()}.csv")
    found = list(cells_below(book[sheet], "KPI"))
    heads = [head for head in found[0][0] if head != "Course"]
    assert table[0] == [str(head).removesuffix(" 00:00:00") for head in heads]
    for row, (names, cells) in zip(table[1:], found, strict=False):
        shown = [cell for name, cell in zip(names, cells, strict=True) if name != "Course"]
        texts = [text for name, text in zip(table[0], row, strict=True) if name != "Excel formula"]  # a table has none
        held = [cell for name, cell in zip(heads, shown, strict=True) if name != "Excel formula"]
        assert all(same(cell, text) for cell, text in zip(held, texts, strict=True)), row


@pytest.mark.parametrize("sheet", ["Breakdown channel", "Distributions"])
def test_blocks_of_kpis_become_one_table(folder, book, sheet):
    table = rows_of(folder / f"{sheet.casefold().replace(' ', '-')}.csv")
    first = "Segment" if sheet.startswith("Breakdown") else "Range"
    assert table[0][:4] == ["ID", "KPI", "Unit", first]
    rows, kpi, checked = iter(table[1:]), "", 0
    for _, cells in cells_below(book[sheet], first):
        if cells[0].value is not None and cells[0].font.size == 11:
            kpi = cells[0].value
        elif any(cell.value is not None for cell in cells):
            row = next(rows)
            assert row[1] == kpi
            assert all(same(cell, text) for cell, text in zip(cells, row[3:], strict=True)), row
            checked += 1
    assert checked == len(table) - 1 > 20


@pytest.mark.parametrize("sheet", ["Tickets", "Surveys", "Orders", "Figures"])
def test_rows_of_data_are_those_of_the_data_sheets(folder, book, sheet):
    table = rows_of(folder / f"{sheet.casefold()}.csv")
    heads = {cell.value: cell.column - 1 for cell in book[sheet][1]}
    assert set(table[0]) <= set(heads)  # cells of conventions are there only for formulas
    assert "Row in file" in table[0]
    assert any(head.endswith("_in_period") for head in table[0])
    cells = [[row[heads[head]] for head in table[0]] for row in book[sheet].iter_rows()]
    assert len(table) == len(cells)
    for row, found in zip(table[1:], cells[1:], strict=True):
        assert all(same(cell, text) for cell, text in zip(found, row, strict=True)), row


def test_no_text_is_run_as_a_formula(folder):
    texts = [cell for path in folder.iterdir() for row in rows_of(path) for cell in row]
    run = [text for text in texts if text[:1] in ("=", "@", "+", "\t", "\r")]
    run += [text for text in texts if text.startswith("-") and not text[1:2].isdigit()]
    assert run == []
    assert any(text.startswith("'=cmd") for text in texts)


def test_the_files_are_read_by_excel_as_utf_8(folder):
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in folder.iterdir())


def test_a_package_holds_the_same_files_and_is_the_same_again(report, folder, tmp_path):
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    write_tables(report, one)
    write_tables(report, two)
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as package:
        assert {name: package.read(name) for name in package.namelist()} == {
            path.name: path.read_bytes() for path in folder.iterdir()
        }


def test_redaction_covers_every_file(report, tmp_path):
    write_tables(report, tmp_path / "codes", WorkbookOptions(redact=True, splits=("agent", "account")))
    text = "\n".join(path.read_text(encoding="utf-8-sig") for path in (tmp_path / "codes").iterdir())
    assert "Agent 001" in text
    for name in ("Zoë", "O'Hara", "Bob ~ Ray", "example.org"):
        assert name not in text


def test_chosen_sheets_and_kpis_are_those_of_the_template(report, tmp_path):
    write_tables(report, tmp_path / "few", WorkbookOptions(sheets=("Trends",), kpis=("csat", "frt")))
    assert {path.name for path in (tmp_path / "few").iterdir()} == {"contents.csv", "summary.csv", "trends.csv"}
    assert [row[0] for row in rows_of(tmp_path / "few" / "trends.csv")[1:]] == [
        "Customer satisfaction score", "First response time"]  # fmt: skip


def test_files_of_an_earlier_export_go_and_others_stay(report, tmp_path):
    place = tmp_path / "place"
    write_tables(report, place, WorkbookOptions(sheets=("Trends", "Targets")))
    (place / "mine.csv").write_text("my own")
    write_tables(report, place, WorkbookOptions(sheets=("Trends",), kpis=("csat",)))
    assert {path.name for path in place.iterdir()} == {"contents.csv", "summary.csv", "trends.csv", "mine.csv"}
    assert list(tmp_path.iterdir()) == [place]


def test_a_list_of_contents_cannot_make_it_remove_files_elsewhere(report, tmp_path):
    place, other = tmp_path / "place", tmp_path / "other.csv"
    place.mkdir()
    other.write_text("precious")
    (place / "contents.csv").write_text("File,Table,Rows\n../other.csv,Summary,1\n")
    write_tables(report, place, WorkbookOptions(sheets=()))
    assert other.read_text() == "precious"


class _Stop:
    """The user's stop, at the rows of data."""

    def report(self, done: int, total: int, text: str = "") -> None:
        del done, total
        if text == "Writing rows":
            raise Cancelled


@pytest.mark.parametrize("name", ["old", "old.zip"])
def test_a_stopped_export_leaves_what_was_there(tmp_path, name):
    found = build_report(dataset(100), Query(calendar=BERLIN, period=BERLIN.period(date(2024, 3, 1), date(2024, 4, 1))),
                         TargetBook())  # fmt: skip
    place = tmp_path / name
    write_tables(found, place, WorkbookOptions(sheets=("Trends", "Data")))
    before = sorted((path.name, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file())
    with pytest.raises(Cancelled):
        write_tables(found, place, progress=_Stop())
    assert sorted((path.name, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()) == before
    assert [path.name for path in tmp_path.iterdir()] == [name]
