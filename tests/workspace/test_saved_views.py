"""Saved views: kept, renamed, deleted, and opened with what the data of today has left of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Grain
from cxdesk.common.problems import UserError
from cxdesk.tables.aliases import Alias
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.workspace.saved_views import change_view, delete_view, find_view, opened, save_view
from cxdesk.workspace.session import Session
from cxdesk.workspace.views import SavedView, View


def data(last: str = "2024-03-12T10:00") -> Dataset:
    """Four tickets; the last one on a day in the middle of March."""
    created = np.array(["2024-01-05T10:00", "2024-02-06T10:00", "2024-02-29T10:00", last], dtype="datetime64[ms]")
    frame = pd.DataFrame(
        {
            "ticket_id": pd.Series(["1", "2", "3", "4"], dtype="str"),
            "created_at": created,
            "channel": pd.Categorical(["email", "chat", "email", None]),
            "agent": pd.Categorical(["Ann", "Bob", "Ann", "Bob"]),
            "team": pd.Categorical(["A", "B", "A", "B"]),
            "_source": np.zeros(4, dtype=np.int32),
            "_row": np.arange(2, 6, dtype=np.int32),
        }
    )
    return Dataset(tables={"tickets": frame},
                   sources=(Source(file="t.csv", sheet="", table="tickets", rows_in=4, rows_kept=4),))  # fmt: skip


JANUARY = View(first_day=date(2024, 1, 1), filters={"channel": ("email",)})


def session(**changes: object) -> Session:
    return replace(Session(dataset=data(), view=JANUARY), **changes)  # type: ignore[arg-type]  # names checked by replace


def names(of: Session) -> list[str]:
    return [saved.name for saved in of.views]


def test_a_view_is_kept_as_it_is_looked_at() -> None:
    after = save_view(session(), "  Mail  in January ", latest=False)
    assert after.views == (SavedView(name="Mail in January", view=JANUARY, latest=False),)
    assert after.view is JANUARY


def test_a_view_of_the_same_name_gives_way_in_its_place() -> None:
    first = save_view(save_view(session(), "Mail", latest=True), "Other", latest=True)
    second = save_view(replace(first, view=View()), "mail", latest=False)
    assert names(second) == ["mail", "Other"]
    assert second.views[0].view == View()


@pytest.mark.parametrize(("name", "words"), [(" ", "Give the view a name."), ("x" * 61, "at most 60 letters")])
def test_a_name_must_be_one(name: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        save_view(session(), name, latest=True)


def test_views_are_renamed_and_deleted_whatever_the_case() -> None:
    both = save_view(save_view(session(), "Mail", latest=True), "Chat", latest=True)
    assert names(change_view(both, "MAIL", new_name="mail")) == ["mail", "Chat"]
    assert change_view(both, "Mail", latest=False).views[0].latest is False
    assert change_view(both, "Mail", new_name="Mail") is both
    assert names(delete_view(both, "mail")) == ["Chat"]
    with pytest.raises(UserError, match="There is a view “Chat” already"):
        change_view(both, "Mail", new_name="chat")
    with pytest.raises(UserError, match="There is no view “Phone” any more"):
        delete_view(both, "Phone")
    assert find_view(both, " chat") == both.views[1]


def test_its_own_period_opens_as_it_was() -> None:
    shown = opened(session(), SavedView(name="x", view=JANUARY, latest=False))
    assert shown.view == JANUARY
    assert shown.said == ()


@pytest.mark.parametrize(("span", "expected"), [
    (Grain.MONTH, date(2024, 2, 1)), (Grain.WEEK, date(2024, 3, 4)), (Grain.DAY, date(2024, 3, 11)),
    (Grain.QUARTER, date(2023, 10, 1)), (Grain.YEAR, date(2023, 1, 1)),
])  # fmt: skip
def test_the_latest_step_is_the_last_complete_one(span: Grain, expected: date) -> None:
    """12 March 2024 is a Tuesday: February and the week of the 4th are over, the quarter and the year are not."""
    view = View(first_day=date(2024, 1, 1), span=span)
    shown = opened(session(), SavedView(name="x", view=view, latest=True)).view.first_day
    assert shown == (expected if span not in (Grain.QUARTER, Grain.YEAR) else date(2024, 1, 1))


def test_everything_stays_everything() -> None:
    assert opened(session(), SavedView(name="x", view=View(), latest=True)).view == View()


def test_a_period_follows_the_first_day_of_the_week() -> None:
    view = View(first_day=date(2024, 1, 1), span=Grain.WEEK)  # a Monday
    sundays = session(conventions=Conventions(week_start="Sunday"))
    assert opened(sundays, SavedView(name="x", view=view, latest=False)).view.first_day == date(2023, 12, 31)


def test_what_is_no_longer_in_the_data_is_left_out_and_said() -> None:
    filters = {"channel": ("email", "fax", "telex", "pigeon", "flag", ""), "region": ("North",), "team": ("C",)}
    shown = opened(session(), SavedView(name="x", view=replace(JANUARY, filters=filters), latest=False))
    assert shown.view.filters == {"channel": ("email", "")}
    assert shown.said == (
        "No row has “fax”, “telex”, “pigeon” and 1 more as channel any more, so that part of the filter is left out.",
        "The data has no column “Region” any more, so the filter on it is left out.",
        "No row has “C” as team any more, so the filter on it is left out.",
    )


def test_filters_follow_merged_names() -> None:
    aliases = (Alias(dimension="channel", spelling="email", name="Mail"),)
    shown = opened(session(aliases=aliases), SavedView(name="x", view=JANUARY, latest=False))
    assert shown.view.filters == {"channel": ("Mail",)}
    assert shown.said == ()


def test_hidden_agents_are_said_to_be_hidden() -> None:
    filters = {"agent": ("Ann",), "team": ("A",), "channel": ("chat",)}
    shown = opened(session(hide_agents=True), SavedView(name="x", view=View(filters=filters), latest=False))
    assert shown.view.filters == {"channel": ("chat",)}
    assert shown.said == (
        "Figures per agent are hidden, so the filter on agent is not applied.",
        "“A”: a team with a single agent is shown with others, so the filter on it is not applied.",
    )
