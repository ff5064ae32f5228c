"""Columns of cells to columns of values, by the reading decided for the whole column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from cxdesk.imports.convert import numbers as number_texts
from cxdesk.imports.convert.categories import (
    categorical,
    few_digits,
    listed,
    merged,
    number_text,
    without_addresses,
)
from cxdesk.imports.convert.choices import choices_of
from cxdesk.imports.convert.durations import HOURS_OF, read_times_of_day
from cxdesk.imports.convert.flags import read_flags, read_met, read_undecided
from cxdesk.imports.convert.identifiers import damaged, one_line, ungrouped
from cxdesk.imports.convert.numbers import Mark, read_numbers
from cxdesk.imports.convert.texts import Codes, in_rows, spread, strings
from cxdesk.imports.names import fold
from cxdesk.imports.raw import Cell
from cxdesk.imports.recognise.facts import Column, cell_text
from cxdesk.imports.rows.stamps import instants
from cxdesk.imports.rows.values import Fault, Values
from cxdesk.tables.fields import Field

# Whoever answers a form without a name is not one person.
ANONYMOUS = frozenset(("anonymous", "anonym", "anonyme", "anonimo", "anonima", "anonymous user", "anonymous respondent",
                       "unknown", "guest"))  # fmt: skip
_NEUTRAL = 0.05  # polarity up to which a text is neither positive nor negative
MANY = 5000  # different texts from which on a further column is text, not a category
_MOST_DIGITS = 1e15  # Excel keeps 15 digits of a number and writes 0 for the others
UNASSIGNED = frozenset(
    (
        "unassigned",
        "not assigned",
        "nobody",
        "no agent",
        "no assignee",
        "no owner",
        "nicht zugewiesen",
        "sin asignar",
        "()",
    )
)


def durations(column: Column, unit: str) -> Values:
    """Hours (float64); bare numbers count in `unit`."""
    factor = HOURS_OF.get(unit, 1.0)
    read = column.durations
    hours = np.where(np.isnan(read.hours), read.bare * factor, read.hours)
    if unit in {"minutes", "seconds"} and read.clock.any():
        hours = np.where(read.clock, hours / 60, hours)  # `05:30` under a header in minutes is m:ss
    out = spread(hours, column.raw.codes, np.nan) if len(hours) else np.full(len(column), np.nan)
    out = np.where(np.isnan(column.cell_numbers), out, column.cell_numbers * factor)
    if column.raw.numbers is not None:
        out = np.where(column.of_kind(Cell.TIME, Cell.DURATION), column.raw.numbers / 3600, out)
    if column.raw.instants is not None:
        stamps = column.raw.instants
        old = column.of_kind(Cell.INSTANT, Cell.DATE) & (stamps < np.datetime64("1905-01-01", "ms"))
        spans = (stamps - np.datetime64("1899-12-31", "ms")) / np.timedelta64(1, "h")
        out = np.where(old, np.where(spans >= 60 * 24, spans - 24, spans), out)
    negative = out < 0
    unread = column.filled & np.isnan(out)
    faults = (
        Fault(
            kind="unreadable_duration", rows=unread, expected="a duration", message="could not be read as a duration"
        ),
        Fault(
            kind="negative_duration", rows=negative, expected="a duration of 0 or more", message="is less than nothing"
        ),
    )
    return Values(data=np.where(negative, np.nan, out), faults=tuple(fault for fault in faults if fault.rows.any()))


def times_of_day(column: Column) -> Values:
    """Hours since midnight (float64)."""
    read = read_times_of_day(column.texts)
    out = spread(read, column.raw.codes, np.nan) if len(read) else np.full(len(column), np.nan)
    if column.raw.numbers is not None:
        out = np.where(column.of_kind(Cell.TIME, Cell.DURATION), column.raw.numbers / 3600, out)
        fraction = column.cell_numbers
        out = np.where((fraction >= 0) & (fraction < 1), fraction * 24, out)
    unread = column.filled & np.isnan(out)
    fault = Fault(
        kind="unreadable_time", rows=unread, expected="a time of day", message="could not be read as a time of day"
    )
    return Values(data=out, faults=(fault,) if unread.any() else ())


def numbers(column: Column, *, mark: Mark | None = None) -> Values:
    """Numbers (float64); `mark` is the decimal mark where the column alone does not tell."""
    read = column.numbers
    if mark is not None and mark != read.mark:
        read = read_numbers(column.texts, mark=mark)
    out = spread(read.values, column.raw.codes, np.nan) if len(read.values) else np.full(len(column), np.nan)
    out = np.where(np.isnan(column.cell_numbers), out, column.cell_numbers)
    unread = column.filled & np.isnan(out)
    fault = Fault(kind="unreadable_number", rows=unread, expected="a number", message="could not be read as a number")
    return Values(data=out, faults=(fault,) if unread.any() else ())


def counts(column: Column, *, stations: bool = False, mark: Mark | None = None) -> Values:
    """Whole numbers of 0 or more (float64); yes and no count as 1 and 0; stations count the first assignment too."""
    out = numbers(column, mark=mark).data
    flag = spread(read_flags(column.texts), column.raw.codes, np.nan) if len(column.raw.words) else out
    out = np.where(np.isnan(out), flag, out)
    if column.raw.numbers is not None:
        out = np.where(column.of_kind(Cell.FLAG), column.raw.numbers, out)
    wrong = (out < 0) | (out != np.floor(out)) & ~np.isnan(out)
    unread = column.filled & np.isnan(out)
    faults = (
        Fault(
            kind="unreadable_number",
            rows=unread,
            expected="a whole number",
            message="could not be read as a whole number",
        ),
        Fault(kind="unreadable_number", rows=wrong, expected="a whole number of 0 or more", message="is no count"),
    )
    out = np.where(wrong, np.nan, out)
    out = np.maximum(out - 1, 0) if stations else out
    return Values(data=out, faults=tuple(fault for fault in faults if fault.rows.any()))


def flags(column: Column, sense: str, field: Field | None = None) -> Values:
    """1.0, 0.0 or NaN; `no/yes` turns the answer round.

    Words of a field's own choices ("1" or "0") count where yes and no do not stand.
    """
    met, yes = read_met(column.texts), read_flags(column.texts)
    if field is not None and field.choices:
        found = choices_of(strings(column.texts), field.choices)
        values = np.array([*(float(name) for name, _ in field.choices), np.nan])
        met, yes = np.full(len(yes), np.nan), np.where(np.isnan(yes), values[found], yes)
        whole = {word: float(name) for name, own in field.choices for word in own}
        exact = np.array([whole.get(fold(text or ""), np.nan) for text in strings(column.texts)], dtype=np.float64)
        yes = np.where(np.isnan(exact), yes, exact)
    if sense == "words":
        values = np.where(np.isnan(met), yes, met)
    else:
        values = np.where(np.isnan(yes), met, yes if sense == "yes/no" else 1.0 - yes)
    out = spread(values, column.raw.codes, np.nan) if len(values) else np.full(len(column), np.nan)
    if column.raw.numbers is not None:
        cells = np.where(column.of_kind(Cell.FLAG, Cell.NUMBER), column.raw.numbers, np.nan)
        cells = np.where(np.isin(cells, (0.0, 1.0)), cells, np.nan)
        out = np.where(np.isnan(cells), out, 1.0 - cells if sense == "no/yes" else cells)
    unread = column.filled & np.isnan(out)
    if field is not None and field.name == "sla_met" and unread.any():
        unread &= ~spread(read_undecided(column.texts), column.raw.codes, fill=False)
    fault = Fault(kind="unreadable_flag", rows=unread, expected="yes or no", message="is neither yes nor no")
    return Values(data=out, faults=(fault,) if unread.any() else ())


def choices(column: Column, field: Field) -> Values:
    """A category of a few values; words that mean none of them become the field's `otherwise`, or stay empty."""
    names = [name for name, _ in field.choices]
    texts = column.all_texts if "none" in names else column.texts
    found = choices_of(strings(texts), field.choices)
    codes = spread(found, column.raw.codes, np.int8(-1)) if len(found) else np.full(len(column), -1, np.int8)
    unread = column.filled & (codes < 0)
    if field.otherwise:
        codes = np.where(unread, np.int8(names.index(field.otherwise)), codes)
    fault = Fault(
        kind="unknown_word", rows=unread, expected=", ".join(names[:-1]) + f" or {names[-1]}",
        message=f"is no known {field.title.lower()}; it counts as {field.otherwise}" if field.otherwise
        else f"is no known {field.title.lower()}",
    )  # fmt: skip
    return Values(data=categorical(codes.astype(np.int32), names), faults=(fault,) if unread.any() else ())


def sentiments(column: Column, field: Field) -> Values:
    """Positive, neutral or negative, from words or from a polarity of -1 to 1 (neutral within 0.05 of 0)."""
    words = choices(column, field)
    read = column.numbers.values
    polarity = spread(read, column.raw.codes, np.nan) if len(read) else np.full(len(column), np.nan)
    polarity = np.where(np.isnan(column.cell_numbers), polarity, column.cell_numbers)
    if np.isnan(polarity).all():
        return words
    names = [name for name, _ in field.choices]
    place = {name: names.index(name) for name in ("positive", "neutral", "negative")}
    signed = np.where(polarity > _NEUTRAL, place["positive"], place["neutral"])
    signed = np.where(polarity < -_NEUTRAL, place["negative"], signed)
    inside = np.abs(polarity) <= 1
    own = np.asarray(words.data.codes)
    labels = np.append([names.index(str(name)) for name in words.data.categories], -1).astype(np.int32)[own]
    codes = np.where(inside, signed, labels).astype(np.int32)
    unread = column.filled & (codes < 0)
    fault = Fault(kind="unknown_word", rows=unread, expected="positive, neutral, negative, or -1 to 1",
                  message="is no known sentiment")  # fmt: skip
    return Values(data=categorical(codes, names), faults=(fault,) if unread.any() else ())


def shares(column: Column, top: float, *, hundred: bool) -> Values:
    """Grades out of `top`, from 0 to 1 or (`hundred`) to 100; others are left empty and reported."""
    read = numbers(column)
    out = np.asarray(read.data, dtype=np.float64)
    wrong = (out < 0) | (out > top)
    fault = Fault(kind="out_of_range", rows=wrong, expected=f"a value from 0 to {top:g}",
                  message="is outside the range; it was left empty")  # fmt: skip
    out = np.where(wrong, np.nan, out / top * (100.0 if hundred else 1.0))
    return Values(data=out, faults=(*read.faults, fault) if wrong.any() else read.faults)


def ratings(column: Column) -> Values:
    """Ratings as numbers, from numbers, stars and texts such as `4 / 5`."""
    texts = column.scores.values
    out = spread(texts, column.raw.codes, np.nan) if len(texts) else np.full(len(column), np.nan)
    out = np.where(np.isnan(column.cell_numbers), out, column.cell_numbers)
    unread = column.filled & np.isnan(out)
    fault = Fault(kind="unreadable_number", rows=unread, expected="a rating", message="could not be read as a rating")
    return Values(data=out, faults=(fault,) if unread.any() else ())


def _labels(
    column: Column, *, tidy: Callable[[list[str | None]], list[str | None]] | None = None
) -> tuple[list[str], Codes]:
    """Labels and the code of every row (-1 blank): texts as written, other cells as a person sees them."""
    texts: list[str | None] = strings(column.texts)
    if tidy is not None:
        texts = tidy(texts)
    labels, of_text = merged(texts, column.counts)
    codes = spread(of_text, column.raw.codes, np.int32(-1)) if len(of_text) else np.full(len(column), -1, np.int32)
    rest = np.flatnonzero(column.filled & ~column.of_kind(Cell.TEXT))
    if not len(rest):
        return labels, codes
    place = {label.casefold(): code for code, label in enumerate(labels)}
    values, back = other_cells(column, rest)
    own = np.empty(len(values), dtype=np.int32)
    for position, value in enumerate(values):
        code = place.setdefault(value.casefold(), len(labels))
        if code == len(labels):
            labels.append(value)
        own[position] = code
    codes[rest] = own[back]
    return labels, codes


def other_cells(column: Column, rows: NDArray[np.intp]) -> tuple[list[str], NDArray[np.intp]]:
    """Distinct cells that are no text, in words, and for every row which of them it holds."""
    keys = np.zeros((len(rows), 2), dtype=np.float64)
    keys[:, 0] = column.raw.kinds[rows]
    if column.raw.numbers is not None:
        keys[:, 1] = np.nan_to_num(column.raw.numbers[rows])
    if column.raw.instants is not None:
        dated = column.of_kind(Cell.INSTANT, Cell.DATE)[rows]
        keys[dated, 1] = column.raw.instants[rows][dated].astype(np.int64)
    plain = bool((keys[:, 0] == keys[0, 0]).all())
    if plain:
        _, first, back = np.unique(keys[:, 1], return_index=True, return_inverse=True)
    else:
        _, first, back = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    if plain and keys[0, 0] == Cell.NUMBER:
        return [number_text(float(value)) for value in keys[first, 1]], back.reshape(-1)
    return [cell_text(column.raw, int(rows[position])) for position in first], back.reshape(-1)


def categories(column: Column, *, person: bool = False, nobody: frozenset[str] = UNASSIGNED) -> Values:
    """A pandas category; spellings that differ in case and spaces only are one. Of persons, `nobody` is none."""
    labels, codes = _labels(column, tidy=listed if person else None)
    if person:
        labels = without_addresses(labels) if nobody is UNASSIGNED else labels
        none = np.array([fold(label) in nobody for label in labels] or [False], dtype=np.bool_)
        codes = np.where((codes >= 0) & none[np.maximum(codes, 0)], np.int32(-1), codes)
    return Values(data=categorical(codes, labels))


def identifiers(column: Column) -> Values:
    """Text; numbers without `.0`; a problem where a spreadsheet program rounded them.

    Rounded ones that repeat, or have few digits left, name nothing: they are left empty.
    """
    read = ungrouped(one_line(column.texts))
    broken = damaged(read)
    rows = spread(broken, column.raw.codes, fill=False)
    if broken.any():
        texts = strings(read)
        known = {text: few_digits(text or "") for text, lost in zip(texts, broken, strict=True) if lost}
        known |= dict.fromkeys(_repeated(texts, column.counts, set(known)), True)
        read = pa.array([None if known.get(text) else text for text in texts], read.type)
    long = np.abs(column.cell_numbers) >= _MOST_DIGITS
    if long.any() and not (column.cell_numbers[long] % 10).any():
        rows = rows | long
        again = pd.Series(np.where(long, column.cell_numbers, np.nan)).duplicated(keep=False).to_numpy() & long
    else:
        again = np.zeros(len(column), np.bool_)
    out = _text_column(column, read)
    if again.any():
        out[again] = None
    fault = Fault(
        kind="damaged_id",
        rows=rows,
        expected="the whole number",
        message="lost its last digits in a spreadsheet program",
    )
    return Values(data=out, faults=(fault,) if rows.any() else ())


def _repeated(texts: list[str | None], counts: NDArray[np.int32], wanted: set[str | None]) -> set[str | None]:
    """Which of the wanted texts stand in several rows."""
    rows: dict[str | None, int] = {}
    for text, count in zip(texts, counts.tolist(), strict=True):
        if text in wanted:
            rows[text] = rows.get(text, 0) + count
    return {text for text, count in rows.items() if count > 1}


def text(column: Column) -> Values:
    """Text as written, trimmed."""
    return Values(data=_text_column(column, column.texts))


def _text_column(column: Column, texts: pa.Array) -> pd.Series:
    """Distinct texts taken to the rows; they never become Python strings."""
    out = pd.array(in_rows(texts, column.raw), dtype="str")
    rest = np.flatnonzero(column.filled & ~column.of_kind(Cell.TEXT))
    if len(rest):
        words, back = other_cells(column, rest)
        out[rest] = pd.array(words, dtype="str").take(back)
    return pd.Series(out)


def further(column: Column, zone: str) -> Any:
    """A column that no field claims: numbers, instants or a category, whatever all its cells are."""
    if column.size and column.filled.sum() == (~np.isnan(column.cell_numbers)).sum():
        return column.cell_numbers
    if column.size and (column.filled == column.of_kind(Cell.INSTANT, Cell.DATE)).all():
        return instants(column, "day-first", zone).data
    if column.over(MANY):
        return text(column).data
    return categories(column).data


def currencies(column: Column, *, least: int = 1) -> pd.Categorical | None:
    """The currency that each amount names, else its header; None where fewer than `least` are named."""
    named = number_texts.currencies(column.texts)
    header = column.header.currency
    labels = sorted({name for name in (*named, header) if name is not None})
    if len(labels) < least or not labels:
        return None
    place = {name: code for code, name in enumerate(labels)}
    codes = np.array([-1 if name is None else place[name] for name in named], dtype=np.int8)
    rows = spread(codes, column.raw.codes, np.int8(-1)) if len(codes) else np.full(len(column), -1, np.int8)
    if header is not None:
        rows = np.where((rows < 0) & column.filled, np.int8(place[header]), rows)
    return categorical(rows.astype(np.int32), labels)
