"""The exported tables as live formulas see them: which rows they hold, how they are cut, what columns are called."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Buckets, Period
from cxdesk.kpis.axes import Axis, steps, total
from cxdesk.kpis.groups import Groups
from cxdesk.kpis.needs import own_measures
from cxdesk.kpis.nodes import Across, Distinct, Expression, Over, Returning, Standing, When, Without
from cxdesk.measures.catalogue import BY_NAME
from cxdesk.measures.measure import Measure
from cxdesk.measures.packed import Packed
from cxdesk.measures.store import DERIVED_KEYS, MeasureStore
from cxdesk.tables.catalogue import TABLES

Floats = NDArray[np.float64]
TABLE_NAMES = {
    "tickets": "Tickets", "surveys": "Surveys", "accounts": "Accounts", "orders": "Orders", "employees": "Employees",
    "usage": "Usage", "web": "Web", "campaigns": "Campaigns", "mentions": "Mentions", "outages": "Outages",
    "reviews": "Reviews", "audit": "Audit", "figures": "Figures",
}  # fmt: skip
HEALTH_TABLE = "Health"
SCORE = "Score"  # column of the table Health: health of an account, 0 to 1
VALUE = "Value"  # column of a table of segments: the value of each that has enough rows
OTHERS = "\0"  # what the label of all segments beyond the largest begins with; no cell can hold it
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's serial dates
# What the rows are that live between two instants; other pairs are named by their measures.
_STEMS = {
    ("created", "resolved"): "open", ("account_began", "account_ended"): "account", ("hired", "left"): "employee",
    ("hired", "left_if_told"): "employee", ("audit_from", "audit_until"): "score",
}  # fmt: skip
_WHEN: dict[When, str] = {
    "end": "at_end", "start": "at_start", "both": "stayed", "lost": "lost", "any": "at_any_time",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class HelperColumn:
    """One column of an exported table: its name, and a number a row (NaN = blank)."""

    name: str
    packed: Packed

    @property
    def values(self) -> Floats:
        """The numbers; treat as read-only."""
        return self.packed.numbers()


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheets:
    """What the exported tables hold: the store's rows under the filters, and how their columns are cut.

    `period` None is everything. `splits` gives, by dimension, the segments of each breakdown in order ("" = blank).
    `conventions` names the cell that holds a convention, where formulas shall follow it.
    """

    store: MeasureStore
    period: Period | None = None
    buckets: Buckets | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    splits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conventions: Mapping[str, str] = field(default_factory=dict)

    def positions(self, table: str) -> NDArray[np.intp]:
        """Rows of `store.frame(table)` that the exported table holds, in order."""
        return self.store.recent(("exported", table, self.asked), lambda: self._positions(table))

    @property
    def least(self) -> str:
        """With fewer rows a segment is not judged: the cell that says so, or the number."""
        return self.conventions.get("min_sample") or str(self.store.settings.conventions.min_sample)

    @property
    def asked(self) -> Hashable:
        """Period and filters, by which what was worked out for these sheets is found again."""
        return self.period, tuple(sorted(self.filters.items()))

    def _positions(self, table: str) -> NDArray[np.intp]:
        mask = None if table == "figures" else Groups(self.store, Axis(), self.filters).mask(table)
        return np.arange(self.store.rows(table)) if mask is None else np.flatnonzero(mask)

    def holds(self, table: str) -> bool:
        """Whether the table is exported: it has rows, none of them a person to hide, and every column filtered by."""
        hidden = self.store.dataset.hidden
        if hidden is not None and table in hidden.tables:
            return False
        named = table == "figures" or all(self.knows(table, dimension) for dimension in self.filters)
        return named and self.store.rows(table) > 0

    def withholds(self, node: Expression) -> bool:
        """Whether a node reads what no sheet shows: rows that are people, or who of the team it was."""
        hidden = self.store.dataset.hidden
        if hidden is None:
            return False
        key = {node.key} if isinstance(node, Distinct | Without | Returning) else set()
        key |= {node.dimension} if isinstance(node, Over | Across) else set()
        tables = {self.store.spec(name).table for name in own_measures(node) if name in BY_NAME}
        return bool(key & hidden.columns or tables & hidden.tables)

    def knows(self, table: str, dimension: str) -> bool:
        """Whether rows of the table can be put into segments of the dimension."""
        return self.store.missing_key(table, dimension) is None

    @cached_property
    def whole(self) -> Groups:
        """One group: the period."""
        return Groups(self.store, total(self.period), self.filters)

    @cached_property
    def stepped(self) -> Groups | None:
        """A group a step; None where the time is not cut."""
        return None if self.buckets is None else Groups(self.store, steps(self.buckets), self.filters)

    def labels(self, key: str) -> tuple[str, ...]:
        """Values of a key in all tables, by code (code 1 is the first)."""
        return self.store.cached(("labels of all tables", key), lambda: self._labels(key))

    def _labels(self, key: str) -> tuple[str, ...]:
        derived = [table for table, name in DERIVED_KEYS if name == key]
        if derived:  # what such a key joins is told apart in its own table only
            return self.store.keys(derived[0], key)[1]
        tables = [table for table in TABLE_NAMES if self.store.rows(table) and self.store.has(table, key)]
        return tuple(dict.fromkeys(label for table in tables for label in self.store.keys(table, key)[1]))

    def segment(self, dimension: str, label: str) -> int:
        """Place of a segment in its breakdown, from 1; that of the others, or 0, where it has none of its own."""
        return self._places.get(dimension, {}).get(label, self._others.get(dimension, 0))

    @cached_property
    def _others(self) -> dict[str, int]:
        return {
            dimension: place
            for dimension, labels in self.splits.items()
            for place, label in enumerate(labels, start=1)
            if label.startswith(OTHERS)
        }

    @cached_property
    def _places(self) -> dict[str, dict[str, int]]:
        return {
            dimension: {label: place for place, label in enumerate(labels, start=1)}
            for dimension, labels in self.splits.items()
        }


def serial(day: date) -> int:
    """A day as Excel counts it."""
    return (day - _EPOCH).days


def first_days(buckets: Buckets, codes: NDArray[np.integer]) -> Floats:
    """Serial of the step's first day by code; NaN outside."""
    days = np.array([*(serial(day) for day in buckets.starts), np.nan], dtype=np.float64)
    return days[np.where((codes < 0) | (codes >= len(buckets)), len(buckets), codes)]


# -- names of columns ------------------------------------------------------------------------------------------------


def measure_column(spec: Measure) -> str:
    """Name of a measure's column: its own, unless a column of the import has that title."""
    titles = {title.title.casefold() for title in TABLES[spec.table].fields}
    return f"{spec.name}_counted" if spec.name in titles else spec.name


def code_column(key: str) -> str:
    """Name of the code column of a key."""
    return f"{slug(key)}_code"


def segment_column(dimension: str) -> str:
    """Name of the column that says to which segment of a breakdown a row belongs."""
    return f"{slug(dimension)}_segment"


def where_column(dimension: str, values: tuple[str, ...]) -> str:
    """Name of the column that says whether a restriction holds."""
    return f"{slug(dimension)}_is_{slug(values[0])}"


def standing_column(node: Standing) -> str:
    """Name of the column that says which rows stand; `..._from_step` and `..._until_step` say in which steps."""
    return f"{_STEMS.get((node.start, node.end), f'{node.start}_{node.end}')}_{_WHEN[node.when]}"


def trailing_column(dated_by: str, months: int) -> str:
    """Name of the column that says which rows lie in the months that end with the period."""
    return f"{dated_by}_in_{months}_months"


def returning_column(measure: str) -> str:
    """Name of the column with a measure's values of those who had a row before the period."""
    return f"{measure}_returning"


def union_column(start: str, dimension: str = "") -> str:
    """Name of the column with the hours that a row adds to those of the rows before it, within its segment."""
    return f"{start}_hours_added" + (f"_by_{slug(dimension)}" if dimension else "")


def segments_table(node: Over) -> str:
    """Name of the exported table of the segments over which a value is the median or mean."""
    return f"Segments_{slug(node.dimension)}"


def slug(text: str) -> str:
    """Lower-case letters, digits and underscores; other signs by their code, so that names stay apart."""
    return re.sub(r"[^a-z0-9_]", lambda sign: "_" if sign[0] in " :-" else f"x{ord(sign[0]):x}", text.lower())
