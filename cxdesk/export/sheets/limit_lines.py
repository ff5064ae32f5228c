"""Process limits in the charts of Trends: between them a step lies by chance; the cells that draw them."""

from __future__ import annotations

from typing import Any

from cxdesk.common.units import value_text
from cxdesk.export.context import Context, in_cell, put
from cxdesk.export.sheets.charts import Range
from cxdesk.export.sheets.styles import MUTED
from cxdesk.insight.records import Limits
from cxdesk.report.records import KpiResult

_SHEET = "Trends"
_FIRST = 4  # column of the first step, as on the sheet above
_NAME, _END = 0, 1


def write_limits(context: Context, sheet: Any, top: int, drawn: list[KpiResult]) -> dict[str, tuple[str, Range, Range]]:
    """Write two rows a KPI that has limits, from a row on; by KPI their name and the cells of both lines."""
    styles, starts = context.styles, context.live.buckets.starts
    out: dict[str, tuple[str, Range, Range]] = {}
    row = top
    for result in drawn:
        limits = context.report.limit(result.id)
        if limits is None or not set(limits.steps) & set(starts):
            continue
        if not out:
            sheet.write_string(top, 0, "Process limits of the charts, as exported", styles.header)
        style = styles(num_format=context.number(result.id), font_color=MUTED)
        ranges: list[Range] = []
        for place, end in enumerate(("lower", "upper")):
            row += 1
            sheet.write_string(row, _NAME, result.name, styles.note)
            sheet.write_string(row, _END, end, styles.note)
            for column, value in enumerate(_line(limits, place, starts), start=_FIRST):
                put(sheet, row, column, in_cell(value, result.unit), style)
            ranges.append([_SHEET, row, _FIRST, row, _FIRST + len(starts) - 1])
        out[result.id] = ("Trial limits" if limits.trial else "Limits", ranges[0], ranges[1])
    return out


def _line(limits: Limits, place: int, starts: tuple[Any, ...]) -> list[float | None]:
    """One of both lines, a value a step; None where the step is none of those that the limits were made from."""
    ends = limits.per_step or ((limits.low, limits.high),) * len(limits.steps)
    known = dict(zip(limits.steps, ends, strict=True))
    return [known[start][place] if start in known else None for start in starts]


def ends(context: Context, kpi_id: str) -> tuple[float, ...]:
    """Lowest and highest value of the lines; () without limits."""
    limits = context.report.limit(kpi_id)
    if limits is None:
        return ()
    pairs = limits.per_step or ((limits.low, limits.high),)
    return min(low for low, _ in pairs), max(high for _, high in pairs)


def words(context: Context, result: KpiResult) -> str:
    """The limits for who cannot see them."""
    limits = context.report.limit(result.id)
    if limits is None:
        return ""
    low, high = (value_text(end, result.unit) for end in (limits.low, limits.high))
    return f", process limits {low} to {high}"
