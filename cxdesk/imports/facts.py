"""A column of a sheet's data rows, with what its cells look like; everything costly is computed once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.imports.convert.categories import number_text
from cxdesk.imports.convert.dates import DateTexts, from_numbers, read_dates
from cxdesk.imports.convert.durations import DurationTexts, read_durations, read_times_of_day
from cxdesk.imports.convert.flags import read_flags, read_met
from cxdesk.imports.convert.numbers import NumberTexts, read_numbers
from cxdesk.imports.convert.scores import ScoreTexts, read_scores
from cxdesk.imports.convert.texts import Bools, Floats, clean
from cxdesk.imports.names import Header
from cxdesk.imports.raw import Cell, RawColumn

SAMPLE = 400
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$")


@dataclass(frozen=True, kw_only=True)
class Look:
    """Shares (0 to 1) of the filled cells that could be read as each kind, from a sample of the distinct texts."""

    dates: float
    times: float
    numbers: float
    durations: float
    flags: float
    met: float
    scores: float
    emails: float
    whole: float  # of the numbers, how many are whole
    negative: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """One column of the data rows. `index` is its position in the file, `rows` the row numbers a person sees."""

    index: int
    header: Header
    raw: RawColumn

    def __len__(self) -> int:
        return len(self.raw)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Rows of each distinct text."""
        codes = self.raw.codes
        return np.bincount(codes[codes >= 0], minlength=len(self.raw.texts)).astype(np.int64)

    @cached_property
    def texts(self) -> pa.Array:
        """Distinct texts, trimmed; null where they stand for nothing or occur outside the data rows only."""
        return pc.if_else(pa.array(self.counts > 0), clean(self.raw.texts), pa.scalar(None, pa.string()))

    @cached_property
    def known(self) -> Bools:
        """Distinct texts that stand for something."""
        return np.asarray(self.texts.is_valid())

    @cached_property
    def filled(self) -> Bools:
        """Rows that hold something; error cells and words for nothing do not."""
        kinds = self.raw.kinds
        filled = (kinds != Cell.BLANK) & (kinds != Cell.ERROR) & (kinds != Cell.TEXT)
        text = kinds == Cell.TEXT
        if text.any() and len(self.known):
            filled |= text & self.known[np.maximum(self.raw.codes, 0)]
        return filled

    @cached_property
    def size(self) -> int:
        """How many rows are filled."""
        return int(self.filled.sum())

    @cached_property
    def distinct(self) -> int:
        """How many different values the filled rows hold."""
        kinds, total = self.raw.kinds, int(self.known.sum())
        number = (kinds != Cell.TEXT) & self.filled
        if self.raw.numbers is not None:
            values = self.raw.numbers[number & ~self.of_kind(Cell.INSTANT, Cell.DATE)]
            total += len(np.unique(values))
        if self.raw.instants is not None:
            total += len(np.unique(self.raw.instants[self.of_kind(Cell.INSTANT, Cell.DATE)]))
        return total

    def of_kind(self, *kinds: Cell) -> Bools:
        """Rows whose cell is of one of the kinds."""
        return np.isin(self.raw.kinds, np.array(kinds, dtype=np.uint8))

    @cached_property
    def dates(self) -> DateTexts:
        """Distinct texts as dates."""
        return read_dates(self.texts)

    @cached_property
    def numbers(self) -> NumberTexts:
        """Distinct texts as numbers."""
        return read_numbers(self.texts)

    @cached_property
    def durations(self) -> DurationTexts:
        """Distinct texts as durations."""
        return read_durations(self.texts)

    @cached_property
    def scores(self) -> ScoreTexts:
        """Distinct texts as survey scores."""
        return read_scores(self.texts)

    @cached_property
    def cell_numbers(self) -> Floats:
        """Numbers of NUMBER cells, a row each; NaN elsewhere."""
        if self.raw.numbers is None:
            return np.full(len(self), np.nan)
        return np.where(self.of_kind(Cell.NUMBER), self.raw.numbers, np.nan)

    @cached_property
    def look(self) -> Look:
        """What the filled cells could be."""
        known = np.flatnonzero(self.known)
        step = max(1, len(known) // SAMPLE)
        part = known[::step][: SAMPLE * 2]
        weight = self.counts[part].astype(np.float64)
        sample = self.texts.take(pa.array(part))
        text = float(self.counts[self.known].sum())
        shares = _text_shares(sample, weight)
        cells = {kind: int(self.of_kind(kind).sum()) for kind in Cell}
        values = self.cell_numbers[~np.isnan(self.cell_numbers)]
        sampled = shares.pop("values")
        every = np.concatenate([values[:: max(1, len(values) // 5000)], sampled[~np.isnan(sampled)]])
        numeric, instants = cells[Cell.NUMBER], cells[Cell.INSTANT] + cells[Cell.DATE]
        spans = cells[Cell.TIME] + cells[Cell.DURATION]
        native = {
            "dates": instants + (numeric if _dates_as_numbers(values) else 0),
            "times": cells[Cell.TIME],
            "numbers": numeric + cells[Cell.FLAG],
            "durations": numeric + spans,
            "flags": cells[Cell.FLAG] + (numeric if len(values) and np.isin(values, (0, 1)).all() else 0),
            "met": cells[Cell.FLAG],
            "scores": numeric,
            "emails": 0,
        }
        total = max(1, self.size)
        share = {name: (native[name] + shares[name] * text) / total for name in native}
        return Look(
            **share,
            whole=float((every == np.floor(every)).mean()) if len(every) else 0.0,
            negative=float((every < 0).mean()) if len(every) else 0.0,
            low=float(every.min()) if len(every) else np.nan,
            high=float(every.max()) if len(every) else np.nan,
        )

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


def _text_shares(sample: pa.Array, weight: Floats) -> dict[str, Any]:
    """Shares by weight of a sample of texts that can be read as each kind, and the numbers among them."""
    if not len(sample):
        return {**dict.fromkeys(("dates", "times", "numbers", "durations", "flags", "met", "scores", "emails"), 0.0),
                "values": np.zeros(0)}  # fmt: skip
    dates, numbers, durations, scores = read_dates(sample), read_numbers(sample), read_durations(sample), read_scores(sample)
    mails = np.array([bool(_EMAIL.match(text)) for text in sample.to_pylist()])
    total = weight.sum()

    def share(mask: Bools) -> float:
        return float(weight[mask].sum() / total)

    return {
        "dates": share(dates.read),
        "times": share(~np.isnan(read_times_of_day(sample))),
        "numbers": share(~np.isnan(numbers.values)),
        "durations": share(~np.isnan(durations.hours) | ~np.isnan(durations.bare)),
        "flags": share(~np.isnan(read_flags(sample))),
        "met": share(~np.isnan(read_met(sample))),
        "scores": share(~np.isnan(scores.values) | scores.unanswered),
        "emails": share(mails),
        "values": np.where(np.isnan(durations.hours), numbers.values, durations.hours),
    }


def _dates_as_numbers(values: Floats) -> bool:
    """Whether numbers can only be Excel's days, `20240131` or seconds since 1970 of this era."""
    if not len(values):
        return False
    instants, _ = from_numbers(values)
    near = (instants >= np.datetime64("2000-01-01", "ms")) & (instants < np.datetime64("2070-01-01", "ms"))
    return bool(near.mean() > 0.95 and len(np.unique(values)) > 1)


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


