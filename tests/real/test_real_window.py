"""Real exports through the window's own import path give the figures published with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cxdesk.report.records import Report
from tests.ui.desk import PATIENCE_MS, Desk, opened
from ui.dialogs.import_dialog import ImportDialog


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened(qtbot, tmp_path / "settings") as found:
        yield found


def _report(desk: Desk, qtbot: QtBot, *files: Path) -> Report:
    """Import files in the dialog as they are recognised, and look at everything."""
    dialog = ImportDialog(desk.state, desk.history, files)
    with qtbot.waitSignal(dialog.read, timeout=PATIENCE_MS):
        dialog.open()
    with qtbot.waitSignal(dialog.imported, timeout=PATIENCE_MS):
        dialog.run_import()
    desk.state.look(first_day=None)
    qtbot.waitUntil(lambda: _settled(desk), timeout=PATIENCE_MS)
    assert desk.state.report is not None
    return desk.state.report


def _settled(desk: Desk) -> bool:
    return desk.state.report is not None and desk.state.report.everything and not desk.state.is_computing


def _segments(report: Report, kpi: str, dimension: str) -> dict[str, float | None]:
    return {cell.segment: cell.value for cell in report.evidence.split(kpi, dimension)}


def test_call_centre(desk: Desk, qtbot: QtBot, real_data: Path) -> None:
    report = _report(desk, qtbot, real_data / "call-centre" / "Call-Center-Dataset.xlsx")
    assert report.kpi("volume").value == 5000
    assert report.kpi("frt").n == 4054
    assert report.kpi("frt").value == pytest.approx(67.52 / 3600, abs=0.005 / 3600)
    assert report.kpi("resolution_rate").value == pytest.approx(72.92)
    assert report.kpi("csat_mean").value == pytest.approx(3.40, abs=0.005)
    assert report.kpi("csat").value == pytest.approx(49.90, abs=0.005)
    assert report.kpi("csat").n == 4054
    january = next(point for point in report.points("volume") if point.start == date(2021, 1, 1))
    assert january.value == 1772


def test_call_centre_by_agent(desk: Desk, qtbot: QtBot, real_data: Path) -> None:
    report = _report(desk, qtbot, real_data / "call-centre" / "Call-Center-Dataset.xlsx")
    answered = {cell.segment: cell.n for cell in report.evidence.split("frt", "agent")}
    assert answered == {"Jim": 536, "Dan": 523, "Becky": 517, "Martha": 514, "Greg": 502, "Diane": 501, "Joe": 484,
                        "Stewart": 477}  # fmt: skip
    resolved = {cell.segment: cell.numerator for cell in report.evidence.split("resolution_rate", "agent")}
    assert resolved == {"Jim": 485, "Dan": 471, "Becky": 462, "Martha": 461, "Greg": 455, "Diane": 452, "Joe": 436,
                        "Stewart": 424}  # fmt: skip


def test_zendesk_small(desk: Desk, qtbot: QtBot, real_data: Path) -> None:
    report = _report(desk, qtbot, real_data / "zendesk-small" / "zendesk_tickets.csv")
    assert report.kpi("volume").value == 50
    assert report.kpi("frt").value == pytest.approx(9.16, abs=0.005)
    assert report.kpi("art").value == pytest.approx(36.86, abs=0.005)
    assert report.kpi("resolution_rate").numerator == 37


@pytest.mark.parametrize("name", ["input_01.csv", "input_02.csv"])
def test_a_form_that_never_says_recommend(desk: Desk, qtbot: QtBot, real_data: Path, name: str) -> None:
    report = _report(desk, qtbot, real_data / "nps-survey-forms" / name)
    nps = report.kpi("nps")
    assert nps.n == 39
    assert nps.value == pytest.approx(100 * (8 - 22) / 39)
    assert any(problem.kind == "assumed" for problem in report.problems)


@pytest.mark.parametrize("name", ["NPS_timeseries_data.csv", "NPS Project.xlsx"])
def test_nps_by_month_and_market(desk: Desk, qtbot: QtBot, real_data: Path, name: str) -> None:
    report = _report(desk, qtbot, real_data / "nps-monthly" / name)
    assert report.kpi("nps").n == 5000
    assert report.kpi("nps").value == pytest.approx(11.8)
    markets = _segments(report, "nps", "region")
    assert markets == {"MEX": pytest.approx(17.10, abs=0.005), "UK": pytest.approx(8.49, abs=0.005),
                       "US": pytest.approx(9.93, abs=0.005)}  # fmt: skip
