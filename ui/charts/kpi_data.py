"""What the charts of a KPI draw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cxdesk.insight.funnel import Funnel, mean_funnel, share_funnel
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.needs import needs
from cxdesk.kpis.nodes import Mean
from cxdesk.measures.catalogue import BY_NAME
from cxdesk.report.records import KpiResult, Report
from ui.charts.bars import BreakdownData
from ui.charts.histogram import DistributionData
from ui.charts.series import TrendData
from ui.models.kpi_words import step_targets, value_names
from ui.models.splits import Dimension
from ui.models.table_words import rows_are

LimitsAt = Callable[[NDArray[np.float64]], Funnel]


def trend_data(result: KpiResult, report: Report) -> TrendData:
    """A KPI's series with its limits and targets."""
    tz, points, targets = report.query.calendar.tz, report.points(result.id), step_targets(result, report)
    return TrendData(
        name=result.name,
        unit=result.unit,
        better=result.better,
        grain=report.query.grain,
        points=points,
        limits=report.limit(result.id),
        target=result.target if targets or not points else None,
        targets=targets,
        status=result.status,
        current=None if report.everything else report.period.start.astimezone(tz).date(),
        filling_words=result.pending_words,
    )


def distribution_data(result: KpiResult, report: Report) -> DistributionData:
    """The single values behind a mean or quantile."""
    values = report.evidence.distribution(result.id)
    table = next((need.table for need in needs(by_id(result.id))), "")
    return DistributionData(
        name=result.name,
        unit=result.unit,
        values=np.zeros(0) if values is None else values,
        target=result.target,
        rows_are=rows_are(table),
        names=value_names(by_id(result.id)),
    )


def breakdown_data(result: KpiResult, dimension: Dimension, report: Report) -> BreakdownData:
    """A KPI's segments as the charts take them."""
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
