"""What contradicts itself within the rows of accounts, employees, web, campaigns, outages, figures and the like.

Rows are reported and counted, never changed or dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxdesk.common.problems import Severity
from cxdesk.common.text import plural
from cxdesk.imports.convert.texts import Bools, Floats
from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.rows.findings import Findings
from cxdesk.imports.rows.leaving import LeftOut
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import BOTH, CURRENCY, ROW, Kind

# (later, earlier, kind of problem, words)
_ORDER: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "accounts": (
        ("ended_on", "started_on", "ended_before_started", "the end is before the start"),
        ("onboarded_at", "onboarding_started_at", "onboarded_before_start", "onboarding ends before it began"),
        ("first_value_at", "onboarding_started_at", "value_before_start", "the first value is before onboarding began"),
    ),
    "employees": (("left_on", "hired_on", "left_before_hired", "the person left before being hired"),),
    "outages": (("ended_at", "started_at", "ended_before_started", "the outage ends before it began"),),
}  # fmt: skip
# (larger, smaller, kind of problem, words)
_COUNTS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "accounts": (("milestones_due", "milestones_on_time", "more_than_due", "more milestones are on time than due"),),
    "web": (
        ("carts", "purchases", "more_than_carts", "there are more purchases than carts"),
        ("sessions", "bounces", "more_than_sessions", "there are more bounces than sessions"),
        ("visitors", "new_visitors", "more_than_visitors", "there are more new visitors than visitors"),
    ),
    "campaigns": (
        ("emails_sent", "emails_opened", "more_than_sent", "more emails were opened than sent"),
        ("emails_sent", "emails_clicked", "more_than_sent", "more emails were clicked than sent"),
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Checked:
    """A sheet's frame with all that is needed to say where in the sheet its rows stand."""

    grid: Grid
    plan: SheetPlan
    base: pd.DataFrame
    columns: Mapping[int, Column]
    left: LeftOut
    findings: Findings

    def has(self, *names: str) -> bool:
        """Whether the frame has all these columns."""
        return set(names) <= set(self.base.columns)

    def values(self, name: str) -> Floats:
        """A column of numbers."""
        out: Floats = self.base[name].to_numpy(dtype=np.float64, na_value=np.nan)
        return out

    def column(self, name: str) -> Column | None:
        """The sheet's column that became a field."""
        mapping = self.plan.column_of(name)
        return None if mapping is None else self.columns[mapping.index]

    def report(self, kind: str, mask: Bools, message: str, *, at: str, expected: str = "",
               severity: Severity = Severity.WARNING) -> None:  # fmt: skip
        """A problem of the frame's rows in `mask`; `message` begins after the number of rows."""
        if not mask.any():
            return
        rows = np.zeros(self.grid.rows, dtype=np.bool_)
        rows[np.flatnonzero(self.left.kept)[mask]] = True
        self.findings.add(kind, f"{plural(int(mask.sum()), 'row')} {message}", rows=rows, column=self.column(at),
                          expected=expected or None, severity=severity)  # fmt: skip


def check_table(sheet: Checked) -> None:
    """Report all contradictions of a sheet."""
    table = sheet.plan.table or ""
    for late, early, kind, words in _ORDER.get(table, ()):
        if sheet.has(late, early):
            wrong = sheet.base[late].to_numpy() < sheet.base[early].to_numpy()
            sheet.report(kind, wrong, f"in which {words}; both dates stay.", at=late, expected="events in their order")
    for large, small, kind, words in _COUNTS.get(table, ()):
        if sheet.has(large, small):
            wrong = sheet.values(small) > sheet.values(large)
            sheet.report(kind, wrong, f"in which {words}; both stay.", at=small, expected="no more than all")
    if table == "accounts":
        _churn(sheet)
    if table == "outages":
        _overlaps(sheet)
    if table == "orders" and sheet.has("order_id", "account"):
        _shared_numbers(sheet)
    if table == "audit" and sheet.has("weight"):
        sheet.report("out_of_range", sheet.values("weight") < 0, "with a weight below 0, left out of the audit's mean.",
                     at="weight", expected="a weight of 0 or more")  # fmt: skip
    several = sheet.base.get(CURRENCY)
    if several is not None and (several.dtype == "category"):
        mixed = several.astype("str").str.contains(BOTH, regex=False).to_numpy(dtype=np.bool_, na_value=False)
        sheet.report("mixed_currencies", mixed, "whose amounts are in different currencies; they are never added.",
                     at=next(field.name for field in TABLES[table].fields if field.money),
                     expected="one currency")  # fmt: skip
    _missing(sheet)
    _keys(sheet)


def _churn(sheet: Checked) -> None:
    if not sheet.has("churned", "ended_on"):
        return
    flag, ended = sheet.values("churned"), sheet.base["ended_on"].notna().to_numpy()
    sheet.report("churned_without_end", (flag == 1) & ~ended,
                 "flagged as churned without an end date; they count as lost only where the flag is used.",
                 at="churned", expected="an end date")  # fmt: skip
    sheet.report("end_without_churn", (flag == 0) & ended,
                 "with an end date though they are flagged as not churned; the date counts.",
                 at="ended_on", expected="no end date")  # fmt: skip


def _shared_numbers(sheet: Checked) -> None:
    """Order numbers on lines of several customers."""
    lines = sheet.base[["order_id", "account"]].dropna()
    first = lines["account"].astype(object).groupby(lines["order_id"]).transform("first")
    other = np.zeros(len(sheet.base), dtype=np.bool_)
    other[np.flatnonzero(sheet.base.index.isin(lines.index))] = (lines["account"].astype(object) != first).to_numpy()
    sheet.report("same_key", other, "with the order number of another customer's order; each counts as an order of its "
                 "own.", at="order_id", expected="one customer an order")  # fmt: skip


def _overlaps(sheet: Checked) -> None:
    """Outages of one system that begin before an earlier one has ended."""
    if not sheet.has("started_at", "ended_at"):
        return
    start, end = (sheet.base[name].to_numpy() for name in ("started_at", "ended_at"))
    if sheet.has("system"):
        system = np.asarray(sheet.base["system"].cat.codes, dtype=np.int64)
    else:
        system = np.zeros(len(start), dtype=np.int64)
    rows = np.flatnonzero(~np.isnat(start) & (system >= 0))
    order = rows[np.lexsort((start[rows], system[rows]))]
    open_end = np.where(np.isnat(end), np.datetime64("2200-01-01", "ms"), end).astype(np.int64)
    reached = pd.Series(open_end[order]).groupby(system[order]).cummax().to_numpy()
    again = np.zeros(len(start), dtype=np.bool_)
    if len(order) > 1:
        same = system[order][1:] == system[order][:-1]
        again[order[1:]] = same & (start[order][1:].astype(np.int64) < reached[:-1])
    sheet.report("overlapping_outage", again, "of outages that overlap an earlier one of the same system; the time "
                 "counts once.", at="started_at", expected="outages one after the other")  # fmt: skip


def _missing(sheet: Checked) -> None:
    """Required columns that are not there or not filled.

    A sheet of an employee's months (hours worked, training) needs no date of its own: another sheet says who was hired.
    """
    of_months = sheet.plan.table == "employees" and sheet.has("month")
    for field in TABLES[sheet.plan.table or ""].fields:
        if not field.required or (of_months and field.name == "hired_on" and field.name not in sheet.base):
            continue
        serves = f": {field.serves}" if field.serves else ""
        if field.name not in sheet.base:
            words = f"No column holds “{field.title}”{serves}."
            sheet.findings.add("missing_column", words, expected=field.title, severity=Severity.INFO)
            continue
        column = sheet.column(field.name)
        blank = ~column.filled[sheet.left.kept] if column is not None else np.ones(len(sheet.base), np.bool_)
        empty = np.asarray(sheet.base[field.name].isna()) & blank
        kind = "missing_date" if field.kind is Kind.INSTANT else "missing_value"
        undated = "; they count only where no period is chosen" if field.kind is Kind.INSTANT else ""
        sheet.report(kind, empty, f"without “{field.title}”{undated}.", at=field.name, expected=field.title)


def _keys(sheet: Checked) -> None:
    """Rows with a key that an earlier row has; lines of an order add up and are no problem."""
    spec = TABLES[sheet.plan.table or ""]
    key = [name for name in spec.key if name in sheet.base]
    if not key or spec.name == "orders" or set(spec.key) - set(key) - set(spec.open_key):
        return
    parts = sheet.base[key]
    again = parts.duplicated().to_numpy(copy=True)
    for name in key:
        if name not in spec.open_key:
            again &= parts[name].notna().to_numpy()
    titles = " and ".join(spec.field(name).title.lower() for name in key)
    sheet.report("same_key", again, f"with {titles} of an earlier row and other cells; all rows count.", at=key[0],
                 expected=f"one row for each {titles}")  # fmt: skip


def check_figures(
    grid: Grid, frame: pd.DataFrame, columns: Mapping[int, Column], plan: SheetPlan, findings: Findings
) -> None:
    """A figure that a month has twice; both count."""
    again = frame["month"].notna() & frame.duplicated(["month", "name"])
    if not again.any():
        return
    rows = np.zeros(grid.rows, dtype=np.bool_)
    rows[np.unique(frame.loc[again, ROW].to_numpy()) - grid.row_number(0)] = True
    mapping = plan.column_of("month")
    count = int(again.sum())
    words = "figure stands" if count == 1 else "figures stand"
    findings.add(
        "same_key", f"{count:,} {words} in the sheet a second time for the same month; all are added up.", rows=rows,
        column=columns[mapping.index] if mapping else None, expected="one value for each month and name",
    )  # fmt: skip
