"""The finished .xlsx: the parts that XlsxWriter makes, with the rows of the large sheets streamed into theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from io import BytesIO
from typing import IO, Any, TypeVar
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook
from xlsxwriter.packager import Packager

from cxdesk.common.progress import beat
from cxdesk.export.sheets.stream import StreamedSheet

T = TypeVar("T")
Told = Callable[[int], None]
_LEVEL = 1  # of packing: the higher ones take twice as long for a sixth less
_PIECE = 1 << 20  # bytes of a part that are packed at once; the user's stop is heard in between
_PATIENCE_S = 0.1  # of waiting for rows under way; then too
_ROWS_END = b"</sheetData>"
_LARGE = 1 << 31  # bytes from which on a part needs the format's larger numbers
_MOST_NUMBER_BYTES = 80  # of a cell that holds a number or a label
_MOST_ESCAPED = 5  # times as long texts become
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "use_zip64": True,
    "in_memory": True,
}


class KpiBook(Workbook):  # type: ignore[misc]  # XlsxWriter carries no types
    """A workbook whose parts are made in memory and not packed: `write_package` does that."""

    def __init__(self) -> None:
        super().__init__(BytesIO(), _OPTIONS)
        self._parts = _Parts()

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """Close the book and give the names of its parts with their content, each once.

        Raises:
            Cancelled: the user stopped; nothing more can be written.
        """
        self.close()
        return self._parts.contents()

    def _get_packager(self) -> _Parts:
        return self._parts


class _Parts(Packager):  # type: ignore[misc]  # XlsxWriter carries no types
    """Keeps the parts; before each of them the user's stop is heard."""

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Names and content of the parts in their order; each is let go once it was given."""
        for place, (file, name, _) in enumerate(self.filenames):
            self.filenames[place] = None
            content = file.getvalue()
            yield name, content.encode("utf-8") if isinstance(content, str) else content

    def _create_package(self) -> list[Any]:
        super()._create_package()
        return []  # XlsxWriter itself has nothing to pack

    def _filename(self, xml_filename: str) -> Any:
        beat()
        return super()._filename(xml_filename)


def write_package(book: KpiBook, file: IO[bytes], told: Told) -> None:
    """Close a workbook and write it with its rows to `file`.

    The same book gives the same bytes. `told` hears how many rows are written, of all sheets together; it may raise.
    """
    sheets = {f"xl/worksheets/sheet{sheet.index + 1}.xml": sheet for sheet in book.worksheets()
              if isinstance(sheet, StreamedSheet)}  # fmt: skip
    done = 0
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as package:
        for name, content in book.parts():
            sheet = sheets.get(name)
            with package.open(name, "w", force_zip64=sheet is not None and _may_be_large(sheet)) as part:
                if sheet is None:
                    _pack(part, content)
                    continue
                head, end, tail = content.partition(_ROWS_END)
                _pack(part, head)
                for rows, piece in _ahead(sheet.chunks()):
                    _pack(part, piece)
                    told(done + rows)
                _pack(part, end + tail)
                done += len(sheet.columns[0]) if sheet.columns else 0


def _pack(part: IO[bytes], content: bytes | memoryview) -> None:
    """Write content in pieces."""
    view = memoryview(content)
    for at in range(0, len(view), _PIECE):
        beat()
        part.write(view[at : at + _PIECE])


def _may_be_large(sheet: StreamedSheet) -> bool:
    texts = sum(column.text_bytes for column in sheet.columns)
    cells = sum(len(column) for column in sheet.columns)
    return texts * _MOST_ESCAPED + cells * _MOST_NUMBER_BYTES > _LARGE


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, each made in a thread while the one before it is in use."""
    with ThreadPoolExecutor(1) as maker:
        under_way = maker.submit(next, items, None)
        while True:
            while wait([under_way], timeout=_PATIENCE_S).not_done:
                beat()
            item = under_way.result()
            if item is None:
                return
            under_way = maker.submit(next, items, None)
            yield item
