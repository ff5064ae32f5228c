"""KPIs reviewed: which targets were changed or confirmed, in the period and in every step of the series.

Targets lie above KPIs, so no evaluation can know this number; it is made when a report is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxdesk.common.periods import Instants, Period, to_utc
from cxdesk.common.problems import Problem, Severity
from cxdesk.common.text import plural
from cxdesk.kpis.catalogue import CATALOGUE, by_id
from cxdesk.kpis.values import Values
from cxdesk.report.judging import Judge, in_use
from cxdesk.report.records import KpiResult, Point
from cxdesk.targets.status import too_few
from cxdesk.targets.target import TargetBook

REVIEW_RATE = "review_rate"
NO_HISTORY = (
    "needs a history of targets: change or confirm a target, or import a Target reviews sheet: Reviewed at, KPI, Action"
)
_PLACES = {kpi.id: place for place, kpi in enumerate(CATALOGUE)}
_UNKNOWN = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class Reviews:
    """Every known review: place of its KPI in the catalogue (-1 = a name that no KPI has), and its instant (UTC)."""

    kpis: NDArray[np.intp]
    at: Instants
    unknown_names: tuple[str, ...] = ()

    @property
    def unknown(self) -> int:
        """Reviews of a name that no KPI has; they count nowhere."""
        return int((self.kpis == _UNKNOWN).sum())

    def reviewed(self, period: Period | None, used: frozenset[str]) -> int:
        """How many of the KPIs in use were reviewed in the period (None = ever, undated reviews too)."""
        return len(self.ids(period) & used)

    def ids(self, period: Period | None) -> frozenset[str]:
        """KPIs reviewed in the period."""
        inside = np.ones(len(self.at), dtype=np.bool_)
        if period is not None:
            start, end = period.utc
            inside = (self.at >= start) & (self.at < end)
        return frozenset(CATALOGUE[place].id for place in np.unique(self.kpis[inside]) if place >= 0)


def reviews_of(book: TargetBook, sheet: pd.DataFrame | None) -> Reviews:
    """Reviews from the target history, the confirmations and an imported table (`reviewed_at`, `kpi`).

    Targets without a moment of change, as a file may hold them, are no reviews.
    """
    changes = [(target.kpi, target.changed_at) for target in book.targets if target.changed_at is not None]
    told = [*changes, *((review.kpi, review.at) for review in book.reviews)]
    kpis = np.array([_PLACES.get(kpi, _UNKNOWN) for kpi, _ in told], dtype=np.intp)
    at = np.array([to_utc(_aware(when)) for _, when in told], dtype="datetime64[ms]")
    if sheet is None or not len(sheet) or "kpi" not in sheet:
        return Reviews(kpis=kpis, at=at)
    imported, names = _named(sheet["kpi"])
    there = "reviewed_at" in sheet
    dates = sheet["reviewed_at"].to_numpy(dtype="datetime64[ms]") if there else np.full(len(sheet), "NaT", "M8[ms]")
    return Reviews(kpis=np.concatenate([kpis, imported]), at=np.concatenate([at, dates]), unknown_names=names)


def _named(column: pd.Series) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Places of the KPIs that a column names by id or by name, in any case; and the names that no KPI has."""
    known = {_folded(kpi.name): place for place, kpi in enumerate(CATALOGUE)}
    known |= {_folded(kpi.id): place for place, kpi in enumerate(CATALOGUE)}
    keys = column.astype("category")
    labels = [str(label) for label in keys.cat.categories]
    places = np.array([known.get(_folded(label), _UNKNOWN) for label in labels] + [_UNKNOWN], dtype=np.intp)
    codes = keys.cat.codes.to_numpy()
    there = set(np.unique(codes).tolist())
    unknown = [label for code, label in enumerate(labels) if places[code] == _UNKNOWN and code in there]
    return places[codes], tuple(unknown)  # a blank has code -1 and takes the last entry


def _folded(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)


def rate_values(reviews: Reviews, judge: Judge, results: Mapping[str, KpiResult]) -> Values:
    """The KPI over the period: one group, with a reason where it has no value."""
    used = in_use(results) - {REVIEW_RATE}
    reason = _lacks(reviews, judge, used)
    if reason is not None:
        return Values(value=np.array([np.nan]), n=np.zeros(1), reason=reason)
    used |= _itself(judge)
    part = reviews.reviewed(judge.query.period, used)
    return Values(
        value=np.array([100.0 * part / len(used)]),
        n=np.array([float(len(used))]),
        numerator=np.array([float(part)]),
        denominator=np.array([float(len(used))]),
    )


def _lacks(reviews: Reviews, judge: Judge, used: frozenset[str]) -> str | None:
    if not (reviews.kpis >= 0).any():
        return NO_HISTORY
    if judge.query.filters:
        names = (name.removeprefix("extra:").replace("_", " ") for name in judge.query.filters)
        return f"reviews of targets are not known by {' and '.join(names)}"
    return None if used else "no KPI has both a value and a target in this period"


def _itself(judge: Judge) -> frozenset[str]:
    """Where it has a value, KPIs reviewed is in use like any other KPI with a target."""
    target = judge.target(by_id(REVIEW_RATE), None)
    return frozenset() if target is None or target.value is None else frozenset({REVIEW_RATE})


def rate_points(reviews: Reviews, judge: Judge, points: Iterable[Point], as_of: np.datetime64) -> tuple[Point, ...]:
    """The KPI in every step in which any KPI has a value and a target; nothing without a history or under a filter."""
    used: dict[date, set[str]] = {}
    for point in points:
        if point.value is not None and point.target is not None and point.id != REVIEW_RATE:
            used.setdefault(point.start, set()).add(point.id)
    if _lacks(reviews, judge, frozenset("any")) is not None:
        return ()
    return tuple(_point(reviews, judge, start, frozenset(used[start]), as_of) for start in sorted(used))


def _point(reviews: Reviews, judge: Judge, start: date, used: frozenset[str], as_of: np.datetime64) -> Point:
    step, used = judge.step(start), used | _itself(judge)
    part = reviews.reviewed(step, used)
    return Point(
        id=REVIEW_RATE,
        start=start,
        value=100.0 * part / len(used),
        n=len(used),
        numerator=float(part),
        denominator=float(len(used)),
        filling=bool(as_of < step.utc[1]),
        too_few=too_few(by_id(REVIEW_RATE), len(used), judge.query.conventions),
    )


def unknown_problem(reviews: Reviews) -> tuple[Problem, ...]:
    """What to tell about reviews of names that no KPI has."""
    if not reviews.unknown:
        return ()
    names: Sequence[str] = reviews.unknown_names
    listed = ", ".join(f"“{name}”" for name in names[:3]) + (", ..." if len(names) > 3 else "")
    return (
        Problem(
            kind="unknown_kpi",
            message=f"{plural(reviews.unknown, 'review')} of a target {'names' if reviews.unknown == 1 else 'name'}"
            f" no KPI that CX Desk knows{f': {listed}' if listed else ''}.",
            severity=Severity.INFO,
            found=listed,
            expected="name or id of a KPI",
            count=reviews.unknown,
        ),
    )
