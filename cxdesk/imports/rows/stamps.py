"""Columns of dates and months to instants in UTC, by the order and the zone decided for the whole column."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.common.problems import Severity
from cxdesk.imports.convert.clocks import NOT_A_TIME, Instants, Localised, rounded, to_utc
from cxdesk.imports.convert.dates import Order, from_numbers, placeholders, plausible, swap_day_and_month
from cxdesk.imports.convert.months import read_months
from cxdesk.imports.convert.texts import NO_DATES, Bools, bools, spread
from cxdesk.imports.raw import Cell
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.swapped import BACK, firm_rows
from cxdesk.imports.rows.values import Fault, Values
from cxdesk.imports.zones import VAGUE_WORDS, reading_of, shift_of


def instants(column: Column, order: str, zone: str) -> Values:
    """Instants in UTC (`datetime64[ms]`), NaT where none could be read or where it is not of this age.

    `order` is the plan's format: the order of day and month, and whether swapped ones go back.
    """
    count, zone = len(column), column.header.zone or zone
    wall: Instants = np.full(count, NOT_A_TIME)
    fixed = np.zeros(count, np.bool_)
    if column.raw.instants is not None:
        native = column.of_kind(Cell.INSTANT, Cell.DATE)
        wall[native] = rounded(column.raw.instants)[native]
    said: tuple[Fault, ...] = ()
    if len(column.raw.words):
        way: Order = "month-first" if order.startswith("month-first") else "day-first"
        text = spread(column.dates.order(way), column.raw.codes, NOT_A_TIME)
        rows = column.of_kind(Cell.TEXT)
        wall[rows] = text[rows]
        fixed[rows] = spread(column.dates.fixed, column.raw.codes, fill=False)[rows]
        wall, said = _zone_words(column, wall, zone)
    numbers = column.cell_numbers
    if not np.isnan(numbers).all():
        stamps, utc = from_numbers(numbers)
        rows = ~np.isnan(numbers)
        wall[rows] = stamps[rows]
        fixed[rows] = utc
    if len(column.raw.words) and np.isnat(wall[column.filled]).any():
        wall, fixed = _text_numbers(column, wall, fixed)
    if BACK in order:
        wall, back = _swapped_back(column, wall)
        said = (*said, back)
    found = _in_utc(column, wall, fixed, zone)
    return Values(data=found.data, faults=(*found.faults, *said, *_blank_dates(column)))


def _swapped_back(column: Column, wall: Instants) -> tuple[Instants, Fault]:
    mended = np.where(firm_rows(column), swap_day_and_month(wall), wall)
    changed = (mended != wall) & ~np.isnat(wall)
    return mended, Fault(
        kind="swapped_back", rows=changed, expected="day and month as they were typed", severity=Severity.INFO,
        message="is read with day and month swapped back, as you answered",
    )  # fmt: skip


def _zone_words(column: Column, wall: Instants, zone: str) -> tuple[Instants, tuple[Fault, ...]]:
    """Times behind which a word of several zones stands, as in the zone of the user; and what to say of such words."""
    vague = column.dates.vague
    if not (vague >= 0).any():
        return wall, ()
    faults = []
    codes = spread(vague, column.raw.codes, np.int8(-1))
    for place in np.unique(vague[vague >= 0]):
        rows = codes == place
        if place == len(VAGUE_WORDS):
            words, taken = "ends with a word that is no known time zone", f"it was read as a time in {zone}"
        else:
            word = VAGUE_WORDS[place]
            hours = np.timedelta64(round(shift_of(word, zone) * 60), "m")
            wall = np.where(rows, wall + hours, wall)
            words, taken = f"has the zone {word.upper()}, which several countries use", reading_of(word, zone)
            taken = f"it was read as {taken}"
        faults.append(Fault(kind="zone_word", rows=rows, expected="an offset such as +01:00",
                            message=f"{words}; {taken}", severity=Severity.INFO))  # fmt: skip
    return wall, tuple(faults)


def _blank_dates(column: Column) -> tuple[Fault, ...]:
    """Cells such as 0000-00-00, which count as blank."""
    if (column.known | (column.counts == 0)).all():  # what stands for no date stands for nothing
        return ()
    none = bools(pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(column.all_texts)), value_set=pa.array(NO_DATES)))
    if not none.any():
        return ()
    rows = spread(none, column.raw.codes, fill=False)
    return (_placeholder(rows),) if rows.any() else ()


def _placeholder(rows: Bools) -> Fault:
    return Fault(kind="placeholder_date", rows=rows, expected="a date or nothing", severity=Severity.INFO,
                 message="is what programs write where there is no date; it counts as empty")  # fmt: skip


def _text_numbers(column: Column, wall: Instants, fixed: Bools) -> tuple[Instants, Bools]:
    """Seconds since 1970 and the like, written as text."""
    values = np.where(column.dates.read, np.nan, column.numbers.values)
    values = np.where(values > (19_000_000 if column.dates.read.any() else 20_000), values, np.nan)
    if np.isnan(values).all():
        return wall, fixed
    stamps, utc = from_numbers(values)
    rows = np.isnat(wall) & column.of_kind(Cell.TEXT)
    wall[rows] = spread(stamps, column.raw.codes, NOT_A_TIME)[rows]
    fixed[rows & ~np.isnat(wall)] = utc
    return wall, fixed


def _in_utc(column: Column, wall: Instants, fixed: Bools, zone: str) -> Values:
    unread = column.filled & np.isnat(wall)
    blank = placeholders(wall)
    strange = ~np.isnat(wall) & ~plausible(wall) & ~blank
    wall = np.where(strange | blank, NOT_A_TIME, wall)
    local = to_utc(np.where(fixed, NOT_A_TIME, wall), zone)
    out = np.where(fixed, wall, local.instants)
    faults = (
        Fault(kind="unreadable_date", rows=unread, expected="a date", message="could not be read as a date"),
        Fault(kind="implausible_date", rows=strange, expected="a date from 1990 to 2099",
              message="is not a date of this age"),
        _placeholder(blank),
        *_clock_changes(local, zone),
        *_mixed(wall, fixed, zone),
    )  # fmt: skip
    return Values(data=out, faults=tuple(fault for fault in faults if fault.rows.any()))


def _clock_changes(local: Localised, zone: str) -> tuple[Fault, ...]:
    return (
        Fault(kind="clock_change", rows=local.gaps, expected=f"a time that exists in {zone}",
              message=f"falls into the hour that a clock change in {zone} leaves out; it was moved forward"),
        Fault(kind="clock_change", rows=local.doubled, expected=f"a time that is unique in {zone}",
              message=f"falls into the hour that a clock change in {zone} doubles; the first was taken"),
    )  # fmt: skip


def _mixed(wall: Instants, fixed: Bools, zone: str) -> tuple[Fault, ...]:
    """Times without an offset in a column where others have one."""
    known = ~np.isnat(wall)
    bare = known & ~fixed
    if not bare.any() or not (known & fixed).any():
        return ()
    return (Fault(kind="mixed_zones", rows=bare, expected="a time with an offset, as in other rows",
                  message=f"names no offset, unlike others of the column; it was read as a time in {zone}",
                  severity=Severity.INFO),)  # fmt: skip


def month_starts(column: Column, zone: str) -> Values:
    """First instants of months in the zone, in UTC."""
    read = months(column)
    return Values(data=to_utc(read.data, zone).instants, faults=read.faults)


def months(column: Column, order: str = "") -> Values:
    """First instants of months, as wall-clock dates; `order` says which number of a date is the day."""
    out = spread(read_months(column.texts, month_first="month-first" in order), column.raw.codes, NOT_A_TIME)
    if column.raw.instants is not None:
        native = column.of_kind(Cell.INSTANT, Cell.DATE)
        out[native] = column.raw.instants[native].astype("datetime64[M]").astype("datetime64[ms]")
    unread = column.filled & np.isnat(out)
    fault = Fault(kind="unreadable_month", rows=unread, expected="a month", message="could not be read as a month")
    return Values(data=out, faults=(fault,) if unread.any() else ())
