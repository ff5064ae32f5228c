"""Which character separates the cells of a text file, judged by the structure that each would give."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

csv.field_size_limit(2**31 - 1)  # for the whole program: a cell is as long as it is
DELIMITERS = ("\t", ";", "|", ",")  # the comma last: it stands in numbers and sentences more often than the others
SAMPLE_CHARACTERS = 128 * 1024
HEADER_WEIGHT = 0.2
SPLIT = "Decimal commas split cells"  # how the note about it begins


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


def odd_quotes(sample: str) -> Literal["apostrophes", "rows"] | None:
    """Whether cells stand in apostrophes, or every row in quotation marks as if it were one cell."""
    lines = [line for line in sample[:SAMPLE_CHARACTERS].splitlines() if line.strip()]
    lines = lines[:-1] if len(sample) >= SAMPLE_CHARACTERS else lines  # the last one is cut in the middle
    if len(lines) < _FEWEST_LINES:
        return None
    if '"' not in sample and sum(line[:1] == "'" == line[-1:] for line in lines[1:]) >= 0.8 * (len(lines) - 1):
        return "apostrophes"
    whole = [line for line in lines if _ONE_CELL.fullmatch(line)]  # not `"a";"b"`, whose cells are quoted
    if len(whole) < 0.8 * len(lines):
        return None
    inner = [row[0] for row in csv.reader(lines) if len(row) == 1]
    found = structure_of("\n".join(inner)) if len(inner) >= 0.9 * len(lines) else None
    return "rows" if found is not None and found.width > 1 and found.share > 0.8 else None


_FEWEST_LINES = 3
_ONE_CELL = re.compile(r'"(?:[^"]|"")*"')


def requoted(text: str, odd: Literal["apostrophes", "rows"]) -> str:
    """The text with quotation marks around cells alone."""
    if odd == "rows":
        return "\n".join(
            row[0] if len(row) == 1 else ",".join(row) for row in csv.reader(io.StringIO(text, newline=""))
        )
    sign = structure_of(text.replace("'", '"')).delimiter
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(csv.reader(io.StringIO(text, newline=""), delimiter=sign, quotechar="'"))
    return out.getvalue()


def split_decimals(sample: str, delimiter: str) -> int:
    """Rows of the sample that decimal commas make wider than the header, where commas separate cells too."""
    if delimiter != ",":
        return 0
    rows = [row for row in csv.reader(io.StringIO(sample[:SAMPLE_CHARACTERS], newline="")) if any(row)]
    width = len(rows[0]) if rows else 0
    end = -1 if len(sample) >= SAMPLE_CHARACTERS else None  # the last one is cut in the middle
    wide = [row for row in rows[1:end] if len(row) > width > 1]
    whole = [row for row in wide if _pairs(row) >= len(row) - width]
    return len(whole) if len(whole) >= 0.8 * len(wide) and len(whole) >= 0.1 * len(rows) else 0


def _pairs(row: list[str]) -> int:
    """Neighbouring cells that would be one number with a decimal comma."""
    return sum(
        bool(re.fullmatch(r"-?\d{1,6}", one.strip()) and re.fullmatch(r"\d{1,2}", other))
        for one, other in itertools.pairwise(row)
    )
