"""What stands behind a report's numbers: rows, distributions, tables with their measures, segments on demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.periods import Period
from cxdesk.common.progress import beat
from cxdesk.kpis.axes import labels_of, segments, total
from cxdesk.kpis.balance import RowBalance, balances
from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.kpis.choice import measures_used, resolved
from cxdesk.kpis.evaluate import evaluate, part_of
from cxdesk.kpis.groups import Groups, Where
from cxdesk.kpis.health import scores
from cxdesk.kpis.health import table_of as health_table
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.nodes import Agreed, Either, Expression, Health, Mean, Over, Quantile
from cxdesk.kpis.nodes import Where as WhereNode
from cxdesk.kpis.rows import rows_behind
from cxdesk.kpis.values import Values
from cxdesk.measures.catalogue import MEASURES
from cxdesk.measures.store import MeasureStore
from cxdesk.report.judging import Judge
from cxdesk.report.records import Segment
from cxdesk.tables.fields import EXTRA

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class RowsView:
    """Rows of a table behind a number, in the table's order.

    `frame` has the source columns (with `_source` and `_row`), `values` the measure's value of each row (NaN where
    the KPI has none), `counted` whether the row is in the numerator.
    """

    table: str
    frame: pd.DataFrame
    values: Floats
    counted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.frame)


@dataclass(frozen=True, kw_only=True, eq=False)
class SegmentValues:
    """KPIs by one dimension; arrays of `values` have one entry a label ("" = blank)."""

    dimension: str
    labels: tuple[str, ...]
    values: dict[str, Values]


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """Answers questions about a report after it was made; what it computes it keeps."""

    store: MeasureStore
    judging: Judge
    kept: dict[str, SegmentValues] = field(default_factory=dict, repr=False)

    def judged_by(self, judging: Judge) -> Evidence:
        """The same evidence under other targets; what was computed is shared."""
        return Evidence(store=self.store, judging=judging, kept=self.kept)

    @property
    def period(self) -> Period | None:
        """The period asked for, or None for everything."""
        return self.judging.query.period

    def rows(
        self, kpi_id: str, *, start: date | None = None, dimension: str | None = None, segment: str | None = None
    ) -> RowsView:
        """Rows behind a KPI in the report's period, in the step that begins on `start`, or in a segment ("" = blank).

        No rows for KPIs that have none of their own, such as products of other KPIs, nor while agents' figures are
        hidden those that are members of the team.

        Raises:
            KeyError: no KPI of that id.
        """
        where = None if dimension is None else (dimension, segment or "")
        kpi, filters = by_id(kpi_id), self.judging.query.filters
        if isinstance(kpi.value, Health):
            return self._accounts(kpi.value, self._step(start), where)
        found = rows_behind(kpi, self.store, period=self._step(start), filters=filters, segment=where)
        if found is None or self.withheld(found.table) or (where and self.store.dataset.hides(where[0])):
            table = "" if found is None else found.table
            return RowsView(table=table, frame=pd.DataFrame(), values=np.empty(0), counted=np.empty(0, dtype=np.bool_))
        return RowsView(
            table=found.table,
            frame=self.store.frame(found.table).iloc[found.positions],
            values=np.asarray(found.values, dtype=np.float64),
            counted=np.asarray(found.in_numerator, dtype=np.bool_),
        )

    def withheld(self, table: str) -> bool:
        """Whether rows of a table are members of the team, and so not shown one by one."""
        hidden = self.store.dataset.hidden
        return hidden is not None and table in hidden.tables

    def _accounts(self, node: Health, period: Period | None, segment: tuple[str, str] | None) -> RowsView:
        """Accounts with the metrics that their health is the mean of; in the numerator those that have enough."""
        run = Groups(self.store, total(period), _narrowed(self.judging.query.filters, segment))
        frame = health_table(scores(node, run, (), part_of))
        values = frame[f"{EXTRA}Health"].to_numpy(dtype=np.float64)
        return RowsView(table="accounts", frame=frame, values=values * 100, counted=~np.isnan(values))

    def balances(self, kpi_id: str) -> tuple[RowBalance, ...]:
        """Where each row went for a KPI in the report's period, one a measure; () for what counts no rows.

        Raises:
            KeyError: no KPI of that id.
        """
        return balances(by_id(kpi_id), self.store, period=self.period, filters=self.judging.query.filters)

    def distribution(self, kpi_id: str) -> Floats | None:
        """Single values behind a mean or quantile in the report's period, ascending, in the KPI's unit.

        None for shares, counts and everything else that has no distribution, and without data.

        Raises:
            KeyError: no KPI of that id.
        """
        kpi = by_id(kpi_id)
        found = self._sampled(kpi.value)
        if found is None:
            return None
        measure, where = found
        if self.store.missing(measure) is not None or self.store.spec(measure).kind == "binary":
            return None
        values, first = Groups(self.store, total(self.period), self.judging.query.filters).ordered(measure, where)
        inside = values[first[0] : first[1]]
        return inside * kpi.scale if len(inside) else None

    def table(self, name: str) -> pd.DataFrame:
        """A table's counted rows under the filters, of all dates, with its measures as further columns."""
        frame = self.store.frame(name)
        if self.withheld(name):
            return frame.iloc[:0]
        measures = {
            spec.name: self.store.at(spec.name) if spec.kind == "instant" else self.store.values(spec.name)
            for spec in MEASURES
            if spec.table == name and self.store.missing(spec.name) is None
        }
        added = pd.DataFrame({key: column for key, column in measures.items() if key not in frame}, index=frame.index)
        mask = Groups(self.store, total(None), self.judging.query.filters).mask(name)
        joined = pd.concat([frame, added], axis=1)
        return joined if mask is None else joined[mask]

    def split(self, kpi_id: str, dimension: str) -> tuple[Segment, ...]:
        """One KPI by one dimension over the report's period; empty where its tables do not know the dimension.

        Raises:
            KeyError: no KPI of that id.
        """
        beat()
        return self.segments_of(by_id(kpi_id), self.by(dimension))

    def by(self, dimension: str) -> SegmentValues:
        """All KPIs by one dimension."""
        if dimension not in self.kept:
            labels = () if self.store.dataset.hides(dimension) else labels_of(self.store, dimension)
            axis, filters = segments(dimension, self.period, labels), self.judging.query.filters
            values = evaluate(CATALOGUE, self.store, axis, filters=filters) if labels else {}
            self.kept[dimension] = SegmentValues(dimension=dimension, labels=labels, values=values)
        return self.kept[dimension]

    def segments_of(self, kpi: Kpi, part: SegmentValues) -> tuple[Segment, ...]:
        """One KPI's segments, judged; empty where it has no data or its tables do not know the dimension."""
        if not part.labels or part.values[kpi.id].reason is not None or not self._knows(kpi, part.dimension):
            return ()
        return self.judging.segments(part.dimension, part.labels, kpi, part.values[kpi.id], part.values["volume"])

    def _knows(self, kpi: Kpi, dimension: str) -> bool:
        used = measures_used(kpi.value, self.store)
        return all(self.store.missing_key(self.store.spec(name).table, dimension) is None for name in used)

    def _step(self, start: date | None) -> Period | None:
        """The step's period, cut as the series cuts it."""
        query, period = self.judging.query, self.judging.period
        if start is None:
            return query.period
        step = query.calendar.step_of(start, query.grain)
        first = step.start if query.history or query.period is None else max(step.start, period.start)
        return Period(start=first, end=min(step.end, period.end))

    def _sampled(self, node: Expression, where: Where = ()) -> tuple[str, Where] | None:
        match node:
            case Mean(measure) | Quantile(measure):
                return measure, where
            case WhereNode(operand, name, values):
                return self._sampled(operand, (*where, (name, values)))
            case Over():
                return self._sampled(node.operand, where)
            case Either() | Agreed():
                return self._sampled(resolved(node, self.store), where)
            case _:
                return None


def _narrowed(filters: Mapping[str, tuple[str, ...]], segment: tuple[str, str] | None) -> Mapping[str, tuple[str, ...]]:
    """Filters and a segment together; a segment that the filters leave out is empty."""
    if segment is None:
        return filters
    dimension, label = segment
    return {**filters, dimension: (label,) if label in filters.get(dimension, (label,)) else ()}
