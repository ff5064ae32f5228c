"""Answers find their tickets by id."""

from __future__ import annotations

import pandas as pd
import pytest

from cxdesk.tables.joins import ticket_positions


def ids(values: list, dtype: str = "str") -> pd.DataFrame:
    return pd.DataFrame({"ticket_id": pd.Series(values, dtype=dtype)})


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_that_an_answer_finds_the_last_ticket_of_its_id(dtype):
    tickets = ids(["1", "02", None, "1", "x"], dtype)
    assert ticket_positions(ids(["1", "2", "02", None, "x", "1"], dtype), tickets).tolist() == [3, -1, 1, -1, 4, 3]


def test_that_columns_put_together_from_several_sheets_are_looked_up_as_a_whole():
    tickets = pd.concat([ids(["1", "2"]), ids(["3", "2"])], ignore_index=True)
    surveys = pd.concat([ids(["3", None]), ids(["2", "9"])], ignore_index=True)
    assert ticket_positions(surveys, tickets).tolist() == [2, -1, 3, -1]


def test_that_without_ids_there_is_nothing_to_find():
    assert ticket_positions(ids(["1", "2"]), pd.DataFrame({"x": [1]})).tolist() == [-1, -1]
    assert ticket_positions(ids(["1"]), ids([])).tolist() == [-1]
    assert ticket_positions(ids([None, None]), ids([None])).tolist() == [-1, -1]
    assert ticket_positions(pd.DataFrame(), ids(["1"])).tolist() == []
