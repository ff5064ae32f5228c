"""The target in a trend: a line one can drag where it counts now, steps where another one counted before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt

from ui.charts.chart import column
from ui.theme import theme
from ui.theme.tokens import SMALL, Tokens

HALF = 0.5  # of a step, left and right of its point
LEFT, RIGHT = 0.6, 0.4  # what the axis shows before the first point and beyond the last


def now_from(targets: Sequence[float | None], target: float | None) -> int:
    """The first of the last steps that all have the target in force; 0 where there was never another."""
    first = len(targets)
    while first and targets[first - 1] == target:
        first -= 1
    return first if first < len(targets) else 0


def earlier_steps(targets: Sequence[float | None], target: float | None) -> tuple[list[float], list[float]]:
    """Corners of the line of earlier targets, up to where the one in force takes over; NaN where there was none."""
    until = now_from(targets, target)
    x, y = [], column([float("nan") if value is None else value for value in targets[:until]])
    for place in range(until):
        x += [place - HALF, place + HALF]
    heights = [float(value) for value in y for _ in range(2)]
    if until and target is not None and until < len(targets):  # down or up to the target in force
        x.append(until - HALF)
        heights.append(target)
    return x, heights


def draw_earlier(plot: Any, targets: Sequence[float | None], target: float | None, colours: Tokens) -> None:
    """Draw the targets of earlier steps."""
    x, y = earlier_steps(targets, target)
    if not x:
        return
    pen = pg.mkPen(colours.target, width=2, style=Qt.PenStyle.DashLine)
    line = pg.PlotCurveItem(np.array(x), np.array(y), pen=pen, connect="finite")
    line.setZValue(25)
    plot.addItem(line, ignoreBounds=True)


def draw_target(
    plot: Any,
    targets: Sequence[float | None],
    target: float,
    words: str,
    above: float,
    bounds: tuple[float, float],
    colours: Tokens,
) -> Any:
    """Draw the line of the target in force, from where it begins to count; gives the line."""  # fmt: skip
    count = max(len(targets), 1)
    begin = now_from(targets, target)
    start = (begin - HALF + LEFT) / (count - 1 + LEFT + 1 - RIGHT) if begin else 0.0
    line = pg.InfiniteLine(
        pos=target,
        angle=0,
        movable=True,
        bounds=bounds,
        span=(start, 1.0),
        pen=pg.mkPen(colours.target, width=2),
        hoverPen=pg.mkPen(colours.target, width=4),
        label=words,
        labelOpts={
            "position": 1.0,
            "anchors": [(1.0, above)] * 2,
            "color": colours.on_accent,
            "fill": colours.target,
            "movable": False,
        },
    )
    line.label.setFont(theme.font(SMALL - 1))
    line.setZValue(30)
    line.setCursor(Qt.CursorShape.SizeVerCursor)
    # Without ignoreBounds the line takes part in the range and runs away from the mouse.
    plot.addItem(line, ignoreBounds=True)
    return line
