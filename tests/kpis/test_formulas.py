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

from cxdesk.common.periods import Calendar, Grain
from cxdesk.common.units import Unit
from cxdesk.kpis.axes import labels_of, segments, steps, total
from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.formula_columns import TABLE_NAMES, Sheets, columns_needed, serial
from cxdesk.kpis.formulas import Scope, SegmentScope, StepScope, TotalScope, excel
from cxdesk.kpis.kpi import Kpi
from cxdesk.measures.store import MeasureStore
from tests.kpis.company import company
from tests.measures.tables import store

AVAILABLE = tuple(kpi for kpi in CATALOGUE if kpi.available)
PERIOD = Calendar().period(date(2024, 2, 1), date(2024, 5, 1))
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
            if not columns:
                continue
            page = self.book.add_worksheet(TABLE_NAMES[table])
            headers = [{"header": column.name} for column in columns]
            page.add_table(
                0, 0, len(columns[0].values), len(columns) - 1, {"name": TABLE_NAMES[table], "columns": headers}
            )
            for place, column in enumerate(columns):
                for row in np.flatnonzero(~np.isnan(column.values)).tolist():
                    page.write_number(row + 1, place, column.values[row])

    def put(self, row: int, column: int, kpi: Kpi, scope: Scope, value: float | None) -> None:
        formula = excel(kpi, scope, self.sheets)
        if formula is None:
            assert value is None, kpi.id
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


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice, which works the formulas out, is not here")
@pytest.mark.parametrize("filters", [{}, {"channel": ("email", "chat")}], ids=["all rows", "filtered"])
def test_that_formulas_recalculate_to_the_apps_numbers(filters, tmp_path):
    data = company(500)
    if filters:  # a figure has no value under a filter: let the tickets' own cost count
        costs = np.random.default_rng(2).lognormal(2, 0.4, 500)
        tables = {"tickets": data.tables["tickets"].assign(cost=costs), "surveys": data.tables["surveys"]}
        data = type(data)(tables=tables)
    found = MeasureStore(data)
    splits = {dimension: labels_of(found, dimension) for dimension in ("region", "agent")}
    path = tmp_path / "formulas.xlsx"
    book = Book(path, sheets_of(found, splits=splits, filters=filters))
    book.fill()
    page = recalculated(path, tmp_path)
    wrong = []
    for (row, column), (name, value) in book.expected.items():
        got = page.cell(row + 1, column + 1).value
        got = None if got == "" else got
        if got != value and not (got is not None and value is not None and got == pytest.approx(value, rel=1e-9)):
            wrong.append((name, got, value))
    assert wrong == []
    assert len(book.expected) > 300


def test_that_formulas_use_no_function_newer_than_excel_2007():
    sheets = sheets_of(MeasureStore(company(50)), splits={"channel": ("email", "")})
    known = {"IF", "IFERROR", "SUMIFS", "COUNTIFS", "AVERAGEIFS", "COUNT", "MIN", "SUM", "MEDIAN", "PERCENTILE",
             "FREQUENCY", "ROW", "ISNUMBER", "NA"}  # fmt: skip
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
