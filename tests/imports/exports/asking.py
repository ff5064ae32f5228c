"""Questions that survey tools ask in the tests, and what their answers give."""

from __future__ import annotations

import numpy as np

from tests.imports.exports.kit import Got

RECOMMEND = "How likely is it that you would recommend Acme to a friend or colleague?"
SATISFIED = "Overall, how satisfied are you with our support?"
EASY = "How easy was it to get the help you needed?"


def scores(got: Got, kind: str) -> list[float]:
    """Scores of one kind in the order of the rows; without those that hold none."""
    frame = got.answers
    values = frame.loc[frame["kind"] == kind, "score"]
    return [float(value) for value in values if not np.isnan(value)]


def figures(got: Got, *names: str) -> list[float | None]:
    """KPIs over everything, rounded to two digits."""
    cells = [got.kpi(name) for name in names]
    return [None if cell.value is None else round(cell.value, 2) for cell in cells]
