"""Workbooks under a template: chosen KPIs, company, logo, accent; byte for byte the same again."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import openpyxl
import pytest

from cxdesk.common.colours import contrast, darkened, ink_on
from cxdesk.common.periods import Calendar
from cxdesk.common.units import Unit
from cxdesk.export.template import ReportTemplate
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.narrowing import narrowed
from cxdesk.report.records import Query, Report
from cxdesk.targets.target import TargetBook
from tests.export import pictures
from tests.export.checker import objections
from tests.export.generated import dataset, whole_company
from tests.export.office import cells_of, formulas_of, needs_office, recalculated

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")

BERLIN = Calendar(zone="Europe/Berlin")
CHOSEN = ("csat", "frt", "net_flow")
TEMPLATE = ReportTemplate(name="Monthly", kpis=CHOSEN, company="Northwind & Söhne", accent="#FFE600",
                          logo=pictures.png(200, 80))  # fmt: skip


@pytest.fixture(scope="module")
def report() -> Report:
    query = Query(calendar=BERLIN, period=BERLIN.period(date(2024, 3, 1), date(2024, 6, 1)), splits=("channel",))
    return build_report(dataset(300), query, TargetBook())


@pytest.fixture(scope="module")
def path(report, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("template") / "report.xlsx"
    write_workbook(report, out, WorkbookOptions.of(TEMPLATE))
    return out


@pytest.fixture(scope="module")
def book(path) -> openpyxl.Workbook:
    with pytest.warns(UserWarning, match="Sparkline"):
        return openpyxl.load_workbook(path)


def column(sheet: Any, header: str) -> list[Any]:
    """Contents below a header, blanks left out."""
    head = next(cell for row in sheet.iter_rows() for cell in row if cell.value == header)
    rows = sheet.iter_rows(min_row=head.row + 1, min_col=head.column, max_col=head.column)
    return [cell.value for (cell,) in rows if cell.value is not None]


def test_only_the_chosen_kpis_stand_on_every_sheet(book):
    assert column(book["Summary"], "ID") == list(CHOSEN)
    assert set(column(book["Targets"], "ID")) == set(CHOSEN)
    assert column(book["Definitions"], "ID") == list(CHOSEN)
    words = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row
                     if sheet.title not in ("Tickets", "Surveys", "Figures"))  # fmt: skip
    assert "First response time" in words
    assert "Net promoter score" not in words
    assert "Not available yet" not in words


def test_columns_of_measures_that_no_chosen_kpi_reads_are_left_out(book):
    headers = [cell.value for cell in book["Tickets"][1]]
    assert "first_response_hours" in headers
    assert "resolution_hours" not in headers
    assert "Resolved" in headers


def test_the_headline_counts_the_chosen_kpis(report):
    found = narrowed(report, CHOSEN)
    judged = [result for result in found.kpis if result.status.word in ("met", "near", "missed")]
    met = sum(result.status.word == "met" for result in judged)
    assert found.headline.startswith(f"{met} of {len(judged)} targets met.")
    assert {insight.id for insight in found.insights} <= set(CHOSEN)
    assert narrowed(report, None) is report


@needs_office
def test_chosen_kpis_recalculate_to_what_is_stored(path, tmp_path):
    names = ("Summary", "Trends", "Breakdown channel", "Targets")
    stored, again = cells_of(path, *names), cells_of(recalculated(path, tmp_path), *names)
    live = formulas_of(path, *names)
    assert len(live["Summary"]) > 10
    for name in names:
        for address in live[name]:
            left, right = stored[name].get(address), again[name].get(address)
            assert right == (pytest.approx(left) if isinstance(left, float) else left), (name, address)


@needs_office
def test_kpis_stay_live_without_those_that_they_are_made_of(tmp_path):
    found = build_report(whole_company(120), Query(calendar=BERLIN, splits=("account",)), TargetBook())
    out = tmp_path / "few.xlsx"
    chosen = ("health", "per_customer", "review_rate", "repeat_rate")
    write_workbook(found, out, WorkbookOptions(kpis=chosen))
    stored, again = cells_of(out, "Summary"), cells_of(recalculated(out, tmp_path), "Summary")
    live = formulas_of(out, "Summary")["Summary"]
    with pytest.warns(UserWarning, match="Sparkline"):
        ids = {cell.value: cell.row for row in openpyxl.load_workbook(out)["Summary"].iter_rows() for cell in row}
    values = {kpi_id: f"B{ids[kpi_id]}" for kpi_id in chosen}
    assert {kpi_id for kpi_id, place in values.items() if place in live} == set(chosen) - {"review_rate"}
    for kpi_id, place in values.items():
        value = found.kpi(kpi_id).value
        scale = 0.01 if found.kpi(kpi_id).unit is Unit.PERCENT else 1.0
        assert value is not None
        assert stored["Summary"][place] == pytest.approx(value * scale)
        assert again["Summary"][place] == pytest.approx(value * scale)


def test_the_tolerance_of_backlog_growth_follows_the_volume_that_is_not_shown(report, book):
    full = next(result for result in report.kpis if result.id == "net_flow")
    row = next(cell.row for cell in book["Targets"]["A"] if cell.value == "net_flow")
    assert book["Targets"].cell(row=row, column=6).value == f"=0.02*{report.kpi('volume').value:g}"
    assert full.tolerance == pytest.approx(0.02 * (report.kpi("volume").value or 0))


def test_logo_and_company_stand_above_the_title(path, book):
    sheet = book["Summary"]
    assert sheet["A1"].value == "Northwind & Söhne"
    assert str(sheet["A2"].value).startswith("Customer-service KPIs, March 2024")
    with zipfile.ZipFile(path) as package:
        assert package.read("xl/media/image1.png") == pictures.png(200, 80)
        drawing = next(package.read(name).decode() for name in package.namelist()
                       if name.startswith("xl/drawings/drawing") and b"<xdr:pic>" in package.read(name))  # fmt: skip
    picture = next(item for item in fromstring(drawing).iter() if item.tag.endswith("}cNvPr"))
    assert picture.get("descr") == "Logo of Northwind & Söhne"
    size = next(item for item in fromstring(drawing).iter() if item.tag.endswith("}ext") and item.get("cx"))
    assert int(size.get("cx", 0)) / 9525 == pytest.approx(120, abs=1)
    assert int(size.get("cy", 0)) / 9525 == 48


def test_a_logo_with_a_resolution_of_its_own_is_as_large_as_any(report, tmp_path):
    out = tmp_path / "jpeg.xlsx"
    write_workbook(report, out, WorkbookOptions(logo=pictures.jpeg(64, 32), sheets=()))
    with zipfile.ZipFile(out) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode()
    size = next(item for item in fromstring(drawing).iter() if item.tag.endswith("}ext") and item.get("cx"))
    assert int(size.get("cx", 0)) / 9525 == pytest.approx(64, abs=1)
    assert int(size.get("cy", 0)) / 9525 == 32


def test_the_accent_colours_heads_and_tabs_and_can_be_read(path, book):
    sheet = book["Summary"]
    assert sheet.sheet_properties.tabColor.rgb == "FFFFE600"
    head = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "KPI")
    assert (head.fill.fgColor.rgb, head.font.color.rgb) == ("FFFFE600", "FF000000")
    group = next(cell for cell in sheet["A"] if cell.value == "Satisfaction")
    assert contrast(f"#{group.font.color.rgb[2:]}", "#FFFFFF") >= 4.5
    with zipfile.ZipFile(path) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    line = darkened("#FFE600", "#FFFFFF", "#FFF9E5").removeprefix("#")
    assert any(f'val="{line}"' in chart for chart in charts)


@pytest.mark.parametrize("accent", ["#000000", "#FFFFFF", "#777777", "#FF0000", "#00FF00", "#2456B8", "#FFE600"])
def test_any_accent_is_read_on_its_ground_and_as_ink(accent):
    assert contrast(ink_on(accent), accent) >= 4.5
    assert contrast(darkened(accent, "#FFFFFF"), "#FFFFFF") >= 4.5


def test_a_colour_that_can_be_read_stays_as_it_is():
    assert darkened("#2456B8", "#FFFFFF", "#FFF9E5") == "#2456B8"
    assert ink_on("#2456B8") == "#FFFFFF"
    assert ink_on("#FFE600") == "#000000"


def test_the_properties_name_company_and_template(path, book):
    properties = {item.name: item.value for item in book.custom_doc_props.props}
    assert properties["Template"] == "Monthly"
    with zipfile.ZipFile(path) as package:
        assert "<Company>Northwind &amp; Söhne</Company>" in package.read("docProps/app.xml").decode()


def test_a_workbook_with_a_letterhead_has_nothing_to_object_to(path):
    assert objections(path) == []


def test_the_same_template_gives_the_same_bytes(report, path, tmp_path):
    again = tmp_path / "again.xlsx"
    write_workbook(report, again, WorkbookOptions.of(TEMPLATE))
    assert again.read_bytes() == path.read_bytes()


def test_a_logo_that_broke_since_it_was_chosen_stops_no_export(report, tmp_path):
    out = tmp_path / "broken.xlsx"
    write_workbook(report, out, WorkbookOptions(logo=b"broken", company="Northwind", sheets=()))
    assert openpyxl.load_workbook(out)["Summary"]["A1"].value == "Northwind"


def test_dimensions_that_the_data_lacks_are_passed_over(report, tmp_path):
    out = tmp_path / "dims.xlsx"
    write_workbook(report, out, WorkbookOptions(splits=("extra:Gone", "channel"), sheets=("Breakdown",)))
    assert openpyxl.load_workbook(out).sheetnames == ["Summary", "Breakdown channel"]
