"""Every kind of chart as a drawing with its legend."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.charts.bars import MOST, BreakdownData, bars_of
from ui.charts.drawn.bars import bars_height, draw_bars
from ui.charts.drawn.drawing import Drawing, Key, Sign
from ui.charts.drawn.funnel import draw_funnel
from ui.charts.drawn.histogram import draw_histogram
from ui.charts.drawn.trend import draw_trend
from ui.charts.funnel import LimitsAt
from ui.charts.histogram import DistributionData
from ui.charts.series import TrendData

_TALL = 190.0


def translate(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("Drawn", text)


def trend_drawing(data: TrendData) -> Drawing:
    """A KPI's series."""
    return Drawing(height=_TALL, paint=lambda canvas, box: draw_trend(canvas, box, data), keys=_trend_keys(data))


def _trend_keys(data: TrendData) -> tuple[Key, ...]:
    known = [point for point in data.points if point.value is not None]
    signals = () if data.limits is None else data.limits.signals
    there: list[tuple[bool, Key]] = [
        (bool(known), (Sign.POINT, data.name)),
        (any(p.filling and not p.too_few for p in known), (Sign.HOLLOW, translate("still filling"))),
        (any(p.too_few for p in known), (Sign.GREY, translate("too few rows to judge"))),
        (any(p.start in signals for p in known), (Sign.DIAMOND, translate("outside the usual pattern"))),
        (data.limits is not None, (Sign.BAND, translate("usual range"))),
        (data.target is not None, (Sign.TARGET, translate("target"))),
        (any(aim is not None and aim != data.target for aim in data.targets),
         (Sign.EARLIER, translate("earlier target"))),
    ]  # fmt: skip
    return tuple(key for shown, key in there if shown)


def bars_drawing(data: BreakdownData) -> Drawing:
    """A KPI by segment."""
    bars = bars_of(data)
    few = any(cell.n < data.min_sample for cell in bars)
    there: list[tuple[bool, Key]] = [
        (bool(bars), (Sign.BAR, data.name)),
        (few, (Sign.BAND, translate("too few rows to judge"))),
        (any(cell.low is not None for cell in bars), (Sign.WHISKER, translate("interval"))),
        (data.target is not None, (Sign.TARGET, translate("target"))),
    ]
    return Drawing(height=bars_height(data, MOST), paint=lambda canvas, box: draw_bars(canvas, box, data),
                   keys=tuple(key for shown, key in there if shown))  # fmt: skip


def funnel_drawing(data: BreakdownData, limits: LimitsAt) -> Drawing:
    """Segments against what chance allows."""
    keys = ((Sign.SEGMENT, data.dimension), (Sign.DIAMOND, translate("further out than chance explains")),
            (Sign.LIMIT, translate("outer limit")), (Sign.INNER, translate("95 % limit")))  # fmt: skip
    return Drawing(height=_TALL, paint=lambda canvas, box: draw_funnel(canvas, box, data, limits), keys=keys)


def histogram_drawing(data: DistributionData) -> Drawing:
    """How the rows are spread."""
    return Drawing(height=_TALL, paint=lambda canvas, box: draw_histogram(canvas, box, data),
                   keys=((Sign.BAR, data.rows_are),))  # fmt: skip
