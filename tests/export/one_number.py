"""One number everywhere: random reports, and their cells held against LibreOffice, the app, JSON and CSV."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
from hypothesis import strategies as st

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar, Grain
from cxdesk.common.units import Unit
from cxdesk.export.csv_export import plain_cell, report_csv
from cxdesk.export.json_export import report_json
from cxdesk.export.sheets.breakdown import sheet_name
from cxdesk.report.records import Query, Report
from cxdesk.tables.dataset import Dataset
from cxdesk.targets.target import Target, TargetBook
from tests.export import generated

AWKWARD = ("TRUE", "1e5", ">5", "=x", "<>", "*", "a*", "?", "~", "~*", "'quoted'", '"', "[x]:*?/\\", "Summary",
           "history", "O''Brien", "-1", "+1", "@SUM(1)", "№1", "0", "1", "Straße", "STRASSE", "x" * 40, "{1}", "a,b",
           "TRUE ")  # fmt: skip
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu")
_DIMENSIONS = ("channel", "team", "agent", "account", "region", "category", "extra:Plan", "requester_role")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One report to be made: which data, what is asked of it, which targets."""

    seed: int
    rows: int
    whole: bool
    query: Query
    targets: TargetBook

    def data(self) -> Dataset:
        """The tables, names of segments replaced by awkward ones."""
        found = (generated.whole_company if self.whole else generated.dataset)(self.rows, self.seed)
        rng = np.random.default_rng(self.seed)
        frames = dict(found.tables)
        tickets = frames["tickets"].copy()
        for name in ("channel", "team", "category", "extra:Plan"):
            column = tickets[name].cat.remove_unused_categories()
            words = rng.choice(AWKWARD, len(column.cat.categories), replace=False)
            tickets[name] = column.cat.rename_categories(dict(zip(column.cat.categories, words, strict=True)))
        frames["tickets"] = tickets
        return replace(found, tables=frames)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Random data, filters, periods, zones, conventions and targets."""
    seed, whole = draw(st.integers(0, 2**32 - 1)), draw(st.booleans())
    blank = Case(seed=seed, rows=draw(st.integers(1, 90)), whole=whole, query=Query(), targets=TargetBook())
    data = blank.data()
    calendar = Calendar(zone=draw(st.sampled_from(ZONES)), week_start=draw(st.integers(0, 6)),
                        fiscal_year_start=draw(st.integers(1, 12)))  # fmt: skip
    first = date(2023, 12, 15) + timedelta(days=draw(st.integers(0, 190)))
    period = calendar.period(first, first + timedelta(days=draw(st.integers(1, 120))))
    query = Query(
        period=draw(st.sampled_from((None, period))), calendar=calendar, conventions=draw(_conventions()),
        grain=draw(st.sampled_from((Grain.WEEK, Grain.MONTH, Grain.QUARTER))), history=draw(st.booleans()),
        splits=tuple(draw(st.lists(st.sampled_from(_DIMENSIONS), max_size=2, unique=True))),
        filters=draw(_filters(data)),
    )  # fmt: skip
    return replace(blank, query=query, targets=draw(_targets(data)))


@st.composite
def _conventions(draw: st.DrawFn) -> Conventions:
    return Conventions(
        csat_satisfied_from=draw(st.sampled_from((None, 3.0, 4.5, 5.0))),
        decided_only=draw(st.sampled_from(("no", "yes"))),
        churn=draw(st.sampled_from(("lost", "net"))), cart=draw(st.sampled_from(("abandonment", "completion"))),
        clock=draw(st.sampled_from(("calendar", "business"))), min_sample=draw(st.integers(1, 12)),
        ces_direction=draw(st.sampled_from(("higher", "lower"))), nps_scale=draw(st.sampled_from(("0-10", "1-10"))),
        fcr_max_replies=draw(st.integers(1, 3)), repeat_window_days=draw(st.integers(1, 30)), currency="EUR",
        confidence=draw(st.sampled_from((80.0, 95.0))),
    )  # fmt: skip


@st.composite
def _filters(draw: st.DrawFn, data: Dataset) -> dict[str, tuple[str, ...]]:
    names = draw(st.lists(st.sampled_from(_DIMENSIONS), max_size=1, unique=True))
    tickets = data.tables["tickets"]
    return {
        name: tuple(
            draw(st.lists(st.sampled_from([*map(str, tickets[name].cat.categories), ""]), min_size=1, unique=True))
        )
        for name in names
    }


@st.composite
def _targets(draw: st.DrawFn, data: Dataset) -> TargetBook:
    channels = [*map(str, data.tables["tickets"]["channel"].cat.categories), ""]
    value = st.one_of(st.none(), st.floats(0.5, 99.5).map(lambda number: round(number, 2)))
    target = st.builds(
        Target, kpi=st.sampled_from(("csat", "art", "frt", "sla", "nps", "fcr", "net_flow", "ces")), value=value,
        tolerance=st.one_of(st.none(), st.floats(0, 9).map(lambda number: round(number, 2))),
        effective=st.one_of(st.none(), st.dates(date(2023, 12, 1), date(2024, 8, 1))),
        segment=st.one_of(st.none(), st.sampled_from(channels).map(lambda name: ("channel", name))),
    )  # fmt: skip
    return TargetBook(targets=tuple(draw(st.lists(target, max_size=4))))


# -- comparing ---------------------------------------------------------------------------------------------------------


def against_report(path: Path, report: Report, counted: Counter[str]) -> list[str]:
    """Cells of values, targets and statuses that are not those of the report, its JSON and its CSV."""
    book = openpyxl.load_workbook(path, data_only=True)
    out = [*_told(report, counted), *_summary(book["Summary"], report, counted)]
    if "Trends" in book.sheetnames:
        out += _trends(book["Trends"], report, counted)
    for sheet in book:
        if sheet.title.startswith("Breakdown"):
            out += _breakdown(sheet, report, counted)
    return out


def _told(report: Report, counted: Counter[str]) -> list[str]:
    """What JSON and CSV say otherwise than the report."""
    document: Any = report_json(report)
    rows = list(csv.DictReader(io.StringIO(report_csv(report))))
    parts: dict[str, Any] = {"kpis": report.kpis, "series": report.series, "splits": report.splits}
    out = []
    for part, entries in parts.items():
        lines = [row for row in rows if row["part"] == part]
        for entry, told, line in zip(entries, document[part], lines, strict=True):
            counted["JSON and CSV"] += 2
            label = getattr(entry, "segment", "") or str(getattr(entry, "start", ""))
            same = told["id"] == line["id"] == entry.id and told["value"] == _number(line["value"])
            if not same or not alike(told["value"], entry.value) or told.get("n") != int(line["n"] or 0):
                out.append(f"{part} {entry.id} {label}: {entry.value}, JSON {told['value']}, CSV {line['value']}")
            if part == "splits" and line["segment"] != plain_cell(entry.segment):
                out.append(f"CSV calls {entry.segment!r} {line['segment']!r}")
    return out


def _summary(sheet: Any, report: Report, counted: Counter[str]) -> list[str]:
    rows = list(sheet.iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "KPI")
    places = {name: head.index(name) for name in ("Value", "Target", "Status", "n")}
    found = {row[0]: row for row in rows[rows.index(head) + 1 :] if row[0]}
    out = []
    for result in report.kpis:
        row = found.get(result.name)
        if result.value is None or row is None:
            continue
        counted["Summary"] += 4
        shown = {"Value": _cell(result.value, result.unit), "Target": _cell(result.target, result.unit), "n": result.n,
                 "Status": f"{result.status.mark} {result.status.word}"}  # fmt: skip
        out += [f"Summary {result.id} {name}: {row[places[name]]!r}, not {value!r}" for name, value in shown.items()
                if not alike(row[places[name]], value)]  # fmt: skip
    return out


def _trends(sheet: Any, report: Report, counted: Counter[str]) -> list[str]:
    rows = list(sheet.iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "KPI")
    steps = {cell.date(): place for place, cell in enumerate(head) if isinstance(cell, datetime)}
    names = {result.name: result for result in report.kpis}
    values = {(point.id, point.start): point.value for point in report.series}
    out = []
    for row in rows[rows.index(head) + 1 :]:
        result = names.get(str(row[0]))
        if result is None or row[1] != result.unit.value.replace("_", " "):
            continue
        for start, place in steps.items():
            counted["Trends"] += 1
            value = _cell(values.get((result.id, start)), result.unit)
            if not alike(row[place], value):
                out.append(f"Trends {result.id} {start}: {row[place]!r}, not {value!r}")
    return out


def _breakdown(sheet: Any, report: Report, counted: Counter[str]) -> list[str]:
    names = {result.name: result for result in report.kpis}
    cells = {(entry.id, entry.segment or "(blank)"): entry for entry in report.splits
             if sheet_name(entry.dimension, []).casefold() == sheet.title.casefold()}  # fmt: skip
    out, kpi = [], None
    for row in sheet.iter_rows(max_col=9, values_only=True):
        if row[0] in names and row[2] is None:
            kpi = names[row[0]]
        entry = None if kpi is None else cells.get((kpi.id, str(row[0])))
        if kpi is None or entry is None or entry.value is None:
            continue
        counted["Breakdowns"] += 2
        if not alike(row[1], _cell(entry.value, kpi.unit)) or row[2] != entry.n:
            out.append(f"{sheet.title} {kpi.id} {row[0]}: {row[1]!r} of {row[2]}, not {entry.value} of {entry.n}")
    return out


def _cell(value: float | None, unit: Unit) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return value / 100 if unit is Unit.PERCENT else value


def _number(text: str) -> float | None:
    return float(text) if text else None


def alike(one: Any, other: Any) -> bool:
    """Equal but for the digits that a cell drops; a blank cell and an empty text are no value."""
    one, other = (None if value == "" else value for value in (one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)
