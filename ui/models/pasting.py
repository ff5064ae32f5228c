"""A block from a spreadsheet read into the grid of figures: plain values, or with its months and names around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cxdesk.common.periods import add_months
from ui.basics import numbers

Cell = tuple[date, str, str]
"""Month, name, text."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """What a block holds: cells with their text, and how many of its columns found no place."""

    cells: tuple[Cell, ...] = ()
    lost_columns: int = 0


def read_block(text: str, months: list[date], names: list[str], row: int, column: int) -> Block:
    """The block with its top left in a cell of the grid; months run on below the last one shown.

    A first column of months, and a first row of names above it, say themselves where the values belong.
    """
    lines = [line.rstrip("\r").split("\t") for line in text.rstrip("\r\n").split("\n")]
    titled, dated = _shape(lines)
    body = lines[1:] if titled else lines
    places = read_months([line[0] for line in body]) if dated else _running(months, row, len(body))
    values = [line[1:] for line in body] if dated else body
    wide = max((len(line) for line in values), default=0)
    titles = _names(lines[0][1:] if dated else lines[0]) if titled else names[column : column + wide]
    cells = [
        (month, title, cell.strip())
        for month, line in zip(places, values, strict=True)
        if month is not None
        for title, cell in zip(titles, line, strict=False)
        if title
    ]
    return Block(cells=tuple(cells), lost_columns=max(0, wide - len(titles)))


def read_months(texts: list[str]) -> list[date | None]:
    """First days of the months that texts name; None where one names none."""
    import pyarrow as pa

    from cxdesk.imports.convert.months import read_months as read

    found = read(pa.array([text.strip() for text in texts], type=pa.string())).astype("datetime64[D]")
    return [None if numbers.read(text) is not None else day for text, day in zip(texts, found.tolist(), strict=True)]


def _shape(lines: list[list[str]]) -> tuple[bool, bool]:
    """Whether the first row holds names, and the first column months."""
    titled = len(lines) > 1 and any(map(str.strip, lines[0])) and all(numbers.read(cell) is None for cell in lines[0])
    below = lines[1:] if titled else lines
    first = [line[0] for line in below if line[0].strip()]
    dated = max(map(len, lines)) > 1 and bool(first) and all(read_months(first))
    if titled and dated:
        # a first month with only words beside it holds bad values, and no names
        return read_months(lines[0][:1])[0] is None, True
    return titled and _known(lines[0]), dated


def _names(titles: list[str]) -> list[str]:
    from cxdesk.imports.rows.monthly import figure_name

    return [figure_name(title) if title.strip() else "" for title in titles]


def _known(titles: list[str]) -> bool:
    """Whether a figure that KPIs read is among the titles."""
    from cxdesk.tables.figures import FIGURE_NAMES

    return any(name in FIGURE_NAMES for name in _names(titles))


def _running(months: list[date], row: int, count: int) -> list[date | None]:
    """Months from a row on; past the last one shown they run on."""
    return [months[row + k] if row + k < len(months) else add_months(months[-1], row + k + 1 - len(months))
            for k in range(count)]  # fmt: skip
