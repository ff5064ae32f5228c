"""The pages of SLA policies and of business calendars: edits land in the session at once, one undo step each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cxdesk.common.calendars import BusinessCalendar, CalendarFor
from cxdesk.common.problems import UserError
from cxdesk.common.sla import SlaPolicy
from cxdesk.tables.dataset import Dataset, Source
from cxdesk.workspace.session import View
from tests.ui.desk import PATIENCE_MS, Desk, opened
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.settings_hours import HoursPage
from ui.dialogs.settings_sla import SlaPage
from ui.models.sla import limit_text, read_limit

P = TypeVar("P", bound=QWidget)
ZONE = "Europe/Berlin"


def tickets(**columns: object) -> Dataset:
    """Twelve tickets: three urgent, four high, four low, one without a priority; half by chat; three teams."""
    created = np.datetime64("2024-03-04T09:00", "ms") + np.arange(12) * np.timedelta64(8, "h")
    frame = pd.DataFrame(
        {
            "ticket_id": [f"T{number}" for number in range(12)],
            "created_at": created,
            "resolved_at": created + np.timedelta64(5, "h"),
            "priority": pd.Categorical([*["urgent"] * 3, *["high"] * 4, *["low"] * 4, None]),
            "channel": pd.Categorical(["chat", "email"] * 6),
            "team": pd.Categorical([*["EMEA"] * 6, *["Night"] * 4, *["Tokyo"] * 2]),
            "region": pd.Categorical(["Japan", "Spain", "Spain"] * 4),
            "_source": np.zeros(12, dtype="int32"),
            "_row": np.arange(2, 14, dtype="int32"),
            **columns,
        }
    )
    source = Source(
        file="desk.xlsx", sheet="Tickets", table="tickets", rows_in=12, rows_kept=12, path="/none/desk.xlsx"
    )
    return Dataset(tables={"tickets": frame}, sources=(source, replace(source, sheet="Older")))


@pytest.fixture
def empty(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path) as desk:
        yield desk


def filled(qtbot: QtBot, desk: Desk, dataset: Dataset) -> Desk:
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        view = View(first_day=date(2024, 3, 1))
        desk.state.apply(replace(desk.state.session, dataset=dataset, zone=ZONE, view=view))
    return desk


@pytest.fixture
def desk(qtbot: QtBot, empty: Desk) -> Desk:
    return filled(qtbot, empty, tickets())


_open: list[SettingsDialog] = []  # a page lives as long as its dialog


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    _open.clear()


def page(qtbot: QtBot, desk: Desk, name: str, kind: type[P]) -> P:
    made = SettingsDialog(desk.state, desk.history)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    _open.append(made)
    made.show_page(name)
    made.show()
    found = made.page(name)
    assert isinstance(found, kind)
    if isinstance(found, HoursPage):
        qtbot.waitUntil(lambda: found.editor.country.count() > 200, timeout=PATIENCE_MS)
    return found


def steps(desk: Desk) -> int:
    return desk.history.stack.count()


def test_a_policy_is_added_edited_and_removed_one_step_each(qtbot: QtBot, desk: Desk) -> None:
    made = page(qtbot, desk, "sla", SlaPage)
    assert made.nothing.isVisible()
    made.add.click()  # for the first priority of the data that has none
    assert desk.state.session.sla == (SlaPolicy(priority="high", resolution_hours=24.0),)
    made.rows[0].first.setText("30m")
    made.rows[0].first.editingFinished.emit()
    made.rows[0].final.setText("3 days")
    made.rows[0].final.editingFinished.emit()
    made.rows[0].channel.setCurrentText("chat")
    made.rows[0].channel.activated.emit(1)
    made.rows[0].clock.setCurrentIndex(2)
    made.rows[0].clock.activated.emit(2)
    full = SlaPolicy(priority="high", channel="chat", first_response_hours=0.5, resolution_hours=72.0, clock="business")
    assert desk.state.session.sla == (full,)
    assert (made.rows[0].first.text(), made.rows[0].final.text()) == ("30\u202fmin", "3\u202fdays")
    assert steps(desk) == 5
    made.rows[0].first.editingFinished.emit()
    assert steps(desk) == 5  # nothing changed
    made.rows[0].remove.click()
    assert not made.rows[0].priority.isVisible()
    desk.history.stack.undo()
    assert desk.state.session.sla == (full,)
    assert made.rows[0].final.text() == "3\u202fdays"


def test_the_page_says_how_many_tickets_each_policy_covers_and_how_many_none(qtbot: QtBot, desk: Desk) -> None:
    made = page(qtbot, desk, "sla", SlaPage)
    policies = (
        SlaPolicy(priority="urgent", resolution_hours=8.0),
        SlaPolicy(channel="chat", first_response_hours=1.0),
    )
    desk.history.set_sla(policies, "")
    # three urgent; of the other nine every second is by chat (rows 4, 6, 8 and 10)
    assert [row.covers.text() for row in made.rows] == ["3", "4"]
    assert made.summary.text() == "These policies cover 7 of 12 tickets; 5 have no SLA."
    desk.history.set_sla((*policies, SlaPolicy(resolution_hours=72.0)), "")
    assert made.summary.text() == "These policies cover all 12 tickets."
    assert made.banner.isHidden()


def test_a_policy_gives_the_sla_a_value_at_once(qtbot: QtBot, desk: Desk) -> None:
    report = desk.state.report
    assert report is not None
    assert "Settings > SLA" in (report.kpi("sla").reason or "")
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        desk.history.set_sla((SlaPolicy(resolution_hours=5.0),), "")
    report = desk.state.report
    assert report is not None
    assert report.kpi("sla").value == 100.0


def test_tickets_with_an_sla_column_are_said_to_bring_their_own(qtbot: QtBot, empty: Desk) -> None:
    desk = filled(qtbot, empty, tickets(sla_met=[1.0] * 12))
    made = page(qtbot, desk, "sla", SlaPage)
    assert not made.banner.isHidden()
    words = "These tickets bring their own SLA column; policies apply to sheets without one."
    assert made.banner_words.text() == words
    desk.history.set_sla((SlaPolicy(resolution_hours=5.0),), "")
    assert made.summary.text() == ""  # no ticket waits for a policy
    mixed = tickets(sla_met=[1.0] * 4 + [np.nan] * 8, _source=np.repeat([0, 1], [4, 8]).astype("int32"))
    filled(qtbot, desk, mixed)
    assert made.banner_words.text().startswith("4 of 12 tickets bring their own")


def test_a_limit_that_is_none_is_refused_in_words(qtbot: QtBot, desk: Desk) -> None:
    desk.history.set_sla((SlaPolicy(resolution_hours=8.0),), "")
    made = page(qtbot, desk, "sla", SlaPage)
    made.rows[0].final.setText("soon")
    made.rows[0].final.editingFinished.emit()
    assert "“soon” is no limit" in made.problem.text()
    assert desk.state.session.sla == (SlaPolicy(resolution_hours=8.0),)
    made.rows[0].final.setText("")
    made.rows[0].final.editingFinished.emit()
    assert desk.state.session.sla == (SlaPolicy(),)
    assert made.problem.isHidden()


@pytest.mark.parametrize(
    ("text", "hours"),
    [("30 min", 0.5), ("8h", 8.0), ("3 days", 72.0), ("1 h 30 min", 1.5), ("1:30", 1.5), ("4", 4.0), ("1,5 h", 1.5),
     ("2 Tage", 48.0), ("1200 h", 1200.0), ("45 seconds", 0.0125), ("", None), ("  ", None)],
)  # fmt: skip
def test_limits_are_read_as_people_write_them_and_shown_as_they_can_be_typed(text: str, hours: float | None) -> None:
    assert read_limit(text) == pytest.approx(hours)
    assert read_limit(limit_text(hours)) == pytest.approx(hours)


@pytest.mark.parametrize("text", ["soon", "-2 h", "0", "90000 days", "3 apples"])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        read_limit(text)


def test_a_calendar_is_added_for_a_team_of_the_data_and_edited_by_itself(qtbot: QtBot, desk: Desk) -> None:
    made = page(qtbot, desk, "hours", HoursPage)
    made.add.click()
    (rule,) = desk.state.session.calendars
    assert (rule.dimension, rule.value, rule.calendar.zone) == ("team", "EMEA", ZONE)
    assert [made.calendars.item(row).text() for row in range(2)] == ["Everyone else", "Team: EMEA"]
    assert made.calendars.currentRow() == 1
    assert made.follow.text() == "6 of 12 tickets"
    made.editor.days[6].setText("10-14")
    made.editor.days[6].editingFinished.emit()
    made.editor.zone.setCurrentText("Asia/Tokyo")
    made.editor.zone.activated.emit(0)
    (rule,) = desk.state.session.calendars
    assert (rule.calendar.hours[6], rule.calendar.zone) == (((600, 840),), "Asia/Tokyo")
    assert desk.state.session.zone == ZONE
    assert desk.state.session.business is None
    assert steps(desk) == 3


def test_a_calendar_moves_to_another_team_or_region(qtbot: QtBot, desk: Desk) -> None:
    made = page(qtbot, desk, "hours", HoursPage)
    made.add.click()
    made.dimension.setCurrentIndex(1)
    made.dimension.activated.emit(1)
    assert desk.state.session.calendars[0].value == "Japan"
    assert [made.value.itemText(row) for row in range(made.value.count())] == ["Japan", "Spain"]
    typed = made.value.lineEdit()
    assert typed is not None
    typed.setText("Portugal")
    typed.editingFinished.emit()
    assert (desk.state.session.calendars[0].dimension, desk.state.session.calendars[0].value) == ("region", "Portugal")
    assert made.calendars.item(1).text() == "Region: Portugal"
    assert made.follow.text() == "0 of 12 tickets"
    typed.setText(" ")
    typed.editingFinished.emit()
    assert made.value.currentText() == "Portugal"


def test_a_duplicate_takes_hours_and_days_off_along_and_removal_leaves_everyones(qtbot: QtBot, desk: Desk) -> None:
    own = BusinessCalendar(zone=ZONE, hours=(((0, 1440),),) * 7, holidays=frozenset({date(2024, 5, 1)}), assumed=False)
    desk.history.set_calendars((CalendarFor(dimension="team", value="Night", calendar=own),), "")
    made = page(qtbot, desk, "hours", HoursPage)
    made.calendars.setCurrentRow(1)
    assert made.editor.list.count() == 1
    made.duplicate.click()
    assert desk.state.session.calendars[1] == CalendarFor(dimension="team", value="EMEA", calendar=own)
    made.remove.click()
    made.remove.click()
    assert desk.state.session.calendars == ()
    assert made.calendars.currentRow() == 0
    assert not made.remove.isEnabled()
    assert made.banner.isVisible()  # everyone's are still assumed
    desk.history.stack.undo()
    desk.history.stack.undo()
    assert len(desk.state.session.calendars) == 2


def test_calendars_can_be_made_without_data(qtbot: QtBot, empty: Desk) -> None:
    made = page(qtbot, empty, "hours", HoursPage)
    made.add.click()
    assert empty.state.session.calendars[0].value == "new team"
    assert made.follow.text() == ""
    sla = page(qtbot, empty, "sla", SlaPage)
    sla.add.click()
    assert empty.state.session.sla == (SlaPolicy(resolution_hours=24.0),)
    assert sla.summary.isHidden()
