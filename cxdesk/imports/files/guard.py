"""The guard: looks at a workbook's package without opening the workbook, before or while another process parses it.

It refuses what no spreadsheet program writes (bombs, document type definitions), what does not fit in memory, and it
counts what the parser cannot tell apart from blank cells: errors and formulas without a stored value.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from cxdesk.common.problems import UserError
from cxdesk.common.text import shown
from cxdesk.imports.files.memory import Limits

STEP_BYTES = 256 * 1024  # looked at a time, so that no thread holds the interpreter's lock for long
MOST_PARTS = 10_000
ENCRYPTED = 1  # bit of a part's flags
BOMB_BYTES = 32 << 20
BOMB_RATIO = 250
SMALL_PART_BYTES = 16 << 20
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
MOST_POSITIONS = 100_000
_LONGEST_CELL_BYTES = 8 << 20
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_REPEATED = re.compile(rb"number-(columns|rows)-repeated=[\"']0*(\d{1,20})")
_LONGEST_REPEAT = 60
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT = re.compile(rb"<[A-Za-z_!]")


@dataclass(kw_only=True)
class SheetFindings:
    """What the package says of one sheet: cells, used range, places of errors (row, column; from 1)."""

    cells: int = 0
    last_row: int = 0
    last_column: int = 0
    error_count: int = 0
    errors: list[tuple[int, int]] = field(default_factory=list)
    formulas_without_value: int = 0
    first_formula: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """The findings a person should know."""
        notes = []
        if self.error_count:
            where = f" (the first in {cell_name(*self.errors[0])})" if self.errors else ""
            cells = "1 cell holds" if self.error_count == 1 else f"{self.error_count:,} cells hold"
            notes.append(f"{cells} an error such as #N/A{where}.")
        if self.formulas_without_value:
            count = self.formulas_without_value
            formulas = "1 formula has" if count == 1 else f"{count:,} formulas have"
            where = f" (the first in {self.first_formula})" if self.first_formula else ""
            notes.append(
                f"{formulas} no stored result{where}: open the file in a spreadsheet program and save it there."
            )
        return tuple(notes)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Findings by sheet name, and cells of all sheets.

    `sparse` says that the used range is too large for a parser that fills it all.
    """

    cells: int = 0
    sheets: Mapping[str, SheetFindings] = field(default_factory=dict)
    sparse: bool = False


def look(path: Path, limits: Limits, on_step: Callable[[], None]) -> Findings:
    """Look through a zipped workbook (.xlsx, .xlsm, .xlsb, .ods); `on_step` is called every few milliseconds.

    Raises:
        UserError: the package is damaged, protected, hostile, or too large.
    """
    try:
        with zipfile.ZipFile(path) as package:
            _check_directory(path, package, limits)
            return _look_inside(path, package, limits, on_step)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError) as error:
        raise UserError(damaged(path)) from error


def damaged(path: Path) -> str:
    """Sentence for a workbook that is not whole."""
    return f"“{shown(path.name)}” is damaged or incomplete: export or download it again."


def protected(path: Path) -> str:
    """Sentence for a workbook with a password."""
    return (
        f"“{shown(path.name)}” is protected with a password: save a copy without the password in a spreadsheet program"
        " and import the copy."
    )


def cell_name(row: int, column: int) -> str:
    """Name of a cell as spreadsheet programs show it; row and column from 1."""
    letters = ""
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{row}"


def _check_directory(path: Path, package: zipfile.ZipFile, limits: Limits) -> None:
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise UserError(
            f"“{shown(path.name)}” is {size / 1e6:,.0f} MB large, and up to {limits.file_bytes / 1e6:,.0f} MB can be"
            " read with the memory that is free: export a shorter period, or as .csv."
        )
    parts = package.infolist()
    if len(parts) > MOST_PARTS:
        raise UserError(
            f"“{shown(path.name)}” is not opened, because it has {len(parts):,} parts, far more than a workbook has:"
            " save it again with a spreadsheet program."
        )
    for part in parts:
        if part.flag_bits & ENCRYPTED:
            raise UserError(protected(path))
        if part.file_size > BOMB_BYTES and part.file_size > BOMB_RATIO * max(part.compress_size, 1):
            raise UserError(_bomb(path, part.file_size))
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_bytes:
        raise UserError(_bomb(path, unpacked))


def _bomb(path: Path, size: int) -> str:
    return (
        f"“{shown(path.name)}” is not opened, because it would unpack to {size / 1e6:,.0f} MB, far more than its size"
        " allows for: save it again with a spreadsheet program."
    )


def _look_inside(path: Path, package: zipfile.ZipFile, limits: Limits, on_step: Callable[[], None]) -> Findings:
    by_part: dict[str, SheetFindings] = {}
    cells = 0
    for part in package.infolist():
        name = part.filename
        if not name.endswith((".xml", ".rels")):
            continue
        with package.open(part) as stream:
            head = _beginning(path, stream)
            if "worksheets/" in name:
                by_part[name] = found = SheetFindings()
                _look_at_sheet(head, stream, found, on_step)
                _check_range(path, found)
                cells += found.cells
                if cells > limits.cells:
                    raise UserError(_too_many(path, cells, limits))
            elif name == "content.xml":
                _look_at_repeats(path, head, stream, on_step)
            elif part.file_size > SMALL_PART_BYTES:
                while stream.read(STEP_BYTES):  # the sizes in the directory may lie; a wrong one raises here
                    on_step()
    sparse = any(found.last_row * found.last_column > limits.cells for found in by_part.values())
    return Findings(cells=cells, sheets=_by_name(package, by_part), sparse=sparse)


def _beginning(path: Path, stream: IO[bytes]) -> bytes:
    """The part up to its root element and some more; comments, however long, hide nothing."""
    head = stream.read(4096)
    while len(head) < SMALL_PART_BYTES and not _ROOT.search(_COMMENT.sub(b"", head)):
        step = stream.read(STEP_BYTES)
        if not step:
            break
        head += step
    if head.startswith(_WIDE_MARKS):
        raise UserError(
            f"“{shown(path.name)}” is not opened, because parts of it are written in UTF-16, which no spreadsheet"
            " program does: save it again with one."
        )
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise UserError(
            f"“{shown(path.name)}” is not opened, because it holds a document type definition, which no workbook"
            " needs: save it again with a spreadsheet program."
        )
    return head


def _look_at_repeats(path: Path, head: bytes, stream: IO[bytes], on_step: Callable[[], None]) -> None:
    """Refuse cells and rows that OpenDocument writes once and repeats beyond the end of a sheet."""
    text = head
    while text:
        for what, count in _REPEATED.findall(text):
            if int(count) > (EXCEL_COLUMNS if what == b"columns" else EXCEL_ROWS):
                raise UserError(_beyond(path))
        step = stream.read(STEP_BYTES)
        text = text[-_LONGEST_REPEAT:] + step if step else b""
        on_step()


def _check_range(path: Path, found: SheetFindings) -> None:
    if found.last_row > EXCEL_ROWS or found.last_column > EXCEL_COLUMNS:
        raise UserError(_beyond(path))


def _beyond(path: Path) -> str:
    return (
        f"“{shown(path.name)}” has cells beyond row {EXCEL_ROWS:,} or column XFD, where a sheet ends: save it again"
        " with a spreadsheet program."
    )


def _too_many(path: Path, cells: int, limits: Limits) -> str:
    return (
        f"“{shown(path.name)}” holds {cells:,} cells, and up to {limits.cells:,} can be read with the memory that is"
        " free: export a shorter period or fewer columns."
    )


def _look_at_sheet(head: bytes, stream: IO[bytes], found: SheetFindings, on_step: Callable[[], None]) -> None:
    root = re.search(rb"<(\w+:)?worksheet\b", head)
    patterns = _Patterns(root[1] or b"" if root else b"")
    for whole in _whole_cells(head, stream, patterns):
        patterns.count(whole, found)
        on_step()


def _whole_cells(head: bytes, stream: IO[bytes], patterns: _Patterns) -> Iterator[bytes]:
    """The part in steps that end where a cell or row begins, so that none is cut in two."""
    rest = head
    while step := stream.read(STEP_BYTES):
        text = rest + step
        cut = max(text.rfind(patterns.cell_start), text.rfind(patterns.row_start))
        if cut <= 0:
            cut = len(text) if len(text) > _LONGEST_CELL_BYTES else 0
        if cut:
            yield text[:cut]
        rest = text[cut:]
    yield rest


class _Patterns:
    """What to look for in a sheet whose elements carry a prefix (`x:`), or usually none."""

    def __init__(self, prefix: bytes) -> None:
        p = re.escape(prefix)
        self.cell_start = b"<" + prefix + b"c "
        self.row_start = b"<" + prefix + b"row "
        # possessive repeats (`*+`) never try again what did not fit: a hostile file cannot make them slow
        self._row = re.compile(rb"<" + p + rb"row (?>[^>]*?\br=[\"'])(\d{1,9}+)[^>]*+(?<!/)>")
        self._wide = re.compile(rb"r=[\"']([A-Z]{2,7}+)\d++[^>]*+(?<!/)>")
        self._narrow = re.compile(rb"r=[\"']([A-Z])\d++[^>]*+(?<!/)>")
        self._error = re.compile(rb"<" + p + rb"c ((?>[^>]*?\bt=[\"']e[\"'])[^>]*+)>")
        self._formula = re.compile(
            rb"<%bc ([^>]*+)>\s*+<%bf(?:[^>]*+(?<=/)>|[^>]*+>[^<]*+</%bf>)\s*+(<%bv\s*+/>|<%bv>\s*+</%bv>)?\s*+</%bc>"
            .replace(b"%b", p)
        )  # fmt: skip
        self._place = re.compile(rb"\br=[\"']([A-Z]+)(\d+)")
        self._formula_start = b"<" + prefix + b"f"

    def count(self, text: bytes, found: SheetFindings) -> None:
        """Add what stands in whole cells to the findings."""
        found.cells += text.count(self.cell_start)
        rows = self._row.findall(text)
        if rows:
            found.last_row = max(found.last_row, *map(int, {max(rows, key=lambda row: (len(row), row)), rows[-1]}))
        wide = self._wide.findall(text) or self._narrow.findall(text[-4096:]) + self._narrow.findall(text[:4096])
        if wide:
            letters = max(set(wide), key=lambda word: (len(word), word))
            found.last_column = max(found.last_column, _column_number(letters))
        if b't="e"' in text or b"t='e'" in text:
            self._count_errors(text, found)
        if self._formula_start in text:
            self._count_formulas(text, found)

    def _count_errors(self, text: bytes, found: SheetFindings) -> None:
        for match in self._error.finditer(text):
            found.error_count += 1
            place = self._place.search(match[1])
            if place is not None and len(found.errors) < MOST_POSITIONS:
                found.errors.append((int(place[2]), _column_number(place[1])))

    def _count_formulas(self, text: bytes, found: SheetFindings) -> None:
        for match in self._formula.finditer(text):
            if match[2] and b't="str"' in match[1]:
                continue  # a formula whose result is an empty text
            found.formulas_without_value += 1
            place = self._place.search(match[1])
            if place is not None and not found.first_formula:
                found.first_formula = (place[1] + place[2]).decode("ascii")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _by_name(package: zipfile.ZipFile, by_part: Mapping[str, SheetFindings]) -> dict[str, SheetFindings]:
    """Findings by sheet name, through the workbook's list of sheets; empty where that list cannot be read."""
    book, links = _small(package, "xl/workbook.xml"), _small(package, "xl/_rels/workbook.xml.rels")
    if book is None or links is None:
        return {}
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    named: dict[str, SheetFindings] = {}
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] != "sheet":
            continue
        link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in by_part:
            named[sheet.get("name", "")] = by_part[part]
    return named


def _small(package: zipfile.ZipFile, name: str) -> Element | None:
    try:
        if package.getinfo(name).file_size > SMALL_PART_BYTES:
            return None
        root: Element = fromstring(package.read(name))
    except (KeyError, ParseError, DefusedXmlException):
        return None
    return root
