"""A sheet as the file holds it: columns of cells with their own types, nothing decided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.stamps import FileStamp

if TYPE_CHECKING:
    import pyarrow as pa

DECODED_AT_ONCE = 8192  # texts made Python strings at a time, so that no thread holds the lock for long


class Cell(IntEnum):
    """Type of a cell as the file states it."""

    BLANK = 0
    TEXT = 1
    NUMBER = 2
    FLAG = 3
    INSTANT = 4  # date and time, wall clock
    DATE = 5
    TIME = 6  # time of day, or a duration under 24 h typed as a time
    DURATION = 7  # [h]:mm and the like
    ERROR = 8


@dataclass(frozen=True, kw_only=True, eq=False)
class RawColumn:
    """One column below row 1 of the sheet's used range; all arrays have one entry a row.

    `kinds` is uint8 of `Cell`. `codes` (int32, -1 where not text) index `words`, the column's texts as an Arrow string
    array (whitespace as in the file): a pass over it needs no Python strings. Each text stands there once, unless
    `repeats`: a long column of mostly different texts has a word for every row beyond its beginning, so there equal
    texts may have different codes: compare `keys`, or use `rows_like`. `numbers` (float64) holds numbers, flags as 1/0,
    TIME and DURATION in seconds. `instants` (datetime64[ms], wall clock as stored) holds INSTANT and DATE. Arrays of
    kinds that do not occur may be None.
    """

    kinds: NDArray[np.uint8]
    words: pa.StringArray
    codes: NDArray[np.int32]
    numbers: NDArray[np.float64] | None = None
    instants: NDArray[np.datetime64] | None = None
    repeats: bool = False

    def __len__(self) -> int:
        return len(self.kinds)

    @cached_property
    def texts(self) -> NDArray[np.object_]:
        """`words` as Python strings, made when first asked for, in small steps: it holds the interpreter's lock."""
        texts = np.empty(len(self.words), dtype=object)
        for start in range(0, len(texts), DECODED_AT_ONCE):
            part = self.words.slice(start, DECODED_AT_ONCE)
            texts[start : start + DECODED_AT_ONCE] = part.to_numpy(zero_copy_only=False)
        return texts

    @cached_property
    def keys(self) -> NDArray[np.int32]:
        """Codes that are equal where the texts are (int32, -1 where not text); costly where `repeats`."""
        if not self.repeats:
            return self.codes
        own = self.words.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return np.where(self.codes < 0, np.int32(-1), own[np.maximum(self.codes, 0)]).astype(np.int32)

    def part(self, start: int, stop: int) -> RawColumn:
        """The rows from `start` up to `stop`; the words are shared."""
        return replace(
            self, kinds=self.kinds[start:stop], codes=self.codes[start:stop],
            numbers=None if self.numbers is None else self.numbers[start:stop],
            instants=None if self.instants is None else self.instants[start:stop],
        )  # fmt: skip

    def rows_like(self, row: int) -> NDArray[np.bool_]:
        """Rows that hold the same text as a row; none where that is no text."""
        code = int(self.codes[row])
        if code < 0 or not self.repeats:
            return np.asarray((self.codes == code) & (code >= 0), dtype=np.bool_)
        import pyarrow.compute as pc  # the window knows this module long before it reads a file

        same = pc.equal(self.words, self.words[code]).to_numpy(zero_copy_only=False)
        return np.asarray(same[np.maximum(self.codes, 0)] & (self.codes >= 0), dtype=np.bool_)

    def cell(self, row: int) -> Any:
        """Value of one cell as Python would show it: None, str, float, bool, datetime64, or seconds as timedelta64."""
        match Cell(int(self.kinds[row])):
            case Cell.BLANK:
                return None
            case Cell.TEXT:
                return self.words[int(self.codes[row])].as_py()
            case Cell.FLAG:
                return bool(self.numbers is not None and self.numbers[row])
            case Cell.INSTANT | Cell.DATE:
                return None if self.instants is None else self.instants[row]
            case Cell.ERROR:
                return "#ERROR"
            case Cell.TIME | Cell.DURATION:
                seconds = 0.0 if self.numbers is None else float(self.numbers[row])
                return np.timedelta64(round(seconds * 1000), "ms")
            case _:
                return None if self.numbers is None else float(self.numbers[row])


@dataclass(frozen=True, kw_only=True, eq=False)
class RawSheet:
    """A sheet: columns of equal length, and the spreadsheet row number of the first entry (usually 1).

    `first_column` is the spreadsheet column number of the first column (1 = A). `format` is xlsx, xlsm, xlsb, xls, ods,
    csv or tsv; `encoding` and `delimiter` are set for text files. `hidden` sheets are
    read like others. `stamp` is the file as it was when it was read. `notes` are findings of the reader in plain words
    (error cells, formulas without a value).
    `merged` are the merged cells, each as first row, first column, last row and last column, counted like the entries
    of `columns` from 0; only the first of its cells holds a value. A part of a sheet knows the `whole` it was cut
    out of and the time `zone` that a line outside it names.
    """

    file: str
    path: str
    sheet: str
    format: str
    columns: tuple[RawColumn, ...]
    first_row: int = 1
    first_column: int = 1
    hidden: bool = False
    stamp: FileStamp | None = None
    encoding: str | None = None
    delimiter: str | None = None
    notes: tuple[str, ...] = field(default=())
    merged: tuple[tuple[int, int, int, int], ...] = ()
    whole: RawSheet | None = None
    zone: str | None = None

    @property
    def rows(self) -> int:
        """Rows of the used range."""
        return len(self.columns[0]) if self.columns else 0
