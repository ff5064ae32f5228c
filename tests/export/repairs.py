"""What makes Excel say that it found a problem with some content and must repair the workbook.

Excel checks more than whether XML is well formed: the order of elements, counts, references between parts, lengths. The
rules are those of ECMA-376 part 1 and of Excel's published limits. `repairs(path)` gives sentences; none is good.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from tests.export.repairs_sheet import MAIN, area, sheet_repairs, units

_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_WORKBOOK_ORDER = ("fileVersion", "workbookPr", "workbookProtection", "bookViews", "sheets", "externalReferences",
                   "definedNames", "calcPr", "extLst")  # fmt: skip
_NAME = re.compile(r"[A-Za-z_\\][A-Za-z0-9_.\\]{0,254}")
_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|[RrCc]")
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([A-Za-z_][\w.]*))!\$?[A-Z]{1,3}\$?\d")
_MOST_STYLES, _MOST_FONTS, _MOST_FORMAT = 65_490, 1_024, 255


def repairs(path: Path) -> list[str]:
    """Everything in the package that Excel would repair or refuse."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        found = [f"the part {name} is there twice" for name, count in Counter(names).items() if count > 1]
        parts = {name: package.read(name) for name in dict.fromkeys(names)}
    book = Package(parts)
    checks = (_types, _relations, _workbook, _styles, _strings, _tables, _drawings, _charts, _properties)
    found += [words for check in checks for words in check(book)]
    for name, sheet in book.sheets.items():
        found += [f"{name}: {words}" for words in sheet_repairs(sheet, book.styles, book.strings)]
    return found


class Package:
    """The parts of a workbook, parsed once."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.names = set(parts)
        self.xml: dict[str, Element] = {
            name: fromstring(content) for name, content in parts.items() if name.endswith((".xml", ".rels"))
        }
        self.book = self.xml["xl/workbook.xml"]
        self.styles = self.xml["xl/styles.xml"]
        self.entries = list(self.book.iter(f"{MAIN}sheet"))
        self.places = {entry.get("name", ""): self.related("xl/workbook.xml")[entry.get(f"{_R}id", "")][1]
                       for entry in self.entries}  # fmt: skip
        self.sheets = {name: self.xml[place] for name, place in self.places.items()}
        shared = self.xml.get("xl/sharedStrings.xml")
        self.strings = ["".join(entry.itertext()) for entry in shared] if shared is not None else []

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Kind and target of a part's relationships by id."""
        folder, name = posixpath.split(part)
        root = self.xml.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        out = {}
        for entry in root.iter(_RELS) if root is not None else ():
            target = entry.get("Target", "")
            joined = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            out[entry.get("Id", "")] = (entry.get("Type", "").rsplit("/", 1)[-1], posixpath.normpath(joined))
        return out


def _types(book: Package) -> Iterator[str]:
    root = book.xml["[Content_Types].xml"]
    defaults = {entry.get("Extension", "").lower() for entry in root.iter(f"{_TYPES}Default")}
    named = [entry.get("PartName", "").lstrip("/") for entry in root.iter(f"{_TYPES}Override")]
    yield from (f"the type of {name} is said twice" for name, count in Counter(named).items() if count > 1)
    yield from (f"a type is said of {name}, which is not there" for name in sorted(set(named) - book.names))
    for name in sorted(book.names - set(named) - {"[Content_Types].xml"}):
        extension = name.rsplit(".", 1)[-1].lower()
        if extension not in defaults or (extension == "xml" and not name.endswith(".rels")):
            yield f"the type of {name} is not said"


def _relations(book: Package) -> Iterator[str]:
    for name, root in book.xml.items():
        if name.endswith(".rels"):
            ids = [entry.get("Id", "") for entry in root.iter(_RELS)]
            yield from (f"{name} gives {found} twice" for found, count in Counter(ids).items() if count > 1)
            owner = name.replace("_rels/", "").removesuffix(".rels")
            yield from (f"{owner} leads to {target}, which is not there"
                        for _, target in book.related(owner).values() if target not in book.names)  # fmt: skip
            continue
        known = set(book.related(name))
        used = {
            value for entry in root.iter() for key, value in entry.attrib.items() if key in (f"{_R}id", f"{_R}embed")
        }
        yield from (f"{name} uses the relation {found}, which is not there" for found in sorted(used - known))


def _workbook(book: Package) -> Iterator[str]:
    order = [_WORKBOOK_ORDER.index(entry.tag.removeprefix(MAIN)) for entry in book.book]
    if order != sorted(order):
        yield "the parts of the workbook are out of order"
    for key in ("sheetId", f"{_R}id"):
        if len({entry.get(key) for entry in book.entries}) < len(book.entries):
            yield f"two sheets have one {key}"
    if all(entry.get("state", "visible") != "visible" for entry in book.entries):
        yield "no sheet is visible"
    for entry in book.book.iter(f"{MAIN}definedName"):
        name, text, local = entry.get("name", ""), entry.text or "", entry.get("localSheetId")
        if not name.startswith("_xlnm.") and (not _NAME.fullmatch(name) or _CELL_LIKE.fullmatch(name)):
            yield f"{name!r} is no name of a cell"
        if local is not None and int(local) >= len(book.entries):
            yield f"the name {name} belongs to no sheet"
        yield from (f"the name {name} leads to {sheet}, which is not there" for sheet in _named(text, book))


def _named(text: str, book: Package) -> Iterator[str]:
    """Sheets that a reference names and the workbook lacks."""
    for quoted, plain in _SHEET.findall(text):
        sheet = quoted.replace("''", "'") or plain
        if sheet.casefold() not in {name.casefold() for name in book.sheets}:
            yield sheet


def _styles(book: Package) -> Iterator[str]:
    root = book.styles
    sizes = {}
    for kind in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
        found = root.find(f"{MAIN}{kind}")
        sizes[kind] = 0 if found is None else len(found)
        if found is not None and int(found.get("count", "0")) != len(found):
            yield f"styles: {kind} says {found.get('count')} and holds {len(found)}"
    if sizes["cellXfs"] > _MOST_STYLES or sizes["fonts"] > _MOST_FONTS:
        yield "styles: more than Excel takes"
    formats = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in root.iter(f"{MAIN}numFmt")}
    if any(len(code) > _MOST_FORMAT or not code for code in formats.values()):
        yield "styles: a number format is blank or too long"
    limits = {"fontId": "fonts", "fillId": "fills", "borderId": "borders", "xfId": "cellStyleXfs"}
    for xf in root.find(f"{MAIN}cellXfs") or ():
        yield from (f"styles: {key} {xf.get(key)} is not there" for key, kind in limits.items()
                    if int(xf.get(key, "0")) >= sizes[kind])  # fmt: skip
        number = xf.get("numFmtId", "0")
        if int(number) >= 164 and number not in formats:
            yield f"styles: the number format {number} is not there"


def _strings(book: Package) -> Iterator[str]:
    root = book.xml.get("xl/sharedStrings.xml")
    used = [int(cell.findtext(f"{MAIN}v") or -1) for sheet in book.sheets.values()
            for cell in sheet.iter(f"{MAIN}c") if cell.get("t") == "s"]  # fmt: skip
    if root is None:
        if used:
            yield "cells use shared strings, and there are none"
        return
    if int(root.get("count", "-1")) != len(used) or int(root.get("uniqueCount", "-1")) != len(book.strings):
        yield f"shared strings are counted wrong: {len(used)} uses of {len(book.strings)}"
    if used and max(used) >= len(book.strings):
        yield "a cell uses a shared string that is not there"
    if any(units(text) > 32_767 for text in book.strings):
        yield "a shared string is longer than a cell holds"


def _tables(book: Package) -> Iterator[str]:
    ids: Counter[str] = Counter()
    names = Counter(entry.get("name", "").casefold() for entry in book.book.iter(f"{MAIN}definedName")
                    if entry.get("localSheetId") is None)  # fmt: skip
    for sheet, place in book.places.items():
        related = book.related(place)
        taken: list[tuple[int, int, int, int]] = []
        for part in book.sheets[sheet].iter(f"{MAIN}tablePart"):
            table = book.xml[related[part.get(f"{_R}id", "")][1]]
            ids[table.get("id", "")] += 1
            names[table.get("displayName", "").casefold()] += 1
            if not _NAME.fullmatch(table.get("displayName", "")) or _CELL_LIKE.fullmatch(table.get("displayName", "")):
                yield f"{sheet}: {table.get('displayName')!r} is no name of a table"
            yield from (f"{sheet}: {words}" for words in _table(table, book.sheets[sheet], book.strings))
            top, left, bottom, right = box = area(table.get("ref", ""))
            if any(top <= b and bottom >= a and left <= d and right >= c for a, c, b, d in taken):
                yield f"{sheet}: tables overlap"
            taken.append(box)
    yield from (f"the table's id {found} is given twice" for found, count in ids.items() if count > 1)
    yield from (f"the name {found} is given twice" for found, count in names.items() if count > 1)


def _table(table: Element, sheet: Element, strings: list[str]) -> Iterator[str]:
    top, left, bottom, right = area(table.get("ref", ""))
    if bottom <= top:
        yield "a table has no row of data"
    filtered = table.find(f"{MAIN}autoFilter")
    if filtered is not None and area(filtered.get("ref", "")) != (top, left, bottom, right):
        yield "a table's filter is of another range"
    columns = table.find(f"{MAIN}tableColumns")
    found = list(columns) if columns is not None else []
    heads = [entry.get("name", "") for entry in found]
    if columns is None or int(columns.get("count", "0")) != len(found) or len(found) != right - left + 1:
        yield "a table's columns do not fit its range"
    if [entry.get("id") for entry in found] != [f"{number}" for number in range(1, len(found) + 1)]:
        yield "the ids of a table's columns are not in order"
    if len({head.casefold() for head in heads}) < len(heads) or any(not 0 < units(head) <= 255 for head in heads):
        yield "a table's headers are alike, blank or too long"
    row = next((entry for entry in sheet.iter(f"{MAIN}row") if entry.get("r") == f"{top}"), None)
    cells = {area(cell.get("r", ""))[1]: cell for cell in (row if row is not None else ())}
    shown = [_text(cells.get(left + place), strings) for place in range(len(heads))]
    if shown != [head.replace("_x000a_", "\n").replace("_x000A_", "\n") for head in heads]:
        yield f"a table's headers are not those of its cells: {sorted(set(heads) - set(shown))[:4]}"


def _text(cell: Element | None, strings: list[str]) -> str | None:
    if cell is None:
        return None
    value = cell.findtext(f"{MAIN}v") or ""
    return strings[int(value)] if cell.get("t") == "s" else "".join(cell.itertext())


def _drawings(book: Package) -> Iterator[str]:
    for name, root in book.xml.items():
        if not re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
            continue
        ids = Counter(entry.get("id") for entry in root.iter(f"{_DRAWING}cNvPr"))
        yield from (f"{name} gives the id {found} twice" for found, count in ids.items() if count > 1)
        for anchor in root.iter(f"{_DRAWING}twoCellAnchor"):
            ends = [[int(anchor.findtext(f"{_DRAWING}{end}/{_DRAWING}{key}") or -1) for key in ("row", "col")]
                    for end in ("from", "to")]  # fmt: skip
            if min(*ends[0], *ends[1]) < 0 or ends[0][0] > ends[1][0] or ends[0][1] > ends[1][1]:
                yield f"{name}: something is placed from {ends[0]} to {ends[1]}"


def _charts(book: Package) -> Iterator[str]:
    for name, root in book.xml.items():
        if not re.fullmatch(r"xl/charts/chart\d+\.xml", name):
            continue
        for key in ("idx", "order"):
            places = [
                entry.get("val") for series in root.iter(f"{_CHART}ser") for entry in series.findall(f"{_CHART}{key}")
            ]
            if len(set(places)) < len(places):
                yield f"{name}: two series have one {key}"
        for formula in root.iter(f"{_CHART}f"):
            yield from (f"{name} draws {sheet}, which is not there" for sheet in _named(formula.text or "", book))
        axes = {entry.get("val") for kind in ("catAx", "valAx", "dateAx") for axis in root.iter(f"{_CHART}{kind}")
                for entry in axis.findall(f"{_CHART}axId")}  # fmt: skip
        crossed = {entry.get("val") for entry in root.iter(f"{_CHART}crossAx")}
        if crossed - axes:
            yield f"{name}: an axis crosses one that is not there"
        for cache in (*root.iter(f"{_CHART}numCache"), *root.iter(f"{_CHART}strCache")):
            count = cache.find(f"{_CHART}ptCount")
            if any(int(point.get("idx", 0)) >= int(count.get("val", 0)) for point in cache.findall(f"{_CHART}pt")
                   if count is not None):  # fmt: skip
                yield f"{name}: more points than are said"


def _properties(book: Package) -> Iterator[str]:
    custom = book.xml.get("docProps/custom.xml")
    entries = list(custom) if custom is not None else []
    pids, names = [entry.get("pid", "") for entry in entries], [entry.get("name", "").casefold() for entry in entries]
    if len(set(pids)) < len(pids) or any(int(pid) < 2 for pid in pids):
        yield "numbers of document properties are given twice"
    yield from (f"the document property {name} is given twice" for name, count in Counter(names).items() if count > 1)
    if any(units("".join(entry.itertext())) > 255 or not 0 < units(entry.get("name", "")) <= 255 for entry in entries):
        yield "a document property is too long"
    app = book.xml["docProps/app.xml"]
    vectors = [entry for entry in app.iter() if entry.tag.endswith("}vector")]
    if any(int(vector.get("size", "-1")) != len(vector) for vector in vectors):
        yield "docProps/app.xml counts wrong"
