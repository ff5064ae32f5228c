"""Which character separates the cells of a text file, judged by the structure that each would give."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

DELIMITERS = ("\t", ";", "|", ",")  # the comma last: it stands in numbers and sentences more often than the others
SAMPLE_CHARACTERS = 128 * 1024
HEADER_WEIGHT = 0.2


@dataclass(frozen=True, kw_only=True)
class Structure:
    """What a delimiter makes of the sample: usual number of cells, and the share of rows that have it.

    `begins` is the number of filled rows above the first one of the usual width.
    """

    delimiter: str
    width: int = 1
    share: float = 0.0
    begins: int = 0


def structure_of(text: str, said: str | None = None) -> Structure:
    """The most likely delimiter of a text's beginning, or what the one that the file names makes of it.

    A comma and width 1 where no character separates anything.
    """
    sample = text[:SAMPLE_CHARACTERS]
    complete = len(text) <= SAMPLE_CHARACTERS
    widths = {sign: _widths(sample, sign, complete=complete) for sign in ((said,) if said else DELIMITERS)}
    found = [_structure(sign, counts) for sign, counts in widths.items()]
    if said:
        return found[0]
    tables = [structure for structure in found if structure.width > 1]
    if not tables:
        return Structure(delimiter=",", share=1.0)
    # the first of equals, so the comma only if nothing else is as good
    return max(tables, key=lambda table: table.share + HEADER_WEIGHT * _has_header(table, widths))


def _has_header(table: Structure, widths: dict[str, list[int]]) -> bool:
    """Whether the rows above the first of the usual width are titles, and not a header that another sign separates."""
    return not any(width > 1 for counts in widths.values() for width in counts[: table.begins])


def _widths(sample: str, delimiter: str, *, complete: bool) -> list[int]:
    """Cells of each row that holds something."""
    rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    if not complete and len(rows) > 1:
        rows.pop()  # cut in the middle
    return [len(row) for row in rows if any(row)]


def _structure(delimiter: str, widths: list[int]) -> Structure:
    usual = Counter(width for width in widths if width > 1).most_common(1)
    if not usual:
        return Structure(delimiter=delimiter)
    width, count = usual[0]
    begins = next(row for row, found in enumerate(widths) if abs(found - width) <= 1 and found > 1)
    return Structure(delimiter=delimiter, width=width, share=count / len(widths), begins=begins)
