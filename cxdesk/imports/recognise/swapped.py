"""Dates that a spreadsheet program read with day and month the wrong way round, beside those it left as text.

Opened with the other order set, `03/04/2024` becomes a date of the wrong month, while `25/03/2024`, which is no date
in that order, stays text. So all dates of the column have a day up to 12, and all texts one after the 12th.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from cxdesk.imports.convert.clocks import NOT_A_TIME, Instants, rounded
from cxdesk.imports.convert.dates import Order, swap_day_and_month
from cxdesk.imports.convert.texts import Bools, bools, spread
from cxdesk.imports.plan import Question
from cxdesk.imports.raw import Cell
from cxdesk.imports.recognise import questions
from cxdesk.imports.recognise.facts import ERA, Column
from cxdesk.imports.recognise.orders import day_words, in_time, rows_in

BACK = "swapped back"  # in a column's format
_CHANCE = 0.02  # that so many dates and texts would part at the 12th by themselves
_LATE = 0.02  # share of the dates typed in after the accident
_MONTH = np.timedelta64(31, "D")


@dataclass(frozen=True, kw_only=True, eq=False)
class Swapped:
    """Instants of the dates in doubt (NaT elsewhere), those of the texts, and the order that the texts prove."""

    column: Column
    stand: Instants
    texts: Instants
    order: Order

    @property
    def rows(self) -> Bools:
        """Rows whose date swapping would change."""
        return np.asarray(swap_day_and_month(self.stand) != self.stand, dtype=np.bool_) & ~np.isnat(self.stand)

    def outside(self, stamps: Instants) -> int:
        """How many dates lie beyond the months of the texts."""
        if np.isnat(self.texts).all():
            return 0
        low, high = np.nanmin(self.texts) - _MONTH, np.nanmax(self.texts) + _MONTH
        return int(((stamps < low) | (stamps > high)).sum())

    def whole(self, stamps: Instants) -> Instants:
        """Dates and texts together, an entry a row."""
        return np.where(np.isnat(stamps), self.texts, stamps)


def firm_rows(column: Column) -> Bools:
    """Rows whose date has one reading: dates of the spreadsheet program, and texts that begin with the year."""
    rows = np.zeros(len(column), np.bool_)
    if column.raw.instants is not None:
        rows = column.of_kind(Cell.INSTANT, Cell.DATE) & (column.raw.instants >= ERA)
    if len(column.texts):
        iso = bools(pc.match_substring_regex(column.texts, r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")) & ~column.dates.fixed
        rows |= spread(iso & column.dates.read, column.raw.codes, fill=False) & column.of_kind(Cell.TEXT)
    return rows


def find(column: Column) -> Swapped | None:
    """The dates of a column that were swapped; None where nothing speaks for it."""
    dates, weight = column.dates, column.counts
    day = int(weight[dates.read & np.isnat(dates.month_first)].sum())
    month = int(weight[dates.read & np.isnat(dates.day_first)].sum())
    if not max(day, month):  # before anything costly: most columns are written one way
        return None
    rows = firm_rows(column)
    if not rows.any():
        return None
    order: Order = "day-first" if day >= month else "month-first"
    texts, others = max(day, month), min(day, month) + int(weight[dates.open].sum())
    stand = _stamps(column, rows)
    late = _day(stand[rows]) > 12
    found = Swapped(
        column=column, stand=np.where(rows, stand, NOT_A_TIME), order=order,
        texts=np.where(rows, NOT_A_TIME, rows_in(column, order)),
    )  # fmt: skip
    if others > _LATE * texts or late.mean() > _LATE or not found.rows.any():
        return None
    return found if _likely(found, int(rows.sum()), texts) else None


def _likely(found: Swapped, dates: int, texts: int) -> bool:
    """Whether so clear a parting is no chance, or dates come back among the texts; and none leaves them."""
    back = swap_day_and_month(found.stand)
    before, after = found.outside(found.stand), found.outside(back)
    if after > before:
        return False
    whole, mended = in_time(found.whole(found.stand)), in_time(found.whole(back))
    if mended < whole - 0.1:
        return False
    chance = (12 / 30.4) ** dates * (1 - 12 / 30.4) ** texts  # the share of days up to the 12th
    return chance < _CHANCE or before > after or (mended > 0.98 and whole < 0.9)


def _stamps(column: Column, rows: Bools) -> Instants:
    texts = rows_in(column, "day-first")
    if column.raw.instants is None:
        return np.where(rows, texts, NOT_A_TIME)
    native = column.of_kind(Cell.INSTANT, Cell.DATE)
    return np.where(rows, np.where(native, rounded(column.raw.instants), texts), NOT_A_TIME)


def _day(stamps: Instants) -> np.ndarray:
    days = stamps.astype("datetime64[D]") - stamps.astype("datetime64[M]").astype("datetime64[D]")
    return np.asarray(days.astype(np.int64) + 1)


def find_all(columns: Sequence[Column]) -> list[Swapped]:
    """Swapped dates of a sheet's columns; where one has some, one of nothing but early days in others has too."""
    found = {position: swapped for position, column in enumerate(columns) if (swapped := find(column)) is not None}
    order = next((swapped.order for swapped in found.values()), None)
    for position, column in enumerate(columns if order is not None else ()):
        rows = firm_rows(column)
        if position in found or order is None or not rows.any() or (column.filled & ~rows).any():
            continue
        stand = _stamps(column, rows)
        own = Swapped(column=column, stand=stand, texts=np.full(len(stand), NOT_A_TIME), order=order)
        if (_day(stand[rows]) <= 12).all() and own.rows.any():
            found[position] = own
    return [
        found[position] for position in sorted(found, key=lambda place: (np.isnat(found[place].texts).all(), place))
    ]


def ask(
    columns: Sequence[Column], answers: Mapping[str, str], start: Column | None
) -> tuple[list[int], Question | None]:
    """One question about all columns of a sheet with swapped dates, and the indices of those to swap back.

    `start` is the column of the instants at which the others' spans begin, if any.
    """
    found = find_all(columns)
    if not found:
        return [], None
    question = questions.with_answer(_question(found, start), answers)
    back = questions.answered(question) == "repair"
    return [swapped.column.index for swapped in found] if back else [], question


def _question(found: Sequence[Swapped], start: Column | None) -> Question:
    first = found[0]
    row = int(np.flatnonzero(first.rows)[0])
    stamp = first.stand[row]
    mended = swap_day_and_month(first.stand[row : row + 1])[0]
    firm, texts = int((~np.isnat(first.stand)).sum()), int((~np.isnat(first.texts)).sum())
    sample = first.column.label(int(np.flatnonzero(~np.isnat(first.texts))[0]))
    name = first.column.header.text
    also = tuple(other.column.header.text for other in found[1:])
    forms = ("day/month", "month/day") if first.order == "day-first" else ("month/day", "day/month")
    text = (
        f"“{first.column.label(row)}” in “{name}”: is that {day_words(stamp)}, or {day_words(mended)} with day "
        "and month swapped?"
    )
    why = (
        f"{firm:,} cells are dates, all with a day up to 12, and the other {texts:,} are text such as “{sample}”, all "
        f"with a day after the 12th. That happens when a spreadsheet program reads {forms[0]} as {forms[1]}: it swaps "
        f"the first kind and leaves the second.{_evidence(found, start)}"
    )
    if also:
        why += f" The answer counts for {' and '.join(f'“{other}”' for other in also)} too."
    return questions.swapped(name, also, text, why, (day_words(stamp), day_words(mended)))


def _evidence(found: Sequence[Swapped], start: Column | None) -> str:
    """What both readings make of the rows, in words."""
    out = ""
    first = found[0]
    back = swap_day_and_month(first.stand)
    before, after = first.outside(first.stand), first.outside(back)
    if before > after:
        out += f" As they stand, {before:,} of the dates lie outside the months of the texts; swapped back, {after:,}."
    begin = next((swapped for swapped in found if swapped.column is start), None)
    for end in found:
        if begin is None or end is begin:
            continue
        spans = [int((one < other).sum()) for one, other in (
            (end.whole(end.stand), begin.whole(begin.stand)),
            (end.whole(swap_day_and_month(end.stand)), begin.whole(swap_day_and_month(begin.stand))),
        )]  # fmt: skip
        if spans[0] > spans[1]:
            out += (
                f" As they stand, {spans[0]:,} rows have “{end.column.header.text}” before "
                f"“{begin.column.header.text}”; swapped back, {spans[1]:,}."
            )
    return out
