"""A KPI's formula in English, and with today's numbers in it."""

from __future__ import annotations

from typing import Protocol

from cxdesk.common.conventions import Conventions
from cxdesk.common.units import Unit, number_text, value_text
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.kpi import Kpi
from cxdesk.kpis.nodes import (
    Across,
    Agreed,
    Binary,
    Count,
    Distinct,
    Either,
    Expression,
    Figure,
    Health,
    InUse,
    Length,
    Mean,
    Number,
    OfStanding,
    Over,
    Previous,
    Quantile,
    Recent,
    Ref,
    Returning,
    Standing,
    Total,
    Trailing,
    Union,
    Where,
    Without,
)
from cxdesk.measures.catalogue import BY_NAME

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


class Result(Protocol):
    """What `formula_text` reads of a result: a cell of an evaluation or a result of a report."""

    @property
    def value(self) -> float | None:
        """The KPI's value."""
        ...

    @property
    def n(self) -> int:
        """Rows behind it."""
        ...

    @property
    def numerator(self) -> float | None:
        """What is divided."""
        ...

    @property
    def denominator(self) -> float | None:
        """What it is divided by."""
        ...


def words(kpi: Kpi, conventions: Conventions | None = None) -> str:
    """The formula in English, under the conventions: `share of tickets resolved within their SLA`."""
    value = _settled(kpi.value, conventions or Conventions())
    text = expression_words(value)
    shown_as_share = isinstance(kpi.value, Mean)  # a share is a share, in percent or not
    if kpi.scale != 1 and not shown_as_share:
        whole = not isinstance(value, Binary) or value.sign in "*/"
        text = f"{text if whole else f'({text})'} × {kpi.scale:g}"
    return text[:1].upper() + text[1:]


def _settled(node: Expression, conventions: Conventions) -> Expression:
    """The expression with each choice by a convention replaced by the operand that stands for it."""
    match node:
        case Agreed(key, options):
            return dict(options)[getattr(conventions, key)]
        case Either(first, second):
            return Either(_settled(first, conventions), _settled(second, conventions))
        case _:
            return node


def expression_words(node: Expression) -> str:
    """One node in English."""
    match node:
        case Number(value):
            return f"{value:g}"
        case Count(measure):
            return f"number of {measure_words(measure)}"
        case Total(measure):
            return f"sum of {measure_words(measure)}"
        case Mean(measure):
            share = measure in BY_NAME and BY_NAME[measure].kind == "binary"
            return f"{'share' if share else 'mean'} of {measure_words(measure)}"
        case Quantile(measure, q):
            name = "median" if q == 0.5 else f"{q * 100:g}th percentile"
            return f"{name} of {measure_words(measure)}"
        case Distinct(key, measure):
            return f"number of different {_plain(key)}s among {measure_words(measure)}"
        case Without(key, measure, absent):
            return f"number of {_plain(key)}s with {measure_words(measure)} but no {measure_words(absent)}"
        case Standing():
            return _standing_words(node)
        case OfStanding(standing, measure, how):
            when = _WHEN[standing.when].format("those")
            return f"{'sum' if how == 'total' else 'mean'} of {measure_words(measure)}, of {when}"
        case Figure(name, kind):
            period = "over the months of the period" if kind == "flow" else "of the last month"
            return f"figure “{name}” {period}"
        case Either(first, second):
            return f"({expression_words(first)}, or {expression_words(second)})"
        case Where(operand, field, values):
            return f"{expression_words(operand)} where {_plain(field)} is {' or '.join(values[:2])}"
        case Over(dimension, operand, how):
            name = {"min": "lowest", "mean": "mean", "median": "median"}[how]
            return f"{name} {_plain(dimension)} by {expression_words(operand)}"
        case Health(key, parts, _, least):
            names = ", ".join(name for name, _ in parts)
            metrics = f"their health metrics (at least {least} of: {names}, health columns)"
            return f"mean over {_plain(key)}s of the mean of {metrics}"
        case Binary(sign, left, right):
            return f"{_inner(left, sign)} {_SIGNS[sign]} {_inner(right, sign)}"
    return _time_words(node)


def _time_words(node: Expression) -> str:
    """Nodes that look at windows, other periods and other KPIs in English."""
    match node:
        case Agreed():
            return expression_words(_settled(node, Conventions()))
        case Union():
            return "hours in which anything was down, overlaps counted once"
        case Length("hours", _):
            return "hours of the period up to as-of"
        case Length(unit, _):
            return f"{unit} of the period"
        case Trailing(Length(), months):
            return f"years of data in the {months} months that end with the period"
        case Trailing(operand, months):
            return f"{expression_words(operand)} in the {months} months that end with the period"
        case Previous(operand):
            return f"{expression_words(operand)} in the period before"
        case Returning(key, measure):
            return f"sum of {measure_words(measure)} from {_plain(key)}s with one before the period"
        case Across(dimension, operand):
            return f"{expression_words(operand)}, of any {_plain(dimension)}"
        case Recent(measure, days):
            return f"any {measure_words(measure)} in the last {days} days (1 or 0)"
        case Ref(kpi):
            return _lowered(by_id(kpi).name)
        case InUse():
            return "number of KPIs in use"
    raise TypeError(f"no words for {type(node).__name__}")


def measure_words(name: str) -> str:
    """Words of a measure; for measures of tables to come, its name."""
    return BY_NAME[name].words if name in BY_NAME else _plain(name)


_WHEN = {
    "end": "{} at the period's end",
    "start": "{} at the period's start",
    "both": "{} at the period's start and still at its end",
    "lost": "{} at the period's start and no more at its end",
    "any": "{} at any time in the period",
}
_ROWS = {"created": "tickets open", "account_began": "customers", "hired": "team members", "audit_from": "criteria"}


def _standing_words(node: Standing) -> str:
    alive = _WHEN[node.when].format(_ROWS.get(node.start, "rows"))
    if node.age_q is None:
        return f"number of {alive}"
    name = "median" if node.age_q == 0.5 else f"{node.age_q * 100:g}th percentile"
    return f"{name} age of {alive}"


def _lowered(name: str) -> str:
    """A name within a sentence; abbreviations keep their capitals."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _inner(node: Expression, around: str) -> str:
    """An operand, in brackets where the sign around it would bind its parts more tightly."""
    text = expression_words(node)
    loose = isinstance(node, Binary) and node.sign in {"+": "", "-": "+-", "*": "+-/", "/": "+-*/"}[around]
    return f"({text})" if loose else text


def _plain(name: str) -> str:
    return "KPI" if name == "kpi" else name.replace("_", " ")


def formula_text(kpi: Kpi, values: Result) -> str:
    """The formula with the numbers put in: `132 / 169 = 78.1 %`; empty where there is no value."""
    if values.value is None:
        return ""
    result = value_text(values.value, kpi.unit)
    if values.numerator is not None and values.denominator is not None:
        times = f" × {kpi.scale:g}" if kpi.scale != 1 and kpi.unit is not Unit.PERCENT else ""
        return f"{_amount(values.numerator)} / {_amount(values.denominator)}{times} = {result}"
    match kpi.value:
        case Mean() if kpi.unit in (Unit.HOURS, Unit.MINUTES, Unit.DAYS):
            return f"{value_text(values.value * values.n, kpi.unit)} / {values.n:,} = {result}"
        case Mean():
            return f"mean of {values.n:,} = {result}"
        case Quantile(_, q) | Standing(_, _, float(q)):
            return f"{'median' if q == 0.5 else f'{q * 100:g}th percentile'} of {values.n:,} = {result}"
        case _:
            return f"{expression_words(kpi.value)} = {result}"


def _amount(value: float) -> str:
    return number_text(value, Unit.COUNT)
