"""A KPI by a dimension: chooser, chart (bars, or a funnel where people or customers are compared) and table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from cxdesk.common.units import Unit
from cxdesk.insight.funnel import Funnel, mean_funnel, share_funnel
from cxdesk.kpis.choice import measures_used
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.nodes import Count, Mean, Over, Total
from cxdesk.measures.catalogue import BY_NAME
from cxdesk.report.dimensions import dimensions_of, is_filled
from cxdesk.report.records import KpiResult, Report, Segment
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import EXTRA, column_title
from cxdesk.targets.target import Status
from ui.basics import numbers
from ui.models.cards import value_words
from ui.models.dimensions import value_name
from ui.models.listing import Column
from ui.pages.kpi_words import difference

if TYPE_CHECKING:
    from ui.charts.bars import BreakdownData

translate = QCoreApplication.translate
COMPARED = ("agent", "team", "account")  # people and customers: a funnel, never a ranking
LimitsAt = Callable[[NDArray[np.float64]], Funnel]
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


def headline_segments(kpi: Kpi, dimension: str, segments: Sequence[Segment], fewest: int) -> frozenset[str]:
    """Segments whose value the KPI shows as its own: the lowest one, or those in the middle; none for other KPIs."""
    node = kpi.value
    if not isinstance(node, Over) or node.dimension != dimension or node.how == "mean":
        return frozenset()
    large = [cell for cell in segments if cell.segment and cell.value is not None and cell.n >= fewest]
    ordered = sorted(large, key=lambda cell: cell.value or 0.0)
    middle = slice((len(ordered) - 1) // 2, len(ordered) // 2 + 1)
    return frozenset(cell.segment for cell in (ordered[:1] if node.how == "min" else ordered[middle]))


def headline_words(kpi: Kpi, count: int) -> str:
    """What the marked segments are, whose value (of two the mean) the page shows; empty where none is."""
    if not count or not isinstance(kpi.value, Over):
        return ""
    if kpi.value.how == "min":
        return translate("Breakdown", "◆ the lowest")
    if count == 1:
        return translate("Breakdown", "◆ the median")
    return translate("Breakdown", "◆ the middle two")


def breakdown_data(result: KpiResult, dimension: Dimension, report: Report) -> BreakdownData:
    """A KPI's segments as the charts take them."""
    from ui.charts.bars import BreakdownData

    segments = report.segments(result.id, dimension.name) or report.evidence.split(result.id, dimension.name)
    return BreakdownData(
        name=result.name,
        dimension=dimension.title,
        unit=result.unit,
        better=result.better,
        segments=tuple(segments),
        total=result.value,
        target=result.target,
        min_sample=report.query.conventions.min_sample,
    )


def funnel_limits(kpi: Kpi, result: KpiResult, report: Report) -> LimitsAt | None:
    """Limits of a comparison by chance, as a function of n; None where the KPI is no share and no mean."""
    if not isinstance(kpi.value, Mean) or kpi.value.measure not in BY_NAME:
        return None
    kind = BY_NAME[kpi.value.measure].kind
    if kind == "binary":
        if not result.denominator or result.numerator is None:
            return None
        pooled = result.numerator / result.denominator
        return lambda n: share_funnel(n, pooled)
    values = report.evidence.distribution(kpi.id)
    if values is None or np.isfinite(values).sum() < 2:
        return None
    rows = np.asarray(values, dtype=np.float64)
    bounds = (-100.0, 100.0) if kind == "nps" else (0.0, np.inf) if kind != "score" else (-np.inf, np.inf)
    logs = kind in ("hours", "minutes")

    def limits(n: NDArray[np.float64]) -> Funnel:
        funnel = mean_funnel(n, rows, logs=logs, bounds=bounds)
        assert funnel is not None  # two values were found above
        return funnel

    return limits


def segment_columns(
    result: KpiResult, dimension: str, marked: frozenset[str] = frozenset()
) -> tuple[Column[Segment], ...]:
    """Columns of the breakdown table; `marked` segments give the KPI's own value."""
    unit = result.unit
    return (
        Column(title=dimension, text=lambda s: f"{_name(s)}  ◆" if s.segment in marked else _name(s), tip=_name),
        Column(
            title=translate("Breakdown", "Value"),
            text=lambda s: value_words(result, s.value),
            key=lambda s: s.value,
            right=True,
        ),
        Column(
            title=translate("Breakdown", "of all") if adds_up(result) else translate("Breakdown", "against all"),
            text=lambda s: _against(s, result),
            key=lambda s: None if s.value is None or result.value is None else s.value - result.value,
            right=True,
        ),
        Column(
            title=translate("Breakdown", "Interval"),
            text=lambda s: numbers.interval(s.low, s.high, unit),
            key=lambda s: s.low,
            right=True,
        ),
        Column(title=translate("Breakdown", "n"), text=_rows, key=lambda s: float(s.n), right=True),
        Column(
            title=translate("Breakdown", "Status"),
            text=lambda s: f"{s.status.mark} {s.status.word}",
            key=lambda s: float(list(Status).index(s.status)),
            status=lambda s: s.status,
        ),
        Column(
            title=translate("Breakdown", "Own target"),
            text=lambda s: numbers.target(s.target, unit) if s.own_target and s.target is not None else "",
            key=lambda s: s.target if s.own_target else None,
            right=True,
        ),
    )


def adds_up(result: KpiResult) -> bool:
    """Whether the segments of a KPI sum to the whole: then a segment is a part of all, not above or below it."""
    from cxdesk.kpis.catalogue import by_id

    return isinstance(by_id(result.id).value, Count | Total)


def _name(segment: Segment) -> str:
    return value_name(segment.segment)


def _against(segment: Segment, result: KpiResult) -> str:
    if segment.value is None or result.value is None:
        return ""
    if adds_up(result):
        return numbers.value(100.0 * segment.value / result.value, Unit.PERCENT) if result.value else ""
    return difference(segment.value - result.value, result.unit)


def _rows(segment: Segment) -> str:
    if segment.numerator is not None and segment.denominator and segment.denominator == segment.n:
        return translate("Breakdown", "{part} of {whole}").format(
            part=numbers.count(segment.numerator), whole=numbers.count(segment.denominator)
        )
    return numbers.count(segment.n)


def is_comparison(dimension: str) -> bool:
    """Whether a dimension compares people or customers."""
    return dimension in COMPARED
