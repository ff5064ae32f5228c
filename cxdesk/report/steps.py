"""The time axis of a report: which steps its series has, which of them are complete, which still fill."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.channels import limit_of
from cxdesk.common.periods import Buckets, Calendar, Grain, Instants, Period, from_utc, to_utc
from cxdesk.insight.change import cut_of
from cxdesk.kpis.begin import begin_of
from cxdesk.kpis.groups import Groups
from cxdesk.kpis.kpi import Kpi
from cxdesk.measures.store import MeasureStore
from cxdesk.measures.ticket_times import age_hours_on, is_resolved, tells_first_response
from cxdesk.report.records import Query

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

HISTORY = 36  # steps before the period


@dataclass(frozen=True, kw_only=True, eq=False)
class Steps:
    """All steps up to the period's end; the series shows those from `first` on.

    `whole` are the edges of the uncut steps, one more than there are steps, `days` the local days
    before which they end. `clipped` are the report's own steps where
    the period begins within a step, and so they must be counted apart.
    """

    buckets: Buckets
    whole: Instants
    days: Days
    first: int
    clipped: Buckets | None = None


def steps_of(store: MeasureStore, query: Query, period: Period) -> Steps:
    """Steps of the query's grain: the period's own, and up to 36 before it as far as data reaches."""
    calendar, grain = query.calendar, query.grain
    own = calendar.buckets(period, grain)
    first_day = own.starts[0]
    earliest, _ = store.span()
    if not np.isnat(earliest):
        farthest = calendar.step(first_day, grain, -HISTORY)
        first_day = min(first_day, max(farthest, calendar.floor(calendar.local_day(earliest), grain)))
    full = calendar.buckets(Period(start=calendar.midnight(first_day), end=period.end), grain)
    first = 0 if query.history else len(full) - len(own)
    begins_within = own.edges[0] > full.edges[len(full) - len(own)]
    apart = query.period is not None and not query.history and bool(begins_within)
    days = (*full.starts, calendar.step(full.starts[-1], grain))
    whole = np.array([to_utc(calendar.midnight(day)) for day in days], dtype="datetime64[ms]")
    ends = np.array(days[1:], dtype="datetime64[D]")
    return Steps(buckets=full, whole=whole, days=ends, first=first, clipped=own if apart else None)


def is_over(ends: Instants, days: Days, as_of: np.datetime64, grain: Grain) -> Bools:
    """Whether steps are complete that end at the instants `ends`, the beginning of the local `days`.

    As-of is usually the last instant in the data, and that comes before midnight, often on the last working day: it
    must lie on the step's last weekday or later. A day must be past.
    """
    if grain is Grain.DAY:
        return np.asarray(ends <= as_of)  # False where nothing is dated
    weekday = np.busday_offset(days - 1, 0, roll="backward")
    return np.asarray(ends - (days - weekday).astype("timedelta64[ms]") <= as_of)


def complete_steps(kpi: Kpi, store: MeasureStore, axis: Steps, filling: Bools) -> Bools:
    """Which steps are whole, over, not filling any more, and covered by the KPI's data from their start."""
    ends = axis.buckets.edges[1:]
    over = (ends == axis.whole[1:]) & is_over(ends, axis.days, store.as_of, axis.buckets.grain)
    return np.asarray(over & ~filling & begin_of(kpi.value, store).covered(axis.whole[:-1], axis.whole[1:]))


def filling_steps(kpi: Kpi, store: MeasureStore, axis: Steps, pending: Floats) -> Bools:
    """Which steps are not over at as-of, or hold pending rows that have not had their time."""
    ends = axis.buckets.edges[1:]
    unfinished = ~is_over(axis.whole[1:], axis.days, store.as_of, axis.buckets.grain)
    cut = cut_of(kpi, store)
    return unfinished if cut is None else np.asarray(unfinished | ((pending > 0) & (ends > cut)))


def pending_counts(kpi: Kpi, run: Groups) -> Floats:
    """Rows in each group whose outcome is still open; zeros for KPIs whose rows need no time."""
    found = _pending(kpi, run.store) if kpi.ages else None
    if found is None:
        return np.zeros(run.size)
    rows, dated_by = found
    return np.bincount(run.codes("tickets", dated_by)[rows], minlength=run.size + 1)[: run.size].astype(np.float64)


def pending_words(kpi: Kpi, count: int, run: Groups) -> str:
    """What the pending rows wait for, in words; empty where there are none."""
    if not count:
        return ""
    if kpi.id in ("fcr", "sla"):
        return f"{count:,} not resolved yet"
    if kpi.id in ("repeat_rate", "durable_rate"):
        return f"{count:,} resolved within the last {run.store.settings.conventions.repeat_window_days} days"
    late = _late(run) if kpi.id == "frt_on_target" else 0
    return f"{count:,} not answered yet" + (f", {late:,} of them past their limit" if late else "")


def _pending(kpi: Kpi, store: MeasureStore) -> tuple[Bools, str] | None:
    if store.rows("tickets") == 0:
        return None
    if kpi.id in ("fcr", "sla"):
        return ~is_resolved(store), "created"
    if kpi.id in ("repeat_rate", "durable_rate"):
        cut = cut_of(kpi, store)
        return (store.at("resolved") > cut, "resolved") if cut is not None else None
    return _unanswered(store), "created"


def _unanswered(store: MeasureStore) -> Bools:
    """Tickets without a first response that are not resolved either, in sheets that tell of first responses."""
    waiting: Bools = tells_first_response(store) & np.isnat(store.at("first_response")) & ~is_resolved(store)
    return waiting


def _late(run: Groups) -> int:
    """Unanswered tickets of the first group that are older than their channel's limit."""
    store = run.store
    codes, labels = store.keys("tickets", "channel")
    found = [limit_of(label, store.settings.limits) for label in labels]
    limits = np.array([np.nan if limit is None else limit.limit_hours for limit in found] + [np.nan])[codes]
    age = age_hours_on(store, store.settings.conventions.clock)
    late = _unanswered(store) & (age > limits) & (run.codes("tickets", "created") == 0)
    return int(late.sum())


def last_day(period: Period, calendar: Calendar) -> date:
    """The period's last day."""
    return (period.end - timedelta(milliseconds=1)).astimezone(calendar.tz).date()


def tail(buckets: Buckets, first: int) -> Buckets:
    """The steps from `first` on."""
    return replace(buckets, starts=buckets.starts[first:], edges=buckets.edges[first:])


def everything_period(store: MeasureStore, calendar: Calendar) -> Period:
    """From the month of the earliest counted instant to that of the latest; as-of's month where nothing is dated."""
    span = store.everything()
    if span is not None:
        return calendar.period(*span)
    as_of = store.settings.as_of
    day = from_utc(as_of if as_of is not None else np.datetime64(0, "ms")).astimezone(calendar.tz).date()
    return calendar.step_of(day, Grain.MONTH)
