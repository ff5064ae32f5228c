"""Account health follows what a reader changes: the metrics of every account are formulas over the data sheets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar
from cxdesk.export.sheets import summary
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.kpis import formula_columns
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.targets.target import TargetBook
from tests.export.generated import whole_company
from tests.export.office import edited, formulas_of, needs_office, recalculated, values_of

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")

QUERY = Query(calendar=Calendar(zone="Europe/Berlin"), splits=(), conventions=Conventions(currency="EUR"))
OPTIONS = WorkbookOptions(sheets=("Definitions", "Data"))


def written(folder: Path) -> Path:
    path = folder / "report.xlsx"
    write_workbook(build_report(whole_company(60), QUERY, TargetBook()), path, OPTIONS)
    return path


def heads(path: Path) -> dict[str, str]:
    """Columns of the sheet by their headers."""
    return {str(text): cell.rstrip("4") for cell, text in values_of(path, "Account health").items()
            if cell.endswith("4") and cell.rstrip("0123456789") + "4" == cell}  # fmt: skip


@needs_office
def test_the_score_follows_the_threshold_of_satisfied(tmp_path):
    path = written(tmp_path)
    found = values_of(path, "Conventions")
    place = next(cell for cell, text in found.items() if text == "csat satisfied from").replace("A", "B")
    again = recalculated(edited(path, {("Conventions", place): 5.0}), tmp_path)
    stricter = replace(QUERY, conventions=replace(QUERY.conventions, csat_satisfied_from=5.0))
    report = build_report(whole_company(60), stricter, TargetBook())
    cell = f"B{summary.summary_rows(report)['health'] + 1}"
    wanted = report.kpi("health").value
    assert wanted is not None
    assert values_of(again, "Summary")[cell] == pytest.approx(wanted / 100)
    assert values_of(path, "Summary")[cell] != pytest.approx(wanted / 100)


def test_metrics_are_formulas_and_the_sheet_says_which_are_values(tmp_path):
    path = written(tmp_path)
    live, columns = formulas_of(path, "Account health")["Account health"], heads(path)
    for name in ("Satisfaction", "Recommendation", "SLA", "Not reopened", "Score"):
        assert f"{columns[name]}5" in live, name
    assert f"{columns['Used lately']}5" not in live
    assert "Values, not formulas: used lately" in values_of(path, "Account health")["A2"]


def test_metrics_of_very_many_rows_hold_values(tmp_path, monkeypatch):
    monkeypatch.setattr(formula_columns, "_MOST_HEALTH_LOOKS", 10)
    path = written(tmp_path)
    live, columns = formulas_of(path, "Account health")["Account health"], heads(path)
    assert f"{columns['Satisfaction']}5" not in live
    assert f"{columns['Score']}5" in live
    assert "Values, not formulas: satisfaction" in values_of(path, "Account health")["A2"]
