"""The Summary on paper and for who cannot see its lines: one page, sparklines, and the same course in numbers."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar
from cxdesk.common.units import Unit
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query, Report
from cxdesk.targets.target import TargetBook
from tests.export.generated import whole_company
from tests.export.test_workbook import rows_by_id, xml_of

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")

BERLIN = Calendar(zone="Europe/Berlin")


@pytest.fixture(scope="module")
def report() -> Report:
    query = Query(calendar=BERLIN, splits=("channel",), conventions=Conventions(currency="EUR"))
    return build_report(whole_company(120), query, TargetBook())


@pytest.fixture(scope="module")
def path(report, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("summary") / "report.xlsx"
    write_workbook(report, out, WorkbookOptions(sheets=("Trends", "Targets", "Definitions")))
    return out


@pytest.fixture(scope="module")
def sheet(path) -> Any:
    return openpyxl.load_workbook(path, data_only=True)["Summary"]


def known(report: Report, kpi_id: str) -> list[float]:
    scale = 100 if report.kpi(kpi_id).unit is Unit.PERCENT else 1
    return [point.value / scale for point in report.points(kpi_id) if point.value is not None]


def test_every_kpi_with_two_steps_has_a_sparkline_over_its_row_of_trends(report, path):
    xml = xml_of(path, r"xl/worksheets/sheet1\.xml")
    drawn = re.findall(r"<xm:f>Trends!\$?E\$?(\d+):\$?[A-Z]+\$?(\d+)</xm:f>", xml)
    wanted = [kpi.id for kpi in report.kpis if kpi.value is not None and len(known(report, kpi.id)) > 1]
    assert len(drawn) == len(wanted) > 60
    trends: Any = openpyxl.load_workbook(path, data_only=True)["Trends"]
    names = [trends.cell(row=int(first), column=1).value for first, _ in drawn]
    assert sorted(names) == sorted(report.kpi(kpi_id).name for kpi_id in wanted)


def test_the_course_stands_in_numbers_too(report, sheet):
    rows = rows_by_id(sheet)
    for kpi_id in ("csat", "frt", "volume", "clv"):
        values, row = known(report, kpi_id), rows[kpi_id]
        shown = [row[name] for name in ("First step", "Lowest step", "Highest step", "Last step")]
        assert shown == pytest.approx([values[0], min(values), max(values), values[-1]])


def test_very_many_kpis_are_printed_on_one_upright_page_with_their_notes_below(report, path, sheet):
    assert len([kpi for kpi in report.kpis if kpi.value is not None]) > 60
    assert sheet.page_setup.orientation == "portrait"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, None)  # 1 and 1 by default
    area = sheet.print_area.rpartition("!")[2].replace("$", "")
    last = int(area.partition(":")[2].lstrip("N"))
    lines = [str(sheet.cell(row=row, column=1).value) for row in range(last - 12, last + 1)]
    assert any("so the true figure is higher" in line for line in lines)
    assert any(line.startswith("Customer churn rate: Judged as") for line in lines)
    with zipfile.ZipFile(path) as package:
        assert b'orientation="portrait"' in package.read("xl/worksheets/sheet1.xml")


def test_without_trends_no_line_refers_to_them(report, tmp_path):
    out = tmp_path / "short.xlsx"
    write_workbook(report, out, WorkbookOptions(sheets=("Targets",)))
    xml = xml_of(out, r"xl/worksheets/sheet1\.xml")
    assert "sparkline" not in xml
    assert "Trends" not in xml


def test_one_step_is_no_course(tmp_path):
    period = BERLIN.period(date(2024, 4, 1), date(2024, 5, 1))
    query = Query(calendar=BERLIN, period=period, conventions=Conventions(currency="EUR"), splits=())
    out = tmp_path / "april.xlsx"
    write_workbook(build_report(whole_company(60), query, TargetBook()), out, WorkbookOptions(sheets=("Trends",)))
    rows = rows_by_id(openpyxl.load_workbook(out, data_only=True)["Summary"])
    assert rows["csat"]["First step"] is None
    assert "sparkline" not in xml_of(out, r"xl/worksheets/sheet1\.xml")


def test_values_and_targets_have_names_by_which_other_workbooks_refer_to_them(path, sheet):
    book = openpyxl.load_workbook(path, data_only=True)
    rows = rows_by_id(sheet)
    for name, head in (("KPI_csat", "Value"), ("Target_csat", "Target")):
        place = book.defined_names[name].attr_text
        assert place.startswith("Summary!$")
        assert book["Summary"][place.rpartition("!")[2].replace("$", "")].value == rows["csat"][head]


def test_definitions_show_the_formula_of_the_cell_and_where_the_target_comes_from(report, tmp_path):
    out = tmp_path / "whole.xlsx"
    write_workbook(report, out, WorkbookOptions(sheets=("Definitions", "Data")))
    book = openpyxl.load_workbook(out)
    told, live = rows_by_id(book["Definitions"]), rows_by_id(book["Summary"])
    assert told["csat"]["Excel formula"] == live["csat"]["Value"]
    assert told["frt"]["Named by"] == "Virto Commerce 2024, Brickclay, TeamSupport"
    assert str(told["ltv_cac"]["Excel formula"]).startswith("whole in Summary!B")
    assert "LuckBoosters" in str(told["churn"]["What the default target rests on, and published figures"])
    assert "another takes customers at the start less" in str(told["churn"]["Where the sources disagree"])
