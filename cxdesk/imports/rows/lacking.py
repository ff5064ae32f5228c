"""Columns that a newer file does not have: an updated row keeps what an earlier file said of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.rows.places import places_of
from cxdesk.tables.catalogue import TABLES
from cxdesk.tables.fields import ROW, SOURCE
from cxdesk.tables.statuses import means_resolved

# Durations that an earlier file gave for an event that the newer one dates itself.
_DATED = {
    "first_response_time": "first_response_at",
    "first_response_business_time": "first_response_at",
    "resolution_time": "resolved_at",
    "resolution_business_time": "resolved_at",
}
_RESOLVED = frozenset(("resolved_at", "closed_at", "resolution_time", "resolution_business_time", "resolved"))


def with_lacking(table: str, lost: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """New rows with the cells of the `lost` rows that they update, in columns that the new sheet has not at all.

    Only for rows that one field names. A resolution is not kept for a ticket whose newer status is an open one, nor a
    duration whose event the newer sheet dates.
    """
    firm = [name for name in TABLES[table].key if name not in TABLES[table].open_key]
    more = [name for name in lost.columns if name not in new.columns and name not in (SOURCE, ROW)]
    if len(firm) != 1 or TABLES[table].open_key or not more or not len(lost) or firm[0] not in new:
        return new
    names = lost[firm[0]]
    if names.dropna().duplicated().any():
        return new
    place = places_of(new[firm[0]], names)
    if (place < 0).all():
        return new
    open_again = _open(new)
    added: dict[str, Any] = {}
    for name in more:
        if _DATED.get(name) in new.columns:
            continue
        rows = np.where(open_again, -1, place) if name in _RESOLVED else place
        added[name] = pd.api.extensions.take(lost[name].array, rows, allow_fill=True)
    return new.assign(**added)


def _open(new: pd.DataFrame) -> Bools:
    """Rows whose status says that the ticket is not resolved."""
    if "status" not in new:
        return np.zeros(len(new), dtype=np.bool_)
    status = pd.Categorical(new["status"])
    done = np.append(means_resolved(tuple(str(name) for name in status.categories)), True)
    return np.asarray(~done[status.codes])
