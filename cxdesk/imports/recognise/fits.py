"""Whether the values of a column could be those of a field."""

from __future__ import annotations

import numpy as np

from cxdesk.imports.convert.choices import choices_of
from cxdesk.imports.convert.scores import are_faces
from cxdesk.imports.raw import Cell
from cxdesk.imports.recognise.facts import Column
from cxdesk.tables.fields import Field, Kind

ENOUGH = 0.5
SLIPS = 0.2  # share of numbers below 0 up to which they are slips, each reported
SOME = 400  # different texts looked at


def fits(column: Column, field: Field) -> bool:
    """Whether at least half of the filled cells can be read as the field; a blank column fits everything."""
    if column.size == 0:
        return True
    look = column.look
    match field.kind:
        case Kind.INSTANT | Kind.MONTH:
            monthly = field.kind is Kind.MONTH or field.monthly
            return max(look.dates, look.stamps) >= ENOUGH or (monthly and _months(column))
        case Kind.DURATION:
            if field.name.endswith("_time_of_day"):
                return look.times >= ENOUGH
            return look.durations >= ENOUGH and look.negative <= SLIPS
        case Kind.NUMBER if field.name == "rating":
            return look.scores >= ENOUGH and look.dates < ENOUGH
        case Kind.NUMBER:
            return (
                _score(column, field) if field.name.endswith("score") and not field.graded else look.numbers >= ENOUGH
            )
        case Kind.COUNT:
            return max(look.numbers, look.flags) >= ENOUGH and look.negative <= SLIPS
        case Kind.FLAG:
            met = field.name == "sla_met" and max(look.met, look.met + look.flags) >= ENOUGH
            return look.flags >= ENOUGH or met or bool(field.choices and chosen_share(column, field) >= ENOUGH)
        case Kind.ID:
            return look.dates < ENOUGH and not (look.numbers >= ENOUGH and look.whole < 0.9) and not _wordy(column)
        case Kind.CATEGORY if field.choices and not field.otherwise:
            return chosen_share(column, field) >= ENOUGH
        case Kind.CATEGORY:
            return look.dates < ENOUGH and not (look.numbers > 0.9 and look.whole < 0.9)
        case _:
            return True


def _wordy(column: Column) -> bool:
    """Whether most texts are several words without a digit, as no identifier is."""
    texts = [text for text in column.texts[:SOME].to_pylist() if text]
    return sum(" " in text and not any(c.isdigit() for c in text) for text in texts) > 0.5 * max(1, len(texts))


def chosen_share(column: Column, field: Field) -> float:
    """Share of the filled cells whose text is one of the words of a field's choices, or a polarity."""
    if field.name == "sentiment" and column.look.numbers >= ENOUGH:
        return 1.0 if column.look.high <= 1 else 0.0
    words = column.texts if field.choices[-1][0] != "none" else column.all_texts
    found = choices_of(words.slice(0, SOME).to_pylist(), field.choices) >= 0
    weight = column.counts[:SOME]
    return float(weight[found].sum() / max(1, weight.sum())) if len(weight) else 0.0


def _score(column: Column, field: Field) -> bool:
    look = column.look
    if field.name == "csat_score" and column.size and column.of_kind(Cell.FLAG).sum() >= 0.9 * column.size:
        return True  # satisfied: true or false
    if look.scores < ENOUGH or look.dates >= ENOUGH:
        return False
    if field.name == "csat_score" and _faces(column):
        return True
    if look.negative > 0.05:
        return False
    if field.name == "nps_score":
        tens = look.numbers > 0 and look.halves >= 0.9 and look.over(10) <= 1 / 3  # an 11 is a slip, told as such
        return column.scores.bands or tens or not look.numbers
    return not look.numbers or look.over(100) <= SLIPS


def _faces(column: Column) -> bool:
    """Whether all numbers are those of Freshdesk's faces, -103 to 103."""
    return are_faces(np.concatenate([column.numbers.values, column.cell_numbers]))


def _months(column: Column) -> bool:
    """Whether texts such as `2024-01` and `Jan 2024` fill a column."""
    from cxdesk.imports.convert.months import read_months

    read = read_months(column.texts)
    return int(column.counts[~np.isnat(read)].sum()) >= ENOUGH * column.size


def dates_only(column: Column) -> bool:
    """Whether a column of dates holds no time of day at all."""
    if bool(column.of_kind(Cell.INSTANT).any()) and column.raw.instants is not None:
        stamps = column.raw.instants[column.of_kind(Cell.INSTANT)]
        if (stamps != stamps.astype("datetime64[D]")).any():
            return False
    return not bool((column.dates.timed & column.dates.read).any())
