"""What the tables of the import dialog and the data page say."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from cxdesk.common.problems import Problem, Severity
from cxdesk.imports.plan import ColumnMapping, Option, Question, SheetPlan
from cxdesk.imports.raw import Cell, RawColumn, RawSheet
from ui.models.import_mapping import FIELD, MappingModel
from ui.models.import_preview import PreviewModel, cell_text, column_letters
from ui.models.import_sheets import SheetListModel, sheet_entries
from ui.models.import_words import balance_words, field_title, format_words, left_out_words, mend_words
from ui.models.problems import ProblemsModel, grouped, problem_sentence, problem_texts
from ui.models.session_words import worth_a_look

ASKED = Question(
    id="Closed", column="Closed", about="date_order", text="03/04/2024: 3 April or 4 March?",
    options=(Option(value="dmy", words="3 April"), Option(value="mdy", words="4 March")), likely="dmy",
)  # fmt: skip
PLAN = SheetPlan(
    file="desk.xlsx",
    sheet="Tickets",
    path="/data/desk.xlsx",
    table="tickets",
    recognised_as="Help-desk export",
    rows=12,
    mapping=(
        ColumnMapping(index=0, column="No", field="ticket_id", score=100, reason="name, unique", samples=("7", "8")),
        ColumnMapping(index=1, column="Opened", field="created_at", score=90, format="%d/%m/%Y", samples=("1/2/24",)),
        ColumnMapping(index=2, column="Colour", samples=("red", "red", "blue"), reason="no field is like it"),
    ),
    questions=(ASKED,),
    also=("surveys",),
)


def _text_column(*cells: str) -> RawColumn:
    texts = np.array(sorted(set(cells)), dtype=object)
    codes = np.array([texts.tolist().index(cell) for cell in cells], dtype=np.int32)
    return RawColumn(
        kinds=np.full(len(cells), Cell.TEXT, dtype=np.uint8), words=pa.array(texts.tolist(), pa.string()), codes=codes
    )


def test_the_balance_is_one_sentence_that_adds_up() -> None:
    words = balance_words(12904, 12830, {"duplicate": 61, "spam": 13, "test": 0})
    assert words == "12904 rows in = 12830 counted + 61 duplicates + 13 spam"


def test_reasons_nobody_foresaw_are_said_in_words() -> None:
    assert left_out_words({"no_customer": 2}) == "2 no customer"
    assert left_out_words({"spam": 0}) == ""


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("%d/%m/%Y %H:%M", "dd/mm/yyyy hh:mm"), ("hours", "hours"), (None, "")],
)
def test_formats_are_written_as_people_write_them(pattern: str | None, words: str) -> None:
    assert format_words(pattern) == words


def test_what_a_column_becomes_is_said_with_its_format() -> None:
    assert [field_title("tickets", column) for column in PLAN.mapping] == [
        "Ticket ID", "Created · dd/mm/yyyy", "Kept to split by"]  # fmt: skip


def test_a_single_sheet_goes_by_its_file_and_badges_say_what_waits() -> None:
    (entry,) = sheet_entries([PLAN], [])
    assert entry.title == "desk.xlsx"
    assert [badge.text for badge in entry.badges] == ["Tickets + satisfaction", "1 question"]


def test_sheets_of_one_file_go_by_their_names_and_what_is_no_table_comes_last() -> None:
    note = PLAN.model_copy(update={"sheet": "About", "table": None, "questions": ()})
    entries = sheet_entries([note, PLAN], [("/data/broken.xlsx", "“broken.xlsx” is damaged.")])
    assert [(entry.title, entry.sheet) for entry in entries] == [("Tickets", 1), ("About", 0), ("broken.xlsx", None)]
    assert entries[1].badges[0].text == "left out"
    assert entries[2].reason == "“broken.xlsx” is damaged."


def test_a_sheet_the_user_skips_asks_nothing_any_more() -> None:
    (entry,) = sheet_entries([PLAN.model_copy(update={"skipped": True})], [])
    assert [badge.text for badge in entry.badges] == ["left out"]


def test_choosing_a_field_asks_for_it_and_changes_nothing_itself(qtbot: QtBot) -> None:
    model = MappingModel()
    model.show_plan(PLAN, editable=True)
    with qtbot.waitSignal(model.field_chosen) as asked:
        model.setData(model.index(2, FIELD), "category")
    assert asked.args == [2, "category"]
    assert model.mapping(2).field is None


def test_the_mapping_cannot_be_edited_for_a_sheet_that_is_left_out() -> None:
    model = MappingModel()
    model.show_plan(PLAN, editable=False)
    assert not model.flags(model.index(0, FIELD)) & Qt.ItemFlag.ItemIsEditable
    assert not model.setData(model.index(0, FIELD), "category")


def test_the_choice_of_a_field_says_which_column_has_it_now() -> None:
    model = MappingModel()
    model.show_plan(PLAN, editable=True)
    assert model.taken_by("created_at") == "Opened"
    assert model.taken_by("region") == ""
    assert ("ticket_id", "Ticket ID") in model.choices()


def test_the_preview_marks_the_header_row_and_numbers_rows_as_the_spreadsheet_does() -> None:
    sheet = RawSheet(file="a.csv", path="a.csv", sheet="a", format="csv", first_row=3,
                     columns=(_text_column("Report", "Id", "7", "8"),))  # fmt: skip
    model = PreviewModel()
    model.show_sheet(sheet, 4)
    vertical = Qt.Orientation.Vertical
    assert [model.headerData(row, vertical) for row in range(4)] == ["3", "4 header", "5", "6"]
    assert model.header_index() == 1
    assert model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole) == "header row: Id"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "TRUE"),
        (123.0, "123"),
        (0.25, "0.25"),
        (np.datetime64("2024-03-01T09:05:07.000", "ms"), "2024-03-01 09:05:07"),
        (np.datetime64("2024-03-01", "ms"), "2024-03-01"),
        (np.timedelta64(93_784_000, "ms"), "26:03:04"),
        ("two\nlines ", "two lines"),
    ],
)
def test_cells_are_shown_as_a_spreadsheet_shows_them(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_columns_have_spreadsheet_letters() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


PROBLEMS = (
    Problem(kind="assumed", message="Day first is assumed.", column="Closed"),
    Problem(kind="unreadable_date", message="No date.", file="a.csv", sheet="a", row=1017, column="Closed", found="n/a",
            expected="a date", count=3, severity=Severity.ERROR),
    Problem(kind="unreadable_number", message="No number.", file="a.csv"),
    Problem(kind="zone", message="Times are taken in UTC.", severity=Severity.INFO),
)  # fmt: skip


def test_problems_are_grouped_by_what_mends_them_the_gravest_first() -> None:
    assert [(group.title, group.count) for group in grouped(PROBLEMS)] == [
        ("Correct these cells in the spreadsheet, then import it again", 2),
        ("Import the file again and answer the question", 1),
        ("Good to know", 1),
    ]
    assert worth_a_look(PROBLEMS) == 3


def test_a_problem_says_where_it_is_and_how_many_are_like_it() -> None:
    assert problem_texts(PROBLEMS[1]) == ("No date.", "a.csv › a", "1017 (+2)", "Closed", "n/a", "a date")
    assert problem_sentence(PROBLEMS[1]) == "a.csv › a, row 1017 (+2), Closed: found “n/a”, expected a date"


def test_kinds_nobody_foresaw_are_good_to_know() -> None:
    assert mend_words("something_new") == "Good to know"


def test_the_tree_of_problems_shows_groups_with_their_problems() -> None:
    model = ProblemsModel()
    model.show_problems(PROBLEMS)
    group = model.index(0, 0)
    assert model.rowCount(group) == 2
    assert model.data(model.index(0, 0, group)) == "No date."
    assert model.problem(group) is None
    assert model.parent(model.index(1, 0, group)) == group


def test_models_keep_the_rules_of_qt(qtmodeltester: ModelTester) -> None:
    tree, flat, mapping, sheets = ProblemsModel(), ProblemsModel(flat=True), MappingModel(), SheetListModel()
    tree.show_problems(PROBLEMS)
    flat.show_problems(PROBLEMS)
    mapping.show_plan(PLAN, editable=True)
    sheets.show_entries(sheet_entries([PLAN], [("/x", "bad")]))
    for model in (tree, flat, mapping, sheets):
        qtmodeltester.check(model)
    assert flat.rowCount(QModelIndex()) == 4
