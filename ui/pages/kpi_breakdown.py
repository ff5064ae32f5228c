"""A KPI by a dimension: chooser, chart (bars, or a funnel where people or customers are compared) and table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from cxdesk.common.units import Unit
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.nodes import Count, Over, Total
from cxdesk.report.records import KpiResult, Segment
from cxdesk.targets.target import Status
from ui.basics import numbers
from ui.models.cards import value_words
from ui.models.dimensions import value_name
from ui.models.kpi_words import difference
from ui.models.listing import Column

translate = QCoreApplication.translate


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
