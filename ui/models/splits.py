"""By what a KPI can be broken down, in the order in which it is offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cxdesk.kpis.choice import measures_used
from cxdesk.kpis.kpi import Kpi
from cxdesk.report.dimensions import dimensions_of, is_filled
from cxdesk.report.records import Report
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import EXTRA, column_title

COMPARED = ("agent", "team", "account")  # people and customers: a funnel, never a ranking
_SINGLE = ("account", "agent", "campaign", "status")  # of many values each, or of little meaning: offered last
_QUESTION = ("surveys", "kind")  # a KPI of answers is of one kind of question already
_FEW = 200  # distinct values from which an extra column is no dimension to look at


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A way to split a KPI."""

    name: str
    title: str


def dimensions_for(kpi: Kpi, report: Report) -> tuple[Dimension, ...]:
    """Dimensions that the KPI's own rows fill, the one its page opens with first, single customers last."""
    store = report.evidence.store
    used = measures_used(kpi.value, store) if kpi.available else ()
    tables = tuple(dict.fromkeys(store.spec(name).table for name in used))
    if not tables or not all(len(store.frame(table)) for table in tables):
        return ()
    there = [
        name
        for name in dimensions_of(store.dataset)
        if all(store.missing_key(table, name) is None and (table, name) != _QUESTION for table in tables)
        and (not name.startswith(EXTRA) or all(_is_dimension(store.frame(table)[name]) for table in tables))
        and is_filled(kpi, store, name)
    ]
    first = kpi.split_by or "channel"
    there.sort(key=lambda name: (name != first, name in _SINGLE))
    return tuple(Dimension(name=name, title=_title(name, tables)) for name in there)


def _title(name: str, tables: tuple[str, ...]) -> str:
    """What a dimension is called in the first of the tables that has it as a column of its own."""
    for spec in (*(TABLES[table] for table in tables), *TABLES.values()):
        if name in spec.names:
            return column_title(name, spec)
    return column_title(name)


def _is_dimension(column: Any) -> bool:
    categories = getattr(getattr(column, "cat", None), "categories", None)
    return categories is not None and 1 < len(categories) <= _FEW


def is_comparison(dimension: str) -> bool:
    """Whether a dimension compares people or customers."""
    return dimension in COMPARED
