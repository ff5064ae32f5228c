"""Live Excel formulas of the KPIs over the exported tables (their columns: `formula_columns.py`).

Formulas are en-US text beginning with "=" and give the app's value in Excel's units: percent as a fraction (0.781,
for a % number format), everything else in the KPI's unit; "" where the app has no value. They are linear in the rows
(quantiles and distinct counts sort), use only functions of Excel 2007 and so work in Excel 2016 and LibreOffice 7.4.
Array formulas must be written as such: entered plainly, MEDIAN(IF()) gives a wrong number without an error.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxdesk.common.units import Unit
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.choice import agreed, chosen
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.formula_sheets import OTHERS, TABLE_NAMES, VALUE, Sheets, code_column, segments_table
from cxdesk.kpis.formula_times import TimeWriter
from cxdesk.kpis.formula_writer import (
    ANY_NUMBER,
    CodeScope,
    NoFormula,
    Scope,
    SegmentScope,
    StepScope,
    TotalScope,
    bracketed,
    nested,
    number,
)
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.needs import children, walk
from cxdesk.kpis.nodes import (
    Across,
    Agreed,
    Binary,
    Count,
    Distinct,
    Either,
    Expression,
    Figure,
    Mean,
    Number,
    Over,
    Previous,
    Quantile,
    Ref,
    Returning,
    Standing,
    Total,
    Where,
    Without,
)
from cxdesk.measures.catalogue import BY_NAME

__all__ = ["CodeScope", "Formula", "Scope", "SegmentScope", "StepScope", "TotalScope", "excel", "of_segment"]

# KPIs whose number no formula over the data tables gives, and why; the Summary counts the one over its own rows.
WITHOUT_FORMULA: dict[str, str] = {
    "review_rate": "counted from the history of targets",
}
_MOST_SEGMENTS = 500  # a lowest segment is looked for among so many, at most
_MOST_REFERRED = 1_048_576  # rows of a sheet, to which a reference can reach


@dataclass(frozen=True, kw_only=True)
class Formula:
    """An Excel formula; `array` says that it must be entered as an array formula."""

    text: str
    array: bool = False


def excel(kpi: Kpi, scope: Scope, sheets: Sheets) -> Formula | None:
    """The formula of a KPI in a cell; None where the app has no value whatever the rows, or no formula exists."""
    if isinstance(scope, SegmentScope) and scope.segment.startswith(OTHERS) and crosses(kpi.value, scope.dimension):
        return None
    if not kpi.available or kpi.id in WITHOUT_FORMULA or _reason(kpi, sheets) is not None:
        return None
    if any(sheets.withholds(node) for node in walk(kpi.value)):
        return None
    return _written(kpi.value, _factor(kpi), scope, sheets)


def of_segment(operand: Expression, dimension: str, cell: str, sheets: Sheets) -> Formula | None:
    """The formula of one segment's value, of which a KPI takes the median or mean; its code stands in `cell`."""
    return _written(operand, 1.0, CodeScope(dimension=dimension, cell=cell), sheets)


def _written(node: Expression, factor: float, scope: Scope, sheets: Sheets) -> Formula | None:
    writer = _Writer(scope=scope, sheets=sheets)
    try:
        text = writer.guarded(node, factor)
    except NoFormula:
        return None
    return Formula(text=f"={text}", array=writer.array)


def crosses(node: Expression, dimension: str) -> bool:
    """Whether a value is taken over the segments of a dimension, so that several of them together are no segment."""
    own = isinstance(node, Over | Across) and node.dimension == dimension
    return own or any(crosses(child, dimension) for child in children(node))


def _reason(kpi: Kpi, sheets: Sheets) -> str | None:
    """Why the app has no value over the period at all."""

    def run() -> str | None:
        values = evaluate([kpi], sheets.store, sheets.whole.axis, filters=sheets.filters, intervals=False)
        return values[kpi.id].reason

    return sheets.store.cached(("reason", kpi.id, sheets.asked), run)


def _factor(kpi: Kpi) -> float:
    return kpi.scale / 100 if kpi.unit is Unit.PERCENT else kpi.scale


class _Writer(TimeWriter):
    """Writes one formula, node by node."""

    def guarded(self, node: Expression, factor: float) -> str:
        """The whole formula: "" where the app has no value."""
        times = "" if factor == 1 else f"*{factor:g}"
        match node:
            case Count():
                return f'IF({self.n(node)}=0,"",{self.text(node)}{times})'
            case Total():
                return f'IF({self.n(node)}=0,"",{self.sum_of(node.measure)}{times})'
            case Binary("-" | "+", Count() | Returning() as left, Count() | Previous() as right):
                return f'IF({self.n(left)}+{self.n(right)}=0,"",{self.text(node)}{times})'
            case Standing() if node.age_q is None:
                return f"{self.text(node)}{times}"
            case Over() if node.dimension != self.dimension:
                return self.over(node, times)
            case Over():
                return self.guarded(node.operand, factor)
            case _:
                text = self.text(node)
                return f'IFERROR({bracketed(text) if times and isinstance(node, Binary) else text}{times},"")'

    def text(self, node: Expression) -> str:
        """A node's value; an error where it has none."""
        match node:
            case Number(value):
                return number(value)
            case Count():
                return self.n(node)
            case Total(measure):
                return f"IF({self.n(node)}=0,NA(),{self.sum_of(measure)})"
            case Mean(measure):
                return f"AVERAGEIFS({self.column(measure)},{self.criteria(measure)})"
            case Quantile(measure, q):
                return self.quantile(self.picked(measure), q)
            case Distinct(key, measure):
                return self.distinct(key, measure, self.tests(measure))
            case Without(key, measure, absent):
                return self.without(key, measure, absent)
            case Binary(sign, left, right):
                return f"{bracketed(self.text(left))}{sign}{bracketed(self.text(right))}"
            case Either() | Agreed() | Where() | Across() | Ref() | Over():
                return self.composed(node)
        return self.timed(node)

    def composed(self, node: Either | Agreed | Where | Across | Ref | Over) -> str:
        """Nodes that choose, restrict or widen their operands."""
        match node:
            case Either():
                return self.text(chosen(node, self.sheets.store))
            case Agreed():
                return self.agreed(node)
            case Ref(kpi):
                other = by_id(kpi)
                text = bracketed(self.text(other.value))
                return text if other.scale == 1 else f"{text}*{number(other.scale)}"
            case Where(operand, dimension, values):
                outer = self.where
                self.where = (*outer, (dimension, values))
                text = self.text(operand)
                self.where = outer
                return text
            case Across(dimension, operand):
                if dimension in self.sheets.filters:
                    raise NoFormula  # the rows of other segments are not exported
                with self.widened(dimension):
                    return self.text(operand)
            case Over(dimension, operand, _):
                if dimension != self.dimension:
                    raise NoFormula
                return self.text(operand)

    def agreed(self, node: Agreed) -> str:
        """The operand of the convention: the one in force, or as the convention's cell says."""
        cell = self.sheets.conventions.get(node.convention)
        if cell is None:
            return self.text(agreed(node, self.sheets.store))
        *others, (_, last) = node.options
        text = self.text(last)
        for value, option in reversed(others):
            text = f'IF({cell}="{value}",{self.text(option)},{text})'
        return text

    def n(self, node: Expression) -> str:
        """How many rows an aggregate counts."""
        match node:
            case Count(measure) | Total(measure):
                return f"COUNTIFS({self.column(measure)},{ANY_NUMBER},{self.criteria(measure)})"
            case Returning():
                return f"COUNTIFS({self.returning_cells(node)},{ANY_NUMBER},{self.criteria(node.measure)})"
            case Previous(operand):
                with self.in_previous(operand):
                    return self.n(operand)
        raise NoFormula

    def sum_of(self, measure: str) -> str:
        """Sum of a measure; 0 without rows."""
        return f"SUMIFS({self.column(measure)},{self.criteria(measure)})"

    # -- nodes -----------------------------------------------------------------------------------------------------

    def distinct(self, key: str, measure: str, tests: list[str]) -> str:
        """How many different codes the rows have that count and pass the tests."""
        return f"SUM(IF({self.frequency(key, measure, tests)}>0,1,0))"

    def frequency(self, key: str, measure: str, tests: list[str]) -> str:
        """How often each code 1, 2, ... occurs among the rows that count and pass the tests."""
        self.array = True
        codes = f"{self.table(measure)}[{code_column(key)}]"
        most = max(len(self.sheets.labels(key)), 1)
        if most > _MOST_REFERRED:
            raise NoFormula
        tests = [*tests, f"ISNUMBER({self.column(measure)})", f"ISNUMBER({codes})"]
        return f"FREQUENCY({nested(tests, codes)},ROW($A$1:$A${most}))"

    def without(self, key: str, measure: str, absent: str) -> str:
        """How many codes have rows of one measure and none of another; a FREQUENCY of nothing is an error to some."""
        some = f"({self.frequency(key, measure, self.tests(measure))}>0)"
        codes = f"{self.table(absent)}[{code_column(key)}]"
        others = f"COUNTIFS({self.column(absent)},{ANY_NUMBER},{codes},{ANY_NUMBER},{self.criteria(absent)})"
        none = f"({self.frequency(key, absent, self.tests(absent))}=0)"
        return f"IF({others}=0,SUM({some}*1),SUM({some}*{none}))"

    def figure(self, node: Figure) -> str:
        """A figure typed in by hand: the sum of its months, or the last known; unknown by segment."""
        if self.dimension:
            raise NoFormula
        stepped = isinstance(self.scope, StepScope)
        column = f"Figures[figure_{node.name}]"
        if node.kind == "flow":
            criteria = f"Figures[{'month_step' if stepped else 'month_in_period'}],{self.day if stepped else '1'}"
        elif stepped:
            since, until = (f"Figures[figure_{node.name}_{end}_step]" for end in ("from", "until"))
            criteria = f'{since},"<="&{self.day},{until},">"&{self.day}'
        else:
            criteria = f"Figures[figure_{node.name}_last],{ANY_NUMBER}"
        return f"IF(COUNTIFS({column},{ANY_NUMBER},{criteria})=0,NA(),SUMIFS({column},{criteria}))"

    def over(self, node: Over, times: str) -> str:
        """The lowest of the segments that have enough rows, or the median or mean of the table of segments."""
        if node.how != "min":
            return self._of_table(node, times)
        segments = len(self.sheets.labels(node.dimension))
        if not isinstance(node.operand, Mean) or not 0 < segments <= _MOST_SEGMENTS:
            raise NoFormula
        self.array = True
        measure = node.operand.measure
        values = self.column(measure)
        table = TABLE_NAMES[BY_NAME[measure].table]
        each = f"{self.criteria(measure)},{table}[{code_column(node.dimension)}],ROW($A$1:$A${segments})"
        n = f"COUNTIFS({values},{ANY_NUMBER},{each})"
        least = self.sheets.least
        means = f'IF({n}>={least},SUMIFS({values},{each})/{n},"")'
        return f'IF(COUNT({means})=0,"",MIN({means}){times})'

    def _of_table(self, node: Over, times: str) -> str:
        if not isinstance(self.scope, TotalScope):
            raise NoFormula
        values = f"{segments_table(node)}[{VALUE}]"
        function = "MEDIAN" if node.how == "median" else "AVERAGE"
        return f'IF(COUNT({values})=0,"",{function}({values}){times})'


def rows_between(kpi: Kpi, low: str, high: str, sheets: Sheets) -> Formula | None:
    """How many values behind a mean or quantile lie from `low` on and below `high` (cells, "" = no end).

    None where the KPI averages nothing, or its values are not on the scale of the column.
    """
    writer = _Writer(scope=TotalScope(), sheets=sheets)
    measure = _averaged(kpi.value, writer)
    if measure is None or _factor(kpi) != 1:
        return None
    column = writer.column(measure)
    ends = [f'{column},"{sign}"&{cell}' for sign, cell in ((">=", low), ("<", high)) if cell]
    return Formula(text=f"=COUNTIFS({','.join([*ends, writer.criteria(measure)])})")


def _averaged(node: Expression, writer: _Writer) -> str | None:
    """The measure that a node averages; restrictions around it are noted in the writer."""
    match node:
        case Mean(measure) | Quantile(measure):
            return measure
        case Where(operand, dimension, values):
            writer.where = (*writer.where, (dimension, values))
            return _averaged(operand, writer)
        case Either():
            return _averaged(chosen(node, writer.sheets.store), writer)
    return None
