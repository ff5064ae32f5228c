"""Rows counted together by pattern and values found by rank, against plain counting and sorting."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.common.periods import Calendar, Grain
from cxdesk.kpis import groups, ranks, tallies
from cxdesk.kpis.axes import Axis, labels_of, product, segments, steps
from cxdesk.kpis.catalogue import CATALOGUE
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.groups import Groups
from cxdesk.kpis.intervals import DOMINANT_SHARE, dominated
from cxdesk.kpis.ranks import ranked
from cxdesk.kpis.tallies import crossed, patterns, summed
from cxdesk.measures.catalogue import MEASURES
from cxdesk.measures.store import MeasureStore
from tests.kpis.company import company

codes_and_values = st.lists(st.tuples(st.integers(0, 3), st.integers(-50, 50)), max_size=60)


@pytest.fixture(scope="module")
def data() -> MeasureStore:
    return MeasureStore(company())


def axes(store: MeasureStore) -> list[Axis]:
    calendar = Calendar()
    months = steps(calendar.buckets(calendar.period(date(2024, 1, 1), date(2024, 6, 1)), Grain.MONTH))
    channels = segments("channel", None, labels_of(store, "channel"))
    return [Axis(), months, channels, product(months, channels)]


def arrays(rows: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Groups 0 to 2, with 3 for rows outside, and values."""
    pairs = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0].astype(np.uint8), pairs[:, 1].astype(np.float64)


@given(codes_and_values, st.sampled_from([1, 2, 3]))
def test_that_sums_in_stretches_equal_sums_of_everything(rows, power):
    codes, values = arrays(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tallies, "STRETCH", 7)
        found, n = summed(codes, values, 3, power), summed(codes, None, 3)
        both = crossed(codes, np.arange(len(codes)) % 2, 3, 2)
    assert found.tolist() == [float((values[codes == group] ** power).sum()) for group in range(3)]
    assert n.tolist() == [float((codes == group).sum()) for group in range(3)]
    assert both.sum(axis=1).tolist() == n.tolist()
    assert both[:, 1].tolist() == [float((codes[1::2] == group).sum()) for group in range(3)]


@settings(max_examples=60)
@given(codes_and_values, st.booleans())
def test_that_values_found_by_block_and_row_are_those_of_sorting(rows, many):
    codes, values = arrays(rows)
    order = np.argsort(values, kind="stable")
    n = summed(codes, None, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranks, "_MANY_ROWS", 0 if many else 1000)
        patch.setattr(ranks, "_BLOCK", 4)
        patch.setattr(ranks, "STRETCH", 12)
        found = ranked(values[order], codes[order], n)
        own = [np.sort(values[codes == group]) for group in range(3)]
        for rank in range(int(n.max(initial=0))):
            at = found.at(np.full(3, rank))
            assert all(at[group] == own[group][rank] for group in range(3) if rank < len(own[group]))
        for q in (0.0, 0.3, 0.5, 0.9, 1.0):
            wanted = [np.quantile(each, q) if len(each) else np.nan for each in own]
            np.testing.assert_allclose(found.quantile(q), wanted, rtol=1e-12, atol=1e-12)


def test_that_measures_counted_together_are_those_counted_one_by_one(data):
    names = [m.name for m in MEASURES if m.kind != "instant" and m.dated_by and data.missing(m.name) is None]
    for axis in axes(data):
        together, single = Groups(data, axis, {}, frozenset(names)), Groups(data, axis, {})
        for name in names:
            assert together.count(name).tolist() == single.count(name).tolist(), name
            for power in (1, 2, 3):
                one, two = together.total(name, (), power), single.total(name, (), power)
                np.testing.assert_allclose(one, two, rtol=1e-12, err_msg=name)
        assert together.hits("nps_points", 100.0).tolist() == single.hits("nps_points", 100.0).tolist()


def test_that_measures_beyond_the_number_of_patterns_are_counted_alone(data, monkeypatch):
    monkeypatch.setattr(tallies, "_MOST_PATTERNS", 4)
    names = frozenset(m.name for m in MEASURES if m.table == "tickets")
    fresh = MeasureStore(company())
    found = patterns(fresh, names, "tickets", "created")
    assert found is not None
    assert found.width <= 4
    assert 0 < len(found.counted) < len([m for m in MEASURES if m.name in names and m.dated_by == "created"])
    run = Groups(fresh, Axis(), {}, names)
    assert run.total("was_escalated")[0] == np.nansum(data.values("was_escalated"))


def test_that_a_single_measure_is_not_counted_by_pattern(data):
    assert patterns(data, frozenset({"ticket"}), "tickets", "created") is None


def test_that_the_way_of_counting_changes_no_value(data, monkeypatch):
    for axis in axes(data):
        usual = evaluate(CATALOGUE, data, axis)
        with monkeypatch.context() as patch:
            patch.setattr(groups, "_PATTERN_CELLS", 0)
            patch.setattr(ranks, "_MANY_ROWS", 0)
            other = evaluate(CATALOGUE, data, axis)
        for kpi, values in usual.items():
            for name in ("value", "n", "low", "high"):
                one, two = getattr(values, name), getattr(other[kpi], name)
                if one is not None:
                    np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-12, equal_nan=True, err_msg=kpi)


@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(-1, 4)), max_size=30))
def test_that_groups_are_dominated_by_the_account_with_most_answers(rows):
    pairs = np.array(rows, dtype=np.int64).reshape(-1, 2)
    wanted = []
    for group in range(3):
        own = [cluster for code, cluster in rows if code == group]
        largest = max((own.count(cluster) for cluster in set(own) - {-1}), default=0)
        wanted.append(largest > 1 and largest > DOMINANT_SHARE * len(own))
    with pytest.MonkeyPatch.context() as patch:
        assert dominated(pairs[:, 1], pairs[:, 0], 3).tolist() == wanted
        patch.setattr("cxdesk.kpis.intervals._CLUSTER_CELLS", -1)
        assert dominated(pairs[:, 1], pairs[:, 0], 3).tolist() == wanted
