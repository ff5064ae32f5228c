"""What a small window, a low chart and a screen reader get."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QTabWidget
from pytestqt.qtbot import QtBot

from cxdesk.common.units import Unit
from cxdesk.workspace.session import View
from tests.ui.desk import PATIENCE_MS, Desk, opened
from tests.ui.handmade import ZONE, dataset, keep_evaluations
from ui.charts.histogram import DistributionData, HistogramChart
from ui.dialogs.import_run import _OfFile
from ui.pages.data import DataPage
from ui.pages.kpi import KpiPage
from ui.pages.kpis import KpisPage
from ui.pages.kpis_columns import NAME, SPARK
from ui.widgets.waiting import WaitingPage


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    keep_evaluations(monkeypatch)
    with opened(qtbot, tmp_path) as desk:
        with qtbot.waitSignal(desk.state.report_changed, timeout=PATIENCE_MS):
            view = View(first_day=date(2024, 3, 1))
            desk.state.apply(replace(desk.state.session, dataset=dataset(), zone=ZONE, view=view))
        yield desk


@pytest.fixture
def listed(qtbot: QtBot, desk: Desk) -> KpisPage:
    page = KpisPage(desk.state, desk.history)
    qtbot.addWidget(page)
    page.setMinimumSize(1, 1)  # as in the window, which squeezes it
    page.resize(524, 400)
    page.show_report(desk.state.report)
    page.show()
    return page


@pytest.fixture
def shown(qtbot: QtBot, desk: Desk) -> KpiPage:
    page = KpiPage(desk.state, desk.history)
    qtbot.addWidget(page)
    page.resize(500, 360)
    page.show_kpi("art")
    page.show_report(desk.state.report)
    page.show()
    return page


@pytest.fixture
def data(qtbot: QtBot, desk: Desk) -> DataPage:
    page = DataPage(desk.state, desk.history)
    qtbot.addWidget(page)
    return page


def test_in_a_cramped_list_the_trend_gives_its_place_to_the_names(listed: KpisPage) -> None:
    page = listed
    assert page.table.isColumnHidden(SPARK)
    assert page.table.columnWidth(NAME) > 150
    page.resize(700, 400)
    assert not page.table.isColumnHidden(SPARK)


def test_the_words_beside_the_dimension_never_cover_its_chooser(shown: KpiPage) -> None:
    segments = shown.segments
    assert segments.chooser.geometry().right() < segments._words.geometry().left()


@pytest.mark.parametrize("height", [140, 420])
def test_the_words_of_a_low_histogram_stand_one_below_the_other(qtbot: QtBot, height: int) -> None:
    chart = HistogramChart()
    qtbot.addWidget(chart)
    chart.resize(420, height)
    chart.show()
    chart.show_data(DistributionData(name="Hours", unit=Unit.HOURS, values=np.arange(1.0, 100.0), target=24.0))
    high = chart._plot.getViewBox().height()
    places = [label.orthoPos * high for label in chart._labels]
    assert len(places) == 3
    assert all(above - below >= 15.9 for above, below in pairwise(places))


def test_a_file_is_named_once_while_it_is_read() -> None:
    told: list[str] = []

    class Listener:
        def report(self, done: int, total: int, text: str = "") -> None:
            del done, total
            told.append(text)

        def is_cancelled(self) -> bool:
            return False

    named = _OfFile(Listener(), "surveys.xlsx")
    named.report(1, 2, "surveys.xlsx: recognising “Score”")
    named.report(1, 2, "reading")
    assert told == ["surveys.xlsx: recognising “Score”", "surveys.xlsx: reading"]


def test_there_is_room_for_two_lines_of_what_is_being_done(qtbot: QtBot) -> None:
    page = WaitingPage()
    qtbot.addWidget(page)
    page.resize(600, 400)
    page.begin("Reading 2 files")
    page.report(1, 10, "surveys.xlsx: recognising “The firm made it easy to solve my problem (1 = strongly disagree)”")
    page.show()
    assert page._phase.height() >= 2 * page._phase.fontMetrics().lineSpacing()


def test_tabs_have_a_name_for_a_screen_reader(shown: KpiPage, data: DataPage) -> None:
    for page in (shown, data):
        assert [tabs for tabs in page.findChildren(QTabWidget) if not tabs.accessibleName()] == []
