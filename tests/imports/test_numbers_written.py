"""Numbers and durations as exports and people write them."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import numpy as np
import pytest

from cxdesk.imports.convert.durations import read_durations
from cxdesk.imports.convert.numbers import currencies, read_numbers
from cxdesk.imports.convert.texts import clean
from cxdesk.imports.names import read_header
from tests.imports.sheets import assembled, planned, sheet


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1.234,56", "12"], [1234.56, 12]), (["1,234.56", "12"], [1234.56, 12]),
        (["1 234,5", "12 345 678"], [1234.5, 12345678]), (["1\u00a0234,5"], [1234.5]), (["1\u202f234"], [1234]),
        (["1'234.50", "CHF 12’345"], [1234.5, 12345]), (["1,23,456", "12,34,567.5"], [123456, 1234567.5]),
        (["1.234.567"], [1234567]), (["0,123", "1,5"], [0.123, 1.5]), (["0.5", "1.234"], [0.5, 1.234]),
        (["1,5", "1.234"], [1.5, 1234]),  # a decimal comma makes the point one of thousands
        (["1,5", "2.5"], [1.5, 2.5]),  # each has one reading
        (["1.5", "12,5", "2.25"], [1.5, 12.5, 2.25]),
        (["5-", "1,234.50-"], [-5, -1234.5]), (["(1,234.50)"], [-1234.5]), (["\u22125"], [-5]), (["- 5"], [-5]),
        (["5%", "4,5 %", "% 3"], [5, 4.5, 3]), (["$1,234.50", "-$5.00", "($5)"], [1234.5, -5, -5]),
        (["R$ 1.234,56"], [1234.56]), (["Rs. 1,23,456"], [123456]), (["1.234,- €"], [1234]),
        (["12 zł", "3,5 zł"], [12, 3.5]),
        (["US$ 5", "A$ 6", "Fr. 5.50", "7 SEK"], [5, 6, 5.5, 7]), (["1,25E+17"], [1.25e17]),
    ],
)  # fmt: skip
def test_numbers_by_the_whole_column(texts: list[str], values: list[float]):
    assert read_numbers(clean(texts)).values.tolist() == pytest.approx(values)


@pytest.mark.parametrize("text", ["1 2", "12 345 6", "1,234.5.6", "1..2", "2024-01", "1/2", "#5", "5 tickets", "90m"])
def test_what_is_no_number_stays_none(text: str):
    assert np.isnan(read_numbers(clean([text])).values[0])


def test_currencies_by_sign_and_by_word():
    named = currencies(clean(["US$ 5", "R$ 1", "5 zł", "Fr. 5.50", "€ 4", "5", "3 SEK"]))
    assert named == ["USD", "BRL", "PLN", "CHF", "EUR", None, "SEK"]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("444:03:00", 444.05), ("00:00:00", 0), ("36:15:22.5", 36.25625), ("-1:30", -1.5), ("- 1:30", -1.5),
        ("2 days 3 hours", 51), ("2 days 03:04:05", 51 + 4 / 60 + 5 / 3600), ("1 day and 4 hours", 28),
        ("1.02:03:00", 26.05), ("1 02:03:00", 26.05), ("1:02:03:00", 26.05), ("1d 4h 30m", 28.5), ("1d4h30m", 28.5),
        ("90 min", 1.5), ("1,5 h", 1.5), ("1,500 min", 25), ("1000000 hours", 1e6), ("2 hrs. 6 mins.", 2.1),
        ("1 Std. 30 Min.", 1.5), ("2 Tage", 48), ("2 Tage, 3 Stunden und 6 Minuten", 51.1), ("45 Sek.", 0.0125),
        ("1 jour 2 heures", 26), ("1 heure et 30 minutes", 1.5), ("3 horas", 3), ("2 días 4 horas", 52),
        ("3 horas y 30 minutos", 3.5), ("1 hora e 30 minutos", 1.5), ("2 giorni 3 ore", 51),
        ("PT1H30M", 1.5), ("P1DT2H", 26), ("-PT1H", -1), ("PT0S", 0), ("1.50 hours (90 minutes)", 1.5),
        ("<1 min", 1 / 60), ("less than a minute", 1 / 60), ("an hour", 1), ("1½ h", 1.5), ("5:30 min", 5.5 / 60),
        ("2 day(s), 3 hour(s)", 51), ("1h:30m", 1.5), ("1 hour 30", 1.5), ("500 ms", 1 / 7200), ("2 weeks 1 day", 360),
    ],
)  # fmt: skip
def test_durations_with_a_unit(text: str, hours: float):
    assert read_durations(clean([text])).hours[0] == pytest.approx(hours)


@pytest.mark.parametrize("text", ["1:30 PM", "P1Y", "1 month", "soon", "2 of 3", "10:15 - 11:00"])
def test_what_is_no_duration_stays_none(text: str):
    read = read_durations(clean([text]))
    assert np.isnan(read.hours[0])
    assert np.isnan(read.bare[0])


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("First reply time (min)", "minutes"), ("Full resolution time - min", "minutes"), ("TTR (in Hrs)", "hours"),
        ("Time to close (HH:mm:ss)", "h:m:s"), ("Elapsed time ([h]:mm:ss)", "h:m:s"), ("Dauer (hh:mm)", "h:m:s"),
        ("Handle time (mm:ss)", "minutes"), ("First response time (s)", "seconds"), ("duration_ms", "milliseconds"),
        ("Bearbeitungszeit (Std.)", "hours"), ("Reaktionszeit in Minuten", "minutes"), ("Tiempo (días)", "days"),
        ("Durée (h)", "hours"), ("Wartezeit (Sek.)", "seconds"),
    ],
)  # fmt: skip
def test_units_in_headers(header: str, unit: str):
    assert read_header(header).unit == unit


def spans(header: str, cells: list[Any]) -> list[float]:
    rows = [["Ticket ID", "Created at", header, "Status"]]
    rows += [[str(number), "2024-03-05 10:00", cell, "solved"] for number, cell in enumerate(cells)]
    return [float(value) for value in assembled(sheet(rows)).parts[0].frame["resolution_time"]]


def test_cells_of_a_spreadsheet_as_durations():
    cells = [timedelta(hours=30), time(1, 30), "26:00:00"]
    assert spans("Resolution time", cells) == [30, 1.5, 26]


def test_minutes_and_seconds_under_a_header_that_says_so():
    assert spans("Resolution time (mm:ss)", ["05:30", "90:00"]) == pytest.approx([5.5 / 60, 1.5])


def test_values_of_clock_form_count_before_the_unit_of_the_header():
    assert spans("Resolution time (in hrs)", ["02:30:00", "1.5", ""])[:2] == [2.5, 1.5]


def test_milliseconds_are_likely_where_the_numbers_are_that_large():
    rows = [["Ticket ID", "Created at", "Resolution time", "Status"]]
    rows += [[str(n), "2024-03-05 10:00", str(n * 3_600_000), "solved"] for n in range(1, 5)]
    (question,) = planned(sheet(rows)).plan.questions
    assert (question.about, question.likely) == ("unit", "milliseconds")


def test_ids_never_become_numbers_and_damaged_ones_are_said():
    rows = [["Ticket ID", "Created at"], ["007", "2024-03-05"], ["1.25E+17", "2024-03-06"], ["1,234", "2024-03-07"]]
    found = assembled(sheet(rows))
    ids = found.parts[0].frame["ticket_id"].tolist()
    assert (ids[0], ids[2]) == ("007", "1,234")
    assert {p.kind: p.count for p in found.problems}["damaged_id"] == 1
