"""The KPI workbook: a report as sheets with live formulas, native charts and the rows behind every number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from cxdesk.common.atomic import replacing
from cxdesk.common.memory import give_back
from cxdesk.common.progress import SILENT, Progress, heard
from cxdesk.common.text import safe_text
from cxdesk.export.context import SUMMARY_SHEET, TARGETS_SHEET, Context
from cxdesk.export.making import (
    BREAKDOWN,
    DATA,
    DEFINITIONS,
    DISTRIBUTIONS,
    QUALITY,
    SHEETS,
    TRENDS,
    WorkbookOptions,
    context_of,
)
from cxdesk.export.package import KpiBook, write_package
from cxdesk.export.sheet_plan import sheets_of
from cxdesk.export.sheets import (
    breakdown,
    conventions,
    data,
    definitions,
    distributions,
    health,
    segments,
    summary,
    targets,
    trends,
)
from cxdesk.export.sheets.live_sheet import LiveSheet
from cxdesk.export.sheets.quality_rows import source_lines
from cxdesk.export.sheets.stream import StreamedSheet
from cxdesk.export.sheets.styles import ROW_POINTS
from cxdesk.export.sheets.values_only import ValuesOnlySheet
from cxdesk.report.records import Report

__all__ = ["SHEETS", "WorkbookOptions", "write_workbook"]

_WHOLE = (conventions.NAME, DEFINITIONS, QUALITY, health.NAME, segments.NAME)  # sheets that are printed as they are
_ROWS_OF_A_PAGE = 60  # more KPIs than these could not be read on one page


def write_workbook(
    report: Report, path: Path, options: WorkbookOptions | None = None, progress: Progress = SILENT
) -> None:
    """Write the report as .xlsx, whole or not at all: an existing file is replaced once the new one is complete.

    Raises:
        OSError: the folder cannot be written, or another program holds the file.
        Cancelled: the user stopped; an existing file is as it was.
    """
    options = options or WorkbookOptions()
    with replacing(path) as temporary, temporary.open("wb") as file, heard(progress) as told:
        book = KpiBook()
        try:
            rows = _fill(book, report, options, told)
            told.report(0, 0, "Packing the workbook")
            give_back()  # working out the figures took more than writing them down will
            write_package(book, file, rows.told)
        finally:
            book.fileclosed = True  # after an error nothing more may be written


def _fill(book: Workbook, report: Report, options: WorkbookOptions, progress: Progress) -> _Rows:
    """Make all sheets; what counts the rows that go into the file afterwards."""
    context = context_of(book, report, options, progress)
    _properties(book, context)
    parts = _parts(context) if options.wants(DATA) else []
    rows = _Rows(progress, sum(part.end - part.start for part in parts))
    for name, write in [*sheets_of(context, options), *((part.sheet, _table(part)) for part in parts)]:
        progress.report(0, 0, f"Writing {name}")
        if name in {part.sheet for part in parts}:
            write(context, book.add_worksheet(name, StreamedSheet))
            continue
        sheet = book.add_worksheet(name, LiveSheet if options.formulas else ValuesOnlySheet)
        sheet.set_default_row(ROW_POINTS)
        write(context, sheet)
        _dress(sheet, context, name)
    book.get_worksheet_by_name(SUMMARY_SHEET).activate()
    return rows


def _parts(context: Context) -> list[data.Part]:
    """The data sheets in their order."""
    return [part for table in context.live.tables for part in data.parts_of(context, table)]


def _table(part: data.Part) -> Callable[[Context, Any], None]:
    def write(context: Context, sheet: Any) -> None:
        data.write_table(context, sheet, part)

    return write


class _Rows:
    """Tells the progress how many rows of all data sheets are written."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total

    def told(self, count: int) -> None:
        """Hear of the rows written so far."""
        self._progress.report(count, self._total, "Writing rows")


def _properties(book: Workbook, context: Context) -> None:
    """Document properties: made by, for which period, when the data ends; no clock, so a file can be made again."""
    report = context.report
    query = report.query
    label = report.period_label
    book.set_properties({
        "title": f"Customer-service KPIs, {label}",
        "subject": "Customer-service KPIs",
        "author": "CX Desk",
        **({"company": safe_text(context.company, 255)} if context.company else {}),
        "comments": safe_text(f"Made by {report.app}", 255),
        "created": report.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0),
    })  # fmt: skip
    for name, value in (
        ("App", report.app),
        *([("Template", context.redaction.words(context.template))] if context.template else []),
        ("Period start", report.period.start.isoformat() if report.dated else label),
        ("Period end", report.period.end.isoformat() if report.dated else label),
        ("As of", report.as_of.isoformat() if report.dated else label),
        ("Time zone", query.calendar.zone),
        ("Filters", summary.filter_words(context)),
        *([("Workspace", context.workspace)] if context.workspace else []),
        *source_lines(context),
        *((f"Convention {key}", f"{value}") for key, value in query.conventions.as_json().items()),
    ):
        book.set_custom_property(name, safe_text(value, 255), "text")
    book.set_size(1_600, 1_000)
    book.set_calc_mode("auto")


def _dress(sheet: Any, context: Context, name: str) -> None:
    """Page setup alike on every sheet of words."""
    sheet.hide_gridlines(2)
    if name == SUMMARY_SHEET and not summary.is_across(context):
        sheet.set_portrait()
    else:
        sheet.set_landscape()
    sheet.set_paper(9)
    one_page = name == SUMMARY_SHEET or len(context.target_rows) <= _ROWS_OF_A_PAGE
    if name == TRENDS:
        sheet.fit_to_pages(trends.pages_wide(len(context.live.buckets)), 0)
        sheet.repeat_columns(trends.TITLE, trends.FIRST - 1)
        sheet.repeat_rows(trends.HEADER_ROW)
    elif name == DEFINITIONS:
        sheet.fit_to_pages(2, 0)
        sheet.repeat_columns(0)
    else:
        sheet.fit_to_pages(1, int(one_page and name in {SUMMARY_SHEET, TARGETS_SHEET}))
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    heads = {SUMMARY_SHEET: summary.head_row(context), TARGETS_SHEET: targets.HEADER_ROW,
             DEFINITIONS: definitions.HEADER_ROW, conventions.NAME: conventions.HEADER_ROW,
             health.NAME: health.HEADER_ROW, DISTRIBUTIONS: distributions.HEADER_ROW}  # fmt: skip
    if name in heads or name.startswith(BREAKDOWN):
        head = heads.get(name, breakdown.HEADER_ROW)
        sheet.repeat_rows(head, head)
    sheet.set_footer(f'&L&8&"Calibri"{context.report.app.replace("&", "&&")}&C&8&A&R&8Page &P of &N')
    if name in _WHOLE:
        sheet.print_area(0, 0, sheet.dim_rowmax, sheet.dim_colmax)
    if name == SUMMARY_SHEET:
        sheet.set_tab_color(context.styles.accent)
