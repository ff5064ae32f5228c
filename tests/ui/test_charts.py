"""Charts: what they show, say, copy and save; the target line; the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cxdesk.common.periods import Grain, add_months
from cxdesk.common.units import Better, Unit
from cxdesk.insight.funnel import share_funnel
from cxdesk.insight.records import Limits
from cxdesk.report.records import Point, Segment
from cxdesk.targets.target import Status
from ui.charts import axes
from ui.charts.bars import BarsChart, BreakdownData, bars_of
from ui.charts.chart import Chart
from ui.charts.funnel import FunnelChart
from ui.charts.histogram import DistributionData, HistogramChart, bins_of
from ui.charts.series import TrendData, limit_pairs, words_place
from ui.charts.sparkline import SparkData, Sparkline
from ui.charts.trend import TrendChart
from ui.theme import theme
from ui.theme.tokens import DARK, LIGHT

FIRST = date(2023, 10, 1)
VALUES = (18.0, 20.5, None, 26.0, 31.9, 28.0)
POINTS = tuple(
    Point(id="art", start=add_months(FIRST, i), value=v, n=40 + i, low=None if v is None else v - 2,
          high=None if v is None else v + 3, filling=i == 5)
    for i, v in enumerate(VALUES)
)  # fmt: skip
LIMITS = Limits(id="art", centre=22.0, low=13.0, high=31.0, trial=True, points=5, signals=(date(2024, 2, 1),))
TREND = TrendData(
    name="Resolution time", unit=Unit.HOURS, better=Better.LOWER, grain=Grain.MONTH, points=POINTS, limits=LIMITS,
    target=24.0, status=Status.MISSED, current=date(2024, 2, 1),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    # The plot library lets at most a hundred mouse moves a second through; a test is faster than a hand.
    before = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", -1)
    yield
    pg.setConfigOption("mouseRateLimit", before)
    theme.apply(qapp, "light")


@pytest.fixture
def trend(qtbot: QtBot) -> TrendChart:
    chart = TrendChart()
    shown(qtbot, chart, TREND)
    return chart


def shown(qtbot: QtBot, chart: Chart, *data: object) -> Chart:
    qtbot.addWidget(chart)
    chart.resize(640, 400)
    show_data: Callable[..., None] = getattr(chart, "show_data")  # noqa: B009 - each chart takes its own data
    show_data(*data)
    with qtbot.waitExposed(chart):
        chart.show()
    return chart


def drag(chart: TrendChart, start: float, end: float) -> None:
    """Drag with the left button from one value to another, as the mouse would."""
    plot = chart.plot
    port = plot.viewport()
    box = plot.getViewBox()

    def at(value: float) -> QPointF:
        return QPointF(plot.mapFromScene(box.mapViewToScene(QPointF(1.5, value))))

    steps = [at(start + (end - start) * part / 6) for part in range(7)]
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    events = [(QEvent.Type.MouseMove, steps[0], none, none), (QEvent.Type.MouseButtonPress, steps[0], left, left)]
    events += [(QEvent.Type.MouseMove, spot, none, left) for spot in steps[1:]]
    events += [(QEvent.Type.MouseButtonRelease, steps[-1], left, none)]
    for kind, spot, button, held in events:
        place = QPointF(port.mapToGlobal(spot.toPoint()))
        QApplication.sendEvent(port, QMouseEvent(kind, spot, place, button, held, Qt.KeyboardModifier.NoModifier))


def test_dragging_the_target_tells_one_new_target_on_release(qtbot: QtBot, trend: TrendChart) -> None:
    told: list[float] = []
    trend.target_moved.connect(told.append)
    drag(trend, 24.0, 30.0)
    assert len(told) == 1
    assert told[0] == pytest.approx(30.0, abs=0.6)
    assert told[0] == round(told[0], 1)


def test_limits_that_follow_n_belong_to_their_own_steps(qtbot: QtBot, trend: TrendChart) -> None:
    """Limits rest on complete steps only, fewer than there are points: a pair goes to its step, not to its place."""
    steps = (POINTS[1].start, POINTS[3].start)
    per_step = ((10.0, 40.0), (12.0, 38.0))
    limits = replace(LIMITS, steps=steps, per_step=per_step)
    assert limit_pairs(replace(TREND, limits=limits), limits) == [
        (13.0, 31.0), (10.0, 40.0), (13.0, 31.0), (12.0, 38.0), (13.0, 31.0), (13.0, 31.0)]  # fmt: skip
    trend.show_data(replace(TREND, limits=limits))


@pytest.mark.parametrize(
    ("band", "busy", "top"),
    [
        ((10.0, 30.0), (), 30.0),  # room inside, at the top
        ((10.0, 30.0), (28.0,), 14.0),  # the target's line crosses there: inside at the bottom
        ((10.0, 12.0), (), 16.0),  # a low band: above it
        ((37.0, 39.0), (), 37.0),  # no room above: below it
    ],
)
def test_the_words_of_the_usual_range_stand_clear_of_its_edges_and_of_lines(
    band: tuple[float, float], busy: tuple[float, ...], top: float
) -> None:
    assert words_place(band, (0.0, 40.0), 4.0, busy) == top


def test_words_at_the_ends_of_the_funnels_lines_never_overlap(qtbot: QtBot) -> None:
    """Both upper limits of a share end near 100 %: only one of them is named."""
    cells = tuple(
        Segment(id="sla", dimension="agent", segment=f"A{n}", value=69.0 + n, n=18 + 4 * n) for n in range(12)
    )
    data = BreakdownData(name="SLA", dimension="Agent", unit=Unit.PERCENT, better=Better.HIGHER, segments=cells,
                         total=84.0, target=None, min_sample=5)  # fmt: skip
    chart = FunnelChart()
    qtbot.addWidget(chart)
    chart.resize(600, 400)
    chart.show_data(data, lambda n: share_funnel(n, 0.84))
    with qtbot.waitExposed(chart):
        chart.show()

    named = [item.toPlainText() for item in chart.plot.items() if isinstance(item, pg.TextItem)]
    assert len([text for text in named if text in {"95 %", "outer limit"}]) == 1


def test_a_chart_without_anything_to_show_has_no_bare_axes(qtbot: QtBot, trend: TrendChart) -> None:
    assert trend.plot.getPlotItem().getAxis("left").isVisible()
    trend.show_data(replace(TREND, points=(), limits=None, target=None))
    assert not trend.plot.getPlotItem().getAxis("left").isVisible()


def test_an_axis_of_rows_has_whole_numbers_and_a_short_one_of_hours_reads_in_minutes() -> None:
    assert [text for _, text in axes.value_ticks(0, 4, Unit.COUNT, 450)] == ["0", "1", "2", "3", "4"]
    assert [text for _, text in axes.value_ticks(0, 0.5, Unit.HOURS, 150)] == ["0 min", "10 min", "20 min", "30 min"]


def test_a_target_dragged_out_of_sight_stops_at_the_edge(qtbot: QtBot, trend: TrendChart) -> None:
    told: list[float] = []
    trend.target_moved.connect(told.append)
    drag(trend, 24.0, 90.0)
    low, high = trend.plot.getViewBox().viewRange()[1]
    assert all(low <= value <= high for value in told)


def test_a_kpi_without_a_target_has_no_line(qtbot: QtBot) -> None:
    chart = TrendChart()
    shown(qtbot, chart, replace(TREND, target=None))
    assert chart.target_line is None


def test_a_share_cannot_be_dragged_beyond_100_percent(qtbot: QtBot) -> None:
    points = tuple(replace(point, value=90.0 + i) for i, point in enumerate(POINTS))
    data = replace(TREND, unit=Unit.PERCENT, points=points, limits=None, target=99.0)
    chart = TrendChart()
    shown(qtbot, chart, data)
    assert chart.target_line.maxRange[1] == 100.0


def test_the_trend_says_itself_in_a_sentence(trend: TrendChart) -> None:
    assert trend.accessibleName() == "Resolution time over time"
    assert trend.accessibleDescription().startswith("Resolution time, October 2023 to March 2024; latest 28.0\u202fh.")
    assert "on trial" in trend.sentence


def test_gaps_have_no_mark_and_a_row_in_the_table(trend: TrendChart) -> None:
    assert len(trend.marks) == 5
    lines = trend.tsv().splitlines()
    assert lines[0].split("\t") == ["Step", "Resolution time", "Low", "High", "n", "Target", "Remark"]
    assert lines[3].split("\t") == ["December 2023", "", "", "", "42", "", ""]
    assert lines[5].split("\t") == [
        "February 2024",
        "31.9",
        "29.9",
        "34.9",
        "44",
        "",
        "signal: outside the usual pattern",
    ]
    assert lines[6].endswith("still filling")


def test_the_table_alternative_has_a_row_a_step(trend: TrendChart) -> None:
    trend.show_table(True)
    assert trend._table.isVisibleTo(trend)
    assert trend._table.rowCount() == 6
    assert trend._table.accessibleName() == "Resolution time over time as a table"


def test_arrow_keys_walk_the_points_and_enter_opens_one(qtbot: QtBot, trend: TrendChart) -> None:
    opened: list[object] = []
    trend.activated.connect(opened.append)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Return):
        qtbot.keyClick(trend, key)
    assert opened == [date(2024, 2, 1)]
    assert trend.accessibleDescription().startswith("February 2024: 31.9\u202fh, interval 29.9 – 34.9\u202fh, n = 44")


def test_a_click_on_a_point_opens_its_step(qtbot: QtBot, trend: TrendChart) -> None:
    opened: list[object] = []
    trend.activated.connect(opened.append)
    plot = trend.plot
    spot = plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(4.0, 31.9)))
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert opened == [date(2024, 2, 1)]


def test_a_chart_takes_the_colours_of_a_new_scheme(qapp: QApplication, trend: TrendChart) -> None:
    assert ground_of(trend) == QColor(LIGHT.surface)
    theme.apply(qapp, "dark")
    QApplication.processEvents()
    assert ground_of(trend) == QColor(DARK.surface)


def ground_of(chart: Chart) -> QColor:
    image = chart.plot.grab().toImage()
    return QColor(image.pixel(image.width() - 2, 2))


def test_pictures_are_written_whole_and_carry_title_and_sentence(trend: TrendChart, tmp_path: Path) -> None:
    trend.pictures.save_to(str(tmp_path / "a.svg"))
    text = (tmp_path / "a.svg").read_text("utf-8")
    assert "Resolution time over time" in text
    assert "usual range" in text
    trend.pictures.save_to(str(tmp_path / "a.png"))
    image = QImage(str(tmp_path / "a.png"))
    assert image.width() > 2 * 600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "a.svg"]


def test_the_clipboard_gets_pixels_and_svg_or_tab_separated_text(trend: TrendChart) -> None:
    trend.copy_picture()
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    assert b"<svg" in data.data("image/svg+xml").data()[:400]
    trend.copy_data()
    assert QGuiApplication.clipboard().text() == trend.tsv()


def test_a_series_without_values_says_so(qtbot: QtBot) -> None:
    points = tuple(replace(point, value=None, low=None, high=None) for point in POINTS)
    chart = shown(qtbot, TrendChart(), replace(TREND, points=points, limits=None, target=None))
    assert "no values" in chart.sentence
    qtbot.keyClick(chart, Qt.Key.Key_Right)


def cells(values: list[tuple[str, float | None, int]]) -> tuple[Segment, ...]:
    return tuple(Segment(id="csat", dimension="agent", segment=s, value=v, n=n) for s, v, n in values)


def breakdown(segments: tuple[Segment, ...], better: Better = Better.HIGHER) -> BreakdownData:
    return BreakdownData(
        name="CSAT", dimension="Agent", unit=Unit.PERCENT, better=better, segments=segments, target=80.0
    )


def test_bars_are_sorted_best_first_and_leave_out_what_has_no_value() -> None:
    segments = cells([("a", 70.0, 30), ("b", 90.0, 20), ("", None, 0), ("c", 80.0, 9)])
    assert [cell.segment for cell in bars_of(breakdown(segments))] == ["b", "c", "a"]
    assert [cell.segment for cell in bars_of(breakdown(segments, Better.LOWER))] == ["a", "c", "b"]


def test_bars_say_the_ends_and_name_the_blank(qtbot: QtBot) -> None:
    chart = shown(qtbot, BarsChart(), breakdown(cells([("a", 70.0, 30), ("", 90.0, 20), ("few", 100.0, 1)])))
    assert chart.sentence.startswith("From 70.0\u202f% (a) to 90.0\u202f% ((blank))")
    assert chart.tsv().splitlines()[2].startswith("(blank)\t90\t")


def test_a_funnel_marks_only_what_lies_outside_and_never_the_few(qtbot: QtBot) -> None:
    segments = cells([("usual", 78.0, 200), ("low", 55.0, 200), ("few", 0.0, 4), ("high", 97.0, 300)])
    chart = FunnelChart()
    shown(qtbot, chart, breakdown(segments), lambda n: share_funnel(n, 0.78))
    assert chart.flagged == ("low", "high")
    assert "low, high" in chart.sentence


def test_a_quiet_funnel_says_that_the_order_is_chance(qtbot: QtBot) -> None:
    chart = shown(qtbot, FunnelChart(), breakdown(cells([("a", 78.0, 50)])), lambda n: share_funnel(n, 0.78))
    assert "within what chance explains" in chart.sentence


def test_scores_get_one_bar_a_value() -> None:
    bins = bins_of(np.array([1.0, 5.0, 5.0, 3.0]))
    assert bins.counts.tolist() == [1, 0, 1, 0, 2]
    assert bins.left.tolist() == [0.5, 1.5, 2.5, 3.5, 4.5]


def test_a_long_tail_is_counted_not_drawn(qtbot: QtBot) -> None:
    values = np.concatenate([np.linspace(0.5, 40, 200), [4_000.0]])
    bins = bins_of(values)
    assert bins.right[-1] < 60
    assert int(bins.counts.sum()) + bins.beyond == 201
    chart = shown(qtbot, HistogramChart(), DistributionData(name="Hours", unit=Unit.HOURS, values=values, target=24.0))
    assert "beyond" in chart.sentence


def test_values_with_names_get_a_bar_each_and_no_quantiles(qtbot: QtBot) -> None:
    names = ((-100.0, "Detractors"), (0.0, "Passives"), (100.0, "Promoters"))
    values = np.array([100.0, 100.0, -100.0, 100.0])
    data = DistributionData(name="NPS", unit=Unit.POINTS, values=values, names=names, rows_are="answers")
    chart = shown(qtbot, HistogramChart(), data)
    assert chart.sentence == "Of 4 answers: 1 detractors, 0 passives, 3 promoters."
    assert chart.tsv().splitlines()[1:] == ["Detractors\t1", "Passives\t0", "Promoters\t3"]


@pytest.mark.parametrize("values", [np.zeros(0), np.array([np.nan]), np.array([3.5]), np.array([0.0, 0.0])])
def test_a_distribution_of_nothing_or_of_one_value_is_drawn(qtbot: QtBot, values: np.ndarray) -> None:
    shown(qtbot, HistogramChart(), DistributionData(name="Hours", unit=Unit.HOURS, values=values))


@pytest.mark.parametrize(("low", "high"), [(0.0, 40.0), (12.3, 12.9), (-35.0, 80.0), (0.0, 1e6), (0.001, 0.004)])
def test_value_ranges_hold_all_values_and_end_on_round_numbers(low: float, high: float) -> None:
    first, last = axes.value_range([low, high], Unit.RATIO)
    assert first <= low < high <= last
    ticks = axes.value_ticks(first, last, Unit.RATIO, 400)
    assert 3 <= len(ticks) <= 12
    assert len({text for _, text in ticks}) == len(ticks)


def test_axes_start_at_zero_for_counts_and_end_at_100_for_shares() -> None:
    assert axes.value_range([50.0, 80.0], Unit.COUNT)[0] == 0.0
    assert axes.value_range([88.0, 99.5], Unit.PERCENT)[1] == 100.0


def test_months_are_labelled_with_the_year_where_it_changes() -> None:
    starts = [add_months(date(2023, 10, 1), i) for i in range(6)]
    assert [text for _, text in axes.step_ticks(starts, Grain.MONTH, 600)] == [
        "Oct 23",
        "Nov",
        "Dec",
        "Jan 24",
        "Feb",
        "Mar",
    ]


def test_a_sparkline_draws_any_series(qtbot: QtBot) -> None:
    line = Sparkline()
    qtbot.addWidget(line)
    line.resize(160, 40)
    for values in ((), (1.0,), (None, None), (1.0, None, 2.0), (3.0, 3.0)):
        line.show_data(SparkData(values=values, band=(0.0, 4.0), target=2.0, status=Status.MET), "rising")
        assert not line.grab().isNull()
    assert line.accessibleDescription() == "rising"
