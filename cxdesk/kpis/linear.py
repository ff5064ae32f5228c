"""Sums and differences of counts and totals, as what each row adds: income less cost of a campaign."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cxdesk.kpis.groups import Groups, Where, counted, filled
from cxdesk.kpis.nodes import Binary, Count, Expression, Total
from cxdesk.kpis.tallies import Codes
from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Terms = tuple[tuple[float, Count | Total], ...]
_MANY_ROWS = 200_000  # what they add is found again each time rather than kept


def terms(node: Expression) -> Terms | None:
    """The counts and totals that a node adds up, with their sign; None for other nodes."""
    match node:
        case Count() | Total():
            return ((1.0, node),)
        case Binary("+" | "-" as sign, left, right):
            one, two = terms(left), terms(right)
            if one is None or two is None:
                return None
            factor = 1.0 if sign == "+" else -1.0
            return (*one, *((factor * times, term) for times, term in two))
        case _:
            return None


def one_table(found: Terms, store: MeasureStore) -> str | None:
    """The table that all terms are of; None where there are several, or where a measure has no data."""
    tables = {store.spec(term.measure).table for _, term in found}
    lacking = any(store.missing(term.measure) for _, term in found)
    return None if lacking or len(tables) != 1 else tables.pop()


def row_weights(found: Terms, run: Groups, where: Where) -> list[tuple[Codes, Floats]]:
    """For each dating of the terms the group of each row, and what it adds there."""
    table = run.store.spec(found[0][1].measure).table
    return [(run.codes(table, dated_by, where), added) for dated_by, added in _added(found, run.store).items()]


def ratio_rows(top: Terms, bottom: Terms, store: MeasureStore) -> tuple[Ints, Floats, Floats]:
    """Rows that add something to either of two sums of one dating, and what they add to each."""

    def find() -> tuple[Ints, Floats, Floats]:
        (above,), (below,) = (_added(found, store).values() for found in (top, bottom))
        rows = np.flatnonzero((above != 0) | (below != 0))
        return rows, above[rows], below[rows]

    many = store.rows(store.spec(top[0][1].measure).table) >= _MANY_ROWS
    return find() if many else store.cached(("ratio rows", top, bottom), find)


def _added(found: Terms, store: MeasureStore) -> dict[str, Floats]:
    """What each row adds, by dating."""
    by_date: dict[str, Floats] = {}
    for times, term in found:
        spec, known = store.spec(term.measure), counted(store, term.measure)
        added = known.astype(np.float64) if isinstance(term, Count) else filled(store, term.measure)
        by_date[spec.dated_by] = by_date.get(spec.dated_by, 0.0) + times * added
    return by_date
