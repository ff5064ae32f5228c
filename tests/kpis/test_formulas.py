"""Live formulas: their text, and that another program recalculates them to the app's numbers."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar, Grain
from cxdesk.common.units import Unit
from cxdesk.kpis.axes import labels_of, segments, steps, total
from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.formula_columns import columns_needed, made_tables
from cxdesk.kpis.formula_sheets import TABLE_NAMES, HelperColumn, Sheets, serial
from cxdesk.kpis.formulas import WITHOUT_FORMULA, Scope, SegmentScope, StepScope, TotalScope, excel
from cxdesk.kpis.kpi import Kpi
from cxdesk.measures.measure import Settings
from cxdesk.measures.store import MeasureStore
from tests.kpis.company import company
from tests.measures.tables import store

AVAILABLE = tuple(kpi for kpi in CATALOGUE if kpi.id not in WITHOUT_FORMULA)
PERIOD = Calendar().period(date(2024, 2, 1), date(2024, 5, 1))
# KPIs whose parts are worked out by account or segment first: no formula gives them by step or for other segments.
BY_PARTS = ("health", "feature_use")
# LibreOffice trusts stored values unless it is told to work everything out anew.
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""


def sheets_of(found: MeasureStore, **changes: Any) -> Sheets:
    facts: dict[str, Any] = {"period": PERIOD, "buckets": Calendar().buckets(PERIOD, Grain.MONTH)}
    return Sheets(store=found, **{**facts, **changes})


def in_cell(kpi: Kpi, value: float | None) -> float | None:
    return value / 100 if value is not None and kpi.unit is Unit.PERCENT else value


class Book:
    """A workbook of formulas with the values that they must come to."""

    def __init__(self, path: Path, sheets: Sheets) -> None:
        self.sheets = sheets
        self.book = xlsxwriter.Workbook(str(path))
        self.page = self.book.add_worksheet("KPIs")
        self.expected: dict[tuple[int, int], tuple[str, float | None]] = {}
        for table, columns in columns_needed(AVAILABLE, sheets).items():
            self.table(TABLE_NAMES[table], columns)
        for table, columns in made_tables(AVAILABLE, sheets).items():
            self.table(table, columns)
        page = self.book.add_worksheet("Conventions")
        for row, (key, cell) in enumerate(sheets.conventions.items()):
            page.write_string(row, 0, getattr(sheets.store.settings.conventions, key))
            self.book.define_name(cell, f"=Conventions!$A${row + 1}")

    def table(self, name: str, columns: tuple[HelperColumn, ...]) -> None:
        if not columns:
            return
        page = self.book.add_worksheet(name)
        headers = [{"header": column.name} for column in columns]
        rows = max(len(columns[0].values), 1)
        page.add_table(0, 0, rows, len(columns) - 1, {"name": name, "columns": headers})
        for place, column in enumerate(columns):
            for row in np.flatnonzero(~np.isnan(column.values)).tolist():
                page.write_number(row + 1, place, column.values[row])

    def put(self, row: int, column: int, kpi: Kpi, scope: Scope, value: float | None) -> None:
        formula = excel(kpi, scope, self.sheets)
        if formula is None:
            assert value is None or (kpi.id in BY_PARTS and not isinstance(scope, TotalScope)), (kpi.id, scope)
            return
        write = self.page.write_array_formula if formula.array else None
        if write is not None:
            write(row, column, row, column, formula.text)
        else:
            self.page.write_formula(row, column, formula.text)
        self.expected[row, column] = (f"{kpi.id} {scope}", in_cell(kpi, value))

    def fill(self) -> None:
        sheets, found = self.sheets, self.sheets.store
        buckets = sheets.buckets
        assert buckets is not None
        whole = evaluate(AVAILABLE, found, total(sheets.period), filters=sheets.filters, intervals=False)
        series = evaluate(AVAILABLE, found, steps(buckets), filters=sheets.filters, intervals=False)
        for place, day in enumerate(buckets.starts):
            self.page.write_number(0, place + 2, serial(day))
        for row, kpi in enumerate(AVAILABLE, start=1):
            self.put(row, 1, kpi, TotalScope(), whole[kpi.id].cell(0).value)
            for place in range(len(buckets)):
                address = xl_rowcol_to_cell(0, place + 2, row_abs=True)
                scope = StepScope(step=place, cell=address)
                self.put(row, place + 2, kpi, scope, series[kpi.id].cell(place).value)
        column = len(buckets) + 2
        for dimension, labels in sheets.splits.items():
            axis = segments(dimension, sheets.period, labels)
            split = evaluate(AVAILABLE, found, axis, filters=sheets.filters, intervals=False)
            for place, label in enumerate(labels):
                for row, kpi in enumerate(AVAILABLE, start=1):
                    segment = SegmentScope(dimension=dimension, segment=label)
                    self.put(row, column + place, kpi, segment, split[kpi.id].cell(place).value)
            column += len(labels)
        self.book.close()


def recalculated(path: Path, folder: Path) -> Any:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE, encoding="utf-8")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(folder / "out"), str(path)],
        check=True, capture_output=True, timeout=200,
    )  # fmt: skip
    return openpyxl.load_workbook(folder / "out" / path.name, data_only=True)["KPIs"]


def check(sheets: Sheets, folder: Path) -> int:
    """Work all formulas out by another program; gives how many there were."""
    path = folder / "formulas.xlsx"
    book = Book(path, sheets)
    book.fill()
    page = recalculated(path, folder)
    wrong = []
    for (row, column), (name, value) in book.expected.items():
        got = page.cell(row + 1, column + 1).value
        got = None if got == "" else got
        if got != value and not (got is not None and value is not None and got == pytest.approx(value, rel=1e-9)):
            wrong.append((name, got, value))
    assert wrong == []
    return len(book.expected)


needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice, which works the formulas out, is not here"
)


@needs_office
@pytest.mark.parametrize("filters", [{}, {"channel": ("email", "chat")}], ids=["all rows", "filtered"])
def test_that_formulas_recalculate_to_the_apps_numbers(filters, tmp_path):
    data = company(500)
    if filters:  # a figure has no value under a filter: let the tickets' own cost count
        costs = np.random.default_rng(2).lognormal(2, 0.4, 500)
        tables = {"tickets": data.tables["tickets"].assign(cost=costs), "surveys": data.tables["surveys"]}
        data = type(data)(tables=tables)
    found = MeasureStore(data)
    splits = {dimension: labels_of(found, dimension) for dimension in ("region", "agent", "system", "feature")}
    assert check(sheets_of(found, splits=splits, filters=filters), tmp_path) > 300


@needs_office
def test_that_formulas_follow_conventions_zones_days_and_everything(tmp_path):
    """Everything from January to May, as of May 12th, by week in Berlin, with the other choice of each convention."""
    conventions = Conventions(churn="net", cart="completion", decided_only="yes", clock="business", min_sample=8)
    calendar = Calendar(zone="Europe/Berlin")
    as_of = np.datetime64("2024-05-12T10:00", "ms")
    found = MeasureStore(company(300), Settings(conventions=conventions, calendar=calendar, as_of=as_of))
    months = found.everything()
    assert months is not None
    sheets = sheets_of(
        found, period=None, buckets=calendar.buckets(calendar.period(*months), Grain.WEEK),
        splits={"account": labels_of(found, "account")[:5]},
        conventions={"churn": "ConventionChurn", "cart": "ConventionCart"},
    )  # fmt: skip
    assert check(sheets, tmp_path) > 1_000


@needs_office
def test_that_formulas_of_one_month_of_some_accounts_recalculate(tmp_path):
    """A month, some customers, and steps that reach back before the period."""
    found = MeasureStore(company(400))
    period = Calendar().period(date(2024, 4, 1), date(2024, 5, 1))
    wide = Calendar().period(date(2024, 1, 1), date(2024, 5, 1))
    sheets = sheets_of(
        found, period=period, buckets=Calendar().buckets(wide, Grain.MONTH),
        filters={"account": tuple(f"account {number}" for number in range(20))},
        splits={"account": ("account 3", "account 1", ""), "kind": labels_of(found, "kind")},
    )  # fmt: skip
    assert check(sheets, tmp_path) > 200


def test_that_every_kpi_has_a_formula_over_the_whole_period():
    sheets = sheets_of(MeasureStore(company(300)))
    lacking = [kpi.id for kpi in CATALOGUE if excel(kpi, TotalScope(), sheets) is None]
    assert lacking == list(WITHOUT_FORMULA)
    step = StepScope(step=2)
    assert [kpi.id for kpi in AVAILABLE if excel(kpi, step, sheets) is None] == list(BY_PARTS)


def test_that_formulas_use_no_function_newer_than_excel_2007():
    sheets = sheets_of(MeasureStore(company(50)), splits={"channel": ("email", "")})
    known = {"IF", "IFERROR", "SUMIFS", "COUNTIFS", "AVERAGEIFS", "COUNT", "MIN", "SUM", "MEDIAN", "PERCENTILE",
             "FREQUENCY", "ROW", "ISNUMBER", "NA", "AVERAGE"}  # fmt: skip
    for kpi in AVAILABLE:
        for scope in (TotalScope(), StepScope(step=1, cell="C$1"), SegmentScope(dimension="channel", segment="")):
            formula = excel(kpi, scope, sheets)
            if formula is not None:
                used = set(re.findall(r"[A-Z][A-Z0-9.]*(?=\()", formula.text))
                assert used <= known, (kpi.id, used - known)
                assert len(formula.text) < 8192  # Excel's limit


def test_the_text_of_a_share_in_each_scope():
    sheets = sheets_of(MeasureStore(company(50)), splits={"channel": ("chat", "email", "")})
    texts = [
        excel(by_id("sla"), scope, sheets)
        for scope in (
            TotalScope(), StepScope(step=1), StepScope(step=1, cell="C$1"),
            SegmentScope(dimension="channel", segment=""), SegmentScope(dimension="channel", segment="x", cell="$A5"),
        )
    ]  # fmt: skip
    assert [formula.text for formula in texts if formula is not None] == [
        '=IFERROR(AVERAGEIFS(Tickets[within_sla],Tickets[created_in_period],1),"")',
        '=IFERROR(AVERAGEIFS(Tickets[within_sla],Tickets[created_step],45352),"")',  # 1 March 2024
        '=IFERROR(AVERAGEIFS(Tickets[within_sla],Tickets[created_step],C$1),"")',
        '=IFERROR(AVERAGEIFS(Tickets[within_sla],Tickets[created_in_period],1,Tickets[channel_segment],3),"")',
        '=IFERROR(AVERAGEIFS(Tickets[within_sla],Tickets[created_in_period],1,Tickets[channel_segment],$A5),"")',
    ]


def test_that_there_is_no_formula_where_the_app_has_no_value():
    bare = sheets_of(store(tickets=[{"created_at": "2024-02-03"}]))
    assert excel(by_id("csat"), TotalScope(), bare) is None
    assert excel(by_id("churn"), TotalScope(), bare) is None
    whole = sheets_of(MeasureStore(company(50)), splits={"channel": ("email",)})
    assert excel(by_id("cost_per_ticket"), SegmentScope(dimension="channel", segment="email"), whole) is None


def test_that_segments_with_wildcards_case_and_blanks_stay_apart():
    labels = ("a*", "a?", "A*", "a~", "")
    rows = [{"created_at": "2024-02-03", "channel": label or None} for label in ("a*", "a?", "A*", "a~", "", "a*")]
    columns = columns_needed([by_id("volume")], sheets_of(store(tickets=rows), splits={"channel": labels}))["tickets"]
    held = {column.name: column.values.tolist() for column in columns}
    assert held["channel_segment"] == [1.0, 2.0, 3.0, 4.0, 5.0, 1.0]


def test_that_exported_rows_are_those_that_pass_the_filters():
    rows = [{"created_at": "2024-02-03", "channel": label} for label in ("email", "chat", None, "email")]
    sheets = sheets_of(store(tickets=rows), filters={"channel": ("email", "")})
    assert sheets.positions("tickets").tolist() == [0, 2, 3]
    (ticket, *_) = columns_needed([by_id("volume")], sheets)["tickets"]
    assert (ticket.name, ticket.values.tolist()) == ("ticket", [1.0, 1.0, 1.0])
