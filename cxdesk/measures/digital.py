"""Measures of digital engagement: use of the product, web traffic, campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.periods import Instants
from cxdesk.measures.measure import Measure, Needs

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
Keys = tuple[NDArray[np.int32], tuple[str, ...]]
U, W, C = "usage", "web", "campaigns"


def used(store: MeasureStore) -> Instants:
    """When the product was used."""
    return store.instants(U, "used_at")


def web_day(store: MeasureStore) -> Instants:
    """The day that the row of web traffic speaks of."""
    return store.instants(W, "day")


def campaign_started(store: MeasureStore) -> Instants:
    """When the campaign started."""
    return store.instants(C, "started_on")


def user_days(store: MeasureStore) -> Keys:
    """Code of each row's user and local day together, -1 where either is blank; labels tell them apart, no more."""
    return _user_and(store, "D")


def user_months(store: MeasureStore) -> Keys:
    """Code of each row's user and local month together, as `user_days`."""
    return _user_and(store, "M")


def _user_and(store: MeasureStore, unit: Literal["D", "M"]) -> Keys:
    users, at = store.keys(U, "user")[0], used(store)
    kept = np.flatnonzero((users >= 0) & ~np.isnat(at))
    codes = np.full(len(users), -1, dtype=np.int32)
    if not len(kept):
        return codes, ()
    step = store.settings.calendar.local(at[kept]).astype(f"datetime64[{unit}]").astype(np.int64)
    step -= step.min()
    found, pairs = pd.factorize(users[kept] * (step.max() + 1) + step)
    codes[kept] = found
    return codes, tuple(map(str, range(len(pairs))))


def _use(store: MeasureStore) -> Floats:
    return np.ones(store.rows(U))


def _visitors(store: MeasureStore) -> Floats:
    return store.numbers(W, "visitors")


def _new_visitors(store: MeasureStore) -> Floats:
    return store.numbers(W, "new_visitors")


def _sessions(store: MeasureStore) -> Floats:
    return store.numbers(W, "sessions")


def _page_views(store: MeasureStore) -> Floats:
    return store.numbers(W, "page_views")


def _bounces(store: MeasureStore) -> Floats:
    return store.numbers(W, "bounces")


def _session_minutes(store: MeasureStore) -> Floats:
    return store.numbers(W, "session_seconds") / 60


def _carts(store: MeasureStore) -> Floats:
    return store.numbers(W, "carts")


def _purchases(store: MeasureStore) -> Floats:
    return store.numbers(W, "purchases")


def _conversions(store: MeasureStore) -> Floats:
    return store.numbers(W, "conversions")


def _cost(store: MeasureStore) -> Floats:
    return store.numbers(C, "cost")


def _income(store: MeasureStore) -> Floats:
    return store.numbers(C, "income")


def _leads(store: MeasureStore) -> Floats:
    return store.numbers(C, "leads")


def _campaign_conversions(store: MeasureStore) -> Floats:
    return store.numbers(C, "conversions")


def _reach(store: MeasureStore) -> Floats:
    return store.numbers(C, "reach")


def _sent(store: MeasureStore) -> Floats:
    return store.numbers(C, "emails_sent")


def _opened(store: MeasureStore) -> Floats:
    return store.numbers(C, "emails_opened")


def _clicked(store: MeasureStore) -> Floats:
    return store.numbers(C, "emails_clicked")


def _web(column: str) -> Needs:
    return Needs(table=W, columns=(column,))


def _campaign(column: str) -> Needs:
    return Needs(table=C, columns=(column,))


USAGE_MEASURES: tuple[Measure, ...] = (
    Measure(name="used", table=U, dated_by="used", kind="instant", needs=Needs(table=U, columns=("used_at",)),
            words="when the product was used", compute=used),
    Measure(name="use", table=U, dated_by="used", kind="number", needs=Needs(table=U),
            words="uses of the product", compute=_use),
)  # fmt: skip

WEB_MEASURES: tuple[Measure, ...] = (
    Measure(name="web_day", table=W, dated_by="web_day", kind="instant", needs=_web("day"),
            words="the day of the traffic", compute=web_day),
    Measure(name="visitors", table=W, dated_by="web_day", kind="tally", needs=_web("visitors"),
            words="visitors", compute=_visitors),
    Measure(name="new_visitors", table=W, dated_by="web_day", kind="tally", needs=_web("new_visitors"),
            words="new visitors", compute=_new_visitors),
    Measure(name="sessions", table=W, dated_by="web_day", kind="tally", needs=_web("sessions"),
            words="sessions", compute=_sessions),
    Measure(name="page_views", table=W, dated_by="web_day", kind="tally", needs=_web("page_views"),
            words="page views", compute=_page_views),
    Measure(name="bounces", table=W, dated_by="web_day", kind="tally", needs=_web("bounces"),
            words="bounces", compute=_bounces),
    Measure(name="session_minutes", table=W, dated_by="web_day", kind="number", needs=_web("session_seconds"),
            words="minutes of sessions", compute=_session_minutes),
    Measure(name="carts", table=W, dated_by="web_day", kind="tally", needs=_web("carts"),
            words="carts filled", compute=_carts),
    Measure(name="purchases", table=W, dated_by="web_day", kind="tally", needs=_web("purchases"),
            words="purchases", compute=_purchases),
    Measure(name="conversions", table=W, dated_by="web_day", kind="tally", needs=_web("conversions"),
            words="conversions", compute=_conversions),
)  # fmt: skip

CAMPAIGN_MEASURES: tuple[Measure, ...] = (
    Measure(name="campaign_started", table=C, dated_by="campaign_started", kind="instant",
            needs=_campaign("started_on"), words="when the campaign started", compute=campaign_started),
    Measure(name="campaign_cost", table=C, dated_by="campaign_started", kind="number", needs=_campaign("cost"),
            words="costs of campaigns", compute=_cost, money=True),
    Measure(name="campaign_income", table=C, dated_by="campaign_started", kind="number", needs=_campaign("income"),
            words="income from campaigns", compute=_income, money=True),
    Measure(name="campaign_leads", table=C, dated_by="campaign_started", kind="tally", needs=_campaign("leads"),
            words="leads", compute=_leads),
    Measure(name="campaign_conversions", table=C, dated_by="campaign_started", kind="tally",
            needs=_campaign("conversions"), words="conversions of campaigns", compute=_campaign_conversions),
    Measure(name="reach", table=C, dated_by="campaign_started", kind="tally", needs=_campaign("reach"),
            words="people reached", compute=_reach),
    Measure(name="emails_sent", table=C, dated_by="campaign_started", kind="tally", needs=_campaign("emails_sent"),
            words="emails sent", compute=_sent),
    Measure(name="emails_opened", table=C, dated_by="campaign_started", kind="tally",
            needs=_campaign("emails_opened"), words="emails opened", compute=_opened),
    Measure(name="emails_clicked", table=C, dated_by="campaign_started", kind="tally",
            needs=_campaign("emails_clicked"), words="emails clicked", compute=_clicked),
)  # fmt: skip
