"""What contradicts itself within ticket rows: order of events, timestamps against durations, keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from cxdesk.common.problems import Severity
from cxdesk.common.progress import beat
from cxdesk.common.text import plural
from cxdesk.imports.convert.texts import Bools, all_follow
from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.rows.findings import Findings
from cxdesk.imports.rows.leaving import LeftOut

_HOUR = np.timedelta64(1, "h")
_ORDER = (
    ("first_response_at", "created_at", "answered_before_created", "first response is before the ticket was created",
     "its first response time was left empty"),
    ("resolved_at", "created_at", "resolved_before_created", "resolution is before the ticket was created",
     "its resolution time was left empty"),
    ("resolved_at", "first_response_at", "response_after_resolution", "first response is after the resolution",
     "both stay"),
)  # fmt: skip
_SPANS = (("first_response_at", "first_response_time"), ("resolved_at", "resolution_time"))


def check_tickets(
    grid: Grid, plan: SheetPlan, base: pd.DataFrame, columns: Mapping[int, Column], left: LeftOut, findings: Findings
) -> None:
    """Report contradictions of the kept rows; nothing is changed."""
    positions = np.flatnonzero(left.kept)

    def column_of(name: str) -> Column | None:
        mapping = plan.column_of(name)
        return None if mapping is None else columns[mapping.index]

    def rows(mask: Bools) -> Bools:
        out = np.zeros(grid.rows, dtype=np.bool_)
        out[positions[mask]] = True
        return out

    for late, early, kind, words, outcome in _ORDER:
        if late in base and early in base:
            wrong = base[late].to_numpy() < base[early].to_numpy()
            if kind.endswith("created") and _date_only(base[early]) != _date_only(base[late]):
                wrong &= base[late].to_numpy().astype("datetime64[D]") < base[early].to_numpy().astype("datetime64[D]")
            count = int(wrong.sum())
            findings.add(kind, f"In {plural(count, 'row')} the {words}; "
                               f"{outcome}.", rows=rows(wrong), column=column_of(late),
                         expected="events in their order")  # fmt: skip
    for stamp, span in _SPANS:
        beat()
        if stamp in base and span in base and "created_at" in base:
            apart = np.abs((base[stamp].to_numpy() - base["created_at"].to_numpy()) / _HOUR - base[span].to_numpy()) > 1
            count = int(apart.sum())
            findings.add("time_mismatch", f"In {plural(count, 'row')} timestamps and duration are over an hour apart; "
                         "the timestamps count.", rows=rows(apart), column=column_of(span),
                         expected="the same time")  # fmt: skip
    _check_keys(base, column_of("ticket_id"), rows, findings)
    _check_creation(base, column_of("created_at"), left, rows, findings)


def _check_creation(
    base: pd.DataFrame, column: Column | None, left: LeftOut, rows: Callable[[Bools], Bools], findings: Findings
) -> None:
    """Report tickets without a date of creation."""
    if not len(base):
        return
    if "created_at" not in base:
        findings.add("missing_date", "No column says when a ticket was created: first response and resolution times "
                     "cannot be worked out from the moments alone, and volumes count only where no period is chosen.",
                     expected="a column of dates of creation")  # fmt: skip
        return
    beat()
    blank = ~column.filled[left.kept] if column is not None else np.ones(len(base), np.bool_)
    empty = np.asarray(base["created_at"].isna()) & blank
    findings.add("missing_date", f"{plural(int(empty.sum()), 'row')} without a date of creation; they count only "
                                 "where no period is chosen.",
                 rows=rows(empty), column=column, expected="a date")  # fmt: skip


def _date_only(series: pd.Series) -> bool:
    values = series.to_numpy()
    known = values[~np.isnat(values)]
    return bool((known == known.astype("datetime64[D]")).all())


def _check_keys(base: pd.DataFrame, column: Column | None, rows: object, findings: Findings) -> None:
    if column is None or "ticket_id" not in base or not callable(rows):
        return
    keys = base["ticket_id"]
    empty = np.asarray(keys.isna())
    findings.add("missing_key", f"{plural(int(empty.sum()), 'row')} without a ticket number; importing again "
                                f"cannot recognise them.",
                 rows=rows(empty), column=column, expected="a ticket number")  # fmt: skip
    beat()
    again = np.zeros(len(keys), np.bool_)
    if keys.dtype != "str" or not all_follow(pa.array(keys)):
        again = np.asarray(keys.duplicated() & ~keys.isna())
    findings.add("same_key", f"{plural(int(again.sum()), 'row')} with a ticket number that stands in an earlier "
                             f"row with other cells; "
                 "all rows count.", rows=rows(again), column=column, expected="one row a ticket",
                 severity=Severity.WARNING)  # fmt: skip
