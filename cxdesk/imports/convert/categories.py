"""Categories and identifiers: trimmed, one spelling for what differs only in case and spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from cxdesk.imports.convert.texts import Codes

_DAMAGED = re.compile(r"^\d(?:[.,]\d+)?[eE]\+\d+$")
_ADDRESSED = re.compile(r"^(.*\S)\s*[(<\[]\s*[^@\s()<>]+@[^@\s()<>]+\.[A-Za-z]{2,}\s*[)>\]]$")
_DIGITS = 12  # of a rounded identifier, from which on two of them are hardly the same by chance


def merged(texts: Sequence[str | None], counts: NDArray[np.int32]) -> tuple[list[str], Codes]:
    """One label for spellings that differ in case and spaces only: the most frequent one; None = blank (code -1).

    Returns the labels and, for every text, the code of its label.
    """
    groups: dict[str, int] = {}
    labels: list[str] = []
    rows: list[int] = []  # of each label as it was met first
    rivals: dict[int, dict[str, int]] = {}
    codes = [-1] * len(texts)
    for position, (text, count) in enumerate(zip(texts, counts.tolist(), strict=True)):
        if text is None or not count:
            continue
        label = " ".join(text.split())
        group = groups.setdefault(label.casefold(), len(labels))
        if group == len(labels):
            labels.append(label)
            rows.append(count)
        elif label == labels[group]:
            rows[group] += count
        else:
            spellings = rivals.setdefault(group, {})
            spellings[label] = spellings.get(label, 0) + count
        codes[position] = group
    for group, others in rivals.items():  # the most frequent; of equals the one with the most capitals
        spellings = {labels[group]: rows[group], **others}
        labels[group] = max(spellings, key=lambda label: (spellings[label], sum(c.isupper() for c in label)))
    return labels, np.array(codes, dtype=np.int32)


def categorical(codes: Codes, labels: Sequence[str]) -> pd.Categorical:
    """A pandas category without unused labels, labels in alphabetical order."""
    used = np.bincount(codes[codes >= 0], minlength=len(labels)) > 0
    names = pa.array(labels, pa.string())
    order = pc.array_sort_indices(names).to_numpy()  # as Python sorts them, without the interpreter's lock
    order = order[used[order]]
    place = np.full(len(labels) + 1, -1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    index = pd.Index(pd.array(names.take(pa.array(order)), dtype="str"))
    return pd.Categorical.from_codes(place[codes], categories=index)


def listed(texts: list[str | None]) -> list[str | None]:
    """People on lines of their own in one cell, separated by commas."""
    return [text and ", ".join(line.strip() for line in text.splitlines() if line.strip()) for text in texts]


def without_addresses(labels: list[str]) -> list[str]:
    """People's names without the e-mail address behind them, where they stay different: `Ada (ada@x.com)` is Ada."""
    names = [found[1] if (found := _ADDRESSED.match(label)) else label for label in labels]
    return names if len({name.casefold() for name in names}) == len(names) else labels


def number_text(value: float) -> str:
    """A number as an identifier or label: no `.0`."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e21 else repr(value)


def damaged(text: str) -> bool:
    """Whether a spreadsheet program turned an identifier into a rounded number such as `1.25E+17`."""
    return bool(_DAMAGED.match(text))


def few_digits(text: str) -> bool:
    """Whether a rounded number keeps so few digits (`1.25E+17`) that different ones look alike."""
    return sum(letter.isdigit() for letter in text.lower().partition("e")[0]) < _DIGITS
