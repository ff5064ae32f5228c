"""Targets: the one sheet whose cells are meant to be changed; every status in the workbook follows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from cxdesk.common.text import safe_text
from cxdesk.export.context import MIN_SAMPLE, TARGETS_SHEET, Context, in_cell, kpi_of, put
from cxdesk.export.sheets.judging import DIRECTIONS, direction_of
from cxdesk.export.sheets.targets_record import remember
from cxdesk.kpis.kpi import Kpi
from cxdesk.report.records import KpiResult
from cxdesk.targets.book import default_target, of_segments, overall, same_segment, segments_with_targets
from cxdesk.targets.status import GENERAL_TOLERANCE, NET_FLOW_SHARE, STRICT_FROM, ends_at_100, tolerance_of
from cxdesk.targets.target import Target

ID, NAME, UNIT, DIRECTION, TARGET, TOLERANCE, BENCHMARK, DEFAULT, SINCE, DIMENSION, SEGMENT = range(11)
HEADERS = ("ID", "KPI", "Unit", "Better", "Target", "Tolerance", "Benchmark", "Default target", "From", "Dimension",
           "Segment")  # fmt: skip
BLANK_SEGMENT = "(blank)"
LEAST_ROWS = "Least rows"  # words beside the cell of the least number of rows
HEADER_ROW = 6  # from 0
_LEAST_ROW = 4
_WIDTHS = (20, 38, 10, 14, 13, 13, 13, 15, 13, 14, 22)
_WORDS = (ID, NAME, UNIT, DIRECTION, DIMENSION, SEGMENT)
_NOTES = (
    "Change a tinted cell: every status and difference follows the target, every index the benchmark.",
    "A miss within the tolerance is “near”; the tolerance follows the target until you type one.",
    "Clear a target to have none. CX Desk reads back targets, dates and added rows of segments; Z1 recalls the export.",
)

_NOTES_OF_VALUES = (
    "This workbook holds values only: no status, difference or index follows when you change a cell here.",
    "A miss within the tolerance is “near”. A changed sheet can be read back by CX Desk as targets.",
    "Clear a target to have none. Dates in From and added rows of segments are read back too; Z1 recalls the export.",
)


def target_rows(context: Context) -> tuple[dict[str, int], dict[tuple[str, str, str], int]]:
    """The rows (from 0) on which KPIs and their targets by segment stand; needed before the sheets that point here."""
    rows: dict[str, int] = {}
    segments: dict[tuple[str, str, str], int] = {}
    row = HEADER_ROW
    for result in context.report.kpis:
        if not kpi_of(result).available:
            continue
        row += 1
        rows[result.id] = row
        for dimension, value in _own_segments(context, result):
            row += 1
            segments[result.id, dimension, value.casefold()] = row
    return rows, segments


def _own_segments(context: Context, result: KpiResult) -> list[tuple[str, str]]:
    """Segments whose own targets are in force at the period's end; none whose name must not be shown."""
    judge = context.report.evidence.judging
    return [
        segment
        for segment in segments_with_targets(judge.book, result.id)
        if of_segments(judge.book, result.id, judge.last, (segment,)) is not None
        and not same_segment(segment, result.target_segment)
        and context.redaction.value(*segment) == segment[1]
    ]


def write_targets(context: Context, sheet: Any) -> None:
    """Fill the sheet."""
    styles = context.styles
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "Targets", styles.title)
    for row, note in enumerate(_NOTES if context.formulas else _NOTES_OF_VALUES, start=1):
        sheet.write_string(row, 0, note, styles.note)
    sheet.write_string(_LEAST_ROW, 0, LEAST_ROWS, styles.text(bold=True))
    sheet.write_string(_LEAST_ROW, 1, "with fewer, a share, mean or quantile has no status", styles.text(muted=True))
    sheet.write_blank(_LEAST_ROW, 2, None, styles.text())
    sheet.write_blank(_LEAST_ROW, 3, None, styles.text())
    sheet.write_number(_LEAST_ROW, TARGET, context.report.query.conventions.min_sample, styles.input("#,##0"))
    context.book.define_name(MIN_SAMPLE, f"={TARGETS_SHEET}!{xl_rowcol_to_cell(_LEAST_ROW, TARGET, True, True)}")
    for column, header in enumerate(HEADERS):
        words = styles.word_header if column in (DIMENSION, SEGMENT) else styles.header
        style = words if column in _WORDS else styles.number_header
        sheet.write_string(HEADER_ROW, column, header, style)
    for result in context.report.kpis:
        if result.id in context.target_rows:
            _row(context, sheet, context.target_rows[result.id], result)
            for segment in _own_segments(context, result):
                row = context.segment_rows[result.id, segment[0], segment[1].casefold()]
                _segment_row(context, sheet, row, result, segment)
    _validate(context, sheet)
    remember(context, sheet, {"better": DIRECTION, "target": TARGET, "tolerance": TOLERANCE, "benchmark": BENCHMARK,
                              "since": SINCE, "dimension": DIMENSION, "segment": SEGMENT},
             least=(_LEAST_ROW, TARGET))  # fmt: skip
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    rows = (*context.target_rows.values(), *context.segment_rows.values())
    sheet.print_area(0, 0, max(rows, default=HEADER_ROW), SEGMENT)  # what was exported stands beyond, hidden


def _row(context: Context, sheet: Any, row: int, result: KpiResult) -> None:
    styles, kpi = context.styles, kpi_of(result)
    number = context.target_number(result.unit)
    default = default_of(context, kpi)
    sheet.write_string(row, ID, result.id, styles.text(muted=True))
    sheet.write_string(row, NAME, result.name, styles.text())
    sheet.write_string(row, UNIT, result.unit.value.replace("_", " "), styles.text(muted=True))
    sheet.write_string(row, DIRECTION, direction_of(kpi, context.report.query.conventions),
                       styles.input("@", align="left"))  # fmt: skip
    judge = context.report.evidence.judging
    own = judge.own(kpi) or overall(judge.book, kpi.id, judge.last)
    unasked = result.target is None and result.value is None and own is None  # no data, and no wish to have no target
    target = default if unasked else result.target
    put(sheet, row, TARGET, in_cell(target, result.unit), styles.input(number))
    _tolerance(context, sheet, row, result, kpi, number)
    chosen = context.report.evidence.judging.book.benchmarks.get(kpi.id)
    yardstick = benchmark_of(result, default) if chosen is None else in_cell(chosen, result.unit)
    put(sheet, row, BENCHMARK, yardstick, styles.input(number))
    put(sheet, row, DEFAULT, in_cell(default, result.unit), styles.number(number, muted=True))
    _scope(context, sheet, row, own)


def _scope(context: Context, sheet: Any, row: int, own: Target | None) -> None:
    """From when on a target counts, and for which segment; blank = always, and for the whole."""
    styles = context.styles
    dated = styles.input("yyyy-mm-dd")
    if own is None or own.effective is None:
        sheet.write_blank(row, SINCE, None, dated)
    else:
        sheet.write_datetime(row, SINCE, datetime(*own.effective.timetuple()[:3]), dated)  # noqa: DTZ001  a cell's day
    dimension, value = (None, None) if own is None or own.segment is None else own.segment
    shown = None if value is None or dimension is None else context.redaction.value(dimension, value) or BLANK_SEGMENT
    for column, text in ((DIMENSION, dimension), (SEGMENT, shown)):
        put(sheet, row, column, None if text is None else safe_text(text, 255), styles.text(muted=True, indent=1))


def _segment_row(context: Context, sheet: Any, row: int, result: KpiResult, segment: tuple[str, str]) -> None:
    """The target of one segment, below the KPI's own."""
    styles, kpi = context.styles, kpi_of(result)
    judge, number = context.report.evidence.judging, context.target_number(result.unit)
    own = of_segments(judge.book, kpi.id, judge.last, (segment,))
    target = judge.target(kpi, context.live.scale(kpi.id), segment)
    value = None if target is None else in_cell(target.value, result.unit)
    sheet.write_string(row, ID, result.id, styles.text(muted=True))
    sheet.write_string(row, NAME, safe_text(segment[1] or BLANK_SEGMENT, 255), styles.text(indent=2))
    sheet.write_string(row, UNIT, result.unit.value.replace("_", " "), styles.text(muted=True))
    sheet.write_string(row, DIRECTION, direction_of(kpi, context.report.query.conventions),
                       styles.input("@", align="left"))  # fmt: skip
    put(sheet, row, TARGET, value, styles.input(number))
    volume = _volume_of(context, segment)
    if target is not None and target.tolerance is None:
        formula = tolerance_formula(xl_rowcol_to_cell(row, TARGET), kpi)
        formula = _rule_of_volume(kpi, volume) or ("" if _has_own_rule(kpi) else formula)
    else:
        formula = ""
    tolerance = None if target is None else in_cell(tolerance_of(kpi, target, volume), result.unit)
    if formula:
        sheet.write_formula(row, TOLERANCE, formula, styles.input(number), tolerance)
    else:
        put(sheet, row, TOLERANCE, tolerance, styles.input(number))
    for column in (BENCHMARK, DEFAULT):
        sheet.write_blank(row, column, None, styles.text())
    _scope(context, sheet, row, own)


def _volume_of(context: Context, segment: tuple[str, str]) -> float | None:
    """Tickets of a segment, from which the tolerance of net_flow follows."""
    cells = context.report.evidence.split("volume", segment[0])
    return next((cell.value for cell in cells if same_segment((segment[0], cell.segment), segment)), None)


def _rule_of_volume(kpi: Kpi, volume: float | None) -> str:
    """The tolerance that follows from the ticket volume; a formula, so that it is no number somebody typed."""
    return f"={NET_FLOW_SHARE}*{volume:g}" if kpi.id == "net_flow" and volume is not None else ""


def _has_own_rule(kpi: Kpi) -> bool:
    """Whether the tolerance does not follow the target."""
    return kpi.nearest_zero or kpi.tolerance is not None or kpi.id == "net_flow"


def _tolerance(context: Context, sheet: Any, row: int, result: KpiResult, kpi: Kpi, number: str) -> None:
    style = context.styles.input(number)
    value = in_cell(result.tolerance, result.unit)
    general = follows_target(result, kpi)
    rule = _rule_of_volume(kpi, context.volumes["", ""])
    if rule and value is not None and result.tolerance == tolerance_of(kpi, Target(kpi=kpi.id, value=result.target),
                                                                       context.volumes["", ""]):  # fmt: skip
        sheet.write_formula(row, TOLERANCE, rule, style, value)
    elif general or value is None:
        target = xl_rowcol_to_cell(row, TARGET)
        shown: float | str = "" if value is None else value
        sheet.write_formula(row, TOLERANCE, tolerance_formula(target, kpi), style, shown)
    else:
        sheet.write_number(row, TOLERANCE, value, style)


def tolerance_formula(target: str, kpi: Kpi) -> str:
    """The general rule for the tolerance, following the target's cell."""
    rule = f"{GENERAL_TOLERANCE}*ABS({target})"
    if ends_at_100(kpi):
        strict = STRICT_FROM / 100
        rule = f"IF(AND({target}>={strict},{target}<=1),{GENERAL_TOLERANCE}*(1-{target}),{rule})"
    return f'=IF({target}="","",{rule})'


def follows_target(result: KpiResult, kpi: Kpi) -> bool:
    """Whether the tolerance in force is what the general rule gives for the target."""
    if _has_own_rule(kpi):
        return False
    if result.target is None or result.tolerance is None:
        return result.tolerance is None
    strict = ends_at_100(kpi) and STRICT_FROM <= result.target <= 100
    rule = GENERAL_TOLERANCE * (100 - result.target if strict else abs(result.target))
    return abs(rule - result.tolerance) <= 1e-9 * max(1.0, abs(rule))


def default_of(context: Context, kpi: Kpi) -> float | None:
    """The catalogue's target on the scale that the data has."""
    target: Target | None = default_target(kpi, context.report.query.conventions, context.live.scale(kpi.id))
    return None if target is None else target.value


def benchmark_of(result: KpiResult, default: float | None) -> float | None:
    """The benchmark that nobody chose as its cell holds it: the one behind the index, else the default target."""
    judged = result.value if result.judged is None else result.judged
    if result.index and judged:
        return in_cell(float(f"{judged / result.index * 100:.12g}"), result.unit)
    return in_cell(default, result.unit)


def _validate(context: Context, sheet: Any) -> None:
    """Refuse what cannot be a target, a tolerance or a direction, with words that say what can."""
    rows = [*context.target_rows.values(), *context.segment_rows.values()]
    if not rows:
        return
    first, last = min(rows), max(rows)
    sheet.data_validation(first, DIRECTION, last, DIRECTION, {
        "validate": "list", "source": list(DIRECTIONS), "error_title": "Better",
        "error_message": "Choose one of the directions of the list.",
    })  # fmt: skip
    for column, criteria, least, most in ((TARGET, "between", -1e9, 1e9), (BENCHMARK, "between", -1e9, 1e9)):
        sheet.data_validation(first, column, last, column, {
            "validate": "decimal", "criteria": criteria, "minimum": least, "maximum": most, "ignore_blank": True,
            "error_title": HEADERS[column], "error_message": "Type a number, or clear the cell.",
            "input_title": HEADERS[column], "input_message": "A number in the KPI's unit; percent such as 85%.",
        })  # fmt: skip
    sheet.data_validation(first, TOLERANCE, last, TOLERANCE, {
        "validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True, "error_title": "Tolerance",
        "error_message": "Type a number of at least 0.",
    })  # fmt: skip
    sheet.data_validation(first, SINCE, last, SINCE, {
        "validate": "date", "criteria": ">=", "value": date(1900, 1, 1), "ignore_blank": True, "error_title": "From",
        "error_message": "Type a date, or clear the cell: the target then always counts.",
    })  # fmt: skip
    sheet.data_validation(_LEAST_ROW, TARGET, _LEAST_ROW, TARGET, {
        "validate": "integer", "criteria": ">=", "value": 1, "error_title": LEAST_ROWS,
        "error_message": "Type a whole number of at least 1.",
    })  # fmt: skip
