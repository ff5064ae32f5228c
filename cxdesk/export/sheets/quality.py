"""Data quality: where the rows came from, which were left out and why, and every problem with its place."""

from __future__ import annotations

from typing import Any

from cxdesk.common.conventions import Conventions
from cxdesk.common.problems import Problem, Severity
from cxdesk.common.text import plural, safe_text
from cxdesk.export.context import Context, put
from cxdesk.export.plain import dimension_title
from cxdesk.export.sheets.heights import row_height
from cxdesk.export.sheets.quality_rows import source_lines, write_balances, write_scores
from cxdesk.export.sheets.styles import HAIR
from cxdesk.report.quality import affected

_WIDTHS = (34, 20, 13, 24, 20, 11, 11, 70, 24, 24, 48)
_SOURCES = ("File", "Sheet", "Table", "Recognised as", "Rows in", "Kept", "Left out", "Left out by reason", "Check")
_PROBLEMS = ("File", "Sheet", "Severity", "Kind", "Column", "Row", "Count", "Message", "Found", "Expected",
             "KPIs it may bend")  # fmt: skip
_MESSAGE = 7
_MOST_PROBLEMS = 20_000
_MOST_FILES = 40  # whose hashes are listed; the document properties hold them all
_INK = {Severity.ERROR: "#B83A0C", Severity.WARNING: "#805A00", Severity.INFO: "#5F636A"}
_MARKS = {Severity.ERROR: "✗ error", Severity.WARNING: "≈ warning", Severity.INFO: "– info"}


def write_quality(context: Context, sheet: Any) -> None:
    """Fill the sheet."""
    styles, report = context.styles, context.report
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "Data quality", styles.title)
    row = 1
    for note in _notes(context):
        sheet.write_string(row, 0, safe_text(note), styles.note)
        row += 1
    row = _sources(context, sheet, row + 1)
    row = write_scores(context, sheet, row + 1)
    row += 1
    sheet.write_string(row, 0, plural(len(report.problems), "problem"), styles.group)
    row += 1
    for column, header in enumerate(_PROBLEMS):
        sheet.write_string(row, column, header, styles.number_header if column in (5, 6) else styles.word_header
                           if column == _MESSAGE else styles.header)  # fmt: skip
    for problem in report.problems[:_MOST_PROBLEMS]:
        row += 1
        _problem(context, sheet, row, problem)
    sheet.write_string(row + 2, 0, "Where the rows of each KPI went", styles.group)
    write_balances(context, sheet, row + 3)
    sheet.freeze_panes(1, 0)


def _notes(context: Context) -> list[str]:
    report = context.report
    notes = [
        *_basis(context),
        "Rows in = rows kept + rows left out. A cell that cannot be read leaves its field empty; the row stays.",
    ]
    for table, rows in report.undated.items():
        if rows:
            notes.append(f"{table.capitalize()}: {plural(rows, 'row')} without a date, not counted in a given period.")
    for name, values in report.query.filters.items():
        shown = ", ".join(context.redaction.value(name, value) or "(blank)" for value in values)
        named = context.redaction.words(dimension_title(name).replace("_", " "))
        notes.append(f"Filter: only rows whose {named} is {shown}.")
    if report.query.filters:
        notes += [f"{name}: {context.live.rows(table):,} of {plural(context.live.store.rows(table), 'row')} pass."
                  for table, name in context.live.tables.items() if table != "figures"]  # fmt: skip
    notes += map(context.redaction.words, context.live.notes)
    known = [f"{name}: {words}." for name, words in source_lines(context) if "BLAKE2b" in words]
    notes += known[:_MOST_FILES]
    if len(report.problems) > _MOST_PROBLEMS:
        notes.append(f"Only the first {_MOST_PROBLEMS:,} of {len(report.problems):,} problems are listed.")
    if context.redaction.active:
        notes.append("Names of people and customers are replaced by codes; comments and subjects are removed.")
    return notes


def _basis(context: Context) -> list[str]:
    """What the figures rest on: period, end of the data, zone, conventions that differ from the default."""
    report, query = context.report, context.report.query
    chosen, default = query.conventions.as_json(), Conventions().as_json()
    changed = ", ".join(f"{key} = {value}" for key, value in chosen.items() if value != default[key])
    as_of = f" Data as of {report.as_of.astimezone(query.calendar.tz):%Y-%m-%d %H:%M}," if report.dated else ""
    return [
        f"Period: {report.period_label}{'.' if as_of else ','}{as_of} time zone {query.calendar.zone}.",
        f"Conventions: {f'changed: {changed}' if changed else 'all by default'}; the sheet Conventions lists them.",
    ]


def _sources(context: Context, sheet: Any, row: int) -> int:
    styles, redact = context.styles, context.redaction.words
    for column, header in enumerate(_SOURCES):
        sheet.write_string(row, column, header, styles.number_header if column in (4, 5, 6) else styles.word_header
                           if column == 7 else styles.header)  # fmt: skip
    for source in context.report.sources:
        row += 1
        left = ", ".join(f"{count:,} {reason.replace('_', ' ')}" for reason, count in source.left_out.items())
        file = context.redaction.file(source.file)
        for column, text in enumerate((file, redact(source.sheet), source.table, redact(source.recognised_as or ""))):
            put(sheet, row, column, safe_text(text), styles.text(muted=column > 1))
        number, here = styles.number("#,##0"), row + 1
        out = sum(source.left_out.values())
        sheet.write_number(row, 4, source.rows_in, number)
        sheet.write_number(row, 5, source.rows_kept, number)
        sheet.write_formula(row, 6, f"=E{here}-F{here}", number, source.rows_in - source.rows_kept)
        put(sheet, row, 7, safe_text(left), styles.text(muted=True, indent=1))
        fits = source.rows_in == source.rows_kept + out
        sheet.write_formula(row, 8, f'=IF(G{here}={out},"✓ adds up","✗ {out} reasons")', styles.text(muted=True),
                            "✓ adds up" if fits else f"✗ {out} reasons")  # fmt: skip
    return row + 1


def _bent(context: Context, problem: Problem) -> str:
    """Names of the KPIs of this report that a problem may bend."""
    found = affected(problem, context.report.evidence.store.dataset)
    names = {result.id: result.name for result in context.report.kpis}
    return ", ".join(names[kpi] for kpi in found if kpi in names)


def _problem(context: Context, sheet: Any, row: int, problem: Problem) -> None:
    styles, redaction = context.styles, context.redaction
    message = problem.message
    if redaction.active and problem.found:
        message = message.replace(problem.found, "…")
    if problem.file:
        message = message.replace(problem.file, redaction.file(problem.file))
    words = redaction.words
    texts = (redaction.file(problem.file or ""), words(problem.sheet or ""), None, problem.kind.replace("_", " "),
             words(problem.column or ""), None, None, words(message), redaction.found(problem.found),
             words(problem.expected or ""), _bent(context, problem))  # fmt: skip
    for column, text in enumerate(texts):
        style = styles.text(wrap=True, muted=column == 3, indent=int(column == _MESSAGE))
        put(sheet, row, column, safe_text(text) if text else None, style)
    sheet.set_row(row, row_height({column: text for column, text in enumerate(texts) if text}, _WIDTHS))
    severity = styles(bottom=1, bottom_color=HAIR, font_color=_INK[problem.severity], valign="top")
    sheet.write_string(row, 2, _MARKS[problem.severity], severity)
    for column, count in ((5, problem.row), (6, problem.count)):
        number = styles(
            bottom=1,
            bottom_color=HAIR,
            align="right",
            indent=1,
            valign="top",
            num_format="0" if column == 5 else "#,##0",
        )
        put(sheet, row, column, None if count is None else float(count), number)
