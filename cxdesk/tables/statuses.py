"""What the words of a status and of an event log mean: data in `resources/statuses.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.resources import resource_path


@lru_cache(maxsize=8)
def words_for(meaning: str) -> frozenset[str]:
    """All words of a section of the file, of every language, in lower case.

    Raises:
        KeyError: the file has no such section.
    """
    data = tomllib.loads(resource_path("statuses.toml").read_text(encoding="utf-8"))
    return frozenset(word.casefold() for words in data[meaning].values() for word in words)


def mean(meaning: str, labels: Sequence[str]) -> NDArray[np.bool_]:
    """Whether each label is one of the words of a section; case and spaces do not matter."""
    words = words_for(meaning)
    return np.array([" ".join(label.casefold().split()) in words for label in labels], dtype=np.bool_)


def means_resolved(labels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Whether each status says that the ticket is resolved."""
    return mean("resolved", labels)
