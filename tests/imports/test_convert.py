"""Texts to dates, durations, numbers, scores and flags."""

from __future__ import annotations

import numpy as np
import pytest

from cxdesk.imports.convert.clocks import to_utc
from cxdesk.imports.convert.dates import read_dates
from cxdesk.imports.convert.durations import read_durations
from cxdesk.imports.convert.numbers import read_numbers
from cxdesk.imports.convert.scores import read_scores, scale_of
from cxdesk.imports.convert.texts import clean


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-01-31", "2024-01-31T00:00"),
        ("31/01/2024 10:15:20", "2024-01-31T10:15:20"),
        ("25/Feb/26 10:17 PM", "2026-02-25T22:17"),
        ("05 Jan 2025 03:45 PM", "2025-01-05T15:45"),
        ("Jan 5, 2025, 12:05 AM", "2025-01-05T00:05"),
        ("Wed Jun 05 13:06:07 2025", "2025-06-05T13:06:07"),
        ("2024-03-10T10:00:00+02:00", "2024-03-10T08:00"),
        ("2024-03-10T10:00:00.1239Z", "2024-03-10T10:00:00.124"),
        ("2026/09/20 10:00:00 AM GMT+3", "2026-09-20T07:00"),
        ("14.03.2024 10:02", "2024-03-14T10:02"),
    ],
)
def test_dates_are_read_as_written(text: str, instant: str):
    assert read_dates(clean([text])).day_first[0] == np.datetime64(instant, "ms")


@pytest.mark.parametrize("text", ["31/02/2024", "n/a yet", "12345", "2024-13-13", "hello", "10:15"])
def test_what_is_no_date_stays_empty(text: str):
    assert not read_dates(clean([text])).read[0]


def test_a_date_of_two_readings_is_open():
    dates = read_dates(clean(["03/04/2024", "13/04/2024", "2024-04-03"]))
    assert dates.open.tolist() == [True, False, False]
    assert dates.month_first[0] == np.datetime64("2024-03-04", "ms")


def test_times_in_a_clock_change_are_moved_and_counted():
    wall = np.array(["2024-03-31T02:30", "2024-10-27T02:30", "2024-07-01T12:00"], dtype="datetime64[ms]")
    local = to_utc(wall, "Europe/Berlin")
    assert local.gaps.tolist() == [True, False, False]
    assert local.doubled.tolist() == [False, True, False]
    expected = np.array(["2024-03-31T01:00", "2024-10-27T00:30", "2024-07-01T10:00"], dtype="datetime64[ms]")
    assert (local.instants == expected).all()


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("02:15:00", 2.25), ("444:03:00", 444.05), ("1 d 3 h", 27.0), ("3.5 hrs", 3.5), ("1,5 h", 1.5),
        ("45 minutes", 0.75),
        ("1h30", 1.5), ("PT1H30M", 1.5), ("P1DT2H", 26.0), ("2 days 3 hours", 51.0), ("1.50 hours (90 minutes)", 1.5),
        ("-1:30", -1.5), ("1 day, 2:00:00", 26.0), ("2 Std. 30 Min.", 2.5),
    ],
)  # fmt: skip
def test_durations_with_a_unit_are_hours(text: str, hours: float):
    assert read_durations(clean([text])).hours[0] == pytest.approx(hours)


def test_a_bare_number_is_no_duration_yet():
    read = read_durations(clean(["90", "abc"]))
    assert np.isnan(read.hours).all()
    assert read.bare[0] == 90
    assert np.isnan(read.bare[1])


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1,234.5", "2"], [1234.5, 2]), (["1.234,5", "2"], [1234.5, 2]), (["1 234,50"], [1234.5]),
        (["0,25", "1,5"], [0.25, 1.5]),
        (["$1,200.00", "(3)"], [1200, -3]), (["12 %"], [12]), (["1.234.567"], [1234567]),
        (["-", "n/a"], [np.nan, np.nan]),
    ],
)  # fmt: skip
def test_the_decimal_mark_is_decided_by_the_whole_column(texts: list[str], values: list[float]):
    assert np.array_equal(read_numbers(clean(texts)).values, np.array(values), equal_nan=True)


@pytest.mark.parametrize(
    ("texts", "values", "scale"),
    [
        (["Good", "Bad", "Offered"], [1, 0, np.nan], (0, 1)),
        (["Great", "Okay", "Not Good"], [3, 2, 1], (1, 3)),
        (["Very satisfied", "Neutral", "Very dissatisfied"], [5, 3, 1], (1, 5)),
        (["4 / 5", "5 / 5"], [4, 5], (1, 5)),
        (["★★★★☆", "★☆☆☆☆"], [4, 1], (1, 5)),
        (["10 - Extremely likely", "0 - Not at all"], [10, 0], None),
        (["🤩", "😠"], [5, 1], (1, 5)),
    ],
)
def test_scores_in_words_become_numbers(texts: list[str], values: list[float], scale: tuple[float, float] | None):
    read = read_scores(clean(texts))
    assert np.array_equal(read.values, np.array(values, dtype=float), equal_nan=True)
    assert read.scale == scale


@pytest.mark.parametrize(
    ("scores", "top"), [([1, 2, 3], 5), ([1, 4], 5), ([1, 6], 7), ([3, 8], 10), ([55, 90], 100), ([1, 5], 5)]
)
def test_the_scale_is_the_smallest_that_holds_the_maximum_but_five_where_three_would_do(scores: list[float], top: int):
    assert scale_of(np.array(scores, dtype=float), None)[1] == top
