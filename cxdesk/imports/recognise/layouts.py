"""Layouts met before: what is kept of one, which one a sheet is like, what changed, what is taken over."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from cxdesk.common.problems import Problem, Severity
from cxdesk.imports.names import fold
from cxdesk.imports.plan import ColumnMapping, SheetPlan
from cxdesk.imports.raw import RawSheet
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.fits import fits
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.recognise.mapping import CHOSEN, Claim
from cxdesk.imports.recognise.mapping import Mapping as Claims
from cxdesk.tables.catalogue import TABLES

REMEMBERED = "as you chose last time"
_ALIKE, _ALIKE_KIN = 0.8, 0.6  # share of common headers: of any sheet, of the same tool or a sheet of the same name
_FEWEST = 2  # common headers
_RENAMED, _WORD = 85, 70  # likeness of names, and of the words in which they differ, 0 to 100
_FIRST_ROWS = 40  # among which a header chosen by hand is looked for
_MOST_NAMED = 4  # columns named before the rest is counted
_MOST_KEPT = 200
_OPEN_FIELDS = ("kind", "score")  # decided by the answers of a sheet, never by the name of a column


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What an earlier layout says about a sheet.

    `fields` by column index (None = kept as a dimension); `notes` are sentences about what was not taken over or stands
    differently, `gone` says that a column that fed a field is no longer there.
    """

    table: str | None
    fields: Mapping[int, str | None]
    answers: Mapping[str, str]
    skipped: bool
    notes: tuple[str, ...] = ()
    gone: bool = False


# ----------------------------------------------------------------------------------------------------- what is kept


def fingerprint(grid: Grid) -> str:
    """A layout's name: the same headers in the same order give the same one."""
    text = "\x1f".join(fold(column.header.text) for column in grid.columns)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_forced(column: Column, mapping: Claims | None, claim: Claim | None) -> bool:
    """Whether a field that the user chose for a column is one that its values do not fit."""
    return claim is not None and mapping is not None and not fits(column, TABLES[mapping.table].field(claim.field))


def with_layouts(memory: Mapping[str, SheetPlan], plans: Sequence[SheetPlan], on: date) -> dict[str, SheetPlan]:
    """The layouts known before with those of `plans`, imported on a day; the newest stand last and stay longest.

    Of sheets of one layout the one that was imported counts, else the one left out.
    """
    out = dict(memory)
    done: set[str] = set()
    for plan in sorted(plans, key=lambda one: one.skipped):
        if not plan.layout or plan.layout in done or plan.unasked or (plan.table is None and not plan.skipped):
            continue
        done.add(plan.layout)
        out.pop(plan.layout, None)
        out[plan.layout] = kept_of(plan, on)
    return dict(list(out.items())[-_MOST_KEPT:])


def kept_of(plan: SheetPlan, on: date) -> SheetPlan:
    """What is remembered of a plan: no cell of the file. The day stays where nothing was decided anew."""
    columns = tuple(column.model_copy(update={"samples": ()}) for column in plan.mapping)
    anew = plan.like is None or bool(plan.changes) or any(column.reason == CHOSEN for column in columns)
    update = {"mapping": columns, "mapped_on": on if anew else plan.like, "like": None, "changes": ()}
    return plan.model_copy(update=update)


# ----------------------------------------------------------------------------------------------------- what is said


def likeness_words(plan: SheetPlan) -> str:
    """Which layout met before a sheet has, and what changed since; "" where it is new."""
    if not plan.like_layout:
        return ""
    day = f" on {plan.like.day} {plan.like:%B %Y}" if plan.like else " before"
    same = plan.like_layout == plan.layout
    if not plan.changes:
        return f"As you mapped it{day}." if same else f"Like the layout you mapped{day}."
    changes = "; ".join(plan.changes)
    return f"As you mapped it{day}, except: {changes}." if same else f"Like the layout you mapped{day}: {changes}."


def layout_problem(plan: SheetPlan) -> Problem | None:
    """What changed since the layout was mapped, for the list of problems."""
    if not plan.changes:
        return None
    severity = Severity.WARNING if plan.lost else Severity.INFO
    words = likeness_words(plan)
    return Problem(kind="layout_changed", message=words, file=plan.file, sheet=plan.sheet, severity=severity)


# ------------------------------------------------------------------------------------------------- which one it is


def header_position(raw: RawSheet, memory: Collection[SheetPlan]) -> int | None:
    """Position of a header row that was chosen by hand in a layout met before; None where the sheet has none."""
    chosen = [plan for plan in memory if plan.header_chosen]
    if not chosen:
        return None
    rows = [_texts(raw, row) for row in range(min(raw.rows, _FIRST_ROWS))]
    for plan in reversed(chosen):
        wanted = {fold(column.column) for column in plan.mapping}
        usual = plan.header_row - raw.first_row
        for row in sorted(range(len(rows)), key=lambda one: abs(one - usual)):
            if len(wanted & rows[row]) >= _ALIKE * len(wanted | rows[row]):
                return row
    return None


def nearest(
    names: Sequence[str], memory: Mapping[str, SheetPlan], *, table: str | None, tool: str | None, sheet: str
) -> SheetPlan | None:
    """The layout that a sheet with these headers is like; None where there is none.

    `table` is what the sheet was recognised as (None = nothing), `tool` the export it was recognised as.
    """
    mine = Counter(map(fold, names))
    best, best_share = None, 0.0
    for plan in memory.values():
        if plan.skipped or plan.table is None or (table not in {None, plan.table} and not plan.table_chosen):
            continue
        theirs = Counter(fold(column.column) for column in plan.mapping)
        common = (mine & theirs).total()
        share = 2 * common / max(1, mine.total() + theirs.total())
        kin = (tool is not None and tool == plan.recognised_as) or fold(sheet) == fold(plan.sheet)
        if common >= _FEWEST and share >= (_ALIKE_KIN if kin else _ALIKE) and share + 0.05 * kin >= best_share:
            best, best_share = plan, share + 0.05 * kin
    return best


def _texts(raw: RawSheet, row: int) -> set[str]:
    cells = (column.cell(row) for column in raw.columns)
    return {fold(cell) for cell in cells if isinstance(cell, str) and cell.strip()}


# ---------------------------------------------------------------------------------------------- what is taken over


def taken(plan: SheetPlan, columns: Sequence[Column], sheet: str) -> Taken:
    """What was decided about the same layout; a column whose values no longer fit is left to be recognised anew."""
    fields, notes = _fields_of({m.index: m for m in plan.mapping if _decided(m)}, plan.table, columns)
    return Taken(
        table=plan.table if plan.table_chosen else None, fields=fields, answers=_answers(plan),
        skipped=plan.skipped and fold(plan.sheet) == fold(sheet), notes=notes,
    )  # fmt: skip


def carried(plan: SheetPlan, now: SheetPlan, columns: Sequence[Column]) -> Taken:
    """What is taken over from a layout that nearly is the sheet's, and in words what changed since.

    `now` is the sheet's plan as recognised without it. Decisions of the user go along with their column; so does the
    field of a column that another, new column would have taken.
    """
    pairs = _pairs(plan, now)
    before = {index: plan.mapping[place] for index, place in pairs.items()}
    new = {m.field for m in now.mapping if m.index not in pairs and m.field}
    lost = {i: m for i, m in before.items() if m.field in new and m.field not in _OPEN_FIELDS}
    wanted = {i: m for i, m in before.items() if _decided(m)} | lost
    table = plan.table if plan.table_chosen or now.table is None else None
    fields, notes = _fields_of(wanted, plan.table, columns)
    names = {plan.mapping[place].column: now.mapping[_place(now, index)].column for index, place in pairs.items()}
    answers = {_renamed(key, names): value for key, value in _answers(plan).items()}
    told, gone = _changes(plan, now, pairs)
    return Taken(table=table, fields=fields, answers=answers, skipped=False, notes=(*told, *notes), gone=gone)


def unused_answers(answers: Mapping[str, str], plan: SheetPlan, before: SheetPlan) -> tuple[str, ...]:
    """Sentences about answers of last time that the values now contradict."""
    asked = {question.id for question in plan.questions if question.answer is not None}
    old = {fold(column.column): column.format for column in before.mapping}
    out = []
    for column in plan.mapping:
        ids = [key for key in answers if key == column.column or key.startswith(f"{column.column}:")]
        was = old.get(fold(column.column))
        if ids and not asked & set(ids) and was and column.format and was != column.format:
            out.append(
                f"“{column.column}” is read as {column.format} now, because its values decide it; "
                f"last time you answered {answers[ids[0]]}"
            )
    return tuple(out)


def _decided(column: ColumnMapping) -> bool:
    return column.reason in {CHOSEN, REMEMBERED}


def _answers(plan: SheetPlan) -> dict[str, str]:
    return {question.id: question.answer for question in plan.questions if question.answer is not None}


def _fields_of(
    wanted: Mapping[int, ColumnMapping], table: str | None, columns: Sequence[Column]
) -> tuple[dict[int, str | None], tuple[str, ...]]:
    """Fields by column index, without those whose values fit no longer, and a sentence about each of these."""
    fields: dict[int, str | None] = {}
    notes = []
    for column in columns:
        old = wanted.get(column.index)
        if old is None:
            continue
        if old.field is None or table not in TABLES or old.forced or fits(column, TABLES[table].field(old.field)):
            fields[column.index] = old.field
        else:
            title = TABLES[table].field(old.field).title
            notes.append(f"“{column.header.text}” is no longer taken as {title}, because its values do not fit")
    return fields, tuple(notes)


def _renamed(question: str, names: Mapping[str, str]) -> str:
    """The id of a question under the column's name of today."""
    column, colon, what = question.rpartition(":")
    if colon and column in names:
        return f"{names[column]}:{what}"
    return names.get(question, question)


# ---------------------------------------------------------------------------------------------------- what changed


def _pairs(plan: SheetPlan, now: SheetPlan) -> dict[int, int]:
    """Place in the remembered mapping by column index of today: by name, then by a name that was changed."""
    free: dict[str, list[int]] = {}
    for place, column in enumerate(plan.mapping):
        free.setdefault(fold(column.column), []).append(place)
    out = {}
    for column in now.mapping:
        places = free.get(fold(column.column))
        if places:
            out[column.index] = places.pop(0)
    left = [place for places in free.values() for place in places]
    for column in now.mapping:
        if column.index not in out:
            found = next((place for place in left if _is_renamed(plan.mapping[place], column)), None)
            if found is not None:
                left.remove(found)
                out[column.index] = found
    return out


def _is_renamed(old: ColumnMapping, new: ColumnMapping) -> bool:
    """Whether a column is an old one under another name: read as the same field, or hardly another name."""
    if old.field is not None and old.field == new.field:
        return True
    if new.field is not None:
        return False
    one, other = set(fold(old.column).split()), set(fold(new.column).split())
    if min(len(one), len(other)) >= 1 and (one < other or other < one) and abs(len(one) - len(other)) == 1:
        return True
    if fuzz.token_sort_ratio(fold(old.column), fold(new.column)) < _RENAMED:
        return False
    return all(max((fuzz.ratio(a, b) for b in other - one), default=0) >= _WORD for a in one - other)


def _changes(plan: SheetPlan, now: SheetPlan, pairs: Mapping[int, int]) -> tuple[tuple[str, ...], bool]:
    """What changed, part by part, and whether a column that fed a field is gone."""
    new = [f"“{column.column}”" for column in now.mapping if column.index not in pairs]
    renamed = [
        f"“{plan.mapping[place].column}” is called “{now.mapping[_place(now, index)].column}” now"
        for index, place in pairs.items()
        if fold(plan.mapping[place].column) != fold(now.mapping[_place(now, index)].column)
    ]
    gone = [column for place, column in enumerate(plan.mapping) if place not in pairs.values()]
    fed = [column for column in gone if column.field is not None]
    told = [f"new column{'s' * (len(new) > 1)} {_listed(new)}"] if new else []
    told += renamed
    told += [f"“{column.column}” is gone, it was {_title(plan, column)}" for column in fed]
    others = [f"“{column.column}”" for column in gone if column.field is None]
    told += [f"{_listed(others)} {'is' if len(others) == 1 else 'are'} gone"] if others else []
    told += [f"“{name}” now stands {_ordinal(place + 1)}" for name, place in _moved(now, pairs)[:_MOST_NAMED]]
    return tuple(told), bool(fed)


def _moved(now: SheetPlan, pairs: Mapping[int, int]) -> list[tuple[str, int]]:
    """Columns that stand elsewhere among the common ones, with their place of today: those off the longest rise."""
    common = [(place, column) for place, column in enumerate(now.mapping) if column.index in pairs]
    old = [pairs[column.index] for _, column in common]
    tails: list[int] = []
    back: list[int] = []  # for each column the length of the longest rise that ends with it
    for value in old:
        spot = bisect_left(tails, value)
        tails[spot : spot + 1] = [value]
        back.append(spot)
    stay: set[int] = set()
    length = len(tails) - 1
    for at in range(len(old) - 1, -1, -1):
        if back[at] == length:
            stay.add(at)
            length -= 1
    return [(column.column, place) for at, (place, column) in enumerate(common) if at not in stay]


def _title(plan: SheetPlan, column: ColumnMapping) -> str:
    return TABLES[plan.table].field(column.field or "").title if plan.table in TABLES else column.field or ""


def _place(plan: SheetPlan, index: int) -> int:
    return next(place for place, column in enumerate(plan.mapping) if column.index == index)


def _listed(names: Sequence[str]) -> str:
    if len(names) > _MOST_NAMED:
        return f"{', '.join(names[:_MOST_NAMED])} and {len(names) - _MOST_NAMED} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
