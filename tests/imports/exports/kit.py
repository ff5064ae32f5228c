"""Exports as help desks write them, made from a header and rows; and what an import makes of such files.

    sheet = export("Ticket ID | Created time | Tags", {"Ticket ID": "1", "Created time": "2025-01-13 10:00:00"})
    got = imported(sheet.csv(tmp_path / "tickets.csv"))
    got.recognised, got.fields["Tags"], got.hours("first_response_hours"), got.kpi("csat").value

A header is one text with bars between the names, or a list; a row is a dict from header to cell, cells that are not
named are blank. A header that stands several times takes a list of cells, one for each of its columns.

`sheet.shuffled()`, `.without(...)`, `.only(...)`, `.plus(...)`, `.cased(str.upper)`, `.from_google()` and
`.from_excel()` are what people do to an export before they import it. Each gives a new export.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from cxdesk.common.problems import Problem
from cxdesk.imports.plan import ColumnMapping, SheetPlan
from cxdesk.imports.service import Draft, draft, run, with_answer
from cxdesk.kpis.axes import total
from cxdesk.kpis.catalogue import by_id
from cxdesk.kpis.evaluate import evaluate
from cxdesk.kpis.values import Cell
from cxdesk.measures.store import MeasureStore
from cxdesk.tables.dataset import EMPTY, Dataset

Row = Mapping[str, Any]
_ISO = re.compile(r"^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$")
_CLOCK = re.compile(r"^(\d+):(\d\d):(\d\d)$")
# Dates that Excel and Google Sheets take for dates when they open a text file (in the right country).
_DATES = ("%d/%b/%y %I:%M %p", "%d/%m/%Y %H:%M", "%d %b %Y %I:%M %p", "%d-%m-%Y %H:%M")


@dataclass(frozen=True, kw_only=True)
class Export:
    """A header row and the rows below it, one cell a column; None is blank."""

    header: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    # -- what people do to a file -------------------------------------------------------------------------------------

    def ordered(self, places: Sequence[int]) -> Export:
        """The columns at these places, in this order."""
        return Export(
            header=tuple(self.header[i] for i in places), rows=tuple(tuple(row[i] for i in places) for row in self.rows)
        )

    def shuffled(self, seed: int = 1) -> Export:
        """The columns in another order."""
        places = list(range(len(self.header)))
        random.Random(seed).shuffle(places)
        return self.ordered(places)

    def without(self, *names: str) -> Export:
        """Without some columns, all of a name."""
        return self.ordered([i for i, name in enumerate(self.header) if name not in names])

    def only(self, *names: str) -> Export:
        """Only the columns of these names, in their order in the file."""
        return self.ordered([i for i, name in enumerate(self.header) if name in names])

    def plus(self, columns: Mapping[str, Sequence[Any]]) -> Export:
        """With further columns at the end; short columns are repeated."""
        new = list(columns.values())
        rows = [(*row, *(cells[n % len(cells)] for cells in new)) for n, row in enumerate(self.rows)]
        return Export(header=(*self.header, *columns), rows=tuple(rows))

    def cased(self, case: Callable[[str], str]) -> Export:
        """With the headers in other letters: `str.upper`, `str.lower`, `str.title`."""
        return replace(self, header=tuple(case(name) for name in self.header))

    def named(self, names: Mapping[str, str]) -> Export:
        """With some headers renamed."""
        return replace(self, header=tuple(names.get(name, name) for name in self.header))

    def mapped(self, change: Callable[[Any], Any]) -> Export:
        """With every cell changed."""
        return replace(self, rows=tuple(tuple(change(cell) for cell in row) for row in self.rows))

    def from_google(self) -> Export:
        """Opened in Google Sheets (United States) and downloaded as csv: dates, numbers and true/false typed anew."""
        return self.mapped(_from_google)

    def from_excel(self) -> Export:
        """Opened in Excel, to be saved as .xlsx: numbers, dates and durations become cells of their kind."""
        return self.mapped(_from_excel)

    # -- files --------------------------------------------------------------------------------------------------------

    def csv(
        self, path: Path, *, delimiter: str = ",", encoding: str = "utf-8", quoted: bool = False, ends: str = "\r\n"
    ) -> Path:
        """Write a text file; `quoted` puts every cell in quotes."""
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(
                file, delimiter=delimiter, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL, lineterminator=ends
            )
            writer.writerow(self.header)
            writer.writerows(["" if cell is None else cell for cell in row] for row in self.rows)
        return path

    def xlsx(self, path: Path, *, sheet: str = "Sheet1", above: Sequence[Sequence[Any]] = (),
             below: Sequence[Sequence[Any]] = ()) -> Path:  # fmt: skip
        """Write a workbook: texts stay texts, datetimes, timedeltas and times get cells of their kind."""
        with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as book:
            page = book.add_worksheet(sheet)
            forms = {
                kind: book.add_format({"num_format": form})
                for kind, form in ((datetime, "yyyy-mm-dd hh:mm:ss"), (timedelta, "[h]:mm:ss"), (time, "hh:mm:ss"))
            }
            for number, row in enumerate((*above, self.header, *self.rows, *below)):
                for place, cell in enumerate(row):
                    if cell is not None and cell != "":
                        page.write(number, place, cell, forms.get(type(cell)))
        return path


def export(header: str | Sequence[str], *rows: Row) -> Export:
    """An export from its header (names with bars between them) and its rows."""
    names = tuple(name.strip() for name in header.split("|")) if isinstance(header, str) else tuple(header)
    unknown = {name for row in rows for name in row} - set(names)
    if unknown:
        raise ValueError(f"no such column: {sorted(unknown)}")
    return Export(header=names, rows=tuple(_cells(names, row) for row in rows))


def _cells(names: tuple[str, ...], row: Row) -> tuple[Any, ...]:
    used: dict[str, int] = {}
    out = []
    for name in names:
        cell = row.get(name)
        if isinstance(cell, list):
            place = used.get(name, 0)
            used[name] = place + 1
            cell = cell[place] if place < len(cell) else None
        out.append(cell)
    return tuple(out)


def _from_google(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    found = _ISO.match(cell)
    if found:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return f"{month}/{day}/{year}" + (f" {hour}:{minute:02d}:{second:02d}" if found[4] else "")
    clock = _CLOCK.match(cell)
    if clock:
        return f"{int(clock[1])}:{clock[2]}:{clock[3]}"
    if cell.lower() in {"true", "false"}:
        return cell.upper()
    return _number(cell)


def _number(cell: str) -> str:
    """A number as a spreadsheet program shows it: no leading zeros, 15 digits."""
    if re.fullmatch(r"-?\d+", cell):
        return f"{float(cell):.2E}" if len(cell) > 15 else str(int(cell))
    return cell


def _from_excel(cell: Any) -> Any:
    if not isinstance(cell, str):
        return cell
    found = _ISO.match(cell)
    if found:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second)
    clock = _CLOCK.match(cell)
    if clock:
        return timedelta(hours=int(clock[1]), minutes=int(clock[2]), seconds=int(clock[3]))
    if cell.lower() in {"true", "false"}:
        return cell.lower() == "true"
    if re.fullmatch(r"-?\d+(?:\.\d+)?", cell):
        return float(cell)
    for form in _DATES:
        try:
            return datetime.strptime(cell, form)  # noqa: DTZ007 - cells of spreadsheets know no zone
        except ValueError:
            continue
    return cell


# -- what an import makes of files ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, eq=False)
class Got:
    """An import that ran: the draft and the dataset, and short words for what tests ask of them."""

    draft: Draft
    data: Dataset
    sheet: int = 0
    _stores: dict[str, MeasureStore] = field(default_factory=dict)

    @property
    def plan(self) -> SheetPlan:
        """The plan of the sheet looked at (the first)."""
        return self.draft.plan.sheets[self.sheet]

    @property
    def recognised(self) -> str | None:
        """Name of the known export."""
        return self.plan.recognised_as

    @property
    def fields(self) -> dict[str, str]:
        """Header -> field of the columns that became one."""
        return {m.column: m.field for m in self.plan.mapping if m.field}

    @property
    def further(self) -> set[str]:
        """Headers of filled columns kept as further dimensions: no field claims them, and none is kept out."""
        return {m.column for m in self.plan.mapping if not m.field and not m.ignored and m.filled}

    @property
    def ignored(self) -> dict[str, str]:
        """Header -> stated reason of the columns left aside."""
        return {m.column: m.reason for m in self.plan.mapping if m.ignored}

    def column(self, header: str) -> ColumnMapping:
        """The mapping of a header."""
        return next(m for m in self.plan.mapping if m.column == header)

    @property
    def asked(self) -> dict[str, str]:
        """Column -> what is asked about it."""
        return {q.column: q.about for q in self.plan.questions}

    @property
    def tickets(self) -> pd.DataFrame:
        """The tickets' frame, one row a ticket, by ticket id where there is one."""
        frame = self.data.tables["tickets"]
        return frame.set_index("ticket_id", drop=False) if "ticket_id" in frame else frame

    @property
    def answers(self) -> pd.DataFrame:
        """The survey answers' frame."""
        return self.data.tables["surveys"]

    @property
    def problems(self) -> dict[str, Problem]:
        """Kind -> the first problem of that kind."""
        out: dict[str, Problem] = {}
        for problem in self.data.problems:
            out.setdefault(problem.kind, problem)
        return out

    @property
    def left_out(self) -> dict[str, int]:
        """Rows of the first source by the reason they were left out."""
        return dict(self.data.sources[0].left_out)

    @property
    def store(self) -> MeasureStore:
        """The measures of the dataset."""
        return self._stores.setdefault("", MeasureStore(self.data))

    def measured(self, name: str) -> dict[str, float]:
        """A measure of tickets: ticket id -> value, rounded to six digits; without those that do not count."""
        frame, values = self.store.frame("tickets"), self.store.values(name)
        pairs = zip(frame["ticket_id"], values, strict=True)
        return {str(key): round(float(value), 6) for key, value in pairs if value == value}  # noqa: PLR0124 - no NaN

    def of(self, column: str) -> dict[str, Any]:
        """A column of the tickets: ticket id -> value; None where there is none."""
        frame = self.tickets
        cells = frame[column] if column in frame else pd.Series([None] * len(frame), index=frame.index)
        return {str(key): None if pd.isna(cell) else cell for key, cell in zip(frame.index, cells, strict=True)}

    def kpi(self, name: str) -> Cell:
        """A KPI over everything."""
        return evaluate([by_id(name)], self.store, total(None))[name].cell(0)


def imported(*paths: Path, zone: str = "UTC", answers: Mapping[str, str] | None = None) -> Got:
    """Draft and run files, with questions of the first sheet answered by their id."""
    plan = draft(list(paths), zone=zone)
    for question, answer in (answers or {}).items():
        plan = with_answer(plan, 0, question, answer)
    return Got(draft=plan, data=run(plan, EMPTY))


def variants(sheet: Export, folder: Path, *, keep: Sequence[str] = ()) -> dict[str, Path]:
    """The same export as people hand it on: another order, other letters, columns added, Google Sheets, Excel.

    `keep` are the headers that someone who deletes columns keeps; a file `subset` is written where it is given.
    """
    more = {"Plan tier": ["Gold", "Silver"], "Reviewed?": ["yes", "no"], "Ref code": ["A-17", "B-4", "C-9"]}
    files = {
        "shuffled": sheet.shuffled().csv(folder / "shuffled.csv"),
        "more": sheet.plus(more).csv(folder / "more.csv"),
        "upper": sheet.cased(str.upper).csv(folder / "upper.csv"),
        "lower": sheet.cased(str.lower).csv(folder / "lower.csv", delimiter=";", encoding="utf-8-sig"),
        "google": sheet.from_google().csv(folder / "google.csv"),
        "excel": sheet.from_excel().xlsx(folder / "excel.xlsx"),
        "as text": sheet.xlsx(folder / "text.xlsx"),
    }
    return files | ({"subset": sheet.only(*keep).csv(folder / "subset.csv")} if keep else {})
