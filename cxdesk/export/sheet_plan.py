"""Which sheets a workbook has besides the rows of data, and what fills each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cxdesk.export.context import SUMMARY_SHEET, TARGETS_SHEET, Context
from cxdesk.export.making import BREAKDOWN, DATA, DEFINITIONS, DISTRIBUTIONS, QUALITY, TRENDS, WorkbookOptions
from cxdesk.export.sheets import (
    breakdown,
    conventions,
    definitions,
    distributions,
    health,
    quality,
    segments,
    summary,
    targets,
    trends,
)

Write = Callable[[Context, Any], None]


def sheets_of(context: Context, options: WorkbookOptions) -> list[tuple[str, Write]]:
    """Sheets in their order with what fills them; those of rows of data come after."""
    plan: list[tuple[str, Write]] = [(SUMMARY_SHEET, summary.write_summary)]
    if options.wants(TRENDS) and context.shown:
        plan.append((TRENDS, trends.write_trends))
    if options.wants(BREAKDOWN):
        for dimension in context.segments:
            name = breakdown.sheet_name(context.redaction.words(dimension), [taken for taken, _ in plan])
            plan.append((name, _breakdown(dimension)))
    if options.wants(DISTRIBUTIONS) and distributions.spread(context):
        plan.append((DISTRIBUTIONS, distributions.write_distributions))
    if options.wants(DATA):
        plan += _tables_of_parts(context)
    for kind, name, write in (
        (TARGETS_SHEET, TARGETS_SHEET, targets.write_targets),
        (DEFINITIONS, conventions.NAME, conventions.write_conventions),
        (DEFINITIONS, DEFINITIONS, definitions.write_definitions),
        (QUALITY, QUALITY, quality.write_quality),
    ):
        if options.wants(kind):
            plan.append((name, write))
    return plan


def _tables_of_parts(context: Context) -> list[tuple[str, Write]]:
    """Sheets of the parts that some KPIs are worked out from first: by account, by segment."""
    plan: list[tuple[str, Write]] = []
    node = context.live.health
    if node is not None:
        plan.append((health.NAME, lambda context, sheet: health.write_health(context, sheet, node)))
    if context.live.medians:
        plan.append((segments.NAME, segments.write_segments))
    return plan


def _breakdown(dimension: str) -> Write:
    def write(context: Context, sheet: Any) -> None:
        breakdown.write_breakdown(context, sheet, dimension)

    return write
