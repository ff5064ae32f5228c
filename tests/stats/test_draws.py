"""Replicates of a bootstrap come in stretches; put together they are what one large draw gives."""

import numpy as np
import pytest

from cxdesk.kpis import draws, intervals

GROUPS, DRAWS, SEED = 700, 1000, 5
MOST = 100_000


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def lengths(stretches: draws.Stretches) -> list[int]:
    """Replicates of each stretch, which follow each other without a gap."""
    found, at = [], 0
    for some, top, bottom in stretches:
        assert (some.start, top.shape) == (at, bottom.shape)
        assert top.shape == (some.stop - some.start, GROUPS)
        assert top.size <= MOST
        at = some.stop
        found.append(len(top))
    assert sum(found) == DRAWS
    return found


def test_never_more_than_a_stretch_of_sums_is_handed_on(rng: np.random.Generator) -> None:
    a, b, n = rng.random(GROUPS), rng.random(GROUPS), rng.integers(1, 30, GROUPS)
    assert lengths(draws.normal(a, b, a, b, a * b, DRAWS, SEED)) == [142] * 7 + [6]
    shares = np.full((GROUPS, 2), 0.5)
    assert lengths(draws.counted(n, shares, np.array([1.0, 0.0]), np.ones(2), DRAWS, SEED)) == [142] * 7 + [6]
    few = rng.integers(1, 7, GROUPS)
    assert max(lengths(draws.resampled(rng.random((2, int(few.sum()))), few, DRAWS, SEED))) < 142


def test_normal_sums_in_stretches_are_those_of_one_draw(rng: np.random.Generator) -> None:
    sum_a, sum_b, aa, bb = rng.random((4, GROUPS))
    bb[:3] = 0
    ab = np.sqrt(aa * bb) / 2
    u, v = np.random.default_rng(SEED).standard_normal((2, DRAWS, GROUPS))
    slope = np.divide(ab, np.sqrt(bb), out=np.zeros(GROUPS), where=bb > 0)
    tops, bottoms = draws.sums(draws.normal(sum_a, sum_b, aa, bb, ab, DRAWS, SEED), DRAWS, GROUPS)
    assert np.array_equal(tops, sum_a + slope * u + np.sqrt(aa - slope**2) * v)
    assert np.array_equal(bottoms, sum_b + np.sqrt(bb) * u)


def test_counts_in_stretches_are_those_of_one_draw() -> None:
    n, shares = np.full(GROUPS, 9), np.tile([0.2, 0.3, 0.5], (GROUPS, 1))
    above, below = np.array([1.0, 1.0, 0.0]), np.array([1.0, 0.0, 1.0])
    drawn = np.random.default_rng(SEED).multinomial(n, shares, size=(DRAWS, GROUPS))
    tops, bottoms = draws.sums(draws.counted(n, shares, above, below, DRAWS, SEED), DRAWS, GROUPS)
    assert np.array_equal(tops, drawn[..., 0] + drawn[..., 1])
    assert np.array_equal(bottoms, drawn[..., 0] + drawn[..., 2])


def test_ratios_have_no_value_where_nothing_divides() -> None:
    stretches = [
        (slice(0, 1), np.array([[1.0, 2.0, 3.0]]), np.array([[2.0, 0.0, -1.0]])),
        (slice(1, 3), np.array([[0.0, 1.0, np.inf]] * 2), np.array([[4.0, 1.0, np.inf]] * 2)),
    ]
    found = draws.ratios(iter(stretches), 3, 3)
    assert np.array_equal(found, [[0.5, np.nan, np.nan], [0, 1, np.nan], [0, 1, np.nan]], equal_nan=True)
    assert np.isnan(draws.ratios(iter(()), 2, 3)).all()
    assert not np.any(draws.sums(iter(()), 2, 3))


def test_groups_without_rows_have_no_sums(rng: np.random.Generator) -> None:
    some = draws.resampled(rng.random((2, 5)), np.array([0, 2, 0, 3]), 50, SEED)
    tops, bottoms = draws.sums(some, 50, 4)
    assert not tops[:, [0, 2]].any()
    assert (bottoms[:, [1, 3]] > 0).all()
    assert list(draws.resampled(np.zeros((2, 0)), np.zeros(4, dtype=np.int64), 50, SEED)) == []


def test_percentiles_are_the_same_whether_groups_are_looked_at_together_or_alone(rng: np.random.Generator) -> None:
    cells = rng.integers(0, 6, (2_300, 3))  # three stretches of groups
    low, high = intervals.ratio_counts(cells, [1, 1, 0], [1, 0, 1], 90)
    n = cells.sum(axis=1)
    shares = np.where(n[:, None] > 0, cells / np.maximum(n, 1)[:, None], 1 / 3)
    drawn = np.random.default_rng(intervals.SEED).multinomial(n, shares, size=(intervals.DRAWS, len(n)))
    top, bottom = drawn[..., 0] + drawn[..., 1], drawn[..., 0] + drawn[..., 2]
    ratio = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)
    lost = np.isnan(ratio).mean(axis=0)
    whole = lost == 0
    assert whole.sum() > 1_000
    assert np.array_equal(np.array([low, high])[:, whole], np.percentile(ratio[:, whole], [5, 95], axis=0))
    assert np.array_equal(np.isnan(low), lost >= 0.05)
