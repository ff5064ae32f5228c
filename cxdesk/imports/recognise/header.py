"""Where a sheet's table stands: the header row, the data rows below it, and what comes after them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.names import fold, read_header, zone_named
from cxdesk.imports.raw import Cell, RawColumn, RawSheet
from cxdesk.imports.recognise.facts import Column, cell_text
from cxdesk.imports.recognise.vocabulary import known_names

SCAN = 25
_VALUE_LIKE = re.compile(r"^[-+]?[\d.,:/\s%€$£-]+(?:[ap]m)?$|@|^\d{4}-\d\d-\d\d|^https?://", re.IGNORECASE)
_FOOTER = re.compile(
    r"^(?:grand total|total|totals|sum|summe|gesamt|average|mean|median|confidential information|copyright|"
    r"totales|totaux|totale|gesamtsumme|gesamtergebnis|endsumme|insgesamt|suma|somme|moyenne|promedio|durchschnitt|"
    r"timezone|time zone|"
    r"reporting period|report (?:generated|period|name)|generated (?:by|on|at)|exported (?:by|on|at|from)|"
    r"source:|note:|notes:|"
    r"page \d|end of report|\(?c\)|©|##no data##|\d+ (?:rows|records|tickets|results)\b|zeitzone|total general)",
    re.IGNORECASE,
)
_ZONE_LINE = re.compile(r"(?:time ?zone|zeitzone)\s*[:,;]?\s*([A-Za-z]+(?:/[A-Za-z_+\-0-9]+)*)", re.IGNORECASE)


_OPTIONS = frozenset(("response", "open-ended response", "other (please specify)"))


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """A sheet's table. Positions count from the first row of the used range; `stop` is after the last data row.

    `left` gives the reason of rows between header and `last` that are not data: `blank`, `footer`, `header`.
    """

    raw: RawSheet
    header: int
    start: int
    stop: int
    columns: tuple[Column, ...]
    left: dict[int, str]
    zone: str | None = None
    blocks: tuple[tuple[int, int], ...] = ()

    @property
    def rows(self) -> int:
        """Rows between the header and the end of the sheet, the blank ones after the last filled row not counted."""
        return self.stop - self.start

    def row_number(self, position: int) -> int:
        """Row number a person sees, from a position among the data rows."""
        return self.raw.first_row + self.start + position

    @property
    def header_number(self) -> int:
        """Row number of the header as a person sees it."""
        return self.raw.first_row + self.header


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
        filled = column.kinds != Cell.BLANK
        if len(column.texts):
            some = np.array([bool(text.strip()) for text in column.texts], dtype=np.bool_)
            filled &= (column.codes < 0) | some[np.maximum(column.codes, 0)]
        out[:, position] = filled
    return out


def find_header(raw: RawSheet, filled: Bools) -> int | None:
    """Position of the row that is most likely the header; None where no row looks like one."""
    best, best_score = None, 0.0
    rows = np.flatnonzero(filled[: SCAN * 4].any(axis=1))[:SCAN]
    width = max((int(filled[row].sum()) for row in rows), default=0)
    for before, row in enumerate(rows):
        score = _header_score(raw, filled, int(row), width, before)
        if score > best_score + 1e-9:
            best, best_score = int(row), score
    if best is not None:  # files put together hold the header again; data stands between
        best = next((int(row) for row in rows if row < best and _same_texts(raw, int(row), best)), best)
    for row in (1, 2):  # the texts of questions stand right above the row of identifiers
        if best is not None and best + row < raw.rows and _is_import_row(raw, best + row):
            return best + row - 1
    return best


def _same_texts(raw: RawSheet, one: int, other: int) -> bool:
    """Whether two rows hold the same texts, two at least."""
    codes = np.array([(column.codes[one], column.codes[other]) for column in raw.columns])
    return bool((codes[:, 0] == codes[:, 1]).all() and (codes[:, 0] >= 0).sum() >= 2)


def _is_import_row(raw: RawSheet, row: int) -> bool:
    """Whether a row holds the identifiers that Qualtrics writes under its two header rows."""
    cells = (column.cell(row) for column in raw.columns)
    return any(isinstance(cell, str) and cell.startswith('{"ImportId"') for cell in cells)


def _header_score(raw: RawSheet, filled: Bools, row: int, width: int, before: int) -> float:
    """How much a row looks like a header: texts, no values, all different, as wide as the table, known names."""
    columns = np.flatnonzero(filled[row])
    cells = [raw.columns[i].cell(row) for i in columns]
    texts = [str(cell) for cell in cells if isinstance(cell, str)]
    known = sum(read_header(text).base in known_names() for text in texts)
    if not texts or (len(texts) < 2 and not known):
        return 0.0
    dates = [stamp for i in columns if (stamp := _date(raw.columns[i], row)) is not None]
    months = known > 0 and len(dates) >= 2 and all(date == date.astype("datetime64[M]") for date in dates)
    dated = len(dates) if len(texts) >= 3 or months else 0
    label = (sum(not _VALUE_LIKE.search(text.strip()) and len(text) < 300 for text in texts) + dated) / len(cells)
    if label <= 0.6 and known < 3:
        return 0.0
    unique = len({fold(text) for text in texts}) / len(texts)
    below = filled[row + 1 : row + 21]
    if not below.any():
        return 0.1 * label if known >= 2 else 0.0
    return (
        2.0 * label + unique + len(columns) / max(1, width) + min(known, 6) * 0.5
        + 1.5 * _typed_below(raw, columns, row) + (0.3 if filled[row + 1 : row + 2].any() else 0.0)
        - 0.06 * before
    )  # fmt: skip


def _date(column: RawColumn, row: int) -> np.datetime64 | None:
    """The date of a cell; None where it holds none."""
    if column.kinds[row] not in (Cell.INSTANT, Cell.DATE) or column.instants is None:
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
        values = sum(bool(_VALUE_LIKE.search(str(column.texts[code]))) for code in words[:10])
        repeated = len(words) > 3 and len(np.unique(words)) <= len(words) / 2
        if column.kinds[row] == Cell.TEXT and not (words == column.codes[row]).any():
            good += bool(typed or values or repeated)
    return good / max(1, len(columns))


def find_grid(raw: RawSheet, header: int, filled: Bools) -> Grid:
    """Columns and data rows below a header row."""
    rows = np.flatnonzero(filled.any(axis=1))
    start, stop = header + 1, int(rows[-1]) + 1 if len(rows) else header + 1
    stop = max(start, stop)
    start = _below_more_headers(raw, start, stop)
    names = _names(raw, header, filled, start, stop)
    columns = tuple(
        Column(index=index, header=read_header(name), raw=_part(raw.columns[index], start, stop))
        for index, name in names
    )
    left = _left_rows(raw, filled, header, start, stop, [column.index for column in columns])
    return Grid(
        raw=raw, header=header, start=start, stop=stop, columns=columns, left=left,
        zone=_zone_line(raw, filled, header, start, left), blocks=_blocks(filled, header, stop),
    )  # fmt: skip


def _below_more_headers(raw: RawSheet, start: int, stop: int) -> int:
    """Skip rows under the header that belong to it: question texts and `{"ImportId": ...}`."""
    for row in range(start, min(stop, start + 2)):
        if _is_import_row(raw, row):
            return row + 1
    if start < stop and _is_option_row([column.cell(start) for column in raw.columns]):
        return start + 1
    return start


def _is_option_row(cells: list[object]) -> bool:
    """Whether a row under the header holds answer options, as survey tools write them."""
    texts = [cell for cell in cells if cell is not None and str(cell).strip()]
    if not texts or (cells[0] is not None and str(cells[0]).strip()):
        return False
    return all(isinstance(text, str) for text in texts) and any(fold(str(text)) in _OPTIONS for text in texts)


def _names(raw: RawSheet, header: int, filled: Bools, start: int, stop: int) -> list[tuple[int, str]]:
    """Columns that have a name or data, with names made unique."""
    out: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    above = ""
    some = np.asarray(filled[start:stop].any(axis=0), dtype=np.bool_)
    for index, column in enumerate(raw.columns):
        name = cell_text(column, header) if filled[header, index] else ""
        option = cell_text(column, header + 1) if start > header + 1 and filled[header + 1, index] else ""
        above = name or above
        if option and fold(option) not in _OPTIONS and not option.startswith("{") and start == header + 2 and above:
            name = f"{above} {option}"
        if not name and not some[index]:
            continue
        name = name or f"Column {letters(index)}"
        key = fold(name)
        seen[key] = seen.get(key, 0) + 1
        out.append((index, name if seen[key] == 1 else f"{name} ({seen[key]})"))
    return out


def letters(index: int) -> str:
    """Name of a column in a spreadsheet program: 0 is A, 26 is AA."""
    out = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        out = chr(65 + rest) + out
    return out


def _part(column: RawColumn, start: int, stop: int) -> RawColumn:
    return RawColumn(
        kinds=column.kinds[start:stop], texts=column.texts, codes=column.codes[start:stop],
        numbers=None if column.numbers is None else column.numbers[start:stop],
        instants=None if column.instants is None else column.instants[start:stop],
    )  # fmt: skip


def _left_rows(raw: RawSheet, filled: Bools, header: int, start: int, stop: int, columns: list[int]) -> dict[int, str]:
    """Rows that are no data, by their position among the data rows."""
    count = filled[start:stop].sum(axis=1)
    left = {int(row): "blank" for row in np.flatnonzero(count == 0)}
    for row in _repeated_headers(raw, header, start, stop, columns):
        left[row] = "header"
    width = len(columns)
    ending = [int(row) for row in np.flatnonzero(count > 0)[::-1][:12]]
    for row in ending:
        texts = [cell_text(raw.columns[i], start + row) for i in np.flatnonzero(filled[start + row])]
        wordy = _FOOTER.match(texts[0]) is not None and (count[row] <= max(2, 0.7 * width) or is_total(texts[0]))
        alone = (
            count[row] == 1
            and width >= 4
            and raw.columns[int(np.flatnonzero(filled[start + row])[0])].kinds[start + row] == Cell.TEXT
        )
        after_gap = count[row] <= width / 3 and row - 1 in left and left[row - 1] == "blank"
        if not (wordy or alone or after_gap):
            break
        left[row] = "footer"
    return left


_TOTALS = frozenset(("total", "grand total", "totals", "sum", "summe", "gesamt", "total general", "average", "totales",
                     "totaux", "totale", "gesamtsumme", "gesamtergebnis", "endsumme", "insgesamt", "suma",
                     "somme", "subtotal", "sub total", "zwischensumme", "sous total"))  # fmt: skip


def is_total(text: str) -> bool:
    """Whether a cell says no more than that its row adds up: "Total", "Total: Account"."""
    plain = fold(text)
    return plain.rstrip(": ") in _TOTALS or plain.startswith(("total:", "totals:"))


def _repeated_headers(raw: RawSheet, header: int, start: int, stop: int, columns: list[int]) -> list[int]:
    """Rows in which every header text stands again, as in files put together."""
    named = [index for index in columns if raw.columns[index].codes[header] >= 0]
    if len(named) < 2:
        return []
    same = np.ones(stop - start, dtype=np.bool_)
    for index in named:
        column = raw.columns[index]
        same &= column.codes[start:stop] == column.codes[header]
        if not same.any():
            return []
    return [int(row) for row in np.flatnonzero(same)]


def _zone_line(raw: RawSheet, filled: Bools, header: int, start: int, left: dict[int, str]) -> str | None:
    """The time zone that a line above the header or a footer names."""
    rows = [*range(header), *(start + row for row, why in left.items() if why == "footer")]
    for row in rows:
        texts = [cell_text(raw.columns[i], row) for i in np.flatnonzero(filled[row])[:3]]
        found = _ZONE_LINE.search(" ".join(texts))
        if found and (zone := zone_named(found[1])):
            return zone
    return None


def _blocks(filled: Bools, header: int, stop: int) -> tuple[tuple[int, int], ...]:
    """Spans of columns (first, last) that empty columns keep apart."""
    used = np.array(filled[header:stop].any(axis=0), dtype=np.bool_)
    used |= filled[header]
    spans: list[tuple[int, int]] = []
    for index in np.flatnonzero(used):
        if spans and spans[-1][1] == index - 1:
            spans[-1] = (spans[-1][0], int(index))
        else:
            spans.append((int(index), int(index)))
    return tuple(spans)
