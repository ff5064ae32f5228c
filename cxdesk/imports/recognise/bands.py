"""Header rows of a table: one or several, groups above their parts, question texts, units and descriptions below."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.names import fold, read_header
from cxdesk.imports.raw import Cell, RawColumn, RawSheet
from cxdesk.imports.recognise.facts import cell_text
from cxdesk.imports.recognise.footers import VALUE_LIKE, is_part_total
from cxdesk.imports.recognise.vocabulary import known_names
from cxdesk.imports.zones import zone_named

_IMPORT_ZONE = re.compile(r'^\{"ImportId".*"timeZone":\s*"([^"]+)"')
_ASKED = re.compile(r"^Q(?:ID)?\d+(?:[_.#].*)?$")  # the identifier of a question
_OPTIONS = frozenset(("response", "open-ended response", "other (please specify)"))
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "sekunden", "segundos", "secondes"), "seconds"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minuten", "minutos"), "minutes"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "std", "stunden", "horas", "heures"), "hours"),
    **dict.fromkeys(("d", "day", "days", "tage", "dias", "jours"), "days"),
    **dict.fromkeys(("ms", "milliseconds"), "milliseconds"),
    **{unit: unit.upper() for unit in ("eur", "usd", "gbp", "chf")},
    "€": "EUR", "$": "USD", "£": "GBP", "hh:mm": "hh:mm", "h:mm": "hh:mm", "hh:mm:ss": "hh:mm:ss", "%": "%",
}  # fmt: skip
_NO_UNITS = frozenset(("-", "–", "text", "date", "datetime", "date/time", "number", "count", "id", "#", "string",
                       "datum",
                       "n/a", "anzahl", "zahl", "yes/no", "y/n", "1-5", "0-10", "1-10", "1-7", "list"))  # fmt: skip
_BARE = frozenset(  # parts that say nothing without their group
    ("date", "time", "datetime", "timestamp", "name", "id", "number", "no", "nr", "#", "key", "reference", "type",
     "status", "state", "score", "rating", "comment", "value", "count", "cost", "email", "title", "result", "reason",
     "datum", "uhrzeit", "zeit", "nummer", "fecha", "hora", "numero", "data", "heure", "nom", "estado", "statut",
     "start", "end", "start time", "end time", "start date", "end date", "yes", "no of", "sla", "due", "met")
)  # fmt: skip
_BELOW = 40
_SAYS_NOTHING = frozenset(("", "-", "--", "n/a", "na", "none", "null", "nan", "?"))


@dataclass(frozen=True, kw_only=True)
class Band:
    """Header rows from `top` up to, not including, `bottom`, and the name of every column, "" where it has none."""

    top: int
    bottom: int
    names: tuple[str, ...]


def read_band(raw: RawSheet, filled: Bools, header: int, stop: int) -> Band:
    """The header rows around the row that was found."""
    row = Band(top=header, bottom=header + 1, names=_texts(raw, filled, header))
    for below in range(header + 1, min(stop, header + 3)):
        if is_import_row(raw, below):
            return replace(row, bottom=below + 1)
    if header + 1 < stop and _is_option_row(raw, header + 1):
        return replace(row, bottom=header + 2, names=_with_options(row.names, _texts(raw, filled, header + 1)))
    band = _with_parts(raw, filled, row, stop)
    for _ in range(2):
        band = _with_groups(raw, filled, band)
    return _with_notes(raw, filled, band, stop)


def filled_down(raw: RawSheet, start: int, stop: int) -> tuple[dict[int, RawColumn], tuple[str, ...]]:
    """Data rows of the columns whose cells are merged over several rows, each with the value of its merged cell."""
    spans = np.array([m for m in raw.merged if m[0] >= start and m[2] > m[0]], dtype=np.int64).reshape(-1, 4)
    parts: dict[int, RawColumn] = {}
    for index in np.unique(spans[:, 1]):
        if not 0 <= index < len(raw.columns):
            continue
        tops, bottoms = (np.minimum(spans[spans[:, 1] == index][:, side], stop - 1) for side in (0, 2))
        source = np.arange(stop)
        lengths = bottoms - tops + 1
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        source[np.repeat(tops, lengths) + within] = np.repeat(tops, lengths)
        parts[int(index)] = taken(raw.columns[int(index)], source[start:stop])
    if not parts:
        return {}, ()
    rows = int((spans[:, 2] - spans[:, 0]).sum())
    cells = "1 merged cell" if len(spans) == 1 else f"{len(spans):,} merged cells"
    return parts, (f"{cells} of the workbook hold for every row they cover ({rows:,} cells filled down).",)


def taken(column: RawColumn, rows: np.ndarray) -> RawColumn:
    """A column with the cells of other rows."""
    return replace(
        column, kinds=column.kinds[rows], codes=column.codes[rows],
        numbers=None if column.numbers is None else column.numbers[rows],
        instants=None if column.instants is None else column.instants[rows],
    )  # fmt: skip


def is_import_row(raw: RawSheet, row: int) -> bool:
    """Whether a row holds the identifiers that Qualtrics writes under its two header rows."""
    cells = (column.cell(row) for column in raw.columns)
    return any(isinstance(cell, str) and cell.startswith('{"ImportId"') for cell in cells)


def import_zone(raw: RawSheet, band: Band) -> str | None:
    """The time zone that the row of identifiers names."""
    for row in range(band.top, band.bottom):
        for column in raw.columns:
            cell = column.cell(row) if row >= 0 else None
            found = _IMPORT_ZONE.search(cell) if isinstance(cell, str) else None
            if found:
                return "UTC" if found[1] == "Z" else zone_named(found[1])
    return None


def question_row(raw: RawSheet, header: int) -> int:
    """The row of question texts, where a row of their identifiers (`Q1`) stands above it and both name some alike."""
    for row in (header - 1, header):
        if row < 0 or row + 1 >= raw.rows:
            continue
        pairs = [(column.cell(row), column.cell(row + 1)) for column in raw.columns]
        texts = [(str(one), str(other)) for one, other in pairs if isinstance(one, str) and isinstance(other, str)]
        alike = sum(_squeezed(one) == _squeezed(other) for one, other in texts)
        asked = sum(bool(_ASKED.match(one)) and len(other) > len(one) for one, other in texts)
        if asked and alike >= 3 and len(texts) >= 0.9 * sum(one is not None for one, _ in pairs):
            return row + 1
    return header


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "").replace("-", "")


def _texts(raw: RawSheet, filled: Bools, row: int) -> tuple[str, ...]:
    return tuple(cell_text(column, row) if filled[row, i] else "" for i, column in enumerate(raw.columns))


def _is_option_row(raw: RawSheet, row: int) -> bool:
    """Whether a row under the header holds answer options, as survey tools write them."""
    cells = [column.cell(row) for column in raw.columns]
    texts = [cell for cell in cells if cell is not None and str(cell).strip()]
    if len(texts) == 0 or (cells[0] is not None and str(cells[0]).strip()):
        return False
    answers = sum(fold(str(text)) in _OPTIONS for text in texts)  # a matrix may have points as its options: 1 to 5
    return answers > 0 and (answers > 1 or all(isinstance(text, str) for text in texts))


def _with_options(names: tuple[str, ...], options: tuple[str, ...]) -> tuple[str, ...]:
    """Names of columns whose question stands once above its options."""
    out, above = [], ""
    for name, option in zip(names, options, strict=True):
        above = name or above
        apart = option and fold(option) not in _OPTIONS and not option.startswith("{") and above
        out.append(f"{above} {option}" if apart else name)
    return tuple(out)


# --- groups above, parts below ---------------------------------------------------------------------------------------


def _with_parts(raw: RawSheet, filled: Bools, band: Band, stop: int) -> Band:
    """The band with the row below it, where the header found holds groups of that row's columns."""
    row = band.bottom
    if row + 1 >= stop or not all_words(raw, filled, row):
        return band
    parts = _texts(raw, filled, row)
    spans = _spans(raw, band.bottom - 1)
    upright = [m for m in raw.merged if m[0] == band.bottom - 1 and m[2] == row]
    bare = [i for i, part in enumerate(parts) if part and not band.names[i]]
    under = [i for i, part in enumerate(parts) if part]
    typed = sum(_is_typed(raw, i, row + 1, stop) for i in under)
    wide = {i for first, last in spans for i in range(first, last + 1)}
    named = bool(spans or upright) and all(i in wide or not band.names[i] for i in under) and bool(wide & set(under))
    blank = len(bare) >= 2 and bool(bare[0]) and any(band.names[: bare[0]]) and typed >= 0.5 * len(under)
    if not named and not (blank and not raw.merged):
        return band
    groups = _spread(band.names, parts, spans if named else None)
    return Band(top=band.top, bottom=row + 1, names=_joined(groups, band.names, parts))


def _with_groups(raw: RawSheet, filled: Bools, band: Band) -> Band:
    """The band with the row above it, where that holds titles of groups of columns."""
    row = band.top - 1
    if row < 0 or not all_words(raw, filled, row):
        return band
    above = _texts(raw, filled, row)
    named = [i for i, name in enumerate(band.names) if name]
    used = [i for i, text in enumerate(above) if text]
    if not named or used[-1] > named[-1]:
        return band
    spans = [span for span in _spans(raw, row) if span[1] - span[0] + 1 < len(named)]
    plain = [fold(name) for name in band.names if name]
    twice = len(set(plain)) < len(plain)
    gaps = np.diff([*used, named[-1] + 1])
    apart = len(used) >= 2 and used[0] > named[0] and bool((gaps >= 2).all())
    upright = any(m[0] == row and m[2] >= band.top for m in raw.merged)
    if not (spans or (upright and len(used) >= 2) or ((twice or apart) and len(used) >= 2 and not raw.merged)):
        return band
    groups = _spread(above, band.names, spans if raw.merged else None)
    return Band(top=row, bottom=band.bottom, names=_joined(groups, above, band.names))


def _spans(raw: RawSheet, row: int) -> list[tuple[int, int]]:
    """First and last columns of cells merged across columns in a row."""
    return [(left, right) for top, left, bottom, right in raw.merged if top <= row <= bottom and right > left]


def _spread(above: tuple[str, ...], below: tuple[str, ...], spans: list[tuple[int, int]] | None) -> list[str]:
    """The group of every column: over the merged cells, or up to the next group where none are known."""
    if spans is not None:
        out = list(above)
        for first, last in spans:
            out[first : last + 1] = [above[first]] * (min(last, len(above) - 1) - first + 1)
        return out
    out, group = [], ""
    for text, part in zip(above, below, strict=True):
        if text:
            group = text if part else ""
        out.append(text or (group if part else ""))
    return out


def _joined(groups: list[str], above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """Group and part in one name; one of both where the other is blank, the same or only a heading."""
    out = []
    plain = [fold(part) for part in below]
    for group, own, part in zip(groups, above, below, strict=True):
        if not part:
            out.append(own)
        elif not group or fold(group) == fold(part) or (plain.count(fold(part)) == 1 and _heads(group, part)):
            out.append(part)
        else:
            out.append(f"{group} {part}")
    return tuple(out)


def _heads(group: str, part: str) -> bool:
    """Whether a group is only a heading above a part that is the name of a field: “Dates” above “Resolved”."""
    name = read_header(part).base
    return name not in _BARE and name in known_names() and read_header(f"{group} {part}").base not in known_names()


# --- units and descriptions below ------------------------------------------------------------------------------------


def _with_notes(raw: RawSheet, filled: Bools, band: Band, stop: int) -> Band:
    """The band with a row of units or of descriptions below it."""
    row = band.bottom
    if row + 1 >= stop or not filled[row].any() or not all_words(raw, filled, row):
        return band
    texts = _texts(raw, filled, row)
    plain = [fold(text).strip("()[] ") for text in texts]
    units = [_UNITS.get(text, "") for text in plain]
    if any(units) and all(not text or _UNITS.get(text) or text in _NO_UNITS for text in plain):
        names = tuple(
            f"{name} ({unit})" if name and unit else name for name, unit in zip(band.names, units, strict=True)
        )
        return Band(top=band.top, bottom=row + 1, names=names)
    if is_part_total(next(text for text in texts if text)):
        return band
    typed = [i for i in range(len(texts)) if band.names[i] and _is_typed(raw, i, row + 1, stop)][:_BELOW]
    described = [i for i in typed if texts[i] and not VALUE_LIKE.search(texts[i]) and plain[i] not in _SAYS_NOTHING]
    words = [text for text in texts if text]
    if len(typed) >= 2 and len(described) == len(typed) and len(words) >= 0.7 * sum(bool(n) for n in band.names):
        return replace(band, bottom=row + 1)
    return band


def all_words(raw: RawSheet, filled: Bools, row: int) -> bool:
    """Whether all filled cells of a row are words and no values."""
    columns = np.flatnonzero(filled[row])
    if not len(columns) or any(raw.columns[i].kinds[row] != Cell.TEXT for i in columns):
        return False
    return not any(
        VALUE_LIKE.search(text.strip()) and text.strip() not in {"-", "%"} for text in _cells(raw, row, columns)
    )


def _cells(raw: RawSheet, row: int, columns: np.ndarray) -> list[str]:
    return [cell_text(raw.columns[int(i)], row) for i in columns]


def _is_typed(raw: RawSheet, index: int, start: int, stop: int) -> bool:
    """Whether the first data cells of a column are mostly numbers, dates and the like."""
    column = raw.columns[index]
    end = min(stop, start + _BELOW)
    kinds = column.kinds[start:end]
    filled = kinds != Cell.BLANK
    if not filled.any():
        return False
    codes = column.codes[start:end]
    values = sum(bool(VALUE_LIKE.search(str(column.words[int(c)].as_py()).strip())) for c in codes[codes >= 0])
    return int((filled & (kinds != Cell.TEXT)).sum()) + values >= 0.6 * int(filled.sum())
