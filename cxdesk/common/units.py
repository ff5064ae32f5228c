"""Units and directions of KPIs."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """Unit of a KPI's value, by the words of the JSON schema."""

    PERCENT = "percent"
    POINTS = "points"
    COUNT = "count"
    HOURS = "hours"
    MINUTES = "minutes"
    DAYS = "days"
    YEARS = "years"
    MONEY = "money"
    RATIO = "ratio"
    PER_HOUR = "per_hour"
    PER_YEAR = "per_year"

    @property
    def suffix(self) -> str:
        """Short sign written after a number, with no leading space; empty for plain numbers."""
        return _SUFFIX.get(self, "")


_SUFFIX = {
    Unit.PERCENT: "%",
    Unit.HOURS: "h",
    Unit.MINUTES: "min",
    Unit.DAYS: "d",
    Unit.YEARS: "y",
    Unit.PER_HOUR: "/h",
    Unit.PER_YEAR: "/y",
}


class Better(StrEnum):
    """Which way a KPI should move."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


def number_text(value: float, unit: Unit, *, signed: bool = False) -> str:
    """Write a value with the digits its size deserves, in plain English form (`1,234`, `31.4`, `0.25`), no unit."""
    size = abs(value)
    if (unit is Unit.COUNT and float(value).is_integer()) or size >= 1000:
        digits = 0
    elif unit is Unit.PERCENT and 99 < size < 100:
        digits = 2  # 99.86 % is not 99.9 %
    elif size >= 1 or value == 0 or unit is Unit.PERCENT:
        digits = 1
    else:
        digits = 2
    text = f"{value:+,.{digits}f}" if signed else f"{value:,.{digits}f}"
    return text.replace("-", "−")


def shown_in(value: float, unit: Unit) -> tuple[float, str]:
    """Factor and sign to write a value with: hours below one are read as minutes, and below a minute as seconds."""
    size = abs(value)
    if unit is not Unit.HOURS or size >= 1 or size == 0:
        return 1.0, unit.suffix
    return (60.0, "min") if size * 60 >= 1 else (3600.0, "s")


def value_text(value: float | None, unit: Unit, *, signed: bool = False) -> str:
    """Write a value with its unit (`78.1 %`, `31.4 h`, `48.0 s`); a dash where there is none."""
    if value is None:
        return "–"
    factor, suffix = shown_in(value, unit)
    text = number_text(value * factor, unit, signed=signed)
    return f"{text} {suffix}" if suffix else text
