"""The tables of a sheet: one below the other, side by side, small lists beside a large table."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.progress import beat
from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.names import fold, read_header
from cxdesk.imports.raw import Cell, RawColumn, RawSheet
from cxdesk.imports.recognise.bands import all_words
from cxdesk.imports.recognise.facts import cell_text
from cxdesk.imports.recognise.header import find_header, header_strength, letters
from cxdesk.imports.recognise.vocabulary import known_names

_MOST_HEADERS = 400  # rows looked at as headers of further tables
_MOST_TABLES = 60  # more are no tables but a report laid out by hand
_KEYS = frozenset(("id", "ids", "key", "number", "no", "nr", "#", "ref", "reference", "code", "nummer", "numero",
                   "name", "month", "monat", "mes", "mois", "date", "week", "day", "quarter", "year",
                   "period"))  # fmt: skip
_LONGEST_TITLE = 60
_MOST_BANDS = 3  # header rows of one table
_SMALL = 200  # rows of a list of two columns


@dataclass(frozen=True, kw_only=True)
class Area:
    """Where a table stands: positions among the rows and columns of the sheet, the ends not included.

    `title` is the line above its header, "" where there is none.
    """

    top: int
    bottom: int
    left: int
    right: int
    title: str = ""


class _Sheet:
    """A sheet with what is asked of it again and again."""

    def __init__(self, raw: RawSheet, filled: Bools) -> None:
        self.raw, self.filled = raw, filled

    @cached_property
    def named(self) -> NDArray[np.intp]:
        """Rows whose first cell is a known name of a column."""
        if not self.raw.columns:
            return np.zeros(0, dtype=np.intp)
        first = next(column for i, column in enumerate(self.raw.columns) if self.filled[:, i].any())
        codes = first.codes
        if len(first.words) > 0.5 * len(codes) and len(codes) > 200_000:
            return np.zeros(0, dtype=np.intp)
        names = known_names()
        known = np.array([len(text) < 40 and fold(text) in names for text in map(str, first.texts)], dtype=np.bool_)
        return np.flatnonzero((codes >= 0) & known[np.maximum(codes, 0)]) if len(known) else np.zeros(0, dtype=np.intp)

    def part(self, area: Area) -> RawSheet:
        """The cells of an area as a sheet of its own, numbered as the whole one."""
        return part_of(self.raw, area)

    def cells(self, area: Area) -> Bools:
        """Which cells of an area are filled."""
        return self.filled[area.top : area.bottom, area.left : area.right]

    def texts(self, row: int, area: Area) -> dict[int, str]:
        """Texts of a row by column."""
        found = (area.left + int(i) for i in np.flatnonzero(self.filled[row, area.left : area.right]))
        return {i: cell_text(self.raw.columns[i], row) for i in found}

    def header(self, area: Area) -> int | None:
        """The likeliest header row of an area."""
        found = find_header(self.part(area), self.cells(area))
        return None if found is None else area.top + found

    def is_header(self, row: int, area: Area) -> bool:
        """Whether a row can only be a header: different words, and known names or values of a kind below them."""
        part = replace(area, top=row)
        strength = header_strength(self.part(part), self.cells(part), 0)
        if strength is None:
            return False
        if strength.cells < 3:
            return strength.known >= 2 or strength.typed >= 0.9 or (strength.known > 0 and self._figures(row, area))
        return strength.known >= max(2, 0.3 * strength.cells) or strength.typed >= 0.3

    def one_band(self, above: int, row: int, area: Area) -> bool:
        """Whether two rows are header rows of one table: nothing but words from one to the other."""
        if row - above > _MOST_BANDS:
            return False
        return all(all_words(self.part(area), self.cells(area), at - area.top) for at in range(above, row))

    def _figures(self, row: int, area: Area) -> bool:
        """Whether two rows at least stand below a row before a blank one, with values alone in one of the columns."""
        cells = self.filled[row + 1 : area.bottom, area.left : area.right]
        count = int(np.argmin(np.append(cells[:_SMALL].any(axis=1), False)))
        used = np.flatnonzero(self.filled[row, area.left : area.right]) + area.left
        return count >= 2 and any(
            bool((self.raw.columns[i].kinds[row + 1 : row + 1 + count] > Cell.TEXT).all()) for i in used
        )


def find_areas(raw: RawSheet, filled: Bools) -> tuple[Area, ...]:
    """The tables of a sheet in reading order; one area of all its cells where there is one table or none."""
    whole = Area(top=0, bottom=raw.rows, left=0, right=len(raw.columns))
    sheet = _Sheet(raw, filled)
    blocks = _beside(sheet, whole)
    stacked = [area for block in blocks for area in _below(sheet, block)]
    areas = stacked if len(stacked) == len(blocks) else [one for area in stacked for one in _beside(sheet, area)]
    if not 1 < len(areas) <= _MOST_TABLES:
        return (whole,)
    return tuple(sorted((_trimmed(sheet, area) for area in areas), key=lambda area: (area.top, area.left)))


def part_of(raw: RawSheet, area: Area) -> RawSheet:
    """The cells of an area as a sheet; row and column numbers stay those of the file."""
    if (area.top, area.bottom, area.left, area.right) == (0, raw.rows, 0, len(raw.columns)):
        return raw
    rows = slice(area.top, area.bottom)
    merged = (
        (top - area.top, left - area.left,
         min(bottom, area.bottom - 1) - area.top, min(right, area.right - 1) - area.left)
        for top, left, bottom, right in raw.merged
        if area.top <= top < area.bottom and area.left <= left < area.right
    )  # fmt: skip
    return replace(
        raw, columns=tuple(_rows(column, rows) for column in raw.columns[area.left : area.right]),
        first_row=raw.first_row + area.top, first_column=raw.first_column + area.left, merged=tuple(merged),
    )  # fmt: skip


def _rows(column: RawColumn, rows: slice) -> RawColumn:
    return replace(
        column, kinds=column.kinds[rows], codes=column.codes[rows],
        numbers=None if column.numbers is None else column.numbers[rows],
        instants=None if column.instants is None else column.instants[rows],
    )  # fmt: skip


def cell_range(raw: RawSheet, area: Area) -> str:
    """An area as spreadsheet programs write it: `A1:F40`."""
    left, right = raw.first_column - 1 + area.left, raw.first_column - 1 + area.right - 1
    return f"{letters(left)}{raw.first_row + area.top}:{letters(right)}{raw.first_row + area.bottom - 1}"


def area_names(raw: RawSheet, areas: tuple[Area, ...]) -> tuple[str, ...]:
    """Names of the parts: the first has the sheet's, the others their title or number in brackets behind it."""
    names: list[str] = []
    for number, area in enumerate(areas, start=1):
        title = re.sub(r"\s+", " ", area.title).strip(" :-–—")
        name = f"{raw.sheet} ({title})" if title and len(title) <= _LONGEST_TITLE else f"{raw.sheet} (table {number})"
        name = raw.sheet if number == 1 else name
        names.append(name if name not in names else f"{raw.sheet} (table {number})")
    return tuple(names)


# --- one below the other ---------------------------------------------------------------------------------------------


def _below(sheet: _Sheet, area: Area) -> list[Area]:
    """An area cut above every header of another table, the title lines going with the header."""
    headers = _without_notes(sheet, area, _headers(sheet, area))
    if len(headers) < 2:
        return [area]
    tops, titles = [area.top], [_title(sheet, area, headers[0])[1]]
    for header in headers[1:]:
        top, title = _title(sheet, area, header)
        tops.append(top)
        titles.append(title)
    ends = [*tops[1:], area.bottom]
    return [replace(area, top=top, bottom=end, title=title) for top, end, title in zip(tops, ends, titles, strict=True)]


def _headers(sheet: _Sheet, area: Area) -> list[int]:
    """Rows that begin a table, the same header standing again not counted."""
    cells = sheet.cells(area)
    count = cells.sum(axis=1)
    words = np.zeros(len(count), dtype=np.int32)
    for index in range(area.left, area.right):
        beat()
        words += (sheet.raw.columns[index].kinds[area.top : area.bottom] == Cell.TEXT) & cells[:, index - area.left]
    beat()
    wordy = (count >= 2) & (words == count)
    first = np.r_[True, (count[:-1] <= 1) | ~wordy[:-1]] if len(count) else np.zeros(0, np.bool_)
    named = sheet.named[(sheet.named >= area.top) & (sheet.named < area.bottom)] - area.top
    rows = np.union1d(np.flatnonzero(wordy & first)[:_MOST_HEADERS], named[wordy[named]][:_MOST_HEADERS])
    found = {area.top + int(row) for row in rows if sheet.is_header(area.top + int(row), area)}
    beat()
    best = sheet.header(area)
    if best is not None:
        found.add(best)
    out: list[int] = []
    for row in sorted(found):
        if out and sheet.one_band(out[-1], row, area):
            if row == best:
                out[-1] = row
        elif not any(_same(sheet, area, row, header) for header in out):
            out.append(row)
    return out


def _without_notes(sheet: _Sheet, area: Area, headers: list[int]) -> list[int]:
    """Headers without those that have no row below them before the next one and hold no known name: lines of notes."""
    out = headers[-1:]
    for row, following in zip(reversed(headers[:-1]), reversed(headers[1:]), strict=True):
        below = sheet.filled[row + 1 : _title(sheet, area, following)[0], area.left : area.right]
        part = replace(area, top=row)
        strength = None if below.any() else header_strength(sheet.part(part), sheet.cells(part), 0)
        if strength is None or strength.known:
            out.append(row)
    return out[::-1]


def _same(sheet: _Sheet, area: Area, one: int, other: int) -> bool:
    """Whether two rows hold the same texts in the same columns."""
    first, second = sheet.texts(one, area), sheet.texts(other, area)
    return bool(first) and first == second


def _title(sheet: _Sheet, area: Area, header: int) -> tuple[int, str]:
    """First row and text of the title lines above a header: narrow rows up to a blank one."""
    count = sheet.filled[:header, area.left : area.right].sum(axis=1)
    row = header
    if row - 1 > area.top and count[row - 1] == 0 and count[row - 2] == 1:
        row -= 1
    lines = row
    while lines - 1 >= area.top and count[lines - 1] == 1:
        lines -= 1
    if lines == row:
        return header, ""
    text = next(iter(sheet.texts(lines, area).values()), "")
    return lines, text


# --- side by side ----------------------------------------------------------------------------------------------------


def _beside(sheet: _Sheet, area: Area) -> list[Area]:
    """An area cut between tables that stand side by side; a blank column inside one table cuts nothing."""
    blocks = _runs(np.asarray(sheet.cells(area).any(axis=0), dtype=np.bool_))
    if len(blocks) < 2:
        return [area]
    out: list[Area] = []
    for first, last in blocks:
        block = replace(area, left=area.left + first, right=area.left + last + 1, title="")
        if out and not _apart(sheet, out[-1], block):
            out[-1] = replace(out[-1], right=block.right)
        else:
            out.append(block)
    return [replace(block, title=area.title if place == 0 else "") for place, block in enumerate(out)]


def _runs(used: Bools) -> list[tuple[int, int]]:
    """First and last positions of runs of true values."""
    edges = np.flatnonzero(np.diff(np.r_[False, used, False].astype(np.int8)))
    return [(int(first), int(end) - 1) for first, end in zip(edges[::2], edges[1::2], strict=True)]


def _apart(sheet: _Sheet, one: Area, other: Area) -> bool:
    """Whether two blocks of columns with blank columns between them are two tables."""
    left, right = sheet.header(one), sheet.header(other)
    if left is None:
        return right is not None and sheet.is_header(right, other)
    at = sheet.filled[left, other.left : other.right]
    if right is not None and right != left and sheet.is_header(right, other):
        return True
    if at.mean() < 0.5:
        if right is not None:
            return True
        rows = sheet.cells(other).any(axis=1).sum()
        return bool(rows < 0.5 * sheet.cells(one)[left - one.top + 1 :].any(axis=1).sum())
    names = {fold(text) for text in sheet.texts(left, one).values()}
    twice = [text for text in sheet.texts(left, other).values() if fold(text) in names]
    if twice and at.sum() >= 2:
        return True
    return _other_length(sheet, one, other, left)


def _other_length(sheet: _Sheet, one: Area, other: Area, header: int) -> bool:
    """Whether the block to the right is a list of its own under the same header row."""
    mine = np.flatnonzero(sheet.filled[header + 1 : one.bottom, one.left : one.right].any(axis=1))
    cells = sheet.filled[header + 1 : other.bottom, other.left : other.right]
    theirs = np.flatnonzero(cells.any(axis=1))
    if len(theirs) < 2 or len(mine) < 2:
        return False
    solid = len(theirs) == theirs[-1] + 1 and cells[: len(theirs)].mean() >= 0.7
    key = _is_key(sheet, other, header, len(theirs))
    if not solid:
        return False
    if len(theirs) == len(mine):
        return key and other.left - one.right >= 1 and other.right - other.left >= 2
    if theirs[-1] > mine[-1]:
        below = sheet.raw.columns[other.left].kinds[header + 2 + mine[-1] : header + 2 + theirs[-1]]
        named = bool((below == Cell.TEXT).all())  # a row of totals names nothing
        return bool(len(mine) <= 0.5 * len(theirs)) or key or named
    return bool(len(theirs) <= 0.5 * len(mine)) or key


def _is_key(sheet: _Sheet, area: Area, header: int, rows: int) -> bool:
    """Whether the first column of a block names its rows: a number, a name or a month that never repeats."""
    column = sheet.raw.columns[area.left]
    words = set(read_header(cell_text(column, header)).words) & _KEYS
    codes = column.keys[header + 1 : header + 1 + rows]
    if not words or not sheet.filled[header + 1 : header + 1 + rows, area.left].all():
        return False
    if (codes >= 0).all():
        return len(np.unique(codes)) == rows
    values = column.numbers if column.numbers is not None and (codes < 0).all() else column.instants
    return values is not None and len(np.unique(values[header + 1 : header + 1 + rows])) == rows


def _trimmed(sheet: _Sheet, area: Area) -> Area:
    """The area without blank rows at its ends."""
    rows = np.flatnonzero(sheet.cells(area).any(axis=1))
    if not len(rows):
        return area
    return replace(area, top=area.top + int(rows[0]), bottom=area.top + int(rows[-1]) + 1)
