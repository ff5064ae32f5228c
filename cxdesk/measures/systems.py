"""Measures of outages, of the organisational audit and of the reviews of targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Instants
from cxdesk.measures.measure import Measure, Needs

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
OUT, AUDIT, REV = "outages", "audit", "reviews"
HOUR_MS = 3_600_000
ALWAYS = np.datetime64("0001-01-01", "ms")  # from when an undated assessment counts


def outage_began(store: MeasureStore) -> Instants:
    """When the outage began."""
    return store.instants(OUT, "started_at")


def outage_ended(store: MeasureStore) -> Instants:
    """When it ended; NaT while it lasts."""
    return store.instants(OUT, "ended_at")


def _outage(store: MeasureStore) -> Floats:
    return np.ones(store.rows(OUT))


def _outage_hours(store: MeasureStore) -> Floats:
    """Length to its end, or to as-of while it lasts; NaN where it ended before it began."""
    began, ended = outage_began(store), outage_ended(store)
    span = np.where(np.isnat(ended), store.as_of, ended) - began
    hours = np.where(np.isnat(span), np.nan, span.astype("timedelta64[ms]").astype(np.float64) / HOUR_MS)
    return np.where(hours >= 0, hours, np.nan)


def audit_from(store: MeasureStore) -> Instants:
    """From when a score counts: its assessment; always where it is undated, NaT where the row has no score."""
    at = store.instants(AUDIT, "assessed_on")
    return np.where(_scored(store), np.where(np.isnat(at), ALWAYS, at), np.datetime64("NaT", "ms"))


def audit_until(store: MeasureStore) -> Instants:
    """When the next score of the same area and criterion replaced it; NaT for the latest one."""
    area, (criterion, names) = store.keys(AUDIT, "area")[0], store.keys(AUDIT, "criterion")
    rows = np.arange(len(area))
    group = np.where(criterion < 0, -1 - rows, area.astype(np.int64) * max(len(names), 1) + criterion + len(names))
    start, scored = audit_from(store), np.flatnonzero(_scored(store))
    order = scored[np.lexsort((start[scored], group[scored]))]
    until = np.full(len(rows), "NaT", dtype="datetime64[ms]")
    replaced = np.flatnonzero(np.diff(group[order]) == 0)
    until[order[replaced]] = start[order[replaced + 1]]
    return until


def _scored(store: MeasureStore) -> NDArray[np.bool_]:
    score = store.numbers(AUDIT, "score")
    return (score >= 0) & (score <= 100)


def _audit_weight(store: MeasureStore) -> Floats:
    """Weight of a scored row, 1 where none is given; a negative one counts nowhere."""
    weight = store.numbers(AUDIT, "weight")
    weight = np.where(np.isnan(weight), 1.0, weight)
    return np.where(_scored(store) & (weight >= 0), weight, np.nan)


def _audit_points(store: MeasureStore) -> Floats:
    return store.numbers(AUDIT, "score") * _audit_weight(store)


def reviewed(store: MeasureStore) -> Instants:
    """When the target was looked at."""
    return store.instants(REV, "reviewed_at")


def _review(store: MeasureStore) -> Floats:
    return np.ones(store.rows(REV))


_SCORE = Needs(table=AUDIT, columns=("score",))
_REVIEWED = Needs(table=REV, columns=("reviewed_at",))

OUTAGE_MEASURES: tuple[Measure, ...] = (
    Measure(name="outage_began", table=OUT, dated_by="outage_began", kind="instant",
            needs=Needs(table=OUT, columns=("started_at",)), words="when the outage began", compute=outage_began),
    Measure(name="outage_ended", table=OUT, dated_by="outage_ended", kind="instant",
            needs=Needs(table=OUT, columns=("ended_at",)), words="when the outage ended", compute=outage_ended),
    Measure(name="outage", table=OUT, dated_by="outage_began", kind="number", needs=Needs(table=OUT),
            words="outages", compute=_outage),
    Measure(name="outage_hours", table=OUT, dated_by="outage_began", kind="hours",
            needs=Needs(table=OUT, columns=("started_at", "ended_at")), words="hours of an outage",
            compute=_outage_hours),
)  # fmt: skip

AUDIT_MEASURES: tuple[Measure, ...] = (
    Measure(name="audit_from", table=AUDIT, dated_by="audit_from", kind="instant", needs=_SCORE,
            words="when the criterion was assessed", compute=audit_from),
    Measure(name="audit_until", table=AUDIT, dated_by="audit_until", kind="instant", needs=_SCORE,
            words="when the criterion was assessed again", compute=audit_until),
    Measure(name="audit_points", table=AUDIT, dated_by="audit_from", kind="number", needs=_SCORE,
            words="scores of the audit's criteria times their weights", compute=_audit_points),
    Measure(name="audit_weight", table=AUDIT, dated_by="audit_from", kind="number", needs=_SCORE,
            words="weights of the audit's criteria", compute=_audit_weight),
)  # fmt: skip

REVIEW_MEASURES: tuple[Measure, ...] = (
    Measure(name="reviewed", table=REV, dated_by="reviewed", kind="instant", needs=_REVIEWED,
            words="when the target was looked at", compute=reviewed),
    Measure(name="review", table=REV, dated_by="reviewed", kind="number", needs=Needs(table=REV),
            words="reviews of targets", compute=_review),
)  # fmt: skip
