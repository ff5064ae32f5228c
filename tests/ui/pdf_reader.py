"""What a PDF file of ours says: the text of every page, its title, its outline, and how many images it has.

Knows only what Qt writes: one table of objects, deflated content, fonts whose signs a table turns into letters.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})> (\[[^\]]*\]|<[0-9A-F]+>)")
_TOKEN = re.compile(rb"/(\S+) [\d.]+ Tf|<([0-9A-F]+)> Tj|(BT)")


@dataclass(frozen=True, kw_only=True)
class Pdf:
    """A file as it reads; pieces of text stand in the order in which they were painted, one a line."""

    pages: tuple[str, ...]
    title: str
    author: str
    outline: tuple[str, ...]
    images: int
    paper: tuple[float, float]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)


def read_pdf(content: bytes) -> Pdf:
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(content)}
    fonts = {number: _letters(objects, text) for number, text in objects.items() if b"/ToUnicode" in text}
    pages = [text for text in objects.values() if re.search(rb"/Type\s*/Page\b", text)]
    info = next(text for text in objects.values() if b"/CreationDate" in text)
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pages[0])
    assert box is not None
    return Pdf(
        pages=tuple(_page(objects, fonts, page) for page in pages),
        title=_entry(info, b"Title"),
        author=_entry(info, b"Author"),
        outline=tuple(bytes.fromhex(found.decode()).decode("utf-16") for found in
                      re.findall(rb"/Title <([0-9a-f]+)>", content)),
        images=len(re.findall(rb"/Subtype\s*/Image", content)),
        paper=(float(box[1]), float(box[2])),
    )  # fmt: skip


def _entry(info: bytes, name: bytes) -> str:
    found = re.search(rb"/" + name + rb" \((\xfe\xff.*?)(?<!\\)\)\n", info, re.DOTALL)
    if found is None:
        return ""
    return re.sub(rb"\\([()\\])", rb"\1", found[1]).decode("utf-16")


def _page(objects: dict[int, bytes], fonts: dict[int, dict[int, str]], page: bytes) -> str:
    names = {
        name: int(number) for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", objects[_number(page, b"Resources")])
    }
    letters: dict[int, str] = {}
    out: list[str] = []
    for font, signs, begin in _TOKEN.findall(_stream(objects[_number(page, b"Contents")])):
        if begin:
            out.append("\n")
        elif font:
            letters = fonts[names[font]]
        else:
            out += [letters.get(int(signs[place : place + 4], 16), "?") for place in range(0, len(signs), 4)]
    return "".join(out).replace("\u202f", " ")  # a font may have one sign for several blanks


def _letters(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    out: dict[int, str] = {}
    for first, last, letters in _RANGE.findall(objects[_number(font, b"ToUnicode")]):
        if letters.startswith(b"["):
            several = [
                bytes.fromhex(one.decode()).decode("utf-16-be") for one in re.findall(rb"<([0-9A-F]+)>", letters)
            ]
            out |= {int(first, 16) + place: letter for place, letter in enumerate(several)}
        else:
            start = int(letters[1:-1], 16)
            out |= {code: chr(start + code - int(first, 16)) for code in range(int(first, 16), int(last, 16) + 1)}
    return out


def _number(text: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", text)
    assert found is not None
    return int(found[1])


def _stream(text: bytes) -> bytes:
    return zlib.decompress(text[text.index(b"stream\n") + 7 :])
