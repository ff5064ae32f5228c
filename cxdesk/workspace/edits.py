"""Edits of a session's typed rows: each gives a new session whose dataset and memory of what was typed agree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from cxdesk.tables.aliases import Alias, final_names, spelt, with_aliases, without_aliases
from cxdesk.tables.sources import is_typed, without_sources
from cxdesk.tables.teams import AgentTeam, with_teams_of
from cxdesk.workspace.session import Session
from cxdesk.workspace.typed import with_audit, with_figures, with_typed, without_figures
from cxdesk.workspace.typed_rows import AuditRow, Key, TypedFigure


def type_figures(session: Session, put: Sequence[TypedFigure] = (), drop: Collection[Key] = ()) -> Session:
    """The session with figures typed in, or some of those typed before taken away."""
    kept = {figure.key: figure for figure in session.typed.figures if figure.key not in drop}
    kept.update((figure.key, figure) for figure in put)
    dataset = without_figures(session.dataset, drop) if drop else session.dataset
    if put:
        dataset = with_figures(dataset, put)
    figures = tuple(kept[key] for key in sorted(kept))
    return replace(session, dataset=dataset, typed=replace(session.typed, figures=figures))


def type_audit(session: Session, rows: tuple[AuditRow, ...]) -> Session:
    """The session with these rows as its typed audit."""
    dataset = with_audit(session.dataset, rows, session.zone)
    return replace(session, dataset=dataset, typed=replace(session.typed, audit=rows))


def remove_sources(session: Session, gone: Collection[int]) -> Session:
    """The session without some sources; typed figures that those had updated count again."""
    tables = {session.dataset.sources[place].table for place in gone if is_typed(session.dataset.sources[place])}
    typed = session.typed
    if "figures" in tables:
        typed = replace(typed, figures=())
    if "audit" in tables:
        typed = replace(typed, audit=())
    left = without_sources(session.dataset, gone)
    return replace(session, dataset=with_typed(left, typed, session.zone), typed=typed)


def add_aliases(session: Session, more: Sequence[Alias], instead_of: Sequence[Alias] = ()) -> Session:
    """The session with further aliases, some in place of others; filters follow their values to the new names.

    Raises:
        UserError: an alias is blank, or leads back to itself.
    """
    aliases = with_aliases(without_aliases(session.aliases, instead_of), more)
    filters = {
        dimension: tuple(dict.fromkeys(names.get(spelt(value), value) for value in values))
        for dimension, values in session.view.filters.items()
        for names in (final_names(aliases, dimension),)
    }
    return replace(session, aliases=aliases, view=replace(session.view, filters=filters))


def remove_aliases(session: Session, gone: Sequence[Alias]) -> Session:
    """The session without some aliases: the values that they merged are there again."""
    return replace(session, aliases=without_aliases(session.aliases, gone))


def set_teams(session: Session, rows: Sequence[AgentTeam]) -> Session:
    """The session with the teams of some agents set, or taken away where a row holds none.

    Raises:
        UserError: a row names no agent.
    """
    return replace(session, teams=with_teams_of(session.teams, rows))
