"""Problems of one sheet, one a kind and column, with the first row as the example."""

from __future__ import annotations

import numpy as np

from cxdesk.common.problems import Problem, Severity
from cxdesk.common.text import plural
from cxdesk.imports.convert.texts import Bools
from cxdesk.imports.recognise.facts import Column
from cxdesk.imports.recognise.header import Grid
from cxdesk.imports.rows.cells import Fault


class Findings:
    """Collects problems of a sheet; rows that are left out count for nothing."""

    def __init__(self, grid: Grid, kept: Bools) -> None:
        """`kept` says which data rows stay."""
        self._grid = grid
        self._kept = kept
        self.problems: list[Problem] = []

    def add(
        self,
        kind: str,
        message: str,
        *,
        rows: Bools | None = None,
        column: Column | None = None,
        expected: str | None = None,
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Add a problem; with `rows` it counts the kept ones and names the first, and says nothing where none is."""
        row, found, count = None, None, 1
        if rows is not None:
            hit = np.flatnonzero(rows & self._kept)
            if not len(hit):
                return
            count, row = len(hit), self._grid.row_number(int(hit[0]))
            found = column.label(int(hit[0]))[:120] if column is not None else None
        raw = self._grid.raw
        self.problems.append(
            Problem(
                kind=kind, message=message, severity=severity, file=raw.file, sheet=raw.sheet, row=row,
                column=column.header.text if column is not None else None, found=found, expected=expected, count=count,
            )
        )  # fmt: skip

    def fault(self, column: Column, fault: Fault) -> None:
        """Add the cells of a column that did not become values."""
        hit = np.flatnonzero(fault.rows & self._kept)
        if not len(hit):
            return
        cells = plural(len(hit), "cell")
        example = column.label(int(hit[0]))[:60]
        self.add(
            fault.kind, f"{cells} of “{column.header.text}” (such as “{example}”) {_number(fault.message, len(hit))}.",
            rows=fault.rows, column=column, expected=fault.expected,
        )  # fmt: skip


def _number(message: str, count: int) -> str:
    """The message for one cell or several."""
    if count == 1:
        return message
    for one, many in (("is ", "are "), ("falls ", "fall "), ("lost its", "lost their"), ("it was ", "they were ")):
        message = message.replace(one, many, 1) if message.startswith(one) or one == "it was " else message
    return message
