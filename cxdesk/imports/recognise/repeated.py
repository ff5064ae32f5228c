"""Columns of one name that hold several values of one thing: which belong together, and both as one column."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from collections.abc import Mapping as Choice
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.imports.names import fold
from cxdesk.imports.plan import ColumnMapping
from cxdesk.imports.raw import Cell, RawColumn
from cxdesk.imports.recognise.facts import Column, cell_text
from cxdesk.imports.recognise.mapping import Mapping

_NUMBERED = re.compile(r"^(.*?)(?: \((\d{1,3})\)|\.(\d{1,2}))$")
_MANY_VALUED = frozenset(("tags",))  # fields of which a row may have several
_BETWEEN = ", "


def repeats(columns: Sequence[Column], mapping: Mapping, *, every: bool) -> dict[int, tuple[int, ...]]:
    """Positions of the columns to be joined with the first of their name, by its position.

    Columns of tags are always joined, others (`every`) where the export is known to repeat a column for each value.
    Columns of numbers and dates are not: their values would be lost.
    """
    first: dict[str, int] = {}
    out: dict[int, tuple[int, ...]] = {}
    for position, column in enumerate(columns):
        numbered = _NUMBERED.match(column.header.text)
        start = first.get(fold(numbered[1])) if numbered else None
        if start is None:
            first.setdefault(fold(column.header.text), position)
            continue
        claim = mapping.claims.get(start)
        many = claim is not None and claim.field in _MANY_VALUED
        if (many or (every and (claim is None or _is_text(columns[start])))) and _is_text(column):
            out[start] = (*out.get(start, ()), position)
    return {start: rest for start, rest in out.items() if _is_text(columns[start])}


def _is_text(column: Column) -> bool:
    look = column.look
    return not column.size or max(look.dates, look.numbers, look.durations) < 0.5


def with_joins(
    columns: tuple[ColumnMapping, ...], joins: Choice[int, tuple[int, ...]], decided: Collection[str]
) -> tuple[ColumnMapping, ...]:
    """Columns of one name as one (`joins` are positions), but those whose reason says that the user decided."""
    out = list(columns)
    for start, rest in joins.items():
        free = [position for position in rest if columns[position].reason not in decided]
        out[start] = columns[start].model_copy(update={"joins": tuple(columns[p].index for p in free)})
        for position in free:
            told = {"field": None, "ignored": True, "reason": f"joined with “{columns[start].column}”", "format": None}
            out[position] = columns[position].model_copy(update=told)
    return tuple(out)


def with_joined(columns: Choice[int, Column], joins: Choice[int, tuple[int, ...]]) -> dict[int, Column]:
    """Columns by index, those of `joins` with the texts of the others of their name added, between commas."""
    out = dict(columns)
    for index, others in joins.items():
        if others:
            out[index] = _joined([columns[index], *(columns[other] for other in others)])
    return out


def _joined(columns: Sequence[Column]) -> Column:
    # Each value with a comma before it: pyarrow's own way of passing over nulls drops rows that hold nothing else.
    parts = [pc.fill_null(pc.binary_join_element_wise(_BETWEEN, _texts(column), ""), "") for column in columns]
    whole = pc.utf8_slice_codeunits(pc.binary_join_element_wise(*parts, ""), len(_BETWEEN))
    coded = pc.if_else(pc.equal(whole, ""), pa.scalar(None, pa.string()), whole).dictionary_encode()
    codes = np.asarray(pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False), dtype=np.int32)
    kinds = np.where(codes >= 0, np.uint8(Cell.TEXT), np.uint8(Cell.BLANK)).astype(np.uint8)
    return replace(columns[0], raw=RawColumn(kinds=kinds, words=coded.dictionary, codes=codes))


def _texts(column: Column) -> pa.Array:
    """A text a row: cells of text as written, others as a person sees them, null where nothing stands."""
    codes = column.raw.codes
    out = (
        column.texts.take(pa.array(codes, mask=codes < 0)) if len(column.texts) else pa.nulls(len(column), pa.string())
    )
    rest = np.flatnonzero(column.filled & ~column.of_kind(Cell.TEXT))
    if not len(rest):
        return out
    known = np.asarray(out.to_numpy(zero_copy_only=False), dtype=object)
    known[rest] = [cell_text(column.raw, int(row)) for row in rest]  # a few numbers among texts
    return pa.array(known, pa.string())
