"""Targets by segment and with dates go out in a workbook and come back from it, edited or not."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from cxdesk.common.periods import Calendar
from cxdesk.common.problems import UserError
from cxdesk.export.json_export import report_json
from cxdesk.export.targets_back import read_targets
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.targets.target import Target, TargetBook
from tests.export.generated import dataset

# openpyxl says of every workbook with sparklines that it does not read them
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")

QUERY = Query(calendar=Calendar(zone="UTC"), splits=("channel",))
CHAT, PHONE = ("channel", "Chat"), ("channel", "phone")
BOOK = TargetBook(
    targets=(
        Target(kpi="art", value=30.0),
        Target(kpi="art", value=40.0, effective=date(2024, 5, 1)),
        Target(kpi="art", value=12.0, effective=date(2024, 2, 1), segment=CHAT),
        Target(kpi="csat", value=90.0, tolerance=2.0, segment=PHONE),
        Target(kpi="csat", value=70.0, segment=("team", "")),
        Target(kpi="sla", value=99.0, effective=date(2024, 12, 1), segment=CHAT),  # begins later: not in force yet
    )
)


@pytest.fixture(scope="module")
def data():
    return dataset(150)


def workbook_of(data, book, path, query=QUERY, **options: Any):
    write_workbook(build_report(data, query, book), path, WorkbookOptions(sheets=("Targets",), **options))


def places(sheet) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """Rows by KPI and segment, columns by header."""
    head = next(cell.row for cell in sheet["A"] if cell.value == "ID")
    heads = {cell.value: cell.column for cell in sheet[head]}
    rows = {}
    for row in range(head + 1, sheet.max_row + 1):
        key = sheet.cell(row, heads["ID"]).value
        rows[key, sheet.cell(row, heads["Segment"]).value or ""] = row
    return rows, heads


def edited(path, *cells: tuple[str, str, str, Any]) -> None:
    """Put values into cells, each by KPI, segment and header."""
    book = openpyxl.load_workbook(path)
    sheet = book["Targets"]
    rows, heads = places(sheet)
    for kpi, segment, header, value in cells:
        sheet.cell(rows[kpi, segment], heads[header]).value = value
    book.save(path)


def back(path) -> dict[tuple[str, tuple[str, str] | None], Target]:
    return {(target.kpi, target.segment): target for target in read_targets(path).targets}


def test_segments_stand_below_their_kpi_with_value_and_date(data, tmp_path):
    path = tmp_path / "report.xlsx"
    workbook_of(data, BOOK, path)
    sheet = openpyxl.load_workbook(path)["Targets"]
    rows, heads = places(sheet)
    row = rows["art", "Chat"]
    assert row == rows["art", ""] + 1
    cells = {header: sheet.cell(row, column).value for header, column in heads.items()}
    assert (cells["Target"], cells["From"], cells["Dimension"]) == (12, datetime(2024, 2, 1), "channel")
    assert cells["Benchmark"] is None
    assert sheet.cell(rows["art", ""], heads["From"]).value == datetime(2024, 5, 1)
    assert ("sla", "Chat") not in rows
    assert rows["csat", "(blank)"] == rows["csat", "phone"] + 1


def test_what_was_not_edited_comes_back_as_it_was_in_force(data, tmp_path):
    path = tmp_path / "report.xlsx"
    workbook_of(data, BOOK, path)
    found = back(path)
    assert found["art", None] == Target(kpi="art", value=40.0, effective=date(2024, 5, 1))
    assert found["art", CHAT] == BOOK.targets[2]
    assert found["csat", PHONE] == BOOK.targets[3]
    assert found["csat", ("team", "")] == BOOK.targets[4]
    before, after = (build_report(data, QUERY, book) for book in (BOOK, read_targets(path)))
    assert [(cell.id, cell.segment, cell.status) for cell in before.splits] == [
        (cell.id, cell.segment, cell.status) for cell in after.splits
    ]


def test_edits_of_value_date_and_segment_come_back(data, tmp_path):
    path = tmp_path / "report.xlsx"
    workbook_of(data, BOOK, path)
    edited(
        path,
        ("art", "Chat", "Target", 10),
        ("art", "Chat", "From", datetime(2024, 3, 1)),
        ("csat", "phone", "Target", 0.95),
        ("csat", "phone", "Segment", "email"),
        ("sla", "", "From", "2024-04-01"),
        ("art", "", "From", None),
    )
    found = back(path)
    assert found["art", CHAT] == Target(kpi="art", value=10.0, effective=date(2024, 3, 1), segment=CHAT)
    assert found["csat", ("channel", "email")].value == 95.0
    assert ("csat", PHONE) not in found
    assert found["sla", None].effective == date(2024, 4, 1)
    assert found["art", None].effective is None


def test_a_row_that_somebody_adds_is_read(data, tmp_path):
    path = tmp_path / "report.xlsx"
    workbook_of(data, TargetBook(), path)
    book = openpyxl.load_workbook(path)
    sheet = book["Targets"]
    _, heads = places(sheet)
    typed: dict[str, Any] = {"ID": "sla", "Target": 0.98, "Dimension": "Region", "Segment": "North"}
    for header, value in typed.items():
        sheet.cell(sheet.max_row + (header == "ID"), heads[header]).value = value
    book.save(path)
    assert back(path)["sla", ("region", "North")].value == 98.0


@pytest.mark.parametrize(
    ("header", "value", "sentence"),
    [
        ("From", "soon", r"Targets!I\d+ .* is “soon”, which is no date\. Type a date"),
        ("Dimension", None, r"Targets!J\d+ \(Average.*\) is blank\. Name the dimension of “Chat”\."),
        ("Dimension", "chanel", r"Targets!J\d+ cannot be used: there is no dimension “chanel”"),
        ("Segment", " ", r"Targets!K\d+ .* is blank\. Type a value of channel, or \(blank\)"),
        ("Target", "low", r"Targets!E\d+ \(Average resolution time\) is “low”, which is no number"),
    ],
)
def test_a_cell_that_makes_no_sense_is_named(data, tmp_path, header, value, sentence):
    path = tmp_path / "report.xlsx"
    workbook_of(data, BOOK, path)
    edited(path, ("art", "Chat", header, value))
    with pytest.raises(UserError, match=sentence):
        read_targets(path)


def test_a_workbook_of_a_segment_gives_its_target_back_to_the_segment(data, tmp_path):
    path = tmp_path / "report.xlsx"
    query = Query(calendar=Calendar(zone="UTC"), filters={"channel": ("Chat",)})
    workbook_of(data, BOOK, path, query)
    found = back(path)
    assert found["art", CHAT].value == 12.0
    assert ("art", None) not in found


def test_a_workbook_of_an_earlier_version_is_still_read(data, tmp_path):
    path = tmp_path / "report.xlsx"
    workbook_of(data, TargetBook(), path)
    book = openpyxl.load_workbook(path)
    book["Targets"].delete_cols(9, 3)
    book.save(path)
    edited_sheet = read_targets(path)
    assert all(target.segment is None and target.effective is None for target in edited_sheet.targets)
    assert len(edited_sheet.targets) > 20


def test_names_that_must_not_be_shown_have_no_row(data, tmp_path):
    path = tmp_path / "report.xlsx"
    book = TargetBook(targets=(*BOOK.targets, Target(kpi="art", value=9.0, segment=("agent", "Ann"))))
    workbook_of(data, book, path, redact=True)
    rows, _ = places(openpyxl.load_workbook(path)["Targets"])
    assert ("art", "Chat") in rows
    assert not [segment for _, segment in rows if "Ann" in segment or "Agent" in segment]


def test_json_tells_the_target_of_every_segment_and_step(data):
    document: Any = report_json(build_report(data, QUERY, BOOK))
    chat = next(cell for cell in document["splits"] if (cell["id"], cell["segment"]) == ("art", "Chat"))
    assert (chat["target"], chat["tolerance"], chat["own_target"]) == (12, pytest.approx(0.6), True)
    assert [(point["start"][:7], point["target"]) for point in document["series"] if point["id"] == "art"] == [
        ("2024-01", 30), ("2024-02", 30), ("2024-03", 30), ("2024-04", 30), ("2024-05", 40), ("2024-06", 40),
    ]  # fmt: skip
    filtered = build_report(data, Query(calendar=Calendar(zone="UTC"), filters={"channel": ("Chat",)}), BOOK)
    told: Any = report_json(filtered)
    art = next(kpi for kpi in told["kpis"] if kpi["id"] == "art")
    assert art["target_segment"] == {"dimension": "channel", "segment": "Chat"}
