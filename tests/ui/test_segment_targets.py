"""Targets by segment and by date in the window: editor, dialog with the history, settings, charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from cxdesk.report.records import KpiResult, Segment
from cxdesk.targets.target import Status, Target, TargetBook
from cxdesk.workspace.session import View
from tests.ui.desk import PATIENCE_MS, Desk, opened
from tests.ui.handmade import ZONE, dataset, keep_evaluations
from ui.charts.bars import BreakdownData, segment_words
from ui.charts.target_line import earlier_steps, now_from
from ui.charts.trend import TrendChart
from ui.dialogs.settings_targets import TargetsPage
from ui.models.target_history import history_rows
from ui.models.targets import NAME, SINCE, STATUS_COLUMN, TARGET
from ui.models.targets_read import Shown, merged
from ui.pages.kpi import KpiPage
from ui.widgets.since_field import ALWAYS
from ui.widgets.target_dialog import TargetDialog

CHAT = ("channel", "chat")
MARCH = date(2024, 3, 1)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    keep_evaluations(monkeypatch)
    with opened(qtbot, tmp_path) as desk:
        with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
            view = View(first_day=MARCH)
            desk.state.apply(replace(desk.state.session, dataset=dataset(), zone=ZONE, view=view))
        yield desk


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> KpiPage:
    page = KpiPage(desk.state, desk.history)
    qtbot.addWidget(page)
    page.resize(1040, 700)
    page.show_kpi("art")
    page.show_report(desk.state.report)
    desk.state.report_changed.connect(page.show_report)
    page.show()
    return page


@pytest.fixture
def targets(qtbot: QtBot, desk: Desk) -> TargetsPage:
    page = TargetsPage(desk.state, desk.history)
    qtbot.addWidget(page)
    page.resize(860, 600)
    page.show()
    return page


def dialog(qtbot: QtBot, desk: Desk, kpi_id: str = "art") -> TargetDialog:
    made = TargetDialog(desk.history, kpi_id)
    qtbot.addWidget(made)
    made.show()
    return made


def result(desk: Desk, kpi_id: str = "art") -> KpiResult:
    assert desk.state.report is not None
    return desk.state.report.kpi(kpi_id)


def book(desk: Desk) -> TargetBook:
    return desk.state.session.targets


# The dialog.


def test_a_segment_gets_its_own_target_in_one_step(qtbot: QtBot, desk: Desk) -> None:
    made = dialog(qtbot, desk)
    made.choose(CHAT)
    assert made.value.value() == 24.0  # that of the whole
    made.value.setValue(12.0)
    made.set.click()
    assert desk.history.stack.count() == 1
    (target,) = book(desk).targets
    assert (target.kpi, target.value, target.segment, target.effective) == ("art", 12.0, CHAT, None)
    assert [(row.scope, row.target, row.until) for row in made.model.rows] == [("Channel: chat", "12\u202fh", None)]
    assert result(desk).target == 24.0
    made.reset.click()
    assert not made.reset.isEnabled()
    assert [row.target for row in made.model.rows] == ["as for everything", "12\u202fh"]
    assert made.model.rows[1].void == "reset"
    desk.history.stack.undo()
    desk.history.stack.undo()
    assert book(desk).targets == ()


def test_a_target_from_a_day_on_leaves_earlier_months_the_default(qtbot: QtBot, desk: Desk, page: KpiPage) -> None:
    made = dialog(qtbot, desk)
    assert made.since.date() == ALWAYS
    made.since.setDate(QDate(2024, 2, 1))
    made.value.setValue(40.0)
    made.set.click()
    assert desk.history.stack.count() == 1
    assert result(desk).target == 40.0
    assert desk.state.report is not None
    points = desk.state.report.points("art")
    assert [point.target for point in points if point.start < date(2024, 2, 1)] == [24.0] * (len(points) - 2)
    assert [point.target for point in points[-2:]] == [40.0, 40.0]
    assert [(row.target, row.since, row.until) for row in made.model.rows] == [
        ("40\u202fh", date(2024, 2, 1), None),
        ("24\u202fh", None, date(2024, 1, 31)),
    ]
    assert page.target.scope.text() == "Counts from 1 Feb 2024."


def test_the_trend_draws_the_targets_that_counted_before_as_steps(desk: Desk, page: KpiPage) -> None:
    desk.history.set_target(Target(kpi="art", value=40.0, effective=date(2024, 2, 1)), "art")
    chart = page.current_chart()
    assert isinstance(chart, TrendChart)
    assert chart.target_line.value() == 40.0
    low, high = chart.target_line.span
    assert 0.8 < low < 1.0
    assert high == 1.0
    chart.target_moved.emit(36.0)
    assert [target.value for target in book(desk).targets] == [24.0, 40.0, 36.0]
    assert book(desk).targets[-1].effective == date(2024, 2, 1)


def test_corners_of_earlier_targets() -> None:
    # two steps at 20, one without a target, then the one in force
    x, y = earlier_steps((20.0, 20.0, None, 9.0), 9.0)
    assert x == [-0.5, 0.5, 0.5, 1.5, 1.5, 2.5, 2.5]
    assert y[:4] == [20.0] * 4
    assert y[-1] == 9.0
    assert str(y[4]) == "nan"
    assert now_from((20.0, 20.0, None, 9.0), 9.0) == 3
    assert earlier_steps((9.0, 9.0), 9.0) == ([], [])
    assert now_from((), 9.0) == 0
    assert earlier_steps((20.0, None), None) == ([-0.5, 0.5], [20.0, 20.0])


# The KPI's page.


def test_a_confirmation_is_one_step_and_makes_the_kpi_reviewed(desk: Desk, page: KpiPage) -> None:
    assert result(desk, "review_rate").value is None
    page.target.confirm.click()
    assert desk.history.stack.count() == 1
    (review,) = book(desk).reviews
    assert (review.kpi, review.action) == ("art", "confirmed")
    assert "Confirmed on" in page.target.scope.text()
    assert result(desk, "review_rate").numerator == 0  # confirmed today, which is not in March 2024
    desk.history.stack.undo()
    assert book(desk).reviews == ()
    assert result(desk, "review_rate").value is None


def test_in_a_report_of_one_segment_the_editor_edits_its_target(qtbot: QtBot, desk: Desk, page: KpiPage) -> None:
    desk.history.set_target(Target(kpi="art", value=12.0, segment=CHAT), "art")
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        desk.state.look(filters={"channel": ("chat",)})
    assert page.target.value.value() == 12.0
    assert page.target.scope.text() == "Only for Channel: chat."
    page.target.value.setValue(10.0)
    assert book(desk).targets[-1].segment == CHAT
    page.target.tolerance.setValue(3.0)
    assert (book(desk).targets[-1].value, book(desk).targets[-1].tolerance) == (10.0, 3.0)
    page.target.reset.click()
    assert result(desk).target == 24.0


def test_the_breakdown_tells_a_segments_own_target(desk: Desk, page: KpiPage) -> None:
    desk.history.set_target(Target(kpi="art", value=12.0, segment=CHAT), "art")
    model = page.segments.table.model()
    row = next(i for i in range(model.rowCount()) if model.index(i, 0).data() == "chat")
    assert model.index(row, 6).data() == "12\u202fh"
    assert not page.segments.table.isColumnHidden(6)
    assert page.target.scope.text() == "One segment has its own target."
    cell = Segment(id="art", dimension="channel", segment="chat", value=9.0, n=50, target=12.0, own_target=True)
    data = BreakdownData(name="Art", dimension="Channel", unit=result(desk).unit, better=result(desk).better,
                         segments=(cell,))  # fmt: skip
    assert "own target 12\u202fh" in segment_words(cell, data)


# Settings.


def rows(targets: TargetsPage) -> list[tuple[str, str]]:
    model = targets.model
    return [(str(model.index(i, NAME).data()).strip(), str(model.index(i, TARGET).data())) for i in
            range(model.rowCount())]  # fmt: skip


def test_segments_stand_below_their_kpi_with_their_value(qtbot: QtBot, desk: Desk, targets: TargetsPage) -> None:
    desk.history.set_target(Target(kpi="art", value=200.0, segment=CHAT, effective=date(2024, 1, 1)), "art")
    place = rows(targets).index(("Average resolution time", "24\u202fh"))
    assert rows(targets)[place + 1] == ("Channel: chat", "200\u202fh")
    model = targets.model
    qtbot.waitUntil(lambda: str(model.index(place + 1, STATUS_COLUMN).data()).endswith("met"), timeout=PATIENCE_MS)
    assert model.index(place + 1, SINCE).data() == "1 Jan 2024"
    targets.table.sortByColumn(TARGET, targets.table.horizontalHeader().sortIndicatorOrder())
    place = rows(targets).index(("Average resolution time", "24\u202fh"))
    assert rows(targets)[place + 1] == ("Channel: chat", "200\u202fh")


def test_a_segments_target_is_edited_removed_and_reset_in_the_table(desk: Desk, targets: TargetsPage) -> None:
    desk.history.set_target(Target(kpi="art", value=12.0, segment=CHAT), "art")
    place = rows(targets).index(("Channel: chat", "12\u202fh"))
    assert targets.model.setData(targets.model.index(place, TARGET), 15.0)
    assert (book(desk).targets[-1].value, book(desk).targets[-1].segment) == (15.0, CHAT)
    targets.table.selectRow(place)
    targets.none.click()
    assert rows(targets)[place] == ("Channel: chat", "–")
    targets.reset.click()
    assert "Channel: chat" not in [name for name, _ in rows(targets)]
    assert desk.history.stack.count() == 4


def test_selected_targets_are_confirmed_in_one_step(desk: Desk, targets: TargetsPage) -> None:
    targets.table.selectRow(rows(targets).index(("Average resolution time", "24\u202fh")))
    with_words: list[str] = []
    targets.told.connect(with_words.append)
    targets.confirm.click()
    assert [review.kpi for review in book(desk).reviews] == ["art"]
    assert with_words == ["One target confirmed."]


def test_the_dialog_opens_with_a_segment_of_the_selected_kpi(qtbot: QtBot, desk: Desk, targets: TargetsPage) -> None:
    targets.table.selectRow(rows(targets).index(("Average resolution time", "24\u202fh")))
    targets.add.click()
    made = targets.findChild(TargetDialog)
    assert isinstance(made, TargetDialog)
    assert made.kpi_id == "art"
    assert made.scope is not None
    assert made.scope[0] == "channel"
    with qtbot.waitSignal(made.destroyed, timeout=PATIENCE_MS):
        made.accept()


# Reading back.


def test_what_a_file_moves_to_a_later_day_leaves_the_time_before_as_it_was(desk: Desk) -> None:
    first = Target(kpi="art", value=30.0)
    second = Target(kpi="art", value=20.0, effective=date(2024, 1, 1))
    session = replace(desk.state.session, targets=TargetBook(targets=(first, second)))
    read = TargetBook(targets=(Target(kpi="art", value=20.0, effective=date(2024, 3, 1)),))
    after, changed = merged(session, read, Shown(results={}, day=date(2024, 3, 31)), datetime(2024, 4, 1, tzinfo=UTC))
    assert changed == 1
    assert [(target.value, target.effective) for target in after.targets[2:]] == [
        (30.0, date(2024, 1, 1)),
        (20.0, date(2024, 3, 1)),
    ]


def test_a_file_that_says_what_is_known_changes_nothing(desk: Desk) -> None:
    known = TargetBook(targets=(
        Target(kpi="art", value=30.0),
        Target(kpi="art", value=20.0, effective=date(2024, 5, 1)),
        Target(kpi="art", value=9.0, segment=CHAT, effective=date(2024, 1, 1)),
    ))  # fmt: skip
    session = replace(desk.state.session, targets=known)
    read = TargetBook(targets=(
        Target(kpi="art", value=30.0),
        Target(kpi="art", value=9.0, segment=CHAT, effective=date(2024, 1, 1)),
        Target(kpi="csat", value=80.0),
    ))  # fmt: skip
    now = datetime(2024, 4, 1, tzinfo=UTC)
    assert merged(session, read, Shown(results={}, day=date(2024, 3, 31)), now) == (known, 0)


def test_the_history_tells_what_was_replaced_and_until_when(desk: Desk) -> None:
    from cxdesk.kpis.catalogue import by_id

    at = [datetime(2024, 1, day, tzinfo=UTC) for day in range(1, 5)]
    targets = (
        Target(kpi="art", value=30.0, changed_at=at[0]),
        Target(kpi="art", value=28.0, changed_at=at[1]),
        Target(kpi="art", value=20.0, changed_at=at[2], effective=date(2024, 2, 1)),
    )
    session = replace(desk.state.session, targets=TargetBook(targets=targets))
    found = [(row.target, row.until, row.void) for row in history_rows(session, by_id("art"))]
    assert found == [
        ("20\u202fh", None, ""),
        ("28\u202fh", date(2024, 1, 31), ""),
        ("30\u202fh", date(2024, 1, 31), "replaced"),
    ]
    assert result(desk).status is Status.MISSED
