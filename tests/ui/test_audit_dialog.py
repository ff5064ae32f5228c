"""The audit typed in: a list to start with, scores by hand, edits as undo steps, assessments one after another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDateEdit, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from cxdesk.tables.sources import TYPED_IN
from cxdesk.workspace.audit import TEMPLATE
from cxdesk.workspace.typed_rows import AuditRow
from tests.ui.desk import PATIENCE_MS, Desk, opened
from ui.dialogs.audit import AuditDialog
from ui.models.audit import ASSESSED, BEFORE, CRITERION, OWNER, SCORE, WEIGHT
from ui.widgets.value_spin import ValueSpin

SPRING = date(2024, 3, 1)
ROWS = (
    AuditRow(area="Tech", criterion="Data", score=80.0, weight=2.0, owner="Ana", assessed_on=SPRING),
    AuditRow(area="Tech", criterion="Robots", score=50.0, assessed_on=SPRING),
    AuditRow(area="Sales", criterion="Leads", score=20.0, assessed_on=SPRING),
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path) as found:
        yield found


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot) -> AuditDialog:
    desk.history.type_audit(ROWS, "Audit")
    return _dialog(desk, qtbot)


def _dialog(desk: Desk, qtbot: QtBot) -> AuditDialog:
    found = AuditDialog(desk.state, desk.history)
    found.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(found)
    found.show()
    return found


def rows(desk: Desk) -> tuple[AuditRow, ...]:
    return desk.state.session.typed.audit


def cell(dialog: AuditDialog, line: int, column: int) -> str:
    return str(dialog.model.index(line, column).data() or "")


def put(dialog: AuditDialog, line: int, column: int, value: object) -> None:
    dialog.model.setData(dialog.model.index(line, column), value)


def test_an_empty_audit_starts_with_five_areas(desk: Desk, qtbot: QtBot) -> None:
    dialog = _dialog(desk, qtbot)
    assert dialog.stack.currentIndex() == 1
    dialog.start.click()
    assert dialog.stack.currentIndex() == 0
    assert [line for line in dialog.model.lines if isinstance(line, str)] == list(TEMPLATE)
    assert [(s.file, s.sheet, s.rows_kept) for s in desk.state.session.dataset.sources] == [(TYPED_IN, "Audit", 16)]
    assert dialog.grid.currentIndex().column() == SCORE
    desk.history.stack.undo()
    assert rows(desk) == ()
    assert dialog.stack.currentIndex() == 1


def test_scores_by_area_and_in_total_follow_every_edit(dialog: AuditDialog, desk: Desk) -> None:
    assert [cell(dialog, line, CRITERION) for line in range(5)] == ["Tech", "Data", "Robots", "Sales", "Leads"]
    assert cell(dialog, 0, SCORE) == "70.0\N{NARROW NO-BREAK SPACE}%"  # (2 x 80 + 50) / 3
    assert dialog.total.text() == "57.5\N{NARROW NO-BREAK SPACE}%"  # (160 + 50 + 20) / 4
    assert dialog.scored.text() == "weighted score · 3 of 3 criteria scored"
    put(dialog, 2, SCORE, 95.0)
    assert cell(dialog, 0, SCORE) == "85.0\N{NARROW NO-BREAK SPACE}%"
    put(dialog, 2, WEIGHT, 8.0)
    assert cell(dialog, 0, SCORE) == "92.0\N{NARROW NO-BREAK SPACE}%"  # (160 + 760) / 10
    assert desk.history.stack.undoText() == "Robots"
    desk.history.stack.undo()
    desk.history.stack.undo()
    assert rows(desk) == ROWS
    assert dialog.total.text() == "57.5\N{NARROW NO-BREAK SPACE}%"
    desk.history.stack.redo()
    assert cell(dialog, 2, SCORE) == "95"


def test_a_score_typed_with_the_keys_is_taken_and_dated(desk: Desk, qtbot: QtBot) -> None:
    desk.history.type_audit((AuditRow(area="A", criterion="B"), AuditRow(area="A", criterion="C")), "Audit")
    dialog = _dialog(desk, qtbot)
    dialog.grid.setFocus()
    assert (dialog.grid.currentIndex().row(), dialog.grid.currentIndex().column()) == (1, SCORE)
    qtbot.keyClick(dialog.grid, Qt.Key.Key_Return)
    spin = dialog.grid.findChild(ValueSpin)
    assert spin is not None
    qtbot.keyClicks(spin, "120")
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "“120” is none" in dialog.problem.text())
    assert rows(desk)[0].score is None
    dialog.grid.go_to(1, SCORE)
    qtbot.keyClick(dialog.grid, Qt.Key.Key_Return)
    spin = next(one for one in dialog.grid.findChildren(ValueSpin) if one.isVisible())
    qtbot.keyClicks(spin, "85")
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(desk)[0].score == 85)
    assert rows(desk)[0].assessed_on == dialog.model.today
    assert rows(desk)[1] == AuditRow(area="A", criterion="C")
    qtbot.waitUntil(lambda: dialog.grid.currentIndex().row() == 2)
    qtbot.keyClick(dialog.grid, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.grid, Qt.Key.Key_Delete)
    assert rows(desk)[0].score is None


def test_a_bad_score_is_told_and_loses_nothing(dialog: AuditDialog, desk: Desk) -> None:
    for text in ("120", "-1", "good"):
        put(dialog, 1, SCORE, text)
        assert dialog.problem.text() == f"A score is a number from 0 to 100; “{text}” is none."
    assert rows(desk) == ROWS
    put(dialog, 1, CRITERION, "Robots")
    assert dialog.problem.text() == "“Robots” is a criterion of Tech already."
    put(dialog, 1, CRITERION, " ")
    assert dialog.problem.text() == "A criterion needs a name."
    assert rows(desk) == ROWS
    put(dialog, 1, SCORE, "81.5")
    assert dialog.problem.text() == ""
    assert rows(desk)[0].score == 81.5


def test_a_block_of_scores_steps_over_headings(dialog: AuditDialog, desk: Desk, qtbot: QtBot) -> None:
    dialog.grid.setFocus()
    dialog.grid.go_to(1, SCORE)
    QGuiApplication.clipboard().setText("90\n60\n30")
    qtbot.keyClick(dialog.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [row.score for row in rows(desk)] == [90, 60, 30]
    desk.history.stack.undo()
    assert rows(desk) == ROWS


def test_rows_are_added_copied_and_removed(dialog: AuditDialog, desk: Desk, qtbot: QtBot) -> None:
    dialog.grid.go_to(1, CRITERION)
    dialog.add.click()
    assert [row.criterion for row in rows(desk)] == ["Data", "Robots", "New criterion", "Leads"]
    editor = dialog.grid.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "Reports")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(desk)[2].criterion == "Reports")
    dialog.grid.go_to(1, OWNER)
    dialog.copy.click()
    assert rows(desk)[3] == AuditRow(area="Tech", criterion="Data 2", weight=2.0, owner="Ana")
    dialog.grid.go_to(1, OWNER)
    dialog.remove.click()
    assert [row.criterion for row in rows(desk)] == ["Robots", "Reports", "Data 2", "Leads"]
    dialog.grid.go_to(0, CRITERION)
    dialog.remove.click()
    assert [row.criterion for row in rows(desk)] == ["Leads"]
    for _ in range(5):
        desk.history.stack.undo()
    assert rows(desk) == ROWS


def test_an_area_is_added_and_renamed(dialog: AuditDialog, desk: Desk) -> None:
    dialog.add_area_button.click()
    assert rows(desk)[-1] == AuditRow(area="New area", criterion="New criterion")
    put(dialog, 0, CRITERION, "Tools")
    assert [row.area for row in rows(desk)] == ["Tools", "Tools", "Sales", "New area"]
    put(dialog, 0, CRITERION, "")
    assert dialog.problem.text() == "An area needs a name."


def test_a_new_assessment_shows_the_score_before_beside_an_empty_one(dialog: AuditDialog, desk: Desk) -> None:
    assert not dialog.earlier.isVisible()
    dialog.again.click()
    assert len(rows(desk)) == 6
    assert (cell(dialog, 1, SCORE), cell(dialog, 1, BEFORE), cell(dialog, 1, OWNER)) == ("", "80", "Ana")
    assert dialog.total.text() == "57.5\N{NARROW NO-BREAK SPACE}%"
    assert dialog.scored.text() == "weighted score · 3 of 3 criteria scored · 3 wait for a fresh score"
    put(dialog, 1, SCORE, 100.0)
    assert dialog.total.text() == "67.5\N{NARROW NO-BREAK SPACE}%"  # (200 + 50 + 20) / 4
    dialog.earlier.setChecked(True)
    assert dialog.model.rowCount() == 8
    assert [cell(dialog, line, SCORE) for line in (1, 2)] == ["80", "100"]


def test_a_day_is_chosen_in_a_calendar(dialog: AuditDialog, desk: Desk, qtbot: QtBot) -> None:
    dialog.grid.go_to(1, ASSESSED)
    dialog.grid.edit(dialog.model.index(1, ASSESSED))
    field = dialog.grid.findChild(QDateEdit)
    assert field is not None
    assert (field.date().year(), field.date().month(), field.date().day()) == (2024, 3, 1)
    field.setDate(field.date().addDays(9))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(desk)[0].assessed_on == date(2024, 3, 10))
    assert cell(dialog, 1, ASSESSED) == "10 Mar 2024"


def test_the_kpi_says_what_the_editor_says(dialog: AuditDialog, desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desk.state.report is not None and not desk.state.is_computing, timeout=PATIENCE_MS)
    dialog.again.click()
    put(dialog, 1, SCORE, 100.0)
    qtbot.waitUntil(lambda: not desk.state.is_computing, timeout=PATIENCE_MS)
    assert desk.state.report is not None
    assert desk.state.report.kpi("audit_score").value == pytest.approx(67.5)


def test_what_was_typed_is_there_at_the_next_start(
    dialog: AuditDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    put(dialog, 1, SCORE, 81.0)
    desk.state.close()
    with opened(qtbot, tmp_path) as again:
        assert [row.score for row in rows(again)] == [81, 50, 20]
        assert again.state.session.dataset.rows("audit") == 3
        assert again.state.report is None  # it waits for the files, as everything typed in does


def test_every_control_has_a_name(dialog: AuditDialog) -> None:
    assert [button for button in dialog.findChildren(QPushButton) if not button.accessibleName()] == []
    assert dialog.grid.accessibleName()
    assert dialog.total.accessibleName().startswith("Weighted score: 57.5")
    assert str(dialog.model.index(1, WEIGHT).data(Qt.ItemDataRole.AccessibleTextRole)) == "Data, Weight: 2"
