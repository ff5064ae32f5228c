"""Looks kept under a name: keeping, renaming and deleting them, and what one shows in the data of today."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cxdesk.common.problems import UserError
from cxdesk.report.dimensions import dimensions_of, values_of
from cxdesk.report.hidden import is_hidden
from cxdesk.report.stores import last_complete_step, store_of
from cxdesk.tables.aliases import final_names, spelt
from cxdesk.tables.fields import column_title
from cxdesk.workspace.session import Session
from cxdesk.workspace.views import SavedView, View

LONGEST_NAME = 60  # letters: what a menu shows


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a saved view shows now; `said` are sentences about what of it is not there any more."""

    view: View
    said: tuple[str, ...] = ()


def opened(session: Session, saved: SavedView) -> Opened:
    """The view as it opens in this session: on the last complete step where it asks for that, with what is left of it.

    The saved view stays as it is: what is missing today may be there again with the next file.
    """
    view, said = saved.view, []
    if saved.latest and view.first_day is not None:
        latest = last_complete_step(store_of(session.dataset, session.query()), view.span)
        view = replace(view, first_day=latest or session.calendar.floor(view.first_day, view.span))
    elif view.first_day is not None:  # weeks and fiscal years may begin on another day since
        view = replace(view, first_day=session.calendar.floor(view.first_day, view.span))
    filters = {}
    there = dimensions_of(session.dataset)
    for dimension, values in view.filters.items():
        kept, words = _left(session, dimension, values, there)
        if kept:
            filters[dimension] = kept
        said += [words] if words else []
    return Opened(view=replace(view, filters=filters), said=tuple(said))


def _left(
    session: Session, dimension: str, values: tuple[str, ...], there: tuple[str, ...]
) -> tuple[tuple[str, ...], str]:
    """What is left of a filter, under the names of today, and a sentence about the rest."""
    title = column_title(dimension)
    if dimension not in there:
        if is_hidden(session.dataset, dimension):
            return (), f"Figures per {title.lower()} are hidden, so the filter on {title.lower()} is not applied."
        return (), f"The data has no column “{title}” any more, so the filter on it is left out."
    names = final_names(session.aliases, dimension)
    wanted = tuple(dict.fromkeys(names.get(spelt(value), value) for value in values))
    known = {*values_of(session.dataset, dimension), ""}
    kept = tuple(value for value in wanted if value in known)
    gone = [value for value in wanted if value not in known]
    if not gone:
        return kept, ""
    listed = ", ".join(f"“{value}”" for value in gone[:3]) + (f" and {len(gone) - 3} more" if len(gone) > 3 else "")
    if any(is_hidden(session.dataset, dimension, value) for value in gone):
        return kept, f"{listed}: a team with a single agent is shown with others, so the filter on it is not applied."
    rest = "so that part of the filter is left out" if kept else "so the filter on it is left out"
    return kept, f"No row has {listed} as {title.lower()} any more, {rest}."


def find_view(session: Session, name: str) -> SavedView | None:
    """The saved view of that name, whatever its case and spaces."""
    return next((saved for saved in session.views if spelt(saved.name) == spelt(name)), None)


def save_view(session: Session, name: str, *, latest: bool) -> Session:
    """The session with its present view kept under a name; one of the same name gives way, in its place.

    Raises:
        UserError: the name is blank or too long.
    """
    kept = SavedView(name=_checked(name), view=session.view, latest=latest)
    if find_view(session, kept.name) is None:
        return replace(session, views=(*session.views, kept))
    return replace(session, views=tuple(kept if spelt(one.name) == spelt(kept.name) else one for one in session.views))


def change_view(session: Session, name: str, *, new_name: str | None = None, latest: bool | None = None) -> Session:
    """The session with a saved view under another name, or opening on another period.

    Raises:
        UserError: there is no such view, or another one has the new name, or it is blank.
    """
    saved = _known(session, name)
    wanted = saved.name if new_name is None else _checked(new_name)
    other = find_view(session, wanted)
    if other is not None and other is not saved:
        raise UserError(f"There is a view “{other.name}” already. Choose another name.")
    changed = replace(saved, name=wanted, latest=saved.latest if latest is None else latest)
    if changed == saved:
        return session
    return replace(session, views=tuple(changed if one is saved else one for one in session.views))


def delete_view(session: Session, name: str) -> Session:
    """The session without a saved view.

    Raises:
        UserError: there is no such view.
    """
    saved = _known(session, name)
    return replace(session, views=tuple(one for one in session.views if one is not saved))


def _known(session: Session, name: str) -> SavedView:
    saved = find_view(session, name)
    if saved is None:
        raise UserError(f"There is no view “{name}” any more.")
    return saved


def _checked(name: str) -> str:
    clean = " ".join(name.split())
    if not clean:
        raise UserError("Give the view a name.")
    if len(clean) > LONGEST_NAME:
        raise UserError(f"A name has at most {LONGEST_NAME} letters; this one has {len(clean)}.")
    return clean
