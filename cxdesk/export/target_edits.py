"""Edits of an exported workbook's targets: what was changed in it since it was exported, and nothing else."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from cxdesk.common.conventions import Conventions
from cxdesk.common.problems import Problem, UserError
from cxdesk.common.units import Unit
from cxdesk.export.context import TARGETS_SHEET
from cxdesk.export.sheets.targets import BENCHMARK, DIRECTION, HEADERS, ID, SEGMENT, SINCE, TARGET, TOLERANCE
from cxdesk.export.sheets.targets_record import ExportedRow, Record
from cxdesk.export.target_rows import BY_ID, Known, Row, rows_of
from cxdesk.export.targets_sheet import Sheet, missing_headers, read_sheet
from cxdesk.kpis.catalogue import by_id
from cxdesk.targets.book import in_force, moved, of_segments, overall, with_benchmark, with_change, with_target
from cxdesk.targets.target import Segment, Target, TargetBook

What = Literal["target", "tolerance", "benchmark", "from"]
_FIRST_DAY = date(1899, 12, 30)  # day 0 as Excel counts
_COLUMNS: dict[What, int] = {"target": TARGET, "tolerance": TOLERANCE, "benchmark": BENCHMARK, "from": SINCE}


@dataclass(frozen=True, kw_only=True)
class TargetEdit:
    """One cell that was changed: amounts in the KPI's unit, or days; None = blank. `cell` is such as `Targets!E9`.

    A tolerance of None follows the target by the general rule.
    """

    kpi: str
    segment: Segment | None
    what: What
    before: float | date | None
    after: float | date | None
    cell: str


@dataclass(frozen=True, kw_only=True)
class TargetEdits:
    """What a workbook asks to change; with `problems` nothing of it is to be taken.

    `remarks` are changes that are no targets and stay in the workbook. `known` False = the workbook does not say what
    was exported (it was made by an earlier version): its sheet has to be compared as a whole.
    """

    file: str
    edits: tuple[TargetEdit, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    known: bool = True


def read_edits(path: Path, workspace: str = "", known: Known | None = None) -> TargetEdits:
    """The edits of an exported workbook.

    `workspace` is the id of the one that asks ("" takes any), `known` the values of dimensions that a segment may have.

    Raises:
        UserError: not a workbook, damaged, without targets, or of another workspace.
    """
    sheet = read_sheet(path)
    record = sheet.record
    _refuse_stranger(sheet, record, workspace)
    missing = [header for header in HEADERS if not sheet.has(header)]
    if record is not None and missing:
        raise UserError(missing_headers(sheet.file, sheet.head, missing))
    rows = rows_of(sheet, _with_exported(known, record))
    if record is None:
        return TargetEdits(file=sheet.file, problems=tuple(sheet.problems), known=False)
    exported = {row.key: row for row in record.rows}
    _refuse_gone(sheet, rows, record)
    edits = [edit for row in rows for edit in _edits(sheet, row, exported.get(row.key))]
    remarks = [*_least_rows(sheet, record), *_directions(sheet, rows, exported)]
    if sheet.problems:
        edits, remarks = [], []
    return TargetEdits(file=sheet.file, edits=tuple(edits), problems=tuple(sheet.problems), remarks=tuple(remarks))


def with_edits(
    book: TargetBook, edits: tuple[TargetEdit, ...], conventions: Conventions, day: date, now: datetime
) -> TargetBook:
    """The book with the edits made; those that it holds already change nothing.

    What a row leaves alone stays as it is in the book. `day` is the last one of the report shown: the target that
    counts there is the one that was edited.
    """
    rows: dict[tuple[str, Segment | None], dict[What, float | date | None]] = {}
    for edit in edits:
        rows.setdefault((edit.kpi, edit.segment), {})[edit.what] = edit.after
    for (kpi, segment), changes in rows.items():
        if "benchmark" in changes:
            value = changes["benchmark"]
            if book.benchmarks.get(kpi) != value:
                book = with_benchmark(book, kpi, _amount(value))
        if changes.keys() - {"benchmark"}:
            book = _with_row(book, kpi, segment, changes, conventions, day, now)
    return book


def current(book: TargetBook, kpi: str, segment: Segment | None, conventions: Conventions, day: date) -> Target | None:
    """The target that an edit replaces: the user's own, or where there is none the default, of a segment none."""
    own = overall(book, kpi, day) if segment is None else of_segments(book, kpi, day, (segment,))
    return own or (in_force(book, by_id(kpi), day, conventions) if segment is None else None)


def _with_row(
    book: TargetBook, kpi: str, segment: Segment | None, changes: dict[What, float | date | None],
    conventions: Conventions, day: date, now: datetime,
) -> TargetBook:  # fmt: skip
    own = overall(book, kpi, day) if segment is None else of_segments(book, kpi, day, (segment,))
    old = current(book, kpi, segment, conventions, day)
    since = changes.get("from", None if old is None else old.effective)
    begins = since if isinstance(since, date) else None
    tolerance = None if own is None else own.tolerance
    target = Target(
        kpi=kpi, segment=segment, effective=begins, changed_at=now,
        value=_amount(changes["target"]) if "target" in changes else None if old is None else old.value,
        tolerance=_amount(changes["tolerance"]) if "tolerance" in changes else tolerance,
        scale=None if "target" in changes or old is None else old.scale,
    )  # fmt: skip
    if own is not None and _alike(own, target):
        if own.effective == begins:
            return book
        if begins is not None:
            return moved(book, own, begins, now)
    if own is not None and own.effective is not None and (begins is None or begins < own.effective):
        # what began later would go on counting from its day
        book = with_target(book, replace(target, effective=own.effective))
    return with_change(book, by_id(kpi), target, conventions)


def _alike(own: Target, target: Target) -> bool:
    return (own.value, own.tolerance) == (target.value, target.tolerance) and target.scale in (None, own.scale)


def _amount(value: float | date | None) -> float | None:
    return None if value is None or isinstance(value, date) else float(value)


# -- what was changed --------------------------------------------------------------------------------------------------


def _edits(sheet: Sheet, row: Row, old: ExportedRow | None) -> list[TargetEdit]:
    """Changes of one row; of one that was added, all that it says."""
    if old is None:
        old = ExportedRow(kpi=row.kpi.id, row=row.row + 1, follows=True)
    share = 100.0 if row.kpi.unit is Unit.PERCENT else 1.0
    since = None if old.since is None else _FIRST_DAY + timedelta(days=math.floor(old.since))
    found: dict[What, tuple[float | date | None, float | date | None]] = {}
    if not _same(row.numbers[TARGET], old.target):
        found["target"] = _scaled(old.target, share), row.amounts[TARGET]
    if not _same_tolerance(row, old):
        found["tolerance"] = _scaled(old.tolerance, share), row.amounts[TOLERANCE]
    if not _same(row.numbers[BENCHMARK], old.benchmark):
        found["benchmark"] = _scaled(old.benchmark, share), row.amounts[BENCHMARK]
    if row.since != since:
        found["from"] = since, row.since
    if row.segment is not None and "benchmark" in found:
        sheet.refuse(row.row, HEADERS[BENCHMARK], "benchmark_of_segment", str(row.numbers[BENCHMARK]),
                     f"({row.kpi.name}) is filled, but segments have no benchmark", "Clear it")  # fmt: skip
    return [TargetEdit(kpi=row.kpi.id, segment=row.segment, what=what, before=before, after=after,
                       cell=sheet.place(row.row, HEADERS[_COLUMNS[what]]))
            for what, (before, after) in found.items()]  # fmt: skip


def _same_tolerance(row: Row, old: ExportedRow) -> bool:
    """Whether a tolerance still follows its rule, or is the number that it was; pasted as a value it is the same."""
    if old.follows:
        return row.follows or row.numbers[TOLERANCE] is None or _same(row.numbers[TOLERANCE], old.tolerance)
    return not row.follows and _same(row.numbers[TOLERANCE], old.tolerance)


def _same(one: float | None, other: float | None) -> bool:
    """Equal but for the digits that a spreadsheet drops."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)


def _scaled(cell: float | None, scale: float) -> float | None:
    return None if cell is None else float(f"{cell * scale:.12g}")


# -- what is refused or only said --------------------------------------------------------------------------------------


def _refuse_stranger(sheet: Sheet, record: Record | None, workspace: str) -> None:
    named = dict.fromkeys([sheet.workspace, "" if record is None else record.workspace])
    if workspace and any(name and name != workspace for name in named):
        raise UserError(
            f"“{sheet.file}” was exported from another workspace, as {TARGETS_SHEET}!Z1 and its property Workspace say,"
            " so none of its targets was taken. Open that workspace, or export from this one."
        )


def _refuse_gone(sheet: Sheet, rows: list[Row], record: Record) -> None:
    """Rows that were exported and are not there any more, or whose segment was written over."""
    there = {row.key for row in rows}
    new = {row.row + 1: row for row in rows}
    was = {row.key for row in record.rows}
    refused = {problem.row for problem in sheet.problems}
    for old in record.rows:
        if old.key in there or old.row in refused:
            continue
        row, name = new.get(old.row), BY_ID[old.kpi].name if old.kpi in BY_ID else old.kpi
        label = f"{name}, {old.segment}" if old.segment else name
        if row is not None and row.key not in was and row.kpi.id == old.kpi:
            sheet.refuse(row.row, HEADERS[SEGMENT], "changed_segment", row.key[2],
                         f"was exported as the row of {label}", "Write its dimension and segment there again, and add a"
                         " row for the other segment")  # fmt: skip
        else:
            sheet.refuse(old.row - 1, HEADERS[ID], "row_gone", "", f"was exported as the row of {label}, which is gone",
                         "Put the row back; to have no target, clear its target instead")  # fmt: skip


def _with_exported(known: Known | None, record: Record | None) -> Known | None:
    """Values that segments may have: those of the data, and those that were exported."""
    if known is None or record is None:
        return known
    out = dict(known)
    for row in record.rows:
        if row.dimension and not any(text.casefold() == row.segment.casefold() for text in out.get(row.dimension, ())):
            out[row.dimension] = out.get(row.dimension, frozenset()) | {row.segment}
    return out


def _least_rows(sheet: Sheet, record: Record) -> list[str]:
    found = sheet.least_rows
    if found is None or record.least_rows is None or found[1] == record.least_rows:
        return []
    place = sheet.place(found[0], HEADERS[TARGET])
    return [f"{place}: the least number of rows is a convention. Change it in Settings; here it stays as it is."]


def _directions(sheet: Sheet, rows: list[Row], exported: dict[tuple[str, str, str], ExportedRow]) -> list[str]:
    turned = [row for row in rows if row.key in exported and row.better and row.better != exported[row.key].better]
    if not turned:
        return []
    cells = ", ".join(sheet.place(row.row, HEADERS[DIRECTION]) for row in turned[:5])
    return [f"{cells}: which way a KPI is better follows from its definition and is not read back."]
