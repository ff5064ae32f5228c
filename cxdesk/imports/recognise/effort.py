"""Which end of an effort question is easy: what its words or those of its answers say, else asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cxdesk.imports.convert.words import Scale, vocabulary
from cxdesk.imports.names import fold
from cxdesk.imports.plan import Question
from cxdesk.imports.recognise import questions
from cxdesk.imports.recognise.facts import Column

Direction = Literal["higher", "lower"]
LOWER = "lower is easier"  # as a plan's format says it
_EASE = re.compile(
    r"\beas(?:y|ily|ier|e)\b|einfach|\bleicht|\bfacil|\bsimple\b|little effort|low effort|effortless|"
    r"without effort|makkelijk|geringem? aufwand|"
    r"poco esfuerzo|pouco esforco|peu d effort|peu d.effort"
)
_HARD = re.compile(
    r"difficult|\bhard(?:er)?\b|schwierig|\bschwer\b|difficil|\bdificil|complicat|kompliziert|moeilijk|"
    r"effort|aufwand|esfuerzo|esforco|struggle|fight|muhe"
)
_ASKED = re.compile(
    r"(?:how|wie|combien|que tan|quao)\s+(?:much\s+)?(?:difficult|hard\b|effort|schwierig|schwer|hoch|"
    r"viel aufwand|d.effort|dificil)|much effort|cuanto esfuerzo|quanto esforco|"
    r"welchen aufwand|wie viel aufwand|quel effort|effort level|level of effort|level of difficulty"
)
_EASILY = re.compile(
    r"made it eas(?:y|ier)|eas(?:y|ier) to \w|easy (?:was|is|did|do|has|were|have)|\bhow eas|\bagree|"
    r"wie (?:einfach|leicht)|facile (?:a|de|etait)|facilidad|facilite|facilidade|facilit(?:o|ou)\b|"
    r"que tan facil|quao facil|fue facil|foi facil|facil fue|facil foi|einfach (?:gemacht|war)|"
    r"leicht (?:gemacht|war)|ease of \w+"
)
_SCORED = re.compile(r"effort score|\bces\b")
# "1 = very easy", "7 (very difficult)", "from 1 - very hard"
_END = re.compile(
    r"(?<![\d.])(\d{1,3})\s*(?:=|-|–|—|:|\(|is|means|for|ist|es|est)?\s*[(\"“]?\s*((?:[a-z]+\s+){0,3}[a-z]+)"
)


@dataclass(frozen=True, kw_only=True)
class Effort:
    """Whether low scores are easy, and the question where nothing says so."""

    lower: bool
    question: Question | None = None


def effort_of(column: Column, scale: Scale, name: str, answers: Mapping[str, str]) -> Effort:
    """The direction of a column of answers to an effort question; `name` is the identifier of its question."""
    told = told_direction(column)
    if told is not None:
        return Effort(lower=told == "lower")
    likely: Direction = "lower" if _ASKED.search(fold(column.header.text)) else "higher"
    question = questions.effort_direction(column.header.text, *scale).model_copy(update={"id": name, "likely": likely})
    answer = answers.get(name)
    if any(option.value == answer for option in question.options):
        question = question.model_copy(update={"answer": answer})
    return Effort(lower=questions.answered(question) == "lower", question=question)


def turned_words(columns: Sequence[Column], formats: Mapping[int, str | None]) -> str:
    """A sentence on the columns whose low scores are easy; empty where there are none."""
    turned = [columns[p].header.text for p, words in sorted(formats.items()) if LOWER in (words or "").split(", ")]
    named = ", ".join(f"“{text}”" for text in turned)
    return f" Low effort scores are easy in {named}, so they are turned round: higher is easier." if turned else ""


def told_direction(column: Column) -> Direction | None:
    """Which end is easy as the header's or the answers' words say; None where they leave it open."""
    family, header = column.scores.family, fold(column.header.text)
    if family is not None and family not in vocabulary().open_families:
        return "higher"  # words of ease are scored by what they mean
    if family is not None:  # "agree", "low": good or bad by what the question says
        easy, hard = bool(_EASE.search(header)), bool(_HARD.search(header))
        return None if easy == hard and not easy else "higher" if easy else "lower"
    if told := _by_ends(header, column.header.scale):
        return told
    return "higher" if _EASILY.search(header) and not _ASKED.search(header) and not _SCORED.search(header) else None


def _by_ends(header: str, scale: Scale | None) -> Direction | None:
    """Which end is easy where a header says what its numbers mean: "1 = very easy, 7 = very difficult".

    Of one end the words suffice where the header names the scale: "1-7, 7 = very easy".
    """
    ends = {float(end): words for end, words in _END.findall(header)}
    if scale is not None and len(ends) == 1 and next(iter(ends)) in scale:
        ends.setdefault(scale[0], "")
        ends.setdefault(scale[1], "")
    easy = [end for end, words in ends.items() if _EASE.search(words)]
    hard = [end for end, words in ends.items() if _HARD.search(words) and end not in easy]
    if not (easy or hard) or len(ends) < 2:
        return None
    if easy and hard:
        return "higher" if max(easy) > max(hard) else "lower"
    one, others = (easy or hard)[0], [end for end in ends if end not in (easy or hard)]
    if not others:
        return None
    return "higher" if (one > others[0]) == bool(easy) else "lower"
