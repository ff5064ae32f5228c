"""A sheet as the file holds it: columns of cells with their own types, nothing decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray


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

    `kinds` is uint8 of `Cell`. `codes` (int32, -1 where not text) index `texts`, the distinct texts of the column
    (whitespace as in the file). `numbers` (float64) holds numbers, flags as 1/0, TIME and DURATION in seconds.
    `instants` (datetime64[ms], wall clock as stored) holds INSTANT and DATE. Arrays of kinds that do not occur may
    be None. `words` is the array of distinct texts as the reader has it, an Arrow string array, where there is one: a
    pass over it needs no Python strings.
    """

    kinds: NDArray[np.uint8]
    texts: NDArray[np.object_]
    codes: NDArray[np.int32]
    numbers: NDArray[np.float64] | None = None
    instants: NDArray[np.datetime64] | None = None
    words: Any = None

    def __len__(self) -> int:
        return len(self.kinds)

    def cell(self, row: int) -> Any:
        """Value of one cell as Python would show it: None, str, float, bool, datetime64, or seconds as timedelta64."""
        match Cell(int(self.kinds[row])):
            case Cell.BLANK:
                return None
            case Cell.TEXT:
                return self.texts[self.codes[row]]
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
    read like others. `notes` are findings of the reader in plain words (error cells, formulas without a value).
    """

    file: str
    path: str
    sheet: str
    format: str
    columns: tuple[RawColumn, ...]
    first_row: int = 1
    first_column: int = 1
    hidden: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def rows(self) -> int:
        """Rows of the used range."""
        return len(self.columns[0]) if self.columns else 0
