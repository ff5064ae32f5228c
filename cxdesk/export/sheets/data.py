"""The data sheets: every counted row with its measures, as Excel tables that the formulas read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray
from xlsxwriter.utility import xl_range

from cxdesk.common.text import safe_text
from cxdesk.export import live, live_rows
from cxdesk.export.context import Context
from cxdesk.export.live_rows import Shown
from cxdesk.export.sheets.columns import Column, Texts, coded
from cxdesk.export.sheets.stream import StreamedSheet
from cxdesk.export.sheets.styles import MUTED, TIME
from cxdesk.kpis.formula_sheets import HelperColumn
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import EXTRA, ROW, SOURCE, Kind, column_title

MOST_COLUMNS = 16_384  # of a sheet
_STYLE = "Table Style Light 1"
_WIDTHS = {Kind.INSTANT: 18.0, Kind.TEXT: 40.0, Kind.ID: 14.0, Kind.CATEGORY: 18.0, Kind.MONTH: 12.0}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One data sheet: the rows of a table that it holds (all, unless they are more than a sheet takes)."""

    table: str
    sheet: str
    start: int
    end: int
    rows: int  # of the table


def parts_of(context: Context, table: str) -> list[Part]:
    """The sheets of a table: one, or as many as its rows need."""
    name, rows = context.live.tables[table], len(context.live.sheets.positions(table))
    starts = range(0, max(rows, 1), live.MOST_ROWS)
    return [Part(table=table, sheet=f"{name} {number}" if number > 1 else name, start=start,
                 end=min(start + live.MOST_ROWS, rows), rows=rows)
            for number, start in enumerate(starts, start=1)]  # fmt: skip


def write_table(context: Context, sheet: StreamedSheet, part: Part) -> None:
    """Fill a data sheet with the table's counted rows under the filters, of all dates."""
    table, name = part.table, part.sheet.replace(" ", "_")
    columns = columns_of(context, part)
    if part.end - part.start < part.rows:
        words = f"Rows {part.start + 1:,} to {part.end:,} of {part.rows:,}: a sheet holds no more."
        sheet.write_string(0, len(columns) + 1, words, context.styles.note)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.hold(columns, name, _STYLE)
    sheet.freeze_panes(1, 1)
    # ids of digits are texts, and stay so
    everywhere = xl_range(0, 0, max(len(columns[0]), 1), len(columns) - 1)
    # nor is it a mistake where a column's formula makes way for a value
    sheet.ignore_errors({"number_stored_as_text": everywhere, "calculated_column": everywhere})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sources = len(columns) - len(context.live.helpers.get(table, ()))
    sheet.print_area(0, 0, len(columns[0]), max(sources - 1, 0))  # columns of formulas are not for reading
    sheet.repeat_rows(0, 0)
    sheet.set_footer("&C&8&A&R&8Page &P of &N")


def columns_of(context: Context, part: Part) -> list[Column]:
    """Columns of a data sheet: those of the import by their titles, then helper columns by the measures' names."""
    formulas, table = context.live, part.table
    frame, positions = formulas.store.frame(table), formulas.sheets.positions(table)[part.start : part.end]
    rows = None if len(positions) == len(frame) else positions
    helpers = formulas.helpers.get(table, ())
    taken = {helper.name.casefold() for helper in helpers}
    columns = {
        name: replace(_column(context, name, _unique(context.redaction.words(_title(name, table)), taken), frame[name],
                              table), rows=rows)
        for name in [name for name in map(str, frame.columns) if name != SOURCE][: MOST_COLUMNS - len(helpers)]
    }  # fmt: skip
    beside = {helper.name: _helper(context, helper, part) for helper in helpers}
    if len(positions) <= live_rows.MOST_ROWS:
        shown = {name: Shown(header=column.header, make=column.shown)
                 for name, column in (columns | beside).items()}  # fmt: skip
        for helper in helpers:
            found = formulas.row_formula(table, helper, shown)
            if found is not None:
                beside[helper.name] = replace(beside[helper.name], formula=found.text, live=found.rows)
    return [*columns.values(), *beside.values()]


def _helper(context: Context, helper: HelperColumn, part: Part) -> Column:
    """A column that only formulas read; steps are days."""
    day = helper.name.endswith("_step")
    style = context.styles(num_format="yyyy-mm-dd" if day else "General", font_color=MUTED)
    width = min(30.0, len(helper.name) + 3.0)
    return Column(
        header=helper.name, values=helper.packed.picked(slice(part.start, part.end)), width=width, format=style
    )


def _title(name: str, table: str) -> str:
    if name == ROW:
        return "Row in file"
    return column_title(name, TABLES[table])


def _unique(title: str, taken: set[str]) -> str:
    """A header that no other column of the table has, in any case."""
    base = " ".join(safe_text(title, 200).split()) or "Column"
    header, number = base, 1
    while header.casefold() in taken:
        number += 1
        header = f"{base} ({number})"
    taken.add(header.casefold())
    return header


def _column(context: Context, name: str, header: str, values: pd.Series[Any], table: str) -> Column:
    styles = context.styles
    if values.dtype.kind == "M":
        instants = values.to_numpy().astype("datetime64[ms]", copy=False)
        local = None if _kind(name, table) is Kind.MONTH else context.report.query.calendar.local
        return Column(header=header, values=instants, width=18.0, format=styles(num_format=TIME), local=local)
    if pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return Column(header=header, values=numbers, width=max(10.0, min(24.0, len(header) + 3.0)))
    texts = context.redaction.column(name, _objects(values)) if context.redaction.active else _texts(values)
    return Column(header=header, values=texts, width=_WIDTHS.get(_kind(name, table), 18.0))


def _texts(values: pd.Series[Any]) -> Texts | NDArray[Any]:
    """Texts of a column as they stand in memory, where they stand as Arrow's or as a dictionary."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        return coded(values.cat.codes.to_numpy(), values.cat.categories.tolist())
    if isinstance(values.dtype, pd.StringDtype):
        return pa.Array.from_pandas(values)
    return _objects(values)


def _objects(values: pd.Series[Any]) -> NDArray[Any]:
    """Texts of a column as objects, "" for blank."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        labels = np.array([*map(str, values.cat.categories), ""], dtype=object)
        return labels[values.cat.codes.to_numpy()]
    return values.astype(object).where(values.notna(), "").astype(str).to_numpy(dtype=object)


def _kind(name: str, table: str) -> Kind:
    spec = TABLES[table]
    if name.startswith(EXTRA) or name not in spec.names:
        return Kind.CATEGORY
    return spec.field(name).kind
