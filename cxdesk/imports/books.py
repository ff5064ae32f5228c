"""The sheets of one file together: several tables on a sheet, hidden sheets, a table continued on the next sheet."""

from __future__ import annotations

from collections.abc import Mapping as Answers
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow.compute as pc

from cxdesk.common.progress import SILENT, Progress
from cxdesk.imports.names import fold
from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.planning import NO_HEADER, Choices, DraftSheet, plan_sheet
from cxdesk.imports.raw import RawSheet
from cxdesk.imports.recognise.areas import Area, area_names, find_areas, part_of
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.fits import fits
from cxdesk.imports.recognise.footers import zone_said
from cxdesk.imports.recognise.header import Grid, filled_cells, find_grid
from cxdesk.imports.recognise.outline import wrong_row
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import Kind

HIDDEN = " Left out: hidden in the workbook; take it in if it counts."
COPY = " Left out: all its rows are in “{}”, with more columns there; take it in if it counts."


def taken_in(verdict: str) -> str:
    """The verdict of a sheet without the sentence that says why it was left out."""
    return verdict.partition(" Left out: ")[0]


def plan_book(
    raws: Sequence[RawSheet], zone: str, memory: Answers[str, SheetPlan], progress: Progress = SILENT
) -> list[DraftSheet]:
    """What the sheets of one file would become, every table of a sheet for itself."""
    sheets = [part for raw in raws for part in plan_parts(raw, zone, memory, progress)]
    sheets = [_continued(sheet, sheets[:place], memory) for place, sheet in enumerate(sheets)]
    return _without_copies(_without_hidden(sheets))


def plan_parts(
    raw: RawSheet, zone: str, memory: Answers[str, SheetPlan], progress: Progress = SILENT
) -> list[DraftSheet]:
    """The tables of a sheet, each with its plan; one that is none where it holds none."""
    if not raw.rows or not raw.columns:
        return [plan_sheet(raw, zone, Choices(), memory)]
    filled = filled_cells(raw)
    if not filled.any():
        return [plan_sheet(raw, zone, Choices(), memory)]
    areas = find_areas(raw, filled)
    if len(areas) == 1:
        return [plan_sheet(raw, zone, Choices(), memory, cells=filled, progress=progress)]
    said = zone_said(raw, filled)
    names = area_names(raw, areas)
    parts = [
        replace(part_of(raw, area), sheet=name, zone=said, whole=raw) for area, name in zip(areas, names, strict=True)
    ]
    return [plan_sheet(part, zone, Choices(), memory, progress=progress) for part in parts]


def with_header(sheet: DraftSheet, row: int, memory: Answers[str, SheetPlan]) -> DraftSheet:
    """The sheet with its header in a row as a person counts, `NO_HEADER` for none; fields follow their column's name.

    Raises:
        UserError: the sheet has no such row.
    """
    raw, choices = _reaching(sheet.raw, row), sheet.choices
    chosen = {fold(c.column): choices.fields[c.index] for c in sheet.plan.mapping if c.index in choices.fields}
    named = {**choices.named, **chosen}
    changed = Choices(
        header_row=row, table=choices.table, skipped=choices.skipped, answers=choices.answers, named=named
    )  # fmt: skip
    out = plan_sheet(raw, sheet.zone, changed, memory)
    columns = out.grid.columns if out.grid is not None else ()
    fields = {c.index: named[fold(c.header.text)] for c in columns if fold(c.header.text) in named}
    if fields:
        again = replace(out.choices, fields={**out.choices.fields, **fields}, remembered=True)
        out = plan_sheet(raw, sheet.zone, again, memory, out.grid)
    return out if row == NO_HEADER else _told_wrong(out, row)


def _told_wrong(sheet: DraftSheet, row: int) -> DraftSheet:
    """The sheet with a sentence where the row chosen as its header holds no names."""
    words = wrong_row(sheet.raw, filled_cells(sheet.raw), row - sheet.raw.first_row)
    if words is None:
        return sheet
    update = {"verdict": f"Set aside: {words}", "table": None, "also": (), "questions": (), "recognised_as": None}
    if sheet.choices.table is not None:
        update = {"verdict": f"{sheet.plan.verdict} {words}"}
    return replace(sheet, plan=sheet.plan.model_copy(update=update))


def _reaching(raw: RawSheet, row: int) -> RawSheet:
    """The part of a sheet with a row (as a person counts) outside it; the sheet itself where it is no part."""
    whole = raw.whole
    if whole is None or raw.first_row <= row < raw.first_row + raw.rows:
        return raw
    at = row - whole.first_row
    if not 0 <= at < whole.rows:
        return raw
    top, left = raw.first_row - whole.first_row, raw.first_column - whole.first_column
    bottom, right = max(top + raw.rows, at + 1), left + len(raw.columns)
    area = Area(top=min(top, at), bottom=bottom, left=left, right=right)
    return replace(part_of(whole, area), sheet=raw.sheet, zone=raw.zone, whole=whole)


def _without_hidden(sheets: list[DraftSheet]) -> list[DraftSheet]:
    """Hidden sheets left out where a sheet that is shown holds a table; taken in last time, they stay in."""
    if not any(sheet.plan.table is not None and not sheet.raw.hidden for sheet in sheets):
        return sheets
    return [_left_hidden(sheet) if sheet.raw.hidden and sheet.plan.table is not None else sheet for sheet in sheets]


def _left_hidden(sheet: DraftSheet) -> DraftSheet:
    like = sheet.choices.like
    if like is not None and like.hidden and not like.skipped and like.sheet == sheet.plan.sheet:
        return sheet
    update = {"skipped": True, "unasked": True, "verdict": sheet.plan.verdict + HIDDEN}
    return replace(
        sheet, plan=sheet.plan.model_copy(update=update), choices=replace(sheet.choices, skipped=True)
    )  # fmt: skip


# --- a table continued on the next sheet -----------------------------------------------------------------------------


def _continued(sheet: DraftSheet, before: Sequence[DraftSheet], memory: Answers[str, SheetPlan]) -> DraftSheet:
    """The sheet as the continuation of the table before it, where it has no header and its columns fit; else itself."""
    last = next((other for other in reversed(before) if other.plan.table is not None), None)
    if last is None or last.grid is None or sheet.plan.table is not None or sheet.choices.header_row is not None:
        return sheet
    raw, grid = sheet.raw, last.grid
    if raw.whole is not None or not raw.rows or _place(raw) != _place(last.raw):
        return sheet
    names = {column.index: column.header.text for column in grid.columns}
    own = find_grid(raw, None, filled_cells(raw), [names.get(index, "") for index in range(len(raw.columns))])
    if not _fits(own, last.plan):
        return sheet
    follows = replace(own, follows=last.plan.sheet)
    return plan_sheet(raw, sheet.zone, Choices(header_row=NO_HEADER), memory, follows)


def _place(raw: RawSheet) -> tuple[int, int]:
    return raw.first_column, len(raw.columns)


def _fits(grid: Grid, plan: SheetPlan) -> bool:
    """Whether the columns hold what the plan of the other sheet says, from the first row on, a date among them."""
    spec = TABLES[plan.table or ""]
    dated = False
    for column in grid.columns:
        name = plan.field_of(column.index)
        if name is None or not column.size:
            continue
        field = spec.field(name)
        if not fits(column, field):
            return False
        first = replace(column, raw=column.raw.part(0, 1))
        if field.kind is Kind.INSTANT and first.size:
            if not fits(first, field):
                return False
            dated = True
    return dated


# --- a copy of another sheet with fewer columns ----------------------------------------------------------------------


def _without_copies(sheets: list[DraftSheet]) -> list[DraftSheet]:
    """Sheets left out whose rows all stand in another sheet of the file, with more columns there."""
    fields = [_fields(sheet) for sheet in sheets]
    return [_left_copy(sheet, mine, sheets, fields) for sheet, mine in zip(sheets, fields, strict=True)]


def _left_copy(
    sheet: DraftSheet, mine: frozenset[str], sheets: Sequence[DraftSheet], fields: Sequence[frozenset[str]]
) -> DraftSheet:
    larger = [other for other, theirs in zip(sheets, fields, strict=True) if mine < theirs] if mine else []
    whole = next((other for other in larger if _holds(other, sheet)), None)
    if whole is None:
        return sheet
    words = COPY.format(whole.plan.sheet)
    update = {"skipped": True, "unasked": True, "verdict": sheet.plan.verdict + words}
    return replace(sheet, plan=sheet.plan.model_copy(update=update), choices=replace(sheet.choices, skipped=True))


def _fields(sheet: DraftSheet) -> frozenset[str]:
    """Table and columns by name of a sheet that is imported; nothing of another."""
    if sheet.plan.table is None or sheet.plan.skipped or sheet.choices.like is not None or sheet.plan.log is not None:
        return frozenset()
    return frozenset((f"{sheet.plan.table}:", *(fold(column.column) for column in sheet.plan.mapping if column.filled)))


def _holds(whole: DraftSheet, part: DraftSheet) -> bool:
    """Whether every key of one sheet stands in the other."""
    key = TABLES[part.plan.table or ""].key[:1]
    columns = [_key_column(sheet, key[0]) for sheet in (whole, part)] if key else []
    if not all(columns) or len(columns) < 2:
        return False
    mine, theirs = (column for column in columns if column is not None)
    if theirs.size < max(1, theirs.distinct) or mine.size <= theirs.size:
        return False
    texts = pc.is_in(theirs.texts.drop_null(), value_set=mine.texts.drop_null())
    numbers = np.isin(theirs.cell_numbers[~np.isnan(theirs.cell_numbers)], mine.cell_numbers)
    return bool(pc.all(texts).as_py() is not False and numbers.all())


def _key_column(sheet: DraftSheet, key: str) -> Column | None:
    mapping = sheet.plan.column_of(key)
    if mapping is None or sheet.grid is None:
        return None
    return next((column for column in sheet.grid.columns if column.index == mapping.index), None)
