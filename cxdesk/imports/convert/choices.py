"""Words that mean one of a few values: kinds of orders, sentiments, technologies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cxdesk.imports.names import fold, plain_words

Choices = tuple[tuple[str, tuple[str, ...]], ...]


def choices_of(texts: Sequence[str | None], choices: Choices) -> NDArray[np.int8]:
    """For every text the position of the choice that it means; -1 where it means none (or is None).

    A text that equals no word is taken by the longest word that stands in it whole ("Upgrade to Pro").
    """
    whole = {word: place for place, (name, words) in enumerate(choices) for word in (name.replace("_", " "), *words)}
    parts = sorted((word for word in whole if len(word) > 2), key=lambda word: (-len(word), whole[word]))
    return np.array([_choice(text, whole, parts) for text in texts], dtype=np.int8)


def _choice(text: str | None, whole: dict[str, int], parts: Sequence[str]) -> int:
    if not text or not text.strip():
        return -1
    folded = fold(text)
    plain = plain_words(folded)
    for word in (plain, folded):
        if word in whole:
            return whole[word]
    inside = f" {plain} "
    if {"not", "no", "non", "nicht", "kein"} & set(inside.split()):
        return -1
    return next((whole[word] for word in parts if f" {word} " in inside), -1)
