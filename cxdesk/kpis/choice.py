"""Which operand of a choice stands: by the data that was imported, or by a convention."""

from __future__ import annotations

from cxdesk.kpis.groups import figure_rows
from cxdesk.kpis.needs import children, measures_of, own_measures, walk
from cxdesk.kpis.nodes import Agreed, Either, Expression, Figure, Health
from cxdesk.measures.store import MeasureStore


def has_figure(name: str, store: MeasureStore) -> bool:
    """Whether any figure of that name was typed in."""
    return bool(figure_rows(store, name).any())


def agreed(node: Agreed, store: MeasureStore) -> Expression:
    """The operand that stands for the convention in force."""
    return dict(node.options)[getattr(store.settings.conventions, node.convention)]


def chosen(node: Either, store: MeasureStore) -> Expression:
    """The operand of an `Either` whose data was imported (the first where neither was)."""
    return node.second if data_missing(node.first, store) and not data_missing(node.second, store) else node.first


def data_missing(node: Expression, store: MeasureStore) -> bool:
    """Whether a node lacks a measure or a figure."""
    parts = list(walk(node))
    figures = [part.name for part in parts if isinstance(part, Figure)]
    return any(not has_figure(name, store) for name in figures) or any(map(store.missing, measures_of(node)))


def resolved(node: Expression, store: MeasureStore) -> Expression:
    """The node itself, or what stands for it where it is a choice."""
    while isinstance(node, Either | Agreed):
        node = chosen(node, store) if isinstance(node, Either) else agreed(node, store)
    return node


def measures_used(node: Expression, store: MeasureStore) -> tuple[str, ...]:
    """Measures whose rows the value comes from: of a choice those of the operand that stands, of parts the known."""
    node = resolved(node, store)
    inner = [name for child in children(node) for name in measures_used(child, store)]
    own = own_measures(node)
    if isinstance(node, Health):
        return tuple(dict.fromkeys(name for name in (*own, *inner) if store.missing(name) is None))
    return tuple(dict.fromkeys((*own, *inner)))
