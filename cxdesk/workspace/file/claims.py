"""What a piece claims to hold, told before it is unpacked: a few bytes may claim to be many gigabytes.

The layout of the messages is that of the Arrow columnar format (Message.fbs); buffers packed with zstd begin with
their unpacked length as 8 bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

MAGIC = b"ARROW1\x00\x00"
_DICTIONARY, _RECORDS = 2, 3  # kinds of messages
_VALUE_BYTES = 8  # of one value in memory, at most, beside its buffers


def stream_of(content: bytes) -> pa.Buffer:
    """The messages of an Arrow file, without the footer that says where they are once more.

    Raises:
        ValueError: it is no Arrow file.
    """
    if not content.startswith(MAGIC):
        raise ValueError("no Arrow file")
    return pa.py_buffer(content).slice(len(MAGIC))


def claimed_bytes(content: bytes) -> int:
    """About how many bytes of memory a piece needs, by what it says itself.

    Raises:
        ValueError: it cannot be read.
    """
    reader: Any = pa.ipc.MessageReader.open_stream(stream_of(content))
    total = 0
    try:
        for message in iter(reader.read_next_message, None):
            total += _of_message(message.metadata.to_pybytes(), message.body)
    except StopIteration:
        return total
    except (struct.error, IndexError, TypeError, OverflowError) as error:
        raise ValueError("a message of an Arrow file that makes no sense") from error
    return total


def _of_message(head: bytes, body: pa.Buffer | None) -> int:
    root = _Table(head, _number(head, "<I", 0))
    kind_at = root.field(1)
    kind = head[kind_at] if kind_at else 0
    batch = root.inner(2) if kind in (_DICTIONARY, _RECORDS) else None
    if batch is not None and kind == _DICTIONARY:
        batch = batch.inner(1)
    if batch is None:
        return 0
    length_at = batch.field(0)
    rows = _number(head, "<q", length_at) if length_at else 0
    columns = sum(1 for _ in batch.pairs(1))
    is_packed = batch.field(3) != 0
    return max(rows, 0) * columns * _VALUE_BYTES + sum(
        _unpacked(body, start, size) if is_packed else size for start, size in batch.pairs(2)
    )


def _unpacked(body: pa.Buffer | None, start: int, size: int) -> int:
    if body is None or size < 8:
        return 0
    (said,) = struct.unpack("<q", body.slice(start, 8).to_pybytes())
    return max(int(said), size)


class _Table:
    """A table of a flatbuffer: its fields by their number."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at
        self._fields = at - _number(data, "<i", at)

    def field(self, number: int) -> int:
        """Where a field lies; 0 where it has its default."""
        place = 4 + 2 * number
        if place >= _number(self._data, "<H", self._fields):
            return 0
        offset = _number(self._data, "<H", self._fields + place)
        return self._at + offset if offset else 0

    def inner(self, number: int) -> _Table | None:
        """A field that is a table."""
        at = self.field(number)
        return _Table(self._data, at + _number(self._data, "<I", at)) if at else None

    def pairs(self, number: int) -> Iterator[tuple[int, int]]:
        """A field that is a vector of pairs of whole numbers."""
        at = self.field(number)
        if at:
            start = at + _number(self._data, "<I", at)
            count = _number(self._data, "<I", start)
            yield from struct.iter_unpack("<qq", self._data[start + 4 : start + 4 + 16 * count])


def _number(data: bytes, layout: str, at: int) -> int:
    if at < 0:
        raise IndexError(at)
    return int(struct.unpack_from(layout, data, at)[0])
