"""One node of an expression over all groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cxdesk.kpis.groups import Groups

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """A node over all groups: its value (NaN where there is none) and how many rows stand behind it.

    `always` says that the value is a fact also where no row stands behind it: nobody waiting, no outage. `money` are
    the currencies of the amounts in it. `notes` are sentences a reader of the value must know.
    """

    value: Floats
    n: Floats
    numerator: Floats | None = None
    denominator: Floats | None = None
    reason: str | None = None
    scale_range: tuple[float, float] | None = None
    blank: str = ""  # why groups have no value although rows were imported
    always: bool = False
    money: tuple[str, ...] = ()
    bounds: tuple[Floats, Floats] | None = None  # interval of nodes that alone know their rows
    notes: tuple[str, ...] = ()


def lacking(run: Groups, reason: str) -> Part:
    """A node without a value in any group, and why."""
    return Part(value=np.full(run.size, np.nan), n=np.zeros(run.size), reason=reason)
