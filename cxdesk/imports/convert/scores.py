"""Survey scores: numbers, "4 / 5", stars, words, faces; and the scale that a whole column speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxdesk.imports.convert.numbers import read_numbers
from cxdesk.imports.convert.texts import Bools, Floats
from cxdesk.imports.convert.words import BANDS, Scale, Table, bare_text, bare_words, vocabulary

SCALES = (3.0, 5.0, 7.0, 10.0, 100.0)
FACES = (-103.0, -102.0, -101.0, 100.0, 101.0, 102.0, 103.0)  # Freshdesk's numbers for its faces, worst to best
_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 4.5, 5.0)  # what they become: every happy face stays above the middle
_UNIT = r"(?:stars?|sterne?n?|estrellas?|etoiles?|estrelas?|stelle|points?|punkten?|puntos|pontos|pts|⭐|★)"
_OF = re.compile(
    rf"^(?:rated\s+)?(-?\d+(?:[.,]\d+)?)\s*{_UNIT}?\s*\(?\s*(?:/|of|out of|von|sur|de|sobre|van|su|aus)\s*"
    rf"(\d+)(?:[.,]0+)?\)?\s*{_UNIT}?$"
)
_PLAIN = re.compile(r"^-?\d+(?:[.,]\d+)?$")
_LEADING = re.compile(rf"^[(\[]?(\d{{1,3}}(?:[.,]\d{{1,2}})?)\s*(?:[-–—:=.)(|\]]|{_UNIT})\s*(?:[^\d].*)?$")
_SPACED = re.compile(r"^(\d{1,2})\s+([^\W\d_][^\d]*)$")
_TRAILING = re.compile(r"^([^\W\d_][^\d]*?)\s*[-–—:=(|]\s*(\d{1,3}(?:[.,]\d)?)\s*\)?$")
_STARS = re.compile(r"^([★⭐*🌟]+)([☆✩]*)(?:\s*[(\d].*)?$")


@dataclass(frozen=True, kw_only=True, eq=False)
class ScoreTexts:
    """Distinct texts as scores. `scale` is (lowest, highest) where words or "4 / 5" name it, else None.

    `unanswered` marks words that say a survey went out and nothing came back, `not_sent` that none went out,
    `missing` that the person gave no score. `family` is the kind of words ("ease"), also of those beside a number.
    """

    values: Floats
    unanswered: Bools
    not_sent: Bools
    missing: Bools
    scale: Scale | None
    words: bool
    family: str | None = None

    @property
    def bands(self) -> bool:
        """Whether words are promoter, passive and detractor: the score stands for the band only."""
        return self.words and self.family == BANDS


def read_scores(array: pa.Array, scale: Scale | None = None) -> ScoreTexts:
    """Read distinct cleaned texts as scores, one vocabulary a column; words are taken from `scale` where given."""
    known = vocabulary()
    folded = [bare_text(text) for text in array.to_pylist()]
    texts = [bare_words(text) for text in folded]
    numbers = read_numbers(array)
    values, highest = numbers.values.copy(), np.where(numbers.percent, 100.0, np.nan)
    beside: list[str] = [""] * len(texts)
    for position, text in enumerate(folded):
        if text and np.isnan(values[position]):
            values[position], highest[position], beside[position] = _written(text)
    void = np.array([text in known.sent or text in known.missing for text in texts], dtype=np.bool_)
    words = [t for t, value, gone in zip(texts, values, void, strict=True) if t and np.isnan(value) and not gone]
    named = _named_scale(values, highest)
    table = _table(words, values, scale or named)
    if table is not None:
        own = np.array([table.scores.get(text, np.nan) for text in texts], dtype=np.float64)
        values = np.where(np.isnan(values) & ~void, own, values)
        named = table.scale
    values, turned = _by_words(values, beside)
    family = _family(table, words) or turned
    return ScoreTexts(
        values=values, unanswered=np.array([text in known.sent for text in texts], dtype=np.bool_),
        not_sent=np.array([text in known.unsent for text in texts], dtype=np.bool_),
        missing=np.array([text in known.missing for text in texts], dtype=np.bool_),
        scale=named, words=table is not None, family=family,
    )  # fmt: skip


def _written(text: str) -> tuple[float, float, str]:
    """Score and top of the scale of one text, NaN where it has none; and the words beside the score."""
    found = _OF.match(text)
    if found:
        return _number(found[1]), float(found[2]), ""
    if _PLAIN.match(text):
        return _number(text), np.nan, ""
    stars = _STARS.match(text)
    if stars:
        return float(len(stars[1])), float(len(stars[1] + stars[2])) if stars[2] else 5.0, ""
    for pattern, number, words in ((_LEADING, 1, 0), (_SPACED, 1, 2), (_TRAILING, 2, 1)):
        if found := pattern.match(text):
            rest = found[words] if words else text[found.end(1) :]
            return _number(found[number]), np.nan, bare_words(re.sub(rf"\b{_UNIT}(?!\w)|\)", " ", rest).strip())
    return np.nan, np.nan, ""


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _named_scale(values: Floats, highest: Floats) -> Scale | None:
    """The scale that texts such as "4 / 5" name."""
    if not np.isfinite(highest).any():
        return None
    top = float(np.nanmax(highest))
    return _lowest(values[~np.isnan(values)], top), top


def _table(words: Sequence[str], values: Floats, scale: Scale | None) -> Table | None:
    """The table that holds most of a column's words and all of its numbers: more than half of the words.

    Beside at least as many numbers a single word is enough.
    """
    known = set(words)
    numbers = values[~np.isnan(values)]
    best, most = None, 0.0 if len(numbers) >= len(words) else 0.5 * len(words)
    top = float(numbers.max()) if len(numbers) else -np.inf
    tables = [table for table in vocabulary().tables if known and table.may_be(known)]
    fitting = [table for table in tables if scale is not None and table.scale[1] == scale[1]]
    for table in fitting or tables:
        covered = sum(word in table.scores for word in words)
        if covered > most and (top <= table.scale[1] or fitting):
            best, most = table, float(covered)
    return best


def _family(table: Table | None, words: Sequence[str]) -> str | None:
    """The family that most words are of, neutral ones aside."""
    if table is None:
        return None
    low, high = table.scale
    found = [table.families[w] for w in words if w in table.scores and table.scores[w] != (low + high) / 2]
    found = found or [table.families[word] for word in words if word in table.families]
    return max(dict.fromkeys(found), key=found.count) if found else None


def _by_words(values: Floats, beside: Sequence[str]) -> tuple[Floats, str | None]:
    """Numbers with words beside them: turned round where the words fall as the numbers rise (`1 - Very satisfied`)."""
    words = [word for word in beside if word]
    table = _table(words, np.zeros(0), None) if words else None
    if table is None:
        return values, None
    said = np.array([table.scores.get(word, np.nan) for word in beside], dtype=np.float64)
    both = ~np.isnan(said) & ~np.isnan(values)
    family = _family(table, words)
    if both.sum() < 2 or family in vocabulary().open_families or table.scale[1] < 3:
        return values, family
    slope = float(np.mean((values[both] - values[both].mean()) * (said[both] - said[both].mean())))
    if slope >= 0:
        return values, family
    ends = values[both] + said[both]  # the same sum for every answer where one runs against the other
    both_ends = float(np.median(ends)) if np.ptp(ends) == 0 else float(np.nanmin(values) + np.nanmax(values))
    return both_ends - values, family


def from_faces(values: Floats) -> Floats:
    """Freshdesk's numbers from -103 to 103 as scores from 1 to 5; other numbers stay."""
    out = values.copy()
    for face, step in zip(FACES, _STEPS, strict=True):
        out[values == face] = step
    return out


def are_faces(values: Floats) -> bool:
    """Whether numbers can only be Freshdesk's -103 to 103."""
    known = values[~np.isnan(values)]
    return bool(len(known) and np.isin(known, FACES).all() and ((known < 0).any() or (known > 100).any()))


def scale_of(values: Floats, named: Scale | None, *, words: bool = False) -> Scale:
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
