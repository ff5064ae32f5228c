"""Which segments a breakdown shows: the largest of a dimension, and the others together."""

from __future__ import annotations

from collections import Counter

from cxdesk.kpis.axes import total
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.formula_sheets import OTHERS
from cxdesk.kpis.formulas import crosses
from cxdesk.kpis.kpi import Kpi
from cxdesk.report.records import Report, Segment

MOST = 25  # segments of a breakdown by name; one more is shown as it is rather than called others


def gathered(report: Report, dimension: str, cells: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """The cells of the largest segments, by rows, and behind them one of all others for each KPI.

    The others are evaluated over their rows, not put together from their values, so a mean is the mean of their rows.
    """
    kept = _largest(cells)
    labels = {cell.segment for cell in cells}
    labels &= set(report.query.filters.get(dimension, labels))  # a count of 0 stands for what a filter leaves out
    if len(labels) <= MOST + 1:
        return cells
    left = tuple(sorted(labels - kept))
    shown = {kpi_id: found for kpi_id, found in _by_kpi(cells).items() if any(cell.value is not None for cell in found)}
    others = _others(report, dimension, left, [by_id(kpi_id) for kpi_id in shown])
    out: list[Segment] = []
    for kpi_id, found in shown.items():
        out += [cell for cell in found if cell.segment in kept]
        out += others.get(kpi_id, ())
    return tuple(out)


def _by_kpi(cells: tuple[Segment, ...]) -> dict[str, list[Segment]]:
    out: dict[str, list[Segment]] = {}
    for cell in cells:
        out.setdefault(cell.id, []).append(cell)
    return out


def _largest(cells: tuple[Segment, ...]) -> set[str]:
    """Segments of most tickets; where tickets do not know the dimension, of most rows behind any KPI."""
    rows: Counter[str] = Counter()
    tickets = [cell for cell in cells if cell.id == "volume"]
    for cell in tickets or cells:
        rows[cell.segment] = max(rows[cell.segment], cell.n)
    return {segment for segment, _ in sorted(rows.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]}


def _others(report: Report, dimension: str, left: tuple[str, ...], kpis: list[Kpi]) -> dict[str, tuple[Segment, ...]]:
    evidence = report.evidence
    filters = {**report.query.filters, dimension: left}
    asked = [kpi for kpi in kpis if not crosses(kpi.value, dimension)]
    values = evaluate([*asked, by_id("volume")], evidence.store, total(evidence.period), filters=filters)
    label = (f"{OTHERS}{len(left)}",)
    return {
        kpi.id: evidence.judging.segments(dimension, label, kpi, values[kpi.id], values["volume"])
        for kpi in asked
        if values[kpi.id].reason is None
    }
