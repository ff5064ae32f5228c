"""A column of a sheet's data rows, with what its cells look like; everything costly is computed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxdesk.common.progress import Progress, beat
from cxdesk.imports.convert.categories import number_text
from cxdesk.imports.convert.dates import DateTexts, from_numbers, read_dates
from cxdesk.imports.convert.durations import DurationTexts, read_durations, read_times_of_day
from cxdesk.imports.convert.flags import read_flags, read_met
from cxdesk.imports.convert.numbers import NumberTexts, read_numbers
from cxdesk.imports.convert.scores import ScoreTexts, read_scores
from cxdesk.imports.convert.texts import Bools, Floats, all_follow, clean, masked
from cxdesk.imports.names import Header
from cxdesk.imports.raw import Cell, RawColumn

SAMPLE = 200
SOME_TEXTS = 1000
ERA = np.datetime64("1905-01-01", "ms")  # a spreadsheet date before is a duration
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$")


class Look:
    """Shares (0 to 1) of a column's filled cells that could be read as each kind, from a sample of the distinct texts.

    Each share is found when first asked for.
    """

    def __init__(self, column: Column) -> None:
        """Take the sample: texts spread evenly over the distinct ones."""
        beat()
        self._raw, self._size = (
            column.raw,
            column.size,
        )  # not the column, which keeps this: both would outlive their use
        known = np.flatnonzero(column.known)
        part = known[:: max(1, len(known) // SAMPLE)][: 2 * SAMPLE]
        self._sample = column.texts.take(pa.array(part))
        self._weight = column.counts[part].astype(np.float64)
        self._text = float(column.counts[column.known].sum())
        cells = column.cell_numbers
        self._numbers = cells[~np.isnan(cells)]
        self._count = {
            kind: int(count) for kind, count in enumerate(np.bincount(column.raw.kinds, minlength=len(Cell)))
        }

    def _share(self, read: Callable[[pa.Array], Bools], native: int) -> float:
        """Share of the filled cells: native ones of the right kind, and texts that can be read."""
        texts = 0.0
        if len(self._sample):
            texts = float(self._weight[read(self._sample)].sum() / self._weight.sum()) * self._text
        return (native + texts) / max(1, self._size)

    def _cells(self, *kinds: Cell) -> int:
        return sum(self._count[kind] for kind in kinds)

    @cached_property
    def dates(self) -> float:
        """Dates, with a time or without."""
        return self._share(lambda texts: read_dates(texts).read, self._cells(Cell.INSTANT, Cell.DATE))

    @cached_property
    def stamps(self) -> float:
        """Numbers that are instants of this era: Excel's days, `20240131`, seconds since 1970."""
        native = len(self._numbers) if _dates_as_numbers(self._numbers) else 0
        return self._share(_stamp_like, native)

    @cached_property
    def times(self) -> float:
        """Times of day."""
        return self._share(lambda texts: ~np.isnan(read_times_of_day(texts)), self._cells(Cell.TIME))

    @cached_property
    def numbers(self) -> float:
        """Numbers."""
        return self._share(lambda texts: ~np.isnan(read_numbers(texts).values), self._cells(Cell.NUMBER, Cell.FLAG))

    @cached_property
    def durations(self) -> float:
        """Durations, bare numbers too."""
        native = self._cells(Cell.NUMBER, Cell.TIME, Cell.DURATION) + self._old_dates
        return self._share(_duration_like, native)

    @cached_property
    def _old_dates(self) -> int:
        """Durations over a day that a spreadsheet program shows as dates of 1900."""
        stamps = self._raw.instants
        if stamps is None:
            return 0
        return int((_of_kind(self._raw, Cell.INSTANT, Cell.DATE) & (stamps < ERA)).sum())

    @cached_property
    def flags(self) -> float:
        """Yes and no."""
        ones = len(self._numbers) if len(self._numbers) and np.isin(self._numbers, (0, 1)).all() else 0
        return self._share(lambda texts: ~np.isnan(read_flags(texts)), self._cells(Cell.FLAG) + ones)

    @cached_property
    def met(self) -> float:
        """Words of a service level."""
        return self._share(lambda texts: ~np.isnan(read_met(texts)), self._cells(Cell.FLAG))

    @cached_property
    def scores(self) -> float:
        """Survey scores, and words for an answer that did not come."""
        return self._share(_score_like, self._cells(Cell.NUMBER))

    @cached_property
    def emails(self) -> float:
        """E-mail addresses."""
        return self._share(
            lambda texts: np.array([bool(_EMAIL.match(text)) for text in texts.to_pylist()], dtype=np.bool_), 0
        )

    @cached_property
    def _values(self) -> Floats:
        """Numbers and durations of the sample and of up to 5,000 cells."""
        cells = self._numbers[:: max(1, len(self._numbers) // 5000)]
        if not len(self._sample):
            return cells
        texts = _numbers_of(self._sample)
        return np.concatenate([cells, texts[~np.isnan(texts)]])

    @property
    def whole(self) -> float:
        """Share of the numbers that are whole."""
        return float((self._values == np.floor(self._values)).mean()) if len(self._values) else 0.0

    @property
    def negative(self) -> float:
        """Share of the numbers below 0, each cell counted."""
        below = self._share(lambda texts: _numbers_of(texts) < 0, int((self._numbers < 0).sum()))
        read = self._share(lambda texts: ~np.isnan(_numbers_of(texts)), len(self._numbers))
        return below / read if read else 0.0

    @property
    def halves(self) -> float:
        """Share of the numbers that are whole or have a half."""
        twice = 2 * self._values
        return float((twice == np.floor(twice)).mean()) if len(twice) else 0.0

    def over(self, limit: float) -> float:
        """Share of the different numbers above a limit."""
        return float((self._values > limit).mean()) if len(self._values) else 0.0

    @property
    def high(self) -> float:
        """The largest number; NaN where there is none."""
        return float(self._values.max()) if len(self._values) else np.nan


def _numbers_of(texts: pa.Array) -> Floats:
    """Numbers and hours of durations; NaN for other texts."""
    spans = read_durations(texts)
    return np.where(np.isnan(spans.hours), read_numbers(texts).values, spans.hours)


def _stamp_like(texts: pa.Array) -> Bools:
    values = read_numbers(texts).values
    return ~np.isnan(values) if _dates_as_numbers(values[~np.isnan(values)]) else np.zeros(len(values), np.bool_)


def _duration_like(texts: pa.Array) -> Bools:
    read = read_durations(texts)
    return np.asarray(~np.isnan(read.hours) | ~np.isnan(read.bare), dtype=np.bool_)


def _score_like(texts: pa.Array) -> Bools:
    read = read_scores(texts)
    return np.asarray(~np.isnan(read.values) | read.unanswered, dtype=np.bool_)


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """One column of the data rows. `index` is its position in the file, `rows` the row numbers a person sees."""

    index: int
    header: Header
    raw: RawColumn

    def __len__(self) -> int:
        return len(self.raw)

    @cached_property
    def counts(self) -> NDArray[np.int32]:
        """Rows of each distinct text."""
        beat()
        codes = self.raw.codes
        return np.bincount(codes[codes >= 0], minlength=len(self.raw.words)).astype(np.int32)

    @cached_property
    def texts(self) -> pa.Array:
        """Distinct texts, trimmed; null where they stand for nothing or occur outside the data rows only."""
        beat()
        return masked(clean(self.raw.words), self.counts > 0)

    @cached_property
    def all_texts(self) -> pa.Array:
        """Distinct texts as written, those that stand for nothing too."""
        return self.raw.words

    @cached_property
    def known(self) -> Bools:
        """Distinct texts that stand for something."""
        return np.asarray(self.texts.is_valid())

    @cached_property
    def filled(self) -> Bools:
        """Rows that hold something; error cells and words for nothing do not."""
        beat()
        kinds = self.raw.kinds
        filled = (kinds != Cell.BLANK) & (kinds != Cell.ERROR) & (kinds != Cell.TEXT)
        text = kinds == Cell.TEXT
        if text.any() and len(self.known):
            filled |= text & self.known[np.maximum(self.raw.codes, 0)]
        return np.asarray(filled, dtype=np.bool_)

    @cached_property
    def size(self) -> int:
        """How many rows are filled."""
        return int(self.filled.sum())

    @cached_property
    def distinct(self) -> int:
        """How many different values the filled rows hold."""
        beat()
        kinds, total = self.raw.kinds, int(self.known.sum())
        if self.raw.repeats:
            total = len(self.texts if all_follow(self.texts) else self.texts.unique().drop_null())
        number = (kinds != Cell.TEXT) & self.filled
        if self.raw.numbers is not None:
            values = self.raw.numbers[number & ~self.of_kind(Cell.INSTANT, Cell.DATE)]
            total += len(np.unique(values))
        if self.raw.instants is not None:
            total += len(np.unique(self.raw.instants[self.of_kind(Cell.INSTANT, Cell.DATE)]))
        return total

    def over(self, count: int) -> bool:
        """Whether the filled rows hold more than so many different values; mostly told by a part of the texts."""
        if self.raw.repeats and "distinct" not in self.__dict__:
            part = self.texts.slice(0, SOME_TEXTS + 2 * count)
            if len(part.unique().drop_null()) > count:
                return True
        return self.distinct > count

    def of_kind(self, *kinds: Cell) -> Bools:
        """Rows whose cell is of one of the kinds."""
        return _of_kind(self.raw, *kinds)

    @cached_property
    def dates(self) -> DateTexts:
        """Distinct texts as dates."""
        beat()
        return read_dates(self.texts)

    @cached_property
    def numbers(self) -> NumberTexts:
        """Distinct texts as numbers."""
        beat()
        return read_numbers(self.texts)

    @cached_property
    def durations(self) -> DurationTexts:
        """Distinct texts as durations."""
        beat()
        return read_durations(self.texts)

    @cached_property
    def scores(self) -> ScoreTexts:
        """Distinct texts as survey scores."""
        beat()
        return read_scores(self.texts)

    @cached_property
    def cell_numbers(self) -> Floats:
        """Numbers of NUMBER cells, a row each; NaN elsewhere."""
        if self.raw.numbers is None:
            return np.broadcast_to(np.nan, len(self))  # takes no memory
        return np.where(self.of_kind(Cell.NUMBER), self.raw.numbers, np.nan)

    @cached_property
    def look(self) -> Look:
        """What the filled cells could be."""
        return Look(self)

    def label(self, row: int) -> str:
        """What a person sees in the cell of a data row."""
        return cell_text(self.raw, row)

    def samples(self, count: int = 3) -> tuple[str, ...]:
        """The first different filled cells as a person sees them."""
        out: list[str] = []
        for row in np.flatnonzero(self.filled)[:50]:
            text = cell_text(self.raw, int(row))
            if text not in out:
                out.append(text[:80])
            if len(out) == count:
                break
        return tuple(out)


def _of_kind(raw: RawColumn, *kinds: Cell) -> Bools:
    return np.isin(raw.kinds, np.array(kinds, dtype=np.uint8))


def _dates_as_numbers(values: Floats) -> bool:
    """Whether numbers can only be Excel's days, `20240131` or seconds since 1970 of this era."""
    if not len(values):
        return False
    instants, _ = from_numbers(values)
    near = (instants >= np.datetime64("2000-01-01", "ms")) & (instants < np.datetime64("2070-01-01", "ms"))
    return bool(near.mean() > 0.95 and len(np.unique(values)) > 1)


def look_through(columns: Sequence[Column], file: str, progress: Progress) -> None:
    """Find out column by column what takes longest, so that it is told and can be stopped.

    Raises:
        Cancelled: the user stopped.
    """
    for done, column in enumerate(columns):
        words = f"{file}: recognising “{column.header.text}”"
        progress.report(done, len(columns), words)
        if column.size and column.look.dates >= 0.5:
            progress.report(done, len(columns), words)
            _ = column.dates  # kept by the column
        pa.default_memory_pool().release_unused()  # what the looks needed goes back to the system


def cell_text(raw: RawColumn, row: int) -> str:
    """A cell as a person sees it, in one line."""
    value = raw.cell(row)
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, np.timedelta64):
        seconds = int(value / np.timedelta64(1, "s"))
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    text = str(value).replace("T", " ")
    return text.removesuffix(".000").removesuffix(" 00:00:00")
