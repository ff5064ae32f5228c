"""Employees: one row each for who is there, every row for hours."""

from __future__ import annotations

import numpy as np

from tests.measures.registers import days, store, values


def test_that_of_a_row_an_employee_and_month_the_latest_tells_who_is_there():
    rows = [
        {"employee": "Ann", "hired_on": "2020-01-01", "left_on": None, "month": "2024-01-01", "training_hours": 2,
         "uses_software": 0},
        {"employee": "Ann", "hired_on": "2020-01-01", "left_on": "2024-02-20", "month": "2024-02-01",
         "training_hours": 3, "uses_software": 1},
        {"employee": "Bob", "hired_on": "2021-05-01", "left_on": None, "month": "2024-01-01", "training_hours": None,
         "uses_software": None},
        {"employee": "Cid", "hired_on": None, "left_on": None, "month": None, "training_hours": -1,
         "uses_software": 1},
    ]  # fmt: skip
    found = store(employees=rows)
    assert values(found, "employee") == [None, 1.0, 1.0, 1.0]
    assert days(found, "hired") == [None, "2020-01-01", "2021-05-01", None]
    assert days(found, "left") == [None, "2024-02-20", None, None]
    assert values(found, "software_user") == [None, 1.0, 0.0, 1.0]
    assert values(found, "training_hours") == [2.0, 3.0, None, None]
    assert days(found, "employee_month") == ["2024-01-01", "2024-02-01", "2024-01-01", None]


def test_that_rows_of_hours_without_a_date_of_hire_do_not_hide_the_one_with_it():
    rows = [
        {"employee": "Ann", "hired_on": "2020-01-01", "month": None, "hours_worked": None},
        {"employee": "Ann", "hired_on": None, "month": "2024-01-01", "hours_worked": 160},
        {"employee": "Ann", "hired_on": None, "month": "2024-02-01", "hours_worked": 150},
        {"employee": "Bob", "hired_on": None, "month": "2024-01-01", "hours_worked": 100},
        {"employee": "Bob", "hired_on": None, "month": "2024-02-01", "hours_worked": 90},
    ]
    found = store(employees=rows)
    assert values(found, "employee") == [1.0, None, None, None, 1.0]
    assert days(found, "hired") == ["2020-01-01", None, None, None, None]
    assert values(found, "hours_worked") == [None, 160.0, 150.0, 100.0, 90.0]


def test_that_someone_hired_again_lives_twice_and_is_one_employee():
    rows = [
        {"employee": "Ann", "hired_on": "2020-01-01", "left_on": "2021-01-01"},
        {"employee": "Ann", "hired_on": "2022-01-01", "left_on": None},
    ]
    found = store(employees=rows)
    assert days(found, "hired") == ["2020-01-01", "2022-01-01"]
    assert days(found, "left") == ["2021-01-01", None]
    assert values(found, "employee") == [None, 1.0]


def test_that_a_month_begins_at_midnight_in_the_zone():
    rows = [{"employee": "Ann", "month": month} for month in ("2024-01-01", "2024-07-01", "2018-11-01")]
    found = store(employees=rows, zone="America/New_York")
    expected = np.array(["2024-01-01T05", "2024-07-01T04", "2018-11-01T04"], dtype="datetime64[ms]")
    np.testing.assert_array_equal(found.at("employee_month"), expected)


def test_that_a_month_whose_first_midnight_is_skipped_begins_when_the_clocks_have_moved():
    # Paraguay moved its clocks on at midnight of 1 October 2017: the month began at 01:00, that is 04:00 UTC
    found = store(employees=[{"employee": "Ann", "month": "2017-10-01"}], zone="America/Asuncion")
    assert str(found.at("employee_month")[0]) == "2017-10-01T04:00:00.000"


def test_that_nobody_left_is_told_only_by_a_sheet_that_could_say_so():
    found = store(employees=[{"employee": "Ann", "hired_on": "2020-01-01"}])
    assert found.missing("left") == "needs in the Employees sheet: Left on"
    assert found.missing("left_if_told") is None
    assert days(found, "left_if_told") == [None]
    assert store().missing("hours_worked") == "needs an Employees sheet: Employee, Hired on, Hours worked"
