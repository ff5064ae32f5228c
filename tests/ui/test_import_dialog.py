"""The import dialog: what it reads, what can be corrected, and that nothing changes before Import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.desk import PATIENCE_MS, Desk, opened
from ui.dialogs.import_dialog import ImportDialog
from ui.models.import_mapping import FIELD
from ui.widgets.files import dropped_files

# The offscreen platform says so whenever a list pops up.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
TICKETS = """Ticket ID,Created at,Resolved at,Status,Channel,Colour
T1,2024-06-03 09:00,2024-06-03 13:00,Closed,E-mail,red
T2,2024-06-04 09:00,2024-06-05 11:00,Closed,Chat,blue
T2,2024-06-04 09:00,2024-06-05 11:00,Closed,Chat,blue
T3,2024-06-05 09:00,,Open,Phone,red
T4,2024-06-30 23:30,n/a yet,Open,Phone,red
"""
# Every day is 12 or less: the column does not say which number is the month.
AMBIGUOUS = "Ticket ID,Created at,Resolved at,Status\n" + "".join(
    f"T{day},{day:02d}/04/2024 09:00,{day:02d}/05/2024 10:00,Closed\n" for day in range(1, 11)
)
# Saved by a program that took day/month for month/day: the days up to 12 became dates of another month.
SWAPPED = "Ticket ID,Created at,Resolved at,Status\n" + "".join(
    f"T{n},{one},{two},Closed\n" for n, (one, two) in enumerate((
        ("2024-03-01 09:00", "2024-05-01 09:00"), ("2024-11-01 10:00", "13/01/2024 10:00"),
        ("14/01/2024 08:00", "15/01/2024 08:00"), ("31/01/2024 12:00", "2024-02-02 12:00"),
        ("2024-06-02 15:00", "2024-08-02 15:00"), ("20/02/2024 18:00", "22/02/2024 18:00"),
    ), 1)
)  # fmt: skip
Open = Callable[..., ImportDialog]


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path / "settings") as found:
        yield found


@pytest.fixture
def open_dialog(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    made: list[ImportDialog] = []

    def show(**files: str) -> ImportDialog:
        paths = []
        for name, text in files.items():
            path = tmp_path / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        dialog = ImportDialog(desk.state, desk.history, paths)
        made.append(dialog)
        with qtbot.waitSignal(dialog.read, timeout=PATIENCE_MS):
            dialog.open()
        return dialog

    yield show
    for dialog in made:
        if isValid(dialog):
            dialog.reject()


def _counted(qtbot: QtBot, dialog: ImportDialog, act: Callable[[], object]) -> None:
    with qtbot.waitSignal(dialog.counted, timeout=PATIENCE_MS):
        act()


def _row_of(dialog: ImportDialog, column: str) -> int:
    model = dialog.check.panel.mapping
    return next(row for row in range(model.rowCount()) if model.mapping(row).column == column)


def _import(qtbot: QtBot, dialog: ImportDialog) -> None:
    with qtbot.waitSignal(dialog.imported, timeout=PATIENCE_MS):
        dialog.run_import()


def test_a_sheet_says_what_it_is_and_its_rows_add_up(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog(desk=TICKETS)
    _counted(qtbot, dialog, lambda: dialog.check.select(0))
    panel = dialog.check.panel
    assert panel.table.currentText() == "Tickets"
    assert panel.balance_text() == "5 rows in = 4 counted + 1 duplicate"
    assert panel.problems.rowCount() == 1


def test_nothing_changes_before_import_and_cancel_leaves_no_trace(open_dialog: Open, desk: Desk) -> None:
    before = desk.state.session
    dialog = open_dialog(desk=TICKETS)
    dialog.reject()
    assert desk.state.session is before
    assert desk.history.stack.count() == 0


def test_import_is_one_undo_step(open_dialog: Open, desk: Desk, qtbot: QtBot) -> None:
    dialog = open_dialog(desk=TICKETS)
    _import(qtbot, dialog)
    session = desk.state.session
    assert session.dataset.rows("tickets") == 4
    assert session.dataset.sources[0].left_out == {"duplicate": 1}
    assert session.view.first_day is None  # four tickets are too few for a month of their own
    assert desk.history.stack.count() == 1
    desk.history.stack.undo()
    assert desk.state.session.dataset.sources == ()
    desk.history.stack.redo()
    assert desk.state.session.dataset is session.dataset


def test_a_column_can_be_given_another_field(open_dialog: Open, desk: Desk, qtbot: QtBot) -> None:
    dialog = open_dialog(desk=TICKETS)
    model = dialog.check.panel.mapping
    place = model.index(_row_of(dialog, "Colour"), FIELD)
    assert model.data(place) == "Kept to split by"
    _counted(qtbot, dialog, lambda: model.setData(place, "category"))
    assert model.data(place) == "Category"
    _import(qtbot, dialog)
    frame = desk.state.session.dataset.tables["tickets"]
    assert sorted(frame["category"].astype(str)) == ["blue", "red", "red", "red"]


def test_the_choice_of_a_field_opens_by_key_and_hands_the_choice_over(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog(desk=TICKETS)
    table = dialog.check.panel.mapping_table()
    table.setCurrentIndex(dialog.check.panel.mapping.index(_row_of(dialog, "Colour"), 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    box = table.findChild(QComboBox)
    assert box is not None
    assert box.accessibleName() == "Field for the column Colour"
    box.setCurrentIndex(box.findData("product"))
    _counted(qtbot, dialog, lambda: box.activated.emit(box.currentIndex()))
    assert dialog.check.panel.mapping.mapping(_row_of(dialog, "Colour")).field == "product"


def test_a_question_is_asked_and_answered_with_a_button(open_dialog: Open, desk: Desk, qtbot: QtBot) -> None:
    dialog = open_dialog(dates=AMBIGUOUS)
    card = dialog.check.panel.questions
    assert not card.isHidden()
    question = card.question()
    assert question is not None
    assert question.about == "date_order"
    month_first = next(button for button in card.buttons() if button.property("value") != question.likely)
    value = str(month_first.property("value"))
    _counted(qtbot, dialog, month_first.click)
    answered = dialog.draft.sheets[0].plan.questions  # type: ignore[union-attr]  # it was read
    assert [one.answer for one in answered if one.id == question.id] == [value]
    for one in answered:
        if one.answer is None:
            dialog.answer(one.id, value)
    qtbot.waitUntil(dialog.is_settled, timeout=PATIENCE_MS)
    _import(qtbot, dialog)
    months = desk.state.session.dataset.tables["tickets"]["created_at"].dt.month
    assert sorted(months) == list(range(1, 11))


def test_swapped_dates_are_explained_and_repaired_with_a_button(open_dialog: Open, desk: Desk, qtbot: QtBot) -> None:
    dialog = open_dialog(swapped=SWAPPED)
    card = dialog.check.panel.questions
    question = card.question()
    assert question is not None
    assert (question.about, question.also) == ("swapped", ("Resolved at",))
    repair = next(button for button in card.buttons() if button.property("value") == "repair")
    _counted(qtbot, dialog, repair.click)
    qtbot.waitUntil(dialog.is_settled, timeout=PATIENCE_MS)
    _import(qtbot, dialog)
    tickets = desk.state.session.dataset.tables["tickets"]
    days = (tickets["resolved_at"] - tickets["created_at"]).dt.days
    assert sorted(days) == [1, 2, 2, 2, 2, 2]  # 14 to 15 January; the others two days each


def test_a_sheet_can_be_left_out_and_taken_in_again(open_dialog: Open, desk: Desk, qtbot: QtBot) -> None:
    dialog = open_dialog(first=TICKETS, second=TICKETS.replace("T", "U"))
    dialog.check.select(1)
    dialog.set_table("")
    qtbot.waitUntil(lambda: dialog.draft.sheets[1].plan.skipped, timeout=PATIENCE_MS)  # type: ignore[union-attr]
    assert [badge.text for badge in dialog.check.entry(1).badges] == ["left out"]
    _counted(qtbot, dialog, lambda: dialog.set_table("tickets"))
    dialog.set_table("")
    qtbot.waitUntil(lambda: dialog.draft.sheets[1].plan.skipped, timeout=PATIENCE_MS)  # type: ignore[union-attr]
    qtbot.waitUntil(dialog.is_settled, timeout=PATIENCE_MS)
    _import(qtbot, dialog)
    assert desk.state.session.dataset.rows("tickets") == 4


def test_a_row_can_be_made_the_header(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog(titled="Our tickets,,,,,\n" + TICKETS)
    panel = dialog.check.panel
    qtbot.waitUntil(lambda: panel.preview.header_index() == 1, timeout=PATIENCE_MS)
    dialog.set_header_row(3)
    qtbot.waitUntil(lambda: panel.preview.header_index() == 2, timeout=PATIENCE_MS)
    dialog.set_header_row(2)
    qtbot.waitUntil(lambda: panel.preview.header_index() == 1, timeout=PATIENCE_MS)
    assert panel.mapping.mapping(0).field == "ticket_id"


def test_a_bad_file_is_one_sentence_and_the_others_are_imported(
    open_dialog: Open, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 this is no workbook")
    dialog = open_dialog(desk=TICKETS)
    with qtbot.waitSignal(dialog.read, timeout=PATIENCE_MS):
        dialog.add_files([broken, tmp_path / "gone.csv"])
    entries = [dialog.check.entry(row) for row in range(3)]
    assert [entry.title for entry in entries] == ["desk.csv", "broken.xlsx", "gone.csv"]
    assert all(entry.reason.endswith(".") for entry in entries[1:])
    _import(qtbot, dialog)
    assert desk.state.session.dataset.rows("tickets") == 4


def test_a_file_added_twice_is_there_once(open_dialog: Open, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog(desk=TICKETS)
    with qtbot.waitSignal(dialog.read, timeout=PATIENCE_MS):
        dialog.add_files([tmp_path / "desk.csv"])
    assert len(dialog.draft.sheets) == 1  # type: ignore[union-attr]  # it was read


def test_the_layout_is_remembered_for_the_next_file(open_dialog: Open, desk: Desk, qtbot: QtBot) -> None:
    dialog = open_dialog(june=TICKETS)
    model = dialog.check.panel.mapping
    _counted(qtbot, dialog, lambda: model.setData(model.index(_row_of(dialog, "Colour"), FIELD), "team"))
    _import(qtbot, dialog)
    again = open_dialog(july=TICKETS.replace("2024-06", "2024-07"))
    assert again.check.panel.mapping.mapping(_row_of(again, "Colour")).field == "team"


def test_the_same_export_again_doubles_nothing(open_dialog: Open, desk: Desk, qtbot: QtBot) -> None:
    _import(qtbot, open_dialog(desk=TICKETS))
    _import(qtbot, open_dialog(desk=TICKETS))
    assert desk.state.session.dataset.rows("tickets") == 4


def test_stopping_the_reading_closes_the_dialog_and_changes_nothing(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = "".join(f"T{n},2024-06-03 09:00,2024-06-03 13:00,Closed\n" for n in range(60_000))
    path.write_text(f"Ticket ID,Created at,Resolved at,Status\n{rows}", encoding="utf-8")
    before = desk.state.session
    dialog = ImportDialog(desk.state, desk.history, [path])
    dialog.open()
    with qtbot.waitSignal(dialog.finished, timeout=PATIENCE_MS):
        dialog.reject()
    assert desk.state.session is before
    qtbot.waitUntil(lambda: not desk.state.runner.busy, timeout=PATIENCE_MS)


def test_a_closed_dialog_is_gone(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog(desk=TICKETS)
    dialog.reject()
    qtbot.waitUntil(lambda: not isValid(dialog), timeout=PATIENCE_MS)


def test_a_sheet_that_is_no_table_cannot_be_imported(open_dialog: Open, desk: Desk) -> None:
    dialog = open_dialog(note="Please find the export attached\n")
    assert not dialog.import_button.isEnabled()
    dialog.run_import()
    assert desk.state.session.dataset.sources == ()


def test_every_control_has_a_name_for_a_screen_reader(open_dialog: Open) -> None:
    dialog = open_dialog(desk=TICKETS)
    panel = dialog.check.panel
    for control in (panel.table, panel.mapping_table(), dialog.check.list, dialog.import_button):
        assert control.accessibleName() or control.property("text")
    index = dialog.check.list.model().index(0, 0)
    assert str(index.data(Qt.ItemDataRole.AccessibleTextRole)).startswith("desk.csv, 5 rows, Tickets")


def test_a_layout_met_before_is_said_and_can_be_forgotten(open_dialog: Open, desk: Desk, qtbot: QtBot) -> None:
    dialog = open_dialog(june=TICKETS)
    model = dialog.check.panel.mapping
    _counted(qtbot, dialog, lambda: model.setData(model.index(_row_of(dialog, "Colour"), FIELD), "team"))
    assert dialog.check.panel.forget.isHidden()
    _import(qtbot, dialog)
    known = set(desk.state.session.layouts)
    again = open_dialog(july=TICKETS.replace("2024-06", "2024-07"))
    assert again.check.panel._like.text().startswith("As you mapped it on ")
    assert again._below.text() == "All of it is known from before: press Import."
    _counted(qtbot, again, again.check.panel.forget.click)
    assert again.check.panel.mapping.mapping(_row_of(again, "Colour")).field != "team"
    assert set(desk.state.session.layouts) == known  # until it is imported
    _import(qtbot, again)
    (layout,) = desk.state.session.layouts.values()
    assert all(column.reason != "as you chose last time" for column in layout.mapping)


def test_a_sheet_is_skipped_and_taken_in_again(open_dialog: Open, qtbot: QtBot) -> None:
    dialog = open_dialog(june=TICKETS)
    panel = dialog.check.panel
    assert panel.skip.text() == "Skip this sheet"
    panel.skip.click()
    qtbot.waitUntil(lambda: dialog.is_settled() and panel.skip.text() == "Use it anyway", timeout=PATIENCE_MS)
    assert not dialog.import_button.isEnabled()
    panel.skip.click()
    qtbot.waitUntil(lambda: dialog.is_settled() and dialog.import_button.isEnabled(), timeout=PATIENCE_MS)


def test_files_added_while_others_are_read_come_after_them(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.csv").write_text(TICKETS, encoding="utf-8")
    dialog = ImportDialog(desk.state, desk.history, [tmp_path / "one.csv"])
    qtbot.addWidget(dialog)
    dialog.add_files([tmp_path / "two.csv"])
    dialog.add_files([tmp_path / "three.csv"])
    qtbot.waitUntil(lambda: dialog.draft is not None and len(dialog.draft.sheets) == 3, timeout=PATIENCE_MS)
    assert dialog._title.text() == "Import 3 files"


def test_a_folder_that_is_dropped_stands_for_its_spreadsheets(tmp_path: Path) -> None:
    for name in ("b.csv", "A.xlsx", "~$A.xlsx", ".hidden.csv", "notes.pdf"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "c.csv").write_bytes(b"x")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl.fromLocalFile(str(tmp_path / "b.csv"))])
    assert [path.name for path in dropped_files(data)] == ["A.xlsx", "b.csv"]
