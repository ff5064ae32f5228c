"""The sample company comes in without a dialog, as one undo step, and shows what was planted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cxdesk.common.progress import SILENT
from cxdesk.report.records import Report
from cxdesk.tables.catalogue import TABLES
from cxdesk.targets.target import Status
from tests.ui.desk import PATIENCE_MS, Desk, opened
from ui.dialogs import import_run


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path) as found:
        yield found


@pytest.fixture
def report(desk: Desk, qtbot: QtBot) -> Report:
    with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
        import_run.import_sample(desk.state, desk.history)
    assert desk.state.report is not None
    return desk.state.report


def test_the_sample_is_one_undo_step_and_opens_on_its_last_month(desk: Desk, report: Report) -> None:
    dataset = desk.state.session.dataset
    assert [source.table for source in dataset.sources if source.file == "northwind-surveys.xlsx"].count("surveys") == 2
    assert dataset.rows("tickets") == 5584
    assert dataset.rows("figures") == 54
    assert desk.state.session.view.first_day == date(2024, 6, 1)
    assert report.period.label(report.query.calendar) == "June 2024"
    desk.history.stack.undo()
    assert desk.state.session.dataset.sources == ()


def test_the_short_staffed_month_meets_twenty_seven_of_fifty_nine_targets(report: Report) -> None:
    judged = [result.status for result in report.kpis]
    assert [judged.count(status) for status in (Status.MET, Status.NEAR, Status.MISSED)] == [27, 9, 23]


def test_every_table_of_the_sample_is_there(desk: Desk, report: Report) -> None:
    assert all(desk.state.session.dataset.rows(table) > 0 for table in TABLES)


def test_the_outage_is_a_signal_of_the_resolution_time(report: Report) -> None:
    limits = report.limit("art")
    assert limits is not None
    assert date(2023, 11, 1) in limits.signals


def test_data_quality_has_something_to_show(desk: Desk, report: Report) -> None:
    kinds = {problem.kind for problem in report.problems}
    assert {"unreadable_date", "unreadable_number", "answered_before_created"} <= kinds
    tickets = desk.state.session.dataset.sources[0]
    assert dict(tickets.left_out) == {"duplicate": 9, "spam": 27}


def test_the_sample_is_not_offered_as_the_files_of_last_time(desk: Desk, report: Report) -> None:
    assert desk.state.settings.last == ()


def test_files_read_beside_each_other_stay_in_order_and_a_bad_one_keeps_none_out(desk: Desk, tmp_path: Path) -> None:
    for name in ("b", "a", "d"):
        (tmp_path / f"{name}.csv").write_text("Order ID,Order date,Amount\n1,2024-01-05,10\n2,2024-01-06,12\n", "utf-8")
    wanted = [tmp_path / f"{name}.csv" for name in ("b", "gone", "a", "d", "lost")]
    reading = import_run.read_files(wanted, desk.state.session)(SILENT)
    assert reading.draft is not None
    assert [Path(sheet.plan.path).name for sheet in reading.draft.sheets] == ["b.csv", "a.csv", "d.csv"]
    assert [Path(path).name for path, _ in reading.failures] == ["gone.csv", "lost.csv"]


def test_a_file_of_which_nothing_is_imported_says_so(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("Colour,Shape\nred,round\nblue,square\n", encoding="utf-8")
    before = desk.state.session
    job = import_run.import_directly(desk.state, desk.history, [path])
    with qtbot.waitSignal(job.failed, timeout=PATIENCE_MS):
        pass
    assert desk.told[0].startswith("Nothing was imported from notes.csv")
    assert desk.state.session is before


def test_a_file_that_cannot_be_read_is_told_and_changes_nothing(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    before = desk.state.session
    job = import_run.import_directly(desk.state, desk.history, [tmp_path / "gone.csv"])
    with qtbot.waitSignal(job.failed, timeout=PATIENCE_MS):
        pass
    assert "gone.csv” does not exist" in desk.told[0]
    assert desk.state.session is before
