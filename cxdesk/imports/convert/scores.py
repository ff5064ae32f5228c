"""Survey scores: numbers, "4 / 5", stars, words, faces; and the scale that a whole column speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxdesk.imports.convert.numbers import read_numbers
from cxdesk.imports.convert.texts import Bools, Floats
from cxdesk.imports.names import fold, plain_words

SCALES = (3.0, 5.0, 7.0, 10.0, 100.0)
UNANSWERED = frozenset((
    "offered", "unoffered", "not offered", "sent", "pending", "no response", "not answered", "unanswered",
    "unrated", "not rated",
    "no rating", "received", "awaiting", "no answer", "keine antwort",
))  # fmt: skip
NOT_SENT = frozenset(("unoffered", "not offered"))
# word -> (score, highest of its scale)
_TWO: dict[str, float] = {"good": 1, "bad": 0, "good with comment": 1, "bad with comment": 0, "👍": 1, "👎": 0,
                          "thumbs up": 1, "thumbs down": 0,
        "satisfied with comment": 1, "positive": 1, "negative": 0, "gut": 1, "schlecht": 0, "bon": 1, "mauvais": 0,
        "bueno": 1, "malo": 0, "bom": 1, "ruim": 0, "like": 1, "dislike": 0}  # fmt: skip
_THREE: dict[str, float] = {"great": 3, "okay": 2, "ok": 2, "not good": 1, "happy": 3, "neutral": 2, "unhappy": 1,
                            "good": 3, "bad": 1,
          "positive": 3, "negative": 1, "average": 2, "so so": 2, "poor": 1, "😊": 3, "😐": 2, "☹": 1, "🙂": 3,
          "satisfied": 3, "dissatisfied": 1, "unsatisfied": 1}  # fmt: skip
_FIVE = {
    1: "very dissatisfied|very unsatisfied|extremely dissatisfied|very bad|terrible|awful|very poor|horrible|"
       "strongly disagree|😠|😡|"
       "sehr unzufrieden|tres insatisfait|muy insatisfecho|muito insatisfeito|very difficult|very hard|very "
       "unhappy|much worse",
    2: "dissatisfied|unsatisfied|somewhat dissatisfied|bad|poor|disagree|🙁|☹|😞|unzufrieden|insatisfait|"
       "insatisfecho|insatisfeito|"
       "difficult|hard|unhappy|below average|somewhat unsatisfied",
    3: "neutral|neither satisfied nor dissatisfied|okay|ok|average|fair|neither agree nor disagree|😐|weder noch|"
       "neutre|acceptable|"
       "neither|indifferent|mittel|regular|teils teils",
    4: "satisfied|somewhat satisfied|good|agree|😃|🙂|😊|zufrieden|satisfait|satisfecho|satisfeito|easy|happy|"
       "above average|gut",
    5: "very satisfied|extremely satisfied|excellent|very good|outstanding|strongly agree|🤩|😍|😀|sehr zufrieden|"
       "tres satisfait|"
       "muy satisfecho|muito satisfeito|great|amazing|very easy|very happy|sehr gut",
}  # fmt: skip
_FIVE_OF: dict[str, float] = {word: score for score, words in _FIVE.items() for word in words.split("|")}
_SEVEN: dict[str, float] = {"strongly disagree": 1, "disagree": 2, "somewhat disagree": 3, "slightly disagree": 3,
                            "neither agree nor disagree": 4,
          "neutral": 4, "somewhat agree": 5, "slightly agree": 5, "agree": 6, "strongly agree": 7,
          "extremely dissatisfied": 1, "moderately dissatisfied": 2, "slightly dissatisfied": 3,
          "neither satisfied nor "
          "dissatisfied": 4, "slightly satisfied": 5, "moderately satisfied": 6, "extremely satisfied": 7,
          "extremely difficult": 1, "moderately difficult": 2, "slightly difficult": 3, "neither easy nor difficult": 4,
          "slightly easy": 5, "moderately easy": 6, "extremely easy": 7}  # fmt: skip
_SEVEN_SIGNS = frozenset(
    word for word in _SEVEN if word.startswith(("somewhat agree", "somewhat disagree", "slightly", "moderately"))
)
_BANDS: dict[str, float] = {
    "promoter": 10.0,
    "passive": 8.0,
    "detractor": 3.0,
    "promoters": 10.0,
    "passives": 8.0,
    "detractors": 3.0,
}
_OF = re.compile(r"^(-?\d+(?:[.,]\d+)?)\s*(?:/|of|out of|von|sur|de)\s*(\d+)(?:\s*(?:stars?|points?))?$")
_LEADING = re.compile(
    r"^(\d{1,3})\s*(?:[-–—:.)(]|stars?\b|sterne?\b|estrellas?\b|etoiles?\b|points?\b)\s*(?:[^\d].*)?$"
)
_STARS = re.compile(r"^([★⭐*]+)([☆✩]*)$")


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoreTexts:
    """Distinct texts as scores. `scale` is (lowest, highest) where words or "4 / 5" name it, else None.

    `unanswered` marks words that say a survey went out and nothing came back, `not_sent` that none went out. `bands`
    says that words are promoter, passive and detractor: the score stands for the band only.
    """

    values: Floats
    unanswered: Bools
    not_sent: Bools
    scale: tuple[float, float] | None
    words: bool
    bands: bool = False


def read_scores(array: pa.Array) -> ScoreTexts:
    """Read distinct cleaned texts as scores, one vocabulary a column."""
    texts = [_plain(text) for text in array.to_pylist()]
    numbers = read_numbers(array)
    values = np.where(numbers.percent, np.nan, numbers.values)
    highest = np.where(numbers.percent, 100.0, np.nan)
    values = np.where(numbers.percent, numbers.values, values)
    for position, text in enumerate(texts):
        if text and np.isnan(values[position]):
            values[position], highest[position] = _written(text)
    unanswered = np.array([text in UNANSWERED for text in texts], dtype=np.bool_)
    not_sent = np.array([text in NOT_SENT for text in texts], dtype=np.bool_)
    scale: tuple[float, float] | None = None
    if np.isfinite(highest).any():
        top = float(np.nanmax(highest))
        scale = (_lowest(values[~np.isnan(values)], top), top)
    words, table, low, high = _vocabulary(texts, values)
    if words:
        values = np.array([table.get(text, value) for text, value in zip(texts, values, strict=True)], dtype=np.float64)
        scale = (low, high)
    return ScoreTexts(
        values=values, unanswered=unanswered, not_sent=not_sent, scale=scale, words=words, bands=table is _BANDS
    )


def _plain(text: str | None) -> str:
    if text is None:
        return ""
    folded = fold(text)
    return (
        folded
        if _STARS.match(folded)
        else (plain_words(folded) if re.search(r"[a-z]", folded) and "/" not in folded else folded)
    )


def _written(text: str) -> tuple[float, float]:
    """Score and top of the scale of one text; NaN where it has none."""
    found = _OF.match(text)
    if found:
        return float(found[1].replace(",", ".")), float(found[2])
    stars = _STARS.match(text)
    if stars:
        return float(len(stars[1])), float(len(stars[0])) if stars[2] else 5.0
    leading = _LEADING.match(text) or re.match(r"^(\d{1,2}) [a-z ]+$", text)
    return (float(leading[1]), np.nan) if leading else (np.nan, np.nan)


def _vocabulary(texts: list[str], values: Floats) -> tuple[bool, dict[str, float], float, float]:
    """The word scale that covers the column's words best: whether one does, its table, lowest and highest score."""
    words = [
        text for text, value in zip(texts, values, strict=True) if text and np.isnan(value) and text not in UNANSWERED
    ]
    known = set(words)
    best: tuple[bool, dict[str, float], float, float] = (False, {}, 0.0, 0.0)
    if not words or not np.isnan(values).any():
        return best
    share = 0.5
    tables: list[tuple[dict[str, float], int, int]] = [(_TWO, 0, 1), (_THREE, 1, 3), (_FIVE_OF, 1, 5), (_BANDS, 0, 10)]
    if known & _SEVEN_SIGNS:
        tables.insert(0, (_SEVEN, 1, 7))
    for table, low, high in tables:
        covered = sum(word in table for word in words) / len(words)
        if covered > share:
            share, best = covered, (True, table, float(low), float(high))
    return best


def scale_of(values: Floats, named: tuple[float, float] | None, *, words: bool = False) -> tuple[float, float]:
    """Lowest and highest score possible: what the texts or the header name, else by the largest score.

    The smallest of 3, 5, 7, 10 and 100 that holds the maximum, but 5 where 3 would do and no words say so.
    """
    known: NDArray[np.float64] = values[~np.isnan(values)]
    top = float(known.max()) if len(known) else 0.0
    if named is not None and named[1] >= top:
        return named
    high = next((scale for scale in SCALES if top <= scale), 100.0)
    if high == 3.0 and not words:
        high = 5.0
    return _lowest(known, high), high


def _lowest(known: Floats, high: float) -> float:
    """Lowest score possible: scales begin at 1, but percent and columns that hold a 0 begin at 0."""
    return 0.0 if high >= 100.0 or (len(known) and float(known.min()) <= 0) else 1.0
