"""The organisational audit as rows a person scores: records, a list to start with, edits, the weighted score.

Rows are plain tuples of frozen records; every edit gives a new tuple.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from cxdesk.workspace.typed_rows import AuditRow

# Areas and criteria to start with, from the articles' audit; the user edits them.
TEMPLATE: dict[str, tuple[str, ...]] = {
    "Marketing landscape": ("Traffic by source is known", "Visits turn into leads", "Segments are compared"),
    "Sales alignment": ("Leads fit the product", "Enquiries are answered fast", "Leads are nurtured",
                        "Sales hands over to service"),
    "Customer success": ("Onboarding reaches first value", "Support meets its targets", "Accounts at risk are seen"),
    "Tech stack": ("Tools share one set of data", "Routine work is automated", "Reports come without handwork"),
    "Content strategy": ("Content is used", "Buyer profiles are right", "Answers can be found without asking"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class AuditScore:
    """Weighted means, 0 to 100, of the latest score of every criterion: in total and by area; None without a score."""

    total: float | None = None
    areas: Mapping[str, float | None] = field(default_factory=dict)
    scored: int = 0  # criteria with a score
    criteria: int = 0


def template() -> tuple[AuditRow, ...]:
    """A list to start with: five areas, nothing scored."""
    return tuple(AuditRow(area=area, criterion=text) for area, texts in TEMPLATE.items() for text in texts)


def with_row(rows: tuple[AuditRow, ...], place: int, row: AuditRow) -> tuple[AuditRow, ...]:
    """The rows with another one at a place."""
    return (*rows[:place], row, *rows[place + 1 :])


def with_row_added(rows: tuple[AuditRow, ...], row: AuditRow) -> tuple[AuditRow, ...]:
    """The rows with a further one, behind the others of its area."""
    behind = max((place for place, other in enumerate(rows) if other.area == row.area), default=len(rows) - 1)
    return (*rows[: behind + 1], row, *rows[behind + 1 :])


def without_rows(rows: tuple[AuditRow, ...], places: Iterable[int]) -> tuple[AuditRow, ...]:
    """The rows without those at some places."""
    gone = set(places)
    return tuple(row for place, row in enumerate(rows) if place not in gone)


def with_area_renamed(rows: tuple[AuditRow, ...], area: str, name: str) -> tuple[AuditRow, ...]:
    """The rows with an area under another name."""
    return tuple(replace(row, area=name) if row.area == area else row for row in rows)


def with_criterion_renamed(rows: tuple[AuditRow, ...], place: int, name: str) -> tuple[AuditRow, ...]:
    """The rows with the criterion at a place under another name, in its earlier assessments too."""
    key = rows[place].area, rows[place].criterion
    return tuple(replace(row, criterion=name) if (row.area, row.criterion) == key else row for row in rows)


def without_criteria(rows: tuple[AuditRow, ...], places: Iterable[int]) -> tuple[AuditRow, ...]:
    """The rows without the criteria at some places, their earlier assessments included."""
    gone = {(rows[place].area, rows[place].criterion) for place in places}
    return tuple(row for row in rows if (row.area, row.criterion) not in gone)


def new_name(rows: tuple[AuditRow, ...], area: str, wish: str) -> str:
    """The name wished for, or with the first number that no criterion of the area has."""
    taken = {row.criterion for row in rows if row.area == area}
    names = (wish, *(f"{wish} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def new_assessment(rows: tuple[AuditRow, ...], today: date) -> tuple[AuditRow, ...]:
    """The rows with every criterion once more, dated today and not scored yet; one that waits for a score is taken.

    Weight and owner are those of the criterion's latest row.
    """
    out = list(rows)
    for place in sorted(latest_rows(rows)):
        row = rows[place]
        if row.score is None:
            out[place] = replace(row, assessed_on=today)
        else:
            out.append(replace(row, score=None, assessed_on=today))
    return tuple(out)


def latest_rows(rows: tuple[AuditRow, ...]) -> tuple[int, ...]:
    """Places of each criterion's newest row, in the order in which the criteria stand first."""
    newest: dict[tuple[str, str], int] = {}
    for place, row in enumerate(rows):
        key = row.area, row.criterion
        if key not in newest or _age(row) >= _age(rows[newest[key]]):
            newest[key] = place
    return tuple(newest.values())


def previous_score(rows: tuple[AuditRow, ...], place: int) -> float | None:
    """The score of the same criterion in its last assessment before the row at a place."""
    this = rows[place]
    before = [
        (row.assessed_on or date.min, other, row.score)
        for other, row in enumerate(rows)
        if (row.area, row.criterion) == (this.area, this.criterion)
        and row.score is not None
        and (row.assessed_on or date.min, other) < (this.assessed_on or date.max, place)
    ]
    return max(before)[2] if before else None


def audit_score(rows: tuple[AuditRow, ...]) -> AuditScore:
    """The weighted score as the KPI has it over everything: the latest score of each criterion counts."""
    scored = tuple(row for row in rows if row.score is not None)
    counted = [scored[place] for place in latest_rows(scored)]
    areas = dict.fromkeys(row.area for row in rows)
    return AuditScore(
        total=_mean(counted),
        areas={area: _mean([row for row in counted if row.area == area]) for area in areas},
        scored=len(counted),
        criteria=len({(row.area, row.criterion) for row in rows}),
    )


def _age(row: AuditRow) -> tuple[date, bool]:
    """Newer rows are greater; one that waits for its score is newer than a scored one of the same day."""
    if row.assessed_on is None:
        return (date.max if row.score is None else date.min), row.score is None
    return row.assessed_on, row.score is None


def _mean(rows: list[AuditRow]) -> float | None:
    weights = [1.0 if row.weight is None else row.weight for row in rows]
    total = sum(weights)
    if not total:
        return None
    return sum(weight * (row.score or 0.0) for weight, row in zip(weights, rows, strict=True)) / total
