"""Columns of a frame as codes: each row's value as a number, the values beside them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Keys = tuple[Codes, tuple[str, ...]]


def coded(column: pd.Series) -> Keys:
    """Codes of a column's values, labels sorted, blanks -1."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        raw, labels = column.cat.codes.to_numpy(), [str(label) for label in column.cat.categories]
    else:
        raw, found = pd.factorize(column)
        labels = [str(label) for label in found]
    used = np.bincount(raw + 1, minlength=len(labels) + 1)[1:] > 0  # the smallest type of codes has room for one more
    kept = sorted((label, code) for code, label in enumerate(labels) if used[code] and label.strip())
    new = np.full(len(labels) + 1, -1, dtype=np.int32)  # the last entry answers for code -1
    new[[code for _, code in kept]] = np.arange(len(kept), dtype=np.int32)
    return new[raw], tuple(label for label, _ in kept)


def ids(column: pd.Series) -> tuple[Codes, int]:
    """Codes of a column's values in no order, -1 for blank; and how many values there are."""
    raw, found = pd.factorize(column)
    filled = np.append(pd.Series(found, dtype="str").str.strip().ne("").to_numpy(dtype=np.bool_), False)
    new = np.where(filled, np.cumsum(filled) - 1, -1).astype(np.int32)
    return new[raw], int(filled.sum())


def coalesced(first: Keys, second: Keys) -> Keys:
    """The first key where it stands, else the second; equal labels of both stay apart."""
    codes = np.where(second[0] >= 0, second[0] + len(first[1]), -1)
    return np.where(first[0] >= 0, first[0], codes).astype(np.int32), (*first[1], *second[1])
