"""What every sheet of one workbook shares: the report, the looks, the live formulas, and where cells are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from cxdesk.common.units import Unit
from cxdesk.export.live import Live
from cxdesk.export.logo import Logo
from cxdesk.export.redaction import Redaction
from cxdesk.export.sheets.styles import Styles, cell_scale, number_format
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.formulas import Formula
from cxdesk.kpis.kpi import Kpi
from cxdesk.report.records import KpiResult, Report, Segment
from cxdesk.targets.target import Status

TARGETS_SHEET = "Targets"
SUMMARY_SHEET = "Summary"
TRENDS_SHEET = "Trends"
FIRST_STEP = 4  # column (from 0) of the first step on Trends
MOST_STEPS = 16_000  # columns of a sheet, less the words
PERIOD_START, PERIOD_END, MIN_SAMPLE = "PeriodStart", "PeriodEnd", "MinSample"


@dataclass(frozen=True, kw_only=True, eq=False)
class Context:
    """One export under way. `target_rows`, `summary_rows` and `trend_rows` say on which row (from 0) a KPI stands.

    `segment_rows` are the rows of targets by segment: KPI, dimension, value in small letters. `volumes` are the tickets
    of the whole ("", "") and of each segment (dimension, value), whether or not the report shows them.
    """

    report: Report
    book: Workbook
    styles: Styles
    live: Live
    redaction: Redaction
    segments: dict[str, tuple[Segment, ...]]  # by dimension, in the order of their sheets
    formulas: bool = True
    target_rows: dict[str, int] = field(default_factory=dict)
    summary_rows: dict[str, int] = field(default_factory=dict)
    segment_rows: dict[tuple[str, str, str], int] = field(default_factory=dict)
    trend_rows: dict[str, int] = field(default_factory=dict)
    workspace: str = ""  # whose targets these are, "" = nobody's
    volumes: Mapping[tuple[str, str], float | None] = field(default_factory=dict)
    company: str = ""
    logo: Logo | None = None
    template: str = ""

    @property
    def top(self) -> int:
        """Rows above the Summary's title: one where a logo or a company's name stands there."""
        return int(bool(self.company or self.logo))

    @property
    def shown(self) -> tuple[KpiResult, ...]:
        """KPIs with a value, or with rows too few for one."""
        return tuple(result for result in self.report.kpis if result.status is not Status.NO_DATA)

    @property
    def missing(self) -> tuple[KpiResult, ...]:
        """KPIs without data."""
        return tuple(result for result in self.report.kpis if result.status is Status.NO_DATA)

    @cached_property
    def _numbers(self) -> dict[str, str]:
        values: dict[str, list[float | None]] = {result.id: [result.value] for result in self.report.kpis}
        for point in self.report.series:
            values[point.id].append(point.value)
        return {result.id: number_format(result.unit, values[result.id]) for result in self.report.kpis}

    def number(self, kpi_id: str) -> str:
        """Number format of all cells of a KPI."""
        return self._numbers[kpi_id]

    @staticmethod
    def target_number(unit: Unit) -> str:
        """Number format of a target: as typed, whatever the size of the values beside it."""
        return "0.0#%" if unit is Unit.PERCENT else "#,##0.0##"

    def target_cell(self, kpi_id: str, column: int, segment: tuple[str, str] | None = None) -> str | None:
        """Address of a cell of the row of a KPI, or of its target for one segment, on the Targets sheet."""
        row = self.target_rows.get(kpi_id)
        if segment is not None:
            row = self.segment_rows.get((kpi_id, segment[0], segment[1].casefold()))
        return None if row is None else f"{TARGETS_SHEET}!{xl_rowcol_to_cell(row, column, True, True)}"

    def summary_cell(self, kpi_id: str, column: int) -> str | None:
        """Address of a cell of the KPI's row on the Summary sheet."""
        row = self.summary_rows.get(kpi_id)
        return None if row is None else f"{SUMMARY_SHEET}!{xl_rowcol_to_cell(row, column, True, True)}"

    @property
    def steps(self) -> tuple[date, ...]:
        """First days of the steps that Trends shows."""
        return self.live.buckets.starts[:MOST_STEPS]

    def trend_cell(self, kpi_id: str, step: int) -> str:
        """Address of a step of a KPI, within the Trends sheet."""
        return str(xl_rowcol_to_cell(self.trend_rows[kpi_id], FIRST_STEP + step, True, True))


def kpi_of(result: KpiResult) -> Kpi:
    """The catalogue's row behind a result."""
    return by_id(result.id)


def in_cell(value: float | None, unit: Unit) -> float | None:
    """A value as its cell holds it; rounded to what a double can tell, so that 0.1 x 3 does not show its tail."""
    return None if value is None else float(f"{value * cell_scale(unit):.15g}")


def put(sheet: Any, row: int, column: int, value: float | str | None, style: Any) -> None:
    """Write a number or words; None leaves a blank cell with the style."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def put_live(
    sheet: Any, row: int, column: int, formula: Formula | str | None, style: Any, value: float | str | None
) -> None:
    """Write a formula together with its computed value; without a formula the value alone."""
    shown = "" if value is None else value
    if formula is None:
        put(sheet, row, column, value, style)
    elif isinstance(formula, Formula) and formula.array:
        sheet.write_array_formula(row, column, row, column, f"{{{formula.text}}}", style, shown)
    else:
        sheet.write_formula(row, column, formula if isinstance(formula, str) else formula.text, style, shown)


def resolved(context: Context, **changes: Any) -> Context:
    """The context with more places known."""
    return replace(context, **changes)
