"""Colours as `#RRGGBB`: their contrast, the ink that can be read on one, and shades that can be read as ink."""

from __future__ import annotations

BLACK, WHITE = "#000000", "#FFFFFF"
READABLE = 4.5
"""The least contrast of text and ground (WCAG 2.2, success criterion 1.4.3)."""
_STEPS = 256


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(ground: str) -> str:
    """Black or white, whichever is read better on a ground; one of both always has a contrast of 4.5 and more."""
    return max((WHITE, BLACK), key=lambda ink: contrast(ink, ground))


def darkened(colour: str, *grounds: str, least: float = READABLE) -> str:
    """The lightest shade of a colour that can be read on light grounds; the colour itself where it can be."""
    channels = _channels(colour)
    for step in range(_STEPS):
        shade = "#" + "".join(f"{round(channel * (1 - step / (_STEPS - 1))):02X}" for channel in channels)
        if all(contrast(shade, ground) >= least for ground in grounds):
            return shade
    return BLACK


def mixed(colour: str, ground: str, share: float) -> str:
    """A colour thinned by its ground: `share` 1 is the colour, 0 the ground."""
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02X}" for one, other in pairs)


def _luminance(colour: str) -> float:
    shares = (channel / 255 for channel in _channels(colour))
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue
