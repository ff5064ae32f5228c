"""A target that is deliberately none stays blank in the workbook, also where the period has no rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from cxdesk.common.periods import Calendar
from cxdesk.export.sheets.targets import ID, TARGET, TOLERANCE
from cxdesk.export.workbook import write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.targets.target import Target, TargetBook
from tests.export import generated

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")


def test_deliberately_no_target_is_blank_without_rows_too(tmp_path: Path) -> None:
    calendar = Calendar(zone="UTC")
    period = calendar.period(date(2031, 1, 1), date(2031, 1, 3))
    book = TargetBook(targets=(Target(kpi="fcr", value=None), Target(kpi="csat", value=90.0)))
    report = build_report(generated.dataset(30, 1), Query(period=period, calendar=calendar), book)
    assert report.kpi("fcr").value is None
    write_workbook(report, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)["Targets"]
    rows = {row[ID].value: row for row in sheet.iter_rows()}
    assert [rows["fcr"][place].value for place in (TARGET, TOLERANCE)] == [None, None]
    assert rows["csat"][TARGET].value == pytest.approx(0.9)
    assert rows["frt"][TARGET].value is not None
