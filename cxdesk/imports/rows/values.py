"""A converted column, and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cxdesk.common.problems import Severity
from cxdesk.imports.convert.texts import Bools


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Cells of a column that did not become a value: `kind` of problem, the rows, what was expected, in words."""

    kind: str
    rows: Bools
    expected: str
    message: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, kw_only=True, eq=False)
class Values:
    """A converted column, one entry a row, with the faults found."""

    data: Any
    faults: tuple[Fault, ...] = field(default=())
