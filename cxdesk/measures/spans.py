"""What the data speaks of: the instants that count, and the first and last of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxdesk.common.periods import Grain, Instants, to_utc
from cxdesk.measures.systems import ALWAYS

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Span = tuple[np.datetime64, np.datetime64]

# Instants that the data speaks for. Due dates, ends of contracts and figures lie in the future and do not count.
COUNTED: dict[str, tuple[str, ...]] = {
    "tickets": ("created", "first_response", "resolved", "closed"),
    "surveys": ("responded",),
    "orders": ("ordered",),
    "usage": ("used",),
    "web": ("web_day",),
    "mentions": ("posted",),
}
# What dates a dataset that has none of those: registers, which hold plans beside events.
FALLBACK: dict[str, tuple[str, ...]] = {
    "accounts": ("account_began", "account_ended", "onboarded", "first_value"),
    "employees": ("hired", "left"),
    "campaigns": ("campaign_started",),
    "outages": ("outage_began", "outage_ended"),
    "reviews": ("reviewed",),
    "audit": ("audit_from",),
}
# Months that rows speak of as a whole: those of employees beside their other dates, those of figures alone.
_EMPLOYEE_MONTHS, _FIGURE_MONTHS = ("employees", "month"), ("figures", "month")


def span_of(store: MeasureStore) -> Span:
    """Earliest and latest counted instant; of a dataset without any, of its registers, else of its figures."""
    pools = _pools(store, COUNTED)
    if not pools:
        pools = [*_pools(store, FALLBACK), *_months(store, *_EMPLOYEE_MONTHS)]
    if not pools:
        pools = _months(store, *_FIGURE_MONTHS)
    if not pools:
        nothing = np.datetime64("NaT", "ms")
        return nothing, nothing
    return min(pool.min() for pool in pools), max(pool.max() for pool in pools)


def _pools(store: MeasureStore, names: dict[str, tuple[str, ...]]) -> list[Instants]:
    pools = [store.at(name) for table, measures in names.items() if store.rows(table) for name in measures]
    known = [pool[~np.isnat(pool) & (pool > ALWAYS)] for pool in pools]
    return [pool for pool in known if pool.size]


def _months(store: MeasureStore, table: str, column: str) -> list[Instants]:
    """First instants of a table's months, and the last one of the latest."""
    starts = store.month_starts(table, column)
    starts = starts[~np.isnat(starts)]
    if not starts.size:
        return []
    calendar = store.settings.calendar
    end = to_utc(calendar.step_of(calendar.local_day(starts.max()), Grain.MONTH).end)
    return [starts, np.array([end - np.timedelta64(1, "ms")])]
