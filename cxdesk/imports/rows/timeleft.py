"""Time left of a target when it stopped: less than nothing is a breach."""

from __future__ import annotations

import numpy as np

from cxdesk.imports.convert.texts import spread
from cxdesk.imports.raw import Cell
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.rows.values import Fault, Values

REMAINING = "remaining"
OR_ZERO = "remaining, 0 is none"  # of tools that write 0 where there is no target


def time_left(column: Column, sense: str) -> Values:
    """1.0 where time was left or none too much was taken, 0.0 where it was late, NaN where nothing is said."""
    read = np.where(np.isnan(column.durations.hours), column.durations.bare, column.durations.hours)
    left = spread(read, column.raw.codes, np.nan) if len(read) else np.full(len(column), np.nan)
    if column.raw.numbers is not None:
        native = column.of_kind(Cell.NUMBER, Cell.TIME, Cell.DURATION)
        left = np.where(native, column.raw.numbers, left)
    unread = column.filled & np.isnan(left)
    unsaid = np.isnan(left) | ((left == 0) & (sense == OR_ZERO))
    out = np.where(unsaid, np.nan, (left >= 0).astype(np.float64))
    fault = Fault(kind="unreadable_flag", rows=unread, expected="a time left, such as 1:30 or -15",
                  message="could not be read as a time left")  # fmt: skip
    return Values(data=out, faults=(fault,) if unread.any() else ())
