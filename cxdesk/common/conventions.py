"""The conventions a user can choose where the field disagrees; each has a key, its values and a reason."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args, get_type_hints

from cxdesk.common.problems import UserError

Churn = Literal["lost", "net"]
Clock = Literal["calendar", "business"]
Cart = Literal["abandonment", "completion"]
NpsScale = Literal["0-10", "1-10"]
CesScale = Literal["as imported", "1-5", "1-7", "1-10"]
CesDirection = Literal["higher", "lower"]
YesNo = Literal["no", "yes"]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July",
          "August", "September", "October", "November", "December")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Conventions:
    """One value a key; the defaults are those of the catalogue's table of conventions.

    `csat_satisfied_from` None means "by scale"; `currency` "" means "from the data".
    """

    csat_satisfied_from: float | None = None
    nps_scale: NpsScale = "0-10"
    ces_scale: CesScale = "as imported"
    ces_direction: CesDirection = "higher"
    decided_only: YesNo = "no"
    churn: Churn = "lost"
    clock: Clock = "calendar"
    fcr_max_replies: int = 1
    repeat_window_days: int = 7
    cart: Cart = "abandonment"
    min_sample: int = 5
    confidence: float = 95.0
    fdr: float = 0.01
    week_start: str = "Monday"
    fiscal_year_start: str = "January"
    currency: str = ""

    def as_json(self) -> dict[str, str | float | int]:
        """Every key with its value; "by scale" and "from the data" in words."""
        out: dict[str, str | float | int] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            out[field.name] = _WORDS.get(field.name, "") if value in (None, "") else value
        return out

    def with_setting(self, key: str, text: str) -> Conventions:
        """A copy with one key set from text, as typed by a user.

        Raises:
            UserError: no such key, or a value it cannot take; the sentence lists what it can.
        """
        key = key.strip().lower().replace("-", "_")
        if key not in KEYS:
            raise UserError(f"There is no convention called “{key}”. The conventions are: {', '.join(KEYS)}.")
        changed: dict[str, Any] = {key: _read(key, text.strip())}
        return replace(self, **changed)


_WORDS = {"csat_satisfied_from": "by scale", "currency": "from the data"}
_RANGES: dict[str, tuple[float, float]] = {
    "csat_satisfied_from": (-1000, 1000),
    "fcr_max_replies": (0, 1000),
    "repeat_window_days": (1, 366),
    "min_sample": (1, 100_000),
    "confidence": (50, 99.9),
    "fdr": (0.000_1, 0.5),
}
KEYS: tuple[str, ...] = tuple(field.name for field in fields(Conventions))


def choices(key: str) -> tuple[str, ...]:
    """Words a key can take; empty for numbers and free text."""
    if key == "week_start":
        return WEEKDAYS
    if key == "fiscal_year_start":
        return MONTHS
    return tuple(str(value) for value in get_args(get_type_hints(Conventions)[key]) if isinstance(value, str))


def number_range(key: str) -> tuple[float, float] | None:
    """Smallest and largest number a key can take; None for words."""
    return _RANGES.get(key)


def _read(key: str, text: str) -> str | float | int | None:
    if text.lower() == _WORDS.get(key):
        return None if key == "csat_satisfied_from" else ""
    words = choices(key)
    if words:
        for word in words:
            if word.lower() == text.lower():
                return word
        raise UserError(f"“{text}” is not a value of {key}. It can be: {', '.join(words)}.")
    if key not in _RANGES:
        return text.upper()
    low, high = _RANGES[key]
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise UserError(f"“{text}” is not a value of {key}. It must be a number from {low:g} to {high:g}.")
    if key in ("fcr_max_replies", "repeat_window_days", "min_sample"):
        if not number.is_integer():
            raise UserError(f"“{text}” is not a value of {key}. It must be a whole number.")
        return int(number)
    return number
