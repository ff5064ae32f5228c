"""A report of some KPIs only, whose sentences speak of nothing else; or of the steps of its own period only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from cxdesk.report.headline import Said, headline, insights, subline
from cxdesk.report.records import Report


def within_period(report: Report) -> Report:
    """The report without the steps of its series that come before its period."""
    calendar, query = report.query.calendar, report.query
    first = calendar.floor(report.period.start.astimezone(calendar.tz).date(), query.grain)
    return replace(report, series=tuple(point for point in report.series if point.start >= first))


def narrowed(report: Report, kpis: Collection[str] | None) -> Report:
    """The report with these KPIs, in the catalogue's order; the same report for None. Ids that it lacks are ignored.

    What the chosen ones are made of is not lost: the evidence knows every KPI.
    """
    if kpis is None or all(result.id in kpis for result in report.kpis):
        return report
    results = tuple(result for result in report.kpis if result.id in kpis)
    series = tuple(point for point in report.series if point.id in kpis)
    limits = tuple(found for found in report.limits if found.id in kpis)
    query = report.query
    said = Said(
        results=results,
        limits=limits,
        period=report.period,
        previous=None if query.period is None else query.calendar.previous(report.period),
        everything=report.everything,
        series=series,
        calendar=query.calendar,
        grain=query.grain,
        undated=sum(report.undated.values()),
        dated=report.dated,
    )
    return replace(
        report,
        kpis=results,
        series=series,
        splits=tuple(cell for cell in report.splits if cell.id in kpis),
        limits=limits,
        insights=insights(said),
        headline=headline(said),
        subline=subline(said),
    )
