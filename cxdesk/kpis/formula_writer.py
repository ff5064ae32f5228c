"""Writes one live formula: scopes, and the conditions that they put on rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cxdesk.kpis.formula_sheets import (
    TABLE_NAMES,
    Sheets,
    code_column,
    measure_column,
    segment_column,
    serial,
    where_column,
)
from cxdesk.kpis.groups import Groups
from cxdesk.measures.catalogue import BY_NAME

ANY_NUMBER = '">=-1E+300"'  # a criterion that every numeric cell meets and no blank one
Condition = tuple[str, str]  # a column and the number it must equal


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


@dataclass(frozen=True, kw_only=True)
class CodeScope:
    """One value of a dimension over the whole period, by its code, which `cell` holds."""

    dimension: str
    cell: str


Scope = TotalScope | StepScope | SegmentScope | CodeScope


class NoFormula(Exception):  # noqa: N818 - an outcome, not an error
    """The app has no value here, or none that a formula could recompute."""


@dataclass(kw_only=True)
class Writer:
    """Writes one formula; `array` is set once a part of it needs array entry.

    `previous` says that the formula under way is about the period before.
    """

    scope: Scope
    sheets: Sheets
    array: bool = False
    previous: bool = False
    where: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    # -- places ----------------------------------------------------------------------------------------------------

    @staticmethod
    def table(measure: str) -> str:
        """Name of the exported table of a measure."""
        return TABLE_NAMES[BY_NAME[measure].table]

    def column(self, measure: str) -> str:
        """Reference to a measure's column."""
        return f"{self.table(measure)}[{measure_column(BY_NAME[measure])}]"

    @property
    def step(self) -> int:
        """Place of the scope's step; 0 for scopes over the whole period."""
        return self.scope.step if isinstance(self.scope, StepScope) else 0

    @property
    def run(self) -> Groups:
        """The groups among which the scope's is: the steps, or the period."""
        run = self.sheets.stepped if isinstance(self.scope, StepScope) else self.sheets.whole
        if run is None:
            raise NoFormula
        return run

    @property
    def day(self) -> str:
        """First day of the step: the cell, or the number."""
        assert isinstance(self.scope, StepScope)
        buckets = self.sheets.buckets
        if buckets is None:
            raise NoFormula
        return self.scope.cell or str(serial(buckets.starts[self.scope.step]))

    @property
    def dimension(self) -> str:
        """The dimension of which the scope is one segment; "" for others."""
        return self.scope.dimension if isinstance(self.scope, SegmentScope | CodeScope) else ""

    # -- conditions ------------------------------------------------------------------------------------------------

    def conditions(self, measure: str) -> list[Condition]:
        """What the rows of a measure must meet to be of the scope."""
        table, dated_by = self.table(measure), BY_NAME[measure].dated_by
        if isinstance(self.scope, StepScope):
            when = (f"{table}[{dated_by}_{'next_step' if self.previous else 'step'}]", self.day)
        else:
            when = (f"{table}[{dated_by}_{'in_previous' if self.previous else 'in_period'}]", "1")
        return [when, *self.of_segment(measure), *self.restrictions(measure)]

    def of_segment(self, measure: str) -> list[Condition]:
        """That the rows are of the scope's segment."""
        scope = self.scope
        if not isinstance(scope, SegmentScope | CodeScope):
            return []
        if not self.sheets.knows(BY_NAME[measure].table, scope.dimension):
            raise NoFormula
        if isinstance(scope, CodeScope):
            return [(f"{self.table(measure)}[{code_column(scope.dimension)}]", scope.cell)]
        place = scope.cell or str(self.sheets.segment(scope.dimension, scope.segment))
        return [(f"{self.table(measure)}[{segment_column(scope.dimension)}]", place)]

    def restrictions(self, measure: str) -> list[Condition]:
        """That the rows meet the restrictions around the measure."""
        return [(f"{self.table(measure)}[{where_column(dimension, values)}]", "1") for dimension, values in self.where]

    def criteria(self, measure: str) -> str:
        """Conditions as arguments of COUNTIFS."""
        return arguments(self.conditions(measure))

    def tests(self, measure: str) -> list[str]:
        """Conditions as tests on arrays."""
        return equalities(self.conditions(measure))

    def picked(self, measure: str) -> str:
        """An array of the values of the rows that count, "" for others."""
        self.array = True
        values = self.column(measure)
        return nested([*self.tests(measure), f"ISNUMBER({values})"], values)

    @contextmanager
    def widened(self, dimension: str) -> Iterator[None]:
        """The scope, without its segment and without restrictions where they are of that dimension."""
        scope, where = self.scope, self.where
        if self.dimension == dimension:
            self.scope = TotalScope()
        self.where = tuple(pair for pair in where if pair[0] != dimension)
        try:
            yield
        finally:
            self.scope, self.where = scope, where

    # -- rows that live in several steps ---------------------------------------------------------------------------

    def alive(self, measure: str, stem: str, function: str, values: str = "") -> str:
        """A COUNTIFS or SUMIFS over the rows that `stem` and its steps say are there; `measure` is of their table."""
        table = self.table(measure)
        more = [*self.of_segment(measure), *self.restrictions(measure)]
        first = f"{values}," if values else ""
        if not isinstance(self.scope, StepScope):
            return f"{function}({first}{arguments([(f'{table}[{stem}]', '1'), *more])})"
        until = f'"<="&{self.day}'
        came, went = (
            f"{function}({first}{arguments([(f'{table}[{stem}_{word}_step]', until), *more])})"
            for word in ("from", "until")
        )
        return f"({came}-{went})"

    def alive_tests(self, measure: str, stem: str) -> list[str]:
        """The same as tests on arrays."""
        table = self.table(measure)
        more = equalities([*self.of_segment(measure), *self.restrictions(measure)])
        if not isinstance(self.scope, StepScope):
            return [f"{table}[{stem}]=1", *more]
        begun, ended = f"{table}[{stem}_from_step]", f"{table}[{stem}_until_step]"
        # a blank compares as 0, so both ends must be numbers or be asked for
        until = f"IF(ISNUMBER({ended}),{ended}>{self.day},TRUE)"
        return [f"ISNUMBER({begun})", f"{begun}<={self.day}", until, *more]


def arguments(conditions: list[Condition]) -> str:
    """Conditions as arguments of COUNTIFS."""
    return ",".join(f"{column},{value}" for column, value in conditions)


def equalities(conditions: list[Condition]) -> list[str]:
    """Conditions as tests on arrays."""
    return [f"{column}={value}" for column, value in conditions]


def nested(tests: list[str], value: str) -> str:
    """`IF(a,IF(b,value,""),"")`; text is skipped by MEDIAN, PERCENTILE and FREQUENCY, which FALSE is not everywhere."""
    out = value
    for test in reversed(tests):
        out = f'IF({test},{out},"")'
    return out


def number(value: float) -> str:
    """A number in a formula."""
    return f"{value:g}" if float(f"{value:g}") == value else repr(float(value))


def bracketed(text: str) -> str:
    """An operand in brackets, unless it is a number or one function call."""
    if text.replace(".", "").isdigit():
        return text
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and not (sign.isalnum() and text[place + 1 : place + 2] != ""):
            return text if place == len(text) - 1 else f"({text})"
    return f"({text})"
