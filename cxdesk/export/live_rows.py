"""Row formulas: measure columns of the data sheets that work themselves out from the cells beside them.

A formula stands on the rows alone where it gives, from what the sheet shows, the value that was computed: across a
change of the clocks, or where a name had to be hidden, the value stands instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cxdesk.measures.catalogue import BY_NAME
from cxdesk.measures.store import MeasureStore

if TYPE_CHECKING:
    from cxdesk.kpis.formula_sheets import Sheets

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
MOST_ROWS = 20_000  # of a table: more row formulas make every program slow to open and to save
# Measures that the convention decides on rows whose outcome is open.
DECIDED = ("solved_first_contact", "within_sla")
_FIELD, _CELL = re.compile(r"\[@(\w+)\]"), re.compile(r"\{(\w+)\}")
_FOLLOWED = {"csat_satisfied_from": ("surveys", ("csat_satisfied",)), "decided_only": ("tickets", DECIDED)}


@dataclass(frozen=True, kw_only=True, eq=False)
class RowFormula:
    """A formula without its "=", the same on every row, and the rows that hold it."""

    text: str
    rows: Bools


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """A column as its cells show it: header, and day numbers, numbers (NaN = blank) or texts."""

    header: str
    make: Callable[[], NDArray[Any]]

    @cached_property
    def values(self) -> NDArray[Any]:
        """What the cells show, made for the few columns that formulas read."""
        return self.make()


def followed(conventions: Mapping[str, str], store: MeasureStore, rows: Callable[[str], int]) -> dict[str, str]:
    """Cells of the conventions that formulas can follow: row formulas need tables that are not too long."""
    out = dict(conventions)
    for key, (table, measures) in _FOLLOWED.items():
        known = any(store.missing(name) is None for name in measures)
        if key in out and not (known and 0 < rows(table) <= MOST_ROWS):
            del out[key]
    return out


def row_formula(name: str, table: str, sheets: Sheets, shown: Mapping[str, Shown], values: Floats) -> RowFormula | None:
    """The formula of a measure's column and the rows that may hold it; None where the column holds values.

    `table` is the table's name in the workbook, `shown` its columns by field or helper name, `values` as computed.
    """
    spec = BY_NAME.get(name)
    if spec is None or len(values) > MOST_ROWS:
        return None
    if name in DECIDED:
        return _decided(name, sheets, len(values))
    check = _CHECKS.get(name)
    if not spec.live or check is None:
        return None
    needed = set(_CELL.findall(spec.live))
    clocked = spec.kind == "hours" and sheets.store.settings.conventions.clock != "calendar"
    if clocked or not needed <= set(sheets.conventions):
        return None
    again = check(sheets, shown, len(values))
    same = (again == values) | (np.isnan(again) & np.isnan(values))
    return RowFormula(text=_placed(spec.live, table, shown, sheets.conventions), rows=same) if same.any() else None


def _placed(text: str, table: str, shown: Mapping[str, Shown], cells: Mapping[str, str]) -> str:
    """The formula with the table's own cells; a column that the sheet lacks is blank."""

    def cell(found: re.Match[str]) -> str:
        column = shown.get(found[1])
        return '""' if column is None else f"{table}[[#This Row],[{_escaped(column.header)}]]"

    return _CELL.sub(lambda found: cells[found[1]], without_blanks(_FIELD.sub(cell, text)))


def without_blanks(text: str) -> str:
    """The formula without choices that ask whether a column is a number that the sheet lacks."""
    for found in re.finditer(r"IF\(", text):
        *_, end = arguments = [found.end(), *_commas(text, found.end())]
        condition = text[arguments[0] : arguments[1]]
        if 'ISNUMBER("")' in condition and len(arguments) == 4 and "IF(" not in condition:
            return without_blanks(text[: found.start()] + text[arguments[2] + 1 : end] + text[end + 1 :])
    return text


def _commas(text: str, start: int) -> list[int]:
    """Places of the commas between the arguments of a call, and of the bracket that ends it."""
    depth, quoted, out = 0, False, []
    for place in range(start, len(text)):
        sign = text[place]
        quoted ^= sign == '"'
        if quoted:
            continue
        if depth == 0 and sign in ",)":
            out.append(place)
            if sign == ")":
                break
        depth += (sign in "([") - (sign in ")]")
    return out


def _escaped(header: str) -> str:
    return re.sub(r"(['\[\]#@])", r"'\1", header)


def _decided(name: str, sheets: Sheets, rows: int) -> RowFormula | None:
    """Rows whose outcome is open count as missed, or not at all, as the convention's cell says; the others are sure."""
    cell, store = sheets.conventions.get("decided_only"), sheets.store
    if cell is None:
        return None
    chosen = store.settings.conventions
    other = replace(chosen, decided_only="no" if chosen.decided_only == "yes" else "yes")
    one = store.values(name)
    two = MeasureStore(store.dataset, replace(store.settings, conventions=other, as_of=store.as_of)).values(name)
    open_rows = np.isnan(one) != np.isnan(two)
    held = open_rows[sheets.positions(store.spec(name).table)][:rows]
    return RowFormula(text=f'IF({cell}="yes","",0)', rows=held) if held.any() else None


# -- what the formulas give, from the cells that they read ------------------------------------------------------------


def _hours(end: str, lone: str, later: str = "") -> Callable[[Sheets, Mapping[str, Shown], int], Floats]:
    def check(_: Sheets, shown: Mapping[str, Shown], rows: int) -> Floats:
        blank = np.full(rows, np.nan)
        begun, at, given, last = (_cells(shown, field, blank) for field in ("created_at", end, lone, later))
        otherwise = np.where(np.isnan(given), _since(begun, last, blank), np.where(given >= 0, given, np.nan))
        return _since(begun, at, otherwise)

    return check


def _cells(shown: Mapping[str, Shown], field: str, blank: NDArray[Any]) -> NDArray[Any]:
    return shown[field].values if field in shown else blank


def _since(begun: Floats, at: Floats, otherwise: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        hours = np.where(at >= begun, np.rint((at - begun) * 86_400_000) / 3_600_000, np.nan)
    return np.where(np.isnan(begun) | np.isnan(at), otherwise, hours)


def _satisfied(sheets: Sheets, shown: Mapping[str, Shown], rows: int) -> Floats:
    blank = np.full(rows, np.nan)
    score, low, high, limit = (
        _cells(shown, field, blank) for field in ("score", "score_lowest", "score_highest", "satisfied_from")
    )
    kind = np.char.lower(_cells(shown, "kind", np.full(rows, "")).astype(str)) == "csat"
    chosen = sheets.store.settings.conventions.csat_satisfied_from
    with np.errstate(invalid="ignore"):
        counted = kind & (score >= low) & (score <= high)
        return np.where(counted, score >= (limit if chosen is None else chosen), np.nan)


_CHECKS: dict[str, Callable[[Sheets, Mapping[str, Shown], int], Floats]] = {
    "first_response_hours": _hours("first_response_at", "first_response_time"),
    "resolution_hours": _hours("resolved_at", "resolution_time", "closed_at"),
    "csat_satisfied": _satisfied,
}
