"""Identifiers among distinct texts: spaces, thousands groups, and numbers that a spreadsheet program rounded."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from cxdesk.imports.convert.texts import Bools, bools, strings

_SPACES = "[\\t\\n\\v\\f\\r\\x1c-\\x1f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|  |^ | $"
_DAMAGED = r"^\d(?:[.,]\d+)?[eE]\+\d+$"
_GROUPED = r"^\d{1,3}(?: \d{3})+$"
_SHORT = r"^\d{1,3}$"
_FIRST = 100  # texts that are looked at before all are


def one_line(texts: pa.Array) -> pa.Array:
    """The texts with single spaces; the same array where none changes."""
    odd = bools(pc.match_substring_regex(texts, _SPACES))
    if not odd.any():
        return texts
    mask = pa.array(odd)
    changed = [" ".join(str(text).split()) for text in strings(texts.filter(mask))]
    return pc.replace_with_mask(texts, mask, pa.array(changed, texts.type))


def ungrouped(texts: pa.Array) -> pa.Array:
    """Identifiers without the thousands space, where every longer one of the column has it (`2 553` is 2553)."""
    if not _all_grouped(texts.slice(0, _FIRST)) or not _all_grouped(texts):
        return texts
    return pc.replace_substring(texts, " ", "")


def _all_grouped(texts: pa.Array) -> bool:
    known = pc.greater(pc.binary_length(texts), 0)
    fits = pc.or_(pc.match_substring_regex(texts, _GROUPED), pc.match_substring_regex(texts, _SHORT))
    return bool((bools(fits) | ~bools(known)).all())


def damaged(texts: pa.Array) -> Bools:
    """Which texts are identifiers that a spreadsheet program turned into rounded numbers such as `1.25E+17`."""
    return bools(pc.match_substring_regex(texts, _DAMAGED))
