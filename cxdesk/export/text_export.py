"""Reports, import plans and the catalogue as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from cxdesk.common.text import plural, safe_text
from cxdesk.common.units import Better, Unit, value_text
from cxdesk.export.plain import dimension_title
from cxdesk.imports.rows.compare import ImportReport, change_words
from cxdesk.insight.records import Verdict
from cxdesk.report.records import KpiResult, Report
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.targets.target import Status

if TYPE_CHECKING:
    from cxdesk.imports.service import Draft

_SIGNS = {Better.HIGHER: "≥ ", Better.LOWER: "≤ ", Better.NEITHER: ""}
_NO_TABLE_SHOWN = 12  # segments of a dimension that a terminal shows


def report_text(report: Report) -> str:
    """Headline and a short table of the KPIs with a value; the others are counted with what most of them lack."""
    period = report.period_label
    lines = [f"{period} ({report.query.calendar.zone})", report.headline]
    if report.subline:
        lines.append(report.subline)
    shown = [result for result in report.kpis if result.status is not Status.NO_DATA]
    rows = iter(_aligned(_kpi_row(result) for result in shown))
    for group, results in groupby(shown, key=lambda result: result.group):
        lines += ["", group, *(next(rows) for _ in results)]
    for dimension in dict.fromkeys(cell.dimension for cell in report.splits):
        lines += ["", f"By {dimension_title(dimension)}", *_aligned(_split_rows(report, dimension))]
    missing = len(report.kpis) - len(shown)
    if missing:
        lines += ["", f"{plural(missing, 'KPI')} without data; --json says what each of them needs."]
    return safe_text("\n".join(lines), 1 << 30) + "\n"


def source_text(source: Source) -> str:
    """One line on a sheet that was read, with its row balance."""
    place = f"{source.file}, {source.sheet}" if source.sheet else source.file
    known = f" ({source.recognised_as})" if source.recognised_as else ""
    left = ", ".join(f"{count:,} {reason}" for reason, count in source.left_out.items())
    out = f"; left out: {left}" if left else ""
    return f"{place}: {source.rows_kept:,} of {plural(source.rows_in, 'row')} kept as {source.table}{known}{out}"


def import_lines(dataset: Dataset, told: ImportReport) -> list[str]:
    """Lines on the sheets that were read, and on tables that several of them hold in part."""
    overlaps = [change_words(change) for change in told.tables if change.changed or change.unchanged]
    return [*map(source_text, dataset.sources), *overlaps, *told.notes]


def overlap_lines(draft: Draft) -> list[str]:
    """Lines on tables that several sheets of a draft hold in part."""
    from cxdesk.imports.service import run_told
    from cxdesk.tables.dataset import EMPTY

    tables = [sheet.plan.table for sheet in draft.sheets if sheet.plan.table and not sheet.plan.skipped]
    if len(tables) == len(set(tables)):
        return []
    _, told = run_told(draft, EMPTY)
    return [change_words(change) for change in told.tables if change.changed or change.unchanged]


def inspect_text(draft: Draft) -> str:
    """A sheet after the other: what it is and why, the mapping, open questions, rows and problems."""
    from cxdesk.imports.service import balance

    lines: list[str] = []
    for index, sheet in enumerate(draft.sheets):
        plan = sheet.plan
        rows = balance(draft, index)
        lines += [f"{plan.file}, {plan.sheet}" if plan.sheet else plan.file, f"  {plan.verdict}"]
        lines += [
            f"  header in row {plan.header_row}; {rows.kept:,} of {plural(rows.rows_in, 'row')} kept"
            + "".join(f"; {count:,} left out as {reason}" for reason, count in rows.left_out.items())
        ]
        if plan.table:
            lines += _aligned(
                ("  " + column.column, "→", column.field or "-", f"{column.score:.0f}", column.reason)
                for column in plan.mapping
            )
        for question in plan.questions:
            chosen = question.answer or f"{question.likely} (assumed)"
            choices = ", ".join(option.value for option in question.options)
            lines.append(f"  ? {question.text} [{question.id}: {choices}] {chosen}")
            lines += [f"    {question.why}"] if question.why else []
        lines += [f"  ! {problem.message}" for problem in rows.problems]
        lines.append("")
    return safe_text("\n".join(lines), 1 << 30)


def catalogue_text() -> str:
    """The catalogue by group: id, name, unit, direction, default target, formula in words."""
    from cxdesk.kpis.catalogue import CATALOGUE
    from cxdesk.kpis.words import words

    lines: list[str] = []
    rows = iter(_aligned(
        (f"  {kpi.id}", kpi.name, kpi.unit.value, kpi.better.value, _target(kpi.target, kpi.unit, kpi.better),
         words(kpi))
        for kpi in CATALOGUE
    ))  # fmt: skip
    for group, kpis in groupby(CATALOGUE, key=lambda kpi: kpi.group):
        lines += [group.value, *(next(rows) for _ in kpis), ""]
    return "\n".join(lines)


def _kpi_row(result: KpiResult) -> tuple[str, ...]:
    count = f"n = {result.n:,}"
    if result.share is not None:
        count = f"{result.share[0]:,.0f} of {result.share[1]:,.0f}"
    verdict = result.change.verdict
    change = "" if verdict is Verdict.NONE else verdict.value.replace("_", " ")
    return (
        f"  {result.name}",
        f"{value_text(result.value, result.unit)} {result.currency}".strip(),
        _target(result.target, result.unit, result.better),
        f"{result.status.mark} {result.status.word}",
        count,
        change,
    )


def _split_rows(report: Report, dimension: str) -> Iterator[tuple[str, ...]]:
    units = {result.id: (result.name, result.unit) for result in report.kpis}
    cells = [cell for cell in report.splits if cell.dimension == dimension and cell.value is not None]
    for kpi_id, own in groupby(cells, key=lambda cell: cell.id):
        name, unit = units[kpi_id]
        segments = list(own)
        for cell in segments[:_NO_TABLE_SHOWN]:
            yield f"  {name}", cell.segment or "(blank)", value_text(cell.value, unit), f"n = {cell.n:,}"
        if len(segments) > _NO_TABLE_SHOWN:
            yield f"  {name}", f"and {len(segments) - _NO_TABLE_SHOWN} more", "", ""


def _target(target: float | None, unit: Unit, better: Better) -> str:
    return "" if target is None else _SIGNS[better] + value_text(target, unit)


def _aligned(rows: Iterable[tuple[str, ...]]) -> list[str]:
    table = [tuple(" ".join(cell.split("\n")) for cell in row) for row in rows]
    if not table:
        return []
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]
