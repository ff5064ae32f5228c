"""What makes Excel repair one sheet: see `repairs`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
_FM = "{http://schemas.microsoft.com/office/excel/2006/main}"
_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
_REF = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d*)(?::\$?([A-Z]{1,3})\$?([1-9]\d*))?")
_ROWS, _COLUMNS = 1_048_576, 16_384
_MOST_CHARACTERS, _MOST_FORMULA, _MOST_NESTED, _MOST_ARGUMENTS = 32_767, 8_192, 64, 255
_KINDS = {"n", "s", "str", "b", "inlineStr", "e"}
_LIMITS = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 225}  # of a validation, in characters
_MOST_BREAKS = 1_026


def sheet_repairs(sheet: Element, styles: Element, strings: list[str]) -> Iterator[str]:
    """Everything in a worksheet that Excel would repair."""
    parts = [entry.tag.removeprefix(MAIN) for entry in sheet]
    yield from (f"{part} is no part of a sheet" for part in parts if part not in _ORDER)
    order = [_ORDER.index(part) for part in parts if part in _ORDER]
    if order != sorted(order):
        yield "its parts are out of order"
    once = Counter(entry.tag for entry in sheet if entry.tag != f"{MAIN}conditionalFormatting")
    yield from (f"{tag.removeprefix(MAIN)} is there twice" for tag, count in once.items() if count > 1)
    for check in (_rows, _columns, _views, _conditions, _validations, _page, _sparklines):
        yield from check(sheet)
    formats, looks = styles.find(f"{MAIN}cellXfs"), styles.find(f"{MAIN}dxfs")
    yield from _cells(sheet, len(formats) if formats is not None else 0, len(strings))
    most = len(looks) if looks is not None else 0
    if any(int(rule.get("dxfId", "0")) >= most for rule in sheet.iter(f"{MAIN}cfRule") if rule.get("dxfId")):
        yield "a condition has a look that is not there"


def units(text: str) -> int:
    """Length as Excel counts it."""
    return len(text.encode("utf-16-le")) // 2


def area(text: str) -> tuple[int, int, int, int]:
    """Top row, left column, bottom row, right column of a reference, from 1."""
    match = _REF.fullmatch(text)
    if match is None:
        raise AssertionError(f"{text!r} is no reference")
    left, top, right, bottom = match.groups()
    return int(top), _number(left), int(bottom or top), _number(right or left)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _inside(text: str) -> bool:
    """Whether every area of a list lies on a sheet, its ends in order."""
    boxes = [area(part) for part in text.split()]
    return bool(boxes) and all(a <= c <= _ROWS and b <= d <= _COLUMNS for a, b, c, d in boxes)


def _rows(sheet: Element) -> Iterator[str]:
    numbers = [int(row.get("r", "0")) for row in sheet.iter(f"{MAIN}row")]
    if any(after <= before for before, after in pairwise(numbers)) or (numbers and numbers[-1] > _ROWS):
        yield "its rows are out of order"
    if any(float(row.get("ht", "0")) > 409.5 for row in sheet.iter(f"{MAIN}row")):
        yield "a row is higher than Excel takes"
    said = sheet.find(f"{MAIN}dimension")
    if said is not None and not _inside(said.get("ref", "")):
        yield "its size is wrong"


def _cells(sheet: Element, formats: int, strings: int) -> Iterator[str]:
    for row in sheet.iter(f"{MAIN}row"):
        number, before = int(row.get("r", "0")), 0
        for cell in row:
            place = cell.get("r", "")
            top, left, *_ = area(place)
            if top != number or not before < left <= _COLUMNS:
                yield f"{place} is out of order"
            before = left
            yield from (f"{place}: {words}" for words in _cell(cell, formats, strings))


def _cell(cell: Element, formats: int, strings: int) -> Iterator[str]:
    kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
    if kind not in _KINDS or int(cell.get("s", "0")) >= formats:
        yield "is of a kind or style that is not there"
    if [entry.tag.removeprefix(MAIN) for entry in cell] not in (["f", "v"], ["v"], ["is"], ["f"], []):
        yield "holds something out of order"
    if kind == "s" and not 0 <= int(value or -1) < strings:
        yield "names a string that is not there"
    if kind == "b" and value not in ("0", "1"):
        yield "is neither true nor false"
    if units("".join(cell.itertext())) > _MOST_CHARACTERS and cell.find(f"{MAIN}f") is None:
        yield "holds more characters than a cell takes"
    formula = cell.find(f"{MAIN}f")
    if formula is None:
        return
    yield from formula_repairs(formula.text or "")
    if formula.get("t") == "array" and formula.get("ref") != cell.get("r"):
        yield "is an array formula of another cell"


def formula_repairs(text: str) -> Iterator[str]:
    """What Excel refuses of a formula as it stands in the file: length, depth, arguments, brackets."""
    if not text or text.startswith("=") or units(text) > _MOST_FORMULA:
        yield f"the formula is blank, begins with = or is too long ({units(text)} characters)"
    bare = re.sub(r'"(?:[^"]|"")*"', '""', text)
    if any(units(part) > 257 for part in re.findall(r'"(?:[^"]|"")*"', text)):
        yield "a text in the formula is longer than 255 characters"
    bare = re.sub(r"\[(?:'.|[^\]'\[]|\[(?:'.|[^\]'])*\])*\]", "", re.sub(r"'(?:[^']|'')*'!", "", bare))
    depth, most, arguments = 0, 0, [1]
    for sign in re.findall(r"[A-Za-z_.][\w.]*\(|[(),]", bare):
        if sign == ")":
            depth -= 1
            arguments.pop()
            if depth < 0 or not arguments:
                yield "its brackets do not fit"
                return
        elif sign == ",":
            arguments[-1] += 1
            if arguments[-1] > _MOST_ARGUMENTS:
                yield "a function has too many arguments"
                return
        else:
            depth += 1
            arguments.append(1)
            most = max(most, depth)
    if depth or most > _MOST_NESTED:
        yield f"its brackets do not fit, or are nested {most} deep"


def _columns(sheet: Element) -> Iterator[str]:
    spans = [(int(column.get("min", "0")), int(column.get("max", "0"))) for column in sheet.iter(f"{MAIN}col")]
    if any(not 1 <= first <= last <= _COLUMNS for first, last in spans) or any(
        after[0] <= before[1] for before, after in pairwise(spans)
    ):
        yield "widths of its columns overlap"
    if any(not 0 <= float(column.get("width", "8")) <= 255 for column in sheet.iter(f"{MAIN}col")):
        yield "a column is wider than Excel takes"


def _views(sheet: Element) -> Iterator[str]:
    for view in sheet.iter(f"{MAIN}sheetView"):
        panes = [entry.get("pane", "topLeft") for entry in view.findall(f"{MAIN}selection")]
        if len(set(panes)) < len(panes):
            yield "a pane is chosen twice"
        pane = view.find(f"{MAIN}pane")
        if pane is not None and pane.get("activePane", "topLeft") not in panes:
            yield "the active pane holds no selection"


def _conditions(sheet: Element) -> Iterator[str]:
    priorities = []
    for block in sheet.iter(f"{MAIN}conditionalFormatting"):
        if not _inside(block.get("sqref", "")):
            yield "a condition is of no cells"
        for rule in block:
            priorities.append(rule.get("priority"))
            for formula in rule.findall(f"{MAIN}formula"):
                yield from formula_repairs(formula.text or "")
    if len(set(priorities)) < len(priorities):
        yield "two conditions are of one priority"


def _validations(sheet: Element) -> Iterator[str]:
    whole = sheet.find(f"{MAIN}dataValidations")
    if whole is None:
        return
    if int(whole.get("count", "-1")) != len(whole):
        yield "validations are counted wrong"
    boxes = []
    for entry in whole:
        if not _inside(entry.get("sqref", "")):
            yield "a validation is of no cells"
        boxes += [area(part) for part in entry.get("sqref", "").split()]
        yield from (f"the {key} of a validation is too long" for key, most in _LIMITS.items()
                    if units(entry.get(key, "")) > most)  # fmt: skip
        for formula in entry:
            text = formula.text or ""
            if text.startswith('"') and units(text) > 257:
                yield "the list of a validation is longer than 255 characters"
            yield from formula_repairs(text)
    for place, (top, left, bottom, right) in enumerate(boxes):
        if any(top <= c and bottom >= a and left <= d and right >= b for a, b, c, d in boxes[:place]):
            yield "two validations are of one cell"


def _page(sheet: Element) -> Iterator[str]:
    footer = sheet.find(f"{MAIN}headerFooter")
    for part in footer if footer is not None else ():
        if units(part.text or "") > 255:
            yield "a header or footer is longer than 255 characters"
    setup = sheet.find(f"{MAIN}pageSetup")
    if setup is not None and not 10 <= int(setup.get("scale", "100")) <= 400:
        yield "its print scale is not one that Excel takes"
    for kind in ("rowBreaks", "colBreaks", "tableParts"):
        whole = sheet.find(f"{MAIN}{kind}")
        if whole is not None and int(whole.get("count", "-1")) != len(whole):
            yield f"{kind} is counted wrong"
        if whole is not None and len(whole) > _MOST_BREAKS:
            yield f"more {kind} than Excel takes"


def _sparklines(sheet: Element) -> Iterator[str]:
    for line in sheet.iter(f"{_X14}sparkline"):
        cells, place = line.findtext(f"{_FM}f") or "", line.findtext(f"{_FM}sqref") or ""
        top, left, bottom, right = area(cells.rsplit("!", 1)[-1])
        if (top != bottom and left != right) or not _inside(place):
            yield f"the sparkline in {place} draws {cells}"
