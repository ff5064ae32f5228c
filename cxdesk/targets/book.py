"""The target book: which target is in force when, with its history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from cxdesk.common.conventions import Conventions
from cxdesk.kpis.kpi import Kpi
from cxdesk.targets.target import Target, TargetBook

Range = tuple[float, float]


def history(book: TargetBook, kpi_id: str) -> tuple[Target, ...]:
    """Everything ever set for a KPI, oldest first, resets to the default included."""
    return tuple(target for target in book.targets if target.kpi == kpi_id)


def with_target(book: TargetBook, target: Target) -> TargetBook:
    """A copy with one more target; earlier ones stay as history, and stay in force before its effective date."""
    return replace(book, targets=(*book.targets, target))


def without_target(book: TargetBook, kpi_id: str, changed_at: datetime | None = None) -> TargetBook:
    """A copy in which the KPI is back at the catalogue's default; what was set before stays as history only."""
    if not any(not target.default for target in history(book, kpi_id)):
        return book
    return with_target(book, Target(kpi=kpi_id, value=None, default=True, changed_at=changed_at))


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
    book: TargetBook, kpi: Kpi, day: date, conventions: Conventions, scale: Range | None = None
) -> Target | None:
    """The target that counts for a period whose last day is `day`, moved to the data's `scale` (lowest, highest).

    The one with the latest effective date up to that day counts, of equal dates the one set last; where all begin
    later, the first reaches back for ever. None where the user wants no target and where the catalogue has none.
    """
    targets = _since_reset(history(book, kpi.id))
    if not targets:
        return default_target(kpi, conventions, scale)
    dated = [(target.effective or date.min, order, target) for order, target in enumerate(targets)]
    begun = [entry for entry in dated if entry[0] <= day]
    _, _, chosen = max(begun, key=_when) if begun else min(dated, key=_earliest)
    return None if chosen.value is None else on_scale(chosen, scale)


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


def _since_reset(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    resets = [position for position, target in enumerate(targets) if target.default]
    return targets[resets[-1] + 1 :] if resets else targets


def _when(entry: tuple[date, int, Target]) -> tuple[date, int]:
    return entry[0], entry[1]


def _earliest(entry: tuple[date, int, Target]) -> tuple[date, int]:
    # Of several that begin on the same day, the one set last replaced the others.
    return entry[0], -entry[1]
