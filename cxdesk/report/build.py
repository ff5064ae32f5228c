"""One query over one dataset gives one report: an expensive evaluation first, then a cheap judgement by the targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cxdesk import VERSION
from cxdesk.common.periods import Period, from_utc
from cxdesk.common.problems import Problem
from cxdesk.common.progress import SILENT, Progress, heard
from cxdesk.common.units import Unit
from cxdesk.insight.change import Compared, Comparison, changes
from cxdesk.insight.limits import Series, possible_range, process_limits, with_assurance
from cxdesk.insight.records import Change, Limits
from cxdesk.kpis.axes import Axis, steps, total
from cxdesk.kpis.begin import begin_of
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.kpis.catalogue import by_id as by_id_of
from cxdesk.kpis.evaluate import evaluate, undated
from cxdesk.kpis.groups import Groups
from cxdesk.kpis.kpi import Group, Kpi
from cxdesk.kpis.needs import walk
from cxdesk.kpis.nodes import Mean, OfStanding, Trailing
from cxdesk.kpis.values import Values
from cxdesk.measures.store import MeasureStore
from cxdesk.report.evidence import Evidence
from cxdesk.report.headline import Said, headline, insights, subline
from cxdesk.report.hidden import shown_book, shown_query
from cxdesk.report.judging import Judge, in_use, is_dateless
from cxdesk.report.records import KpiResult, Point, Query, Report, Segment
from cxdesk.report.reviews import REVIEW_RATE, Reviews, rate_points, rate_values, reviews_of, unknown_problem
from cxdesk.report.steps import (
    Steps,
    complete_steps,
    everything_period,
    filling_steps,
    pending_counts,
    pending_words,
    steps_of,
    tail,
)
from cxdesk.report.stores import store_of
from cxdesk.tables.dataset import Dataset
from cxdesk.targets.status import comparable, is_sampled, too_few
from cxdesk.targets.target import Target, TargetBook

Bools = NDArray[np.bool_]

APP = f"cxdesk {VERSION}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation:
    """Everything about a query that does not depend on targets.

    `series` has no targets yet; `points` are those last judged by the targets of `judged`, kept so that an edit of
    one KPI's target judges only its own points anew. `dateless` are KPIs whose rows bear no dates. `said` is what of
    the question could not be answered: the query is the one without it.
    """

    dataset: Dataset
    query: Query
    period: Period
    previous: Period | None
    evidence: Evidence
    totals: Mapping[str, Values]
    pending: Mapping[str, tuple[int, str]]
    series: Mapping[str, tuple[Point, ...]]
    scales: Mapping[str, tuple[float, float]]
    limits: tuple[Limits, ...]
    compared: Mapping[str, Compared]
    undated: Mapping[str, int]
    dateless: frozenset[str]
    said: tuple[Problem, ...] = ()
    judged: dict[str, tuple[Target, ...]] = field(default_factory=dict, repr=False)
    points: dict[str, tuple[Point, ...]] = field(default_factory=dict, repr=False)

    @property
    def store(self) -> MeasureStore:
        """The measures behind it."""
        return self.evidence.store


def build_report(dataset: Dataset, query: Query, book: TargetBook, progress: Progress = SILENT) -> Report:
    """Evaluate a query and judge it by the targets.

    Raises:
        Cancelled: the user stopped the work.
    """
    return judge(evaluate_query(dataset, query, progress), book)


def evaluate_query(dataset: Dataset, query: Query, progress: Progress = SILENT) -> Evaluation:
    """The expensive part: values, series, segments, comparisons, process limits.

    Raises:
        Cancelled: the user stopped the work.
    """
    with heard(progress) as told:
        return _evaluated(dataset, *shown_query(dataset, query), told)


def _evaluated(dataset: Dataset, query: Query, said: tuple[Problem, ...], progress: Progress) -> Evaluation:
    store = store_of(dataset, query)
    period = query.period or everything_period(store, query.calendar)
    previous = None if query.period is None else query.calendar.previous(period)
    work = _Work(store, query, progress)
    totals = work.values("this period", total(query.period))
    course = _series(work, steps_of(store, query, period))
    evidence = Evidence(store=store, judging=Judge(book=TargetBook(), query=query, period=period))
    for dimension in query.splits:
        work.tell(f"by {dimension.replace('_', ' ')}")
        evidence.by(dimension)
    compared = {} if previous is None else _compared(work, totals, period, previous)
    run = Groups(store, total(query.period), query.filters)
    pending = {kpi.id: int(pending_counts(kpi, run)[0]) for kpi in work.with_data(totals)}
    return Evaluation(
        dataset=dataset,
        query=query,
        period=period,
        previous=previous,
        evidence=evidence,
        totals=totals,
        pending={kpi.id: (pending[kpi.id], pending_words(kpi, pending[kpi.id], run)) for kpi in work.with_data(totals)},
        series=course.points,
        scales=course.scales,
        limits=course.limits,
        compared=compared,
        undated={} if query.period is None else undated(store, query.filters),
        dateless=frozenset(kpi.id for kpi in work.with_data(totals) if is_dateless(kpi, store)),
        said=said,
    )


def judge(evaluation: Evaluation, book: TargetBook) -> Report:
    """The cheap part: targets, statuses, verdicts, sentences. Takes milliseconds, for edits of targets."""
    query, store = evaluation.query, evaluation.store
    reviews = reviews_of(book, evaluation.dataset.tables.get("reviews"))  # whoever a target is for, it was reviewed
    book, left = shown_book(evaluation.dataset, book)
    judging = Judge(book=book, query=query, period=evaluation.period, dateless=evaluation.dateless)
    evidence = evaluation.evidence.judged_by(judging)
    series = _points(evaluation, judging, reviews)
    results = _results(evaluation, judging, reviews)
    limits = _assured(evaluation, results)
    said = _said(evaluation, results, limits, series)
    as_of = store.as_of
    return Report(
        app=APP,
        as_of=evaluation.period.end if np.isnat(as_of) else from_utc(as_of),
        query=query,
        period=evaluation.period,
        everything=query.period is None,
        kpis=results,
        series=series,
        splits=_splits(evaluation, evidence),
        limits=limits,
        insights=insights(said),
        headline=headline(said),
        subline=subline(said),
        sources=evaluation.dataset.sources,
        problems=(*evaluation.said, *left, *evaluation.dataset.problems, *unknown_problem(reviews)),
        undated=evaluation.undated,
        reviewed=reviews.ids(query.period),
        evidence=evidence,
        dated=said.dated,
    )


def _said(
    evaluation: Evaluation, results: Sequence[KpiResult], limits: Sequence[Limits], series: Sequence[Point]
) -> Said:
    query = evaluation.query
    return Said(
        results=results,
        limits=limits,
        period=evaluation.period,
        previous=evaluation.previous,
        everything=query.period is None,
        series=series,
        calendar=query.calendar,
        grain=query.grain,
        undated=sum(evaluation.undated.values()),
        dated=evaluation.store.everything() is not None,
    )


class _Work:
    """Evaluations of the whole catalogue, one group of KPIs after the other, so that the user can stop."""

    def __init__(self, store: MeasureStore, query: Query, progress: Progress) -> None:
        self.store, self.query, self._progress = store, query, progress
        clipped = query.period is not None and not query.history
        self._stages = 3 + clipped + len(query.splits)
        self._done = 0

    def values(self, text: str, axis: Axis, *, intervals: bool = True) -> dict[str, Values]:
        """Values of all KPIs over an axis."""
        out: dict[str, Values] = {}
        for group in Group:
            kpis = [kpi for kpi in CATALOGUE if kpi.group is group]
            self.tell(f"{group.value}, {text}")
            out |= evaluate(kpis, self.store, axis, filters=self.query.filters, intervals=intervals)
        self._done += 1
        return {kpi.id: out[kpi.id] for kpi in CATALOGUE}

    def tell(self, text: str) -> None:
        """Report where the work stands; raises where the user stopped it."""
        self._progress.report(min(self._done, self._stages), self._stages, text)

    @staticmethod
    def with_data(values: Mapping[str, Values]) -> Iterator[Kpi]:
        """KPIs that have rows, or a value, in any group."""
        return (kpi for kpi in CATALOGUE if _has_data(values[kpi.id]))


def _has_data(values: Values) -> bool:
    return values.reason is None and bool(np.any(values.n > 0) or np.isfinite(values.value).any())


@dataclass(frozen=True, kw_only=True)
class _Course:
    """The series of all KPIs with data, not judged yet; the score ranges of their means; process limits."""

    points: Mapping[str, tuple[Point, ...]]
    scales: Mapping[str, tuple[float, float]]
    limits: tuple[Limits, ...]


def _series(work: _Work, axis: Steps) -> _Course:
    """Points of the report's steps, and process limits from all steps up to the period's end."""
    buckets = axis.buckets
    full = work.values("over time", steps(buckets))
    shown, values = tail(buckets, axis.first), full
    if axis.clipped is not None:
        shown, values = axis.clipped, work.values("in the period's steps", steps(axis.clipped))
    run = Groups(work.store, steps(buckets), work.query.filters)
    points: dict[str, tuple[Point, ...]] = {}
    scales = {}
    limits = []
    for kpi in work.with_data(full):
        filling = filling_steps(kpi, work.store, axis, pending_counts(kpi, run))
        limits.append(_limits(kpi, full[kpi.id], axis, filling, work))
        offset = len(values[kpi.id].n) - len(shown)
        points[kpi.id] = tuple(
            _point(kpi, values[kpi.id], offset + i, start, work.query, filling=bool(filling[axis.first + i]))
            for i, start in enumerate(shown.starts)
        )
        scale = full[kpi.id].scale_range
        if scale is not None:
            scales[kpi.id] = scale
    return _Course(points=points, scales=scales, limits=tuple(found for found in limits if found is not None))


def _point(kpi: Kpi, values: Values, index: int, start: date, query: Query, *, filling: bool) -> Point:
    cell = values.cell(index)
    return Point(
        id=kpi.id,
        start=start,
        value=cell.value,
        n=cell.n,
        low=cell.low,
        high=cell.high,
        numerator=cell.numerator,
        denominator=cell.denominator,
        filling=filling,
        too_few=cell.value is not None and too_few(kpi, cell.n, query.conventions),
    )


def _limits(kpi: Kpi, values: Values, axis: Steps, filling: Bools, work: _Work) -> Limits | None:
    conventions = work.query.conventions
    if any(isinstance(node, Trailing | OfStanding) for node in walk(kpi.value)):
        return None  # each step repeats most of the one before: what varies is no process
    series = Series(
        starts=axis.buckets.starts,
        values=values.value,
        complete=complete_steps(kpi, work.store, axis, filling),
        n=values.n,
        share=kpi.unit is Unit.PERCENT and isinstance(kpi.value, Mean),
        possible=possible_range(kpi, values.scale_range, conventions),
    )
    return process_limits(kpi.id, series, conventions.min_sample if is_sampled(kpi) else 0)


def _compared(work: _Work, totals: Mapping[str, Values], period: Period, previous: Period) -> dict[str, Compared]:
    """Each KPI with a value against the period before, where that is covered by its data."""
    store, out = work.store, {}
    covered = [kpi for kpi in work.with_data(totals) if begin_of(kpi.value, store).covers(previous)]
    before = work.values("the period before", total(previous), intervals=False) if covered else {}
    comparison = Comparison(store, period, previous, work.query.filters)
    for kpi in covered:
        was, now = before[kpi.id].cell(0), totals[kpi.id].cell(0)
        if was.value is None or now.value is None:
            continue
        work.tell(f"{kpi.name}, compared")
        difference, note = comparison.of(kpi)
        out[kpi.id] = Compared(value=now.value, previous=was.value, difference=difference, note=note)
    return out


def _points(evaluation: Evaluation, judging: Judge, reviews: Reviews) -> tuple[Point, ...]:
    """The whole series, judged by the target in force at each step's end; reviews of targets last."""
    targets: dict[str, list[Target]] = {}
    for target in judging.book.targets:
        targets.setdefault(target.kpi, []).append(target)
    volumes = {point.start: point.value for point in evaluation.series.get("volume", ())}
    for kpi_id, points in evaluation.series.items():
        own = tuple(targets.get(kpi_id, ()))
        if evaluation.judged.get(kpi_id) != own or kpi_id not in evaluation.points:
            kpi = by_id_of(kpi_id)
            evaluation.points[kpi_id] = judging.points(kpi, points, evaluation.scales.get(kpi_id), volumes)
            evaluation.judged[kpi_id] = own
    judged = tuple(point for kpi_id in evaluation.series for point in evaluation.points[kpi_id])
    as_of = evaluation.store.as_of
    rates = rate_points(reviews, judging, judged, as_of)
    return (*judged, *judging.points(by_id_of(REVIEW_RATE), rates, None, {}))


def _results(evaluation: Evaluation, judging: Judge, reviews: Reviews) -> tuple[KpiResult, ...]:
    """Every KPI of the catalogue with its target, status and change."""
    totals = evaluation.totals
    volume = totals["volume"].cell(0).value
    results = {kpi.id: judging.result(kpi, totals[kpi.id], volume) for kpi in CATALOGUE}
    rate = rate_values(reviews, judging, results)
    results[REVIEW_RATE] = judging.result(by_id_of(REVIEW_RATE), rate, volume)
    found = changes(CATALOGUE, evaluation.compared, in_use(results), evaluation.query.conventions)
    nothing = (0, "")
    return tuple(
        replace(
            result,
            change=found.get(kpi_id, Change()),
            pending=evaluation.pending.get(kpi_id, nothing)[0],
            pending_words=evaluation.pending.get(kpi_id, nothing)[1],
        )
        for kpi_id, result in results.items()
    )


def _assured(evaluation: Evaluation, results: tuple[KpiResult, ...]) -> tuple[Limits, ...]:
    """Process limits against the targets; none where the target is stated for another length of time than a step."""
    by_id = {result.id: result for result in results}
    out = []
    for limits in evaluation.limits:
        kpi, result = by_id_of(limits.id), by_id[limits.id]
        compared = comparable(kpi, evaluation.query.grain) and not kpi.nearest_zero
        out.append(with_assurance(limits, result.target if compared else None, result.better))
    return tuple(out)


def _splits(evaluation: Evaluation, evidence: Evidence) -> tuple[Segment, ...]:
    """Segments of every KPI whose tables know the dimension, for the splits asked for."""
    parts = [evidence.by(dimension) for dimension in evaluation.query.splits]
    return tuple(segment for part in parts for kpi in CATALOGUE for segment in evidence.segments_of(kpi, part))
