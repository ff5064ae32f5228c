"""How each column is read: date order, unit, scale, sense; decided by the whole column, else asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cxdesk.imports.convert.dates import MONTH_OF, Instants, Order
from cxdesk.imports.convert.durations import HOURS_OF
from cxdesk.imports.convert.texts import Floats, spread
from cxdesk.imports.names import fold
from cxdesk.imports.plan import Question
from cxdesk.imports.recognise import questions
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.mapping import Claim
from cxdesk.imports.recognise.marks import decimal_format
from cxdesk.tables.fields import Field, Kind

_NEGATIVE = re.compile(
    r"breach|violat|overdue|exceed|missed|late\b|failed|excedid|excedeu|uberschritten|verletzt|depass|vencid|atrasad|incumpl"
)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a column is read, as the plan shows it, with the question that is left open, if any."""

    format: str | None = None
    question: Question | None = None


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
            return _date_order(column, peers, answers)
        case Kind.MONTH:
            return _month_order(column, peers, answers)
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


def _with_answer(question: Question, answers: Mapping[str, str]) -> Question:
    answer = answers.get(question.id)
    valid = answer is not None and any(option.value == answer for option in question.options)
    return question.model_copy(update={"answer": answer}) if valid else question


def _date_order(column: Column, peers: Sequence[Column], answers: Mapping[str, str]) -> Reading:
    if column.size and max(column.look.dates, column.look.stamps) < 0.5:
        return Reading(format="month")
    order = certain_order(column)
    if order is None and has_open_dates(column):
        order = _by_companions(column, peers) or _by_siblings(column, peers)
        if order is None:
            question = _with_answer(_ask_order(column), answers)
            return Reading(format=questions.answered(question), question=question)
    return Reading(
        format=order or ("as dates" if not len(column.dates.read) or not column.dates.read.any() else "as written")
    )


def _month_order(column: Column, peers: Sequence[Column], answers: Mapping[str, str]) -> Reading:
    """Months given as dates: first days of months tell the order, else it is decided as for dates."""
    if not has_open_dates(column):
        return Reading(format="month")
    order = certain_order(column) or _by_firsts(column)
    if order is not None:
        return Reading(format=f"month, {order}")
    found = _date_order(column, peers, answers)
    return Reading(format=f"month, {found.format}", question=found.question)


def _by_firsts(column: Column) -> Order | None:
    """The order in which every open date is the first day of a month."""
    fits = [
        order for order in _ORDERS
        if (_part_of(column.dates.order(order)[column.dates.open], "day") == 1).all()
    ]  # fmt: skip
    return fits[0] if len(fits) == 1 else None


def has_open_dates(column: Column) -> bool:
    """Whether texts of the column are two different dates."""
    return bool(column.dates.open.any())


def certain_order(column: Column) -> Order | None:
    """The order that texts such as `31/01/2024` prove; by majority where they contradict each other."""
    dates, weight = column.dates, column.counts
    day = int(weight[dates.read & np.isnat(dates.month_first)].sum())
    month = int(weight[dates.read & np.isnat(dates.day_first)].sum())
    if day == month:
        return None
    return "day-first" if day > month else "month-first"


def _by_companions(column: Column, peers: Sequence[Column]) -> Order | None:
    """The order that a column of months, quarters, days or years in the same rows agrees with."""
    rows = spread(column.dates.open, column.raw.codes, False)
    if not rows.any():
        return None
    readings = {
        order: spread(column.dates.order(order), column.raw.codes, np.datetime64("NaT", "ms"))[rows]
        for order in _ORDERS
    }
    for peer in peers:
        words = set(peer.header.words)
        part = next((name for name, signs in _PARTS.items() if words & signs), None)
        if peer is column or part is None or not peer.size or peer.look.dates >= 0.5:
            continue
        values = _part_values(peer, part)[rows]
        known = ~np.isnan(values)
        if known.sum() < 0.9 * len(values):
            continue
        agree = {
            order: float((_part_of(stamps, part)[known] == values[known]).mean()) for order, stamps in readings.items()
        }
        best, worst = sorted(_ORDERS, key=lambda order: -agree[order])
        if agree[best] >= 0.95 and agree[worst] < 0.9:
            return best
    return None


_ORDERS: tuple[Order, Order] = ("day-first", "month-first")
_PARTS = {
    "month": {"month", "monat", "mes", "mois", "mth"},
    "quarter": {"quarter", "qtr", "quartal", "trimestre"},
    "day": {"day", "tag", "dia", "jour"},
}


def _part_values(peer: Column, part: str) -> Floats:
    texts = []
    for text in peer.texts.to_pylist():
        word = fold(text) if text else ""
        digits = re.sub(r"^[a-z]+\s*", "", word) if part == "quarter" else word
        texts.append(
            float(digits)
            if digits.isdigit()
            else float(MONTH_OF.get(word.split(" ")[0][:12], np.nan))
            if part == "month"
            else np.nan
        )
    values = spread(np.array(texts, dtype=np.float64), peer.raw.codes, np.nan)
    return np.where(np.isnan(peer.cell_numbers), values, peer.cell_numbers)


def _part_of(stamps: Instants, part: str) -> Floats:
    month = np.asarray(stamps.astype("datetime64[M]").astype(np.int64) % 12 + 1.0, dtype=np.float64)
    if part == "day":
        days = stamps.astype("datetime64[D]") - stamps.astype("datetime64[M]").astype("datetime64[D]")
        return np.asarray(days.astype(np.int64) + 1.0, dtype=np.float64)
    return month if part == "month" else np.asarray(np.floor((month - 1) / 3) + 1.0, dtype=np.float64)


def _by_siblings(column: Column, peers: Sequence[Column]) -> Order | None:
    """The order of the sheet's other date columns: one export writes its dates one way."""
    orders = {certain_order(peer) for peer in peers if peer is not column and peer.size and peer.look.dates >= 0.5}
    orders.discard(None)
    return orders.pop() if len(orders) == 1 else None


def _ask_order(column: Column) -> Question:
    first = int(np.flatnonzero(column.dates.open)[0])
    day, month = (_day_words(column.dates.order(order)[first]) for order in _ORDERS)
    return questions.date_order(column.header.text, str(column.texts[first].as_py()), day, month)


def _day_words(stamp: np.datetime64) -> str:
    day = stamp.astype("datetime64[D]").item()
    return f"{day.day} {day:%B %Y}"


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
    proven = _unit_by_spans(column, spans) if spans is not None else None
    if proven is not None:
        return Reading(format=proven)
    question = _with_answer(questions.unit(column.header.text, column.samples(1)[0], likely_unit(column)), answers)
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
    question = _with_answer(questions.out_of(column.header.text, top, str(likely)), answers)
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


def _unit_by_spans(column: Column, spans: Floats) -> str | None:
    """The unit in which the column says what the timestamps of its rows say."""
    bare = (
        spread(column.durations.bare, column.raw.codes, np.nan)
        if len(column.raw.texts)
        else np.full(len(column), np.nan)
    )
    bare = np.where(np.isnan(column.cell_numbers), bare, column.cell_numbers)
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
    if claim.unit == "remaining":
        return "remaining"
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
