"""What the charts of a KPI's page draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxdesk.report.records import KpiResult, Report
from ui.models.table_words import rows_are
from ui.pages.kpi_words import step_targets, value_names

if TYPE_CHECKING:
    from ui.charts.histogram import DistributionData
    from ui.charts.trend import TrendData


def has_course(result: KpiResult, report: Report) -> bool:
    """Whether any step of the series has a value; data without dates has none."""
    return any(point.value is not None for point in report.points(result.id))


def trend_data(result: KpiResult, report: Report) -> TrendData:
    """A KPI's series with its limits and targets."""
    from ui.charts.trend import TrendData

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
    from cxdesk.kpis.catalogue import by_id
    from cxdesk.kpis.needs import needs
    from ui.charts.histogram import DistributionData

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
