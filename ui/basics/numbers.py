"""Numbers and days in the user's locale; the digits follow the same rule as everywhere in the app."""

from __future__ import annotations

import math
import re
from datetime import date

from PySide6.QtCore import QDate, QLocale

from cxdesk.common.periods import Grain
from cxdesk.common.units import Unit, shown_in

_MINUS = "\N{MINUS SIGN}"
_THIN = "\N{NARROW NO-BREAK SPACE}"
_AROUND = re.compile(r"[\s'’€$£¥₹]|^[A-Z]{3}(?=[\s\d.,-])|(?<=[\s\d])[A-Z]{3}$")  # what may stand around a number


def digits_of(value: float, unit: Unit) -> int:
    """Decimals a value deserves by its size and unit."""
    size = abs(value)
    if (unit is Unit.COUNT and float(value).is_integer()) or size >= 1000:
        return 0
    if unit is Unit.PERCENT and 99 < size < 100:
        return 2  # 99.86 % is not 99.9 %
    return 1 if size >= 1 or value == 0 or unit is Unit.PERCENT else 2


def number(value: float, decimals: int, *, signed: bool = False, grouped: bool = True) -> str:
    """A number with fixed decimals; a true minus sign, and a plus where `signed`."""
    locale = QLocale()
    if not grouped:
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    # Rounded as Python rounds, so that screen, workbook and command line show the same digits.
    size = float(f"{abs(float(value)):.{decimals}f}")
    text = str(locale.toString(size, "f", decimals))
    zero = size == 0
    sign = _MINUS if value < 0 and not zero else "+" if signed and not zero else ""
    return sign + text


def value(amount: float | None, unit: Unit, *, signed: bool = False) -> str:
    """A value with its unit (`78.1 %`, `31.4 h`, `48.0 s`); a dash where there is none."""
    if amount is None:
        return "–"
    factor, suffix = shown_in(amount, unit)
    text = number(amount * factor, digits_of(amount * factor, unit), signed=signed)
    return f"{text}{_THIN}{suffix}" if suffix else text


def target(amount: float, unit: Unit, *, typed: bool = False) -> str:
    """A target with its unit, without decimals it does not need (`24 h`, `99.9 %`, `2.25 h`).

    `typed`: in the unit in which it is typed, for fields.
    """
    factor, suffix = (1.0, unit.suffix) if typed else shown_in(amount, unit)
    text = number(amount * factor, decimals_needed(amount * factor))
    return f"{text}{_THIN}{suffix}" if suffix else text


def decimals_needed(amount: float, most: int = 3) -> int:
    """Fewest decimals, up to `most`, that show the number exactly to `most` decimals."""
    return next((count for count in range(most) if round(amount, count) == round(amount, most)), most)


def interval(low: float | None, high: float | None, unit: Unit) -> str:
    """`27.9 – 34.9 h`; empty where there is no interval."""
    if low is None or high is None:
        return ""
    factor, suffix = shown_in(max(abs(low), abs(high)), unit)
    low, high = low * factor, high * factor
    decimals = max(digits_of(low, unit), digits_of(high, unit)) if max(abs(low), abs(high)) < 1000 else 0
    text = f"{number(low, decimals)} – {number(high, decimals)}"
    return f"{text}{_THIN}{suffix}" if suffix else text


def plain(amount: float | None, decimals: int = 6) -> str:
    """A number for pasting into a spreadsheet: the locale's decimal mark, an ASCII minus, no grouping."""
    if amount is None:
        return ""
    text = number(amount, min(decimals, decimals_needed(amount, decimals)), grouped=False)
    return text.replace(_MINUS, "-")


def read(text: str) -> float | None:
    """The number a person wrote: the locale's marks, or plain digits with a point; None where it is none.

    Spaces, a currency's sign or code and a true minus sign do not mind.
    """
    bare = _AROUND.sub("", text.replace(_MINUS, "-"))
    locale = QLocale()
    found, good = locale.toDouble(bare)
    if not good:
        found, good = QLocale.c().toDouble(bare)
    return float(found) if good and math.isfinite(found) else None


def count(amount: float) -> str:
    """A whole number, grouped."""
    return number(amount, 0)


def day(when: date) -> str:
    """A day as `1 Jan 2024` in the locale's month names."""
    return str(QLocale().toString(QDate(when.year, when.month, when.day), "d MMM yyyy"))


def step(first_day: date, grain: Grain) -> str:
    """A step of a series in full: `March 2024`, `Q1 2024`, `week of 4 Mar 2024`."""
    qdate = QDate(first_day.year, first_day.month, first_day.day)
    if grain is Grain.MONTH:
        return str(QLocale().toString(qdate, "MMMM yyyy"))
    if grain is Grain.QUARTER:
        return f"Q{(first_day.month - 1) // 3 + 1} {first_day.year}"
    if grain is Grain.YEAR:
        return str(first_day.year) if first_day.month == 1 else str(QLocale().toString(qdate, "MMM yyyy"))
    return day(first_day)


def short_step(first_day: date, grain: Grain, previous: date | None) -> str:
    """A step as an axis label; the year stands only on the first label and where it changes."""
    qdate = QDate(first_day.year, first_day.month, first_day.day)
    new_year = previous is None or previous.year != first_day.year
    if grain is Grain.YEAR:
        return str(first_day.year)
    if grain is Grain.QUARTER:
        quarter = f"Q{(first_day.month - 1) // 3 + 1}"
        return f"{quarter} {first_day.year % 100:02d}" if new_year else quarter
    pattern = "MMM" if grain is Grain.MONTH else "d MMM"
    return str(QLocale().toString(qdate, f"{pattern} yy" if new_year else pattern))
