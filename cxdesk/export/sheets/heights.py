"""How high a row must be for its wrapped texts: programs do not measure it by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_LINE_POINTS = 13.0
_MOST_POINTS = 409.0  # of a row


def row_height(texts: Mapping[int, str], widths: Sequence[float]) -> float:
    """Height in points that shows the text of every column whole."""
    lines = max((-(-len(text) // max(1, int(widths[column]))) for column, text in texts.items()), default=1)
    return min(_LINE_POINTS * max(1, lines) + 3, _MOST_POINTS)
