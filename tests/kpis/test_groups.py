"""Aggregates over groups against numpy, Excel's published values and a search row by row."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.common.periods import Calendar, Grain
from cxdesk.kpis.axes import Axis, labels_of, product, segments, steps, total
from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.kpis.evaluate import evaluate, undated
from cxdesk.kpis.groups import Groups, quantile
from cxdesk.measures.store import MeasureStore
from tests.kpis.company import company
from tests.measures.tables import store

UTC = Calendar()
FIRST = np.datetime64("2024-01-01", "ms")
HOUR = np.timedelta64(3_600_000, "ms")


@pytest.mark.parametrize(
    ("values", "q", "expected"),
    [
        ([1, 2, 3, 4], 0.3, 1.9),  # the example of Excel's help page for PERCENTILE.INC
        ([1, 2, 9], 0.5, 2),
        ([1, 3], 0.9, 2.8),
        ([5], 0.9, 5),
        ([15, 20, 35, 40, 50], 0.4, 29),  # the textbook example of linear interpolation
    ],
)
def test_quantiles_of_known_samples(values, q, expected):
    found = quantile(np.array(values, dtype=float), np.array([0, len(values)]), q)
    assert found[0] == pytest.approx(expected)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1e4, allow_subnormal=False) | st.none()), max_size=40),
    st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0]),
)
def test_that_quantiles_by_group_equal_numpys(rows, q):
    agents = "abcd"
    found = store(tickets=[{"created_at": "2024-01-01", "agent": agents[g], "first_response_time": v} for g, v in rows])
    if not rows:
        return
    run = Groups(found, segments("agent", None, tuple(agents)), {})
    if found.missing("first_response_hours"):
        return
    result = run.quantile("first_response_hours", q)
    for code in range(4):
        own = [v for g, v in rows if g == code and v is not None]
        if own:
            # durations are kept as the hours that were read, whatever the timestamps' millisecond
            assert result[code] == pytest.approx(np.quantile(own, q), rel=1e-12, abs=1e-12)
        else:
            assert np.isnan(result[code])


lives = st.lists(
    st.tuples(
        st.integers(-100, 2500) | st.none(),  # created, hours from the first instant
        st.integers(-50, 1500) | st.none(),  # length; a negative one is bad data
        st.sampled_from(["email", "chat", None]),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(lives)
def test_that_standing_rows_and_their_ages_equal_a_search_row_by_row(rows):
    tickets = [
        {
            "created_at": None if begin is None else str(FIRST + begin * HOUR),
            "resolved_at": None if begin is None or length is None else str(FIRST + (begin + length) * HOUR),
            "channel": channel,
        }
        for begin, length, channel in rows
    ]
    found = store(tickets=tickets)
    buckets = UTC.buckets(UTC.period(date(2024, 1, 1), date(2024, 4, 1)), Grain.MONTH)
    axis = product(steps(buckets), segments("channel", None, ("email", "chat", "")))
    result = evaluate([by_id("backlog"), by_id("backlog_age")], found, axis)
    for place, (end, label) in enumerate((e, c) for e in buckets.edges[1:] for c in ("email", "chat", "")):
        t = float((end - FIRST) / HOUR)
        ages = [
            t - begin
            for begin, length, channel in rows
            if begin is not None
            and (channel or "") == label
            and begin < t
            and (length is None or (length >= 0 and begin + length >= t))
        ]
        assert result["backlog"].value[place] == len(ages)
        if ages:
            assert result["backlog_age"].value[place] == pytest.approx(np.median(ages))
        else:
            assert np.isnan(result["backlog_age"].value[place])


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 89), st.sampled_from(["a", "b", "c", None]), st.sampled_from(["email", "chat"])),
        min_size=1, max_size=40,
    )
)  # fmt: skip
def test_that_distinct_values_by_group_equal_sets(rows):
    found = store(
        tickets=[
            {"created_at": str(FIRST + day * 24 * HOUR), "agent": agent, "channel": channel}
            for day, agent, channel in rows
        ]
    )
    buckets = UTC.buckets(UTC.period(date(2024, 1, 1), date(2024, 4, 1)), Grain.WEEK)
    run = Groups(found, product(steps(buckets), segments("channel", None, ("email", "chat"))), {})
    result = run.distinct("ticket", "agent").reshape(len(buckets), 2)
    weeks = buckets.codes(found.at("created"))
    for week in range(len(buckets)):
        for place, label in enumerate(("email", "chat")):
            own = {agent for (_, agent, c), w in zip(rows, weeks, strict=True) if w == week and c == label and agent}
            assert result[week, place] == len(own)


def test_that_rows_without_a_date_count_over_everything_only():
    tickets = [{"created_at": "2024-01-05", "escalated": 1}, {"created_at": None, "escalated": 0}]
    found = store(tickets=tickets, surveys=[{"kind": "csat", "score": 5, "responded_at": None}])
    kpi = by_id("escalation_rate")
    january = UTC.period(date(2024, 1, 1), date(2024, 2, 1))
    assert evaluate([kpi], found, total(None))[kpi.id].cell(0).value == 50.0
    assert evaluate([kpi], found, total(january))[kpi.id].cell(0).value == 100.0
    assert undated(found) == {"tickets": 1, "surveys": 1}


def test_that_a_step_begins_with_its_first_instant_and_ends_before_the_next():
    found = store(tickets=[{"created_at": stamp} for stamp in ("2024-01-31T23:59:59.999", "2024-02-01T00:00")])
    axis = steps(UTC.buckets(UTC.period(date(2024, 1, 1), date(2024, 3, 1)), Grain.MONTH))
    assert evaluate([by_id("volume")], found, axis)["volume"].value.tolist() == [1.0, 1.0]


def test_that_steps_follow_the_zone():
    # 23:30 UTC on 31 January is February in Berlin
    found = store(tickets=[{"created_at": "2024-01-31T23:30"}], zone="Europe/Berlin")
    berlin = Calendar(zone="Europe/Berlin")
    axis = steps(berlin.buckets(berlin.period(date(2024, 1, 1), date(2024, 3, 1)), Grain.MONTH))
    values = evaluate([by_id("volume")], found, axis)["volume"]
    assert values.n.tolist() == [0.0, 1.0]
    assert values.cell(0).value is None
    assert values.cell(0).reason == "no rows in this period"


def test_that_segments_not_asked_for_are_left_out_and_blank_is_one_of_its_own():
    channels = ["email", "chat", None, "", "fax"]
    found = store(tickets=[{"created_at": "2024-01-05", "channel": channel} for channel in channels])
    assert labels_of(found, "channel") == ("chat", "email", "fax", "")
    axis = segments("channel", None, ("email", "", "pigeon"))
    assert evaluate([by_id("volume")], found, axis)["volume"].n.tolist() == [1.0, 2.0, 0.0]


def test_that_two_time_axes_cannot_be_crossed():
    buckets = UTC.buckets(UTC.period(date(2024, 1, 1), date(2024, 3, 1)), Grain.MONTH)
    with pytest.raises(ValueError, match="two time axes"):
        product(steps(buckets), steps(buckets))
    assert product(steps(buckets), Axis()).size == 2
    assert product(total(UTC.period(date(2024, 1, 1), date(2024, 2, 1))), steps(buckets)).steps == 2


def test_that_no_segment_asked_for_gives_no_group_and_no_error():
    values = evaluate(CATALOGUE, MeasureStore(company(40)), segments("channel", None, ()))
    assert all(len(found.value) == 0 for found in values.values())
