"""Where a sheet's table stands: the header row, the data rows below it, and what comes after them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cxdesk.common.progress import beat
from cxdesk.imports.convert.texts import Bools, only_spaces
from cxdesk.imports.names import fold, read_header
from cxdesk.imports.raw import Cell, RawColumn, RawSheet
from cxdesk.imports.recognise.bands import Band, filled_down, import_zone, is_import_row, question_row, read_band
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.footers import VALUE_LIKE, left_rows, zone_line
from cxdesk.imports.recognise.vocabulary import known_names

SCAN = 80  # rows that hold something, from the top, looked at as headers
_PERIOD = re.compile(r"^(?:19|20)\d\d(?:[-/.]\d\d?)?$|^\d\d?[-/.](?:19|20)?\d\d$")
_DATES = (int(Cell.INSTANT), int(Cell.DATE))
_LOOKED_AT = 200  # columns of a row


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """A sheet's table. Positions count from the first row of the used range; `stop` is after the last data row.

    `header` is the row of the names (-1: there is none), `top` the first of the header's rows.
    `left` gives the reason of rows between header and `last` that are not data: `blank`, `footer`, `header`.
    `told` are sentences on what was read otherwise than it stands there. `follows` names the sheet whose table the rows
    seem to continue without a header of their own.
    """

    raw: RawSheet
    header: int
    start: int
    stop: int
    columns: tuple[Column, ...]
    left: dict[int, str]
    top: int = 0
    zone: str | None = None
    told: tuple[str, ...] = ()
    follows: str = ""

    @property
    def rows(self) -> int:
        """Rows between the header and the end of the sheet, the blank ones after the last filled row not counted."""
        return self.stop - self.start

    def row_number(self, position: int) -> int:
        """Row number a person sees, from a position among the data rows."""
        return self.raw.first_row + self.start + position

    @property
    def header_number(self) -> int:
        """Row number of the header as a person sees it; 0 where there is none."""
        return self.raw.first_row + self.header if self.header >= 0 else 0


def without_left(grid: Grid, position: int) -> Column:
    """A column of a grid with nothing in the rows that are no data, such as totals."""
    column, rows = grid.columns[position], [row for row, why in grid.left.items() if why != "blank"]
    if not rows:
        return column
    kinds, codes = column.raw.kinds.copy(), column.raw.codes.copy()
    kinds[rows], codes[rows] = Cell.BLANK, -1
    return replace(column, raw=replace(column.raw, kinds=kinds, codes=codes))


def filled_cells(raw: RawSheet) -> Bools:
    """Rows x columns: which cells hold something else than spaces."""
    out = np.zeros((raw.rows, len(raw.columns)), dtype=np.bool_)
    for position, column in enumerate(raw.columns):
        beat()
        filled = column.kinds != Cell.BLANK
        spaces = only_spaces(column.words)
        if spaces.any():
            filled &= (column.codes < 0) | ~spaces[np.maximum(column.codes, 0)]
        out[:, position] = filled
    return out


def find_header(raw: RawSheet, filled: Bools) -> int | None:
    """Position of the row that is most likely the header; None where no row looks like one."""
    best, best_score = None, 0.0
    rows = np.flatnonzero(filled[: SCAN * 4].any(axis=1))[:SCAN]
    counts = filled[rows].sum(axis=1)
    width = int(counts.max()) if len(counts) else 0
    before = 0  # rows as wide as a table; lines of notes above it push nothing down
    for row, count in zip(rows, counts, strict=True):
        score = _header_score(raw, filled, int(row), width, before, best_score)
        before += bool(count >= max(2, 0.5 * width))
        if score > best_score + 1e-9:
            best, best_score = int(row), score
    if best is not None:  # files put together hold the header again; data stands between
        best = next((int(row) for row in rows if row < best and _same_texts(raw, int(row), best)), best)
    if best is not None:
        best = question_row(raw, best)
    for row in (1, 2):  # the texts of questions stand right above the row of identifiers
        if best is not None and best + row < raw.rows and is_import_row(raw, best + row):
            return best + row - 1
    return best


def _same_texts(raw: RawSheet, one: int, other: int) -> bool:
    """Whether two rows hold the same texts, two at least."""
    codes = np.array([(column.codes[one], column.codes[other]) for column in raw.columns])
    return bool((codes[:, 0] == codes[:, 1]).all() and (codes[:, 0] >= 0).sum() >= 2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Strength:
    """What speaks for a row as the header of the rows below it.

    `cells` are filled; `labels` the share that are words and no values; `unique` the share of different words;
    `known` names of fields; `typed` the share with values below that are no such words.
    """

    cells: int
    labels: float
    unique: float
    known: int
    typed: float


def header_strength(raw: RawSheet, filled: Bools, row: int) -> Strength | None:
    """What speaks for a row of words as a header; None where it holds a value or nothing stands below it."""
    columns = np.flatnonzero(filled[row])[:_LOOKED_AT]
    texts = _texts(raw, columns, row)
    if len(texts) < max(2, len(columns)) or not filled[row + 1 : row + 3].any():
        return None
    labels, known = _labels(texts) / len(texts), _known(texts)
    unique = len({fold(text) for text in texts}) / len(texts)
    if (labels < 1.0 and known < 0.6 * len(texts)) or labels <= 0.6 or unique < 0.5:
        return None
    return Strength(cells=len(texts), labels=labels, unique=unique, known=known, typed=_typed_below(raw, columns, row))


def _texts(raw: RawSheet, columns: np.ndarray, row: int) -> list[str]:
    """The texts of some cells of a row."""
    some = (raw.columns[int(index)] for index in columns)
    return [str(column.words[int(column.codes[row])].as_py()) for column in some if column.codes[row] >= 0]


def _labels(texts: list[str]) -> int:
    plain = (text.strip() for text in texts if len(text) < 300)
    return sum(not VALUE_LIKE.search(text) or bool(_PERIOD.match(text)) for text in plain)


def _known(texts: list[str]) -> int:
    return sum(read_header(text).base in known_names() for text in texts)


def _header_score(raw: RawSheet, filled: Bools, row: int, width: int, before: int, beat: float) -> float:
    """How much a row looks like a header: texts, no values, all different, as wide as the table, known names."""
    columns = np.flatnonzero(filled[row])[:_LOOKED_AT]
    texts = _texts(raw, columns, row)
    known = _known(texts)
    if not texts or (len(texts) < 2 and not known):
        return 0.0
    dates = [] if len(texts) == len(columns) else [
        stamp for i in columns if (stamp := _date(raw.columns[i], row)) is not None
    ]  # fmt: skip
    months = known > 0 and len(dates) >= 2 and all(date == date.astype("datetime64[M]") for date in dates)
    dated = len(dates) if len(texts) >= 3 or months else 0
    label = (_labels(texts) + dated) / len(columns)
    if label <= 0.6 and known < 3:
        return 0.0
    if known < max(3, 0.5 * len(columns)) and values_go_on(raw, columns, row):
        return 0.0
    unique = len({fold(text) for text in texts}) / len(texts)
    below = filled[row + 1 : row + 21]
    if not below.any():
        return 0.1 * label if known >= 2 and not before else 0.0
    score = (
        2.0 * label + unique + len(columns) / max(1, min(width, _LOOKED_AT)) + min(known, 6) * 0.5
        + (0.3 if filled[row + 1 : row + 2].any() else 0.0) - 0.06 * before
    )  # fmt: skip
    return score if score + 1.5 <= beat else score + 1.5 * _typed_below(raw, columns, row)


def values_go_on(raw: RawSheet, columns: np.ndarray, row: int) -> bool:
    """Whether a row holds a value and the rows below hold such values in the same column: it is data."""
    return any(_goes_on(raw.columns[int(index)], row) for index in columns)


def _goes_on(column: RawColumn, row: int) -> bool:
    kind = column.kinds[row]
    below = column.kinds[row + 1 : row + 11]
    below = below[below != Cell.BLANK]
    if kind == Cell.BLANK or not len(below):
        return False
    if kind == Cell.TEXT:
        codes = column.codes[row + 1 : row + 11]
        texts = [column.words[int(code)].as_py().strip() for code in codes[codes >= 0]]
        own = column.words[int(column.codes[row])].as_py().strip()
        alike = sum(bool(VALUE_LIKE.search(text)) and _date_like(text) == _date_like(own) for text in texts)
        return bool(VALUE_LIKE.search(own)) and not _PERIOD.match(own) and alike >= max(1, 0.5 * len(below))
    if kind == Cell.NUMBER and column.numbers is not None and 1990 <= column.numbers[row] <= 2100:
        return False
    alike = int(np.isin(below, _DATES if kind in _DATES else [kind]).sum())
    return kind != Cell.ERROR and alike >= 0.5 * len(below)


def _date_like(text: str) -> bool:
    return len(re.findall(r"[-/:]|\.(?=\d+\.)", text[1:])) >= 2


def _date(column: RawColumn, row: int) -> np.datetime64 | None:
    """The date of a cell; None where it holds none."""
    if column.instants is None or column.kinds[row] not in _DATES:
        return None
    stamp: np.datetime64 = column.instants[row]
    return stamp


def _typed_below(raw: RawSheet, columns: np.ndarray, row: int) -> float:
    """Share of columns whose header is a word and whose cells below are numbers, dates or repeat themselves."""
    good = 0
    for index in columns:
        column = raw.columns[index]
        kinds = column.kinds[row + 1 : row + 41]
        typed = np.isin(kinds, (Cell.NUMBER, Cell.INSTANT, Cell.DATE, Cell.TIME, Cell.DURATION, Cell.FLAG)).sum()
        codes = column.codes[row + 1 : row + 41]
        words = codes[codes >= 0]
        values = sum(bool(VALUE_LIKE.search(str(column.words[int(code)]))) for code in words[:10])
        repeated = len(words) > 3 and len(np.unique(words)) <= len(words) / 2
        if column.kinds[row] == Cell.TEXT and not (words == column.codes[row]).any():
            good += bool(typed or values or repeated)
    return good / max(1, len(columns))


def find_grid(raw: RawSheet, header: int | None, filled: Bools, names: Sequence[str] | None = None) -> Grid:
    """Columns and data rows below a header row.

    Without a header row (None) every row is data and columns are called by `names`, one a column, or by their letters.
    """
    rows = np.flatnonzero(filled.any(axis=1))
    end = int(rows[-1]) + 1 if len(rows) else 0
    if header is None:
        band = Band(top=-1, bottom=0, names=tuple(names or ("",) * len(raw.columns)))
    else:
        band = read_band(raw, filled, header, end)
    start, stop = band.bottom, max(band.bottom, end)
    parts, told = filled_down(raw, start, stop)
    columns = tuple(
        Column(index=index, header=read_header(name), raw=parts.get(index) or raw.columns[index].part(start, stop))
        for index, name in _names(raw, band, filled, start, stop)
    )
    counting = _counting(columns, raw) if header is not None else None
    if counting is not None:
        columns = columns[1:]
        told = (*told, counting)
    left = left_rows(
        raw, filled, band.bottom - 1 if header is None else header, start, stop, [c.index for c in columns]
    )
    return Grid(
        raw=raw, header=-1 if header is None else header, top=band.top, start=start, stop=stop, columns=columns,
        left=left, told=told,
        zone=zone_line(raw, filled, max(0, band.top), start, left) or import_zone(raw, band) or raw.zone,
    )  # fmt: skip


def _names(raw: RawSheet, band: Band, filled: Bools, start: int, stop: int) -> list[tuple[int, str]]:
    """Columns that have a name or data, with names made unique."""
    out: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    some = np.asarray(filled[start:stop].any(axis=0), dtype=np.bool_)
    for index, text in enumerate(band.names):
        if not text and not some[index]:
            continue
        name = text or f"Column {letters(raw.first_column - 1 + index)}"
        key = fold(name)
        seen[key] = seen.get(key, 0) + 1
        out.append((index, name if seen[key] == 1 else f"{name} ({seen[key]})"))
    return out


def _counting(columns: Sequence[Column], raw: RawSheet) -> str | None:
    """A sentence on a first column without a name that only counts the rows, as pandas writes it; else None."""
    if len(columns) < 3:
        return None
    first = columns[0]
    unnamed = first.header.text == f"Column {letters(raw.first_column - 1 + first.index)}"
    if not (unnamed or first.header.text.lower() in {"unnamed: 0", "...1", "x"}) or first.size < 2:
        return None
    numbers = first.cell_numbers if first.raw.numbers is not None else first.numbers.values[first.raw.codes]
    numbers = numbers[first.filled]
    if np.isnan(numbers).any() or numbers[0] not in {0.0, 1.0} or not (np.diff(numbers) == 1).all():
        return None
    return (
        f"The first column has no name and only counts the rows ({numbers[0]:g}, {numbers[1]:g}, ...); it is not used."
    )


def letters(index: int) -> str:
    """Name of a column in a spreadsheet program: 0 is A, 26 is AA."""
    out = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        out = chr(65 + rest) + out
    return out
