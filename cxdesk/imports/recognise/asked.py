"""Survey sheets: which columns hold answers, to which kind of question, and what must be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping as Answers
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxdesk.imports.convert.scores import scale_of
from cxdesk.imports.convert.texts import Floats
from cxdesk.imports.names import Header, fold
from cxdesk.imports.plan import Question
from cxdesk.imports.recognise import questions
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.kinds import scored_questions
from cxdesk.imports.recognise.mapping import CHOSEN, Claim, Mapping
from cxdesk.tables.surveys import SCORE_FIELDS

_KINDS = (
    ("nps", re.compile(r"recommend|recomend|empfehl|recommand|net promoter|\bnps\b")),
    (
        "esat",
        re.compile(r"employee|mitarbeiter|\bmy job\b|\byour job\b|workplace|working here|working at|empleado|\besat\b"),
    ),
    (
        "ces",
        re.compile(
            r"effort|\beas(?:y|ily|e|ier)\b|einfach|facile|\bfacil\b|aufwand|esfuerzo|esforco|difficult|\bces\b|leicht"
        ),
    ),
    ("csat", re.compile(r"satisf|zufrieden|csat|\bhappy\b|\bcontent\b")),
)
_RATED = re.compile(r"\brat(?:e|ing)\b|bewert|experience|quality|\bsupport\b|\bservice\b|califi|avali|\bnote\b")
_DECIDED = re.compile(r"made it easy|made it easier|easy to (?:use|find|get|resolve|handle)|agree|\bhow easy\b")


def kind_of(words: str) -> str | None:
    """Kind of question that a header or a cell names; None where it names none."""
    plain = fold(words)
    return next((kind for kind, pattern in _KINDS if pattern.search(plain)), None)


def ask_scores(
    columns: Sequence[Column], mapping: Mapping, answers: Answers[str, str]
) -> tuple[Mapping, list[Question]]:
    """Claims of all columns of answers, and the questions that the sheet leaves open."""
    claims = dict(mapping.claims)
    asked: list[Question] = []
    _drop_unread_kinds(columns, claims)
    _read_questions_as_kinds(columns, claims)
    _drop_general_score(claims)
    free = [p for p in scored_questions(columns, mapping) if p not in claims]
    for position in free:
        if kind := kind_of(columns[position].header.base):
            claims[position] = Claim(
                column=position, field=f"{kind}_score", score=85.0, reason=f"the question asks for {kind.upper()}"
            )
    taken = {claim.field for claim in claims.values()}
    _assume_nps(columns, claims, [p for p in free if p not in claims], taken, answers, asked)
    taken = {claim.field for claim in claims.values()}
    if not taken & {*SCORE_FIELDS, "score"}:
        _assume_csat(columns, claims, [p for p in free if p not in claims])
    _ask_kind(columns, claims, answers, asked)
    _ask_effort(columns, claims, answers, asked)
    return replace(mapping, claims=claims), asked


def _drop_unread_kinds(columns: Sequence[Column], claims: dict[int, Claim]) -> None:
    """A column named like kinds whose cells name none is an ordinary column."""
    for position, claim in list(claims.items()):
        if claim.field == "kind" and claim.reason != CHOSEN and not _names_kinds(columns[position]):
            del claims[position]


def _names_kinds(column: Column) -> bool:
    """Whether half of the column's texts or more name kinds of question."""
    texts = [text for text in column.texts.to_pylist() if text][:50]
    return bool(texts) and sum(kind_of(text) is not None for text in texts) >= 0.5 * len(texts)


def _read_questions_as_kinds(columns: Sequence[Column], claims: dict[int, Claim]) -> None:
    """A list of answers whose questions say what each row measures needs no column of kinds."""
    fields = {claim.field: position for position, claim in claims.items()}
    position = fields.get("question")
    if position is None or "kind" in fields or "score" not in fields or claims[position].reason == CHOSEN:
        return
    if _names_kinds(columns[position]):
        claims[position] = Claim(column=position, field="kind", score=85.0, reason="its cells name kinds of question")


def _drop_general_score(claims: dict[int, Claim]) -> None:
    """A general score beside columns of their own kinds is an ordinary column, unless a column names the kinds."""
    fields = {claim.field for claim in claims.values()}
    if "kind" in fields:
        for position, claim in list(claims.items()):
            if claim.field in SCORE_FIELDS and "score" in fields and claim.reason != CHOSEN:
                del claims[position]
    elif fields & set(SCORE_FIELDS):
        for position, claim in list(claims.items()):
            if claim.field == "score" and claim.reason != CHOSEN:
                del claims[position]


def _assume_nps(
    columns: Sequence[Column],
    claims: dict[int, Claim],
    free: list[int],
    taken: set[str],
    answers: Answers[str, str],
    asked: list[Question],
) -> None:
    """No question says "recommend": the first 0-10 one is likely, and asked about."""
    tens = [p for p in free if is_ten(columns[p])]
    if not tens or "nps_score" in taken or "score" in taken:
        return
    question = questions.nps_question(tuple(columns[p].header.text for p in tens))
    answer = answers.get(question.id)
    if answer is not None and any(option.value == answer for option in question.options):
        question = question.model_copy(update={"answer": answer})
    asked.append(question)
    for position in tens:
        if columns[position].header.text == questions.answered(question):
            reason = (
                "answered by you"
                if question.answer
                else "no question says “recommend”; the first 0 to 10 one is assumed"
            )
            claims[position] = Claim(column=position, field="nps_score", score=62.0, reason=reason)


def is_ten(column: Column) -> bool:
    """Whether a question is answered from 0 or 1 to 10."""
    if column.header.scale is not None:
        return column.header.scale[1] == 10
    return column.look.numbers >= 0.5 and 7 < column.look.high <= 10


def _assume_csat(columns: Sequence[Column], claims: dict[int, Claim], free: list[int]) -> None:
    for position in free:
        if _RATED.search(columns[position].header.base) and not is_ten(columns[position]):
            claims[position] = Claim(column=position, field="csat_score", score=64.0, reason="it asks for a rating")
            return


def _ask_kind(
    columns: Sequence[Column], claims: dict[int, Claim], answers: Answers[str, str], asked: list[Question]
) -> None:
    fields = {claim.field for claim in claims.values()}
    position = next((p for p, claim in claims.items() if claim.field == "score"), None)
    if position is None or "kind" in fields:
        return
    column = columns[position]
    likely = "nps" if is_ten(column) or column.scores.bands else "csat"
    question = questions.kind(column.header.text, likely)
    answer = answers.get(question.id)
    if answer is not None and any(option.value == answer for option in question.options):
        question = question.model_copy(update={"answer": answer})
    asked.append(question)
    claims[position] = replace(claims[position], field=f"{questions.answered(question)}_score")


def _ask_effort(
    columns: Sequence[Column], claims: dict[int, Claim], answers: Answers[str, str], asked: list[Question]
) -> None:
    kinds = next((columns[p] for p, claim in claims.items() if claim.field == "kind"), None)
    long = kinds is not None and any(kind_of(text) == "ces" for text in kinds.texts.to_pylist() if text)
    for position, claim in claims.items():
        column = columns[position]
        asks = claim.field == "ces_score" or (claim.field == "score" and long)
        if not asks or direction_known(column.header) or (column.scores.words and column.scores.scale):
            continue
        low, high = scale_of(all_scores(column), column.scores.scale or column.header.scale)
        question = questions.effort_direction(column.header.text, low, high)
        if any(other.id == question.id for other in asked):
            question = question.model_copy(update={"id": f"{question.id}:effort"})
        answer = answers.get(question.id)
        if answer is not None and any(option.value == answer for option in question.options):
            question = question.model_copy(update={"answer": answer})
        asked.append(question)


def direction_known(header: Header) -> bool:
    """Whether the words of a question say that a high score is easy."""
    return bool(_DECIDED.search(fold(header.text)))


def all_scores(column: Column) -> Floats:
    """Every different score of a column, texts and numbers together."""
    values = column.scores.values[column.known] if len(column.known) else np.zeros(0)
    cells = column.cell_numbers
    return np.concatenate([values[~np.isnan(values)], np.unique(cells[~np.isnan(cells)])])
