"""Distributions: how the single values behind means and quantiles lie, as counts by range with a bar chart each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from xlsxwriter.utility import xl_rowcol_to_cell

from cxdesk.common.units import value_text
from cxdesk.export.context import Context, in_cell, kpi_of, put, put_live
from cxdesk.export.sheets import charts
from cxdesk.export.sheets.styles import ROW_PIXELS, cell_scale
from cxdesk.kpis.formulas import rows_between
from cxdesk.report.records import KpiResult

NAME = "Distributions"
HEADER_ROW = 2  # from 0
HEADERS = ("Range", "From", "Below", "Rows", "Share", "Percentile", "Value")
_WIDTHS = (34, 11, 11, 10, 10, 14, 11)
RANGE, FROM, BELOW, ROWS, SHARE, PERCENTILE, VALUE, CHART = range(8)
_PERCENTILES = (10, 25, 50, 75, 90, 95)
_FEW = 12  # different values that stand one by one
_BINS = 12
_PAGE_ROWS = 42  # of a printed page as wide as the sheet
Floats = NDArray[np.float64]


def write_distributions(context: Context, sheet: Any) -> None:
    """Fill the sheet, a block a KPI that has single values behind it."""
    styles = context.styles
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, NAME, styles.title)
    for column, header in enumerate(HEADERS):
        sheet.write_string(HEADER_ROW, column, header, styles.header if column == RANGE else styles.number_header)
    row, top, breaks = HEADER_ROW + 1, 0, []
    for result, values in spread(context):
        if row + _height(len(edges(values))) - top > _PAGE_ROWS:
            breaks.append(row)
            top = row
        row = _block(context, sheet, row, result, values)
    sheet.write_string(1, 0, _note(context), styles.note)
    sheet.set_h_pagebreaks(breaks)
    sheet.print_area(0, 0, row, CHART + charts.COLUMNS)
    sheet.freeze_panes(HEADER_ROW + 1, 1)


def _note(context: Context) -> str:
    note = "Rows by range of their value, over the report's period."
    if not context.live.on:
        return note
    valued = [result.name for result, values in spread(context) if not _is_live(context, result, edges(values))]
    told = f" Values, not formulas: {', '.join(valued)}." if valued else ""
    return f"{note} Counts follow the data sheets, percentiles stand as exported.{told}"


def spread(context: Context) -> list[tuple[KpiResult, Floats]]:
    """KPIs with single values behind them that differ, and these values, ascending."""
    found = ((result, context.report.evidence.distribution(result.id)) for result in context.shown)
    return [(result, values) for result, values in found if values is not None and values[0] < values[-1]]


def edges(values: Floats) -> Floats:
    """Lower ends of the ranges of ascending values: each value by itself where there are few, else round steps.

    The last range has no upper end: it holds what lies far out.
    """
    distinct = np.unique(values)
    if len(distinct) <= _FEW:
        return distinct
    low, high = float(values[0]), float(np.quantile(values, 0.95))
    width = _round(max(high - low, (float(values[-1]) - low) / 100) / (_BINS - 2))
    first = np.floor(low / width)
    lows = np.asarray([float(f"{(first + step) * width:.12g}") for step in range(_BINS)])
    return np.asarray(lows[lows <= values[-1]])  # ranges beyond the largest value would be bare


def _round(width: float) -> float:
    """The next width of 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(width))
    return float(next(power * step for step in (1, 2, 2.5, 5, 10) if power * step >= width * (1 - 1e-9)))


def _block(context: Context, sheet: Any, row: int, result: KpiResult, values: Floats) -> int:
    """One KPI; gives the first row after its block."""
    styles, number = context.styles, context.number(result.id)
    lows = edges(values)
    counts = np.diff([*np.searchsorted(values, lows), len(values)])
    sheet.set_row(row, 22)
    sheet.write_string(row, RANGE, result.name, styles.group)
    for column in range(1, len(HEADERS)):
        sheet.write_blank(row, column, None, styles.group)
    first, last = row + 1, row + len(lows)
    exact = _is_live(context, result, lows)
    single = len(lows) == len(np.unique(values))
    for place, (low, count) in enumerate(zip(lows.tolist(), counts.tolist(), strict=True)):
        here, high = first + place, None if place + 1 == len(lows) else float(lows[place + 1])
        sheet.write_string(here, RANGE, _words(result, low, high, single=single), styles.text())
        put(sheet, here, FROM, in_cell(low, result.unit), styles.number(number, muted=True))
        put(sheet, here, BELOW, in_cell(high, result.unit), styles.number(number, muted=True))
        _count(context, sheet, here, result, int(count), exact=exact)
        total = f"SUM({xl_rowcol_to_cell(first, ROWS, True)}:{xl_rowcol_to_cell(last, ROWS, True)})"
        share = f'=IF({total}=0,"",{xl_rowcol_to_cell(here, ROWS)}/{total})'
        put_live(sheet, here, SHARE, share, styles.number("0.0%"), count / len(values))
    for place, percent in enumerate(_PERCENTILES):
        put(sheet, first + place, PERCENTILE, percent / 100, styles.number("0%", muted=True))
        value = in_cell(float(np.quantile(values, percent / 100)), result.unit)
        put(sheet, first + place, VALUE, value, styles.number(number))
    _chart(context, sheet, row, (first, last), result, counts)
    return row + _height(len(lows))


def _height(ranges: int) -> int:
    """Rows of a block: at least as many as its chart and the percentiles beside it need, and one apart."""
    return max(ranges + 2, len(_PERCENTILES) + 2, charts.bar_height(ranges) // ROW_PIXELS + 2)


def _count(context: Context, sheet: Any, row: int, result: KpiResult, count: int, *, exact: bool) -> None:
    """Rows of one range, worked out from the data sheet where that is possible."""
    live = None
    if exact:
        high = xl_rowcol_to_cell(row, BELOW)
        is_last = f'IF({high}="",1E+300,{high})'
        live = rows_between(kpi_of(result), xl_rowcol_to_cell(row, FROM), is_last, context.live.sheets)
    put_live(sheet, row, ROWS, live, context.styles.number("#,##0"), float(count))


def _is_live(context: Context, result: KpiResult, lows: Floats) -> bool:
    """Whether formulas count the rows: a criterion is a text of 15 digits, so longer ends would catch neighbours."""
    if not context.live.on or cell_scale(result.unit) != 1 or any(float(f"{low:.12g}") != low for low in lows.tolist()):
        return False
    return rows_between(kpi_of(result), "A1", "A1", context.live.sheets) is not None


def _words(result: KpiResult, low: float, high: float | None, *, single: bool) -> str:
    if single:
        return value_text(low, result.unit)
    if high is None:
        return f"{value_text(low, result.unit)} and more"
    return f"{value_text(low, result.unit)} to {value_text(high, result.unit)}"


def _chart(context: Context, sheet: Any, row: int, rows: tuple[int, int], result: KpiResult, counts: Any) -> None:
    first, last = rows
    chart = charts.bar_chart(
        context, title=f"{result.name}: rows by range", names=[NAME, first, RANGE, last, RANGE],
        values=[NAME, first, ROWS, last, ROWS], target=None, axis={"num_format": "#,##0", "min": 0},
    )  # fmt: skip
    most = int(np.argmax(counts))
    words = f"{result.name}: {int(counts.sum()):,} rows in {len(counts)} ranges, most of them ({int(counts[most]):,})"
    charts.placed(sheet, row, CHART, chart, f"{words} in the {most + 1}. from below.", x_offset=16)
