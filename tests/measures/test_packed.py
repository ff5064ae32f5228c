"""Columns in little memory give the same numbers back, and the same rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.kpis import groups, tallies
from cxdesk.measures import packed as module
from cxdesk.measures.packed import MANY, few_rows, ordered, packed
from tests.measures.tables import store

NAN = float("nan")


@pytest.fixture(autouse=True)
def _short_columns_are_packed_too(monkeypatch):
    monkeypatch.setattr(module, "_LARGE", 0)
    monkeypatch.setattr(module, "_STRETCH", 3)  # so that a few rows are several stretches


def bits(values: np.ndarray) -> list[bytes]:
    """Numbers to the last bit; every NaN alike."""
    return [b"" if np.isnan(value) else np.float64(value).tobytes() for value in values]


def listed(rows: np.ndarray | None) -> list[int] | None:
    """Positions; None for all rows."""
    return None if rows is None else rows.tolist()


@given(
    st.lists(
        st.one_of(
            st.sampled_from([NAN, 0.0, -0.0, 1.0, 254.0, 255.0, 65_534.0, 2.0**32, 2.0**53, np.inf, -np.inf]),
            st.integers(-300, 300).map(float),
            st.floats(),
        )
    )
)
def test_the_same_numbers_come_back_to_the_last_bit(values):
    column = np.array(values, dtype=np.float64)
    kept = packed(column)
    assert bits(kept.numbers()) == bits(column)
    assert kept.known().tolist() == (~np.isnan(column)).tolist()
    filled = np.where(np.isnan(column), 0.0, column)
    assert np.array_equal(kept.filled(), filled)  # whichever of the two zeros
    assert np.array_equal(kept.filled(slice(1, 4)), filled[1:4])
    rows = np.arange(len(column))[::-2]
    assert bits(kept.picked(rows).numbers()) == bits(kept.numbers(rows)) == bits(column[rows])


@pytest.mark.parametrize(
    ("values", "bytes_a_row"),
    [
        ([0.0, 1.0, NAN], 1),
        ([NAN, NAN], 1),
        ([45_000.0, 45_254.0, NAN], 1),  # a span of 254: the greatest code stands for NaN
        ([45_000.0, 45_255.0], 2),
        ([-5.0, 65_529.0], 2),
        ([0.0, 65_535.0], 4),
        ([0.0, 2.0**32 - 2], 4),
        ([0.0, 2.0**32 - 1], 8),
        ([0.5, 1.0], 8),
        ([-0.0, 1.0], 8),
        ([np.inf, 1.0], 8),
    ],
)
def test_whole_numbers_take_no_more_bytes_than_their_span_needs(values, bytes_a_row):
    assert packed(np.array(values)).codes.itemsize == bytes_a_row


@pytest.mark.parametrize("odd", [0.5, -0.0, np.inf, 2.0**52])
@pytest.mark.parametrize("place", [0, 5, 9])
def test_one_number_in_any_stretch_keeps_the_column_as_it_is(odd, place):
    column = np.array([NAN, *range(9)])
    column[place] = odd
    assert packed(column).codes is column


def test_sums_of_packed_numbers_are_those_of_the_numbers(monkeypatch):
    monkeypatch.setattr(tallies, "STRETCH", 4)
    column, codes = np.array([3.0, NAN, 1.0, 2.0, NAN, 5.0, 1.0]), np.array([0, 0, 1, 2, 1, 1, 0])
    for values in (column, column + 0.5, column - 3):
        kept = packed(values)
        for power in (1, 2, 3):
            filled = np.where(np.isnan(values), 0.0, values) ** power
            wanted = [filled[codes == group].sum() for group in (0, 1)]
            assert tallies.summed(codes, kept, 2, power).tolist() == wanted


@pytest.mark.parametrize("kind", [np.int32, np.intp])
def test_codes_of_rows_in_any_order(monkeypatch, kind):
    monkeypatch.setattr(tallies, "STRETCH", 2)
    found = tallies.taken(np.array([7, 8, 9], dtype=np.uint8), np.array([2, 0, 0, 1, 2], dtype=kind))
    assert found.tolist() == [9, 7, 7, 8, 9]
    assert found.dtype == np.dtype(np.uint8)


def test_values_without_blanks_are_kept_for_short_tables_only(monkeypatch):
    found = store(tickets=TICKETS)
    hours = "first_response_hours"
    assert groups.weights(found, hours) is found.packed(hours)
    assert groups.filled(found, hours) == pytest.approx([24 + 1 / 3, 48 + 1 / 3, 0, 96 + 1 / 3, 120 + 1 / 3])
    monkeypatch.setattr(module, "_LARGE", 10)
    assert groups.weights(found, hours) is groups.filled(found, hours)


def test_rows_by_size_are_those_of_sorting_the_numbers():
    column = np.array([3.0, NAN, 1.0, 2.0, NAN, 1.0])
    rows, values = ordered(packed(column))
    assert values.numbers().tolist() == [1, 1, 2, 3]
    assert sorted(rows[:2].tolist()) == [2, 5]
    assert rows[2:].tolist() == [3, 0]


def test_rows_that_count_are_kept_where_they_are_few():
    assert few_rows(np.array([True, True])) is None
    few = few_rows(np.array([False, True, False]))
    assert isinstance(few, np.ndarray)
    assert few.tolist() == [1]
    assert few_rows(np.array([True, True, False])) is MANY


TICKETS = [
    {"ticket_id": str(row), "created_at": "2024-01-01", "reopen_count": row % 3 or None,
     "first_response_at": None if row == 2 else f"2024-01-0{row + 2}T00:20"}
    for row in range(5)
]  # fmt: skip
SURVEYS = [{"kind": "csat", "score": score, "scale_min": 1, "scale_max": 5} for score in (1, 5, None, 4)]


def test_measures_of_a_long_table_are_those_of_a_short_one(monkeypatch):
    monkeypatch.setattr(module, "_LARGE", 10**9)
    plain = store(tickets=TICKETS, surveys=SURVEYS)
    names = ["ticket", "first_response_hours", "was_reopened", "csat_score", "csat_satisfied"]
    wanted = {
        name: (plain.values(name), plain.positions(name), *plain.known(name), plain.order(name)) for name in names
    }
    monkeypatch.setattr(module, "_LARGE", 0)
    small = store(tickets=TICKETS, surveys=SURVEYS)
    for name, (values, positions, rows, numbers, (order, ascending)) in wanted.items():
        assert bits(small.values(name)) == bits(values)
        assert listed(small.positions(name)) == listed(small.known(name)[0]) == listed(positions) == listed(rows)
        assert bits(small.known(name)[1]) == bits(numbers)
        assert bits(small.order(name)[1]) == bits(ascending)
        assert bits(small.values(name)[small.order(name)[0]]) == bits(values[order])


def test_measures_of_the_same_numbers_share_their_order():
    found = store(tickets=TICKETS)
    one, two = (found.order(f"first_response{clock}_hours") for clock in ("", "_calendar"))
    assert one[0] is two[0]
