"""Columns of the rows behind a number: the mark, the value, the table's fields in their order, where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from PySide6.QtCore import QCoreApplication

from cxdesk.common.periods import Calendar
from cxdesk.common.units import Unit
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.dataset import Source
from cxdesk.tables.fields import EXTRA, ROW, SOURCE, Kind, TableSpec, column_title
from ui.models.rows import Look, RowColumn

if TYPE_CHECKING:
    from cxdesk.report.evidence import RowsView

translate = QCoreApplication.translate
_FIRST = ("ticket_id", "response_id", "order_id", "created_at", "responded_at", "ordered_at", "month", "name")
_COUNTED, _SCORE = f"{EXTRA}Metrics", f"{EXTRA}Health"  # of the accounts behind the health score


def columns_of(
    view: RowsView, value_title: str, unit: Unit, calendar: Calendar, sources: tuple[Source, ...]
) -> tuple[RowColumn, ...]:
    """Columns of a view of rows; columns with no filled cell are left out."""
    frame = view.frame
    spec = TABLES.get(view.table)
    columns = [
        RowColumn(
            title="✓",
            look=Look.MARK,
            cells=view.counted,
            help=translate("RowsColumns", "A tick: the row counts for the number (in a share: for its numerator)"),
        )
    ]
    if _SCORE in frame and SOURCE not in frame:  # accounts with their metrics: no rows of a sheet
        return (*columns, *_metrics(view, value_title, spec, calendar))
    if np.isfinite(view.values).any():
        columns.append(RowColumn(title=value_title, look=Look.NUMBER, cells=view.values, unit=unit))
    for name in _ordered(frame, spec):
        column = _column(str(name), frame[name], spec, calendar)
        if column is not None:
            columns.append(column)
    return (*columns, *_places(frame, sources))


def _metrics(view: RowsView, title: str, spec: TableSpec | None, calendar: Calendar) -> list[RowColumn]:
    """Accounts with their score, the metrics it is the mean of (shares, shown in percent), and how many those are."""
    frame = view.frame
    account = _column("account", frame["account"], spec, calendar)
    columns = [account] if account is not None else []
    columns.append(RowColumn(title=title, look=Look.NUMBER, cells=view.values, unit=Unit.PERCENT))
    parts = [str(name) for name in frame.columns if name not in ("account", _COUNTED, _SCORE)]
    for name in parts:
        cells = frame[name].to_numpy(dtype=np.float64) * 100
        if np.isfinite(cells).any():
            columns.append(RowColumn(title=column_title(name, spec), look=Look.NUMBER, cells=cells, unit=Unit.PERCENT))
    counts = frame[_COUNTED].to_numpy(dtype=np.float64)
    help_text = translate("RowsColumns", "Metrics that this account has; the score is their mean, from two on")
    named = translate("RowsColumns", "Metrics")
    columns.append(RowColumn(title=named, look=Look.NUMBER, cells=counts, unit=Unit.COUNT, help=help_text))
    return columns


def _ordered(frame: pd.DataFrame, spec: TableSpec | None) -> list[str]:
    there = [str(name) for name in frame.columns if name not in (SOURCE, ROW)]
    fields = [name for name in (spec.names if spec is not None else ()) if name in there]
    first = [name for name in _FIRST if name in there]
    rest = [name for name in fields if name not in first]
    extra = [name for name in there if name.startswith(EXTRA)]
    return [*first, *rest, *extra]


def _column(name: str, series: pd.Series, spec: TableSpec | None, calendar: Calendar) -> RowColumn | None:
    if not series.notna().any():
        return None
    title = column_title(name, spec)
    kind = _kind(name, spec)
    if kind is Kind.INSTANT:
        return RowColumn(title=title, look=Look.INSTANT, cells=calendar.local(series.to_numpy()))
    if kind is Kind.MONTH:
        return RowColumn(title=title, look=Look.INSTANT, cells=series.to_numpy().astype("datetime64[ms]"))
    if kind is Kind.FLAG:
        return RowColumn(title=title, look=Look.FLAG, cells=series.to_numpy(dtype=np.float64))
    if kind in (Kind.DURATION, Kind.NUMBER, Kind.COUNT):
        unit = {Kind.DURATION: Unit.HOURS, Kind.COUNT: Unit.COUNT}.get(kind, Unit.RATIO)
        return RowColumn(title=title, look=Look.NUMBER, cells=series.to_numpy(dtype=np.float64), unit=unit)
    if isinstance(series.dtype, pd.CategoricalDtype):
        # One more label, for the code -1 of blanks.
        labels = np.array([*map(str, series.cat.categories), ""], dtype=object)
        codes = series.cat.codes.to_numpy()
        return RowColumn(title=title, look=Look.TEXT, cells=labels[codes], codes=codes, labels=labels)
    cells = series.astype("str").where(series.notna(), "").to_numpy(dtype=object)
    return RowColumn(title=title, look=Look.TEXT, cells=cells)


def _kind(name: str, spec: TableSpec | None) -> Kind:
    known = spec is not None and (name in spec.names or spec.in_family(name))
    return spec.field(name).kind if spec is not None and known else Kind.TEXT


def _places(frame: pd.DataFrame, sources: tuple[Source, ...]) -> list[RowColumn]:
    """File and row number of each row; the sheet's name too where a file has several."""
    places: list[RowColumn] = []
    if SOURCE in frame.columns:
        names = np.array([_source_name(source) for source in sources] + [""], dtype=object)
        codes = frame[SOURCE].to_numpy()
        codes = np.where((codes >= 0) & (codes < len(sources)), codes, len(sources))
        title = translate("RowsColumns", "File")
        places.append(RowColumn(title=title, look=Look.TEXT, cells=names[codes], codes=codes, labels=names))
    if ROW in frame.columns:
        rows = frame[ROW].to_numpy(dtype=np.float64)
        title = translate("RowsColumns", "Row in file")
        places.append(RowColumn(title=title, look=Look.NUMBER, cells=rows, unit=Unit.COUNT))
    return places


def _source_name(source: Source) -> str:
    return f"{source.file} › {source.sheet}" if source.sheet and source.sheet != source.file else source.file
