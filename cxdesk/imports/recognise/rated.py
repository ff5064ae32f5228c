"""How columns of answers are read: the scale of each (in a list, of each kind), and which end of effort is easy."""

from __future__ import annotations

from collections.abc import Mapping as Answers
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from cxdesk.imports.convert.texts import Floats
from cxdesk.imports.convert.words import Scale
from cxdesk.imports.plan import Question
from cxdesk.imports.recognise import scales
from cxdesk.imports.recognise.effort import LOWER, effort_of, told_direction
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.mapping import Mapping
from cxdesk.imports.recognise.wording import kind_of
from cxdesk.tables.surveys import SCORE_FIELDS

KINDS = ("csat", "nps", "ces", "esat")
_SCALES: dict[str, Scale] = {f"{low}-{high}": (low, high) for low in (0, 1) for high in (1, 2, 3, 4, 5, 7, 10, 100)}


def read_answers(
    columns: Sequence[Column], mapping: Mapping, answers: Answers[str, str], taken: Sequence[Question]
) -> tuple[dict[int, str | None], list[Question]]:
    """Formats of all columns of answers by position, and what they leave open; `taken` are the questions before."""
    formats: dict[int, str | None] = {}
    asked: list[Question] = []
    if mapping.table not in {"tickets", "surveys"}:
        return formats, asked
    scored = {p: SCORE_FIELDS.get(c.field) for p, c in mapping.claims.items() if _holds_answers(c.field)}
    columns = [_of_known_scale(c, mapping.claims[p].unit) if p in scored else c for p, c in enumerate(columns)]
    peers = [(columns[position], kind) for position, kind in scored.items()]
    kinds = mapping.of("kind")
    known = mapping.of("scale_max") is not None
    for position, kind in scored.items():
        column = columns[position]
        if kind is None and kinds is not None:
            formats[position], more = _listed(column, columns[kinds.column], known=known, answers=answers)
            asked += _named_apart(more, [*taken, *asked])
            continue
        scale, question = scales.decide(column, kind, peers, answers)
        asked += [question] if question is not None and not known else []
        formats[position] = scales.words_of(scale)
        if kind == "ces":
            name = _free_name(column, [*taken, *asked])
            effort = effort_of(column, scale, name, answers)
            asked += [effort.question] if effort.question is not None else []
            formats[position] = f"{formats[position]}, {LOWER}" if effort.lower else formats[position]
    return formats, asked


def _of_known_scale(column: Column, unit: str | None) -> Column:
    """The column as if its header named the scale that a known export is known to have."""
    if unit is None or unit not in _SCALES or column.header.scale is not None:
        return column
    return replace(column, header=replace(column.header, scale=_SCALES[unit]))


def _holds_answers(field: str) -> bool:
    return field == "score" or field in SCORE_FIELDS


def _free_name(column: Column, asked: Sequence[Question]) -> str:
    name = column.header.text
    return f"{name}:effort" if any(question.id == name for question in asked) else name


def _named_apart(more: Sequence[Question], before: Sequence[Question]) -> list[Question]:
    ids = {question.id for question in before}
    return [q.model_copy(update={"id": f"{q.id}:effort"}) if q.id in ids else q for q in more]


def kinds_of_rows(kinds: Column) -> np.ndarray:
    """Position in `KINDS` of the kind that each row names, -1 where it names none."""
    texts = kinds.texts.to_pylist()
    place = [KINDS.index(found) if text and (found := kind_of(text)) else -1 for text in texts]
    codes = np.array([*place, -1], dtype=np.int8)  # the last one for rows without a text
    return codes[np.where(kinds.raw.codes >= 0, kinds.raw.codes, len(place))]


def _listed(
    column: Column, kinds: Column, *, known: bool, answers: Answers[str, str]
) -> tuple[str | None, list[Question]]:
    """The scale of each kind in a list of answers, and of effort which end is easy."""
    of_row, read = kinds_of_rows(kinds), scales.given(column)
    one = len(np.unique(of_row[~np.isnan(read.score)])) == 1
    parts: list[str] = []
    asked: list[Question] = []
    for code, kind in enumerate(KINDS):
        values = read.score[(of_row == code) & ~np.isnan(read.score)]
        if not (of_row == code).any():
            continue
        named = (read.scale if one or read.texts.words else None) or (scales.header_scale(column) if one else None)
        scale, question = _scale_of_kind(column, kind, values, named, answers)
        asked += [question] if question is not None and not known else []
        parts.append(f"{kind} {scales.words_of(scale)}")
        if kind == "ces" and len(values) and told_direction(column) is None:
            effort = effort_of(column, scale, column.header.text, answers)
            asked += [effort.question] if effort.question is not None else []
            parts += [LOWER] if effort.lower else []
    return ", ".join(parts) or None, asked


def _scale_of_kind(
    column: Column, kind: str, values: Floats, named: Scale | None, answers: Answers[str, str]
) -> tuple[Scale, Question | None]:
    if kind == "nps":
        return scales.TEN, None
    top = float(values.max()) if len(values) else np.nan
    if named is not None and not top > named[1]:
        return named, None
    certain = scales.by_use(scales.settled(values)) if len(values) else None
    if certain is not None:
        return certain, None
    header = column.header.text
    label = f"{header} ({kind.upper()})"
    return scales.asked_scale(header, f"{header}:{kind}", values, scales.likely_scale(values), answers, label)
