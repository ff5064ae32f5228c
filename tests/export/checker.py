"""Looks into the package of an exported workbook for what a reader, a screen reader or a virus scanner would object to.

`objections(path)` gives sentences; a good workbook gives none. It reads the XML itself, so that nothing that a library
repairs or leaves out stays unseen.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from tests.export.repairs import repairs

# Functions of Excel 2007 and LibreOffice 7.4; none of them reads a file, a link or a text as a formula.
FUNCTIONS = {
    "ABS", "AND", "AVERAGE", "AVERAGEIFS", "COUNT", "COUNTIF", "COUNTIFS", "FREQUENCY", "IF", "IFERROR", "ISNUMBER",
    "MAX", "MEDIAN", "MIN", "NA", "OR", "PERCENTILE", "ROUND", "ROW", "SUM", "SUMIFS", "SUMPRODUCT",
}  # fmt: skip
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FORBIDDEN = ("externalLink", "vbaProject", "oleObject", "connections", "activeX", "embeddings", "ctrlProps", "macro")
_PROPERTIES = ("App", "Period start", "Period end", "As of", "Time zone", "Filters", "Convention clock")
_WORDS = ("Summary", "Trends", "Breakdown", "Distributions", "Account health", "Segments", "Targets", "Conventions",
          "Definitions")  # fmt: skip
_LEAST_CONTRAST = 4.5
_QUOTED = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'(?=!)')
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")


def objections(path: Path) -> list[str]:
    """Everything about the workbook that breaks a rule of accessibility, safety or craft."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode("utf-8") for name in package.namelist()
                 if not name.startswith("xl/media/")}  # fmt: skip
    book = _Book(parts)
    checks = (_links, _names, _properties, _opening, _drawings, _contrast, _tables)
    found = [words for check in checks for words in check(book)]
    for name, sheet in book.sheets.items():
        found += [f"{name}: {words}" for words in (*_cells(sheet), *_layout(book, name, sheet))]
    return found + repairs(path)


class _Book:
    """The parts of a package, with the sheets by name in their order."""

    def __init__(self, parts: dict[str, str]) -> None:
        self.parts = parts
        self.root = fromstring(parts["xl/workbook.xml"])
        targets = {entry.get("Id"): entry.get("Target") for entry in fromstring(parts["xl/_rels/workbook.xml.rels"])}
        entries = list(self.root.iter(f"{_MAIN}sheet"))
        self.names = [entry.get("name", "") for entry in entries]
        self.sheets = {
            entry.get("name", ""): fromstring(parts[f"xl/{targets[entry.get(_RELATED)]}"]) for entry in entries
        }
        self.defined = [(entry.get("name", ""), entry.get("localSheetId"), entry.text or "")
                        for entry in self.root.iter(f"{_MAIN}definedName")]  # fmt: skip

    def of_kind(self, pattern: str) -> Iterator[tuple[str, str]]:
        """Parts whose names fit."""
        yield from ((name, text) for name, text in self.parts.items() if re.fullmatch(pattern, name))


def _links(book: _Book) -> Iterator[str]:
    for name, text in book.parts.items():
        if any(word in name for word in _FORBIDDEN):
            yield f"the package holds {name}"
        if name.endswith(".rels") and 'TargetMode="External"' in text:
            yield f"{name} leads out of the package"
        if re.search(r"<(hyperlink|ddeLink|legacyDrawing|mergeCell)\b", text):
            yield f"{name} holds links, old drawings or merged cells"


def _names(book: _Book) -> Iterator[str]:
    for folded, count in Counter(name.casefold() for name in book.names).items():
        if count > 1:
            yield f"two sheets are called {folded}"
    for name in book.names:
        if not 0 < len(name.encode("utf-16-le")) <= 62 or re.search(r"[\[\]:*?/\\]", name) or name.strip("'") != name:
            yield f"{name!r} is no name of a sheet"
    for (name, sheet), count in Counter((name.casefold(), sheet) for name, sheet, _ in book.defined).items():
        if count > 1:
            yield f"the name {name} is given twice on {sheet}"
    for name, _, text in book.defined:
        if "#REF!" in text or "[" in text:
            yield f"the name {name} leads nowhere, or out of the workbook"


def _properties(book: _Book) -> Iterator[str]:
    core, custom = book.parts["docProps/core.xml"], book.parts.get("docProps/custom.xml", "")
    for tag in ("dc:title", "dc:subject", "dc:creator", "dc:description", "dcterms:created"):
        if not re.search(rf"<{tag}[^>]*>[^<]+</{tag}>", core):
            yield f"the property {tag} is blank"
    for name in _PROPERTIES:
        if f'name="{name}"' not in custom:
            yield f"the property {name} is missing"


def _opening(book: _Book) -> Iterator[str]:
    if book.names[0] != "Summary":
        yield "the first sheet is not the Summary"
    if any(view.get("activeTab", "0") != "0" for view in book.root.iter(f"{_MAIN}workbookView")):
        yield "it does not open on the first sheet"
    chosen = [name for name, sheet in book.sheets.items()
              if any(view.get("tabSelected") == "1" for view in sheet.iter(f"{_MAIN}sheetView"))]  # fmt: skip
    if chosen != book.names[:1]:
        yield f"the sheets {chosen} are chosen when it opens"


def _drawings(book: _Book) -> Iterator[str]:
    for name, text in book.of_kind(r"xl/drawings/drawing\d+\.xml"):
        frames = re.findall(r"<xdr:cNvPr\b[^>]*>", text)
        yield from (f"a chart of {name} has no words" for frame in frames
                    if not re.search(r'descr="[^"]{20,}"', frame))  # fmt: skip
    for name, text in book.of_kind(r"xl/charts/chart\d+\.xml"):
        if "<c:title>" not in text:
            yield f"{name} has no title"


def _tables(book: _Book) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for name, text in book.of_kind(r"xl/tables/table\d+\.xml"):
        table = fromstring(text)
        seen[table.get("displayName", "").casefold()] += 1
        heads = [column.get("name", "").casefold() for column in table.iter(f"{_MAIN}tableColumn")]
        if len(set(heads)) < len(heads) or "" in heads:
            yield f"{name} has headers that are alike or blank"
    yield from (f"two tables are called {name}" for name, count in seen.items() if count > 1)


def _cells(sheet: Element) -> Iterator[str]:
    unmarked = _unmarked(sheet)
    seen: set[str] = set()
    for cell in sheet.iter(f"{_MAIN}c"):
        place, kind = cell.get("r", ""), cell.get("t", "n")
        value, formula = cell.findtext(f"{_MAIN}v") or "", cell.find(f"{_MAIN}f")
        if kind == "e" or (kind == "str" and value.startswith("#")):
            yield f"{place} is {value}"
        if kind == "n" and value and not re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", value):
            yield f"{place} holds the number {value}"
        if formula is not None and formula.text and formula.text not in seen:
            seen.add(formula.text)
            yield from (f"{place}: {words}" for words in _formula(formula.text))
        text = "".join(cell.itertext()) if kind == "inlineStr" else ""
        if text and _NUMBER.fullmatch(text) and _letters(place) not in unmarked:
            yield f"{place} carries a mark: a number stored as text"


def _formula(text: str) -> Iterator[str]:
    bare = _QUOTED.sub("", text)
    unknown = set(re.findall(r"([A-Z_][A-Za-z0-9_.]*)\(", bare)) - FUNCTIONS
    if unknown:
        yield f"uses {', '.join(sorted(unknown))}"
    if "|" in bare or re.search(r"\[\d+\]|\.xls|://", bare) or "#REF!" in bare:
        yield f"leads out of the workbook: {text[:80]}"


def _unmarked(sheet: Element) -> set[str]:
    """Columns on which no mark for numbers stored as text is drawn."""
    out: set[str] = set()
    for entry in sheet.iter(f"{_MAIN}ignoredError"):
        if entry.get("numberStoredAsText") == "1":
            for area in entry.get("sqref", "").split():
                first, _, last = area.partition(":")
                ends = [_number(_letters(end)) for end in (first, last or first)]
                out.update(_lettered(place) for place in range(ends[0], ends[1] + 1))
    return out


def _letters(place: str) -> str:
    return place.rstrip("0123456789").replace("$", "")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _lettered(number: int) -> str:
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out


def _layout(book: _Book, name: str, sheet: Element) -> Iterator[str]:
    index = str(book.names.index(name))
    if not any(pane.get("state") == "frozen" for pane in sheet.iter(f"{_MAIN}pane")):
        yield "no row or column is frozen"
    footer = "".join(text.text or "" for text in sheet.iter(f"{_MAIN}oddFooter"))
    if "&P" not in footer:
        yield "its pages have no numbers"
    if sheet.find(f"{_MAIN}cols") is None:
        yield "its columns have no widths"
    titled = any(defined == "_xlnm.Print_Titles" and local == index for defined, local, _ in book.defined)
    if not any(defined == "_xlnm.Print_Area" and local == index for defined, local, _ in book.defined):
        yield "what is printed of it is not said"
    is_data = sheet.find(f"{_MAIN}tableParts") is not None and not name.startswith(_WORDS)
    if (is_data or name.startswith(("Trends", "Breakdown", "Summary", "Targets", "Definitions"))) and not titled:
        yield "its pages repeat no header"
    for kind in ("colorScale", "iconSet", "dataBar"):
        if sheet.find(f".//{_MAIN}{kind}") is not None:
            yield "a status is told by colour alone"


# -- contrast ----------------------------------------------------------------------------------------------------------


def _contrast(book: _Book) -> Iterator[str]:
    styles = fromstring(book.parts["xl/styles.xml"])
    fonts = [_colour(font, "color", "FF000000") for font in styles.find(f"{_MAIN}fonts") or ()]
    fills = [_ground(fill) for fill in styles.find(f"{_MAIN}fills") or ()]
    pairs = {(fonts[int(xf.get("fontId", 0))], fills[int(xf.get("fillId", 0))])
             for xf in styles.find(f"{_MAIN}cellXfs") or ()}  # fmt: skip
    for dxf in styles.find(f"{_MAIN}dxfs") or ():
        font, fill = dxf.find(f"{_MAIN}font"), dxf.find(f"{_MAIN}fill")
        if font is not None and fill is not None:
            pairs.add((_colour(font, "color", "FF000000"), _colour(fill, "patternFill/bgColor", "FFFFFFFF")))
    for ink, ground in pairs:
        if contrast(ink, ground) < _LEAST_CONTRAST:
            yield f"#{ink[-6:]} on #{ground[-6:]} is hard to read"


def _ground(fill: Element) -> str:
    return _colour(fill, "patternFill/fgColor", "FFFFFFFF")


def _colour(parent: Element, path: str, otherwise: str) -> str:
    found = parent.find("/".join(f"{_MAIN}{part}" for part in path.split("/")))
    return otherwise if found is None else found.get("rgb", otherwise)


def contrast(one: str, two: str) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2 defines it; colours end in six hexadecimal digits."""
    light, dark = sorted((_luminance(one[-6:]), _luminance(two[-6:])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
