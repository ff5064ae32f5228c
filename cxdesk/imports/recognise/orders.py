"""Which number of a date is the day: decided by the whole column, by the sheet's other columns, else asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.imports.convert.clocks import Instants
from cxdesk.imports.convert.dates import Order
from cxdesk.imports.convert.patterns import MONTH_OF
from cxdesk.imports.convert.texts import Floats, bools, spread
from cxdesk.imports.names import fold
from cxdesk.imports.plan import Question
from cxdesk.imports.recognise import questions
from cxdesk.imports.recognise.facts import Column


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a column is read, as the plan shows it, with the question that is left open, if any."""

    format: str | None = None
    question: Question | None = None


def date_order(column: Column, peers: Sequence[Column], answers: Mapping[str, str]) -> Reading:
    """How a column of dates is read: a proven order, else that of the sheet's other columns, else asked."""
    if column.size and max(column.look.dates, column.look.stamps) < 0.5:
        return Reading(format="month")
    order = certain_order(column)
    if order is None and has_open_dates(column):
        order = _by_form(column) or _by_companions(column, peers) or _by_siblings(column, peers)
        if order is None:
            question = questions.with_answer(_ask_order(column), answers)
            return Reading(format=questions.answered(question), question=question)
    return Reading(
        format=order or ("as dates" if not len(column.dates.read) or not column.dates.read.any() else "as written")
    )


def month_order(column: Column, peers: Sequence[Column], answers: Mapping[str, str]) -> Reading:
    """Months given as dates: first days of months tell the order, else it is decided as for dates."""
    if not has_open_dates(column):
        return Reading(format="month")
    order = certain_order(column) or _by_firsts(column)
    if order is not None:
        return Reading(format=f"month, {order}")
    found = date_order(column, peers, answers)
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


def _by_form(column: Column) -> Order | None:
    """The order that the writing itself tells: the weekday beside the date, or points (nobody puts the month first)."""
    places = np.flatnonzero(column.dates.open)
    texts = column.texts.take(pa.array(places))
    day = np.array([_day_named(text) for text in texts[:_SOME].to_pylist()])
    if (day >= 0).mean() > 0.5:
        fits = {o: float((_weekday(column.dates.order(o)[places[:_SOME]]) == day)[day >= 0].mean()) for o in _ORDERS}
        best = max(_ORDERS, key=lambda order: fits[order])
        return best if fits[best] >= 0.95 > min(fits.values()) else None
    dotted = pc.match_substring_regex(texts, r"\b\d{1,2}\.\s?\d{1,2}\.\s?\d{2}")
    return "day-first" if bools(dotted).all() else None


_SOME = 500  # texts whose weekday is looked at
# Monday = 0, by the first letters in English, German, French, Spanish and Portuguese.
_WEEKDAYS = {
    "mo": 0, "lu": 0, "seg": 0, "tu": 1, "di": 1, "ma": 1, "ter": 1, "we": 2, "mi": 2, "me": 2, "qua": 2, "th": 3,
    "do": 3, "je": 3, "ju": 3, "qui": 3, "fr": 4, "ve": 4, "vi": 4, "sex": 4, "sa": 5, "su": 6, "so": 6, "dim": 6,
    "dom": 6,
}  # fmt: skip


def _day_named(text: str) -> int:
    """The weekday at the beginning of a text; -1 where none stands."""
    word = re.split(r"[^a-z]", fold(text[:12]), maxsplit=1)[0]
    return _WEEKDAYS.get(word[:3], _WEEKDAYS.get(word[:2], -1))


def _weekday(stamps: Instants) -> NDArray[np.int64]:
    return (stamps.astype("datetime64[D]").astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday


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
    day, month = (day_words(column.dates.order(order)[first]) for order in _ORDERS)
    question = questions.date_order(column.header.text, str(column.texts[first].as_py()), day, month)
    likely, why = _by_rows(column)
    return question.model_copy(update={"likely": likely or question.likely, "why": why})


def _by_rows(column: Column) -> tuple[Order | None, str]:
    """The order in which the rows follow each other in time, where only one does, and words about it."""
    stamps = {order: rows_in(column, order) for order in _ORDERS}
    steps = {order: in_time(values) for order, values in stamps.items()}
    best, worst = sorted(_ORDERS, key=lambda order: -steps[order])
    if int((~np.isnat(stamps[best])).sum()) < _FEWEST or steps[best] < 0.98 or steps[worst] > 0.9:
        return None, ""
    return best, f"The rows follow each other in time if it is {best.replace('-', ' ')}."


_FEWEST = 5  # dates from which on their order says something


def rows_in(column: Column, order: Order) -> Instants:
    """The texts of a column as instants in an order, an entry a row."""
    return spread(column.dates.order(order), column.raw.codes, np.datetime64("NaT", "ms"))


def in_time(stamps: Instants) -> float:
    """Share of the steps from row to row that go one way, forward or back, 0.5 to 1; equal ones go both ways."""
    steps = np.diff(stamps[~np.isnat(stamps)].astype(np.int64))
    if not len(steps):
        return 0.5
    return float(max((steps >= 0).mean(), (steps <= 0).mean()))


def day_words(stamp: np.datetime64) -> str:
    """A day in words that no order can change: `3 April 2024`."""
    day = stamp.astype("datetime64[D]").item()
    return f"{day.day} {day:%B %Y}"
