"""What a reader edits in the workbook recalculates: rows of data, and the conventions that formulas follow."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar
from cxdesk.export import live_rows
from cxdesk.export.live_rows import without_blanks
from cxdesk.export.sheets import summary
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query, Report
from cxdesk.tables.dataset import Dataset
from cxdesk.targets.target import TargetBook
from tests.export.office import cells_of, edited, formulas_of, needs_office, recalculated, values_of

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")
HOUR = np.timedelta64(1, "h")
SCORES = (5.0, 4.0, 4.0, 3.0, 2.0, 5.0, 1.0, 5.0, 4.0, 4.0)


def ten_tickets() -> Dataset:
    """Ten tickets, three answered after 1, 2 and 3 hours, six resolved, four of them with one reply; ten answers."""
    created = np.datetime64("2024-01-08T08:00", "ms") + np.arange(10) * np.timedelta64(1, "D")
    nothing = np.full(10, np.datetime64("NaT", "ms"))
    first, solved = nothing.copy(), nothing.copy()
    first[:3] = created[:3] + np.array([1, 2, 3]) * HOUR
    solved[:6] = created[:6] + np.array([4, 8, 12, 16, 20, 24]) * HOUR
    tickets = pd.DataFrame({
        "ticket_id": [f"T{number}" for number in range(10)], "created_at": created, "first_response_at": first,
        "resolved_at": solved, "reply_count": [1.0] * 4 + [2.0] * 6,
        "_source": np.zeros(10, dtype=np.int32), "_row": np.arange(2, 12, dtype=np.int32),
    })  # fmt: skip
    surveys = pd.DataFrame({
        "kind": pd.Categorical(["csat"] * 10), "score": SCORES, "scale_min": 1.0, "scale_max": 5.0,
        "responded_at": created + HOUR, "_source": np.ones(10, dtype=np.int32),
        "_row": np.arange(2, 12, dtype=np.int32),
    })  # fmt: skip
    return Dataset(tables={"tickets": tickets, "surveys": surveys}, sources=())


def report_of(data: Dataset, zone: str = "Europe/Berlin", **conventions: str) -> Report:
    query = Query(calendar=Calendar(zone=zone), conventions=Conventions().with_setting("min_sample", "2"))
    for key, text in conventions.items():
        query = Query(calendar=query.calendar, conventions=query.conventions.with_setting(key, text))
    return build_report(data, query, TargetBook())


@pytest.fixture(scope="module")
def report() -> Report:
    return report_of(ten_tickets())


@pytest.fixture(scope="module")
def path(report, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("live") / "report.xlsx"
    write_workbook(report, out)
    return out


def convention(path: Path, key: str) -> tuple[str, str]:
    """Place of the value of a convention."""
    found = values_of(path, "Conventions")
    return "Conventions", next(cell for cell, text in found.items() if text == key.replace("_", " ")).replace("A", "B")


def column(path: Path, sheet: str, header: str) -> str:
    """Letters of a column."""
    return next(cell for cell, text in values_of(path, sheet).items() if text == header).rstrip("1")


def figures(path: Path, report: Report, *kpis: str) -> list[float]:
    """Values of the Summary."""
    found, rows = values_of(path, "Summary"), summary.summary_rows(report)
    return [found[f"B{rows[kpi] + 1}"] for kpi in kpis]


def test_figures_are_those_worked_by_hand(path, report):
    assert figures(path, report, "csat", "fcr", "frt", "art") == pytest.approx([0.7, 0.4, 2.0, 14.0])


@needs_office
def test_a_higher_threshold_open_tickets_left_out_and_a_later_answer_are_followed(path, report, tmp_path):
    # 5 alone satisfies: 3 of 10. Decided tickets only: 4 of 6. Answered after 1, 2 and 6 hours: 3 on average.
    answered = column(path, "Tickets", "First response at")
    later = values_of(path, "Tickets")
    changed = edited(path, {
        convention(path, "csat_satisfied_from"): 5.0,
        convention(path, "decided_only"): "yes",
        ("Tickets", f"{answered}4"): _serial(later[f"{answered}4"]) + 3 / 24,
    })  # fmt: skip
    again = recalculated(changed, tmp_path)
    assert figures(again, report, "csat", "fcr", "frt") == pytest.approx([0.3, 4 / 6, 3.0])
    rows = summary.summary_rows(report)
    assert values_of(again, "Summary")[f"G{rows['csat'] + 1}"] == "✗ missed"


@needs_office
def test_a_lower_threshold_a_better_score_and_more_rows_asked_for_are_followed(path, report, tmp_path):
    # From 3 on: 8 of 10, and the answer of 1 made 3: 9 of 10. Fewer than 11 rows are too few for a status.
    score = column(path, "Surveys", "Score")
    least = ("Targets", "E5")
    assert values_of(path, "Targets")["E5"] == 2
    changed = edited(path, {convention(path, "csat_satisfied_from"): 3.0, ("Surveys", f"{score}8"): 3.0, least: 11.0})
    again = recalculated(changed, tmp_path)
    assert figures(again, report, "csat") == pytest.approx([0.9])
    rows = summary.summary_rows(report)
    assert values_of(again, "Summary")[f"G{rows['csat'] + 1}"] == "– too few"
    assert values_of(again, "Conventions")[convention(path, "min_sample")[1]] == 11


def _serial(moment: datetime) -> float:
    return float((np.datetime64(moment, "ms") - np.datetime64("1899-12-30", "ms")) / np.timedelta64(1, "D"))


def test_row_formulas_stand_with_their_values(path):
    live, stored = formulas_of(path, "Tickets", "Surveys"), cells_of(path, "Tickets", "Surveys")
    hours = column(path, "Tickets", "first_response_hours")
    assert {f"{hours}{row}" for row in range(2, 12)} <= live["Tickets"]
    assert [stored["Tickets"].get(f"{hours}{row}") for row in range(2, 6)] == [1.0, 2.0, 3.0, None]
    satisfied = column(path, "Surveys", "csat_satisfied")
    assert [stored["Surveys"][f"{satisfied}{row}"] for row in range(2, 6)] == [1.0, 1.0, 1.0, 0.0]
    # only rows whose outcome is open follow the convention
    first_contact = column(path, "Tickets", "solved_first_contact")
    assert {cell for cell in live["Tickets"] if cell.startswith(first_contact)} == {
        f"{first_contact}{row}" for row in range(8, 12)
    }


def test_a_change_of_the_clocks_leaves_a_value_instead_of_a_wrong_formula(tmp_path):
    data = ten_tickets()
    tickets = data.tables["tickets"]
    tickets.loc[0, "created_at"] = np.datetime64("2024-03-30T23:00", "ms")  # the night of summer time
    tickets.loc[0, "first_response_at"] = np.datetime64("2024-03-31T05:00", "ms")
    out = tmp_path / "report.xlsx"
    write_workbook(report_of(data), out)
    hours = column(out, "Tickets", "first_response_hours")
    live = formulas_of(out, "Tickets")["Tickets"]
    assert f"{hours}2" not in live
    assert f"{hours}3" in live
    assert values_of(out, "Tickets")[f"{hours}2"] == 6.0


def test_business_hours_stand_as_values(tmp_path):
    out = tmp_path / "report.xlsx"
    write_workbook(report_of(ten_tickets(), clock="business"), out)
    hours = column(out, "Tickets", "first_response_hours")
    assert not [cell for cell in formulas_of(out, "Tickets")["Tickets"] if cell.startswith(hours)]


def test_long_tables_hold_values_and_say_so(report, tmp_path, monkeypatch):
    monkeypatch.setattr(live_rows, "MOST_ROWS", 9)
    out = tmp_path / "report.xlsx"
    write_workbook(report, out)
    assert formulas_of(out, "Tickets", "Surveys") == {"Tickets": set(), "Surveys": set()}
    words = " ".join(str(value) for value in values_of(out, "Data quality").values())
    assert "hold values on sheets of over 9 rows: Tickets, Surveys" in words
    book = openpyxl.load_workbook(out)
    assert "ConventionSatisfiedFrom" not in book.defined_names  # nothing would follow it
    assert "ConventionChurn" in book.defined_names


def test_without_formulas_no_row_holds_one(report, tmp_path):
    out = tmp_path / "report.xlsx"
    write_workbook(report, out, WorkbookOptions(formulas=False))
    assert formulas_of(out, "Tickets", "Surveys") == {"Tickets": set(), "Surveys": set()}


def test_a_formula_leaves_out_columns_that_the_sheet_lacks():
    assert without_blanks('IF(ISNUMBER(""),IF("">=0,"",""),IF(ISNUMBER(A1),A1,""))') == 'IF(ISNUMBER(A1),A1,"")'
    assert without_blanks('IF(AND(ISNUMBER(A1),ISNUMBER("")),A1-"","x,(")') == '"x,("'
    assert without_blanks("IF(ISNUMBER(A1),A1,0)") == "IF(ISNUMBER(A1),A1,0)"
