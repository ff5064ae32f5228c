"""Breakdown: one sheet a dimension, a block a KPI with its segments, and a bar chart with the target beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from cxdesk.common.text import safe_text
from cxdesk.common.units import value_text
from cxdesk.export.context import MIN_SAMPLE, Context, in_cell, kpi_of, put, put_live
from cxdesk.export.live import breakdown_name
from cxdesk.export.plain import dimension_title
from cxdesk.export.sheets import charts, summary, targets
from cxdesk.export.sheets.judging import difference_formula, judged_cell, linked, status_formula
from cxdesk.export.sheets.styles import HAIR, number_format, signed, status_text
from cxdesk.export.shown_segments import MOST
from cxdesk.kpis.formula_sheets import OTHERS
from cxdesk.report.records import KpiResult, Segment
from cxdesk.targets.book import same_segment
from cxdesk.targets.status import NET_FLOW_SHARE, judged_value
from cxdesk.targets.target import Status

SEGMENT, VALUE, N, LOW, HIGH, TARGET, DIFFERENCE, STATUS, CODE, CHART = range(10)
HEADERS = ("Segment", "Value", "n", "Interval from", "Interval to", "Target", "Difference", "Status", "Code")
BLANK = "(blank)"
_WIDTHS = (34, 11, 9, 14, 12, 11, 13, 14, 7, 3)
HEADER_ROW = 2  # from 0
_CHART_ROWS = 9  # a block is at least as high as its chart
_PAGE_ROWS = 42  # of a printed page as wide as the sheet
_BARS = 30  # bars that a chart can name


def sheet_name(dimension: str, taken: Iterable[str]) -> str:
    """A name for the dimension's sheet that Excel accepts and no other sheet has."""
    words = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", safe_text(dimension_title(dimension))).replace("_", " ")
    words = " ".join(words.strip(" '").split()) or "dimension"
    names = {name.casefold() for name in taken}
    for number in range(1, 10_000):
        tail = "" if number == 1 else f" {number}"
        name = f"Breakdown {words}"
        while len(f"{name}{tail}".encode("utf-16-le")) > 62:  # 31 characters as Excel counts them
            name = name[:-1]
        name = f"{name.rstrip(chr(39)).rstrip()}{tail}"
        if name.casefold() not in names:
            return name
    raise AssertionError("ten thousand sheets of one name")


def write_breakdown(context: Context, sheet: Any, dimension: str) -> None:
    """Fill the sheet of one dimension."""
    styles = context.styles
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, _title(context, dimension), styles.title)
    for column, header in enumerate(HEADERS):
        words = {SEGMENT: styles.header, STATUS: styles.centred_header}
        sheet.write_string(HEADER_ROW, column, header, words.get(column, styles.number_header))
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    row, page_top = HEADER_ROW + 1, 0
    breaks: list[int] = []
    results = {result.id: result for result in context.shown}
    for kpi_id, cells in groupby(context.segments[dimension], key=lambda cell: cell.id):
        segments = [cell for cell in cells if cell.n or cell.value is not None]
        if kpi_id in results and any(cell.value is not None for cell in segments):
            if row + _height(segments) - page_top > _PAGE_ROWS and breaks[-1:] != [row] and row > HEADER_ROW + 1:
                breaks.append(row)
                page_top = row
            row = _block(context, sheet, row, results[kpi_id], segments)
    sheet.write_string(1, 0, _note(context, dimension), styles.note)
    sheet.set_h_pagebreaks(breaks)
    sheet.print_area(0, 0, row, CHART + charts.COLUMNS)
    # a name of digits is a name: no mark in its corner
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{row + 1}"})
    for status in Status:
        sheet.conditional_format(HEADER_ROW + 1, STATUS, row, STATUS, {
            "type": "cell", "criteria": "==", "value": f'"{status_text(status)}"', "format": styles.status(status),
        })  # fmt: skip


def _title(context: Context, dimension: str) -> str:
    words = context.redaction.words(dimension_title(dimension).replace("_", " "))
    return safe_text(f"Breakdown by {words}")


def _note(context: Context, dimension: str) -> str:
    note = "n = rows behind the value; a difference between segments may be chance, so look at the interval."
    if any(cell.segment.startswith(OTHERS) for cell in context.segments[dimension]):
        note += f" The {MOST} segments of most rows stand by name, the rest together as others."
    if context.live.on and not context.live.live_breakdown(dimension):
        note += " This sheet holds values, not formulas: Data quality says why."
    valued = context.live.valued(breakdown_name(dimension))
    return f"{note} Values, not formulas: {', '.join(valued)}." if valued else note


def _height(segments: list[Segment]) -> int:
    """Rows of a block with its names and the chart beside them."""
    return max(2 + len(segments), _CHART_ROWS if len(segments) > 1 else 0)


def _block(context: Context, sheet: Any, row: int, result: KpiResult, segments: list[Segment]) -> int:
    """One KPI's segments; gives the first row after the block."""
    styles = context.styles
    number = context.number(result.id)
    sheet.set_row(row, 22)
    sheet.write_string(row, SEGMENT, result.name, styles.group)
    for column in range(1, len(HEADERS)):
        sheet.write_blank(row, column, None, styles.group)
    _all_row(context, sheet, row + 1, result, number)
    first = row + 2
    for place, cell in enumerate(segments):
        _segment_row(context, sheet, first + place, result, cell, number)
    _chart(context, sheet, row, first, result, segments)
    return row + _height(segments) + 1


def _all_row(context: Context, sheet: Any, row: int, result: KpiResult, number: str) -> None:
    """The KPI over everything, as on the Summary."""
    styles, unit = context.styles, result.unit
    sheet.write_string(row, SEGMENT, "All", styles.text(bold=True))
    value, target = (context.summary_cell(result.id, column) for column in (summary.VALUE, summary.TARGET))
    put_live(sheet, row, VALUE, linked(value) if value else None, styles.number(number, bold=True),
             in_cell(result.value, unit))  # fmt: skip
    put(sheet, row, N, float(result.n), styles.number("#,##0"))
    put(sheet, row, LOW, in_cell(result.low, unit), styles.number(number, muted=True))
    put(sheet, row, HIGH, in_cell(result.high, unit), styles.number(number, muted=True))
    aim = styles.number(context.target_number(unit), muted=True)
    put_live(sheet, row, TARGET, linked(target) if target else None, aim, in_cell(result.target, unit))
    for column in (DIFFERENCE, STATUS, CODE):
        sheet.write_blank(row, column, None, styles.text())


def _segment_row(context: Context, sheet: Any, row: int, result: KpiResult, cell: Segment, number: str) -> None:
    styles, unit, kpi = context.styles, result.unit, kpi_of(result)
    sheet.write_string(row, SEGMENT, safe_text(_shown(context, cell), 255), styles.text())
    value, own = xl_rowcol_to_cell(row, VALUE), xl_rowcol_to_cell(row, TARGET)
    sheet.write_number(row, CODE, context.live.code(cell.dimension, cell.segment), styles.number("0", muted=True))
    code = xl_rowcol_to_cell(row, CODE, col_abs=True)
    live = context.live.segment(result.id, cell.dimension, cell.segment, code)
    put_live(sheet, row, VALUE, live, styles.number(number), in_cell(cell.value, unit))
    put(sheet, row, N, float(cell.n), styles.number("#,##0", muted=True))
    put(sheet, row, LOW, in_cell(cell.low, unit), styles.number(number, muted=True))
    put(sheet, row, HIGH, in_cell(cell.high, unit), styles.number(number, muted=True))
    status_style = styles(bottom=1, bottom_color=HAIR, align="center")
    judged = _judged(context, result, cell)
    gap = None if judged is None or cell.target is None else in_cell(judged - cell.target, unit)
    untimely = cell.status is Status.NO_TARGET and cell.target is not None
    if not untimely:
        value = judged_cell(kpi, value, context.report)
    aim, difference = styles.number(context.target_number(unit), muted=not cell.own_target), signed(number)
    places = _target_places(context, result, cell)
    if places is None:
        put(sheet, row, TARGET, in_cell(cell.target, unit), aim)
        put(sheet, row, DIFFERENCE, gap, styles.number(difference))
        sheet.write_string(row, STATUS, status_text(cell.status), status_style)
        return
    target, tolerance, direction = places
    put_live(sheet, row, TARGET, linked(target), aim, in_cell(cell.target, unit))
    put_live(sheet, row, DIFFERENCE, difference_formula(value, own), styles.number(difference), gap)
    formula = status_formula(kpi, value=value, n=xl_rowcol_to_cell(row, N), target=own, tolerance=tolerance,
                             direction=direction, least=MIN_SAMPLE)  # fmt: skip
    put_live(sheet, row, STATUS, None if untimely else formula, status_style, status_text(cell.status))


def _judged(context: Context, result: KpiResult, cell: Segment) -> float | None:
    """What of a segment is compared with the target; the value itself where nothing is."""
    if cell.value is None or cell.status is Status.NO_TARGET:
        return cell.value
    judged = judged_value(kpi_of(result), cell.value, context.report.period, context.report.query.calendar)
    return cell.value if judged is None else judged


def _target_places(context: Context, result: KpiResult, cell: Segment) -> tuple[str, str, str] | None:
    """Addresses of target, tolerance, direction: of the segment's own target, else of the KPI's; None where hidden."""
    own = (cell.dimension, cell.segment) if cell.own_target else None
    if same_segment(own, result.target_segment):
        own = None  # filtered to it: the KPI's row is about it
    target, tolerance, direction = (
        context.target_cell(result.id, column, own) for column in (targets.TARGET, targets.TOLERANCE, targets.DIRECTION)
    )
    if target is None or tolerance is None or direction is None:
        return None
    return target, tolerance if own else f"{tolerance}{_share_of_volume(context, result, cell)}", direction


def _share_of_volume(context: Context, result: KpiResult, cell: Segment) -> str:
    """Factor on the tolerance where it follows from the ticket volume: a segment has its own volume."""
    volume = context.volumes["", ""]
    if result.id != "net_flow" or not volume or result.tolerance != NET_FLOW_SHARE * volume:
        return ""
    return f"*{context.volumes.get((cell.dimension, cell.segment)) or 0:g}/{volume:g}"


def _shown(context: Context, cell: Segment) -> str:
    """A segment's name as the sheet shows it."""
    if cell.segment.startswith(OTHERS):
        return f"Others ({int(cell.segment.removeprefix(OTHERS)):,})"
    return context.redaction.value(cell.dimension, cell.segment) or BLANK


def _chart(context: Context, sheet: Any, row: int, first: int, result: KpiResult, segments: list[Segment]) -> None:
    if len(segments) < 2:
        return
    last = first + min(len(segments), _BARS) - 1
    name = sheet.get_name()
    aims = {cell.target for cell in segments[:_BARS]} - {None}
    target = [name, first, TARGET, last, TARGET] if aims else None
    seen = [*(cell.value for cell in segments), *aims]
    more = f", the first {_BARS} of {len(segments)}" if len(segments) > _BARS else ""
    chart = charts.bar_chart(
        context, title=f"{result.name}{more}", names=[name, first, SEGMENT, last, SEGMENT],
        values=[name, first, VALUE, last, VALUE], target=target,
        axis=charts.value_axis(number_format(result.unit, seen), seen, None, result.unit, from_zero=True),
        own_targets=len(aims) > 1,
    )  # fmt: skip
    listed = ", ".join(f"{_shown(context, cell)} {value_text(cell.value, result.unit)}" for cell in segments[:_BARS])
    target_words = f" Target {value_text(result.target, result.unit)}." if result.target is not None else ""
    own = [f"{_shown(context, cell)} {value_text(cell.target, result.unit)}"
           for cell in segments[:_BARS] if cell.own_target]  # fmt: skip
    target_words += f" Own targets: {', '.join(own)}." if own else ""
    charts.placed(sheet, row, CHART, chart, f"{result.name} by segment: {listed}.{target_words}", x_offset=16)
