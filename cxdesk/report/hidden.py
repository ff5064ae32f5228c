"""Questions about single members of the team while their figures are hidden: left out, never silently."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cxdesk.common.problems import Problem, Severity
from cxdesk.common.text import plural
from cxdesk.report.records import Query
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.fields import column_title
from cxdesk.tables.hidden import TEAM
from cxdesk.targets.target import Segment, TargetBook

AGENTS_HIDDEN = "agents_hidden"


def is_hidden(dataset: Dataset, dimension: str, value: str | None = None) -> bool:
    """Whether a dimension tells the team's members apart, or a value of it is not shown by its own name."""
    if dataset.hides(dimension):
        return True
    return dataset.hidden is not None and dimension == TEAM and value in dataset.hidden.teams


def shown_query(dataset: Dataset, query: Query) -> tuple[Query, tuple[Problem, ...]]:
    """The query without filters and splits that show single agents, and a problem for each that it had."""
    if not dataset.hides_agents:
        return query, ()
    filters, said = {}, []
    for dimension, values in query.filters.items():
        kept = tuple(value for value in values if not is_hidden(dataset, dimension, value))
        if kept or not values:
            filters[dimension] = kept
        if kept != values:
            said.append(_left_filter(dimension, part=bool(kept)))
    splits = tuple(name for name in query.splits if not is_hidden(dataset, name))
    said += [_left_split(name) for name in query.splits if name not in splits]
    return replace(query, filters=filters, splits=splits) if said else query, tuple(said)


def shown_book(dataset: Dataset, book: TargetBook) -> tuple[TargetBook, tuple[Problem, ...]]:
    """The targets without those of single agents, and a problem that says how many there are."""
    if not dataset.hides_agents:
        return book, ()
    kept = tuple(target for target in book.targets if target.segment is None or not is_hidden(dataset, *target.segment))
    if len(kept) == len(book.targets):
        return book, ()
    scopes = plural(len(hidden_segments(dataset, (target.segment for target in book.targets))), "agent or team",
                    "agents or teams")  # fmt: skip
    said = _said(f"Figures per agent are hidden, so the targets of {scopes} do not count; they are kept.")
    return replace(book, targets=kept), (said,)


def hidden_segments(dataset: Dataset, segments: Iterable[Segment | None]) -> tuple[Segment, ...]:
    """Those of the segments that are not shown, each once."""
    return tuple(dict.fromkeys(one for one in segments if one is not None and is_hidden(dataset, *one)))


def _left_filter(dimension: str, *, part: bool) -> Problem:
    """A filter that is left aside changes which rows count: that is more than good to know."""
    title = column_title(dimension).lower()
    if dimension == TEAM:
        words = "A team with a single agent is shown with others, so the filter on it is not applied"
    else:
        words = f"Figures per {title} are hidden, so the filter on {title} is not applied"
    kept = "; the other values still count" if part else ""
    return _said(f"{words}{kept}.", Severity.WARNING)


def _left_split(dimension: str) -> Problem:
    title = column_title(dimension).lower()
    return _said(f"Figures per {title} are hidden, so there is no breakdown by {title}.")


def _said(message: str, severity: Severity = Severity.INFO) -> Problem:
    return Problem(kind=AGENTS_HIDDEN, severity=severity, message=message)
