"""Rows left out, each by one reason: blank, footer, repeated header, duplicate, older, not sold, spam, test, merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.names import fold
from cxdesk.imports.plan import SheetPlan
from cxdesk.imports.recognise.equality import repeated_rows
from cxdesk.imports.recognise.footers import is_total
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.rows.responses import no_responses, tells_apart
from cxdesk.imports.rows.sold import no_outage, no_sale
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import Kind

# Words of a status that say a row is no ticket.
_STATUS = {
    "spam": ("spam", "junk"),
    "merged": (
        "merged",
        "zusammengefuhrt",
        "zusammengefasst",
        "fusionado",
        "fusionada",
        "fusionne",
        "fusionnee",
        "mesclado",
    ),
    "deleted": (
        "deleted",
        "removed",
        "trash",
        "trashed",
        "geloscht",
        "entfernt",
        "eliminado",
        "eliminada",
        "supprime",
        "supprimee",
        "excluido",
        "removido",
    ),
    "test": ("test", "survey preview"),
}

OLDER = "older_update"  # an earlier row of a ticket whose rows were folded into its latest
_LABELS = (Kind.ID, Kind.CATEGORY, Kind.TEXT)
_GROUPS = 2  # groups of a report, the first of which may stand in its totals too
_LOOKED_AT = 500  # rows without a date whose first cell may say that they are totals


@dataclass(frozen=True, kw_only=True, eq=False)
class LeftOut:
    """Which data rows stay, and the reason of the others by position."""

    kept: Bools
    reasons: Mapping[int, str]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by reason."""
        out: dict[str, int] = {}
        for reason in self.reasons.values():
            out[reason] = out.get(reason, 0) + 1
        return out


def leave_out(grid: Grid, plan: SheetPlan, fields: Mapping[str, Any]) -> LeftOut:
    """Find the rows that do not count; the first reason that holds is the reason."""
    reasons = dict(grid.left)
    kept = np.ones(grid.rows, dtype=np.bool_)
    kept[list(reasons)] = False
    if _told_apart(grid, plan, fields):
        _mark(repeated_rows(grid.columns, kept), "duplicate", kept, reasons)
    _mark(_added_up(grid, plan, fields, kept), "footer", kept, reasons)
    if plan.table == "orders":
        _mark(no_sale(grid, fields), "not_sold", kept, reasons)
    if plan.table == "outages":
        _mark(no_outage(grid), "not_down", kept, reasons)
    if plan.log is None:
        for reason, rows in _by_field(grid, plan, fields):
            _mark(rows, reason, kept, reasons)
    return LeftOut(kept=kept, reasons=reasons)


def fold_away(left: LeftOut, older: Bools, grid: Grid, plan: SheetPlan, fields: Mapping[str, Any]) -> LeftOut:
    """The same without the older rows of folded tickets, and without tickets that do not count as they stand last."""
    kept, reasons = left.kept.copy(), dict(left.reasons)
    _mark(older, OLDER, kept, reasons)
    for reason, rows in _by_field(grid, plan, fields):
        _mark(rows, reason, kept, reasons)
    return LeftOut(kept=kept, reasons=reasons)


def _told_apart(grid: Grid, plan: SheetPlan, fields: Mapping[str, Any]) -> bool:
    """Whether two rows that are equal in every cell are one given twice."""
    if plan.table == "surveys":
        return tells_apart(grid, plan, fields)
    return plan.table == "tickets" or _keyed(plan.table or "", fields)


def _keyed(table: str, fields: Mapping[str, Any]) -> bool:
    """Whether rows have a key, so that two equal ones are one given twice; events of one moment may be equal."""
    spec = TABLES[table]
    return bool(spec.key) and all(name in fields or name in spec.open_key or table == "figures" for name in spec.key)


def _added_up(grid: Grid, plan: SheetPlan, fields: Mapping[str, Any], kept: Bools) -> Bools:
    """Rows without a date that add others up: those that say so, and a first or last row that holds the sums."""
    out = np.zeros(grid.rows, dtype=np.bool_)
    spec = TABLES[plan.table or ""]
    dates = [field.name for field in spec.fields if field.kind in {Kind.INSTANT, Kind.MONTH} and field.required]
    dated = [np.asarray(fields[name]) for name in dates if name in fields]
    if not dated:
        return out
    undated = kept & np.all([np.isnat(values) for values in dated], axis=0)
    for row in np.flatnonzero(undated)[:_LOOKED_AT]:  # a file has a few of them, not one a row
        labels = (text for column in grid.columns if (text := column.label(int(row))))
        out[row] = any(is_total(text) for text in islice(labels, _GROUPS))
    rows = np.flatnonzero(kept & ~out)
    if len(rows) >= 3 and plan.table not in {"tickets", "surveys"}:  # the last ticket may well be undated
        sums = [name for name in fields if spec.field(name).kind in {Kind.NUMBER, Kind.COUNT, Kind.DURATION}]
        values = [np.asarray(fields[name], dtype=np.float64) for name in sums]
        named = [np.asarray(pd.Series(fields[name]).notna()) for name in fields if spec.field(name).kind in _LABELS]
        for row, others in ((rows[0], rows[1:]), (rows[-1], rows[:-1])):
            hits = [np.isclose(v[row], np.nansum(v[others]), rtol=1e-6, atol=0.005) for v in values if v[row] > 0]
            bare = sum(bool(label[row]) for label in named) <= 1  # a row of data names who and what
            out[row] |= bool(undated[row] and bare and hits and sum(hits) >= 0.5 * len(hits))
    return out


def _mark(rows: Bools, reason: str, kept: Bools, reasons: dict[int, str]) -> None:
    for row in np.flatnonzero(rows & kept):
        reasons[int(row)] = reason
    kept &= ~rows


def _by_field(grid: Grid, plan: SheetPlan, fields: Mapping[str, Any]) -> list[tuple[str, Bools]]:
    out: list[tuple[str, Bools]] = []
    if "is_spam" in fields:
        out.append(("spam", fields["is_spam"] == 1))
    if "is_test" in fields:
        out.append(("test", fields["is_test"] == 1))
    if "merged_into" in fields:
        out.append(("merged", _merged(fields["merged_into"])))
    status = fields.get("status")
    if plan.table == "surveys":
        out += no_responses(grid, plan)
    if status is not None:
        labels = [fold(str(label)) for label in status.categories]
        codes = np.asarray(status.codes)
        for reason, words in _STATUS.items():
            if reason == "test" and plan.table == "tickets":
                continue
            match = np.array([label in words for label in labels] or [False], dtype=np.bool_)
            out.append((reason, (codes >= 0) & match[np.maximum(codes, 0)]))
    return out


def _merged(values: pd.Series) -> Bools:
    """Rows that name another ticket; yes and no in words count too."""
    words = values.str.lower()
    known = values.notna() & ~words.isin(["no", "false", "0", "n"])
    return np.asarray(known, dtype=np.bool_)
