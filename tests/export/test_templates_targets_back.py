"""Targets edited in a workbook of chosen KPIs come back as just those edits."""

from __future__ import annotations

from pathlib import Path

from cxdesk.common.periods import Calendar
from cxdesk.export.target_edits import read_edits
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.targets.target import TargetBook
from tests.export.generated import dataset
from tests.export.office import edited


def test_one_edit_comes_back_and_kpis_that_are_not_shown_stay_as_they_are(tmp_path: Path) -> None:
    report = build_report(dataset(120), Query(calendar=Calendar(zone="Europe/Berlin")), TargetBook())
    path = tmp_path / "few.xlsx"
    write_workbook(report, path, WorkbookOptions(kpis=("csat", "frt"), company="Northwind", sheets=("Targets",)))
    assert read_edits(path).edits == ()
    found = read_edits(edited(path, {("Targets", "E8"): 0.9}))
    assert [(edit.kpi, edit.what, edit.after) for edit in found.edits] == [("csat", "target", 90.0)]
