"""Numbers and days in the user's locale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import QLocale

from cxdesk.common.periods import Grain
from cxdesk.common.units import Unit
from ui.basics import numbers
from ui.widgets.value_spin import ValueSpin


@pytest.fixture(autouse=True)
def _german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (78.123, Unit.PERCENT, "78,1\u202f%"),
        (1234.5, Unit.HOURS, "1.234\u202fh"),
        (0.256, Unit.HOURS, "15,4\u202fmin"),
        (67.52 / 3600, Unit.HOURS, "1,1\u202fmin"),
        (-48 / 3600, Unit.HOURS, "−48,0\u202fs"),
        (0.0, Unit.HOURS, "0,0\u202fh"),
        (0.256, Unit.RATIO, "0,26"),
        (412.0, Unit.COUNT, "412"),
        (-3.25, Unit.POINTS, "−3,2"),
        (None, Unit.HOURS, "–"),
    ],
)
def test_values_have_the_locales_marks_and_their_unit(value: float | None, unit: Unit, text: str) -> None:
    assert numbers.value(value, unit) == text


def test_a_rounded_zero_has_no_sign() -> None:
    assert numbers.number(-0.04, 1) == "0,0"
    assert numbers.number(0.04, 1, signed=True) == "0,0"
    assert numbers.number(0.06, 1, signed=True) == "+0,1"


def test_targets_carry_no_decimals_they_do_not_need() -> None:
    assert [numbers.target(value, Unit.PERCENT) for value in (80.0, 99.9, 2.25)] == [
        "80\u202f%", "99,9\u202f%", "2,25\u202f%",
    ]  # fmt: skip


def test_what_is_pasted_has_an_ascii_minus_and_no_grouping() -> None:
    assert [numbers.plain(value) for value in (-1234.5, 1e6, None)] == ["-1234,5", "1000000", ""]


def test_intervals_share_their_unit() -> None:
    assert numbers.interval(27.94, 34.86, Unit.HOURS) == "27,9 – 34,9\u202fh"
    assert numbers.interval(None, 34.86, Unit.HOURS) == ""
    assert numbers.interval(0.5, 1.25, Unit.HOURS) == "0,50 – 1,25\u202fh"
    assert numbers.interval(0.02, 0.05, Unit.HOURS) == "1,2 – 3,0\u202fmin"
    assert numbers.target(0.05, Unit.HOURS) == "3\u202fmin"
    assert numbers.target(0.05, Unit.HOURS, typed=True) == "0,05\u202fh"


def test_steps_are_named_by_their_grain() -> None:
    first = date(2024, 4, 1)
    assert numbers.step(first, Grain.MONTH) == "April 2024"
    assert numbers.step(first, Grain.QUARTER) == "Q2 2024"
    assert numbers.step(first, Grain.WEEK) == "1 Apr. 2024"
    assert numbers.short_step(first, Grain.QUARTER, None) == "Q2 24"
    assert numbers.short_step(first, Grain.QUARTER, date(2024, 1, 1)) == "Q2"


def test_a_value_field_reads_and_writes_the_locales_decimal_mark(qtbot) -> None:
    spin = ValueSpin()
    qtbot.addWidget(spin)
    told: list[float] = []
    spin.committed.connect(told.append)
    spin.show_value(-2.5, Unit.HOURS)
    assert spin.text() == "-2,5 h"
    spin.selectAll()
    qtbot.keyClicks(spin, "1,25\r")
    assert (spin.value(), told) == (1.25, [1.25])
