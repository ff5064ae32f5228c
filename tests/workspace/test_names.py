"""What was said about names: kept between two starts, applied to whatever is imported, taken back without loss."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cxdesk.common.problems import UserError
from cxdesk.imports.service import draft, run
from cxdesk.tables.aliases import Alias
from cxdesk.tables.teams import AgentTeam
from cxdesk.workspace.edits import add_aliases, remove_aliases, remove_sources, set_teams
from cxdesk.workspace.session import Session, View
from cxdesk.workspace.store import UserStore
from tests.tables.named import cells, dataset, frame

WEB = Alias(dimension="channel", spelling="webform", name="Web form")
DATA = dataset(tickets=frame(ticket_id=["1", "2"], channel=["webform", "Web form"]))


def test_an_alias_counts_at_once_and_its_removal_brings_the_values_back() -> None:
    session = add_aliases(Session(dataset=DATA), [WEB])
    assert cells(session.dataset, "tickets", "channel") == ["Web form", "Web form"]
    assert session.dataset.imported is DATA
    back = remove_aliases(session, [WEB])
    assert back.dataset is DATA


def test_a_session_of_the_same_names_holds_the_same_dataset() -> None:
    session = add_aliases(Session(dataset=DATA), [WEB])
    assert replace(session, zone="Asia/Tokyo").dataset is session.dataset
    assert add_aliases(remove_aliases(session, [WEB]), [WEB]).dataset is session.dataset


def test_filters_follow_a_value_to_its_new_name() -> None:
    session = Session(dataset=DATA, view=View(filters={"channel": ("webform", "Web form"), "team": ("x",)}))
    assert add_aliases(session, [WEB]).view.filters == {"channel": ("Web form",), "team": ("x",)}


def test_an_edited_alias_takes_the_place_of_the_old_one() -> None:
    session = add_aliases(Session(dataset=DATA), [WEB])
    other = Alias(dimension="channel", spelling="Web form", name="Web")
    assert add_aliases(session, [other], instead_of=[WEB]).aliases == (other,)


def test_a_circle_is_refused_and_changes_nothing() -> None:
    session = add_aliases(Session(dataset=DATA), [WEB])
    with pytest.raises(UserError):
        add_aliases(session, [Alias(dimension="channel", spelling="Web form", name="webform")])


def test_what_is_imported_later_comes_under_the_names_too_and_nothing_is_baked_in(tmp_path: Path) -> None:
    for name, row in (("one", "1,2024-01-02,webform"), ("two", "2,2024-01-03,Webform")):
        (tmp_path / f"{name}.csv").write_text(f"ticket_id,created_at,channel\n{row}\n", encoding="utf-8")
    first = run(draft([tmp_path / "one.csv"]), Session().dataset)
    session = add_aliases(Session(dataset=first), [WEB])
    session = replace(session, dataset=run(draft([tmp_path / "two.csv"]), session.dataset))
    assert cells(session.dataset, "tickets", "channel") == ["Web form", "Web form"]
    assert cells(session.dataset.imported, "tickets", "channel") == ["webform", "Webform"]
    left = remove_sources(session, [0])
    assert cells(left.dataset, "tickets", "channel") == ["Web form"]
    assert cells(remove_aliases(left, [WEB]).dataset, "tickets", "channel") == ["Webform"]


def test_names_are_kept_between_two_starts(tmp_path: Path) -> None:
    session = set_teams(add_aliases(Session(dataset=DATA), [WEB]), [AgentTeam(agent="Ann", team="North")])
    session = replace(session, replace_teams=True, ids_by_digits=True)
    store = UserStore(tmp_path)
    store.save(store.load().keeping(session, "UTC"))
    again = UserStore(tmp_path).load().session("UTC")
    assert again.names == session.names
    assert cells(replace(again, dataset=DATA).dataset, "tickets", "channel") == ["Web form", "Web form"]
