"""What the layout of a sheet leaves open: names once a block, rows that continue another sheet, wrong headers."""

from __future__ import annotations

from collections.abc import Mapping as Answers
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.plan import Option, Question
from cxdesk.imports.raw import Cell, RawSheet
from cxdesk.imports.recognise.bands import taken
from cxdesk.imports.recognise.facts import Column, cell_text
from cxdesk.imports.recognise.header import Grid, find_header, values_go_on
from cxdesk.imports.recognise.mapping import Mapping

CONTINUED = "sheet:continued"
DOWN, BLANK, YES, NO = "down", "blank", "yes", "no"
_BLOCKED = frozenset(("agent", "team", "account", "requester", "channel", "category", "priority", "status", "product"))
_FIRST = 2  # columns that may hold the name of a block whatever they are
_FEWEST_ROWS = 6
_LONGEST = 80


def ask_blocks(grid: Grid, mapping: Mapping, answers: Answers[str, str]) -> list[Question]:
    """Questions about columns that are filled in the first row of each block of rows only."""
    return [
        _block_question(column, answers)
        for place, column in enumerate(grid.columns)
        if (place < _FIRST or (place in mapping.claims and mapping.claims[place].field in _BLOCKED))
        and _stands_once(grid, column)
    ]


def _block_question(column: Column, answers: Answers[str, str]) -> Question:
    name, key = column.header.text, f"{column.header.text}:fill"
    first = column.samples(1)[0]
    return Question(
        id=key, column=name, about="fill_down", likely=BLANK, answer=answers.get(key),
        text=f"“{name}” is filled in the first row of each block only (the first is “{first}”): "
             "does it hold for the rows below, too?",
        options=(Option(value=DOWN, words="yes, up to the next name"), Option(value=BLANK, words="no, they are blank")),
    )  # fmt: skip


def _stands_once(grid: Grid, column: Column) -> bool:
    """Whether a column of texts names blocks of rows: the first row, then others far apart, none twice."""
    data = np.ones(grid.rows, dtype=np.bool_)
    data[list(grid.left)] = False
    rows = np.flatnonzero(data)
    if len(rows) < _FEWEST_ROWS or any(m[1] == column.index and m[2] > m[0] for m in grid.raw.merged):
        return False
    filled = column.filled[rows]
    count = int(filled.sum())
    if not filled[0] or not 2 <= count <= 0.5 * len(rows) or (column.raw.kinds[rows][filled] != Cell.TEXT).any():
        return False
    codes = column.raw.codes[rows][filled]
    texts = column.raw.words.take(np.unique(codes)).to_pylist()
    if len(set(texts)) < count or max(map(len, texts)) > _LONGEST:
        return False
    others = [float(other.filled[rows].mean()) for other in grid.columns if other is not column and other.size]
    return bool(others) and float(np.median(others)) >= 0.9


def as_answered(grid: Grid, questions: Sequence[Question]) -> Grid:
    """The grid with the columns filled down for which the user said so."""
    wanted = {question.column for question in questions if question.about == "fill_down" and question.answer == DOWN}
    if not wanted:
        return grid
    columns = tuple(_down(grid, column) if column.header.text in wanted else column for column in grid.columns)
    return replace(grid, columns=columns)


def _down(grid: Grid, column: Column) -> Column:
    known = column.filled.copy()
    known[[row for row, why in grid.left.items() if why != "blank"]] = False
    source = np.maximum.accumulate(np.where(known, np.arange(grid.rows), 0))
    source[list(grid.left)] = list(grid.left)
    return replace(column, raw=taken(column.raw, source))


def ask_continued(grid: Grid, answers: Answers[str, str]) -> Question | None:
    """The question whether a sheet without a header continues the table of another sheet."""
    if not grid.follows:
        return None
    return Question(
        id=CONTINUED, column="", about="continued", likely=YES, answer=answers.get(CONTINUED),
        text=f"“{grid.raw.sheet}” has no header row, and its columns look like those of “{grid.follows}”. "
             "Do its rows continue that table?",
        options=(Option(value=YES, words="yes, with the same columns"), Option(value=NO, words="no, leave them out")),
    )  # fmt: skip


def wrong_row(raw: RawSheet, filled: Bools, row: int) -> str | None:
    """A sentence where a row chosen as the header holds no names; None where it may be one."""
    likely = find_header(raw, filled)
    hint = f"; the header is likely row {raw.first_row + likely}" if likely is not None and likely != row else ""
    columns = np.flatnonzero(filled[row])
    if not len(columns):
        return f"Row {raw.first_row + row} is blank, so it holds no names of columns{hint}."
    if values_go_on(raw, columns, row):
        some = " and ".join(f"“{cell_text(raw.columns[int(i)], row)}”" for i in columns[:2])
        return f"Row {raw.first_row + row} holds values ({some}) and no names of columns{hint}."
    return None
