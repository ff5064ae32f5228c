"""Picture files made by hand, whole and broken."""

from __future__ import annotations

import struct
import zlib

_QUANTS = bytes([1] * 64)


def png(width: int = 200, height: int = 80, rgb: tuple[int, int, int] = (0, 120, 80), rows: int | None = None) -> bytes:
    """A PNG of one colour; with fewer `rows` than its height it is cut short within its picture."""
    raw = b"".join(b"\x00" + bytes(rgb) * width for _ in range(height if rows is None else rows))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _piece(b"IHDR", head) + _piece(b"IDAT", zlib.compress(raw)) + _piece(b"IEND", b"")


def png_of_claimed_size(width: int, height: int) -> bytes:
    """A PNG whose head claims a size that its picture does not have."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _piece(b"IHDR", head) + _piece(b"IDAT", zlib.compress(b"")) + _piece(b"IEND", b"")


def jpeg(width: int = 32, height: int = 16) -> bytes:
    """The frame of a JPEG: every segment that its size is read from, one scan, and its end."""
    quants = _segment(0xDB, b"\x00" + _QUANTS)
    frame = _segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    table = _segment(0xC4, b"\x00" + bytes([0, 1] + [0] * 14) + b"\x00")
    scan = _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x00" * 8
    return (
        b"\xff\xd8"
        + _segment(0xE0, b"JFIF\x00\x01\x01\x01\x00H\x00H\x00\x00")
        + quants
        + frame
        + table
        + scan
        + b"\xff\xd9"
    )


def _piece(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _segment(kind: int, content: bytes) -> bytes:
    return bytes((0xFF, kind)) + struct.pack(">H", len(content) + 2) + content
