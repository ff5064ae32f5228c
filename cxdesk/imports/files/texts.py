"""The texts of one column, chunk by chunk: as codes of distinct texts, or one a row where nearly all are different."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

TEXTS = pa.string()
CODED_TEXTS = pa.dictionary(pa.int32(), TEXTS)
DECIDED_AFTER = 16_384  # texts, before a column is judged to hold mostly different ones
MOSTLY_DIFFERENT = 0.8  # distinct texts to texts from which on codes cost more than they save


class TextCollector:
    """Collects texts; null and "" are blank.

    Finding equal ones among a million different texts takes longer than reading them, so a column that begins with
    different ones keeps what follows as it is. Its beginning is coded in any case: there headers are looked for.
    """

    def __init__(self) -> None:
        self._coded: list[pa.DictionaryArray] = []
        self._rest: list[pa.StringArray] = []
        self._texts = 0
        self._judged = False
        self._plain = False

    @property
    def wants_codes(self) -> bool:
        """Whether texts are to be coded before they are taken."""
        return not self._plain

    def add(self, cells: pa.StringArray) -> None:
        """Append texts."""
        self.take(cells if self._plain else coded(cells))

    def take(self, cells: pa.DictionaryArray | pa.StringArray) -> None:
        """Append texts that are coded already, or are not to be; none are coded after some that are not."""
        if not isinstance(cells, pa.DictionaryArray):
            self._rest.append(cells)
            return
        self._coded.append(cells)
        if not self._judged:
            self._texts += len(cells) - self._coded[-1].null_count
            if self._texts >= DECIDED_AFTER:
                self._judge()

    def add_blanks(self, count: int) -> None:
        """Append blank cells."""
        if self._plain:
            self._rest.append(pa.nulls(count, TEXTS))
        else:
            self._coded.append(pa.nulls(count, CODED_TEXTS))

    def _judge(self) -> None:
        self._judged = True
        self._coded = [_joined(self._coded)]
        self._plain = len(self._coded[0].dictionary) > MOSTLY_DIFFERENT * self._texts

    def finish(self) -> tuple[pa.DictionaryArray, bool]:
        """All texts, null where blank, and whether the dictionary may hold some several times; nothing is kept."""
        head, rest = _joined(self._coded), self._rest
        self._coded, self._rest = [], []
        if not rest:
            return head, False
        tail = pa.concat_arrays(rest)
        rest.clear()
        words = pa.concat_arrays([head.dictionary, tail])
        known = np.concatenate([np.asarray(head.is_valid()), filled(tail)])
        codes = np.arange(len(head.dictionary) - len(head), len(words), dtype=np.int32)
        codes[: len(head)] = head.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=~known), words), True


def filled(cells: pa.StringArray) -> NDArray[np.bool_]:
    """Which cells hold a text."""
    return np.asarray(pc.fill_null(pc.greater(pc.binary_length(cells), 0), False))


def coded(cells: pa.StringArray) -> pa.DictionaryArray:
    """Texts as codes of distinct ones, with null instead of ""."""
    texts = cells.dictionary_encode()
    words = texts.dictionary
    blank = pc.index(words, pa.scalar("", words.type)).as_py()
    if blank < 0:
        return texts
    codes = texts.indices.fill_null(blank).to_numpy(zero_copy_only=False)
    shifted = codes - (codes > blank)
    left = pa.concat_arrays([words.slice(0, blank), words.slice(blank + 1)])
    return pa.DictionaryArray.from_arrays(pa.array(shifted.astype(np.int32), mask=codes == blank), left)


def _joined(parts: list[pa.DictionaryArray]) -> pa.DictionaryArray:
    """One array with one dictionary."""
    if not parts:
        return pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], TEXTS))
    if len(parts) == 1:
        return parts[0]
    return pa.chunked_array(parts, CODED_TEXTS).unify_dictionaries().combine_chunks()
