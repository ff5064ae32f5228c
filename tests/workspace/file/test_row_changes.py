"""Any table before a change is made again from the one after, with little more kept than the rows that changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from cxdesk.workspace.file.row_changes import GONE, before_of, change_of

ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 1)), max_size=7)


def table(rows: list[tuple[str, str, int]], first: int, step: int) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["ticket_id", "agent", "reopen_count"])
    return frame.assign(
        ticket_id=frame["ticket_id"].astype("str"),
        agent=pd.Categorical(frame["agent"], categories=["x", "y", *([] if step > 1 else ["z"])]),
        reopen_count=frame["reopen_count"].astype(np.float64),
        _source=np.zeros(len(frame), dtype=np.int32),
        _row=np.arange(first, first + step * len(frame), step, dtype=np.int32)[: len(frame)],
    )


@settings(deadline=None)
@given(before=ROWS, after=ROWS, first=st.integers(2, 9), named=st.booleans())
def test_the_table_before_is_made_again_with_rows_that_are_equal_and_rows_that_moved(
    before: list[tuple[str, str, int]], after: list[tuple[str, str, int]], first: int, *, named: bool
) -> None:
    old, new = table(before, 2, 1), table(after, first, 2)
    told = change_of(old, new, "tickets" if named else "")
    made = before_of(new, told.frames, list(old.columns))
    assert made is not None
    pd.testing.assert_frame_equal(made, old, check_index_type=False)
    assert len(old) + told.added - told.removed == len(new)


def test_rows_that_only_moved_in_their_file_are_not_kept_again() -> None:
    rows = [("a", "x", 0), ("b", "x", 0), ("b", "x", 0), ("c", "y", 1)]
    told = change_of(table(rows, 2, 1), table([("d", "y", 1), *rows], 2, 1), "tickets")
    assert (told.added, told.removed, told.changed) == (1, 0, 0)
    assert len(told.frames[GONE]) == 0


def test_equal_rows_are_counted_each() -> None:
    twice, once = [("a", "x", 0)] * 2, [("a", "x", 0)]
    for before, after, counts in ((twice, once, (0, 1)), (once, twice, (1, 0)), (twice, twice, (0, 0))):
        told = change_of(table(before, 2, 1), table(after, 5, 1), "tickets")
        assert (told.added, told.removed, told.changed) == (*counts, 0)
