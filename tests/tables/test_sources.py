"""Sources can be taken out of a dataset again."""

from __future__ import annotations

import pandas as pd

from cxdesk.common.problems import Problem
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.tables.sources import same_sheet, without_sources


def _source(file: str, sheet: str, table: str, rows: int) -> Source:
    return Source(file=file, sheet=sheet, table=table, rows_in=rows, rows_kept=rows, path=f"/data/{file}")


def _dataset() -> Dataset:
    tickets = pd.DataFrame(
        {
            "ticket_id": ["a", "b", "c"],
            "team": pd.Categorical(["One", "Two", "One"]),
            "cost": [1.0, float("nan"), 2.0],
            "_source": pd.array([0, 2, 0], dtype="int32"),
            "_row": pd.array([2, 2, 3], dtype="int32"),
        }
    )
    surveys = pd.DataFrame({"score": [5.0], "_source": pd.array([1], dtype="int32"), "_row": [2]})
    return Dataset(
        tables={"tickets": tickets, "surveys": surveys},
        sources=(
            _source("one.xlsx", "Tickets", "tickets", 2),
            _source("one.xlsx", "Tickets", "surveys", 1),
            _source("two.csv", "two", "tickets", 1),
        ),
        problems=(
            Problem(kind="unreadable_date", message="one", file="one.xlsx", sheet="Tickets"),
            Problem(kind="unreadable_date", message="two", file="two.csv"),
        ),
        rejected={2: pd.DataFrame({"reason": ["duplicate"]})},
    )


def test_a_ticket_sheet_that_feeds_two_tables_is_one_sheet() -> None:
    assert same_sheet(_dataset(), 1) == (0, 1)
    assert same_sheet(_dataset(), 2) == (2,)


def test_rows_problems_and_rejected_rows_go_with_their_source() -> None:
    left = without_sources(_dataset(), {0, 1})
    assert [source.file for source in left.sources] == ["two.csv"]
    assert list(left.tables) == ["tickets"]
    assert left.tables["tickets"]["ticket_id"].tolist() == ["b"]
    assert left.tables["tickets"]["_source"].tolist() == [0]
    assert [problem.message for problem in left.problems] == ["two"]
    assert list(left.rejected) == [0]


def test_columns_and_categories_that_nothing_fills_any_more_are_gone() -> None:
    tickets = without_sources(_dataset(), {0, 1}).tables["tickets"]
    assert "cost" not in tickets.columns
    assert tickets["team"].cat.categories.tolist() == ["Two"]


def test_the_rest_is_left_as_it_was() -> None:
    before = _dataset()
    left = without_sources(before, {2})
    assert left.tables["tickets"]["ticket_id"].tolist() == ["a", "c"]
    assert left.tables["surveys"]["score"].tolist() == [5.0]
    assert len(before.tables["tickets"]) == 3
    assert before.tables["tickets"]["team"].cat.categories.tolist() == ["One", "Two"]


def test_nothing_is_left_when_every_source_goes() -> None:
    left = without_sources(_dataset(), {0, 1, 2})
    assert left.tables == {}
    assert left.sources == ()
    assert left.problems == ()
