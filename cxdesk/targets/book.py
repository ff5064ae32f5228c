"""The target book: which target is in force when, with its history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from cxdesk.common.conventions import Conventions
from cxdesk.kpis.kpi import Kpi
from cxdesk.targets.target import Review, Segment, Target, TargetBook

Range = tuple[float, float]


def history(book: TargetBook, kpi_id: str, segment: Segment | None = None) -> tuple[Target, ...]:
    """Everything ever set for a KPI as a whole or for one segment, oldest first, resets included."""
    return tuple(target for target in book.targets if target.kpi == kpi_id and same_segment(target.segment, segment))


def is_own(book: TargetBook, kpi_id: str, segment: Segment | None = None) -> bool:
    """Whether the user's own target counts there, at whatever time."""
    set_so_far = history(book, kpi_id, segment)
    return bool(set_so_far) and not set_so_far[-1].default


def segments_with_targets(book: TargetBook, kpi_id: str) -> tuple[Segment, ...]:
    """Segments of a KPI that have a target of their own, in the order in which they first got one."""
    found: dict[tuple[str, str], Segment] = {}
    for target in book.targets:
        if target.kpi == kpi_id and target.segment is not None:
            found.setdefault(_folded(target.segment), target.segment)
    return tuple(segment for segment in found.values() if is_own(book, kpi_id, segment))


def same_segment(one: Segment | None, other: Segment | None) -> bool:
    """Whether two are the same dimension and value; values differ in more than case."""
    if one is None or other is None:
        return one is other
    return _folded(one) == _folded(other)


def with_target(book: TargetBook, target: Target) -> TargetBook:
    """A copy with one more target; earlier ones stay as history, and stay in force before its effective date."""
    return replace(book, targets=(*book.targets, target))


def with_change(book: TargetBook, kpi: Kpi, target: Target, conventions: Conventions) -> TargetBook:
    """As `with_target`, but a first own target with a date leaves the default in force before that date.

    The first target reaches back for ever, so the default is written down as the target that always counted.
    """
    if target.effective is None or target.segment is not None or is_own(book, kpi.id):
        return with_target(book, target)
    before = default_target(kpi, conventions)
    return with_target(book if before is None else with_target(book, before), target)


def moved(book: TargetBook, target: Target, effective: date, changed_at: datetime | None = None) -> TargetBook:
    """A copy in which `target`, in force since an earlier day, only begins on `effective`.

    What counted just before it counts until then; the first target has nothing before it and reaches back anyway.
    """
    begun = target.effective or date.min
    earlier = [entry for entry in _entries(book, target.kpi, target.segment) if entry[0] < begun]
    if earlier and effective > begun:
        before = max(earlier, key=_when)[2]
        book = with_target(book, replace(before, effective=target.effective, changed_at=changed_at))
    return with_target(book, replace(target, effective=effective, changed_at=changed_at))


def without_target(
    book: TargetBook, kpi_id: str, changed_at: datetime | None = None, segment: Segment | None = None
) -> TargetBook:
    """A copy in which the KPI is back at the catalogue's default; what was set before stays as history only.

    With a segment only the segment's own history is void: the overall target counts there again.
    """
    if not any(not target.default for target in history(book, kpi_id, segment)):
        return book
    return with_target(book, Target(kpi=kpi_id, value=None, default=True, changed_at=changed_at, segment=segment))


def with_review(book: TargetBook, review: Review) -> TargetBook:
    """A copy with one more confirmation."""
    return replace(book, reviews=(*book.reviews, review))


def with_benchmark(book: TargetBook, kpi_id: str, value: float | None) -> TargetBook:
    """A copy with the benchmark chosen for a KPI; None takes the default target again."""
    others = {kpi: number for kpi, number in book.benchmarks.items() if kpi != kpi_id}
    return replace(book, benchmarks=others if value is None else {**others, kpi_id: value})


def default_target(kpi: Kpi, conventions: Conventions, scale: Range | None = None) -> Target | None:
    """The catalogue's own target, moved to the data's scale; None where it has none."""
    value = kpi.target_under(conventions)
    if value is None:
        return None
    return on_scale(Target(kpi=kpi.id, value=value, tolerance=kpi.tolerance, scale=kpi.target_scale), scale)


def in_force(
    book: TargetBook,
    kpi: Kpi,
    day: date,
    conventions: Conventions,
    scale: Range | None = None,
    segment: Segment | None = None,
) -> Target | None:
    """The target that counts for a period whose last day is `day`, moved to the data's `scale` (lowest, highest).

    The one with the latest effective date up to that day counts, of equal dates the one set last; where all begin
    later, the first reaches back for ever. For a `segment` its own target in force, else (also before its own begins)
    the overall one. None where the user wants no target and where the catalogue has none.
    """
    own = None if segment is None else of_segments(book, kpi.id, day, (segment,))
    chosen = own or overall(book, kpi.id, day)
    if chosen is None:
        return default_target(kpi, conventions, scale)
    return None if chosen.value is None else on_scale(chosen, scale)


def overall(book: TargetBook, kpi_id: str, day: date) -> Target | None:
    """The user's own target for the KPI as a whole that counts on a day, as it was set; None = the default counts."""
    entries = _entries(book, kpi_id, None)
    begun = [entry for entry in entries if entry[0] <= day]
    if begun:
        return max(begun, key=_when)[2]
    return min(entries, key=_earliest)[2] if entries else None


def of_segments(book: TargetBook, kpi_id: str, day: date, segments: Iterable[Segment]) -> Target | None:
    """The own target of one of these segments that is in force on a day, of several the one set last.

    As it was set; None where no segment has one, or all of theirs begin later: then the overall target counts.
    """
    found: list[tuple[int, Target]] = []
    for segment in segments:
        begun = [entry for entry in _entries(book, kpi_id, segment) if entry[0] <= day]
        if begun:
            found.append(max(begun, key=_when)[1:])
    return max(found, key=_order)[1] if found else None


def benchmark(book: TargetBook, kpi: Kpi, conventions: Conventions, scale: Range | None = None) -> float | None:
    """The benchmark chosen for a KPI, by default its default target (moved to the data's scale)."""
    if kpi.id in book.benchmarks:
        return book.benchmarks[kpi.id]
    target = default_target(kpi, conventions, scale)
    return None if target is None else target.value


def on_scale(target: Target, scale: Range | None) -> Target:
    """The target moved linearly from the scale it was stated for to the data's; unchanged where either is unknown.

    4.0 on 1 to 5 lies three quarters up, and so becomes 5.5 on 1 to 7; a tolerance shrinks or grows with the scale.
    """
    if target.value is None or scale is None or target.scale is None or target.scale == scale:
        return target
    (low, high), (to_low, to_high) = target.scale, scale
    if high <= low or to_high <= to_low:
        return target
    factor = (to_high - to_low) / (high - low)
    tolerance = None if target.tolerance is None else target.tolerance * factor
    return replace(target, value=to_low + (target.value - low) * factor, tolerance=tolerance, scale=scale)


def _entries(book: TargetBook, kpi_id: str, segment: Segment | None) -> list[tuple[date, int, Target]]:
    """What was set since the last reset: first day, place in the book, target."""
    entries: list[tuple[date, int, Target]] = []
    for place, target in enumerate(book.targets):
        if target.kpi != kpi_id or not same_segment(target.segment, segment):
            continue
        if target.default:
            entries.clear()
        else:
            entries.append((target.effective or date.min, place, target))
    return entries


def _folded(segment: Segment) -> Segment:
    return segment[0], segment[1].casefold()


def _when(entry: tuple[date, int, Target]) -> tuple[date, int]:
    return entry[0], entry[1]


def _order(entry: tuple[int, Target]) -> int:
    return entry[0]


def _earliest(entry: tuple[date, int, Target]) -> tuple[date, int]:
    # Of several that begin on the same day, the one set last replaced the others.
    return entry[0], -entry[1]
