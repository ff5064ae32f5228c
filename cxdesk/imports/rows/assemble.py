"""A sheet and its plan to table rows: columns converted, rows left out with a reason, problems found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from cxdesk.common.problems import Problem, Severity
from cxdesk.common.progress import SILENT, Progress
from cxdesk.imports.convert.clocks import NOT_A_TIME, to_utc
from cxdesk.imports.convert.durations import HOURS_OF
from cxdesk.imports.names import fold
from cxdesk.imports.plan import ColumnMapping, SheetPlan
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.recognise.marks import mark_of
from cxdesk.imports.recognise.repeated import with_joined
from cxdesk.imports.rows import cells, stamps
from cxdesk.imports.rows.answers import asked_rows, melted
from cxdesk.imports.rows.checks import check_tickets
from cxdesk.imports.rows.contradictions import Checked, check_figures, check_table
from cxdesk.imports.rows.events import History, folded_log, history
from cxdesk.imports.rows.exported import check_export
from cxdesk.imports.rows.findings import Findings
from cxdesk.imports.rows.finish import finished
from cxdesk.imports.rows.hollow import without_hollow
from cxdesk.imports.rows.leaving import LeftOut, fold_away, leave_out
from cxdesk.imports.rows.monthly import figure_rows
from cxdesk.imports.rows.rejected import rejected_rows
from cxdesk.imports.rows.timeleft import time_left
from cxdesk.imports.rows.values import Values
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Source
from cxdesk.tables.fields import BOTH, CURRENCY, CURRENCY_NAMES, EXTRA, ROW, SOURCE, Field, Kind


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """Rows of one table from one sheet, with their provenance; `_source` is still 0. `log`: they were folded."""

    table: str
    frame: pd.DataFrame
    source: Source
    log: History | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Assembled:
    """What a sheet gives: a part a table, problems, and the rows left out with their reason."""

    parts: tuple[Part, ...] = ()
    problems: tuple[Problem, ...] = ()
    rejected: pd.DataFrame = field(default_factory=pd.DataFrame)
    rows_in: int = 0
    kept: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


def assemble(grid: Grid, plan: SheetPlan, zone: str, progress: Progress = SILENT) -> Assembled:
    """Convert a sheet by its plan.

    `zone` is the workspace's, for times that carry none; the sheet's own zone wins.
    """
    if plan.table is None:
        return Assembled()
    zone = plan.zone or zone
    columns = with_joined({column.index: column for column in grid.columns}, {m.index: m.joins for m in plan.mapping})
    mapped = [mapping for mapping in plan.mapping if mapping.field and not mapping.ignored]
    values = _converted(grid, plan, mapped, columns, zone, progress)
    fields = {
        mapping.field: values[mapping.index].data for mapping in mapped if mapping.index in values and mapping.field
    }
    fields = without_hollow(fields)
    progress.report(grid.rows, grid.rows, f"{plan.file}: checking {grid.rows:,} rows")
    left = leave_out(grid, plan, fields)
    findings = Findings(grid, left.kept)
    for mapping in mapped:
        for fault in values[mapping.index].faults if mapping.index in values else ():
            findings.fault(columns[mapping.index], fault)
    findings.of_file()
    _assumed(plan, grid.columns, findings)
    check_export(grid, plan, columns, findings)
    data = _data(grid, plan, fields, columns, zone)
    folded = None
    if plan.log is not None and "ticket_id" in data:
        folded = folded_log(plan.log, columns, data, left.kept, zone)
        data, left = _in_order(folded.data, plan), fold_away(left, folded.older, grid, plan, folded.data)
        findings.folded(plan.log, folded.words, left.kept)
    base = _frame(data, left)
    parts = _parts(grid, plan, base, columns, left, findings)
    if folded is not None:
        parts = (replace(parts[0], log=history(folded, left.kept)), *parts[1:])
    return Assembled(
        parts=parts, problems=tuple(findings.problems), rejected=rejected_rows(grid, left), rows_in=grid.rows,
        kept=int(left.kept.sum()), left_out=left.counts,
    )  # fmt: skip


def _converted(
    grid: Grid, plan: SheetPlan, mapped: Sequence[ColumnMapping], columns: Mapping[int, Column], zone: str,
    progress: Progress,
) -> dict[int, Values]:  # fmt: skip
    """The mapped columns by their index in the file, without scores, which are read with their question."""
    values: dict[int, Values] = {}
    for done, mapping in enumerate(mapped):
        at = grid.rows * done // len(mapped)
        progress.report(at, grid.rows, f"{plan.file}: converting “{mapping.column}”, {at:,} of {grid.rows:,} rows")
        spec = TABLES[plan.table or ""].field(mapping.field or "")
        if plan.table not in _ANSWERED or not _is_answer(mapping.field or ""):
            values[mapping.index] = convert(columns[mapping.index], spec, mapping, zone)
            pa.default_memory_pool().release_unused()
    return values


_ANSWERED = ("tickets", "surveys")  # their scores are answers, read by the scale of their question


def _is_answer(name: str) -> bool:
    return name == "score" or name.endswith("_score")


def convert(column: Column, field_: Field, mapping: ColumnMapping, zone: str) -> Values:
    """One column as its field's kind."""
    form = mapping.format or ""
    if form.startswith("of "):
        return cells.shares(column, float(form.removeprefix("of ")), hundred=not field_.name.startswith("health_"))
    match field_.kind:
        case Kind.INSTANT:
            return stamps.month_starts(column, zone) if form == "month" else stamps.instants(column, form, zone)
        case Kind.MONTH:
            return stamps.months(column, form)
        case Kind.DURATION:
            return cells.times_of_day(column) if field_.name.endswith("_time_of_day") else _span(column, field_, form)
        case Kind.NUMBER:
            return cells.ratings(column) if field_.name == "rating" else cells.numbers(column, mark=mark_of(form))
        case Kind.COUNT:
            return cells.counts(column, stations=form == "stations", mark=mark_of(form))
        case Kind.FLAG if form.startswith("remaining"):
            return time_left(column, form)
        case Kind.FLAG:
            return cells.flags(column, form or "yes/no", field_)
        case Kind.ID:
            return cells.identifiers(column)
        case Kind.TEXT:
            return cells.text(column)
        case _:
            return _category(column, field_)


def _span(column: Column, field_: Field, form: str) -> Values:
    """A duration in the unit that the field's column counts."""
    hours = cells.durations(column, form)
    return (
        hours if field_.unit in {"", "hours"} else Values(data=hours.data / HOURS_OF[field_.unit], faults=hours.faults)
    )


def _category(column: Column, field_: Field) -> Values:
    if field_.name == "sentiment":
        return cells.sentiments(column, field_)
    if field_.choices:
        return cells.choices(column, field_)
    if field_.name == "respondent":
        return cells.categories(column, person=True, nobody=cells.ANONYMOUS)
    return cells.categories(column, person=field_.name in {"agent", "team"})


def _assumed(plan: SheetPlan, columns: Sequence[Column], findings: Findings) -> None:
    """Questions without an answer, taken at their likeliest and said so."""
    for question in plan.questions:
        if question.answer is not None:
            continue
        if question.about == "swapped":
            findings.left_swapped([c for c in columns if c.header.text in (question.column, *question.also)])
            continue
        words = next((option.words for option in question.options if option.value == question.likely), question.likely)
        findings.add(
            "assumed", f"{question.text} Not answered, so this was assumed: {words}.", severity=Severity.WARNING
        )
        findings.problems[-1] = _of_column(findings.problems[-1], question.column, words)


def _of_column(problem: Problem, column: str, expected: str) -> Problem:
    return replace(problem, column=column, expected=expected)


def _data(
    grid: Grid, plan: SheetPlan, fields: dict[str, Any], columns: Mapping[int, Column], zone: str
) -> dict[str, Any]:
    """All converted columns of all rows, extra columns under their own header, `_source` and `_row`."""
    data: dict[str, Any] = {}
    spec = TABLES[plan.table or ""]
    for name in (*spec.names, *(name for name in fields if spec.in_family(name))):
        if name in fields:
            data[name] = fields[name]
    _join_times(data, zone, plan, columns)
    for mapping in plan.mapping:
        column = columns[mapping.index]
        if mapping.field is None and not mapping.ignored and column.size:
            data[f"{EXTRA}{mapping.column}"] = cells.further(column, zone)
    _currency(data, plan, columns)
    data[SOURCE] = np.zeros(grid.rows, dtype=np.int32)
    data[ROW] = (grid.row_number(0) + np.arange(grid.rows)).astype(np.int32)
    return data


def _in_order(data: dict[str, Any], plan: SheetPlan) -> dict[str, Any]:
    """Columns in the order of the table's fields, then the others."""
    fields = [name for name in TABLES[plan.table or ""].names if name in data]
    others = [name for name in data if name not in fields and name not in (SOURCE, ROW)]
    return {name: data[name] for name in (*fields, *others, SOURCE, ROW)}


def _frame(data: dict[str, Any], left: LeftOut) -> pd.DataFrame:
    """The kept rows."""
    pa.default_memory_pool().release_unused()
    frame = pd.DataFrame(data, copy=False)
    if not left.kept.all():
        frame = frame.loc[left.kept]
    return frame.reset_index(drop=True)


def _currency(data: dict[str, Any], plan: SheetPlan, columns: Mapping[int, Column]) -> None:
    """A column of currencies from what amounts and their header name, where no column holds them."""
    if any(name.startswith(EXTRA) and fold(name.removeprefix(EXTRA)) in CURRENCY_NAMES for name in data):
        return
    spec, least = TABLES[plan.table or ""], 2 if plan.table == "tickets" else 1
    for mapping in plan.mapping:
        if mapping.field and spec.field(mapping.field).money:
            named = cells.currencies(columns[mapping.index], least=least)
            if named is not None:
                data[CURRENCY] = _both(data[CURRENCY], named) if CURRENCY in data else named


def _both(one: pd.Categorical, other: pd.Categorical) -> pd.Categorical:
    """The currency of each row's amounts in two columns; `A and B` where they name different ones."""
    first, second = pd.Series(one).astype("str"), pd.Series(other).astype("str")
    alike = first.isna() | second.isna() | (first == second)
    named: Any = first.fillna(second).where(alike, first + BOTH + second)
    return pd.Categorical(named)


def _join_times(data: dict[str, Any], zone: str, plan: SheetPlan, columns: Mapping[int, Column]) -> None:
    """Dates and times of day of two columns as one instant."""
    for name in [name for name in data if name.endswith("_time_of_day")]:
        hours = data.pop(name)
        base = name.removesuffix("_time_of_day") + "_at"
        mapping = plan.column_of(base)
        if base not in data or mapping is None:
            continue
        column = columns[mapping.index]
        wall = stamps.instants(column, mapping.format or "", "UTC").data
        known = ~np.isnan(hours) & ~np.isnat(wall)
        added = (
            np.where(known, np.round(np.nan_to_num(hours) * 3_600_000), 0).astype(np.int64).astype("timedelta64[ms]")
        )
        local = np.where(np.isnat(wall), NOT_A_TIME, wall + added)
        data[base] = to_utc(local, column.header.zone or zone).instants


def _parts(
    grid: Grid, plan: SheetPlan, base: pd.DataFrame, columns: Mapping[int, Column], left: LeftOut, findings: Findings
) -> tuple[Part, ...]:
    for told in grid.told:
        findings.add("structure", told, severity=Severity.INFO)
    if grid.raw.hidden:
        findings.add("hidden_sheet", f"The sheet “{plan.sheet}” is hidden in the workbook; its rows count like others.")
    if plan.table == "figures":
        frame, lost = figure_rows(plan, base, columns, left, findings)
        check_figures(grid, frame, columns, plan, findings)
        return (_part(grid, plan, "figures", frame, left, lost),)
    if plan.table == "surveys":
        frame, lost = melted(plan, base, columns, left, findings)
        return (_part(grid, plan, "surveys", frame, left, lost),)
    if plan.table != "tickets":
        frame = finished(plan, base, findings)
        check_table(Checked(grid=grid, plan=plan, base=frame, columns=columns, left=left, findings=findings))
        return (_part(grid, plan, plan.table or "", frame, left, {}),)
    check_tickets(grid, plan, base, columns, left, findings)
    parts = [_part(grid, plan, "tickets", base, left, {})]
    mapping = plan.column_of("csat_score")
    if mapping is not None:
        answers = asked_rows(base, columns[mapping.index], mapping, left, findings)
        if len(answers):
            parts.append(_part(grid, plan, "surveys", answers, left, {"not_asked": len(base) - len(answers)}))
    return tuple(parts)


def _part(grid: Grid, plan: SheetPlan, table: str, frame: pd.DataFrame, left: LeftOut, lost: dict[str, int]) -> Part:
    left_out = {**left.counts, **{why: count for why, count in lost.items() if count}}
    kept = grid.rows - sum(left_out.values())
    source = Source(
        file=plan.file, sheet=plan.sheet, table=table, rows_in=grid.rows, rows_kept=kept, left_out=left_out,
        recognised_as=plan.recognised_as, path=plan.path, header_row=plan.header_row, layout=plan.layout,
        notes=grid.raw.notes, columns={m.field: m.column for m in plan.mapping if m.field},
        stamp=grid.raw.stamp, encoding=grid.raw.encoding, zone=plan.zone,
    )  # fmt: skip
    if source.rows_in != source.rows_kept + sum(source.left_out.values()):
        raise AssertionError("rows in must be rows kept and rows left out")
    return Part(table=table, frame=frame, source=source)
