"""Breakdowns of many segments: the largest by name, the others together, and not too many formulas."""

from __future__ import annotations

from math import isnan
from pathlib import Path

import openpyxl
import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar
from cxdesk.export import live
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query, Report
from cxdesk.targets.target import TargetBook
from tests.export.generated import whole_company
from tests.export.office import needs_office, recalculated, values_of
from tests.export.test_recalculation import differences

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")
SHEET = "Breakdown account"


@pytest.fixture(scope="module")
def report() -> Report:
    query = Query(calendar=Calendar(zone="Europe/Berlin"), splits=("account",), conventions=Conventions(currency="EUR"))
    return build_report(whole_company(150), query, TargetBook())


@pytest.fixture(scope="module")
def path(report, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("many") / "report.xlsx"
    write_workbook(report, out, WorkbookOptions(sheets=("Trends", "Breakdown", "Targets", "Data")))
    return out


def block(path: Path, kpi: str) -> dict[str, tuple[float | None, float]]:
    """Value and rows by segment of one KPI's block."""
    found = values_of(path, SHEET)
    row = next(int(cell[1:]) for cell, text in found.items() if text == kpi and cell.startswith("A")) + 1
    out = {}
    while f"A{row}" in found:
        out[str(found[f"A{row}"])] = (found.get(f"B{row}"), found[f"C{row}"])
        row += 1
    return out


def test_the_largest_stand_by_name_and_the_others_together(path, report):
    tickets = report.evidence.store.frame("tickets")["account"].astype("object").fillna("(blank)").value_counts()
    assert len(tickets) == 41
    found = block(path, "Ticket volume")
    everything = found.pop("All")
    others = found.pop("Others (16)")
    assert len(found) == 25
    assert min(rows for _, rows in found.values()) >= tickets.sort_values().iloc[15]
    assert {name: rows for name, (_, rows) in found.items()} == {name: tickets[name] for name in found}
    assert others[0] == 150 - sum(value or 0 for value, _ in found.values())
    assert everything[0] == 150


def test_a_mean_of_the_others_is_that_of_their_rows(path, report):
    found = block(path, "Average resolution time")
    store = report.evidence.store
    accounts = store.frame("tickets")["account"].astype("object").fillna("(blank)").to_numpy()
    named = {name for name in block(path, "Ticket volume") if name in set(accounts)}
    hours = [hours for account, hours in zip(accounts, store.values("resolution_hours").tolist(), strict=True)
             if account not in named and not isnan(hours)]  # fmt: skip
    assert found["Others (16)"][0] == pytest.approx(sum(hours) / len(hours))
    assert found["Others (16)"][1] == len(hours)


@needs_office
def test_formulas_of_the_others_give_the_stored_values(path, tmp_path):
    formulas = openpyxl.load_workbook(path)[SHEET]
    others = [row for row in formulas.iter_rows(max_col=2) if str(row[0].value).startswith("Others")]
    assert len(others) > 30
    assert sum(row[1].data_type == "f" for row in others) > 25
    assert differences(path, recalculated(path, tmp_path)) == []


def test_few_segments_have_no_others(path, report, tmp_path):
    out = tmp_path / "report.xlsx"
    write_workbook(report, out, WorkbookOptions(sheets=("Breakdown",), splits=("region",)))
    texts = [str(row[0].value) for row in openpyxl.load_workbook(out)["Breakdown region"].iter_rows()]
    assert not [text for text in texts if text.startswith("Others")]
    assert "(blank)" in {str(value) for value in values_of(path, SHEET).values()} or len(texts) > 10


def test_more_formulas_than_a_workbook_takes_are_values_and_the_sheet_says_so(report, tmp_path, monkeypatch):
    monkeypatch.setattr(live, "_MOST_FORMULAS", 150)
    out = tmp_path / "report.xlsx"
    write_workbook(report, out, WorkbookOptions(splits=("region", "account")))
    book = openpyxl.load_workbook(out)
    assert [cell for cell in book["Breakdown region"]["B"] if cell.data_type == "f" and "Tickets[" in str(cell.value)]
    assert not [cell for cell in book[SHEET]["B"] if "Tickets[" in str(cell.value)]
    assert "holds values, not formulas" in book[SHEET]["A2"].value
    assert "This sheet holds" not in book["Breakdown region"]["A2"].value
    words = " ".join(str(value) for value in values_of(out, "Data quality").values())
    assert "Breakdown by account: values instead of formulas, for all breakdowns together hold at most 150." in words
