"""Text files: every cell is text or blank, nothing is dropped, rows keep the numbers a spreadsheet program shows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

from cxdesk.common.progress import Progress
from cxdesk.imports.columns import PackedColumn, pack, text_column, trimmed, unpack
from cxdesk.imports.dialect import SAMPLE_CHARACTERS, Structure, delimiter_of
from cxdesk.imports.encoding import decode
from cxdesk.imports.raw import RawSheet

BLOCK_BYTES = 4 << 20
_SEPARATOR_LINE = re.compile(rb'"?sep=(.)"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class TextTable:
    """A text file read as a table, with the structure that was found."""

    sheet: RawSheet
    structure: Structure

    @property
    def looks_like_a_table(self) -> bool:
        """Whether most rows have the same number of cells, and more than one."""
        return self.structure.width > 1 and self.structure.share >= 0.6 and self.sheet.rows > 1


def read_text(path: Path, progress: Progress) -> TextTable:
    """Read a text file of cells separated by comma, semicolon, tab or bar.

    Raises:
        OSError: the file cannot be read.
        NotTextError: it holds no text.
        Cancelled: the user stopped.
    """
    progress.report(0, 0, f"Reading {path.name}")
    decoded = decode(path.read_bytes())
    data, said = _without_separator_line(decoded.utf8)
    data = data.rstrip(b"\r\n")
    structure = delimiter_of(data[: SAMPLE_CHARACTERS * 2].decode("utf-8", "ignore"))
    delimiter = said or structure.delimiter
    columns, notes = _columns(data, delimiter, progress, path.name)
    sheet = RawSheet(
        file=path.name,
        path=str(path),
        sheet=path.stem,
        format="tsv" if delimiter == "\t" else "csv",
        columns=tuple(unpack(column) for column in trimmed(columns)),
        encoding=decoded.encoding,
        delimiter=delimiter,
        notes=(*decoded.notes, *notes),
    )
    return TextTable(sheet=sheet, structure=structure)


def _without_separator_line(data: bytes) -> tuple[bytes, str | None]:
    """Take off the line `sep=;` that Excel understands and hides."""
    found = _SEPARATOR_LINE.match(data)
    return (data, None) if found is None else (data[found.end() :], found[1].decode("utf-8", "replace"))


def _columns(data: bytes, delimiter: str, progress: Progress, name: str) -> tuple[list[PackedColumn], tuple[str, ...]]:
    if not data:
        return [], ()
    regular = _regular(data, delimiter, progress, name)
    if regular is not None:
        return regular, ()
    try:
        return pack(_rows(data, delimiter, progress, name, quoted=True)), ()
    except csv.Error:
        note = "A quotation mark is opened and never closed; quotation marks were read as ordinary characters."
        return pack(_rows(data, delimiter, progress, name, quoted=False)), (note,)


def _regular(data: bytes, delimiter: str, progress: Progress, name: str) -> list[PackedColumn] | None:
    """The columns if every row has as many cells as the first; None where one has not."""
    first = next(_rows(data[: BLOCK_BYTES // 4], delimiter, progress, name, quoted=True), [])
    quoted = b'"' in data
    if len(first) < 2:
        return None
    types = {f"f{index}": pa.string() for index in range(len(first))}
    try:
        reader = pa_csv.open_csv(
            pa.BufferReader(data),
            pa_csv.ReadOptions(autogenerate_column_names=True, block_size=BLOCK_BYTES),
            pa_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
            ),
            pa_csv.ConvertOptions(column_types=types, strings_can_be_null=False, null_values=[], check_utf8=False),
        )
        batches, done = [], 0
        for batch in reader:
            batches.append(batch)
            done += batch.nbytes
            progress.report(min(done, len(data)), len(data), f"Reading {name}")
    except pa.ArrowInvalid:
        return None
    return [text_column(column) for column in pa.Table.from_batches(batches).columns]


def _rows(data: bytes, delimiter: str, progress: Progress, name: str, *, quoted: bool) -> Iterator[list[str]]:
    """Rows by the csv module, ragged as they are; a blank line is an empty row.

    Raises:
        csv.Error: a quotation mark is never closed.
    """
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="replace", newline="")
    rows = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE, strict=False)
    csv.field_size_limit(2**31 - 1)
    for number, row in enumerate(rows):
        if number % 20_000 == 0:
            progress.report(0, 0, f"Reading {name}: row {number:,}")
        yield row
