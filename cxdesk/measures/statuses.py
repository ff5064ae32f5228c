"""Which words of a status mean that a ticket is resolved: data in `resources/statuses.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cxdesk.common.resources import resource_path


@lru_cache(maxsize=1)
def resolved_words() -> frozenset[str]:
    """All words, of every language, in lower case."""
    data = tomllib.loads(resource_path("statuses.toml").read_text(encoding="utf-8"))
    return frozenset(word.casefold() for words in data["resolved"].values() for word in words)


def means_resolved(labels: tuple[str, ...]) -> NDArray[np.bool_]:
    """Whether each status says that the ticket is resolved."""
    words = resolved_words()
    return np.array([" ".join(label.casefold().split()) in words for label in labels], dtype=np.bool_)
