"""Logos of reports: which picture files can be one, and how large they are shown."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.image import Image

from cxdesk.common.problems import UserError

MOST_BYTES = 2 << 20
MOST_PIXELS_ACROSS = 4_000  # of either side
HEIGHT, WIDTH = 48.0, 240.0  # pixels, at most, as a report shows it
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_SHAPES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_SCAN, _END = 0xDA, 0xD9
_NAMES = {b"GIF8": "a GIF picture", b"<svg": "an SVG picture", b"<?xm": "an SVG picture", b"BM": "a bitmap",
          b"RIFF": "a WebP picture", b"%PDF": "a PDF", b"PK": "a package of files"}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Logo:
    """A picture that was looked at: its bytes, and its size in its own pixels."""

    content: bytes
    width: int
    height: int

    @property
    def fitted(self) -> tuple[float, float]:
        """Width and height in pixels at which a report shows it: never enlarged, its aspect kept."""
        scale = min(1.0, HEIGHT / self.height, WIDTH / self.width)
        return self.width * scale, self.height * scale


def read_logo(path: Path) -> bytes:
    """The bytes of a file that can be a logo.

    Raises:
        UserError: it cannot be read, or is no picture that can be a logo.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UserError(f"The logo “{path.name}” cannot be read: {error.strerror or error}.") from error
    checked_logo(content, path.name)
    return content


def checked_logo(content: bytes, name: str = "") -> Logo:
    """The picture in these bytes, looked at from end to end.

    Raises:
        UserError: it is no PNG or JPEG, damaged, of more than 2 MB, or of more than 4,000 pixels across.
    """
    title = f"The logo “{name}”" if name else "The logo"
    if len(content) > MOST_BYTES:
        raise UserError(f"{title} has more than 2 MB. Choose a smaller picture.")
    is_png = content.startswith(_PNG)
    if not is_png and not content.startswith(_JPEG):
        raise UserError(f"{title} is {_kind(content)}. Choose a PNG or JPEG picture.")
    size = _size_of_png(content) if is_png else _size_of_jpeg(content)
    if size is not None and max(size) > MOST_PIXELS_ACROSS:
        raise UserError(f"{title} is {size[0]:,} x {size[1]:,} pixels large. Choose one of at most"
                        f" {MOST_PIXELS_ACROSS:,} pixels across.")  # fmt: skip
    if size is None or not (_whole_png(content) if is_png else _whole_jpeg(content)) or not _taken(content):
        raise UserError(f"{title} is damaged. Save it anew as PNG or JPEG, or choose another picture.")
    return Logo(content=content, width=size[0], height=size[1])


def logo_of(content: bytes | None) -> Logo | None:
    """The picture of a template; None where it has none, or one that can be shown no more."""
    if content is None:
        return None
    try:
        return checked_logo(content)
    except UserError:  # it was looked at when it was chosen: a report is not kept back for it
        return None


def _kind(content: bytes) -> str:
    found = (words for mark, words in _NAMES.items() if content.lstrip()[:4].startswith(mark))
    return next(found, "no picture" if content else "empty")


def _taken(content: bytes) -> bool:
    """Whether the writer of workbooks can read its head, too."""
    try:
        image = Image(BytesIO(content))
    except (XlsxWriterException, struct.error, IndexError):
        return False
    return bool(image.width > 0 and image.height > 0)


# -- PNG ---------------------------------------------------------------------------------------------------------------


def _size_of_png(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or len(content) < 33:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return (width, height) if width and height else None


def _whole_png(content: bytes) -> bool:
    """Whether every piece has its checksum and the picture's rows are all there."""
    pieces = list(_pieces(content))
    if not pieces or pieces[-1][0] != b"IEND":
        return False
    depth, colours = content[24], content[25]
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colours)
    size = _size_of_png(content)
    if channels is None or depth not in (1, 2, 4, 8, 16) or size is None:
        return False
    least = -(-size[0] * channels * depth // 8) * size[1]  # interlaced ones hold a little more
    return _unpacked(b"".join(part for kind, part in pieces if kind == b"IDAT"), 2 * least + 16 * sum(size)) >= least


def _pieces(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each piece, up to the first that is damaged."""
    place = len(_PNG)
    while place + 12 <= len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, part = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        check = content[place + 8 + length : place + 12 + length]
        if len(check) < 4 or zlib.crc32(kind + part) != struct.unpack(">I", check)[0]:
            return
        yield kind, part
        if kind == b"IEND":
            return
        place += 12 + length


def _unpacked(packed: bytes, most: int) -> int:
    """How many bytes come out, of `most` at most; -1 where they are damaged."""
    stream, done = zlib.decompressobj(), 0
    try:
        while packed and not stream.eof and done <= most:
            done += len(stream.decompress(packed, 1 << 20))
            packed = stream.unconsumed_tail
    except zlib.error:
        return -1
    return done if stream.eof else -1


# -- JPEG --------------------------------------------------------------------------------------------------------------


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    for kind, part in _segments(content):
        if kind in _SHAPES and len(part) >= 5:
            height, width = struct.unpack(">HH", part[1:5])
            return (width, height) if width and height else None
    return None


def _whole_jpeg(content: bytes) -> bool:
    """Whether its picture begins and the file ends as one does."""
    scans = any(kind == _SCAN for kind, _ in _segments(content))
    return scans and content.rstrip(b"\x00\r\n").endswith(bytes((0xFF, _END)))


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each part of the head, up to the picture itself."""
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:
        kind = content[place + 1]
        if kind == 0xFF:  # filling
            place += 1
            continue
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        yield kind, content[place + 4 : place + 2 + length]
        if kind == _SCAN:
            return
        place += 2 + max(length, 2)
