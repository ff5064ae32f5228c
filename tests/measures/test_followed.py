"""Events that are followed by others of their group, against counting them one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxdesk.measures.followed import followed

whole = st.integers(0, 12)
rows = st.lists(st.tuples(st.integers(0, 3), whole, whole), min_size=1, max_size=30)


@pytest.mark.parametrize(("width", "unit"), [(1, 1), (10**9, 86_400_000), (10**12, 86_400_000)])
@given(rows, st.integers(0, 6))
def test_that_a_row_is_followed_where_more_than_its_own_event_lie_in_its_window(width, unit, rows, window):
    group, since, at = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    until = at + window
    own = (since > at) & (since <= until)
    found = followed(group * width, since * unit, group * width, at * unit, until * unit, own)
    for row in range(len(rows)):
        inside = (group == group[row]) & (since > at[row]) & (since <= until[row])
        assert found[row] == (inside.sum() - own[row] > 0)


def test_that_nothing_follows_where_there_are_no_events_or_no_rows_that_ask():
    nothing, one = np.empty(0, dtype=np.int64), np.zeros(1, dtype=np.int64)
    assert followed(nothing, nothing, one, one, one, one == 1).tolist() == [False]
    assert followed(one, one, nothing, nothing, nothing, nothing == 1).tolist() == []
