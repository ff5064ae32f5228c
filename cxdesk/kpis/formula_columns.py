"""Helper columns of the exported tables, from which live formulas recompute the KPIs.

Every imported table is a table of the workbook (`TABLE_NAMES`) and holds exactly the rows that pass the report's
filters. Beside the source columns they have the columns below, all numeric, blank where NaN. Names are lower case with
underscores; Excel compares them without case, so a source column of the same name must be renamed.

| column | holds |
|---|---|
| a measure's name, such as `csat_satisfied` | the measure's value; blank where the row does not count |
| `created_in_period`, `resolved_in_period`, ... | 1 where that instant lies in the report's period (everything: all) |
| `created_step`, ... | first day of the step that holds the instant, an Excel date serial; blank outside |
| `open_at_end`, `account_at_start`, `account_stayed`, ... | 1 where the row stands then |
| `open_at_end_from_step`, `..._until_step` | first day of the first step in which it stands, in which no longer |
| `age_hours` | hours from creation to the period's end, of tickets that ever stand |
| `ordered_in_12_months`, with its steps | 1 where the instant lies in the months that end with the period |
| `ordered_in_previous`, `ordered_next_step` | 1 where it lies in the period before; the step that follows its own |
| `order_amount_returning`, `..._in_step` | the measure, of those who had a row before the period; before the step |
| `outage_began_hours_added` | hours that the row adds to those of the rows before it: their union is the sum |
| `..._added_from`, `..._added_until` | both ends of them, in hours from the first step's start |
| `..._added_by_system` | as `..._added` among the rows of the same segment |
| `account_code`, `agent_code`, ... | 1, 2, ... by value, the same in all tables, to count distinct values |
| `channel_segment`, ... | place of the row's segment (blank ones too) in the breakdown, from 1 |
| `score_lowest`, `score_highest`, `satisfied_from` | of answers: their scale, and the lowest satisfied score on it |
| `requester_role_is_admin`, ... | 1 where a restriction of a KPI holds |
| `figure_support_cost`, `month_in_period`, `month_step` | of Figures: the figure's value, and when its month starts |
| `figure_software_licences_last` | the value where it is the last known at the period's end |
| `figure_software_licences_from_step`, `..._until_step` | first step at whose end it is, and the first at which not |

Two tables are made for formulas alone, see `made_tables`: `Health` (a row an account, `Score`) and `Segments_feature`
(a row a segment, `Value`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import numpy as np

from cxdesk.common.progress import beat
from cxdesk.kpis import health
from cxdesk.kpis.axes import Axis, labels_of, segments
from cxdesk.kpis.choice import chosen, has_figure
from cxdesk.kpis.evaluate import part_of
from cxdesk.kpis.formula_sheets import (
    HEALTH_TABLE,
    SCORE,
    TABLE_NAMES,
    VALUE,
    Floats,
    HelperColumn,
    Sheets,
    code_column,
    first_days,
    measure_column,
    segment_column,
    segments_table,
    serial,
    where_column,
)
from cxdesk.kpis.formula_windows import (
    previous_columns,
    returning_columns,
    standing_columns,
    trailing_columns,
    union_columns,
)
from cxdesk.kpis.groups import Groups, figure_months, figure_rows, figure_values, stock_rows
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.needs import children, measures_of, own_measures
from cxdesk.kpis.nodes import (
    Count,
    Distinct,
    Either,
    Expression,
    Figure,
    Health,
    InUse,
    Mean,
    OfStanding,
    Over,
    Previous,
    Returning,
    Standing,
    Total,
    Trailing,
    Union,
    Where,
    Without,
)
from cxdesk.measures.packed import Packed, packed
from cxdesk.measures.store import MeasureStore
from cxdesk.measures.surveys import satisfied_from, score_ranges

Columns = dict[str, Floats]
Kept = dict[str, Packed]

# Rows that the metrics of all accounts may look at together: each account's looks at all rows of its table.
_MOST_HEALTH_LOOKS = 40_000_000
_FAR = 2_958_465  # the last day that Excel knows


def columns_needed(kpis: Iterable[Kpi], sheets: Sheets) -> dict[str, tuple[HelperColumn, ...]]:
    """Helper columns by table, in order, that formulas of these KPIs and the breakdowns use."""
    found: dict[str, Kept] = {table: {} for table in TABLE_NAMES}
    for kpi in kpis:
        beat()
        nodes = list(parts(kpi.value, sheets.store))
        if kpi.available and not any(isinstance(node, InUse) for node in nodes):
            for node in nodes if not any(map(sheets.withholds, nodes)) else ():
                for table, columns in _of_node(node, sheets).items():
                    found[table].update(_packed(columns, found[table]))
    if "csat_satisfied_from" in sheets.conventions and "csat_satisfied" in found["surveys"]:
        found["surveys"] |= _packed(_scales(sheets.store))
    for dimension in sheets.splits:
        for table, kept in found.items():
            if kept and sheets.knows(table, dimension):
                kept[segment_column(dimension)] = packed(_segments(sheets, table, dimension))
    return {table: _exported(sheets, table, kept) for table, kept in found.items()}


def _scales(store: MeasureStore) -> Columns:
    """What a row formula needs to tell satisfied answers: the scale of each, and the limit that belongs to it."""
    low, high = score_ranges(store)
    return {"score_lowest": low, "score_highest": high, "satisfied_from": satisfied_from(store)}


def _packed(columns: Columns, there: Collection[str] = ()) -> Kept:
    """The columns that are not there yet: most nodes read the same dates."""
    return {name: packed(values) for name, values in columns.items() if name not in there}


def _exported(sheets: Sheets, table: str, columns: Kept) -> tuple[HelperColumn, ...]:
    """The rows that the exported table holds; where that is all of them, without a copy."""
    rows = sheets.positions(table)
    every = len(rows) == sheets.store.rows(table)
    return tuple(HelperColumn(name=name, packed=own if every else own.picked(rows)) for name, own in columns.items())


def parts(node: Expression, store: MeasureStore) -> Iterator[Expression]:
    """The nodes that a formula reads: of a choice by data the operand that stands, of account health the whole."""
    yield node
    if isinstance(node, Health):
        return
    for child in (chosen(node, store),) if isinstance(node, Either) else children(node):
        yield from parts(child, store)


def _of_node(node: Expression, sheets: Sheets) -> dict[str, Columns]:
    """Whole columns (all rows of the store) that one node reads itself, by table and name."""
    store = sheets.store
    names = [] if isinstance(node, Health) else [name for name in own_measures(node) if store.missing(name) is None]
    out: dict[str, Columns] = {store.spec(name).table: {} for name in names}
    for name in names:
        spec = store.spec(name)
        if spec.kind != "instant":
            out[spec.table][measure_column(spec)] = store.values(name)
            if not isinstance(node, OfStanding):
                out[spec.table].update(_dated(sheets, spec.table, spec.dated_by))
    match node:
        case Standing(start, end) if {start, end} <= set(names):
            out[store.spec(start).table].update(standing_columns(sheets, node))
        case Union(start, end) if {start, end} <= set(names):
            out[store.spec(start).table].update(union_columns(sheets, node))
        case Returning() if names:
            out[store.spec(node.measure).table].update(returning_columns(sheets, node))
        case Distinct(key, _) | Without(key, _, _):
            _add_codes(out, sheets, key, names)
        case Health(key, _):
            for part in averaged(node, sheets):
                for table, columns in _of_node(part, sheets).items():
                    out.setdefault(table, {}).update(columns)
            _add_codes(out, sheets, key, (part.measure for part in averaged(node, sheets)))
        case Over(dimension, operand, _):
            tables = {store.spec(name).table for name in measures_of(operand) if store.missing(name) is None}
            _add_codes({table: out.setdefault(table, {}) for table in tables}, sheets, dimension, measures_of(operand))
        case Where(operand, dimension, values):
            for table in {store.spec(name).table for name in measures_of(operand)}:
                out.setdefault(table, {})[where_column(dimension, values)] = _restriction(
                    sheets, table, dimension, values
                )
        case Trailing(Count(measure) | Distinct(_, measure), months) if store.missing(measure) is None:
            spec = store.spec(measure)
            out.setdefault(spec.table, {}).update(trailing_columns(sheets, spec.dated_by, months))
        case Previous(Count(measure) | Total(measure)) if store.missing(measure) is None:
            spec = store.spec(measure)
            out.setdefault(spec.table, {}).update(previous_columns(sheets, spec.dated_by))
        case Figure() if has_figure(node.name, store):
            out["figures"] = _figure(sheets, node)
    return out


def _add_codes(out: dict[str, Columns], sheets: Sheets, key: str, measures: Iterable[str]) -> None:
    for table in {sheets.store.spec(name).table for name in measures} & set(out):
        out[table][code_column(key)] = _codes(sheets, table, key)


def _dated(sheets: Sheets, table: str, dated_by: str) -> Columns:
    inside = sheets.whole.axis.codes(sheets.store, table, dated_by) >= 0
    columns = {f"{dated_by}_in_period": np.where(inside, 1.0, np.nan)}
    if sheets.buckets is not None and sheets.stepped is not None:
        codes = sheets.stepped.axis.codes(sheets.store, table, dated_by)
        columns[f"{dated_by}_step"] = first_days(sheets.buckets, codes)
    return columns


def _codes(sheets: Sheets, table: str, key: str) -> Floats:
    codes, names = sheets.store.keys(table, key)
    labels = sheets.labels(key)
    if names == labels:
        return np.where(codes >= 0, codes + 1.0, np.nan)
    place = {label: index + 1.0 for index, label in enumerate(labels)}
    return np.array([*(place[name] for name in names), np.nan])[codes]


def _segments(sheets: Sheets, table: str, dimension: str) -> Floats:
    codes, names = sheets.store.keys(table, dimension)
    places = np.array([sheets.segment(dimension, name) for name in (*names, "")], dtype=np.float64)
    return np.where(places > 0, places, np.nan)[codes]


def _restriction(sheets: Sheets, table: str, dimension: str, values: tuple[str, ...]) -> Floats:
    mask = Groups(sheets.store, Axis(), {}).mask(table, ((dimension, values),))
    assert mask is not None  # a restriction always gives a mask
    return np.where(mask, 1.0, np.nan)


def _figure(sheets: Sheets, node: Figure) -> Columns:
    store = sheets.store
    months = figure_months(store)
    values = np.where(figure_rows(store, node.name), figure_values(store, node.name), np.nan)
    inside = sheets.whole.months_in_steps(months)
    columns = {f"figure_{node.name}": values, "month_in_period": np.where(inside >= 0, 1.0, np.nan)}
    if node.kind == "stock":
        columns |= _stock(sheets, node.name, values)
    if sheets.buckets is not None and sheets.stepped is not None:
        columns["month_step"] = first_days(sheets.buckets, sheets.stepped.months_in_steps(months))
    return columns


def _stock(sheets: Sheets, name: str, values: Floats) -> Columns:
    """Where a row is the last known at the period's end, and the steps at whose ends it is: from the first, until."""
    store, out = sheets.store, np.full(len(values), np.nan)
    last = stock_rows(store, name, sheets.whole.axis.instants(store)[-1:])
    out[last[last >= 0]] = values[last[last >= 0]]
    columns = {f"figure_{name}_last": out}
    if sheets.buckets is not None:
        rows = stock_rows(store, name, sheets.buckets.edges[1:])
        found, first, times = np.unique(rows, return_index=True, return_counts=True)
        known = found >= 0
        edges = np.array([*(serial(day) for day in sheets.buckets.starts), _FAR], dtype=np.float64)
        for column, step in (("from", first), ("until", first + times)):
            at = np.full(len(values), np.nan)
            at[found[known]] = edges[step[known]]
            columns[f"figure_{name}_{column}_step"] = at
    return columns


def averaged(node: Health, sheets: Sheets) -> list[Mean]:
    """The means of which metrics of account health are made, where a formula an account can work them out."""
    found = [mean for _, part in health.known_parts(node, sheets.store) for mean in parts(part, sheets.store)
             if isinstance(mean, Mean)]  # fmt: skip
    rows = sum(len(sheets.positions(sheets.store.spec(mean.measure).table)) for mean in found)
    return found if rows * len(sheets.labels(node.key)) <= _MOST_HEALTH_LOOKS else []


# -- tables that are made for formulas ---------------------------------------------------------------------------------


def made_tables(kpis: Iterable[Kpi], sheets: Sheets) -> dict[str, tuple[HelperColumn, ...]]:
    """Columns of the tables that no import gives: health by account, and values by segment of a median."""
    out: dict[str, tuple[HelperColumn, ...]] = {}
    for kpi in kpis:
        for node in parts(kpi.value, sheets.store) if kpi.available else ():
            if sheets.withholds(node):
                continue
            if isinstance(node, Health) and not health.lacking(node, sheets.store):
                out[HEALTH_TABLE] = _health_columns(health_scores(node, sheets).score[0], sheets)
            elif isinstance(node, Over) and node.how != "min":
                out[segments_table(node)] = _segment_columns(node, sheets)
    return out


def health_scores(node: Health, sheets: Sheets) -> health.Scores:
    """Every account's health over the period, and the parts it is made of."""
    return health.scores(node, sheets.whole, (), part_of)


def _health_columns(score: Floats, sheets: Sheets) -> tuple[HelperColumn, ...]:
    columns = {SCORE: score}
    if "account" in sheets.splits:
        labels = [label for label in labels_of(sheets.store, "account") if label]
        place = np.array([sheets.segment("account", label) for label in labels], dtype=np.float64)
        columns[segment_column("account")] = np.where(place > 0, place, np.nan)
    return _made(columns)


def _made(columns: Columns) -> tuple[HelperColumn, ...]:
    return tuple(HelperColumn(name=name, packed=packed(values)) for name, values in columns.items())


def segment_values(node: Over, sheets: Sheets) -> tuple[tuple[str, ...], Floats, Floats]:
    """Segments by code, with the value of each that has enough rows (else NaN), and how many rows it has."""
    labels = sheets.labels(node.dimension)
    axis = segments(node.dimension, sheets.period, labels)
    part = part_of(node.operand, Groups(sheets.store, axis, sheets.filters), ())
    if part.reason is not None:
        nothing = np.full(len(labels), np.nan)
        return labels, nothing, np.zeros(len(labels))
    least = sheets.store.settings.conventions.min_sample
    return labels, np.where(part.n >= least, part.value, np.nan), part.n


def _segment_columns(node: Over, sheets: Sheets) -> tuple[HelperColumn, ...]:
    labels, values, n = segment_values(node, sheets)
    return _made({"Code": np.arange(1.0, len(labels) + 1), "n": n, VALUE: values})
