"""One query over one dataset gives one report: an expensive evaluation first, then a cheap judgement by the targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cxdesk import VERSION
from cxdesk.common.periods import Calendar, Grain, Period, from_utc, to_utc
from cxdesk.common.progress import SILENT, Progress
from cxdesk.common.units import Unit
from cxdesk.insight.change import Compared, Comparison, begin_of, changes
from cxdesk.insight.limits import Series, possible_range, process_limits, with_assurance
from cxdesk.insight.records import Change, Limits
from cxdesk.kpis.axes import Axis, steps, total
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.kpis.catalogue import by_id as by_id_of
from cxdesk.kpis.evaluate import evaluate, undated
from cxdesk.kpis.groups import Groups
from cxdesk.kpis.kpi import Group, Kpi
from cxdesk.kpis.nodes import Mean
from cxdesk.kpis.values import Values
from cxdesk.measures.measure import Settings
from cxdesk.measures.store import MeasureStore
from cxdesk.report.evidence import Evidence
from cxdesk.report.headline import Said, headline, insights, subline
from cxdesk.report.judging import Judge, in_use
from cxdesk.report.records import KpiResult, Point, Query, Report, Segment
from cxdesk.report.steps import (
    Steps,
    complete_steps,
    everything_period,
    filling_steps,
    is_over,
    pending_counts,
    pending_words,
    steps_of,
    tail,
)
from cxdesk.tables.dataset import Dataset
from cxdesk.targets.status import is_sampled, too_few
from cxdesk.targets.target import TargetBook

Bools = NDArray[np.bool_]

APP = f"cxdesk {VERSION}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation:
    """Everything about a query that does not depend on targets."""

    dataset: Dataset
    query: Query
    period: Period
    previous: Period | None
    evidence: Evidence
    totals: Mapping[str, Values]
    pending: Mapping[str, tuple[int, str]]
    series: tuple[Point, ...]
    limits: tuple[Limits, ...]
    compared: Mapping[str, Compared]
    undated: Mapping[str, int]

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
    store = store_of(dataset, query)
    period = query.period or everything_period(store, query.calendar)
    previous = None if query.period is None else query.calendar.previous(period)
    work = _Work(store, query, progress)
    totals = work.values("this period", total(query.period))
    series, limits = _series(work, steps_of(store, query, period))
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
        series=series,
        limits=limits,
        compared=compared,
        undated={} if query.period is None else undated(store, query.filters),
    )


def judge(evaluation: Evaluation, book: TargetBook) -> Report:
    """The cheap part: targets, statuses, verdicts, sentences. Takes milliseconds, for edits of targets."""
    query, store = evaluation.query, evaluation.store
    judging = Judge(book=book, query=query, period=evaluation.period)
    evidence = evaluation.evidence.judged_by(judging)
    results = _results(evaluation, judging)
    limits = _assured(evaluation, results)
    said = Said(
        results=results,
        limits=limits,
        period=evaluation.period,
        previous=evaluation.previous,
        everything=query.period is None,
        series=evaluation.series,
        calendar=query.calendar,
        grain=query.grain,
        undated=sum(evaluation.undated.values()),
    )
    as_of = store.as_of
    return Report(
        app=APP,
        as_of=evaluation.period.end if np.isnat(as_of) else from_utc(as_of),
        query=query,
        period=evaluation.period,
        everything=query.period is None,
        kpis=results,
        series=evaluation.series,
        splits=_splits(evaluation, evidence),
        limits=limits,
        insights=insights(said),
        headline=headline(said),
        subline=subline(said),
        sources=evaluation.dataset.sources,
        problems=evaluation.dataset.problems,
        undated=evaluation.undated,
        evidence=evidence,
    )


def last_complete_month(dataset: Dataset, calendar: Calendar) -> date | None:
    """First day of the last month that is over at the latest instant of the data; None where no month is."""
    store = _kept_store(dataset, Settings(calendar=calendar))
    earliest, latest = store.span()
    if np.isnat(latest):
        return None
    first = calendar.floor(calendar.local_day(latest), Grain.MONTH)
    after = calendar.step(first, Grain.MONTH)
    ends, days = np.array([to_utc(calendar.midnight(after))]), np.array([after], dtype="datetime64[D]")
    if not is_over(ends, days, latest, Grain.MONTH)[0]:
        first, after = calendar.step(first, Grain.MONTH, -1), first
    return first if to_utc(calendar.midnight(after)) > earliest else None


def store_of(dataset: Dataset, query: Query) -> MeasureStore:
    """The measures of a dataset under a query's settings."""
    as_of: datetime | None = query.as_of
    settings = Settings(
        conventions=query.conventions,
        calendar=query.calendar,
        business=query.business,
        calendars=query.calendars,
        limits=query.limits,
        sla=query.sla,
        as_of=None if as_of is None else to_utc(as_of),
    )
    return _kept_store(dataset, settings)


@lru_cache(maxsize=2)
def _kept_store(dataset: Dataset, settings: Settings) -> MeasureStore:
    """Stores of the datasets last asked about: another period or filter needs no measure again."""
    return MeasureStore(dataset, settings)


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


def _series(work: _Work, axis: Steps) -> tuple[tuple[Point, ...], tuple[Limits, ...]]:
    """Points of the report's steps, and process limits from all steps up to the period's end."""
    buckets = axis.buckets
    full = work.values("over time", steps(buckets))
    shown, values = tail(buckets, axis.first), full
    if axis.clipped is not None:
        shown, values = axis.clipped, work.values("in the period's steps", steps(axis.clipped))
    run = Groups(work.store, steps(buckets), work.query.filters)
    points: list[Point] = []
    limits = []
    for kpi in work.with_data(full):
        filling = filling_steps(kpi, work.store, axis, pending_counts(kpi, run))
        limits.append(_limits(kpi, full[kpi.id], axis, filling, work))
        offset = len(values[kpi.id].n) - len(shown)
        for i, start in enumerate(shown.starts):
            still = bool(filling[axis.first + i])
            points.append(_point(kpi, values[kpi.id], offset + i, start, work.query, filling=still))
    return tuple(points), tuple(found for found in limits if found is not None)


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
    covered = [kpi for kpi in work.with_data(totals) if begin_of(kpi, store).covers(previous)]
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


def _results(evaluation: Evaluation, judging: Judge) -> tuple[KpiResult, ...]:
    """Every KPI of the catalogue with its target, status and change."""
    totals = evaluation.totals
    volume = totals["volume"].cell(0).value
    results = {kpi.id: judging.result(kpi, totals[kpi.id], volume) for kpi in CATALOGUE}
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
        comparable = kpi.target_per in (None, evaluation.query.grain) and not kpi.nearest_zero
        out.append(with_assurance(limits, result.target if comparable else None, result.better))
    return tuple(out)


def _splits(evaluation: Evaluation, evidence: Evidence) -> tuple[Segment, ...]:
    """Segments of every KPI whose tables know the dimension, for the splits asked for."""
    parts = [evidence.by(dimension) for dimension in evaluation.query.splits]
    return tuple(segment for part in parts for kpi in CATALOGUE for segment in evidence.segments_of(kpi, part))
