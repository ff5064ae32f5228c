"""Dates as exports and people write them: forms, names of months, zones, orders, and what stands for no date."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from cxdesk.imports.convert.dates import read_dates
from cxdesk.imports.convert.texts import clean
from cxdesk.imports.names import read_header
from tests.imports.sheets import assembled, drafted, planned, sheet


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        # with the year first
        ("2024-3-5 9:05", "2024-03-05T09:05"), ("2024/03/05 10:02", "2024-03-05T10:02"),
        ("2024-03-05 10:02:03,250", "2024-03-05T10:02:03.250"), ("20240305T100203Z", "2024-03-05T10:02:03"),
        ("20240305 1002", "2024-03-05T10:02"), ("2024-Mar-05 10:02", "2024-03-05T10:02"),
        ("'2024-03-05", "2024-03-05"), ("2024-03-05 24:00", "2024-03-06"),
        ("2024年3月5日 14:05", "2024-03-05T14:05"), ("2024年3月5日", "2024-03-05"),
        # English
        ("Mar 3, 2024, 10:02\u202fAM", "2024-03-03T10:02"), ("Mar 3, 2024, 10:02\u00a0PM", "2024-03-03T22:02"),
        ("March 3rd, 2024 at 10:02 AM", "2024-03-03T10:02"), ("Sunday, 3 March 2024 10:02", "2024-03-03T10:02"),
        ("1st Sept 2024", "2024-09-01"), ("Mar 5, '24", "2024-03-05"), ("05MAR2024:10:02:03", "2024-03-05T10:02:03"),
        ("10:02 AM, Mar 5, 2024", "2024-03-05T10:02"), ("12/31/2024 12:00 AM", "2024-12-31"),
        ("12/31/2024 12:15 p.m.", "2024-12-31T12:15"), ("05 Jan 2025 03:45 PM", "2025-01-05T15:45"),
        # German
        ("13.4.2024 14:05 Uhr", "2024-04-13T14:05"), ("3. Mai 2024 um 14:05", "2024-05-03T14:05"),
        ("Mi., 3. Apr. 2024 14:05", "2024-04-03T14:05"), ("03. Mrz. 2024", "2024-03-03"),
        ("Mittwoch, 4. Dezember 2024", "2024-12-04"), ("5. Jänner 2024", "2024-01-05"),
        # French
        ("13/04/2024 14h05", "2024-04-13T14:05"), ("1er février 2024", "2024-02-01"),
        ("mar. 6 août 2024 à 14:05", "2024-08-06T14:05"), ("3 fevr. 2024", "2024-02-03"),
        ("3 juil. 2024", "2024-07-03"),
        # Spanish and Portuguese
        ("miércoles, 3 de abril de 2024", "2024-04-03"), ("5 de mayo del 2024", "2024-05-05"),
        ("3 de sept. de 2024", "2024-09-03"), ("terça-feira, 5 de março de 2024 às 14:05", "2024-03-05T14:05"),
        ("7/ago./2024", "2024-08-07"), ("3 de dez. de 2024", "2024-12-03"),
        # Italian and Dutch
        ("5 maggio 2024", "2024-05-05"), ("5 mrt 2024", "2024-03-05"),
    ],
)  # fmt: skip
def test_forms_of_dates(text: str, instant: str):
    read = read_dates(clean([text]))
    first = read.month_first if np.isnat(read.day_first[0]) else read.day_first
    assert first[0] == np.datetime64(instant, "ms")
    assert not read.open[0]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-03-05T10:02:03Z", "2024-03-05T10:02:03"), ("2024-03-05 10:02 GMT+3", "2024-03-05T07:02"),
        ("2024-03-05T10:02:03.5+02:00", "2024-03-05T08:02:03.500"), ("2024-03-05 10:02 UTC", "2024-03-05T10:02"),
        ("2024-03-05 10:02 -0530", "2024-03-05T15:32"), ("25.03.2024 10:02 MEZ", "2024-03-25T09:02"),
        ("25.07.2024 10:02 MESZ", "2024-07-25T08:02"), ("2024-07-05 10:02 CEST", "2024-07-05T08:02"),
        ("3/25/2024 10:02 AM EDT", "2024-03-25T14:02"), ("3/25/2024 10:02 AM CDT", "2024-03-25T15:02"),
        ("Thu Jun 05 13:06:07 UTC 2025", "2025-06-05T13:06:07"),
        ("Tue Mar 5 2024 10:02:03 GMT+0100 (Central European Standard Time)", "2024-03-05T09:02:03"),
        # by region: New York is 5 hours behind in winter, 4 in summer
        ("2024-01-15 10:02 ET", "2024-01-15T15:02"), ("2024-07-15 10:02 ET", "2024-07-15T14:02"),
        ("2024-07-15 10:02 America/New_York", "2024-07-15T14:02"),
        ("2024-07-15T10:02:00+02:00[Europe/Berlin]", "2024-07-15T08:02"),
    ],
)  # fmt: skip
def test_zones_behind_a_time(text: str, instant: str):
    read = read_dates(clean([text]))
    first = read.month_first if np.isnat(read.day_first[0]) else read.day_first
    assert (first[0], bool(read.fixed[0])) == (np.datetime64(instant, "ms"), True)


@pytest.mark.parametrize("text", ["31/02/2024", "2024-13-45", "2024-03-05 25:10", "14/03/2024 13:05 AM", "32 May 2024",
                                  "2 days ago", "v1.2.3", "5 tickets", "12/2024/03/11"])  # fmt: skip
def test_what_is_no_date_stays_none(text: str):
    assert not read_dates(clean([text])).read[0]


@pytest.mark.parametrize(
    ("header", "zone"),
    [
        ("Created (UTC)", "UTC"), ("Created at (America/New_York)", "America/New_York"),
        ("Created [Europe/Berlin]", "Europe/Berlin"), ("Created (GMT+2)", "UTC+02:00"),
        ("Created at (UTC-05:30)", "UTC-05:30"), ("Created (PST)", "America/Los_Angeles"),
        ("Erstellt am (MEZ)", "Europe/Berlin"), ("created_at_utc", "UTC"),
        ("Date created (Eastern Time)", "America/New_York"), ("Time opened (GMT)", "UTC"),
        ("Region (ET)", None), ("Amount (MT)", None), ("Response time (h)", None), ("Status (Open)", None),
    ],
)  # fmt: skip
def test_zones_in_headers(header: str, zone: str | None):
    assert read_header(header).zone == zone


def column(header: str, cells: list[Any], zone: str = "UTC") -> Any:
    raw = sheet([["Ticket ID", header, "Status"], *([str(n), cell, "open"] for n, cell in enumerate(cells))])
    return assembled(raw, zone)


def created(header: str, cells: list[Any], zone: str = "UTC") -> list[Any]:
    return [np.datetime64(stamp) for stamp in column(header, cells, zone).parts[0].frame["created_at"].to_numpy()]


def kinds(header: str, cells: list[Any], zone: str = "UTC") -> dict[str, int]:
    return {problem.kind: problem.count for problem in column(header, cells, zone).problems}


def test_the_zone_of_a_header_counts_before_that_of_the_workspace():
    cells = ["2024-01-15 10:00", "2024-07-15 10:00"]
    assert created("Created at (PST)", cells, "Europe/Berlin") == [
        np.datetime64("2024-01-15T18:00"), np.datetime64("2024-07-15T17:00"),
    ]  # fmt: skip
    assert created("Created at (GMT+2)", cells)[0] == np.datetime64("2024-01-15T08:00")


def test_offsets_of_several_zones_in_one_column_count_cell_by_cell():
    cells = ["2024-03-05T10:00:00+01:00", "2024-03-05T10:00:00-05:00", "2024-03-05T10:00:00Z", "2024-03-05T10:00:00"]
    assert created("Created at", cells, "Asia/Tokyo") == [
        np.datetime64(stamp) for stamp in ("2024-03-05T09", "2024-03-05T15", "2024-03-05T10", "2024-03-05T01")
    ]
    assert kinds("Created at", cells, "Asia/Tokyo")["mixed_zones"] == 1


@pytest.mark.parametrize(
    ("word", "zone", "hour"),
    [("CST", "UTC", 16), ("CST", "Asia/Shanghai", 2), ("IST", "UTC", 4.5), ("IST", "Asia/Jerusalem", 8),
     ("BST", "Europe/London", 9), ("BST", "Asia/Dhaka", 4)],
)  # fmt: skip
def test_words_of_several_zones_follow_the_workspaces_zone_and_are_said(word: str, zone: str, hour: float):
    cells = [f"2024-07-05 10:00 {word}"]
    expected = np.datetime64("2024-07-05") + np.timedelta64(round(hour * 60), "m")
    assert created("Created at", cells, zone) == [expected]
    assert kinds("Created at", cells, zone)["zone_word"] == 1


def test_a_word_that_is_no_known_zone_is_said():
    assert created("Created at", ["2024-07-05 10:00 XYZT"], "Europe/Berlin") == [np.datetime64("2024-07-05T08:00")]
    assert kinds("Created at", ["2024-07-05 10:00 XYZT"])["zone_word"] == 1


def test_gaps_and_doubled_hours_of_a_clock_change_are_said():
    cells = ["2024-03-31 02:30", "2024-10-27 02:30", "2024-06-01 12:00"]
    problems = [p for p in column("Created at", cells, "Europe/Berlin").problems if p.kind == "clock_change"]
    assert [(p.row, p.count) for p in problems] == [(2, 1), (3, 1)]


@pytest.mark.parametrize(
    "placeholder",
    ["1970-01-01 00:00:00", "0000-00-00 00:00:00", "1899-12-30", "9999-12-31", "01/01/0001 00:00:00", "01/01/1900",
     "0001-01-01T00:00:00Z", "00/00/0000", "1969-12-31T19:00:00"],
)  # fmt: skip
def test_what_programs_write_for_no_date_counts_as_missing_and_is_said(placeholder: str):
    cells = ["2024-03-05 10:00", placeholder, "2024-03-06 10:00", placeholder, placeholder, placeholder]
    assert np.isnat(created("Created at", cells)).tolist() == [False, True, False, True, True, True]
    assert kinds("Created at", cells)["placeholder_date"] == 4
    assert "unreadable_date" not in kinds("Created at", cells)


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["1709632923", "1709719323"], "2024-03-05T10:02:03"),  # seconds since 1970
        ([1709632923.0, 1709719323.0], "2024-03-05T10:02:03"),
        (["1709632923123", "1709719323123"], "2024-03-05T10:02:03.123"),
        ([45000.5, 45001.25], "2023-03-15T12:00"),  # Excel's day 45000 is 15 March 2023
        (["45000.5", "45001.25"], "2023-03-15T12:00"),
        (["45000,5", "45001,25"], "2023-03-15T12:00"),
        (["20240305", "20240306"], "2024-03-05"),
        (["1709632923123456", "1709719323123456"], "2024-03-05T10:02:03.123"),  # microseconds
        (["20240305100203", "20240306100203"], "2024-03-05T10:02:03"),
    ],
)  # fmt: skip
def test_dates_as_numbers(cells: list[Any], first: str):
    assert created("Created at", cells)[0] == np.datetime64(first)


def test_one_impossible_cell_is_a_problem_of_that_cell():
    cells = ["25/03/2024", "03/04/2024", "26/04/2024", "04/27/2024", "28/05/2024"]
    stamps = created("Created at", cells)
    assert stamps[1] == np.datetime64("2024-04-03")
    assert np.isnat(stamps[3])
    (problem,) = [p for p in column("Created at", cells).problems if p.kind == "unreadable_date"]
    assert (problem.row, problem.found) == (5, "04/27/2024")


def test_points_between_the_numbers_put_the_day_first_without_a_question():
    draft = planned(sheet([["Ticket ID", "Created at"], ["1", "03.04.2024 10:00"], ["2", "05.06.2024 10:00"]]))
    assert not draft.plan.questions
    assert draft.assembled.parts[0].frame["created_at"][0] == np.datetime64("2024-04-03T10:00")


def test_the_weekday_beside_a_date_tells_the_order():
    # 5 March 2024 was a Tuesday, 3 May a Friday; 6 March a Wednesday, 3 June a Monday
    cells = ["Tue 05/03/2024", "Wed 06/03/2024"]
    assert created("Created at", cells)[0] == np.datetime64("2024-03-05")
    assert created("Created at", ["Fri 05/03/2024", "Mon 06/03/2024"])[0] == np.datetime64("2024-05-03")
    assert "assumed" not in kinds("Created at", cells)


def test_rows_in_order_of_time_make_one_reading_likelier_but_it_is_still_asked():
    cells = ["11/05/2023", "11/09/2023", "12/02/2023", "12/11/2023", "01/03/2024", "01/12/2024", "02/04/2024"]
    (question,) = (
        drafted(sheet([["Ticket ID", "Created at"], *([str(n), c] for n, c in enumerate(cells))]))
        .sheets[0]
        .plan.questions
    )
    assert (question.about, question.likely) == ("date_order", "month-first")
    assert "follow each other in time if it is month first" in question.why


def test_a_footer_names_the_zone():
    raw = sheet(
        [["Ticket ID", "Created at"], ["1", "2024-07-05 10:00"], ["2", "2024-07-06 10:00"], [], ["Timezone: GMT+2"]]
    )
    assert assembled(raw).parts[0].frame["created_at"][0] == np.datetime64("2024-07-05T08:00")
