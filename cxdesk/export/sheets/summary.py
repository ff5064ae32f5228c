"""Summary: the answer first, then every KPI by group with value, target, status and change."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from cxdesk.common.periods import from_utc, to_utc
from cxdesk.common.text import safe_text
from cxdesk.common.units import value_text
from cxdesk.export.context import (
    MIN_SAMPLE,
    PERIOD_END,
    PERIOD_START,
    SUMMARY_SHEET,
    Context,
    in_cell,
    kpi_of,
    put,
    put_live,
)  # fmt: skip
from cxdesk.export.plain import dimension_title
from cxdesk.export.sheets import course, targets
from cxdesk.export.sheets.heights import row_height
from cxdesk.export.sheets.judging import (
    change_formula,
    difference_formula,
    index_formula,
    judged_result,
    linked,
    status_formula,
)
from cxdesk.export.sheets.letterhead import write_letterhead
from cxdesk.export.sheets.styles import DATE, HAIR, MUTED, STATUS_COLOURS, signed, status_text
from cxdesk.insight.records import Change, Verdict
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.kpis.formulas import WITHOUT_FORMULA, Formula
from cxdesk.report.records import KpiResult, Report
from cxdesk.report.reviews import REVIEW_RATE
from cxdesk.targets.target import Status

(NAME, VALUE, UNIT, TARGET, DIFFERENCE, INDEX, STATUS, PREVIOUS, CHANGE, VERDICT, COURSE, N, LOW, HIGH, NOTE, ID,
 REVIEWED, STEPS) = range(18)  # fmt: skip
HEADERS = ("KPI", "Value", "Unit", "Target", "Difference", "Index", "Status", "Previous", "Change", "Verdict", "Course",
           "n", "Interval from", "Interval to", "Note", "ID", "Reviewed", *course.HEADERS)  # fmt: skip
_WIDTHS = (36, 11, 9, 10, 13, 8, 13, 11, 13, 17, 16, 9, 10, 10, 62, 20, 10, 11, 11, 11, 11)
_WORDS = (NAME, UNIT, STATUS, VERDICT, COURSE, NOTE, ID)
HEADER_ROW = 8  # from 0
_UNCOMPARED = {PREVIOUS: 9, CHANGE: 8, VERDICT: 8}  # widths where there is nothing to compare with
_LANDSCAPE_ROWS = 45  # more KPIs are printed larger on an upright page, with the notes below instead of beside them
_FOOT_LETTERS = 165  # of a line of notes below


def head_row(context: Context) -> int:
    """The row (from 0) of the headers, below what stands above the title."""
    return HEADER_ROW + context.top


def summary_rows(report: Report, top: int = 0) -> dict[str, int]:
    """The row (from 0) of each KPI with data, below its group's name and `top` rows above the title."""
    rows: dict[str, int] = {}
    row = HEADER_ROW + top + 1
    for _, results in groupby(_shown(report), key=lambda result: result.group):
        row += 1
        for result in results:
            rows[result.id] = row
            row += 1
    return rows


def write_summary(context: Context, sheet: Any) -> None:
    """Fill the sheet."""
    styles = context.styles
    widths = dict(enumerate(_WIDTHS)) | ({} if _is_compared(context.report) else _UNCOMPARED)
    for column, width in widths.items():
        sheet.set_column(column, column, width)
    write_letterhead(context, sheet, len(HEADERS))
    _head(context, sheet)
    head = row = head_row(context)
    sheet.set_row(head, 28)
    for column, header in enumerate(HEADERS):
        words = {NAME: styles.header, STATUS: styles.centred_header}.get(column, styles.word_header)
        sheet.write_string(head, column, header, words if column in _WORDS else styles.number_header)
    for group, results in groupby(_shown(context.report), key=lambda result: result.group):
        row += 1
        sheet.set_row(row, 22)
        sheet.write_string(row, NAME, group, styles.group)
        for column in range(1, len(HEADERS)):
            sheet.write_blank(row, column, None, styles.group)
        for result in results:
            row += 1
            _kpi(context, sheet, row, result)
    _colour(context, sheet, head + 1, row)
    across = is_across(context)
    if not across:
        row = _feet(context, sheet, row + 2)
    _missing(context, sheet, row + 2)
    sheet.freeze_panes(head + 1, 1)
    noted = across and any(_notes(context, result) for result in _shown(context.report))
    sheet.print_area(0, 0, row, NOTE if noted else HIGH)  # what is missing is printed with the definitions


def is_across(context: Context) -> bool:
    """Whether its one page lies across: with very many KPIs it is upright, or nobody could read it."""
    return len(context.summary_rows) <= _LANDSCAPE_ROWS


def _feet(context: Context, sheet: Any, row: int) -> int:
    """The notes of all KPIs as lines below the table, where there is no room beside it; the last row."""
    notes: dict[str, list[str]] = {}
    for result in _shown(context.report):
        for note in _notes(context, result):
            notes.setdefault(note, []).append(result.name)
    for note, names in notes.items():
        for line in textwrap.wrap(f"{', '.join(names)}: {note}", _FOOT_LETTERS, subsequent_indent="   "):
            sheet.write_string(row, 0, safe_text(line), context.styles.note)
            row += 1
    return row - 1


def _shown(report: Report) -> list[KpiResult]:
    return [result for result in report.kpis if result.status is not Status.NO_DATA]


def _head(context: Context, sheet: Any) -> None:
    report, styles, redaction = context.report, context.styles, context.redaction
    calendar = report.query.calendar
    top = context.top
    sheet.set_row(top, 30)
    sheet.write_string(top, 0, f"Customer-service KPIs, {report.period_label}", styles.title)
    sheet.write_string(top + 1, 0, safe_text(redaction.words(report.headline)), styles.headline)
    sheet.write_string(top + 2, 0, safe_text(redaction.words(report.subline)), styles.note)
    dates = styles(num_format=DATE if report.dated else '"no dates"', align="left")
    name, place = styles(bold=True, font_color=MUTED), (top + 3, top + 4)
    for row, label, instant, defined in (
        (place[0], "From", report.period.start, PERIOD_START),
        (place[1], "To before", report.period.end, PERIOD_END),
    ):
        sheet.write_string(row, 0, label, name)
        sheet.write_datetime(row, 1, instant.astimezone(calendar.tz).replace(tzinfo=None), dates)
        context.book.define_name(defined, f"={SUMMARY_SHEET}!{xl_rowcol_to_cell(row, 1, True, True)}")
    as_of = from_utc(to_utc(report.as_of)).astimezone(calendar.tz)
    words = f"Data as of {as_of:%Y-%m-%d %H:%M}, time zone" if report.dated else "Time zone"
    sheet.write_string(top + 3, 4, f"{words} {calendar.zone}", styles.note)
    sheet.write_string(top + 4, 4, _scope(context), styles.note)
    sheet.write_string(top + 5, 0, "Filters", name)
    sheet.write_string(top + 5, 1, safe_text(filter_words(context)), styles())
    sheet.write_string(top + 6, 0, "Targets", name)
    if context.live.on:
        words = "Headline, previous, verdict, n and interval stand as exported; all else follows your edits."
        sheet.write_string(top + 6, 5, words, styles.note)
    _counts(context, sheet)


def _is_compared(report: Report) -> bool:
    return any(result.change.previous is not None for result in report.kpis)


def _scope(context: Context) -> str:
    """Which rows are counted, why nothing is compared where nothing is, and what follows no edit."""
    report = context.report
    parts = ["All rows, also those without a date."] if report.everything else []
    if not _is_compared(report):
        parts.append("There is no earlier period to compare with.")
    return " ".join(parts)


def _counts(context: Context, sheet: Any) -> None:
    """How many targets are met, near, missed, following the status cells."""
    rows = context.summary_rows.values()
    for place, status in enumerate((Status.MET, Status.NEAR, Status.MISSED)):
        text = status_text(status)
        count = sum(result.status is status for result in context.report.kpis)
        ink, ground = STATUS_COLOURS[status]
        style = context.styles(font_color=ink, bg_color=ground, num_format=f'"{status.mark}" 0 "{status.word}"',
                               align="center", bold=True)  # fmt: skip
        if rows:
            cells = (
                f"{xl_rowcol_to_cell(min(rows), STATUS, True, True)}:{xl_rowcol_to_cell(max(rows), STATUS, True, True)}"
            )
            sheet.write_formula(context.top + 6, 1 + place, f'=COUNTIF({cells},"{text}")', style, count)


def filter_words(context: Context) -> str:
    """The filters in words, without names where they are hidden."""
    filters = context.report.query.filters
    if not filters:
        return "none"
    code = context.redaction
    shown = {name: [code.value(name, value) or "(blank)" for value in values] for name, values in filters.items()}
    return "; ".join(f"{code.words(dimension_title(name))}: {', '.join(values)}" for name, values in shown.items())


def _kpi(context: Context, sheet: Any, row: int, result: KpiResult) -> None:
    styles, unit, kpi = context.styles, result.unit, kpi_of(result)
    number = context.number(result.id)
    sheet.write_string(row, NAME, result.name, styles.text())
    for stem, column in (("KPI", VALUE), ("Target", TARGET)):  # names by which other workbooks can refer to them
        cell = xl_rowcol_to_cell(row, column, True, True)
        context.book.define_name(f"{stem}_{kpi.id}", f"={SUMMARY_SHEET}!{cell}")
    formula = value_formula(context, result)
    put_live(sheet, row, VALUE, formula, styles.number(number, bold=True), in_cell(result.value, unit))
    words = safe_text(result.currency) or unit.value.replace("_", " ")
    sheet.write_string(row, UNIT, words, styles.text(muted=True, indent=1))
    _judged(context, sheet, row, result)
    put(sheet, row, PREVIOUS, in_cell(result.change.previous, unit), styles.number(number, muted=True))
    _change(context, sheet, row, result, signed(number))
    put(sheet, row, N, float(result.n), styles.number("#,##0"))
    put(sheet, row, LOW, in_cell(result.low, unit), styles.number(number, muted=True))
    put(sheet, row, HIGH, in_cell(result.high, unit), styles.number(number, muted=True))
    note = "; ".join(_notes(context, result))
    wrapped = is_across(context) and len(note) > _WIDTHS[NOTE]
    if wrapped:
        sheet.set_row(row, row_height({NOTE: note}, _WIDTHS))
    style = styles(bottom=1, bottom_color=HAIR, font_color=MUTED, indent=1, text_wrap=wrapped)
    put(sheet, row, NOTE, safe_text(note), style)
    course.write_course(context, sheet, row, (COURSE, STEPS), result)
    sheet.write_string(row, ID, kpi.id, styles.text(muted=True, indent=1))
    reviewed = 1.0 if kpi.id in context.report.reviewed else None
    put(sheet, row, REVIEWED, reviewed, styles.number("0", muted=True))


def _reviewed_share(context: Context, row: int, result: KpiResult) -> Formula | None:
    """KPIs reviewed of those with a value and a target: counted over the rows above, and this one itself."""
    first = min(context.summary_rows.values(), default=row)
    whole = len(context.report.kpis) == len(CATALOGUE)  # else not all that count stand above
    if result.id != REVIEW_RATE or result.value is None or not context.live.on or not first < row or not whole:
        return None
    value, target, reviewed = (
        f"ISNUMBER({xl_range(first, column, row - 1, column)})" for column in (VALUE, TARGET, REVIEWED)
    )
    own, marked = (f"ISNUMBER({xl_rowcol_to_cell(row, column)})" for column in (TARGET, REVIEWED))
    used = f"(SUMPRODUCT({value}*{target})+{own}*1)"
    return Formula(text=f"=(SUMPRODUCT({value}*{target}*{reviewed})+{own}*{marked})/{used}")


def _judged(context: Context, sheet: Any, row: int, result: KpiResult) -> None:
    """Target, difference, index and status: formulas on this row's value and the Targets sheet."""
    styles, kpi, unit = context.styles, kpi_of(result), result.unit
    number = context.number(kpi.id)
    status_style = styles(bottom=1, bottom_color=HAIR, bold=True, align="center")
    places = [context.target_cell(kpi.id, column) for column in
              (targets.TARGET, targets.TOLERANCE, targets.BENCHMARK, targets.DIRECTION)]  # fmt: skip
    target, tolerance, benchmark, direction = places
    if target is None or tolerance is None or benchmark is None or direction is None:
        put(sheet, row, TARGET, in_cell(result.target, unit), styles.number(context.target_number(unit)))
        put(sheet, row, DIFFERENCE, None, styles.text())
        put(sheet, row, INDEX, result.index, styles.number("0"))
        sheet.write_string(row, STATUS, status_text(result.status), status_style)
        return
    value, count = xl_rowcol_to_cell(row, VALUE), xl_rowcol_to_cell(row, N)
    judged = judged_result(kpi, result, value, context.report)
    own = xl_rowcol_to_cell(row, TARGET)
    gap = None
    compared = result.value if result.judged is None else result.judged
    if compared is not None and result.target is not None:
        gap = in_cell(compared - result.target, unit)
    style = styles.number(context.target_number(unit))
    put_live(sheet, row, TARGET, linked(target), style, in_cell(result.target, unit))
    put_live(sheet, row, DIFFERENCE, difference_formula(judged, own),
             styles.number(signed(number)), gap)  # fmt: skip
    # a period shorter than the unit of a target's time cannot be held against it, and has no index
    index = index_formula(judged, benchmark, own) if kpi.indexed and (result.index or not kpi.target_per) else None
    put_live(sheet, row, INDEX, index, styles.number("#,##0"), result.index)
    formula = None
    if not _untimely(result):
        formula = status_formula(kpi, value=judged, n=count, target=own, tolerance=tolerance, direction=direction,
                                 least=MIN_SAMPLE)  # fmt: skip
    put_live(sheet, row, STATUS, formula, status_style, status_text(result.status))


def _untimely(result: KpiResult) -> bool:
    """Whether there is a value and a target but no status: the period is shorter than the target's unit of time."""
    return result.status is Status.NO_TARGET and result.target is not None and result.value is not None


def _change(context: Context, sheet: Any, row: int, result: KpiResult, number: str) -> None:
    styles, change = context.styles, result.change
    value, previous = xl_rowcol_to_cell(row, VALUE), xl_rowcol_to_cell(row, PREVIOUS)
    moved = None
    if result.value is not None and change.previous is not None:
        moved = in_cell(result.value - change.previous, result.unit)
    formula = (
        None
        if moved is None
        else change_formula(
            kpi_of(result), value, previous, context.report.query.conventions, context.live.sheets.conventions
        )
    )
    put_live(sheet, row, CHANGE, formula, styles.number(number), moved)
    colour = {Verdict.BETTER: STATUS_COLOURS[Status.MET][0], Verdict.WORSE: STATUS_COLOURS[Status.MISSED][0],
              Verdict.CHANGED: styles.line}.get(change.verdict, MUTED)  # fmt: skip
    style = styles(bottom=1, bottom_color=HAIR, font_color=colour, indent=1)
    put(sheet, row, VERDICT, verdict_text(change, result.value), style)


def verdict_text(change: Change, value: float | None) -> str:
    """The verdict with the way the value went."""
    if change.verdict in (Verdict.NONE, Verdict.NO_CLEAR_CHANGE):
        return change.verdict.value.replace("_", " ") if change.verdict is not Verdict.NONE else ""
    rose = value is not None and change.previous is not None and value >= change.previous
    return f"{'▲' if rose else '▼'} {change.verdict.value}"


def _judged_words(result: KpiResult) -> str:
    """The value that is held against a target stated for a shorter time: the mean a month of a quarter's churn."""
    per = kpi_of(result).target_per
    if result.judged is None or per is None:
        return ""
    return f"judged as {value_text(result.judged, result.unit)} a {per.value}"


def _notes(context: Context, result: KpiResult) -> list[str]:
    told = (_judged_words(result), result.reason, result.pending_words, result.change.note, *result.notes)
    parts = [context.redaction.words(part) for part in told if part]
    if context.live.on and value_formula(context, result) is None:
        parts.append(f"value only: {WITHOUT_FORMULA.get(result.id, 'no worksheet formula gives this number')}")
    return [part[:1].upper() + part[1:] for part in parts]


def value_formula(context: Context, result: KpiResult) -> Formula | None:
    """The formula of a KPI's value on this sheet, None where a value stands there."""
    return context.live.total(result.id) or _reviewed_share(context, context.summary_rows[result.id], result)


def _colour(context: Context, sheet: Any, first: int, last: int) -> None:
    for status in Status:
        sheet.conditional_format(first, STATUS, max(first, last), STATUS, {
            "type": "cell", "criteria": "==", "value": f'"{status_text(status)}"',
            "format": context.styles.status(status),
        })  # fmt: skip


def _missing(context: Context, sheet: Any, row: int) -> None:
    """KPIs without data, each with what it needs."""
    if not context.missing:
        return
    styles = context.styles
    sheet.write_string(row, 0, "Not available yet", styles.group)
    sheet.write_string(row, 1, "What to add", styles.group)
    for column in range(2, len(HEADERS)):
        sheet.write_blank(row, column, None, styles.group)
    for result in context.missing:
        row += 1
        sheet.write_string(row, NAME, result.name, styles.text(muted=True))
        reason = safe_text(context.redaction.words(result.reason or ""))
        put(sheet, row, VALUE, reason, styles.text(muted=True))
        for column in range(VALUE + 1, len(HEADERS)):
            sheet.write_blank(row, column, None, styles.text())
