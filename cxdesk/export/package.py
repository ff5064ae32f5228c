"""The finished .xlsx: the parts that XlsxWriter made, with the rows of the large sheets streamed into theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import IO, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

from cxdesk.export.sheets.stream import StreamedSheet

T = TypeVar("T")
Told = Callable[[int], None]
_LEVEL = 1  # of packing: the higher ones take twice as long for a sixth less
_PIECE = 1 << 20  # bytes of a part that are copied at once
_ROWS_END = b"</sheetData>"
_LARGE = 1 << 31  # bytes from which on a part needs the format's larger numbers
_MOST_NUMBER_BYTES = 80  # of a cell that holds a number or a label
_MOST_ESCAPED = 5  # times as long texts become


def write_package(book: Workbook, shell: BytesIO, file: IO[bytes], told: Told) -> None:
    """Close a workbook that is made in `shell`, in memory, and write it with its rows to `file`.

    The same book gives the same bytes. `told` hears how many rows are written, of all sheets together; it may raise.
    """
    book.close()
    sheets = {f"xl/worksheets/sheet{sheet.index + 1}.xml": sheet for sheet in book.worksheets()
              if isinstance(sheet, StreamedSheet)}  # fmt: skip
    done = 0
    with ZipFile(shell) as made, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for name in made.namelist():
            sheet = sheets.get(name)
            with package.open(name, "w", force_zip64=sheet is not None and _may_be_large(sheet)) as part:
                content = made.read(name)
                if sheet is None:
                    part.write(content)
                    continue
                head, end, tail = content.partition(_ROWS_END)
                part.write(head)
                for rows, piece in _ahead(sheet.chunks()):
                    part.write(piece)
                    told(done + rows)
                part.write(end + tail)
                done += len(sheet.columns[0]) if sheet.columns else 0


def _may_be_large(sheet: StreamedSheet) -> bool:
    texts = sum(column.text_bytes for column in sheet.columns)
    cells = sum(len(column) for column in sheet.columns)
    return texts * _MOST_ESCAPED + cells * _MOST_NUMBER_BYTES > _LARGE


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, each made in a thread while the one before it is in use."""
    with ThreadPoolExecutor(1) as maker:
        under_way = maker.submit(next, items, None)
        while (item := under_way.result()) is not None:
            under_way = maker.submit(next, items, None)
            yield item
