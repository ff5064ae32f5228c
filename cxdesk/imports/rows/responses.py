"""Rows of survey sheets that are no answers of customers: previews, tests, responses that nobody finished."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cxdesk.imports.convert.texts import Bools, spread
from cxdesk.imports.names import fold
from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.raw import Cell
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.fits import dates_only
from cxdesk.imports.recognise.header import Grid
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import Kind

UNFINISHED = "unfinished"
_STATES = frozenset(("status", "response type", "distribution channel", "response status", "completion status",
                     "survey status"))  # fmt: skip
_WORDS = {
    "test": frozenset(("test", "survey preview", "preview", "survey test", "test response", "survey preview spam")),
    "spam": frozenset(("spam", "junk")),
    "deleted": frozenset(("deleted", "removed", "geloscht", "eliminado", "supprime", "excluido")),
    UNFINISHED: frozenset(("partial", "partially completed", "incomplete", "unfinished", "partial response",
                           "disqualified", "screened out", "unvollstandig", "incompleto", "incompleta", "incomplet",
                           "incomplete response", "partially complete")),
}  # fmt: skip
_NUMBERS = {"test": (1.0, 2.0, 9.0, 17.0), "spam": (8.0,)}  # what Qualtrics writes for its states
_NO = frozenset(("false", "0", "no", "nein", "non", "nao", "falsch", "faux", "falso"))


def no_responses(grid: Grid, plan: SheetPlan) -> list[tuple[str, Bools]]:
    """Rows that do not count, by reason."""
    coded = (plan.recognised_as or "").startswith("Qualtrics")
    out: list[tuple[str, Bools]] = []
    for column in grid.columns:
        if column.header.base in _STATES and column.size and column.distinct <= 50:
            for reason, words in _WORDS.items():
                codes = _NUMBERS.get(reason, ()) if coded else ()
                out.append((reason, _rows_of(column, words | {f"{code:g}" for code in codes}, codes)))
    finished = next((c for c in grid.columns if c.header.base in {"finished", "completed", "is complete"}), None)
    if finished is not None and finished.size and finished.look.flags >= 0.9:
        out.append((UNFINISHED, _rows_of(finished, _NO, (0.0,)) | _untrue(finished)))
    progress = next((column for column in grid.columns if column.header.base == "progress"), None)
    if progress is not None and finished is None and coded and progress.size:
        values = spread(progress.numbers.values, progress.raw.codes, np.nan) if len(progress.texts) else None
        done = progress.cell_numbers if values is None else np.fmax(progress.cell_numbers, values)
        out.append((UNFINISHED, np.asarray(done < 100, dtype=np.bool_)))
    return out


def _rows_of(column: Column, words: frozenset[str], numbers: tuple[float, ...]) -> Bools:
    rows = np.asarray(np.isin(column.cell_numbers, numbers), dtype=np.bool_)
    texts = np.array([text is not None and fold(text) in words for text in column.texts.to_pylist()], dtype=np.bool_)
    return rows | spread(texts, column.raw.codes, fill=False) if len(texts) else rows


def _untrue(column: Column) -> Bools:
    none = np.zeros(len(column), dtype=np.bool_)
    return none if column.raw.numbers is None else column.of_kind(Cell.FLAG) & (column.raw.numbers == 0)


def tells_apart(grid: Grid, plan: SheetPlan, fields: Mapping[str, Any]) -> bool:
    """Whether anything in a survey sheet tells one answer from another, so that two equal rows are one given twice.

    A list of days and scores holds equal rows of different customers.
    """
    spec = TABLES["surveys"]
    for mapping in plan.mapping:
        column = next((c for c in grid.columns if c.index == mapping.index), None)
        if column is None or not column.size:
            continue
        kind = spec.field(mapping.field).kind if mapping.field else None
        if kind in {Kind.ID, Kind.TEXT} or mapping.field in {"respondent", "responded_time_of_day"}:
            return True
        if kind is Kind.INSTANT and not dates_only(column):
            return True
        if kind is None and column.distinct > max(20, 0.2 * column.size):
            return True
    return bool({"response_id", "ticket_id"} & set(fields))
