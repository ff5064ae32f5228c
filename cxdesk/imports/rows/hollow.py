"""Durations of 0 beside a blank instant: some help desks write 0 for what has not happened yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

_ENDS = {
    "first_response_time": ("first_response_at",),
    "first_response_business_time": ("first_response_at",),
    "resolution_time": ("resolved_at", "closed_at"),
    "resolution_business_time": ("resolved_at", "closed_at"),
}


def without_hollow(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with durations of 0 left empty where none of the instants that they end with is there.

    Only where the sheet has such an instant in some row: else it does not say what has happened.
    """
    out = dict(fields)
    for span, ends in _ENDS.items():
        stamps = [np.asarray(fields[name]) for name in ends if name in fields]
        if span not in fields or not any((~np.isnat(stamp)).any() for stamp in stamps):
            continue
        blank = np.all([np.isnat(stamp) for stamp in stamps], axis=0)
        out[span] = np.where((fields[span] == 0) & blank, np.nan, fields[span])
    return out
