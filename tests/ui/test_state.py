from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pytestqt.qtbot import QtBot

from cxdesk.common.periods import Grain
from cxdesk.common.problems import UserError
from cxdesk.common.progress import Progress
from cxdesk.tables.dataset import Dataset
from cxdesk.targets.target import Status
from tests.ui.desk import PATIENCE_MS, Desk, opened
from tests.ui.handmade import dataset
from ui.state import AppState
from ui.undo.history import History
from ui.work.jobs import JobRunner, Lane


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path):
    with opened(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def filled(qtbot: QtBot, desk: Desk) -> Desk:
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        desk.history.import_data(dataset(), "Import of 2 files")
    return desk


def test_before_it_is_ready_there_is_no_session(qtbot: QtBot, tmp_path: Path):
    state = AppState(JobRunner(), tmp_path)
    assert not state.is_ready
    assert not state.has_data
    with pytest.raises(RuntimeError):
        _ = state.session
    state.close()


def test_without_data_there_is_no_report(desk: Desk):
    assert desk.state.is_ready
    assert desk.state.report is None


def test_an_import_opens_the_last_complete_month(filled: Desk):
    assert filled.state.session.view.first_day == date(2024, 3, 1)
    assert filled.state.report is not None
    assert filled.state.report.kpi("art").n > 0


def test_where_the_last_complete_month_is_empty_everything_is_shown(qtbot: QtBot, desk: Desk):
    created = np.array(["2024-01-05"] * 8 + ["2024-06-20"], dtype="datetime64[ms]")  # nothing in May
    tickets = pd.DataFrame({"ticket_id": [f"T{number}" for number in range(9)], "created_at": created})
    sparse = Dataset(tables={"tickets": tickets}, sources=dataset().sources[:1])
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        desk.history.import_data(sparse, "Import")
    assert desk.state.session.view.first_day is None


def test_an_edit_of_a_target_is_judged_at_once(filled: Desk):
    state = filled.state
    assert state.report is not None
    before = state.report.kpi("art")
    filled.history.set_target_value("art", 10_000.0)
    after = state.report.kpi("art")
    assert not state.is_computing
    assert (after.value, after.target) == (before.value, 10_000.0)
    assert after.status is Status.MET


def test_an_edited_target_can_be_undone_and_redone(filled: Desk):
    state, stack = filled.state, filled.history.stack
    assert state.report is not None
    before = state.report.kpi("csat").target
    filled.history.set_target_value("csat", 91.5)
    assert "Customer satisfaction score" in stack.undoText()
    stack.undo()
    assert state.report.kpi("csat").target == before == 80.0
    stack.redo()
    assert state.report.kpi("csat").target == 91.5


def test_setting_the_target_it_has_is_no_step(filled: Desk):
    steps = filled.history.stack.count()
    filled.history.set_target_value("csat", 80.0)
    assert filled.history.stack.count() == steps


def test_no_target_and_back_to_the_default(filled: Desk):
    report = filled.state
    filled.history.set_target_value("csat", None)
    assert report.report is not None
    assert report.report.kpi("csat").status is Status.NO_TARGET
    filled.history.reset_target("csat")
    assert report.report.kpi("csat").target == 80.0


def test_undo_leaves_the_period_looked_at_alone(qtbot: QtBot, filled: Desk):
    filled.history.set_target_value("csat", 91.5)
    with qtbot.waitSignal(filled.state.report_changed, timeout=PATIENCE_MS):
        filled.state.look(first_day=date(2024, 2, 1))
    filled.history.stack.undo()
    assert filled.state.session.view.first_day == date(2024, 2, 1)
    assert filled.state.session.targets.targets == ()


def test_undoing_the_import_takes_the_data_away_and_redoing_brings_it_back(qtbot: QtBot, filled: Desk):
    filled.history.stack.undo()
    assert filled.state.report is None
    with qtbot.waitSignal(filled.state.report_changed, timeout=PATIENCE_MS):
        filled.history.stack.redo()
    assert filled.state.report is not None


def test_another_period_is_computed_and_the_one_before_is_kept(qtbot: QtBot, filled: Desk):
    state = filled.state
    march = state.report
    with qtbot.waitSignal(state.report_changed, timeout=PATIENCE_MS):
        state.look(first_day=date(2024, 2, 1))
    assert state.report is not None
    assert march is not None
    assert state.report.period.start != march.period.start
    state.look(first_day=date(2024, 3, 1))
    assert not state.is_computing
    assert state.report.kpi("art").value == march.kpi("art").value


def test_only_the_newest_question_is_answered(qtbot: QtBot, filled: Desk):
    seen: list[object] = []
    filled.state.report_changed.connect(seen.append)
    for month in (1, 2, 12):
        filled.state.look(first_day=date(2023, month, 1), span=Grain.MONTH)
    qtbot.waitUntil(lambda: not filled.state.is_computing, timeout=PATIENCE_MS)
    assert len(seen) == 1
    assert filled.state.report is not None
    assert filled.state.report.period.start.astimezone(filled.state.session.calendar.tz).date() == date(2023, 12, 1)


def test_looking_at_the_same_thing_computes_nothing(filled: Desk):
    seen: list[object] = []
    filled.state.report_changed.connect(seen.append)
    filled.state.look(first_day=date(2024, 3, 1))
    assert seen == []


def test_a_plain_sentence_is_told_and_a_bug_is_not(qtbot: QtBot, desk: Desk):
    def refuse(progress: Progress) -> None:
        raise UserError("There is no such file.")

    job = desk.state.run(Lane.EXPORT, refuse, "x")
    with qtbot.waitSignal(desk.state.told):
        pass
    assert desk.told == ["There is no such file."]
    del job

    def break_down(progress: Progress) -> None:
        raise ZeroDivisionError

    with qtbot.waitSignal(desk.state.crashed):
        desk.state.run(Lane.EXPORT, break_down, "x")
    assert [type(bug) for bug in desk.bugs] == [ZeroDivisionError]
    desk.bugs.clear()


def test_targets_are_written_and_read_back(qtbot: QtBot, filled: Desk, tmp_path: Path):
    filled.history.set_target_value("csat", 91.5)
    filled.state.close()
    document = json.loads((tmp_path / "settings.json").read_text(encoding="utf-8"))
    assert document["targets"]["targets"][-1]["value"] == 91.5
    again = AppState(JobRunner(), tmp_path)
    with qtbot.waitSignal(again.ready, timeout=PATIENCE_MS):
        again.start()
    assert again.session.targets.targets[-1].value == 91.5
    again.close()


def test_a_damaged_settings_file_is_told_and_not_fatal(qtbot: QtBot, tmp_path: Path):
    (tmp_path / "settings.json").write_text("{", encoding="utf-8")
    with opened(qtbot, tmp_path) as desk:
        assert "defaults" in desk.told[0]


def test_appearance_is_kept_without_touching_the_session(desk: Desk):
    session = desk.state.session
    desk.state.change_settings(appearance="dark")
    assert desk.state.settings.appearance == "dark"
    assert desk.state.session is session


def test_a_generic_edit_is_one_step_that_changes_only_its_own_fields(desk: Desk):
    state, history = desk.state, History(desk.state)
    history.replace(replace(state.session, zone="Asia/Tokyo"), "Zone")
    conventions = replace(state.session.conventions, min_sample=9)
    history.set_conventions(conventions, "Fewest answers")
    history.stack.undo()
    assert (state.session.zone, state.session.conventions.min_sample) == ("Asia/Tokyo", 5)
    history.stack.undo()
    assert state.session.zone == state.system_zone
