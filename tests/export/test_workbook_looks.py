"""How the workbook looks on screen and paper: axes, pages, formats, and what the data-quality sheet says."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from cxdesk.common.periods import Calendar
from cxdesk.common.problems import Problem
from cxdesk.common.units import Unit
from cxdesk.export.sheets import charts, styles
from cxdesk.export.workbook import write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query, Report
from cxdesk.targets.target import TargetBook
from tests.export.generated import dataset

# openpyxl says of every workbook with sparklines that it does not read them
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")

BERLIN = Calendar(zone="Europe/Berlin")


@pytest.fixture(scope="module")
def report() -> Report:
    query = Query(calendar=BERLIN, splits=("channel",), filters={"team": ("Billing", "")})
    found = build_report(dataset(300), query, TargetBook())
    problem = Problem(kind="unreadable_date", message="A date cannot be read. " * 8, file="t.csv", row=17,
                      column="Solved", found="n/a yet", expected="a date")  # fmt: skip
    return replace(found, problems=(problem,))


@pytest.fixture(scope="module")
def path(report, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("looks") / "report.xlsx"
    write_workbook(report, out)
    return out


@pytest.fixture(scope="module")
def book(path) -> openpyxl.Workbook:
    with pytest.warns(UserWarning, match="Sparkline"):
        return openpyxl.load_workbook(path)


def parts_of(path: Path, part: str) -> list[str]:
    with zipfile.ZipFile(path) as package:
        return [package.read(name).decode() for name in sorted(package.namelist()) if re.fullmatch(part, name)]


def test_the_summary_is_printed_on_one_page_without_what_is_missing(book):
    sheet = book["Summary"]
    last = max(cell.row for cell in sheet["P"] if cell.value)
    missing = next(cell.row for cell in sheet["A"] if cell.value == "Not available yet")
    assert sheet.print_area == f"'Summary'!$A$1:$O${last}"
    assert last < missing
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, None)  # 1 and 1 by default
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_no_chart_is_cut_by_the_end_of_a_page(book):
    for name in ("Trends", "Breakdown channel"):
        sheet = book[name]
        breaks = [entry.id for entry in sheet.row_breaks.brk]
        assert breaks
        for chart in sheet._charts:
            top, bottom = chart.anchor._from.row, chart.anchor.to.row
            assert not [row for row in breaks if top < row < bottom]


def test_bars_begin_at_zero(path):
    bars = [text for text in parts_of(path, r"xl/charts/chart\d+\.xml") if "<c:barChart>" in text]
    assert len(bars) > 10
    assert sum('<c:min val="0"/>' in text for text in bars) >= len(bars) - 3  # gaps and scores may be below zero


def test_axes_end_where_values_do():
    assert charts.value_axis("0.0%", [70.0, 92.0], 80.0, Unit.PERCENT) == {"num_format": "0%", "max": 1}
    assert charts.value_axis("0.0%", [98.0, 104.0], 95.0, Unit.PERCENT) == {"num_format": "0%"}
    assert charts.value_axis("0.0", [None, 3.7], 4.0, Unit.POINTS, from_zero=True) == {"num_format": "0.0", "min": 0}
    assert charts.value_axis("0.0", [-20.0, 30.0], 50.0, Unit.POINTS, from_zero=True) == {"num_format": "0.0"}
    assert charts.value_axis("0.0", [-20.0], None, Unit.POINTS, from_zero=True) == {"num_format": "0.0", "max": 0}


def test_a_difference_of_percentages_is_in_points(book):
    assert styles.signed("0.0%") == '+0.0%" pts";"−"0.0%" pts";0.0%" pts"'
    row = next(cell.row for cell in book["Summary"]["P"] if cell.value == "csat")
    assert book["Summary"].cell(row=row, column=5).number_format == styles.signed("0.0%")
    assert book["Summary"].cell(row=row, column=2).number_format == "0.0%"


def test_large_numbers_have_no_fractions_so_that_they_fit_their_columns():
    assert styles.number_format(Unit.MONEY, [1_234_567.89]) == "#,##0"
    assert styles.number_format(Unit.HOURS, [250_000.5, 1.5]) == "#,##0"
    assert styles.number_format(Unit.MONEY, [99_999.99]) == "#,##0.00"
    assert styles.number_format(Unit.PERCENT, [250_000.0]) == "0.0%"


def test_data_quality_says_what_the_figures_rest_on(book):
    sheet = book["Data quality"]
    words = "\n".join(str(cell.value) for cell in sheet["A"])
    assert "Period: January 2024 to " in words
    assert "time zone Europe/Berlin" in words
    assert "Conventions: all by default" in words
    assert "Filter: only rows whose team is Billing, (blank)." in words
    assert re.search(r"Tickets: 1?\d\d of 300 rows pass\.|Tickets: 2\d\d of 300 rows pass\.", words)


def test_a_problem_is_readable_whole(book):
    sheet = book["Data quality"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "t.csv")
    texts = [cell.value for cell in sheet[row]]
    assert texts[4:7] == ["Solved", 17, 1]
    assert texts[8:10] == ["n/a yet", "a date"]
    assert sheet.cell(row=row, column=8).alignment.wrap_text
    assert sheet.row_dimensions[row].height > 30


def test_short_limits_are_in_minutes(book):
    cells = {row[0].value: row[1].value for row in book["Conventions"].iter_rows() if row[0].value}
    assert cells["first response limit, chat"] == "1 min"
    assert cells["first response limit, email"] == "24 h"


def test_ids_of_digits_carry_no_mark(path):
    sheets = parts_of(path, r"xl/worksheets/sheet\d+\.xml")
    assert (
        sum('numberStoredAsText="1"' in text for text in sheets) == 5
    )  # one breakdown, account health, three data sheets


def test_data_are_printed_without_the_columns_of_formulas(book):
    sheet = book["Tickets"]
    headers = [cell.value for cell in sheet[1]]
    last = column_index_from_string(sheet.print_area.split("$")[3])
    assert headers[last - 1] == "Row in file"
    assert "created_in_period" in headers[last:]


def test_charts_of_few_steps_lie_within_the_printed_area(tmp_path):
    query = Query(calendar=BERLIN, period=BERLIN.period(date(2024, 2, 1), date(2024, 4, 1)), splits=())
    out = tmp_path / "short.xlsx"
    write_workbook(build_report(dataset(200), query, TargetBook()), out)
    with pytest.warns(UserWarning, match="Sparkline"):
        sheet: Any = openpyxl.load_workbook(out)["Trends"]
    last = column_index_from_string(sheet.print_area.split("$")[3])
    assert max(chart.anchor.to.col for chart in sheet._charts) < last
    assert len({chart.anchor._from.row for chart in sheet._charts}) <= len(sheet._charts) // 3 + 1


def test_trend_charts_draw_process_limits_and_name_them(path, report):
    limits = report.limit("csat")
    assert limits is not None
    csat = next(text for text in parts_of(path, r"xl/charts/chart\d+\.xml")
                if "<c:lineChart>" in text and "<c:v>Customer satisfaction score</c:v>" in text)  # fmt: skip
    name = "Trial limits" if limits.trial else "Limits"
    assert csat.count(f"<c:v>{name}</c:v>") == 2
    with pytest.warns(UserWarning, match="Sparkline"):
        rows = [
            [cell.value for cell in row] for row in openpyxl.load_workbook(path, data_only=True)["Trends"].iter_rows()
        ]
    upper = next(row for row in rows if row[:2] == ["Customer satisfaction score", "upper"])
    drawn = [value for value in upper[4:] if value is not None]
    assert len(drawn) == limits.points
    assert drawn[0] == pytest.approx((limits.per_step[0][1] if limits.per_step else limits.high) / 100)
    drawings = "".join(parts_of(path, r"xl/drawings/drawing\d+\.xml"))
    assert "process limits" in drawings
