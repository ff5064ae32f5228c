"""Measures of reviews and posts that name the brand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.periods import Instants
from cxdesk.measures.measure import Measure, Needs

if TYPE_CHECKING:
    from cxdesk.measures.store import MeasureStore

Floats = NDArray[np.float64]
M = "mentions"
_POINTS = {"positive": 100.0, "neutral": 0.0, "negative": -100.0}


def posted(store: MeasureStore) -> Instants:
    """When it was posted."""
    return store.instants(M, "posted_at")


def _mention(store: MeasureStore) -> Floats:
    return np.ones(store.rows(M))


def _points(store: MeasureStore) -> Floats:
    """+100 positive, 0 neutral, -100 negative: by the sentiment, else by the rating."""
    codes, labels = store.keys(M, "sentiment")
    said = np.array([*(_POINTS.get(label.casefold().strip(), np.nan) for label in labels), np.nan])[codes]
    return np.where(np.isnan(said), _rated(store), said)


def _rated(store: MeasureStore) -> Floats:
    """Points of the rating: 4 and more of 5 stars are positive, 3 neutral; of 10 it is 8 and 5. Beyond 10: NaN."""
    rating = store.numbers(M, "rating")
    rating = np.where((rating >= 0) & (rating <= 10), rating, np.nan)
    ten = store.any_in_source(M, rating > 5)
    good, middle = np.where(ten, 8.0, 4.0), np.where(ten, 5.0, 3.0)
    points = np.where(rating >= good, 100.0, np.where(rating >= middle, 0.0, -100.0))
    return np.where(np.isnan(rating), np.nan, points)


MENTION_MEASURES: tuple[Measure, ...] = (
    Measure(name="posted", table=M, dated_by="posted", kind="instant", needs=Needs(table=M, columns=("posted_at",)),
            words="when it was posted", compute=posted),
    Measure(name="mention", table=M, dated_by="posted", kind="number", needs=Needs(table=M),
            words="mentions of the brand", compute=_mention),
    Measure(name="mention_points", table=M, dated_by="posted", kind="nps",
            needs=Needs(table=M, any_of=(("sentiment", "rating"),)),
            words="+100 for a positive mention, 0 for a neutral one, -100 for a negative one", compute=_points),
)  # fmt: skip
