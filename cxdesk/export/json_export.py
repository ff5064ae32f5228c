"""Reports, the catalogue and import plans as JSON, schema 1: keys may be added, never lost or changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cxdesk import VERSION
from cxdesk.common.problems import Problem
from cxdesk.export.plain import Json, clean, dimension_title, whole, zone_time
from cxdesk.insight.records import Change, Limits
from cxdesk.report.quality import affected, table_scores
from cxdesk.report.records import KpiResult, Point, Report, Segment
from cxdesk.tables.dataset import Source

if TYPE_CHECKING:
    from cxdesk.imports.plan import Question
    from cxdesk.imports.service import Draft

SCHEMA = 1
APP = f"cxdesk {VERSION}"


def json_text(document: Json) -> str:
    """The document as text with a final newline; NaN cannot occur in it."""
    return json.dumps(clean(document), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def report_json(report: Report) -> dict[str, Json]:
    """The whole report. Percent is in percent, times are in the KPI's unit, nothing is NaN; None = there is none."""
    query, dataset = report.query, report.evidence.store.dataset
    return {
        "schema": SCHEMA,
        "app": report.app,
        "as_of": zone_time(report.as_of, report),
        "timezone": query.calendar.zone,
        "period": {
            "start": zone_time(report.period.start, report),
            "end": zone_time(report.period.end, report),
            "everything": report.everything,
        },
        "grain": query.grain.value,
        "filters": {dimension_title(name): list(values) for name, values in query.filters.items()},
        "agents_hidden": report.hides_agents,
        "conventions": dict(query.conventions.as_json()),
        "headline": report.headline,
        "subline": report.subline,
        "sources": [source_json(source) for source in report.sources],
        "problems": [
            {**problem_json(problem), "kpis": list(affected(problem, dataset))} for problem in report.problems
        ],
        "quality": [
            {"table": found.table, "score": found.score, "rows": found.rows, "flawed": dict(found.flawed)}
            for found in table_scores(dataset)
        ],
        "undated": dict(report.undated),
        "kpis": [{**_kpi(result), "rows": _rows(report, result)} for result in report.kpis],
        "series": [_point(point) for point in report.series],
        "splits": [_segment(cell) for cell in report.splits],
        "limits": [_limits(limits) for limits in report.limits],
        "insights": [
            {"kind": insight.kind, "id": insight.id, "verdict": insight.verdict, "text": insight.text}
            for insight in report.insights
        ],
    }


def _rows(report: Report, result: KpiResult) -> list[Json]:
    """Where the rows of each table went: rows = counted + the sum of not_counted."""
    return [
        {"table": part.table, "of": part.words, "rows": part.rows, "counted": part.counted,
         "not_counted": dict(part.not_counted)}
        for part in report.evidence.balances(result.id)
    ]  # fmt: skip


def catalogue_json() -> dict[str, Json]:
    """Every KPI of the catalogue: what it is, its formula in words, what it needs, its default target, its sources."""
    from cxdesk.kpis.catalogue import CATALOGUE
    from cxdesk.kpis.needs import needs, needs_words
    from cxdesk.kpis.sources import article_words, articles_of, published, target_source
    from cxdesk.kpis.words import words

    return {
        "schema": SCHEMA,
        "app": APP,
        "kpis": [
            {
                "id": kpi.id,
                "name": kpi.name,
                "group": kpi.group.value,
                "unit": kpi.unit.value,
                "better": kpi.better.value,
                "formula": words(kpi),
                "needs": needs_words(kpi),
                "default_target": kpi.target,
                "meaning": kpi.meaning,
                "available": kpi.available,
                "goals": list(kpi.goals),
                "conventions": list(kpi.conventions),
                "source": {
                    "articles": [article_words(article) for article in articles_of(kpi)],
                    "default_target": target_source(kpi),
                    "published": [{"figure": figure, "url": address} for figure, address in published(kpi)],
                },
                "needs_columns": [
                    {"table": need.table, "columns": list(need.columns), "any_of": [list(one) for one in need.any_of]}
                    for need in needs(kpi)
                ],
            }
            for kpi in CATALOGUE
        ],
    }


def inspect_json(draft: Draft) -> dict[str, Json]:
    """What would be imported, a sheet an entry: table, mapping with score and reason, questions, problems, rows."""
    return {
        "schema": SCHEMA,
        "app": APP,
        "sheets": [_sheet(draft, index) for index in range(len(draft.sheets))],
    }


def _sheet(draft: Draft, index: int) -> dict[str, Json]:
    from cxdesk.imports.service import balance

    plan = draft.sheets[index].plan
    rows = balance(draft, index)
    return {
        "file": plan.file,
        "sheet": plan.sheet,
        "table": plan.table,
        "also": list(plan.also),
        "recognised_as": plan.recognised_as,
        "verdict": plan.verdict,
        "header_row": plan.header_row,
        "mapping": [
            {
                "column": column.column,
                "field": column.field,
                "score": column.score,
                "reason": column.reason,
                "format": column.format,
                "samples": list(column.samples),
            }
            for column in plan.mapping
        ],
        "questions": [_question(question) for question in plan.questions],
        "problems": [problem_json(problem) for problem in rows.problems],
        "rows": rows.rows_in,
        "rows_kept": rows.kept,
        "left_out": dict(rows.left_out),
    }


def _question(question: Question) -> dict[str, Json]:
    return {
        "id": question.id,
        "column": question.column,
        "about": question.about,
        "text": question.text,
        "why": question.why,
        "also": list(question.also),
        "options": [{"value": option.value, "words": option.words} for option in question.options],
        "likely": question.likely,
        "answer": question.answer,
    }


def source_json(source: Source) -> dict[str, Json]:
    """One sheet read as one table, with its row balance."""
    return {
        "file": source.file,
        "sheet": source.sheet,
        "table": source.table,
        "recognised_as": source.recognised_as,
        "rows_in": source.rows_in,
        "rows_kept": source.rows_kept,
        "left_out": dict(source.left_out),
        "header_row": source.header_row,
        "notes": list(source.notes),
    }


def problem_json(problem: Problem) -> dict[str, Json]:
    """One finding with its place."""
    return {
        "kind": problem.kind,
        "severity": problem.severity.value,
        "message": problem.message,
        "file": problem.file,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "found": problem.found,
        "expected": problem.expected,
        "count": problem.count,
    }


def _kpi(result: KpiResult) -> dict[str, Json]:
    return {
        "id": result.id,
        "name": result.name,
        "group": result.group,
        "value": result.value,
        "unit": result.unit.value,
        "better": result.better.value,
        "n": result.n,
        "numerator": whole(result.numerator),
        "denominator": whole(result.denominator),
        "low": result.low,
        "high": result.high,
        "target": result.target,
        "tolerance": result.tolerance,
        "status": result.status.value,
        "certain": result.certain,
        "reason": result.reason,
        "judged": result.judged,
        "index": result.index,
        "attainment": result.attainment,
        "target_segment": _target_segment(result),
        "pending": result.pending,
        "notes": list(result.notes),
        "currency": result.currency or None,
        "change": _change(result.change),
    }


def _target_segment(result: KpiResult) -> dict[str, Json] | None:
    """The segment whose own target counts, where the report is filtered to it."""
    if result.target_segment is None:
        return None
    return {"dimension": dimension_title(result.target_segment[0]), "segment": result.target_segment[1]}


def _change(change: Change) -> dict[str, Json]:
    return {
        "previous": change.previous,
        "low": change.low,
        "high": change.high,
        "p": change.p,
        "verdict": change.verdict.value,
        "tested": change.tested,
        "note": change.note,
    }


def _point(point: Point) -> dict[str, Json]:
    return {
        "id": point.id,
        "start": point.start.isoformat(),
        "value": point.value,
        "n": point.n,
        "low": point.low,
        "high": point.high,
        "numerator": whole(point.numerator),
        "denominator": whole(point.denominator),
        "filling": point.filling,
        "too_few": point.too_few,
        "target": point.target,
        "status": point.status.value,
    }


def _segment(cell: Segment) -> dict[str, Json]:
    return {
        "id": cell.id,
        "dimension": dimension_title(cell.dimension),
        "segment": cell.segment,
        "value": cell.value,
        "n": cell.n,
        "low": cell.low,
        "high": cell.high,
        "numerator": whole(cell.numerator),
        "denominator": whole(cell.denominator),
        "status": cell.status.value,
        "target": cell.target,
        "tolerance": cell.tolerance,
        "own_target": cell.own_target,
    }


def _limits(limits: Limits) -> dict[str, Json]:
    return {
        "id": limits.id,
        "centre": limits.centre,
        "low": limits.low,
        "high": limits.high,
        "trial": limits.trial,
        "points": limits.points,
        "assurance": limits.assurance.value,
        "signals": [day.isoformat() for day in limits.signals],
        "per_step": None if limits.per_step is None else [list(pair) for pair in limits.per_step],
    }
