"""A chart ready to be drawn anywhere: how high it is, how it is painted, and the key to its marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from ui.charts.drawn.canvas import DASHED, DOTTED, Box, Canvas, Spot
from ui.charts.drawn.frame import LABEL

_SIGN, _GAP = 14.0, 12.0  # width of a sign, and between one entry and the next


class Sign(StrEnum):
    """What a mark looks like."""

    POINT = "point"
    SEGMENT = "segment"
    HOLLOW = "hollow"
    GREY = "grey"
    DIAMOND = "diamond"
    BAND = "band"
    BAR = "bar"
    WHISKER = "whisker"
    TARGET = "target"
    EARLIER = "earlier"
    LIMIT = "limit"
    INNER = "inner"


Key = tuple[Sign, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawing:
    """A chart of a height in points; `keys` explain its marks."""

    height: float
    paint: Callable[[Canvas, Box], None]
    keys: tuple[Key, ...] = ()


def keys_height(canvas: Canvas, wide: float, keys: tuple[Key, ...]) -> float:
    """Height of the legend in a width."""
    return (len(_rows(canvas, wide, keys)) * canvas.line_height(LABEL) + 4.0) if keys else 0.0


def draw_keys(canvas: Canvas, at: Spot, wide: float, keys: tuple[Key, ...]) -> None:
    """Draw the legend: signs with their words, in as many lines as it takes."""
    y = at[1] + LABEL
    for row in _rows(canvas, wide, keys):
        x = at[0]
        for sign, words in row:
            _sign(canvas, (x, y - LABEL * 0.36), sign)
            x += _SIGN + 3.0
            x += canvas.text((x, y), words, LABEL, canvas.colours.muted) + _GAP
        y += canvas.line_height(LABEL)


def _rows(canvas: Canvas, wide: float, keys: tuple[Key, ...]) -> list[list[Key]]:
    rows: list[list[Key]] = [[]]
    used = 0.0
    for key in keys:
        need = _SIGN + 3.0 + canvas.width(key[1], LABEL) + _GAP
        if rows[-1] and used + need - _GAP > wide:
            rows.append([])
            used = 0.0
        rows[-1].append(key)
        used += need
    return rows


def _sign(canvas: Canvas, at: Spot, sign: Sign) -> None:
    """One sign of the legend, in a place as wide as `_SIGN`, around a middle line."""
    x, y = at
    colours, centre, end = canvas.colours, (at[0] + _SIGN / 2, at[1]), (at[0] + _SIGN, at[1])
    match sign:
        case Sign.BAND | Sign.BAR:
            fill = colours.band if sign is Sign.BAND else colours.context
            canvas.box(Box(x=x, y=y - 3.0, width=_SIGN, height=6.0), fill)
        case Sign.POINT | Sign.SEGMENT | Sign.HOLLOW | Sign.GREY:
            ink = colours.context if sign in (Sign.GREY, Sign.SEGMENT) else colours.ink
            canvas.mark(centre, 2.4, ink, fill=ink if sign in (Sign.POINT, Sign.SEGMENT) else colours.surface)
        case Sign.DIAMOND:
            canvas.mark(centre, 3.6, colours.ink, fill=colours.ink, diamond=True)
        case Sign.WHISKER:
            canvas.line(at, end, colours.ink, 0.9)
            for edge in (x, x + _SIGN):
                canvas.line((edge, y - 2.0), (edge, y + 2.0), colours.ink, 0.9)
        case Sign.TARGET:
            canvas.line(at, end, colours.target, 1.3)
        case Sign.EARLIER:
            canvas.line(at, end, colours.target, 1.2, DASHED)
        case Sign.LIMIT:
            canvas.line(at, end, colours.context, 0.8)
        case Sign.INNER:
            canvas.line(at, end, colours.context, 0.8, DOTTED)
