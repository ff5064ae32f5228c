"""KPIs that others are made of: a KPI's factors, and its formula with their values put in."""

from __future__ import annotations

from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.needs import children
from cxdesk.kpis.nodes import Binary, Expression, Number, Ref
from cxdesk.report.records import KpiResult, Report
from ui.models.cards import value_words

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


def parts_of(kpi: Kpi, report: Report) -> tuple[KpiResult, ...]:
    """Results of the KPIs that a KPI names itself, in order; not those that they in turn are made of."""
    return tuple(report.kpi(kpi_id) for kpi_id in dict.fromkeys(_named(kpi.value)))


def with_values(kpi: Kpi, report: Report) -> str:
    """`362.2 × 3.8 per year × 2.7 years`; empty where the KPI is not made of others alone, or one has no value."""
    return _put_in(kpi.value, report) or ""


def _named(node: Expression) -> list[str]:
    if isinstance(node, Ref):
        return [node.kpi]
    return [name for child in children(node) for name in _named(child)]


def _put_in(node: Expression, report: Report) -> str | None:
    match node:
        case Ref(kpi):
            result = report.kpi(kpi)
            return None if result.value is None else value_words(result, result.value)
        case Number(value):
            return f"{value:g}"
        case Binary(sign, left, right):
            first, second = _put_in(left, report), _put_in(right, report)
            return None if first is None or second is None else f"{first} {_SIGNS[sign]} {second}"
    return None
