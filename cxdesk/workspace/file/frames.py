"""Tables as blobs: a pandas frame cut into pieces of rows, each one an Arrow IPC (feather) file packed with zstd."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from cxdesk.workspace.file.claims import claimed_bytes, stream_of

_MOST_BYTES = 16 << 20  # of a piece, unpacked: copying one into the file keeps every other thread waiting
_NAMES = b"cxdesk.columns"
_NO_BOMB, _MOST_TIMES = 512 << 20, 64  # bytes that pieces may always need in memory, and times their size

UNREADABLE = (pa.ArrowException, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError,
              MemoryError, OSError)  # fmt: skip
"""What Arrow and pandas raise where a piece holds what nobody expects in one."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Some rows of a table as stored. `digest` is BLAKE2b (16 bytes) of `content`."""

    digest: bytes
    rows: int
    content: bytes


def digest_of(content: bytes | memoryview) -> bytes:
    """The digest by which a piece is found again and checked."""
    return hashlib.blake2b(content, digest_size=16).digest()


def packed(frame: pd.DataFrame) -> Iterator[Piece]:
    """The frame as pieces in the order of its rows, at least one; the same frame gives the same bytes.

    Columns may have any names, also equal ones. The index is not kept: the tables of a dataset count their rows.
    """
    table = _as_arrow(frame)
    rows_a_piece = max(1, _rows_that_fit(table))
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=1))
    for start in range(0, max(1, table.num_rows), rows_a_piece):
        part = table.slice(start, rows_a_piece)
        sink = pa.BufferOutputStream()
        with pa.ipc.new_file(sink, part.schema, options=options) as writer:
            if part.num_rows:
                writer.write_table(part)
            else:  # a table without rows writes no batch, and categories are lost without one
                writer.write_batch(_empty_batch(table))
        content = sink.getvalue().to_pybytes()
        yield Piece(digest=digest_of(content), rows=part.num_rows, content=content)


def unpacked(contents: Sequence[bytes]) -> pd.DataFrame:
    """The frame that was stored as these pieces.

    Raises:
        pyarrow.ArrowInvalid: a piece is no Arrow file.
        ValueError: the pieces are of different tables, or claim to be larger than they can be.
    """
    if too_large(sum(map(claimed_bytes, contents)), sum(map(len, contents))):
        raise ValueError("the pieces claim to hold more than such pieces can")
    tables = [pa.ipc.open_stream(stream_of(content)).read_all() for content in contents]
    for table in tables:
        table.validate(full=True)  # what it says of itself may lead anywhere in memory
    kept = tables[0].schema.metadata or {}
    if any((table.schema.metadata or {}).get(_NAMES) != kept.get(_NAMES) for table in tables):
        raise ValueError("the pieces are of different tables")
    whole = pa.concat_tables(tables) if len(tables) > 1 else tables[0]
    frame: pd.DataFrame = whole.to_pandas()
    for name in frame.columns:
        kind = frame[name].dtype
        if isinstance(kind, pd.CategoricalDtype) and not len(kind.categories):  # pandas forgets that they are texts
            texts = pd.CategoricalDtype(pd.Index([], dtype="str"), ordered=kind.ordered)
            frame[name] = pd.Categorical.from_codes(np.full(len(frame), -1), dtype=texts)
    frame.columns = pd.Index(json.loads(kept[_NAMES]))
    return frame


def too_large(claimed: int, stored: int) -> bool:
    """Whether pieces of so many bytes cannot hold what they claim to hold."""
    return claimed > max(_NO_BOMB, _MOST_TIMES * stored)


def titles_of(content: bytes) -> tuple[str, ...]:
    """Titles of the columns of a piece.

    Raises:
        pyarrow.ArrowInvalid: it is no Arrow file.
        KeyError: it is none of ours.
    """
    kept = pa.ipc.open_stream(stream_of(content)).schema.metadata or {}
    return tuple(json.loads(kept[_NAMES]))


def _empty_batch(table: pa.Table) -> pa.RecordBatch:
    arrays = [
        column.chunk(0).slice(0, 0)
        if pa.types.is_dictionary(column.type) and column.num_chunks
        else pa.array([], column.type)
        for column in table.columns  # a slice would write all lengths of texts
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=table.schema)


def _as_arrow(frame: pd.DataFrame) -> pa.Table:
    names = [str(name) for name in frame.columns]
    # Headers of files may be equal; columns of an Arrow file may not.
    numbered = frame.set_axis([str(place) for place in range(len(names))], axis="columns")
    table = pa.Table.from_pandas(numbered, preserve_index=False)
    return table.replace_schema_metadata({**(table.schema.metadata or {}), _NAMES: json.dumps(names).encode()})


def _rows_that_fit(table: pa.Table) -> int:
    if table.nbytes <= _MOST_BYTES:
        return int(table.num_rows)
    return int(table.num_rows * _MOST_BYTES / table.nbytes * 0.9)  # rows are not equally long
