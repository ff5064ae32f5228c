"""What Qt leaves open in a PDF file: an outline to jump by, dates that come from the data, the same bytes every time.

A PDF file is numbered objects and a table of where each begins (ISO 32000-1, 7.5); both are written anew here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_TABLE = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_ENTRY = re.compile(rb"(\d{10}) \d{5} ([nf])")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_KIDS = re.compile(rb"/Kids\s*\[([^\]]*)\]")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_INFO_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")
_XMP_DATE = re.compile(rb'xmp:(CreateDate|ModifyDate|MetadataDate)="[^"]*"')
_FONT_TAG = re.compile(rb"/FontName /[A-Z]{6}\+(\S+)")
_STREAM = re.compile(rb"/Length \d+(\s*>>\s*stream\r?\n)(.*?)(\r?\nendstream)", re.DOTALL)


# What a screen reader and the title bar of a viewer go by.
_READER = "/Lang (en)\n/ViewerPreferences << /DisplayDocTitle true >>\n"


@dataclass(frozen=True, kw_only=True)
class Bookmark:
    """An entry of the outline: a page from 0, the place on it in points from its lower edge, and its depth from 0."""

    title: str
    page: int
    top: float
    level: int = 0


def finished(content: bytes, made: datetime, bookmarks: Sequence[Bookmark]) -> bytes:
    """The file with its dates set and its outline added; one that is put together otherwise stays as it is.

    Qt writes fonts in an order that changes from run to run, so objects are numbered in the order in which the
    document names them.
    """
    found = _TABLE.search(content)
    if found is None or not content[int(found[1]) :].startswith(b"xref"):
        return content
    table = content[int(found[1]) :]
    trailer = table[table.index(b"trailer") : table.index(b"startxref")]
    objects = _objects(content, int(found[1]), table[: table.index(b"trailer")])
    root, info = (_number(trailer, name) for name in (b"Root", b"Info"))
    metadata = _number(objects[root], b"Metadata", none=True)
    objects[info] = _INFO_DATE.sub(
        rb"/\1 (D:" + f"{made.astimezone(UTC):%Y%m%d%H%M%SZ}".encode() + rb")", objects[info]
    )
    if metadata in objects:
        objects[metadata] = _dated(objects[metadata], made)
    for number, text in objects.items():
        if b"beginbfrange" in text:  # which letters signs stand for: Qt takes a font's blank for a tab
            objects[number] = text.replace(b"<0009>", b"<0020>")
    pages = _pages(objects, _number(objects[root], b"Pages"))
    if bookmarks and pages:
        _outline(objects, root, pages, bookmarks)
    new = _order(objects, (info, root))
    objects = {new[number]: _renumbered(text, new) for number, text in objects.items() if number in new}
    return _written(content[: content.index(b"1 0 obj")], objects, _renumbered(trailer, new))


def _objects(content: bytes, end: int, table: bytes) -> dict[int, bytes]:
    """The objects by number, each from its number to its end."""
    places = {number: int(place) for number, (place, kind) in enumerate(_ENTRY.findall(table)) if kind == b"n"}
    order = sorted(places.items(), key=lambda pair: pair[1])
    ends = [*(place for _, place in order[1:]), end]
    return {number: content[place:until] for (number, place), until in zip(order, ends, strict=True)}


def _number(text: bytes, name: bytes, *, none: bool = False) -> int:
    """The object that a name refers to; 0 where `none` allows that there is none."""
    found = re.search(rb"/" + name + rb" (\d+) 0 R", text)
    if found is None and none:
        return 0
    assert found is not None, name
    return int(found[1])


def _dated(metadata: bytes, made: datetime) -> bytes:
    """The XMP packet with other dates, and its length."""
    stamp = f"{made.astimezone(UTC):%Y-%m-%dT%H:%M:%S+00:00}".encode()
    text = _XMP_DATE.sub(rb'xmp:\1="' + stamp + rb'"', metadata)
    found = _STREAM.search(text)
    if found is None:
        return metadata
    length = f"/Length {len(found[2])}".encode()
    return text[: found.start()] + length + found[1] + found[2] + found[3] + text[found.end() :]


def _pages(objects: dict[int, bytes], node: int) -> list[int]:
    """Numbers of the pages in order, below a node of the page tree."""
    if _PAGE.search(objects[node]):
        return [node]
    kids = _KIDS.search(objects[node])
    found = [] if kids is None else [int(number) for number in _REFERENCE.findall(kids[1])]
    return [page for kid in found for page in _pages(objects, kid)]


def _outline(objects: dict[int, bytes], root: int, pages: list[int], bookmarks: Sequence[Bookmark]) -> None:
    """Add an outline of the bookmarks and open the document with it beside the pages."""
    first = max(objects) + 1
    parents = _parents(bookmarks)
    for place, mark in enumerate(bookmarks):
        kids = [other for other, parent in enumerate(parents) if parent == place]
        siblings = [other for other, parent in enumerate(parents) if parent == parents[place]]
        own = siblings.index(place)
        parts = [_title(mark.title),
                 f"/Parent {first + 1 + parents[place]} 0 R",
                 f"/Dest [{pages[min(mark.page, len(pages) - 1)]} 0 R /XYZ 0 {mark.top:.2f} null]"]  # fmt: skip
        parts += [f"/Prev {first + 1 + siblings[own - 1]} 0 R"] if own else []
        parts += [f"/Next {first + 1 + siblings[own + 1]} 0 R"] if own + 1 < len(siblings) else []
        parts += _span(first, kids, closed=True)
        objects[first + 1 + place] = _object(first + 1 + place, parts)
    top = [place for place, parent in enumerate(parents) if parent == -1]
    objects[first] = _object(first, ["/Type /Outlines", *_span(first, top)])
    catalogue = objects[root]
    at = catalogue.rindex(b">>")
    added = f"/Outlines {first} 0 R\n/PageMode /UseOutlines\n{_READER}".encode()
    objects[root] = catalogue[:at] + added + catalogue[at:]


def _order(objects: dict[int, bytes], first: tuple[int, ...]) -> dict[int, int]:
    """New numbers from 1 for the objects that are named from the first ones on, in the order of their naming."""
    new: dict[int, int] = {}
    waiting = [*reversed(first)]
    while waiting:
        number = waiting.pop()
        if number in objects and number not in new:
            new[number] = len(new) + 1
            named = _REFERENCE.findall(_words(objects[number]))
            waiting += [int(other) for other in reversed(named)]
    return new


def _words(text: bytes) -> bytes:
    """What an object says before its stream."""
    return text.partition(b"stream")[0]


def _renumbered(text: bytes, new: dict[int, int]) -> bytes:
    """An object or the trailer with other numbers; the tags of fonts, which Qt makes of numbers, are alike."""
    words, mark, stream = text.partition(b"stream")
    words = re.sub(rb"^(\d+) 0 obj", lambda found: b"%d 0 obj" % new[int(found[1])], words)
    words = _REFERENCE.sub(lambda found: b"%d 0 R" % new.get(int(found[1]), 0), words)
    return _FONT_TAG.sub(lambda found: b"/FontName /" + _tag(found[1]), words) + mark + stream


def _tag(name: bytes) -> bytes:
    """A font's name after six letters that its name decides, as subsets of fonts are named."""
    letters = hashlib.blake2b(name, digest_size=6).digest()
    return bytes(65 + letter % 26 for letter in letters) + b"+" + name


def _title(title: str) -> str:
    return f"/Title <feff{title.encode('utf-16-be').hex()}>"


def _span(first: int, kids: list[int], *, closed: bool = False) -> list[str]:
    """First, last and number of the entries below one; a negative number keeps them folded."""
    if not kids:
        return []
    count = -len(kids) if closed else len(kids)
    return [f"/First {first + 1 + kids[0]} 0 R", f"/Last {first + 1 + kids[-1]} 0 R", f"/Count {count}"]


def _parents(bookmarks: Sequence[Bookmark]) -> list[int]:
    """For each bookmark the last one before it of a smaller level, -1 = none."""
    out: list[int] = []
    above: list[int] = []
    for place, mark in enumerate(bookmarks):
        while above and bookmarks[above[-1]].level >= mark.level:
            above.pop()
        out.append(above[-1] if above else -1)
        above.append(place)
    return out


def _object(number: int, parts: Sequence[str]) -> bytes:
    return f"{number} 0 obj\n<<\n{chr(10).join(parts)}\n>>\nendobj\n".encode("ascii")


def _written(head: bytes, objects: dict[int, bytes], trailer: bytes) -> bytes:
    """The file of these objects, with a new table of where they begin."""
    out = bytearray(head)
    size = max(objects) + 1
    places: dict[int, int] = {}
    for number in sorted(objects):
        places[number] = len(out)
        out += objects[number]
    start = len(out)
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        out += (f"{places[number]:010d} 00000 n \n" if number in places else "0000000000 65535 f \n").encode()
    out += re.sub(rb"/Size \d+", f"/Size {size}".encode(), trailer)
    out += f"startxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
