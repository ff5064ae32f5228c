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


When = Literal["end", "start", "both", "lost", "any"]


@dataclass(frozen=True)
class Standing(Expression):
    """Rows alive at an instant t: started before t, not ended before t.

    `start` and `end` are instant measures of one table. `when` is the period's end, its start, both of them, its start
    but not its end (`lost`), or any time in it. With `age_q`, the quantile of their ages in hours at the end instead.
    """

    start: str
    end: str
    age_q: float | None = None
    when: When = "end"


@dataclass(frozen=True)
class OfStanding(Expression):
    """Sum or mean of a measure over the rows that stand; rows without a value of it do not count."""

    standing: Standing
    measure: str
    how: Literal["total", "mean"]


@dataclass(frozen=True)
class Union(Expression):
    """Hours of the period, up to as-of, in which any row lives: overlaps count once, a row without an end lasts on."""

    start: str
    end: str


@dataclass(frozen=True)
class Length(Expression):
    """Length of the period: whole calendar months (none where it is no whole number of them), days, or hours to as-of.

    `of` names an instant measure: the length then also begins with the month of its first instant, and is in years.
    """

    unit: Literal["months", "days", "hours", "years"]
    of: str = ""


@dataclass(frozen=True)
class Trailing(Expression):
    """A Count, Total, Distinct or Length over the `months` that end with the period, instead of the period."""

    operand: Expression
    months: int


@dataclass(frozen=True)
class Previous(Expression):
    """The operand in the period before; no value where the data does not reach back over it."""

    operand: Expression


@dataclass(frozen=True)
class Returning(Expression):
    """Sum of the measure over rows whose `key` had a counted row before the period began."""

    key: str
    measure: str


@dataclass(frozen=True)
class Health(Expression):
    """Mean over accounts of each one's mean of `parts`, of which at least `least` must be present; parts from 0 to 1.

    `given` names a sum and a count of further parts of the same account, which stand in columns of their own.
    """

    key: str
    parts: tuple[tuple[str, Expression], ...]
    given: tuple[str, str]
    least: int = 2


@dataclass(frozen=True)
class Recent(Expression):
    """1 where the measure counts a row in the `days` up to the period's end or as-of, 0 where only before that."""

    measure: str
    days: int


@dataclass(frozen=True)
class Agreed(Expression):
    """The operand that stands for the value of a convention: customers lost, or net of those won."""

    convention: str
    options: tuple[tuple[str, Expression], ...]


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
class Across(Expression):
    """The operand over all segments of a dimension, whatever the split or filter by it: all users, of any feature."""

    dimension: str
    operand: Expression


@dataclass(frozen=True)
class Ref(Expression):
    """The value of another KPI."""

    kpi: str


@dataclass(frozen=True)
class InUse(Expression):
    """KPIs in use: those with a value and a target. Targets lie above KPIs, so only a report counts them."""


@dataclass(frozen=True)
class Binary(Expression):
    """Arithmetic; a division by nothing is "no data"."""

    sign: Literal["+", "-", "*", "/"]
    left: Expression
    right: Expression


def as_expression(value: Expression | float) -> Expression:
    """A node as it is, a number as a `Number`."""
    return value if isinstance(value, Expression) else Number(float(value))
