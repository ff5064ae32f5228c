"""Where each row of a table went for a KPI: counted, or not for one reason; the parts add up to the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Period
from cxdesk.kpis.axes import total
from cxdesk.kpis.choice import resolved
from cxdesk.kpis.groups import Groups, Where
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.lives import lives
from cxdesk.kpis.needs import children, own_measures
from cxdesk.kpis.nodes import Across, Expression, Previous, Recent, Standing, Trailing, Union
from cxdesk.kpis.nodes import Where as WhereNode
from cxdesk.measures.store import MeasureStore

Bools = NDArray[np.bool_]

# Why a row is not counted, in the order in which the reasons are looked at; the first that holds is the reason.
REASONS = ("undated", "other_period", "filtered", "other_kind", "no_value", "not_standing")
_WHEN = {"end": "standing at the end", "start": "standing at the start", "both": "standing at the start and the end",
         "lost": "lost in the period", "any": "standing at some time"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RowBalance:
    """Rows of one table for one measure of a KPI: rows = counted + the sum of `not_counted` (by `REASONS`).

    `words` say what is counted, such as `hours from creation to first response`.
    """

    table: str
    measure: str
    words: str
    rows: int
    counted: int
    not_counted: Mapping[str, int]


def balances(
    kpi: Kpi, store: MeasureStore, *, period: Period | None, filters: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[RowBalance, ...]:
    """One balance a measure of the KPI whose table was imported, each once; () for figures and what has no data.

    Looks at the report's own period: what a KPI takes from other periods is told with the KPI.
    """
    out: dict[tuple[str, Where, Standing | None], RowBalance] = {}
    inside, anywhere = Groups(store, total(period), filters or {}), Groups(store, total(period), {})
    for node, measure, where in _leaves(kpi.value, store, ()):
        spec = store.spec(measure)
        standing = _alive(node)
        key = (measure, where, standing)
        if key not in out and spec.dated_by and store.missing(measure) is None:
            out[key] = _balance(measure, where, standing, inside, anywhere)
    return tuple(out.values())


def _leaves(node: Expression, store: MeasureStore, where: Where) -> Iterator[tuple[Expression, str, Where]]:
    """Nodes with the measures that they read in the report's period, under which restriction."""
    node = resolved(node, store)
    if isinstance(node, Previous | Trailing | Recent | Across):
        return
    own = own_measures(node)
    for measure in own[:1] if isinstance(node, Standing | Union) else own:
        yield node, measure, where
    narrowed = (*where, (node.field, node.values)) if isinstance(node, WhereNode) else where
    for child in children(node):
        yield from _leaves(child, store, narrowed)


def _alive(node: Expression) -> Standing | None:
    """The rows that a node takes as standing; None for nodes that count rows by their date."""
    match node:
        case Standing():
            return node
        case Union(start, end):
            return Standing(start, end, when="any")
    return None


def _balance(measure: str, where: Where, standing: Standing | None, inside: Groups, anywhere: Groups) -> RowBalance:
    store, spec = inside.store, inside.store.spec(measure)
    counts, holds = _counts(measure, where, standing, inside)
    left = ~counts
    found: dict[str, int] = {}

    def take(reason: str, rows: Bools) -> None:
        nonlocal left
        found[reason] = int((left & rows).sum())
        left = left & ~rows

    everything = np.ones(len(counts), dtype=np.bool_)
    dated = anywhere.codes(spec.table, spec.dated_by) < anywhere.size
    if standing is None:
        take("undated", ~dated & np.isnat(store.at(spec.dated_by)))
        take("other_period", ~dated)
    take("filtered", _outside(inside.mask(spec.table), len(counts)))
    take("other_kind", _outside(inside.mask(spec.table, where), len(counts)))
    if standing is None:
        take("no_value", ~holds)
    take("not_standing", everything)
    words = spec.words if standing is None else _WHEN[standing.when]
    return RowBalance(
        table=spec.table, measure=measure, words=words, rows=len(counts), counted=int(counts.sum()),
        not_counted={reason: count for reason, count in found.items() if count},
    )  # fmt: skip


def _counts(measure: str, where: Where, standing: Standing | None, inside: Groups) -> tuple[Bools, Bools]:
    """Rows that are counted, and rows for which the measure has a value."""
    store, spec = inside.store, inside.store.spec(measure)
    holds = store.at(measure) if spec.kind == "instant" else store.values(measure)
    known = ~np.isnat(holds) if spec.kind == "instant" else ~np.isnan(holds)
    if standing is None:
        return (inside.codes(spec.table, spec.dated_by, where) < inside.size) & known, known
    alive, last = lives(inside, standing, where), inside.axis.steps - 1
    out = np.zeros(len(known), dtype=np.bool_)
    out[alive.position[(alive.first <= last) & (last < alive.until)]] = True
    return out, known


def _outside(mask: Bools | None, rows: int) -> Bools:
    return np.zeros(rows, dtype=np.bool_) if mask is None else ~mask
