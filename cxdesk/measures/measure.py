"""What a measure is, and the store that computes and keeps measures of one dataset under one setting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.channels import DEFAULT_LIMITS, ChannelLimit
from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar

if TYPE_CHECKING:
    from cxdesk.common.calendars import BusinessCalendar, CalendarFor
    from cxdesk.common.sla import SlaPolicy
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Needs:
    """Columns of a table a measure needs: all of `columns`, and of each set in `any_of` at least one."""

    table: str
    columns: tuple[str, ...] = ()
    any_of: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A named row-level column: float64, NaN = the row does not count.

    `dated_by` names the instant measure of the same table that puts the row into a period. `kind`: `binary` is 0/1,
    `nps` is -100/0/100, `score` a survey score, `hours` and `minutes` durations, `tally` a count of things that
    the row sums up (a day's visitors), `number` anything else, `instant` a
    `datetime64[ms]` column (UTC). `words` completes "share of ..." or "mean of ...".
    """

    name: str
    table: str
    dated_by: str
    kind: Literal["binary", "nps", "score", "hours", "minutes", "number", "tally", "instant"]
    needs: Needs
    words: str
    compute: Callable[[MeasureStore], NDArray[np.generic]]
    asks: str = (
        ""  # what to bring, where the list of columns would mislead; completes "needs in the Tickets sheet: ..."
    )
    lacks: Callable[[MeasureStore], str | None] | None = None  # what beyond columns is missing, as a sentence
    money: bool = False  # amounts of different currencies are never added
    # Excel formula over the row's own table where the workbook can recompute it: [@field] is a cell of the row by its
    # field or helper column, {convention} the cell of a convention.
    live: str = ""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything besides the tables that a measure may depend on."""

    conventions: Conventions = field(default_factory=Conventions)
    calendar: Calendar = field(default_factory=Calendar)
    business: BusinessCalendar | None = None  # None = the default one in the calendar's zone
    calendars: tuple[CalendarFor, ...] = ()  # of teams and regions; the first that fits a row is its own
    limits: tuple[ChannelLimit, ...] = DEFAULT_LIMITS
    sla: tuple[SlaPolicy, ...] = ()
    as_of: np.datetime64 | None = None  # None = the latest counted instant of the dataset
