"""The node kinds that carry the whole catalogue. A KPI's expression is a small tree of these frozen records.

Each question about a node (needs, evaluate, rows, formula, words) is answered in the module of that name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


class Expression:
    """Base of all nodes; arithmetic on nodes makes new nodes."""

    def __add__(self, other: Expression | float) -> Binary:
        return Binary("+", self, as_expression(other))

    def __sub__(self, other: Expression | float) -> Binary:
        return Binary("-", self, as_expression(other))

    def __mul__(self, other: Expression | float) -> Binary:
        return Binary("*", self, as_expression(other))

    def __rmul__(self, other: float) -> Binary:
        return Binary("*", as_expression(other), self)

    def __rsub__(self, other: float) -> Binary:
        return Binary("-", as_expression(other), self)

    def __truediv__(self, other: Expression | float) -> Binary:
        return Binary("/", self, as_expression(other))


@dataclass(frozen=True)
class Number(Expression):
    """A constant."""

    value: float


@dataclass(frozen=True)
class Count(Expression):
    """How many rows the measure counts (is not NaN on)."""

    measure: str


@dataclass(frozen=True)
class Total(Expression):
    """Sum of the measure."""

    measure: str


@dataclass(frozen=True)
class Mean(Expression):
    """Mean of the measure; of a 0/1 measure it is a share."""

    measure: str


@dataclass(frozen=True)
class Quantile(Expression):
    """Quantile of the measure, interpolated linearly (Excel's PERCENTILE.INC); q from 0 to 1."""

    measure: str
    q: float


@dataclass(frozen=True)
class Distinct(Expression):
    """How many different values of `key` (a column of the measure's table) the counted rows have, without blanks."""

    key: str
    measure: str


@dataclass(frozen=True)
class Without(Expression):
    """How many values of `key` rows counted by `measure` have and none counted by `absent` (another table) has."""

    key: str
    measure: str
    absent: str


@dataclass(frozen=True)
class Standing(Expression):
    """Rows alive at the period's end t: started before t, not ended before t.

    `start` and `end` are instant measures of one table. With `age_q`, the quantile of their ages in hours instead.
    """

    start: str
    end: str
    age_q: float | None = None


@dataclass(frozen=True)
class Figure(Expression):
    """A figure typed in by hand: `flow` sums over the months that start in the period, `stock` takes the last."""

    name: str
    kind: Literal["flow", "stock"]


@dataclass(frozen=True)
class Either(Expression):
    """The first operand where its data was imported, else the second."""

    first: Expression
    second: Expression


@dataclass(frozen=True)
class Where(Expression):
    """The operand over the rows whose `field` (a dimension) is one of `values` (compared in lower case)."""

    operand: Expression
    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Over(Expression):
    """The operand in every segment of a dimension with at least min_sample rows, then their mean, median or min."""

    dimension: str
    operand: Expression
    how: Literal["mean", "median", "min"]


@dataclass(frozen=True)
class Ref(Expression):
    """The value of another KPI."""

    kpi: str


@dataclass(frozen=True)
class Binary(Expression):
    """Arithmetic; a division by nothing is "no data"."""

    sign: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression


def as_expression(value: Expression | float) -> Expression:
    """A node as it is, a number as a `Number`."""
    return value if isinstance(value, Expression) else Number(float(value))
