"""How each column is read: date order, unit, scale, sense; decided by the whole column, else asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from cxdesk.imports.convert.durations import HOURS_OF
from cxdesk.imports.convert.texts import Floats, spread
from cxdesk.imports.recognise import questions
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.mapping import Claim
from cxdesk.imports.recognise.marks import decimal_format
from cxdesk.imports.recognise.orders import Reading, date_order, month_order
from cxdesk.tables.fields import Field, Kind

_NEGATIVE = re.compile(
    r"breach|violat|overdue|exceed|missed|late\b|failed|excedid|excedeu|uberschritten|verletzt|depass|vencid|atrasad|incumpl"
)


def read_as(
    column: Column,
    field: Field,
    claim: Claim,
    peers: Sequence[Column],
    answers: Mapping[str, str],
    spans: Floats | None = None,
) -> Reading:
    """Decide how a claimed column is read; an open choice becomes a question that carries its answer.

    `spans` are the hours that timestamps of the same rows give for a duration.
    """
    match field.kind:
        case Kind.INSTANT:
            return date_order(column, peers, answers)
        case Kind.MONTH:
            return month_order(column, peers, answers)
        case Kind.DURATION:
            return _unit(column, field, claim, answers, spans)
        case Kind.FLAG:
            return Reading(format=_sense(column, claim))
        case Kind.NUMBER if field.graded:
            return _out_of(column, field, peers, answers)
        case Kind.COUNT if claim.unit == "stations":
            return Reading(format="stations")
        case Kind.COUNT | Kind.NUMBER if field.name != "rating":
            form, question = decimal_format(column, field, peers, answers)
            return Reading(format=form, question=question)
        case _:
            return Reading()


def _unit(column: Column, field: Field, claim: Claim, answers: Mapping[str, str], spans: Floats | None) -> Reading:
    if field.name.endswith("_time_of_day"):
        return Reading(format="time of day")
    unit = claim.unit or column.header.unit
    if unit is None and field.unit:
        unit = field.unit
    bare = bool((~np.isnan(column.durations.bare) & column.known).any()) or not bool(
        np.isnan(column.cell_numbers).all()
    )
    if not bare:
        return Reading(format="h:m:s" if unit in {None, "h:m:s"} else unit)
    if unit == "h:m:s":
        unit = None
    if unit is not None:
        return Reading(format=unit)
    business = "business" in field.name
    proven = None if spans is None else (_unit_within if business else _unit_by_spans)(column, spans)
    if proven is not None:
        return Reading(format=proven)
    question = questions.with_answer(
        questions.unit(column.header.text, column.samples(1)[0], likely_unit(column)), answers
    )
    return Reading(format=questions.answered(question), question=question)


def _out_of(column: Column, field: Field, peers: Sequence[Column], answers: Mapping[str, str]) -> Reading:
    """What the grades are out of: what a column of highest grades says, 100 where one is above 10, else asked."""
    top, percent = highest(column)
    share = field.name != "score" and np.isfinite(top) and middle_of(column) <= 1
    if share and not percent:
        return Reading(format="of 1")
    if column.header.scale is not None:
        return Reading(format=f"of {column.header.scale[1]:g}")
    most = _highest_possible(column, peers) if field.name == "score" else None
    if most is not None:
        return Reading(format=f"of {most:g}")
    if percent or not np.isfinite(top) or top > 10 or "%" in column.header.text:
        return Reading(format="of 100")
    likely = next(grade for grade in (1, 5, 10) if top <= grade)
    question = questions.with_answer(questions.out_of(column.header.text, top, str(likely)), answers)
    return Reading(format=f"of {questions.answered(question)}", question=question)


_MOST = frozenset(("max", "maximum", "maximal", "possible", "maximo", "hochstpunktzahl"))


def _highest_possible(column: Column, peers: Sequence[Column]) -> float | None:
    """The one grade that most rows of another column give as the highest possible."""
    for peer in peers:
        if peer is not column and peer.size and _MOST & set(peer.header.words) and peer.look.numbers >= 0.5:
            values, times = np.unique(_numbers_of(peer), return_counts=True)
            best = int(times.argmax())
            if times[best] >= max(2, 0.6 * times.sum()) and values[best] > 0:
                return float(values[best])
    return None


def highest(column: Column) -> tuple[float, bool]:
    """The largest number of a column (NaN where there is none), and whether any text has a sign of percent."""
    values = _numbers_of(column)
    percent = bool((column.numbers.percent & column.known).any()) if len(column.known) else False
    return (float(values.max()) if len(values) else np.nan), percent


def middle_of(column: Column) -> float:
    """The median number of a column; NaN where there is none."""
    values = _numbers_of(column)
    return float(np.median(values)) if len(values) else np.nan


def _numbers_of(column: Column) -> Floats:
    cells = column.cell_numbers[~np.isnan(column.cell_numbers)]
    texts = column.numbers.values
    return np.concatenate([cells, np.repeat(texts[~np.isnan(texts)], column.counts[~np.isnan(texts)])])


def _bare_numbers(column: Column) -> Floats:
    """Numbers without a unit, a row each; NaN elsewhere."""
    bare = (
        spread(column.durations.bare, column.raw.codes, np.nan)
        if len(column.raw.words)
        else np.full(len(column), np.nan)
    )
    return np.where(np.isnan(column.cell_numbers), bare, column.cell_numbers)


def _unit_within(column: Column, spans: Floats) -> str | None:
    """The largest unit in which hardly any business hours exceed the time that the timestamps of their rows give.

    They are a good part of that time: in the next smaller unit they would be a tiny one.
    """
    bare = _bare_numbers(column)
    both = (bare > 0) & (spans > 0)
    if both.sum() < 3:
        return None
    for unit in ("hours", "minutes", "seconds", "milliseconds"):
        shares = bare[both] * HOURS_OF[unit] / spans[both]
        if (shares <= 1.02).mean() >= 0.9:
            return unit if float(np.median(shares)) >= 0.05 else None
    return None


def _unit_by_spans(column: Column, spans: Floats) -> str | None:
    """The unit in which the column says what the timestamps of its rows say."""
    bare = _bare_numbers(column)
    both = (bare > 0) & (spans > 0)
    if both.sum() < 2:
        return None
    ratio = float(np.median(spans[both] / bare[both]))
    near = min(HOURS_OF, key=lambda unit: abs(np.log(ratio / HOURS_OF[unit])))
    return near if abs(np.log(ratio / HOURS_OF[near])) < np.log(1.3) else None


def likely_unit(column: Column) -> str:
    """The unit that bare numbers of waiting or working times most likely count."""
    values = column.cell_numbers[~np.isnan(column.cell_numbers)]
    bare = column.durations.bare
    values = np.concatenate([values, bare[~np.isnan(bare)]])
    middle = float(np.median(values)) if len(values) else 0.0
    whole = bool((values == np.floor(values)).all())
    if middle >= 1_000_000:
        return "milliseconds"
    if not whole and middle < 300:
        return "hours"
    if middle >= 4_000:
        return "seconds"
    return "minutes" if middle >= 100 else "hours"


def _sense(column: Column, claim: Claim) -> str:
    """yes/no, or its opposite where the header names the breach, or words of a service level."""
    if claim.unit is not None and claim.unit.startswith("remaining"):
        return claim.unit
    if claim.unit == "breached":
        return "no/yes"
    if column.look.met > column.look.flags:
        return "words"
    if (
        claim.field == "sla_met"
        and _NEGATIVE.search(column.header.base)
        and not re.search(r"\bnot?\b", column.header.base)
    ):
        return "no/yes"
    return "yes/no"
