"""An exported workbook gives back exactly what somebody changed in it, whatever program saved it, or says why not."""

from __future__ import annotations

import shutil
import zipfile
from datetime import UTC, date, datetime
from typing import Any, Self

import openpyxl
import pytest

from cxdesk.common.conventions import Conventions
from cxdesk.common.periods import Calendar
from cxdesk.common.problems import UserError
from cxdesk.export.target_edits import TargetEdit, read_edits, with_edits
from cxdesk.export.targets_back import is_exported
from cxdesk.export.workbook import WorkbookOptions, write_workbook
from cxdesk.kpis.catalogue import by_id
from cxdesk.report.build import build_report
from cxdesk.report.records import Query
from cxdesk.targets.book import in_force
from cxdesk.targets.status import tolerance_of
from cxdesk.targets.target import Target, TargetBook
from tests.export.generated import dataset
from tests.export.office import converted, needs_office

# openpyxl says of every workbook with sparklines that it does not read them
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension is not supported")

CHAT, PHONE = ("channel", "Chat"), ("channel", "phone")
BOOK = TargetBook(
    targets=(
        Target(kpi="art", value=30.0),
        Target(kpi="art", value=40.0, effective=date(2024, 5, 1)),
        Target(kpi="art", value=12.0, effective=date(2024, 2, 1), segment=CHAT),
        Target(kpi="csat", value=90.0, tolerance=2.0, segment=PHONE),
        Target(kpi="csat", value=70.0, segment=("team", "")),
    ),
    benchmarks={"nps": 44.0},
)
DAY, NOW = date(2024, 6, 30), datetime(2024, 7, 2, 9, 0, tzinfo=UTC)
KNOWN = {"channel": frozenset({"email", "Chat", "phone"}), "team": frozenset({"Billing"})}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    path = tmp_path_factory.mktemp("exported") / "kpis.xlsx"
    query = Query(calendar=Calendar(zone="UTC"), splits=("channel",))
    options = WorkbookOptions(sheets=("Targets",), workspace="w-1")
    write_workbook(build_report(dataset(150), query, BOOK), path, options)
    return path


@pytest.fixture
def path(exported, tmp_path):
    return shutil.copy(exported, tmp_path / "kpis.xlsx")


class Open:
    """The Targets sheet in openpyxl, its cells by KPI, segment and header; saved at the end."""

    def __init__(self, path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        self.book = openpyxl.load_workbook(self.path)
        self.sheet = self.book["Targets"]
        self.head = next(cell.row for cell in self.sheet["A"] if cell.value == "ID")
        self.heads = {cell.value: cell.column for cell in self.sheet[self.head] if cell.value}
        self.rows = {(self.sheet.cell(row, 1).value, self.sheet.cell(row, self.heads["Segment"]).value or ""): row
                     for row in range(self.head + 1, self.sheet.max_row + 1)}  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        self.book.save(self.path)

    def cell(self, kpi: str, header: str, segment: str = "") -> Any:
        return self.sheet.cell(self.rows[kpi, segment], self.heads[header])

    def add(self, **values: Any) -> None:
        row = self.sheet.max_row + 1
        for header, value in values.items():
            self.sheet.cell(row, self.heads[header]).value = value


def changes(path) -> dict[tuple[str, str, str], tuple[Any, Any]]:
    found = read_edits(path, "w-1", KNOWN)
    assert found.problems == ()
    return {(edit.kpi, (edit.segment or ("", ""))[1], edit.what): (edit.before, edit.after) for edit in found.edits}


def faults(path) -> list[str]:
    found = read_edits(path, "w-1", KNOWN)
    assert not (found.edits and found.problems)
    return [problem.message for problem in found.problems]


def test_a_workbook_that_nobody_edited_gives_no_edit(path):
    assert changes(path) == {}
    with Open(path):
        pass  # saved by a program that works nothing out
    assert changes(path) == {}


def test_every_cell_that_was_edited_is_an_edit_and_no_other(path):
    with Open(path) as sheet:
        sheet.cell("sla", "Target").value = 0.97
        sheet.cell("frt", "Tolerance").value = 3
        sheet.cell("nps", "Benchmark").value = None
        sheet.cell("art", "From").value = datetime(2024, 4, 1)
        sheet.cell("csat", "Target", "phone").value = None
        sheet.cell("csat", "Tolerance", "phone").value = "=0.05*E9"
        sheet.add(ID="sla", Target=0.9, Dimension="Channel", Segment="EMAIL")
    frt = by_id("frt")
    assert changes(path) == {
        ("sla", "", "target"): (95.0, 97.0),
        ("frt", "", "tolerance"): (pytest.approx(tolerance_of(frt, Target(kpi="frt", value=frt.target))), 3.0),
        ("nps", "", "benchmark"): (44.0, None),
        ("art", "", "from"): (date(2024, 5, 1), date(2024, 4, 1)),
        ("csat", "phone", "target"): (90.0, None),
        ("csat", "phone", "tolerance"): (2.0, None),
        ("sla", "email", "target"): (None, 90.0),
    }
    cells = {edit.cell for edit in read_edits(path).edits}
    assert {"Targets!E9", "Targets!F9"} <= cells


def taken(path, book: TargetBook = BOOK) -> TargetBook:
    return with_edits(book, read_edits(path, "w-1", KNOWN).edits, Conventions(), DAY, NOW)


def test_edits_leave_alone_what_was_changed_in_the_app_meanwhile(path):
    with Open(path) as sheet:
        sheet.cell("csat", "Tolerance", "phone").value = 0.03
        sheet.cell("sla", "Target").value = 0.97
    meanwhile = TargetBook(targets=(*BOOK.targets, Target(kpi="csat", value=95.0, segment=PHONE)), benchmarks={})
    book = taken(path, meanwhile)
    assert book.targets[len(meanwhile.targets) :] == (
        Target(kpi="csat", value=95.0, tolerance=3.0, segment=PHONE, changed_at=NOW),
        Target(kpi="sla", value=97.0, changed_at=NOW),
    )
    assert book.benchmarks == {}  # the exported 44 is no edit


def test_the_same_edits_twice_change_nothing_more(path):
    with Open(path) as sheet:
        sheet.cell("sla", "Target").value = 0.97
        sheet.cell("nps", "Benchmark").value = 50
        sheet.cell("csat", "Target", "phone").value = None
    once = taken(path)
    assert taken(path, once) == once != BOOK


@pytest.mark.parametrize("begins", [date(2024, 3, 1), date(2024, 6, 1), None])
def test_value_and_day_edited_together_are_in_force_from_that_day_on(path, begins):
    with Open(path) as sheet:
        sheet.cell("art", "Target").value = 25
        sheet.cell("art", "From").value = begins
    book, art = taken(path), by_id("art")
    days = {day: in_force(book, art, day, Conventions()) for day in (date(2024, 1, 15), begins or DAY, DAY)}
    assert {target.value for day, target in days.items() if target and day >= (begins or date.min)} == {25.0}
    before = in_force(book, art, date(2024, 1, 15), Conventions())
    assert before is not None
    assert before.value == (30.0 if begins else 25.0)


def test_another_workspace_is_refused_and_one_without_a_name_is_not(path):
    with pytest.raises(UserError, match=r"“kpis\.xlsx” was exported from another workspace, as Targets!Z1 .* say"):
        read_edits(path, "w-2")
    assert read_edits(path).edits == read_edits(path, "w-1").edits == ()


def test_the_workspace_is_known_without_the_documents_properties(path):
    with Open(path) as sheet:
        properties: Any = getattr(sheet.book, "custom_doc_props")  # noqa: B009 - the stubs do not know it
        del properties["Workspace"]
    with pytest.raises(UserError, match="another workspace"):
        read_edits(path, "w-2")


NO_NUMBER = "which is no number. Write a number such as 85 %"
WRONG: dict[str, tuple[tuple[str, str, str, Any], str]] = {
    "text": (("csat", "", "Target", "high"), f"E8 (Customer satisfaction score) is “high”, {NO_NUMBER}, or clear the"),
    "text of a number": (("csat", "", "Target", "80 %"), f"E8 (Customer satisfaction score) is “80 %”, {NO_NUMBER}"),
    "percent": (("csat", "", "Target", 80), "is 80, which is 8,000 %. Write 80 % or 0.8."),
    "negative share": (("csat", "", "Target", -0.5), "is -50 %, but it is a share. Write a number from 0 % to 100 %."),
    "negative tolerance": (
        ("csat", "", "Tolerance", -0.01),
        "F8 (Customer satisfaction score) is -0.01, but a tolerance",
    ),
    "a date as a number": (("csat", "", "Target", datetime(2024, 4, 3)), f"is a date, {NO_NUMBER}"),
    "true": (("csat", "", "Benchmark", True), f"G8 (Customer satisfaction score) is “True”, {NO_NUMBER}."),
    "error": (("csat", "", "Target", "#N/A"), f"is “#N/A”, {NO_NUMBER}"),
    "no date": (
        ("csat", "", "From", "2024-13-01"),
        "is “2024-13-01”, which is no date. Type a date such as 2024-03-01",
    ),
    "segment": (("csat", "phone", "Segment", "Telex"), "K9 is “Telex”, which is no channel in the data. Write one as"),
    "known segment": (
        ("csat", "phone", "Segment", "email"),
        "K9 was exported as the row of Customer satisfaction score, ",
    ),
    "dimension": (
        ("csat", "phone", "Dimension", None),
        "J9 (Customer satisfaction score) is blank. Name the dimension of",
    ),
    "unknown dimension": (
        ("csat", "phone", "Dimension", "chanel"),
        "J9 cannot be used: there is no dimension “chanel”",
    ),
    "benchmark": (
        ("csat", "phone", "Benchmark", 0.5),
        "G9 (Customer satisfaction score) is filled, but segments have no",
    ),
    "KPI": (
        ("csat", "", "ID", "csta"),
        "A8 is “csta”, which is no ID of a KPI. Write the ID that the workbook had there",
    ),
    "other KPI": (("csat", "", "ID", "nps"), "A12 names Net promoter score as row 8 does. Keep one of the rows."),
    "blank ID": (
        ("csat", "", "ID", None),
        "A8 is blank, but Targets!E8 is filled. Write the KPI's ID, or clear the row.",
    ),
}


@pytest.mark.parametrize(("edit", "words"), WRONG.values(), ids=WRONG)
def test_a_cell_that_makes_no_sense_is_named_and_nothing_is_taken(path, edit, words):
    kpi, segment, header, value = edit
    with Open(path) as sheet:
        sheet.cell("frt", "Target").value = 1
        sheet.cell(kpi, header, segment).value = value
    found = faults(path)
    assert [fault for fault in found if words in fault and fault.startswith("Targets!")]
    assert read_edits(path, "w-1", KNOWN).edits == ()


def test_all_faults_are_listed(path):
    with Open(path) as sheet:
        sheet.cell("csat", "Target").value = "high"
        sheet.cell("sla", "Tolerance").value = -1
        sheet.cell("frt", "From").value = "soon"
        sheet.sheet.delete_rows(sheet.rows["nps", ""])
    assert [words.split(" ")[0][8:] for words in faults(path)] == ["E8", "I18", "F28", "A12"]


def test_a_row_that_is_gone_is_said_with_what_it_was(path):
    with Open(path) as sheet:
        sheet.sheet.delete_rows(sheet.rows["csat", "phone"])
    (words,) = faults(path)
    assert words.startswith(
        "Targets!A9 was exported as the row of Customer satisfaction score, phone, which is gone. Put"
    )


def test_rows_that_were_sorted_and_rows_and_columns_put_between_are_no_edits(path):
    with Open(path) as sheet:
        rows = [[cell.value for cell in row] for row in sheet.sheet.iter_rows(min_row=8, max_col=11)]
        for place, cells in enumerate(sorted(rows, key=lambda cells: str(cells[1])), start=8):
            for column, value in enumerate(cells, start=1):
                sheet.sheet.cell(place, column).value = value
        sheet.sheet.insert_cols(5, 2)
        sheet.sheet.insert_rows(20)
        sheet.sheet.insert_rows(1, 3)
    assert changes(path) == {}
    with Open(path) as sheet:
        sheet.cell("sla", "Target").value = 0.5
    assert changes(path) == {("sla", "", "target"): (95.0, 50.0)}


def test_a_sheet_of_another_name_and_a_header_that_is_gone_are_said(path):
    with Open(path) as sheet:
        sheet.sheet.cell(sheet.head, sheet.heads["From"]).value = "Since"
    with pytest.raises(UserError, match=r"Targets!A7, the header row .*, lacks “From”\. Write it there again"):
        read_edits(path)
    with Open(path) as sheet:
        sheet.sheet.title = "Ziele"
    with pytest.raises(UserError, match=r"no sheet called Targets.*“Ziele” looks like it\. Call it Targets again"):
        read_edits(path)


def test_what_recalls_the_export_is_not_to_be_changed(path):
    with Open(path) as sheet:
        sheet.sheet["Z1"] = str(sheet.sheet["Z1"].value)[:-20]
    with pytest.raises(UserError, match="hidden cell Targets!Z1, which recalls what was exported, was changed"):
        read_edits(path)
    with Open(path) as sheet:
        sheet.sheet["Z1"] = None
    assert read_edits(path).known is False


def test_changes_that_are_no_targets_are_said_and_left(path):
    with Open(path) as sheet:
        sheet.sheet["E5"] = 30
        sheet.cell("csat", "Better").value = "lower"
        sheet.sheet.cell(sheet.sheet.max_row + 2, 1).value = "checked by Kim"
    found = read_edits(path)
    assert (found.edits, found.problems) == ((), ())
    assert [words.split(":")[0] for words in found.remarks] == ["Targets!E5", "Targets!D8"]


@needs_office
def test_libreoffice_saves_it_without_an_edit_of_its_own(path, tmp_path):
    with Open(path) as sheet:
        sheet.cell("sla", "Target").value = 0.97
        sheet.cell("art", "From").value = datetime(2024, 4, 1)
    saved = converted(path, tmp_path, "xlsx")
    assert changes(saved) == {
        ("sla", "", "target"): (95.0, 97.0),
        ("art", "", "from"): (date(2024, 5, 1), date(2024, 4, 1)),
    }
    assert is_exported(saved)
    with pytest.raises(UserError, match="another workspace"):
        read_edits(saved, "w-2")


def test_an_exported_workbook_is_told_from_any_other(path, tmp_path):
    assert is_exported(path)
    with Open(path):
        pass
    assert is_exported(path)
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    text = tmp_path / "text.xlsx"
    text.write_text("a,b", encoding="utf-8")
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(path.read_bytes()[:-3000])
    assert [is_exported(file) for file in (other, text, cut, tmp_path / "none.xlsx", tmp_path)] == [False] * 5


def test_a_damaged_workbook_is_refused_in_words(path, tmp_path):
    for place in (100, 2000, 5000):
        content = bytearray(path.read_bytes())
        content[place : place + 60] = b"\0" * 60
        broken = tmp_path / f"{place}.xlsx"
        broken.write_bytes(content)
        with pytest.raises(UserError):
            read_edits(broken)
    whole = zipfile.ZipFile(path)
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(bare, "w") as package:
        for name in whole.namelist():
            text = whole.read(name)
            package.writestr(name, text[: len(text) // 2] if name.startswith("xl/worksheets/sheet") else text)
    with pytest.raises(UserError, match=r"cannot be read|damaged"):
        read_edits(bare)


def test_edits_made_are_held_by_the_edit_itself():
    edit = TargetEdit(kpi="sla", segment=None, what="target", before=95.0, after=None, cell="Targets!E9")
    book = with_edits(BOOK, (edit,), Conventions(), DAY, NOW)
    assert book.targets[-1] == Target(kpi="sla", value=None, changed_at=NOW)
