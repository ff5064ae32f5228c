"""The workbook of a whole company: a sheet a table, account health, segments behind medians, conventions, notes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cxdesk.common.calendars import BusinessCalendar, CalendarFor
from cxdesk.common.conventions import KEYS, Conventions
from cxdesk.common.periods import Calendar
from cxdesk.common.sla import SlaPolicy
from cxdesk.common.units import value_text
from cxdesk.export.sheets.conventions import WORDS
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.kpis.formula_sheets import TABLE_NAMES
from cxdesk.report.build import build_report
from cxdesk.report.records import Query, Report
from cxdesk.targets.target import TargetBook
from tests.export.generated import whole_company

BERLIN = Calendar(zone="Europe/Berlin")
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")


@pytest.fixture(scope="module")
def report() -> Report:
    query = Query(
        calendar=BERLIN, splits=("account",), conventions=Conventions(currency="EUR", churn="net"),
        sla=(SlaPolicy(priority="high", first_response_hours=0.5, resolution_hours=8),),
        calendars=(CalendarFor(dimension="region", value="North", calendar=BusinessCalendar(zone="Europe/Oslo")),),
    )  # fmt: skip
    return build_report(whole_company(120), query, TargetBook())


@pytest.fixture(scope="module")
def path(report, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("tables") / "report.xlsx"
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


def test_every_table_is_a_sheet_with_all_its_rows(book, report):
    assert book.sheetnames == [
        "Summary", "Trends", "Breakdown account", "Distributions", "Account health", "Segments", "Targets",
        "Conventions", "Definitions", "Data quality", *TABLE_NAMES.values(),
    ]  # fmt: skip
    for table, name in TABLE_NAMES.items():
        rows = report.evidence.store.rows(table)
        assert book[name].tables[name].ref.endswith(str(rows + 1)), name
        headers = [str(cell.value).casefold() for cell in book[name][1]]
        assert len(headers) == len(set(headers)), name
    assert "visitors_counted" in [cell.value for cell in book["Web"][1]]
    assert "Visitors" in [cell.value for cell in book["Web"][1]]


def test_tables_that_cannot_be_filtered_are_left_out(tmp_path):
    query = Query(calendar=BERLIN, filters={"feature": ("search",)}, splits=())
    out = tmp_path / "filtered.xlsx"
    write_workbook(build_report(whole_company(60), query, TargetBook()), out)
    assert openpyxl.load_workbook(out).sheetnames[-2:] == ["Usage", "Figures"]


def test_account_health_is_worked_out_from_the_metrics_beside_it(book, values, report):
    sheet, shown = book["Account health"], values["Account health"]
    heads = [cell.value for cell in sheet[4]]
    score, metrics = heads.index("Score"), heads.index("Metrics")
    assert sheet.tables["Health"].ref.startswith("A4:")
    assert sheet.cell(5, score + 1).value.startswith("=IF(")
    parts = [cell.value for cell in shown[5]]
    known = [part for part in parts[1 : heads.index("Health columns, sum")] if part is not None]
    total, count = (parts[heads.index(name)] or 0 for name in ("Health columns, sum", "Health columns, number"))
    assert parts[metrics] == len(known) + count
    assert parts[score] == pytest.approx((sum(known) + total) / parts[metrics])
    scores = [row[score].value for row in shown.iter_rows(min_row=5) if isinstance(row[score].value, float)]
    assert sum(scores) / len(scores) == pytest.approx((report.kpi("health").value or 0) / 100)


def test_the_median_segment_has_its_segments_beside_it(values, report):
    rows = [[cell.value for cell in row] for row in values["Segments"].iter_rows(min_row=5)]
    assert rows[0][:4] == ["Feature", "n", "Code", "Value"]
    shares = sorted(row[3] for row in rows[1:] if row[0])
    assert len(shares) == 4
    assert (shares[1] + shares[2]) / 2 == pytest.approx((report.kpi("feature_use").value or 0) / 100)


def test_conventions_say_what_was_chosen_and_what_else_figures_rest_on(book):
    rows = {str(row[0].value): [cell.value for cell in row] for row in book["Conventions"].iter_rows(min_row=6)}
    assert rows["churn"][1:3] == ["net", "lost"]
    assert rows["currency"][1:3] == ["EUR", "from the data"]
    assert "Customer churn rate" in rows["churn"][4]
    assert rows["SLA, high"][1] == "first response within 30 min and resolution within 8 h"
    assert "Oslo" in rows["business hours, region North"][1]
    assert set(book.defined_names) >= {"ConventionChurn", "ConventionCart"}
    assert tuple(WORDS) == KEYS


def test_what_a_reader_must_know_of_a_value_stands_beside_it(values, report):
    rows = {str(row[15].value): str(row[14].value) for row in values["Summary"].iter_rows(min_row=10)}
    assert "so the true figure is higher" in rows["lifespan"]
    churn = report.kpi("churn")  # over several months, against a target a month
    assert churn.judged is not None
    assert f"Judged as {value_text(churn.judged, churn.unit)} a month" in rows["churn"]


def test_sheets_say_which_figures_are_values(values):
    assert values["Trends"]["A2"].value.endswith(
        "Values, not formulas: Account health score, Feature utilisation, KPIs reviewed."
    )
    words = " ".join(str(cell.value) for cell in values["Data quality"]["A"])
    assert "Trends: values instead of formulas for Account health score" in words


def test_without_data_sheets_nothing_refers_to_them(report, tmp_path):
    out = tmp_path / "short.xlsx"
    write_workbook(report, out, WorkbookOptions(sheets=("Trends", "Definitions")))
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Summary", "Trends", "Conventions", "Definitions"]
    value: Any = next(row[1] for row in book["Summary"].iter_rows(min_row=10) if row[15].value == "churn")
    assert isinstance(value.value, float)


def test_a_period_without_its_earlier_one_has_a_value_of_expansion(tmp_path):
    period = BERLIN.period(date(2024, 4, 1), date(2024, 5, 1))
    query = Query(calendar=BERLIN, period=period, conventions=Conventions(currency="EUR"), splits=())
    out = tmp_path / "april.xlsx"
    write_workbook(build_report(whole_company(60), query, TargetBook()), out, WorkbookOptions(sheets=("Data",)))
    book = openpyxl.load_workbook(out)
    value: Any = next(row[1] for row in book["Summary"].iter_rows(min_row=10) if row[15].value == "expansion")
    assert "Orders[order_amount_returning]" in value.value
    assert "Orders[ordered_in_previous]" in value.value
