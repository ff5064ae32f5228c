"""Sheets with several rows a ticket: which column tells the time of each change, and what the rows say happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.imports.convert.identifiers import damaged
from cxdesk.imports.convert.texts import Bools, spread
from cxdesk.imports.plan import EventLog
from cxdesk.imports.raw import Cell
from cxdesk.imports.recognise.equality import repeated_rows
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.recognise.mapping import Mapping
from cxdesk.tables.statuses import mean

_CHANGED = frozenset(("updated", "update", "modified", "changed", "change", "event", "activity", "timestamp", "message",
                      "transition", "action", "logged", "history", "entry", "aktualisiert", "geandert", "ereignis",
                      "modifie", "actualizado", "modificado", "evento", "atualizado"))  # fmt: skip
_PLANNED = frozenset(
    ("due", "target", "planned", "sla", "resolve", "resolved", "closed", "solved", "close", "response")
)
_ORDERS = frozenset(("no", "nr", "number", "seq", "sequence", "step", "version", "revision", "mod", "order", "index",
                     "#", "rank", "position", "nummer", "numero"))  # fmt: skip
_EVENTS = frozenset(("direction", "event", "event type", "event name", "action", "activity", "activity type",
                     "message type",
                     "sender type", "author type", "author role", "sender", "from type", "type", "entry type",
                     "action type", "what happened", "ereignis", "aktion", "richtung", "evento", "accion", "acao",
                     "evenement",
                     "interaction", "interaction type", "update type"))  # fmt: skip
_FIELDS = frozenset(("field", "changed field", "field name", "field changed", "property", "attribute", "what changed",
                     "change field", "feld", "campo", "champ", "column"))  # fmt: skip
_NEW_VALUES = frozenset(("to", "new value", "new", "to value", "to string", "tostring", "changed to", "became",
                         "neuer wert", "nuevo valor", "novo valor", "nouvelle valeur", "value"))  # fmt: skip
_OLD_VALUES = frozenset(("from", "old value", "old", "from value", "from string", "previous value", "before",
                         "alter wert", "valor anterior", "ancienne valeur"))  # fmt: skip
_MACHINE = frozenset(("autoreply", "auto reply", "automated", "is automated", "automatic", "is bot", "is autoreply"))
_OWN = ("resolved_at", "closed_at", "first_response_at", "sla_due_at", "csat_rated_at")
_MEANINGS = ("reply", "inbound", "aside", "happening", "resolved", "waiting")
_VARIES, _MOST_WORDS = 0.3, 60


@dataclass(frozen=True, kw_only=True, eq=False)
class _Repeats:
    """Rows of tickets that have several: ordered by ticket, with where each ticket begins."""

    rows: NDArray[np.intp]
    first: Bools
    tickets: int
    counted: int

    def varies(self, keys: NDArray[np.int64]) -> float:
        """Share of the tickets (of several rows) in which a column holds different cells; blank ones do not count."""
        values = keys[self.rows]
        ticket = np.cumsum(self.first) - 1
        known = values != _BLANK
        values, ticket = values[known], ticket[known]
        if not len(values):
            return 0.0
        differs = (values[1:] != values[:-1]) & (ticket[1:] == ticket[:-1])
        return len(np.unique(ticket[1:][differs])) / int(self.first.sum())


_BLANK = np.iinfo(np.int64).min


def cell_keys(column: Column) -> NDArray[np.int64]:
    """A number a row that is equal where the cells are; the smallest one where a cell is blank."""
    raw = column.raw
    out = np.full(len(raw), _BLANK, dtype=np.int64)
    if raw.numbers is not None:
        known = ~np.isnan(raw.numbers) & column.filled
        out[known] = (raw.numbers[known] + 0.0).view(np.int64)
    if raw.instants is not None:
        known = ~np.isnat(raw.instants) & column.filled
        out[known] = raw.instants[known].astype("datetime64[ms]").astype(np.int64)
    texts = column.of_kind(Cell.TEXT) & column.filled
    out[texts] = raw.keys[texts]
    return out


def find_log(grid: Grid, mapping: Mapping) -> EventLog | None:
    """How the rows of a ticket sheet fold to one a ticket; None where every ticket number stands once.

    Rows equal in every cell and rows that are no data are passed over; ticket numbers that a spreadsheet program
    rounded are not trusted.
    """
    claim = mapping.of("ticket_id")
    if claim is None or grid.columns[claim.column].distinct >= grid.columns[claim.column].size - _left(grid):
        return None
    repeats = _repeats(grid, grid.columns[claim.column])
    if repeats is None:
        return None
    at, changes = _time_of_change(grid.columns, mapping, repeats)
    changed, became, before = _changed_fields(grid.columns)
    machine = next((c.index for c in grid.columns if c.header.base in _MACHINE and c.look.flags >= 0.9), None)
    created = mapping.of("created_at")
    return EventLog(
        ticket=grid.columns[claim.column].header.text, tickets=repeats.tickets, rows=repeats.counted,
        at=None if at is None else grid.columns[at].index, changes=changes or changed is not None,
        at_is_created=at is not None and created is not None and created.column == at,
        order=_numbering(grid.columns, mapping, repeats, at), event=_happening(grid.columns, mapping),
        changed=changed, became=became, before=before, machine=machine,
    )  # fmt: skip


def _left(grid: Grid) -> int:
    return sum(why != "blank" for why in grid.left.values())


def _repeats(grid: Grid, column: Column) -> _Repeats | None:
    if column.distinct == column.size:
        return None
    keys = cell_keys(column)
    keep = keys != _BLANK
    keep[list(grid.left)] = False
    keep &= ~spread(damaged(column.texts), column.raw.codes, fill=False)
    keep &= ~repeated_rows(grid.columns, keep)
    rows = np.flatnonzero(keep)
    if not len(rows):
        return None
    codes, labels = pd.factorize(keys[rows])
    sizes = np.bincount(codes, minlength=len(labels))
    several = sizes[codes] > 1
    if not several.any():
        return None
    order = np.argsort(codes[several], kind="stable")
    tickets = codes[several][order]
    first = np.append(True, tickets[1:] != tickets[:-1])
    return _Repeats(rows=rows[several][order], first=first, tickets=len(labels), counted=len(rows))


def _time_of_change(columns: Sequence[Column], mapping: Mapping, repeats: _Repeats) -> tuple[int | None, bool]:
    """Position of the column that dates each row, and whether the rows are changes (not the ticket as it stood)."""
    created = mapping.of("created_at")
    if created is not None and repeats.varies(cell_keys(columns[created.column])) > 0.5:
        return created.column, True
    taken = {claim.column for name in _OWN if (claim := mapping.of(name)) is not None}
    best, best_score = None, 0.0
    for position, column in enumerate(columns):
        words = set(column.header.words)
        if position in taken or not column.size or max(column.look.dates, column.look.stamps) < 0.8 or words & _PLANNED:
            continue
        varies = repeats.varies(cell_keys(column))
        score = varies + 1.0 * bool(words & _CHANGED)
        if varies >= _VARIES and score > best_score:
            best, best_score = position, score
    return best, best is not None and created is None


def _numbering(columns: Sequence[Column], mapping: Mapping, repeats: _Repeats, at: int | None) -> int | None:
    """Index of the column that numbers a ticket's rows, if any."""
    claim = mapping.of("ticket_id")
    for position, column in enumerate(columns):
        if position == at or (claim is not None and position == claim.column) or not set(column.header.words) & _ORDERS:
            continue
        taken = mapping.claims.get(position)
        if taken is not None and taken.field.endswith("_count"):
            continue
        whole = column.size > 0 and column.look.numbers >= 0.95 and column.look.whole >= 0.95
        if whole and repeats.varies(cell_keys(column)) >= 0.9:
            return column.index
    return None


def _happening(columns: Sequence[Column], mapping: Mapping) -> int | None:
    """Index of the column whose words say what happened in each row: a message in, a reply, a note."""
    status = mapping.of("status")
    for position, column in enumerate(columns):
        if column.header.base not in _EVENTS or not 1 < column.distinct <= _MOST_WORDS:
            continue
        if status is not None and position == status.column:
            continue
        labels = [str(text) for text in column.texts.to_pylist() if text]
        known = np.any([mean(name, labels) for name in _MEANINGS], axis=0)
        spoken = mean("reply", labels).any() or mean("inbound", labels).any()
        if labels and known.mean() >= 0.5 and (spoken or status is None):
            return column.index
    return None


def _changed_fields(columns: Sequence[Column]) -> tuple[int | None, int | None, int | None]:
    """Indexes of the columns that name the changed field, its new and its old value."""
    named = next((c for c in columns if _called(c, _FIELDS) and 0 < c.distinct <= _MOST_WORDS), None)
    value = next((c for c in columns if _called(c, _NEW_VALUES) and c.size), None)
    if named is None or value is None:
        return None, None, None
    old = next((c.index for c in columns if _called(c, _OLD_VALUES)), None)
    words = {str(text).casefold() for text in named.texts.to_pylist() if text}
    told = any("status" in word or "state" in word for word in words)
    return (named.index, value.index, old) if told else (None, None, None)


def _called(column: Column, names: frozenset[str]) -> bool:
    """Whether a header is one of some names, or ends with one of two words and more: “Changes - New value”."""
    base = column.header.base
    return base in names or any(" " in name and base.endswith(f" {name}") for name in names)
