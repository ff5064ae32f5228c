"""Live Excel formulas of the KPIs over the exported tables (their columns: `formula_columns.py`).

Formulas are en-US text beginning with "=" and give the app's value in Excel's units: percent as a fraction (0.781,
for a % number format), everything else in the KPI's unit; "" where the app has no value. They are linear in the rows
(quantiles and distinct counts sort), use only functions of Excel 2007 and so work in Excel 2016 and LibreOffice 7.4.
Array formulas must be written as such: entered plainly, MEDIAN(IF()) gives a wrong number without an error.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cxdesk.common.units import Unit
from cxdesk.kpis.axes import total
from cxdesk.kpis.choice import chosen
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.formula_columns import TABLE_NAMES, Sheets, code_column, segment_column, serial, where_column
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.nodes import (
    Binary,
    Count,
    Distinct,
    Either,
    Expression,
    Figure,
    Mean,
    Number,
    Over,
    Quantile,
    Ref,
    Standing,
    Total,
    Where,
    Without,
)
from cxdesk.measures.catalogue import BY_NAME

_ANY_NUMBER = '">=-1E+300"'  # a criterion that every numeric cell meets and no blank one
_MOST_SEGMENTS = 500  # a lowest segment is looked for among so many, at most


@dataclass(frozen=True, kw_only=True)
class TotalScope:
    """The whole period."""


@dataclass(frozen=True, kw_only=True)
class StepScope:
    """One step of the time axis: its place among `Sheets.buckets`, and the cell that holds its first day.

    Without a cell the day stands in the formula as a number.
    """

    step: int
    cell: str = ""


@dataclass(frozen=True, kw_only=True)
class SegmentScope:
    """One segment of a breakdown of `Sheets.splits` over the whole period ("" = blank).

    `cell` may hold its place in the breakdown (1, 2, ...); without it the place stands in the formula as a number.
    Text is never compared, so wildcards, case and blanks in names cannot match others.
    """

    dimension: str
    segment: str
    cell: str = ""


Scope = TotalScope | StepScope | SegmentScope


@dataclass(frozen=True, kw_only=True)
class Formula:
    """An Excel formula; `array` says that it must be entered as an array formula."""

    text: str
    array: bool = False


class _NoFormula(Exception):  # noqa: N818 - an outcome, not an error
    """The app has no value here, or none that a formula could recompute."""


def excel(kpi: Kpi, scope: Scope, sheets: Sheets) -> Formula | None:
    """The formula of a KPI in a cell; None where the app has no value whatever the rows, or no formula exists."""
    if not kpi.available or _reason(kpi, sheets) is not None:
        return None
    writer = _Writer(scope=scope, sheets=sheets)
    try:
        text = writer.guarded(kpi.value, _factor(kpi))
    except _NoFormula:
        return None
    return Formula(text=f"={text}", array=writer.array)


def _reason(kpi: Kpi, sheets: Sheets) -> str | None:
    """Why the app has no value over the period at all."""

    def run() -> str | None:
        values = evaluate([kpi], sheets.store, total(sheets.period), filters=sheets.filters, intervals=False)
        return values[kpi.id].reason

    return sheets.store.cached(("reason", kpi.id, sheets.asked), run)


def _factor(kpi: Kpi) -> float:
    return kpi.scale / 100 if kpi.unit is Unit.PERCENT else kpi.scale


@dataclass(kw_only=True)
class _Writer:
    """Writes one formula; `array` is set once a part of it needs array entry."""

    scope: Scope
    sheets: Sheets
    array: bool = False
    where: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    def guarded(self, node: Expression, factor: float) -> str:
        """The whole formula: "" where the app has no value."""
        times = "" if factor == 1 else f"*{factor:g}"
        match node:
            case Count() | Total():
                return f'IF({self.n(node)}=0,"",{self.text(node)}{times})'
            case Binary("-" | "+", Count() as left, Count() as right):
                return f'IF({self.n(left)}+{self.n(right)}=0,"",{self.text(node)}{times})'
            case Standing(_, _, None):
                return f"{self.text(node)}{times}"
            case Over():
                return self.over(node, times)
            case _:
                return f'IFERROR({self.text(node)}{times},"")'

    def text(self, node: Expression) -> str:
        """A node's value; an error where it has none."""
        match node:
            case Number(value):
                return f"{value:g}"
            case Count():
                return self.n(node)
            case Total(measure):
                sums = f"SUMIFS({self.column(measure)},{self.criteria(measure)})"
                return f"IF({self.n(node)}=0,NA(),{sums})"
            case Mean(measure):
                return f"AVERAGEIFS({self.column(measure)},{self.criteria(measure)})"
            case Quantile(measure, q):
                return self.quantile(self.picked(measure, self.column(measure)), q)
            case Distinct(key, measure):
                return f"SUM(IF({self.frequency(key, measure)}>0,1,0))"
            case Without(key, measure, absent):
                return self.without(key, measure, absent)
            case Standing():
                return self.standing(node)
            case Figure(name, kind):
                return self.figure(name, kind)
            case Either():
                return self.text(chosen(node, self.sheets.store))
            case Where(operand, dimension, values):
                return self.restricted(operand, dimension, values)
            case Binary(sign, left, right):
                return f"({self.text(left)}){sign}({self.text(right)})"
            case Over() | Ref() | _:
                raise _NoFormula

    def n(self, node: Expression) -> str:
        """How many rows a Count or Total counts."""
        measure = node.measure if isinstance(node, Count | Total) else ""
        return f"COUNTIFS({self.column(measure)},{_ANY_NUMBER},{self.criteria(measure)})"

    # -- conditions ------------------------------------------------------------------------------------------------

    @staticmethod
    def column(measure: str) -> str:
        """Reference to a measure's column."""
        return f"{TABLE_NAMES[BY_NAME[measure].table]}[{measure}]"

    def conditions(self, measure: str) -> list[tuple[str, str]]:
        """Pairs of a column and the number it must equal."""
        spec = BY_NAME[measure]
        return self._when(TABLE_NAMES[spec.table], spec.dated_by) + [
            (f"{TABLE_NAMES[spec.table]}[{where_column(dimension, values)}]", "1") for dimension, values in self.where
        ]

    def _when(self, table: str, dated_by: str) -> list[tuple[str, str]]:
        match self.scope:
            case StepScope():
                return [(f"{table}[{dated_by}_step]", self.day)]
            case SegmentScope(dimension=dimension):
                return [
                    (f"{table}[{dated_by}_in_period]", "1"),
                    (f"{table}[{segment_column(dimension)}]", self.segment),
                ]
        return [(f"{table}[{dated_by}_in_period]", "1")]

    @property
    def day(self) -> str:
        """First day of the step: the cell, or the number."""
        assert isinstance(self.scope, StepScope)
        buckets = self.sheets.buckets
        if buckets is None:
            raise _NoFormula
        return self.scope.cell or str(serial(buckets.starts[self.scope.step]))

    @property
    def segment(self) -> str:
        """Place of the segment in its breakdown: the cell, or the number."""
        assert isinstance(self.scope, SegmentScope)
        return self.scope.cell or str(self.sheets.segment(self.scope.dimension, self.scope.segment))

    def criteria(self, measure: str) -> str:
        """Conditions as arguments of COUNTIFS."""
        return ",".join(f"{column},{value}" for column, value in self.conditions(measure))

    def picked(self, measure: str, values: str) -> str:
        """An array of the values of the rows that count, "" for others."""
        self.array = True
        tests = [f"{column}={value}" for column, value in self.conditions(measure)]
        return _nested([*tests, f"ISNUMBER({values})"], values)

    # -- nodes -----------------------------------------------------------------------------------------------------

    @staticmethod
    def quantile(values: str, q: float) -> str:
        """Quantile of an array, interpolated linearly."""
        return f"MEDIAN({values})" if q == 0.5 else f"PERCENTILE({values},{q:g})"

    def frequency(self, key: str, measure: str) -> str:
        """How often each code 1, 2, ... occurs among the rows that count."""
        self.array = True
        codes = f"{TABLE_NAMES[BY_NAME[measure].table]}[{code_column(key)}]"
        tests = [f"{column}={value}" for column, value in self.conditions(measure)]
        tests += [f"ISNUMBER({self.column(measure)})", f"ISNUMBER({codes})"]
        most = max(len(self.sheets.labels(key)), 1)
        return f"FREQUENCY({_nested(tests, codes)},ROW($A$1:$A${most}))"

    def without(self, key: str, measure: str, absent: str) -> str:
        """How many codes have rows of one measure and none of another; a FREQUENCY of nothing is an error to some."""
        some = f"({self.frequency(key, measure)}>0)"
        codes = f"{TABLE_NAMES[BY_NAME[absent].table]}[{code_column(key)}]"
        others = f"COUNTIFS({self.column(absent)},{_ANY_NUMBER},{codes},{_ANY_NUMBER},{self.criteria(absent)})"
        return f"IF({others}=0,SUM({some}*1),SUM({some}*({self.frequency(key, absent)}=0)))"

    def restricted(self, operand: Expression, dimension: str, values: tuple[str, ...]) -> str:
        """The operand over the rows for which the restriction holds."""
        outer = self.where
        self.where = (*outer, (dimension, values))
        text = self.text(operand)
        self.where = outer
        return text

    def standing(self, node: Standing) -> str:
        """Rows standing at the end of the period or step, or the quantile of their ages."""
        table = TABLE_NAMES[BY_NAME[node.start].table]
        if isinstance(self.scope, StepScope):
            return self._standing_at_step(table, node.age_q)
        tests = [(f"{table}[open_at_end]", "1")]
        if isinstance(self.scope, SegmentScope):
            tests.append((f"{table}[{segment_column(self.scope.dimension)}]", self.segment))
        if node.age_q is None:
            return f"COUNTIFS({','.join(f'{column},{value}' for column, value in tests)})"
        self.array = True
        ages = _nested([f"{column}={value}" for column, value in tests], f"{table}[age_hours]")
        return self.quantile(ages, node.age_q)

    def _standing_at_step(self, table: str, q: float | None) -> str:
        begun, ended = f"{table}[open_from_step]", f"{table}[open_until_step]"
        if q is None:
            return f'COUNTIFS({begun},"<="&{self.day})-COUNTIFS({ended},"<="&{self.day})'
        self.array = True
        # a blank compares as 0, so both ends must be numbers or be asked for
        alive = [f"ISNUMBER({begun})", f"{begun}<={self.day}", f"IF(ISNUMBER({ended}),{ended}>{self.day},TRUE)"]
        later = self._hours_after_step()
        return f"({self.quantile(_nested(alive, f'{table}[age_hours]'), q)}-{later!r})"

    def _hours_after_step(self) -> float:
        """Hours from the step's end to the period's end, by which ages at the step's end are less."""
        assert isinstance(self.scope, StepScope)
        buckets = self.sheets.buckets
        if buckets is None:
            raise _NoFormula
        end = total(self.sheets.period).instants(self.sheets.store)[-1]
        return float((end - buckets.edges[self.scope.step + 1]).astype("int64")) / 3_600_000

    def figure(self, name: str, kind: str) -> str:
        """A figure typed in by hand; unknown by segment."""
        if isinstance(self.scope, SegmentScope) or kind == "stock":
            raise _NoFormula
        column = f"Figures[figure_{name}]"
        when = "month_step" if isinstance(self.scope, StepScope) else "month_in_period"
        criteria = f"Figures[{when}],{self.day if isinstance(self.scope, StepScope) else '1'}"
        return f"IF(COUNTIFS({column},{_ANY_NUMBER},{criteria})=0,NA(),SUMIFS({column},{criteria}))"

    def over(self, node: Over, times: str) -> str:
        """The lowest of the segments that have enough rows."""
        segments = len(self.sheets.labels(node.dimension))
        if node.how != "min" or not isinstance(node.operand, Mean) or not 0 < segments <= _MOST_SEGMENTS:
            raise _NoFormula
        self.array = True
        measure = node.operand.measure
        values = self.column(measure)
        table = TABLE_NAMES[BY_NAME[measure].table]
        each = f"{self.criteria(measure)},{table}[{code_column(node.dimension)}],ROW($A$1:$A${segments})"
        n = f"COUNTIFS({values},{_ANY_NUMBER},{each})"
        least = self.sheets.store.settings.conventions.min_sample
        means = f'IF({n}>={least},SUMIFS({values},{each})/{n},"")'
        return f'IF(COUNT({means})=0,"",MIN({means}){times})'


def _nested(tests: list[str], value: str) -> str:
    """`IF(a,IF(b,value,""),"")`; text is skipped by MEDIAN, PERCENTILE and FREQUENCY, which FALSE is not everywhere."""
    out = value
    for test in reversed(tests):
        out = f'IF({test},{out},"")'
    return out
