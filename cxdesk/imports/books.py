"""The sheets of one file together: several tables on a sheet, hidden sheets, a table continued on the next sheet."""

from __future__ import annotations

from collections.abc import Mapping as Answers
from collections.abc import Sequence
from dataclasses import replace

from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.planning import Choices, DraftSheet, plan_sheet
from cxdesk.imports.raw import RawSheet
from cxdesk.imports.recognise.areas import Area, area_names, find_areas, part_of
from cxdesk.imports.recognise.footers import zone_said
from cxdesk.imports.recognise.header import filled_cells

HIDDEN = " Left out: hidden in the workbook; take it in if it counts."


def plan_book(raws: Sequence[RawSheet], zone: str, memory: Answers[str, SheetPlan]) -> list[DraftSheet]:
    """What the sheets of one file would become, every table of a sheet for itself."""
    sheets = [part for raw in raws for part in plan_parts(raw, zone, memory)]
    return _without_hidden(sheets)


def plan_parts(raw: RawSheet, zone: str, memory: Answers[str, SheetPlan]) -> list[DraftSheet]:
    """The tables of a sheet, each with its plan; one that is none where it holds none."""
    if not raw.rows or not raw.columns:
        return [plan_sheet(raw, zone, Choices(), memory)]
    filled = filled_cells(raw)
    areas = find_areas(raw, filled)
    if len(areas) == 1:
        return [plan_sheet(raw, zone, Choices(), memory, cells=filled)]
    said = zone_said(raw, filled)
    names = area_names(raw, areas)
    parts = [
        replace(part_of(raw, area), sheet=name, zone=said, whole=raw) for area, name in zip(areas, names, strict=True)
    ]
    return [plan_sheet(part, zone, Choices(), memory) for part in parts]


def reaching(raw: RawSheet, row: int) -> RawSheet:
    """The part of a sheet with a row (as a person counts) outside it; the sheet itself where it is no part."""
    whole = raw.whole
    if whole is None or raw.first_row <= row < raw.first_row + raw.rows:
        return raw
    at = row - whole.first_row
    if not 0 <= at < whole.rows:
        return raw
    top, left = raw.first_row - whole.first_row, raw.first_column - whole.first_column
    area = Area(
        top=min(top, at), bottom=max(top + raw.rows, at + 1), left=left, right=left + len(raw.columns)
    )  # fmt: skip
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
