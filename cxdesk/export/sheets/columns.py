"""Columns of a data sheet: numbers, wall-clock times or texts, as they stand in memory already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from xlsxwriter.format import Format

from cxdesk.common.text import safe_text
from cxdesk.measures.packed import Packed, Rows

Texts: TypeAlias = "pa.Array | pa.ChunkedArray | pa.DictionaryArray"
UNIX_EPOCH = 25_569.0  # day number of 1970-01-01 in a spreadsheet
_MS_A_DAY = 86_400_000.0
FIRST_SAFE_DAY = 61.0  # 1 March 1900: before it, spreadsheets count a day that never was


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """A column of a data sheet: `values` are float64, `datetime64[ms]`, or texts ("" and null = blank).

    Times are wall clock; those in UTC are made so with `local` where they are written.
    Texts are strings of Arrow, or a dictionary of them; an array of objects is made one. `rows` picks the values that
    are shown (None = all). `formula`, without its "=", stands on the rows that `live` marks, together with their values
    (NaN: ""). `shared` gives, by label of a dictionary, its place in the workbook's list of texts (-1 = not there);
    without it labels stand in the cells.
    """

    header: str
    values: NDArray[Any] | Packed | Texts
    rows: NDArray[np.intp] | None = None
    width: float = 12.0
    format: Format | None = None
    help: str = ""
    formula: str = ""
    live: NDArray[np.bool_] | None = None
    shared: tuple[int, ...] | None = None
    local: Callable[[NDArray[Any]], NDArray[Any]] | None = None

    def __len__(self) -> int:
        return len(self.values) if self.rows is None else len(self.rows)

    @cached_property
    def style(self) -> str:
        """The cells' attribute for their format; must be asked for before the workbook writes its styles."""
        return "" if self.format is None else f' s="{self.format._get_xf_index()}"'  # noqa: SLF001 - no public name

    @cached_property
    def source(self) -> NDArray[Any] | Packed | Texts:
        """The values, texts as Arrow's."""
        if isinstance(self.values, np.ndarray) and self.values.dtype.kind in "OUT":
            codes, labels = pd.factorize(self.values)
            return coded(codes, labels.tolist())
        return self.values

    def part(self, start: int, end: int) -> NDArray[Any] | pa.Array:
        """The values of some rows, counted from 0 below the header."""
        source = self.source
        if isinstance(source, np.ndarray | Packed):
            rows: Rows = slice(start, end) if self.rows is None else self.rows[start:end]
            found: NDArray[Any] = source.numbers(rows) if isinstance(source, Packed) else source[rows]
            return found if self.local is None else self.local(found)
        taken = source.slice(start, end - start) if self.rows is None else source.take(pa.array(self.rows[start:end]))
        return taken.combine_chunks() if isinstance(taken, pa.ChunkedArray) else taken

    @property
    def text_bytes(self) -> int:
        """Bytes of the texts that stand in the cells themselves, at most."""
        if isinstance(self.source, np.ndarray | Packed) or self.shared is not None:
            return 0
        if isinstance(self.source, pa.DictionaryArray):
            longest = pc.max(pc.binary_length(self.source.dictionary)).as_py() or 0
            return int(longest) * len(self)
        return int(self.source.nbytes)

    def uses(self) -> NDArray[np.intp]:
        """By label of a dictionary, how many cells hold it."""
        assert isinstance(self.source, pa.DictionaryArray)
        codes = self.source.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.intp)
        codes = codes if self.rows is None else codes[self.rows]
        return np.bincount(codes + 1, minlength=len(self.source.dictionary) + 1)[1:]

    def shown(self) -> NDArray[Any]:
        """The values as formulas see them: day numbers (NaN for blank or words), numbers, or texts as objects."""
        values: Any = self.part(0, len(self))
        if not isinstance(values, np.ndarray):
            return np.array([text or "" for text in values.to_pylist()], dtype=object)
        if values.dtype.kind != "M":
            return values
        numbers = day_numbers(values)
        return np.where(numbers >= FIRST_SAFE_DAY, numbers, np.nan)


def coded(codes: NDArray[np.integer[Any]], labels: Sequence[Any]) -> pa.DictionaryArray:
    """Texts by code, -1 for blank; what breaks a file is replaced."""
    texts = pa.array([safe_text(str(label)) for label in labels], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), texts)


def day_numbers(instants: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Wall-clock times as the day numbers of a spreadsheet; NaN for NaT. Midnights are whole numbers exactly."""
    numbers: NDArray[np.float64] = instants.astype("datetime64[ms]").astype(np.int64) / _MS_A_DAY + UNIX_EPOCH
    numbers[np.isnat(instants)] = np.nan
    return numbers
