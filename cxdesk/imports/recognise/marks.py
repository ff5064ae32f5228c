"""Which mark is the decimal one, where a column alone does not tell: by the sheet's other columns, else asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow.compute as pc

from cxdesk.imports.convert.numbers import Mark, read_numbers
from cxdesk.imports.convert.texts import bools
from cxdesk.imports.plan import Question
from cxdesk.imports.recognise import questions
from cxdesk.imports.recognise.facts import Column
from cxdesk.tables.fields import Field, Kind

POINT, COMMA = "1,234.5", "1.234,5"  # formats as the plan shows them
_FRACTIONS = frozenset(("weight", "tenure_months", "bounce_rate", "training_hours"))  # seldom in the thousands
_MARKS: dict[str, Mark] = {POINT: ".", COMMA: ","}


def mark_of(form: str | None) -> Mark | None:
    """The decimal mark that a plan's format says; None where the column tells by itself."""
    return _MARKS.get(form or "")


def decimal_format(
    column: Column, field: Field, peers: Sequence[Column], answers: Mapping[str, str]
) -> tuple[str | None, Question | None]:
    """How `1.234` is read: as the sheet's other numbers are, as thousands where it counts, else asked."""
    read = column.numbers
    if not read.open:
        return None, None
    here: Mark = "," if "," in str(column.texts[_example(column)].as_py()) else "."
    other: Mark = "," if here == "." else "."
    told = sibling_mark(column, peers)
    if field.kind is Kind.COUNT and not (told == here and _whole(column, here)):
        told = other  # a count has no fraction
    if told is not None:
        return _format(told), None
    question = questions.numbers(column.header.text, str(column.texts[_example(column)].as_py()))
    if field.name in _FRACTIONS and here == ".":
        question = question.model_copy(update={"likely": "decimals"})
    answer = answers.get(question.id)
    if any(option.value == answer for option in question.options):
        question = question.model_copy(update={"answer": answer})
    return _format(here if questions.answered(question) == "decimals" else other), question


def sibling_mark(column: Column, peers: Sequence[Column]) -> Mark | None:
    """The decimal mark that the sheet's other columns of numbers prove; None where none does or they differ."""
    proven = {
        peer.numbers.mark
        for peer in peers
        if peer is not column and peer.size and peer.look.numbers >= 0.5 and peer.look.dates < 0.5
        and peer.numbers.marked and not peer.numbers.open
    }  # fmt: skip
    return proven.pop() if len(proven) == 1 else None


def likely_mark(column: Column, peers: Sequence[Column]) -> Mark | None:
    """The decimal mark of an amount that nobody is asked about; None where the column tells by itself."""
    if not column.numbers.open:
        return None
    return sibling_mark(column, peers) or ("." if "," in str(column.texts[_example(column)].as_py()) else ",")


def _format(mark: Mark) -> str:
    return POINT if mark == "." else COMMA


def _example(column: Column) -> int:
    """Position of the first text with a mark."""
    return int(bools(pc.match_substring_regex(column.texts, "[.,]")).argmax())


def _whole(column: Column, mark: Mark) -> bool:
    values = read_numbers(column.texts, mark).values
    known = values[~np.isnan(values)]
    return bool((known == np.floor(known)).all())
