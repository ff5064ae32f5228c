"""Live formulas: which cells of the workbook recompute themselves from the data sheets, and with what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from cxdesk.common.periods import Buckets
from cxdesk.common.text import plural
from cxdesk.export import live_rows
from cxdesk.export.column_names import ColumnNames
from cxdesk.export.live_rows import RowFormula, Shown, followed, row_formula
from cxdesk.export.plain import dimension_title
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.formula_columns import averaged, columns_needed, made_tables, parts
from cxdesk.kpis.formula_sheets import TABLE_NAMES, HelperColumn, Sheets
from cxdesk.kpis.formulas import Formula, Scope, SegmentScope, StepScope, TotalScope, excel, of_segment
from cxdesk.kpis.health import known_parts
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.needs import own_measures
from cxdesk.kpis.nodes import Expression, Health, Over
from cxdesk.report.records import Report, Segment
from cxdesk.report.steps import steps_of, tail
from cxdesk.targets.target import Status

MOST_ROWS = 1_048_575  # of a sheet, below its header
# Rows that all live cells of one kind of sheet may look at together: what a spreadsheet program works out in seconds.
_MOST_LOOKS = 400_000_000
# An array formula (median, percentile, count of different values) copies its columns: above so many rows, a sheet full
# of them keeps LibreOffice busy for minutes. The Summary has few and keeps them.
_MOST_ARRAY_ROWS = 20_000
_MOST_ARRAY_LOOKS = 2_000_000  # of the array formulas of one table of segments
_MOST_FORMULAS = 5_000  # of all breakdowns together: more make a workbook slow to open on the machines people have
TRENDS = "Trends"


class Live:
    """Formulas of one workbook, and the helper columns that they read.

    `conventions` names the cells of conventions that formulas follow, `shown` gives a header as it may be shown.
    """

    def __init__(
        self,
        report: Report,
        segments: Mapping[str, tuple[Segment, ...]],
        *,
        on: bool,
        conventions: Mapping[str, str] | None = None,
        shown: Callable[[str], str] = str,
    ) -> None:
        self.store = report.evidence.store
        axis = steps_of(self.store, report.query, report.period)
        self.buckets: Buckets = axis.clipped or tail(axis.buckets, axis.first)
        self._kpis = [by_id(result.id) for result in report.kpis if result.status is not Status.NO_DATA]
        labels = {
            dimension: tuple(dict.fromkeys(cell.segment for cell in cells)) for dimension, cells in segments.items()
        }
        self.sheets = Sheets(
            store=self.store,
            period=report.query.period,
            buckets=self.buckets,
            filters=report.query.filters,
            splits=labels,
        )
        self.tables = {table: name for table, name in TABLE_NAMES.items() if self.sheets.holds(table)}
        self._names = ColumnNames((*segments, *report.query.filters), shown)
        self._said: list[str] = []
        self._totals: dict[str, Formula | None] = {}  # asked for by several sheets
        self._many_rows = 0  # of array formulas that were left out
        self._valued: dict[str, dict[str, None]] = {}  # by sheet, KPIs with cells without a formula there
        self._lively: set[tuple[str, str]] = set()  # sheets and KPIs with cells that have one
        self.on = on and self._fits()
        if self.on:
            cells = followed(conventions or {}, self.store, self.rows)
            self.sheets = replace(self.sheets, conventions=cells)
        self._steps_on = self.on and self._affordable(TRENDS, [(kpi.id, len(self.buckets)) for kpi in self._kpis])
        self._left = _MOST_FORMULAS  # formulas that breakdowns may still have
        self._splits_on = {dimension: self.on and self._broken_down(dimension, segments[dimension])
                           for dimension in segments}  # fmt: skip

    @cached_property
    def helpers(self) -> dict[str, tuple[HelperColumn, ...]]:
        """Helper columns by table, one number a row of the exported table."""
        return self._names.columns(columns_needed(self._kpis, self.sheets))

    @cached_property
    def made(self) -> dict[str, tuple[HelperColumn, ...]]:
        """Columns of the tables that no import gives, by their names in the workbook."""
        return self._names.columns(made_tables(self._kpis, self.sheets))

    @cached_property
    def health(self) -> Health | None:
        """How the health of accounts is worked out, where it has data."""
        found = [part for kpi in self._kpis for part in parts(kpi.value, self.store) if isinstance(part, Health)]
        return found[0] if found else None

    @cached_property
    def medians(self) -> tuple[tuple[Kpi, Over], ...]:
        """KPIs that are the median or mean of a value by segment."""
        return tuple(
            (kpi, part)
            for kpi in self._kpis
            for part in parts(kpi.value, self.store)
            if isinstance(part, Over) and part.how != "min" and not self.sheets.withholds(part)
        )

    @property
    def notes(self) -> list[str]:
        """Which figures stand as values, and why; complete once all sheets of figures are written."""
        notes = list(self._said)
        long = [name for table, name in self.tables.items() if self.rows(table) > live_rows.MOST_ROWS]
        if long and self.on:
            notes.append(
                f"Columns of measures hold values on sheets of over {live_rows.MOST_ROWS:,} rows: {', '.join(long)}."
            )
        if self._many_rows:
            notes.append(
                "Trends and breakdowns: medians, percentiles and counts of different values over"
                f" {plural(self._many_rows, 'row')} would take a spreadsheet program minutes; they hold values instead"
                " of formulas."
            )
        told = {sheet: ", ".join(self.valued(sheet)) for sheet in self._valued}
        notes += [f"{sheet}: values instead of formulas for {names}." for sheet, names in told.items() if names]
        return notes

    def valued(self, sheet: str) -> tuple[str, ...]:
        """KPIs that stand on a sheet as values, for no worksheet formula gives them there."""
        return tuple(name for name in self._valued.get(sheet, ()) if (sheet, name) not in self._lively)

    def rows(self, table: str) -> int:
        """Rows that the table's sheet holds."""
        return min(len(self.sheets.positions(table)), MOST_ROWS)

    def row_formula(self, table: str, helper: HelperColumn, shown: Mapping[str, Shown]) -> RowFormula | None:
        """Formula of a measure's column from the row's other cells; None where the column holds values."""
        if not self.on:
            return None
        values = helper.values[: self.rows(table)]
        return row_formula(helper.name, self.tables[table], self.sheets, shown, values)

    def scale(self, kpi_id: str) -> tuple[float, float] | None:
        """Range of the scores that a KPI averages, None where it averages none or several."""
        from cxdesk.kpis.needs import measures_of

        scores = [name for name in measures_of(by_id(kpi_id).value) if name.endswith("_score")]
        return self.store.scale(scores[0]) if scores and self.store.missing(scores[0]) is None else None

    def total(self, kpi_id: str) -> Formula | None:
        """Formula over the whole period."""
        if kpi_id not in self._totals:
            self._totals[kpi_id] = self._formula(kpi_id, TotalScope()) if self.on else None
        return self._totals[kpi_id]

    def step(self, kpi_id: str, step: int, cell: str) -> Formula | None:
        """Formula of one step, whose first day stands in `cell`."""
        return self._quick(TRENDS, kpi_id, StepScope(step=step, cell=cell)) if self._steps_on else None

    def segment(self, kpi_id: str, dimension: str, segment: str, cell: str) -> Formula | None:
        """Formula of one segment, whose code stands in `cell`."""
        if not self._splits_on.get(dimension, False):
            return None
        scope = SegmentScope(dimension=dimension, segment=segment, cell=cell)
        return self._quick(breakdown_name(dimension), kpi_id, scope)

    def of_median(self, node: Over, cell: str) -> Formula | None:
        """Formula of one segment under a median, whose code stands in `cell`."""
        rows = self._rows_behind(node.operand)
        if not self.on or rows * len(self.sheets.labels(node.dimension)) > _MOST_ARRAY_LOOKS:
            return None
        return of_segment(node.operand, node.dimension, cell, self.sheets)

    def of_metrics(self, node: Health, cell: str) -> dict[str, Formula | None]:
        """Formula of each metric of one account, whose code stands in `cell`; None for those that hold values."""
        known = known_parts(node, self.store)
        if not self.on or not averaged(node, self.sheets):
            return dict.fromkeys(name for name, _ in known)
        return {name: of_segment(part, node.key, cell, self.sheets) for name, part in known}

    def code(self, dimension: str, segment: str) -> int:
        """Number by which the data sheets know a segment."""
        return self.sheets.segment(dimension, segment)

    def _quick(self, sheet: str, kpi_id: str, scope: Scope) -> Formula | None:
        found, name = self._formula(kpi_id, scope), by_id(kpi_id).name
        if found is None:
            self._valued.setdefault(sheet, {})[name] = None
            return None
        self._lively.add((sheet, name))
        if found.array and self._rows_of[kpi_id] > _MOST_ARRAY_ROWS:
            self._many_rows = max(self._many_rows, self._rows_of[kpi_id])
            return None
        return found

    def _formula(self, kpi_id: str, scope: Scope) -> Formula | None:
        found = excel(by_id(kpi_id), scope, self.sheets)
        # A spreadsheet refuses a longer formula, and with it the whole file.
        return self._names.formula(found) if found is not None and len(found.text) <= 8_000 else None

    def _fits(self) -> bool:
        """Whether every row has a place on its sheet: formulas over a part of the rows would be wrong."""
        fits = True
        for table, name in self.tables.items():
            rows = len(self.sheets.positions(table))
            if rows > MOST_ROWS:
                fits = False
                self._said.append(
                    f"{name}: {plural(rows, 'row')} stand on {-(-rows // MOST_ROWS)} sheets, for one holds"
                    f" {MOST_ROWS:,}; every figure is computed from all of them and stands as a value, not a formula."
                )
        return fits

    @cached_property
    def _rows_of(self) -> dict[str, int]:
        """Rows that a formula of each KPI looks at: those of the largest table that it reads."""
        return {kpi.id: self._rows_behind(kpi.value) for kpi in self._kpis}

    def _rows_behind(self, node: Expression) -> int:
        nodes = (part for part in parts(node, self.store) if not isinstance(part, Health))
        tables = {self.store.spec(name).table for part in nodes for name in own_measures(part)}
        return max((self.rows(table) for table in tables), default=0)

    def _broken_down(self, dimension: str, cells: Sequence[Segment]) -> bool:
        """Whether the breakdown of a dimension has formulas: as long as there are not too many, one after another."""
        sheet, count = breakdown_name(dimension), sum(cell.n > 0 or cell.value is not None for cell in cells)
        if not self._affordable(sheet, [(cell.id, 1) for cell in cells]):
            return False
        if count > self._left:
            self._said.append(f"{sheet}: values instead of formulas, for all breakdowns together hold at most"
                              f" {_MOST_FORMULAS:,}.")  # fmt: skip
            return False
        self._left -= count
        return True

    def live_breakdown(self, dimension: str) -> bool:
        """Whether the breakdown's values are formulas."""
        return self._splits_on.get(dimension, False)

    def _affordable(self, sheet: str, cells: Sequence[tuple[str, int]]) -> bool:
        looks = sum(self._rows_of[kpi_id] * times for kpi_id, times in cells)
        if looks <= _MOST_LOOKS:
            return True
        rows = max(self._rows_of.values())
        count = sum(times for _, times in cells)
        self._said.append(
            f"{sheet}: {count:,} cells over {plural(rows, 'row')} would take a spreadsheet program minutes; they hold"
            " values instead of formulas."
        )
        return False


def breakdown_name(dimension: str) -> str:
    """The breakdown of a dimension in a sentence."""
    return f"Breakdown by {dimension_title(dimension)}"
