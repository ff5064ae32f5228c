"""Text files: every cell is text or blank, nothing is dropped, rows keep the numbers a spreadsheet program shows."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pyarrow as pa

from cxdesk.common.problems import UserError
from cxdesk.common.progress import Progress, beat
from cxdesk.common.text import shown
from cxdesk.imports.files.columns import PackedColumn, pack, text_column, trimmed, unpack
from cxdesk.imports.files.dialect import (
    SAMPLE_CHARACTERS,
    SPLIT,
    Structure,
    odd_quotes,
    requoted,
    split_decimals,
    structure_of,
)
from cxdesk.imports.files.encoding import decode
from cxdesk.imports.files.memory import limits
from cxdesk.imports.files.pieces import IrregularError, parse
from cxdesk.imports.raw import RawSheet

ROWS_A_REPORT = 16_384
MOST_COLUMNS = 16_384  # as many as a spreadsheet has
MOST_QUOTED = 1_000_000  # separators in a line with quotation marks, which may hide them
MOST_MENDED = 20  # quotation marks set right in one file; each may cost a pass over the rest
_SEPARATOR_LINE = re.compile(rb'"?sep=(.)"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class TextTable:
    """A text file read as a table, with the structure that was found."""

    sheet: RawSheet
    structure: Structure

    @property
    def looks_like_a_table(self) -> bool:
        """Whether most rows have the same number of cells, and more than one."""
        return self.structure.width > 1 and self.structure.share >= 0.8 and self.sheet.rows > 1


def read_text(path: Path, progress: Progress, encoding: str | None = None) -> TextTable:
    """Read a text file of cells separated by comma, semicolon, tab or bar.

    Raises:
        OSError: the file cannot be read.
        NotTextError: it holds no text.
        Cancelled: the user stopped.
    """
    progress.report(0, 0, f"Reading {path.name}")
    text, notes, encoding = _opened(path, progress, encoding)
    said = text.take_separator_line()
    text.take_odd_quotes()
    structure = structure_of(text.sample(), said)
    text.delimiter = structure.delimiter
    text.tell_split_decimals()
    columns = trimmed(text.columns())
    sheet = RawSheet(
        file=shown(path.name),
        path=str(path),
        sheet=shown(path.stem),
        format="tsv" if structure.delimiter == "\t" else "csv",
        columns=tuple(unpack(column) for column in columns),
        encoding=encoding,
        delimiter=structure.delimiter,
        notes=(*notes, *text.notes),
    )
    return TextTable(sheet=sheet, structure=structure)


def _opened(path: Path, progress: Progress, encoding: str | None) -> tuple[_Text, tuple[str, ...], str]:
    """The text, with notes on it and its encoding; nothing else keeps its bytes."""
    said = f"Reading {path.name}"
    decoded = decode(path.read_bytes(), encoding, lambda: progress.report(0, 0, said))
    text = _Text(name=shown(path.name), data=decoded.utf8, start=decoded.start, progress=progress)
    return text, decoded.notes, decoded.encoding


@dataclass(kw_only=True)
class _Text:
    """UTF-8 bytes from `start` on; large ones are never copied, for a copy keeps the interpreter's lock."""

    name: str
    data: bytes
    start: int
    progress: Progress
    delimiter: str = ","
    started: float = field(default_factory=time.monotonic)
    notes: list[str] = field(default_factory=list)

    def take_separator_line(self) -> str | None:
        """Skip the line `sep=;` that Excel understands and hides, and give its character."""
        found = _SEPARATOR_LINE.match(self.data, self.start)
        if found is None or not found[1].isascii():
            return None
        self.start = found.end()
        return found[1].decode("ascii")

    def take_odd_quotes(self) -> None:
        """Cells in apostrophes and rows in quotation marks become cells as other programs write them."""
        odd = odd_quotes(self.sample())
        if odd is None:
            return
        self.data = requoted(self.data[self.start :].decode("utf-8", "replace"), odd).encode("utf-8", "replace")
        self.start = 0
        self.notes.append(
            "Every row stood in quotation marks as one cell; it was taken apart."
            if odd == "rows" else "Cells stand in apostrophes, which were taken off."
        )  # fmt: skip

    def tell_split_decimals(self) -> None:
        """Say that decimal commas beside commas between cells shift the cells."""
        rows = split_decimals(self.sample(), self.delimiter)
        if rows:
            self.notes.append(
                f"{SPLIT}, for commas separate cells too: at least {rows:,} "
                f"{'row has' if rows == 1 else 'rows have'} more cells than the header, shifted to the right. Export "
                "the file again with semicolons between cells, with quotation marks or with decimal points."
            )

    def sample(self) -> str:
        """The beginning of the text."""
        return self.data[self.start : self.start + 2 * SAMPLE_CHARACTERS].decode("utf-8", "ignore")

    def columns(self) -> list[PackedColumn]:
        """All cells: by Arrow where every row has as many as the first, else by the csv module, ragged as they are."""
        first = next(csv.reader(io.StringIO(self.sample(), newline=""), delimiter=self.delimiter), [])
        if not 2 <= len(first) <= MOST_COLUMNS:
            return pack(self._within_limits())
        try:
            collectors = parse(self.data, self.start, self.delimiter, len(first), self._told)
        except IrregularError:
            return pack(self._within_limits())
        self.data = b""  # the columns do not need it any more
        columns = []
        for collector in collectors:
            beat()
            pa.default_memory_pool().release_unused()
            columns.append(text_column(collector))
        pa.default_memory_pool().release_unused()
        return columns

    def _told(self, done: int) -> None:
        total = len(self.data)
        seconds = time.monotonic() - self.started
        self.progress.report(done, total, f"Reading {self.name}: {100 * done // total} %, {seconds:.0f} s")

    def _within_limits(self) -> Iterator[list[str]]:
        """Rows that fit on a sheet and, filled up to the widest, in memory.

        Raises:
            UserError: a row has more cells than a sheet has columns, or few rows are far wider than the others.
        """
        most = limits().cells
        widest = filled = 0
        for number, row in enumerate(self._rows(), start=1):
            if len(row) > MOST_COLUMNS:
                while row and not row[-1]:
                    row.pop()
                if len(row) > MOST_COLUMNS:
                    self._refuse_wide(len(row))
            widest, filled = max(widest, len(row)), filled + len(row)
            if number * max(widest, 1) > max(most, 3 * filled):
                raise UserError(
                    f"“{self.name}” has rows of up to {widest:,} cells among {number:,} rows that are mostly blank,"
                    " which do not fit in memory: delete what stands apart from the table, and export it again."
                )
            yield row

    def _rows(self) -> Iterator[list[str]]:
        """Rows by the csv module; a blank line is an empty row, a quotation mark never closed is a character."""
        buffer = pa.py_buffer(self.data).slice(self.start)
        source = io.TextIOWrapper(pa.BufferReader(buffer), encoding="utf-8", errors="replace", newline="")
        taken: list[str] = []  # lines of the record that is being read
        again: list[str] = []  # lines to be read once more, the next one last
        number = mended = 0
        narrow = self._narrow(source)
        while True:
            lines = _lines(narrow, taken, again)  # anew, for one that came to the end of the file gives nothing more
            for row in csv.reader(lines, delimiter=self.delimiter):
                number += 1
                if number % ROWS_A_REPORT == 0:
                    self.progress.report(0, 0, f"Reading {self.name}: row {number:,}")
                if len(taken) > 1 and mended < MOST_MENDED and self._unclosed(taken):
                    break
                taken.clear()
                yield row
            if not taken:
                return
            mended += 1
            self.notes.append(f"A quotation mark opened in row {number:,} is never closed and was read as a character.")
            first = taken[0]
            again.extend(reversed(taken[1:]))
            taken.clear()
            yield self._mended(first)

    def _narrow(self, source: Iterable[str]) -> Iterator[str]:
        """Lines that are not far too wide, told before their cells take fifty times their memory."""
        for line in source:
            if len(line) > MOST_COLUMNS:
                cells = line.rstrip(self.delimiter + "\r\n").count(self.delimiter) + 1
                if cells > (MOST_COLUMNS if '"' not in line else MOST_QUOTED):
                    self._refuse_wide(cells)
            yield line

    def _refuse_wide(self, cells: int) -> NoReturn:
        raise UserError(
            f"“{self.name}” has a row of {cells:,} cells, more than the {MOST_COLUMNS:,} columns of a sheet: check that"
            " its rows end with line breaks, and export it again."
        )

    def _unclosed(self, lines: list[str]) -> bool:
        """Whether a record of several lines has a quotation mark too many: its first line opened one by mistake."""
        if sum(line.count('"') for line in lines) % 2 == 0:
            return False
        try:
            list(csv.reader(lines, delimiter=self.delimiter, strict=True))
        except csv.Error:
            return True
        return False

    def _mended(self, line: str) -> list[str]:
        """The cells of a line whose last quotation mark is one too many."""
        if line.count('"') == 1:
            return next(csv.reader([line], delimiter=self.delimiter, quoting=csv.QUOTE_NONE))
        return next(csv.reader([line.rstrip("\r\n") + '"'], delimiter=self.delimiter))


def _lines(source: Iterator[str], taken: list[str], again: list[str]) -> Iterator[str]:
    """The lines of the source, those to be read again first; each is noted down in `taken`."""
    while True:
        line = again.pop() if again else next(source, None)
        if line is None:
            return
        taken.append(line)
        yield line
