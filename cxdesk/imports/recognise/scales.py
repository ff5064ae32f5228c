"""The scale that a column of answers was asked on: what words and headers say, what its neighbours say, else asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.imports.convert.scores import ScoreTexts, are_faces, from_faces, read_scores, scale_of
from cxdesk.imports.convert.texts import Bools, Floats, spread
from cxdesk.imports.convert.words import BANDS, Scale
from cxdesk.imports.names import fold
from cxdesk.imports.plan import Question
from cxdesk.imports.raw import Cell
from cxdesk.imports.recognise import questions
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.wording import recommends

TEN: Scale = (0.0, 10.0)
_TOPS = (5.0, 7.0)
_SURE = 20  # answers from which on a scale from 0 to 1 or 2 is none from 0 to 5
# "1 = very poor, 5 = excellent", "from 1 (not at all) to 7 (very)", "auf einer Skala von 1 bis 5"
_ENDS = re.compile(
    r"(?<![\d.,/-])(\d{1,3})\s*(?:=|\bis\b|\bmeans\b|\bbeing\b|\bfor\b|:|\(|\bequals\b)\s*[(“\"']?\s*[a-z]"
)
_FROM_TO = re.compile(
    r"(?<![\d.,/-])(\d)\s*(?:\([^)]*\)\s*)?(?:to|bis|a|au|and|und|y|e|through|-|–)\s*(?:a\s+)?(\d{1,3})\s*(?:\(|[,.:?)]|$|stars|scale|skala|escala|echelle|where|being)"
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Given:
    """Answers of a column, a row each: score (NaN = none), rows without an answer on purpose, what names the scale."""

    score: Floats
    asked: Bools  # a survey went out and nothing came back
    void: Bools  # nothing to read: sent without an answer, or no wish to answer
    scale: Scale | None
    texts: ScoreTexts


def given(column: Column, scale: Scale | None = None) -> Given:
    """Read a column of answers; words are taken from `scale` where they could be of several. Read once a column."""
    known: dict[Scale | None, Given] = column.__dict__.setdefault("_given", {})  # kept as cached properties are
    if scale not in known:
        known[scale] = _given(column, scale)
    return known[scale]


def _given(column: Column, scale: Scale | None) -> Given:
    texts = column.scores
    other = scale is not None and texts.words and texts.scale != scale
    if scale is not None and not other:
        return given(column)
    if other:
        texts = read_scores(column.texts, scale)
    none = np.zeros(len(column), np.bool_)
    score, asked, void = np.full(len(column), np.nan), none, none
    if len(texts.values):
        score = spread(texts.values, column.raw.codes, np.nan)
        asked = spread(texts.unanswered & ~texts.not_sent, column.raw.codes, fill=False)
        void = spread(texts.unanswered | texts.missing, column.raw.codes, fill=False)
    score = np.where(np.isnan(column.cell_numbers), score, column.cell_numbers)
    named = texts.scale
    flags = column.of_kind(Cell.FLAG)
    if flags.any() and column.raw.numbers is not None and np.isnan(score[~flags]).all():
        score, named = np.where(flags, column.raw.numbers, score), (0.0, 1.0)
    if are_faces(score):
        score, named = from_faces(score), (1.0, 5.0)
    elif named is None and _are_fractions(score):
        score, named = score * 100.0, (0.0, 100.0)
    return Given(score=score, asked=asked, void=void, scale=named, texts=texts)


def _are_fractions(score: Floats) -> bool:
    """Whether answers are percent as a spreadsheet holds them: 0.85."""
    known = score[~np.isnan(score)]
    return bool(len(known) and known.min() >= 0 and known.max() <= 1 and (known != np.floor(known)).mean() >= 0.3)


def settled(values: Floats) -> Floats:
    """Known scores without the few that lie far outside what all others say."""
    known = values[~np.isnan(values)]
    for top in (5.0, 7.0, 10.0):
        beyond = int((known > top).sum())
        few = beyond <= 0.01 * len(known) if top < 10 else beyond <= max(1, 0.05 * len(known)) and len(known) >= 3
        if 0 < beyond < len(known) and few:
            known = known[known <= top]
    below = known < 0
    return known[~below] if 0 < below.sum() <= 0.05 * len(known) else known


def header_scale(column: Column) -> Scale | None:
    """The scale that the words of a header name."""
    if column.header.scale is not None:
        return column.header.scale
    text = fold(column.header.text)
    ends = [float(end) for end in _ENDS.findall(text)]
    found = [(min(ends), max(ends))] if len(ends) >= 2 else []
    found += [(float(low), float(high)) for low, high in _FROM_TO.findall(text)]
    return next((ends for ends in found if ends[0] in {0.0, 1.0} and ends[1] in {2, 3, 4, 5, 6, 7, 9, 10, 100}), None)


def certain_scale(column: Column, kind: str | None) -> Scale | None:
    """The scale that a column says by itself; None where it leaves it open."""
    read = given(column)
    if kind == "nps" or read.texts.family == BANDS:
        return TEN
    values = settled(read.score)
    top = float(values.max()) if len(values) else np.nan
    for named in (read.scale, header_scale(column)):
        if named is not None and not top > named[1]:
            return named
    if not len(values):
        return None
    return by_use(values)


def by_use(values: Floats) -> Scale | None:
    """The scale that the answers show: one whose highest score somebody gave, or the only one that holds them."""
    top = float(values.max())
    half = 4 < top < 5  # half a point below the top
    few = set(np.unique(values)) in ({0.0, 1.0}, {0.0, 1.0, 2.0})  # good and bad, or with a middle
    if few and len(values) >= _SURE:
        return likely_scale(values)
    return scale_of(values, None) if top in _TOPS or top > 7 or half else None


def likely_scale(values: Floats) -> Scale:
    """The scale that answers which leave it open were most likely asked on."""
    known = np.unique(settled(values))
    if len(known) and np.isin(known, (0.0, 1.0)).all() and 0.0 in known:
        return 0.0, 1.0
    if len(known) >= 2 and np.isin(known, (0.0, 1.0, 2.0)).all() and 0.0 in known:
        return 0.0, 2.0  # HubSpot's; a scale up to 5 begins at 1
    low, high = scale_of(known, None)
    return (1.0, high) if low == 0.0 and high > 5 and not (known == 0).any() else (low, high)


def decide(
    column: Column, kind: str | None, peers: Sequence[tuple[Column, str | None]], answers: Mapping[str, str]
) -> tuple[Scale, Question | None]:
    """The scale of a column of answers of one kind, and what is asked where it stays open."""
    by_words = _by_peers_words(column, kind, peers)
    if by_words is not None:
        return by_words, None
    if kind == "esat" and recommends(column.header.text):
        return TEN, None
    certain = certain_scale(column, kind)
    if certain is not None:
        return certain, None
    values = given(column).score
    likely = likely_scale(values)
    told = {scale for peer, of in peers if peer is not column and (scale := _told(peer, of)) is not None}
    if len(told) == 1 and _holds(next(iter(told)), values):
        return told.pop(), None
    if likely in told and _holds(likely, values) and len({high for _, high in told if high <= likely[1]}) == 1:
        return likely, None
    return asked_scale(column.header.text, f"{column.header.text}:scale", values, likely, answers)


def _told(peer: Column, kind: str | None) -> Scale | None:
    """The scale of a neighbour of the same form; recommendations have one of their own."""
    return None if kind == "nps" else certain_scale(peer, kind)


def _by_peers_words(column: Column, kind: str | None, peers: Sequence[tuple[Column, str | None]]) -> Scale | None:
    """The longer scale of words that a neighbour shows, where this column uses some of its words only."""
    own = column.scores
    if not own.words or kind == "nps" or own.scale is None or own.bands:
        return None
    for peer, of in peers:
        other = peer.scores
        if peer is column or of == "nps" or not other.words or other.scale is None or other.scale[1] <= own.scale[1]:
            continue
        again = read_scores(column.texts, other.scale)
        if again.scale == other.scale and np.isnan(again.values).sum() <= np.isnan(own.values).sum():
            return other.scale
    return None


def _holds(scale: Scale, values: Floats) -> bool:
    known = settled(values)
    return not len(known) or (scale[0] <= float(known.min()) and float(known.max()) <= scale[1])


def asked_scale(
    header: str, name: str, values: Floats, likely: Scale, answers: Mapping[str, str], label: str = ""
) -> tuple[Scale, Question | None]:
    """The scale as answered, else the likeliest, with its question; nothing is asked about a column without answers."""
    known = settled(values)
    if not len(known):
        return likely, None
    question = questions.scale(header, name, float(known.min()), float(known.max()), likely, label or header)
    answer = answers.get(question.id)
    if any(option.value == answer for option in question.options):
        question = question.model_copy(update={"answer": answer})
    low, _, high = questions.answered(question).partition("-")
    return (float(low), float(high)), question


def words_of(scale: Scale) -> str:
    """A scale as the plan shows it: `1-5`."""
    return f"{scale[0]:g}-{scale[1]:g}"


def read_words(form: str | None) -> dict[str, Scale]:
    """Scales that a plan's format says: by kind of question, "" where it holds for all."""
    out: dict[str, Scale] = {}
    for part in (form or "").split(", "):
        found = re.fullmatch(r"(?:(csat|nps|ces|esat) )?(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)", part)
        if found:
            out[found[1] or ""] = float(found[2]), float(found[3])
    return out
