"""Whether tickets kept their SLA: the sheet's own column, else its due dates, else the policies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.sla import SlaPolicy, policy_of
from cxdesk.common.text import folded
from cxdesk.measures.ticket_times import (
    HOUR_MS,
    T,
    age_hours_on,
    first_response_hours_on,
    is_resolved,
    knows_resolution,
    resolution_hours_on,
    tells_first_response,
)

if TYPE_CHECKING:
    from cxdesk.common.conventions import Clock
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.intp]

SLA_COLUMNS = ("sla_met", "sla_due_at")
SLA_ASKS = "an SLA column, a due date, or policies in Settings > SLA"
_HoursOn = Callable[["MeasureStore", "Clock"], Floats]


def within_sla(store: MeasureStore) -> Floats:
    """1 where the SLA was met, 0 where not. Decided sheet by sheet: by its own column, else due dates, else policies.

    A ticket without a due date in a sheet that holds them has no SLA, nor has one that no policy covers: NaN.
    """
    undecided = np.nan if store.settings.conventions.decided_only == "yes" else 0.0
    own = store.numbers(T, "sla_met")
    out = np.where(np.isnan(own), undecided, own)
    bring = brings_own_sla(store)
    if not store.held(T, "sla_met").all():
        out = np.where(store.held(T, "sla_met"), out, _kept_due_date(store, undecided))
    if store.settings.sla and not bring.all():
        out = np.where(bring, out, _kept_policy(store, undecided))
    return out


def lacks_sla(store: MeasureStore) -> str | None:
    """What is missing where no sheet brings an SLA and no policy is set."""
    if store.settings.sla or any(store.has(T, column) for column in SLA_COLUMNS):
        return None
    return f"needs in the Tickets sheet: {SLA_ASKS}"


def brings_own_sla(store: MeasureStore) -> Bools:
    """Tickets of sheets that hold an SLA column or due dates: no policy applies to them."""
    return np.asarray(store.held(T, "sla_met") | store.held(T, "sla_due_at"))


def policy_codes(store: MeasureStore, policies: tuple[SlaPolicy, ...]) -> Codes:
    """Place of the policy that covers each ticket by its priority and channel; -1 where none does."""
    places = {id(policy): place for place, policy in reversed(list(enumerate(policies)))}
    priority, priorities = _named(store, "priority", policies)
    channel, channels = _named(store, "channel", policies)
    table = np.full((len(priorities), len(channels)), -1, dtype=np.intp)
    for row, of_priority in enumerate(priorities):
        for column, of_channel in enumerate(channels):
            found = policy_of(of_priority, of_channel, policies)
            table[row, column] = -1 if found is None else places[id(found)]
    return table[priority, channel]


def _named(store: MeasureStore, column: str, policies: tuple[SlaPolicy, ...]) -> tuple[Codes, list[str]]:
    """Names that policies single out and the place of each ticket's among them; the last, "", is any other."""
    names = list(dict.fromkeys(folded(getattr(policy, column)) for policy in policies))
    names = [name for name in names if name] + [""]
    places = {name: place for place, name in enumerate(names)}
    codes, labels = store.keys(T, column)
    other = len(names) - 1
    found = np.array([places.get(folded(label), other) for label in labels] + [other], dtype=np.intp)
    return found[codes], names


def _kept_due_date(store: MeasureStore, undecided: float) -> Floats:
    """Resolved by the due date; a ticket without one has no SLA. Open ones are breached once as-of is past it."""
    due, end = store.instants(T, "sla_due_at"), store.at("resolved")
    with np.errstate(invalid="ignore"):
        still_open = np.where(store.as_of > due, 0.0, undecided)
        out = np.where(is_resolved(store), (end <= due).astype(np.float64), still_open)
    # by a flag alone nobody knows when it was resolved
    dated = ~np.isnat(end) & ~np.isnan(store.values("resolution_calendar_hours"))
    return np.where(np.isnat(due) | (is_resolved(store) & ~dated), np.nan, out)


def _kept_policy(store: MeasureStore, undecided: float) -> Floats:
    """1 where every limit of the ticket's policy was kept, 0 once one was not; NaN where none can be told."""
    policies = store.settings.sla
    codes = policy_codes(store, policies)
    clocks = [policy.clock or store.settings.conventions.clock for policy in policies]
    on_business = np.array([clock == "business" for clock in clocks] + [False])[codes]
    limits = _Limits(store, on_business)
    first = limits.first_response(_hours_of(codes, [policy.first_response_hours for policy in policies]))
    final = limits.resolution(_hours_of(codes, [policy.resolution_hours for policy in policies]))
    out = np.where(first.waiting | final.waiting, undecided, 1.0)
    unknown = first.unknown | final.unknown | ~(first.tested | final.tested)
    return np.where(first.broken | final.broken, 0.0, np.where(unknown, np.nan, out))


def _hours_of(codes: Codes, hours: list[float | None]) -> Floats:
    return np.array([np.nan if limit is None else limit for limit in hours] + [np.nan])[codes]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Judged:
    """One limit over all tickets: where it is tested, and there whether it was broken, cannot be told, or waits."""

    tested: Bools
    broken: Bools
    unknown: Bools
    waiting: Bools


class _Limits:
    """Hours that tickets took, or have waited by as-of, each on the clock of its policy."""

    def __init__(self, store: MeasureStore, on_business: Bools) -> None:
        self._store, self._on_business = store, on_business
        self._resolved = is_resolved(store)
        self._hours = self._either(resolution_hours_on)
        self._age = self._either(age_hours_on)

    def first_response(self, limit: Floats) -> _Judged:
        """A ticket resolved without a first response was answered by its resolution: nobody waits any more."""
        told = tells_first_response(self._store) | self._exported("first_response_business_time")
        hours = self._either(first_response_hours_on)
        answered = ~np.isnan(hours) | ~np.isnat(self._store.at("first_response"))
        hours = np.where(answered, hours, self._hours)
        return self._judge(limit, hours, done=answered | self._resolved, told=told)

    def resolution(self, limit: Floats) -> _Judged:
        """By a flag or status alone nobody knows when it was resolved."""
        told = knows_resolution(self._store) | self._exported("resolution_business_time")
        return self._judge(limit, self._hours, done=self._resolved | ~np.isnan(self._hours), told=told)

    def _exported(self, column: str) -> Bools:
        """Where the sheet's own business time is what counts."""
        return np.asarray(self._on_business & self._store.held(T, column))

    def _judge(self, limit: Floats, hours: Floats, *, done: Bools, told: Bools) -> _Judged:
        """What the sheet lacks is not tested; an open ticket has broken a limit once it waited longer."""
        tested = told & ~np.isnan(limit)
        broken = tested & (np.rint(np.where(done, hours, self._age) * HOUR_MS) > np.rint(limit * HOUR_MS))
        return _Judged(
            tested=tested,
            broken=broken,
            unknown=tested & done & np.isnan(hours),
            waiting=tested & ~done & ~broken,
        )

    def _either(self, hours_on: _HoursOn) -> Floats:
        """Hours by the calendar or of business time, ticket by ticket."""
        if not self._on_business.any():
            return hours_on(self._store, "calendar")
        business = hours_on(self._store, "business")
        if self._on_business.all():
            return business
        return np.where(self._on_business, business, hours_on(self._store, "calendar"))
