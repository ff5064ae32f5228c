"""How the reading process hands sheets over: lines of JSON and Arrow streams through a pipe, never a file on disk."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import pyarrow as pa

from cxdesk.imports.files.columns import PackedColumn
from cxdesk.imports.files.messages import say


@dataclass(frozen=True, kw_only=True, eq=False)
class PackedSheet:
    """A sheet on its way; `first_column` is 1 where the used range begins in column A.

    `merged` are merged cells by first row, first column, last row and last column, from 0 in the used range.
    """

    name: str
    columns: tuple[PackedColumn, ...]
    hidden: bool = False
    first_row: int = 1
    first_column: int = 1
    notes: tuple[str, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()


def send(out: IO[bytes], sheet: PackedSheet) -> None:
    """Write a sheet: a line with its name and an Arrow stream of its columns, one buffer at a time."""
    facts = {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "first_row": sheet.first_row,
        "first_column": sheet.first_column,
        "notes": sheet.notes,
        "repeats": [column.repeats for column in sheet.columns],
        "merged": sheet.merged,
    }
    say(out, "sheet", **facts)
    names, arrays = [], []
    for index, column in enumerate(sheet.columns):
        for letter, array in (("k", column.kinds), ("n", column.numbers), ("i", column.instants)):
            if array is not None:
                names.append(f"{letter}{index}")
                arrays.append(pa.array(array))
        names.append(f"t{index}")
        arrays.append(column.texts)
    batch = pa.record_batch(arrays, names=names)
    with pa.ipc.new_stream(pa.PythonFile(out, mode="w"), batch.schema) as stream:
        stream.write_batch(batch)
    out.flush()


def receive(source: IO[bytes]) -> Iterator[Mapping[str, Any] | PackedSheet]:
    """Read lines and sheets until the pipe ends.

    Raises:
        ValueError, OSError: the other side broke off in the middle.
    """
    while line := source.readline():
        message = json.loads(line)
        if message.pop("what") != "sheet":
            yield {"what": json.loads(line)["what"], **message}
            continue
        with pa.ipc.open_stream(pa.PythonFile(source, mode="r")) as stream:
            batch = stream.read_next_batch()
            _drain(stream)
        yield PackedSheet(
            name=message["name"],
            columns=tuple(_columns(batch, message["repeats"])),
            hidden=message["hidden"],
            first_row=message["first_row"],
            first_column=message["first_column"],
            notes=tuple(message["notes"]),
            merged=tuple((top, left, bottom, right) for top, left, bottom, right in message["merged"]),
        )


def _drain(stream: pa.RecordBatchReader) -> None:
    """Take the end mark off the pipe, so that the next line follows."""
    for _ in stream:
        pass


def _columns(batch: pa.RecordBatch, repeats: Sequence[bool]) -> Iterator[PackedColumn]:
    arrays = dict(zip(batch.schema.names, batch.columns, strict=True))
    for index, again in enumerate(repeats):
        numbers, instants = arrays.get(f"n{index}"), arrays.get(f"i{index}")
        yield PackedColumn(
            kinds=arrays[f"k{index}"].to_numpy(),
            texts=arrays[f"t{index}"],
            repeats=again,
            numbers=None if numbers is None else numbers.to_numpy(zero_copy_only=False),
            instants=None if instants is None else np.asarray(instants).astype("datetime64[ms]", copy=False),
        )
