"""From when on the data behind a KPI tells of it: a period that it does not cover is compared with nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Instants, Period
from cxdesk.kpis.needs import own_measures, walk
from cxdesk.kpis.nodes import Expression, OfStanding, Standing, Union
from cxdesk.measures.store import MeasureStore

_LATE_START_SHARE = 0.1  # of the period; data that begins later than that into it does not cover it
_LATE_START_GAPS = 3  # nor does data that begins later than so many of its usual gaps between days with rows
_DAY = np.timedelta64(86_400_000, "ms")
_NO_GAP = np.timedelta64(0, "ms")


@dataclass(frozen=True, kw_only=True)
class Begin:
    """The earliest row of a KPI's data, and the usual gap between days that have rows.

    Answers that come in monthly waves, or a few a week, have first rows late in a month that is complete all the same.
    """

    earliest: np.datetime64
    gap: np.timedelta64

    def covers(self, period: Period) -> bool:
        """Whether the data tells of the whole period."""
        start, end = period.utc
        return bool(self.covered(np.array([start]), np.array([end]))[0])

    def covered(self, starts: Instants, ends: Instants) -> NDArray[np.bool_]:
        """As `covers`, for many periods at once: the data begins within the first tenth, day or three usual gaps."""
        late = np.maximum((ends - starts) * _LATE_START_SHARE, max(_DAY, self.gap * _LATE_START_GAPS))
        found = ~np.isnat(self.earliest) & (self.earliest <= starts + late) & (self.earliest < ends)
        return np.asarray(found)


_NEVER = Begin(earliest=np.datetime64("NaT", "ms"), gap=_NO_GAP)


def begin_of(node: Expression, store: MeasureStore) -> Begin:
    """From when on all measures behind an expression have rows; never (NaT) where none has any."""
    begins = [_begin(store, name) for name in dict.fromkeys(_dating(node))]
    return max((begin for begin in begins if not np.isnat(begin.earliest)), key=_earliest, default=_NEVER)


def _dating(node: Expression) -> Iterable[str]:
    """Measures that say when the data begins: not the ends of what stands."""
    for part in walk(node):
        match part:
            case Standing(start, _) | Union(start, _):
                yield start
            case OfStanding():
                pass
            case _:
                yield from own_measures(part)


def _earliest(begin: Begin) -> np.datetime64:
    return begin.earliest


def _begin(store: MeasureStore, measure: str) -> Begin:
    def find() -> Begin:
        positions = store.positions(measure)
        dates = store.dates(measure)
        dates = dates if positions is None else dates[positions]
        dates = dates[~np.isnat(dates)]
        if not dates.size:
            return _NEVER
        days = np.unique(dates.astype("datetime64[D]")).astype("datetime64[ms]")
        gap = (days[-1] - days[0]) // (len(days) - 1) if len(days) > 1 else _NO_GAP
        return Begin(earliest=np.datetime64(dates.min(), "ms"), gap=gap)

    if store.missing(measure) or not store.spec(measure).dated_by:
        return _NEVER
    return store.cached(("begin", measure), find)
