"""One sheet's plan: header, table, mapping, readings, questions; and what the user decided about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Answers
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from cxdesk.common.problems import UserError
from cxdesk.imports.convert.texts import Floats
from cxdesk.imports.names import fold
from cxdesk.imports.plan import ColumnMapping, Question, SheetPlan
from cxdesk.imports.raw import RawSheet
from cxdesk.imports.recognise.asked import ask_scores
from cxdesk.imports.recognise.decide import read_as
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.fits import fits
from cxdesk.imports.recognise.header import Grid, filled_cells, find_grid, find_header, without_left
from cxdesk.imports.recognise.kinds import Recognition, figures_of, recognise
from cxdesk.imports.recognise.layouts import (
    REMEMBERED,
    Taken,
    carried,
    header_position,
    layout_problem,
    nearest,
    taken,
    unused_answers,
)
from cxdesk.imports.recognise.mapping import CHOSEN, Claim, Mapping
from cxdesk.imports.rows.assemble import Assembled, assemble
from cxdesk.imports.rows.cells import instants
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import Kind
from cxdesk.tables.surveys import SCORE_FIELDS


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What the user decided: table, header row (as a person counts), fields by column index, answers, skipped.

    `recalled` are the columns whose field comes from the layout `like` met before; `changes` and `lost` are what the
    plan says of it. `remembered` keeps a sheet from being looked up again.
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
        found = assemble(self.grid, self.plan, self.zone)
        changed = layout_problem(self.plan) if found.parts else None
        return found if changed is None else replace(found, problems=(*found.problems, changed))


def plan_sheet(
    raw: RawSheet, zone: str, choices: Choices, memory: Answers[str, SheetPlan], known: Grid | None = None
) -> DraftSheet:
    """Recognise a sheet, or recognise it again after a choice; `known` is its grid where the header row stands."""
    grid = known
    if grid is None:
        if raw.rows == 0 or not raw.columns:
            return _aside(raw, zone, choices, "Set aside: the sheet is empty.")
        filled = filled_cells(raw)
        if not filled.any():
            return _aside(raw, zone, choices, "Set aside: the sheet is empty.")
        if choices.header_row is None and not choices.remembered:
            recalled = header_position(raw, memory.values())
            row = None if recalled is None else raw.first_row + recalled
            choices = replace(choices, header_row=row)
        header = find_header(raw, filled) if choices.header_row is None else _chosen_row(raw, choices.header_row)
        if header is None:
            return _aside(raw, zone, choices, _no_header(int(filled.sum()), int(filled.any(axis=1).sum())))
        grid = find_grid(raw, header, filled)
    layout = fingerprint(grid)
    fresh = bool(memory) and choices == Choices(header_row=choices.header_row)
    before = memory.get(layout) if fresh else None
    if before is not None:
        choices = _with_taken(choices, taken(before, grid.columns, raw.sheet), before)
    if not any(column.size for column in grid.columns) or grid.rows == len(grid.left):
        names = ", ".join(f"“{column.header.text}”" for column in grid.columns[:3])
        return _aside(raw, zone, choices, f"Set aside: the header ({names}) has no rows below it.", grid)
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
        plan = plan.model_copy(update={"changes": choices.changes})
    return DraftSheet(raw=raw, plan=plan, zone=zone, choices=choices, grid=grid)


def _read(grid: Grid, choices: Choices, layout: str) -> SheetPlan:
    fixed = {p: choices.fields[c.index] for p, c in enumerate(grid.columns) if c.index in choices.fields}
    return _plan(grid, recognise(grid, choices.table, fixed), choices, layout)


def _chosen_row(raw: RawSheet, row: int) -> int:
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
        "above the data, or choose "
        "the header row by hand."
    )


def _aside(raw: RawSheet, zone: str, choices: Choices, verdict: str, grid: Grid | None = None) -> DraftSheet:
    plan = SheetPlan(
        file=raw.file, sheet=raw.sheet, path=raw.path, verdict=verdict, skipped=choices.skipped,
        header_row=grid.header_number if grid else raw.first_row, rows=grid.rows if grid else 0,
    )  # fmt: skip
    return DraftSheet(raw=raw, plan=plan, zone=zone, choices=choices, grid=grid)


def fingerprint(grid: Grid) -> str:
    """A layout's name: the same headers in the same order give the same one."""
    text = "\x1f".join(fold(column.header.text) for column in grid.columns)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _with_taken(choices: Choices, found: Taken, before: SheetPlan) -> Choices:
    """The choices with what an earlier layout says."""
    return replace(
        choices, table=found.table, fields=found.fields, answers=found.answers, skipped=found.skipped, remembered=True,
        recalled=frozenset(found.fields), like=before, changes=found.notes, lost=found.gone,
    )  # fmt: skip


def _plan(grid: Grid, found: Recognition, choices: Choices, layout: str) -> SheetPlan:
    mapping, asked = found.mapping, list[Question]()
    formats: dict[int, str | None] = {}
    if found.table is not None and mapping is not None:
        if found.table == "surveys":
            mapping, asked = ask_scores(grid.columns, mapping, choices.answers)
        if found.table == "figures":
            mapping = _with_figures(grid.columns, mapping)
        mapping = _business_twins(mapping, found, grid.columns)
        formats, more = _readings(grid, mapping, choices)
        asked += more
    also = ("surveys",) if mapping is not None and found.table == "tickets" and mapping.of("csat_score") else ()
    return SheetPlan(
        file=grid.raw.file, sheet=grid.raw.sheet, path=grid.raw.path, table=found.table, verdict=found.verdict,
        recognised_as=found.signature.name if found.signature and found.table == found.signature.table else None,
        header_row=grid.header_number, rows=grid.rows, zone=grid.zone, layout=layout, also=also,
        skipped=choices.skipped, table_chosen=choices.table is not None, header_chosen=choices.header_row is not None,
        like=choices.like.mapped_on if choices.like else None, like_layout=choices.like.layout if choices.like else "",
        changes=choices.changes, lost=choices.lost,
        mapping=_columns(grid, mapping if found.table else None, formats, choices), questions=tuple(asked),
    )  # fmt: skip


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
    from cxdesk.imports.recognise.signatures import key_of

    claims = dict(mapping.claims)
    for position, claim in mapping.claims.items():
        meaning = found.signature.fields.get(key_of(columns[position].header))
        if meaning is None or not meaning.business or claim.reason == CHOSEN or claim.field != meaning.field:
            continue
        stamp = "first_response_at" if claim.field == "first_response_time" else "resolved_at"
        stamped = mapping.of(stamp)
        if stamped is not None and columns[stamped.column].size:
            claims[position] = replace(claim, field=claim.field.replace("_time", "_business_time"))
    return replace(mapping, claims=claims)


def _readings(grid: Grid, mapping: Mapping, choices: Choices) -> tuple[dict[int, str | None], list[Question]]:
    columns = grid.columns
    formats: dict[int, str | None] = {}
    asked: list[Question] = []
    spec = TABLES[mapping.table]
    dates_first = sorted(
        mapping.claims.items(), key=lambda item: (spec.field(item[1].field).kind is Kind.DURATION, item[0])
    )
    for position, claim in dates_first:
        column = without_left(grid, position) if spec.field(claim.field).graded else columns[position]
        if mapping.table in {"tickets", "surveys"} and (claim.field in SCORE_FIELDS or claim.field == "score"):
            formats[position] = _scale_words(column, claim)
            continue
        spans = _spans(columns, mapping, claim.field, formats)
        reading = read_as(column, spec.field(claim.field), claim, columns, choices.answers, spans)
        formats[position] = reading.format
        if reading.question is not None:
            asked.append(reading.question)
    return formats, asked


def _spans(columns: Sequence[Column], mapping: Mapping, name: str, formats: Answers[int, str | None]) -> Floats | None:
    """Hours between creation and the event that a duration ends with, from the timestamps of the rows."""
    event = {"first_response_time": "first_response_at", "resolution_time": "resolved_at"}.get(name)
    start, end = mapping.of("created_at"), mapping.of(event) if event else None
    if start is None or end is None:
        return None
    first, last = (instants(columns[c.column], formats.get(c.column) or "", "UTC").data for c in (start, end))
    spans: Floats = (last - first) / np.timedelta64(1, "h")
    return spans


def _scale_words(column: Column, claim: Claim) -> str:
    from cxdesk.imports.rows.answers import score_column

    scored = score_column(column, SCORE_FIELDS.get(claim.field))
    return f"{scored.low:g}-{scored.high:g}"


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
                samples=column.samples(), filled=column.size, forced=_is_forced(column, claim, mapping, choices),
            )
        )  # fmt: skip
    return tuple(out)


def _is_forced(column: Column, claim: Claim | None, mapping: Mapping | None, choices: Choices) -> bool:
    """Whether the user chose a field that the values of the column do not fit."""
    if claim is None or mapping is None or column.index not in choices.fields:
        return False
    return not fits(column, TABLES[mapping.table].field(claim.field))
