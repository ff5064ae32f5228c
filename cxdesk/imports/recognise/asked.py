"""Survey sheets: which columns hold answers, to which kind of question, and what must be asked."""

from __future__ import annotations

from collections.abc import Mapping as Answers
from collections.abc import Sequence
from dataclasses import replace

from cxdesk.imports.convert.words import YES
from cxdesk.imports.plan import Question
from cxdesk.imports.recognise import questions
from cxdesk.imports.recognise.aggregates import listed
from cxdesk.imports.recognise.derived import derived
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.kinds import is_scored, scored_questions
from cxdesk.imports.recognise.mapping import CHOSEN, Claim, Mapping
from cxdesk.imports.recognise.scales import TEN, given, header_scale, settled
from cxdesk.imports.recognise.wording import counts_answers, kind_of, names_rating, rates, rates_support, recommends
from cxdesk.tables.surveys import SCORE_FIELDS

_BY_WORDS = {"ease": "ces", "satisfaction": "csat", "degree": "csat", "seven": "csat", "happy of seven": "csat",
             "bands": "nps"}  # fmt: skip
_ENOUGH = 10  # answers up to 5 only, from which on a question from 0 to 10 is unlikely


def ask_scores(
    columns: Sequence[Column], mapping: Mapping, answers: Answers[str, str], sheet: str = ""
) -> tuple[Mapping, list[Question]]:
    """Claims of all columns of answers, and which kind of question stays open; `sheet` is the sheet's name."""
    claims, vetoed = dict(mapping.claims), dict(mapping.vetoed)
    asked: list[Question] = []
    _drop_unread_kinds(columns, claims)
    _read_questions_as_kinds(columns, claims)
    _drop_general_score(claims)
    free = [p for p in scored_questions(columns, mapping) if p not in claims]
    _by_words(columns, claims, free)
    _by_names(columns, mapping, claims)
    _by_its_words(columns, claims)
    _drop_derived(columns, claims, vetoed)
    _drop_employees_recommendation(columns, claims, vetoed)
    _not_of_ten(columns, claims, vetoed, answers, asked)
    free = [p for p in free if p not in claims and p not in vetoed]
    taken = {claim.field for claim in claims.values()}
    _assume_nps(columns, claims, free, taken, answers, asked)
    taken = {claim.field for claim in claims.values()}
    if not taken & {*SCORE_FIELDS, "score"}:
        _assume_csat(columns, claims, [p for p in free if p not in claims])
    _ask_kind(columns, claims, answers, asked, sheet)
    return replace(mapping, claims=claims, vetoed=vetoed), asked


_NAMES = {"csat": "satisfaction", "nps": "recommendation (NPS)", "ces": "effort", "esat": "employees' satisfaction"}


def counted_words(columns: Sequence[Column], mapping: Mapping, before: Mapping) -> str:
    """Sentences on the questions whose answers count, by what they measure, and on those that do not after all.

    `before` is the mapping without what the questions say. Empty for a list of answers.
    """
    parts = []
    for field, kind in SCORE_FIELDS.items():
        headers = [columns[p].header.text for p in sorted(mapping.claims) if mapping.claims[p].field == field]
        named = listed([_short(header) for header in headers[:3]])
        more = f" and {len(headers) - 3} more" if len(headers) > 3 else ""
        parts += [f"{_NAMES[kind]}: {named}{more}"] if headers else []
    aside = [p for p in sorted(mapping.vetoed) if p not in before.vetoed]
    not_counted = [f"“{_short(columns[p].header.text)}” ({mapping.vetoed[p]})" for p in aside]
    counted = f" Counted as {'; '.join(parts)}." if parts else ""
    return counted + (f" Not counted: {'; '.join(not_counted)}." if aside else "")


def _short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:67].rstrip()}..."


def _drop_unread_kinds(columns: Sequence[Column], claims: dict[int, Claim]) -> None:
    """A column named like kinds whose cells name none is an ordinary column."""
    for position, claim in list(claims.items()):
        if claim.field == "kind" and claim.reason != CHOSEN and not _names_kinds(columns[position]):
            del claims[position]


def _names_kinds(column: Column) -> bool:
    """Whether half of the column's texts or more name kinds of question."""
    texts = column.texts.drop_null().slice(0, 50).to_pylist()
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


def _by_words(columns: Sequence[Column], claims: dict[int, Claim], free: Sequence[int]) -> None:
    """Questions whose own words, or the words of their answers, say what they measure."""
    fields = {claim.field for claim in claims.values()}
    if "kind" in fields and "score" in fields:
        return
    for position in free:
        column = columns[position]
        family = column.scores.family
        if kind := kind_of(column.header.text):
            reason = f"the question asks for {kind.upper()}"
        elif kind := _BY_WORDS.get(family or ""):
            reason = f"its answers are words for {kind.upper()}"
        elif rates_support(column.header) and family != YES:
            kind, reason = "csat", "it asks for a rating of the service"
        else:
            continue
        if family == YES and kind != "csat":
            continue
        claims[position] = Claim(column=position, field=f"{kind}_score", score=85.0, reason=reason)


def _by_names(columns: Sequence[Column], mapping: Mapping, claims: dict[int, Claim]) -> None:
    """Further columns named like answers beside one that is known: “Satisfaction with speed”."""
    fields = {claim.field for claim in claims.values()}
    if not fields & set(SCORE_FIELDS) or "kind" in fields:
        return
    for position, column in enumerate(columns):
        if position in claims or position in mapping.vetoed or not column.size or counts_answers(column.header):
            continue
        kind = kind_of(column.header.text) or ("csat" if names_rating(column.header) else None)
        if kind and column.scores.family != YES and is_scored(column):
            reason = f"its name asks for {kind.upper()}"
            claims[position] = Claim(column=position, field=f"{kind}_score", score=75.0, reason=reason)


def _by_its_words(columns: Sequence[Column], claims: dict[int, Claim]) -> None:
    """A plain score measures what a column that says the same in words measures: “NPS category” beside “Score”."""
    fields = {claim.field: position for position, claim in claims.items()}
    position = fields.get("score")
    if position is None or "kind" in fields or claims[position].reason == CHOSEN:
        return
    for field, other in fields.items():
        if field in SCORE_FIELDS and other in derived(columns, {other: field, position: field}):
            reason = f"“{columns[other].header.text}” says the same"
            claims[position] = replace(claims[position], field=field, reason=reason)
            return


def _drop_derived(columns: Sequence[Column], claims: dict[int, Claim], vetoed: dict[int, str]) -> None:
    """Columns that say once more what another column of answers says count once."""
    scored = {p: SCORE_FIELDS[claim.field] for p, claim in claims.items() if claim.field in SCORE_FIELDS}
    for position, reason in derived(columns, scored).items():
        if claims[position].reason != CHOSEN:
            del claims[position]
            vetoed[position] = reason


def _drop_employees_recommendation(columns: Sequence[Column], claims: dict[int, Claim], vetoed: dict[int, str]) -> None:
    """Beside their satisfaction, whether employees recommend their employer is another measure on another scale."""
    asked = [p for p, claim in claims.items() if claim.field == "esat_score"]
    others = [p for p in asked if recommends(columns[p].header.text)]
    if len(others) < len(asked):
        for position in others:
            if claims[position].reason != CHOSEN:
                _leave(position, claims, vetoed, "a recommendation by employees is no part of their satisfaction")


def _not_of_ten(
    columns: Sequence[Column],
    claims: dict[int, Claim],
    vetoed: dict[int, str],
    answers: Answers[str, str],
    asked: list[Question],
) -> None:
    """A recommendation that was not asked for from 0 to 10 makes no Net Promoter Score."""
    for position, claim in list(claims.items()):
        column = columns[position]
        if claim.field != "nps_score" or claim.reason == CHOSEN or column.scores.bands:
            continue
        read, named = given(column), header_scale(column)
        values = settled(read.score)
        top = (named or read.scale or (0.0, float(values.max()) if len(values) else 10.0))[1]
        if read.texts.words:
            _leave(position, claims, vetoed, "asks for a recommendation in words: NPS needs answers from 0 to 10")
        elif named is not None and named[1] < 10:
            _leave(position, claims, vetoed, f"asks for a recommendation, but only up to {top:g}: NPS is from 0 to 10")
        elif len(values) >= _ENOUGH and top <= 5:
            question = questions.of_ten(column.header.text, top)
            answer = answers.get(question.id)
            if any(option.value == answer for option in question.options):
                question = question.model_copy(update={"answer": answer})
            asked.append(question)
            if questions.answered(question) != "0-10":
                _leave(position, claims, vetoed, f"no answer is above {top:g}, so it was hardly asked from 0 to 10")


def _leave(position: int, claims: dict[int, Claim], vetoed: dict[int, str], reason: str) -> None:
    del claims[position]
    vetoed[position] = reason


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
    named = header_scale(column)
    if named is not None:
        return named[1] == TEN[1]
    if column.look.numbers < 0.5:
        return False
    values = settled(given(column).score)
    return bool(len(values)) and 7 < float(values.max()) <= 10


def _assume_csat(columns: Sequence[Column], claims: dict[int, Claim], free: list[int]) -> None:
    for position in free:
        column = columns[position]
        if rates(column.header) and not is_ten(column) and column.scores.family != YES:
            claims[position] = Claim(column=position, field="csat_score", score=64.0, reason="it asks for a rating")
            return


def _ask_kind(
    columns: Sequence[Column],
    claims: dict[int, Claim],
    answers: Answers[str, str],
    asked: list[Question],
    sheet: str,
) -> None:
    """What a plain score measures: what its words or its sheet's name say, else asked."""
    fields = {claim.field for claim in claims.values()}
    position = next((p for p, claim in claims.items() if claim.field == "score"), None)
    if position is None or "kind" in fields:
        return
    column = columns[position]
    told = kind_of(sheet) or _BY_WORDS.get(column.scores.family or "")
    if told is not None and (told != "nps" or is_ten(column) or column.scores.bands):
        reason = f"{claims[position].reason}; the sheet's name or its words say {told.upper()}"
        claims[position] = replace(claims[position], field=f"{told}_score", reason=reason)
        return
    likely = "nps" if is_ten(column) else "csat"
    question = questions.kind(column.header.text, likely)
    answer = answers.get(question.id)
    if answer is not None and any(option.value == answer for option in question.options):
        question = question.model_copy(update={"answer": answer})
    asked.append(question)
    claims[position] = replace(claims[position], field=f"{questions.answered(question)}_score")
