"""Text files: every cell is text or blank, nothing is dropped, rows keep the numbers a spreadsheet program shows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

from cxdesk.common.progress import Progress
from cxdesk.imports.files.columns import PackedColumn, pack, text_column, trimmed, unpack
from cxdesk.imports.files.dialect import SAMPLE_CHARACTERS, Structure, structure_of
from cxdesk.imports.files.encoding import STEP_BYTES, decode
from cxdesk.imports.raw import RawSheet

BLOCK_BYTES = 4 << 20
ROWS_A_REPORT = 16_384
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


def read_text(path: Path, progress: Progress) -> TextTable:
    """Read a text file of cells separated by comma, semicolon, tab or bar.

    Raises:
        OSError: the file cannot be read.
        NotTextError: it holds no text.
        Cancelled: the user stopped.
    """
    progress.report(0, 0, f"Reading {path.name}")
    decoded = decode(path.read_bytes())
    text = _Text(name=path.name, data=decoded.utf8, start=decoded.start, progress=progress)
    said = text.take_separator_line()
    structure = structure_of(text.sample(), said)
    text.delimiter = structure.delimiter
    columns = trimmed(text.columns())
    sheet = RawSheet(
        file=path.name,
        path=str(path),
        sheet=path.stem,
        format="tsv" if structure.delimiter == "\t" else "csv",
        columns=tuple(unpack(column) for column in columns),
        encoding=decoded.encoding,
        delimiter=structure.delimiter,
        notes=(*decoded.notes, *text.notes),
    )
    return TextTable(sheet=sheet, structure=structure)


@dataclass(kw_only=True)
class _Text:
    """UTF-8 bytes from `start` on; large ones are never copied, for a copy keeps the interpreter's lock."""

    name: str
    data: bytes
    start: int
    progress: Progress
    delimiter: str = ","
    notes: list[str] = field(default_factory=list)

    def take_separator_line(self) -> str | None:
        """Skip the line `sep=;` that Excel understands and hides, and give its character."""
        found = _SEPARATOR_LINE.match(self.data, self.start)
        if found is None or not found[1].isascii():
            return None
        self.start = found.end()
        return found[1].decode("ascii")

    def sample(self) -> str:
        """The beginning of the text."""
        return self.data[self.start : self.start + 2 * SAMPLE_CHARACTERS].decode("utf-8", "ignore")

    def columns(self) -> list[PackedColumn]:
        """All cells: by Arrow where every row has as many as the first, else by the csv module, ragged as they are."""
        marks = sum(
            self.data.count(b'"', at, min(at + STEP_BYTES, len(self.data)))
            for at in range(self.start, len(self.data), STEP_BYTES)
        )
        regular = self._regular(quoted=marks > 0) if marks % 2 == 0 else None
        return pack(self._rows()) if regular is None else regular

    def _regular(self, *, quoted: bool) -> list[PackedColumn] | None:
        first = next(csv.reader(io.StringIO(self.sample(), newline=""), delimiter=self.delimiter), [])
        if len(first) < 2:
            return None
        types = {f"f{index}": pa.string() for index in range(len(first))}
        parse = pa_csv.ParseOptions(
            delimiter=self.delimiter,
            quote_char='"' if quoted else False,
            newlines_in_values=quoted,
            ignore_empty_lines=False,
        )
        try:
            reader = pa_csv.open_csv(
                pa.BufferReader(self._buffer()),
                pa_csv.ReadOptions(autogenerate_column_names=True, block_size=BLOCK_BYTES),
                parse,
                pa_csv.ConvertOptions(column_types=types, strings_can_be_null=False, null_values=[], check_utf8=False),
            )
            table = pa.Table.from_batches(self._told(reader))
        except pa.ArrowInvalid:  # a row with more or fewer cells
            return None
        if table.num_columns != len(first):  # the first row is longer than the sample
            return None
        self.progress.report(0, 0, f"Collecting the columns of {self.name}")
        with ThreadPoolExecutor(2) as pool:  # Arrow works without the lock
            return list(pool.map(text_column, table.columns))

    def _buffer(self) -> pa.Buffer:
        return pa.py_buffer(self.data).slice(self.start)

    def _told(self, reader: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        done = 0
        for batch in reader:
            done += BLOCK_BYTES
            self.progress.report(min(done, len(self.data)), len(self.data), f"Reading {self.name}")
            yield batch

    def _rows(self) -> Iterator[list[str]]:
        """Rows by the csv module; a blank line is an empty row, a quotation mark never closed is a character."""
        csv.field_size_limit(2**31 - 1)
        source = io.TextIOWrapper(pa.BufferReader(self._buffer()), encoding="utf-8", errors="replace", newline="")
        taken: list[str] = []  # lines of the record that is being read
        again: list[str] = []  # lines to be read once more, the next one last
        lines = _lines(source, taken, again)
        number = mended = 0
        while True:
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
