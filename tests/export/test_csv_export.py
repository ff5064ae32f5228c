import csv
import io
from dataclasses import replace

import pytest

from cxdesk.export.csv_export import plain_cell, report_csv


def rows_of(report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(report_csv(report))))


def test_one_long_table_with_a_column_part(report):
    rows = rows_of(report)
    assert [row["part"] for row in rows] == ["kpis", "kpis", "series", "series", "splits", "splits"]
    assert rows[0]["value"] == "80.0"
    assert rows[0]["numerator"] == "80"
    assert rows[0]["verdict"] == "no_clear_change"
    assert rows[2]["start"] == "2024-01-01"
    assert rows[2]["unit"] == "percent"
    assert rows[4]["dimension"] == "channel"


def test_no_value_is_an_empty_cell(report):
    rows = rows_of(report)
    assert rows[1]["value"] == ""
    assert rows[1]["low"] == ""
    assert rows[3]["value"] == ""


def test_text_that_would_run_as_a_formula_is_marked(report):
    assert rows_of(report)[4]["segment"] == "'=cmd|' /C calc'!A0"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_every_dangerous_first_character_is_marked(start):
    assert plain_cell(f"{start}1") == f"'{start}1"


def test_negative_numbers_stay_numbers(report):
    nps = replace(report.kpis[0], value=-35.9)
    assert rows_of(replace(report, kpis=(nps,)))[0]["value"] == "-35.9"


def test_carriage_returns_become_line_feeds_inside_quotes(report):
    cell = replace(report.splits[0], segment="\rone\r\ntwo")
    assert rows_of(replace(report, splits=(cell,)))[-1]["segment"] == "'\none\ntwo"
