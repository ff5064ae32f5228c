"""Axes: how rows are put into groups, by time steps and by segments of dimensions."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Buckets, Instants, Period, to_utc
from cxdesk.measures.store import MeasureStore

Codes = NDArray[np.int32]
T = TypeVar("T")

_LARGE_TABLE = 20_000  # rows
_OUTSIDE = 0xFFFF_FFFF  # -1 without its sign


@dataclass(frozen=True, kw_only=True, eq=False)
class Axis:
    """Groups: every time step with every combination of segments, time first.

    `edges` are the n + 1 edges of n steps (UTC, ascending); None is one step that holds everything, undated rows too.
    `parts` are dimensions with the segments asked for, "" for rows where the dimension is blank.
    """

    edges: Instants | None = None
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def steps(self) -> int:
        """How many time steps."""
        return 1 if self.edges is None else len(self.edges) - 1

    @property
    def segments(self) -> int:
        """How many combinations of segments; 1 without a dimension."""
        return int(np.prod([len(labels) for _, labels in self.parts], dtype=np.int64))

    @property
    def size(self) -> int:
        """How many groups."""
        return self.steps * self.segments

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Dimensions of the axis."""
        return tuple(dimension for dimension, _ in self.parts)

    def codes(self, store: MeasureStore, table: str, dated_by: str) -> Codes:
        """Group of each row of the table, dated by that instant measure; -1 for rows outside."""
        if self.edges is None:
            return self.segment_codes(store, table)
        key = ("time", self.edges.tobytes(), table, dated_by)
        time = kept_for(store, table, key, lambda: self._time(store, dated_by))
        return joined(time, self.segment_codes(store, table), self.segments) if self.parts else time

    def segment_codes(self, store: MeasureStore, table: str) -> Codes:
        """Segment of each row, whatever its date; -1 for rows in none of the segments asked for."""
        return kept_for(store, table, ("segment", self.parts, table), lambda: self._segments(store, table))

    def _segments(self, store: MeasureStore, table: str) -> Codes:
        if not self.parts:
            return np.zeros(store.rows(table), dtype=np.int32)
        found = [(_segment(store, table, dimension, labels), len(labels)) for dimension, labels in self.parts]
        out = found[0][0]
        for part, width in found[1:]:
            out = joined(out, part, width)
        return out

    def _time(self, store: MeasureStore, dated_by: str) -> Codes:
        return time_codes(self.edges, store.at(dated_by)) if self.edges is not None else np.empty(0, np.int32)

    def instants(self, store: MeasureStore) -> Instants:
        """The end of each step, at which rows stand or not; for everything where nothing is dated, the end of time."""
        return self.bounds(store)[1]

    def bounds(self, store: MeasureStore) -> tuple[Instants, Instants]:
        """Start and end of each step; for everything those of the data's months, of all time where nothing is dated."""
        if self.edges is not None:
            return self.edges[:-1], self.edges[1:]
        months = store.everything()
        if months is None:
            return np.array(["0001-01-01"], dtype="datetime64[ms]"), np.array(["9999-12-31"], dtype="datetime64[ms]")
        first, after = (to_utc(store.settings.calendar.midnight(day)) for day in months)
        return np.array([first]), np.array([after])


def kept_for(store: MeasureStore, table: str, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, kept by the store among its recent codes where the table is large.

    The codes of small tables are made again in no time, and there are many: they would drive out the others.
    """
    return store.recent(key, make) if store.rows(table) >= _LARGE_TABLE else make()


def joined(outer: Codes, inner: Codes, width: int) -> Codes:
    """Codes of pairs, by the outer code and then by the inner of `width`; -1 where either is."""
    out = outer * np.int32(width)
    out += inner
    out[(outer | inner) < 0] = -1  # the sign of either
    return out


def time_codes(edges: Instants, instants: Instants) -> Codes:
    """Step of each instant; -1 outside and for NaT."""
    codes = np.searchsorted(edges, instants, side="right").astype(np.int32) - 1
    codes[(codes >= len(edges) - 1) | np.isnat(instants)] = -1
    return codes


def total(period: Period | None) -> Axis:
    """One group: the period, or everything (undated rows too) for None."""
    return Axis(edges=None if period is None else np.array(period.utc, dtype="datetime64[ms]"))


def steps(buckets: Buckets) -> Axis:
    """One group a step."""
    return Axis(edges=buckets.edges)


def segments(dimension: str, period: Period | None, labels: Iterable[str]) -> Axis:
    """One group a segment of the dimension within the period; "" is the segment of blank rows."""
    return Axis(edges=total(period).edges, parts=((dimension, tuple(labels)),))


def product(first: Axis, second: Axis) -> Axis:
    """Every group of one axis within every group of the other; at most one of them may have more than one step.

    Raises:
        ValueError: both cut the time.
    """
    timed = [axis for axis in (first, second) if axis.edges is not None]
    cut = [axis for axis in timed if axis.steps > 1]
    if len(cut) > 1:
        raise ValueError("two time axes cannot be crossed")
    edges = (cut or timed or [first])[0].edges
    return Axis(edges=edges, parts=first.parts + second.parts)


def labels_of(store: MeasureStore, dimension: str, tables: Iterable[str] = ()) -> tuple[str, ...]:
    """All values of a dimension in those tables, sorted; "" last where a table that has the dimension holds blanks.

    No tables named means all that were imported.
    """
    found: set[str] = set()
    blank = False
    for table in tables or store.dataset.tables:
        if store.has(table, dimension):
            codes, labels = store.keys(table, dimension)
            found.update(labels)
            blank = blank or bool((codes < 0).any())
    return (*sorted(found), *(("",) if blank else ()))


def _segment(store: MeasureStore, table: str, dimension: str, labels: tuple[str, ...]) -> Codes:
    codes, names = store.keys(table, dimension)
    if labels[: len(names)] == names and set(labels[len(names) :]) <= {""}:  # all of them in their own order
        blank = np.uint32(len(names) if len(labels) > len(names) else _OUTSIDE)
        return np.minimum(codes.view(np.uint32), blank).view(np.int32)  # a blank has code -1, the greatest without sign
    place = {label: index for index, label in enumerate(labels)}
    lookup = np.array([place.get(name, -1) for name in names] + [place.get("", -1)], dtype=np.int32)
    return lookup[codes]  # a blank has code -1 and takes the last entry
