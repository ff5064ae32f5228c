"""Values against targets: KPIs over the period, their segments and the steps of their series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from cxdesk.common.periods import Period
from cxdesk.kpis.choice import measures_used
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.values import Cell, Values
from cxdesk.measures.store import MeasureStore
from cxdesk.report.records import KpiResult, Point, Query, Segment
from cxdesk.report.steps import last_day
from cxdesk.targets import status
from cxdesk.targets.book import benchmark, in_force, of_segments, on_scale
from cxdesk.targets.target import Status, Target, TargetBook

Range = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Judge:
    """The targets in force at the end of a query's period.

    `dateless` are KPIs whose rows bear no dates: nobody knows how long a time their values are about.
    """

    book: TargetBook
    query: Query
    period: Period
    dateless: frozenset[str] = frozenset()

    @cached_property
    def filtered(self) -> tuple[tuple[str, str], ...]:
        """Segments that the whole report is about: dimensions filtered to exactly one value."""
        return tuple(
            (dimension, values[0])
            for dimension, values in self.query.filters.items()
            if len({value.casefold() for value in values}) == 1
        )

    @cached_property
    def last(self) -> date:
        """The day whose targets count for the period."""
        return last_day(self.period, self.query.calendar)

    def own(self, kpi: Kpi, segment: tuple[str, str] | None = None, day: date | None = None) -> Target | None:
        """The target of the segment's own, else of the segment that the report is filtered to; as it was set."""
        when = self.last if day is None else day
        found = None if segment is None else of_segments(self.book, kpi.id, when, (segment,))
        return found or of_segments(self.book, kpi.id, when, self.filtered)

    def target(
        self, kpi: Kpi, scale: Range | None, segment: tuple[str, str] | None = None, day: date | None = None
    ) -> Target | None:
        """The KPI's target in force, on the data's scale; for a segment its own, else the one of the whole."""
        own = self.own(kpi, segment, day)
        if own is not None:
            return None if own.value is None else on_scale(own, scale)
        return in_force(self.book, kpi, self.last if day is None else day, self.query.conventions, scale)

    def result(self, kpi: Kpi, values: Values, volume: float | None) -> KpiResult:
        """One KPI over the period with target, status, index and attainment; its change comes later."""
        conventions, cell = self.query.conventions, values.cell(0)
        target, own = self.target(kpi, values.scale_range), self.own(kpi)
        aim = None if target is None else target.value
        tolerance = None if target is None or aim is None else status.tolerance_of(kpi, target, volume)
        judged = self._judged(kpi, cell.value)
        found = self._status(kpi, cell, target, volume)
        low, high = self._judged(kpi, cell.low), self._judged(kpi, cell.high)
        certain = found in (Status.MET, Status.NEAR, Status.MISSED)
        yardstick = benchmark(self.book, kpi, conventions, values.scale_range)
        return KpiResult(
            id=kpi.id,
            name=kpi.name,
            group=kpi.group.value,
            unit=kpi.unit,
            better=kpi.better_under(conventions),
            value=cell.value,
            n=cell.n,
            numerator=cell.numerator,
            denominator=cell.denominator,
            low=cell.low,
            high=cell.high,
            target=aim,
            tolerance=tolerance,
            status=found,
            certain=certain and status.is_certain(kpi, low, high, aim, conventions, tolerance or 0.0),
            reason=cell.reason,
            judged=None if judged == cell.value else judged,
            index=None if aim is None else status.benchmark_index(kpi, judged, yardstick),
            attainment=status.attainment(kpi, judged, aim, conventions),
            target_segment=None if own is None else own.segment,
            notes=values.notes if cell.value is not None else (),
            currency=values.currency,
        )

    def segments(
        self, dimension: str, labels: tuple[str, ...], kpi: Kpi, values: Values, volume: Values
    ) -> tuple[Segment, ...]:
        """One KPI in all segments of a dimension that hold any row of it."""
        return tuple(
            self._segment((dimension, label), kpi, cell, values.scale_range, whole.value)
            for label, cell, whole in zip(labels, values.cells, volume.cells, strict=True)
            if cell.value is not None or cell.n > 0
        )

    def _segment(
        self, segment: tuple[str, str], kpi: Kpi, cell: Cell, scale: Range | None, volume: float | None
    ) -> Segment:
        target, own = self.target(kpi, scale, segment), self.own(kpi, segment)
        return Segment(
            id=kpi.id,
            dimension=segment[0],
            segment=segment[1],
            value=cell.value,
            n=cell.n,
            low=cell.low,
            high=cell.high,
            numerator=cell.numerator,
            denominator=cell.denominator,
            status=self._status(kpi, cell, target, volume),
            target=None if target is None else target.value,
            tolerance=None if target is None or target.value is None else status.tolerance_of(kpi, target, volume),
            own_target=own is not None and own.segment is not None and own.segment[0] == segment[0],
        )

    def points(
        self, kpi: Kpi, points: Sequence[Point], scale: Range | None, volumes: Mapping[date, float | None]
    ) -> tuple[Point, ...]:
        """Points of one KPI, each judged by the target in force at its step's end.

        `volumes` are the ticket counts of the steps, from which the tolerance of net_flow follows.
        """
        alone = replace(self, book=self._alone(kpi))
        always = None if alone.book.targets else alone.target(kpi, scale)  # the default knows no days
        out = []
        for point in points:
            target = alone.target(kpi, scale, day=self.step_end(point.start)) if alone.book.targets else always
            cell = Cell(value=point.value, n=point.n)
            period = self.step(point.start) if kpi.target_per is not None else None
            out.append(
                replace(
                    point,
                    target=None if target is None else target.value,
                    status=self._status(kpi, cell, target, volumes.get(point.start), period),
                )
            )
        return tuple(out)

    def step_end(self, start: date) -> date:
        """Last day, inside the period, of the step that begins on `start`."""
        calendar = self.query.calendar
        return min(calendar.step(start, self.query.grain) - timedelta(days=1), self.last)

    def step(self, start: date) -> Period:
        """The step's span, cut as the series cuts it."""
        query = self.query
        step = query.calendar.step_of(start, query.grain)
        first = step.start if query.history or query.period is None else max(step.start, self.period.start)
        return Period(start=first, end=min(step.end, self.period.end))

    def _alone(self, kpi: Kpi) -> TargetBook:
        """The part of the book that is about one KPI: steps ask it often."""
        return TargetBook(targets=tuple(target for target in self.book.targets if target.kpi == kpi.id))

    def _judged(self, kpi: Kpi, value: float | None, period: Period | None = None) -> float | None:
        if value is None or (kpi.id in self.dateless and kpi.target_per is not None):
            return None
        return status.judged_value(kpi, value, self.period if period is None else period, self.query.calendar)

    def _status(
        self, kpi: Kpi, cell: Cell, target: Target | None, volume: float | None, period: Period | None = None
    ) -> Status:
        conventions, judged = self.query.conventions, self._judged(kpi, cell.value, period)
        if cell.value is not None and judged is None:  # shorter than the target's unit of time, or of unknown length
            return Status.TOO_FEW if status.too_few(kpi, cell.n, conventions) else Status.NO_TARGET
        return status.judge(kpi, judged, cell.n, target, conventions, volume=volume)


def is_dateless(kpi: Kpi, store: MeasureStore) -> bool:
    """Whether no row behind the KPI bears a date, as where customers are only flagged as lost."""
    names = [name for name in measures_used(kpi.value, store) if store.missing(name) is None]
    return bool(names) and all(bool(np.isnat(store.dates(name)).all()) for name in names)


def in_use(results: Mapping[str, KpiResult]) -> frozenset[str]:
    """KPIs with a value and a target."""
    return frozenset(
        kpi_id for kpi_id, result in results.items() if result.value is not None and result.target is not None
    )
