"""What drawn charts share: a plot with a value axis and its hairlines, and labels on it."""

from __future__ import annotations

from dataclasses import dataclass

from cxdesk.common.units import Unit
from ui.charts import axes
from ui.charts.drawn.canvas import Box, Canvas

LABEL = 7.0  # size of what stands at axes and lines
_GAP = 4.0


@dataclass(frozen=True, kw_only=True)
class Plot:
    """The inside of a chart: its place on paper and the values at its edges."""

    box: Box
    left: float
    right: float
    low: float
    high: float

    def x(self, value: float) -> float:
        """Where a value stands across; kept inside."""
        share = (value - self.left) / ((self.right - self.left) or 1.0)
        return self.box.x + min(max(share, 0.0), 1.0) * self.box.width

    def y(self, value: float) -> float:
        """Where a value stands upright; kept inside."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.box.bottom - min(max(share, 0.0), 1.0) * self.box.height


def upright_plot(
    canvas: Canvas, box: Box, unit: Unit, values: tuple[float, float], across: tuple[float, float], top: float = 0.04
) -> Plot:
    """A plot with a value axis at its left: labels and hairlines. `top` is the share of air above the last value."""
    low, high = values
    ticks = axes.value_ticks(low, high, unit, box.height * 1.9)
    wide = max((canvas.width(text, LABEL) for _, text in ticks), default=0.0)
    inside = box.inset(wide + _GAP, box.height * top + 2.0, 2.0, LABEL + 6.0)
    plot = Plot(box=inside, left=across[0], right=across[1], low=low, high=high)
    for at, text in ticks:
        y = plot.y(at)
        canvas.line((inside.x, y), (inside.right, y), canvas.colours.grid, 0.5)
        canvas.text((inside.x - _GAP, y + LABEL * 0.36), text, LABEL, canvas.colours.muted, align="right")
    return plot


def below(canvas: Canvas, plot: Plot, ticks: list[axes.Tick]) -> None:
    """Labels below the plot, kept inside its edges; one that would run into its neighbour is left out."""
    y = plot.box.bottom + LABEL + 4.0
    used = float("-inf")
    for at, text in ticks:
        wide = canvas.width(text, LABEL)
        left = min(max(plot.x(at) - wide / 2, plot.box.x - 12.0), plot.box.right - wide + 2.0)
        if left > used:
            canvas.text((left, y), text, LABEL, canvas.colours.muted)
            used = left + wide + 4.0


def tag_width(canvas: Canvas, words: str) -> float:
    """How wide words on the target's colour are."""
    return canvas.width(words, LABEL) + 6.0


def tag(canvas: Canvas, words: str, left: float, y: float, edges: tuple[float, float]) -> None:
    """Words on the target's colour beside the end of a line at `y`, kept between the upper and the lower edge."""
    tall = LABEL + 4.0
    top = min(max(y - tall / 2, edges[0]), edges[1] - tall)
    canvas.box(Box(x=left, y=top, width=tag_width(canvas, words), height=tall), canvas.colours.target, radius=1.5)
    canvas.text((left + 3.0, top + LABEL + 0.7), words, LABEL, canvas.colours.on_accent)


def nothing(canvas: Canvas, box: Box, words: str) -> None:
    """Words in the middle of a chart without values."""
    canvas.text((box.x + box.width / 2, box.y + box.height / 2), words, LABEL + 1, canvas.colours.muted, align="centre")
