"""Helper columns of the exported tables, from which live formulas recompute the KPIs.

The workbook's tables are named Tickets, Surveys and Figures and hold exactly the rows that pass the report's filters.
Beside the source columns they have the columns below, all numeric, blank where NaN. Names are lower case with
underscores; Excel compares them without case, so a source column of the same name must be renamed.

| column | holds |
|---|---|
| a measure's name, such as `csat_satisfied` | the measure's value; blank where the row does not count |
| `created_in_period`, `resolved_in_period`, ... | 1 where that instant lies in the report's period (everything: all) |
| `created_step`, ... | first day of the step that holds the instant, an Excel date serial; blank outside |
| `open_at_end` | 1 where the ticket stands at the period's end |
| `open_from_step`, `open_until_step` | first day of the first step at whose end the ticket stands, no longer stands |
| `age_hours` | hours from creation to the period's end, of tickets that ever stand |
| `account_code`, `agent_code`, ... | 1, 2, ... by value, the same in all tables, to count distinct values |
| `channel_segment`, ... | place of the row's segment (blank ones too) in the breakdown, from 1 |
| `requester_role_is_admin`, ... | 1 where a restriction of a KPI holds |
| `figure_support_cost`, `month_in_period`, `month_step` | of Figures: the figure's value, and when its month starts |
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Buckets, Period
from cxdesk.kpis.axes import Axis, steps, time_codes, total
from cxdesk.kpis.choice import has_figure
from cxdesk.kpis.groups import HOUR_MS, Groups, figure_months, figure_rows
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.needs import measures_of, walk
from cxdesk.kpis.nodes import Distinct, Figure, Mean, Over, Standing, Where, Without
from cxdesk.measures.store import CUSTOMER, MeasureStore

Floats = NDArray[np.float64]
TABLE_NAMES = {"tickets": "Tickets", "surveys": "Surveys", "figures": "Figures"}
_EPOCH = date(1899, 12, 30)  # day 0 of Excel's serial dates


@dataclass(frozen=True, kw_only=True, eq=False)
class HelperColumn:
    """One column of an exported table: its name, and a number a row (NaN = blank)."""

    name: str
    values: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheets:
    """What the exported tables hold: the store's rows under the filters, and how their columns are cut.

    `period` None is everything. `splits` gives, by dimension, the segments of each breakdown in order ("" = blank).
    """

    store: MeasureStore
    period: Period | None = None
    buckets: Buckets | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    splits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def positions(self, table: str) -> NDArray[np.intp]:
        """Rows of `store.frame(table)` that the exported table holds, in order."""
        return self.store.recent(("exported", table, self.asked), lambda: self._positions(table))

    @property
    def asked(self) -> Hashable:
        """Period and filters, by which what was worked out for these sheets is found again."""
        return self.period, tuple(sorted(self.filters.items()))

    def _positions(self, table: str) -> NDArray[np.intp]:
        mask = None if table == "figures" else Groups(self.store, Axis(), self.filters).mask(table)
        return np.arange(self.store.rows(table)) if mask is None else np.flatnonzero(mask)

    def labels(self, key: str) -> tuple[str, ...]:
        """Values of a key in all tables, by code (code 1 is the first)."""
        if key == CUSTOMER:  # an account and a requester of the same name are two
            return self.store.keys("tickets", key)[1]
        tables = [table for table in ("tickets", "surveys") if self.store.rows(table)]
        return tuple(dict.fromkeys(label for table in tables for label in self.store.keys(table, key)[1]))

    def segment(self, dimension: str, label: str) -> int:
        """Place of a segment in its breakdown, from 1; 0 where it is not in it."""
        labels = self.splits.get(dimension, ())
        return labels.index(label) + 1 if label in labels else 0


def columns_needed(kpis: Iterable[Kpi], sheets: Sheets) -> dict[str, tuple[HelperColumn, ...]]:
    """Helper columns by table, in order, that formulas of these KPIs and the breakdowns use."""
    found: dict[str, dict[str, Floats]] = {table: {} for table in TABLE_NAMES}
    for kpi in kpis:
        if kpi.available:
            for table, columns in _of_kpi(kpi, sheets).items():
                found[table].update(columns)
    for dimension in sheets.splits:
        for table in ("tickets", "surveys"):
            if found[table]:
                found[table][segment_column(dimension)] = _segments(sheets, table, dimension)
    return {
        table: tuple(
            HelperColumn(name=name, values=values[sheets.positions(table)]) for name, values in columns.items()
        )
        for table, columns in found.items()
    }


def _of_kpi(kpi: Kpi, sheets: Sheets) -> dict[str, dict[str, Floats]]:
    """Whole columns (all rows of the store) that one KPI uses, by table and name."""
    store = sheets.store
    out: dict[str, dict[str, Floats]] = {table: {} for table in TABLE_NAMES}
    names = [name for name in measures_of(kpi.value) if store.missing(name) is None]
    for name in names:
        spec = store.spec(name)
        if spec.kind != "instant":
            out[spec.table][name] = store.values(name)
            out[spec.table].update(_dated(sheets, spec.table, spec.dated_by))
    for node in walk(kpi.value):
        match node:
            case Standing(start, end, _) if {start, end} <= set(names):
                out[store.spec(start).table].update(_standing(sheets, start, end))
            case Distinct(key, _):
                _add_codes(out, sheets, key, names)
            case Without(key, _, _):
                _add_codes(out, sheets, key, names)
            case Over(dimension, Mean(_), _):
                _add_codes(out, sheets, dimension, names)
            case Where(operand, dimension, values):
                for table in {store.spec(name).table for name in measures_of(operand)}:
                    out[table][where_column(dimension, values)] = _restriction(sheets, table, dimension, values)
            case Figure(name, _) if has_figure(name, store):
                out["figures"].update(_figure(sheets, name))
            case _:
                pass
    return out


def _add_codes(out: dict[str, dict[str, Floats]], sheets: Sheets, key: str, measures: Iterable[str]) -> None:
    for table in {sheets.store.spec(name).table for name in measures}:
        out[table][code_column(key)] = _codes(sheets, table, key)


def _dated(sheets: Sheets, table: str, dated_by: str) -> dict[str, Floats]:
    inside = total(sheets.period).codes(sheets.store, table, dated_by) >= 0
    columns = {f"{dated_by}_in_period": np.where(inside, 1.0, np.nan)}
    if sheets.buckets is not None:
        codes = steps(sheets.buckets).codes(sheets.store, table, dated_by)
        columns[f"{dated_by}_step"] = _first_days(sheets.buckets, codes)
    return columns


def serial(day: date) -> int:
    """A day as Excel counts it."""
    return (day - _EPOCH).days


def _first_days(buckets: Buckets, codes: NDArray[np.integer]) -> Floats:
    """Serial of the step's first day by code; NaN outside."""
    days = np.array([*(serial(day) for day in buckets.starts), np.nan], dtype=np.float64)
    return days[np.where((codes < 0) | (codes >= len(buckets)), len(buckets), codes)]


def _standing(sheets: Sheets, start: str, end: str) -> dict[str, Floats]:
    """Where a row stands: at the period's end, and from and until which step's end."""
    store = sheets.store
    began, over = store.at(start), store.at(end)
    at_end = total(sheets.period).instants(store)[-1]
    ever = ~np.isnat(began) & ~(over < began)  # what ended before it began never stood
    stands = ever & (began < at_end) & ~(over < at_end)
    age = (at_end - began).astype(np.float64) / HOUR_MS
    columns = {
        "open_at_end": np.where(stands, 1.0, np.nan),
        "age_hours": np.where(ever & ~np.isnat(at_end), age, np.nan),
    }
    if sheets.buckets is not None:
        ends = sheets.buckets.edges[1:]
        first = np.where(ever, np.searchsorted(ends, began, side="right"), -1)
        last = np.where(ever & ~np.isnat(over), np.searchsorted(ends, over, side="right"), -1)
        columns["open_from_step"] = _first_days(sheets.buckets, first)
        columns["open_until_step"] = _first_days(sheets.buckets, last)
    return columns


def _codes(sheets: Sheets, table: str, key: str) -> Floats:
    codes, names = sheets.store.keys(table, key)
    if key == CUSTOMER:
        return np.where(codes >= 0, codes + 1.0, np.nan)
    place = {label: index + 1.0 for index, label in enumerate(sheets.labels(key))}
    return np.array([*(place[name] for name in names), np.nan])[codes]


def _segments(sheets: Sheets, table: str, dimension: str) -> Floats:
    place = {label: index + 1.0 for index, label in enumerate(sheets.splits[dimension])}
    codes, names = sheets.store.keys(table, dimension)
    return np.array([*(place.get(name, np.nan) for name in names), place.get("", np.nan)])[codes]


def _restriction(sheets: Sheets, table: str, dimension: str, values: tuple[str, ...]) -> Floats:
    mask = Groups(sheets.store, Axis(), {}).mask(table, ((dimension, values),))
    assert mask is not None  # a restriction always gives a mask
    return np.where(mask, 1.0, np.nan)


def _figure(sheets: Sheets, name: str) -> dict[str, Floats]:
    store = sheets.store
    months, edges = figure_months(store), _edges(sheets)
    wanted = figure_rows(store, name)
    inside = np.ones(len(months), dtype=np.bool_) if edges is None else time_codes(edges, months) >= 0
    columns = {
        f"figure_{name}": np.where(wanted, store.numbers("figures", "value"), np.nan),
        "month_in_period": np.where(inside, 1.0, np.nan),
    }
    if sheets.buckets is not None:
        columns["month_step"] = _first_days(sheets.buckets, time_codes(sheets.buckets.edges, months))
    return columns


def _edges(sheets: Sheets) -> NDArray[np.datetime64] | None:
    """Both ends of the period; of everything, its months; None without any dated row."""
    if sheets.period is not None:
        return np.array(sheets.period.utc, dtype="datetime64[ms]")
    span, calendar = sheets.store.everything(), sheets.store.settings.calendar
    return None if span is None else np.array(calendar.period(*span).utc, dtype="datetime64[ms]")


def code_column(key: str) -> str:
    """Name of the code column of a key."""
    return f"{_slug(key)}_code"


def segment_column(dimension: str) -> str:
    """Name of the column that says to which segment of a breakdown a row belongs."""
    return f"{_slug(dimension)}_segment"


def where_column(dimension: str, values: tuple[str, ...]) -> str:
    """Name of the column that says whether a restriction holds."""
    return f"{_slug(dimension)}_is_{_slug(values[0])}"


def _slug(text: str) -> str:
    """Lower-case letters, digits and underscores; other signs by their code, so that names stay apart."""
    return re.sub(r"[^a-z0-9_]", lambda sign: "_" if sign[0] in " :-" else f"x{ord(sign[0]):x}", text.lower())
