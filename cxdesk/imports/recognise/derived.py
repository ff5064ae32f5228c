"""Columns of a survey that say once more what another one says: groups, points, the same answer in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from rapidfuzz import fuzz

from cxdesk.imports.convert.texts import Floats
from cxdesk.imports.names import fold, plain_words
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.scales import given

_BEFORE = re.compile(
    r"^(?:points|feedback|punkte|puntos|pontos|comentarios|commentaires|score)\s*(?:-|–|—|:)\s*(.+)$"
)  # "Points - <question>", as a quiz has them
_AFTER = re.compile(
    r"^(.+?)\s*(?:\[(?:score|feedback|points)\]|(?:-|–|—|:|_)\s*(?:nps[ _])?(?:group|gruppe|grupo|groupe|"
    r"category|segment|points|score))$"
)
_LEAST, _MANY = 5, 30  # rows from which two columns that always go together say the same: names alike, or not
_LOOKED_AT = 20_000  # rows


def derived(columns: Sequence[Column], scored: Mapping[int, str]) -> dict[int, str]:
    """Positions of columns of answers that another column of answers makes needless, with the reason.

    `scored` maps the positions of all columns of answers to their kinds.
    """
    headers = {plain_words(fold(column.header.text)): position for position, column in enumerate(columns)}
    out: dict[int, str] = {}
    for position in scored:
        text = fold(columns[position].header.text)
        for pattern in (_BEFORE, _AFTER):
            found = pattern.match(text)
            base = headers.get(plain_words(found[1])) if found else None
            if base is not None and base != position:
                out[position] = f"belongs to “{columns[base].header.text}”, which is counted"
    for position, kind in scored.items():
        if position in out:
            continue
        for other, of in scored.items():
            if other != position and of == kind and other not in out and _says_less(columns, position, other):
                out[position] = f"says the same as “{columns[other].header.text}”, which is counted"
                break
    return out


def _says_less(columns: Sequence[Column], one: int, other: int) -> bool:
    """Whether one column holds words for the numbers of another."""
    first, second = given(columns[one]), given(columns[other])
    if second.texts.words or not first.texts.words:
        return False
    both = ~np.isnan(first.score) & ~np.isnan(second.score)
    if not both.any() or (~np.isnan(first.score)).sum() > 1.02 * both.sum():
        return False
    left, right = first.score[both][:_LOOKED_AT], second.score[both][:_LOOKED_AT]
    if first.texts.bands:
        group = np.where(right >= 9, 10.0, np.where(right >= 7, 8.0, 3.0))
        return bool((group == left).mean() >= 0.9)
    alike = fuzz.token_set_ratio(columns[one].header.base, columns[other].header.base) >= 80
    enough = both.sum() >= _LEAST if alike else both.sum() >= _MANY and len(np.unique(left)) >= 3
    return bool(enough) and len(np.unique(left)) >= 2 and _go_together(left, right)


def _go_together(left: Floats, right: Floats) -> bool:
    """Whether every value of one stands with one value of the other only, both ways."""
    pairs = len(np.unique(np.column_stack([left, right]), axis=0))
    return pairs == len(np.unique(left)) == len(np.unique(right))
