"""What stands in the exported workbook, read with another library and as XML."""

from __future__ import annotations

import errno
import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cxdesk.common.periods import Calendar
from cxdesk.common.problems import Problem
from cxdesk.common.progress import Cancelled
from cxdesk.export import live, workbook
from cxdesk.export.sheets import breakdown
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query, Report
from cxdesk.targets.target import TargetBook
from tests.export.generated import dataset

# openpyxl says of every workbook with sparklines that it does not read them
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")

BERLIN = Calendar(zone="Europe/Berlin")


@pytest.fixture(scope="module")
def report() -> Report:
    found = build_report(dataset(300), Query(calendar=BERLIN, splits=("channel",)), TargetBook())
    problem = Problem(kind="unreadable_date", message="“=1+1” in “Solved” is no date.", file="t.csv", row=17,
                      column="Solved", found="=1+1")  # fmt: skip
    return replace(found, problems=(problem,))


@pytest.fixture(scope="module")
def path(report, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("workbook") / "report.xlsx"
    write_workbook(report, out)
    return out


@pytest.fixture(scope="module")
def book(path) -> openpyxl.Workbook:
    with pytest.warns(UserWarning, match="Sparkline"):
        return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def values(path) -> openpyxl.Workbook:
    with pytest.warns(UserWarning, match="Sparkline"):
        return openpyxl.load_workbook(path, data_only=True)


def rows_by_id(sheet) -> dict[str, dict[str, Any]]:
    """Cells of the table of KPIs by the words of its header row, by the id in the column called so."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if "KPI" in row)
    column = head.index("ID")
    return {row[column]: dict(zip(head, row, strict=True)) for row in rows if isinstance(row[column], str)}


def xml_of(path: Path, part: str) -> str:
    with zipfile.ZipFile(path) as package:
        return "".join(package.read(name).decode() for name in sorted(package.namelist()) if re.fullmatch(part, name))


def test_sheets_stand_in_their_order_and_it_opens_on_the_summary(book):
    assert book.sheetnames == ["Summary", "Trends", "Breakdown channel", "Distributions", "Account health", "Targets",
                               "Conventions", "Definitions", "Data quality",
                               "Tickets", "Surveys", "Figures"]  # fmt: skip
    assert book.active.title == "Summary"


def test_values_are_those_of_the_report(values, report):
    rows = rows_by_id(values["Summary"])
    assert rows["csat"]["Value"] == pytest.approx(report.kpi("csat").value / 100)
    assert rows["art"]["Value"] == pytest.approx(report.kpi("art").value)
    assert rows["csat"]["Target"] == pytest.approx(0.8)
    assert rows["csat"]["n"] == report.kpi("csat").n
    assert rows["csat"]["Status"] == f"{report.kpi('csat').status.mark} {report.kpi('csat').status.word}"
    missing = [cell.value for cell in values["Summary"]["A"]]
    assert "Customer churn rate" in missing


def test_figures_are_live_formulas_over_the_data_tables(book):
    rows = rows_by_id(book["Summary"])
    value = rows["csat"]["Value"]
    assert value.startswith("=")
    assert "Surveys[csat_satisfied]" in value
    assert "Targets!" in rows["csat"]["Status"]
    live_cells = [cell for row in book["Trends"]["E4:J10"] for cell in row if cell.data_type == "f"]
    assert len(live_cells) > 20


def test_percent_is_a_fraction_with_a_percent_format(book, values):
    cell = next(cell for cell in values["Summary"]["B"] if cell.row > 9 and isinstance(cell.value, float))
    assert 0 <= cell.value <= 1
    assert book["Summary"][cell.coordinate].number_format == "0.0%"


def test_text_that_looks_like_a_formula_stays_text(book):
    sheet = book["Tickets"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Subject")
    assert sheet.cell(row=2, column=column).value.startswith("=cmd")
    xml = xml_of(next_path(book), r"xl/worksheets/sheet8\.xml")
    assert "<f>" not in xml
    problems = [cell for row in book["Data quality"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert len(problems) == 1


def next_path(book: openpyxl.Workbook) -> Path:
    return _PATHS[id(book)]


_PATHS: dict[int, Path] = {}


@pytest.fixture(autouse=True)
def _remember(book, path):
    _PATHS[id(book)] = path


def test_no_cell_holds_an_error(values):
    for sheet in values:
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if isinstance(cell.value, str) and cell.value.startswith("#")]


def test_data_are_excel_tables_with_unique_headers(book):
    for name in ("Tickets", "Surveys", "Figures"):
        sheet = book[name]
        assert list(sheet.tables) == [name]
        headers = [cell.value for cell in sheet[1]]
        assert len({header.casefold() for header in headers}) == len(headers)
        assert [column.name for column in sheet.tables[name].tableColumns] == headers
        assert sheet.freeze_panes == "B2"
    assert book["Tickets"].max_row == 301


def test_times_are_wall_clock_of_the_zone(book, report):
    sheet = book["Tickets"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Created")
    instants = BERLIN.local(report.evidence.store.instants("tickets", "created_at"))
    shown = sheet.cell(row=3, column=column).value
    assert shown == instants[1].item()


def test_every_chart_has_words_for_who_cannot_see_it(path):
    drawings = xml_of(path, r"xl/drawings/drawing\d+\.xml")
    charts = re.findall(r"<xdr:cNvPr [^>]*>", drawings)
    assert len(charts) > 20
    assert all(re.search(r'descr="[^"]{20,}"', chart) for chart in charts)


def test_charts_are_native_with_a_target_line(path):
    assert "<c:lineChart>" in xml_of(path, r"xl/charts/chart1\.xml")
    every = xml_of(path, r"xl/charts/chart\d+\.xml")
    assert "<c:barChart>" in every
    assert "<c:v>Target</c:v>" in every


def test_properties_say_what_it_was_made_from(path, book, report):
    assert book.properties.title == "Customer-service KPIs, January 2024 to July 2024"
    assert book.properties.created == report.as_of.replace(tzinfo=None, microsecond=0)
    custom = xml_of(path, r"docProps/custom\.xml")
    assert report.app in custom
    assert "Europe/Berlin" in custom


def test_the_same_report_gives_the_same_file(report, path, tmp_path):
    again = tmp_path / "again.xlsx"
    write_workbook(report, again)
    assert again.read_bytes() == path.read_bytes()


_AGAIN = """
import sys
from pathlib import Path
from tests.export.test_workbook import BERLIN, TargetBook, Query, build_report, dataset, write_workbook
query = Query(calendar=BERLIN, splits=("channel", "agent"), filters={"region": ("North", "South")})
write_workbook(build_report(dataset(300), query, TargetBook()), Path(sys.argv[1]))
"""


def test_other_processes_with_other_seeds_of_hashes_give_the_same_file(tmp_path):
    made = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.xlsx"
        root = Path(__file__).parents[2]
        subprocess.run([sys.executable, "-c", _AGAIN, str(out)], check=True, cwd=root,
                       env={**os.environ, "PYTHONHASHSEED": seed})  # fmt: skip
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_no_merged_cells_and_frozen_headers(book):
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is not None


def test_without_formulas_every_cell_holds_its_value(report, tmp_path):
    out = tmp_path / "values.xlsx"
    write_workbook(report, out, WorkbookOptions(formulas=False))
    assert not re.search(r"<f[ >]", xml_of(out, r"xl/worksheets/sheet\d+\.xml"))
    with pytest.warns(UserWarning, match="Sparkline"):
        found = openpyxl.load_workbook(out)
    rows = rows_by_id(found["Summary"])
    assert rows["csat"]["Value"] == pytest.approx(report.kpi("csat").value / 100)
    assert rows["csat"]["Target"] == pytest.approx(0.8)
    assert rows["csat"]["Status"] == f"{report.kpi('csat').status.mark} {report.kpi('csat').status.word}"
    assert "values only" in found["Targets"]["A2"].value


def test_chosen_sheets_only(report, tmp_path):
    out = tmp_path / "some.xlsx"
    write_workbook(report, out, WorkbookOptions(sheets=("Definitions",)))
    assert openpyxl.load_workbook(out).sheetnames == ["Summary", "Conventions", "Definitions"]


def test_other_splits_than_those_of_the_report(report, tmp_path):
    out = tmp_path / "splits.xlsx"
    write_workbook(report, out, WorkbookOptions(splits=("team", "extra:Plan"), sheets=("Breakdown", "Targets")))
    assert openpyxl.load_workbook(out).sheetnames == ["Summary", "Breakdown team", "Breakdown Plan", "Targets"]


def test_names_of_sheets_are_such_as_excel_takes():
    names: list[str] = ["Summary"]
    long = "extra:" + "x" * 60
    for dimension in ("channel", "extra:a/b:c*d?e[f]", long, f"{long}x", "extra:'", "extra:CHANNEL"):
        name = breakdown.sheet_name(dimension, names)
        assert len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")
        names.append(name)
    assert len({name.casefold() for name in names}) == len(names)


class Stopper:
    def __init__(self, at: str) -> None:
        self.at = at
        self.seen: list[tuple[int, int, str]] = []

    def report(self, done: int, total: int, text: str = "") -> None:
        self.seen.append((done, total, text))
        if text.startswith(self.at):
            raise Cancelled


@pytest.mark.parametrize("at", ["Preparing", "Writing Trends", "Writing rows", "Packing"])
def test_cancelling_leaves_the_old_file(report, tmp_path, at):
    out = tmp_path / "report.xlsx"
    out.write_bytes(b"old")
    with pytest.raises(Cancelled):
        write_workbook(report, out, progress=Stopper(at))
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.xlsx"]


@pytest.mark.parametrize("room", [0, 1_000, 100_000])
def test_a_full_disk_leaves_the_old_file(report, tmp_path, monkeypatch, room):
    out = tmp_path / "report.xlsx"
    out.write_bytes(b"old")
    monkeypatch.setattr(Path, "open", lambda path, mode: FullDisk(path, room, mode))
    with pytest.raises(OSError, match="No space left"):
        write_workbook(report, out)
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.xlsx"]


class FullDisk(io.FileIO):
    """A file on a disk with room for so many bytes."""

    def __init__(self, path: Path, room: int, mode: str) -> None:
        super().__init__(path, mode.replace("b", ""))
        self.room = room

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def test_progress_counts_rows_up_to_all_of_them(report, tmp_path):
    progress = Stopper("never")
    write_workbook(report, tmp_path / "report.xlsx", progress=progress)
    counted = [(done, total) for done, total, text in progress.seen if text == "Writing rows" and done]
    assert counted[-1][0] == counted[-1][1]


def test_a_folder_that_is_not_there_is_an_os_error(report, tmp_path):
    with pytest.raises(OSError):
        write_workbook(report, tmp_path / "nowhere" / "report.xlsx")


def test_more_rows_than_a_sheet_holds_are_said_and_figures_stand_as_values(report, tmp_path, monkeypatch):
    monkeypatch.setattr(live, "MOST_ROWS", 100)
    out = tmp_path / "report.xlsx"
    write_workbook(report, out)
    with pytest.warns(UserWarning, match="Sparkline"):
        found = openpyxl.load_workbook(out)
    assert [name for name in found.sheetnames if name.startswith("Tickets")] == ["Tickets", "Tickets 2", "Tickets 3"]
    assert found["Tickets"].tables["Tickets"].ref.endswith("101")
    assert found["Tickets 3"].tables["Tickets_3"].ref.endswith("101")
    ids = [found[name].cell(row, 1).value for name in ("Tickets", "Tickets 2", "Tickets 3") for row in range(2, 102)]
    assert ids == [f"T{number:05d}" for number in range(300)]
    assert str(found["Tickets 2"][1][-1].value).startswith("Rows 101 to 200 of 300")
    words = " ".join(str(cell.value) for cell in found["Data quality"]["A"])
    assert "300 rows stand on 3 sheets" in words
    rows = rows_by_id(found["Summary"])
    assert rows["csat"]["Value"] == pytest.approx(report.kpi("csat").value / 100)


def test_breakdowns_too_dear_to_work_out_hold_values(report, tmp_path, monkeypatch):
    monkeypatch.setattr(live, "_MOST_LOOKS", 1_000)
    out = tmp_path / "report.xlsx"
    write_workbook(report, out)
    with pytest.warns(UserWarning, match="Sparkline"):
        found = openpyxl.load_workbook(out)
    assert not [cell for row in found["Trends"]["E4:J10"] for cell in row if cell.data_type == "f"]
    assert rows_by_id(found["Summary"])["csat"]["Value"].startswith("=")
    assert "values instead of formulas" in " ".join(str(cell.value) for cell in found["Data quality"]["A"])


def test_medians_over_very_many_rows_hold_values_on_sheets_full_of_them(report, tmp_path, monkeypatch):
    monkeypatch.setattr(live, "_MOST_ARRAY_ROWS", 100)
    out = tmp_path / "report.xlsx"
    write_workbook(report, out)
    with pytest.warns(UserWarning, match="Sparkline"):
        found = openpyxl.load_workbook(out)
    trends = {row[0].value: row[4] for row in found["Trends"].iter_rows(min_row=4, max_row=40)}
    assert isinstance(trends["Median resolution time"].value, float)
    assert trends["Average resolution time"].data_type == "f"
    assert hasattr(rows_by_id(found["Summary"])["art_median"]["Value"], "text")  # an array formula
    assert "medians, percentiles" in " ".join(str(cell.value) for cell in found["Data quality"]["A"])


def test_a_report_without_data_is_a_workbook_all_the_same(tmp_path):
    from cxdesk.tables.dataset import EMPTY

    period = BERLIN.period(date(2024, 1, 1), date(2024, 2, 1))
    nothing = build_report(EMPTY, Query(calendar=BERLIN, period=period), TargetBook())
    out = tmp_path / "nothing.xlsx"
    write_workbook(nothing, out)
    assert openpyxl.load_workbook(out).sheetnames == [
        "Summary",
        "Targets",
        "Conventions",
        "Definitions",
        "Data quality",
    ]
    assert workbook.SHEETS
