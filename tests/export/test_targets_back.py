"""Targets that somebody edited in an exported workbook come back."""

from __future__ import annotations

from datetime import date
from typing import Any

import openpyxl
import pytest

from cxdesk.common.periods import Calendar
from cxdesk.common.problems import UserError
from cxdesk.export.targets_back import read_targets
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.kpis.catalogue import by_id
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.targets.book import in_force, with_target
from cxdesk.targets.status import tolerance_of
from cxdesk.targets.target import Target, TargetBook
from tests.export.generated import dataset

# openpyxl says of every workbook with sparklines that it does not read them
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")

QUERY = Query(calendar=Calendar(zone="UTC"))


@pytest.fixture(scope="module")
def data():
    return dataset(150)


def workbook_of(data, book: TargetBook, path) -> None:
    write_workbook(build_report(data, QUERY, book), path, WorkbookOptions(sheets=("Targets",)))


def edited(path, **cells: Any) -> None:
    """Put values into rows of the Targets sheet, by KPI and header: `csat_Target=0.9`."""
    book = openpyxl.load_workbook(path)
    sheet = book["Targets"]
    rows = {cell.value: cell.row for cell in sheet["A"] if cell.value}
    heads = {cell.value: cell.column for cell in sheet[rows["ID"]]}
    for place, value in cells.items():
        kpi, _, header = place.rpartition("_")
        sheet.cell(row=rows[kpi], column=heads[header]).value = value
    book.save(path)


def test_unedited_targets_give_the_same_statuses(data, tmp_path):
    book = with_target(TargetBook(), Target(kpi="art", value=30.0, tolerance=2.0))
    book = with_target(book, Target(kpi="sla", value=None))
    before = build_report(data, QUERY, book)
    path = tmp_path / "report.xlsx"
    workbook_of(data, book, path)
    after = build_report(data, QUERY, read_targets(path))
    for old, new in zip(before.kpis, after.kpis, strict=True):
        assert new.target == pytest.approx(old.target)
        assert new.tolerance == pytest.approx(old.tolerance)
        assert new.index == pytest.approx(old.index)
        assert (new.id, new.status) == (old.id, old.status)


def test_edited_targets_come_back_in_the_kpis_unit(data, tmp_path):
    path = tmp_path / "report.xlsx"
    workbook_of(data, TargetBook(), path)
    # a workbook that a program without a calculator saved has no results: the numbers typed in are enough
    book = openpyxl.load_workbook(path)
    book.save(path)
    edited(path, csat_Target=0.915, art_Target=36, frt_Tolerance=3, sla_Target=None)
    targets = {target.kpi: target for target in read_targets(path).targets}
    assert targets["csat"].value == 91.5
    assert targets["art"].value == 36
    assert targets["frt"].tolerance == 3
    assert targets["csat"].tolerance is None
    assert targets["sla"].value is None


def test_a_tolerance_that_follows_the_target_still_does(data, tmp_path):
    path = tmp_path / "report.xlsx"
    workbook_of(data, TargetBook(), path)
    edited(path, csat_Target=0.6)
    book = read_targets(path)
    target = in_force(book, by_id("csat"), date(2024, 1, 1), QUERY.conventions)
    assert target is not None
    assert tolerance_of(by_id("csat"), target) == pytest.approx(3.0)


def test_a_word_in_place_of_a_number_is_said_with_its_row(data, tmp_path):
    path = tmp_path / "report.xlsx"
    workbook_of(data, TargetBook(), path)
    edited(path, csat_Target="high")
    with pytest.raises(
        UserError, match=r"Targets!E\d+ \(Customer satisfaction score\) is “high”, which is no number\. Write"
    ):
        read_targets(path)


def test_a_workbook_without_targets_is_refused(tmp_path):
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(UserError, match="no sheet called Targets"):
        read_targets(path)
    damaged = tmp_path / "damaged.xlsx"
    damaged.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(UserError, match="is damaged or incomplete"):
        read_targets(damaged)


def test_a_targets_file_is_read_too(tmp_path):
    path = tmp_path / "targets.json"
    path.write_text('{"csat": 85}', encoding="utf-8")
    assert read_targets(path).targets[0].value == 85
    with pytest.raises(UserError, match="cannot be read"):
        read_targets(tmp_path / "none.json")


def test_a_share_typed_a_hundred_times_too_large_is_refused(data, tmp_path):
    """A cell of shares holds 0.92 for 92 %; who writes 92 by a script means something else than the cell says."""
    path = tmp_path / "report.xlsx"
    workbook_of(data, TargetBook(), path)
    edited(path, csat_Target=92, sla_Target=0.97, resolution_rate_Target=1.02)
    with pytest.raises(UserError, match=r"Targets!E8 .* is 92, which is 9,200 %\. Write 92 % or 0\.92\.$"):
        read_targets(path)
    edited(path, csat_Target=0.92)
    book = {target.kpi: target.value for target in read_targets(path).targets}
    assert (book["csat"], book["sla"], book["resolution_rate"]) == (92.0, 97.0, 102.0)
