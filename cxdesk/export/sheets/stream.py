"""A worksheet whose rows are written straight from columns: a hundred thousand rows without a hundred million objects.

XlsxWriter builds everything else of the sheet (table, widths, frozen panes, print setup). Its own way keeps one
object a cell, which takes minutes and gigabytes for large tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

from cxdesk.common.text import safe_text

_CHUNK = 4_000  # rows that stand in memory as text
_UNIX_EPOCH = 25_569.0  # day number of 1970-01-01 in a spreadsheet
_MS_A_DAY = 86_400_000.0
_FIRST_SAFE_DAY = 61.0  # 1 March 1900: before it, spreadsheets count a day that never was
_ESCAPED = re.compile("(?=_x[0-9A-Fa-f]{4}_)")  # reads like an escaped character, and would be turned into one


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """A column of a data sheet: `values` are float64, `datetime64[ms]` as wall clock, or texts ("" = blank).

    `formula`, without its "=", stands on the rows that `live` marks, together with their values (NaN: "").
    """

    header: str
    values: NDArray[Any]
    width: float = 12.0
    format: Format | None = None
    help: str = ""
    formula: str = ""
    live: NDArray[np.bool_] | None = None

    def cells(self, start: int, end: int, name: str) -> list[str]:
        """XML of the cells of some rows, counted from 0 below the header."""
        style, rows = _style(self.format), range(start + 2, end + 2)
        values = self.values[start:end]
        out = _cells(values, name, style, rows)
        if self.live is not None:
            formula = f"<f>{escape(self.formula)}</f>"
            for index in np.flatnonzero(self.live[start:end]).tolist():
                value = values[index]
                text = f' t="str">{formula}<v></v>' if np.isnan(value) else f">{formula}<v>{float(value)!r}</v>"
                out[index] = f'<c r="{name}{rows[index]}"{style}{text}</c>'
        return out


class StreamedSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter carries no types
    """A worksheet with a header row and the rows of `columns` below it."""

    columns: Sequence[Column] = ()
    told: Callable[[int], None] | None = None

    def hold(self, columns: Sequence[Column], table: str, style: str, told: Callable[[int], None]) -> None:
        """Make the columns an Excel table of that name; `told` hears how many rows are written and may raise."""
        self.columns, self.told = columns, told
        rows, last = len(columns[0].values), len(columns) - 1
        heads = [{"header": column.header} for column in columns]
        self.add_table(0, 0, 1, last, {"name": table, "columns": heads, "style": style})
        # The table is declared over one row and then stretched: XlsxWriter would note every single cell of it.
        place = xl_range(0, 0, max(rows, 1), last)
        self.tables[-1].update({"range": place, "a_range": place, "autofilter": place})
        for column, head in zip(columns, self.tables[-1]["columns"], strict=True):
            if column.live is not None and column.live.all():  # rows that are added have it as well
                head["formula"] = column.formula
        self._check_dimensions(max(rows, 1), last)

    def _write_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        self._write_rows()  # the header
        for text in self._chunks():
            self.fh.write(text)
        self._xml_end_tag("sheetData")

    def _chunks(self) -> Iterator[str]:
        rows = len(self.columns[0].values) if self.columns else 0
        names = [xl_col_to_name(index) for index in range(len(self.columns))]
        for start in range(0, rows, _CHUNK):
            end = min(start + _CHUNK, rows)
            numbers = range(start + 2, end + 2)
            cells = [column.cells(start, end, name) for name, column in zip(names, self.columns, strict=True)]
            lines = zip(numbers, zip(*cells, strict=True), strict=True)
            yield "".join(f'<row r="{number}">{"".join(row)}</row>' for number, row in lines)
            if self.told is not None:
                self.told(end)


def day_numbers(instants: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Wall-clock times as the day numbers of a spreadsheet; NaN for NaT. Midnights are whole numbers exactly."""
    numbers: NDArray[np.float64] = instants.astype("datetime64[ms]").astype(np.int64) / _MS_A_DAY + _UNIX_EPOCH
    numbers[np.isnat(instants)] = np.nan
    return numbers


def numbers_shown(values: NDArray[Any]) -> NDArray[Any]:
    """A column as formulas see it: dates are day numbers, NaN where a cell is blank or holds words instead."""
    if values.dtype.kind != "M":
        return values
    numbers = day_numbers(values)
    return np.where(numbers >= _FIRST_SAFE_DAY, numbers, np.nan)


def text_xml(text: str) -> str:
    """Content of an inline string cell; whitespace at the ends stays."""
    safe = _ESCAPED.sub("_x005F", safe_text(text)).replace("\r", "_x000D_")
    keep = ' xml:space="preserve"' if safe[:1].isspace() or safe[-1:].isspace() else ""
    return f"<is><t{keep}>{escape(safe)}</t></is>"


def _style(style: Format | None) -> str:
    return "" if style is None else f' s="{style._get_xf_index()}"'  # noqa: SLF001 - XlsxWriter has no public name


def _cells(values: NDArray[Any], name: str, style: str, rows: range) -> list[str]:
    if values.dtype.kind == "M":
        return _dates(values, name, style, rows)
    if values.dtype.kind in "fiu":
        return _numbers(values.astype(np.float64), name, style, rows)
    codes, distinct = pd.factorize(values)
    texts = [text_xml(str(text)) if text else "" for text in distinct]
    return [
        f'<c r="{name}{row}"{style} t="inlineStr">{texts[code]}</c>' if code >= 0 and texts[code] else ""
        for row, code in zip(rows, codes.tolist(), strict=True)
    ]


def _numbers(values: NDArray[np.float64], name: str, style: str, rows: range) -> list[str]:
    finite = np.isfinite(values).tolist()
    return [
        f'<c r="{name}{row}"{style}><v>{value!r}</v></c>' if shown else ""
        for row, value, shown in zip(rows, values.tolist(), finite, strict=True)
    ]


def _dates(values: NDArray[np.datetime64], name: str, style: str, rows: range) -> list[str]:
    numbers = day_numbers(values)
    cells = _numbers(np.where(numbers >= _FIRST_SAFE_DAY, numbers, np.nan), name, style, rows)
    for index in np.flatnonzero(numbers < _FIRST_SAFE_DAY).tolist():
        text = text_xml(str(values[index].astype("datetime64[s]")).replace("T", " "))
        cells[index] = f'<c r="{name}{rows[index]}"{style} t="inlineStr">{text}</c>'
    return cells
