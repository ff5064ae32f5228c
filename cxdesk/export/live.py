"""Live formulas: which cells of the workbook recompute themselves from the data sheets, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from cxdesk.common.periods import Buckets
from cxdesk.common.text import plural
from cxdesk.export.plain import dimension_title
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.formula_columns import TABLE_NAMES, HelperColumn, Sheets, columns_needed
from cxdesk.kpis.formulas import Formula, Scope, SegmentScope, StepScope, TotalScope, excel
from cxdesk.report.records import Report, Segment
from cxdesk.report.steps import steps_of, tail
from cxdesk.targets.target import Status

MOST_ROWS = 1_048_575  # of a sheet, below its header
# Rows that all live cells of one kind of sheet may look at together: what a spreadsheet program works out in seconds.
_MOST_LOOKS = 400_000_000
# An array formula (median, percentile, count of different values) copies its columns: above so many rows, a sheet full
# of them keeps LibreOffice busy for minutes. The Summary has few and keeps them.
_MOST_ARRAY_ROWS = 20_000


class Live:
    """Formulas of one workbook, and the helper columns that they read."""

    def __init__(self, report: Report, segments: Mapping[str, tuple[Segment, ...]], *, on: bool) -> None:
        self.store = report.evidence.store
        axis = steps_of(self.store, report.query, report.period)
        self.buckets: Buckets = axis.clipped or tail(axis.buckets, axis.first)
        self.tables = {table: name for table, name in TABLE_NAMES.items() if self.store.rows(table)}
        self.notes: list[str] = []
        self._kpis = [by_id(result.id) for result in report.kpis if result.status is not Status.NO_DATA]
        self._labels = {
            dimension: tuple(dict.fromkeys(cell.segment for cell in cells)) for dimension, cells in segments.items()
        }
        self.sheets = Sheets(
            store=self.store,
            period=report.query.period,
            buckets=self.buckets,
            filters=report.query.filters,
            splits=self._labels,
        )
        self.on = on and self._fits()
        self._arrays_on = self.on and self._arrays_affordable()
        self._steps_on = self.on and self._affordable("Trends", len(self._kpis) * len(self.buckets))
        self._splits_on = {
            dimension: self.on and self._affordable(f"Breakdown by {dimension_title(dimension)}", len(cells))
            for dimension, cells in segments.items()
        }

    @cached_property
    def helpers(self) -> dict[str, tuple[HelperColumn, ...]]:
        """Helper columns by table, one number a row of the exported table."""
        return columns_needed(self._kpis, self.sheets)

    def rows(self, table: str) -> int:
        """Rows that the table's sheet holds."""
        return min(len(self.sheets.positions(table)), MOST_ROWS)

    def scale(self, kpi_id: str) -> tuple[float, float] | None:
        """Range of the scores that a KPI averages, None where it averages none or several."""
        from cxdesk.kpis.needs import measures_of

        scores = [name for name in measures_of(by_id(kpi_id).value) if name.endswith("_score")]
        return self.store.scale(scores[0]) if scores and self.store.missing(scores[0]) is None else None

    def total(self, kpi_id: str) -> Formula | None:
        """Formula over the whole period."""
        return self._formula(kpi_id, TotalScope()) if self.on else None

    def step(self, kpi_id: str, step: int, cell: str) -> Formula | None:
        """Formula of one step, whose first day stands in `cell`."""
        return self._quick(kpi_id, StepScope(step=step, cell=cell)) if self._steps_on else None

    def segment(self, kpi_id: str, dimension: str, segment: str, cell: str) -> Formula | None:
        """Formula of one segment, whose code stands in `cell`."""
        if not self._splits_on.get(dimension, False):
            return None
        return self._quick(kpi_id, SegmentScope(dimension=dimension, segment=segment, cell=cell))

    def code(self, dimension: str, segment: str) -> int:
        """Number by which the data sheets know a segment."""
        return self.sheets.segment(dimension, segment)

    def _quick(self, kpi_id: str, scope: Scope) -> Formula | None:
        found = self._formula(kpi_id, scope)
        return None if found is not None and found.array and not self._arrays_on else found

    def _formula(self, kpi_id: str, scope: Scope) -> Formula | None:
        found = excel(by_id(kpi_id), scope, self.sheets)
        # A spreadsheet refuses a longer formula, and with it the whole file.
        return found if found is not None and len(found.text) <= 8_000 else None

    def _fits(self) -> bool:
        """Whether every row has a place on its sheet: formulas over a part of the rows would be wrong."""
        fits = True
        for table, name in self.tables.items():
            rows = len(self.sheets.positions(table))
            if rows > MOST_ROWS:
                fits = False
                self.notes.append(
                    f"{name}: only the first {MOST_ROWS:,} of {plural(rows, 'row')} fit on a sheet; every figure is"
                    " computed from all of them and stands as a value, not as a formula."
                )
        return fits

    def _most_rows(self) -> int:
        return max((self.rows(table) for table in self.tables), default=0)

    def _arrays_affordable(self) -> bool:
        rows = self._most_rows()
        if rows <= _MOST_ARRAY_ROWS:
            return True
        self.notes.append(
            "Trends and breakdowns: medians, percentiles and counts of different values over"
            f" {plural(rows, 'row')} would take a spreadsheet program minutes; they hold values instead of formulas."
        )
        return False

    def _affordable(self, sheet: str, cells: int) -> bool:
        rows = self._most_rows()
        if cells * rows <= _MOST_LOOKS:
            return True
        self.notes.append(
            f"{sheet}: {cells:,} cells over {plural(rows, 'row')} would take a spreadsheet program minutes; they hold"
            " values instead of formulas."
        )
        return False
