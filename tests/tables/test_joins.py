"""Answers find their tickets by id; tickets, answers, orders and uses find their account by name."""

from __future__ import annotations

import pandas as pd
import pytest

from cxdesk.measures.store import MeasureStore
from cxdesk.tables.dataset import Dataset
from cxdesk.tables.joins import account_positions, ticket_positions, with_account


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


def named(values: list, **more: list) -> pd.DataFrame:
    columns = {"account": values, **more}
    return pd.DataFrame({name: pd.Series(cells, dtype="category") for name, cells in columns.items()})


def test_that_an_account_is_the_same_whatever_its_case_and_spaces_and_the_last_row_of_it_counts():
    accounts = named(["Acme", "Beta", " ACME", None])
    assert account_positions(named(["acme ", "beta", "Gone", None, "Acme"]), accounts).tolist() == [2, 1, -1, -1, 2]
    assert account_positions(named([None]), named([None])).tolist() == [-1]


def test_that_only_blank_cells_are_filled_from_the_account():
    accounts = named(["A", "B"], region=["EU", "US"], plan=["Pro", None], segment=["S", "L"])
    out = with_account(named(["a", "B", "C"], region=["Asia", None, None]), accounts)
    assert out["region"].tolist()[:2] == ["Asia", "US"]
    assert out["region"].isna().tolist() == [False, False, True]
    assert out["plan"].isna().tolist() == [False, True, True]
    assert out["segment"].tolist()[:2] == ["S", "L"]


def test_that_answers_take_from_their_ticket_first_and_then_from_its_account():
    tickets = named(["Acme", "Beta"], region=["North", None]).assign(ticket_id=pd.Series(["1", "2"], dtype="str"))
    surveys = ids(["1", "2", None])
    accounts = named(["acme", "beta"], region=["EU", "US"], segment=["S", "L"])
    store = MeasureStore(Dataset(tables={"tickets": tickets, "surveys": surveys, "accounts": accounts}))
    assert store.frame("tickets")["segment"].tolist() == ["S", "L"]
    assert store.frame("surveys")["region"].tolist()[:2] == ["North", "US"]
    assert store.frame("surveys")["segment"].tolist()[:2] == ["S", "L"]
    assert store.frame("surveys")["segment"].isna().tolist() == [False, False, True]


def test_that_orders_and_uses_take_from_their_account():
    accounts = named(["Acme"], plan=["Pro"])
    tables = {"accounts": accounts, "orders": named(["ACME"]), "usage": named(["Other"])}
    store = MeasureStore(Dataset(tables=tables))
    assert store.frame("orders")["plan"].tolist() == ["Pro"]
    assert "plan" not in store.frame("usage")
