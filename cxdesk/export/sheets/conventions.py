"""Conventions: every choice on which the field disagrees, what was chosen, and what else the figures rest on.

Formulas follow the tinted cells; the other choices are worked into the measures of the data sheets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from cxdesk.common.calendars import BusinessCalendar, default_calendar
from cxdesk.common.conventions import Conventions, choices
from cxdesk.common.sla import SlaPolicy
from cxdesk.common.text import safe_text
from cxdesk.export.context import MIN_SAMPLE, Context, kpi_of, put
from cxdesk.export.sheets.heights import row_height
from cxdesk.export.sheets.styles import HAIR, INPUT

NAME = "Conventions"
HEADER_ROW = 4  # from 0
HEADERS = ("Convention", "Value", "By default", "What it decides", "KPIs")
_WIDTHS = (30, 22, 18, 62, 62)
# Names of the cells of conventions that formulas follow.
CELLS = {"csat_satisfied_from": "ConventionSatisfiedFrom", "decided_only": "ConventionDecidedOnly",
         "churn": "ConventionChurn", "cart": "ConventionCart"}  # fmt: skip
BY_SCALE = "by scale"
WORDS: dict[str, str] = {
    "csat_satisfied_from": "From which score on an answer is a satisfied one; by scale: 3 of 3, 4 of 5, 6 of 7, 8 of"
                           " 10, 80 of 100.",
    "nps_scale": "Scale of the question for a recommendation; promoters give 9 or 10, detractors up to 6.",
    "ces_scale": "Scale of the question for effort.",
    "ces_direction": "Whether a high effort score means ease (higher is better) or effort (lower is better).",
    "decided_only": "Whether first contact resolution and SLA compliance leave tickets out whose outcome is open.",
    "churn": "lost: customers of the start who left. net: customers at the start less those at the end.",
    "clock": "Whether hours of first response, resolution and SLA count every hour or only business hours.",
    "fcr_max_replies": "With how many agent replies a ticket is still solved in the first contact.",
    "repeat_window_days": "Within how many days another ticket of the same requester is a repeat contact.",
    "cart": "abandonment: 1 - purchases / carts. completion: purchases / carts, as one source prints it.",
    "min_sample": "With fewer rows a share, mean or quantile has no status. The cell to change is on Targets.",
    "confidence": "Level of the intervals, in percent.",
    "fdr": "How many of the changes called clear may be chance.",
    "week_start": "First day of a week.",
    "fiscal_year_start": "First month of a fiscal year.",
    "currency": "The currency that amounts count in; those in another one are left out.",
}  # fmt: skip


def write_conventions(context: Context, sheet: Any) -> None:
    """Fill the sheet."""
    styles = context.styles
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, NAME, styles.title)
    sheet.write_string(1, 0, "Where the field disagrees, a number follows one of these choices; none is silent.",
                       styles.note)  # fmt: skip
    if context.live.sheets.conventions:
        sheet.write_string(2, 0, "Change a tinted cell and its KPIs follow, with target and direction as they stand on"
                           " Targets; their change since the period before goes blank."
                           " The others are worked into the data sheets.", styles.note)  # fmt: skip
    for column, header in enumerate(HEADERS):
        sheet.write_string(HEADER_ROW, column, header, styles.header)
    row = HEADER_ROW
    for key, value in context.report.query.conventions.as_json().items():
        row += 1
        _convention(context, sheet, row, key, value)
    _further(context, sheet, row + 2)
    sheet.freeze_panes(HEADER_ROW + 1, 1)


def _convention(context: Context, sheet: Any, row: int, key: str, value: str | float) -> None:
    styles, default = context.styles, Conventions().as_json()[key]
    kpis = ", ".join(result.name for result in context.report.kpis if key in kpi_of(result).conventions)
    texts = {0: key.replace("_", " "), 2: f"{default}" if value != default else "", 3: WORDS[key], 4: kpis}
    for column, text in texts.items():
        put(sheet, row, column, safe_text(text), styles.text(wrap=True, bold=column == 0, muted=column in (2, 4)))
    sheet.set_row(row, row_height(texts, _WIDTHS))
    cell = context.live.sheets.conventions.get(key)
    if cell == MIN_SAMPLE:
        _linked(context, sheet, row, value)
        return
    place = {"bottom": 1, "bottom_color": HAIR, "align": "left", "valign": "top"}
    chosen = safe_text(str(value))
    if cell is None:
        put(sheet, row, 1, float(value) if isinstance(value, int | float) else chosen, styles(**place))
        return
    content = float(value) if isinstance(value, int | float) else chosen
    put(sheet, row, 1, content, styles(**place, bg_color=INPUT, font_color=styles.line, locked=False))
    context.book.define_name(cell, f"={NAME}!{xl_rowcol_to_cell(row, 1, True, True)}")
    sheet.data_validation(row, 1, row, 1, _allowed(key, xl_rowcol_to_cell(row, 1)))


def _allowed(key: str, cell: str) -> dict[str, Any]:
    """What may be typed into the cell of a convention."""
    words = choices(key)
    if words:
        return {"validate": "list", "source": list(words), "error_title": "Convention",
                "error_message": "Choose one of the list."}  # fmt: skip
    return {"validate": "custom", "value": f'=OR(ISNUMBER({cell}),{cell}="{BY_SCALE}")', "error_title": "Convention",
            "error_message": f"Type a score, or: {BY_SCALE}"}  # fmt: skip


def _linked(context: Context, sheet: Any, row: int, value: str | float) -> None:
    """A convention whose cell stands on Targets: shown here, changed there."""
    style = context.styles(bottom=1, bottom_color=HAIR, align="left", valign="top")
    sheet.write_formula(row, 1, f"={MIN_SAMPLE}", style, value)


def _further(context: Context, sheet: Any, row: int) -> None:
    """What the figures rest on beside conventions: zone, business hours, limits."""
    styles = context.styles
    for column, header in enumerate(("Also in force", "Value")):
        sheet.write_string(row, column, header, styles.header)
    for column in range(2, len(HEADERS)):
        sheet.write_blank(row, column, None, styles.header)
    for name, text in _rests_on(context):
        row += 1
        put(sheet, row, 0, safe_text(context.redaction.words(name)), styles.text(bold=True))
        put(sheet, row, 1, safe_text(text), styles.text())
        for column in range(2, len(HEADERS)):
            sheet.write_blank(row, column, None, styles.text())


def _rests_on(context: Context) -> Iterator[tuple[str, str]]:
    query = context.report.query
    yield "time zone", query.calendar.zone
    yield "business hours", _hours(query.business or default_calendar(query.calendar.zone))
    for own in query.calendars:
        value = context.redaction.value(own.dimension, own.value)
        yield f"business hours, {own.dimension} {value}", _hours(own.calendar)
    for limit in query.limits:
        yield f"first response limit, {limit.name}", _duration(limit.limit_hours)
    for policy in query.sla:
        yield f"SLA, {_covered(policy)}", _promised(policy)


def _hours(calendar: BusinessCalendar) -> str:
    return ("assumed: " if calendar.assumed else "") + calendar.words()


def _covered(policy: SlaPolicy) -> str:
    parts = [part for part in (policy.priority, policy.channel) if part]
    return ", ".join(parts) if parts else "any ticket"


def _promised(policy: SlaPolicy) -> str:
    limits = (("first response", policy.first_response_hours), ("resolution", policy.resolution_hours))
    known = [f"{name} within {_duration(hours)}" for name, hours in limits if hours is not None]
    clock = f", {policy.clock} clock" if policy.clock else ""
    return (" and ".join(known) or "nothing promised") + clock


def _duration(hours: float) -> str:
    return f"{hours:g} h" if hours >= 1 else f"{hours * 60:.3g} min"
