"""Which character separates the cells of a text file, judged by the structure that each would give."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

DELIMITERS = ("\t", ";", "|", ",")  # the comma last: it stands in numbers and sentences more often than the others
SAMPLE_CHARACTERS = 128 * 1024


@dataclass(frozen=True, kw_only=True)
class Structure:
    """What a delimiter makes of the sample: usual number of cells, and the share of rows that have it."""

    delimiter: str
    width: int
    share: float
    header_fits: bool

    @property
    def score(self) -> tuple[float, int]:
        """How much it looks like a table: steadiness first, then the number of columns."""
        return (round(self.share, 1) + 0.1 * self.header_fits, self.width)


def delimiter_of(text: str) -> Structure:
    """The most likely delimiter of a text's beginning; a comma and width 1 where no character separates anything."""
    sample = text[:SAMPLE_CHARACTERS]
    complete = len(text) <= SAMPLE_CHARACTERS
    structures = [_structure(sample, delimiter, complete=complete) for delimiter in DELIMITERS]
    tables = [found for found in structures if found.width > 1]
    if not tables:
        return Structure(delimiter=",", width=1, share=1.0, header_fits=True)
    steady = [found for found in tables if found.share >= 0.95 and found.header_fits]
    return steady[0] if steady and steady[0].delimiter != "," else max(tables, key=lambda found: found.score)


def _structure(sample: str, delimiter: str, *, complete: bool) -> Structure:
    rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    if not complete and len(rows) > 1:
        rows.pop()  # cut in the middle
    widths = [len(row) for row in rows if any(row)]
    if not widths:
        return Structure(delimiter=delimiter, width=1, share=0.0, header_fits=False)
    many = Counter(width for width in widths if width > 1)
    if not many:
        return Structure(delimiter=delimiter, width=1, share=1.0, header_fits=True)
    width, count = many.most_common(1)[0]
    first = next(found for found in widths if found > 1)
    return Structure(delimiter=delimiter, width=width, share=count / len(widths), header_fits=abs(first - width) <= 1)
