"""Figures: a month, a name, a value; or a column a figure."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxdesk.imports.convert.texts import Floats
from cxdesk.imports.names import fold, plain_words
from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.recognise.across import figure_of, month_columns
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.marks import likely_mark
from cxdesk.imports.rows import cells
from cxdesk.imports.rows.findings import Findings
from cxdesk.imports.rows.leaving import LeftOut
from cxdesk.tables.fields import CURRENCY, CURRENCY_NAMES, EXTRA, ROW, SOURCE
from cxdesk.tables.figures import FIGURE_NAMES


def figure_name(text: str) -> str:
    """The name KPIs know a figure by, or the text as one word."""
    return figure_of(text) or plain_words(fold(text)).replace(" ", "_")


def figure_rows(
    plan: SheetPlan, base: pd.DataFrame, columns: Mapping[int, Column], left: LeftOut, findings: Findings
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Rows of month, name and value, and how many sheet rows gave none; cells that are no number are reported."""
    frames: list[pd.DataFrame] = []
    further = [str(name) for name in base.columns if str(name).startswith(EXTRA)]
    shared = base[[name for name in ("month", *further, SOURCE, ROW) if name in base]]
    months = month_columns(list(columns.values()))
    if "value" in base and "name" in base:
        frames.append(shared.assign(name=_names(base), value=base["value"]))
    elif "name" in base:
        shared = shared.drop(columns=[f"{EXTRA}{columns[index].header.text}" for index in months], errors="ignore")
        for index, month in months.items():
            one = _in_currency(shared.assign(month=month), columns[index], left)
            frames.append(one.assign(name=_names(base), value=_values(columns[index], columns, left, findings)))
    else:
        for mapping in plan.mapping:
            name = figure_name(columns[mapping.index].header.base)
            if mapping.field in {None, "value"} and name in FIGURE_NAMES and not mapping.ignored:
                column = columns[mapping.index]
                one = shared.drop(columns=f"{EXTRA}{mapping.column}", errors="ignore")
                values = _values(column, columns, left, findings)
                frames.append(_in_currency(one, column, left).assign(name=name, value=values))
    if not frames:
        return shared.iloc[:0].assign(name=pd.Categorical([]), value=0.0), {"no_value": len(base)}
    out = pd.concat(frames, ignore_index=True)
    if CURRENCY in out:
        out[CURRENCY] = out[CURRENCY].astype("str").astype("category")
    out = out[out["value"].notna()].sort_values(ROW, kind="stable").reset_index(drop=True)
    if "month" not in out:
        out["month"] = np.full(len(out), np.datetime64("NaT", "ms"))
    out["name"] = out["name"].astype("str").astype("category")
    lost = len(base) - out[ROW].nunique()
    further = [str(name) for name in out.columns if str(name).startswith(EXTRA)]
    return out[["month", "name", "value", *further, SOURCE, ROW]], {"no_value": int(lost)}


def _names(base: pd.DataFrame) -> pd.Series:
    """The name of each row's figure, as KPIs know it."""
    labels = [figure_name(str(label)) for label in base["name"].cat.categories]
    return pd.Series(np.array([*labels, None], dtype=object)[np.asarray(base["name"].cat.codes)], index=base.index)


def _values(column: Column, columns: Mapping[int, Column], left: LeftOut, findings: Findings) -> Floats:
    """The figures of a column in the rows that stay."""
    read = cells.numbers(column, mark=likely_mark(column, list(columns.values())))
    for fault in read.faults:
        findings.fault(column, fault)
    out: Floats = read.data[left.kept]
    return out


def _in_currency(rows: pd.DataFrame, column: Column, left: LeftOut) -> pd.DataFrame:
    """The rows of a figure's own column with the currency that it names, where no column of currencies stands."""
    if any(fold(str(name).removeprefix(EXTRA)) in CURRENCY_NAMES for name in rows.columns):
        return rows
    named = cells.currencies(column)
    return rows if named is None else rows.assign(**{CURRENCY: pd.Series(named).astype("str")[left.kept].to_numpy()})
