"""Texts that some program decoded wrongly before they were saved: `ZurÃ¼ck` is `Zurück` in UTF-8 read as cp1252."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.common.progress import beat
from cxdesk.common.text import plural
from cxdesk.imports.raw import RawColumn, RawSheet

_SIGNS = r"[\x{C2}-\x{F4}][^\x00-\x7F]"  # what the first bytes of UTF-8 look like
_LEADS = np.array([0x82, 0x83, 0x84, 0x85, 0x90, 0x91, *range(0xA2, 0xAA), 0xB0], np.uint8)  # these signs behind 0xC3
_MOST_TIMES = 2  # some texts went through two such programs


def mended(sheet: RawSheet) -> RawSheet:
    """The sheet with texts as they were meant, and a note of how many cells that changes."""
    columns, cells, sample = [], 0, ("", "")
    for column in sheet.columns:
        beat()
        found = _mended(column)
        if found is None:
            columns.append(column)
            continue
        words, changed, example = found
        known = column.codes[column.codes >= 0]
        cells += int(changed[known].sum())
        sample = sample if sample[0] else example
        columns.append(replace(column, words=words, repeats=True))
    if not cells:
        return sheet
    note = (
        f"{plural(cells, 'cell')} had been decoded wrongly by another program before and "
        f"{'was' if cells == 1 else 'were'} put right: “{sample[0][:60]}” is “{sample[1][:60]}”."
    )
    return replace(sheet, columns=tuple(columns), notes=(*sheet.notes, note))


def _mended(column: RawColumn) -> tuple[pa.StringArray, np.ndarray, tuple[str, str]] | None:
    """The words put right, which of them changed, and an example; None where nothing is wrong."""
    if not len(column.words) or not _suspicious(column.words):
        return None
    found = pc.fill_null(pc.match_substring_regex(column.words, _SIGNS), False)
    places = np.flatnonzero(found.to_numpy(zero_copy_only=False))
    old = column.words.take(pa.array(places)).to_pylist()
    new = [put_right(text) for text in old]
    changed = np.zeros(len(column.words), np.bool_)
    changed[places] = [one != other for one, other in zip(old, new, strict=True)]
    if not changed.any():
        return None
    first = next((one, other) for one, other in zip(old, new, strict=True) if one != other)
    mask = np.zeros(len(column.words), np.bool_)
    mask[places] = True
    return pc.replace_with_mask(column.words, pa.array(mask), pa.array(new, column.words.type)), changed, first


def _suspicious(words: pa.StringArray) -> bool:
    """A quick look at the bytes: whether letters stand there that begin wrongly decoded UTF-8."""
    data = words.buffers()[2]
    if data is None or not data.size:
        return False
    raw = np.frombuffer(data, np.uint8)
    leads = np.flatnonzero(raw[:-1] == 0xC3)
    begun = np.isin(raw[leads + 1], _LEADS) if len(leads) else np.zeros(0, np.bool_)
    return bool(begun.any())


def put_right(text: str) -> str:
    """The text as it was meant; as it stands where its characters are no UTF-8 read in a code page."""
    for _ in range(_MOST_TIMES):
        try:
            meant = _bytes_of(text).decode("utf-8")
        except UnicodeError:
            return text
        if meant == text:
            return text
        text = meant
    return text


def _bytes_of(text: str) -> bytes:
    """The bytes in cp1252, or in Latin-1 for those that cp1252 leaves out."""
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError:
        return b"".join(sign.encode("latin-1" if "\x80" <= sign <= "\x9f" else "cp1252") for sign in text)
