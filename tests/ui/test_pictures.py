"""Pictures of charts: what stands on them, how sharp they are, and how one gets them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from cxdesk.insight.funnel import share_funnel
from cxdesk.report.records import Report
from tests.ui import handmade
from ui.charts import kpi_data
from ui.charts.bars import BarsChart
from ui.charts.chart import Chart
from ui.charts.funnel import FunnelChart
from ui.charts.histogram import HistogramChart
from ui.charts.picture import Picture
from ui.charts.picture_actions import file_name
from ui.charts.spark_pictures import SparkPictures, spark_picture, spark_tsv
from ui.charts.trend import TrendChart
from ui.models.report_words import context_line, filter_words, source_line
from ui.models.splits import Dimension
from ui.theme import theme
from ui.theme.tokens import DARK, LIGHT
from ui.widgets.table import DataTable

# The offscreen platform cannot raise windows or grab keys, and says so.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing|propagateSizeHints)")

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


@cache
def report() -> Report:
    return handmade.report()


def trend() -> Chart:
    chart = TrendChart()
    chart.show_data(kpi_data.trend_data(report().kpi("art"), report()))
    return chart


def bars() -> Chart:
    chart = BarsChart()
    chart.show_data(kpi_data.breakdown_data(report().kpi("art"), Dimension(name="channel", title="Channel"), report()))
    return chart


def funnel() -> Chart:
    chart = FunnelChart()
    data = kpi_data.breakdown_data(report().kpi("csat"), Dimension(name="agent", title="Agent"), report())
    chart.show_data(data, lambda n: share_funnel(np.asarray(n), 0.8))
    return chart


def histogram() -> Chart:
    chart = HistogramChart()
    chart.show_data(kpi_data.distribution_data(report().kpi("art"), report()))
    return chart


CHARTS = pytest.mark.parametrize("make", [trend, bars, funnel, histogram])


def pictured(make: Callable[[], Chart], qtbot: QtBot) -> Picture:
    chart = make()
    qtbot.addWidget(chart)
    chart.set_source("March 2024 · Channel: email", "CX Desk, as of 31 Mar 2024")
    made = chart.picture()
    assert made is not None
    return made


def words(svg: bytes) -> str:
    return " ".join(element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text"))


@CHARTS
def test_an_svg_has_title_period_filters_source_and_description(make: Callable[[], Chart], qtbot: QtBot) -> None:
    made = pictured(make, qtbot)
    svg = made.svg()
    root = ET.fromstring(svg)
    assert root.findtext(f"{SVG}title") == made.caption.title
    described = root.findtext(f"{SVG}desc") or ""
    assert made.caption.sentence.rstrip(".") in described
    shown = words(svg)
    assert made.caption.title in shown
    assert "March 2024 · Channel: email" in shown
    assert "CX Desk, as of 31 Mar 2024" in shown


@CHARTS
def test_an_svg_refers_to_nothing_outside_and_holds_no_pixels(make: Callable[[], Chart], qtbot: QtBot) -> None:
    svg = pictured(make, qtbot).svg().decode()
    assert "<image" not in svg
    assert "href=" not in svg
    assert set(re.findall(r"https?://[^\"' ]+", svg)) == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@CHARTS
def test_pictures_are_light_whatever_the_window_and_follow_it_when_asked(
    make: Callable[[], Chart], qtbot: QtBot, qapp: QApplication
) -> None:
    light = pictured(make, qtbot).svg()
    theme.apply(qapp, "dark")
    chart = make()
    qtbot.addWidget(chart)
    chart.set_source("March 2024 · Channel: email", "CX Desk, as of 31 Mar 2024")
    made = chart.pictures.picture()
    assert made is not None
    assert made.svg() == light
    assert QColor(made.image().pixel(2, 2)) == QColor(LIGHT.surface)
    chart.pictures.look_as_shown(True)
    followed = chart.pictures.picture()
    assert followed is not None
    assert QColor(followed.image().pixel(2, 2)) == QColor(DARK.surface)


def test_a_png_has_two_pixels_for_one_and_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    made = pictured(trend, qtbot)
    made.save(tmp_path / "a.png")
    image = QImage(str(tmp_path / "a.png"))
    assert image.width() == 2 * made.image(scale=1.0).width() == 1440
    assert image.dotsPerMeterX() == pytest.approx(2 * 3780, abs=2)
    assert image.text("Title") == made.caption.title


def test_the_target_and_the_usual_range_stand_in_the_trend_with_a_legend(qtbot: QtBot) -> None:
    shown = words(pictured(trend, qtbot).svg())
    assert "target ≤ 24 h".replace(" h", "\u202fh") in shown
    assert "usual range" in shown
    assert "Average resolution time" in shown


def test_bars_name_their_segments_values_and_target(qtbot: QtBot) -> None:
    shown = words(pictured(bars, qtbot).svg())
    for name in ("email", "chat", "phone", "web form", "interval"):
        assert name in shown
    assert "target 24\u202fh" in shown


def test_a_sparkline_has_its_value_and_its_sentence() -> None:
    result = report().kpi("art")
    made = spark_picture(result, report())
    shown = words(made.svg())
    assert made.caption.title == result.name
    assert "March 2024" in shown
    assert "target at most 24" in shown
    assert not made.image().isNull()


def test_a_sparkline_copies_its_steps() -> None:
    lines = spark_tsv(report().kpi("volume"), report()).splitlines()
    assert lines[0] == "\tTicket volume"
    assert lines[-1].startswith("March 2024\t")
    assert float(lines[-1].split("\t")[1]) == report().kpi("volume").value


@CHARTS
def test_the_menu_key_opens_what_the_button_offers(make: Callable[[], Chart], qtbot: QtBot) -> None:
    chart = make()
    qtbot.addWidget(chart)
    menu = QMenu()
    qtbot.addWidget(menu)
    chart.fill_menu(menu)
    offered = [action.text() for action in menu.actions()]
    assert offered[:4] == ["Copy as picture", "Copy as data", "Save as PNG…", "Save as SVG…"]
    assert opened_by_key(chart) == offered


def opened_by_key(widget: QWidget) -> list[str]:
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), widget.mapToGlobal(QPoint(5, 5)))
    QApplication.sendEvent(widget, event)
    menu = next(menu for menu in widget.findChildren(QMenu) if menu.isVisible())
    texts = [action.text() for action in menu.actions()]
    menu.close()
    return texts


def test_ctrl_c_copies_the_picture_and_with_shift_the_numbers(qtbot: QtBot) -> None:
    chart = trend()
    qtbot.addWidget(chart)
    qtbot.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().mimeData().hasImage()
    qtbot.keyClick(chart, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text() == chart.tsv()


def test_a_folder_that_is_gone_is_said_and_the_app_goes_on(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: said.append(text))
    chart = trend()
    qtbot.addWidget(chart)
    chart.pictures.save_to(str(tmp_path / "gone" / "a.png"))
    assert said[0].startswith("“a.png” was not saved:")


def test_a_table_offers_copying_and_what_its_page_adds(qtbot: QtBot) -> None:
    from ui.models.listing import Column, Listing

    table = DataTable("Rows")
    qtbot.addWidget(table)
    model: Listing[str] = Listing((Column(title="Name", text=str),), table)
    model.show_rows(["one", "two"])
    table.setModel(model)
    pictures = SparkPictures(table)
    pictures.show_for(report().kpi("art"), report())
    table.more_actions = lambda _index, menu: pictures.actions(menu)
    assert texts(table.menu_at(QModelIndex())) == ["Copy all rows"]
    chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(model.index(1, 0), chosen)
    offered = texts(table.menu_at(model.index(1, 0)))
    assert offered[0] == "Copy selected rows"
    assert "Save trend as SVG…" in offered
    table.menu_at(model.index(1, 0)).actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == "Name\ntwo"


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_words_around_a_chart_name_period_filters_and_the_end_of_the_data() -> None:
    from dataclasses import replace

    filtered = replace(report(), query=replace(report().query, filters={"channel": ("email", "")}))
    assert filter_words(filtered) == "Channel: email, (blank)"
    assert context_line(filtered) == "March 2024 · Channel: email, (blank)"
    assert (
        source_line(filtered) == f"{report().app.replace('cxdesk', 'CX Desk')}, as of 31 Mar 2024 19:32 (Europe/Berlin)"
    )


def test_names_of_files_keep_to_what_every_system_allows() -> None:
    assert file_name('CSAT by "team": A/B?') == "CSAT by -team- A-B"
    assert file_name("...") == "chart"
