"""Evaluation: the values of KPIs over all groups of an axis, in one vectorised pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.progress import beat
from cxdesk.common.text import plural
from cxdesk.common.units import Unit
from cxdesk.kpis import compose, health, lives, windows
from cxdesk.kpis.axes import Axis
from cxdesk.kpis.begin import begin_of
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.choice import agreed, chosen, data_missing, has_figure, measures_used
from cxdesk.kpis.compose import mixed_money
from cxdesk.kpis.groups import MONEY_FIGURES, Groups, Where, counted
from cxdesk.kpis.intervals import mean_t
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.needs import measures_of, own_measures
from cxdesk.kpis.nodes import (
    Across,
    Agreed,
    Binary,
    Count,
    Distinct,
    Either,
    Expression,
    Figure,
    Health,
    InUse,
    Length,
    Mean,
    Number,
    OfStanding,
    Over,
    Previous,
    Quantile,
    Recent,
    Ref,
    Returning,
    Standing,
    Total,
    Trailing,
    Union,
    Without,
)
from cxdesk.kpis.nodes import Where as WhereNode
from cxdesk.kpis.part import Part, lacking
from cxdesk.kpis.spread import interval
from cxdesk.kpis.values import Values
from cxdesk.measures.store import MeasureStore
from cxdesk.measures.words import mixed_words
from cxdesk.tables.catalogue import TABLES

Floats = NDArray[np.float64]
# A measure that counts every row of its table by its date.
_DATED_ROWS = {
    "tickets": "ticket", "surveys": "survey_answer", "accounts": "account", "orders": "order_line", "usage": "use",
    "web": "visitors", "mentions": "mention", "outages": "outage",
}  # fmt: skip


def evaluate(
    kpis: Iterable[Kpi],
    store: MeasureStore,
    axis: Axis,
    *,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    intervals: bool = True,
) -> dict[str, Values]:
    """Values of each KPI in every group of the axis, by id; in the KPIs' units.

    `filters` maps a dimension to the values kept (compared exactly, "" = blank). Without `intervals` no KPI has any.
    """
    kpis = tuple(kpis)
    planned = frozenset(name for kpi in kpis for name in measures_of(kpi.value))
    run = Groups(store, axis, filters or {}, planned)
    out = {}
    for kpi in kpis:
        beat()
        out[kpi.id] = _values(kpi, run, intervals=intervals)
    return out


def undated(store: MeasureStore, filters: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, int]:
    """Rows by table that no period can hold for want of a date: tickets never created, answers never dated, ..."""
    run = Groups(store, Axis(), filters or {})
    out = {}
    for table, measure in _DATED_ROWS.items():
        if store.missing(measure) is None:
            inside = run.codes_of(measure) < run.size
            positions = store.positions(measure)
            dates = store.dates(measure)
            out[table] = int((inside & np.isnat(dates if positions is None else dates[positions])).sum())
    return {table: count for table, count in out.items() if count}


def _values(kpi: Kpi, run: Groups, *, intervals: bool) -> Values:
    if not kpi.available:
        return _nothing(run.size, kpi.needs_words or "cannot be imported yet")
    part = part_of(kpi.value, run)
    if part.reason is not None:
        return _nothing(run.size, part.reason)
    there = (part.n > 0) | part.always
    value = np.where(there, part.value, np.nan) * kpi.scale
    low = high = None
    if intervals:
        bounds = part.bounds or interval(kpi.value, run)
        if bounds is not None:
            some = ~np.isnan(value)
            low, high = (np.where(some, bound, np.nan) * kpi.scale for bound in bounds)
    return Values(
        value=value,
        n=part.n,
        numerator=part.numerator,
        denominator=part.denominator,
        low=low,
        high=high,
        scale_range=part.scale_range,
        blank=part.blank or _dateless(kpi, run),
        notes=part.notes,
        currency=_currency(kpi, part, run),
    )


def _currency(kpi: Kpi, part: Part, run: Groups) -> str:
    """Currency of a KPI that is money: that of its amounts, else the one set."""
    if kpi.unit is not Unit.MONEY:
        return ""
    return part.money[0] if part.money else run.store.settings.conventions.currency


def _dateless(kpi: Kpi, run: Groups) -> str:
    """Why a period has no rows although there are some: none of them has a date."""
    if run.axis.edges is None:
        return ""
    store = run.store
    for name in measures_used(kpi.value, store):
        spec = store.spec(name)
        dated = spec.kind != "instant" and spec.dated_by and not store.missing(name)
        if dated and store.cached(("dateless", name), partial(_all_dateless, store, name)):
            title = TABLES[spec.table].title
            return f"its rows in the {title} sheet have no date, so they count over everything only"
    return ""


def _all_dateless(store: MeasureStore, name: str) -> bool:
    """Whether the measure counts rows, none of which has a date."""
    known = counted(store, name)
    return bool(known.any() and np.isnat(store.dates(name)[known]).all())


def _nothing(size: int, reason: str) -> Values:
    return Values(value=np.full(size, np.nan), n=np.zeros(size), reason=reason)


def part_of(node: Expression, run: Groups, where: Where = ()) -> Part:
    """One node over all groups."""
    reason = _missing(node, run)
    if reason is not None:
        return lacking(run, reason)
    match node:
        case Number(value):
            return Part(value=np.full(run.size, value), n=np.zeros(run.size), always=True)
        case Count(measure):
            n = run.count(measure, where)
            return Part(value=n, n=n)
        case Total(measure):
            return _total(measure, run, where)
        case Mean(measure):
            return _mean(measure, run, where)
        case Quantile(measure, q):
            return Part(value=run.quantile(measure, q, where), n=run.count(measure, where))
        case Distinct(key, measure):
            return Part(value=run.distinct(measure, key, where), n=run.count(measure, where))
        case Without(key, measure, absent):
            return Part(value=run.without(measure, absent, key, where), n=run.count(measure, where))
        case Figure(name, kind):
            return _figure(name, kind, run, where)
        case Ref(kpi):
            other = by_id(kpi)
            part = part_of(other.value, run, where)
            return replace(part, value=part.value * other.scale, numerator=None, denominator=None)
        case Binary():
            return compose.binary(node, run, where, part_of)
    return _in_time(node, run, where)


def _in_time(node: Expression, run: Groups, where: Where) -> Part:
    """Nodes that look at lives, windows and other periods."""
    match node:
        case Standing():
            n = lives.standing(run, node, where)
            if node.age_q is None:
                return Part(value=n, n=n, always=True)
            return Part(value=lives.ages(run, node, node.age_q, where), n=n)
        case OfStanding():
            return _of_standing(node, run, where)
        case Union():
            hours, n = lives.union_hours(run, node, where)
            return Part(value=hours, n=n, always=True)
        case Length():
            blank = "needs a period of whole months" if node.unit == "months" else ""
            return Part(value=windows.length(run, node), n=np.zeros(run.size), always=True, blank=blank)
        case Trailing(operand, months):
            return _trailing(operand, months, run, where)
        case Previous(operand):
            return _previous(operand, run, where)
        case Returning():
            total, n = windows.returning(run, node, where)
            return Part(value=total, n=n, money=_currencies(node.measure, run, where))
        case Recent():
            value = windows.recent(run, node, where)
            return Part(value=value, n=(~np.isnan(value)).astype(np.float64))
    return _composed(node, run, where)


def _composed(node: Expression, run: Groups, where: Where) -> Part:
    """Nodes that choose, restrict or gather their operands."""
    match node:
        case Either():
            return _either(node, run, where)
        case Agreed():
            return part_of(agreed(node, run.store), run, where)
        case WhereNode(operand, field, values):
            return part_of(operand, run, (*where, (field, values)))
        case Over():
            return compose.over(node, run, where, part_of)
        case Across():
            return compose.across(node, run, where, part_of)
        case Health():
            return _health(node, run, where)
        case InUse():
            return lacking(run, "needs targets: a report counts the KPIs in use")
    raise TypeError(f"no evaluation of {type(node).__name__}")


def _missing(node: Expression, run: Groups) -> str | None:
    """What a node lacks: its measures' columns, its key, or a column that the filters or the split ask for."""
    store = run.store
    if isinstance(node, Health):
        return None
    needed: list[tuple[str, str]] = []
    for name in own_measures(node):
        reason = store.missing(name)
        if reason is not None:
            return reason
        needed += [(store.spec(name).table, dimension) for dimension in (*run.filters, *run.axis.dimensions)]
    match node:
        case Distinct(key, measure) | Returning(key, measure):
            needed.append((store.spec(measure).table, key))
        case Without(key, measure, absent):
            needed += [(store.spec(measure).table, key), (store.spec(absent).table, key)]
        case WhereNode(operand, field, _) | Over(field, operand, _):
            reason = next(filter(None, map(store.missing, measures_of(operand))), None)
            if reason is not None:
                return reason
            needed += [(store.spec(name).table, field) for name in measures_of(operand)]
        case _:
            pass
    return next(filter(None, (_missing_key(store, table, key) for table, key in needed)), None)


def _missing_key(store: MeasureStore, table: str, key: str) -> str | None:
    return store.cached(("missing key", table, key), lambda: store.missing_key(table, key))


def _currencies(measure: str, run: Groups, where: Where) -> tuple[str, ...]:
    return run.currencies(measure, where) if run.store.spec(measure).money else ()


def _total(measure: str, run: Groups, where: Where) -> Part:
    n, total = run.count(measure, where), run.total(measure, where)
    money = _currencies(measure, run, where)
    if len(money) > 1:
        return lacking(run, mixed_money(money))
    things = np.where(total > 0, total, n) if run.store.spec(measure).kind == "tally" else n
    value = np.where(n > 0, total, np.nan)
    return Part(value=value, n=np.where(n > 0, things, 0), money=money, notes=_left_out(measure, run))


def _left_out(name: str, run: Groups) -> tuple[str, ...]:
    """What the currency chosen leaves out of a money measure or figure."""
    lost = run.store.left_by_currency(name)
    chosen_one = run.store.settings.conventions.currency
    return (f"{plural(lost, 'amount')} in other currencies than {chosen_one} left out",) if lost else ()


def _mean(measure: str, run: Groups, where: Where) -> Part:
    n, total = run.count(measure, where), run.total(measure, where)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = Part(value=total / n, n=n)
    kind = run.store.spec(measure).kind
    if kind == "binary":
        some = n > 0
        return replace(part, numerator=np.where(some, total, np.nan), denominator=np.where(some, n, np.nan))
    if kind == "score":
        scales = run.scales(measure, where)
        mixed = mixed_words(scales)
        if mixed is not None:
            return lacking(run, mixed)
        return replace(part, scale_range=scales[0] if scales else None)
    return part


def _of_standing(node: OfStanding, run: Groups, where: Where) -> Part:
    n, total, _ = lives.of_standing(run, node, where)
    if node.how == "total":
        return Part(value=np.where(n > 0, total, np.nan), n=n)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = Part(value=total / n, n=n)
    still = lives.standing(run, Standing(node.standing.start, node.standing.end), where)
    bound = "customers who are still there count with their years so far, so the true figure is higher"
    return replace(part, notes=(bound,)) if still.any() else part


def _trailing(operand: Expression, months: int, run: Groups, where: Where) -> Part:
    reason = _missing(operand, run)
    if reason is not None:
        return lacking(run, reason)
    match operand:
        case Count() | Distinct():
            value = windows.trailing(run, operand, months, where)
            return Part(value=value, n=windows.trailing(run, Count(operand.measure), months, where))
        case Length():
            short = operand.of and windows.is_short(run.store, operand.of, windows.months_back(run, months))
            words = (f"the data begins less than {months} months before the period's end; all of it is used",)
            value = windows.length(run, operand, months)
            return Part(value=value, n=np.zeros(run.size), always=True, notes=words if short else ())
    raise TypeError(f"no trailing window of {type(operand).__name__}")


def _previous(operand: Expression, run: Groups, where: Where) -> Part:
    earlier = windows.before(run)
    blank = "needs a period, with data that reach back over the period before it"
    if earlier is None:
        return Part(value=np.full(run.size, np.nan), n=np.zeros(run.size), blank=blank)
    part = part_of(operand, earlier, where)
    if part.reason is not None:
        return lacking(run, part.reason)
    edges, width = earlier.axis.bounds(run.store), run.axis.segments
    covered = np.repeat(begin_of(operand, run.store).covered(edges[0][:-1], edges[1][:-1]), width)
    value = np.where(part.n > 0, part.value, 0)[: run.size]  # nothing sold is a fact where the data covers the time
    return replace(part, value=np.where(covered, value, np.nan), n=part.n[: run.size], blank=blank)


def _figure(name: str, kind: str, run: Groups, where: Where) -> Part:
    if not has_figure(name, run.store):
        return lacking(run, f"needs a Figures sheet: month, name {name}, value")
    if run.axis.parts or run.filters or where:
        by = [*run.axis.dimensions, *run.filters, *(field for field, _ in where)]
        return lacking(run, f"the figure {name} is not known by {' and '.join(dict.fromkeys(by))}")
    value, money = run.figure(name, kind), run.figure_currencies(name) if name in MONEY_FIGURES else ()
    if len(money) > 1:
        return lacking(run, mixed_money(money))
    blank = f"no figure {name} for a month that begins in this period"
    notes = _left_out(name, run) if name in MONEY_FIGURES else ()
    return Part(value=value, n=(~np.isnan(value)).astype(np.float64), blank=blank, money=money, notes=notes)


def _either(node: Either, run: Groups, where: Where) -> Part:
    part = part_of(chosen(node, run.store), run, where)
    if part.reason is not None and data_missing(node.first, run.store) and data_missing(node.second, run.store):
        other = part_of(node.second, run, where).reason or ""
        return lacking(run, f"{part.reason}; or {other.removeprefix('needs ')}")
    return part


def _health(node: Health, run: Groups, where: Where) -> Part:
    """Mean over the accounts that have enough metrics."""
    if health.lacking(node, run.store):
        words = "needs two health metrics by account: survey answers, SLA, reopens, usage, or health columns"
        return lacking(run, words)
    found = health.scores(node, run, where, part_of)
    n = (~np.isnan(found.score)).sum(axis=1).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.nansum(found.score, axis=1) / n
    squares = np.nansum(found.score**2, axis=1)
    bounds = mean_t(value * n, squares, n, run.store.settings.conventions.confidence, (0, 1))
    return Part(value=value, n=n, bounds=bounds, blank=f"no account has {node.least} health metrics in this period")
