"""A sparkline as a drawing, with the value that it ends in."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF

from cxdesk.targets.target import Status
from ui.charts.drawn.canvas import Box, Canvas
from ui.charts.drawn.drawing import Drawing, Key, Sign
from ui.charts.drawn.frame import LABEL
from ui.charts.sparkline import SparkData, paint_sparkline

_SPARK = 54.0


def translate(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate("Drawn", text)


def spark_drawing(data: SparkData, value: str) -> Drawing:
    """A word-sized chart with the value that it ends in."""

    def paint(canvas: Canvas, box: Box) -> None:
        wide = canvas.width(value, LABEL + 5, bold=True) + 10.0
        with canvas.points((box.x, box.y)) as painter:
            paint_sparkline(painter, QRectF(0.0, 0.0, box.width - wide, box.height), data, canvas.colours)
        canvas.text((box.right, box.y + box.height / 2 + 4.0), value, LABEL + 5, canvas.colours.text, bold=True,
                    align="right")  # fmt: skip

    keys: list[Key] = [(Sign.BAND, translate("usual range"))] if data.band is not None else []
    if data.target is not None:
        keys.append((Sign.EARLIER, translate("target")))
    if data.hollow_last and data.status is not Status.NO_DATA:
        keys.append((Sign.HOLLOW, translate("still filling")))
    return Drawing(height=_SPARK, paint=paint, keys=tuple(keys))
