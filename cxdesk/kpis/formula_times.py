"""Formulas of nodes that look at lives, windows, other periods and lengths of time."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from cxdesk.kpis.begin import begin_of
from cxdesk.kpis.formula_sheets import (
    HEALTH_TABLE,
    SCORE,
    returning_column,
    segment_column,
    standing_column,
    trailing_column,
    union_column,
)
from cxdesk.kpis.formula_writer import (
    ANY_NUMBER,
    NoFormula,
    SegmentScope,
    StepScope,
    TotalScope,
    Writer,
    nested,
    number,
)
from cxdesk.kpis.groups import HOUR_MS
from cxdesk.kpis.nodes import (
    Count,
    Distinct,
    Expression,
    Figure,
    Health,
    Length,
    OfStanding,
    Previous,
    Returning,
    Standing,
    Total,
    Trailing,
    Union,
)
from cxdesk.kpis.windows import before, length
from cxdesk.measures.catalogue import BY_NAME


class TimeWriter(Writer):
    """Writes what looks beyond the rows that are dated in a step."""

    @abstractmethod
    def text(self, node: Expression) -> str:
        """A node's value; an error where it has none."""

    @abstractmethod
    def distinct(self, key: str, measure: str, tests: list[str]) -> str:
        """How many different codes the rows have that count and pass the tests."""

    @abstractmethod
    def sum_of(self, measure: str) -> str:
        """Sum of a measure; 0 without rows."""

    @abstractmethod
    def figure(self, node: Figure) -> str:
        """A figure typed in by hand."""

    def timed(self, node: Expression) -> str:
        """A node's value; an error where it has none."""
        match node:
            case Standing():
                return self.standing(node)
            case OfStanding():
                return self.of_standing(node)
            case Union():
                return self.union(node)
            case Length():
                return self.length(node, None)
            case Trailing():
                return self.trailing(node)
            case Previous(operand):
                with self.in_previous(operand):  # nothing in a time that the data covers is a fact
                    return self.sum_of(operand.measure) if isinstance(operand, Total) else self.text(operand)
            case Returning(_, measure):
                return f"SUMIFS({self.returning_cells(node)},{self.criteria(measure)})"
            case Health(key):
                return self.health(key)
            case Figure():
                return self.figure(node)
        raise NoFormula

    @staticmethod
    def quantile(values: str, q: float) -> str:
        """Quantile of an array, interpolated linearly."""
        return f"MEDIAN({values})" if q == 0.5 else f"PERCENTILE({values},{q:g})"

    # -- lives -----------------------------------------------------------------------------------------------------

    def standing(self, node: Standing) -> str:
        """Rows that stand, or the quantile of their ages."""
        stem = standing_column(node)
        if node.age_q is None:
            return self.alive(node.start, stem, "COUNTIFS")
        self.array = True
        ages = nested(self.alive_tests(node.start, stem), f"{self.table(node.start)}[age_hours]")
        found = self.quantile(ages, node.age_q)
        return f"({found}-{self._hours_after_step()!r})" if isinstance(self.scope, StepScope) else found

    def _hours_after_step(self) -> float:
        """Hours from the step's end to the period's end, by which ages at the step's end are less."""
        store = self.sheets.store
        end, step_end = self.sheets.whole.axis.instants(store)[-1], self.run.axis.instants(store)[self.step]
        return float((end - step_end).astype("int64")) / HOUR_MS

    def of_standing(self, node: OfStanding) -> str:
        """Sum or mean of a measure over the rows that stand."""
        stem, column = standing_column(node.standing), self.column(node.measure)
        count = self.alive(node.measure, stem, "COUNTIFS", f"{column},{ANY_NUMBER}")
        if node.how == "total":
            return f"IF({count}=0,NA(),{self.alive(node.measure, stem, 'SUMIFS', column)})"
        if isinstance(self.scope, StepScope):
            return f"({self.alive(node.measure, stem, 'SUMIFS', column)}/{count})"
        return self.alive(node.measure, stem, "AVERAGEIFS", column)

    def union(self, node: Union) -> str:
        """Hours in which any row lives: the sum of what each row adds to those before it."""
        table, column = self.table(node.start), union_column(node.start)
        if self.where:
            raise NoFormula
        if isinstance(self.scope, TotalScope):
            return f"SUM({table}[{column}])"
        if isinstance(self.scope, SegmentScope):
            by_segment = f"{table}[{union_column(node.start, self.scope.dimension)}]"
            ((segment, place),) = self.of_segment(node.start)
            return f"SUMIFS({by_segment},{segment},{place})"
        if not isinstance(self.scope, StepScope):
            raise NoFormula
        self.array = True
        starts, ends = self.run.axis.bounds(self.sheets.store)
        begin, end = (
            number(float((edges[self.step] - starts[0]).astype("int64")) / HOUR_MS) for edges in (starts, ends)
        )
        low, high = f"{table}[{column}_from]", f"{table}[{column}_until]"
        inside = f"IF({high}<{end},{high},{end})-IF({low}>{begin},{low},{begin})"
        return f"SUM({nested([f'ISNUMBER({low})', f'{low}<{end}', f'{high}>{begin}'], inside)})"

    # -- windows and periods ---------------------------------------------------------------------------------------

    def length(self, node: Length, months: int | None) -> str:
        """Length of the period, the step, or the months that end with it, as a number."""
        run = self.run
        values = run.once(("length", node, months), lambda: length(run, node, months))
        value = float(values[self.step])
        if np.isnan(value):
            raise NoFormula
        return number(value)

    def trailing(self, node: Trailing) -> str:
        """Rows or different keys of the months that end with the period, or the length of those months."""
        match node.operand:
            case Length() as operand:
                return self.length(operand, node.months)
            case Count(measure):
                stem = trailing_column(BY_NAME[measure].dated_by, node.months)
                return self.alive(measure, stem, "COUNTIFS", f"{self.column(measure)},{ANY_NUMBER}")
            case Distinct(key, measure):
                stem = trailing_column(BY_NAME[measure].dated_by, node.months)
                return self.distinct(key, measure, self.alive_tests(measure, stem))
        raise NoFormula

    @contextmanager
    def in_previous(self, operand: Expression) -> Iterator[None]:
        """Write about the period before, or the step before."""
        run = self.run
        earlier = before(run)
        if earlier is None or not isinstance(operand, Count | Total):
            raise NoFormula
        starts, ends = earlier.axis.bounds(self.sheets.store)
        covered = run.once(
            ("covered", operand), lambda: begin_of(operand, self.sheets.store).covered(starts[:-1], ends[:-1])
        )
        if not covered[self.step]:
            raise NoFormula
        self.previous = True
        try:
            yield
        finally:
            self.previous = False

    def returning_cells(self, node: Returning) -> str:
        """Reference to a measure's column of those who had a row before the period, or before the step."""
        name = returning_column(node.measure)
        return f"{self.table(node.measure)}[{name}{'_in_step' if isinstance(self.scope, StepScope) else ''}]"

    def health(self, key: str) -> str:
        """Mean score of the accounts; of one account its own."""
        score = f"{HEALTH_TABLE}[{SCORE}]"
        if isinstance(self.scope, TotalScope) and not self.where:
            return f"AVERAGE({score})"
        if isinstance(self.scope, SegmentScope) and (self.scope.dimension, bool(self.scope.segment)) == (key, True):
            place = self.scope.cell or str(self.sheets.segment(key, self.scope.segment))
            return f"AVERAGEIFS({score},{HEALTH_TABLE}[{segment_column(key)}],{place})"
        raise NoFormula
