"""Measures of customers: their lives, how they were brought on board, and their health.

A customer with several rows (subscriptions, contracts) counts once: rows that overlap or follow within a day are one
life, see `lives.py`. A customer who comes back later lives a second time. One who is flagged as lost beside customers
with dated ends, but without a date, is undated: nobody can say when it stood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.periods import Instants, to_utc
from cxdesk.measures.lives import Lives, lives
from cxdesk.measures.measure import Measure, Needs

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
A = "accounts"
DAY_MS = 86_400_000
YEAR_MS = 365.25 * DAY_MS
HEALTH = "health_"  # prefix of the columns that hold a part of the health, 0 to 1


def account_began(store: MeasureStore) -> Instants:
    """When the customer became one."""
    return _lives(store).began


def account_ended(store: MeasureStore) -> Instants:
    """When it stopped being one; NaT for those still there."""
    return _lives(store).ended


def never(store: MeasureStore) -> Instants:
    """No instant at all: what it dates counts only over everything."""
    return np.full(store.rows(A), "NaT", dtype="datetime64[ms]")


def _lives(store: MeasureStore) -> Lives:
    return store.cached(("lives", A), lambda: _make_lives(store))


def _make_lives(store: MeasureStore) -> Lives:
    start, end = store.instants(A, "started_on"), store.instants(A, "ended_on")
    tenure, gone = store.numbers(A, "tenure_months"), store.numbers(A, "churned") == 1
    lasted = gone & np.isnat(end) & (tenure >= 0) & (tenure < 12_000)
    months = np.rint(np.where(lasted, tenure, 0) * YEAR_MS / 12).astype(np.int64).astype("timedelta64[ms]")
    end = np.where(lasted, start + months, end)
    dated = store.held(A, "ended_on") | store.held(A, "tenure_months")
    start = np.where(gone & np.isnat(end) & dated, np.datetime64("NaT", "ms"), start)
    return lives(store.keys(A, "account")[0], start, end)


def _of_one(store: MeasureStore, values: Floats) -> Floats:
    """The values on one row of each customer."""
    return np.where(_lives(store).one, values, np.nan)


def _account(store: MeasureStore) -> Floats:
    return _of_one(store, np.ones(store.rows(A)))


def _account_won(store: MeasureStore) -> Floats:
    """1 where won in the months that the data speaks for: no figure of theirs says what older ones cost to win."""
    began, ended = account_began(store), account_ended(store)
    won = ~np.isnat(began) & ~(ended < began)
    months = store.everything()
    if months is not None:
        first, after = (to_utc(store.settings.calendar.midnight(day)) for day in months)
        won &= (began >= first) & (began < after)
    return np.where(won, 1.0, np.nan)


def _flagged_lost(store: MeasureStore) -> Floats:
    """1 where flagged as lost, 0 where not; a blank is no in a sheet that uses the flag."""
    flag = np.where(store.held(A, "churned"), store.numbers(A, "churned") == 1, np.nan)
    return _of_one(store, flag)


def _account_years(store: MeasureStore) -> Floats:
    began, ended = account_began(store), account_ended(store)
    until = np.where(np.isnat(ended), store.as_of, ended)
    return _none_below_zero(until - began) / YEAR_MS


def _tenure_years(store: MeasureStore) -> Floats:
    tenure = store.numbers(A, "tenure_months")
    return _of_one(store, np.where(tenure >= 0, tenure / 12, np.nan))


def onboarded(store: MeasureStore) -> Instants:
    """When the customer was fully on board."""
    return store.instants(A, "onboarded_at")


def first_value(store: MeasureStore) -> Instants:
    """When it first drew value."""
    return store.instants(A, "first_value_at")


def _onboarding_days(store: MeasureStore) -> Floats:
    return _days_from_onboarding(store, "onboarded_at")


def _days_to_value(store: MeasureStore) -> Floats:
    return _days_from_onboarding(store, "first_value_at")


def _days_from_onboarding(store: MeasureStore, column: str) -> Floats:
    start, end = store.instants(A, "onboarding_started_at"), store.instants(A, column)
    days = _none_below_zero(end - start) / DAY_MS
    return np.where(_once(store, start, end), days, np.nan)


def _milestones_due(store: MeasureStore) -> Floats:
    return _milestones(store, "milestones_due")


def _milestones_on_time(store: MeasureStore) -> Floats:
    return _milestones(store, "milestones_on_time")


def _milestones(store: MeasureStore, column: str) -> Floats:
    """Milestones of the customers of which both numbers are known."""
    due, kept = store.numbers(A, "milestones_due"), store.numbers(A, "milestones_on_time")
    known = ~np.isnan(due) & ~np.isnan(kept) & _once(store, onboarded(store), due, kept)
    return np.where(known, store.numbers(A, column), np.nan)


def _once(store: MeasureStore, *facts: NDArray[np.generic]) -> Bools:
    """The first of a customer's rows that say the same of it; a row without a name is a customer of its own."""
    account = store.keys(A, "account")[0]
    row = np.where(account < 0, np.arange(len(account)), -1)
    columns = {str(place): fact for place, fact in enumerate((account, row, *facts))}
    return ~pd.DataFrame(columns).duplicated().to_numpy()


def _health_given(store: MeasureStore) -> Floats:
    total, count = _health(store)
    return np.where(count > 0, total, np.nan)


def _health_given_count(store: MeasureStore) -> Floats:
    count = _health(store)[1]
    return np.where(count > 0, count, np.nan)


def _health(store: MeasureStore) -> tuple[Floats, Floats]:
    """Sum and number of a row's health parts; what lies outside 0 to 1 is none."""
    total, count = np.zeros(store.rows(A)), np.zeros(store.rows(A))
    for name in health_columns(store):
        part = store.numbers(A, name)
        known = (part >= 0) & (part <= 1)
        total += np.where(known, part, 0)
        count += known
    return total, count


def health_columns(store: MeasureStore) -> tuple[str, ...]:
    """The columns that hold parts of the customers' health."""
    return tuple(name for name in map(str, store.frame(A).columns) if name.startswith(HEALTH))


def _no_health(store: MeasureStore) -> str | None:
    return None if health_columns(store) else f"needs in the Accounts sheet: {_HEALTH_COLUMNS}"


def _none_below_zero(span: NDArray[np.timedelta64]) -> Floats:
    """Milliseconds of a span; NaN where an end is missing or comes first."""
    length = np.where(np.isnat(span), np.nan, span.astype("timedelta64[ms]").astype(np.float64))
    return np.where(length >= 0, length, np.nan)


_HEALTH_COLUMNS = "columns of health scores (0 to 1, or percent)"
_ENDS = "Ended on, or Churned with Tenure months"
_BEGAN = Needs(table=A, columns=("started_on",))
_ENDED = Needs(table=A, any_of=(("ended_on", "churned"), ("ended_on", "tenure_months")))
_MILESTONES = Needs(table=A, columns=("milestones_due", "milestones_on_time"))

ACCOUNT_MEASURES: tuple[Measure, ...] = (
    Measure(name="account_began", table=A, dated_by="account_began", kind="instant", needs=_BEGAN,
            words="when the customer became one", compute=account_began),
    Measure(name="account_ended", table=A, dated_by="account_ended", kind="instant", needs=_ENDED, asks=_ENDS,
            words="when the customer was lost", compute=account_ended),
    Measure(name="never", table=A, dated_by="never", kind="instant", needs=Needs(table=A),
            words="no date", compute=never),
    Measure(name="account", table=A, dated_by="account_began", kind="number", needs=Needs(table=A),
            words="customers", compute=_account),
    Measure(name="account_won", table=A, dated_by="account_began", kind="number", needs=_BEGAN,
            words="customers won", compute=_account_won),
    Measure(name="account_flagged_lost", table=A, dated_by="never", kind="binary",
            needs=Needs(table=A, columns=("churned",)), words="customers flagged as lost", compute=_flagged_lost),
    Measure(name="account_years", table=A, dated_by="account_began", kind="number", needs=_BEGAN,
            words="years from a customer's start to its end, or so far", compute=_account_years),
    Measure(name="account_tenure_years", table=A, dated_by="never", kind="number",
            needs=Needs(table=A, columns=("tenure_months",)),
            words="years that customers have been customers", compute=_tenure_years),
    Measure(name="onboarded", table=A, dated_by="onboarded", kind="instant",
            needs=Needs(table=A, columns=("onboarded_at",)),
            words="when onboarding was done", compute=onboarded),
    Measure(name="first_value", table=A, dated_by="first_value", kind="instant",
            needs=Needs(table=A, columns=("first_value_at",)),
            words="when the customer first drew value", compute=first_value),
    Measure(name="onboarding_days", table=A, dated_by="onboarded", kind="number",
            needs=Needs(table=A, columns=("onboarding_started_at", "onboarded_at")),
            words="days from the start of onboarding to its end", compute=_onboarding_days),
    Measure(name="days_to_value", table=A, dated_by="first_value", kind="number",
            needs=Needs(table=A, columns=("onboarding_started_at", "first_value_at")),
            words="days from the start of onboarding to the first value drawn", compute=_days_to_value),
    Measure(name="milestones_due", table=A, dated_by="onboarded", kind="tally", needs=_MILESTONES,
            words="onboarding milestones due", compute=_milestones_due),
    Measure(name="milestones_on_time", table=A, dated_by="onboarded", kind="tally", needs=_MILESTONES,
            words="onboarding milestones reached on time", compute=_milestones_on_time),
    Measure(name="health_given", table=A, dated_by="", kind="number", needs=Needs(table=A), lacks=_no_health,
            asks=_HEALTH_COLUMNS, words="health scores given with the customer", compute=_health_given),
    Measure(name="health_given_count", table=A, dated_by="", kind="number", needs=Needs(table=A), lacks=_no_health,
            asks=_HEALTH_COLUMNS, words="number of health scores given with the customer",
            compute=_health_given_count),
)  # fmt: skip
