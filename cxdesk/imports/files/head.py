"""The first rows of a file as texts, without reading the rest: enough to see whether it has certain columns."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError  # only as a type and an error

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from cxdesk.imports.files.dialect import structure_of
from cxdesk.imports.files.encoding import NotTextError, decode

ROWS = 40
_TEXT_BYTES = 256 << 10
_XML_BYTES = 4 << 20  # of one part of a workbook
_MOST_SHEETS = 30
_ZIP = b"PK\x03\x04"


def first_rows(path: Path) -> tuple[tuple[tuple[str, ...], ...], ...] | None:
    """For each sheet its first rows, blank cells left out; None where they cannot be had cheaply.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(_TEXT_BYTES)
    if start.startswith(_ZIP):
        try:
            return _of_workbook(path)
        except (zipfile.BadZipFile, KeyError, ValueError, ParseError, DefusedXmlException, NotImplementedError):
            return None
    if path.suffix.lower() in {".xls", ".xlsb", ".ods"}:
        return None
    try:
        decoded = decode(start[: len(start) // 4 * 4])
    except NotTextError:
        return None
    text = decoded.utf8[decoded.start :].decode("utf-8", "ignore")
    delimiter = structure_of(text).delimiter
    rows = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        rows.append(tuple(cell for cell in row if cell.strip()))
        if len(rows) == ROWS:
            break
    return (tuple(rows),)


def _of_workbook(path: Path) -> tuple[tuple[tuple[str, ...], ...], ...] | None:
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        parts = [name for name in names if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if not parts:
            return None
        sheets = [_cells(package, part) for part in parts[:_MOST_SHEETS]]
        wanted = {int(text) for rows in sheets for row in rows for shared, text in row if shared}
        texts = _shared(package, wanted) if wanted and "xl/sharedStrings.xml" in names else {}
    return tuple(
        tuple(tuple(texts.get(int(text), "") if shared else text for shared, text in row) for row in rows)
        for rows in sheets
    )


class _Bounded(io.RawIOBase):
    """A part of a package that seems to end after so many bytes."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner, self._left = inner, _XML_BYTES

    def read(self, size: int = -1) -> bytes:
        data = self._inner.read(min(size, self._left) if size >= 0 else self._left)
        self._left -= len(data)
        return data


def _elements(package: zipfile.ZipFile, part: str, ending: str) -> Iterator[Element]:
    """Elements of a name, as far as the part is looked at; what was given is forgotten."""
    with package.open(part) as inner:
        try:
            for _, element in iterparse(_Bounded(inner), events=("end",), forbid_dtd=True):
                if element.tag.rpartition("}")[2] == ending:
                    yield element
                    element.clear()
        except ParseError:  # cut off: what came before is enough
            return


def _cells(package: zipfile.ZipFile, part: str) -> list[list[tuple[bool, str]]]:
    """Cells of the first rows: whether the text is a number of a shared string, and the text."""
    rows = []
    for row in _elements(package, part, "row"):
        cells = [(cell.get("t") == "s", _text(cell)) for cell in row if cell.tag.endswith("}c")]
        rows.append([(shared, text) for shared, text in cells if text and (not shared or text.isdigit())])
        if len(rows) == ROWS:
            break
    return rows


def _shared(package: zipfile.ZipFile, wanted: set[int]) -> dict[int, str]:
    found, last = {}, max(wanted)
    for number, element in enumerate(_elements(package, "xl/sharedStrings.xml", "si")):
        if number in wanted:
            found[number] = _text(element)
        if number >= last:
            break
    return found


def _text(element: Element) -> str:
    return "".join(part.text or "" for part in element.iter() if part.tag.rpartition("}")[2] in {"t", "v"}).strip()
