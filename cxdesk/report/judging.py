"""Values against targets: KPIs over the period, and their segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cxdesk.common.periods import Period
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.values import Cell, Values
from cxdesk.report.records import KpiResult, Query, Segment
from cxdesk.report.steps import last_day
from cxdesk.targets import status
from cxdesk.targets.book import benchmark, in_force
from cxdesk.targets.target import Status, Target, TargetBook

Range = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Judge:
    """The targets in force at the end of a query's period."""

    book: TargetBook
    query: Query
    period: Period

    def target(self, kpi: Kpi, scale: Range | None) -> Target | None:
        """The KPI's target in force, on the data's scale."""
        day = last_day(self.period, self.query.calendar)
        return in_force(self.book, kpi, day, self.query.conventions, scale)

    def result(self, kpi: Kpi, values: Values, volume: float | None) -> KpiResult:
        """One KPI over the period with target, status, index and attainment; its change comes later."""
        conventions, cell = self.query.conventions, values.cell(0)
        target = self.target(kpi, values.scale_range)
        aim = None if target is None else target.value
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
            tolerance=None if target is None or aim is None else status.tolerance_of(kpi, target, volume),
            status=found,
            certain=certain and status.is_certain(kpi, low, high, aim, conventions),
            reason=cell.reason,
            judged=None if judged == cell.value else judged,
            index=None if aim is None else status.benchmark_index(kpi, judged, yardstick),
            attainment=status.attainment(kpi, judged, aim, conventions),
        )

    def segments(
        self, dimension: str, labels: tuple[str, ...], kpi: Kpi, values: Values, volume: Values
    ) -> tuple[Segment, ...]:
        """One KPI in all segments of a dimension that hold any row of it."""
        target = self.target(kpi, values.scale_range)
        found = []
        for i, label in enumerate(labels):
            cell = values.cell(i)
            if cell.value is None and cell.n == 0:
                continue
            found.append(
                Segment(
                    id=kpi.id,
                    dimension=dimension,
                    segment=label,
                    value=cell.value,
                    n=cell.n,
                    low=cell.low,
                    high=cell.high,
                    numerator=cell.numerator,
                    denominator=cell.denominator,
                    status=self._status(kpi, cell, target, volume.cell(i).value),
                )
            )
        return tuple(found)

    def _judged(self, kpi: Kpi, value: float | None) -> float | None:
        return None if value is None else status.judged_value(kpi, value, self.period, self.query.calendar)

    def _status(self, kpi: Kpi, cell: Cell, target: Target | None, volume: float | None) -> Status:
        conventions, judged = self.query.conventions, self._judged(kpi, cell.value)
        if cell.value is not None and judged is None:  # the period is shorter than the target's unit of time
            return Status.TOO_FEW if status.too_few(kpi, cell.n, conventions) else Status.NO_TARGET
        return status.judge(kpi, judged, cell.n, target, conventions, volume=volume)


def in_use(results: Mapping[str, KpiResult]) -> frozenset[str]:
    """KPIs with a value and a target."""
    return frozenset(
        kpi_id for kpi_id, result in results.items() if result.value is not None and result.target is not None
    )
