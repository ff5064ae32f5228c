"""Targets read from a file, taken into the session: only what differs from what is in force."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from cxdesk.kpis.catalogue import by_id
from cxdesk.report.records import KpiResult
from cxdesk.targets.book import (
    history,
    in_force,
    moved,
    of_segments,
    overall,
    same_segment,
    with_change,
    with_review,
    with_target,
)
from cxdesk.targets.target import Target, TargetBook
from cxdesk.workspace.session import Session


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a workbook of the report in force says: results with targets on the data's scale, at the last day."""

    results: Mapping[str, KpiResult]
    day: date


def merged(session: Session, other: TargetBook, shown: Shown, now: datetime) -> tuple[TargetBook, int]:
    """The session's book with those of the other's targets that differ from what is in force, and how many these are.

    A target that only begins on another day is moved to it: what counted before it counts until then.
    """
    book, changed = session.targets, 0
    for target in other.targets:
        after = _with(session, book, target, shown, now)
        changed += after is not book
        book = after
    known = {(review.kpi, review.at, review.action) for review in book.reviews}
    for review in other.reviews:
        if (review.kpi, review.at, review.action) not in known:
            book = with_review(book, review)
    return replace(book, benchmarks={**book.benchmarks, **other.benchmarks}), changed


def _with(session: Session, book: TargetBook, target: Target, shown: Shown, now: datetime) -> TargetBook:
    if target in book.targets:
        return book
    stamped = replace(target, changed_at=target.changed_at or now)
    if target.default:
        return with_target(book, stamped)
    own = _own(book, target, shown.day)
    if own is not None and own.effective != target.effective and target.effective is not None and _alike(own, target):
        return moved(book, own, target.effective, stamped.changed_at)
    result = shown.results.get(target.kpi)
    # What the report says of a KPI is about the segment it is filtered to, and about the whole otherwise.
    told = result if result is not None and same_segment(result.target_segment, target.segment) else None
    if _is_same(target, _counting(session, book, target), told):
        return book
    return with_change(book, by_id(target.kpi), stamped, session.conventions)


def _own(book: TargetBook, target: Target, day: date) -> Target | None:
    """The user's own target of the same scope that counts for the report shown."""
    if target.segment is not None:
        return of_segments(book, target.kpi, day, (target.segment,))
    return overall(book, target.kpi, day)


def _counting(session: Session, book: TargetBook, target: Target) -> Target | None:
    """What counts from the day of the target on, so that setting it again would change nothing."""
    same_day = [
        entry
        for entry in history(book, target.kpi, target.segment)
        if not entry.default and entry.effective == target.effective
    ]
    if target.segment is None:
        newest = in_force(book, by_id(target.kpi), target.effective or date.max, session.conventions)
        return same_day[-1] if same_day and same_day[-1].value is not None else newest
    return same_day[-1] if same_day else None


def _is_same(target: Target, current: Target | None, shown: KpiResult | None) -> bool:
    if target.value is None and target.segment is not None:
        return current is not None and current.value is None
    if current is None or target.value is None:
        return current is None and target.value is None
    stated = _equal(current.value, target.value) and target.scale in (None, current.scale)
    moved_scale = target.scale is None and shown is not None and _equal(shown.target, target.value)
    tolerances = (current.tolerance, None if shown is None else shown.tolerance)
    tolerance = target.tolerance is None or any(_equal(known, target.tolerance) for known in tolerances)
    return (stated or moved_scale) and tolerance


def _alike(own: Target, target: Target) -> bool:
    """Whether two targets ask for the same, apart from their first days."""
    same = _equal(own.value, target.value) or (own.value is None and target.value is None)
    return same and (target.tolerance is None or _equal(own.tolerance, target.tolerance))


def _equal(known: float | None, read: float | None) -> bool:
    """Equal but for the digits that a spreadsheet drops."""
    return known is not None and read is not None and math.isclose(known, read, rel_tol=1e-12, abs_tol=1e-12)
