"""What holds for every measure, whatever the data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxdesk.measures.catalogue import MEASURES
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Dataset
from tests.kpis.company import company

NAMES = [measure.name for measure in MEASURES]


@pytest.fixture(scope="module")
def full() -> Dataset:
    return company()


def shuffled(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    return frame.iloc[np.random.default_rng(seed).permutation(len(frame))].reset_index(drop=True)


@pytest.mark.parametrize("rows", [None, 0, 1])
def test_that_no_table_an_empty_one_and_a_single_row_raise_nothing(full, rows):
    tables = {} if rows is None else {name: frame.iloc[:rows] for name, frame in full.tables.items()}
    found = MeasureStore(Dataset(tables=tables))
    for measure in MEASURES:
        assert len(found.values(measure.name)) == found.rows(measure.table), measure.name
        assert len(found.dates(measure.name)) == found.rows(measure.table), measure.name
        if not rows and rows is not None:
            assert found.missing(measure.name) is not None or measure.table not in tables, measure.name


@pytest.mark.parametrize("name", NAMES)
def test_that_a_measure_lacks_words_for_nothing(name):
    measure = next(measure for measure in MEASURES if measure.name == name)
    said = MeasureStore(Dataset()).missing(name)
    assert said is not None
    assert said.startswith(("needs a ", "needs an "))
    assert f" {TABLES[measure.table].title} sheet: " in said
    assert measure.words
    assert measure.dated_by in ("", *NAMES)


def test_that_every_table_of_the_company_has_values_and_their_order_is_irrelevant(full):
    one = MeasureStore(full)
    two = MeasureStore(Dataset(tables={name: shuffled(frame, 3) for name, frame in full.tables.items()}))
    for measure in MEASURES:
        if one.missing(measure.name) is None and measure.kind != "instant":
            a, b = (np.sort(found.values(measure.name)) for found in (one, two))
            np.testing.assert_allclose(a, b, equal_nan=True, err_msg=measure.name)
            assert not np.isnan(a).all(), measure.name
