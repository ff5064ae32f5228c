"""Rows typed in by hand, as records that are kept between two starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Key = tuple[date, str]
"""A figure's key: first day of its month, name."""

MONEY = ("support_cost", "acquisition_cost")  # known figures that are amounts of money


@dataclass(frozen=True, kw_only=True)
class TypedFigure:
    """A figure of a month. `month` is its first day; `currency` is a code such as EUR, "" = none."""

    month: date
    name: str
    value: float
    currency: str = ""

    @property
    def key(self) -> Key:
        """What makes it the same figure as another."""
        return self.month, self.name


@dataclass(frozen=True, kw_only=True)
class AuditRow:
    """One criterion once assessed. `score` 0 to 100, None = not scored yet; `weight` None counts as 1."""

    area: str
    criterion: str
    score: float | None = None
    weight: float | None = None
    owner: str = ""
    assessed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Typed:
    """All that was typed in."""

    figures: tuple[TypedFigure, ...] = ()
    audit: tuple[AuditRow, ...] = ()
