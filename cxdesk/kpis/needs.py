"""What a KPI needs: tables and columns, as records and in words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

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
    Length,
    Mean,
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
from cxdesk.measures.measure import Needs
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import column_title

FIGURES = Needs(table="figures", columns=("month", "name", "value"))
_KEY_COLUMNS = {"customer": ("account", "requester"), "user_day": ("user",), "user_month": ("user",)}


def children(node: Expression) -> tuple[Expression, ...]:
    """Operands of a node, left first; of a reference the other KPI's expression."""
    match node:
        case Either(first, second):
            return first, second
        case Where(operand, _, _) | Over(_, operand, _) | Across(_, operand) | Trailing(operand, _) | Previous(operand):
            return (operand,)
        case OfStanding(standing, _, _):
            return (standing,)
        case Agreed(_, options):
            return tuple(option for _, option in options)
        case Health(_, parts, _, _):
            return tuple(part for _, part in parts)
        case Ref(kpi):
            return (by_id(kpi).value,)
        case Binary(_, left, right):
            return left, right
        case _:
            return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and all nodes below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def referred(node: Expression) -> tuple[str, ...]:
    """Ids of the KPIs that an expression is made of, each once, in order."""
    return tuple(dict.fromkeys(part.kpi for part in walk(node) if isinstance(part, Ref)))


@lru_cache(maxsize=1024)  # asked for every KPI in every evaluation
def measures_of(node: Expression) -> tuple[str, ...]:
    """Names of all measures an expression uses, each once, in order."""
    found: dict[str, None] = {}
    for part in walk(node):
        found.update(dict.fromkeys(own_measures(part)))
    return tuple(found)


def own_measures(node: Expression) -> tuple[str, ...]:
    """Names of the measures that a node itself uses, without those of its operands."""
    match node:
        case Count(measure) | Total(measure) | Mean(measure) | Quantile(measure, _) | Distinct(_, measure):
            return (measure,)
        case Without(_, measure, absent):
            return measure, absent
        case Standing(start, end, _) | Union(start, end):
            return start, end
        case OfStanding(_, measure, _) | Returning(_, measure) | Recent(measure, _):
            return (measure,)
        case Length(_, str(of)) if of:
            return (of,)
        case Health(_, _, given, _):
            return given
        case _:
            return ()


def needs(kpi: Kpi) -> tuple[Needs, ...]:
    """Tables and columns a KPI needs, one record a measure, key or dimension; those of an `Either` are all listed."""
    found: list[Needs] = []
    for node in walk(kpi.value):
        found += [BY_NAME[name].needs for name in own_measures(node) if name in BY_NAME]
        found += _own_columns(node)
    return tuple(dict.fromkeys(found))


def _own_columns(node: Expression) -> list[Needs]:
    match node:
        case Distinct(key, measure) | Without(key, measure, _) | Returning(key, measure) if measure in BY_NAME:
            options = _KEY_COLUMNS.get(key, (key,))
            return [Needs(table=BY_NAME[measure].table, any_of=(options,))]
        case Where(operand, field, _) | Over(field, operand, _):
            tables = {BY_NAME[name].table for name in measures_of(operand) if name in BY_NAME}
            return [Needs(table=table, columns=(field,)) for table in sorted(tables)]
        case Figure():
            return [FIGURES]
        case _:
            return []


def needs_words(kpi: Kpi) -> str:
    """What to bring for a KPI: `a Tickets sheet: Ticket ID, Created, First response at or First response time`."""
    if kpi.needs_words:
        return kpi.needs_words.removeprefix("needs ")
    either = [node for node in walk(kpi.value) if isinstance(node, Either)]
    spared = {BY_NAME[name].needs for node in either for name in measures_of(node.second)}
    wanted = [need for need in needs(kpi) if need not in spared]
    return "; ".join(_sheet(table, kpi, wanted) for table in dict.fromkeys(need.table for need in wanted))


def _sheet(table: str, kpi: Kpi, wanted: list[Needs]) -> str:
    """Words for all that is needed of one table."""
    spec = TABLES[table]
    asked = {BY_NAME[name].needs: BY_NAME[name].asks for name in measures_of(kpi.value) if name in BY_NAME}
    listed = [field.title for field in spec.fields if field.required]
    for need in wanted:
        if need.table == table:
            listed += [asked[need]] if asked.get(need) else _columns(need)
    names = [node.name for node in walk(kpi.value) if isinstance(node, Figure) and table == "figures"]
    article = "an" if spec.title[0] in "AEIOU" and not spec.title.startswith("U") else "a"
    return f"{article} {spec.title} sheet: {', '.join(dict.fromkeys(listed))}" + (
        f" ({', '.join(names)})" if names else ""
    )


def _columns(need: Needs) -> list[str]:
    spec = TABLES[need.table]
    alternatives = [(name,) for name in need.columns] + list(need.any_of)
    return [" or ".join(column_title(name, spec) for name in names) for names in alternatives]
