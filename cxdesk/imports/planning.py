"""One sheet's plan: header, table, mapping, readings, questions; and what the user decided about it."""

from __future__ import annotations

from collections.abc import Mapping as Answers
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from cxdesk.common.problems import UserError
from cxdesk.common.progress import SILENT, Progress
from cxdesk.imports.convert.texts import Bools, Floats
from cxdesk.imports.plan import ColumnMapping, EventLog, Question, SheetPlan
from cxdesk.imports.raw import RawSheet
from cxdesk.imports.recognise import swapped
from cxdesk.imports.recognise.asked import ask_scores, counted_words
from cxdesk.imports.recognise.decide import read_as
from cxdesk.imports.recognise.effort import turned_words
from cxdesk.imports.recognise.facts import Column, look_through
from cxdesk.imports.recognise.header import Grid, filled_cells, find_grid, find_header, without_left
from cxdesk.imports.recognise.kinds import Recognition, figures_of, recognise
from cxdesk.imports.recognise.layouts import (
    REMEMBERED,
    Taken,
    carried,
    fingerprint,
    header_position,
    is_forced,
    layout_problem,
    nearest,
    taken,
    unused_answers,
)
from cxdesk.imports.recognise.logs import find_log
from cxdesk.imports.recognise.mapping import CHOSEN, Claim, Mapping, stored_zone
from cxdesk.imports.recognise.outline import NO, as_answered, ask_blocks, ask_continued
from cxdesk.imports.recognise.rated import read_answers
from cxdesk.imports.recognise.repeated import repeats, with_joins
from cxdesk.imports.rows.assemble import Assembled, assemble
from cxdesk.imports.rows.dues import without_cleared_dues
from cxdesk.imports.rows.stamps import instants
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import Kind

NO_HEADER = 0  # the header row of a sheet that has none


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the user decided: table, header row (as a person counts), fields by column index, answers, skipped.

    `recalled` are the columns whose field comes from the layout `like` met before; `changes` and `lost` are what the
    plan says of it. `remembered` keeps a sheet from being looked up again. `named` are the fields chosen so far by the
    column's name, for another choice of the header row.
    """

    table: str | None = None
    header_row: int | None = None
    fields: Answers[int, str | None] = field(default_factory=dict)
    answers: Answers[str, str] = field(default_factory=dict)
    skipped: bool = False
    remembered: bool = False
    recalled: frozenset[int] = frozenset()
    like: SheetPlan | None = None
    changes: tuple[str, ...] = ()
    lost: bool = False
    named: Answers[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class DraftSheet:
    """A sheet with its plan. `grid` is None where no table was found."""

    raw: RawSheet
    plan: SheetPlan
    zone: str
    choices: Choices = field(default_factory=Choices)
    grid: Grid | None = None

    @cached_property
    def assembled(self) -> Assembled:
        """The sheet's rows by its plan."""
        if self.grid is None:
            return Assembled()
        return self.converted(SILENT)

    def converted(self, progress: Progress) -> Assembled:
        """The same, telling the progress; it is found once."""
        if self.grid is None or "assembled" in self.__dict__:
            return self.assembled
        found = assemble(as_answered(self.grid, self.plan.questions), self.plan, self.zone, progress)
        changed = layout_problem(self.plan) if found.parts else None
        told = found if changed is None else replace(found, problems=(*found.problems, changed))
        self.__dict__["assembled"] = told  # what `assembled` looks at; the record itself is frozen
        return told


def plan_sheet(
    raw: RawSheet,
    zone: str,
    choices: Choices,
    memory: Answers[str, SheetPlan],
    known: Grid | None = None,
    cells: Bools | None = None,
    progress: Progress = SILENT,
) -> DraftSheet:
    """Recognise a sheet, or recognise it again after a choice.

    `known` is its grid where the header row stands, `cells` says which cells are filled where that was found out.
    """
    grid = known
    if grid is None:
        if raw.rows == 0 or not raw.columns:
            return _aside(raw, zone, choices, "Set aside: the sheet is empty.")
        filled = filled_cells(raw) if cells is None else cells
        if not filled.any():
            return _aside(raw, zone, choices, "Set aside: the sheet is empty.")
        if choices.header_row is None and not choices.remembered:
            recalled = header_position(raw, memory.values())
            row = None if recalled is None else raw.first_row + recalled
            choices = replace(choices, header_row=row)
        header = find_header(raw, filled) if choices.header_row is None else _chosen_row(raw, choices.header_row)
        if header is None and choices.header_row is None:
            return _aside(raw, zone, choices, _no_header(int(filled.sum()), int(filled.any(axis=1).sum())))
        grid = find_grid(raw, header, filled)
        look_through(grid.columns, raw.file, progress)
    layout = fingerprint(grid)
    fresh = bool(memory) and choices == Choices(header_row=choices.header_row)
    before = memory.get(layout) if fresh else None
    if before is not None:
        choices = _with_taken(choices, taken(before, grid.columns, raw.sheet), before)
    if not any(column.size for column in grid.columns) or grid.rows == len(grid.left):
        some = ", ".join(f"“{column.header.text}”" for column in grid.columns[:3])
        return _aside(raw, zone, choices, f"Set aside: the header ({some}) has no rows below it.", grid)
    plan = _read(grid, choices, layout)
    if fresh and before is None:
        names = [column.header.text for column in grid.columns]
        before = nearest(names, memory, table=plan.table, tool=plan.recognised_as, sheet=raw.sheet)
        if before is not None:
            choices = _with_taken(choices, carried(before, plan, grid.columns), before)
            plan = _read(grid, choices, layout)
    if before is not None:
        notes = unused_answers(choices.answers, plan, before)
        choices = replace(choices, changes=(*choices.changes, *notes))
        verdict = plan.verdict.replace("because you said so", "as you mapped it before")
        plan = plan.model_copy(update={"changes": choices.changes, "verdict": verdict})
    return DraftSheet(raw=raw, plan=plan, zone=zone, choices=choices, grid=grid)


def _read(grid: Grid, choices: Choices, layout: str) -> SheetPlan:
    fixed = {p: choices.fields[c.index] for p, c in enumerate(grid.columns) if c.index in choices.fields}
    plan = _plan(grid, recognise(grid, choices.table, fixed), choices, layout)
    continued = ask_continued(grid, choices.answers)
    return plan if continued is None else _continuing(plan, continued, grid.follows)


def _continuing(plan: SheetPlan, asked: Question, name: str) -> SheetPlan:
    """The plan of a sheet without a header that seems to continue another one."""
    if asked.answer == NO:
        verdict = f"Set aside: it has no header row and does not continue “{name}”, as you said."
        return plan.model_copy(update={"table": None, "also": (), "verdict": verdict, "questions": (asked,)})
    verdict = f"Read as the continuation of “{name}”: no header row, the same columns."
    return plan.model_copy(update={"questions": (asked, *plan.questions), "verdict": verdict})


def _chosen_row(raw: RawSheet, row: int) -> int | None:
    if row == NO_HEADER:
        return None
    position = row - raw.first_row
    if not 0 <= position < raw.rows:
        raise UserError(
            f"{raw.file} has no row {row:,}; its rows are {raw.first_row:,} to {raw.first_row + raw.rows - 1:,}."
        )
    return position


def _no_header(cells: int, rows: int) -> str:
    if rows <= 30 and cells <= 2 * rows:
        return "Set aside: it holds notes and no table."
    return (
        "Set aside: no row looks like a header (the first rows hold values only); add a row of column names "
        "above the data, choose the header row by hand, or choose row 0 if there is none and map the columns."
    )


def _aside(raw: RawSheet, zone: str, choices: Choices, verdict: str, grid: Grid | None = None) -> DraftSheet:
    plan = SheetPlan(
        file=raw.file, sheet=raw.sheet, path=raw.path, verdict=verdict, skipped=choices.skipped, hidden=raw.hidden,
        header_row=grid.header_number if grid else raw.first_row, rows=grid.rows if grid else 0,
    )  # fmt: skip
    return DraftSheet(raw=raw, plan=plan, zone=zone, choices=choices, grid=grid)


def _with_taken(choices: Choices, found: Taken, before: SheetPlan) -> Choices:
    """The choices with what an earlier layout says."""
    return replace(
        choices, table=found.table, fields=found.fields, answers=found.answers, skipped=found.skipped, remembered=True,
        recalled=frozenset(found.fields), like=before, changes=found.notes, lost=found.gone,
    )  # fmt: skip


def _plan(grid: Grid, found: Recognition, choices: Choices, layout: str) -> SheetPlan:
    mapping, asked = found.mapping, list[Question]()
    formats: dict[int, str | None] = {}
    log: EventLog | None = None
    told = ""
    if found.table is not None and mapping is not None:
        if found.table == "surveys":
            mapping, asked = ask_scores(grid.columns, mapping, choices.answers, grid.raw.sheet)
            told = counted_words(grid.columns, mapping, found.mapping or mapping)
        if found.table == "figures":
            mapping = _with_figures(grid.columns, mapping)
        mapping = _business_twins(mapping, found, grid.columns)
        log = find_log(grid, mapping) if found.table == "tickets" else None
        mapping = _without_events(grid, mapping, log)
        formats, more = _readings(grid, mapping, choices, asked)
        told += turned_words(grid.columns, formats)
        asked += [*more, *ask_blocks(grid, mapping, choices.answers)]
        mapping = without_cleared_dues(mapping, found.signature, grid.columns, formats)
        if log is not None:
            log, more = _dated_log(grid, log, formats, choices)
            asked += more
    exported = found.signature if found.signature and found.table == found.signature.table else None
    joins = repeats(grid.columns, mapping, every=exported is not None and exported.joined) if mapping else {}
    also = ("surveys",) if mapping is not None and found.table == "tickets" and mapping.of("csat_score") else ()
    return SheetPlan(
        file=grid.raw.file, sheet=grid.raw.sheet, path=grid.raw.path, table=found.table,
        verdict=found.verdict + _folded_words(log) + told, log=log,
        hidden=grid.raw.hidden,
        recognised_as=exported.name if exported else None,
        header_row=grid.header_number, rows=grid.rows, layout=layout, also=also,
        zone=grid.zone or stored_zone(exported, mapping, grid.columns),
        skipped=choices.skipped, table_chosen=choices.table is not None, header_chosen=bool(choices.header_row),
        like=choices.like.mapped_on if choices.like else None, like_layout=choices.like.layout if choices.like else "",
        changes=choices.changes, lost=choices.lost,
        mapping=with_joins(
            _columns(grid, mapping if found.table else None, formats, choices), joins, {CHOSEN, REMEMBERED}
        ),
        questions=tuple(asked),
    )  # fmt: skip


def _without_events(grid: Grid, mapping: Mapping, log: EventLog | None) -> Mapping:
    """What happened in each row of a log is no category or channel of the ticket."""
    used = (
        {}
        if log is None
        else {
            log.event: "what happened",
            log.changed: "what changed",
            log.became: "the new value",
            log.before: "the old value",
        }
    )
    out = mapping
    for position, column in enumerate(grid.columns):
        if column.index in used and column.size:
            claims = {p: claim for p, claim in out.claims.items() if p != position or claim.reason == CHOSEN}
            out = replace(out, claims=claims, vetoed={**out.vetoed, position: f"says {used[column.index]} in each row"})
    return out


def _dated_log(
    grid: Grid, log: EventLog, formats: Answers[int, str | None], choices: Choices
) -> tuple[EventLog, list[Question]]:
    """The log with the reading of the column that dates its rows."""
    position = next((p for p, column in enumerate(grid.columns) if column.index == log.at), None)
    if position is None:
        return log, []
    if position in formats:
        return log.model_copy(update={"at_format": formats[position] or ""}), []
    column, spec = grid.columns[position], TABLES["tickets"].field("created_at")
    claim = Claim(column=position, field="created_at", score=0.0, reason="")
    reading = read_as(column, spec, claim, grid.columns, choices.answers)
    asked = [] if reading.question is None else [reading.question]
    return log.model_copy(update={"at_format": reading.format or ""}), asked


def _folded_words(log: EventLog | None) -> str:
    if log is None:
        return ""
    return (
        f" “{log.ticket}” repeats: its {log.rows:,} rows are folded into {log.tickets:,} tickets, each as of its "
        "latest row."
    )


def _with_figures(columns: Sequence[Column], mapping: Mapping) -> Mapping:
    claims = {p: claim for p, claim in mapping.claims.items() if claim.field != "value" or not _wide(columns)}
    for position, name in figures_of(columns).items():
        if name:
            claims.pop(position, None)
    return replace(mapping, claims=claims)


def _wide(columns: Sequence[Column]) -> bool:
    return any(name for name in figures_of(columns).values())


def _business_twins(mapping: Mapping, found: Recognition, columns: Sequence[Column]) -> Mapping:
    """Durations an export counts in business hours are such where timestamps give the calendar time anyway."""
    if found.signature is None:
        return mapping
    claims = dict(mapping.claims)
    for position, claim in mapping.claims.items():
        meaning = found.signature.meaning(columns[position].header)
        while meaning is not None and claim.field != meaning.field:
            meaning = meaning.other
        if meaning is None or not meaning.business or claim.reason == CHOSEN:
            continue
        stamp = "first_response_at" if claim.field == "first_response_time" else "resolved_at"
        stamped = mapping.of(stamp)
        if stamped is not None and columns[stamped.column].size:
            claims[position] = replace(claim, field=claim.field.replace("_time", "_business_time"))
    return replace(mapping, claims=claims)


def _readings(
    grid: Grid, mapping: Mapping, choices: Choices, before: Sequence[Question]
) -> tuple[dict[int, str | None], list[Question]]:
    columns = grid.columns
    formats, asked = read_answers(columns, mapping, choices.answers, before)
    spec = TABLES[mapping.table]
    dates_first = sorted(
        mapping.claims.items(), key=lambda item: (spec.field(item[1].field).kind is Kind.DURATION, item[0])
    )
    back, question = _swapped(grid, mapping, choices)
    asked += [question] if question is not None else []
    for position, claim in dates_first:
        if position in formats:
            continue
        column = without_left(grid, position) if spec.field(claim.field).graded else columns[position]
        spans = _spans(columns, mapping, claim.field, formats)
        reading = read_as(column, spec.field(claim.field), claim, columns, choices.answers, spans)
        formats[position] = f"{reading.format}, {swapped.BACK}" if column.index in back else reading.format
        if reading.question is not None:
            asked.append(reading.question)
    return formats, asked


def _swapped(grid: Grid, mapping: Mapping, choices: Choices) -> tuple[list[int], Question | None]:
    """Columns of instants whose swapped dates go back, and the question about them."""
    spec = TABLES[mapping.table]
    positions = [p for p, claim in mapping.claims.items() if spec.field(claim.field).kind is Kind.INSTANT]
    start = mapping.of("created_at") or mapping.of("started_at") or mapping.of("sent_at")
    return swapped.ask(
        [grid.columns[p] for p in sorted(positions)], choices.answers, grid.columns[start.column] if start else None
    )


def _spans(columns: Sequence[Column], mapping: Mapping, name: str, formats: Answers[int, str | None]) -> Floats | None:
    """Hours between creation and the event that a duration ends with, from the timestamps of the rows."""
    event = {"first_response": "first_response_at", "resolution": "resolved_at"}.get(
        name.removesuffix("_time").removesuffix("_business")
    )
    start, end = mapping.of("created_at"), mapping.of(event) if event else None
    if start is None or end is None:
        return None
    first, last = (instants(columns[c.column], formats.get(c.column) or "", "UTC").data for c in (start, end))
    spans: Floats = (last - first) / np.timedelta64(1, "h")
    return spans


def _columns(
    grid: Grid, mapping: Mapping | None, formats: Answers[int, str | None], choices: Choices
) -> tuple[ColumnMapping, ...]:
    out = []
    for position, column in enumerate(grid.columns):
        claim = mapping.claims.get(position) if mapping else None
        reason = claim.reason if claim else (mapping.vetoed.get(position, "") if mapping else "")
        if column.index in choices.fields:
            reason = REMEMBERED if column.index in choices.recalled else CHOSEN
        elif not claim and mapping and not reason:
            reason = "kept as a further dimension" if column.size else "empty"
        out.append(
            ColumnMapping(
                index=column.index, column=column.header.text, field=claim.field if claim else None,
                score=round(claim.score, 1) if claim else 0.0, reason=reason, format=formats.get(position),
                samples=column.samples(), filled=column.size,
                forced=column.index in choices.fields and is_forced(column, mapping, claim),
            )
        )  # fmt: skip
    return tuple(out)
